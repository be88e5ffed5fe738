import json
from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import json_file, ledger_rows, page, refused
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "anthropic-cost-api.json"
ONE: dict[str, object] = {
    "amount": "123.78912", "currency": "USD", "cost_type": "tokens", "token_type": "uncached_input_tokens",
    "description": "Claude Sonnet 4 Usage - Input Tokens", "model": "claude-sonnet-4-20250514",
    "service_tier": "standard", "context_window": "0-200k", "inference_geo": "global", "workspace_id": "wrkspc_search",
}  # fmt: skip
SEARCH = dict.fromkeys(ONE, None) | {"amount": "150", "currency": "USD", "cost_type": "web_search"}


def bucket(*results: dict[str, object]) -> dict[str, object]:
    return {"starting_at": "2025-08-01T00:00:00Z", "ending_at": "2025-08-02T00:00:00Z", "results": list(results)}


def test_cents_become_dollars(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "c.json", page(bucket(ONE))))
    assert row["cost"] == pytest.approx(1.2378912)
    assert (row["currency"], row["cost_basis"], row["kind"]) == ("USD", "billed", "cost")
    assert (row["model"], row["team"], row["region"]) == ("claude-sonnet-4-20250514", "wrkspc_search", "global")
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out", "requests")] == [None] * 5
    assert (row["not_counted"], row["fault"]) == (None, None)


def test_what_is_paid_for_other_things_says_so(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "c.json", page(bucket(SEARCH))))
    assert (row["cost"], row["not_counted"], row["fault"]) == (1.5, "cost of web_search", None)


def test_an_ungrouped_amount_is_counted(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "c.json", page(bucket({"amount": "5", "currency": "USD"}))))
    assert (row["cost"], row["not_counted"], row["fault"]) == (0.05, None, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": None}, "amount must not be empty"),
        ({"amount": "$5"}, "amount must be a number: got $5"),
        ({"currency": None}, "currency must not be empty"),
        ({"currency": "cents"}, "currency must be a currency of three letters: got cents"),
    ],
)
def test_a_result_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, object], said: str) -> None:
    message = refused(json_file(tmp_path / "c.json", page(bucket(ONE), bucket(), bucket(ONE | change))))
    assert message.startswith("c.json row 3: ")
    assert said in message


def test_results_of_anything_else_are_other_rows(tmp_path: Path) -> None:
    results = [ONE, *[ONE | {name: "other"} for name in ONE if name not in {"amount", "currency"}]]
    rows = ledger_rows(json_file(tmp_path / "c.json", page(bucket(*results))))
    assert len({row["row_id"] for row in rows}) == len(results)


def test_the_sample_is_whole_and_adds_up() -> None:
    buckets = json.loads(SAMPLE.read_text(encoding="utf-8"))["data"]
    results = [result for one in buckets for result in one["results"]]
    read = read_usage([str(SAMPLE)])
    rows = len(results) + sum(not one["results"] for one in buckets)
    assert [(one.of.name, one.rows) for one in read.files] == [("Anthropic cost (API)", rows)]
    assert read.sums["cost"].sum() == pytest.approx(sum(float(result["amount"]) for result in results) / 100)
