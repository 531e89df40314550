"""reg.exe and icacls.exe on a simulated host (recordings: windows-registry, pipelines; policy-files)."""

from __future__ import annotations

import pytest

from aksarc_harden.model.statement import call, program
from aksarc_harden.rehearsal.host import registry as kinds
from tests.support.recorded_registry import TEST_KEY, dump, lay_out
from tests.support.recordings import load
from tests.support.simulated import ICACLS, REG, WORK, Asker, an_asker

KEY = "HKLM\\SOFTWARE\\HardeningTest"
FILE = "C:\\Windows\\Temp\\f.reg"
LAYOUT = next(case["before"] for case in load("windows-registry/pipelines") if case["name"] == "reg.exe query")


@pytest.fixture
def asker() -> Asker:
    """Give a host with a value of each type."""
    made = an_asker()
    lay_out(made.host.state.registry, LAYOUT)
    return made


def _run(asker: Asker, *arguments: str, path: str = REG) -> tuple[object, list[object]]:
    heard = asker.ask(program(path, *arguments), call("Get-Variable", Name="LASTEXITCODE", ValueOnly=True))
    return heard.output[-1], list(heard.output[:-1])


def _after(name: str) -> list[str]:
    after: list[str] = next(case["after"] for case in load("windows-registry/pipelines") if case["name"] == name)
    return after


def test_query_prints_types_and_raw_data(asker: Asker) -> None:
    """Names of types are never localized, EXPAND_SZ stays unexpanded, keys below follow."""
    code, lines = _run(asker, "query", KEY)
    assert code == 0
    assert lines[1] == TEST_KEY
    assert "    x    REG_EXPAND_SZ    %SystemRoot%\\y" in lines
    assert "    d    REG_DWORD    0xffffffff" in lines
    assert "    q    REG_QWORD    0x5" in lines
    assert "    m    REG_MULTI_SZ    a\\0b" in lines
    assert f"{TEST_KEY}\\sub" in lines


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", KEY, "/v", "no"),
        ("query", f"{KEY}\\no"),
        ("delete", KEY, "/v", "no", "/f"),
        ("delete", KEY, "/v", "d"),
        ("add", KEY, "/v", "d", "/t", "REG_DWORD", "/d", "1"),
        ("add", KEY, "/v", "n", "/t", "REG_NONSENSE", "/f"),
        ("add", KEY, "/v", "n", "/t", "REG_DWORD", "/d", "text", "/f"),
        ("import", "C:\\no.reg"),
        ("query", "HKNO\\x"),
        ("nonsense",),
        (),
    ],
)
def test_what_fails_ends_with_exit_code_1_and_a_record_that_means_nothing(
    asker: Asker, arguments: tuple[str, ...]
) -> None:
    """Standard error becomes NativeCommandError; nothing changes."""
    before = asker.host.snapshot()
    heard = asker.ask(program(REG, *arguments))
    assert heard.ids == ["NativeCommandError"]
    assert asker.ask(call("Get-Variable", Name="LASTEXITCODE", ValueOnly=True)).output == [1]
    assert asker.host.snapshot() == before


def test_add_writes_every_type(asker: Asker) -> None:
    """As recorded: numbers above a signed one, lines, unexpanded text, empty text."""
    for name, kind, data in (
        ("d", "REG_DWORD", "4294967295"),
        ("m", "REG_MULTI_SZ", "a\\0b"),
        ("x", "REG_EXPAND_SZ", "%SystemRoot%\\y"),
        ("e", "REG_SZ", ""),
    ):
        assert _run(asker, "add", f"{KEY}\\n", "/v", name, "/t", kind, "/d", data, "/f")[0] == 0
    lines = [line for line in dump(asker.host.state.registry) if line.startswith("[n]")]
    assert lines == _after("reg.exe add")


def test_add_makes_a_key_with_a_slash(asker: Asker) -> None:
    """A slash is no separator here."""
    assert _run(asker, "add", f"{KEY}\\RC4 128/128", "/f")[0] == 0
    assert asker.host.state.registry.find(f"{TEST_KEY}\\RC4 128/128") is not None


def test_delete_removes_the_default_value_a_value_and_a_tree(asker: Asker) -> None:
    """/ve, /v and a key without a name."""
    assert _run(asker, "delete", KEY, "/ve", "/f")[0] == 0
    assert _run(asker, "delete", KEY, "/v", "d", "/f")[0] == 0
    lines = dump(asker.host.state.registry)
    assert not [line for line in lines if line.startswith(("||", "|d|"))]
    assert _run(asker, "delete", KEY, "/f")[0] == 0
    assert dump(asker.host.state.registry) == []


