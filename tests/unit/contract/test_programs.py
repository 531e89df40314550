"""Which native programs may be sent, with which arguments."""

from __future__ import annotations

import pytest

from aksarc_harden.contract.programs import check_program
from aksarc_harden.model.statement import Command
from aksarc_harden.model.values import WireValue

SYSTEM = "C:\\Windows\\System32\\"
TEMP = "C:\\Windows\\Temp\\aksarc-1"
KEY = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Ciphers\\RC4 128/128"


def run(name: str, *arguments: WireValue) -> str | None:
    """Check a program with arguments without names."""
    return check_program(Command(name, tuple((None, value) for value in arguments)))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("secedit.exe", f"/export|/cfg|{TEMP}\\a.inf|/areas|USER_RIGHTS|/log|{TEMP}\\a.log|/quiet"),
        ("secedit.exe", f"/export|/cfg|{TEMP}\\a.inf|/areas|SECURITYPOLICY|USER_RIGHTS"),
        ("SecEdit.exe", f"/Configure|/db|{TEMP}\\a.sdb|/CFG|{TEMP}\\a.inf|/overwrite|/quiet"),
        ("auditpol.exe", f"/backup|/file:{TEMP}\\a.csv"),
        ("AUDITPOL.exe", f"/Restore|/FILE:{TEMP}\\a.csv"),
        ("reg.exe", f"query|{KEY}|/v|Enabled"),
        ("reg.exe", f"add|{KEY}|/v|Enabled|/t|REG_DWORD|/d|0|/f"),
        ("reg.exe", f"add|{KEY}|/f"),
        ("reg.exe", f"add|{KEY}|/v|/f|/d|/v|/f"),  # a value may look like an option
        ("reg.exe", f"delete|{KEY}|/ve|/f"),
        ("reg.exe", f"import|{TEMP}\\a.reg"),
        ("icacls.exe", f"{TEMP}|/inheritance:r|/grant:r|*S-1-5-18:(OI)(CI)F|*S-1-5-32-544:(OI)(CI)F|/q"),
    ],
)
def test_the_forms_that_we_use_are_fine(name: str, arguments: str) -> None:
    """Case makes no difference, and values are values whatever they look like."""
    assert run(SYSTEM + name, *arguments.split("|")) is None


@pytest.mark.parametrize(
    "path",
    ["secedit.exe", "C:\\Temp\\secedit.exe", "C:\\Windows\\System32\\..\\System32\\reg.exe", "/bin/reg.exe",
     "\\\\host\\c$\\Windows\\System32\\reg.exe", "C:\\Windows\\System32\\reg.exe "],
)  # fmt: skip
def test_a_program_is_named_by_its_full_path(path: str) -> None:
    """A bare name, another folder or a share is not ours to run."""
    assert run(path, "query", KEY) is not None


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("cmd.exe", "/c|dir", "no program"),
        ("secedit.exe", "", "first argument"),
        ("secedit.exe", "/import", "first argument"),
        ("secedit.exe", "/export", "/cfg must be given"),
        ("secedit.exe", f"/configure|/cfg|{TEMP}\\a.inf", "/db must be given"),
        ("secedit.exe", "/export|/cfg|a.inf", "/cfg"),
        ("secedit.exe", f"/export|/cfg|{TEMP}\\a.inf|/areas|EVERYTHING", "/areas"),
        ("secedit.exe", f"/export|/cfg|{TEMP}\\a.inf|/areas", "/areas"),
        ("secedit.exe", f"/export|/cfg|{TEMP}\\a.inf|/cfg|{TEMP}\\b.inf", "twice"),
        ("secedit.exe", f"/export|/cfg|{TEMP}\\a.inf|/silent", "no option /silent"),
        ("auditpol.exe", "/backup", "works on"),
        ("auditpol.exe", "/restore|/file:a.csv", "works on"),
        ("auditpol.exe", f"/restore|/file:{TEMP}\\a.csv|/quiet", "no option /quiet"),
        ("auditpol.exe", "/clear|/y", "first argument"),
        ("reg.exe", f"add|{KEY}|/v", "/v"),
        ("reg.exe", f"add|{KEY}|/t|DWORD", "/t"),
        ("reg.exe", "add|SOFTWARE\\X|/f", "works on"),
        ("reg.exe", f"delete|{KEY}", "/f must be given"),
        ("icacls.exe", f"{TEMP}|/grant|Users:F", "/grant"),
        ("icacls.exe", f"{TEMP}|/setowner|x", "/setowner"),
    ],
)
def test_any_other_form_is_refused(name: str, arguments: str, says: str) -> None:
    """The reason names what is wrong."""
    reason = run(SYSTEM + name, *(arguments.split("|") if arguments else ()))
    assert reason is not None
    assert says in reason


def test_a_value_is_not_repeated_in_the_reason() -> None:
    """What stands where an option should may be a secret."""
    reason = run(SYSTEM + "reg.exe", "add", KEY, "hunter2")
    assert reason is not None
    assert "hunter2" not in reason


@pytest.mark.parametrize("value", [5, None, True, ["a"]])
def test_every_argument_is_text(value: WireValue) -> None:
    """A number or a list would be written by the engine in a way of its own."""
    assert run(SYSTEM + "reg.exe", "query", KEY, "/v", value) is not None
    assert check_program(Command(SYSTEM + "reg.exe", (("v", "x"),))) is not None


@pytest.mark.parametrize("value", ["", 'a"b', "a b\\", "a\nb", "a\0b"])
def test_what_5_1_would_not_hand_over_is_refused(value: str) -> None:
    """Windows PowerShell drops empty texts and does not escape quotes."""
    reason = run(SYSTEM + "reg.exe", "add", KEY, "/v", value, "/f")
    assert reason is not None
    assert "5.1" in reason
