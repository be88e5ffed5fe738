"""Many rows from one: a prototype row becomes n rows with shared formulas and cached values.

openpyxl would need seconds and three times the bytes for the 250,000 cells of the trials.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROW = re.compile(r'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
CELL = re.compile(r'<c r="([A-Z]+)\d+"([^>]*?)\s*(?:/>|>(.*?)</c>)', re.DOTALL)
FORMULA = re.compile(r"<f([^>]*)>([^<]*)</f>")
KIND = re.compile(r'\s+t="[^"]*"')
# A sheet of one cell has no first corner.
DIMENSION = re.compile(r'<dimension ref="(?:([A-Z]+\d+):)?([A-Z]+)(\d+)"')
LITERAL = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Block:
    """Rows that openpyxl holds as one prototype row, expanded with shared formulas and cached values.

    Attributes
    ----------
    sheet : str
        The title of the sheet.
    row : int
        The prototype row, which openpyxl holds with its real formulas or constants, and its styles.
    columns : mapping
        Column letter -> the value of every row, all of one length: cached where the prototype has a formula
        (written with 12 significant digits), else constant (written exactly).
    """

    sheet: str
    row: int
    columns: Mapping[str, NDArray[np.float64]]

    @property
    def length(self) -> int:
        """The number of rows."""
        return len(next(iter(self.columns.values()), ()))


@dataclass(frozen=True)
class _Column:
    """A cell of the prototype row: a pattern of a row's cell, for '#' and % to fill in, and its formula."""

    letter: str
    pattern: str
    formula: str | None


def number(value: float, where: str) -> str:
    """Return the shortest text that reads back as the same number.

    Raises
    ------
    ValueError
        If it is not finite, naming where.
    """
    real = float(value)
    if not math.isfinite(real):
        raise ValueError(f"{where}: a number must be finite, got {real}")
    return repr(real).removesuffix(".0")


def _check(block: Block) -> None:
    """Refuse a block without rows, of unequal columns or with a number that is not finite."""
    where = f"{block.sheet}!{block.row}"
    lengths = {letter: np.shape(values) for letter, values in block.columns.items()}
    if len(set(lengths.values())) != 1 or block.length < 1 or np.ndim(next(iter(block.columns.values()))) != 1:
        raise ValueError(f"{where}: columns must be of one length, at least 1, got {lengths}")
    for letter, values in block.columns.items():
        finite = np.isfinite(values)
        if not finite.all():
            first = int(np.argmin(finite))
            raise ValueError(f"{block.sheet}!{letter}{block.row + first}: a number must be finite, got {values[first]}")


def _shareable(formula: str, where: str) -> str:
    """Refuse references to other sheets and to tables.

    Excel misreads them below the first row, as [MS-XLSB] 2.5.98.98 SharedParsedFormula implies.
    """
    for sign in "![":
        if sign in LITERAL.sub("", formula):
            raise ValueError(f"{where}: a block's formula must stay on its sheet, without '{sign}', got ={formula}")
    return formula


def _column(block: Block, cell: tuple[str, str, str], si: int) -> _Column:
    """Read a cell of the prototype row; `si` is the number of its formula, if it is shared."""
    letter, attributes, content = cell
    where = f"{block.sheet}!{letter}{block.row}"
    attributes = KIND.sub("", attributes.rstrip())
    if not content:
        if letter in block.columns:
            raise ValueError(f"{where}: the prototype cell must hold a formula or a number, got none")
        return _Column(letter, f'<c r="{letter}#"{attributes}/>', None)
    if letter not in block.columns:
        raise ValueError(f"{where}: the block must have a column {letter}, got {', '.join(block.columns)}")
    formula = FORMULA.search(content)
    if formula is None:
        if "<v>" not in content:
            raise ValueError(f"{where}: the prototype cell must hold a formula or a number, got text")
        whole = bool((np.mod(block.columns[letter], 1) == 0).all())
        return _Column(letter, f'<c r="{letter}#"{attributes}><v>{"%d" if whole else "%r"}</v></c>', None)
    if formula[1]:
        raise ValueError(f"{where}: a block must have no array formula")
    pattern = f'<c r="{letter}#"{attributes}><f t="shared" si="{si}"/><v>%.12g</v></c>'
    return _Column(letter, pattern, _shareable(formula[2], where))


def _rows(block: Block, attributes: str, content: str, first_si: int) -> tuple[str, int]:
    """Return the XML of all rows, and how many formulas they share."""
    cells = [_column(block, cell, first_si + i) for i, cell in enumerate(CELL.findall(content))]
    letters = {cell.letter for cell in cells}
    for letter in block.columns:
        if letter not in letters:
            raise ValueError(f"{block.sheet}!{letter}{block.row}: the prototype row has no such cell")
    # One pattern for a row and the % operator: 250,000 cells in a fraction of a second.
    pattern = f'<row r="#"{attributes}>{"".join(cell.pattern for cell in cells)}</row>'
    values = [block.columns[cell.letter].tolist() for cell in cells if cell.letter in block.columns]
    numbered = enumerate(zip(*values, strict=True), block.row)
    rows = [pattern.replace("#", str(row)) % value for row, value in numbered]
    last = block.row + block.length - 1
    for i, cell in enumerate(cells, first_si):
        if cell.formula is not None:
            area = f"{cell.letter}{block.row}:{cell.letter}{last}"
            master = f'<f t="shared" ref="{area}" si="{i}">{cell.formula}</f>'
            rows[0] = rows[0].replace(f'<f t="shared" si="{i}"/>', master, 1)
    return "".join(rows), len(cells)


def _stretch(xml: str, last: int) -> str:
    """Return the XML with a dimension that reaches at least to row `last`."""
    found = DIMENSION.search(xml)
    if found is None:
        return xml
    first, column, end = found.groups()
    first = first or f"{column}{end}"
    return f'{xml[: found.start()]}<dimension ref="{first}:{column}{max(last, int(end))}"{xml[found.end() :]}'


def expand(xml: str, blocks: Sequence[Block]) -> str:
    """Return the XML of a sheet with the prototype row of every block expanded, and its dimension mended.

    Raises
    ------
    ValueError
        Naming sheet and cell, if a block does not fit its prototype row, or another row lies where it goes.
    """
    si = 0
    for block in blocks:
        _check(block)
        rows = {int(row[1]): row for row in ROW.finditer(xml)}
        if block.row not in rows:
            raise ValueError(f"{block.sheet}!{block.row}: the prototype row is empty")
        last = block.row + block.length - 1
        if taken := [row for row in rows if block.row < row <= last]:
            raise ValueError(f"{block.sheet}!{taken[0]}: a row lies where the block from row {block.row} goes")
        prototype = rows[block.row]
        text, count = _rows(block, prototype[2].rstrip(), prototype[3] or "", si)
        si += count
        xml = xml[: prototype.start()] + text + xml[prototype.end() :]
        xml = _stretch(xml, last)
    return xml
