"""Measured: the model of current hardware beside what others measured, in groups, on a chart and row by row.

Values stand as calc computes them: the set of current hardware is not one that this workbook's inputs change.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from calc.measured.compared import Compared
from calc.measured.comparison import Comparison, compare
from calc.measured.one_run import UNIT
from calc.measured.runs_compared import BOUNDARY
from workbook.model.results import Context
from workbook.writer import charts
from workbook.writer.sheet import Sheet, at

TITLE: Final = "Measured"
SUMMARY: Final = "Current hardware: the model beside what others measured"
HEAD: Final = 5
GROUP_HEADS: Final = ("Group", "By", "Rows", "Mean |ln ratio|", "Worst", "With sign")
AIM_HEADS: Final = ("Aim", "Reached", "At most", "Is")
ROW_HEADS: Final = (
    "Measurement", "Model", "Node", "Precision", "GPUs", "At once", "Measured", "Modelled", "Unit", "Ratio",
)  # fmt: skip
MEASURED, MODELLED = (ROW_HEADS.index(name) + 1 for name in ("Measured", "Modelled"))
CHART_ROWS: Final = 46
LOOKS: Final = (
    (charts.BLUE, "circle"), (charts.ORANGE, "square"), (charts.GREEN, "triangle"), (charts.VERMILION, "diamond"),
)  # fmt: skip
LEAST, MOST = 0.01, 100.0  # of the axes [J/token]


@lru_cache(maxsize=1)
def comparison() -> Comparison:
    """Return the comparison, which is the same for every edition."""
    return compare()


def series_of(row: Compared) -> str:
    """Return the name of the chart's series that a run is of."""
    return f"{row.node}, {row.model_class}"


def listed() -> list[Compared]:
    """Return the rows as the sheet has them: runs by the chart's series, then the others."""
    runs = sorted(comparison().runs, key=series_of)
    return [*runs, *(row for row in comparison().rows if row.boundary != BOUNDARY)]


def write(context: Context) -> None:
    """Add the sheet."""
    found = comparison()
    lead = (
        f"{len(found.rows)} measurements, none of them fitted; ratio is modelled over measured, 0.69 of ln a factor of two. "
        f"`equery measured` lists {len(found.not_modelled)} more, each with the reason why nothing is held against it."
    )
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [36, 22, 13, 11, 8, 9, 12, 12, 10, 8], freeze="B4")
    end = _aims(sheet, _groups(sheet, found) + 1, found)
    chart_at, head = end + 1, end + 1 + CHART_ROWS
    sheet.new_page(chart_at)
    sheet.new_page(head)
    places = _rows(sheet, head)
    sheet.repeat(head)
    _chart(sheet, chart_at, places)


def _groups(sheet: Sheet, found: Comparison) -> int:
    """Write a line for each group; return the row after them."""
    sheet.header(HEAD, GROUP_HEADS)
    for r, group in enumerate(found.groups, HEAD + 1):
        _line(sheet, r, (group.name, group.by, group.rows), "data")
        for c, value in enumerate((group.mean_abs_ln, group.worst), 4):
            sheet.put(r, c, value, number="0.00")
        sheet.put(r, 6, group.mean_ln, number="+0.00;-0.00")
    return HEAD + 1 + len(found.groups)


def _aims(sheet: Sheet, top: int, found: Comparison) -> int:
    """Write what was aimed at; return the row after it."""
    sheet.header(top, AIM_HEADS)
    for r, aim in enumerate(found.aims, top + 1):
        sheet.put(r, 1, aim.what, "text")
        sheet.put(r, 2, "met" if aim.met else "missed")
        for c, value in enumerate((aim.limit, aim.found), 3):
            sheet.put(r, c, value, number="0.000")
    return top + 1 + len(found.aims)


def _line(sheet: Sheet, row: int, values: tuple[Any, ...], kind: str) -> None:
    for c, value in enumerate(values, 1):
        sheet.put(row, c, value, kind)


def _rows(sheet: Sheet, head: int) -> dict[str, list[int]]:
    """Write every row below its head; return the rows of the sheet by the chart's series."""
    sheet.header(head, ROW_HEADS)
    places: dict[str, list[int]] = {}
    for r, row in enumerate(listed(), head + 1):
        batch = "full" if row.batch is None else round(row.batch)
        _line(sheet, r, (row.id, row.model, row.node, row.precision, row.gpus, batch), "data")
        for c, value, number in (
            (MEASURED, row.measured, "#,##0.000"), (MODELLED, row.modelled, "#,##0.000"),
            (MODELLED + 1, row.unit, None), (MODELLED + 2, row.ratio, "0.00"),
        ):  # fmt: skip
            sheet.put(r, c, value, "data", number)
        if row.boundary == BOUNDARY:
            places.setdefault(series_of(row), []).append(r)
    return places


def _chart(sheet: Sheet, top: int, places: dict[str, list[int]]) -> None:
    """Draw the runs, and the line on which model and measurement are equal."""

    def cells(rows: list[int], column: int) -> str:
        return sheet.absolute(f"{at(rows[0], column)}:{at(rows[-1], column)}")

    sheet.put(top + CHART_ROWS - 5, 1, "Chart data: the line of equality", "heading")
    ends = [top + CHART_ROWS - 4, top + CHART_ROWS - 3]
    for r, value in zip(ends, (LEAST, MOST), strict=True):
        _line(sheet, r, (UNIT, value), "data")
    marks = [
        charts.points(cells(rows, MEASURED), cells(rows, MODELLED), name, *look)
        for (name, rows), look in zip(places.items(), LOOKS, strict=True)
    ]
    line = charts.line_series(cells(ends, 2), cells(ends, 2), "equal", charts.AXIS)
    title = "Energy of an output token, GPUs alone: by the model and as measured"
    labels = "measured, J per output token", "modelled, J per output token"
    chart = charts.scatter([*marks, line], title, *labels, ends=((LEAST, MOST),) * 2, number="General", size=(36, 19))
    sheet.chart(
        chart, at(top, 1),
        "Modelled over measured energy of an output token for every run, on logarithmic axes, by hardware and class of "
        "model, around the line of equality.",
    )  # fmt: skip
