"""The HTML report in a real browser: it asks nobody for anything, opens at once, and its filters do what they say."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aksarc_harden.model.change import ChangeState
from aksarc_harden.model.outcome import ChangeOutcome, RunOutcome, Verb
from aksarc_harden.reports.page.render import page
from tests.support.chromium import Browser, browser
from tests.support.large_run import a_large_run
from tests.support.outcomes import CHANGE, a_failed_host, a_host_outcome, a_run

OPENS_WITHIN_SECONDS = 2.0  # 50 hosts, 500 rows: what an operator waits for without wondering

SMALL = a_run(Verb.HARDEN, a_host_outcome(), a_host_outcome("hci-node2"), a_failed_host())


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start one browser for all tests of this file."""
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def opened(tab: Browser, folder: Path, run: RunOutcome, language: str = "en") -> Path:
    """Write a run's page and open it."""
    file = folder / "report.html"
    file.write_text(page(run, language), encoding="utf-8")
    tab.open(file)
    return file


def visible(tab: Browser, selector: str) -> list[str]:
    """Give the texts of what is there, as it is shown."""
    found: list[str] = tab.evaluate(f"[...document.querySelectorAll({selector!r})].map((one) => one.innerText.trim())")
    return found


def choose(tab: Browser, **fields: str) -> None:
    """Reset the filters and set some."""
    script = """(fields) => {
        const form = document.getElementById("filter");
        for (const [name, value] of Object.entries({ show: "", host: "", verdict: "", severity: "", topic: "", text: "",
                                                     ...fields })) form.elements[name].value = value;
        form.dispatchEvent(new Event("input", { bubbles: true }));
    }"""
    tab.evaluate(f"({script})({fields!r})")


IDS = "#list tbody th code"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_asks_nobody_and_breaks_no_rule_of_its_own(tab: Browser, tmp_path: Path, language: str) -> None:
    """The one request is for the file itself; the browser reports no error and no forbidden thing."""
    file = opened(tab, tmp_path, SMALL, language)
    tab.evaluate("document.querySelector('#list .title button').click()")
    assert [request["request"]["url"] for request in tab.named("Network.requestWillBeSent")] == [file.as_uri()]
    assert tab.named("Log.entryAdded") == []
    assert tab.named("Runtime.exceptionThrown") == []
    assert tab.evaluate("performance.getEntriesByName('aksarc-shown').length") == 1


def test_a_page_of_a_large_estate_opens_at_once(tab: Browser, tmp_path: Path) -> None:
    """50 hosts with 500 rows each are loaded, listed and drawn within the limit; the best of three is what it takes."""
    file = tmp_path / "report.html"
    file.write_text(page(a_large_run(50, 500)), encoding="utf-8")
    took = []
    for _ in range(3):
        start = time.monotonic()
        tab.open(file)
        tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        took.append(time.monotonic() - start)
    assert tab.evaluate("document.getElementById('count').textContent") == "10000 of 25000 shown"
    assert min(took) < OPENS_WITHIN_SECONDS


def test_what_needs_attention_is_shown_first(tab: Browser, tmp_path: Path) -> None:
    """The page opens with what could not be read, not with what is as wanted."""
    opened(tab, tmp_path, SMALL)
    assert visible(tab, IDS) == ["windows.test.locked"]
    assert visible(tab, "#count") == ["2 of 12 shown"]


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ({"show": "changed"}, ["windows.test.number"]),
        ({"verdict": "held back"}, ["windows.rights.deny_network"]),
        ({"severity": "critical"}, ["windows.rights.deny_network"]),
        ({"topic": "windows.rights"}, ["windows.rights.deny_network"]),
        ({"text": "GUESTS network"}, ["windows.rights.deny_network"]),
        ({"text": "the backup"}, ["windows.test.waived"]),
        ({"text": "nothing has this"}, []),
        ({"host": "2"}, []),
        ({"host": "1", "verdict": "unreadable"}, ["windows.test.locked"]),
    ],
)
def test_a_filter_leaves_what_it_names(tab: Browser, tmp_path: Path, fields: dict[str, str], ids: list[str]) -> None:
    """Host, verdict, severity, topic and words are filtered alone and together."""
    opened(tab, tmp_path, SMALL)
    choose(tab, **fields)
    assert visible(tab, IDS) == ids


