"""OpenAI's cost dashboard, cost_*.csv, as exported in 2025, in 2026 and, with `api_source`, since September 2026.

Days without cost are rows with nothing but their time. Names and e-mail addresses are not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.formats.openai_costs_api import MODEL
from workbook.ledger.row_reader import RowReader, trimmed

if TYPE_CHECKING:
    import ibis.expr.types as ir

_TIMES = ("start_time_iso", "end_time_iso")
_DIMENSIONS = ("line_item", "project_id", "user_id", "api_key_id", "organization_id", "quantity_unit", "api_source")
_MONEY = ("amount_value", "amount_currency")


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw)
    cost, currency = row.money("amount_value"), row.currency("amount_currency")
    row.always("start_time_iso", cost.notnull())
    row.always("amount_currency", cost.notnull())
    row.always("amount_value", currency.notnull() | row.text("line_item").notnull())
    return row.ledger(
        period_start=row.time("start_time_iso"),
        period_end=row.time("end_time_iso"),
        provider="OpenAI",
        model=trimmed(row.text("line_item").re_extract(MODEL, 0)),
        team=row.text("project_id"),
        cost=cost,
        currency=currency,
        cost_basis="billed",
        not_counted=cost.isnull().ifelse("no cost in that time", ibis.null("string")),
        row_id=row.identity(*_TIMES, *_DIMENSIONS),
    )


FORMAT: Final = FileFormat(
    name="OpenAI cost (CSV)",
    kind="cost",
    needs=frozenset({"start_time_iso", "amount_value", "amount_currency", "line_item"}),
    columns=texts(*_TIMES, *_MONEY, *_DIMENSIONS),
    ledger=_ledger,
    source="openai-openapi: cost_*.csv of the dashboard; CostsResult",
)
