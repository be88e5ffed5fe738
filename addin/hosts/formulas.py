"""How a call is written into a workbook file, for each edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from addin.signature import Cell, Function, Range

Edition = Literal["xlwings", "libreoffice"]
# Files hold English names and commas, whatever a user's screen shows. A function of the file's own VBA
# (xlwings) has no prefix; LibreOffice finds add-in functions by their service.
PREFIX: Final[dict[Edition, str]] = {"xlwings": "", "libreoffice": "CALC."}


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell, range or name of the workbook, written as it is."""

    text: str


def formula(function: Function, arguments: Sequence[Cell | Range | Reference], edition: Edition) -> str:
    """Return the formula that calls a function.

    >>> from addin.registry import FUNCTIONS
    >>> formula(FUNCTIONS["EQUERY_MEDIAN"], [Reference("A1"), "traditional", None, 3.0], "libreoffice")
    '=CALC.EQUERY_MEDIAN(A1,"traditional",,3)'

    Raises
    ------
    ValueError
        If there are more arguments than the function takes, or fewer than it needs.
    """
    given = list(arguments)
    while given and given[-1] is None:
        given.pop()
    needed = sum(argument.required for argument in function.arguments)
    if not needed <= len(given) <= len(function.arguments):
        raise ValueError(f"{function.name} must have {needed} to {len(function.arguments)} arguments: got {len(given)}")
    return f"={PREFIX[edition]}{function.name}({','.join(literal(value) for value in given)})"


def example(function: Function, edition: Edition) -> str:
    """Return the formula of a function's example."""
    return formula(function, function.example, edition)


def literal(value: Cell | Range | Reference) -> str:
    """Return a value as a formula holds it; numbers so that reading gives the same double.

    >>> literal(((1.0, "a"), (0.1, True)))
    '{1,"a";0.1,TRUE}'
    """
    if isinstance(value, Reference):
        return value.text
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, tuple):
        return "{" + ";".join(",".join(literal(cell) for cell in row) for row in value) + "}"
    return repr(float(value)).removesuffix(".0").upper()
