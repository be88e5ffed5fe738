from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger import test_litellm_spend_logs as litellm
from tests.workbook.ledger import test_openai_usage_csv as openai
from tests.workbook.ledger.rows import csv_file, json_file
from workbook.ledger.counted_once import also_elsewhere
from workbook.ledger.reading import read_usage, usage_frame
from workbook.ledger.sums import BY


@pytest.mark.parametrize("by", [BY, ("month",), ("team", "provider"), ()])
def test_a_gateway_counts_for_the_makers_who_tell_nothing_whatever_is_kept_apart(
    tmp_path: Path, by: tuple[str, ...]
) -> None:
    own = csv_file(tmp_path / "own.csv", [openai.ONE], openai.HEADER)
    through = [
        litellm.ONE | {"request_id": "a", "custom_llm_provider": "openai", "model": openai.ONE["model"]},
        litellm.ONE | {"request_id": "b", "completion_tokens": 7},
    ]
    found = read_usage([str(json_file(tmp_path / "gateway.json", through)), str(own)], by).sums
    counted = found[found["not_counted"].isna()]
    assert counted["out"].sum() == float(openai.ONE["output_tokens"]) + 7
    assert found[found["not_counted"] == "told by own.csv"]["out"].tolist() == [200]


CUR, BEDROCK, FOCUS = (
    DATA / "samples" / name for name in ("aws-cur-2026.csv", "bedrock-invocations-2026.jsonl", "focus-bill-2026.csv")
)


def test_a_bill_that_names_models_otherwise_tells_of_the_logs_usage_again() -> None:
    log, both = read_usage([str(BEDROCK)]).sums, read_usage([str(CUR), str(BEDROCK)]).sums
    counted = both[both["not_counted"].isna()]
    providers = set(log.loc[log["not_counted"].isna(), "provider"])
    of_them = counted[counted["provider"].isin(providers)]
    assert set(of_them["source_file"]) == {BEDROCK.name}
    told = both[both["not_counted"].eq(f"told by {BEDROCK.name}")]
    assert set(told["source_file"]) == {CUR.name}
    assert told["out"].sum() > 0


def test_a_provider_that_hosts_itself_is_the_one_without_a_host() -> None:
    told = (
        ("u.csv", "a", "usage", None, "gpt-4o"),
        ("b.csv", "b", "bill", "OpenAI", "GPT 4o out"),
        ("c.csv", "b", "bill", "Microsoft", "gpt-4o"),
        ("g.csv", "c", "gateway", "Azure", "gpt-4o"),
    )
    heads = ("source_file", "format", "kind", "host", "model")
    sums = usage_frame([{"provider": "OpenAI", "out": 5.0} | dict(zip(heads, one, strict=True)) for one in told])
    assert also_elsewhere(sums)["not_counted"].fillna("").tolist() == ["", "told by u.csv", "", "told by c.csv"]
