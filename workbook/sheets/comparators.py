"""Comparators: what others say a query uses, with their kind and caveats, on one chart with ours."""

from __future__ import annotations

from typing import Final

from calc.inputs import tables
from workbook.model.results import Context
from workbook.writer import charts
from workbook.writer.sheet import Cell, at

TITLE: Final = "Comparators"
SUMMARY: Final = "What others say a query uses"
HEAD: Final = 5


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Boundaries, workloads and methods differ: read the notes, and compare means with means. Ours are live, of traditional queries."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [42, 12, 7, 11, 7, 21, 34, 46], freeze="B6")
    sheet.header(HEAD, ["What", "Energy [Wh]", "Unit", "Kind", "Year", "Source", "Where in the source", "Note"])
    row = HEAD + 1
    listed: list[tuple[Cell, Cell]] = []
    for item in tables.comparators():
        name = sheet.put(row, 1, item.what)
        if item.result:
            value = sheet.show(row, 2, context[item.result], "output", number="0.000")
        else:
            value = sheet.put(row, 2, item.value, "data", "0.000")
        listed.append((name, value))
        details = (item.unit, item.kind, item.year, item.source_id, item.locator, item.note)
        for c, text in enumerate(details, 3):
            sheet.put(row, c, text, "note")
        row += 1
    sheet.new_page(row + 1)
    # Horizontal bars run from the bottom up, so the chart reads the table in reverse.
    start = row + 31
    sheet.put(start - 1, 1, "Chart data, from the bottom up", "heading")
    for r, (name, value) in enumerate(reversed(listed), start):
        sheet.show(r, 1, name)
        sheet.show(r, 2, value)
    end = start + len(listed) - 1
    chart = charts.bars(sheet.absolute(f"{at(start, 1)}:{at(end, 1)}"), sheet.absolute(f"{at(start, 2)}:{at(end, 2)}"),
        "Energy of one query, by who says so", "Wh per query", size=(27, 14),
    )  # fmt: skip
    sheet.chart(
        chart, at(row + 1, 1),
        "Energy per query in Wh: live medians and the mean of this workbook, and public figures, as horizontal bars.",
    )  # fmt: skip
    sheet.repeat(HEAD)
