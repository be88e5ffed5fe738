"""The charts: boxes with whiskers, stacked columns, scatter with lines; one look for all.

Colours are Okabe and Ito's, which colour-blind readers can tell apart and which differ in grey print.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import LegendEntry
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)

from workbook.writer.style import FONT

BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE = "0072B2", "E69F00", "009E73", "D55E00", "56B4E9", "CC79A7"
INK, GREY, GRID, AXIS = "222222", "595959", "D9D9D9", "A6A6A6"
EMU_PER_POINT: Final = 12700
SIDEWAYS: Final = -5400000  # a quarter turn, in 60,000ths of a degree


def _characters(size: float, colour: str, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=int(size * 100), b=bold, latin=Font(typeface=FONT), solidFill=colour)


def _title(text: str, size: float, colour: str, *, bold: bool = False, turn: int | None = None) -> Title:
    look = _characters(size, colour, bold=bold)
    run = RegularTextRun(rPr=look, t=text)
    body = RichTextProperties(rot=turn) if turn is not None else RichTextProperties()
    rich = RichText(bodyPr=body, p=[Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])])
    return Title(tx=Text(rich=rich), overlay=False)


def _text(size: float = 9, colour: str = INK) -> RichText:
    look = _characters(size, colour)
    return RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])


def _line(colour: str, points: float = 1.0) -> LineProperties:
    return LineProperties(solidFill=colour, w=int(points * EMU_PER_POINT))


def _invisible() -> GraphicalProperties:
    return GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))


def _axis(
    axis: Any, label: str | None, *, number: str = "General", grid: bool = False, upright: bool = False,
    least: float | None = None, most: float | None = None, log: bool = False,
) -> None:  # fmt: skip
    axis.delete = False
    axis.title = _title(label, 9, GREY, turn=SIDEWAYS if upright else None) if label else None
    axis.number_format = number
    axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=_line(GRID, 0.75))) if grid else None
    axis.txPr, axis.spPr = _text(), GraphicalProperties(ln=_line(AXIS, 0.75))
    axis.majorTickMark = axis.minorTickMark = "none"
    axis.tickLblPos = "low"
    axis.scaling.min, axis.scaling.max = least, most
    if log:
        axis.scaling.logBase = 10


def _finish(chart: Any, title: str, size: tuple[float, float], legend: str | None) -> ChartBase:
    chart.title = _title(title, 11, INK, bold=True)
    chart.width, chart.height = size
    chart.style = None
    if legend:
        chart.legend.position, chart.legend.txPr, chart.legend.overlay = legend, _text(), False
    else:
        chart.legend = None
    chart.graphical_properties = GraphicalProperties(solidFill="FFFFFF", ln=LineProperties(noFill=True))
    chart.roundedCorners = False
    chart.display_blanks = "gap"
    finished: ChartBase = chart
    return finished


def _whiskers(plus: str | None, minus: str | None) -> ErrorBars:
    def source(reference: str | None) -> NumDataSource | None:
        return NumDataSource(numRef=NumRef(f=reference)) if reference else None

    kind: Any = "plus" if plus else "minus"
    bars = ErrorBars(errDir="y", errBarType=kind, errValType="cust", noEndCap=False)
    bars.plus, bars.minus = source(plus), source(minus)
    bars.spPr = GraphicalProperties(ln=_line(INK, 1.25))
    return bars


def _column(values: str, categories: str, name: str, fill: str | None) -> Any:
    series = Series(Reference(range_string=values), title=name)
    series.cat = AxDataSource(strRef=StrRef(f=categories))
    series.invertIfNegative = False
    series.graphicalProperties = GraphicalProperties(solidFill=fill, ln=_line("FFFFFF")) if fill else _invisible()
    return series


class Box(NamedTuple):
    """Ranges of a box chart: categories, P25, P50 - P25, P75 - P50, P25 - P5 and P95 - P75."""

    categories: str
    base: str
    lower: str
    upper: str
    down: str
    up: str


def box(
    ranges: Box,
    title: str,
    label: str,
    *,
    number: str = "0.0",
    log_from: float | None = None,
    size: tuple[float, float] = (16, 9),
) -> ChartBase:
    """Draw quartile boxes with whiskers from P5 to P95.

    With `log_from` the boxes lie on their side on a logarithmic axis that begins there, for models far apart;
    categories must then be listed from the bottom up.
    """
    chart = BarChart()
    chart.type = "bar" if log_from else "col"
    chart.grouping, chart.overlap, chart.gapWidth = "stacked", 100, 70
    hidden = _column(ranges.base, ranges.categories, "to P25", None)
    low = _column(ranges.lower, ranges.categories, "P25 to P50 (median)", BLUE)
    high = _column(ranges.upper, ranges.categories, "P50 to P75", SKY)
    # An axis does not reach out for whiskers; an invisible top as long as the upper one makes it do so.
    top = _column(ranges.up, ranges.categories, "to P95", None)
    hidden.errBars, high.errBars = _whiskers(None, ranges.down), _whiskers(ranges.up, None)
    chart.series.extend([hidden, low, high, top])
    _axis(chart.x_axis, None)
    _axis(chart.y_axis, label, number=number, grid=True, upright=not log_from, least=log_from or 0, log=bool(log_from))
    _finish(chart, title, size, None if log_from else "b")
    if not log_from:
        chart.legend.legendEntry = [LegendEntry(idx=i, delete=True) for i in (0, 3)]
    return chart


def stacked(
    categories: str, series: Sequence[tuple[str, str]], title: str, label: str, *,
    number: str = "0.00", size: tuple[float, float] = (16, 9),
) -> ChartBase:  # fmt: skip
    """Draw stacked columns with their values; `series` are (range, name)."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "stacked", 100, 60
    for (values, name), colour in zip(series, (BLUE, ORANGE, GREEN, PURPLE), strict=False):
        one = _column(values, categories, name, colour)
        labels = DataLabelList(
            showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False,
            showBubbleSize=False, dLblPos="ctr", numFmt=f"{number};;;",
        )  # fmt: skip
        labels.txPr = _text(9, "FFFFFF" if colour in (BLUE, GREEN) else INK)
        one.dLbls = labels
        chart.series.append(one)
    _axis(chart.x_axis, None)
    _axis(chart.y_axis, label, number=number, grid=True, upright=True, least=0)
    return _finish(chart, title, size, "b")


