"""LiteLLM's table of spend logs, one request a row, however it was taken out of the database.

`prompt_tokens` includes tokens that were read from a cache and, in newer versions, those written to one. What was
cached stands in `metadata`: at its top as Anthropic says it, in its details as OpenAI does. Nothing else of it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ibis

from workbook.ledger.columns import NO
from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader, trimmed
from workbook.ledger.sellers import host, maker

if TYPE_CHECKING:
    import ibis.expr.types as ir

_INSIDE: Final = {
    "cache_read_input_tokens": (("cache_read_input_tokens",), ("prompt_tokens_details", "cached_tokens")),
    "cache_creation_input_tokens": (
        ("cache_creation_input_tokens",),
        ("prompt_tokens_details", "cache_creation_tokens"),
    ),
    "reasoning_tokens": (("completion_tokens_details", "reasoning_tokens"),),
}
"""Where `metadata.additional_usage_values` may have them."""

_NO_TEXT: Final = "embedding|image|transcription|speech|moderation|rerank|ocr|search|file|video|vector|container|mcp"
"""What the name of a call has that asks no language model."""


def _ledger(raw: ir.Table) -> ir.Table:
    if not raw.metadata.type().is_struct():
        raw = raw.mutate(metadata=raw.metadata.cast("string").try_cast("json"), no_json=_no_json(raw.metadata))
    row = RowReader(raw.mutate(**{name: _inside(raw, places) for name, places in _INSIDE.items()}))
    if "no_json" in raw.columns:
        row.never(raw.no_json, "metadata must be JSON")
    total, out = row.count("prompt_tokens"), row.count("completion_tokens")
    read = row.count("cache_read_input_tokens").fill_null(0)
    written = row.count("cache_creation_input_tokens").fill_null(0)
    reasoning = row.count("reasoning_tokens")
    rest = total - read - written
    row.never(rest < 0, "prompt_tokens must not be less than the cache_read and cache_creation tokens in metadata")
    row.never(reasoning > out, "reasoning_tokens must not exceed completion_tokens")
    call, model, code = row.text("call_type").lower(), row.text("model"), row.text("custom_llm_provider")
    cached = (row.text("cache_hit").lower() == "true").fill_null(NO)
    of_many = call.contains("batch").fill_null(NO)
    no_usage = ibis.cases(
        (cached, "cache hit of a gateway"),
        (row.text("status").lower() == "failure", "failed call"),
        (call.re_search(_NO_TEXT), ibis.literal("no call of a language model: ") + call),
        (total.fill_null(0) + out.fill_null(0) == 0, "no tokens"),
        else_=ibis.null("string"),
    )
    return row.ledger(
        period_start=row.time("startTime", needed=True),
        period_end=row.time("endTime"),
        provider=maker(code, model),
        host=host(code),
        model=model,
        team=row.text("team_id"),
        batch=of_many,
        requests=ibis.cases((cached, 0.0), (of_many, ibis.null("float64")), else_=1.0),
        uncached=rest,
        cache_read=read,
        cache_write=written,
        out=out,
        reasoning=reasoning,
        cost=row.money("spend"),
        currency="USD",
        cost_basis="estimated",
        not_counted=no_usage,
        row_id=row.text("request_id"),
    )


def _no_json(column: ir.Value) -> ir.BooleanValue:
    text = trimmed(column.cast("string")).nullif("")
    return text.notnull() & text.try_cast("json").isnull()


def _inside(raw: ir.Table, places: tuple[tuple[str, ...], ...]) -> ir.StringValue:
    """Return the first of places in the usage that metadata has, as text."""
    return ibis.coalesce(*[_at(raw.metadata, ("additional_usage_values", *place)) for place in places])


def _at(value: Any, path: tuple[str, ...]) -> ir.StringValue:
    """Return what stands at a path in JSON, or in the structure that Parquet has in its place."""
    for key in path:
        if value.type().is_struct() and key not in value.type().fields:
            return ibis.null("string")
        value = value[key]
    return trimmed(value.cast("string")).replace('"', "").nullif("null")


FORMAT: Final = FileFormat(
    name="LiteLLM spend logs",
    kind="gateway",
    needs=frozenset({"request_id", "call_type", "prompt_tokens", "completion_tokens", "starttime"}),
    columns=texts(
        "request_id", "call_type", "spend", "prompt_tokens", "completion_tokens", "startTime", "endTime", "model",
        "custom_llm_provider", "metadata", "cache_hit", "team_id", "status",
    ),
    ledger=_ledger,
    source="litellm: schema.prisma, LiteLLM_SpendLogs",
)  # fmt: skip
