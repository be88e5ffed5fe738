"""The sheet as it is printed and opened by others: page set-up, heights of rows, protection."""

from __future__ import annotations

from math import ceil
from typing import Final

from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

A4: Final = 9
CHARACTERS_PER_WIDTH: Final = 1.25  # of wrapped 10 point text in a unit of column width
LINE_POINTS: Final = 12


def set_up(sheet: Worksheet, pages_wide: int) -> None:
    """Set a sheet up for printing, so many pages wide."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = sheet.page_margins.top = 0.5
    sheet.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart("&A", size=8), right=_HeaderFooterPart("Page &P of &N", size=8)
    )


def row_heights(sheet: Worksheet) -> None:
    """Make rows as high as their wrapped text needs; an engine does so only for rows it wrote itself."""
    lines: dict[int, int] = {}
    for cell in list(sheet._cells.values()):  # noqa: SLF001 - iter_rows would fill gaps, row by row among all cells
        if cell.alignment.wrap_text and isinstance(cell.value, str):
            characters = CHARACTERS_PER_WIDTH * 10 / float(cell.font.sz or 10)
            width = sheet.column_dimensions[cell.column_letter].width * characters
            needed = sum(ceil(max(len(part), 1) / width) for part in cell.value.split("\n"))
            lines[cell.row] = max(lines.get(cell.row, 1), needed)
    for row, most in lines.items():
        if most > 1:
            sheet.row_dimensions[row].height = LINE_POINTS * most + 2
    sheet.row_dimensions[1].height = 24


def protect(sheet: Worksheet) -> None:
    """Lock all but inputs, without a password, and leave people their column widths, filters and sorting."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.autoFilter = protection.sort = False
