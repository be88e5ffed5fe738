from pathlib import Path

import pytest

from tests.workbook.ledger import test_litellm_spend_logs as litellm
from tests.workbook.ledger import test_openai_usage_csv as openai
from tests.workbook.ledger.rows import csv_file, json_file
from workbook.ledger.reading import read_usage
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
