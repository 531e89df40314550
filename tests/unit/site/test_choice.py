"""What a profile's files choose by rule, under which benchmark, and how a wrong choice is named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.control import Control, Departure, Scope, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.rule import Equals, MustBeAbsent, OneOf, Range
from aksarc_harden.model.setting import Registry
from aksarc_harden.site.choice import Choice, read_choice
from tests.support.builders import KEY, a_control
from tests.support.sites import make_site

LIMIT, FLAG, TWIN = "windows.test.limit", "windows.test.flag", "windows.test.twin"


def at(name: str) -> Registry:
    """Name a value of its own."""
    return Registry(KEY, name)


CATALOGUE: Mapping[str, Control] = {
    control.id: control
    for control in (
        a_control(
            id=LIMIT,
            setting=at("limit"),
            accept=Range(1, 900),
            want=900,
            refs={"CIS": "1.1 L1", "Microsoft": "ws2022"},
            benchmarks={"CIS": Departure(300, Range(1, 300)), "STIG": Departure(ABSENT, MustBeAbsent())},
        ),
        a_control(
            id=FLAG,
            setting=at("flag"),
            accept=OneOf((0, 1)),
            want=1,
            severity=Severity.HIGH,
            refs={"CIS": "1.2 L2", "STIG": "V-1"},
            benchmarks={"STIG": Departure(0, Equals(0))},
        ),
        a_control(id=TWIN, setting=at("flag"), accept=OneOf((0, 1)), want=1),
    )
}
HEAD = 'title = "Own"\n'


def read(tmp_path: Path, text: str, **others: str) -> tuple[Choice, list[InputProblem]]:
    """Read the profile `own`, others beside it."""
    plant = make_site(tmp_path, profile=text)
    for name, content in others.items():
        (plant / "profiles" / f"{name}.toml").write_text(content, encoding="utf-8")
    return read_choice("own", plant, CATALOGUE)


def only(problems: list[InputProblem], line: int | None, name: str = "own.toml") -> InputProblem:
    """Give the one problem, which is at this line."""
    assert [(Path(str(one.file)).name, one.line) for one in problems] == [(name, line)], [str(one) for one in problems]
    assert problems[0].cure
    return problems[0]


def wants(choice: Choice) -> dict[str, object]:
    """Give what is wanted of whom."""
    return {id: control.want for id, control in choice.controls.items()}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('benchmark = "CIS"\n', [LIMIT, FLAG]),
        ('benchmark = "CIS"\nlevels = ["L1"]\n', [LIMIT]),
        ('benchmark = "STIG"\n', [FLAG]),
        ('benchmark = "Microsoft"\nlists = ["ws2022"]\n', [LIMIT]),
        ('severities = ["high"]\n', [FLAG]),
        ("safe = true\n", [LIMIT, FLAG, TWIN]),
    ],
)
def test_a_profile_chooses_by_rule(tmp_path: Path, rule: str, expected: list[str]) -> None:
    """Benchmark, level, list, severity and safety choose what the catalogue says of them."""
    choice, problems = read(tmp_path, HEAD + "[choose]\n" + rule)

    assert problems == []
    assert list(choice.controls) == expected


def test_a_benchmarks_values_are_taken_before_the_profiles_own(tmp_path: Path) -> None:
    """Its accept is what a value of the profile must keep to; absence is a value."""
    assert wants(read(tmp_path / "a", f'{HEAD}benchmark = "CIS"\ncontrols = ["windows"]\n')[0])[LIMIT] == 300
    stig = wants(read(tmp_path / "b", f'{HEAD}benchmark = "STIG"\ncontrols = ["{LIMIT}", "{FLAG}"]\n')[0])
    assert stig == {LIMIT: ABSENT, FLAG: 0}

    own = f'{HEAD}benchmark = "CIS"\ncontrols = ["{LIMIT}"]\n[want]\n"{LIMIT}" = '
    assert wants(read(tmp_path / "c", own + "250\n")[0]) == {LIMIT: 250}
    assert "accepted: 1 to 300" in only(read(tmp_path / "d", own + "900\n")[1], 5).cure


def test_the_benchmark_of_an_extended_profile_holds_unless_another_is_named(tmp_path: Path) -> None:
    """One benchmark is in force for both files."""
    base = f'title = "Base"\nbenchmark = "CIS"\ncontrols = ["{LIMIT}"]\n'

    assert wants(read(tmp_path / "a", HEAD + 'extends = "base"\n', base=base)[0]) == {LIMIT: 300}
    own, _ = read(tmp_path / "b", HEAD + 'extends = "base"\nbenchmark = "STIG"\n', base=base)
    assert (own.benchmark, wants(own)) == ("STIG", {LIMIT: ABSENT})


def test_a_control_that_is_named_is_chosen_whole(tmp_path: Path) -> None:
    """A rule may restrict a control to domain controllers; naming it asks it of every host that it is for."""
    catalogue = {FLAG: a_control(id=FLAG, refs={"CIS": "1.1 L1 DC"})}
    rule = '[choose]\nbenchmark = "CIS"\n'
    plant = make_site(tmp_path, profile=f'{HEAD}controls = ["{FLAG}"]\n{rule}')
    (plant / "profiles" / "rule.toml").write_text(HEAD + rule, encoding="utf-8")

    assert read_choice("rule", plant, catalogue)[0].controls[FLAG].scope is Scope.DC
    assert read_choice("own", plant, catalogue)[0].controls[FLAG].scope is Scope.ANY


WRONG = [
    ('benchmark = "BSI"\ncontrols = ["windows"]\n', 2, "benchmark is none of the words", "'CIS' or 'STIG'"),
    ('[choose]\nbenchmark = "cis"\n', 3, "choose.benchmark is none of the words", "Microsoft"),
    ('[choose]\nbenchmark = "CIS"\nlevels = ["L3"]\n', 4, "choose.levels[0] is none of the words", "'NG'"),
    ('[choose]\nbenchmark = "STIG"\nlevels = ["L1"]\n', 4, "levels are of CIS alone", "leave them out"),
    ('[choose]\nbenchmark = "CIS"\nlists = ["ws2022"]\n', 4, "lists are of Microsoft alone", "leave them out"),
    ('[choose]\nbenchmark = "Microsoft"\nlists = ["ws2023"]\n', 4, "no list ws2023", "did you mean ws2022?"),
    ("[choose]\n", 2, "asks for nothing", "name a benchmark"),
    ("[choose]\nsafe = false\n", 2, "asks for nothing", "name a benchmark"),
    ('[choose]\nseverity = ["high"]\n', 3, "choose.severity is no key", "did you mean severities?"),
    ('[choose]\nseverities = ["critical"]\n', None, "chooses no control", "add"),
]


@pytest.mark.parametrize(("text", "line", "what", "cure"), WRONG, ids=[case[2] + case[0][-6:-1] for case in WRONG])
def test_a_wrong_choice_is_named_with_its_line(
    tmp_path: Path, text: str, line: int | None, what: str, cure: str
) -> None:
    """Words, and parts that go with nothing."""
    try:
        _, problems = read(tmp_path, HEAD + text)
    except InputError as error:
        problems = list(error.problems)
    problem = only(problems, line)

    assert what in problem.what
    assert cure in problem.cure


CONTRADICTIONS = [
    (f'controls = ["windows.test"]\n[want]\n"{TWIN}" = 0\n', 4, "own.toml"),
    ('benchmark = "STIG"\ncontrols = ["windows.test"]\n', 2, "own.toml"),
    ('extends = "base"\ncontrols = ["windows.test"]\n', 2, "base.toml"),
]


@pytest.mark.parametrize(("text", "line", "name"), CONTRADICTIONS)
def test_a_want_that_another_row_contradicts_is_named_where_it_came_from(
    tmp_path: Path, text: str, line: int, name: str
) -> None:
    """At the profile's own value, or at the benchmark whose value it is; both controls are named."""
    base = f'title = "Base"\nbenchmark = "STIG"\ncontrols = ["{FLAG}"]\n'
    problem = only(read(tmp_path, HEAD + text, base=base)[1], line, name)

    assert f"{FLAG} and {TWIN} want different values" in problem.what
    assert "[[without]]" in problem.cure


