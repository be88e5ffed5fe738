"""OpenAI's usage dashboard, completions_usage_*.csv, as exported in 2025 and in 2026.

`input_tokens` includes cached and cache-write tokens. The uncached ones, in a column of their own since late 2025, must
be the difference; cache-write tokens came in 2026. Days without usage are rows with nothing but their time. The exports
beside it (embeddings_usage_*.csv and others) have no `output_tokens`: their rows are kept but not counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader

if TYPE_CHECKING:
    import ibis.expr.types as ir

_TIMES = ("start_time_iso", "end_time_iso")
_DIMENSIONS = ("project_id", "user_id", "api_key_id", "model", "batch", "service_tier")
_COUNTS = ("num_model_requests", "input_tokens", "output_tokens", "input_cached_tokens")
_NEW = ("input_cache_write_tokens", "input_uncached_tokens")


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw)
    total, cached = row.count("input_tokens"), row.count("input_cached_tokens").fill_null(0)
    written = row.count("input_cache_write_tokens").fill_null(0)
    uncached, requests, out = (
        row.count("input_uncached_tokens"),
        row.count("num_model_requests"),
        row.count("output_tokens"),
    )
    rest = total - cached - written
    row.never(rest < 0, "input_cached_tokens and input_cache_write_tokens must not exceed input_tokens")
    row.never(uncached != rest, "input_uncached_tokens must be input_tokens less cached and cache-write tokens")
    row.never(total.isnull() & out.notnull(), "input_tokens must not be empty where output_tokens is not")
    row.always("start_time_iso", total.notnull())
    return row.ledger(
        period_start=row.time("start_time_iso"),
        period_end=row.time("end_time_iso"),
        provider="OpenAI",
        model=row.text("model"),
        team=row.text("project_id"),
        tier=row.text("service_tier"),
        batch=row.flag("batch"),
        requests=requests,
        uncached=rest,
        cache_read=cached,
        cache_write=written,
        out=out,
        not_counted=ibis.cases(
            (total.isnull() & out.isnull(), "no usage in that time"),
            (out.isnull(), "no answer, not text generation"),
        ),
        row_id=row.identity(*_TIMES, *_DIMENSIONS),
    )


FORMAT: Final = FileFormat(
    name="OpenAI usage (CSV)",
    kind="usage",
    needs=frozenset({"start_time_iso", "num_model_requests", "input_tokens"}),
    columns=texts(*_TIMES, *_DIMENSIONS, *_COUNTS, *_NEW),
    ledger=_ledger,
    source="openai-openapi: completions_usage_*.csv of the dashboard",
)
