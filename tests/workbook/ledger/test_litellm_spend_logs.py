import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, header_of, json_file, ledger_rows
from workbook.ledger.formats.litellm_spend_logs import FORMAT
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "litellm-spend-logs.csv"
HEADER = header_of(SAMPLE)
CACHED = {"cache_read_input_tokens": 600, "cache_creation_input_tokens": 100}
ONE: dict[str, Any] = {
    "request_id": "invented-1", "call_type": "acompletion", "api_key": "hash-invented", "spend": 0.0125,
    "total_tokens": 1200, "prompt_tokens": 1000, "completion_tokens": 200, "startTime": "2026-08-31T10:00:00.250Z",
    "endTime": "2026-08-31T10:00:03Z", "model": "claude-sonnet-4-20250514", "custom_llm_provider": "anthropic",
    "user": "someone@invented.example", "end_user": "someone", "metadata": {"additional_usage_values": CACHED},
    "cache_hit": "False", "team_id": "team-a", "status": "success",
}  # fmt: skip


def as_csv(tmp_path: Path, **change: Any) -> Path:
    row = ONE | change
    return csv_file(tmp_path / "l.csv", [row | {"metadata": json.dumps(row["metadata"])}], HEADER)


def one(path: Path) -> dict[str, Any]:
    (row,) = ledger_rows(path)
    return row


def written(tmp_path: Path, how: str) -> Path:
    row = ONE | ({"metadata": json.dumps(ONE["metadata"])} if how.endswith("text") else {})
    if how.startswith("parquet"):
        path = tmp_path / "l.parquet"
        pd.DataFrame([row]).assign(startTime=pd.Timestamp(ONE["startTime"])).to_parquet(path)
        return path
    return json_file(tmp_path / f"l.{how.split(maxsplit=1)[0]}", [row])


@pytest.mark.parametrize("how", ["json", "json text", "jsonl", "jsonl text", "parquet", "parquet text"])
def test_every_way_out_of_the_database_reads_alike(tmp_path: Path, how: str) -> None:
    path = written(tmp_path, how)
    assert one(path) == one(as_csv(tmp_path)) | {"source_row": 1, "source_file": path.name}


def test_token_classes_are_disjoint_and_add_up_to_the_prompt(tmp_path: Path) -> None:
    row = one(as_csv(tmp_path))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [300, 600, 100, 200]
    assert (row["requests"], row["team"], row["provider"], row["host"]) == (1, "team-a", "Anthropic", None)
    assert (row["cost"], row["currency"], row["cost_basis"]) == (0.0125, "USD", "estimated")
    assert row["period_start"] == datetime(2026, 8, 31, 10, 0, 0, 250_000)  # noqa: DTZ001 - UTC without a zone
    assert (row["row_id"], row["not_counted"], row["fault"]) == ("invented-1", None, None)


def test_openai_says_in_its_details_what_was_cached(tmp_path: Path) -> None:
    details = {
        "prompt_tokens_details": {"cached_tokens": 400, "audio_tokens": None},
        "completion_tokens_details": {"reasoning_tokens": 50},
    }
    row = one(as_csv(tmp_path, metadata={"additional_usage_values": details}))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "reasoning")] == [600, 400, 0, 50]


@pytest.mark.parametrize("metadata", [{}, {"additional_usage_values": None}, None, {"additional_usage_values": {}}])
def test_without_a_word_of_a_cache_all_of_the_prompt_is_uncached(tmp_path: Path, metadata: object) -> None:
    row = one(as_csv(tmp_path, metadata=metadata))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "fault")] == [1000, 0, 0, None]


@pytest.mark.parametrize(
    ("change", "reason", "requests"),
    [
        ({"cache_hit": "True"}, "cache hit of a gateway", 0),
        ({"status": "failure", "completion_tokens": 0}, "failed call", 1),
        ({"call_type": "aembedding"}, "no call of a language model: aembedding", 1),
        ({"call_type": "aimage_generation"}, "no call of a language model: aimage_generation", 1),
        ({"call_type": "transcription"}, "no call of a language model: transcription", 1),
        ({"prompt_tokens": 0, "completion_tokens": 0, "metadata": {}}, "no tokens", 1),
        ({"cache_hit": "None", "call_type": "aresponses"}, None, 1),
        ({"call_type": "anthropic_messages"}, None, 1),
        ({"call_type": "aretrieve_batch"}, None, None),
    ],
)
def test_what_is_no_usage_stays_visible(
    tmp_path: Path, change: dict[str, Any], reason: str | None, requests: int | None
) -> None:
    row = one(as_csv(tmp_path, **change))
    assert (row["not_counted"], row["requests"]) == (reason, requests)


@pytest.mark.parametrize(
    ("code", "model", "provider", "host"),
    [
        ("openai", "gpt-4o", "OpenAI", None),
        ("bedrock", "eu.anthropic.claude-sonnet-4-20250514-v1:0", "Anthropic", "AWS"),
        ("azure", "azure/gpt-4o", "OpenAI", "Azure"),
        ("vertex_ai", "gemini-2.5-pro", "Google", "Google Cloud"),
        ("hosted_vllm", "meta-llama/Llama-3.3-70B-Instruct", "Meta", "own"),
        ("groq", "a-model-of-nobody", "Groq", "Groq"),
        ("a_new_one", "a-model-of-nobody", "a_new_one", None),
    ],
)
def test_maker_and_host(tmp_path: Path, code: str, model: str, provider: str, host: str | None) -> None:
    row = one(as_csv(tmp_path, custom_llm_provider=code, model=model))
    assert (row["provider"], row["host"]) == (provider, host)


def test_nothing_personal_is_read() -> None:
    assert not {"user", "end_user", "api_key", "request_tags", "session_id"} & set(FORMAT.columns)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"prompt_tokens": 699}, "prompt_tokens must not be less than the cache_read and cache_creation tokens"),
        ({"completion_tokens": -1}, "completion_tokens must be a whole number of 0 or more: got -1"),
        ({"startTime": ""}, "startTime must not be empty"),
        ({"spend": "0,0125"}, "spend must be a number: got 0,0125"),
        (
            {"metadata": {"additional_usage_values": CACHED | {"cache_read_input_tokens": "many"}}},
            "cache_read_input_tokens must be a whole number of 0 or more: got many",
        ),
        (
            {"metadata": {"additional_usage_values": {"completion_tokens_details": {"reasoning_tokens": 201}}}},
            "reasoning_tokens must not exceed completion_tokens",
        ),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=r"^l\.csv row 2: ") as caught:
        read_usage([str(as_csv(tmp_path, **change))])
    assert said in str(caught.value)


def test_metadata_that_is_cut_is_named(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "l.csv", [ONE | {"metadata": '{"additional_usage'}], HEADER)
    with pytest.raises(ValueError, match=r"^l\.csv row 2: metadata must be JSON \(LiteLLM spend logs\)$"):
        read_usage([str(path)])


def test_the_sample_is_whole_and_adds_up() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = read_usage([str(SAMPLE)]).sums
    assert found["rows"].sum() == len(rows)
    assert found[["uncached", "cache_read", "cache_write"]].to_numpy().sum() == sum(
        int(r["prompt_tokens"]) for r in rows
    )
    assert found["out"].sum() == sum(int(r["completion_tokens"]) for r in rows)
    assert set(found["not_counted"].dropna()) == {
        "cache hit of a gateway",
        "failed call",
        "no call of a language model: aembedding",
    }
