"""The formats that are recognised, one file each."""

from __future__ import annotations

from typing import Final

from workbook.ledger.file_format import FileFormat
from workbook.ledger.formats import openai_usage_csv

FORMATS: Final[tuple[FileFormat, ...]] = (openai_usage_csv.FORMAT,)
