"""The formats that are recognised, one file each."""

from __future__ import annotations

from typing import Final

from workbook.ledger.file_format import FileFormat
from workbook.ledger.formats import (
    litellm_daily,
    litellm_spend_logs,
    openai_usage_csv,
    openrouter_activity,
    openrouter_activity_by_day,
    otel_spans_json,
    otel_spans_table,
    otel_token_counters,
)

FORMATS: Final[tuple[FileFormat, ...]] = (
    litellm_daily.FORMAT,
    litellm_spend_logs.FORMAT,
    openai_usage_csv.FORMAT,
    openrouter_activity.FORMAT,
    openrouter_activity_by_day.FORMAT,
    otel_spans_json.FORMAT,
    otel_spans_table.FORMAT,
    otel_token_counters.FORMAT,
)
