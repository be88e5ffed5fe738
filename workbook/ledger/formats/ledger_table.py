"""A table that has the ledger's own columns, as a company may keep it in a warehouse: the columns of `columns`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbook.ledger.columns import COLUMNS
from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader

if TYPE_CHECKING:
    import ibis.expr.types as ir


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw)
    row.never(row.text("fault").notnull(), "fault must be empty")
    read = {"timestamp": row.time, "string": row.text, "boolean": row.flag, "float64": row.count}
    others = {"cost": row.money, "currency": row.currency}
    given = {name: others.get(name, read[column.type])(name) for name, column in COLUMNS.items() if name != "fault"}
    row.never(given["reasoning"] > given["out"].fill_null(0), "reasoning must not exceed out, of which it is part")
    return row.ledger(**given)


FORMAT: Final = FileFormat(
    name="equery ledger (table)",
    kind="usage",
    needs=frozenset({"period_start", "uncached", "cache_read", "cache_write", "out"}),
    columns=texts(*COLUMNS),
    ledger=_ledger,
    source="workbook/ledger/columns.py",
)
