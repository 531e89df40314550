"""secedit.exe on a simulated host exports and configures, traps included (windows-traps, policy-files)."""

from __future__ import annotations

import pytest

from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.statement import call, program
from aksarc_harden.model.values import Bag
from tests.support.simulated import ICACLS, SECEDIT, WORK, Asker, an_asker

EXPORT, TEMPLATE, DATABASE = f"{WORK}\\export.inf", f"{WORK}\\template.inf", f"{WORK}\\template.sdb"
HEAD = '[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n'


@pytest.fixture
def asker() -> Asker:
    """Give a host with a work folder."""
    made = an_asker()
    made.ask(call("New-Item", Path=WORK, ItemType="Directory"))
    return made


def _exit_code(asker: Asker) -> object:
    return asker.ask(call("Get-Variable", Name="LASTEXITCODE", ValueOnly=True)).output[0]


def _export(asker: Asker, *areas: str, target: str = EXPORT) -> str:
    chosen = ["/areas", *areas] if areas else []
    asker.ask(program(SECEDIT, "/export", "/cfg", target, *chosen, "/quiet"))
    assert _exit_code(asker) == 0
    (text,) = asker.ask(call("Get-Content", LiteralPath=target, Raw=True, Encoding="Unicode")).output
    assert isinstance(text, Bag)
    return str(text.base)


def _configure(asker: Asker, sections: str, *more: str, database: str = DATABASE) -> object:
    asker.ask(call("Set-Content", LiteralPath=TEMPLATE, Value=HEAD + sections, Encoding="Unicode", NoNewline=True))
    asker.ask(program(SECEDIT, "/configure", "/db", database, "/cfg", TEMPLATE, "/quiet", *more))
    asker.ask(call("Remove-Item", LiteralPath=TEMPLATE))
    return _exit_code(asker)


def test_an_export_to_a_new_path_is_utf16_with_its_mark(asker: Asker) -> None:
    """A new file begins with FF FE and ends its lines with CR LF."""
    text = _export(asker)
    entry = asker.host.state.files.find(EXPORT)
    assert entry is not None
    assert (entry.content or b"").startswith(b"\xff\xfe[\0U\0")
    assert text.startswith("[Unicode]\r\nUnicode=yes\r\n[System Access]\r\nPasswordHistorySize = 0\r\n")


def test_an_export_into_an_existing_file_without_a_mark_loses_what_the_code_page_lacks() -> None:
    """Into such a file the text goes in the system's code page, and kanji become question marks."""
    asker = an_asker()
    asker.ask(call("New-Item", Path=WORK, ItemType="Directory"), call("New-Item", Path=EXPORT, ItemType="File"))
    asker.host.state.policy.system_access["NewAdministratorName"] = "管理者"
    asker.ask(program(SECEDIT, "/export", "/cfg", EXPORT, "/quiet"))
    entry = asker.host.state.files.find(EXPORT)
    assert entry is not None
    assert b'NewAdministratorName = "???"' in (entry.content or b"")


def test_rights_that_nobody_holds_are_not_listed_and_own_accounts_come_by_name(asker: Asker) -> None:
    """A right without holders is absent; SIDs have a star, the machine's accounts their name."""
    machine = asker.host.machine
    asker.host.state.policy.grant("SeDenyNetworkLogonRight", [f"{machine.sid}-501", "S-1-5-32-546"])
    text = _export(asker, "USER_RIGHTS")
    assert "SeDenyNetworkLogonRight = Guest,*S-1-5-32-546\r\n" in text
    assert "SeCreateSymbolicLinkPrivilege = *S-1-5-32-544,*S-1-5-83-0\r\n" in text
    assert "SeTcbPrivilege" not in text
    assert "[System Access]" not in text


