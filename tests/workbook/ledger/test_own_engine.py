"""The same expression on the embedded engine and on a company's own, which a table never leaves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from tests.workbook.engines import require_spark
from tests.workbook.ledger.rows import many_rows
from workbook.ledger.answer import answered
from workbook.ledger.own_engine import table_usage
from workbook.ledger.reading import Usage, read_usage
from workbook.ledger.sums import BY, SUMS
from workbook.ledger.terms import Terms

ROWS = 50_000
KEYS = ["not_counted", "currency", *BY]
LEDGER = """CREATE TABLE kept AS SELECT TIMESTAMP '2026-05-01' AS PERIOD_START, 'OpenAI' AS PROVIDER, 'gpt-4o' AS MODEL,
    1.0 AS REQUESTS, 10 AS UNCACHED, 5 AS CACHE_READ, 0 AS CACHE_WRITE, 7 AS OUT, 2 AS REASONING"""


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_rows(tmp_path_factory.mktemp("rows") / "usage.parquet", ROWS)


@pytest.fixture(scope="module")
def by_file(parquet: Path) -> Usage:
    return read_usage([str(parquet)])


@pytest.fixture
def warehouse(parquet: Path, tmp_path: Path) -> str:
    """A database file with the rows, a row that is wrong, and a ledger."""
    with duckdb.connect(str(tmp_path / "own.db")) as own:
        own.execute(f"CREATE TABLE usage AS FROM '{parquet}'")
        own.execute("CREATE SCHEMA ai; CREATE TABLE ai.usage AS FROM usage LIMIT 1000")
        own.execute("CREATE TABLE wrong AS FROM usage LIMIT 10; UPDATE wrong SET output_tokens = -1")
        own.execute("CREATE TABLE other AS SELECT 1 AS a")
        own.execute(LEDGER)
    return f"duckdb://{tmp_path / 'own.db'}"


@pytest.fixture(scope="module")
def spark(parquet: Path) -> Iterator[Any]:
    """Spark on this machine: the rows as a table named usage, all as text in texts, wrong ones in wrong."""
    require_spark()
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    session.read.parquet(str(parquet)).createOrReplaceTempView("usage")
    texts = ", ".join(f"CAST({name} AS STRING) AS {name}" for name in session.table("usage").columns)
    session.sql(f"SELECT {texts} FROM usage").createTempView("texts")
    session.sql("SELECT *, -1 AS output_tokens FROM (SELECT * EXCEPT (output_tokens) FROM usage)").createTempView(
        "wrong"
    )
    yield session
    session.stop()


def same(a: Usage, b: Usage) -> None:
    """Groups, numbers of rows and totals are the same, to 1e-9, whatever the engine's types of times."""
    one, other = (use.sums.sort_values(KEYS, ignore_index=True, na_position="first") for use in (a, b))
    assert len(one) == len(other) > 100
    for name in (*KEYS, "start", "end"):
        texts = [frame[name].astype("string").fillna("") for frame in (one, other)]
        if name in {"month", "start", "end"}:
            texts = [pd.to_datetime(frame[name]).dt.strftime("%F %T") for frame in (one, other)]
        assert list(texts[0]) == list(texts[1]), name
    assert list(one["rows"]) == list(other["rows"])
    for name in SUMS:
        assert one[name].to_numpy(float) == pytest.approx(other[name].to_numpy(float), rel=1e-9), name


def grams(usage: Usage) -> Any:
    """The draws' summary of emissions of all usage [gCO2e]."""
    total = answered(usage, Terms(year=2026)).totals["tco2e_location"]
    assert total is not None
    return 1e6 * np.concatenate(total)


def test_a_table_of_an_engine_has_the_groups_of_the_file(warehouse: str, by_file: Usage) -> None:
    found = table_usage(warehouse, ["usage"])
    same(found, by_file)
    assert [(one.file.name, one.of.name, one.rows) for one in found.files] == [("usage", "OpenAI usage (CSV)", ROWS)]
    assert found.sums["first_row"].isna().all()


def test_a_row_of_two_tables_counts_once(warehouse: str) -> None:
    found = table_usage(warehouse, ["usage", "ai.usage"])
    assert [one.rows for one in found.files] == [ROWS, 1000]
    counted = found.sums[found.sums["not_counted"].isna()]
    assert counted["rows"].sum() == ROWS


def test_the_ledgers_own_columns_are_a_format_in_any_case(warehouse: str) -> None:
    (row,) = table_usage(warehouse, ["kept"]).sums.to_dict("records")
    assert [row[name] for name in ("uncached", "cache_read", "out", "reasoning", "requests")] == [10, 5, 7, 2, 1]
    assert (row["model"], row["provider"], row["context"]) == ("gpt-4o", "OpenAI", 7 * (15 + 3.5))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("wrong", r"^wrong: output_tokens must be a whole number of 0 or more: got -1 \(OpenAI usage \(CSV\)\)$"),
        ("other", r"^other must be an export of "),
        ("gone", r"^--table must be a table of the engine: got gone: "),
    ],
)
def test_what_is_wrong_with_a_table_is_said_in_one_line(warehouse: str, table: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        table_usage(warehouse, [table])


def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("trino")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "trino", None)
    with pytest.raises(ValueError, match=r"pip install 'ibis-framework\[trino\]'$"):
        table_usage("trino://user@host/catalog", ["usage"])


@pytest.mark.parametrize("url", ["nothing", "nowhere://", "duckdb:///no/such/folder/own.db"])
def test_an_engine_that_is_not_there_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(ValueError, match=r"^--connect must be the URL of an engine that can be reached, as [^\n]*$"):
        table_usage(url, ["usage"])


def test_the_command_reads_a_table(equery: Callable[..., Any], warehouse: str) -> None:
    found = equery("usage", "--connect", warehouse, "--table", "usage", "--by", "model", "--json").json
    assert found["files"][0] | {"start": "", "end": ""} == {
        "file": "usage", "format": "OpenAI usage (CSV)", "rows": ROWS, "start": "", "end": "", "sha256": None,
    }  # fmt: skip
    assert len(found["groups"]) == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--table", "usage"], "--connect must be given"),
        (["--connect", "duckdb:///a.db"], "--table must be given"),
        (["a.csv", "--connect", "duckdb:///a.db", "--table", "usage"], "FILE must come without --connect"),
        (["--sql"], "--connect must be given"),
    ],
)
def test_files_and_an_engine_are_not_mixed(equery: Callable[..., Any], words: list[str], said: str) -> None:
    found = equery("usage", *words)
    assert found.code == 2
    assert said in " ".join(found.err.split())


@pytest.mark.parametrize("table", ["usage", "texts"])
def test_spark_has_the_groups_and_the_grams_of_the_file(spark: Any, by_file: Usage, table: str) -> None:
    found = table_usage("pyspark://", [table])
    same(found, by_file)
    assert grams(found) == pytest.approx(grams(by_file), rel=0, abs=1.0)


def test_spark_says_what_is_wrong_with_a_row(spark: Any) -> None:
    with pytest.raises(ValueError, match=r"^wrong: output_tokens must be a whole number of 0 or more: got -1 "):
        table_usage("pyspark://", ["wrong"])
