"""Where a document goes, and what is said when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksarc_harden.errors import InputError
from aksarc_harden.tasks.destination import deliver


def test_a_document_goes_to_the_file_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In UTF-8, line ends as they are; standard output stays empty."""
    deliver("ä\nb", str(tmp_path / "out"))
    said = capsys.readouterr()

    assert (tmp_path / "out").read_bytes() == "ä\nb\n".encode()
    assert (said.out, said.err) == ("", f"Written: {tmp_path / 'out'}\n")


def test_without_a_file_it_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing is said beside it."""
    deliver("a", "")

    assert capsys.readouterr() == ("a\n", "")


@pytest.mark.parametrize("to", ["nowhere/out", "."])
def test_a_place_that_cannot_be_written_is_one_error(tmp_path: Path, to: str) -> None:
    """A missing folder, a folder in place of a file: the file is named, and what would be right."""
    with pytest.raises(InputError) as caught:
        deliver("a", str(tmp_path / to))

    (problem,) = caught.value.problems
    assert problem.file == tmp_path / to
    assert "cannot be written" in problem.what
    assert "may write to" in problem.cure
