"""Break-even: what comes back meets the budget, and what cannot be met says how far it could go."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calc.fleets.daily_total import fleet
from calc.impacts.breakeven import MEASURES, alpha_needed, breakeven_share, share_between
from calc.impacts.factors import rates
from calc.impacts.footprint import impact

FULL = rates(
    "Ireland", 2026, contractual_g_per_kwh=420, certified_share=0.3, price_per_kwh=0.2, embodied_kgco2e_per_node=4144
)
ROUNDING = 1e-12  # a linear equation solved and put back


def total(measure: str, share: object, alpha: object, q: float | None = None) -> np.ndarray:
    found = impact(share, alpha, FULL)  # type: ignore[arg-type]
    if measure == "gwh_per_day":
        return found.fleet.gwh_per_day if q is None else found.fleet.quantile(q)
    part = {"tco2e_location": found.location, "tco2e_market": found.market, "cost": found.cost}[measure]
    return part.mean() if q is None else part.quantile(q)


def test_the_papers_fleet_by_hand() -> None:
    """0.38917 GWh/day without tts and 0.90857 with 10 %: 0.649 is half way, 5 %."""
    assert breakeven_share((0.38917 + 0.90857) / 2, (1.5, 3)) == pytest.approx(0.05, abs=2e-6)  # the digits given


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("q", [None, 0.05, 0.95])
def test_the_share_put_back_meets_the_budget(measure: str, q: float | None) -> None:
    shares = np.array([0.0, 0.07, 0.5, 1.0])
    budgets = total(measure, shares, (1.5, 3), q)
    found = breakeven_share(budgets, (1.5, 3), FULL, measure=measure, q=q)
    np.testing.assert_allclose(found, shares, atol=ROUNDING)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("q", [None, 0.95])
def test_the_alpha_put_back_meets_the_budget(measure: str, q: float | None) -> None:
    budget = 0.4 * total(measure, 0.1, (1.5, 3), q)
    found = alpha_needed(budget, 0.1, (1.5, 3), FULL, measure=measure, q=q)
    assert total(measure, 0.1, (found.constant, found.constant), q) == pytest.approx(float(budget), rel=ROUNDING)
    assert total(measure, 0.1, (found.lo, found.hi), q) == pytest.approx(float(budget), rel=ROUNDING)
    assert found.hi / found.lo == pytest.approx(2.0, rel=ROUNDING)  # the width stays
    assert (found.lo, found.hi) == pytest.approx((float(1.5 * found.scale), float(3 * found.scale)), rel=ROUNDING)


def test_alpha_by_hand() -> None:
    """1.88507 GWh/day without gains: half of it needs a constant 2; twice of it needs none."""
    half_digit = 0.5e-5 / 1.88507  # of the total that the hand calculation starts from
    np.testing.assert_allclose(alpha_needed([0.942535, 3.77014], 0.1).constant, [2.0, 0.5], rtol=half_digit)
    # the paper's range just keeps what it gives
    assert alpha_needed(fleet(0.1, (1.5, 3)).gwh_per_day, 0.1, (1.5, 3)).scale == pytest.approx(1.0, rel=ROUNDING)


def test_a_range_needs_a_higher_median_than_a_constant_on_average() -> None:
    found = alpha_needed(0.5, 0.1, (1.5, 3))
    assert np.sqrt(found.lo * found.hi) > found.constant


@given(st.floats(0, 1), st.floats(1, 4), st.floats(1, 5), st.floats(1e6, 1e11))
@settings(max_examples=40)
def test_any_fleet(share: float, lo: float, ratio: float, queries: float) -> None:
    alpha = (lo, lo * ratio)
    budget = fleet(share, alpha, queries_per_day=queries).gwh_per_day
    assert breakeven_share(budget, alpha, queries_per_day=queries) == pytest.approx(share, abs=ROUNDING)


def test_budgets_and_ranges_broadcast() -> None:
    found = breakeven_share([0.5, 0.6, 0.7], ([[1.5], [1.6]], [[3.0], [3.1]]))
    assert found.shape == (2, 3)
    assert found[1, 2] == pytest.approx(float(breakeven_share(0.7, (1.6, 3.1))), rel=ROUNDING)
    assert alpha_needed([0.5, 0.6, 0.7], [[0.1], [0.2]]).hi.shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: breakeven_share(0.5),
            ["between 0.80743", "GWh/day (without long queries)", "got 0.5"],
        ),
        (lambda: breakeven_share(50), ["and 11.58", "GWh/day (with only long queries)", "got 50"]),
        (lambda: breakeven_share([1, 2, 0.5]), ["got 0.5"]),
        (lambda: breakeven_share(0), ["budget must be above 0 GWh/day: got 0"]),
        (lambda: breakeven_share(1e5, measure="tco2"), ["measure is not known", "did you mean"]),
        (lambda: breakeven_share(1.0, q=1.5), ["q must lie strictly between 0 and 1"]),
        (lambda: share_between(1.0, 2.0, 2.0, "t"), ["met by every share or by none, as the total is 2 t"]),
        (lambda: share_between(1.5, 2.0, 1.0, "t"), []),
        (lambda: share_between(3.0, 2.0, 1.0, "t"), ["between 1 t (with only long queries) and 2 t (without"]),
        (
            lambda: alpha_needed(1000.0, 0.1, at=FULL, measure="tco2e_location"),
            ["budget must be above 6887", "the emissions of making nodes, which alpha leaves", "got 1000"],
        ),
        (lambda: alpha_needed(-1), ["budget must be above 0 GWh/day: got -1"]),
        (lambda: alpha_needed([1, 2], [0.1, 0.2, 0.3]), ["shapes must broadcast together"]),
    ],
)
def test_what_cannot_be_is_explained(call, said: list[str]) -> None:
    if not said:
        assert call() == 0.5
        return
    with pytest.raises(ValueError) as caught:
        call()
    assert all(part in str(caught.value) for part in said), caught.value
