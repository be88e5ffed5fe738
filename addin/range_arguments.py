"""The arguments that are ranges by nature: assumptions as key and value, the user's own benchmarks, rows of usage."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from addin.cells import SHOWN, Block, grid, number, plain, read, shown
from addin.errors import CellError, CellsError
from addin.signature import Argument, Cell

if TYPE_CHECKING:
    from calc.inputs.names import Names
    from calc.inputs.set_by_name import AnySet
    from calc.usage.usage_assumptions import UsageSet

SET_KEYS = ("set", "assumptionset")
HEADINGS = (("key", "value"), ("key", "value", "unit", "source"))  # the second is EQUERY_ASSUMPTIONS' own
MOST_KEYS = 1000


class Given(NamedTuple):
    """A set's name and what overrides it, in the order given; for usage, which has assumptions of its own, or not."""

    name: str
    changes: tuple[tuple[str, float | str], ...] = ()
    usage: bool = False


@lru_cache(maxsize=64)
def assumed(given: Given) -> AnySet | UsageSet:
    """Return the assumptions meant; equal ones are the same object, which calc's caches like."""
    if given.usage:
        from calc.usage.usage_assumptions import usage_set

        return usage_set(given.name, **dict(given.changes))
    from calc.inputs.set_by_name import any_set

    return any_set(given.name, **dict(given.changes))


def assumptions(argument: Argument, value: object) -> Block:
    """Read a set's name, a range of such names, or one range of key and value.

    Raises
    ------
    CellsError
        If a name or key is not known, a key stands twice or a value breaks its rule.
    """
    from calc.inputs.set_by_name import any_set_names

    rows, columns, raw = grid(argument.name, value)
    cells = [plain(argument.name, cell) for cell in raw]
    filled = [cell for cell in cells if cell is not None]
    default = Given(_default(argument), usage=_of_usage(argument))
    try:
        if not filled:
            return Block(1, 1, (default,))
        if len(cells) == 1 or all(isinstance(cell, str) and any_set_names().get(cell) for cell in filled):
            if not isinstance(filled[0], str):
                raise CellsError(f"{argument.name} must be a set's name or a range: got {shown(filled[0])}")
            named = [c if c is None else any_set_names().find(str(c)[: 2 * SHOWN]) for c in cells]
            chosen = tuple(default if name is None else default._replace(name=name) for name in named)
            for one in dict.fromkeys(chosen):
                assumed(one)
            return Block(rows, columns, chosen)
        given = _pairs(argument, [tuple(cells[i : i + columns]) for i in range(0, len(cells), columns)])
        assumed(given)
    except CellsError:
        raise
    except ValueError as error:
        raise CellsError(str(error)) from None
    return Block(1, 1, (given,))


def _of_usage(argument: Argument) -> bool:
    return argument.kind == "usage assumptions"


def _default(argument: Argument) -> str:
    from calc.inputs.assumptions import default_set

    return default_set() if argument.default is None else str(argument.default)


def _usage_keys() -> Names:
    from calc.usage.usage_assumptions import usage_override_names

    return usage_override_names()


def _pairs(argument: Argument, rows: list[tuple[Cell, ...]]) -> Given:
    """Return the set and the overrides that rows of key and value mean; blank rows do not count."""
    from calc.inputs.bounds import CHOICES
    from calc.inputs.names import fold
    from calc.inputs.set_by_name import any_set, any_set_names, override_names

    name, usage = argument.name, _of_usage(argument)
    used = [row for row in rows if any(cell is not None for cell in row)]
    heading = tuple(fold(cell) for cell in used[0])
    if heading in HEADINGS:
        used = [row[:2] for row in used[1:]]
    if any(len(row) != 2 for row in used):
        found = f"{len(rows[0])} columns"
        raise CellsError(f"{name} must be a set's name or two columns, key and value: got {found}")
    if len(used) > MOST_KEYS:
        raise CellsError(f"{name} must be at most {MOST_KEYS} rows of key and value: got {len(used):,}")
    named = [value for key, value in used if fold(key) in SET_KEYS and isinstance(value, str)]
    base = any_set_names().find(named[0][: 2 * SHOWN]) if named else _default(argument)
    keys = _usage_keys() if usage else override_names(base)
    changes: dict[str, float | str] = {}
    seen: set[str] = set()
    for key, value in used:
        if not isinstance(key, str):
            raise CellsError(f"{name} must have a key beside each value: got {shown(key)}")
        near = fold(key)
        if near in seen:
            raise CellsError(f"{name} must name each key once: got {shown(key)} twice")
        seen.add(near)
        if near in SET_KEYS and isinstance(value, str):
            continue
        exact = keys.find(key[: 2 * SHOWN])
        if value is None:
            raise CellsError(f"{exact} must not be blank")
        changes[exact] = str(value) if exact in CHOICES else number(Argument(exact, "", "number"), value)
    # What equals the set's own value is no change: the Inputs sheet lists every key, and a changed mean_load
    # must bring its load profile along although the old one stands in the same range.
    own = any_set(base)
    changed = tuple((key, value) for key, value in changes.items() if value != getattr(own, key, None))
    return Given(base, changed, usage)


