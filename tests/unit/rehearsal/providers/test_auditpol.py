"""auditpol.exe on a simulated host backs up and restores, in the system's language and with its traps."""

from __future__ import annotations

import pytest

from aksarc_harden.model.statement import call, program
from aksarc_harden.model.values import Bag
from aksarc_harden.rehearsal.host.audit import subcategories
from tests.support.simulated import WORK, Asker, Heard, an_asker

AUDITPOL = r"C:\Windows\System32\auditpol.exe"
FILE = f"{WORK}\\audit.csv"
VALIDATION = "{0CCE923F-69AE-11D9-BED3-505054503030}"
LINE = f"HOST,System,,{VALIDATION.lower()},,,"


def make(culture: str = "en-US") -> Asker:
    """Give a host with a work folder."""
    asker = an_asker(culture=culture)
    asker.ask(call("New-Item", Path=WORK, ItemType="Directory"))
    return asker


@pytest.fixture
def asker() -> Asker:
    """Give a host that speaks English."""
    return make()


def run(asker: Asker, verb: str, file: str = FILE) -> tuple[object, Heard]:
    """Run it and give its exit code, and what it said."""
    heard = asker.ask(program(AUDITPOL, verb, f"/file:{file}"))
    return asker.ask(call("Get-Variable", Name="LASTEXITCODE", ValueOnly=True)).output[0], heard


def backup(asker: Asker) -> bytes:
    """Back up and give the file's bytes."""
    assert run(asker, "/backup")[0] == 0
    entry = asker.host.state.files.find(FILE)
    assert entry is not None
    return entry.content or b""


def restore(asker: Asker, *lines: str) -> object:
    """Restore a file of a header and these lines, and give the exit code."""
    text = "".join(f"{line}\r\n" for line in ("header", *lines))
    asker.ask(call("Set-Content", LiteralPath=FILE, Value=text, Encoding="Ascii", NoNewline=True))
    return run(asker, "/restore")[0]


def test_a_backup_lists_all_subcategories_and_options(asker: Asker) -> None:
    """59 lines of the system in its own order, then the options and both lists for all objects."""
    lines = backup(asker).decode("cp1252").split("\r\n")
    assert lines[0].startswith("Machine Name,Policy Target,Subcategory,Subcategory GUID,")
    assert len([line for line in lines if ",System," in line]) == len(subcategories()) == 59
    assert lines[1] == ("HCI-NODE1,System,Security State Change,{0cce9210-69ae-11d9-bed3-505054503030},Success,,1")
    assert lines[60:] == [
        "HCI-NODE1,,Option:CrashOnAuditFail,,Disabled,,0", "HCI-NODE1,,Option:FullPrivilegeAuditing,,Disabled,,0",
        "HCI-NODE1,,Option:AuditBaseObjects,,Disabled,,0", "HCI-NODE1,,Option:AuditBaseDirectories,,Disabled,,0",
        "HCI-NODE1,,FileGlobalSacl,,,,", "HCI-NODE1,,RegistryGlobalSacl,,,,", "",
    ]  # fmt: skip


def test_a_japanese_host_uses_its_words_and_code_page() -> None:
    """GUIDs, numbers and options are the same in every language; there is no byte order mark."""
    content = backup(make("ja-JP"))
    text = content.decode("cp932")
    assert "資格情報の確認,{0cce923f-69ae-11d9-bed3-505054503030},成功,,1" in text
    assert "Option:CrashOnAuditFail,,無効,,0" in text
    assert not content.startswith(b"\xef\xbb\xbf")


def test_a_restore_sets_what_its_file_says_and_nothing_else(asker: Asker) -> None:
    """Words are not looked at; what has no line stays; bit 4 states no auditing outright."""
    before = dict(asker.host.state.audit.system)
    assert restore(asker, LINE + "2", "HOST,,Option:AuditBaseObjects,,??,,1", "x,,FileGlobalSacl,,,,") == 0
    assert asker.host.state.audit.system == {**before, VALIDATION: 2}
    assert asker.host.state.audit.options["AuditBaseObjects"] == 1
    assert restore(asker, LINE + "4") == 0
    assert asker.host.state.audit.system[VALIDATION] == 0


def test_audits_of_users_come_and_go_with_the_others(asker: Asker) -> None:
    """A line whose target is a SID is that user's."""
    sid = "S-1-5-21-1-2-3-1001"
    assert restore(asker, f"H,{sid},,{VALIDATION},,,5") == 0
    assert asker.host.state.audit.users == {sid: {VALIDATION: 5}}
    text = backup(asker).decode("cp1252")
    assert f"HCI-NODE1,{sid},Credential Validation,{VALIDATION.lower()},Success and Failure,No Auditing,5\r\n" in text
    assert asker.host.snapshot()["audit"]["users"] == {sid: {VALIDATION: 5}}


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((LINE + "1", "H,System,,{0CCE9299-69AE-11D9-BED3-505054503030},,,1"), 87),
        ((LINE + "1", LINE + "x"), 87),
        ((LINE + "1", "three,columns,only"), 13),
        ((LINE + "1", "H,,Option:Unknown,,,,1"), 13),
    ],
)
def test_a_file_with_a_bad_line_changes_nothing(asker: Asker, lines: tuple[str, ...], code: int) -> None:
    """An unknown GUID, a word for a number, another form: an error's number, and all stays."""
    before = asker.host.snapshot()["audit"]
    asker.host.state.audit.system[VALIDATION] = before["system"][VALIDATION] = 3
    assert restore(asker, *lines) == code
    assert asker.host.snapshot()["audit"] == before


def test_errors_are_told_by_number_in_the_systems_language() -> None:
    """A missing file, a missing folder, no privilege, other arguments."""
    asker = make("ja-JP")
    assert run(asker, "/restore", f"{WORK}\\no.csv")[0] == 2
    assert run(asker, "/backup", "C:\\nowhere\\a.csv")[0] == 3
    assert run(asker, "/clear")[0] == 87
    asker.host.disturb("access-denied", command="auditpol.exe")
    code, heard = run(asker, "/backup")
    assert code == 1314
    assert "0x00000522" in heard.errors[0].message


def test_a_subcategory_may_be_unknown_to_the_system(asker: Asker) -> None:
    """It has no line, and a line for it is refused."""
    asker.host.disturb("unlisted", subcategory=VALIDATION)
    assert VALIDATION.lower() not in backup(asker).decode("cp1252")
    assert restore(asker, LINE + "1") == 87


@pytest.mark.parametrize(
    ("form", "check"),
    [
        ("empty", lambda content: content == b""),
        ("cut", lambda content: 0 < len(content) < 3000 and not content.endswith(b"\n")),
        ("re-encoded", lambda content: content.startswith(b"M\0a\0")),
        ("absent", lambda content: content is None),
    ],
)
def test_a_backup_may_be_spoiled(asker: Asker, form: str, check: object) -> None:
    """As often as is said, then it is right again."""
    asker.host.disturb("spoiled-export", command="auditpol.exe", form=form, times=1)
    assert run(asker, "/backup")[0] == 0
    entry = asker.host.state.files.find(FILE)
    assert callable(check)
    assert check(None if entry is None else entry.content)
    assert backup(asker).endswith(b"RegistryGlobalSacl,,,,\r\n")
    (whole,) = asker.ask(call("Get-Content", LiteralPath=FILE, Raw=True)).output
    assert isinstance(whole, Bag)
