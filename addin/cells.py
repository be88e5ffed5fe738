"""What a host hands over, made into values: one cell at a time, with a message for what cannot be used.

Blank cells arrive as None, as empty text or, in ranges, as NaN; whole numbers as floats; error cells as their
text. Text is never read as a number: "0,1" and "1.000" mean different things in different countries.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from addin.errors import CellError, CellsError
from addin.signature import Argument, Cell

ERRORS = ("#", "Err:")  # how the text of every host's error cells begins; no name does
PERCENTILE = re.compile(r"p(\d+(?:\.\d+)?)")
SHOWN = 60  # characters of a bad value in a message
LONGEST_NAME, LONGEST_PLACES = 255, 2000  # a name that is cut may mean another model, cut places another mix
MOST_CELLS = 100_000  # of one range, and of one result: whole columns are a slip of the mouse


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of values, row by row; a single cell is 1 x 1. Hashable, so that answers can be cached."""

    rows: int
    columns: int
    values: tuple[Any, ...]

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return len(self.values) == 1

    @property
    def size(self) -> int:
        """How many cells it holds: a column that is one value has many."""
        first = self.values[0]
        return len(first) if self.single and isinstance(first, tuple) else len(self.values)


def shown(value: object) -> str:
    """Return a value as a message shows it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:g}"
    text = repr(value) if isinstance(value, str) else f"a {type(value).__name__}"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}...{text[0]}"


def plain(name: str, value: object) -> Cell:
    """Return a cell as None, a finite float, a boolean or stripped text.

    Raises
    ------
    CellsError
        If it holds an error, an infinite number or something that is none of these.
    """
    if type(value).__module__ == "numpy":
        value = value.tolist()  # type: ignore[attr-defined]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        text = value.strip()
        if text.startswith(ERRORS):
            found = text if text.isprintable() else ascii(text)
            raise CellsError(f"{name} must not be an error: got {found[:SHOWN]}")
        return text or None
    if isinstance(value, (int, float)):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isinf(number):
            raise CellsError(f"{name} must be finite: got {number}")
        return None if math.isnan(number) else number
    raise CellsError(f"{name} must be a number or text: got {shown(value)}")


def grid(name: str, value: object) -> tuple[int, int, list[object]]:
    """Return the rows, columns and cells of an argument: one cell, or a list of rows.

    Raises
    ------
    CellsError
        If a range is empty, ragged, three-dimensional or too large.
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    if not isinstance(value, (list, tuple)):
        return 1, 1, [value]
    if not value or not all(isinstance(row, (list, tuple)) for row in value):
        raise CellsError(f"{name} must be a cell or a range of rows and columns: got {'rows' if value else 'none'}")
    width = len(value[0])
    if not width:
        raise CellsError(f"{name} must be a cell or a range of rows and columns: got an empty row")
    if any(len(row) != width for row in value):
        raise CellsError(f"{name} must be a rectangular range: got rows of different lengths")
    if len(value) * width > MOST_CELLS:
        size = len(value) * width
        raise CellsError(f"{name} must be at most {MOST_CELLS:,} cells: got {size:,}; select the rows needed")
    cells = [cell for row in value for cell in row]
    if any(isinstance(cell, (list, tuple)) for cell in cells):
        raise CellsError(f"{name} must be a range of rows and columns: got three dimensions")
    return len(value), width, cells


def number(argument: Argument, cell: Cell) -> float:
    """Return a cell that must hold a number."""
    if not isinstance(cell, float):
        kind = "text " if isinstance(cell, str) else ""
        raise CellsError(f"{argument.name} must be a number: got {kind}{shown(cell)}")
    return cell


def whole(argument: Argument, cell: Cell) -> float:
    """Return a cell that must hold a whole number."""
    value = number(argument, cell)
    if not value.is_integer():
        raise CellsError(f"{argument.name} must be a whole number: got {shown(value)}")
    return value


def text(argument: Argument, cell: Cell) -> str:
    """Return a cell that must hold text."""
    if not isinstance(cell, str):
        raise CellsError(f"{argument.name} must be text: got {shown(cell)}")
    return cell


def model(argument: Argument, cell: Cell) -> str:
    """Return the model that a cell names, in whichever set: the function says if its set has no such model."""
    from calc.inputs.catalogue import is_model, model_name, model_names
    from calc.inputs.names import Names
    from calc.query.who_serves import is_service, knows, service_name, service_names

    name = text(argument, cell)[: 2 * SHOWN]
    if is_model(name):
        return model_name(name)
    if is_service(name):
        return service_name(name)
    if knows(name):
        return name  # as it was typed, so that an error names what was typed
    every = Names("model", (*model_names(), *service_names()))
    if every.nearest(name):
        raise every.unknown(name)
    return model_name(name)  # which says what there is; a list of both would be too long for a cell


