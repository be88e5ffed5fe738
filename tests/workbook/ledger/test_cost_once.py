"""Money once: a bill before an export and an estimate, and beside the counted tokens at list prices."""

from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from calc.inputs.tables import list_prices
from tests.workbook.ledger.rows import csv_file
from workbook.ledger.answer import answered
from workbook.ledger.cost_once import costs_of, reconciled
from workbook.ledger.reading import read_usage
from workbook.ledger.terms import Terms
from workbook.ledger.typed_usage import typed_calls

SAMPLES = DATA / "samples"


def row(**changes: str) -> dict[str, str]:
    return {
        "start_time_iso": "2026-08-01T00:00:00+00:00", "end_time_iso": "2026-08-02T00:00:00+00:00",
        "project_id": "proj_a", "num_model_requests": "1000", "user_id": "", "api_key_id": "k",
        "model": "gpt-4o-2024-08-06", "batch": "False", "service_tier": "default", "input_tokens": "3000000",
        "output_tokens": "1000000", "input_cached_tokens": "2000000",
    } | changes  # fmt: skip


def test_tokens_at_list_prices_by_hand(tmp_path: Path) -> None:
    unknown = row(model="our-own", api_key_id="l")
    found = reconciled(read_usage([str(csv_file(tmp_path / "u.csv", [row(), unknown]))]).sums)
    (one,) = found.to_dict("records")
    price = list_prices()["gpt-4o"]
    assert one["listed"] == pytest.approx(price.input + 2 * price.cache_read + price.output)
    assert one["unpriced"] == 4e6
    assert (one["payee"], one["currency"]) == ("OpenAI", "USD")
    assert one["charged"] != one["charged"]  # no file says


def test_without_any_bill_the_cost_is_that_of_list_prices() -> None:
    found = answered(typed_calls("gpt-4o", 1000.0, 1000.0, 100.0), Terms()).costs.to_dict("records")
    price = list_prices()["gpt-4o"]
    assert [(one["currency"], one["basis"]) for one in found] == [("USD", "list")]
    assert found[0]["amount"] == pytest.approx(price.input + price.output / 10)
    assert answered(typed_calls("frontier", 1000.0, 1000.0, 100.0), Terms()).costs.empty


def test_a_bill_told_by_two_files_counts_once() -> None:
    both = [str(SAMPLES / name) for name in ("openai-cost-2026.csv", "openai-costs-api.json")]
    alone = costs_of(read_usage(both[:1]).sums)
    assert costs_of(read_usage(both).sums)["amount"].tolist() == alone["amount"].tolist()


def test_an_estimate_of_a_gateway_gives_way_to_a_bill(tmp_path: Path) -> None:
    gateway, bill = (str(SAMPLES / name) for name in ("openrouter-activity.csv", "focus-bill-2026.csv"))
    found = costs_of(read_usage([gateway, bill]).sums)
    assert set(found["basis"]) <= {"billed", "estimated"}
    assert (found["amount"] > 0).any()
