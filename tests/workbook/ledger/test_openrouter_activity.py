import csv
from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, header_of, ledger_rows
from workbook.ledger.formats.openrouter_activity import FORMAT
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "openrouter-activity.csv"
HEADER = header_of(SAMPLE)
ONE = {
    "generation_id": "gen-invented-1", "created_at": "2026-08-31 10:00:00.123", "cost_total": "0.01",
    "tokens_prompt": "5000", "tokens_completion": "1000", "tokens_reasoning": "400", "tokens_cached": "1800",
    "model_permaslug": "anthropic/claude-sonnet-4", "provider_name": "Amazon Bedrock", "variant": "standard",
    "cancelled": "false", "user": "someone", "api_key_name": "key of someone", "app_name": "app-a",
}  # fmt: skip


def test_token_classes_are_disjoint_and_add_up_to_the_prompt(tmp_path: Path) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "o.csv", [ONE], HEADER))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [3200, 1800, None, 1000]
    assert (row["reasoning"], row["requests"], row["team"], row["row_id"]) == (400, 1, "app-a", "gen-invented-1")
    assert (row["provider"], row["host"], row["cost"], row["cost_basis"]) == ("Anthropic", "AWS", 0.01, "billed")
    assert (row["not_counted"], row["fault"]) == (None, None)


def test_a_model_at_its_maker_has_no_host(tmp_path: Path) -> None:
    own = ONE | {"model_permaslug": "openai/gpt-4o-mini", "provider_name": "OpenAI"}
    (row,) = ledger_rows(csv_file(tmp_path / "o.csv", [own], HEADER))
    assert (row["provider"], row["host"]) == ("OpenAI", None)


def test_nothing_personal_is_read() -> None:
    assert not {"user", "api_key_name"} & set(FORMAT.columns)


def test_a_call_without_tokens_stays_visible(tmp_path: Path) -> None:
    none = ONE | dict.fromkeys((name for name in ONE if name.startswith("tokens_")), "0")
    (row,) = ledger_rows(csv_file(tmp_path / "o.csv", [none], HEADER))
    assert row["not_counted"] == "no tokens"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tokens_cached": "5001"}, "tokens_cached must not exceed tokens_prompt"),
        ({"tokens_reasoning": "1001"}, "tokens_reasoning must not exceed tokens_completion"),
        ({"created_at": ""}, "created_at must not be empty"),
        ({"tokens_prompt": "5K"}, "tokens_prompt must be a whole number of 0 or more: got 5K"),
        ({"cost_total": "free"}, "cost_total must be a number: got free"),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    path = csv_file(tmp_path / "o.csv", [ONE, ONE | change], HEADER)
    with pytest.raises(ValueError, match=r"^o\.csv row 3: ") as caught:
        read_usage([str(path)])
    assert said in str(caught.value)


def test_the_sample_is_whole_and_adds_up() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = read_usage([str(SAMPLE)]).sums
    assert found["requests"].sum() == found["rows"].sum() == len(rows)
    assert found[["uncached", "cache_read"]].to_numpy().sum() == sum(int(r["tokens_prompt"]) for r in rows)
    assert found["reasoning"].sum() == sum(int(r["tokens_reasoning"]) for r in rows)
