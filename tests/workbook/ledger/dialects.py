"""The SQL that sums a table on engines that no test can reach: python -m tests.workbook.ledger.dialects writes it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final
from unittest.mock import patch

import ibis
from ibis.backends.sql.datatypes import DuckDBType

from workbook.ledger.engine_table import EngineTable
from workbook.ledger.file_format import FileFormat
from workbook.ledger.formats import openai_usage_csv
from workbook.ledger.reading import opened_as
from workbook.ledger.sums import grouped

DIALECTS: Final = ("athena", "bigquery", "databricks", "snowflake", "trino")
FOLDER: Final = Path(__file__).parent / "sql"


def sql(dialect: str, of: FileFormat = openai_usage_csv.FORMAT, **types: str) -> str:
    """Return the SQL of a dialect for a table of a format, its columns text unless types say else."""
    columns = {name: DuckDBType.from_string(kind) for name, kind in of.columns.items()} | types
    raw = ibis.table(columns, name="usage").mutate(source_row=ibis.null("int64"))
    with patch("workbook.ledger.row_reader.latest", return_value=datetime(2027, 1, 1)):  # noqa: DTZ001 - UTC
        ledger = opened_as(EngineTable("usage", tuple(columns)), of, of.ledger(raw)).ledger
    return f"{ibis.to_sql(grouped(ledger), dialect=dialect)}\n"


if __name__ == "__main__":
    for one in DIALECTS:
        (FOLDER / f"{one}.sql").write_text(sql(one), encoding="utf-8")
