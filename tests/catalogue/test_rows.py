"""Every control against its row of the baseline table (reference/windows-baseline.md says what the columns mean)."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.engine.resolve import check_contradictions, place_of
from aksarc_harden.model.control import UNKNOWN, Control, Departure, Evidence, Scope, Unknown
from aksarc_harden.model.found import ABSENT, Data
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import (
    Equals,
    MustBeAbsent,
    NotEquals,
    OneOf,
    OneOfParts,
    Ordered,
    Range,
    Rule,
    SetEquals,
    Subset,
    Superset,
    TextFromSite,
)
from aksarc_harden.model.setting import AccountPolicy, AuditPolicy, PolicySection, Registry, Service, Setting, UserRight
from tests.support.recordings import RECORDINGS

Row = dict[str, str]

with (RECORDINGS / "reference" / "windows-baseline.csv").open(encoding="utf-8", newline="") as table:
    ROWS: dict[str, Row] = {row["id"]: row for row in csv.DictReader(table)}

_LISTS = ("MultiString", "SIDs", "AuditFlags")
_NUMBERS = ("DWord", "Integer")
_SET_RULES = {"set_equals": SetEquals, "superset": Superset, "subset": Subset, "ordered": Ordered}
_PARTS_ROWS = {"smb-hardened-path-netlogon", "smb-hardened-path-sysvol"}  # blanks and order do not count in these
_CIS = re.compile(r"(?P<number>\S+ (?:L1|L2|NG)(?: MS| DC)?) \((?P<versions>[^)]+)\)")


@pytest.fixture(params=CONTROLS.values(), ids=lambda control: control.id)
def control(request: pytest.FixtureRequest) -> Control:
    """Give every control in turn."""
    found = request.param
    assert isinstance(found, Control)
    return found


@pytest.fixture
def row(control: Control) -> Row:
    """Give its row."""
    return ROWS[control.row]


def value_of(row: Row, text: str) -> Data:
    """Read one value as the table writes it."""
    if row["type"] in _LISTS:
        return () if text == "empty" else tuple(text.split(";"))
    if text == "empty":
        return ""
    if row["type"] in _NUMBERS:
        return int(text)
    return bytes.fromhex(text) if row["type"] == "Binary" else text


def rule_of(row: Row, word: str, accepts: str) -> Rule:
    """Read a rule as the table writes it."""
    if word in _SET_RULES:
        items = value_of({**row, "type": "SIDs"}, accepts)
        assert isinstance(items, tuple)
        return _SET_RULES[word](items)
    if word in ("range", "at_least"):
        low, _, high = accepts.partition("..")
        return Range(int(low), int(high) if high else None)
    if word == "text_from_site":
        forbidden = [token.removeprefix("!") for token in accepts.split(";")]
        return TextFromSite(tuple(word for word in forbidden if word not in ("empty", "absent")))
    return _alternatives(row, word, accepts)


def _alternatives(row: Row, word: str, accepts: str) -> Rule:
    tokens = [accepts] if word == "equals" else accepts.split(";")
    values = tuple(value_of(row, token.removeprefix("!")) for token in tokens if token != "absent")
    is_absent_named = "absent" in tokens
    if word == "equals":
        return Equals(values[0])
    if word == "not_equals":
        return NotEquals(values)
    if word == "absent" and not values:
        return MustBeAbsent()
    if row["id"] in _PARTS_ROWS:
        return OneOfParts(tuple(str(value) for value in values))
    if row["type"] == "MultiString":  # no line and one empty line are the same to the benchmarks
        assert values == ((),)
        return SetEquals((), or_absent=is_absent_named)
    return OneOf(values, or_absent=is_absent_named)


def want_of(row: Row, text: str) -> Any:
    """Read what the table says to write."""
    if row["rule"] == "text_from_site":
        return None
    if text == "absent":
        return ABSENT
    if row["rule"] == "ordered" and row["type"] == "String":
        return text.replace(";", ",")
    return value_of(row, text)


def cis_of(row: Row) -> str:
    """Read the numbers of Server 2022 v4; where there is none, the first one, with the version that has it."""
    segments = [_CIS.fullmatch(segment) for segment in row["cis_ref"].split("; ") if segment]
    found = [(match["number"], match["versions"].split(",")) for match in segments if match]
    assert len(found) == len(segments)
    current = [number for number, versions in found if "2022v4" in versions]
    return ", ".join(current) or next((f"{number} ({versions[0]})" for number, versions in found), "")


def setting_of(row: Row) -> Setting:
    """Read which setting the table means, of the four kinds that are no registry values."""
    target, name = row["target"], row["name"]
    if target == "Privilege Rights":
        return UserRight(name)
    if target in set(PolicySection):
        return AccountPolicy(name, PolicySection(target), is_text=row["type"] == "String")
    if target == "Service":
        return Service(name)
    assert target.startswith("{")
    return AuditPolicy(target.upper(), name)


def test_there_is_a_row(control: Control) -> None:
    """No control stands without a row of the table behind it."""
    assert control.row in ROWS


def test_the_setting_is_the_rows(control: Control, row: Row) -> None:
    """Key, name and type, or the right, policy, subcategory or service, are the row's; keys compare without case."""
    assert control.setting.value_type == row["type"]
    if isinstance(control.setting, Registry):
        path = row["target"].replace("HKLM\\", "HKEY_LOCAL_MACHINE\\", 1)
        assert control.setting.path.casefold() == path.casefold()
        assert control.setting.name == row["name"]
    else:
        assert control.setting == setting_of(row)
    if isinstance(control.setting, AuditPolicy):
        assert control.setting.name == row["name"]


