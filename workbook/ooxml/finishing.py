"""From an openpyxl book to the bytes of the file: cached values, expanded rows, and openpyxl's faults mended.

openpyxl writes formulas without values, so that Protected View, previews and pandas would show nothing, and
it stamps the time. The values come from calc, not from a spreadsheet engine, so that recalculating the file
is a real test.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from types import MappingProxyType
from xml.sax.saxutils import escape

import numpy as np
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.utils.cell import rows_from_range
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from workbook.ooxml import repairs
from workbook.ooxml.package import linked, read_package, sheet_parts, write_package
from workbook.ooxml.rows import Block, expand, number

__all__ = ["Block", "Value", "finalise"]

Value = float | int | str | bool
Values = Mapping[tuple[str, str], Value]
NO_TEXTS: Mapping[str, Sequence[str]] = MappingProxyType({})
BEGINS_LIKE_A_FORMULA = ("=", "+", "-", "@")
FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f[^>]*>[^<]*</f>)<v\s*(?:/>|></v>)</c>')

# openpyxl types empty styled cells as numbers, which IronCalc then reads as 0.
EMPTY_NUMBER = re.compile(r'(<c r="[A-Z]+\d+"[^>]*?) t="n"\s*/>')


def _cells(sheet: Worksheet) -> list[Cell]:
    # Its public iter_rows would make an empty cell, and write an empty row, wherever there is none.
    return [cell for cell in sheet._cells.values() if isinstance(cell, Cell)]  # noqa: SLF001


def _covered(cell: Cell) -> list[str]:
    """Return the other cells that an array formula fills."""
    if not isinstance(cell.value, ArrayFormula):
        return []
    area = [name for row in rows_from_range(cell.value.ref) for name in row]
    return [name for name in area if name != cell.coordinate]


def _formulas(book: Workbook, blocks: Sequence[Block]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the formula cells outside the blocks, and the other cells that their array formulas fill."""
    prototypes = {(block.sheet, block.row) for block in blocks}
    own: set[tuple[str, str]] = set()
    covered: set[tuple[str, str]] = set()
    for sheet in book.worksheets:
        for cell in _cells(sheet):
            if cell.data_type != "f" or (sheet.title, cell.row) in prototypes:
                continue
            if isinstance(cell.value, DataTableFormula):
                raise ValueError(f"{sheet.title}!{cell.coordinate}: LibreOffice does not follow a data table")
            own.add((sheet.title, cell.coordinate))
            covered.update((sheet.title, name) for name in _covered(cell))
    return own, covered


def _check_values(values: Values, due: set[tuple[str, str]]) -> None:
    """Hold the values against the cells that are due one."""
    for title, name in sorted(due - set(values)):
        raise ValueError(f"{title}!{name}: a formula must have a value, got none")
    for (title, name), value in values.items():
        where = f"{title}!{name}"
        if (title, name) not in due:
            raise ValueError(f"{where}: a value must belong to a formula, got {value!r}")
        if not isinstance(value, str):
            number(value, where)
        elif ILLEGAL_CHARACTERS_RE.search(value):
            raise ValueError(f"{where}: text must have no control characters, got {value!r}")


def _keep_text(book: Workbook) -> None:
    """Mark text that begins like a formula, so that it stays text when a reader edits the cell."""
    for sheet in book.worksheets:
        for cell in _cells(sheet):
            if cell.data_type == "s" and str(cell.value).startswith(BEGINS_LIKE_A_FORMULA):
                cell.quotePrefix = True


def _save(book: Workbook, covered: Values) -> dict[str, bytes]:
    """Return the parts that openpyxl writes; covered cells hold their values, as Excel has it."""
    for title, name in covered:
        cell = book[title][name]
        if cell.value is not None:
            raise ValueError(f"{title}!{name}: an array formula covers it, got {cell.value!r}")
        cell.value = covered[title, name]
        if isinstance(cell.value, str):
            cell.data_type = "s"
    buffer = BytesIO()
    book.save(buffer)
    return read_package(buffer.getvalue())


def _cached(where: str, attributes: str, formula: str, value: Value) -> str:
    """Return the XML of a formula cell with its value."""
    name = where.rsplit("!", 1)[-1]
    if isinstance(value, str):
        return f'<c r="{name}"{attributes} t="str">{formula}<v>{escape(value)}</v></c>'
    if isinstance(value, bool | np.bool_):
        return f'<c r="{name}"{attributes} t="b">{formula}<v>{int(value)}</v></c>'
    return f'<c r="{name}"{attributes}>{formula}<v>{number(value, where)}</v></c>'


def _fill(xml: str, title: str, values: Mapping[str, Value]) -> str:
    """Give every formula of a sheet its value."""
    filled: set[str] = set()

    def put(match: re.Match[str]) -> str:
        name, attributes, formula = match.groups()
        if name not in values:
            return match[0]
        filled.add(name)
        return _cached(f"{title}!{name}", attributes, formula, values[name])

    xml = FORMULA.sub(put, xml)
    if missed := sorted(set(values) - filled):
        raise ValueError(f"{title}!{missed[0]}: openpyxl wrote this formula in an unknown form")
    return xml


def _stamp(book: Workbook) -> datetime | None:
    """Return the time that the author set, or None: openpyxl gives a new book the time to the microsecond."""
    stamp = book.properties.modified
    return stamp if isinstance(stamp, datetime) and not stamp.microsecond else None


def finalise(
    book: Workbook,
    values: Mapping[tuple[str, str], Value],
    blocks: Sequence[Block] = (),
    *,
    alt_texts: Mapping[str, Sequence[str]] = NO_TEXTS,
) -> bytes:
    """Return the finished .xlsx file.

    The book is used up: openpyxl would repeat its hyperlinks if it saved it again.

    Parameters
    ----------
    book : Workbook
        The book as openpyxl holds it. `book.properties.modified`, if a whole second, becomes the time of
        creation and of change; otherwise the file tells none.
    values : mapping
        (sheet title, cell such as "B5") -> the cached value of every formula cell outside the blocks, and
        of every cell that an array formula covers.
    blocks : sequence of Block
        Rows to expand from a prototype row.
    alt_texts : mapping
        Sheet title -> one text for every chart of the sheet, in the order they were added.

    Raises
    ------
    ValueError
        Naming sheet and cell, if a formula has no value, a value no formula, a number is not finite, a
        block does not fit its prototype row, or a chart has no text.
    """
    stamp = _stamp(book)
    for title in {*(block.sheet for block in blocks), *alt_texts} - set(book.sheetnames):
        raise ValueError(f"{title}: the book has no such sheet")
    own, covered = _formulas(book, blocks)
    _check_values(values, own | covered)
    _keep_text(book)
    parts = _save(book, {key: values[key] for key in sorted(covered)})
    for title, part in sheet_parts(parts).items():
        mine = {name: values[sheet, name] for sheet, name in own if sheet == title}
        xml = _fill(EMPTY_NUMBER.sub(r"\1/>", parts[part].decode()), title, mine)
        xml = expand(xml, [block for block in blocks if block.sheet == title])
        parts[part] = xml.encode()
        drawing = linked(parts, part, "drawing")
        texts = alt_texts.get(title, ())
        if drawing is not None:
            parts[drawing] = repairs.alt_texts(parts[drawing].decode(), title, texts).encode()
        elif texts:
            raise ValueError(f"{title}: texts must be as many as charts, got {len(texts)} for none")
    return write_package(repairs.mend(parts, stamp))
