"""A fleet's totals on every measure: by hand, against draws, and in shape."""

import numpy as np
import pytest

from calc.fleets.daily_total import fleet
from calc.impacts.embodied import embodied_gco2e
from calc.impacts.factors import rate_keys, rates
from calc.impacts.footprint import impact
from calc.impacts.quantities import RESULT_UNITS, results
from calc.inputs.assumptions import assumption_set
from calc.query.busy_time import node_seconds
from tests.reference import range_of

ROUNDING = 1e-13  # a dozen operations on doubles
Q = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
GWH = 0.90857  # a day, by numerical integration independent of this code, to its last digit
FULL = rates(
    "United States", 2026, contractual_g_per_kwh=420, certified_share=0.5, price_per_kwh=0.12, wue_site=0.3,
    wue_generation=2.0, embodied_kgco2e_per_node=4144,
)  # fmt: skip


def test_the_headline_by_hand() -> None:
    """0.90857 GWh/day x 365 = 331.628 GWh; x 369.473 g/kWh = 122,528 t; x 0.10 = 33.16 million."""
    found = impact(0.1, (1.5, 3), rates("United States", price_per_kwh=0.10))
    half_digit = 0.5e-5 / GWH  # of the total that the hand calculation starts from
    assert found.location.mean() == pytest.approx(GWH * 365 * 369.473, rel=half_digit)
    assert found.cost.mean() == pytest.approx(GWH * 365 * 1e6 * 0.10, rel=half_digit)
    assert found.market.mean() == found.location.mean()  # no contract, no certificates
    assert found.query_location_g == pytest.approx(GWH * 0.369473, rel=half_digit)  # 1e9 queries: GWh are Wh each
    tokens = (0.9 * 300 + 0.1 * 5000) / np.log(2)
    assert found.tokens == pytest.approx(tokens, rel=ROUNDING)
    assert found.location_g_per_1000_tokens == pytest.approx(GWH * 369.473 / tokens, rel=half_digit)
    assert found.cost_per_million_tokens == pytest.approx(GWH * 1e-3 * 0.10 / tokens * 1e6, rel=half_digit)
    assert not found.embodied_tco2e.any()
    assert found.water.mean() == 0


def test_every_part_by_hand() -> None:
    found, energy = impact(0.1, (1.5, 3), FULL), fleet(0.1, (1.5, 3))
    gwh = energy.gwh_per_day * 365
    seconds = 0.9 * node_seconds("Baseline") + 0.1 * node_seconds("Baseline", "tts")
    made = 1e9 * 365 * embodied_gco2e(seconds, 4144, 5, 0.75 / 1.1) / 1e6
    assert found.embodied_tco2e == pytest.approx(float(made), rel=ROUNDING)
    assert found.location.mean() == pytest.approx(float(gwh * 369.473 + made), rel=ROUNDING)
    assert found.market.mean() == pytest.approx(float(gwh * 210 + made), rel=ROUNDING)
    assert found.cost.mean() == pytest.approx(float(gwh * 120_000), rel=ROUNDING)
    mu, sigma = range_of(1.05, 1.6)
    # IT energy is the total over PUE, and PUE is independent of the rest: E[total] = E[IT] E[PUE]
    assert found.water.mean() == pytest.approx(float(gwh * (0.3 / np.exp(mu + sigma**2 / 2) + 2.0)), rel=ROUNDING)


def test_a_query_times_the_queries_is_the_year() -> None:
    found = impact(0.1, (1.5, 3), FULL, queries_per_day=3e8)
    year = 3e8 * 365
    assert found.query_wh * year / 1e9 == pytest.approx(float(found.energy.mean()), rel=ROUNDING)
    assert found.query_location_g * year / 1e6 == pytest.approx(float(found.location.mean()), rel=ROUNDING)
    assert found.query_market_g * year / 1e6 == pytest.approx(float(found.market.mean()), rel=ROUNDING)
    assert found.query_cost * year == pytest.approx(float(found.cost.mean()), rel=ROUNDING)
    assert found.query_water_l * year / 1e6 == pytest.approx(float(found.water.mean()), rel=ROUNDING)


def test_no_queries_cost_nothing_and_a_query_still_has_its_own() -> None:
    found = impact(0.1, (1.5, 3), FULL, queries_per_day=0)
    for total in (found.location, found.market, found.cost, found.water):
        assert total.mean() == 0
        assert np.all(total.quantile(Q) == 0)
    assert found.query_location_g == impact(0.1, (1.5, 3), FULL).query_location_g