def test_import_adds_changes_types_and_deletes(asker: Asker) -> None:
    """One file does all that a rollback needs; the success text is an error record, as on Windows."""
    text = (
        "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\HardeningTest]\r\n"
        '"d"=dword:ffffffff\r\n"s"=dword:00000001\r\n"x"=hex(2):25,00,41,00,25,00,00,00\r\n'
        '"m"=hex(7):61,00,00,00,00,00\r\n"q"=hex(b):01,00,00,00,00,00,00,80\r\n"b"=-\r\n@="new"\r\n\r\n'
        '[HKEY_LOCAL_MACHINE\\SOFTWARE\\HardeningTest\\RC4 128/128]\r\n"Enabled"=dword:00000000\r\n\r\n'
        "[-HKEY_LOCAL_MACHINE\\SOFTWARE\\HardeningTest\\sub]\r\n"
    )
    asker.ask(call("Set-Content", LiteralPath=FILE, Value=text, Encoding="Unicode"))
    heard = asker.ask(program(REG, "import", FILE), call("Get-Variable", Name="LASTEXITCODE", ValueOnly=True))
    assert heard.output == [0]
    assert heard.ids == ["NativeCommandError"]
    assert dump(asker.host.state.registry) == _after("reg.exe import")


def test_export_and_import_are_a_round_trip(asker: Asker) -> None:
    """What was exported, removed and imported is what it was, byte for byte."""
    before = asker.host.snapshot()["registry"]
    assert _run(asker, "export", KEY, FILE, "/y")[0] == 0
    recorded = next(case for case in load("windows-registry/pipelines") if case["name"] == "reg.exe export")
    entry = asker.host.state.files.find(FILE)
    assert entry is not None
    assert (entry.content or b"").startswith(b"\xff\xfeW\0")
    assert recorded["name"]
    asker.ask(call("Remove-Item", LiteralPath=f"Registry::{TEST_KEY}", Recurse=True))
    assert asker.host.snapshot()["registry"] != before
    assert _run(asker, "import", FILE)[0] == 0
    assert asker.host.snapshot()["registry"] == before


def test_names_with_backslash_and_quote_survive_a_file(asker: Asker) -> None:
    """Both are escaped in names and text."""
    key = asker.host.state.registry.make(TEST_KEY)
    key.put('\\\\*\\NETLOGON "x"', kinds.STRING, 'C:\\a "b"')
    before = asker.host.snapshot()["registry"]
    _run(asker, "export", KEY, FILE, "/y")
    asker.ask(call("Remove-Item", LiteralPath=f"Registry::{TEST_KEY}", Recurse=True))
    _run(asker, "import", FILE)
    assert asker.host.snapshot()["registry"] == before


def test_a_denied_key_refuses_reg_exe_as_well(asker: Asker) -> None:
    """Access denied on a key holds whatever writes to it."""
    asker.host.disturb("access-denied", path="HKLM:\\SOFTWARE\\HardeningTest")
    assert _run(asker, "query", KEY)[0] == 1
    assert _run(asker, "add", KEY, "/v", "d", "/d", "1", "/f")[0] == 1


def test_icacls_keeps_and_shows_an_access_list() -> None:
    """Granted SIDs are shown; inheritance that was cut stays cut."""
    asker = an_asker()
    asker.ask(call("New-Item", Path=WORK, ItemType="Directory"))
    code, _ = _run(
        asker, WORK, "/inheritance:r", "/grant:r", "*S-1-5-18:(OI)(CI)F", "*S-1-5-32-544:(OI)(CI)F", "/Q", path=ICACLS
    )
    assert code == 0
    entry = asker.host.state.files.find(WORK)
    assert entry is not None
    assert not entry.access.inherits
    assert set(entry.access.grants) == {"S-1-5-18", "S-1-5-32-544"}
    assert any("S-1-5-18:(OI)(CI)F" in str(line) for line in _run(asker, WORK, path=ICACLS)[1])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("C:\\no", "/grant", "*S-1-5-18:F"), 2),
        (("C:\\Windows", "/grant", "NoSuchOne:F"), 1332),
        (("C:\\Windows", "/grant", "nonsense"), 87),
        (("C:\\Windows", "/nonsense"), 87),
    ],
)
def test_icacls_refuses_with_the_code_of_the_error(arguments: tuple[str, ...], code: int) -> None:
    """A path or an account that is not there, and arguments that it does not take."""
    asker = an_asker()
    before = asker.host.snapshot()
    assert _run(asker, *arguments, path=ICACLS)[0] == code
    assert asker.host.snapshot() == before


def test_a_program_is_found_by_its_full_path_in_any_case_and_by_its_bare_name() -> None:
    """Nowhere else."""
    asker = an_asker()
    assert asker.ask(program("c:\\WINDOWS\\system32\\HOSTNAME.EXE")).output == ["hci-node1"]
    assert asker.ask(program("hostname.exe")).output == ["hci-node1"]
    heard = asker.ask(program("C:\\Tools\\hostname.exe"))
    assert heard.end is not None
    assert heard.end.id == "CommandNotFoundException"
