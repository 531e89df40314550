"""
The forms in which the report of a run is written for programs, browsers and spreadsheets; a new one is entered here.

Each is made of an outcome alone, in one language, and loaded when it is asked for.
"""

from __future__ import annotations

from aksarc_harden.model.outcome import RunOutcome

FORMATS = ("json", "html", "junit", "csv")
LANGUAGES = ("en", "ja")


def render(outcome: RunOutcome, form: str, language: str = "en") -> str:
    """Write the report of a run in one of FORMATS; no line break at its end."""
    if form == "html":
        from aksarc_harden.reports.page.render import page

        return page(outcome, language)
    if form == "junit":
        from aksarc_harden.reports.junit import text as junit

        return junit(outcome, language)
    if form == "csv":
        from aksarc_harden.reports.spreadsheet import text as lines

        return lines(outcome, language)
    from aksarc_harden.reports.document import text

    return text(outcome, language)