def test_a_round_trip_changes_only_what_the_template_lists(asker: Asker) -> None:
    """Rights, account policies and registry values come back as they were written; the rest stays."""
    before = asker.host.snapshot()["policy"]
    sections = (
        "[Privilege Rights]\r\nSeDenyNetworkLogonRight = *S-1-5-32-546,Administrator\r\nSeBackupPrivilege =\r\n"
        "[System Access]\r\nMinimumPasswordLength = 14\r\n"
        "[Registry Values]\r\n"
        'MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\CachedLogonsCount=1,"4"\r\n'
    )
    assert _configure(asker, sections) == 0
    text = _export(asker)
    assert "SeDenyNetworkLogonRight = *S-1-5-32-546,Administrator\r\n" in text
    assert "SeBackupPrivilege" not in text
    assert "MinimumPasswordLength = 14\r\n" in text
    assert '\\Winlogon\\CachedLogonsCount=1,"4"\r\n' in text
    after = asker.host.snapshot()["policy"]
    changed = {"SeDenyNetworkLogonRight", "SeBackupPrivilege"}
    same = {name: sids for name, sids in after["rights"].items() if name not in changed}
    assert same == {name: sids for name, sids in before["rights"].items() if name not in changed}


def test_an_existing_empty_database_is_refused(asker: Asker) -> None:
    """An empty file in the database's place ends with exit code 1, and nothing is in force."""
    asker.ask(call("New-Item", Path=DATABASE, ItemType="File"))
    before = asker.host.snapshot()["policy"]
    assert _configure(asker, "[Privilege Rights]\r\nSeBackupPrivilege =\r\n") == 1
    assert asker.host.snapshot()["policy"] == before


def test_an_older_database_is_added_to_unless_it_is_overwritten(asker: Asker) -> None:
    """Without /overwrite what an earlier template listed is put in force again."""
    _configure(asker, "[Privilege Rights]\r\nSeBackupPrivilege = *S-1-5-32-544\r\n")
    asker.host.state.policy.grant("SeBackupPrivilege", ["S-1-1-0"])
    assert _configure(asker, "[Privilege Rights]\r\nSeRestorePrivilege = *S-1-5-32-544\r\n") == 0
    assert asker.host.state.policy.rights["SeBackupPrivilege"] == ["S-1-5-32-544"]
    asker.host.state.policy.grant("SeBackupPrivilege", ["S-1-1-0"])
    assert _configure(asker, "[Privilege Rights]\r\nSeRestorePrivilege = *S-1-1-0\r\n", "/overwrite") == 0
    assert asker.host.state.policy.rights["SeBackupPrivilege"] == ["S-1-1-0"]


def test_a_name_that_means_nobody_is_a_warning_and_the_rest_is_in_force(asker: Asker) -> None:
    """Exit code 3; who could be resolved holds the right, also a SID whose account is gone."""
    gone = "S-1-5-21-1-2-3-1111"
    code = _configure(asker, f"[Privilege Rights]\r\nSeBackupPrivilege = NoSuchOne,*{gone},Administrators\r\n")
    assert code == 3
    assert asker.host.state.policy.rights["SeBackupPrivilege"] == [gone, "S-1-5-32-544"]


@pytest.mark.parametrize(
    "line",
    ["MaximumPasswordAge = 0", "LockoutDuration = 5\r\nResetLockoutCount = 10", "PasswordHistorySize = many"],
)
def test_an_incorrect_value_takes_its_whole_section_with_it(asker: Asker, line: str) -> None:
    """Exit code 1; no key of the section is set, the rights are."""
    before = dict(asker.host.state.policy.system_access)
    rights = "[Privilege Rights]\r\nSeTcbPrivilege = *S-1-5-18\r\n"
    sections = f"{rights}[System Access]\r\nMinimumPasswordLength = 9\r\n{line}\r\n"
    assert _configure(asker, sections) == 1
    assert asker.host.state.policy.system_access == before
    assert asker.host.state.policy.rights["SeTcbPrivilege"] == ["S-1-5-18"]


def test_lockout_keys_are_listed_only_while_there_is_a_lockout(asker: Asker) -> None:
    """LockoutDuration and ResetLockoutCount appear with LockoutBadCount above 0; never is -1."""
    assert "LockoutDuration" not in _export(asker)
    assert _configure(asker, "[System Access]\r\nLockoutBadCount = 5\r\nMaximumPasswordAge = -1\r\n") == 0
    text = _export(asker, target=f"{WORK}\\second.inf")
    assert "LockoutDuration = 30\r\n" in text
    assert "ResetLockoutCount = 30\r\n" in text
    assert "MaximumPasswordAge = -1\r\n" in text


