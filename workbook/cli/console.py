"""What the command prints: tables for a person, JSON for a program, notes and errors on standard error."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

PIPED_WIDTH = 160  # a file has no width of its own; tables should not be folded in it

out = Console(width=None if Console().is_terminal else PIPED_WIDTH, highlight=False)
err = Console(stderr=True, highlight=False)


def significant(value: float, digits: int = 4) -> str:
    """Write a number with so many significant digits and thousands separators, never in scientific notation.

    >>> significant(0.34164), significant(1885.0674), significant(0.0)
    ('0.3416', '1,885', '0')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{places}f}"


def sized(value: float, units: Sequence[str]) -> tuple[str, float]:
    """Return the unit in which a value has one to three digits before the point, and its size in the first of them.

    >>> sized(41_000.0, ("kWh", "MWh", "GWh")), sized(0.2, ("kWh", "MWh"))
    (('MWh', 1000.0), ('kWh', 1.0))
    """
    step = 0 if abs(value) < 1000 else min(int(math.log10(abs(value)) // 3), len(units) - 1)
    return units[step], 1000.0**step


def compact(value: float) -> str:
    """Write a count in thousands, millions or billions, three digits each.

    >>> compact(48e9), compact(1_234_567), compact(12.0)
    ('48.0 bn', '1.23 M', '12')
    """
    for size, word in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= size:
            return f"{significant(value / size, 3)}{word}"
    return f"{value:,.0f}"


def print_json(content: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))  # noqa: T201


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; columns whose name ends in "#" hold numbers and align right."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        numeric = name.endswith("#")
        table.add_column(name.rstrip("#"), justify="right" if numeric else "left", no_wrap=numeric)
    for row in rows:
        table.add_row(*(significant(c) if isinstance(c, float) else str(c) for c in row))
    out.print(title, style="bold", markup=False, soft_wrap=True)
    out.print(table)


def note(text: str) -> None:
    """Print something the reader of the numbers should know."""
    err.print(f"note: {text}", markup=False, soft_wrap=True)


def fail(text: str) -> None:
    """Print an error on one line."""
    err.print(f"equery: {' '.join(text.split())}", markup=False, soft_wrap=True)
