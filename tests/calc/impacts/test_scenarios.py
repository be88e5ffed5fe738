"""Scenarios: the paper's totals, years ahead in closed form, and rules."""

import numpy as np
import pytest

from calc.fleets.daily_total import fleet
from calc.fleets.growth import forecast_caution, path, share_path
from calc.impacts.quantities import RESULT_UNITS, results
from calc.impacts.scenarios import Scenario, compare_scenarios, paper_scenarios, scenario_keys
from tests.reference import range_of

ROUNDING = 1e-13


def test_the_papers_scenarios() -> None:
    found = paper_scenarios()
    assert [s.name for s in found] == ["Baseline", "10 % tts", "Improved", "Hardware next year"]
    table = compare_scenarios(found, 2026)
    mu, sigma = range_of(1.5, 2.5)
    hardware = 1.88507 * np.exp(-mu + sigma**2 / 2)
    # GWh/day of 1e9 queries by numerical integration independent of this code, to their last digit
    np.testing.assert_allclose(table["gwh_per_day"], [0.80744, 1.88507, 0.90857, hardware], atol=0.5e-5)
    assert set(table) == set(RESULT_UNITS)


def test_a_scenario_is_its_fleet() -> None:
    s = Scenario("ours", 0.2, 1.2, 4, queries_per_day=3e8, model="405b", assumption_set="joule-2026", place="france")
    found = s.impact(2026)
    expected = fleet(0.2, (1.2, 4), queries_per_day=3e8, model="405B", assumptions="joule-2026")
    assert found.fleet.gwh_per_day == expected.gwh_per_day
    assert found.location.mean() == pytest.approx(float(expected.twh_per_year * 1e3 * 56.039), rel=ROUNDING)


def test_growth_by_hand() -> None:
    """Queries +50 % a year, share +20 %, alpha +10 %: after two years 2.25, 1.44 and 1.21 times as much."""
    s = Scenario("g", 0.1, 1.5, 3, queries_growth=0.5, share_growth=0.2, alpha_growth=0.1, price_growth=0.05)
    view = s.outlook([0, 1, 2])
    np.testing.assert_allclose(view.queries_per_day, [1e9, 1.5e9, 2.25e9], rtol=ROUNDING)
    np.testing.assert_allclose(view.share_tts, [0.1, 0.12, 0.144], rtol=ROUNDING)
    np.testing.assert_allclose(view.alpha_hi, [3, 3.3, 3.63], rtol=ROUNDING)
    last = fleet(0.144, (1.5 * 1.21, 3 * 1.21), queries_per_day=2.25e9)
    assert view.impact.fleet.gwh_per_day[2] == pytest.approx(float(last.gwh_per_day), rel=ROUNDING)
    assert view.impact.cost.mean()[2] == pytest.approx(float(last.twh_per_year * 1e9 * 0.10 * 1.05**2), rel=ROUNDING)


def test_a_scenario_ahead_is_that_year_of_its_outlook() -> None:
    fields = {"share_tts": 0.1, "queries_growth": 0.4, "price_growth": 0.1, "wue_site": 0.3, "wue_generation": 1.0}
    view = results(Scenario("a", **fields).outlook([0, 3]).impact)
    ahead = results(Scenario("a", years=3, **fields).impact())
    for key, value in ahead.items():
        # water's quantiles are solved for, to 1e-10 in ln; all else is the same operations
        assert np.broadcast_to(view[key], (2,))[1] == pytest.approx(float(value), rel=1e-9), key


def test_a_row_of_values_goes_before_growth() -> None:
    view = Scenario("r", 0.1, queries_growth=0.5).outlook(
        [0, 1, 2], queries_per_day=[1e9, 3e9, 2e9], share_tts=[0, 0.5, 1], alpha=([1, 1, 2], [1, 2, 4])
    )
    expected = fleet([0, 0.5, 1], ([1, 1, 2], [1, 2, 4]), queries_per_day=[1e9, 3e9, 2e9])
    np.testing.assert_array_equal(view.impact.fleet.gwh_per_day, expected.gwh_per_day)
    assert view.at(1).fleet.gwh_per_day == pytest.approx(float(expected.gwh_per_day[1]), rel=ROUNDING)


def test_no_growth_is_flat() -> None:
    np.testing.assert_array_equal(path("x", 7.0, [0, 1, 50]), [7.0, 7.0, 7.0])
    np.testing.assert_array_equal(share_path(1.0, [0, 9]), [1.0, 1.0])


def test_the_caution_tells_both_forecasts() -> None:
    text = forecast_caution()
    assert all(part in text for part in ("1999", "2015", "50 %", "8,000 TWh", "600-800 TWh"))


def test_every_field_is_a_key() -> None:
    assert scenario_keys()[:4] == ("name", "share_tts", "alpha_lo", "alpha_hi")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Scenario(""), "name must be text: got ''"),
        (lambda: Scenario("a", 1.2), "share_tts must lie between 0 and 1: got 1.2"),
        (lambda: Scenario("a", 0.1, 3, 2), "alpha_lo must not exceed alpha_hi: got 3"),
        (lambda: Scenario("a", model="Llama 3.1 40B"), "did you mean 'Llama 3.1 405B'"),
        (lambda: Scenario("a", place="Franze"), "nearest: France"),
        (lambda: Scenario("a", assumption_set="arxiv-v2"), "did you mean 'arxiv-v1'"),
        (lambda: Scenario("a", queries_per_day=-1), "queries_per_day must be at least 0 query/day: got -1"),
        (lambda: Scenario("a", price_per_kwh=float("nan")), "price_per_kwh must be finite: got nan"),
        (
            lambda: Scenario("a", 0.5, years=5, share_growth=0.2),
            "must not exceed 1: it grows to 1.244 in year 5",
        ),
        (lambda: Scenario("a", queries_growth=-1), "queries_growth must be above -1: got -1"),
        (lambda: Scenario("a", years=-1), "years must be at least 0: got -1"),
        (lambda: Scenario("a", years=5000, queries_growth=2), "queries must stay finite over the years"),
        (lambda: Scenario("a", 0.5, share_growth=0.3).outlook(range(4)), "it grows to 1.099 in year 3"),
        (
            lambda: Scenario("a").outlook([0, 1], share_tts=[0.1]),
            "must have one value for each of the 2 years: got 1",
        ),
    ],
)
def test_bad_input(call, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert said in str(caught.value), caught.value
