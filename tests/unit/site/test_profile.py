"""What a profile chooses, changes and exempts, and how a wrong one is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from aksarc_harden.catalogue import CONTROLS
from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.control import Control
from aksarc_harden.model.finding import Waiver
from aksarc_harden.model.rule import Equals, Range, Superset, TextFromSite
from aksarc_harden.model.setting import Registry, UserRight
from aksarc_harden.site.choose import select_controls
from aksarc_harden.site.place import Place
from aksarc_harden.site.profile import Profile, load_profile
from aksarc_harden.site.site import Site
from tests.support.builders import KEY, a_control
from tests.support.sites import make_site

RANGE, RIGHTS, BANNER = "windows.test.limit", "windows.test.rights", "windows.logon.banner"
CATALOGUE: Mapping[str, Control] = {
    control.id: control
    for control in (
        a_control(),
        a_control(id=RANGE, setting=Registry(KEY, "Limit"), accept=Range(1, 900), want=900),
        a_control(id=RIGHTS, setting=UserRight("SeTest"), accept=Superset(("S-1-5-83-0",)), want=("S-1-5-83-0",)),
        a_control(id=BANNER, setting=Registry(KEY, "Banner"), accept=TextFromSite(("none",)), want=None),
    )
}
HEAD = 'title = "Own"\ncontrols = ["windows.test"]\n'


def _site(folder: Path, texts: Mapping[str, str] | None = None) -> Site:
    return Site(
        name="plant",
        folder=folder,
        hosts=(),
        profile="own",
        state=folder,
        texts=texts or {},
        all_names=("node1", "node2"),
        declared_at={"aksarc_profile": Place(folder / "site.yml", 1), f"aksarc_texts.{BANNER}": Place(folder, 7)},
    )


def _load(tmp_path: Path, text: str, texts: Mapping[str, str] | None = None) -> Profile:
    return load_profile("own", _site(make_site(tmp_path, profile=text), texts), CATALOGUE)


def _problems(tmp_path: Path, text: str, texts: Mapping[str, str] | None = None) -> tuple[InputProblem, ...]:
    with pytest.raises(InputError) as caught:
        _load(tmp_path, text, texts)
    return caught.value.problems


def test_a_profile_chooses_topics_and_ids_leaves_out_and_changes_values(tmp_path: Path) -> None:
    """What is in force comes in the catalogue's order, with the profile's value in it."""
    profile = _load(
        tmp_path,
        f'title = "Own"\ncontrols = ["{BANNER}", "windows.test"]\n'
        f'[[without]]\ncontrol = "{RIGHTS}"\nreason = "because"\n[want]\n"{RANGE}" = 600\n',
    )

    assert [(control.id, control.want) for control in profile.controls] == [
        ("windows.test.value", 1),
        (RANGE, 600),
        (BANNER, None),
    ]
    assert profile.without == ((RIGHTS, "because"),)


def test_a_list_becomes_the_tuple_that_settings_have(tmp_path: Path) -> None:
    """A superset may be widened by the profile."""
    profile = _load(tmp_path, HEAD + f'[want]\n"{RIGHTS}" = ["S-1-5-83-0", "S-1-5-20"]\n')

    assert [control.want for control in profile.controls if control.id == RIGHTS] == [("S-1-5-83-0", "S-1-5-20")]


def test_the_sites_text_is_both_wanted_and_the_only_one_accepted(tmp_path: Path) -> None:
    """A control that waits for a text of the site's own is written once the site gives it."""
    profile = _load(tmp_path, f'title = "Own"\ncontrols = ["{BANNER}"]\n', {BANNER: "Keep out"})

    assert profile.controls[0].want == "Keep out"
    assert profile.controls[0].accept.accepts("Keep out")
    assert not profile.controls[0].accept.accepts("Welcome")


def test_waivers_hold_reason_owner_end_and_hosts(tmp_path: Path) -> None:
    """One that is past its end is read all the same; the audit makes a finding of it."""
    text = f'[[waivers]]\ncontrol = "{RANGE}"\nreason = "r"\nowner = "o"\nuntil = 2020-01-31\nhosts = ["node1"]\n'

    assert _load(tmp_path, HEAD + text).waivers == (Waiver(RANGE, "r", "o", date(2020, 1, 31), ("node1",)),)


