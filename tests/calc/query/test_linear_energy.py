"""The energy of a query whose node time is linear in tokens: against the naive route, limits and draws."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from scipy.special import ndtri

from calc.inputs.distributions import Lognormal, exponential_mean
from calc.query.exact import QueryEnergy
from calc.query.linear_time import LinearTime, linear_node_time
from calc.query.node_time import NodeTime, power_law_time
from calc.query.sampling import sample
from tests.naive_linear import naive_linear

# The accuracy the project promises for quantiles and means.
PROMISED = 1e-7
SAME = 1e-9  # two exact routes, each settled to about 1e-10
Q = np.array([0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999])
Z = 1.645
P_MAX = 10.2
FRACTION, PUE = (0.5, 0.8), (1.05, 1.4)

# Llama 3.1 405B on 8 H100, and the other ends: no attention, no prompt, a prompt far above the answer, no decode
A, B, C = 1.178e-4, 1.343e-4, 6.94e-8
CASES = {
    "405B": {"a": A, "b": B, "c": C, "l_in": 500.0},
    "half cached": {"a": A, "b": B, "c": C, "l_in": 5000.0, "cached": 2500.0},
    "all cached": {"a": A, "b": B, "c": C, "l_in": 5000.0, "cached": 5000.0},
    "no attention": {"a": A, "b": B, "c": 0.0, "l_in": 500.0},
    "long prompt": {"a": A, "b": B, "c": 0.0, "l_in": 1e7},
    "attention only": {"a": 0.0, "b": 0.0, "c": C, "l_in": 1.0},
    "prompt and attention": {"a": A, "b": 0.0, "c": C, "l_in": 1.0},
}


def spread(p5_p95: tuple[ArrayLike, ArrayLike], name: str = "x") -> Lognormal:
    return Lognormal.from_p5_p95(*p5_p95, name, z=Z)


def query(
    time: LinearTime | NodeTime,
    l_median: ArrayLike,
    *,
    fraction: tuple[float, float] = FRACTION,
    pue: tuple[float, float] = PUE,
    alpha: tuple[ArrayLike, ArrayLike] = (1, 1),
) -> QueryEnergy:
    l_mean = exponential_mean(l_median)
    return QueryEnergy(np.asarray(P_MAX), spread(fraction), spread(pue), spread(alpha), time, l_mean)


def around(middle: float, width: float) -> tuple[float, float]:
    return middle * (1 - width / 3), middle * (1 + width / 2)


@given(
    st.floats(-7, -3).map(lambda x: 10**x),
    st.floats(-7, -3).map(lambda x: 10**x),
    st.one_of(st.just(0.0), st.floats(-12, -6).map(lambda x: 10**x)),
    st.sampled_from([0.0, 1.0, 500.0, 1e5]),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.floats(0, 5).map(lambda x: 10**x),
    st.sampled_from([0.0, 1e-6, 1e-3, 0.1, 1.0]),
    st.sampled_from([1.0, 1.001, 3.0, 30.0, 1e5]),
    st.one_of(st.sampled_from([1e-4, 0.5, 1 - 1e-4]), st.floats(1e-4, 1 - 1e-4)),
)
@example(A, B, C, 500.0, 0.0, 300.0, 1.0, 1.0, 0.5)
@example(1e-3, 1e-7, 0.0, 1e5, 0.0, 1.0, 0.0, 1.0, 1e-4)  # a prompt a billion times the answer
@example(1e-3, 1e-7, 1e-12, 1e5, 0.0, 1.0, 1.0, 30.0, 1 - 1e-4)
@example(A, 1e-7, 1e-6, 1.0, 0.0, 1e5, 1e-3, 1.0, 1e-4)  # quadratic from the first token on
@example(A, B, C, 0.0, 0.0, 300.0, 1.0, 1e5, 1e-4)
@example(1e-3, 1e-7, 1e-6, 1e5, 0.0, 1e3, 1.0, 1e12, 0.5)  # a spread that nobody means
@settings(max_examples=100)
def test_quantile_and_mean(
    a: float, b: float, c: float, l_in: float, share: float, median: float, width: float, hi: float, q: float
) -> None:
    coefficients = {"a": a, "b": b, "c": c, "l_in": l_in, "cached": share * l_in}
    fraction, pue = around(0.65, width), around(1.2, width / 4)
    e = query(linear_node_time(**coefficients), median, fraction=fraction, pue=pue, alpha=(1, hi))
    n = naive_linear(median, fraction=fraction, pue=pue, alpha=(1, hi), **coefficients)
    x = float(e.quantile(q))
    # The naive cdf brackets q around the quantile: it lies within the promise, whatever the density there.
    assert n.cdf(x * (1 - PROMISED)) <= q <= n.cdf(x * (1 + PROMISED))
    np.testing.assert_allclose(e.mean(), n.mean(), rtol=1e-11)  # a closed form, and quadrature to 1e-12


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("alpha", [(1, 1), (1.5, 10), (1, 1e5), (1, 1e12)])
def test_both_tails(name: str, alpha: tuple[float, float]) -> None:
    e = query(linear_node_time(**CASES[name]), 300, alpha=alpha)
    n = naive_linear(300, alpha=alpha, **CASES[name])
    for wh in n.mean() * np.exp([-6, -2, -1, -0.3, 0, 0.3, 1, 2]):
        # The naive integral is good to a few 1e-12.
        np.testing.assert_allclose(e.cdf(wh), n.cdf(wh), rtol=0, atol=1e-11)
        np.testing.assert_allclose(e.prob_above(wh), 1 - n.cdf(wh), rtol=0, atol=1e-11)


@pytest.mark.parametrize("name", CASES)
def test_cdf_of_quantile_is_q_far_into_both_tails(name: str) -> None:
    e = query(linear_node_time(**CASES[name]), 300, alpha=(1, 3))
    q = np.array([1e-9, 1e-4, 0.3, 0.5, 0.9, 1 - 1e-4])
    # A quantile within 1e-9 moves ln q by no more than that times the slope of ln F, a few units of 1/s.
    np.testing.assert_allclose(e.cdf(e.quantile(q)), q, rtol=1e-7)
    np.testing.assert_allclose(e.prob_above(e.quantile(1 - q[:2])), 1 - (1 - q[:2]), rtol=1e-6)
    x = e.quantile(np.linspace(0.001, 0.999, 301))
    assert np.all(np.diff(x) > 0)
    assert x[0] < e.mean() < x[-1]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("l_median", [1, 300, 200_000])
def test_without_spread_the_quantile_is_the_length_alone(name: str, l_median: float) -> None:
    fixed = {"fraction": (0.6, 0.6), "pue": (1.2, 1.2)}
    e = query(linear_node_time(**CASES[name]), l_median, **fixed)
    n = naive_linear(l_median, **fixed, **CASES[name])
    assert n.s == 0
    expected = [np.exp(n.kappa) * n.seconds(-n.l_mean * np.log1p(-q)) for q in Q]
    np.testing.assert_allclose(e.quantile(Q), expected, rtol=SAME)
    floor = np.exp(n.kappa) * n.seconds(0)
    if floor > 0:
        assert e.cdf(floor * (1 - 1e-9)) < 1e-15  # nothing costs less than its prompt
        assert e.prob_above(floor * (1 - 1e-9)) == pytest.approx(1, abs=1e-15)


def test_a_small_spread_comes_close_to_none() -> None:
    time = linear_node_time(**CASES["405B"])

    def quantiles(width: float) -> np.ndarray:
        return query(time, 2000, fraction=(0.6, 0.6 * (1 + width)), pue=(1.2, 1.2)).quantile(Q)

    for width in (1e-3, 1e-5, 1e-7):
        # The median of the fraction moves by width / 2; the rest is of the order of its square.
        np.testing.assert_allclose(quantiles(width), quantiles(0) * (1 + width / 2), rtol=width**2 + SAME)


def test_a_rate_alone_is_the_flat_power_law() -> None:
    """No prompt and no attention: L / TPS with a TPS that no length changes."""
    linear = query(linear_node_time(a=A, b=B, c=0, l_in=500, cached=500), 300, alpha=(1.5, 10))
    power = query(power_law_time(b0=-np.log(B), b_in=0, b_out=0, tps_max=1 / B, l_in=500), 300, alpha=(1.5, 10))
    np.testing.assert_allclose(linear.quantile(Q), power.quantile(Q), rtol=SAME)
    np.testing.assert_allclose(linear.mean(), power.mean(), rtol=1e-14)


def test_attention_alone_is_the_square_power_law() -> None:
    """T = c L^2 / 2, but for a rate too small to see: TPS falls as 2 / (c L)."""
    tiny = 1e-12 * C * 300
    linear = query(linear_node_time(a=0, b=tiny, c=C, l_in=0), 300)
    power = query(power_law_time(b0=np.log(2 / C), b_in=0, b_out=-1, tps_max=1e30, l_in=500), 300)
    # At the least length looked at, 0.4 tokens, the rate adds 2e-9.
    np.testing.assert_allclose(linear.quantile(Q), power.quantile(Q), rtol=2e-9)
    np.testing.assert_allclose(linear.mean(), power.mean(), rtol=1e-11)


def test_a_prompt_alone_leaves_the_lognormal() -> None:
    e = query(linear_node_time(a=1.0, b=1e-9, c=0, l_in=1e4), 300)
    kappa, s = np.log(P_MAX / 3.6) + e.power_fraction.mu + e.pue.mu, np.hypot(e.power_fraction.sigma, e.pue.sigma)
    # 430 answer tokens of 1e-9 s on a prompt of 1e4 s add 4e-11.
    np.testing.assert_allclose(e.quantile(Q), np.exp(kappa + s * ndtri(Q)) * 1e4, rtol=SAME)


def test_mean_is_the_closed_form() -> None:
    e = query(linear_node_time(a=A, b=B, c=C, l_in=500, cached=200), 300)
    m = 300 / np.log(2)
    factor = e.power_fraction.mean() * e.pue.mean() * P_MAX / 3.6
    np.testing.assert_allclose(e.mean(), factor * (A * 300 + B * m + C * m * (500 + m)), rtol=1e-14)


def test_longer_answers_and_prompts_cost_more_and_a_cache_less() -> None:
    def median(l_median: float = 300, **changes: float) -> float:
        return float(query(linear_node_time(**(CASES["half cached"] | changes)), l_median).quantile(0.5))

    assert median(310) > median()
    assert median(l_in=5100) > median()
    assert median(cached=0) > median() > median(cached=5000)
    assert median(c=0) < median()


@pytest.mark.parametrize("name", CASES)
def test_arrays_are_the_loop_over_their_elements(name: str) -> None:
    shares, medians, hi = np.array([0, 0.4, 1]), np.array([[50.0], [7000.0]]), np.array([1, 1.01, 9])
    given = CASES[name] | {"cached": shares * CASES[name]["l_in"]}
    e = query(linear_node_time(**given), medians, alpha=(1, hi))
    assert e.shape == (2, 3)
    x = e.quantile(Q[:, None, None])
    assert x.shape == (7, 2, 3)
    for i, j in np.ndindex(2, 3):
        one = query(linear_node_time(**(given | {"cached": given["cached"][j]})), medians[i, 0], alpha=(1, hi[j]))
        np.testing.assert_allclose(x[:, i, j], one.quantile(Q), rtol=SAME)
        np.testing.assert_allclose(e.mean()[i, j], one.mean(), rtol=1e-14)
    assert query(linear_node_time(**CASES[name]), []).quantile(0.5).shape == (0,)


@pytest.mark.parametrize("name", CASES)
def test_draws_agree(name: str) -> None:
    case, n = {"cached": 0.0} | CASES[name], 100_000
    e, rng = query(linear_node_time(**CASES[name]), 300, alpha=(1.5, 3)), np.random.default_rng(29)
    length = rng.exponential(300 / np.log(2), n)
    seconds = case["a"] * (case["l_in"] - case["cached"]) + case["b"] * length
    seconds += case["c"] * length * (case["l_in"] + length / 2)
    for range_ in (FRACTION, PUE, (1 / 3, 1 / 1.5)):
        mu, sigma = np.log(range_).mean(), np.log(range_[1] / range_[0]) / (2 * Z)
        seconds *= rng.lognormal(mu, sigma, n)
    for drawn in (seconds * P_MAX / 3.6, sample(e, n, rng)):
        below = np.array([np.count_nonzero(drawn <= x) for x in e.quantile(Q)])
        # Five binomial standard deviations: a correct program leaves them once in two million draws of a seed.
        assert np.all(np.abs(below - n * Q) < 5 * np.sqrt(n * Q * (1 - Q)))
        assert abs(drawn.mean() - e.mean()) < 5 * drawn.std() / np.sqrt(n)
