"""Inputs of a report: what a person types, first what they change first."""

from __future__ import annotations

from typing import Final

from workbook.report import yellow_cells
from workbook.report.content import HOSTS, PLACES, TYPED
from workbook.report.pages import Pages
from workbook.writer.sheet import Cell, Sheet, area, at
from workbook.writer.term import Term, blank, every, joined, unchanged, where

TITLE: Final = "Inputs"
SUMMARY: Final = "What you change: who reports, calls without a file, places, contracts, what was measured"
WIDTHS: Final = [47, 16, 13, 13, 13, 24, 40, 9, 20, 12]
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
MARK: Final = 8  # whether a row differs from the usual, which stands right of the page
USUAL: Final = 9
DIFFERS: Final = "differs"
NOTES: Final = ("Your note, source, date, initials", "Differs", "Usual")


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
    row = _measured(pages, sheet, row + 1)
    sheet.print_only(f"A1:{at(row, MARK)}")


def _ask(pages: Pages, sheet: Sheet, row: int, column: int, key: str, number: str | None = None) -> Cell:
    """Write a yellow cell."""
    held, usual = (yellow_cells.cells_of(one) for one in (pages.content.choices, yellow_cells.usual_choices()))
    return pages.ask(key, sheet.put(row, column, held[key], "input", number), usual[key])


def _beside(pages: Pages, sheet: Sheet, row: int, *keys: str, note: str = "") -> None:
    """Write beside the yellow cells of a row the cell for a note, whether they differ from the usual, and that."""
    if note:
        _ask(pages, sheet, row, NOTE, f"note_{note}")
    usual = [sheet.put(row, USUAL + i, pages.usual[key], "remark") for i, key in enumerate(keys)]
    same = every(*(unchanged(pages.inputs[key], one) for key, one in zip(keys, usual, strict=True)))
    sheet.show(row, MARK, where(same, "", DIFFERS), "remark", number="General")


def _words(pages: Pages, sheet: Sheet, row: int) -> int:
    sheet.put(row, 1, "Who reports", "heading")
    for r, (key, text) in enumerate(WORDS, row + 1):
        sheet.put(r, 1, text, "label")
        cell = _ask(pages, sheet, r, 2, key)
        sheet.name(cell, f"report_{key}")
        sheet.allow_text(cell, title=text, help_text=text)
    return row + 1 + len(WORDS)


def _calls(pages: Pages, sheet: Sheet, row: int) -> int:
    """Write the table of calls that no file has."""
    sheet.put(row, 1, "Calls that no file has: a row each model and place", "heading")
    sheet.header(row + 1, [*CALLS, *NOTES])
    columns: dict[str, list[Cell]] = {head: [] for head in CALLS}
    for t, r in enumerate(range(row + 2, row + 2 + TYPED), 1):
        for c, (head, name) in enumerate(zip(CALLS, yellow_cells.CALLS, strict=True), 1):
            cell = _ask(pages, sheet, r, c, f"typed_{t}_{name}", "#,##0" if c in range(2, 6) else None)
            columns[head].append(cell)
            if head in ("Model", "Place"):
                listed = "listed_models" if head == "Model" else "grid_places"
                sheet.allow(
                    cell, title=head, choices=listed, help_text=f"{head}: choose from the list, or leave blank."
                )
            else:
                low, high = COUNT if head == "Calls" else LENGTH
                sheet.allow(cell, title=head, low=low, high=high, help_text=f"{head}: a number of 0 or more.")
        _beside(pages, sheet, r, f"typed_{t}_model", note=f"typed_{t}")
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
    sheet.header(row + 1, ["Place", "Share", "", "", "", "", *NOTES])
    for i, r in enumerate(range(row + 2, row + 2 + PLACES), 1):
        cell = _ask(pages, sheet, r, 1, f"mix_place_{i}")
        sheet.name(cell, f"mix_place_{i}")
        sheet.allow(
            cell, title="Place", choices="grid_places", help_text="A country or a cloud region of Grid factors."
        )
        share = _ask(pages, sheet, r, 2, f"mix_share_{i}", "0%")
        sheet.name(share, f"mix_share_{i}")
        sheet.allow(share, title="Share", low="0", high="1000000", help_text="Relative to the other places.")
        _beside(pages, sheet, r, f"mix_place_{i}", f"mix_share_{i}", note=f"mix_{i}")
    r = row + 2 + PLACES
    sheet.put(r, 1, "Is that known, or assumed?", "label")
    known = _ask(pages, sheet, r, 2, "mix_known")
    _beside(pages, sheet, r, "mix_known")
    sheet.name(known, "mix_known")
    sheet.allow(
        known, title="Known", choices='"known,assumed"', help_text="Assumed places have a wide range of their own."
    )
    return r + 1


def _numbers(pages: Pages, sheet: Sheet, row: int) -> int:
    sheet.put(row, 1, "Contracts and water", "heading")
    sheet.header(row + 1, ["", "Value", "Unit", "", "Meaning", "", *NOTES])
    for r, (key, text, unit, (low, high), meaning) in enumerate(NUMBERS, row + 2):
        sheet.put(r, 1, text, "label")
        cell = _ask(pages, sheet, r, 2, key)
        sheet.name(cell, f"report_{key}")
        sheet.allow(cell, title=text[:32], low=low, high=high, help_text=meaning)
        sheet.put(r, 3, unit, "remark")
        sheet.put(r, 5, meaning, "remark")
        _beside(pages, sheet, r, key, note=key)
    return row + 2 + len(NUMBERS)


def _measured(pages: Pages, sheet: Sheet, row: int) -> int:
    sheet.put(row, 1, "What is known of the service: blank keeps a range", "heading")
    sheet.put(row + 1, 1, "Who runs the nodes", "label")
    host = _ask(pages, sheet, row + 1, 2, "host")
    _beside(pages, sheet, row + 1, "host")
    sheet.name(host, "report_host")
    sheet.allow(
        host,
        title="Who runs the nodes",
        choices=f'"{",".join(HOSTS)}"',
        help_text="Sets the ranges of what nobody knows.",
    )
    for r, (key, text, (low, high)) in enumerate(MEASURED, row + 2):
        sheet.put(r, 1, text, "label")
        cell = _ask(pages, sheet, r, 2, f"measured_{key}")
        sheet.name(cell, f"measured_{key}")
        sheet.allow(cell, title=text[:32], low=low, high=high, help_text=f"{text}, where you measured it.")
        _beside(pages, sheet, r, f"measured_{key}", note=f"measured_{key}")
    return row + 1 + len(MEASURED)


def said_or(cell: Term, otherwise: str) -> Term:
    """Return a text that was typed, or another."""
    return where(blank(cell), otherwise, joined(cell))
