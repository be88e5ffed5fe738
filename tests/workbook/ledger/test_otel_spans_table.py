from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, json_file, ledger_rows
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "otel-spans.csv"
ONE: dict[str, Any] = {
    "trace_id": "a1", "span_id": "b1", "start_time": "2026-08-31T10:00:00.5Z", "status_code": "UNSET",
    "service.name": "service-a", "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini", "gen_ai.usage.input_tokens": 5000, "gen_ai.usage.output_tokens": 1000,
    "gen_ai.usage.cache_read.input_tokens": 1800, "gen_ai.input.messages": "a prompt of someone",
}  # fmt: skip
OLD = {
    "start_time": "startTimeUnixNano", "trace_id": "traceId", "service.name": "serviceName",
    "gen_ai.provider.name": "gen_ai.system", "gen_ai.usage.input_tokens": "gen_ai.usage.prompt_tokens",
    "gen_ai.usage.output_tokens": "gen_ai.usage.completion_tokens",
}  # fmt: skip


def written(tmp_path: Path, ending: str, row: dict[str, Any]) -> Path:
    path = tmp_path / f"t.{ending}"
    if ending == "parquet":
        pd.DataFrame([row]).to_parquet(path)
        return path
    return csv_file(path, [row]) if ending == "csv" else json_file(path, [row])


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("names", [{}, OLD])
def test_token_classes_are_disjoint_and_add_up(tmp_path: Path, ending: str, names: dict[str, str]) -> None:
    row = {names.get(name, name): value for name, value in ONE.items()}
    if names:
        row["startTimeUnixNano"] = 1788170400500000000
    (found,) = ledger_rows(written(tmp_path, ending, row))
    assert [found[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [3200, 1800, 0, 1000]
    assert (found["provider"], found["host"], found["model"]) == ("OpenAI", None, "gpt-4o-mini")
    assert (found["row_id"], found["team"], found["requests"]) == ("a1|b1", "service-a", 1)
    assert (str(found["period_start"]), found["fault"]) == ("2026-08-31 10:00:00.500000", None)
    assert "someone" not in str(found)


def test_a_column_that_a_gap_made_floating_counts(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    tool = {**ONE, "gen_ai.operation.name": "execute_tool", "gen_ai.usage.input_tokens": None}
    pd.DataFrame([ONE, tool]).assign(start_time=pd.Timestamp(ONE["start_time"])).to_parquet(path)
    found = ledger_rows(path)
    assert [(row["uncached"], row["not_counted"], row["fault"]) for row in found] == [
        (3200, None, None),
        (None, "no inference", None),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gen_ai.usage.cache_read.input_tokens": 5001}, "must not be less than its cached tokens"),
        ({"gen_ai.usage.output_tokens": -1}, "gen_ai.usage.output_tokens must be a whole number of 0 or more: got -1"),
        ({"start_time": ""}, "start must not be empty"),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    path = csv_file(tmp_path / "t.csv", [ONE, ONE | change])
    with pytest.raises(ValueError, match=r"^t\.csv row 3: ") as caught:
        read_usage([str(path)])
    assert said in str(caught.value)


def test_the_sample_tells_what_its_spans_tell() -> None:
    names = ["uncached", "cache_read", "cache_write", "out", "requests", "rows"]
    table, spans = (read_usage([str(path)]).sums for path in (SAMPLE, SAMPLE.with_suffix(".json")))
    assert table[names].sum().tolist() == spans[names].sum().tolist()
