"""The formats that are recognised, one file each: modules here, mappings in data/usage_maps."""

from __future__ import annotations

from typing import Final

from workbook.ledger.file_format import FileFormat
from workbook.ledger.formats import aws_cost_and_usage, bedrock_invocation_log, focus, openai_usage_csv
from workbook.ledger.mapping import shipped_formats

FORMATS: Final[tuple[FileFormat, ...]] = (
    aws_cost_and_usage.FORMAT,
    bedrock_invocation_log.FORMAT,
    focus.FORMAT,
    openai_usage_csv.FORMAT,
    *shipped_formats(),
)
