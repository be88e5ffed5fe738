import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, header_of, ledger_rows
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "focus-bill-2026.csv"
HEADER = header_of(SAMPLE)
CLASSES = ("uncached", "cache_read", "cache_write", "out")
ONE = {
    "BilledCost": "3.00", "BillingCurrency": "USD", "ChargeCategory": "Usage", "ChargeDescription": "Inference",
    "ChargePeriodStart": "2026-08-01T00:00:00Z", "ChargePeriodEnd": "2026-08-02T00:00:00Z",
    "ConsumedQuantity": "1000000", "ConsumedUnit": "Tokens", "PricingQuantity": "1", "PricingUnit": "1000000 Tokens",
    "ServiceCategory": "AI and Machine Learning", "ServiceProviderName": "Example Cloud", "SkuMeter": "Input Tokens",
    "HostProviderName": "Example Host", "RegionId": "example-1", "SubAccountId": "s1", "SubAccountName": "Support",
}  # fmt: skip
OUT = {"SkuMeter": "Output Tokens"}


def row_of(tmp_path: Path, **change: str) -> dict[str, object]:
    (row,) = ledger_rows(csv_file(tmp_path / "bill.csv", [ONE | change], [*HEADER, "ResourceType"]))
    return row


def classes(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in CLASSES if row[name] is not None}


@pytest.mark.parametrize(
    ("meter", "kind"),
    [
        ("Input Tokens", "uncached"),
        ("Uncached Input Tokens", "uncached"),
        ("Cache Read Input Tokens", "cache_read"),
        ("Cached Input Tokens", "cache_read"),
        ("Cache Write Input Tokens", "cache_write"),
        ("Output Tokens", "out"),
        ("Kimi K2 Thinking Input Tokens", "uncached"),
    ],
)
def test_a_row_is_of_the_one_class_that_its_meter_names(tmp_path: Path, meter: str, kind: str) -> None:
    row = row_of(tmp_path, SkuMeter=meter)
    assert classes(row) == {kind: 1e6}
    assert (row["not_counted"], row["fault"], row["requests"]) == (None, None, None)


@pytest.mark.parametrize(
    ("direction", "cache", "kind"),
    [
        ("Input", "Uncached", "uncached"),
        ("Input", "Read", "cache_read"),
        ("Input", "Write", "cache_write"),
        ("Output", None, "out"),
        ("Input", None, "uncached"),
    ],
)
def test_the_keys_of_the_draft_of_1_5_go_before_the_meter(
    tmp_path: Path, direction: str, cache: str | None, kind: str
) -> None:
    said = {"TokenDirection": direction, "ModelId": "solora-pro", "ModelDeveloper": "Solora AI"}
    details = json.dumps(said | ({"TokenCacheAction": cache} if cache else {}))
    row = row_of(tmp_path, SkuMeter="Meter 7", SkuPriceDetails=details)
    assert classes(row) == {kind: 1e6}
    assert (row["model"], row["provider"]) == ("solora-pro", "Solora AI")


