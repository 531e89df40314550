"""The example that CONTRIBUTING works through is a row of the catalogue, so that it cannot grow old."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.catalogue.windows import lsa
from aksarc_harden.model.control import Control

GUIDE = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"


def test_the_example_of_the_guide_is_the_row_itself() -> None:
    """The row that the guide shows, read as Python, is the control of its id."""
    block = re.search(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    text = "\n".join(line.removeprefix("   ") for line in block.group(1).splitlines())
    shown = eval(compile(ast.parse(f"({text}\n)[0]", mode="eval"), str(GUIDE), "eval"), vars(lsa))  # noqa: S307
    assert isinstance(shown, Control)
    assert shown == CONTROLS[shown.id]
