"""The one private name of ansible-core that is used: it must tell file and line, or every problem loses its place."""

from __future__ import annotations

from pathlib import Path

from aksarc_harden.site.ansible_door import DataLoader, quiet_ansible
from aksarc_harden.site.origins import place_in, place_of, place_of_pair
from aksarc_harden.site.place import NOWHERE, Place

TEXT = """\
first: a
second:
  - name: b
    flag: true
third: false
"""


def test_keys_and_values_have_file_and_line(tmp_path: Path) -> None:
    """Texts, lists and keys carry their origin; booleans do not, and their key tells."""
    file = tmp_path / "data.yml"
    file.write_text(TEXT, encoding="utf-8")
    with quiet_ansible():
        data = DataLoader().load_from_file(str(file))

    assert place_of(data["first"]) == Place(file, 1)
    assert place_in(data, ("second", 0, "name")) == Place(file, 3)
    assert place_in(data, ("second", 0, "flag")) == Place(file, 4)
    assert place_in(data, ("second", 5)) == Place(file, 2)
    assert place_in(data, ("third",)) == Place(file, 5)
    assert place_of(True) == NOWHERE


def test_a_value_that_overrides_another_tells_the_place(tmp_path: Path) -> None:
    """Ansible keeps the key of the lower variable when a higher one takes over."""
    low, high = tmp_path / "low.yml", tmp_path / "high.yml"
    low.write_text("port: 1\n", encoding="utf-8")
    high.write_text("# a line\nport: 2\n", encoding="utf-8")
    with quiet_ansible():
        loader = DataLoader()
        merged = {**loader.load_from_file(str(low)), **loader.load_from_file(str(high))}
    key = next(iter(merged))

    assert place_of_pair(key, merged["port"]) == Place(high, 2)
