"""The assumption `precision_exponent`: what throughput.csv says of it."""

import numpy as np

from calc.inputs.serving_assumptions import serving_set
from calc.query.table_choice import default_table
from calc.query.throughput_tables import ThroughputTable, all_tables

TENSOR_RATES = 4.5  # dense: 9 PFLOP/s of a B200 in FP4 over 2 of an H100 or H200 in FP8
USABLE = [table for table in all_tables() if not table.refusal]


def best(model: str, node: str) -> ThroughputTable | None:
    """The table that answers, which of one version is the best per GPU."""
    return default_table(model, node) if any(t.model == model and t.node == node for t in USABLE) else None


def exponents() -> dict[tuple[str, str], float]:
    found = {}
    for model in dict.fromkeys(table.model for table in USABLE):
        newer = best(model, "DGX B200")
        for node in ("DGX H100", "DGX H200"):
            older = best(model, node)
            if newer is None or older is None:
                continue
            assert (newer.bits, older.bits) == (4, 8)
            shared = newer.lengths & older.lengths
            if shared:
                ratio = newer.tps_per_gpu(shared) / older.tps_per_gpu(shared)
                found[model, node] = float(np.log(ratio) / np.log(TENSOR_RATES))
    return found


def test_it_is_the_mean_over_models_and_lengths_that_both_have() -> None:
    found = exponents()
    assert len(found) >= 10
    assert round(float(np.mean(list(found.values()))), 1) == float(serving_set("equery-2026").precision_exponent) == 0.8


def test_its_range_is_the_one_stated() -> None:
    found = exponents().values()
    assert (round(min(found), 1), round(max(found), 1)) == (0.5, 1.1)
