"""From names and assumptions to a distribution: what reaches it, and a model of one's own."""

import numpy as np
import pytest

from calc.fleets.daily_total import fleet
from calc.inputs.assumptions import assumption_set, keys
from calc.inputs.catalogue import node_of
from calc.inputs.tables import models
from calc.query.estimate import OwnModel, energy, extrapolates, model_fit
from calc.query.throughput import fit_tps
from tests.reference import coefficients, naive

CHANGES = {"benchmark_rows": "all", "power_model": "coupled", "z_p95": 1.64, "days_per_year": 366}
IN_BETA_ONLY = {"queries_per_day", "days_per_year", "redundancy", "load_profile", "network", "mean_load",
                "load_p_max_kw", "load_p_idle_kw"}  # fmt: skip
COUPLED_ONLY = {"coupled_intercept", "coupled_slope"}


@pytest.mark.parametrize("key", keys())
def test_every_assumption_counts(key: str) -> None:
    """Changing any assumption by a little changes the baseline, or a year of the fleet (of the node's own model)."""
    base = assumption_set(power_model="coupled" if key in COUPLED_ONLY else "independent")
    changed = base.override(**{key: CHANGES[key] if key in CHANGES else getattr(base, key) * 1.01 + 0.001})
    served = next((m.model for m in models() if node_of(m.model).p_max_key == key), "Baseline")
    before, after = (fleet(0.1, model=served, assumptions=a).twh_per_year for a in (base, changed))
    if key.startswith("trim"):
        before, after = (energy("Baseline", "tts", a).quantile(0.75) for a in (base, changed))
    assert before != pytest.approx(after, rel=1e-6)
    if key in IN_BETA_ONLY:
        assert energy("Baseline", "tts", changed).mean() == energy("Baseline", "tts", base).mean()


def test_overrides_leave_the_named_set_alone() -> None:
    changed = assumption_set("arxiv-v1", pue_p95=1.4, PUE_P5=1.1)
    assert (changed.pue_p95, changed.pue_p5, changed.name) == (1.4, 1.1, "arxiv-v1")
    assert assumption_set("arxiv-v1").pue_p95 == 1.6
    assert assumption_set(changed).pue_p95 == 1.4
    assert assumption_set(changed, pue_p95=1.5).pue_p5 == 1.1


def test_the_wording_uses_all_rows() -> None:
    a = assumption_set("Arxiv-V1-Text")
    b0, b_in, b_out, cap = coefficients("Llama 3.1 70B", published_fit=False)
    n = naive("Llama 3.1 70B", 300, pue=(1.05, 1.4))
    worded = type(n)(n.kappa, n.s, b0, b_in, b_out, cap, n.l_in, n.l_mean)
    assert energy("70B", "traditional", a).mean() == pytest.approx(worded.mean(), rel=1e-9)


def test_a_model_of_ones_own_is_on_the_same_footing() -> None:
    rows = np.array([[886, 1024, 1024], [1300, 500, 2000], [378, 5000, 500]])
    own = OwnModel("mine", fit_tps(*rows.T), 14.1)
    q = [0.05, 0.5, 0.95]
    assert np.array_equal(energy(own, "tts").quantile(q), energy("R1", "tts").quantile(q))
    assert fleet(0.1, model=own).gwh_per_day == fleet(0.1, model="R1").gwh_per_day
    halved = OwnModel("mine", own.fit, 7.05)
    assert energy(halved).mean() == pytest.approx(energy("R1").mean() / 2, rel=1e-14)


@pytest.mark.parametrize("power", [0, -1, float("nan"), "11.3", None])
def test_own_power_is_checked(power: object) -> None:
    own = OwnModel("mine", model_fit("DeepSeek-R1"), power)
    with pytest.raises(ValueError, match=r"^p_max_kw must be"):
        energy(own)


def test_throughput_that_outgrows_the_answer_is_refused() -> None:
    l_in, l_out = np.array([100, 100, 200.0]), np.array([100, 200, 200.0])
    own = OwnModel("mine", fit_tps(l_out**1.5, l_in, l_out), 11.3)
    with pytest.raises(ValueError, match=r"^b_out must be below 1 .*: got 1\.[45]"):
        energy(own)


@pytest.mark.parametrize(
    ("model", "regime", "l_in", "expected"),
    [
        ("405B", "traditional", 500, False), ("405B", "tts", 500, True), ("405B", 60, 500, True),
        ("405B", "traditional", 11000, True), ("R1", "traditional", 500, False), ("R1", 240, 500, True),
        ("Baseline", "traditional", 500, False), ("Baseline", 240, 500, True), ("Mixtral", [300, 5000], 500, True),
    ],
)  # fmt: skip
def test_lengths_far_outside_are_flagged(model: str, regime: object, l_in: float, *, expected: bool) -> None:
    assert extrapolates(model, regime, assumption_set(l_in=l_in)) is expected
