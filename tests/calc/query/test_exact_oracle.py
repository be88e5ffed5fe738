"""One query against the naive route of tests/reference.py, over everything a user can set."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calc.inputs.assumptions import assumption_set
from calc.query.estimate import energy
from tests.reference import naive

# The accuracy the project promises for quantiles and means.
PROMISED = 1e-7

MODELS = st.sampled_from([
    "DeepSeek-R1", "Llama 3.1 405B", "Llama-3.1 Nemotron Ultra 253B", "Mixtral 8x22B", "Llama 3.1 70B",
])  # fmt: skip
MEDIANS = st.floats(0, np.log(200_000)).map(lambda x: float(np.exp(x)))  # TPS below and at its cap
SPREADS = st.sampled_from([0.0, 1e-6, 1e-3, 0.1, 1.0])  # share of the default ranges of power and PUE
ALPHA_HI = st.one_of(st.sampled_from([1.0, 1.0001, 3.0, 30.0]), st.floats(1, 30))
PROBABILITIES = st.one_of(st.sampled_from([1e-4, 0.5, 1 - 1e-4]), st.floats(1e-4, 1 - 1e-4))
WEIGHTS = st.sampled_from([0.0, 0.0, 1 / 30, 1.0])
SLOPES = st.sampled_from([None, None, 0.0, 0.56, 0.66])
L_IN = st.sampled_from([50.0, 500.0, 5000.0])


@given(MODELS, MEDIANS, SPREADS, ALPHA_HI, PROBABILITIES, WEIGHTS, SLOPES, L_IN)
@example("Llama 3.1 405B", 300.0, 1.0, 1.0, 0.5, 0.0, None, 500.0)
@example("DeepSeek-R1", 5000.0, 1.0, 30.0, 1e-4, 0.0, None, 500.0)  # b_out < 0: the cap holds for short answers
@example("Mixtral 8x22B", 1.0, 0.0, 1.0, 1e-4, 1.0, None, 500.0)  # the least energy is not 0
@example("Llama 3.1 405B", 1.0, 1e-6, 1.0, 1e-4, 1 / 30, None, 50.0)
@example("Mixtral 8x22B", 200_000.0, 0.0, 30.0, 1 - 1e-4, 1.0, 0.56, 5000.0)
@settings(max_examples=100)
def test_quantile_and_mean(
    model: str,
    median: float,
    spread: float,
    alpha_hi: float,
    q: float,
    weight: float,
    slope: float | None,
    l_in: float,
) -> None:
    fraction = (0.6 * (2 / 3) ** spread, 0.6 * 1.5**spread)
    pue = (1.2 * 0.9**spread, 1.2 * 1.1**spread)
    changes = {} if slope is None else {"power_model": "coupled", "coupled_slope": slope}
    a = assumption_set(
        power_fraction_p5=fraction[0], power_fraction_p95=fraction[1], pue_p5=pue[0], pue_p95=pue[1],
        l_in=l_in, prefill_weight=weight, **changes,
    )  # fmt: skip
    e = energy(model, median, a, alpha=(1, alpha_hi))
    n = naive(
        model, median, alpha=(1, alpha_hi), fraction=fraction, pue=pue, l_in=l_in, weight=weight,
        coupled=None if slope is None else (0.24, slope),
    )  # fmt: skip
    x = float(e.quantile(q))
    # The naive cdf brackets q around the quantile: it lies within the promise, whatever the density there.
    assert n.cdf(x * (1 - PROMISED)) <= q <= n.cdf(x * (1 + PROMISED))
    np.testing.assert_allclose(e.mean(), n.mean(), rtol=PROMISED)


@given(MODELS, MEDIANS, st.floats(-6, 6), ALPHA_HI, WEIGHTS)
@settings(max_examples=60)
def test_cdf(model: str, median: float, ln_ratio: float, alpha_hi: float, weight: float) -> None:
    e = energy(model, median, assumption_set(prefill_weight=weight), alpha=(1, alpha_hi))
    n = naive(model, median, alpha=(1, alpha_hi), weight=weight)
    x = n.mean() * float(np.exp(ln_ratio))
    # A cdf within 1e-7 along the axis is one within 1e-7 times the density of ln E, which stays below 1 or so.
    np.testing.assert_allclose(e.cdf(x), n.cdf(x), rtol=0, atol=1e-7)
    np.testing.assert_allclose(e.cdf(x) + e.prob_above(x), 1, rtol=0, atol=1e-12)
