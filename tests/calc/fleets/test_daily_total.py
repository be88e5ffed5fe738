"""The fleet: the published totals, its limits, arrays, and an interval that shares what a fleet shares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calc.fleets.daily_total import fleet
from calc.inputs.assumptions import assumption_set
from calc.query.estimate import energy
from tests.reference import BLEND, naive, range_of

# (share of tts, alpha) -> GWh/day of 1e9 queries, by numerical integration independent of this code.
TOTALS = {
    (0.0, (1, 1)): "0.80744",
    (0.1, (1, 1)): "1.88507",
    (0.0, (1.5, 3)): "0.38917",
    (0.1, (1.5, 3)): "0.90857",
}
Q = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


@pytest.mark.parametrize(("share", "alpha"), TOTALS)
def test_published_totals(share: float, alpha: tuple[float, float]) -> None:
    assert f"{fleet(share, alpha).gwh_per_day:.5f}" == TOTALS[share, alpha]


def test_the_total_written_out() -> None:
    found = fleet(0.1, (1.5, 3.5), queries_per_day=2e9)
    mu, sigma = range_of(1.5, 3.5)
    left = np.exp(-mu + sigma**2 / 2)
    mean = np.mean([0.9 * naive(m, 300).mean() + 0.1 * naive(m, 5000).mean() for m in BLEND])
    # The naive means are integrated to 1e-12.
    assert found.mean_wh == pytest.approx(mean, rel=1e-11)
    assert found.alpha_factor == pytest.approx(left, rel=1e-14)
    assert found.beta == pytest.approx(1.10 * 1.076 * 1.12, rel=1e-15)
    assert found.gwh_per_day == pytest.approx(2e9 * mean * left * 1.325632 / 1e9, rel=1e-11)
    assert found.twh_per_year == pytest.approx(found.gwh_per_day * 365 / 1000, rel=1e-14)


def test_totals_follow_the_mean_and_not_the_median() -> None:
    assert fleet().mean_wh > 1.7 * energy("Baseline").quantile(0.5)  # 0.609 Wh beside 0.34 Wh
    assert fleet().mean_wh == energy("Baseline untrimmed").mean()


def test_shares_of_nothing_and_everything() -> None:
    none, every = fleet(0).mean_wh, fleet(1).mean_wh
    assert none == energy("Baseline untrimmed", "traditional").mean()
    assert every == energy("Baseline untrimmed", "tts").mean()
    assert fleet(0.3).mean_wh == pytest.approx(0.7 * none + 0.3 * every, rel=1e-15)
    assert fleet(0.5, queries_per_day=0).gwh_per_day == 0
    assert fleet(0.5, queries_per_day=0).quantile(0.9) == 0


def test_served_by_one_model() -> None:
    assert fleet(model="Mixtral").mean_wh == energy("Mixtral").mean()
    assert fleet(model="Baseline").mean_wh == fleet(model="untrimmed").mean_wh == fleet().mean_wh
    assert fleet(beta=1).gwh_per_day == pytest.approx(fleet().gwh_per_day / 1.325632, rel=1e-14)


@given(st.floats(0, 1), st.floats(1, 5), st.floats(1, 6), st.floats(1, 1e12))
@settings(max_examples=50)
def test_proportional_to_queries_and_monotone(share: float, lo: float, ratio: float, queries: float) -> None:
    found = fleet(share, (lo, lo * ratio), queries_per_day=queries)
    doubled = fleet(share, (lo, lo * ratio), queries_per_day=2 * queries)
    assert doubled.gwh_per_day == 2 * found.gwh_per_day  # a power of two is exact
    assert np.all(np.diff(found.quantile(Q)) > 0)
    assert fleet(1, (lo, lo * ratio), queries_per_day=queries).gwh_per_day >= found.gwh_per_day * (1 - 1e-14)


@pytest.mark.parametrize("coupled", [False, True])
def test_interval_against_fleets_drawn_one_by_one(*, coupled: bool) -> None:
    """Each drawn fleet has one PUE, one power fraction and one alpha for all its queries."""
    n, rng = 400_000, np.random.default_rng(7)
    a = assumption_set(power_model="coupled") if coupled else assumption_set()
    ranges = [(1.05, 1.6), (1, 1) if coupled else (0.4, 0.9), (1.5, 3)]
    pue, fraction, alpha = (np.exp(mu + s * rng.standard_normal(n)) for mu, s in (range_of(*r) for r in ranges))
    fixed = {"pue": (1, 1), "coupled": (0.24, 0.56) if coupled else None} | ({} if coupled else {"fraction": (1, 1)})
    mean = np.mean([0.9 * naive(m, 300, **fixed).mean() + 0.1 * naive(m, 5000, **fixed).mean() for m in BLEND])
    drawn = 1e9 * mean * pue * fraction / alpha * 1.325632 / 1e9
    found = fleet(0.1, (1.5, 3), assumptions=a)
    below = np.array([np.count_nonzero(drawn <= x) for x in found.quantile(Q)])
    # The number of fleets below the exact quantile is binomial (n, q): five standard deviations.
    assert np.all(np.abs(below - n * Q) < 5 * np.sqrt(n * Q * (1 - Q)))
    assert abs(drawn.mean() - found.gwh_per_day) < 5 * drawn.std() / np.sqrt(n)


def test_a_million_scenarios_are_a_loop_over_them() -> None:
    n, rng = 1_000_000, np.random.default_rng(3)
    share, hi = rng.random(n), 1.5 + 8 * rng.random(n)
    pue, queries = 1.05 + rng.random(n), 1e10 * rng.random(n)
    found = fleet(share, (1.5, hi), queries_per_day=queries, assumptions=assumption_set(pue_p95=pue))
    upper = found.quantile(0.95)
    assert found.gwh_per_day.shape == found.twh_per_year.shape == upper.shape == (n,)
    for i in rng.integers(0, n, 50):
        a = assumption_set(pue_p95=pue[i])
        one = fleet(share[i], (1.5, hi[i]), queries_per_day=queries[i], assumptions=a)
        # The same operations on one element: rounding of vectorised exp and log only.
        assert found.gwh_per_day[i] == pytest.approx(float(one.gwh_per_day), rel=1e-13)
        assert upper[i] == pytest.approx(float(one.quantile(0.95)), rel=1e-13)


def test_arguments_and_assumptions_broadcast() -> None:
    found = fleet([0, 0.1], ([[1], [1.5]], [[1], [3]]))
    expected = [[0.80744, 1.88507], [0.38917, 0.90857]]
    np.testing.assert_allclose(found.gwh_per_day, expected, rtol=0, atol=0.5e-5)  # the printed digits
    assert found.quantile(0.5).shape == (2, 2)
    assert found.quantile([[[0.1]], [[0.9]]]).shape == (2, 2, 2)
    by_length = fleet(0.1, assumptions=assumption_set(l_out_median_tts=[[1000.0], [5000.0]], network=[1, 1.1, 1.12]))
    assert by_length.gwh_per_day.shape == (2, 3)
    assert f"{by_length.gwh_per_day[1, 2]:.5f}" == "1.88507"
