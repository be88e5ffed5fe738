"""A table that a mapping describes: which of its columns are which of the ledger's, and its rows in the ledger's shape.

A column may go by several names, and may be a key of JSON text in another, ``usage_details -> input``; the first that
a row has counts. A wide table has a column for each class of tokens; a long one a number whose class another column
says, as a metric or a SKU.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.billed_tokens import by_class, tokens_of_unit, unknown_unit
from workbook.ledger.columns import COUNTS, NO
from workbook.ledger.file_format import FileFormat, Kind, texts
from workbook.ledger.row_reader import RowReader, trimmed, where

if TYPE_CHECKING:
    import ibis.expr.types as ir

ARROW: Final = "->"
SECONDS: Final = {"seconds": 1.0, "milliseconds": 1e3}
"""Forms of a time that are counts since 1970, and how many of them are a second."""
TEXTS: Final = ("provider", "host", "model", "team", "tier", "region", "currency", "cost_basis")
NUMBERS: Final = (*COUNTS, "requests", "reasoning")


@dataclass(frozen=True)
class MappedTable:
    """What a mapping says of a table; every name of a source column may be several of which a row has one.

    Attributes
    ----------
    name, kind, source : str
        As `FileFormat` has them.
    columns : mapping of str to tuple of str
        Ledger columns, and `input`, `total`, `tokens`, `class` and `unit`, with the names of their source columns.
    constants : mapping of str to str
        What columns hold that the table does not have.
    factors : mapping of str to float
        What a number is multiplied by.
    units, classes : mapping of str to float or str
        What a text in `unit` or `class` means.
    patterns : tuple of (tuple of str, str)
        Source columns and a regular expression whose named groups are ledger columns or `class`.
    filters : mapping of tuple of str to tuple of str
        Source columns and what must stand in them for a row to count.
    needs : tuple of str
        More names that the header has.
    optional : tuple of str
        Keys of `columns` whose source columns need not be there.
    input_includes_cache, output_includes_reasoning : bool
        Whether one count is part of another.
    requests_per_row : float or None
        Calls that a row is.
    row_id : tuple of str
        Source columns that make a row itself; every one that is no number if empty.
    time_format : str or None
        As strftime has it, or a key of `SECONDS`.
    """

    name: str
    kind: Kind
    source: str
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)
    units: Mapping[str, float] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    patterns: tuple[tuple[tuple[str, ...], str], ...] = ()
    filters: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    input_includes_cache: bool = False
    output_includes_reasoning: bool = True
    requests_per_row: float | None = None
    row_id: tuple[str, ...] = ()
    time_format: str | None = None

    @property
    def sources(self) -> tuple[tuple[str, ...], ...]:
        """Every source column that is read, each by its names."""
        apart = [(name,) for name in self.row_id]
        return tuple(
            dict.fromkeys([*self.columns.values(), *(names for names, _ in self.patterns), *self.filters, *apart])
        )

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells a row from others where it has no id: as the mapping says, or all that is no number."""
        words = {*TEXTS, "period_start", "period_end", "class", "unit"}
        named = [names for key, names in self.columns.items() if key in words]
        every = dict.fromkeys([*named, *(names for names, _ in self.patterns), *self.filters])
        return self.row_id or tuple(_label(names) for names in every)

    def file_format(self) -> FileFormat:
        """Return it as a format that files are recognised by.

        Returns
        -------
        FileFormat
            Whose header has all source columns but the optional ones.
        """
        spared = {names for key, names in self.columns.items() if key in self.optional}
        must = [dict.fromkeys(_base(name).lower() for name in one) for one in self.sources if one not in spared]
        bases = {_base(name).lower(): _base(name) for names in self.sources for name in names}
        return FileFormat(
            name=self.name,
            kind=self.kind,
            needs=frozenset([*("|".join(names) for names in must), *self.needs]),
            columns=texts(*bases.values()),
            ledger=partial(mapped_rows, self),
            source=self.source,
        )


def mapped_rows(table: MappedTable, raw: ir.Table) -> ir.Table:
    """Return the rows of a table in the ledger's shape.

    Parameters
    ----------
    table : MappedTable
        What the mapping says of it.
    raw : ibis Table
        As the file has it.

    Returns
    -------
    ibis Table
        As `RowReader.ledger` returns it.
    """
    known = RowReader(raw)
    row = RowReader(raw.select("source_row", **{_label(names): _value(known, names) for names in table.sources}))
    found = _found(table, row)
    said = {name: values[0].coalesce(*values[1:]) for name in TEXTS if (values := _texts(table, row, found, name))}
    counts, reasons = (_long if "tokens" in table.columns else _wide)(table, row, found)
    if table.requests_per_row is not None:
        counts["requests"] = ibis.literal(table.requests_per_row)
    if "cost" in table.columns:
        counts["cost"] = row.money(_label(table.columns["cost"])) * table.factors.get("cost", 1.0)
    if "batch" in table.columns:
        said["batch"] = row.flag(_label(table.columns["batch"]))
    start = _label(table.columns["period_start"])
    row.never(row.text(start).isnull(), f"{start} must not be empty")
    kept = [
        where(~row.text(_label(names)).isin(values).fill_null(NO), f"{_label(names)} is not {' or '.join(values)}")
        for names, values in table.filters.items()
    ]
    return row.ledger(
        **{key: _time(table, row, key) for key in ("period_start", "period_end") if key in table.columns},
        **said,
        **counts,
        not_counted=ibis.coalesce(*kept, *reasons),
        row_id=row.text(_label(table.columns["row_id"]))
        if "row_id" in table.columns
        else row.told_apart(*table.identity),
    )


