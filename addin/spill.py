"""Ranges as arguments: broadcast as Excel does, grouped, and computed group by group in arrays.

Cells that share their names (model, named regime, set) and what they leave out form a group; its numbers go
to the model as arrays. Equal rows are computed once. A group that fails is halved until the bad rows stand
alone, so that each gets its own message and all others their number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from addin.cells import MOST_CELLS, Block
from addin.errors import CellError, CellsError
from addin.range_arguments import Given, assumed
from addin.signature import Function

Compute = Callable[..., Any]
Value = float | str | bool | CellError
Held = tuple[tuple[Value, ...], ...]
IntArray = NDArray[np.int64]
AT_ONCE = 1024  # rows in one array: many more no longer fit the cache of the processor
NUMBER, BAD = 0, -1


@dataclass(frozen=True)
class _Column:
    """One argument in every cell of the result: numbers, or words numbered from 1."""

    codes: IntArray
    numbers: NDArray[np.float64]
    words: tuple[Any, ...]
    source: IntArray


def _column(block: Block, shape: tuple[int, int]) -> _Column:
    words: dict[object, int] = {}
    codes, numbers = [], []
    for value in block.values:
        is_number = isinstance(value, float)
        numbers.append(value if is_number else 0.0)
        if is_number:
            codes.append(NUMBER)
        else:
            codes.append(BAD if isinstance(value, CellError) else words.setdefault(value, len(words) + 1))
    places = np.arange(len(block.values)).reshape(block.rows, block.columns)
    source = np.broadcast_to(places, shape).ravel()
    return _Column(np.array(codes)[source], np.array(numbers)[source], tuple(words), source)


def _shape(blocks: Mapping[str, Block]) -> tuple[int, int]:
    sizes = {name: (block.rows, block.columns) for name, block in blocks.items()}
    try:
        rows, columns = np.broadcast_shapes(*sizes.values(), (1, 1))
    except ValueError:
        listed = ", ".join(f"{name} {r} x {c}" for name, (r, c) in sizes.items() if (r, c) != (1, 1))
        raise CellsError(f"ranges must be of one shape, or a row against a column: got {listed}") from None
    if rows * columns > MOST_CELLS:
        raise CellsError(f"the result must be at most {MOST_CELLS:,} cells: got {rows:,} x {columns:,}")
    return rows, columns


def _meant(value: Any) -> Any:
    """Return what the model takes: assumptions for a set and its overrides, anything else as it is."""
    return assumed(value) if isinstance(value, Given) else value


def single(function: Function, compute: Compute, blocks: Mapping[str, Block]) -> float | str:
    """Compute one cell.

    Raises
    ------
    CellsError
        If the arguments break a rule of the model, or the result is not finite.
    """
    values = {name: _meant(block.values[0]) for name, block in blocks.items()}
    (answer,) = _attempt(function, lambda: [compute(**values)], 1)
    if isinstance(answer, CellError):
        raise CellsError(answer.message)
    return answer


def _attempt(function: Function, compute: Callable[[], Any], count: int) -> list[float | CellError]:
    """Compute `count` results, each finite or an error; a broken rule is the error of all of them."""
    try:
        # Extreme arguments overflow on the way; what comes of it is checked here.
        with np.errstate(all="ignore"):
            result = np.broadcast_to(np.asarray(compute(), dtype=np.float64).reshape(-1), (count,))
    except (ValueError, ArithmeticError) as error:
        return [CellError(" ".join(str(error).split()) or "cannot be computed")] * count
    finite = np.isfinite(result)
    values: list[float | CellError] = result.tolist()
    if not finite.all():
        message = f"{function.name} must be finite: these arguments give no finite number"
        values = [v if ok else CellError(message) for v, ok in zip(values, finite, strict=True)]
    return values


def spread(function: Function, compute: Compute, blocks: Mapping[str, Block]) -> Held:
    """Compute every cell of the result."""
    shape = _shape(blocks)
    if all(block.single for block in blocks.values()):
        return ((single(function, compute, blocks),),)
    columns = {name: _column(block, shape) for name, block in blocks.items()}
    codes = np.stack([column.codes for column in columns.values()])
    answers: list[Any] = [None] * (shape[0] * shape[1])
    for place in np.flatnonzero((codes == BAD).any(axis=0)):
        name = next(name for name, column in columns.items() if column.codes[place] == BAD)
        answers[place] = blocks[name].values[columns[name].source[place]]
    good = np.flatnonzero((codes != BAD).all(axis=0))
    for members in _groups(codes[:, good]):
        places = good[members]
        names = {
            name: _meant(c.words[c.codes[places[0]] - 1]) for name, c in columns.items() if c.codes[places[0]] != NUMBER
        }
        numbers = {name: c.numbers[places] for name, c in columns.items() if c.codes[places[0]] == NUMBER}
        for place, answer in zip(places, _group(function, compute, names, numbers, places.size), strict=True):
            answers[place] = answer
    return tuple(tuple(answers[i : i + shape[1]]) for i in range(0, len(answers), shape[1]))


def _groups(codes: IntArray) -> list[IntArray]:
    """Return the places of equal columns of `codes`."""
    if not codes.size:
        return []
    _, group = np.unique(codes, axis=1, return_inverse=True)
    order = np.argsort(group, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group[order])) + 1)


def _group(
    function: Function,
    compute: Compute,
    names: Mapping[str, Any],
    numbers: Mapping[str, NDArray[np.float64]],
    count: int,
) -> list[float | CellError]:
    """Compute the rows of one group, equal rows once and no more than AT_ONCE together."""
    if not numbers:
        return _attempt(function, lambda: compute(**names), 1) * count
    table, back = np.unique(np.stack(list(numbers.values())), axis=1, return_inverse=True)

    def solve(part: NDArray[np.float64]) -> list[float | CellError]:
        size = part.shape[1]
        # A number that all rows share goes as one, so that the model need not repeat what follows from it.
        given = {name: float(row[0]) if (row == row[0]).all() else row for name, row in zip(numbers, part, strict=True)}
        found = _attempt(function, lambda: compute(**names, **given), size)
        if size == 1 or not all(isinstance(value, CellError) for value in found):
            return found
        return solve(part[:, : size // 2]) + solve(part[:, size // 2 :])

    found: list[float | CellError] = []
    for start in range(0, table.shape[1], AT_ONCE):
        found += solve(table[:, start : start + AT_ONCE])
    return [found[place] for place in back.ravel()]


def table(function: Function, compute: Compute, blocks: Mapping[str, Block]) -> Held:
    """Compute a table; its arguments are single cells, text apart, which may be a column."""
    values: dict[str, Any] = {}
    for argument in function.arguments:
        block = blocks[argument.name]
        if argument.kind == "text":
            if block.columns > 1:
                raise CellsError(f"{argument.name} must be one cell or a column: got {block.columns} columns")
            values[argument.name] = block.values
            continue
        if not block.single:
            raise CellsError(
                f"{argument.name} must be one cell, as {function.name} answers with a table: "
                f"got {block.rows} x {block.columns}"
            )
        values[argument.name] = _meant(block.values[0])
    try:
        with np.errstate(all="ignore"):
            rows = compute(**values)
    except (ValueError, ArithmeticError) as error:
        raise CellsError(" ".join(str(error).split()) or "cannot be computed") from None
    for row in rows:
        if not all(np.isfinite(v) for v in row if isinstance(v, float)):
            raise CellsError(f"{function.name} must be finite: these arguments give no finite number")
    return tuple(tuple(row) for row in rows)