def test_intervals_against_fleets_drawn_one_by_one() -> None:
    """Each drawn fleet has one PUE, one power fraction and one alpha; nodes' own emissions are the same for all."""
    n, rng = 400_000, np.random.default_rng(11)
    found = impact(0.1, (1.5, 3), FULL)
    ranges = [range_of(1.05, 1.6), range_of(0.4, 0.9), range_of(1.5, 3)]
    pue, fraction, alpha = (np.exp(mu + s * rng.standard_normal(n)) for mu, s in ranges)
    means = [np.exp(mu + s**2 / 2) for mu, s in ranges[:2]] + [np.exp(-ranges[2][0] + ranges[2][1] ** 2 / 2)]
    gwh = float(found.energy.mean()) * pue * fraction / alpha / np.prod(means)
    made = float(found.embodied_tco2e)
    drawn = {
        "location": gwh * 369.473 + made,
        "market": gwh * 210 + made,
        "cost": gwh * 120_000,
        "water": gwh * (0.3 / pue + 2.0),
    }
    for key, totals in drawn.items():
        total = getattr(found, key)
        counts = np.array([np.count_nonzero(totals <= level) for level in total.quantile(Q)])
        # the number of fleets below an exact quantile is binomial (n, q): five standard deviations
        assert np.all(np.abs(counts - n * Q) < 5 * np.sqrt(n * Q * (1 - Q))), key
        assert abs(totals.mean() - total.mean()) < 5 * totals.std() / np.sqrt(n), key


def test_arrays_are_a_loop() -> None:
    share, hi, factor = np.array([0.0, 0.1, 1.0]), np.array([3.0, 4.0, 5.0]), np.array([50.0, 400.0, 700.0])
    found = results(impact(share, (1.5, hi), rates(location_g_per_kwh=factor, wue_site=0.3, wue_generation=1.0)))
    assert set(found) == set(RESULT_UNITS)
    for i in range(3):
        one = rates(location_g_per_kwh=factor[i], wue_site=0.3, wue_generation=1.0)
        expected = results(impact(share[i], (1.5, hi[i]), one))
        for key, value in found.items():
            # water's quantiles are solved for, to 1e-10 in ln; all else is the same operations
            assert np.broadcast_to(value, (3,))[i] == pytest.approx(float(expected[key]), rel=1e-9), key


def test_price_follows_the_years() -> None:
    found = impact(at=rates(price_growth=0.1, price_per_kwh=0.2), years=[0, 2])
    assert found.cost.mean()[1] / found.cost.mean()[0] == pytest.approx(1.21, rel=ROUNDING)
    assert found.location.mean().shape == ()


def test_coupled_power_has_no_spread_of_its_own() -> None:
    a = assumption_set(power_model="coupled")
    found = impact(0.0, at=rates(wue_site=0.3), assumptions=a)
    # IT energy is known exactly then: on-site water has no interval
    np.testing.assert_allclose(found.water.quantile(Q), found.water.mean(), rtol=ROUNDING)


def test_own_numbers_replace_the_place() -> None:
    own = rates(location_g_per_kwh=100)
    assert own.grid is None
    assert own.market_g_per_kwh == 100
    assert {f.name for f in own.__dataclass_fields__.values()} == {"grid", *rate_keys()}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: rates("Atlantis"), "place is not known: got 'Atlantis'"),
        (lambda: rates("France", location_g_per_kwh=1), "place must not be given beside location_g_per_kwh"),
        (lambda: rates(price_per_kw=1), "did you mean 'price_per_kwh'"),
        (lambda: rates(price_per_kwh=-1), "price_per_kwh must be at least 0 currency/kWh: got -1"),
        (lambda: rates(certified_share=2), "certified_share must lie between 0 and 1: got 2"),
        (lambda: rates(service="theirs"), "service is not known: got 'theirs'"),
        (lambda: rates(currency=" "), "currency must be a name such as USD: got ' '"),
        (lambda: rates(node_utilisation=0), "node_utilisation must be above 0: got 0"),
        (lambda: rates(wue_site=[1, 2], price_per_kwh=[1, 2, 3]), "shapes must broadcast together"),
        (lambda: impact([0, 0.1], at=rates(price_per_kwh=[1, 2, 3])), "shapes must broadcast together"),
        (lambda: impact(1.2), "share_tts must lie between 0 and 1: got 1.2"),
        (lambda: impact(queries_per_day=-1), "queries_per_day must be at least 0: got -1"),
        (lambda: impact(alpha=(3, 1)), "alpha_lo must not exceed alpha_hi: got 3"),
        (lambda: impact(at=rates(price_per_kwh=float("inf"))), "price_per_kwh must be finite: got inf"),
    ],
)
def test_bad_input(call, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert said in str(caught.value)
