"""Anthropic's cost API, /v1/organizations/cost_report: pages of days, each with amounts of money in cents.

The priority tier is not in it. What is paid for other things than tokens (searches, code that is run) says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat
from workbook.ledger.nested_records import record
from workbook.ledger.usage_pages import page_columns, page_rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

_TIMES = ("starting_at", "ending_at")
_DIMENSIONS = (
    "model", "workspace_id", "service_tier", "context_window", "inference_geo", "speed", "cost_type", "token_type",
    "description",
)  # fmt: skip
_MONEY = ("amount", "currency")
CENTS: Final = 100.0


def _ledger(raw: ir.Table) -> ir.Table:
    row = page_rows(raw, "starting_at", *_MONEY)
    there, what = row.raw.is_there, row.text("cost_type")
    return row.ledger(
        period_start=row.time("starting_at"),
        period_end=row.time("ending_at"),
        provider="Anthropic",
        model=row.text("model"),
        team=row.text("workspace_id"),
        tier=row.text("service_tier"),
        batch=row.text("service_tier") == "batch",
        region=row.text("inference_geo"),
        cost=row.money("amount", CENTS),
        currency=row.currency("currency"),
        cost_basis="billed",
        not_counted=ibis.cases((~there, "no cost in that time"), (what != "tokens", "cost of " + what)),
        row_id=row.identity(*_TIMES, *_DIMENSIONS),
    )


FORMAT: Final = FileFormat(
    name="Anthropic cost (API)",
    kind="cost",
    needs=frozenset({"data", "starting_at", "ending_at", "results", "amount", "currency"}),
    columns=page_columns(_TIMES, record(*_DIMENSIONS, *_MONEY)),
    ledger=_ledger,
    source="anthropic-usage-api: GET /v1/organizations/cost_report",
    document=True,
)
