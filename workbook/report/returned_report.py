"""A report that came back: which choices differ from the usual, and whether all it shows follows from its inputs.

What it is built from is read from its cells and the report is written again; every formula, every value and every
constant is then compared. What was read from files can only be held against its own SHA-256 and its sums.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from openpyxl.worksheet.formula import ArrayFormula

from workbook.ooxml.finishing import Block
from workbook.report import checks_sheet, left_out_sheet
from workbook.report.composed import compose_report
from workbook.report.content import HOSTS
from workbook.report.pages import Pages
from workbook.report.read_back import READ, VERSION, content_of_file, version_of
from workbook.returned import NOT_OURS, Cells, Change, Difference, Report, is_near, read_cells, sheets_of

ERROR: Final = re.compile(r"#[A-Z/0!?]+")
MARKUP: Final = re.compile(r"[\s'$]|_xlfn\.|_xlws\.", re.IGNORECASE)  # what engines write each their own way
NOISE: Final = {checks_sheet.TITLE: 1e-9, left_out_sheet.TITLE: 1e-3}  # of differences that are 0, in tokens there


def check_report(path: Path) -> Report:
    """Hold a report against what its own inputs give.

    Raises
    ------
    ValueError
        If the file cannot be read, is damaged, or is no report with live formulas.
    """
    version = version_of(read_cells(path, READ[:1], values=True))
    content = content_of_file(path)
    pages = compose_report(content)
    titles = pages.book.xlsx.sheetnames
    if missing := [title for title in titles if title not in sheets_of(path)]:
        raise ValueError(f"{NOT_OURS}, with its formulas (a static edition has none): {path} has no sheet {missing[0]}")
    shown, formulas = (read_cells(path, titles, values=values) for values in (True, False))
    typed_over = [*_replaced(pages, formulas), *_replaced_below(pages, formulas)]
    if len(typed_over) > len(pages.book.values) // 2:
        raise ValueError(f"{NOT_OURS}, with its formulas (a static edition has none): got {path}")
    differences = [*_differing(pages, shown), *_differing_below(pages, shown)]
    compared = len(pages.book.values) + sum(len(block.columns) for block in pages.book.blocks)
    return Report(version, HOSTS[content.choices.host], _changes(pages), compared, differences, typed_over)


def _changes(pages: Pages) -> list[Change]:
    """Return the yellow cells that differ from the usual."""
    return [
        Change(f"{cell.sheet.title}!{cell}", key, pages.usual[key], cell.value)
        for key, cell in pages.inputs.items()
        if cell.value != pages.usual[key]
    ]


def _written(pages: Pages) -> Iterator[tuple[tuple[str, str], Any]]:
    """Return every cell that is no input, with its formula or constant; of draws the first row."""
    asked = {(cell.sheet.title, cell.text) for cell in pages.inputs.values()}
    for sheet in pages.book.xlsx.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and (sheet.title, cell.coordinate) not in asked:
                    value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
                    yield (sheet.title, cell.coordinate), (value, cell.data_type == "f")


def _replaced(pages: Pages, formulas: Cells) -> Iterator[str]:
    """Return the cells that should hold a formula and hold another, or none."""
    for key, (value, is_formula) in _written(pages):
        if is_formula and _plain(formulas.get(key)) != _plain(value):
            yield "!".join(key)


def _replaced_below(pages: Pages, formulas: Cells) -> Iterator[str]:
    """Return the cells of draws whose formula is not that of the first row, filled down."""
    for block in pages.book.blocks:
        first = {
            letter: _own(formulas.get((block.sheet, f"{letter}{block.row}")), block.row) for letter in block.columns
        }
        for row in range(block.row + 1, block.row + block.length):
            for letter, text in first.items():
                if text.startswith("=") and _own(formulas.get((block.sheet, f"{letter}{row}")), row) != text:
                    yield f"{block.sheet}!{letter}{row}"


def _plain(text: Any) -> str:
    """Return a formula without what engines write each their own way."""
    return MARKUP.sub("", str(text)).upper()


def _own(text: Any, row: int) -> str:
    """Return a formula with its own row left out."""
    return re.sub(rf"(?<=[A-Z]){row}(?!\d)", "", str(text))


def _differing(pages: Pages, shown: Cells) -> Iterator[Difference]:
    """Return what is shown and does not follow, results first."""
    names = {(cell.sheet.title, cell.text): key for key, cell in pages.results.items()}
    firsts = {(b.sheet, f"{letter}{b.row}") for b in pages.book.blocks for letter in b.columns}
    found = {}
    for key, (value, is_formula) in _written(pages):
        if key in firsts:
            continue
        expected = pages.book.values[key] if is_formula else value
        if not _same(shown.get(key), expected, NOISE.get(key[0], 0.0)) and not VERSION.search(str(expected)):
            found[key] = Difference("!".join(key), names.get(key, _label(shown, key)), shown.get(key), expected)
    return iter(sorted(found.values(), key=lambda one: one.result not in pages.results))


def _label(shown: Cells, key: tuple[str, str]) -> str:
    """Return what column A says of a cell's row."""
    return str(shown.get((key[0], f"A{key[1].lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"), key[0]))


def _differing_below(pages: Pages, shown: Cells) -> Iterator[Difference]:
    """Return of each column of draws the first that does not follow."""
    for block in pages.book.blocks:
        for letter, values in block.columns.items():
            cells = ((f"{letter}{block.row + i}", float(value)) for i, value in enumerate(values))
            for cell, expected in cells:
                found = shown.get((block.sheet, cell))
                if not _same(found, expected):
                    yield Difference(f"{block.sheet}!{cell}", _head(pages, block, letter), found, expected)
                    break


def _head(pages: Pages, block: Block, letter: str) -> str:
    return str(pages.book.xlsx[block.sheet][f"{letter}{block.row - 1}"].value)


def _same(shown: Any, expected: Any, noise: float = 0.0) -> bool:
    if expected is None or isinstance(expected, str | bool | np.bool_):
        return (shown if shown is not None else "") == (expected if expected is not None else "")
    if not np.isfinite(expected):
        return isinstance(shown, str) and bool(ERROR.fullmatch(shown))
    found = 0.0 if shown is None else shown
    return is_near(found, float(expected)) or (isinstance(found, float | int) and abs(found - expected) <= noise)
