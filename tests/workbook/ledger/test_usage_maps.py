"""The mappings that come with the package: their formats are known without being asked for."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from calc.inputs.reader import DATA, rows
from tests.workbook.ledger.rows import csv_file, json_file, ledger_rows
from workbook.ledger.mapping import FOLDER, load_mapping
from workbook.ledger.reading import read_usage

SAMPLES = DATA / "samples"
CLASSES = ("uncached", "cache_read", "cache_write", "out")


def rows_of(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def used(name: str) -> dict[str, float]:
    """The sums of what counts in a sample, every row of which is there."""
    read = read_usage([str(SAMPLES / name)])
    lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    assert read.files[0].rows == len(lines) - name.endswith("csv")
    counted = read.sums[read.sums["not_counted"].isna()]
    return {key: counted[key].sum() for key in (*CLASSES, "requests")}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_each_is_whole_and_has_a_sample(path: Path) -> None:
    samples = {one["format"] for one in rows("samples")}
    assert samples & {one.name for one in load_mapping(path).formats}


def test_azure_metrics_are_prompts_answers_and_calls_of_deployments() -> None:
    told = {
        metric: sum(float(row["Total"]) for row in rows_of("azure-metrics-2026.csv") if row["MetricName"] == metric)
        for metric in ("ProcessedPromptTokens", "GeneratedTokens", "AzureOpenAIRequests")
    }
    found = used("azure-metrics-2026.csv")
    assert [found[key] for key in ("uncached", "out", "requests")] == list(told.values())


def test_azure_metrics_may_be_wide(tmp_path: Path) -> None:
    wide = {
        "timestamp": "2026-08-01T08:00:00Z", "ModelDeploymentName": "chat", "ProcessedPromptTokens": "1000",
        "GeneratedTokens": "100", "AzureOpenAIRequests": "4",
    }  # fmt: skip
    (row,) = ledger_rows(csv_file(tmp_path / "metrics.csv", [wide]))
    assert [row[key] for key in ("uncached", "out", "requests", "model", "host")] == [1000, 100, 4, "chat", "Azure"]


def test_google_bills_a_class_of_tokens_by_its_sku() -> None:
    told = dict.fromkeys(CLASSES, 0.0)
    for row in rows_of("google-billing-2026.csv"):
        sku = row["sku.description"]
        if "image" not in sku and "Storage" not in sku:
            kind = "cache_read" if "cached" in sku else "out" if "utput" in sku else "uncached"
            told[kind] += float(row["usage.amount"])
    found = used("google-billing-2026.csv")
    assert {key: found[key] for key in CLASSES} == told


@pytest.mark.parametrize(
    ("sku", "kind", "model"),
    [
        ("Generate content input token count gemini 3 flash text flex", "uncached", "gemini 3 flash"),
        ("Generate_content text cached input token count for gemini 3 pro short", "cache_read", "gemini 3 pro"),
        ("Gemini 2.5 Flash Lite Text Input - Predictions", "uncached", "Gemini 2.5 Flash Lite"),
        ("Gemini 2.5 Flash GA Text Output (Thinking On) - Predictions", "out", "Gemini 2.5 Flash"),
        (" Gemini 2.5 Flash GA Input Text Caching", "cache_read", "Gemini 2.5 Flash"),
        ("Gemini 2.5 Flash Live Audio Input - Predictions", None, None),
        ("Generate content image output token count gemini 3 pro image", None, None),
    ],
)
def test_a_sku_of_google_says_model_and_class(tmp_path: Path, sku: str, kind: str | None, model: str | None) -> None:
    row = rows_of("google-billing-2026.csv")[0] | {"sku.description": sku, "usage.amount": "1000"}
    (found,) = ledger_rows(csv_file(tmp_path / "bill.csv", [row]))
    assert {key: found[key] for key in CLASSES if found[key] is not None} == ({kind: 1000} if kind else {})
    assert (found["model"], found["fault"], found["cost"]) == (model, None, float(row["cost"]))
    assert (found["not_counted"] is None) == (kind is not None)


def test_google_is_read_nested_too(tmp_path: Path) -> None:
    row = {
        "sku": {"description": "Generate content output token count gemini 2.5 flash text"}, "cost": 1.5,
        "usage": {"amount": 1000, "unit": "count"}, "usage_start_time": "2026-08-01 07:00:00 UTC", "currency": "USD",
        "project": {"id": "a"}, "location": {"region": "europe-west1"},
    }  # fmt: skip
    (found,) = ledger_rows(json_file(tmp_path / "bill.jsonl", [row]))
    assert [found[key] for key in ("out", "team", "region", "cost", "fault")] == [1000, "a", "europe-west1", 1.5, None]


def test_langfuse_keeps_its_classes_apart_and_their_sum() -> None:
    lines = (SAMPLES / "langfuse-observations-2026.jsonl").read_text(encoding="utf-8").splitlines()
    told = [row["usage_details"] for row in map(json.loads, lines) if row["type"] == "GENERATION"]
    found = used("langfuse-observations-2026.jsonl")
    assert sum(found[key] for key in CLASSES) == sum(one["total"] for one in told)
    assert found["requests"] == len(told)


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        ({"input": 10, "output": 5, "total": 16}, "usage_details -> total must be the sum of all classes"),
        ({"input": -1, "output": 5}, "usage_details -> input must be a whole number of 0 or more: got -1"),
    ],
)
def test_langfuse_is_held_to_its_total(tmp_path: Path, usage: dict[str, int], said: str) -> None:
    lines = (SAMPLES / "langfuse-observations-2026.jsonl").read_text(encoding="utf-8").splitlines()
    one: dict[str, Any] = json.loads(lines[0])
    path = json_file(tmp_path / "o.jsonl", [one, one | {"usage_details": usage}])
    with pytest.raises(ValueError, match=r"^o\.jsonl row 2: ") as caught:
        read_usage([str(path)])
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "prompt", "answer"),
    [
        ("helicone-requests-2026.csv", "prompt_tokens", "completion_tokens"),
        ("langdock-usage-2026.csv", "input_tokens", "output_tokens"),
    ],
)
def test_gateways_log_a_call_a_row(name: str, prompt: str, answer: str) -> None:
    told, found = [row for row in rows_of(name) if row[prompt]], used(name)
    assert (found["uncached"], found["out"], found["requests"]) == (
        sum(float(row[prompt]) for row in told), sum(float(row[answer]) for row in told), len(told),
    )  # fmt: skip
