import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.otlp_made import span, spans
from tests.workbook.ledger.rows import json_file, ledger_rows
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "otel-spans.json"
NOW = {
    "gen_ai.operation.name": "chat", "gen_ai.provider.name": "aws.bedrock", "gen_ai.request.model": "claude-sonnet-4",
    "gen_ai.response.model": "eu.anthropic.claude-sonnet-4-20250514-v1:0", "gen_ai.usage.input_tokens": 5000,
    "gen_ai.usage.output_tokens": 1000, "gen_ai.usage.cache_read.input_tokens": 1800,
    "gen_ai.usage.cache_write.input_tokens": 200, "gen_ai.usage.reasoning.output_tokens": 400,
    "gen_ai.input.messages": "a prompt of someone", "user.email": "someone@invented.example",
}  # fmt: skip
UNTIL_1_41 = {
    "gen_ai.operation.name": "chat", "gen_ai.system": "aws.bedrock",
    "gen_ai.response.model": "eu.anthropic.claude-sonnet-4-20250514-v1:0", "gen_ai.usage.input_tokens": 5000,
    "gen_ai.usage.output_tokens": 1000, "gen_ai.usage.cache_read.input_tokens": 1800,
    "gen_ai.usage.cache_creation.input_tokens": 200, "gen_ai.usage.reasoning.output_tokens": 400,
}  # fmt: skip
OPENLLMETRY = {
    "llm.request.type": "chat", "gen_ai.system": "AWS",
    "gen_ai.request.model": "eu.anthropic.claude-sonnet-4-20250514-v1:0", "gen_ai.usage.prompt_tokens": 5000,
    "gen_ai.usage.completion_tokens": 1000, "gen_ai.usage.cache_read_input_tokens": 1800,
    "gen_ai.usage.cache_creation_input_tokens": 200, "gen_ai.usage.reasoning_tokens": 400,
}  # fmt: skip


def one(tmp_path: Path, values: dict[str, Any], **more: Any) -> dict[str, Any]:
    (row,) = ledger_rows(json_file(tmp_path / "t.json", spans([span(1, values, **more)])))
    return row


@pytest.mark.parametrize("values", [NOW, UNTIL_1_41, OPENLLMETRY])
def test_token_classes_are_disjoint_and_add_up_under_every_set_of_names(tmp_path: Path, values: dict[str, Any]) -> None:
    row = one(tmp_path, values)
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [3000, 1800, 200, 1000]
    assert (row["reasoning"], row["requests"], row["team"]) == (400, 1, "service-a")
    assert (row["provider"], row["host"], row["model"]) == (
        "Anthropic", "AWS", "eu.anthropic.claude-sonnet-4-20250514-v1:0",
    )  # fmt: skip
    assert (row["not_counted"], row["fault"], row["row_id"]) == (None, None, f"{'a' * 32}|{1:016x}")


def test_times_are_exact(tmp_path: Path) -> None:
    start = {"startTimeUnixNano": "1788134400000000000", "endTimeUnixNano": "1788134400250999999"}
    row = one(tmp_path, NOW, **start)
    assert row["period_start"] == datetime(2026, 8, 31)  # noqa: DTZ001 - UTC without a zone
    assert row["period_end"] == datetime(2026, 8, 31, 0, 0, 0, 250_000)  # noqa: DTZ001


def test_nothing_of_a_prompt_or_a_person_comes_out(tmp_path: Path) -> None:
    assert "someone" not in str(one(tmp_path, NOW))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (NOW | {"gen_ai.operation.name": "invoke_agent"}, "aggregate of other spans"),
        (NOW | {"gen_ai.operation.name": "execute_tool"}, "no inference"),
        (NOW | {"gen_ai.operation.name": "create_agent"}, "no inference"),
        (NOW | {"gen_ai.operation.name": "embeddings"}, "embeddings"),
        (NOW | {"gen_ai.operation.name": "generate_content"}, None),
        (NOW | {"gen_ai.operation.name": "text_completion"}, None),
        ({name: value for name, value in NOW.items() if name != "gen_ai.operation.name"}, None),
        ({"http.request.method": "GET"}, "no inference"),
        ({"gen_ai.operation.name": "chat", "error.type": "timeout"}, "failed call"),
        (NOW | {"error.type": "timeout"}, None),  # it answered before it failed
        ({"gen_ai.operation.name": "chat"}, "no tokens"),
    ],
)
def test_only_inferences_count(tmp_path: Path, values: dict[str, Any], reason: str | None) -> None:
    row = one(tmp_path, values)
    assert (row["not_counted"], row["fault"]) == (reason, None)


