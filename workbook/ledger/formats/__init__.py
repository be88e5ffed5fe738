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
    openai_activity_csv,
    openai_cost_csv,
    openai_costs_api,
    openai_usage_api,
    openai_usage_csv,
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
    openai_activity_csv.FORMAT,
    openai_cost_csv.FORMAT,
    openai_costs_api.FORMAT,
    openai_usage_api.FORMAT,
    openai_usage_csv.FORMAT,
    *shipped_formats(),
)
