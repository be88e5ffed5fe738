"""What the registry says of a function and of its arguments; imports nothing but the standard library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cell = float | str | bool | None
Range = tuple[tuple[Cell, ...], ...]
Kind = Literal[
    "model", "regime", "place", "basis", "number", "whole", "assumptions", "rows", "text",
    "billed model", "places", "level", "usage assumptions",
]  # fmt: skip
Spills = Literal["shape of the arguments", "table"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a function.

    Attributes
    ----------
    kind : str
        ``"rows"`` is a column of the user's own benchmarks, ``"assumptions"`` a set's name or a range of key
        and value, ``"usage assumptions"`` the same of current hardware; the others are cells, or ranges where the
        result spills in the shape of the arguments.
    unit : str
        As in data/units.csv; empty for names. A place with a unit also takes a number.
    default : float, str or None
        Stands for an omitted or blank cell; None takes what the help says.
    choices : tuple of str
        The names that are understood, for kinds that take names; aliases apart.
    each : bool
        Whether a column has a value for each row of what is counted together, and one cell that of all rows.
    """

    name: str
    help: str
    kind: Kind
    unit: str = ""
    required: bool = True
    default: float | str | None = None
    choices: tuple[str, ...] = ()
    each: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    Attributes
    ----------
    unit : str
        Of the result; ``"as stated"`` where a table names its units, ``"text"`` for words.
    spills : str
        ``"shape of the arguments"`` broadcasts the arguments as Excel does, one result a cell; ``"table"``
        takes single cells and answers with a table of its own.
    example : tuple
        Arguments of a call that works; a range is a tuple of rows.
    implementation : str
        ``"module:function"``, imported when first called.
    """

    name: str
    category: str
    help: str
    arguments: tuple[Argument, ...]
    unit: str
    spills: Spills
    example: tuple[Cell | Range, ...]
    implementation: str
