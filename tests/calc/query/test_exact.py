"""The energy of one query: known values, exact limits, and what any distribution must do."""

import numpy as np
import pytest

from calc.inputs.assumptions import assumption_set
from calc.query.estimate import energy
from tests.reference import naive

Q = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
MODELS = ("DeepSeek-R1", "Llama 3.1 405B", "Llama-3.1 Nemotron Ultra 253B", "Mixtral 8x22B", "Llama 3.1 70B")
SETTINGS = {
    "base": {},
    "prefill": {"prefill_weight": 1.0},
    "coupled": {"power_model": "coupled"},
}

# P5, P25, P50, P75, P95, mean [Wh] of arxiv-v1 by numerical integration, independent of this code. The
# integration was good to about 2e-6, which shows in the last digit of the larger values: 4.98094 is 4.980948.
TABLE = {
    ("Llama 3.1 405B", "traditional"): "0.0561 0.21554 0.43445 0.76849 1.50251 0.56209",
    ("Llama 3.1 405B", "tts"): "0.49427 1.89908 3.82788 6.77124 13.30949 4.98094",
    ("Mixtral 8x22B", "traditional"): "0.0098 0.03609 0.07121 0.12393 0.23816 0.09074",
    ("Mixtral 8x22B", "tts"): "0.08049 0.29631 0.58482 1.03505 2.2609 0.79624",
}


@pytest.mark.parametrize(("model", "regime"), TABLE)
def test_values_of_the_table(model: str, regime: str) -> None:
    e = energy(model, regime)
    expected = [float(x) for x in TABLE[model, regime].split()]
    np.testing.assert_allclose([*e.quantile(Q), e.mean()], expected, rtol=2e-6, atol=0.5e-5)


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("model", MODELS)
def test_cdf_of_quantile_is_q(model: str, name: str) -> None:
    e = energy(model, "traditional", assumption_set(**SETTINGS[name]), alpha=(1.5, 10))
    q = np.array([1e-4, 0.01, 0.3, 0.5, 0.9, 0.99, 1 - 1e-4])
    x = e.quantile(q)
    # Quantiles are good to 1e-7, and a relative step in x moves either tail by little more than that step.
    np.testing.assert_allclose(e.cdf(x), q, rtol=1e-6)
    np.testing.assert_allclose(e.prob_above(x), 1 - q, rtol=2e-6)


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("model", MODELS)
def test_quantiles_rise_with_q_and_lie_around_the_mean(model: str, name: str) -> None:
    e = energy(model, "tts", assumption_set(**SETTINGS[name]))
    x = e.quantile(np.linspace(0.001, 0.999, 301))
    assert np.all(np.diff(x) > 0)
    assert x[0] < e.mean() < x[-1]
    f = e.cdf(np.geomspace(x[0] / 100, x[-1] * 100, 301))
    assert np.all(np.diff(f) >= -1e-13)  # rounding of sums that are 1
    assert np.all((f > -1e-13) & (f < 1 + 1e-13))


@pytest.mark.parametrize("name", SETTINGS)
def test_energy_doubles_with_node_power(name: str) -> None:
    one = energy("405B", "tts", assumption_set(**SETTINGS[name]))
    two = energy("405B", "tts", assumption_set(p_max_kw=22.6, **SETTINGS[name]))
    # Both to about 1e-9, the accuracy of a quantile.
    np.testing.assert_allclose(two.quantile(Q), 2 * one.quantile(Q), rtol=1e-8)
    assert two.mean() == pytest.approx(2 * one.mean(), rel=1e-14)


def test_alpha_of_one_is_exactly_one() -> None:
    plain, one = energy("405B", "tts"), energy("405B", "tts", alpha=(1, 1))
    assert np.array_equal(one.quantile(Q), plain.quantile(Q))
    assert one.mean() == plain.mean()
    assert energy("405B", "tts", alpha=(2, 2)).mean() == pytest.approx(plain.mean() / 2, rel=1e-15)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("l_median", [1, 300, 5000, 200_000])
def test_without_spread_the_quantile_is_the_length_alone(model: str, l_median: float) -> None:
    """Power fraction and PUE fixed: E is Eq. 1 at the quantile of L, since E rises with L."""
    fixed = {"power_fraction_p5": 0.6, "power_fraction_p95": 0.6, "pue_p5": 1.2, "pue_p95": 1.2}
    e = energy(model, l_median, assumption_set(**fixed))
    n = naive(model, l_median, fraction=(0.6, 0.6), pue=(1.2, 1.2))
    assert n.s == 0
    expected = [np.exp(n.kappa) * n.g(-n.l_mean * np.log1p(-q)) for q in Q]
    # A Newton step shorter than 1e-5 leaves its square, 1e-10, of ln E.
    np.testing.assert_allclose(e.quantile(Q), expected, rtol=1e-9)


def test_a_small_spread_comes_close_to_none() -> None:
    def quantiles(spread: float) -> np.ndarray:
        a = assumption_set(power_fraction_p5=0.6, power_fraction_p95=0.6 * (1 + spread), pue_p5=1.2, pue_p95=1.2)
        return energy("Mixtral", 2000, a).quantile(Q)

    none = quantiles(0)
    for spread in (1e-3, 1e-5, 1e-7):
        # The median of the fraction moves by spread / 2; the rest is of the order of its square.
        np.testing.assert_allclose(quantiles(spread), none * (1 + spread / 2), rtol=spread**2 + 1e-9)


def test_longer_answers_larger_pue_and_longer_prompts_cost_more() -> None:
    base = float(energy("405B").quantile(0.5))
    assert energy("405B", 310).quantile(0.5) > base
    assert energy("405B", "traditional", assumption_set(pue_p95=1.7)).quantile(0.5) > base
    assert energy("405B", "traditional", assumption_set(l_in=600)).quantile(0.5) > base  # a lower TPS
    assert energy("405B", "traditional", assumption_set(prefill_weight=0.01)).quantile(0.5) > base
    assert energy("405B", "traditional", alpha=(1, 1.1)).quantile(0.5) < base


def test_prefill_weight_near_zero_is_the_closed_form() -> None:
    """The general route, over the output length, meets the closed one where prefill vanishes."""
    closed = energy("405B", "tts")
    general = energy("405B", "tts", assumption_set(prefill_weight=1e-12))
    assert not general.time.closed_form
    # The weight itself adds 1e-12 x 500 tokens to at least 70; both routes are good to about 1e-9.
    np.testing.assert_allclose(general.quantile(Q), closed.quantile(Q), rtol=1e-8)
    assert general.mean() == pytest.approx(closed.mean(), rel=1e-9)
