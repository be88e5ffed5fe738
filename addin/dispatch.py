"""The one way to call a function, for every host: cells in, rows of cells out.

    call("EQUERY_MEDIAN", ["Baseline", [[300.0], [5000.0]]])  ->  [[0.34...], [4.31...]]

What cannot be answered raises `CellsError`; where a range spills, a bad row is a `CellError` in its own cell.
Equal arguments are answered from a cache of at most 4,096 answers and 500,000 cells (some 20 MB); nothing is
random or depends on the time, so an answer never grows old. The first call imports what is heavy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from addin.cache import Bounded
from addin.cells import Block, block
from addin.errors import CellError, CellsError
from addin.range_arguments import assumptions, counted_rows, own_rows
from addin.registry import FUNCTIONS
from addin.signature import Argument, Cell, Function
from calc.inputs.names import Names

__all__ = ["CACHE", "Cell", "CellError", "CellsError", "call", "call_many", "function_named"]

Rows = list[list[float | str | bool | CellError]]
Held = tuple[tuple[float | str | bool | CellError, ...], ...]
NAMES = Names("function", FUNCTIONS, key=lambda name: str(name).strip().upper())
CACHE: Bounded[Held] = Bounded(most=4096, cells=500_000)


def function_named(name: str) -> Function:
    """Return a function by its name, whatever the case.

    Raises
    ------
    CellsError
        If there is none; the message names the nearest one.
    """
    found = NAMES.get(name)
    if found is None:
        near = NAMES.nearest(str(name)[:100])
        hint = f"did you mean {near}?" if near else "equery functions lists them"
        raise CellsError(f"function is not known: got {str(name)[:100]!r}; {hint}")
    return FUNCTIONS[found]


def call(name: str, arguments: Sequence[object] = ()) -> Rows:
    """Call a function.

    Parameters
    ----------
    name : str
        Name of the function, whatever its case.
    arguments : sequence
        Each a cell (number, text, boolean or None) or a list of rows of cells; optional ones that are blank
        or missing take their default.

    Returns
    -------
    list of rows
        Finite numbers, text and booleans; `CellError` in cells whose own arguments were bad.

    Raises
    ------
    CellsError
        If the call as a whole cannot be answered.
    """
    function = function_named(name)
    blocks = _read(function, arguments)
    key = (function.name, *blocks.values())
    held = CACHE.get(key)
    if held is None:
        held = _answer(function, blocks)
        CACHE.put(key, held, sum(b.size for b in blocks.values()) + sum(map(len, held)))
    return [list(row) for row in held]


def call_many(name: str, columns: Sequence[Sequence[object]]) -> list[Rows | CellsError]:
    """Answer many calls of one function at once, as `call` would, errors returned in place.

    Parameters
    ----------
    name : str
        Name of the function.
    columns : sequence
        For each argument, its value in every call; all as long as there are calls.

    Returns
    -------
    list
        For each call what `call` returns, or the error it raises. Single cells are computed together.
    """
    function = function_named(name)
    count = len(columns[0]) if columns else 0
    if any(len(column) != count for column in columns):
        raise CellsError("columns must be of one length")
    calls = list(zip(*columns, strict=True))
    answers: list[Rows | CellsError | None] = [None] * count
    for members in _together(function, calls):
        if len(members) == 1:
            answers[members[0]] = _attempt(name, calls[members[0]])
            continue
        joined = [
            [[calls[m][i]] for m in members] if _cellwise(argument) else calls[members[0]][i]
            for i, argument in enumerate(function.arguments[: len(columns)])
        ]
        whole = _attempt(name, [*joined, *calls[members[0]][len(function.arguments) :]])
        for place, m in enumerate(members):
            answers[m] = whole if isinstance(whole, CellsError) else _alone(whole[place])
    return [answer for answer in answers if answer is not None]


def _alone(row: list[Any]) -> Rows | CellsError:
    return CellsError(row[0].message) if isinstance(row[0], CellError) else [row]


def _attempt(name: str, arguments: Sequence[object]) -> Rows | CellsError:
    try:
        return call(name, arguments)
    except CellsError as error:
        return error


def _cellwise(argument: Argument) -> bool:
    return not argument.each and argument.kind not in ("assumptions", "usage assumptions", "rows")


def _together(function: Function, calls: list[tuple[object, ...]]) -> list[list[int]]:
    """Return which calls differ in nothing but single cells, so that they can be answered as one."""
    groups: dict[object, list[int]] = {}
    for place, given in enumerate(calls):
        key: object = place
        pairs = list(zip(function.arguments, given, strict=False))
        single = not any(_cellwise(a) and isinstance(v, (list, tuple)) for a, v in pairs)
        if function.spills == "shape of the arguments" and single:
            key = repr([v for a, v in pairs if not _cellwise(a)])
        groups.setdefault(key, []).append(place)
    return list(groups.values())


@lru_cache(maxsize=64)
def implementation(where: str) -> Callable[..., Any]:
    """Import and return what computes a function: ``"module:function"``."""
    module, name = where.split(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


def _read(function: Function, arguments: Sequence[object]) -> dict[str, Block]:
    """Return each argument's values by name."""
    known = function.arguments
    if len(arguments) > len(known):
        raise CellsError(f"{function.name} must have at most {len(known)} arguments: got {len(arguments)}")
    given = dict(zip(known, [*arguments, *[None] * (len(known) - len(arguments))], strict=True))
    rows = {a: v for a, v in given.items() if a.kind == "rows"}
    each = {a: v for a, v in given.items() if a.each}
    blocks = (own_rows(rows) if rows else {}) | (counted_rows(each) if each else {})
    for argument, value in given.items():
        if argument.kind in ("assumptions", "usage assumptions"):
            blocks[argument.name] = assumptions(argument, value)
        elif argument.name not in blocks:
            blocks[argument.name] = block(argument, value)
    return {a.name: blocks[a.name] for a in known}


def _answer(function: Function, blocks: dict[str, Block]) -> Held:
    compute = implementation(function.implementation)
    if not function.arguments:
        return tuple(tuple(row) for row in compute())
    from addin.spill import spread, table

    return table(function, compute, blocks) if function.spills == "table" else spread(function, compute, blocks)
