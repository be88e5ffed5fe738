import csv
import gzip
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, header_of, ledger_rows, refused
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "anthropic-usage-2026.csv"
HEADER = header_of(SAMPLE)
OF_2025 = [name for name in HEADER if name not in {"context_window", "inference_geo", "speed"}]
ONE = {
    "usage_date_utc": "2026-07-03 02:00", "model_version": "claude-opus-4-8", "api_key": "key of someone",
    "workspace": "search", "usage_type": "standard", "context_window": "≤ 200k",
    "usage_input_tokens_no_cache": "208367", "usage_input_tokens_cache_write_5m": "400",
    "usage_input_tokens_cache_write_1h": "1000", "usage_input_tokens_cache_read": "50000",
    "usage_output_tokens": "39423", "web_search_count": "0", "inference_geo": "global",
}  # fmt: skip


def test_token_classes_are_disjoint(tmp_path: Path) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "u.csv", [ONE], HEADER))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [208367, 50000, 1400, 39423]
    assert (row["requests"], row["team"], row["model"]) == (None, "search", "claude-opus-4-8")
    assert (row["region"], row["tier"], row["batch"], row["fault"]) == ("global", "standard", False, None)
    assert row["period_start"] == datetime(2026, 7, 3, 2)  # noqa: DTZ001 - the ledger's times are UTC without a zone
    assert ONE["api_key"] not in map(str, row.values())


def test_the_export_of_2025_by_day_says_nothing_of_a_place(tmp_path: Path) -> None:
    daily = ONE | {"usage_date_utc": "2025-06-03", "usage_type": "batch"}
    (row,) = ledger_rows(csv_file(tmp_path / "u.csv", [daily], OF_2025))
    assert (row["region"], row["batch"], row["cache_write"], row["fault"]) == (None, True, 1400, None)
    assert row["period_start"] == datetime(2025, 6, 3)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("marked.csv", lambda text: b"\xef\xbb\xbf" + text),
        ("returns.csv", lambda text: text.replace(b"\n", b"\r\n")),
        ("packed.csv.gz", gzip.compress),
        ("excel.csv", lambda text: b"\xef\xbb\xbf" + text.replace(b",", b";").replace(b"\n", b"\r\n")),
    ],
)
def test_a_file_may_be_saved_again_or_packed(tmp_path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    again = ONE | {"usage_output_tokens": "4.0"}
    text = csv_file(tmp_path / "u.csv", [ONE, again], HEADER).read_bytes()
    (tmp_path / name).write_bytes(change(text))
    rows = ledger_rows(tmp_path / name)
    assert [row["out"] for row in rows] == [39423, 4]
    assert {(row["period_start"], row["fault"]) for row in rows} == {(datetime(2026, 7, 3, 2), None)}  # noqa: DTZ001


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"usage_date_utc": ""}, "usage_date_utc must not be empty"),
        ({"usage_date_utc": "July"}, "usage_date_utc must be a time of 2015 to 2100: got July"),
        ({"usage_input_tokens_no_cache": ""}, "usage_input_tokens_no_cache must not be empty"),
        ({"usage_output_tokens": ""}, "usage_output_tokens must not be empty"),
        ({"usage_input_tokens_cache_read": "-5"}, "usage_input_tokens_cache_read must be a whole number of 0 or more"),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    message = refused(csv_file(tmp_path / "u.csv", [ONE, ONE | change], HEADER))
    assert message.startswith("u.csv row 3: ")
    assert said in message


def test_rows_of_anything_else_are_other_rows(tmp_path: Path) -> None:
    names = ["model_version", "api_key", "workspace", "usage_type", "context_window", "inference_geo", "speed"]
    others = [ONE | {name: "other"} for name in names]
    rows = ledger_rows(csv_file(tmp_path / "u.csv", [ONE, *others, ONE | {"usage_date_utc": "2026-07-03"}], HEADER))
    assert len({row["row_id"] for row in rows}) == len(rows)


def test_the_sample_is_whole_and_adds_up() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = read_usage([str(SAMPLE)])
    assert [(one.of.name, one.rows) for one in read.files] == [("Anthropic usage (CSV)", len(rows))]
    prompt = read.sums[["uncached", "cache_read", "cache_write"]].to_numpy().sum()
    assert prompt == sum(float(row[name]) for row in rows for name in HEADER if name.startswith("usage_input_tokens"))
    assert read.sums["out"].sum() == sum(float(row["usage_output_tokens"]) for row in rows)