def test_of_an_inference_within_an_inference_the_inner_one_counts(tmp_path: Path) -> None:
    tool = span(3, {"gen_ai.operation.name": "execute_tool"}, parentSpanId=f"{4:016x}")
    failed = span(5, {"gen_ai.operation.name": "chat"}, parentSpanId=f"{6:016x}")
    found = [span(1, NOW), span(2, NOW, parentSpanId=f"{1:016x}"), tool, span(4, NOW), failed, span(6, NOW)]
    rows = ledger_rows(json_file(tmp_path / "t.json", spans(found)))
    assert [row["not_counted"] for row in rows] == [
        "aggregate of other spans", None, "no inference", None, "no tokens", None,
    ]  # fmt: skip


@pytest.mark.parametrize("code", [2, "STATUS_CODE_ERROR"])
def test_a_call_that_failed_stays_visible(tmp_path: Path, code: object) -> None:
    values = {"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 10}
    assert one(tmp_path, values, status={"code": code})["not_counted"] == "failed call"


def test_the_lines_of_the_collector_are_one_file(tmp_path: Path) -> None:
    lines = [spans([span(1, NOW), span(2, NOW)]), {"resourceLogs": []}, spans([span(3, NOW)], "service-b")]
    found = ledger_rows(json_file(tmp_path / "t.jsonl", lines))
    assert [(row["source_row"], row["team"]) for row in found] == [
        (1, "service-a"),
        (2, "service-a"),
        (3, "service-b"),
    ]


def test_an_export_that_was_sent_twice_counts_once(tmp_path: Path) -> None:
    first = json_file(tmp_path / "a.json", spans([span(1, NOW)]))
    second = json_file(tmp_path / "b.json", spans([span(1, NOW), span(2, NOW)]))
    found = read_usage([str(first), str(second)]).sums
    assert found[found["not_counted"].isna()]["out"].sum() == 2000


@pytest.mark.parametrize(
    ("change", "more", "said"),
    [
        ({"gen_ai.usage.input_tokens": 1999}, {}, "must not be less than its cached tokens, which it includes"),
        ({"gen_ai.usage.output_tokens": 399}, {}, "gen_ai.usage.reasoning.output_tokens must not exceed"),
        (
            {"gen_ai.usage.output_tokens": "1K"},
            {},
            "gen_ai.usage.output_tokens must be a whole number of 0 or more: got 1K",
        ),
        ({}, {"startTimeUnixNano": ""}, "start must not be empty"),
        ({}, {"startTimeUnixNano": "17881"}, "start must be a time of 2015 to 2100: got 17881"),
    ],
)
def test_a_span_that_contradicts_the_format_is_named(
    tmp_path: Path, change: dict[str, Any], more: dict[str, str], said: str
) -> None:
    path = json_file(tmp_path / "t.json", spans([span(1, NOW), span(2, NOW | change, **more)]))
    with pytest.raises(ValueError, match=r"^t\.json row 2: ") as caught:
        read_usage([str(path)])
    assert said in str(caught.value)


def test_the_sample_is_whole_and_adds_up() -> None:
    document = json.loads(SAMPLE.read_text(encoding="utf-8"))
    every = [one for of in document["resourceSpans"] for scope in of["scopeSpans"] for one in scope["spans"]]
    values = [{one["key"]: next(iter(one["value"].values())) for one in span["attributes"]} for span in every]
    found = read_usage([str(SAMPLE)]).sums
    assert found["rows"].sum() == len(every)
    total = sum(int(one.get("gen_ai.usage.input_tokens", 0)) for one in values)
    assert found[["uncached", "cache_read", "cache_write"]].to_numpy().sum() == total
    assert set(found["not_counted"].dropna()) == {"aggregate of other spans", "no inference", "failed call"}