def test_a_profile_extends_another_by_one_level(tmp_path: Path) -> None:
    """The extended one comes first, and a second level is refused."""
    plant = make_site(tmp_path, profile=f'title = "Own"\nextends = "base"\n[want]\n"{RANGE}" = 5\n')
    base = plant / "profiles" / "base.toml"
    base.write_text(f'title = "Base"\ncontrols = ["{RANGE}"]\n[want]\n"{RANGE}" = 6\n', encoding="utf-8")

    assert [control.want for control in load_profile("own", _site(plant), CATALOGUE).controls] == [5]

    base.write_text('title = "Base"\nextends = "own"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"own\.toml:2: profiles extend each other in a circle: own → base → own"):
        load_profile("own", _site(plant), CATALOGUE)


WAIVER = '[[waivers]]\ncontrol = "windows.test.limit"\nreason = "r"\nowner = "o"\nuntil = 2027-01-31\n'
WRONG = [
    ('titel = "x"\n', 1, "titel is no key", "did you mean title?"),
    ('title = "x"\ncontrols = [\n  "windows.tset",\n]\n', 3, "no control is named windows.tset", "windows.test"),
    ('title = "x"\ncontrols = ["windows.test", "windows.test"]\n', 2, "a second time", "once"),
    ('title = "x"\ncontrols = []\n', 2, "chooses no control", "add"),
    ('title = "x"\nextends = "nothing"\n', 2, "no profile is named nothing", "use one of"),
    (HEAD + "[want]\n\"windows.test.limit\" = 901\n", 4, "outside of what the control accepts", "accepted: 1 to 900"),
    (HEAD + "[want]\n\"windows.test.limit\" = 'x'\n", 4, "of the wrong type", "a whole number"),
    (HEAD + '[want]\n"windows.test.limit" = true\n', 4, "of the wrong type", "a whole number"),
    (HEAD + '[want]\n"windows.test.rights" = ["S-1"]\n', 4, "outside of what", "S-1-5-83-0"),
    (HEAD + '[want]\n"windows.test.limt" = 1\n', 4, "no control is named", "windows.test.limit"),
    (HEAD + "[want]\nwindows.test.limit = 1\n", 3, "without quotes", "whole.id"),
    (HEAD + '[want]\n"windows.logon.banner" = "x"\n', 4, "is not chosen here", "controls"),
    (HEAD + '[[without]]\ncontrol = "windows.test.limit"\n', 3, "without[0].reason is missing", "add it"),
    (HEAD + WAIVER.replace('reason = "r"', 'reason = ""'), 5, "waivers[0].reason must not be empty", "text"),
    (HEAD + WAIVER.replace('owner = "o"\n', ""), 3, "waivers[0].owner is missing", "add it"),
    (HEAD + WAIVER.replace("2027-01-31", '"2027-01-31"'), 7, "must be a date", "without quotes"),
    (HEAD + WAIVER.replace("2027-01-31", "2027-02-30"), 7, "broken TOML", "correct it"),
    (HEAD + WAIVER.replace("2027-01-31", "2027-01-31T00:00:00"), 7, "must be a date", "without quotes"),
    (HEAD + WAIVER + WAIVER, 9, "a second waiver", "keep one"),
    (HEAD + WAIVER + 'hosts = ["node3"]\n', 8, "the site has no host node3", "did you mean node"),
    (HEAD + "[[waivers\n", 3, "broken TOML", "correct it"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "what", "cure"), WRONG, ids=[case[2] + str(case[1]) for case in WRONG])
def test_a_wrong_profile_is_named_with_its_line(tmp_path: Path, text: str, line: int, what: str, cure: str) -> None:
    """Keys, ids, values, waivers and broken TOML, each at its line though tomllib tells none."""
    here = [one for one in _problems(tmp_path, text) if what in one.what]

    assert len(here) == 1
    assert (Path(str(here[0].file)).name, here[0].line) == ("own.toml", line)
    assert cure in here[0].cure


@pytest.mark.parametrize(
    ("id", "text", "what"),
    [(BANNER, "none", "is not accepted"), (RANGE, "x", "takes no text"), ("windows.logon.baner", "x", "no control")],
)
def test_a_text_that_no_control_takes_is_an_error(tmp_path: Path, id: str, text: str, what: str) -> None:
    """A text under a wrong id would silently never be written."""
    assert what in _problems(tmp_path, HEAD, {id: text})[0].what


def test_an_unknown_profile_is_blamed_on_the_line_that_asks_for_it(tmp_path: Path) -> None:
    """The site names the profile, so the site's line is wrong."""
    problems = _problems_of_unknown(_site(make_site(tmp_path)))

    assert (Path(str(problems[0].file)).name, problems[0].line) == ("site.yml", 1)
    assert "aks-host" in problems[0].cure


def _problems_of_unknown(site: Site) -> tuple[InputProblem, ...]:
    with pytest.raises(InputError) as caught:
        load_profile("own", site, CATALOGUE)
    return caught.value.problems


@pytest.mark.parametrize("name", ["../own", "own/"])
def test_a_profile_is_a_name_and_no_path(tmp_path: Path, name: str) -> None:
    """Nothing outside of the profile folders is read."""
    site = _site(make_site(tmp_path, profile=HEAD))

    with pytest.raises(InputError, match="no profile is named"):
        load_profile(name, site, CATALOGUE)


def test_the_shipped_profile_and_the_examples_own_load_from_the_catalogue(tmp_path: Path) -> None:
    """What is shipped agrees with the catalogue, and the rehearsal's texts with the controls that take them."""
    example = _site(Path(__file__).parents[3] / "inventories" / "example", {"windows.logon.banner_title": "A title"})

    assert load_profile("aks-host", _site(tmp_path), CONTROLS).controls
    assert load_profile("example-site", example).controls


def test_controls_are_chosen_by_id_topic_and_target(tmp_path: Path) -> None:
    """`--controls` takes words of the ids; a part of a word means nothing."""
    profile = _load(tmp_path, HEAD)

    assert [control.id for control in select_controls(profile, [RANGE])] == [RANGE]
    assert len(select_controls(profile, ["windows.test", RANGE])) == 3
    assert len(select_controls(profile, ["windows"])) == 3
    with pytest.raises(InputError, match=r"no control, topic or number .*did you mean windows\.test\.limit"):
        select_controls(profile, ["windows.test.lim"])


def test_two_controls_that_contradict_each_other_are_named_where_they_are_chosen(tmp_path: Path) -> None:
    """What no host could fulfil stops the run before any is asked, with the line of the choice and the cure."""
    pair = (a_control(id="windows.test.one"), a_control(id="windows.test.two", accept=Equals(2), want=2))
    site = _site(make_site(tmp_path, profile=HEAD))
    with pytest.raises(InputError) as caught:
        load_profile("own", site, {control.id: control for control in pair})
    (problem,) = caught.value.problems
    assert (Path(str(problem.file)).name, problem.line) == ("own.toml", 2)
    assert "windows.test.one and windows.test.two" in problem.what
    assert "[[without]]" in problem.cure
