"""OpenAI's usage API, /v1/organization/usage/*: pages of buckets of time, each with results.

`input_tokens` includes cached and cache-write tokens; results of 2026 also have the uncached ones, which must be the
difference. Only completions generate text: tokens of embeddings and moderations are kept but not counted, images,
speech and the rest have none. A bucket without results is time without usage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat
from workbook.ledger.nested_records import record
from workbook.ledger.usage_pages import page_columns, page_rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

_TIMES = ("start_time", "end_time")
_DIMENSIONS = (
    "object", "project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "api_source", "size", "source",
)  # fmt: skip
_COUNTS = (
    "num_model_requests", "input_tokens", "output_tokens", "input_cached_tokens", "input_cache_write_tokens",
    "input_uncached_tokens",
)  # fmt: skip
_OBJECT = r"^organization\.usage\.([a-z_]+)\.result$"


def _ledger(raw: ir.Table) -> ir.Table:
    row = page_rows(raw, "start_time")
    there = row.raw.is_there
    what = row.text("object").re_extract(_OBJECT, 1).nullif("")
    row.never(there & what.isnull(), "object must be organization.usage.*.result")
    text = what == "completions"
    for name in ("input_tokens", "output_tokens"):
        row.always(name, there & text)
    total, cached = row.count("input_tokens"), row.count("input_cached_tokens").fill_null(0)
    written, uncached = row.count("input_cache_write_tokens").fill_null(0), row.count("input_uncached_tokens")
    rest = total - cached - written
    row.never(rest < 0, "input_cached_tokens and input_cache_write_tokens must not exceed input_tokens")
    row.never(uncached != rest, "input_uncached_tokens must be input_tokens less cached and cache-write tokens")
    other = what.replace("_", " ") + ", not text generation"
    return row.ledger(
        period_start=row.seconds("start_time"),
        period_end=row.seconds("end_time"),
        provider="OpenAI",
        model=row.text("model"),
        team=row.text("project_id"),
        tier=row.text("service_tier"),
        batch=row.flag("batch"),
        requests=row.count("num_model_requests"),
        uncached=rest,
        cache_read=cached,
        cache_write=written,
        out=row.count("output_tokens"),
        not_counted=ibis.cases((~there, "no usage in that time"), (~text, other)),
        row_id=row.identity(*_TIMES, *_DIMENSIONS),
    )


FORMAT: Final = FileFormat(
    name="OpenAI usage (API)",
    kind="usage",
    needs=frozenset({"data", "bucket", "start_time", "results"}),  # a page without any usage has no other names
    columns=page_columns(_TIMES, record(*_DIMENSIONS, *_COUNTS)),
    ledger=_ledger,
    source="openai-openapi: openapi.yaml @f85dbe2, UsageResponse, UsageCompletionsResult",
    document=True,
)