def test_everything_can_be_shown_and_reset(tab: Browser, tmp_path: Path) -> None:
    """Without a filter every finding is there; a reset goes back to what is shown first."""
    opened(tab, tmp_path, SMALL)
    choose(tab)
    assert len(visible(tab, IDS)) == 6
    tab.evaluate("new Promise((done) => { document.querySelector('[type=reset]').click(); setTimeout(done, 20); })")
    assert visible(tab, IDS) == ["windows.test.locked"]


def test_a_line_opens_with_all_there_is_to_say(tab: Browser, tmp_path: Path) -> None:
    """Its button says whether it is open, and below it stand the reason, both values, benchmarks and hosts."""
    opened(tab, tmp_path, SMALL)
    choose(tab, show="changed")
    button = "document.querySelector('#list .title button')"
    tab.evaluate(f"{button}.click()")
    assert tab.evaluate(f"{button}.getAttribute('aria-expanded')") == "true"
    (detail,) = visible(tab, "#list tr.detail")
    for word in ("Because the test says so.", "absent", "CIS 2.3.7.4 L1", "hci-node1, hci-node2", "restart needed"):
        assert word in detail
    tab.evaluate(f"{button}.click()")
    assert visible(tab, "#list tr.detail") == []


def test_the_matrix_leads_to_the_findings(tab: Browser, tmp_path: Path) -> None:
    """A topic's name in the matrix filters by it."""
    opened(tab, tmp_path, SMALL)
    tab.evaluate("document.querySelector('.matrix th[data-topic=\"windows.rights\"] a').click()")
    assert visible(tab, IDS) == ["windows.rights.deny_network"]


def test_many_lines_come_in_steps(tab: Browser, tmp_path: Path) -> None:
    """A hundred lines at first, more on request, all of them in print."""
    opened(tab, tmp_path, a_large_run(3, 300))
    choose(tab)
    assert len(visible(tab, IDS)) == 100
    tab.evaluate("document.querySelector('.more-button').click()")
    assert len(visible(tab, IDS)) == 200
    assert tab.printed().startswith(b"%PDF")
    assert len(visible(tab, IDS)) == tab.evaluate(
        "JSON.parse(document.getElementById('data').textContent).lines.length"
    )


CONTRAST = """(selector) => {
    const channels = (text) => text.match(/[\\d.]+/g).map(Number);
    const light = (color) => {
        const [red, green, blue] = channels(color).map((value) => value / 255)
            .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (element) => {
        const color = getComputedStyle(element).backgroundColor;
        return channels(color)[3] === 0 && element.parentElement ? ground(element.parentElement) : color;
    };
    return [...document.querySelectorAll(selector)].map((element) => {
        const [dark, bright] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05);
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(tab: Browser, tmp_path: Path, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1, in the light and in the dark; and the two differ."""
    tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    opened(tab, tmp_path, SMALL)
    choose(tab)
    selector = "h1, h2, p, dt, dd, th, td, span, code, a, button, select, input"
    ratios = tab.evaluate(f"({CONTRAST})({selector!r})")
    assert len(ratios) > 100
    assert min(ratios) >= 4.5
    ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(246, 247, 249)") is (scheme == "light")
    tab.call("Emulation.setEmulatedMedia", features=[])


def test_without_scripts_the_findings_that_matter_are_listed(tab: Browser, tmp_path: Path) -> None:
    """With scripts off the static table stands in for the list."""
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        opened(tab, tmp_path, SMALL)
        assert visible(tab, "noscript tbody th code") == ["windows.test.locked", "windows.test.number"]
        assert tab.evaluate("document.getElementById('filter').hidden")
    finally:
        tab.call("Emulation.setScriptExecutionDisabled", value=False)


def test_a_rollback_lists_its_changes(tab: Browser, tmp_path: Path) -> None:
    """Where nothing was judged, each change is named by controls and setting, with what was there and what is."""
    made = (ChangeOutcome(CHANGE, ChangeState.ROLLED_BACK),)
    opened(tab, tmp_path, a_run(Verb.ROLLBACK, a_host_outcome(before=(), after=(), changes=made)))
    (line,) = visible(tab, "#list tbody tr")
    for word in ("windows.test.number", "HKLM", "put back, verified", "1 → absent"):
        assert word in line
    assert tab.evaluate("getComputedStyle(document.querySelector('#list thead th')).display") == "none"  # no severity
