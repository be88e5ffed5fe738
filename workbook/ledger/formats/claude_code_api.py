"""Anthropic's report of Claude Code, /v1/organizations/usage_report/claude_code: a record a person or key and day.

Who the person is, is not read: what else a record counts tells it apart. What is used by an API key is in Anthropic's
usage report too, so that report counts where both are there; a subscription is in this one alone. Costs are estimates,
in cents. A record without models is time without usage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat
from workbook.ledger.formats.anthropic_cost_api import CENTS
from workbook.ledger.nested_records import record, unnested
from workbook.ledger.row_reader import RowReader

if TYPE_CHECKING:
    import ibis.expr.types as ir

_LISTS = ("data", "model_breakdown")
_RECORD = ("date", "organization_id", "customer_type", "terminal_type")
_KEY, _SESSIONS = "api_key_name", "num_sessions"
_COUNTS = ("input", "cache_read", "cache_creation", "output")
_MONEY = ("amount", "currency")
_MODEL = record("model", tokens=record(*_COUNTS), estimated_cost=record(*_MONEY))
_DATA = record(*_RECORD, actor=record(_KEY), core_metrics=record(_SESSIONS), model_breakdown=f"{_MODEL}[]")


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(unnested(raw, *_LISTS))
    there = row.raw.is_there
    row.never(row.raw.lacks.notnull(), "a page must have a list of data, and a record a list of model_breakdown")
    for name in ("date", "model", "input", "output"):
        row.always(name, there)
    row.always("currency", row.text("amount").notnull())
    return row.ledger(
        period_start=row.time("date"),
        provider="Anthropic",
        model=row.text("model"),
        tier=row.text("customer_type"),
        uncached=row.count("input"),
        cache_read=row.count("cache_read").fill_null(0),
        cache_write=row.count("cache_creation").fill_null(0),
        out=row.count("output"),
        cost=row.money("amount", CENTS),
        currency=row.currency("currency"),
        cost_basis="estimated",
        not_counted=there.ifelse(ibis.null("string"), "no usage in that time"),
        row_id=row.identity(*_RECORD, _KEY, _SESSIONS, "model", *_COUNTS),
    )


FORMAT: Final = FileFormat(
    name="Claude Code report (API)",
    kind="gateway",  # it counts only where Anthropic's own usage report is not there
    needs=frozenset({"data", "customer_type", "model_breakdown"}),
    columns={"data": f"{_DATA}[]"},
    ledger=_ledger,
    source="anthropic-usage-api: GET /v1/organizations/usage_report/claude_code",
    document=True,
)