def _base(name: str) -> str:
    return name.partition(ARROW)[0].strip()


def _label(names: tuple[str, ...]) -> str:
    """Return what messages call a source column."""
    return " or ".join(names)


def _value(row: RowReader, names: tuple[str, ...]) -> ir.Value:
    """Return a source column: typed as the file has it where it has one name only."""
    there = {column.lower(): column for column in row.raw.columns}
    paths = [[part.strip() for part in name.split(ARROW)] for name in names]
    if len(paths) == 1 and len(paths[0]) == 1:
        return row.raw[there[paths[0][0].lower()]]
    return ibis.coalesce(*[row.key(there[base.lower()], *keys) for base, *keys in paths])


def _found(table: MappedTable, row: RowReader) -> dict[str, list[ir.StringValue]]:
    """Return what the named groups of patterns take out of texts."""
    found: dict[str, list[ir.StringValue]] = {}
    for names, pattern in table.patterns:
        for group, index in re.compile(pattern).groupindex.items():
            value = trimmed(row.text(_label(names)).re_extract(pattern, index)).nullif("")
            found.setdefault(group, []).append(value)
    return found


def _texts(
    table: MappedTable, row: RowReader, found: dict[str, list[ir.StringValue]], key: str
) -> list[ir.StringValue]:
    """Return what may stand for a text, best first: a column, a part of one, a constant."""
    own = [row.text(_label(table.columns[key]))] if key in table.columns else []
    constant = [ibis.literal(table.constants[key])] if key in table.constants else []
    return [*own, *found.get(key, []), *constant]


def _time(table: MappedTable, row: RowReader, key: str) -> ir.TimestampValue:
    name = _label(table.columns[key])
    if table.time_format in SECONDS:
        return row.seconds(name, SECONDS[table.time_format])
    return row.time(name, table.time_format)


def _count(table: MappedTable, row: RowReader, key: str) -> ir.FloatingValue:
    """Return a count; one in thousands or millions may have decimals."""
    if key not in table.columns:
        return ibis.null("float64")
    name, factor = _label(table.columns[key]), table.factors.get(key, 1.0)
    if factor == 1:
        return row.count(name)
    value = (row.amount(name) * factor).round()
    row.never(value < 0, f"{name} must be 0 or more")
    return value


def _wide(
    table: MappedTable, row: RowReader, _: dict[str, list[ir.StringValue]]
) -> tuple[dict[str, ir.Value], list[ir.StringValue]]:
    """Return the counts of a row that has a column for each, and why it may not count."""
    counts = {key: _count(table, row, key) for key in NUMBERS}
    if "input" in table.columns:
        total, name = _count(table, row, "input"), _label(table.columns["input"])
        cached = counts["cache_read"].fill_null(0) + counts["cache_write"].fill_null(0)
        counts["uncached"] = total - cached if table.input_includes_cache else total
        row.never(counts["uncached"] < 0, f"{name} must not be less than the cached tokens that are part of it")
    if not table.output_includes_reasoning:
        counts["out"] = counts["out"] + counts["reasoning"].fill_null(0)
    row.never(counts["reasoning"] > counts["out"], "reasoning must not exceed the answer that it is part of")
    if "total" in table.columns:
        name, every = _label(table.columns["total"]), _count(table, row, "total")
        parts = sum((counts[key].fill_null(0) for key in COUNTS[1:]), counts[COUNTS[0]].fill_null(0))
        row.never(parts != every, f"{name} must be the sum of all classes of tokens")
    nothing = ibis.and_(*[counts[key].isnull() for key in COUNTS])
    return counts, [where(nothing, "no tokens in the row")]


def _long(
    table: MappedTable, row: RowReader, found: dict[str, list[ir.StringValue]]
) -> tuple[dict[str, ir.Value], list[ir.StringValue]]:
    """Return the count of a row that says in words what it counts, and why it may not count."""
    said = ibis.coalesce(*_texts(table, row, found, "class")).lower().re_replace(r"\s+", " ")
    kind = said.cases(*[(text.lower(), key) for text, key in table.classes.items()])
    amount = row.amount(_label(table.columns["tokens"]))
    factor, reasons = ibis.literal(table.factors.get("tokens", 1.0)), []
    if "unit" in table.columns:
        name = _label(table.columns["unit"])
        unit = row.text(name).lower()
        known = [(text.lower(), value) for text, value in table.units.items()]
        own = unit.cases(*known) if known else ibis.null("float64")
        factor = own.coalesce(tokens_of_unit(unit))
        row.never(unknown_unit(unit) & own.isnull(), f"{name} must say how many tokens it is, as 1K tokens")
        reasons.append(where(factor.isnull(), f"{name} is none of tokens"))
    number = (amount * factor).round()
    reasons += [
        where(kind.isnull(), "no class of tokens that the mapping names"),
        where(number.isnull(), "no tokens in the row"),
        where(number < 0, "a correction"),
    ]
    counts = by_class(kind, (number >= 0).ifelse(number, ibis.null("float64")))
    return counts | {"requests": (kind == "requests").ifelse(number, ibis.null("float64"))}, reasons
