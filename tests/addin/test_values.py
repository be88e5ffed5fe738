"""A cell gets calc's number; a range gets what its cells would get one by one."""

import numpy as np
import pytest

from addin.dispatch import call
from calc.fleets.daily_total import fleet
from calc.inputs.assumptions import assumption_set
from calc.inputs.catalogue import model_names, single_models
from calc.inputs.load_profile import load_profile_factor
from calc.inputs.tables import published
from calc.query.estimate import OwnModel, energy, model_fit
from calc.query.sampling import sample
from calc.query.throughput import fit_tps
from tests.addin.ask import OWN, column, flat, one

# Quantiles are settled to 1e-10 or better by calc; arrays and scalars share their nodes only nearly.
SAME = 1e-9


@pytest.mark.parametrize(
    ("name", "arguments", "printed"),
    [
        ("EQUERY_MEDIAN", ("Baseline", "traditional"), 0.34),
        ("EQUERY_MEDIAN", ("Baseline", "tts"), 4.32),
        ("EQUERY_MEDIAN", ("405B", "traditional"), 0.43),
        ("EQUERY_QUANTILE", ("Baseline", "traditional", 0.25), 0.18),
        ("EQUERY_QUANTILE", ("Baseline", "traditional", 0.75), 0.67),
        ("FLEET_GWH", (0.0, 1.0, 1.0), 0.81),
        ("FLEET_GWH", (0.1, 1.5, 3.0), 0.91),
        ("FLEET_BETA", (), 1.33),
    ],
)
def test_the_figures_of_the_paper(name, arguments, printed):
    assert round(one(name, *arguments), 2) == printed


def test_single_cells_are_calcs_numbers():
    a = assumption_set("joule-2026")
    e = energy("R1", 700, a, alpha=(1.5, 3))
    rest = (1.5, 3.0, "joule-2026")
    assert one("EQUERY_MEDIAN", "R1", 700.0, *rest) == float(e.quantile(0.5))
    assert one("EQUERY_MEAN", "R1", 700.0, *rest) == float(e.mean())
    assert one("EQUERY_QUANTILE", "R1", 700.0, 0.9, *rest) == float(e.quantile(0.9))
    assert one("EQUERY_PROB_ABOVE", "R1", 700.0, 2.0, *rest) == float(e.prob_above(2.0))
    assert one("TPS_PREDICT", "70B", 500.0, 300.0) == float(model_fit("Llama 3.1 70B").predict(500, 300).tps)
    f = fleet(0.2, (1.5, 3), queries_per_day=2e9, model="405B", beta=1.2, assumptions=a)
    scale = (2e9, "405B", 1.2, "joule-2026")
    assert one("FLEET_GWH", 0.2, 1.5, 3.0, *scale) == float(f.gwh_per_day)
    assert one("FLEET_TWH_YEAR", 0.2, 1.5, 3.0, *scale) == float(f.twh_per_year)
    assert one("FLEET_INTERVAL", 0.2, 1.5, 3.0, 0.05, *scale) == float(f.quantile(0.05))


def test_beta_takes_its_parts():
    assert one("FLEET_BETA") == pytest.approx(1.1 * 1.076 * 1.12, rel=1e-12)
    profile = float(load_profile_factor(0.5, 10, 2.7))
    assert one("FLEET_BETA", 1.2, 0.5, 1.0, 10.0) == pytest.approx(1.2 * profile, rel=1e-12)


def test_own_rows():
    fit = fit_tps(*(flat(c) for c in OWN))
    e = energy(OwnModel("own", fit, 14.1), "tts")
    assert one("EQUERY_FROM_ROWS", *OWN, 14.1, "tts", 0.5) == float(e.quantile(0.5))
    assert one("EQUERY_FROM_ROWS", *OWN, 14.1, "tts", 0.5) == pytest.approx(one("EQUERY_MEDIAN", "R1", "tts"))
    table = {row[0]: row[1] for row in call("TPS_FIT_RANGE", OWN)[1:]}
    assert (table["b0"], table["b_in"], table["b_out"], table["rows"]) == (fit.b0, fit.b_in, fit.b_out, 3.0)
    # a selection is often longer than the rows, and may lie across
    longer = [[*c, [None], [""]] for c in OWN]
    across = [[flat(c)] for c in OWN]
    assert call("TPS_FIT_RANGE", longer) == call("TPS_FIT_RANGE", across) == call("TPS_FIT_RANGE", OWN)


def test_power_may_be_a_range_for_own_rows():
    spilled = call("EQUERY_FROM_ROWS", [*OWN, [[10.0, 20.0]], column(["tts", 300.0]), 0.5])
    assert np.array(spilled)[:, 1] == pytest.approx(2 * np.array(spilled)[:, 0], rel=SAME)
    assert spilled[1][0] == pytest.approx(one("EQUERY_FROM_ROWS", *OWN, 10.0, 300.0, 0.5), rel=SAME)


def test_the_sample_is_seeded():
    arguments = ("Baseline", "tts", 500.0, 7.0, 1.5, 3.0)
    drawn = flat(call("EQUERY_SAMPLE", arguments))
    e = energy("Baseline", "tts", alpha=(1.5, 3))
    assert drawn == sample(e, 500, np.random.default_rng(7)).tolist()
    assert call("EQUERY_SAMPLE", ("R1", "tts", 3.0)) == call("EQUERY_SAMPLE", ("R1", "tts", 3.0, 42.0))
    assert drawn != flat(call("EQUERY_SAMPLE", ("Baseline", "tts", 500.0, 8.0, 1.5, 3.0)))


