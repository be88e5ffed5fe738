"""A workbook that came back: its cells, and what is found when they are held against calc."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula

TOLERANCE: Final = 1e-6  # engines agree to 1e-9; spreadsheets that save 15 digits stay far below this
NOT_OURS: Final = "FILE must be a workbook that equery built"
Cells = dict[tuple[str, str], Any]


@dataclass(frozen=True)
class Change:
    """An input that differs from the built one."""

    cell: str
    name: str
    built: Any
    now: Any


@dataclass(frozen=True)
class Difference:
    """A result that does not follow from the file's own inputs."""

    cell: str
    result: str
    shown: Any
    expected: Any


@dataclass(frozen=True)
class Report:
    """What `equery check` found."""

    version: str
    built_set: str
    changes: list[Change]
    results: int
    differences: list[Difference]
    typed_over: list[str]

    @property
    def sound(self) -> bool:
        """Whether every result follows from the inputs and no formula was replaced."""
        return not self.differences and not self.typed_over


def sheets_of(path: Path) -> list[str]:
    """Return the titles of a file's sheets."""
    book = _opened(path, values=True)
    titles = list(book.sheetnames)
    book.close()
    return titles


def read_cells(path: Path, titles: Collection[str], *, values: bool) -> Cells:
    """Return the values of the cells of some sheets, or their formulas and constants.

    Raises
    ------
    ValueError
        If the file cannot be read or has no such sheet.
    """
    book = _opened(path, values=values)
    cells: Cells = {}
    for title in titles:
        if title not in book.sheetnames:
            raise ValueError(f"{NOT_OURS}: {path} has no sheet {title}")
        for row in book[title].iter_rows():
            for cell in row:
                if cell.value is not None:
                    text = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
                    cells[title, cell.coordinate] = text
    book.close()
    return cells


def is_near(shown: Any, expected: float) -> bool:
    """Return whether a cell shows a number."""
    if not isinstance(shown, (int, float)) or isinstance(shown, bool):
        return False
    return abs(shown - expected) <= TOLERANCE * max(abs(expected), 1e-9)


def _opened(path: Path, *, values: bool) -> Any:
    try:
        return load_workbook(path, read_only=True, data_only=values)
    except (InvalidFileException, BadZipFile, KeyError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is damaged or no .xlsx file"
        raise ValueError(f"FILE must be a readable workbook: {path} ({reason})") from None