def _values_beside(number: str) -> DataLabelList:
    """Return labels that say each value beyond the end of its bar."""
    labels = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False,
        showBubbleSize=False, dLblPos="outEnd", numFmt=number,
    )  # fmt: skip
    labels.txPr = _text()
    return labels


def bars(
    categories: str, values: str, title: str, label: str, *,
    number: str = "0.00", size: tuple[float, float] = (16, 9),
) -> ChartBase:  # fmt: skip
    """Draw plain horizontal bars with their values; categories are listed from the bottom up."""
    chart = BarChart()
    chart.type, chart.grouping, chart.gapWidth = "bar", "clustered", 50
    one = _column(values, categories, label, BLUE)
    one.dLbls = _values_beside(number)
    chart.series.append(one)
    _axis(chart.x_axis, None)
    _axis(chart.y_axis, label, number=number, grid=True, least=0)
    return _finish(chart, title, size, None)


def columns(
    categories: str, values: str, title: str, *, number: str = "0.0", size: tuple[float, float] = (16, 7)
) -> ChartBase:
    """Draw plain columns with their values, in the order of the categories."""
    chart = BarChart()
    chart.type, chart.grouping, chart.gapWidth = "col", "clustered", 60
    one = _column(values, categories, title, BLUE)
    one.dLbls = _values_beside(number)
    chart.series.append(one)
    _axis(chart.x_axis, None)
    _axis(chart.y_axis, None, number="#,##0.##", grid=True, least=0)
    return _finish(chart, title, size, None)


def tornado(categories: str, low: str, below: str, above: str, *, title: str, label: str) -> ChartBase:
    """Draw horizontal bars around a base: ranges hold the low end, from there to the base, and to the high end."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 40
    for values, name, fill in ((low, "", None), (below, "below the base", BLUE), (above, "above the base", ORANGE)):
        chart.series.append(_column(values, categories, name, fill))
    _axis(chart.x_axis, None)
    _axis(chart.y_axis, label, number="#,##0.0##", grid=True)
    return _finish(chart, title, (22, 9.5), None)


def points(x: str, y: str, name: str, colour: str, mark: Any) -> Any:
    """Return a series of filled marks without a line."""
    series = Series(Reference(range_string=y), Reference(range_string=x), title=name)
    series.marker = Marker(symbol=mark, size=7)
    series.marker.graphicalProperties = GraphicalProperties(solidFill=colour, ln=_line(colour, 1.25))
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    series.smooth = False
    return series


def line_series(x: str, y: str, name: str, colour: str) -> Any:
    """Return a series drawn as a line without marks."""
    series = Series(Reference(range_string=y), Reference(range_string=x), title=name)
    series.marker = Marker(symbol="none")
    series.graphicalProperties = GraphicalProperties(ln=_line(colour, 2))
    series.smooth = False
    return series


def scatter(
    series: Sequence[Any], title: str, x_label: str, y_label: str, *,
    ends: tuple[tuple[float, float], tuple[float, float]] = ((50, 50000), (100, 100000)),
    number: str = "#,##0", size: tuple[float, float] = (22, 11),
) -> ChartBase:  # fmt: skip
    """Draw points and lines on two logarithmic axes, each from one end to the other."""
    chart = ScatterChart()
    chart.scatterStyle, chart.varyColors = "lineMarker", False
    chart.series.extend(series)
    (least_x, most_x), (least_y, most_y) = ends
    _axis(chart.x_axis, x_label, number=number, log=True, least=least_x, most=most_x)
    _axis(chart.y_axis, y_label, number=number, grid=True, upright=True, log=True, least=least_y, most=most_y)
    return _finish(chart, title, size, "r")
