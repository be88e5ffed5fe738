"""The formats that are recognised, one file each: modules here, mappings in data/usage_maps."""

from __future__ import annotations

from typing import Final

from workbook.ledger.file_format import FileFormat
from workbook.ledger.formats import (
    anthropic_cost_api,
    anthropic_cost_csv,
    anthropic_usage_api,
    anthropic_usage_csv,
    aws_cost_and_usage,
    bedrock_invocation_log,
    claude_code_api,
    focus,
    ledger_table,
    litellm_daily,
    litellm_spend_logs,
    openai_activity_csv,
    openai_cost_csv,
    openai_costs_api,
    openai_usage_api,
    openai_usage_csv,
    openrouter_activity,
    openrouter_activity_by_day,
    otel_spans_json,
    otel_spans_table,
    otel_token_counters,
)
from workbook.ledger.mapping import shipped_formats

FORMATS: Final[tuple[FileFormat, ...]] = (
    anthropic_cost_api.FORMAT,
    anthropic_cost_csv.FORMAT,
    anthropic_usage_api.FORMAT,
    anthropic_usage_csv.FORMAT,
    aws_cost_and_usage.FORMAT,
    bedrock_invocation_log.FORMAT,
    claude_code_api.FORMAT,
    focus.FORMAT,
    ledger_table.FORMAT,
    litellm_daily.FORMAT,
    litellm_spend_logs.FORMAT,
    openai_activity_csv.FORMAT,
    openai_cost_csv.FORMAT,
    openai_costs_api.FORMAT,
    openai_usage_api.FORMAT,
    openai_usage_csv.FORMAT,
    openrouter_activity.FORMAT,
    openrouter_activity_by_day.FORMAT,
    otel_spans_json.FORMAT,
    otel_spans_table.FORMAT,
    otel_token_counters.FORMAT,
    *shipped_formats(),
)
