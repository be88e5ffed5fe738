import csv
from datetime import datetime
from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, header_of, ledger_rows
from workbook.ledger.formats.litellm_daily import FORMAT
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "litellm-daily-team-spend.csv"
HEADER = header_of(SAMPLE)
ONE = {
    "team_id": "team-a", "date": "2026-08-31", "api_key": "hash-invented", "model": "claude-sonnet-4",
    "model_group": "chat", "custom_llm_provider": "anthropic", "endpoint": "/chat/completions",
    "prompt_tokens": "5000", "completion_tokens": "1000", "cache_read_input_tokens": "1800",
    "cache_creation_input_tokens": "200", "spend": "0.5", "api_requests": "10", "successful_requests": "8",
    "failed_requests": "2",
}  # fmt: skip


def test_token_classes_are_disjoint_and_add_up_to_the_prompt(tmp_path: Path) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "d.csv", [ONE], HEADER))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [3000, 1800, 200, 1000]
    assert (row["requests"], row["team"], row["provider"], row["cost"]) == (8, "team-a", "Anthropic", 0.5)
    assert (row["period_start"], row["period_end"]) == (datetime(2026, 8, 31), datetime(2026, 9, 1))  # noqa: DTZ001
    assert (row["not_counted"], row["fault"]) == (None, None)


def test_all_calls_count_where_nothing_says_which_succeeded(tmp_path: Path) -> None:
    old = [name for name in HEADER if name not in {"successful_requests", "failed_requests"}]
    (row,) = ledger_rows(csv_file(tmp_path / "d.csv", [ONE], old))
    assert row["requests"] == 10


def test_the_tables_of_users_and_of_teams_tell_of_the_same_calls(tmp_path: Path) -> None:
    other = ["user_id" if name == "team_id" else name for name in HEADER]
    users = csv_file(tmp_path / "users.csv", [ONE | {"user_id": "someone"}], other)
    found = read_usage([str(csv_file(tmp_path / "teams.csv", [ONE], HEADER)), str(users)]).sums
    assert found[found["not_counted"].isna()]["out"].sum() == 1000
    assert "user_id" not in FORMAT.columns
    assert "someone" not in found.to_csv()


def test_the_table_of_tags_is_not_read(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "tags.csv", [ONE | {"tag": "a"}])
    with pytest.raises(ValueError, match=r"tags\.csv must .* LiteLLM daily spend, .* tag"):
        read_usage([str(path)])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"endpoint": "/embeddings"}, "no call of a language model: /embeddings"),
        (dict.fromkeys((n for n in ONE if n.endswith("_tokens")), "0"), "failed call"),
        (dict.fromkeys((n for n in ONE if n.endswith(("_tokens", "d_requests"))), "0"), "no tokens"),
    ],
)
def test_what_is_no_usage_stays_visible(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "d.csv", [ONE | change], HEADER))
    assert (row["not_counted"], row["fault"]) == (reason, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cache_read_input_tokens": "4801"}, "prompt_tokens must not be less than cache_read_input_tokens and"),
        ({"api_requests": "9"}, "api_requests must not be less than successful_requests and failed_requests"),
        ({"date": ""}, "date must not be empty"),
        ({"date": "yesterday"}, "date must be a time of 2015 to 2100: got yesterday"),
        ({"failed_requests": "2.5"}, "failed_requests must be a whole number of 0 or more: got 2.5"),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    path = csv_file(tmp_path / "d.csv", [ONE, ONE | change], HEADER)
    with pytest.raises(ValueError, match=r"^d\.csv row 3: ") as caught:
        read_usage([str(path)])
    assert said in str(caught.value)


def test_the_sample_is_whole_and_adds_up() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = read_usage([str(SAMPLE)]).sums
    assert found["rows"].sum() == len(rows)
    assert found["requests"].sum() == sum(int(r["successful_requests"]) for r in rows)
    assert found[["uncached", "cache_read", "cache_write"]].to_numpy().sum() == sum(
        int(r["prompt_tokens"]) for r in rows
    )
