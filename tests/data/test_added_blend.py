"""A blend of one's own, and a node whose power is an assumption of its own, are rows of data/ too."""

import json
from pathlib import Path

import pytest

from calc.inputs.assumptions import keys
from tests.data.copies import equery, run, with_rows

NODE_KEY = "p_max_kw_small"
BENCHMARK = {"table": "test", "model": "Small 1B", "node": "1xNew", "precision": "FP4", "software": "not stated"}
MEMBER = {"blend": "Pair", "weight": "2"}
ADDED = {
    "assumptions": [{"set": "*", "key": NODE_KEY, "value": "1.9", "unit": "kW"}],
    "nodes": [{"node": "1xNew", "gpu": "New", "gpus": "1", "p_max_key": NODE_KEY}],
    "models": [{"model": "Small 1B", "aliases": "", "node": "1xNew", "colour": "56B4E9", "mark": "star"}],
    "benchmarks": [
        BENCHMARK | {"row_id": "t1", "tps": "9000", "l_in": "500", "l_out": "2000"},
        BENCHMARK | {"row_id": "t2", "tps": "7000", "l_in": "2000", "l_out": "500"},
    ],
    "blends": [MEMBER | {"model": "Llama 3.1 70B"}, MEMBER | {"model": "Small 1B"}],
    "aliases": [{"of": "blend", "name": "Pair", "aliases": "both"}],
}
PROGRAM = """
import json
from calc.inputs.assumptions import assumption_set, keys
from calc.inputs.bounds import bounds_rule
from calc.inputs.catalogue import model_names
from calc.query.estimate import energy

small, large = (float(energy(m).mean()) for m in ("Small 1B", "70B"))
twice = assumption_set(p_max_kw_small=3.8)
try:
    assumption_set(p_max_kw_smal=1)
except ValueError as error:
    slip = str(error)
print(json.dumps({
    "names": model_names(), "keys": keys(), "small": small, "large": large, "slip": slip,
    "rule": bounds_rule("p_max_kw_small"), "power": float(assumption_set().p_max_kw_small),
    "twice": float(energy("Small 1B", assumptions=twice).mean()),
    "same": float(energy("70B", assumptions=twice).mean()),
    "pair": float(energy("BOTH").mean()), "untrimmed": float(energy("pair untrimmed").mean()),
    "pair below": float(energy("pair untrimmed").cdf(0.1)),
    "each below": [float(energy(m).cdf(0.1)) for m in ("Small 1B", "70B")],
}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_rows(tmp_path_factory.mktemp("blend"), ADDED)


@pytest.fixture(scope="module")
def found(copy: Path) -> dict[str, object]:
    return json.loads(run(copy, "-c", PROGRAM))


def test_the_new_assumption_is_one_like_the_others(found) -> None:
    assert found["keys"] == [*keys(), NODE_KEY]
    assert (found["power"], found["rule"]) == (1.9, "must be above 0")
    assert "did you mean 'p_max_kw_small'?" in found["slip"]
    assert found["twice"] == pytest.approx(2 * found["small"], rel=1e-12)  # energy follows power
    assert found["same"] == found["large"]


def test_the_new_blend_is_the_mean_of_its_models(found) -> None:
    assert found["names"][-4:] == ["Baseline", "Baseline untrimmed", "Pair", "Pair untrimmed"]
    assert found["untrimmed"] == pytest.approx((found["small"] + found["large"]) / 2, rel=1e-12)
    assert found["pair below"] == pytest.approx(sum(found["each below"]) / 2, rel=1e-12)
    assert found["pair"] < found["untrimmed"]  # trimming cuts a long upper tail


def test_a_model_without_its_parameters_is_said_to_lack_them(copy) -> None:
    with pytest.raises(AssertionError, match=r"model_facts.csv must hold total_parameters of Small 1B"):
        equery(copy, "models")


def test_the_command_warns_of_its_trimmed_mean(copy, found) -> None:
    asked = equery(copy, "estimate", "both", "traditional", "--assume", "p_max_kw_small=1.9")
    assert (asked["model"], asked["mean"]) == ("Pair", found["pair"])
    assert asked["notes"][0].startswith("Pair is trimmed as published")
