"""The file of auditpol.exe: read strictly, written in ASCII, everything else kept in its order."""

from __future__ import annotations

import pytest

from aksarc_harden.errors import UnwritableError
from aksarc_harden.targets.windows.audit_file import parse_audit_file, render_audit_file
from aksarc_harden.targets.windows.policy_export import ExportError
from tests.support.audit_backups import BACKUP, CREDENTIAL_VALIDATION, JAPANESE, PROCESS_CREATION, USER

FLAGS = {CREDENTIAL_VALIDATION: ("Success", "Failure"), PROCESS_CREATION: ()}


@pytest.mark.parametrize("text", [BACKUP, "\ufeff" + BACKUP, JAPANESE, BACKUP.replace("\r\n", "\n"), BACKUP + "\r\n"])
def test_a_backup_says_what_the_system_audits(text: str) -> None:
    """Whatever the language, the mark and the ends of lines; lines of users are not the system's."""
    assert parse_audit_file(text).flags() == FLAGS


@pytest.mark.parametrize(
    ("number", "flags"), [("0", ()), ("1", ("Success",)), ("2", ("Failure",)), ("3", ("Success", "Failure")), ("4", ())]
)
def test_a_number_is_two_flags(number: str, flags: tuple[str, ...]) -> None:
    """Four states no auditing outright."""
    assert parse_audit_file(BACKUP.replace(",,3", f",,{number}")).flags()[CREDENTIAL_VALIDATION] == flags


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\r\n",
        BACKUP.partition("\r\n")[2],
        BACKUP.replace(",,3", ",,5"),
        BACKUP.replace(",,3", ",,x"),
        BACKUP.replace(",,3", ",,-1"),
        BACKUP.replace(",,3", ",,３"),
        BACKUP.replace(",,3", ","),
        BACKUP.replace('"Process Creation, new"', '"Process" Creation'),
        BACKUP.replace("0CCE922B", "0CCE923F", 1),
        BACKUP.encode("utf-16-le").decode("latin-1"),
        BACKUP.encode("utf-16-le").decode("utf-8"),
        "auditpol failed\r\n",
    ],
)
def test_what_is_no_backup_is_refused(text: str) -> None:
    """No header, another number, another count of columns, a line twice, another encoding: nothing is guessed."""
    with pytest.raises(ExportError):
        parse_audit_file(text)


def test_every_backup_that_was_cut_short_is_refused() -> None:
    """Wherever it ends before its options, it is an error and never fewer audits."""
    for length in range(BACKUP.index("\r\nHOST1,,FileGlobalSacl")):
        with pytest.raises(ExportError):
            parse_audit_file(BACKUP[:length])


def test_a_file_with_other_flags_is_the_same_but_for_their_numbers() -> None:
    """Order, unknown lines, users and quotes stay."""
    file = parse_audit_file(BACKUP)
    assert render_audit_file(file) == BACKUP
    changed = render_audit_file(file.with_flags({PROCESS_CREATION: ("Failure",), CREDENTIAL_VALIDATION: ("Success",)}))
    assert changed == BACKUP.replace(",,3", ",,1").replace("Auditing,,0", "Auditing,,2", 1)
    assert f"{USER},Process Creation,{PROCESS_CREATION},Success,No Auditing,1" in changed


def test_words_that_are_not_ascii_are_left_out() -> None:
    """Nobody knows the code page that would keep them; the header becomes the English one."""
    text = render_audit_file(parse_audit_file(JAPANESE))
    assert text.isascii()
    assert text.splitlines()[:2] == [
        "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value",
        "HOST1,System,,{0cce923f-69ae-11d9-bed3-505054503030},,,3",
    ]
    assert parse_audit_file(text).flags() == FLAGS


def test_a_target_in_another_language_is_the_system() -> None:
    """A policy target that is no SID means the system, in any words."""
    text = JAPANESE.replace(",System,", ",システム,")
    assert parse_audit_file(text).flags() == FLAGS
    assert ",System,,{0cce923f" in render_audit_file(parse_audit_file(text))


def test_a_meaning_that_is_not_ascii_is_not_carried() -> None:
    """A number or a target that only its encoding explains is refused rather than changed."""
    file = parse_audit_file(BACKUP.replace("HOST1,,RegistryGlobalSacl,,,,", "HOST1,,RegistryGlobalSacl,,,,管"))
    with pytest.raises(UnwritableError):
        render_audit_file(file)


def test_flags_that_are_none_are_refused() -> None:
    """There are two of them."""
    with pytest.raises(UnwritableError):
        parse_audit_file(BACKUP).with_flags({PROCESS_CREATION: ("Erfolg",)})