def test_summary_and_compare():
    summary = {row[0]: row[1:] for row in call("EQUERY_SUMMARY", ("Baseline", "tts"))}
    assert summary["statistic"] == ["value", "unit"]
    assert summary["P50"] == [pytest.approx(one("EQUERY_MEDIAN", "Baseline", "tts"), rel=SAME), "Wh"]
    assert summary["mean, untrimmed"][0] == one("EQUERY_MEAN", "Baseline untrimmed", "tts")
    assert "mean, untrimmed" not in flat(call("EQUERY_SUMMARY", ("R1", "tts")))
    compared = {row[0]: row[1:] for row in call("EQUERY_COMPARE", ("tts",))}
    assert compared["Baseline"][2] == pytest.approx(summary["P50"][0], rel=SAME)
    assert list(compared) == ["model", *model_names()]


def test_published_single_range_and_column():
    assert call("EQUERY_PUBLISHED", ("fleet.trad",)) == [[0.81]]
    assert call("EQUERY_PUBLISHED", ("Lever.Reduction ",)) == [[1.5, 3.5]]
    ids = list(published())
    assert call("EQUERY_PUBLISHED", (column(ids),)) == [[f.lo, f.hi] for f in published().values()]


def test_references():
    assert one("EQUERY_VERSION").count(".") == 2
    assert [row[0] for row in call("EQUERY_MODELS")[1:]] == list(single_models())
    gpus = {row[0]: row[-1] for row in call("EQUERY_MODELS")}
    assert (gpus["DeepSeek-R1"], gpus["Mixtral 8x22B"]) == (10.0, 8.0)  # the paper's section 2
    assert [row[2] for row in call("EQUERY_REGIMES")[1:]] == [300.0, 5000.0]
    held = {row[0]: row[1:] for row in call("EQUERY_ASSUMPTIONS", ("joule-2026",))}
    assert held["p_max_kw"] == [10.2, "kW", "oviedo-2026"]


NUMBERS = {
    "lo": [1.0, 1.2, 1.5, 2.0, 1.0],
    "hi": [1.0, 1.2, 3.0, 9.0, 1.02],
    "regime": [50.0, 300.0, 5e3, 5e3, 9e4],
}


@pytest.mark.parametrize("model", ["Baseline", "untrimmed", "405B", "Nemotron"])
@pytest.mark.parametrize("name", ["EQUERY_MEDIAN", "EQUERY_MEAN"])
def test_a_column_is_its_cells(name, model):
    columns = [column(NUMBERS[key]) for key in ("regime", "lo", "hi")]
    spilled = flat(call(name, [model, *columns]))
    cells = [one(name, model, *row) for row in zip(*(flat(c) for c in columns), strict=True)]
    assert spilled == pytest.approx(cells, rel=SAME)


def test_a_row_against_a_column_is_a_block():
    models, regimes = ["Baseline", "405b", " R1 "], ["traditional", "TTS", 700.0, "long", "mean 350"]
    block = call("EQUERY_QUANTILE", [[models], column(regimes), 0.9])
    assert np.shape(block) == (5, 3)
    for row, regime in zip(block, regimes, strict=True):
        for answer, model in zip(row, models, strict=True):
            assert answer == pytest.approx(one("EQUERY_QUANTILE", model, regime, 0.9), rel=SAME)


def test_sets_spill_too():
    sets = ["arxiv-v1", "ARXIV-V1-TEXT", None, "joule-2026"]
    spilled = flat(call("EQUERY_MEDIAN", ["Baseline", "tts", None, None, column(sets)]))
    assert spilled == pytest.approx([one("EQUERY_MEDIAN", "Baseline", "tts", 1.0, 1.0, s) for s in sets], rel=SAME)


def test_blank_optional_cells_take_the_default():
    spilled = flat(call("FLEET_GWH", [column([0.1, 0.1, 0.1]), 1.0, 1.0, column([None, 2e9, float("nan")])]))
    assert spilled == pytest.approx([spilled[0], 2 * spilled[0], spilled[0]], rel=1e-12)
    assert one("FLEET_GWH", 0.1, 1.0, 1.0, "", "", None) == spilled[0]


def test_ten_thousand_rows_in_one_call():
    rng = np.random.default_rng(5)
    n = 10_000
    regime, lo = rng.uniform(50, 9000, n), rng.uniform(1, 2, n)
    hi = lo + rng.uniform(0, 2, n)
    spilled = flat(call("EQUERY_MEDIAN", ["Baseline", *(column(x.tolist()) for x in (regime, lo, hi))]))
    for i in (0, 17, 4999, 9999):
        single = one("EQUERY_MEDIAN", "Baseline", *(float(x[i]) for x in (regime, lo, hi)))
        assert spilled[i] == pytest.approx(single, rel=1e-8)


def test_a_thousand_rows_with_prefill_in_one_call():
    rng = np.random.default_rng(6)
    n = 1000
    regime, lo = rng.uniform(1, 9000, n), rng.uniform(1, 2, n)
    hi, given = lo * rng.choice([1, 1.02, 2], n), [["prefill_weight", 1 / 30]]
    spilled = flat(call("EQUERY_MEDIAN", ["Baseline", *(column(x.tolist()) for x in (regime, lo, hi)), given]))
    for i in (0, 511, 999):
        single = one("EQUERY_MEDIAN", "Baseline", *(float(x[i]) for x in (regime, lo, hi)), given)
        assert spilled[i] == pytest.approx(single, rel=1e-8)