def test_it_accepts_and_wants_what_the_row_says(control: Control, row: Row) -> None:
    """Rule, accepted values and the value to write are the row's, and the wanted value is accepted."""
    assert control.accept == rule_of(row, row["rule"], row["accepts"])
    assert control.want == want_of(row, row["want"])
    if control.want is ABSENT:
        assert control.accept.or_absent
    elif control.want is not None:
        assert control.accept.accepts(control.want)


def test_absence_counts_as_the_row_says(control: Control, row: Row) -> None:
    """What an absent value counts as, and how well that is known."""
    # without lockout its two times mean nothing, and neither does the start of a service that is not there
    known = {"unknown": UNKNOWN, "n/a": None, "no lockout": None, "not installed": None}
    expected = known[row["absent_means"]] if row["absent_means"] in known else value_of(row, row["absent_means"])
    assert control.absent_means == expected
    is_nothing = control.absent_means is None or isinstance(control.absent_means, Unknown)
    evidence = {"memory": Evidence.MEMORY, "": Evidence.BACKED}[row["absent_evidence"]]
    assert control.absent_evidence is (Evidence.NONE if is_nothing else evidence)


def test_it_is_for_the_rows_hosts(control: Control, row: Row) -> None:
    """Role and platforms are the row's."""
    assert control.scope == row["role"]
    assert control.platforms == frozenset(row["applies_to"].split(";"))


def test_its_weight_is_the_rows(control: Control, row: Row) -> None:
    """Severity, restart and what a change may cut are the row's."""
    assert control.severity == row["severity"]
    assert control.needs_reboot == row["reboot"]
    cuts = () if row["can_cut_access"] == "no" else tuple(row["can_cut_access"].split("+"))
    assert control.can_cut_access == cuts


def test_it_warns_where_the_row_warns(control: Control, row: Row) -> None:
    """What it may break on an AKS host is said, unknown is called so, and in words of its own."""
    risk = row["aks_risk"].partition(":")[0].partition(" ")[0]
    assert (control.breaks == "") == (risk == "none")
    assert control.breaks.startswith("unknown") == (risk == "unknown")
    assert control.breaks != row["aks_risk"] or risk == "unknown"


def test_it_names_its_benchmarks(control: Control, row: Row) -> None:
    """The numbers of CIS with their levels, of the STIGs, and Microsoft's lists are those of the row."""
    assert control.refs.get("CIS", "") == cis_of(row)
    assert control.refs.get("STIG", "") in row["stig_ref"]
    assert f"({control.refs.get('Microsoft', '').replace(', ', ',')})" == (row["ms_baseline"].partition(" ")[2] or "()")
    columns = {"CIS": "cis_ref", "STIG": "stig_ref", "Microsoft": "ms_baseline"}
    assert set(control.refs) == {name for name, column in columns.items() if row[column] not in ("", "no")}


