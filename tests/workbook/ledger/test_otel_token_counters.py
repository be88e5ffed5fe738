import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.otlp_made import counters, point
from tests.workbook.ledger.rows import json_file, ledger_rows
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "otel-token-counters.jsonl"
BASE = {"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o-mini"}
USED = "gen_ai.client.inference.usage."
EACH = "gen_ai.client.inference.operation."
BEFORE = "gen_ai.client.token.usage"
TEXT = BASE | {"gen_ai.token.modality": "text"}
NOW = {
    USED + "input_tokens": [point(4000, TEXT), point(1000, BASE | {"gen_ai.token.modality": "image"})],
    USED + "output_tokens": [point(1000, TEXT)],
    USED + "cache_read.input_tokens": [point(1800, TEXT)],
    USED + "cache_write.input_tokens": [point(200, TEXT)],
    USED + "reasoning.output_tokens": [point(400, TEXT)],
    EACH + "output_tokens": [point(1000, BASE, count=4)],
    "http.client.request.duration": [point(9, {}, count=9)],
}
OLD = {
    BEFORE: [
        point(5000, BASE | {"gen_ai.token.type": "input"}, 4),
        point(1000, BASE | {"gen_ai.token.type": "output"}, 4),
    ]
}


def one(tmp_path: Path, metrics: dict[str, Any], how: object = 1) -> dict[str, Any]:
    (row,) = ledger_rows(json_file(tmp_path / "m.json", counters(metrics, how)))
    return row


def test_token_classes_are_disjoint_and_add_up_to_the_prompt(tmp_path: Path) -> None:
    row = one(tmp_path, NOW)
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [3000, 1800, 200, 1000]
    assert (row["reasoning"], row["requests"], row["team"], row["provider"]) == (400, 4, "service-a", "OpenAI")
    assert (row["period_start"], row["period_end"]) == (datetime(2026, 8, 31), datetime(2026, 9, 1))  # noqa: DTZ001
    assert (row["not_counted"], row["fault"]) == (None, None)


def test_without_a_histogram_calls_are_unknown(tmp_path: Path) -> None:
    row = one(tmp_path, {name: points for name, points in NOW.items() if name.startswith(USED)})
    assert (row["out"], row["requests"]) == (1000, None)


def test_the_histogram_of_before_2026_tells_prompt_answer_and_calls(tmp_path: Path) -> None:
    row = one(tmp_path, OLD)
    assert [row[name] for name in ("uncached", "cache_read", "out", "requests")] == [5000, 0, 1000, 4]


def test_what_is_sent_under_both_names_counts_once(tmp_path: Path) -> None:
    row = one(tmp_path, OLD | NOW)
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out", "requests")] == [
        3000, 1800, 200, 1000, 4,
    ]  # fmt: skip


def test_each_time_and_model_is_a_row(tmp_path: Path) -> None:
    points = [point(10, BASE), point(20, BASE, day=1), point(30, BASE | {"gen_ai.request.model": "gpt-4o"})]
    found = ledger_rows(json_file(tmp_path / "m.json", counters({USED + "output_tokens": points})))
    assert [(row["source_row"], row["out"], row["model"]) for row in found] == [
        (1, 10, "gpt-4o-mini"),
        (2, 20, "gpt-4o-mini"),
        (3, 30, "gpt-4o"),
    ]


def test_embeddings_stay_visible(tmp_path: Path) -> None:
    metrics = {USED + "input_tokens": [point(10, BASE | {"gen_ai.operation.name": "embeddings"})]}
    assert one(tmp_path, metrics)["not_counted"] == "embeddings"


@pytest.mark.parametrize("how", [2, "AGGREGATION_TEMPORALITY_CUMULATIVE", None])
def test_a_cumulative_series_is_read_where_it_has_one_point(tmp_path: Path, how: object) -> None:
    assert one(tmp_path, NOW, how)["out"] == 1000
    twice = counters({USED + "output_tokens": [point(10, BASE), point(30, dict(reversed(BASE.items())), day=1)]}, how)
    with pytest.raises(ValueError, match=r"^c\.json row 1: a cumulative series must have one point: export it with"):
        read_usage([str(json_file(tmp_path / "c.json", twice))])


@pytest.mark.parametrize(
    ("metrics", "said"),
    [
        (NOW | {USED + "cache_read.input_tokens": [point(4801, TEXT)]}, "must not be less than its cached tokens"),
        (NOW | {USED + "reasoning.output_tokens": [point(1001, TEXT)]}, "must not exceed output_tokens"),
        (NOW | {USED + "output_tokens": [point(-1, TEXT)]}, "a count of tokens must be a number of 0 or more"),
        (NOW | {USED + "output_tokens": [point(1, TEXT) | {"asInt": "1K"}]}, "a count of tokens must be a number"),
        ({USED + "cache_read.input_tokens": [point(5, TEXT)]}, "must not come without the input_tokens they are of"),
        (
            {BEFORE: [point(5, BASE | {"gen_ai.token.type": "cached"}, 1)]},
            "gen_ai.token.type must be input, output, total",
        ),
        (
            {USED + "output_tokens": [point(1, TEXT) | {"timeUnixNano": "0", "startTimeUnixNano": "0"}]},
            "start must not be",
        ),
    ],
)
def test_points_that_contradict_the_format_are_named(tmp_path: Path, metrics: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=r"^m\.json row 1: ") as caught:
        read_usage([str(json_file(tmp_path / "m.json", counters(metrics)))])
    assert said in str(caught.value)


def test_the_sample_is_whole_and_adds_up() -> None:
    lines = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    every = [one for line in lines for one in line["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]]

    def told(name: str) -> int:
        return sum(int(p["asInt"]) for one in every if one["name"] == USED + name for p in one["sum"]["dataPoints"])

    found = read_usage([str(SAMPLE)]).sums
    assert found[["uncached", "cache_read", "cache_write"]].to_numpy().sum() == told("input_tokens")
    assert found["out"].sum() == told("output_tokens")
    assert found["cache_read"].sum() == told("cache_read.input_tokens")
