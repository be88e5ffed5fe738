"""OpenAI's activity export of 2023 to April 2025, before the usage dashboard of today.

`n_context_tokens_total` includes cached tokens. Images, characters of speech and audio tokens have columns of their
own: a row of these alone is no text, and embeddings and moderations generate none. Names are not read, `user` neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DIMENSIONS = (
    "timestamp", "organization_id", "operation", "api_key_id", "api_key_redacted", "api_key_type", "project_id",
    "request_type", "usage_type", "model", "image_size",
)  # fmt: skip
_TEXT = ("n_context_tokens_total", "n_generated_tokens_total", "n_cached_context_tokens_total", "num_requests")
_OTHER = {
    "num_images": "images",
    "num_characters": "characters of speech",
    "n_context_audio_tokens_total": "audio",
    "n_generated_audio_tokens_total": "audio",
}
_NO_ANSWER = ("embedding", "moderation")  # what an operation or a model that only reads is called


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw)
    total, cached = row.count("n_context_tokens_total"), row.count("n_cached_context_tokens_total").fill_null(0)
    out = row.count("n_generated_tokens_total")
    rest = total - cached
    row.never(rest < 0, "n_cached_context_tokens_total must not exceed n_context_tokens_total")
    row.always("n_context_tokens_total", (out > 0) | (cached > 0))
    row.always("timestamp", total.notnull())
    called = row.text("operation").fill_null("") + " " + row.text("model").fill_null("")
    none = total.fill_null(0) + out.fill_null(0) == 0
    not_counted = ibis.cases(
        *[(called.lower().contains(name), f"{name}s, not text generation") for name in _NO_ANSWER],
        *[(none & (row.count(name) > 0), f"{what}, not text generation") for name, what in _OTHER.items()],
        (none, "no usage in that time"),
    )
    return row.ledger(
        period_start=row.seconds_or_time("timestamp"),
        provider="OpenAI",
        model=row.text("model"),
        team=row.text("project_id"),
        requests=row.count("num_requests"),
        uncached=rest,
        cache_read=cached,
        cache_write=0.0,
        out=out,
        not_counted=not_counted,
        row_id=row.identity(*_DIMENSIONS),
    )


FORMAT: Final = FileFormat(
    name="OpenAI activity (CSV)",
    kind="usage",
    needs=frozenset({"timestamp", "n_context_tokens_total", "n_generated_tokens_total", "num_requests"}),
    columns=texts(*_DIMENSIONS, *_TEXT, *_OTHER),
    ledger=_ledger,
    source="openai-openapi: activity export of the dashboard before May 2025",
)