def regime(argument: Argument, cell: Cell) -> str | float:
    """Return the regime that a cell names, or the median number of output tokens that it states."""
    from calc.inputs.catalogue import median_of_mean, regime_names

    if isinstance(cell, str):
        stated = median_of_mean(cell[: 2 * SHOWN])
        return regime_names().find(cell[: 2 * SHOWN]) if stated is None else stated
    if not isinstance(cell, float):
        raise CellsError(f"{argument.name} must be traditional, tts or a number of tokens: got {shown(cell)}")
    return cell


def place(argument: Argument, cell: Cell) -> str | float:
    """Return the code of the place that a cell names, or a factor of the user's own where the argument takes one."""
    from calc.impacts.grid_factor import grid

    if isinstance(cell, float) and argument.unit:
        # A reference to a blank cell arrives as 0 in some hosts, and must not mean electricity without emissions.
        if cell <= 0:
            raise CellsError(f"{argument.name} must be a name or a factor above 0 {argument.unit}: got {shown(cell)}")
        return cell
    return grid(text(argument, cell)[: 2 * SHOWN]).factor.code


def _whole_text(argument: Argument, cell: Cell, most: int) -> str:
    typed = text(argument, cell)
    if len(typed) > most:
        raise CellsError(f"{argument.name} must be at most {most:,} characters: got {len(typed):,}")
    return typed


def billed_model(argument: Argument, cell: Cell) -> str:
    """Return the name of a model as a bill or a person has it; the function says what stands for it."""
    return _whole_text(argument, cell, LONGEST_NAME)


def places(argument: Argument, cell: Cell) -> str | float:
    """Return places with their shares as typed, or a factor of the user's own."""
    from calc.impacts.several_places import place_mix, places_of

    if isinstance(cell, float):
        return float(place(argument, cell))
    typed = _whole_text(argument, cell, LONGEST_PLACES)
    place_mix(places_of(typed))
    return typed


def level(argument: Argument, cell: Cell) -> str | float:
    """Return mean, or the probability of the percentile that a cell names."""
    if isinstance(cell, float) and 0 < cell < 1:
        return cell
    if isinstance(cell, str):
        name = cell.casefold()
        if name in ("mean", "median"):
            return "mean" if name == "mean" else 0.5
        percentile = PERCENTILE.fullmatch(name)
        if percentile and 0 < float(percentile[1]) < 100:
            return float(percentile[1]) / 100
    raise CellsError(f"{argument.name} must be mean, P5, P50, P95 or a probability between 0 and 1: got {shown(cell)}")


def basis(argument: Argument, cell: Cell) -> str:
    """Return the basis that a cell names; "market-based" is market."""
    from calc.inputs.names import Names

    names = Names(argument.name, [(name, (f"{name}-based",)) for name in argument.choices])
    return names.find(text(argument, cell)[: 2 * SHOWN])


READERS: dict[str, Callable[[Argument, Cell], Any]] = {
    "number": number,
    "whole": whole,
    "text": text,
    "model": model,
    "regime": regime,
    "place": place,
    "basis": basis,
    "billed model": billed_model,
    "places": places,
    "level": level,
}


def read(argument: Argument, cell: object) -> Any:
    """Return the value of one cell for an argument: its default where blank, or what is wrong with it."""
    try:
        value = plain(argument.name, cell)
        if value is None:
            if argument.required:
                return CellError(f"{argument.name} must not be blank")
            value = argument.default
            return value if not isinstance(value, str) else READERS[argument.kind](argument, value)
        return READERS[argument.kind](argument, value)
    except ValueError as error:
        return CellError(str(error))


def block(argument: Argument, value: object) -> Block:
    """Return an argument's values, cell by cell; bad cells of a range become `CellError`.

    Raises
    ------
    CellsError
        If the argument is no cell and no rectangular range, or is a single bad cell.
    """
    rows, columns, cells = grid(argument.name, value)
    values = tuple(_read_all(partial(read, argument), cells, numeric=argument.kind == "number"))
    if len(values) == 1 and isinstance(values[0], CellError):
        raise CellsError(values[0].message)
    return Block(rows, columns, values)


def _read_all(read_one: Callable[[object], Any], cells: Sequence[object], *, numeric: bool) -> list[Any]:
    """Read cells, each distinct text once: a column repeats its names."""
    known: dict[str, Any] = {}
    values = []
    for cell in cells:
        if numeric and type(cell) is float and -math.inf < cell < math.inf:
            values.append(cell)
        elif type(cell) is str:
            if cell not in known:
                known[cell] = read_one(cell)
            values.append(known[cell])
        else:
            values.append(read_one(cell))
    return values
