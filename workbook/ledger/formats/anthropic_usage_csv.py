"""Anthropic's Console, claude_api_tokens_*.csv, by day or by hour, as exported in June 2025 and in 2026.

Token classes are columns of their own. The export of June 2025 lacks context window, place and speed. Requests are
not counted. Keys, whose names often name a person, only tell rows apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DIMENSIONS = (
    "usage_date_utc", "model_version", "api_key", "workspace", "usage_type", "context_window", "inference_geo", "speed",
)  # fmt: skip
_UNCACHED, _READ, _OUT = "usage_input_tokens_no_cache", "usage_input_tokens_cache_read", "usage_output_tokens"
_WRITTEN = ("usage_input_tokens_cache_write_5m", "usage_input_tokens_cache_write_1h")


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw)
    for name in ("usage_date_utc", _UNCACHED, _OUT):
        row.always(name, ibis.literal(value=True))
    return row.ledger(
        period_start=row.time("usage_date_utc"),
        provider="Anthropic",
        model=row.text("model_version"),
        team=row.text("workspace"),
        tier=row.text("usage_type"),
        batch=row.text("usage_type") == "batch",
        region=row.text("inference_geo"),
        uncached=row.count(_UNCACHED),
        cache_read=row.count(_READ).fill_null(0),
        cache_write=sum(row.count(name).fill_null(0) for name in _WRITTEN),
        out=row.count(_OUT),
        row_id=row.identity(*_DIMENSIONS),
    )


FORMAT: Final = FileFormat(
    name="Anthropic usage (CSV)",
    kind="usage",
    needs=frozenset({"usage_date_utc", "model_version", _UNCACHED, _READ, *_WRITTEN, _OUT}),
    columns=texts(*_DIMENSIONS, _UNCACHED, _READ, *_WRITTEN, _OUT),
    ledger=_ledger,
    source="anthropic-usage-api: claude_api_tokens_*.csv of the Console",
)
