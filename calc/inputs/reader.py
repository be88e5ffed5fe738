"""Reads a table of data/: every row an object of its class, every cell by the annotation of its field.

Text stays as it stands; a number is finite; yes or no is a boolean; words are separated by semicolons; an empty cell
is None where the annotation allows that. The standard library is all that is needed, so that names of models and sets
cost a host nothing to know.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path
from types import NoneType
from typing import Any, Final, TypeVar, get_args, get_type_hints

_CALC = Path(__file__).resolve().parents[1]
# Inside the installed package; beside it in a checkout.
DATA = _CALC / "data" if (_CALC / "data").is_dir() else _CALC.parent / "data"
R = TypeVar("R")
Row = dict[str, str]


def rows(table: str) -> list[Row]:
    """Return a table's rows as written.

    Parameters
    ----------
    table : str
        Name of the table, without .csv.

    Returns
    -------
    list of dict
        A row each: texts by the column's name.
    """
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


# annotation -> (what a cell must be, how it is read)
CELLS: Final[dict[Any, tuple[str, Any]]] = {
    str: ("text", str),
    int: ("a whole number", int),
    float: ("a finite number", _number),
    bool: ("yes or no", {"yes": True, "no": False}.__getitem__),
    tuple[str, ...]: ("words separated by semicolons", lambda text: tuple(text.split(";")) if text else ()),
}


def cell(text: str, annotation: Any) -> Any:
    """Return a cell as its column is annotated.

    Parameters
    ----------
    text : str
        The cell as written.
    annotation : type
        One of CELLS, or one of them or None.

    Returns
    -------
    object
        What the annotation says, in the unit of the column; None for an empty cell that may be empty.

    Raises
    ------
    ValueError
        If the text is not what the annotation asks for; the message says what it must be.
    """
    options = get_args(annotation)
    if NoneType in options:
        if not text:
            return None
        annotation = next(option for option in options if option is not NoneType)
    rule, read = CELLS[annotation]
    try:
        return read(text)
    except (ValueError, KeyError):
        raise ValueError(f"must be {rule}: got {text!r}") from None


def typed(table: str, row_class: type[R], found: list[Row] | None = None) -> tuple[R, ...]:
    """Return the rows of a table as objects of their class.

    Parameters
    ----------
    table : str
        Name of the table, without .csv.
    row_class : type
        A dataclass with a field for every column.
    found : list of dict, optional
        The rows as written; those of the file if omitted.

    Returns
    -------
    tuple of row_class
        An object for each row, in the order of the file.

    Raises
    ------
    ValueError
        If the columns are not the fields of the class, or a cell is not what its annotation asks for; the message
        names table, row and column.
    """
    hints = get_type_hints(row_class)
    objects = []
    for number, row in enumerate(rows(table) if found is None else found, 1):
        if row.keys() != hints.keys() or None in row.values():  # DictReader files surplus and missing cells under None
            raise ValueError(f"{table}.csv, row {number}, must have a cell for each of: {', '.join(hints)}")
        values = {}
        for column, text in row.items():
            try:
                values[column] = cell(text, hints[column])
            except ValueError as error:
                raise ValueError(f"{table}.csv, row {number}, {column} {error}") from None
        objects.append(row_class(**values))
    return tuple(objects)