def own_rows(arguments: Mapping[Argument, object]) -> dict[str, Block]:
    """Read columns of one length; rows blank in all of them are left out, as at the end of a selection.

    Raises
    ------
    CellsError
        If a range is wider than a column (or a row), lengths differ or a cell is not a number.
    """
    columns = _columns(arguments)
    first, *others = columns
    for argument in others:
        if len(columns[argument]) != len(columns[first]):
            raise CellsError(
                f"{argument.name} must have as many rows as {first.name} ({len(columns[first])}): "
                f"got {len(columns[argument])}"
            )
    kept = [i for i in range(len(columns[first])) if any(c[i] is not None for c in columns.values())]
    found: dict[str, Block] = {}
    for argument, column in columns.items():
        blank = next((i for i in kept if column[i] is None), None)
        if blank is not None:
            raise CellsError(f"{argument.name} must not be blank beside other values: row {blank + 1} is")
        values = tuple(number(argument, column[i]) for i in kept)
        found[argument.name] = Block(1, 1, (values,))
    return found


def counted_rows(arguments: Mapping[Argument, object]) -> dict[str, Block]:
    """Read what is counted together, row by row: columns of one length, and single cells that stand in every row.

    Rows that are blank in all columns are left out, as at the end of a selection.

    Raises
    ------
    CellsError
        If a range is wider than a column (or a row), lengths differ or any cell cannot be used: a row that is left
        out unseen would make a total too small.
    """
    columns = _columns(arguments)
    ranges = {a.name: len(cells) for a, cells in columns.items() if len(cells) > 1}
    if len(set(ranges.values())) > 1:
        listed = ", ".join(f"{name} {count}" for name, count in ranges.items())
        raise CellsError(f"ranges must have as many rows as each other: got {listed}")
    count = max(ranges.values(), default=1)
    full = [cells for cells in columns.values() if len(cells) == count]
    kept = [i for i in range(count) if any(cells[i] is not None for cells in full)] or [0]
    return {a.name: Block(1, 1, (_each(a, cells, kept),)) for a, cells in columns.items()}


def _each(argument: Argument, cells: list[Cell], kept: list[int]) -> tuple[Any, ...]:
    """Return the value of every row that is kept; equal cells are read once."""
    read_once = lru_cache(maxsize=None, typed=True)(lambda cell: read(argument, cell))
    values = [read_once(cells[i if len(cells) > 1 else 0]) for i in kept]
    for row, value in zip(kept, values, strict=True):
        if isinstance(value, CellError):
            raise CellsError(value.message if len(cells) == 1 else f"row {row + 1}: {value.message}")
    return tuple(values)


def _columns(arguments: Mapping[Argument, object]) -> dict[Argument, list[Cell]]:
    columns: dict[Argument, list[Cell]] = {}
    for argument, value in arguments.items():
        rows, width, cells = grid(argument.name, value)
        if rows > 1 and width > 1:
            raise CellsError(f"{argument.name} must be one column or one row: got {rows} x {width} cells")
        columns[argument] = [plain(argument.name, cell) for cell in cells]
    return columns
