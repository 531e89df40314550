"""Files, environment and variables of a simulated host (each answer tried on the Windows engine)."""

from __future__ import annotations

import pytest

from aksarc_harden.model.statement import Statement, call
from aksarc_harden.model.values import Bag, WireValue
from aksarc_harden.rehearsal.interpreter.events import EndState
from tests.support.simulated import WORK, Asker, an_asker

FILE = f"{WORK}\\a.txt"


@pytest.fixture
def asker() -> Asker:
    """Give a host with a work folder."""
    made = an_asker()
    made.ask(call("New-Item", Path=WORK, ItemType="Directory"))
    return made


def _text(asker: Asker, **arguments: str | bool) -> str:
    (found,) = asker.ask(call("Get-Content", LiteralPath=FILE, **arguments)).output
    assert isinstance(found, Bag)
    return str(found.base)


@pytest.mark.parametrize(
    ("statement", "error", "category"),
    [
        (call("New-Item", Path=WORK, ItemType="Directory"), "DirectoryExist", "ResourceExists"),
        (call("New-Item", Path=f"{WORK}\\no\\f", ItemType="File"), "NewItemIOError", "WriteError"),
        (call("Get-Content", LiteralPath=f"{WORK}\\no"), "PathNotFound", "ObjectNotFound"),
        (call("Get-Content", LiteralPath=WORK), "GetContainerContentException", "InvalidOperation"),
        (
            call("Set-Content", LiteralPath=f"{WORK}\\no\\f", Value="x"),
            "GetContentWriterDirectoryNotFoundError",
            "ObjectNotFound",
        ),
        (call("Get-Item", LiteralPath="Env:no"), "PathNotFound", "ObjectNotFound"),
        (call("Remove-Item", LiteralPath=f"{WORK}\\no"), "PathNotFound", "ObjectNotFound"),
        (call("Get-Item", LiteralPath="Q:\\x"), "DriveNotFound", "ObjectNotFound"),
        (call("Get-Variable", Name="LASTEXITCODE", ValueOnly=True), "VariableNotFound", "ObjectNotFound"),
    ],
)
def test_what_is_not_there_is_one_error_that_does_not_end_the_pipeline(
    asker: Asker, statement: Statement, error: str, category: str
) -> None:
    """The ids and categories are the engine's."""
    heard = asker.ask(statement)
    assert [(each.short_id, each.category) for each in heard.errors] == [(error, category)]
    assert heard.state is EndState.COMPLETED


@pytest.mark.parametrize("encoding", ["Unicode", "UTF8", "BigEndianUnicode", "UTF32"])
def test_text_survives_an_encoding_with_a_mark_even_when_another_one_is_asked_for(asker: Asker, encoding: str) -> None:
    """The mark of a file counts more than what the reader says."""
    asker.ask(call("Set-Content", LiteralPath=FILE, Value="aä管", Encoding=encoding))
    assert _text(asker, Raw=True, Encoding=encoding) == "aä管\r\n"
    assert _text(asker, Raw=True) == "aä管\r\n"


def test_the_code_page_is_the_culture_s() -> None:
    """Without an encoding a Japanese host keeps kanji, an English one does not."""
    for culture, expected in (("ja-JP", "管\r\n"), ("en-US", "?\r\n")):
        asker = an_asker(culture=culture)
        asker.ask(call("New-Item", Path=WORK, ItemType="Directory"), call("Set-Content", LiteralPath=FILE, Value="管"))
        assert _text(asker, Raw=True) == expected


def test_lines_are_split_and_an_empty_file_gives_nothing(asker: Asker) -> None:
    """Each value is a line; -Raw is one text, nothing where there is none."""
    asker.ask(call("Set-Content", LiteralPath=FILE, Value=["a", "b"]))
    lines = asker.ask(call("Get-Content", LiteralPath=FILE)).output
    assert [str(line.base) for line in lines if isinstance(line, Bag)] == ["a", "b"]
    asker.ask(call("Add-Content", LiteralPath=FILE, Value="c"))
    assert _text(asker, Raw=True) == "a\r\nb\r\nc\r\n"
    asker.ask(call("New-Item", Path=FILE, ItemType="File", Force=True))
    assert asker.ask(call("Get-Content", LiteralPath=FILE, Raw=True)).output == []


def test_a_folder_that_holds_something_is_asked_about(asker: Asker) -> None:
    """Without -Recurse the pipeline fails; with it all is gone."""
    asker.ask(call("New-Item", Path=f"{WORK}\\a\\b", ItemType="Directory"))
    heard = asker.ask(call("Remove-Item", LiteralPath=WORK, Force=True))
    assert heard.end is not None
    assert heard.end.short_id == "HostFunctionNotImplemented"
    assert asker.ask(call("Remove-Item", LiteralPath=WORK, Recurse=True, Force=True)).errors == []
    assert asker.ask(call("Test-Path", LiteralPath=[WORK, f"{WORK}\\a"])).output == [False, False]


def test_paths_are_found_in_any_case_and_by_every_drive(asker: Asker) -> None:
    """As the engine answered for the same list."""
    paths: list[WireValue] = [
        WORK,
        f"{WORK}\\no",
        "C:\\",
        "C:",
        "D:\\x",
        "Env:windir",
        "Env:no",
        "Variable:PSHOME",
        "c:\\WINDOWS\\temp",
    ]
    assert asker.ask(call("Test-Path", LiteralPath=paths)).output == [
        True, False, True, True, False, True, False, True, True,
    ]  # fmt: skip


def test_environment_variables_can_be_read_set_and_removed(asker: Asker) -> None:
    """They are the session's."""
    (windir,) = asker.ask(call("Get-Item", LiteralPath="Env:windir")).output
    assert isinstance(windir, Bag)
    assert (windir["Name"], windir["Value"]) == ("windir", "C:\\Windows")
    asker.ask(call("New-Item", Path="Env:FRESH", Value="x"))
    assert asker.ask(call("Get-Content", LiteralPath="Env:fresh")).output == ["x"]
    asker.ask(call("Remove-Item", LiteralPath="Env:FRESH"))
    assert asker.ask(call("Test-Path", LiteralPath="Env:FRESH")).output == [False]
