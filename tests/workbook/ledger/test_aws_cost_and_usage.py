import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, header_of, ledger_rows
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "aws-cur-2026.csv"
HEADER = header_of(SAMPLE)
CLASSES = ("uncached", "cache_read", "cache_write", "out")
ONE = {
    "line_item_usage_start_date": "2026-08-01T00:00:00.000Z", "line_item_usage_end_date": "2026-08-02T00:00:00.000Z",
    "line_item_usage_account_id": "111122223333", "line_item_product_code": "AmazonBedrock",
    "line_item_usage_type": "USE1-Claude4.6Sonnet-input-tokens", "line_item_line_item_type": "Usage",
    "line_item_usage_amount": "1000", "line_item_unblended_cost": "3", "line_item_currency_code": "USD",
    "pricing_unit": "1K tokens", "product_region_code": "us-east-1",
}  # fmt: skip
TYPES = {
    "USE1-Claude4.6Sonnet-input-tokens": ("uncached", "Claude4.6Sonnet", "Anthropic", None, "us-east-1"),
    "USE1-Nova2.0Lite-input-tokens-flex": ("uncached", "Nova2.0Lite", "Amazon", "flex", "us-east-1"),
    "USE1-Claude4.6Opus-cache-read-input-token-count-cross-region-global": (
        "cache_read", "Claude4.6Opus", "Anthropic", None, None,
    ),
    "USE1-Claude4.5Sonnet-long-ctx-cache-write-input-token-count": (
        "cache_write", "Claude4.5Sonnet", "Anthropic", None, "us-east-1",
    ),
    "USW2-anthropic.claude-opus-4-8-mantle-input-tokens-global-standard": (
        "uncached", "anthropic.claude-opus-4-8", "Anthropic", "standard", None,
    ),
    "USE1-Llama3-3-70B-output-tokens-batch": ("out", "Llama3-3-70B", "Meta", "batch", "us-east-1"),
    "EUC1-NovaPro-output-tokens-priority": ("out", "NovaPro", "Amazon", "priority", "us-east-1"),
}  # fmt: skip


def test_a_usage_type_says_class_model_tier_and_region(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "cur.csv", [ONE | {"line_item_usage_type": name} for name in TYPES], HEADER)
    for row, (kind, *said) in zip(ledger_rows(path), TYPES.values(), strict=True):
        assert {name: row[name] for name in CLASSES if row[name] is not None} == {kind: 1e6}
        assert [row[name] for name in ("model", "provider", "tier", "region")] == said
        assert (row["host"], row["not_counted"], row["fault"], row["requests"]) == ("AWS", None, None, None)


def test_only_batches_are_batches(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "cur.csv", [ONE | {"line_item_usage_type": name} for name in TYPES], HEADER)
    batches = [name for row, name in zip(ledger_rows(path), TYPES, strict=True) if row["batch"]]
    assert batches == ["USE1-Llama3-3-70B-output-tokens-batch"]


def test_without_a_region_the_prefix_of_the_usage_type_says_it(tmp_path: Path) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "cur.csv", [ONE | {"product_region_code": ""}], HEADER))
    assert row["region"] == "USE1"


@pytest.mark.parametrize(
    ("unit", "description", "tokens"),
    [
        ("1K tokens", "", 1e6),
        ("1M tokens", "", 1e9),
        ("Units", "AWS Marketplace software usage|us-east-1|Million Input Tokens", 1e9),
        ("", "$0.003 per 1K input tokens for an example", 1e6),
    ],
)
def test_the_unit_is_read_never_guessed(tmp_path: Path, unit: str, description: str, tokens: float) -> None:
    change = {"pricing_unit": unit, "line_item_line_item_description": description}
    (row,) = ledger_rows(csv_file(tmp_path / "cur.csv", [ONE | change], HEADER))
    assert (row["uncached"], row["fault"]) == (tokens, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pricing_unit": ""}, "pricing_unit must say how many tokens it is"),
        ({"pricing_unit": "Units"}, "pricing_unit must say how many tokens it is"),
        ({"pricing_unit": "Units", "line_item_line_item_description": "$3 per Input tokens"}, "pricing_unit must say"),
        ({"line_item_usage_amount": ""}, "line_item_usage_amount must not be empty"),
        ({"line_item_usage_amount": "lots"}, "line_item_usage_amount must be a number: got lots"),
        ({"line_item_currency_code": ""}, "line_item_currency_code must not be empty"),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=r"^cur\.csv row 3: ") as caught:
        read_usage([str(csv_file(tmp_path / "cur.csv", [ONE, ONE | change], HEADER))])
    assert said in str(caught.value)


