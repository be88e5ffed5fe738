import csv
from datetime import datetime
from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, header_of, ledger_rows, refused
from workbook.ledger.formats.openai_cost_csv import FORMAT
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "openai-cost-2026.csv"
HEADER = header_of(SAMPLE)
OF_2025 = [
    "start_time", "end_time", "start_time_iso", "end_time_iso", "amount_value", "amount_currency", "line_item",
    "project_id", "organization_id", "organization_name",
]  # fmt: skip
ONE = {
    "start_time": "1788134400", "end_time": "1788220800", "start_time_iso": "2026-08-31T00:00:00+00:00",
    "end_time_iso": "2026-09-01T00:00:00+00:00", "amount_value": "0.060000000000000000000000000000001",
    "amount_currency": "usd", "line_item": "gpt-5-nano, input_tokens", "user_id": "user-7",
    "api_key_id": "key_search", "project_id": "proj_search", "organization_id": "org-example",
    "project_name": "Search", "organization_name": "Example Ltd", "user_email": "someone@example.com",
}  # fmt: skip
EMPTY = {name: ONE[name] for name in ("start_time", "end_time", "start_time_iso", "end_time_iso")}


@pytest.mark.parametrize("header", [OF_2025, HEADER[:-1], HEADER])
def test_money_is_billed_and_has_the_model_of_its_line_item(tmp_path: Path, header: list[str]) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "c.csv", [ONE], header))
    assert (row["cost"], row["currency"], row["cost_basis"]) == (0.06, "USD", "billed")
    assert (row["model"], row["team"], row["kind"]) == ("gpt-5-nano", "proj_search", "cost")
    assert row["period_start"] == datetime(2026, 8, 31)  # noqa: DTZ001 - the ledger's times are UTC without a zone
    assert [row[name] for name in ("uncached", "out", "requests", "fault")] == [None] * 4


def test_nobody_is_named(tmp_path: Path) -> None:
    assert not {"user_email", "project_name", "organization_name"} & set(FORMAT.columns)
    (row,) = ledger_rows(csv_file(tmp_path / "c.csv", [ONE], HEADER))
    assert not {"user-7", "someone@example.com"} & set(map(str, row.values()))


def test_a_day_without_cost_stays_visible(tmp_path: Path) -> None:
    found = read_usage([str(csv_file(tmp_path / "c.csv", [ONE, EMPTY], HEADER))]).sums
    assert sorted(found["not_counted"].fillna("")) == ["", "no cost in that time"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount_value": "0,06"}, "amount_value must be a number: got 0,06"),
        ({"amount_value": ""}, "amount_value must not be empty"),
        ({"amount_currency": ""}, "amount_currency must not be empty"),
        ({"amount_currency": "$"}, "amount_currency must be a currency of three letters: got $"),
        ({"start_time_iso": ""}, "start_time_iso must not be empty"),
        ({"start_time_iso": "yesterday"}, "start_time_iso must be a time of 2015 to 2100: got yesterday"),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    message = refused(csv_file(tmp_path / "c.csv", [ONE, ONE | change], HEADER))
    assert message.startswith("c.csv row 3: ")
    assert said in message


def test_rows_of_other_persons_keys_and_items_are_other_rows(tmp_path: Path) -> None:
    others = [ONE | {name: "other"} for name in ("line_item", "user_id", "api_key_id", "project_id", "api_source")]
    rows = ledger_rows(csv_file(tmp_path / "c.csv", [ONE, *others], HEADER))
    assert len({row["row_id"] for row in rows}) == len(rows)


def test_the_sample_is_whole_and_adds_up() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = read_usage([str(SAMPLE)])
    assert [(one.of.name, one.rows) for one in read.files] == [("OpenAI cost (CSV)", len(rows))]
    assert read.sums["cost"].sum() == pytest.approx(sum(float(row["amount_value"] or 0) for row in rows))
