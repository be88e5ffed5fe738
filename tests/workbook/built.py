"""The reference workbook built once for all tests: its file, values and formulas, and where things stand in it."""

from __future__ import annotations

import atexit
import re
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from calc.inputs.assumptions import assumption_set
from tests.workbook import engines
from tests.workbook.engines import Value, Values
from workbook.build import SHEETS, begin, compose
from workbook.model.inputs import WorkbookInputs
from workbook.model.results import Context
from workbook.ooxml.finishing import Block
from workbook.ooxml.package import read_package, sheet_parts, write_package
from workbook.sheets import checks, inputs, reproduction, scenarios, sensitivity
from workbook.writer.sheet import MASTER

BUILT = WorkbookInputs(assumption_set())
ERROR = re.compile(r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|ERROR!|N/IMPL!|CIRC!|SPILL!|CALC!)")
# Cells that compare with the inputs as built, so that another build and a changed input differ in them.
OF_THE_BUILD = re.compile(r"inputs_changed|benchmarks_changed|master_check")
CHANGED = get_column_letter(inputs.CHANGED)
# Columns of marks that say whether a row differs from the build.
MARKS = {"Inputs": CHANGED, scenarios.TITLE: get_column_letter(scenarios.CHANGED)}
_folder = tempfile.TemporaryDirectory(prefix="equery-built-")
atexit.register(_folder.cleanup)


@cache
def context() -> Context:
    """Return the sheets as written, with where each result stands."""
    return compose(BUILT)


@cache
def file() -> Path:
    """Return the workbook at the default inputs, as `equery build` writes it."""
    path = Path(_folder.name, "built.xlsx")
    path.write_bytes(context().book.bytes())
    return path


@cache
def cached() -> Values:
    """Return the values that the file holds before anything recalculates it."""
    return engines.read_values(file())


def expected(at: WorkbookInputs, *, whole: bool = False) -> Context:
    """Return the sheets written at other inputs; without `whole`, those that take seconds are left out."""
    if whole:
        return compose(at)
    most = begin(at)
    for sheet in SHEETS:
        if sheet not in (sensitivity, reproduction):
            sheet.write(most)
    return most


def formulas(at: Context) -> dict[tuple[str, str], str]:
    """Return the text of every formula, one row of trials included."""
    found = {}
    for sheet in at.book.xlsx.worksheets:
        for cell in sheet._cells.values():
            if cell.data_type == "f":
                found[sheet.title, cell.coordinate] = (
                    cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
                )
    return found


@cache
def written() -> dict[tuple[str, str], str]:
    """Return the formulas of the built workbook."""
    return formulas(context())


def results(at: Context) -> Values:
    """Return the value of every formula that does not look back at the built inputs, and the trials' ends."""
    counted = {named("benchmarks_changed"), named("scenarios_changed")}
    values: Values = {}
    for key, text in formulas(at).items():
        marked = key in counted or key[1].rstrip("0123456789") == MARKS.get(key[0])
        if key in at.book.values and not marked and not OF_THE_BUILD.search(text):
            values[key] = at.book.values[key]
    for block in at.book.blocks:
        for letter, column in block.columns.items():
            for i in (0, 1, len(column) // 2, len(column) - 1):
                values[block.sheet, f"{letter}{block.row + i}"] = float(column[i])
    return {key: value for key, value in values.items() if key[0] != checks.TITLE}


def differences(found: Values, wanted: Mapping[tuple[str, str], Value], rel: float, near_zero: float) -> list[Any]:
    """Return the cells where an engine's value is another: (cell, found, wanted)."""
    wrong = []
    for key, value in wanted.items():
        other = found.get(key, "")  # an engine may leave out empty text
        if isinstance(value, bool | str) or isinstance(other, bool | str):
            same = type(other) is type(value) and other == value
        else:
            same = abs(other - value) <= max(near_zero, rel * abs(value))
        if not same:
            wrong.append((key, other, value))
    return wrong


def errors(found: Values) -> list[Any]:
    """Return the cells that hold an error value."""
    return [(key, v) for key, v in found.items() if isinstance(v, str) and ERROR.match(v)]


@cache
def _rows(title: str) -> dict[str, str]:
    """Return the row of each label in column A."""
    found: dict[str, str] = {}
    for (sheet, cell), value in cached().items():
        if sheet == title and re.fullmatch(r"A\d+", cell) and isinstance(value, str):
            found.setdefault(value, cell[1:])
    return found


def cell(title: str, label: str, column: int) -> tuple[str, str]:
    """Return the cell of a column in the row that a label of column A names."""
    return title, f"{get_column_letter(column)}{_rows(title)[label]}"


def cell_of_scenario(row: int, head: str) -> tuple[str, str]:
    """Return the cell of a row of the Scenarios sheet, from 1, and of a column by its head."""
    return scenarios.TITLE, f"{get_column_letter(scenarios.HEADS.index(head) + 1)}{scenarios.HEAD + row}"


def at_key(key: str) -> tuple[str, str]:
    """Return the cell of a published result."""
    title, ref = context().cells[key].rsplit("!", 1)
    return title.strip("'"), ref.replace("$", "")


def named(name: str) -> tuple[str, str]:
    """Return the cell that a defined name stands for."""
    title, ref = context().book.xlsx.defined_names[name].attr_text.rsplit("!", 1)
    return title.strip("'"), ref.replace("$", "")


def statuses(found: Values) -> dict[str, tuple[Value, Value]]:
    """Return kind and status of every named check."""
    kind, status, name = (get_column_letter(c) for c in (checks.KIND, checks.STATUS, checks.NAME))
    rows = [int(c[1:]) for t, c in found if t == checks.TITLE and c.startswith(kind) and int(c[1:]) > checks.HEAD]
    of = {row: str(found[checks.TITLE, f"{name}{row}"]) for row in rows}
    return {of[r]: (found[checks.TITLE, f"{kind}{r}"], found.get((checks.TITLE, f"{status}{r}"), "")) for r in rows}


def masters() -> set[tuple[str, str]]:
    """Return the cells that repeat the master check."""
    return {key for key, text in written().items() if text == f"={MASTER}"}


@cache
def parts() -> dict[str, bytes]:
    """Return the parts of the file."""
    return read_package(file().read_bytes())


@cache
def short() -> Workbook:
    """Return the file as openpyxl reads it, with the first two rows of trials only: the rest is 360,000 cells."""
    return shortened(parts(), context().book.blocks)


def shortened(whole: Mapping[str, bytes], blocks: Sequence[Block]) -> Workbook:
    """Return a file as openpyxl reads it, with the first two rows of each block only."""
    cut = dict(whole)
    for block in blocks:
        part = sheet_parts(cut)[block.sheet]
        gone = range(block.row + 2, block.row + block.length)
        text = cut[part].decode()
        start, end = text.index(f'<row r="{gone[0]}"'), text.index("</row>", text.index(f'<row r="{gone[-1]}"')) + 6
        cut[part] = (text[:start] + text[end:]).encode()
    return load_workbook(BytesIO(write_package(cut, level=1)))
