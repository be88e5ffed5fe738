"""One sheet of the workbook: the small vocabulary in which all of them are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from openpyxl import Workbook
from openpyxl.chart._chart import ChartBase
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from workbook.ooxml.finishing import Value
from workbook.writer import print_setup as page
from workbook.writer import style
from workbook.writer.term import Term

if TYPE_CHECKING:
    from workbook.writer.book import Book

BOXED_TEXT: Final = ("data", "note", "text")  # set off from the numbers beside it
MASTER: Final = "master_check"
COVER: Final = "Cover"
STATUS_WIDTH: Final = 16  # a narrower first column leaves the status to the second
LARGE: Final = 100_000  # from here on numbers need thousands separators


class Cell(Term):
    """A cell that was written: its value, and its address as a formula on the same sheet names it.

    Python turns `term > cell` round into `cell < term`, as a cell is a kind of term; `cell.fix("")` keeps the order.
    """

    __slots__ = ("column", "row", "sheet")

    def __init__(self, value: Value | None, sheet: Sheet, row: int, column: int) -> None:
        super().__init__(value, at(row, column))
        self.sheet, self.row, self.column = sheet, row, column

    def __str__(self) -> str:
        """Return the address."""
        return self.text

    def fix(self, how: str) -> Term:
        """Return the same cell with its column ("c"), row ("r") or both held when a formula is filled on."""
        return Term(self.value, at(self.row, self.column, fix=how))

    @property
    def elsewhere(self) -> Term:
        """The same, the sheet's name quoted only where it must be."""
        return Term(self.value, f"{quoted(self.sheet.title)}!{at(self.row, self.column, fix='cr')}")

    @property
    def there(self) -> Term:
        """The cell as a formula on another sheet names it."""
        return Term(self.value, self.sheet.absolute(self.text))


def area(cells: Sequence[Cell], *, fix: str = "", there: bool = False) -> Term:
    """Return the range from the first to the last of some cells, with their values in order."""
    first, last = cells[0], cells[-1]
    text = f"{at(first.row, first.column, fix=fix)}:{at(last.row, last.column, fix=fix)}"
    values = [cell.value for cell in cells]
    plain = all(isinstance(v, int | float | np.number) for v in values)
    array = np.array(values, dtype=float) if plain else np.array(values, dtype=object)
    return Term(array, first.sheet.absolute(text.replace("$", "")) if there else text)


class Columns:
    """The cells of a table by column, so that other sheets can refer to a whole one."""

    def __init__(self) -> None:
        self._cells: dict[int, list[Cell]] = {}

    def add(self, cell: Cell) -> Cell:
        """Add the next cell of its column."""
        self._cells.setdefault(cell.column, []).append(cell)
        return cell

    def row(self, place: int, column: int) -> Cell:
        """Return the cell at a place of a column, from 0."""
        return self._cells[column][place]

    def there(self, column: int) -> Term:
        """Return a column as a formula on another sheet names it; blank cells count as 0."""
        cells = self._cells[column]
        first, last = cells[0], cells[-1]
        text = f"{quoted(first.sheet.title)}!{at(first.row, column, fix='cr')}:{at(last.row, column, fix='cr')}"
        found = [0.0 if cell.value is None else cell.value for cell in cells]
        kind = object if any(isinstance(value, str) for value in found) else float
        return Term(np.array(found, dtype=kind), text)


