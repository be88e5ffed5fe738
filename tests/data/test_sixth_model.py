"""A model on a new node is rows of data/ and nothing else: added to a copy of the packages, it is known everywhere.

The copy is run by other processes, so that nothing of this one's tables is seen. The model is made up; expectations
come from least squares and quadrature that know nothing of calc.
"""

import json
from math import log, sqrt
from pathlib import Path

import numpy as np
import pytest

from calc.inputs.assumptions import assumption_set
from calc.inputs.catalogue import BASELINE, REGIMES, UNTRIMMED, model_names
from calc.paper.published_figures import reproduction
from calc.query.estimate import energy
from tests.data.copies import equery, run, with_rows
from tests.reference import Naive, range_of

MODEL, ALIAS, P_MAX_KW = "Sixth 30B", "the sixth", 14.3
TPS_ROWS = [  # (TPS, L_in, L_out): falls with prompts and rises with answers, as measured ones do, not on a plane
    (31000.0, 128, 128), (36500.0, 128, 2048), (27900.0, 500, 2000), (5400.0, 2048, 128), (7300.0, 5000, 500),
    (19800.0, 1000, 1000),
]  # fmt: skip
ADDED = {
    "nodes": [{"node": "8xNew", "gpu": "New", "gpus": "8", "p_max_kw": str(P_MAX_KW), "p_idle_kw": "3.1"}],
    "models": [{"model": MODEL, "aliases": f"{ALIAS};30B", "node": "8xNew", "colour": "56B4E9", "mark": "star"}],
    "model_facts": [
        {"model": MODEL, "key": "total_parameters", "value": "30", "unit": "1e9 parameter"},
        {"model": MODEL, "key": "active_parameters", "value": "3", "unit": "1e9 parameter"},
    ],
    "benchmarks": [
        {
            "row_id": f"t{i}", "table": "test", "model": MODEL, "node": "8xNew", "precision": "FP4",
            "software": "not stated", "tps": str(tps), "l_in": str(l_in), "l_out": str(l_out),
        }
        for i, (tps, l_in, l_out) in enumerate(TPS_ROWS, 1)
    ],
}  # fmt: skip
PROGRAM = """
import json, sys
import calc
from addin.dispatch import call
from addin.registry import FUNCTIONS
from calc.inputs.assumptions import assumption_set
from calc.inputs.catalogue import REGIMES, model_names
from calc.paper.published_figures import reproduction
from calc.query.estimate import energy, model_fit

MODEL, ALIAS = sys.argv[1:]
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def described(model, a=None):
    found = [energy(model, regime, a) for regime in REGIMES]
    return [[*(float(v) for v in e.quantile(LEVELS)), float(e.mean())] for e in found]


def answered(function, model):
    places = {argument.name: i for i, argument in enumerate(function.arguments)}
    given = [*function.example, *[None] * (len(function.arguments) - len(function.example))]
    given[places["model"]] = model
    if "budget_gwh" in places:  # what the model's own fleet takes at a share of one half
        given[places["budget_gwh"]] = call("FLEET_GWH", [0.5, 1.5, 3.0, None, model])[0][0]
    return call(function.name, given)


fit = model_fit(MODEL)
served = [f for f in FUNCTIONS.values() if any(a.kind == "model" for a in f.arguments)]
print(json.dumps({
    "where": calc.__file__,
    "names": model_names(),
    "fit": [fit.b0, fit.b_in, fit.b_out, fit.tps_max, fit.n],
    "all rows": model_fit(MODEL, "all").b0,
    "energy": described(MODEL),
    "another node's power": described(MODEL, assumption_set(p_max_kw=1.0, p_max_kw_deepseek_r1=1.0)),
    "old": {name: described(name) for name in model_names() if name != MODEL},
    "published": [[r.figure.id, r.exact, r.replayed] for r in reproduction()],
    "functions": {
        f.name: {model: answered(f, model) for model in (MODEL, ALIAS, "405B")} for f in served
    },
    "listed": call("EQUERY_MODELS"),
    "compared": call("EQUERY_COMPARE", ["traditional"]),
}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages with the model's rows added."""
    return with_rows(tmp_path_factory.mktemp("sixth"), ADDED)


