"""The formats that are recognised, one file each."""

from __future__ import annotations

from typing import Final

from workbook.ledger.file_format import FileFormat
from workbook.ledger.formats import (
    anthropic_cost_api,
    anthropic_cost_csv,
    anthropic_usage_api,
    anthropic_usage_csv,
    claude_code_api,
    openai_activity_csv,
    openai_cost_csv,
    openai_costs_api,
    openai_usage_api,
    openai_usage_csv,
)

FORMATS: Final[tuple[FileFormat, ...]] = (
    anthropic_cost_api.FORMAT,
    anthropic_cost_csv.FORMAT,
    anthropic_usage_api.FORMAT,
    anthropic_usage_csv.FORMAT,
    claude_code_api.FORMAT,
    openai_activity_csv.FORMAT,
    openai_cost_csv.FORMAT,
    openai_costs_api.FORMAT,
    openai_usage_api.FORMAT,
    openai_usage_csv.FORMAT,
)
