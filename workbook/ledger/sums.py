"""The one expression that sums a ledger: the same on a file here and on a company's own engine.

Energy is linear in sums of tokens but for one product, output tokens times their context. That is exact for a row of
one request, is taken as if all requests of a row were alike where it counts more, and is unknown where it counts none;
the three are summed apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from workbook.ledger.columns import COUNTS, NO

if TYPE_CHECKING:
    import ibis.expr.types as ir

BY: Final = ("month", "provider", "host", "model", "team", "tier", "batch", "region")
"""What a ledger can be grouped by."""
ALWAYS: Final = ("not_counted", "source_file", "format", "kind", "currency", "cost_basis")
SUMS: Final = (*COUNTS, "requests", "unknown_requests", "reasoning", "context", "even_context", "unknown_out", "cost")


def grouped(ledger: ir.Table, by: Sequence[str] = BY) -> ir.Table:
    """Return the sums of a ledger's rows.

    Parameters
    ----------
    ledger : ibis Table
        Rows of `workbook.ledger.columns`, with `source_file`, `format`, `kind` and `source_row`.
    by : sequence of str
        Any of `BY`.

    Returns
    -------
    ibis Table
        One row for each group: its keys, `rows`, `first_row` and `last_row` of the file, `start` and `end`, the sums
        of `SUMS`, and the number of `faults`.

    Notes
    -----
    `context` is the sum of L_out (L_in + L_out / 2) over rows of one request [token^2], `even_context` that of rows
    of several, with lengths that are exponential around the row's mean: out (in + out) / requests; `unknown_out` the
    output tokens of rows without requests; `unknown_requests` the number of those rows.
    """
    import ibis

    x = ledger.mutate(
        month=ledger.period_start.truncate("M"),
        prompt=ledger.uncached.fill_null(0) + ledger.cache_read.fill_null(0) + ledger.cache_write.fill_null(0),
        answer=ledger.out.fill_null(0),
        told=(ledger.requests >= 1).fill_null(NO),
    )
    prompt, out = x.prompt, x.answer
    one, many = x.requests == 1, x.requests > 1
    sums = {name: x[name].sum().fill_null(0) for name in (*COUNTS, "requests", "reasoning", "cost")}
    keys = [*ALWAYS, *[name for name in BY if name in by]]
    alike = {name: value for name in keys[1:] if (value := _alike(x[name])) is not None}
    found = x.group_by(*[name for name in keys if name not in alike]).aggregate(
        rows=x.count(),
        first_row=x.source_row.min(),
        last_row=x.source_row.max(),
        start=x.period_start.min(),
        end=ibis.greatest(x.period_end.max(), x.period_start.max()),
        faults=x.fault.notnull().sum(),
        unknown_requests=(x.not_counted.isnull() & ~x.told).sum(),
        context=one.ifelse(out * (prompt + out / 2), 0.0).sum().fill_null(0),
        even_context=many.ifelse(out * (prompt + out) / x.requests, 0.0).sum().fill_null(0),
        unknown_out=x.told.ifelse(0.0, out).sum().fill_null(0),
        **sums,
    )
    return found.mutate(**alike)


def _alike(column: ir.Column) -> ir.Value | None:
    """Return the one value that all rows have of a column, if that is plain: no engine need group by it."""
    import ibis.expr.operations as ops

    value = column.op()
    while isinstance(value, ops.Field) and value.name in value.rel.values:
        value = value.rel.values[value.name]
    return None if value.find((ops.Field, ops.Impure)) else value.to_expr()