def test_a_contradiction_of_the_catalogue_is_named_where_it_is_chosen(tmp_path: Path) -> None:
    """With neither value nor benchmark to blame, the line that chooses is."""
    catalogue = dict(CATALOGUE) | {TWIN: a_control(id=TWIN, setting=at("flag"), accept=Equals(0), want=0)}
    plant = make_site(tmp_path, profile=HEAD + 'controls = [\n  "windows.test",\n]\n')

    only(read_choice("own", plant, catalogue)[1], 3)


CIRCLES = [
    ({"own": "own"}, "own → own"),
    ({"own": "one", "one": "own"}, "own → one → own"),
]


@pytest.mark.parametrize(("extends", "way"), CIRCLES)
def test_a_circle_of_profiles_is_one_error(tmp_path: Path, extends: dict[str, str], way: str) -> None:
    """It is found at the first step, and the way round is told."""
    texts = {name: f'{HEAD}extends = "{other}"\n' for name, other in extends.items()}
    with pytest.raises(InputError) as caught:
        read(tmp_path, texts.pop("own"), **texts)

    problem = only(list(caught.value.problems), 2)
    assert way in problem.what


def test_a_chain_of_three_is_one_error(tmp_path: Path) -> None:
    """One level of inheritance can be kept in one's head."""
    with pytest.raises(InputError, match=r"own\.toml:2: profile one itself extends two \(extend one that extends none"):
        read(tmp_path, HEAD + 'extends = "one"\n', one=HEAD + 'extends = "two"\n')


def test_what_is_left_out_on_purpose_is_told_with_its_reason(tmp_path: Path) -> None:
    """Of both files; not what the site's own file takes in again."""
    left = f'[[without]]\ncontrol = "{LIMIT}"\nreason = "too low"\n[[without]]\ncontrol = "{FLAG}"\nreason = "odd"\n'
    base = f'title = "Base"\ncontrols = ["windows.test"]\n{left}'

    choice, _ = read(tmp_path, f'{HEAD}extends = "base"\ncontrols = ["{FLAG}"]\n', base=base)

    assert choice.without == {LIMIT: "too low"}