@pytest.fixture(scope="module")
def found(copy: Path) -> dict[str, object]:
    found = json.loads(run(copy, "-c", PROGRAM, MODEL, ALIAS))
    assert Path(found["where"]).is_relative_to(copy)
    return found


@pytest.fixture(scope="module")
def coefficients() -> list[float]:
    tps, l_in, l_out = np.transpose(TPS_ROWS)
    x = np.column_stack([np.ones(len(TPS_ROWS)), np.log(l_in), np.log(l_out)])
    return [float(b) for b in np.linalg.lstsq(x, np.log(tps))[0]]


def test_it_comes_after_the_papers_models(found) -> None:
    assert found["names"] == [*model_names()[:-2], MODEL, BASELINE, UNTRIMMED]


def test_its_fit_is_least_squares(found, coefficients) -> None:
    assert found["fit"][:3] == pytest.approx(coefficients, rel=1e-10)  # QR and SVD, of a well-conditioned table
    assert found["fit"][3:] == [max(tps for tps, *_ in TPS_ROWS), len(TPS_ROWS)]
    assert found["all rows"] == found["fit"][0]


def test_its_energy_is_that_of_its_own_node(found, coefficients) -> None:
    (f, s_f), (p, s_p) = range_of(0.4, 0.9), range_of(1.05, 1.6)
    cap = max(tps for tps, *_ in TPS_ROWS)
    for median, values in zip((300, 5000), found["energy"], strict=True):
        query = Naive(log(P_MAX_KW / 3.6) + f + p, sqrt(s_f**2 + s_p**2), *coefficients, cap, 500, median / log(2))
        expected = [*(query.quantile(q) for q in (0.05, 0.25, 0.5, 0.75, 0.95)), query.mean()]
        assert values == pytest.approx(expected, rel=1e-8)  # adaptive quadrature and bisection
    assert found["another node's power"] == found["energy"]


def test_the_old_models_and_every_published_figure_stay(found) -> None:
    levels = (0.05, 0.25, 0.5, 0.75, 0.95)
    for name, values in found["old"].items():
        now = [energy(name, regime) for regime in REGIMES]
        assert values == [[*(float(v) for v in e.quantile(levels)), float(e.mean())] for e in now]
    expected = [(r.figure.id, r.exact, r.replayed) for r in reproduction()]
    assert found["published"] == json.loads(json.dumps(expected))


def test_every_function_that_takes_a_model_answers_for_it(found) -> None:
    assert len(found["functions"]) > 15
    for name, answers in found["functions"].items():
        assert answers[MODEL] == answers[ALIAS], name
        # Half of the queries are long at the budget asked about, whatever the model.
        if name == "FLEET_BREAKEVEN_SHARE":
            assert answers[MODEL][0][0] == pytest.approx(0.5, rel=1e-9)
        else:
            assert answers[MODEL] != answers["405B"], name
    beta = float(assumption_set().beta)
    mean = found["energy"][0][-1]
    assert found["functions"]["EQUERY_COST"][MODEL][0][0] == pytest.approx(mean * beta / 1000 * 0.1, rel=1e-12)


def test_the_tables_of_models_list_it(found) -> None:
    row = next(row for row in found["listed"] if row[0] == MODEL)
    assert row == [MODEL, f"{ALIAS}, 30B", False, 30.0, 3.0, 8.0]
    assert [row[0] for row in found["compared"][1:]] == found["names"]
    assert next(row for row in found["compared"] if row[0] == MODEL)[1:] == found["energy"][0]


def test_the_command_knows_it(copy, found) -> None:
    listed = {m["model"]: m for m in equery(copy, "models")["models"]}
    assert listed[MODEL] == {
        "model": MODEL, "aliases": [ALIAS, "30B"], "baseline_member": False, "total_parameters": 30.0,
        "active_parameters": 3.0, "gpus_per_node": 8.0,
    }  # fmt: skip
    assert equery(copy, "fit")["fits"][MODEL]["b0"] == found["fit"][0]
    asked = equery(copy, "estimate", ALIAS, "tts", "--assume", "p_max_kw=9")
    assert (asked["model"], asked["mean"]) == (MODEL, found["energy"][1][-1])
    note = f"p_max_kw is the 8-GPU node; the power of {MODEL}'s node is {P_MAX_KW} kW, a row of nodes.csv"
    assert note in asked["notes"]