def test_a_folder_closed_to_the_system_fails_before_a_log_is_written(asker: Asker) -> None:
    """The service works as SYSTEM: in a folder of our own account alone it gets nowhere."""
    log = f"{WORK}\\export.log"
    asker.ask(program(ICACLS, WORK, "/inheritance:r", "/grant:r", "Administrators:(OI)(CI)F"))
    asker.ask(program(SECEDIT, "/export", "/cfg", EXPORT, "/log", log, "/quiet"))
    assert _exit_code(asker) == 1
    assert asker.ask(call("Test-Path", LiteralPath=[EXPORT, log])).output == [False, False]
    asker.ask(program(ICACLS, WORK, "/grant:r", "*S-1-5-18:(OI)(CI)F"))
    asker.ask(program(SECEDIT, "/export", "/cfg", EXPORT, "/log", log, "/quiet"))
    assert _exit_code(asker) == 0
    assert asker.ask(call("Test-Path", LiteralPath=[EXPORT, log])).output == [True, True]


@pytest.mark.parametrize(
    "arguments",
    [
        ("/export",),
        ("/export", "/cfg", "C:\\no\\folder\\x.inf"),
        ("/configure", "/db", "C:\\x.txt"),
        ("/configure", "/db", f"{WORK}\\x.sdb", "/cfg", f"{WORK}\\absent.inf"),
        ("/nonsense",),
        (),
    ],
)
def test_wrong_arguments_end_with_exit_code_1(asker: Asker, arguments: tuple[str, ...]) -> None:
    """Nothing is written, and no error record says so."""
    heard = asker.ask(program(SECEDIT, *arguments))
    assert heard.errors == []
    assert _exit_code(asker) == 1


def test_a_template_without_its_signature_is_refused(asker: Asker) -> None:
    """Without the version section nothing is read."""
    text = "[Privilege Rights]\r\nSeBackupPrivilege =\r\n"
    asker.ask(call("Set-Content", LiteralPath=TEMPLATE, Value=text, Encoding="Unicode"))
    asker.ask(program(SECEDIT, "/configure", "/db", DATABASE, "/cfg", TEMPLATE, "/quiet"))
    assert _exit_code(asker) == 1


def test_a_domain_controller_exports_its_kerberos_policy() -> None:
    """The section is there on a domain controller alone."""
    asker = an_asker(role=Role.DC, platform=Platform.WS2022, name="dc1")
    asker.ask(call("New-Item", Path=WORK, ItemType="Directory"))
    text = _export(asker)
    assert "[Kerberos Policy]\r\nTicketValidateClient = 1\r\n" in text


def test_a_right_that_is_denied_ends_with_a_warning_and_stays(asker: Asker) -> None:
    """Access denied on one right: exit code 3, that right as before, the others as wanted."""
    asker.host.disturb("access-denied", right="SeBackupPrivilege")
    before = list(asker.host.state.policy.rights["SeBackupPrivilege"])
    sections = "[Privilege Rights]\r\nSeBackupPrivilege =\r\nSeRestorePrivilege =\r\n"
    assert _configure(asker, sections) == 3
    assert asker.host.state.policy.rights["SeBackupPrivilege"] == before
    assert "SeRestorePrivilege" not in asker.host.state.policy.rights


def test_a_right_that_does_not_change_says_nothing(asker: Asker) -> None:
    """A success that changes nothing: exit code 0, the right as before."""
    asker.host.disturb("unchanging", right="SeBackupPrivilege")
    before = list(asker.host.state.policy.rights["SeBackupPrivilege"])
    assert _configure(asker, "[Privilege Rights]\r\nSeBackupPrivilege =\r\n") == 0
    assert asker.host.state.policy.rights["SeBackupPrivilege"] == before
