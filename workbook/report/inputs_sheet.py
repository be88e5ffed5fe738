"""Inputs of a report: what a person types, first what they change first."""

from __future__ import annotations

from typing import Any, Final

from workbook.report.content import HOSTS, PLACES, TYPED, typed_lines
from workbook.report.pages import Pages
from workbook.writer.sheet import Cell, Sheet, area
from workbook.writer.term import Term, blank, joined, where

TITLE: Final = "Inputs"
SUMMARY: Final = "What you change: who reports, calls without a file, places, contracts, what was measured"
WIDTHS: Final = [47, 16, 13, 13, 13, 24, 40]
WORDS: Final = (
    ("organisation", "Organisation"), ("period", "Reporting period"), ("prepared", "Prepared by"),
    ("reviewed", "Reviewed by"),
)  # fmt: skip
NUMBERS: Final = (
    ("contractual_g", "Emission factor of your contracts", "gCO2e/kWh", ("0", "5000"), "Market-based, for energy without certificates. Blank: the grid's."),
    ("certified_share", "Share of the energy with certificates", "0 to 1", ("0", "1"), "Market-based only."),
    ("wue_site", "Water used on site", "L/kWh of IT", ("0", "100"), "Off (0) unless you or the provider state it."),
    ("wue_generation", "Water used to make the electricity", "L/kWh", ("0", "1000"), "Off (0) unless you have a figure."),
)  # fmt: skip
MEASURED: Final = (
    ("pue", "PUE of the site", ("1.000001", "10")),
    ("power_fraction", "Share of its maximum power that a busy node draws", ("0.0001", "0.9999")),
    ("batch", "Requests that a copy of the model answers at once", ("1.000001", "1000000")),
    ("served", "Share of their time in which nodes answer", ("0.0001", "0.9999")),
    ("software", "Node time over that of the published table", ("0.01", "100")),
    ("cache_read", "What a cached prompt token takes of one that is read", ("0.000001", "0.9999")),
)  # fmt: skip
CALLS: Final = ("Model", "Calls", "Mean prompt", "... of it cached", "Mean answer", "Place")
COUNT: Final = ("0", "1000000000000000")
LENGTH: Final = ("0", "10000000")
NOTE: Final = 7


def write(pages: Pages) -> None:
    """Add the sheet."""
    sheet = pages.book.sheet(
        TITLE, SUMMARY, "Type in yellow cells; every page follows. Blank means unknown, or none.", WIDTHS, freeze="A4"
    )
    sheet.ws.page_setup.fitToHeight = 1
    row = _words(pages, sheet, 5)
    row = _calls(pages, sheet, row + 1)
    row = _places(pages, sheet, row + 1)
    row = _numbers(pages, sheet, row + 1)
    _measured(pages, sheet, row + 1)


def _words(pages: Pages, sheet: Sheet, row: int) -> int:
    sheet.put(row, 1, "Who reports", "heading")
    for r, (key, text) in enumerate(WORDS, row + 1):
        sheet.put(r, 1, text, "label")
        cell = sheet.put(r, 2, getattr(pages.content.choices, key), "input")
        sheet.name(cell, f"report_{key}")
        sheet.allow_text(cell, title=text, help_text=text)
    return row + 1 + len(WORDS)


def _calls(pages: Pages, sheet: Sheet, row: int) -> int:
    """Write the table of calls that no file has."""
    sheet.put(row, 1, "Calls that no file has: a row each model and place", "heading")
    sheet.header(row + 1, [*CALLS, "Your note, source, date, initials"])
    columns: dict[str, list[Cell]] = {head: [] for head in CALLS}
    for r, typed in enumerate(typed_lines(pages.content.choices), row + 2):
        held = (typed.model, typed.calls, typed.l_in, typed.cached, typed.l_out, typed.place)
        for c, (head, value) in enumerate(zip(CALLS, held, strict=True), 1):
            cell = sheet.put(r, c, value, "input", "#,##0" if c in range(2, 6) else None)
            columns[head].append(cell)
            if head in ("Model", "Place"):
                name = "listed_models" if head == "Model" else "grid_places"
                sheet.allow(cell, title=head, choices=name, help_text=f"{head}: choose from the list, or leave blank.")
            else:
                low, high = COUNT if head == "Calls" else LENGTH
                sheet.allow(cell, title=head, low=low, high=high, help_text=f"{head}: a number of 0 or more.")
        sheet.put(r, NOTE, None, "input")
    for head, cells in columns.items():
        pages.columns[f"typed {head}"] = area(cells, there=True)
        for t, cell in enumerate(cells):
            pages.columns[f"typed {head} {t}"] = cell.there
    first, last = row + 2, row + 1 + TYPED
    assert columns["Model"][0].row == first
    assert columns["Model"][-1].row == last
    return row + 2 + TYPED


