"""How the workbook looks: a few named cell styles, one font, colours with enough contrast."""

from __future__ import annotations

from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils.indexed_list import IndexedList

FONT: Final = "Arial"
INK, WHITE, NAVY, GREY, LINK = "FF222222", "FFFFFFFF", "FF1F3864", "FF595959", "FF0563C1"
INPUT_FILL, OUTPUT_FILL, NOTE_FILL, BUILT_FILL = "FFFFF2CC", "FFE2EFDA", "FFF2F2F2", "FFEDEDED"
GOOD_INK, GOOD_FILL, BAD_INK, BAD_FILL = "FF006100", "FFC6EFCE", "FF9C0006", "FFFFC7CE"
WAIT_INK, WAIT_FILL = "FF7F6000", "FFFFEB9C"
WH: Final = "0.0000"

_THIN = Side(style="thin", color="FFBFBFBF")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(wrap_text=True, vertical="top")


def _style(
    name: str,
    *,
    size: float = 10,
    bold: bool = False,
    italic: bool = False,
    colour: str = INK,
    fill: str | None = None,
    number: str = "General",
    box: bool = False,
    align: Alignment | None = None,
    unlocked: bool = False,
) -> NamedStyle:
    return NamedStyle(
        name=f"eq_{name}",
        font=Font(name=FONT, sz=size, b=bold, i=italic, color=colour, family=2),
        fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
        number_format=number,
        border=_BOX if box else Border(),
        alignment=align or Alignment(vertical="top"),
        protection=Protection(locked=not unlocked),
    )


def _styles() -> list[NamedStyle]:
    return [
        _style("title", size=16, bold=True, colour=NAVY),
        _style("lead", size=10, colour=GREY),
        _style("heading", size=12, bold=True, colour=NAVY),
        _style("header", bold=True, colour=WHITE, fill=NAVY, box=True, align=_WRAP),
        _style("label"),
        _style("text", align=_WRAP),
        _style("note", size=9, colour=GREY, align=_WRAP),
        _style("remark", size=9, colour=GREY),
        _style("input", fill=INPUT_FILL, box=True, unlocked=True),
        _style("data", box=True),
        _style("calc", number="#,##0.0000", box=True),
        _style("output", number=WH, fill=OUTPUT_FILL, bold=True, box=True),
        _style("built", number="#,##0.0000", fill=BUILT_FILL, box=True),
        _style("percent", number="0.00%", box=True),
        _style("status", bold=True, box=True, align=Alignment(vertical="top", horizontal="center")),
        _style("link", colour=LINK),
        _style("trial", size=9, number="0.00000"),
    ]


def prepare(book: Workbook) -> None:
    """Give a new workbook its font and styles."""
    # openpyxl has no public way to the default font.
    inside: Any = book
    inside._fonts = IndexedList()  # noqa: SLF001 - before the font is set: a style keeps its place in this list
    inside._named_styles["Normal"].font = Font(name=FONT, sz=10, family=2)  # noqa: SLF001
    for style in _styles():
        book.add_named_style(style)
