"""Cost and water: by hand, in the limits, and a year's water against a naive integral and against draws."""

from itertools import pairwise
from math import exp, log

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from calc.impacts.cost import per_million_tokens, price_in, query_cost, year_cost
from calc.impacts.water import YearlyWater, query_water_l
from calc.inputs.distributions import Lognormal
from tests.reference import normal_cdf

ROUNDING = 1e-14  # a few operations on doubles
Q = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


def lognormal(mu: float, sigma: float) -> Lognormal:
    return Lognormal(np.asarray(mu), np.asarray(sigma))


def water(site: float, plant: float, s_x: float = 0.3, s_p: float = 0.13) -> YearlyWater:
    return YearlyWater(np.asarray(2.0), lognormal(-0.5, s_x), lognormal(0.26, s_p), np.asarray(site), np.asarray(plant))


def test_cost_by_hand() -> None:
    """1 GWh is 1,000,000 kWh; at 0.12 that is 120,000. 1 Wh costs 0.00012, and 400 tokens of it 0.30 a million."""
    assert year_cost(1.0, 0.12) == pytest.approx(120_000, rel=ROUNDING)
    assert query_cost(1.0, 0.12) == pytest.approx(0.000_12, rel=ROUNDING)
    assert per_million_tokens(0.000_12, 400) == pytest.approx(0.30, rel=ROUNDING)


def test_price_change_by_hand() -> None:
    np.testing.assert_allclose(price_in([0, 1, 2], 0.10, 0.05), [0.10, 0.105, 0.11025], rtol=ROUNDING)
    np.testing.assert_array_equal(price_in([0, 5], 0.10), [0.10, 0.10])


def test_water_divides_by_pue_on_site_only() -> None:
    """1.3 kWh at PUE 1.3 is 1 kWh of IT: 0.5 L on site; 1.3 kWh x 2 L = 2.6 L at the plant."""
    assert query_water_l(1300, 1.3, 0.5, 2.0) == pytest.approx(0.5 + 2.6, rel=ROUNDING)
    assert query_water_l(1300, 1.3, 0.5) == pytest.approx(0.5, rel=ROUNDING)
    assert query_water_l(1300, 1.3, 0.0, 2.0) == pytest.approx(2.6, rel=ROUNDING)


def test_on_site_only_pue_does_not_matter() -> None:
    x = lognormal(-0.5, 0.3)
    expected = 2.0 * 0.5 * np.exp(-0.5 + 0.3 * np.array([-1.6448536269514722, 0, 1.6448536269514722]))
    # the normal quantile's own rounding
    np.testing.assert_allclose(water(0.5, 0).quantile([0.05, 0.5, 0.95]), expected, rtol=1e-13)
    assert water(0.5, 0).mean() == pytest.approx(float(2.0 * 0.5 * x.mean()), rel=ROUNDING)


def test_at_the_plant_only_water_follows_energy() -> None:
    both = lognormal(-0.5 + 0.26, float(np.hypot(0.3, 0.13)))
    expected = 2.0 * 1.7 * both.from_normal(np.array([-1.6448536269514722, 0, 1.6448536269514722]))
    np.testing.assert_allclose(water(0, 1.7).quantile([0.05, 0.5, 0.95]), expected, rtol=1e-13)


def test_no_water_and_constants() -> None:
    assert np.all(water(0, 0).quantile(Q) == 0)
    assert water(0, 0).mean() == 0
    exact = 2.0 * exp(-0.5) * (0.5 + 2 * exp(0.26))
    np.testing.assert_allclose(water(0.5, 2, 0, 0).quantile(Q), exact, rtol=ROUNDING)
    rising = 2.0 * exp(-0.5) * (0.5 + 2 * np.exp(0.26 + 0.13 * np.array([0.0])))
    np.testing.assert_allclose(water(0.5, 2, 0).quantile([0.5]), rising, rtol=ROUNDING)


