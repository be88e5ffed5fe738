"""One sheet of the workbook: the small vocabulary in which all of them are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from openpyxl.chart._chart import ChartBase
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from workbook.ooxml.finishing import Value
from workbook.writer import print_setup as page
from workbook.writer import style

if TYPE_CHECKING:
    from workbook.writer.book import Book

BOXED_TEXT: Final = ("data", "note", "text")  # set off from the numbers beside it
MASTER: Final = "master_check"
NO_COMPLAINT: Final = "All checks pass"
COVER: Final = "Cover"
STATUS_WIDTH: Final = 16  # a narrower first column leaves the status to the second
LARGE: Final = 100_000  # from here on numbers need thousands separators


class Sheet:
    """One sheet; cells are addressed by (row, column), both from 1."""

    def __init__(
        self,
        book: Book,
        title: str,
        lead: str,
        widths: Sequence[float],
        freeze: str | None,
        pages_wide: int = 1,
    ) -> None:
        self.book = book
        there = title in book.xlsx.sheetnames  # the first sheet of a macro book is there before it is written
        self.ws: Worksheet = book.xlsx[title] if there else book.xlsx.create_sheet(title)
        self.title = title
        for column, width in enumerate(widths, 1):
            self.ws.column_dimensions[get_column_letter(column)].width = width
        page.set_up(self.ws, pages_wide)
        self.put(1, 1, title, "title")
        self.put(2, 1, lead, "lead")
        if title != COVER:
            column = 1 if widths[0] >= STATUS_WIDTH else 2
            ref = self.calc(3, column, f"={MASTER}", book.named.get(MASTER, NO_COMPLAINT), "status")
            self.state(ref)
            self.link(3, column + 1, COVER, "Contents")
        if freeze:
            self.ws.freeze_panes = freeze
            if pages_wide > 1:
                left = get_column_letter(self.ws[freeze].column - 1)
                self.ws.print_title_cols = f"A:{left}"

    def put(self, row: int, column: int, value: Value | None, kind: str = "data", number: str | None = None) -> str:
        """Write a constant; text that begins like a formula stays text. Return the cell's address."""
        cell = self.ws.cell(row, column)
        cell.value = value
        cell.style = f"eq_{kind}" if self.book.live or kind != "input" else "eq_data"
        if isinstance(value, str):
            cell.data_type = "s"
            if kind in BOXED_TEXT:
                cell.alignment = Alignment(
                    vertical="top", horizontal="left", wrap_text=cell.alignment.wrap_text, indent=1
                )
        if number:
            cell.number_format = number
        elif isinstance(value, (int, float)) and abs(value) >= LARGE:
            cell.number_format = "#,##0"
        return str(cell.coordinate)

    def calc(
        self,
        row: int,
        column: int,
        formula: str,
        value: Value,
        kind: str = "calc",
        *,
        number: str | None = None,
        array: bool = False,
    ) -> str:
        """Write a formula together with the value it must show. Return the cell's address."""
        plain = value.item() if isinstance(value, np.generic) else value
        if not self.book.live:
            return self.put(row, column, plain, kind, number)
        cell = self.ws.cell(row, column)
        ref = str(cell.coordinate)
        cell.value = ArrayFormula(ref, formula) if array else formula
        cell.style = f"eq_{kind}"
        if number:
            cell.number_format = number
        self.book.values[self.title, ref] = plain
        return ref

    def name(self, ref: str, name: str, value: Value | None = None) -> None:
        """Give a cell (or range) a name that formulas anywhere can use."""
        self.book.xlsx.defined_names[name] = DefinedName(name, attr_text=self.absolute(ref))
        if value is not None:
            self.book.named[name] = value

    def absolute(self, ref: str) -> str:
        """Return a cell or range of this sheet as a formula elsewhere names it."""
        parts = []
        for cell in ref.split(":"):
            letters = cell.rstrip("0123456789")
            parts.append(f"${letters}${cell[len(letters) :]}")
        return f"'{self.title}'!{':'.join(parts)}"

    def header(self, row: int, names: Sequence[str], column: int = 1) -> None:
        """Write a row of column headings."""
        for offset, name in enumerate(names):
            self.put(row, column + offset, name, "header")

    def link(self, row: int, column: int, sheet: str, text: str) -> None:
        """Write a link to the top of a sheet."""
        ref = self.put(row, column, text, "link")
        self.ws[ref].hyperlink = Hyperlink(ref=ref, location=f"'{sheet}'!A1", display=text)
        self.ws[ref].style = "eq_link"

    def state(self, ref: str) -> None:
        """Colour cells by what they say: pass, changed inputs, or a failure."""
        first = ref.split(":", maxsplit=1)[0]
        for test, ink, fill in (
            (f'OR({first}="OK",{first}="All checks pass")', style.GOOD_INK, style.GOOD_FILL),
            (f'LEFT({first},6)="Inputs"', style.WAIT_INK, style.WAIT_FILL),
            (f'OR({first}="LOOK",LEFT({first},4)="Look")', style.BAD_INK, style.BAD_FILL),
        ):
            rule = FormulaRule(  # type: ignore[no-untyped-call]
                formula=[test], font=Font(color=ink, b=True), fill=PatternFill(bgColor=fill), stopIfTrue=True
            )
            self.ws.conditional_formatting.add(ref, rule)

    def allow(
        self,
        ref: str,
        *,
        title: str,
        help_text: str,
        choices: str | None = None,
        low: str = "",
        high: str = "",
    ) -> None:
        """Restrict input cells to a list (a name or a literal list) or to numbers between two bounds."""
        if not self.book.live:
            return
        rule = DataValidation(
            type="list" if choices else "decimal",
            operator=None if choices else "between",
            formula1=choices or low,
            formula2=None if choices else high,
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            errorStyle="stop",
            errorTitle=title[:32],
            error=help_text[:255],
            promptTitle=title[:32],
            prompt=help_text[:255],
        )
        rule.add(ref)
        self.ws.add_data_validation(rule)

    def allow_text(self, ref: str, *, title: str, help_text: str) -> None:
        """Restrict input cells to a short text."""
        if not self.book.live:
            return
        rule = DataValidation(
            type="textLength",
            operator="between",
            formula1="1",
            formula2="60",
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            errorStyle="stop",
            errorTitle=title[:32],
            error="At most 60 characters.",
            promptTitle=title[:32],
            prompt=help_text[:255],
        )
        rule.add(ref)
        self.ws.add_data_validation(rule)

    def chart(self, chart: ChartBase, anchor: str, alt_text: str) -> None:
        """Place a chart, with the text that a screen reader says."""
        self.ws.add_chart(chart, anchor)
        self.book.alt_texts.setdefault(self.title, []).append(alt_text)

    def new_page(self, row: int) -> None:
        """Start a printed page with this row."""
        self.ws.row_breaks.append(Break(id=row - 1))

    def repeat(self, row: int) -> None:
        """Repeat the sheet's head down to this row on every printed page."""
        self.ws.print_title_rows = f"{row}:{row}"


def at(row: int, column: int, *, fix: str = "") -> str:
    """Return a cell's address; `fix` may hold "c" and "r" to fix column and row."""
    letters = get_column_letter(column)
    return f"{'$' if 'c' in fix else ''}{letters}{'$' if 'r' in fix else ''}{row}"
