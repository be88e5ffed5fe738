"""The one expression compiles for warehouses; what it compiles to is held as text, to be read and compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from ibis.common.exceptions import UnsupportedArgumentError

from calc.inputs.reader import DATA
from tests.workbook.ledger.dialects import DIALECTS, FOLDER, sql
from workbook.ledger.file_format import FileFormat
from workbook.ledger.formats import FORMATS, openai_usage_csv
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "openai-usage-2026.csv"
COUNTS = [name for name in openai_usage_csv.FORMAT.columns if "tokens" in name or name.startswith("num_")]
TYPED = dict.fromkeys(COUNTS, "int64") | {
    "start_time_iso": "timestamp", "end_time_iso": "timestamp('UTC')", "batch": "boolean",
}  # fmt: skip
TABLES = [one for one in FORMATS if not one.document]
NOT_ON = {("OpenTelemetry spans (table)", "databricks")}  # Ibis has no milliseconds since 1970 there


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_sql_is_the_one_that_was_read(dialect: str) -> None:
    path = FOLDER / f"{dialect}.sql"
    assert path.read_text(encoding="utf-8") == sql(dialect), "python -m tests.workbook.ledger.dialects writes it anew"


@pytest.mark.parametrize("types", [{}, TYPED], ids=["text", "typed"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_is_whole_in_its_dialect_and_has_no_trap(dialect: str, types: dict[str, str]) -> None:
    holds_up(sql(dialect, **types), dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("of", TABLES, ids=lambda of: of.name)
def test_every_format_of_a_table_compiles(of: FileFormat, dialect: str) -> None:
    if (of.name, dialect) in NOT_ON:
        with pytest.raises(UnsupportedArgumentError):
            sql(dialect, of)
        return
    holds_up(sql(dialect, of), dialect)


def holds_up(text: str, dialect: str) -> None:
    sqlglot.parse_one(text, dialect=dialect)
    assert "LOG(NULL" not in text.upper()
    # Spark knows neither of these escapes and would trim the letters.
    assert dialect != "databricks" or not {"\\v", "\\f"} & {text[i : i + 2] for i in range(len(text))}


def test_the_command_prints_sql_that_an_auditor_can_run(equery: Callable[..., Any]) -> None:
    found = equery("usage", SAMPLE, "--sql")
    assert found.code == 0
    assert found.out.startswith("-- openai-usage-2026.csv: OpenAI usage (CSV)\nCREATE VIEW file_0 AS SELECT")
    with duckdb.connect() as auditor:
        auditor.execute("SET TimeZone = 'UTC'")
        rows = auditor.execute(found.out).df()
    assert rows["out"].sum() == read_usage([str(SAMPLE)]).sums["out"].sum() > 0


def test_the_command_prints_the_sql_of_a_table(equery: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    with duckdb.connect(str(path)) as own:
        own.execute(f"CREATE TABLE used AS FROM read_csv('{SAMPLE}')")
    found = equery("usage", "--connect", f"duckdb://{path}", "--table", "used", "--sql", "--by", "team")
    assert found.out.startswith("-- used: OpenAI usage (CSV)\nSELECT")
    assert '"team"' in found.out
