"""OpenAI's costs API, /v1/organization/costs: pages of days, each with amounts of money.

A line item is a model and what of it was paid for ("gpt-5-nano, input_tokens"), or a service. Its `quantity` is not
read: it is of a unit that differs from item to item, and the usage export counts the tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat
from workbook.ledger.nested_records import record
from workbook.ledger.row_reader import trimmed
from workbook.ledger.usage_pages import page_columns, page_rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

_TIMES = ("start_time", "end_time")
_DIMENSIONS = ("line_item", "project_id", "api_key_id", "organization_id", "quantity_unit", "api_source")
MODEL: Final = r"^[^,]+"
"""What of a line item names the model, or the service."""


def _ledger(raw: ir.Table) -> ir.Table:
    row = page_rows(raw, "start_time", "value", "currency")
    there = row.raw.is_there
    return row.ledger(
        period_start=row.seconds("start_time"),
        period_end=row.seconds("end_time"),
        provider="OpenAI",
        model=trimmed(row.text("line_item").re_extract(MODEL, 0)),
        team=row.text("project_id"),
        cost=row.money("value"),
        currency=row.currency("currency"),
        cost_basis="billed",
        not_counted=there.ifelse(ibis.null("string"), "no cost in that time"),
        row_id=row.identity(*_TIMES, *_DIMENSIONS),
    )


FORMAT: Final = FileFormat(
    name="OpenAI costs (API)",
    kind="cost",
    needs=frozenset({"data", "bucket", "start_time", "results", "organization.costs.result"}),
    columns=page_columns(_TIMES, record(*_DIMENSIONS, amount=record("value", "currency"))),
    ledger=_ledger,
    source="openai-openapi: openapi.yaml @f85dbe2, CostsResult",
    document=True,
)
