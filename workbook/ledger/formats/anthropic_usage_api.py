"""Anthropic's usage API, /v1/organizations/usage_report/messages: pages of buckets of time, each with results.

`uncached_input_tokens` excludes what is read from a cache and written to it, by how long it is kept; `output_tokens`
includes thinking. Requests are not counted. A bucket without results is time without usage.
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
    "model", "workspace_id", "api_key_id", "service_tier", "context_window", "inference_geo", "speed", "account_id",
    "service_account_id",
)  # fmt: skip
_COUNTS = ("uncached_input_tokens", "cache_read_input_tokens", "output_tokens")
_WRITTEN = ("ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens")


def _ledger(raw: ir.Table) -> ir.Table:
    row = page_rows(raw, "starting_at", "uncached_input_tokens", "output_tokens")
    there = row.raw.is_there
    return row.ledger(
        period_start=row.time("starting_at"),
        period_end=row.time("ending_at"),
        provider="Anthropic",
        model=row.text("model"),
        team=row.text("workspace_id"),
        tier=row.text("service_tier"),
        batch=row.text("service_tier") == "batch",
        region=row.text("inference_geo"),
        uncached=row.count("uncached_input_tokens"),
        cache_read=row.count("cache_read_input_tokens").fill_null(0),
        cache_write=sum(row.count(name).fill_null(0) for name in _WRITTEN),
        out=row.count("output_tokens"),
        not_counted=there.ifelse(ibis.null("string"), "no usage in that time"),
        row_id=row.identity(*_TIMES, *_DIMENSIONS),
    )


FORMAT: Final = FileFormat(
    name="Anthropic usage (API)",
    kind="usage",
    needs=frozenset({"data", "starting_at", "ending_at", "results"}),  # a page without any usage has no other names
    columns=page_columns(_TIMES, record(*_DIMENSIONS, *_COUNTS, cache_creation=record(*_WRITTEN))),
    ledger=_ledger,
    source="anthropic-usage-api: GET /v1/organizations/usage_report/messages",
    document=True,
)