def test_the_rest_of_the_bill_stays_visible_with_its_cost(tmp_path: Path) -> None:
    reasons = {
        "line item type Tax": {"line_item_line_item_type": "Tax"},
        "no tokens, though of Amazon Bedrock": {"line_item_usage_type": "USE1-Guardrail-Units"},
        "another product of the bill": {"line_item_product_code": "AmazonS3", "line_item_usage_type": "TimedStorage"},
        "a correction of the bill": {"line_item_usage_amount": "-1000"},
        "embeddings": {"line_item_usage_type": "USE1-TitanEmbeddingV2-Text-input-tokens"},
        "training": {"line_item_usage_type": "USE1-NovaLite-customization-training-input-tokens"},
    }
    path = csv_file(tmp_path / "cur.csv", [ONE | {"pricing_unit": "1K tokens"} | c for c in reasons.values()], HEADER)
    rows = ledger_rows(path)
    assert [row["not_counted"] for row in rows] == list(reasons)
    assert {(row["cost"], row["cost_basis"], row["fault"]) for row in rows} == {(3.0, "billed", None)}


def test_what_the_marketplace_sells_has_its_model_in_the_product(tmp_path: Path) -> None:
    change = {
        "line_item_usage_type": "USE1-MP:USE1_CacheReadInputTokenCount_Global-Units", "pricing_unit": "1M tokens",
        "product": '{"product_name": "Claude Haiku 4.5 (Amazon Bedrock Edition)"}',
    }  # fmt: skip
    (row,) = ledger_rows(csv_file(tmp_path / "cur.csv", [ONE | change], HEADER))
    assert (row["model"], row["provider"], row["cache_read"], row["region"]) == (
        "Claude Haiku 4.5", "Anthropic", 1e9, None,
    )  # fmt: skip


NAMED = {"product_name": "Claude Haiku 4.5 (Amazon Bedrock Edition)"}


@pytest.mark.parametrize(
    "product",
    [
        pa.array([list(NAMED.items())], pa.map_(pa.string(), pa.string())),
        pa.array([NAMED], pa.struct({"product_name": pa.string()})),
    ],
    ids=["map", "struct"],
)
def test_parquet_has_the_product_typed(tmp_path: Path, product: pa.Array) -> None:
    change = {"line_item_usage_type": "USE1-MP:USE1_InputTokenCount-Units"}
    pa.parquet.write_table(
        pa.Table.from_pylist([ONE | change]).append_column("product", product), tmp_path / "cur.parquet"
    )
    (row,) = ledger_rows(tmp_path / "cur.parquet")
    assert (row["model"], row["uncached"], row["fault"]) == ("Claude Haiku 4.5", 1e6, None)


def test_a_later_delivery_names_its_lines_anew_and_is_counted_once(tmp_path: Path) -> None:
    files = [
        csv_file(tmp_path / f"{name}.csv", [ONE | {"identity_line_item_id": name}], HEADER) for name in ("old", "new")
    ]
    found = read_usage([str(path) for path in files]).sums
    assert found[found["not_counted"].isna()]["uncached"].sum() == 1e6


def test_the_sample_is_whole_and_adds_up() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = read_usage([str(SAMPLE)])
    assert [(one.of.name, one.rows) for one in read.files] == [("AWS Cost and Usage Report 2.0", len(rows))]
    times = {"1K tokens": 1e3, "Units": 1e6}
    told = sum(float(row["line_item_usage_amount"] or 0) * times.get(row["pricing_unit"], 0) for row in rows)
    used = read.sums[read.sums["not_counted"].isna()]
    assert used[list(CLASSES)].to_numpy().sum() == round(told)
    assert read.sums["cost"].sum() == pytest.approx(sum(float(row["line_item_unblended_cost"]) for row in rows))
