import csv
from datetime import datetime
from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, header_of, ledger_rows, refused
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "anthropic-cost-2026.csv"
HEADER = header_of(SAMPLE)
KEYS = {"api_key_id", "api_key_status"}
OF_2024 = ["usage_date_utc", "model", "workspace", "api_key", "usage_type", "token_type", "cost_usd"]
ONE = {
    "usage_date_utc": "2026-08-04", "model": "Claude Haiku 4.5", "workspace": "search", "api_key": "key of someone",
    "usage_type": "message", "context_window": "≤ 200k", "token_type": "input_no_cache", "cost_usd": "0.05",
    "list_price_usd": "1.00", "cost_type": "token", "inference_geo": "global", "api_key_id": "apikey_search",
    "api_key_status": "active",
}  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        [name for name in HEADER if name not in KEYS],
        [name for name in HEADER if name not in {*KEYS, "list_price_usd"}],
        OF_2024,
    ],
)
def test_dollars_are_billed_and_the_model_has_its_display_name(tmp_path: Path, header: list[str]) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "c.csv", [ONE], header))
    assert (row["cost"], row["currency"], row["cost_basis"], row["kind"]) == (0.05, "USD", "billed", "cost")
    assert (row["model"], row["team"]) == ("Claude Haiku 4.5", "search")
    assert row["period_start"] == datetime(2026, 8, 4)  # noqa: DTZ001 - the ledger's times are UTC without a zone
    assert [row[name] for name in ("uncached", "out", "requests", "not_counted", "fault")] == [None] * 5
    assert ONE["api_key"] not in map(str, row.values())


def test_what_is_paid_for_other_things_says_so(tmp_path: Path) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "c.csv", [ONE | {"cost_type": "web_search", "token_type": ""}], HEADER))
    assert (row["cost"], row["not_counted"], row["fault"]) == (0.05, "cost of web_search", None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cost_usd": ""}, "cost_usd must not be empty"),
        ({"cost_usd": "five"}, "cost_usd must be a number: got five"),
        ({"usage_date_utc": ""}, "usage_date_utc must not be empty"),
        ({"usage_date_utc": "1999-01-01"}, "usage_date_utc must be a time of 2015 to 2100: got 1999-01-01"),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    message = refused(csv_file(tmp_path / "c.csv", [ONE, ONE | change], HEADER))
    assert message.startswith("c.csv row 3: ")
    assert said in message


def test_rows_of_anything_else_are_other_rows(tmp_path: Path) -> None:
    same = {"cost_usd", "list_price_usd", "api_key_status", "usage_date_utc"}
    others = [ONE | {name: "other"} for name in HEADER if name not in same]
    rows = ledger_rows(csv_file(tmp_path / "c.csv", [ONE, *others, ONE | {"usage_date_utc": "2026-08-05"}], HEADER))
    assert len({row["row_id"] for row in rows}) == len(rows)


def test_the_sample_is_whole_and_adds_up() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = read_usage([str(SAMPLE)])
    assert [(one.of.name, one.rows) for one in read.files] == [("Anthropic cost (CSV)", len(rows))]
    assert read.sums["cost"].sum() == pytest.approx(sum(float(row["cost_usd"]) for row in rows))