def _places(pages: Pages, sheet: Sheet, row: int) -> int:
    sheet.put(row, 1, "Where usage was served whose place no file and no row above says", "heading")
    sheet.header(row + 1, ["Place", "Share", "", "", "", "", "Your note, source, date, initials"])
    mix = [*pages.content.choices.mix, *[(None, None)] * (PLACES - len(pages.content.choices.mix))]
    for i, (r, (place, part)) in enumerate(zip(range(row + 2, row + 2 + PLACES), mix, strict=True), 1):
        cell = sheet.put(r, 1, place, "input")
        sheet.name(cell, f"mix_place_{i}")
        sheet.allow(
            cell, title="Place", choices="grid_places", help_text="A country or a cloud region of Grid factors."
        )
        share = sheet.put(r, 2, part, "input", "0%")
        sheet.name(share, f"mix_share_{i}")
        sheet.allow(share, title="Share", low="0", high="1000000", help_text="Relative to the other places.")
        sheet.put(r, NOTE, None, "input")
    r = row + 2 + PLACES
    sheet.put(r, 1, "Is that known, or assumed?", "label")
    known = sheet.put(r, 2, "known" if pages.content.choices.mix_known else "assumed", "input")
    sheet.name(known, "mix_known")
    sheet.allow(
        known, title="Known", choices='"known,assumed"', help_text="Assumed places have a wide range of their own."
    )
    return r + 1


def _numbers(pages: Pages, sheet: Sheet, row: int) -> int:
    sheet.put(row, 1, "Contracts and water", "heading")
    sheet.header(row + 1, ["", "Value", "Unit", "", "Meaning", "", "Your note, source, date, initials"])
    for r, (key, text, unit, (low, high), meaning) in enumerate(NUMBERS, row + 2):
        sheet.put(r, 1, text, "label")
        cell = sheet.put(r, 2, getattr(pages.content.choices, key), "input")
        sheet.name(cell, f"report_{key}")
        sheet.allow(cell, title=text[:32], low=low, high=high, help_text=meaning)
        sheet.put(r, 3, unit, "remark")
        sheet.put(r, 5, meaning, "remark")
        sheet.put(r, NOTE, None, "input")
    return row + 2 + len(NUMBERS)


def _measured(pages: Pages, sheet: Sheet, row: int) -> None:
    sheet.put(row, 1, "What is known of the service: blank keeps a range", "heading")
    sheet.put(row + 1, 1, "Who runs the nodes", "label")
    host = sheet.put(row + 1, 2, pages.content.choices.host, "input")
    sheet.name(host, "report_host")
    sheet.allow(
        host,
        title="Who runs the nodes",
        choices=f'"{",".join(HOSTS)}"',
        help_text="Sets the ranges of what nobody knows.",
    )
    for r, (key, text, (low, high)) in enumerate(MEASURED, row + 2):
        sheet.put(r, 1, text, "label")
        value: Any = pages.content.choices.measured.get(key)
        cell = sheet.put(r, 2, value, "input")
        sheet.name(cell, f"measured_{key}")
        sheet.allow(cell, title=text[:32], low=low, high=high, help_text=f"{text}, where you measured it.")
        sheet.put(r, NOTE, None, "input")


def said_or(cell: Term, otherwise: str) -> Term:
    """Return a text that was typed, or another."""
    return where(blank(cell), otherwise, joined(cell))
