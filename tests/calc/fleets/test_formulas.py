"""The bare formulas of a fleet: by hand, and in the words of a cell, whose order of operations is the sheets'."""

import numpy as np
import pytest

from calc.fleets import formulas
from tests.calc.text import names

ROUNDING = 1e-14  # a few operations on doubles


def test_a_day_and_a_year_by_hand() -> None:
    """1e9 queries of 0.6 Wh, half of it left, overhead 1.3: 0.39 GWh a day, 142.35 GWh or 0.14235 TWh a year."""
    assert formulas.gwh_per_day(1e9, 0.6, 0.5, 1.3) == pytest.approx(0.39, rel=ROUNDING)
    assert formulas.query_wh(0.6, 0.5, 1.3) == pytest.approx(0.39, rel=ROUNDING)
    assert formulas.gwh_per_year(0.39, 365) == pytest.approx(142.35, rel=ROUNDING)
    assert formulas.twh_per_year(0.39, 365) == pytest.approx(0.142_35, rel=ROUNDING)


def test_a_mix_and_growth_by_hand() -> None:
    assert formulas.mix(0.1, 300, 5000) == pytest.approx(0.9 * 300 + 500, rel=ROUNDING)
    np.testing.assert_allclose(formulas.grown(100.0, 0.5, np.arange(3)), [100, 150, 225], rtol=ROUNDING)


def test_efficiency_and_spread_against_draws() -> None:
    """E[1/alpha], and the quantiles of a total whose factor has the mean 1, from a million draws."""
    n, rng = 1_000_000, np.random.default_rng(11)
    inverse = 1 / rng.lognormal(0.7, 0.3, n)
    assert abs(inverse.mean() - formulas.alpha_factor(0.7, 0.3)) < 5 * inverse.std() / np.sqrt(n)  # five deviations
    product = rng.lognormal(0, 0.25, n) * rng.lognormal(0, 0.13, n) / rng.lognormal(0, 0.21, n)
    spread = formulas.shared_spread(0.25, 0.13, 0.21)
    # the standard deviation of a normal sample of n is within spread / sqrt(2 n) of its own: five of those
    assert abs(np.log(product).std() - spread) < 5 * spread / np.sqrt(2 * n)
    total = 8.0 * rng.lognormal(-(spread**2) / 2, spread, n)  # whose mean is 8
    below = np.count_nonzero(total <= formulas.total_quantile(8.0, spread, 1.6448536269514722))
    assert abs(below - 0.95 * n) < 5 * np.sqrt(n * 0.95 * 0.05)  # binomial


def test_the_words_of_a_cell() -> None:
    share, trad, tts = names("share trad tts")
    queries, left, beta, total, days = names("queries left beta total days_per_year")
    assert str(formulas.mix(share, trad, tts)) == "(1-share)*trad+share*tts"
    (wh_per_gwh,) = names("wh_per_gwh")
    part = formulas.gwh_per_day(queries * (1 - share), trad, left, beta, wh_per_gwh=wh_per_gwh)
    assert str(part) == "queries*(1-share)*trad*left*beta/wh_per_gwh"
    mu, sigma, fraction, pue, z = names("mu sigma fraction_sigma pue_sigma z")
    assert str(formulas.alpha_factor(mu, sigma)) == "EXP(-mu+sigma^2/2)"
    assert str(formulas.shared_spread(fraction, pue, sigma)) == "SQRT(fraction_sigma^2+pue_sigma^2+sigma^2)"
    assert str(formulas.total_quantile(total, sigma, z)) == "total*EXP(sigma*z-sigma^2/2)"
    (gwh_per_twh,) = names("gwh_per_twh")
    assert str(formulas.gwh_per_year(total, days)) == "total*days_per_year"
    assert str(formulas.twh_per_year(total, days, gwh_per_twh=gwh_per_twh)) == "total*days_per_year/gwh_per_twh"
    assert str(formulas.query_wh(trad, left, beta)) == "trad*left*beta"
    growth, years = names("growth years")
    assert str(formulas.growth_factor(growth, years)) == "(1+growth)^years"
    assert str(formulas.grown(queries, growth, years)) == "queries*(1+growth)^years"
