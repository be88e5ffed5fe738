import json
from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import json_file, ledger_rows, page, refused
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "openai-costs-api.json"
ONE: dict[str, object] = {
    "object": "organization.costs.result", "amount": {"value": 0.06, "currency": "usd"},
    "line_item": "gpt-5-nano, input_tokens", "project_id": "proj_search", "api_key_id": None, "quantity": 9,
    "quantity_unit": "tokens",
}  # fmt: skip


def bucket(*results: dict[str, object]) -> dict[str, object]:
    return {"object": "bucket", "start_time": 1788134400, "end_time": 1788220800, "results": list(results)}


def test_money_is_billed_and_has_the_model_of_its_line_item(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "c.json", page(bucket(ONE))))
    assert (row["cost"], row["currency"], row["cost_basis"]) == (0.06, "USD", "billed")
    assert (row["model"], row["team"], row["kind"]) == ("gpt-5-nano", "proj_search", "cost")
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out", "requests")] == [None] * 5
    assert row["fault"] is None


@pytest.mark.parametrize(("item", "model"), [("Image models", "Image models"), (None, None)])
def test_a_line_item_may_be_a_service_or_nothing(tmp_path: Path, item: str | None, model: str | None) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "c.json", page(bucket(ONE | {"line_item": item}))))
    assert (row["model"], row["fault"]) == (model, None)


def test_a_value_may_be_text_with_many_decimals_or_a_credit(tmp_path: Path) -> None:
    amounts = ["0.060000000000000000000000000000001", -2]
    results = [ONE | {"amount": {"value": value, "currency": "eur"}} for value in amounts]
    rows = ledger_rows(json_file(tmp_path / "c.json", page(bucket(*results))))
    assert [row["cost"] for row in rows] == [0.06, -2]
    assert {row["currency"] for row in rows} == {"EUR"}


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ({"currency": "usd"}, "value must not be empty"),
        ({"value": 1}, "currency must not be empty"),
        ({"value": "a lot", "currency": "usd"}, "value must be a number: got a lot"),
        ({"value": 1, "currency": "dollars"}, "currency must be a currency of three letters: got dollars"),
        (None, "value must not be empty"),
        (5, "Expected OBJECT"),
    ],
)
def test_an_amount_that_contradicts_the_format_is_refused(tmp_path: Path, amount: object, said: str) -> None:
    message = refused(json_file(tmp_path / "c.json", page(bucket(ONE), bucket(ONE | {"amount": amount}))))
    assert message.startswith("c.json ")
    assert said in message


def test_the_sample_is_whole_and_adds_up() -> None:
    buckets = json.loads(SAMPLE.read_text(encoding="utf-8"))["data"]
    results = [result for one in buckets for result in one["results"]]
    read = read_usage([str(SAMPLE)])
    rows = len(results) + sum(not one["results"] for one in buckets)
    assert [(one.of.name, one.rows) for one in read.files] == [("OpenAI costs (API)", rows)]
    assert read.sums["cost"].sum() == pytest.approx(sum(result["amount"]["value"] for result in results))
    assert read.sums[read.sums["not_counted"].notna()]["not_counted"].tolist() == ["no cost in that time"]
