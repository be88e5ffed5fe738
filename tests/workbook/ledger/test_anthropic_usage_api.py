import json
from datetime import datetime
from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import json_file, ledger_rows, page, refused
from workbook.ledger.formats.anthropic_usage_api import FORMAT
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "anthropic-usage-api.json"
ONE: dict[str, object] = {
    "uncached_input_tokens": 1500, "cache_read_input_tokens": 200, "output_tokens": 500,
    "cache_creation": {"ephemeral_1h_input_tokens": 1000, "ephemeral_5m_input_tokens": 500},
    "server_tool_use": {"web_search_requests": 10}, "api_key_id": "apikey_search", "workspace_id": "wrkspc_search",
    "model": "claude-sonnet-4-20250514", "service_tier": "standard", "context_window": "0-200k",
    "inference_geo": "us", "account_id": None, "service_account_id": None,
}  # fmt: skip
FIRST = {name: ONE[name] for name in ONE if name not in {"inference_geo", "account_id", "service_account_id"}}


def bucket(*results: dict[str, object]) -> dict[str, object]:
    return {"starting_at": "2025-08-01T00:00:00Z", "ending_at": "2025-08-02T00:00:00Z", "results": list(results)}


def test_token_classes_are_disjoint_and_uncached_ones_exclude_the_cache(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "u.json", page(bucket(ONE))))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [1500, 200, 1500, 500]
    assert (row["requests"], row["team"], row["model"]) == (None, "wrkspc_search", "claude-sonnet-4-20250514")
    assert (row["region"], row["tier"], row["batch"], row["fault"]) == ("us", "standard", False, None)
    assert row["period_start"] == datetime(2025, 8, 1)  # noqa: DTZ001 - the ledger's times are UTC without a zone
    assert row["period_end"] == datetime(2025, 8, 2)  # noqa: DTZ001


def test_the_first_results_say_nothing_of_a_place(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "u.json", page(bucket(FIRST))))
    assert (row["region"], row["uncached"], row["fault"]) == (None, 1500, None)


@pytest.mark.parametrize(("tier", "batch"), [("batch", True), ("priority", False), (None, None)])
def test_batch_is_a_tier(tmp_path: Path, tier: str | None, batch: bool | None) -> None:  # noqa: FBT001
    (row,) = ledger_rows(json_file(tmp_path / "u.json", page(bucket(ONE | {"service_tier": tier}))))
    assert (row["tier"], row["batch"]) == (tier, batch)


@pytest.mark.parametrize("place", ["global", "not_available"])
def test_a_place_is_what_the_file_calls_it(tmp_path: Path, place: str) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "u.json", page(bucket(ONE | {"inference_geo": place}))))
    assert row["region"] == place


def test_time_without_usage_stays_visible(tmp_path: Path) -> None:
    found = read_usage([str(json_file(tmp_path / "u.json", [page(bucket()), page(bucket(ONE), bucket())]))]).sums
    assert dict(zip(found["not_counted"].fillna(""), found["rows"], strict=True)) == {"": 1, "no usage in that time": 2}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"uncached_input_tokens": None}, "uncached_input_tokens must not be empty"),
        ({"output_tokens": None}, "output_tokens must not be empty"),
        ({"cache_read_input_tokens": -1}, "cache_read_input_tokens must be a whole number of 0 or more: got -1"),
        ({"cache_creation": {"ephemeral_1h_input_tokens": 0.5}}, "ephemeral_1h_input_tokens must be a whole number"),
    ],
)
def test_a_result_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, object], said: str) -> None:
    message = refused(json_file(tmp_path / "u.json", page(bucket(ONE), bucket(ONE | change))))
    assert message.startswith("u.json row 2: ")
    assert said in message


def test_results_of_anything_else_are_other_rows(tmp_path: Path) -> None:
    names = [
        "model", "workspace_id", "api_key_id", "service_tier", "context_window", "inference_geo", "speed",
        "account_id", "service_account_id",
    ]  # fmt: skip
    results = [ONE, *[ONE | {name: "other"} for name in names]]
    rows = ledger_rows(json_file(tmp_path / "u.json", page(bucket(*results))))
    assert len({row["row_id"] for row in rows}) == len(results)
    assert "mail" not in str(FORMAT.columns)


def test_the_sample_is_whole_and_adds_up() -> None:
    buckets = json.loads(SAMPLE.read_text(encoding="utf-8"))["data"]
    results = [result for one in buckets for result in one["results"]]
    read = read_usage([str(SAMPLE)])
    rows = len(results) + sum(not one["results"] for one in buckets)
    assert [(one.of.name, one.rows) for one in read.files] == [("Anthropic usage (API)", rows)]
    found = read.sums
    assert found["uncached"].sum() == sum(result["uncached_input_tokens"] for result in results)
    assert found["cache_read"].sum() == sum(result["cache_read_input_tokens"] for result in results)
    assert found["cache_write"].sum() == sum(sum(result["cache_creation"].values()) for result in results)
    assert found["out"].sum() == sum(result["output_tokens"] for result in results)
