"""Comparators: what others say a query uses, means beside means and medians beside medians, on one chart with ours."""

from __future__ import annotations

from typing import Final

import numpy as np

from calc.inputs import tables
from calc.inputs.rows import STATISTICS, Comparator
from calc.query.estimate import energy
from workbook.model.results import Context
from workbook.writer import charts
from workbook.writer.sheet import Cell, Sheet, at
from workbook.writer.term import joined

TITLE: Final = "Comparators"
SUMMARY: Final = "What others say a query uses: means beside means, medians beside medians"
HEAD: Final = 5
COLUMNS: Final = (
    "What", "Energy [Wh]", "Unit", "Statistic", "Boundary", "Kind", "Assumption set", "Year", "Source",
    "Where in the source", "Note",
)  # fmt: skip
WHAT, ENERGY, UNIT, STATISTIC, BOUNDARY, KIND, SET, YEAR, SOURCE, LOCATOR, NOTE = range(1, len(COLUMNS) + 1)
WIDTHS: Final = [38, 12, 6, 10, 10, 10, 13, 7, 18, 28, 44]
GROUPS: Final = dict(zip(STATISTICS, ("Medians", "Means", "Which of the two is not stated"), strict=True))
CHART_ROWS: Final = 41  # rows of the sheet that the chart covers
NUMBER: Final = "0.000"


def write(context: Context) -> None:
    """Add the sheet."""
    lead = (
        "Traditional queries. Compare a median with medians, a mean with means, and only where the boundaries agree. "
        "Ours are live; those with a fixed set are not."
    )
    sheet = context.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze="B6")
    sheet.header(HEAD, COLUMNS)
    row = HEAD + 1
    listed: list[tuple[Cell, Cell, Cell]] = []
    for statistic, heading in GROUPS.items():
        sheet.put(row, WHAT, heading, "heading")
        alike = [item for item in tables.comparators() if item.statistic == statistic]
        listed += [_comparator(context, sheet, r, item) for r, item in enumerate(alike, row + 1)]
        row += 1 + len(alike)
    sheet.new_page(row + 1)
    # Horizontal bars run from the bottom up, so the chart reads the table in reverse.
    start = row + CHART_ROWS
    sheet.put(start - 1, 1, "Chart data, from the bottom up", "heading")
    for r, (name, value, statistic_of) in enumerate(reversed(listed), start):
        sheet.show(r, 1, joined(name, ", ", statistic_of))
        sheet.show(r, 2, value)
    end = start + len(listed) - 1
    chart = charts.bars(sheet.absolute(f"{at(start, 1)}:{at(end, 1)}"), sheet.absolute(f"{at(start, 2)}:{at(end, 2)}"),
        "Energy of one query, by who says so", "Wh per query", size=(27, 19),
    )  # fmt: skip
    sheet.chart(
        chart, at(row + 1, 1),
        "Energy per query in Wh as horizontal bars, medians first, then means, then what is neither: results of this "
        "workbook, of the set equery-2026, and public figures.",
    )  # fmt: skip
    sheet.repeat(HEAD)


def _comparator(context: Context, sheet: Sheet, row: int, item: Comparator) -> tuple[Cell, Cell, Cell]:
    """Write a row; return the cells of its name, its energy and its statistic."""
    name = sheet.put(row, WHAT, item.what)
    if item.set:
        value = sheet.put(row, ENERGY, at_set(item), "built", NUMBER)
        sheet.put(row, SET, item.set, "note")
    elif item.result:
        value = sheet.show(row, ENERGY, context[item.result], "output", number=NUMBER)
        sheet.show(row, SET, context.names.set_active, "note")
    else:
        value = sheet.put(row, ENERGY, item.value, "data", NUMBER)
    details = {
        UNIT: item.unit, BOUNDARY: item.boundary, KIND: item.kind, YEAR: item.year, SOURCE: item.source_id,
        LOCATOR: item.locator, NOTE: item.note,
    }  # fmt: skip
    for column, text in details.items():
        sheet.put(row, column, text, "note")
    return name, value, sheet.put(row, STATISTIC, item.statistic, "note")


def at_set(item: Comparator) -> float:
    """Return calc's own result at the set that a row names [Wh]."""
    model, regime, statistic = item.result.split("|")
    known = energy(model, regime, item.set)
    value = known.mean() if statistic == "mean" else known.quantile(float(statistic.removeprefix("p")) / 100)
    return float(np.asarray(value))