def test_it_departs_where_a_benchmark_does(control: Control, row: Row) -> None:
    """A benchmark that wants something else has an accept and a want of its own."""
    departures: dict[str, Departure] = {}
    for name in ("cis", "stig"):
        wanted, accepts = row[f"want_{name}"], row[f"accepts_{name}"]
        if wanted:
            departures[name.upper()] = _departure(row, wanted, accepts)
    assert control.benchmarks == departures


def _departure(row: Row, wanted: str, accepts: str) -> Departure:
    want = want_of(row, wanted)
    if want is ABSENT:
        return Departure(want, MustBeAbsent())
    if accepts:
        return Departure(want, rule_of(row, "range" if ".." in accepts else "one_of", accepts))
    if isinstance(want, tuple):
        return Departure(want, Superset(want) if row["rule"] == "superset" else SetEquals(want))
    return Departure(want, Equals(want))


def test_it_says_what_a_fresh_host_has(control: Control, row: Row) -> None:
    """The default is the row's where a fresh host has the value."""
    is_present = row["present_by_default"] == "yes"
    assert control.default == (row["default_value"].replace(";", ", ") if is_present else "")


def test_it_is_written_for_people(control: Control) -> None:
    """The title states a condition within 150 characters, and there is a reason in whole sentences."""
    assert 0 < len(control.title) <= 150
    assert not control.title.startswith("Ensure")
    assert not control.title.endswith(".")
    assert control.why.endswith(".")
    assert len(control.why) >= 30


def test_its_id_tells_its_file(control: Control) -> None:
    """`windows.lsa.no_lm_hash` stands in `catalogue/windows/lsa.py`."""
    target, topic, meaning = control.id.split(".")
    module = __import__(f"aksarc_harden.catalogue.{target}.{topic}", fromlist=["CONTROLS"])
    assert control in module.CONTROLS
    assert meaning == meaning.lower()
    assert meaning.replace("_", "").isalnum()


def test_no_row_is_used_twice() -> None:
    """Every row of the table stands behind one control at most."""
    rows = [control.row for control in CONTROLS.values()]
    assert len(set(rows)) == len(rows)


def test_no_two_controls_contradict_each_other() -> None:
    """On every role and platform, controls of the same rank agree on the settings that they share."""
    check_contradictions(tuple(CONTROLS.values()))


def test_rows_that_the_table_joins_share_their_setting() -> None:
    """Controls whose rows are joined name the same setting, to the letter."""
    by_row = {control.row: control for control in CONTROLS.values()}
    for control in CONTROLS.values():
        for other in filter(None, ROWS[control.row]["joins"].split(";")):
            if other in by_row:
                assert by_row[other].setting == control.setting
    assert len({control.setting for control in CONTROLS.values()}) == len(
        {place_of(control.setting) for control in CONTROLS.values()}
    )


def test_the_rows_meet_every_difficulty() -> None:
    """Between them the controls have every scope, platform, rule, type, and the names that PowerShell trips over."""
    controls = list(CONTROLS.values())
    registry = [control.setting for control in controls if isinstance(control.setting, Registry)]
    assert {control.scope for control in controls} == set(Scope)
    assert frozenset.union(*(control.platforms for control in controls)) == set(Platform)
    assert {type(control.accept) for control in controls} == {
        Equals, OneOf, OneOfParts, NotEquals, Range, SetEquals, Superset, Subset, Ordered, MustBeAbsent, TextFromSite,
    }  # fmt: skip
    assert {setting.type for setting in registry} >= {"DWord", "String", "MultiString", "Binary"}
    assert sum("/" in setting.path for setting in registry) >= 3
    assert sum("*" in setting.name for setting in registry) >= 3
    assert {ABSENT, None} <= {control.want for control in controls if not isinstance(control.want, bytes)}
    assert any(control.absent_means is UNKNOWN for control in controls)
    assert len({cut for control in controls for cut in control.can_cut_access}) >= 9
