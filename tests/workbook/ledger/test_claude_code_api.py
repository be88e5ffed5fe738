import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import json_file, ledger_rows, page, refused
from workbook.ledger.formats.claude_code_api import FORMAT
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "claude-code-report.json"
MODEL: dict[str, Any] = {
    "model": "claude-sonnet-4-5-20250929",
    "tokens": {"input": 100000, "output": 35000, "cache_read": 10000, "cache_creation": 5000},
    "estimated_cost": {"currency": "USD", "amount": 1025},
}


def record(*models: dict[str, Any], **change: object) -> dict[str, object]:
    return {
        "date": "2026-09-01T00:00:00Z", "actor": {"type": "user_actor", "email_address": "someone@example.com"},
        "organization_id": "org-example", "customer_type": "subscription", "terminal_type": "vscode",
        "core_metrics": {"num_sessions": 5, "lines_of_code": {"added": 9, "removed": 1}},
        "model_breakdown": list(models),
    } | change  # fmt: skip


def test_token_classes_are_disjoint_and_costs_are_estimates_in_cents(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "r.json", page(record(MODEL))))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [100000, 10000, 5000, 35000]
    assert (row["cost"], row["currency"], row["cost_basis"]) == (10.25, "USD", "estimated")
    assert (row["tier"], row["requests"], row["team"], row["fault"]) == ("subscription", None, None, None)
    assert row["period_start"] == datetime(2026, 9, 1)  # noqa: DTZ001 - the ledger's times are UTC without a zone


def test_nobody_is_named(tmp_path: Path) -> None:
    assert "mail" not in str(FORMAT.columns)
    key = {"type": "api_actor", "api_key_name": "key of someone"}
    rows = ledger_rows(json_file(tmp_path / "r.json", page(record(MODEL), record(MODEL, actor=key))))
    assert not any("someone" in str(value) for row in rows for value in row.values())
    assert rows[0]["row_id"] != rows[1]["row_id"]


def test_a_record_without_models_stays_visible(tmp_path: Path) -> None:
    rows = ledger_rows(json_file(tmp_path / "r.json", page(record(), record(MODEL, MODEL | {"model": "m"}))))
    assert [row["not_counted"] for row in rows] == ["no usage in that time", None, None]
    assert [row["source_row"] for row in rows] == [1, 2, 3]


def test_it_counts_only_where_the_usage_report_does_not(tmp_path: Path) -> None:
    report = json_file(tmp_path / "r.json", page(record(MODEL)))
    result = {"model": MODEL["model"], "uncached_input_tokens": 7, "output_tokens": 8}
    bucket = {"starting_at": "2026-09-01T00:00:00Z", "ending_at": "2026-09-02T00:00:00Z", "results": [result]}
    usage = json_file(tmp_path / "u.json", page(bucket))
    assert read_usage([str(report)]).sums["not_counted"].isna().all()
    found = read_usage([str(report), str(usage)]).sums
    assert dict(zip(found["out"], found["not_counted"].fillna(""), strict=True)) == {35000: "told by u.json", 8: ""}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model": None}, "model must not be empty"),
        ({"tokens": None}, "input must not be empty"),
        ({"tokens": MODEL["tokens"] | {"cache_read": "x"}}, "cache_read must be a whole number of 0 or more: got x"),
        ({"estimated_cost": {"amount": 5}}, "currency must not be empty"),
    ],
)
def test_a_model_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, object], said: str) -> None:
    message = refused(json_file(tmp_path / "r.json", page(record(MODEL), record(MODEL | change))))
    assert message.startswith("r.json row 2: ")
    assert said in message


def test_the_sample_is_whole_and_adds_up() -> None:
    records = json.loads(SAMPLE.read_text(encoding="utf-8"))["data"]
    models = [model for one in records for model in one["model_breakdown"]]
    read = read_usage([str(SAMPLE)])
    rows = len(models) + sum(not one["model_breakdown"] for one in records)
    assert [(one.of.name, one.rows) for one in read.files] == [("Claude Code report (API)", rows)]
    tokens = read.sums[["uncached", "cache_read", "cache_write", "out"]].to_numpy().sum()
    assert tokens == sum(sum(model["tokens"].values()) for model in models)
    assert read.sums["cost"].sum() == pytest.approx(sum(one["estimated_cost"]["amount"] for one in models) / 100)
