"""Build a report: every sheet in turn, then the finishing pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from workbook.model.release import released
from workbook.report import (
    assumptions_sheet,
    changes_sheet,
    checks_sheet,
    front,
    groups_sheet,
    inputs_sheet,
    ledger_sheet,
    left_out_sheet,
    models_sheet,
    places_sheet,
    services_sheet,
    trials_sheet,
)
from workbook.report.content import Content, listed_models
from workbook.report.pages import Pages
from workbook.sheets import grid_factors
from workbook.writer.book import Book

STEPS: Final = 11
BACK: Final = (
    grid_factors.TITLE, assumptions_sheet.TITLE, services_sheet.SERVICES, services_sheet.STAND_INS, trials_sheet.TITLE,
)  # fmt: skip


def compose_report(content: Content, step: Callable[[str], None] = lambda _: None, *, live: bool = True) -> Pages:
    """Write every sheet of a report.

    Parameters
    ----------
    content : Content
        What a person chose and typed, and the groups of the ledger.
    step : callable
        Hears the name of each step.
    live : bool
        Write formulas; otherwise values only.

    Returns
    -------
    Pages
        The book, with where each result stands.
    """
    pages = Pages(
        Book("AI usage: energy and emissions", released(), live=live, front=(front.TITLE, front.WIDTHS)), content
    )
    pages.groups = groups_sheet.listed(content)
    pages.names.add("listed_models", list(listed_models()))
    step("inputs")
    inputs_sheet.write(pages)
    step("grid factors")
    grid_factors.write(pages)
    step("assumptions")
    assumptions_sheet.write(pages)
    step("services")
    services_sheet.write(pages)
    step("places")
    places_sheet.write(pages)
    step("models")
    models = models_sheet.write_heads(pages)
    step("ledger")
    ledger_sheet.write(pages)
    models_sheet.write_sums(pages, models)
    step("trials")
    draws, at = trials_sheet.write(pages)
    models_sheet.write_ranges(pages, models, draws, at.energy)
    step("groups")
    groups_sheet.write(pages)
    left_out_sheet.write(pages)
    step("report")
    front.write(pages, draws, at)
    changes_sheet.write(pages)
    step("checks")
    checks_sheet.write(pages)
    before = checks_sheet.TITLE
    for title in (one for one in BACK if one in pages.book.xlsx.sheetnames):  # a static report has no draws
        pages.book.move_behind(title, before)
        before = title
    pages.book.move_behind(places_sheet.TITLE, left_out_sheet.TITLE)
    if content.then is not None:
        pages.book.move_behind(changes_sheet.TITLE, front.TITLE)
    pages.book.repeat_master()
    return pages


def build_report(content: Content, step: Callable[[str], None] = lambda _: None, *, live: bool = True) -> bytes:
    """Return a report as the bytes of an .xlsx file."""
    pages = compose_report(content, step, live=live)
    step("finishing")
    return pages.book.bytes()
