"""The two distributions against scipy's, and against their own definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from calc.inputs.assumptions import assumption_set
from calc.inputs.distributions import Lognormal, exponential_mean

Z = float(stats.norm.ppf(0.95))
# mu, sigma and back through exp and log: a few roundings of numbers below 10.
ROUNDING = 1e-13
PERCENTILES = st.tuples(st.floats(1e-3, 1e3), st.floats(1, 30)).map(lambda t: (t[0], t[0] * t[1]))


@given(PERCENTILES)
def test_percentiles_come_back(ends: tuple[float, float]) -> None:
    x = Lognormal.from_p5_p95(*ends, "x", z=Z)
    np.testing.assert_allclose(x.from_normal(np.array([-Z, Z])), ends, rtol=ROUNDING)
    if x.sigma > 1e-8:  # scipy has no constant
        scipy = stats.lognorm(s=float(x.sigma), scale=np.exp(x.mu))
        np.testing.assert_allclose(scipy.ppf([0.05, 0.95]), ends, rtol=ROUNDING)
        np.testing.assert_allclose(x.mean(), scipy.mean(), rtol=ROUNDING)
        inverse = stats.lognorm(s=float(x.sigma), scale=np.exp(-x.mu))
        np.testing.assert_allclose(x.inverse().mean(), inverse.mean(), rtol=ROUNDING)


@given(PERCENTILES, PERCENTILES)
def test_products_add_means_and_variances_of_the_logarithm(a: tuple[float, float], b: tuple[float, float]) -> None:
    x, y = (Lognormal.from_p5_p95(*ends, "x", z=Z) for ends in (a, b))
    product = x.times(y)
    np.testing.assert_allclose(product.mean(), x.mean() * y.mean(), rtol=1e-12)
    np.testing.assert_allclose(product.sigma**2, x.sigma**2 + y.sigma**2, rtol=1e-14)


def test_equal_percentiles_are_a_constant() -> None:
    one = Lognormal.from_p5_p95(1, 1, "x", z=Z)
    assert (float(one.mu), float(one.sigma), float(one.mean())) == (0, 0, 1)
    assert Lognormal.constant(2.0).mean() == pytest.approx(2, rel=1e-15)


def test_the_power_fraction_is_not_centred_at_0_7() -> None:
    a = assumption_set()
    assert np.exp(a.power_fraction.mu) == pytest.approx(0.6, rel=1e-14)  # sqrt(0.4 x 0.9)


def test_the_authors_z_moves_percentiles_by_one_part_in_a_hundred_thousand() -> None:
    a, exact = assumption_set(), assumption_set(z_p95=Z)
    shift = float(a.pue.sigma / exact.pue.sigma) - 1
    assert shift == pytest.approx(Z / 1.645 - 1, rel=1e-9)
    assert -1e-4 < shift < 0


@given(st.floats(1e-3, 1e6))
def test_the_median_of_the_exponential_comes_back(median: float) -> None:
    assert stats.expon(scale=float(exponential_mean(median))).median() == pytest.approx(median, rel=ROUNDING)