class Sheet:
    """One sheet; cells are addressed by (row, column), both from 1."""

    def __init__(
        self,
        book: Book,
        home: Workbook,
        title: str,
        lead: str,
        widths: Sequence[float],
        freeze: str | None,
        pages_wide: int = 1,
    ) -> None:
        self.book = book
        there = title in home.sheetnames  # the first sheet of a macro book is there before it is written
        self.ws: Worksheet = home[title] if there else home.create_sheet(title)
        self.title = title
        for column, width in enumerate(widths, 1):
            self.ws.column_dimensions[get_column_letter(column)].width = width
        page.set_up(self.ws, pages_wide)
        self.put(1, 1, title, "title")
        self.put(2, 1, lead, "lead")
        if title != book.front:
            column = 1 if widths[0] >= STATUS_WIDTH else 2
            book.masters.append(self.show(3, column, book.names[MASTER], "status"))
            self.state(book.masters[-1])
            self.link(3, column + 1, book.front, "Contents" if book.front == COVER else book.front)
        if freeze:
            self.ws.freeze_panes = freeze
            if pages_wide > 1:
                left = get_column_letter(self.ws[freeze].column - 1)
                self.ws.print_title_cols = f"A:{left}"

    def put(self, row: int, column: int, value: Value | None, kind: str = "data", number: str | None = None) -> Cell:
        """Write a constant; text that begins like a formula stays text."""
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
        return Cell(value, self, row, column)

    def show(
        self,
        row: int,
        column: int,
        term: Term,
        kind: str = "calc",
        *,
        number: str | None = None,
        array: bool = False,
    ) -> Cell:
        """Write a term: its formula, and the value that it must show."""
        value = term.value.item() if isinstance(term.value, np.ndarray | np.generic) else term.value
        if not self.book.live:
            return self.put(row, column, value, kind, number)
        cell = self.ws.cell(row, column)
        ref = str(cell.coordinate)
        cell.value = ArrayFormula(ref, f"={term.text}") if array else f"={term.text}"
        cell.style = f"eq_{kind}"
        if number:
            cell.number_format = number
        self.book.values[self.title, ref] = value
        return Cell(value, self, row, column)

    def name(self, ref: str | Term, name: str) -> None:
        """Give a cell (or range) a name that formulas anywhere can use."""
        text = ref.text if isinstance(ref, Term) else ref
        self.book.xlsx.defined_names[name] = DefinedName(name, attr_text=self.absolute(text))
        if isinstance(ref, Term):
            self.book.names.add(name, ref.value)

    def absolute(self, ref: str | Cell) -> str:
        """Return a cell or range of this sheet as a formula elsewhere names it."""
        parts = []
        for cell in str(ref).split(":"):
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
        self.ws[ref.text].hyperlink = Hyperlink(ref=ref.text, location=f"'{sheet}'!A1", display=text)
        self.ws[ref.text].style = "eq_link"

    def state(self, ref: str | Cell) -> None:
        """Colour cells by what they say: pass, changed inputs, or a failure."""
        ref = str(ref)
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
        ref: str | Cell,
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
        rule.add(str(ref))
        self.ws.add_data_validation(rule)

    def allow_text(self, ref: str | Cell, *, title: str, help_text: str) -> None:
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
        rule.add(str(ref))
        self.ws.add_data_validation(rule)

    def table(self, name: str, ref: str, columns: Sequence[str]) -> None:
        """Make a range with a row of headings a table of the spreadsheet."""
        look = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        table = Table(displayName=name, ref=ref, tableStyleInfo=look)
        table._initialise_columns()  # type: ignore[attr-defined]  # noqa: SLF001 - openpyxl names the columns only on saving, from cells it does not check
        for column, title in zip(table.tableColumns, columns, strict=True):
            column.name = title
        self.ws.add_table(table)

    def lock(self, cell: Cell) -> None:
        """Lock a cell that looks like an input."""
        self.ws[cell.text].protection = Protection(locked=True)

    def portrait(self) -> None:
        """Print the sheet upright, on one page."""
        self.ws.page_setup.orientation, self.ws.page_setup.fitToHeight = "portrait", 1

    def print_only(self, ref: str) -> None:
        """Print this range and no more."""
        self.ws.print_area = ref

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


def quoted(title: str) -> str:
    """Return a sheet's title as a formula names it."""
    return title if title.isalnum() else f"'{title}'"


def at(row: int, column: int, *, fix: str = "") -> str:
    """Return a cell's address; `fix` may hold "c" and "r" to fix column and row."""
    letters = get_column_letter(column)
    return f"{'$' if 'c' in fix else ''}{letters}{'$' if 'r' in fix else ''}{row}"