@pytest.mark.parametrize(("site", "plant"), [(0.3, 2.0), (3.0, 0.1), (0.01, 5.0)])
@pytest.mark.parametrize(("s_x", "s_p"), [(0.3, 0.13), (0.02, 0.4), (0.5, 0.01), (1e-6, 0.2)])
def test_quantiles_against_a_naive_integral(site: float, plant: float, s_x: float, s_p: float) -> None:
    """P(W <= w) integrated over X instead of PUE, by scipy's adaptive rule, and inverted by bisection."""
    found = water(site, plant, s_x, s_p)

    def below(w: float) -> float:
        def given(z: float) -> float:
            pue = (w / (2 * exp(-0.5 + s_x * z)) - site) / plant
            if pue <= 0:
                return 0.0
            return exp(-z * z / 2) / 2.5066282746310002 * normal_cdf((log(pue) - 0.26) / s_p)

        turn = (log(w / 2 / (site + plant * exp(0.26))) + 0.5) / s_x
        width = s_p * plant * exp(0.26) / (s_x * (site + plant * exp(0.26)))  # of the step that PUE makes there
        corners = {-9.0, -3.0, 0.0, 3.0, 9.0} | {float(np.clip(turn + k * width, -9, 9)) for k in (-9, -3, 0, 3, 9)}
        return sum(quad(given, a, b, limit=200, epsabs=1e-14)[0] for a, b in pairwise(sorted(corners)))

    for q in (0.05, 0.5, 0.95):
        value = float(found.quantile(q))
        naive = brentq(lambda w, q=q: below(w) - q, value * 0.5, value * 2, xtol=1e-14, rtol=1e-12)
        # ten pieces of 1e-14 in probability over the density of ln W, which is at least 0.2 here, and to spare
        assert value == pytest.approx(naive, rel=1e-8)


def test_quantiles_against_draws() -> None:
    n, rng, found = 400_000, np.random.default_rng(5), water(0.3, 2.0)
    z = rng.standard_normal((2, n))
    drawn = 2.0 * np.exp(-0.5 + 0.3 * z[0]) * (0.3 + 2.0 * np.exp(0.26 + 0.13 * z[1]))
    counts = np.array([np.count_nonzero(drawn <= w) for w in found.quantile(Q)])
    # binomial (n, q): five standard deviations
    assert np.all(np.abs(counts - n * Q) < 5 * np.sqrt(n * Q * (1 - Q)))
    assert abs(drawn.mean() - found.mean()) < 5 * drawn.std() / np.sqrt(n)


def test_arrays_are_a_loop() -> None:
    site, plant = np.array([0.0, 0.3, 0.3]), np.array([1.0, 0.0, 2.0])
    found = YearlyWater(np.asarray(2.0), lognormal(-0.5, 0.3), lognormal(0.26, 0.13), site, plant)
    table = found.quantile(Q[:, None])
    assert table.shape == (5, 3)
    for i in range(3):
        # the same operations on one element; the solver stops a little elsewhere: 1e-10 in ln
        np.testing.assert_allclose(table[:, i], water(site[i], plant[i]).quantile(Q), rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: query_water_l(1, 0.9, 1), "pue must be at least 1: got 0.9"),
        (lambda: query_water_l(1, 1.2, -1), "wue_site must be at least 0 L/kWh: got -1"),
        (lambda: query_cost(1, -0.1), "price_per_kwh must be at least 0 currency/kWh: got -0.1"),
        (lambda: price_in(1, 0.1, -1), "price_growth must be above -1: got -1"),
        (lambda: price_in(-1, 0.1), "years must be at least 0 year: got -1"),
        (lambda: per_million_tokens(1, 0), "tokens must be above 0"),
        (lambda: water(1, 1).quantile(1), "q must lie strictly between 0 and 1: got 1"),
    ],
)
def test_bad_input(call, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert said in str(caught.value)