@pytest.mark.parametrize(
    ("quantity", "unit"),
    [
        ("1000000", "Tokens"),
        ("1000", "1K Tokens"),
        ("1000", "1000 Tokens"),
        ("1", "1000000 Tokens"),
        ("1", "1M Tokens"),
    ],
)
def test_a_quantity_counts_in_its_unit(tmp_path: Path, quantity: str, unit: str) -> None:
    priced = {"PricingQuantity": "", "PricingUnit": ""}
    assert row_of(tmp_path, ConsumedQuantity=quantity, ConsumedUnit=unit, **priced)["uncached"] == 1e6
    consumed = {"ConsumedQuantity": "", "ConsumedUnit": ""}
    assert row_of(tmp_path, PricingQuantity=quantity, PricingUnit=unit, **consumed)["uncached"] == 1e6


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ChargeCategory": "Credit"}, "charge category Credit"),
        ({"SkuMeter": "Images", "ConsumedUnit": "Images", "PricingUnit": "Images"}, "another product of the bill"),
        ({"ConsumedUnit": "Units", "PricingUnit": "1K"}, "tokens in a unit that does not say so"),
        ({"ConsumedUnit": "Token-Hours", "PricingUnit": "", "SkuMeter": "Cache"}, "another product of the bill"),
        ({"ConsumedQuantity": "-1000000", "PricingQuantity": "-1"}, "a correction of the bill"),
        ({"ChargeClass": "Correction"}, "a correction of the bill"),
        ({"SkuMeter": "Audio Input Tokens"}, "no text tokens"),
        ({"SkuMeter": "Embedding Input Tokens"}, "embeddings"),
        ({"SkuMeter": "Total Tokens"}, "a class of tokens that is not stated"),
    ],
)
def test_the_rest_of_the_bill_stays_visible_with_its_cost(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    row = row_of(tmp_path, **change)
    assert (row["not_counted"], row["cost"], row["currency"], row["fault"]) == (reason, 3, "USD", None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ConsumedUnit": "Bags of Tokens"}, "ConsumedUnit must say how many tokens it is"),
        ({"PricingUnit": "Tokens"}, "ConsumedQuantity and PricingQuantity, in their units, must be the same tokens"),
        ({"ConsumedQuantity": "1000", "PricingQuantity": "1000"}, "must be the same tokens"),
        ({"ConsumedQuantity": "", "PricingQuantity": ""}, "ConsumedQuantity must not be empty"),
        ({"ConsumedQuantity": "many"}, "ConsumedQuantity must be a number: got many"),
        ({"SkuPriceDetails": '{"TokenDirection": "Up"}'}, "TokenDirection must be Input or Output"),
        ({"SkuPriceDetails": '{"TokenDirection": "Input", "TokenCacheAction": "Lost"}'}, "TokenCacheAction must be"),
        (
            {"SkuPriceDetails": '{"TokenDirection": "Output", "TokenCacheAction": "Read"}'},
            "must not be given for Output",
        ),
        ({"BillingCurrency": ""}, "BillingCurrency must not be empty"),
        ({"ChargePeriodStart": "August"}, "ChargePeriodStart must be a time"),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=r"^bill\.csv row 3: ") as caught:
        read_usage([str(csv_file(tmp_path / "bill.csv", [ONE, ONE | change], HEADER))])
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("change", "model"),
    [
        ({"SkuMeter": "Claude Sonnet 4.5 Input Tokens"}, "Claude Sonnet 4.5"),
        ({"ChargeDescription": "Input tokens for GPT-4o mini (batch)"}, "GPT-4o mini"),
        ({"ResourceId": "openai/gpt-4o", "ResourceType": "Model"}, "openai/gpt-4o"),
        ({"SkuPriceDetails": '{"ModelFamily": "Solora", "ModelVersion": "2.5"}'}, "Solora 2.5"),
        ({"SkuPriceDetails": "no JSON"}, None),
    ],
)
def test_the_model_is_named_as_far_as_the_row_says(tmp_path: Path, change: dict[str, str], model: str | None) -> None:
    assert row_of(tmp_path, **change)["model"] == model


def test_who_sold_ran_and_used_it(tmp_path: Path) -> None:
    row = row_of(tmp_path)
    assert (row["provider"], row["host"], row["region"], row["team"]) == (
        "Example Cloud", "Example Host", "example-1", "Support",
    )  # fmt: skip
    old = {"HostProviderName": "", "ServiceProviderName": "", "SubAccountName": ""}
    (row,) = ledger_rows(csv_file(tmp_path / "b.csv", [ONE | old | {"ProviderName": "Old"}], [*HEADER, "ProviderName"]))
    assert (row["provider"], row["host"], row["team"]) == ("Old", "Old", "s1")


def test_rows_that_differ_in_their_tags_alone_are_two(tmp_path: Path) -> None:
    rows = [ONE, ONE | {"Tags": '{"owner": "a"}'}, ONE]
    first, other, again = (row["row_id"] for row in ledger_rows(csv_file(tmp_path / "bill.csv", rows, HEADER)))
    assert first == again != other
    assert "owner" not in str(other)


def test_parquet_is_read_as_the_same_bill(tmp_path: Path) -> None:
    text = pa.csv.ConvertOptions(column_types=dict.fromkeys(HEADER, pa.string()), strings_can_be_null=True)
    table = pa.csv.read_csv(SAMPLE, convert_options=text)
    for name in ("BilledCost", "ConsumedQuantity"):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table[name].cast(pa.float64()))
    pa.parquet.write_table(table, tmp_path / "bill.parquet")
    said = [{k: v for k, v in row.items() if k not in {"source_file", "source_row"}} for row in ledger_rows(SAMPLE)]
    read = ledger_rows(tmp_path / "bill.parquet")
    assert [{k: v for k, v in row.items() if k not in {"source_file", "source_row"}} for row in read] == said


def test_the_sample_is_whole_and_adds_up() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = read_usage([str(SAMPLE)])
    assert [(one.of.name, one.rows) for one in read.files] == [("FOCUS bill", len(rows))]
    times = {"Tokens": 1, "1K Tokens": 1000}
    told = [float(row["ConsumedQuantity"]) * times[row["ConsumedUnit"]] for row in rows if row["ConsumedUnit"] in times]
    used = read.sums[read.sums["not_counted"].isna()]
    assert used[list(CLASSES)].to_numpy().sum() == round(sum(tokens for tokens in told if tokens > 0))
    assert read.sums["cost"].sum() == pytest.approx(sum(float(row["BilledCost"]) for row in rows))
    assert set(used["model"]) == {"claude-sonnet-4-5", "GPT-4o mini"}
