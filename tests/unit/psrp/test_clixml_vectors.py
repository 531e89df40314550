"""Every value that an engine serialised reads as its neutral description says."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from aksarc_harden.model.values import Bag, Xml
from aksarc_harden.psrp.clixml import read, write
from tests.support.describe import describe
from tests.support.recordings import load

VECTORS = [(name, vector) for name in ("clixml-vectors", "wire/wire-vectors") for vector in load(name)]
IDS = [f"{name}: {vector['name']}" for name, vector in VECTORS]

UNDESCRIBED = {"?", "note"}  # the recordings say nothing of these; tests of their own do
XML_TYPE = "System.Xml.XmlDocument"  # described there by walking it as a list, here by its text


def comparable(description: Any) -> Any:
    """Take away what a description holds beyond the value: time zones of the machine, a hash table's order."""
    if isinstance(description, list):
        return [comparable(item) for item in description]
    if not isinstance(description, dict):
        return description
    made = {key: comparable(item) for key, item in description.items() if key != "kind"}
    if "r" in made:
        made["r"] = repr(rounded(float(made["r"]), made["t"]))
    if "iso" in made and made["t"] == "System.DateTime":
        made["iso"] = made["iso"].replace("+00:00", "Z")
    if made.get("t") == "System.Collections.Hashtable":
        made["entries"] = sorted(made["entries"], key=repr)
    if "props" in made:  # a property that threw is null in the description and not sent at all
        made["props"] = {name: item for name, item in made["props"].items() if name != "Bad"}
    return made


def rounded(number: float, kind: str) -> float:
    """Round to what 32 bits hold, where the type is one of 32 bits."""
    return float(struct.unpack("<f", struct.pack("<f", number))[0]) if kind == "System.Single" else number


def decrypt(_content: str) -> str:
    return "a secret"


@pytest.mark.parametrize("vector", [vector for _, vector in VECTORS], ids=IDS)
def test_a_recorded_value_reads_as_described(vector: dict[str, Any]) -> None:
    """What the engine wrote is what we read."""
    value = read(vector["clixml"], decrypt=decrypt)
    described = vector["value"]
    if UNDESCRIBED & {described["t"], *described}:
        return
    if described["t"] == XML_TYPE:
        assert isinstance(value, Xml)
        return
    if vector["types"] and vector["types"][0].startswith("Deserialized.System.Collections"):
        described = {**described, "t": vector["types"][0]}  # described as what it became, we keep its own name
    assert comparable(describe(value)) == comparable(described)


@pytest.mark.parametrize("vector", [vector for _, vector in VECTORS], ids=IDS)
def test_a_recorded_value_comes_back_from_our_own_text(vector: dict[str, Any]) -> None:
    """What we read we can write, and it reads as the same value again."""
    if vector["name"] == "object that holds itself":
        return  # a value within itself has no text without references, and we send none
    value = read(vector["clixml"], decrypt=decrypt)
    again = read(write(value, encrypt=lambda text: text), decrypt=decrypt)
    assert repr(again) == repr(value)


def test_values_whose_psobject_was_touched_read_like_untouched_ones() -> None:
    """An integer wrapped in an Obj is an integer, in lists and as a dictionary's key, too."""
    vectors = {vector["name"]: vector["clixml"] for vector in load("wire/wire-vectors")}
    assert read(vectors["int after its PSObject was touched"]) == 1
    assert read(vectors["array of ints that were touched"]) == (1, 2)
    table = read(vectors["hashtable with an int key that was touched"])
    assert describe(table)["entries"] == [[describe(1), describe("a")]]


def test_an_object_that_holds_itself_is_read() -> None:
    """A reference to the object around it gives that very object."""
    vectors = {vector["name"]: vector["clixml"] for vector in load("wire/wire-vectors")}
    value = read(vectors["object that holds itself"])
    assert isinstance(value, Bag)
    assert value["Self"] is value
