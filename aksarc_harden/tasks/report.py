"""The report of an earlier run, in any form: for a browser, a build server, a spreadsheet, a program, a terminal."""

from __future__ import annotations

import io
from pathlib import Path

from invoke import Context

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.model.outcome import RunOutcome
from aksarc_harden.tasks.choices import REHEARSAL, REPORTS, Choices, choose
from aksarc_harden.tasks.codes import ExitCode
from aksarc_harden.tasks.destination import deliver
from aksarc_harden.tasks.display import Display, commands
from aksarc_harden.tasks.front_door import front_door

_BY_SUFFIX = {".html": "html", ".htm": "html", ".json": "json", ".xml": "junit", ".csv": "csv"}


@front_door(
    run="the run; `runs` lists them (default: newest, the newest with a report)",
    output="terminal, json, html, junit or csv (default: as --to ends, else terminal)",
    to="write it to this file, and nothing to standard output",
    language="en or ja; what controls say of themselves stays English (default: en)",
)
def report(
    context: Context,
    run: str = "",
    site: str = REHEARSAL,
    output: str = "",
    to: str = "",
    language: str = "en",
    debug: bool = False,
) -> int:
    """
    Show the report of an earlier run: `report RUN --output html --to FILE`, or `report` for the newest run.

    Nothing is asked of any host. The html is one page that holds all its data and needs no network.
    """
    form = output or _BY_SUFFIX.get(Path(to).suffix.lower(), "terminal")
    chosen = choose(site=site, output=form, outputs=REPORTS)
    _check_language(language)

    from aksarc_harden.tasks.estate import journal_of
    from aksarc_harden.tasks.kept import kept_outcome

    with journal_of(chosen) as journal:
        outcome = kept_outcome(journal, run)
    if to:
        deliver(_text(outcome, chosen, language), to)
    else:
        Display(chosen).show(outcome, language)
    return ExitCode.AS_WANTED


def _check_language(language: str) -> None:
    from aksarc_harden.reports.formats import LANGUAGES

    if language not in LANGUAGES:
        problem = InputProblem(f"there is no report in language {language!r}", f"one of: {', '.join(LANGUAGES)}")
        raise InputError(problem)


def _text(outcome: RunOutcome, chosen: Choices, language: str) -> str:
    if chosen.output != "terminal":
        from aksarc_harden.reports.formats import render

        return render(outcome, chosen.output, language)
    from aksarc_harden.reports.console import console_on
    from aksarc_harden.reports.terminal import show

    lines = io.StringIO()
    show(outcome, console_on(lines), commands=commands(chosen), language=language)
    return lines.getvalue().rstrip("\n")
