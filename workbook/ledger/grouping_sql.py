"""The grouping of a file or table as SQL: what an auditor reads, and can run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbook.ledger.reading import OpenFile
from workbook.ledger.sums import BY, grouped

if TYPE_CHECKING:
    import ibis.expr.types as ir


def sql_of(one: OpenFile, by: Sequence[str] = BY) -> str:
    """Return the SQL that sums a file or a table, in the dialect of its engine.

    Parameters
    ----------
    one : OpenFile
        Recognised.
    by : sequence of str
        What the sums are kept apart by.

    Returns
    -------
    str
        Of a file the view that reads it comes first.
    """
    import ibis

    query = grouped(one.ledger, by)
    parts = [f"-- {one.file.name}: {one.of.name}", *_views(query), f"{ibis.to_sql(query)};"]
    return "\n".join(parts)


def _views(query: ir.Table) -> list[str]:
    """Return the definitions of the embedded engine's views that a query reads."""
    import ibis.expr.operations as ops

    (engine,) = {table.source for table in query.op().find(ops.DatabaseTable)}
    if engine.name != "duckdb":
        return []
    names = {table.name for table in query.op().find(ops.DatabaseTable)}
    found = engine.con.sql("SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY view_name").fetchall()
    return [sql for name, sql in found if name in names]
