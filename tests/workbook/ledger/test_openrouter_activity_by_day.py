import csv
from datetime import datetime
from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, ledger_rows
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "openrouter-activity-by-day.csv"
ONE = {
    "Date": "2026-08-31 00:00:00", "Slug": "openai/gpt-4o-mini", "Usage": "1.25", "BYOK Usage": "0", "Requests": "50",
    "Prompt Tokens": "5000", "Completion Tokens": "1000", "Reasoning Tokens": "400",
}  # fmt: skip


def test_a_prompt_of_which_nothing_is_known_to_be_cached(tmp_path: Path) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "o.csv", [ONE]))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [5000, None, None, 1000]
    assert (row["requests"], row["reasoning"], row["provider"], row["cost"]) == (50, 400, "OpenAI", 1.25)
    assert (row["period_start"], row["period_end"]) == (datetime(2026, 8, 31), datetime(2026, 9, 1))  # noqa: DTZ001
    assert row["fault"] is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Reasoning Tokens": "1001"}, "Reasoning Tokens must not exceed Completion Tokens"),
        ({"Date": ""}, "Date must not be empty"),
        ({"Requests": "-5"}, "Requests must be a whole number of 0 or more: got -5"),
        ({"Prompt Tokens": "1.2M"}, "Prompt Tokens must be a whole number of 0 or more: got 1.2M"),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    path = csv_file(tmp_path / "o.csv", [ONE, ONE | change])
    with pytest.raises(ValueError, match=r"^o\.csv row 3: ") as caught:
        read_usage([str(path)])
    assert said in str(caught.value)


def test_the_sample_is_whole_and_adds_up() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = read_usage([str(SAMPLE)]).sums
    for column, name in {"Prompt Tokens": "uncached", "Completion Tokens": "out", "Requests": "requests"}.items():
        assert found[name].sum() == sum(int(row[column]) for row in rows)
