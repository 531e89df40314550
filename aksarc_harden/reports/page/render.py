"""
The page itself: Jinja2 template, style and script put together into one text.

Everything that comes from hosts or sites is escaped by the template, or data that no browser reads as markup.
A content security policy in the page allows its own style and script by their digests and forbids all else, so that no
request leaves it, and nothing that slipped in could run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from aksarc_harden import __version__
from aksarc_harden.model.control import Severity
from aksarc_harden.model.finding import Verdict
from aksarc_harden.model.outcome import RunOutcome
from aksarc_harden.reports.page import overview
from aksarc_harden.reports.page.findings import embedded, groups_of
from aksarc_harden.reports.rows import rows_of, topics_of
from aksarc_harden.reports.values import plain
from aksarc_harden.reports.words import Words, words

# The words that the script writes.
_FOR_SCRIPT = (
    "count", "more", "nothing", "all-hosts", "before", "now", "accepted", "would-write", "setting", "why",
    "benchmarks", "may-cut", "breaks", "cause", "cure", "note", "waivers", "expired", "restart-short", "hosts",
    "held-back",
)  # fmt: skip


def page(outcome: RunOutcome, language: str = "en") -> str:
    """Write the page in ASCII, whatever its reader takes it for; no line break at its end."""
    said = words(language)
    rows = list(rows_of(outcome))
    groups = groups_of(rows, said)
    hosts = [plain(host.host) for host in outcome.hosts]
    style, script = _own("page.css"), _own("page.js")
    text = _environment().get_template("page.html.j2").render(
        language=language, said=said, outcome=outcome, version=__version__,
        title=said("title", verb=said.verb(outcome.verb), site=plain(outcome.site)),
        policy=_policy(style, script), style=style, script=script,
        data=_data(embedded(groups, hosts) | {"words": _words(said)}),
        groups=groups, hosts=hosts, topics=topics_of(rows), severities=tuple(reversed(Severity)), verdicts=Verdict,
        host_lines=overview.host_lines(outcome, said), scores=overview.scores(outcome),
        troubles=overview.troubles(outcome, said), numbers=overview.numbers(outcome, said),
        changes=overview.changes_text(outcome, said), waivers=overview.waivers(groups),
        score_text=overview.score_text, cell=overview.cell,
    )  # fmt: skip
    return text.rstrip("\n").encode("ascii", "xmlcharrefreplace").decode("ascii")


def _words(said: Words) -> dict[str, object]:
    """Give the script what it writes: words by their codes."""
    texts = said.texts
    return {
        **{name: texts[name] for name in ("verdict", "severity", "state")},
        "report": {key: texts["report"][key] for key in _FOR_SCRIPT},
    }


def _data(data: dict[str, object]) -> Markup:
    """Write data so that no browser finds markup in it."""
    text = json.dumps(data, separators=(",", ":"))  # ASCII alone
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 — escaped here


def _own(name: str) -> Markup:
    """Read style or script; both are ASCII, for character references are no text there."""
    return Markup(_asset(name))  # noqa: S704 — a file of this package


def _policy(style: str, script: str) -> str:
    own = {"style-src": style, "script-src": script}
    allowed = "; ".join(f"{name} 'sha256-{_digest(text)}'" for name, text in own.items())
    return f"default-src 'none'; base-uri 'none'; form-action 'none'; {allowed}"


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _asset(name: str) -> str:
    return files("aksarc_harden.reports.page").joinpath(name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["breakable"] = _breakable
    return made


def _breakable(text: str) -> Markup:
    """Let the line of an id or a path end behind each dot, underscore and backslash."""
    return Markup("<wbr>").join(re.split(r"(?<=[._\\])", text))
