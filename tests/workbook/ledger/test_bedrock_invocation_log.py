import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import json_file, ledger_rows
from workbook.ledger.formats.bedrock_invocation_log import FORMAT
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "bedrock-invocations-2026.jsonl"
ONE: dict[str, Any] = {
    "schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "timestamp": "2026-08-01T08:00:00Z",
    "accountId": "111122223333", "identity": {"arn": "arn:aws:iam::111122223333:user/invented"},
    "region": "us-east-1", "requestId": "r-1", "operation": "Converse",
    "modelId": "anthropic.claude-3-haiku-20240307-v1:0",
    "input": {
        "inputBodyJson": {"secret": "a prompt"}, "inputTokenCount": 1000, "cacheReadInputTokenCount": 4000,
        "cacheWriteInputTokenCount": 500,
    },
    "output": {"outputBodyJson": {"secret": "an answer"}, "outputTokenCount": 300},
}  # fmt: skip


def test_cached_tokens_are_beside_the_input_not_in_it(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "log.jsonl", [ONE]))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [1000, 4000, 500, 300]
    assert (row["requests"], row["row_id"], row["region"], row["fault"]) == (1, "r-1", "us-east-1", None)


@pytest.mark.parametrize(
    ("model", "name", "provider"),
    [
        ("meta.llama3-1-70b-instruct-v1:0", "meta.llama3-1-70b-instruct-v1:0", "Meta"),
        (
            "arn:aws:bedrock:eu-central-1:1:inference-profile/eu.anthropic.claude-sonnet-4-v1:0",
            "eu.anthropic.claude-sonnet-4-v1:0",
            "Anthropic",
        ),
        ("arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2c3", "a1b2c3", None),
    ],
)
def test_a_model_is_the_end_of_its_address(tmp_path: Path, model: str, name: str, provider: str | None) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "log.jsonl", [ONE | {"modelId": model}]))
    assert (row["model"], row["provider"], row["host"]) == (name, provider, "AWS")


def test_where_it_ran_goes_before_where_it_was_asked(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "log.jsonl", [ONE | {"inferenceRegion": "us-west-2"}]))
    assert row["region"] == "us-west-2"


def test_what_is_no_usage_of_text_tokens_stays_visible(tmp_path: Path) -> None:
    reasons = {
        "failed call": {"errorCode": "ThrottlingException", "output": {}},
        "embeddings": {"modelId": "amazon.titan-embed-text-v2:0", "output": {}},
        "no tokens in the record": {"input": {}, "output": {}},
    }
    rows = ledger_rows(json_file(tmp_path / "log.jsonl", [ONE | change for change in reasons.values()]))
    assert [row["not_counted"] for row in rows] == list(reasons)
    assert {row["fault"] for row in rows} == {None}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"input": {"inputTokenCount": -1}}, "inputTokenCount must be a whole number of 0 or more: got -1"),
        ({"output": {"outputTokenCount": "many"}}, "outputTokenCount must be a whole number of 0 or more: got many"),
        ({"input": {}}, "inputTokenCount must not be empty where outputTokenCount is not"),
        ({"modelId": None}, "modelId must not be empty"),
        ({"timestamp": None}, "timestamp must not be empty"),
        ({"schemaType": "Another"}, "schemaType must be ModelInvocationLog"),
    ],
)
def test_a_record_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=r"^log\.jsonl row 2: ") as caught:
        read_usage([str(json_file(tmp_path / "log.jsonl", [ONE, ONE | change]))])
    assert said in str(caught.value)


def test_neither_prompt_nor_answer_nor_person_is_read(tmp_path: Path) -> None:
    assert not any(word in kind for kind in FORMAT.columns.values() for word in ("Body", "arn"))
    assert "identity" not in FORMAT.columns
    (row,) = ledger_rows(json_file(tmp_path / "log.jsonl", [ONE]))
    assert not any(word in str(value) for value in row.values() for word in ("prompt", "answer", "invented"))


def test_a_packed_log_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.json.gz"
    path.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    assert [row["out"] for row in ledger_rows(path)] == [row["out"] for row in ledger_rows(SAMPLE)]


def test_the_sample_is_whole_and_adds_up() -> None:
    records = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    read = read_usage([str(SAMPLE)])
    assert [(one.of.name, one.rows) for one in read.files] == [("Bedrock invocation log (JSON)", len(records))]
    for column, side, name in (
        ("uncached", "input", "inputTokenCount"), ("cache_read", "input", "cacheReadInputTokenCount"),
        ("cache_write", "input", "cacheWriteInputTokenCount"), ("out", "output", "outputTokenCount"),
    ):  # fmt: skip
        assert read.sums[column].sum() == sum(record[side].get(name, 0) for record in records)
