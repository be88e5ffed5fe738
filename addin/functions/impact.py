"""Emissions, cost and water, what drives them and what a budget allows, as cells ask for it.

Every figure here may be multiplied or added up: means, never medians, of Baseline the untrimmed one, with the
fleet's overhead beta. Per query and per year they are those of `calc.impacts.footprint`.
"""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
from numpy.typing import ArrayLike

from calc.fleets.arguments import Scale
from calc.fleets.daily_total import fleet
from calc.fleets.served_total import query_of_fleet
from calc.impacts.breakeven import GWH, MEASURES, alpha_needed, share_between
from calc.impacts.carbon import query_gco2e
from calc.impacts.cost import query_cost
from calc.impacts.factors import Rates, rates
from calc.impacts.footprint import impact
from calc.impacts.grid_factor import grid
from calc.inputs.catalogue import BASELINE, counted
from calc.inputs.check import FloatArray
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import AnySet, any_set
from calc.query.estimate import energy
from calc.sensitivity.tornado_bars import FLEET, UNITS, tornado

Table = list[list[Any]]
MARKET = "market"


def equery_gco2e(
    model: str,
    regime: ArrayLike,
    place: str | ArrayLike = "United States",
    alpha_lo: ArrayLike = 1.0,
    alpha_hi: ArrayLike = 1.0,
    basis: str | None = None,
    contractual_g: ArrayLike | None = None,
    certified_share: ArrayLike = 0.0,
    assumptions: AnySet | None = None,
) -> FloatArray:
    """Return the mean emissions of a query [gCO2e]; numbers may be arrays that broadcast."""
    r = _emission_rates(place, basis, contractual_g, certified_share)
    factor = r.market_g_per_kwh if basis == MARKET else r.location_g_per_kwh
    return query_gco2e(_query_wh(model, regime, alpha_lo, alpha_hi, assumptions), factor)


def equery_cost(
    model: str,
    regime: ArrayLike,
    price_per_kwh: ArrayLike = 0.1,
    alpha_lo: ArrayLike = 1.0,
    alpha_hi: ArrayLike = 1.0,
    assumptions: AnySet | None = None,
) -> FloatArray:
    """Return the mean cost of the electricity of a query [currency]."""
    return query_cost(_query_wh(model, regime, alpha_lo, alpha_hi, assumptions), price_per_kwh)


def fleet_tco2e(
    share_tts: ArrayLike,
    alpha_lo: ArrayLike,
    alpha_hi: ArrayLike,
    place: str | ArrayLike = "United States",
    basis: str | None = None,
    contractual_g: ArrayLike | None = None,
    certified_share: ArrayLike = 0.0,
    **scale: Unpack[Scale],
) -> FloatArray:
    """Return the expected emissions of a fleet's electricity [tCO2e/year]."""
    r = _emission_rates(place, basis, contractual_g, certified_share)
    found = impact(share_tts, (alpha_lo, alpha_hi), r, **scale)
    return (found.market if basis == MARKET else found.location).mean()


def fleet_cost(
    share_tts: ArrayLike,
    alpha_lo: ArrayLike,
    alpha_hi: ArrayLike,
    price_per_kwh: ArrayLike = 0.1,
    **scale: Unpack[Scale],
) -> FloatArray:
    """Return the expected cost of a fleet's electricity [currency/year]."""
    return impact(share_tts, (alpha_lo, alpha_hi), rates(price_per_kwh=price_per_kwh), **scale).cost.mean()


def fleet_water_ml(
    share_tts: ArrayLike,
    alpha_lo: ArrayLike,
    alpha_hi: ArrayLike,
    wue_site: ArrayLike,
    wue_generation: ArrayLike = 0.0,
    **scale: Unpack[Scale],
) -> FloatArray:
    """Return the expected water of a fleet [ML/year]."""
    r = rates(wue_site=wue_site, wue_generation=wue_generation)
    return impact(share_tts, (alpha_lo, alpha_hi), r, **scale).water.mean()


def grid_factor(place: str, year: ArrayLike | None = None) -> FloatArray:
    """Return the emission factor of a place [gCO2e/kWh]; the year chooses among its rows, and no clock is read."""
    if year is None:
        return np.asarray(grid(place).gco2e_per_kwh)
    asked, back = np.unique(year, return_inverse=True)
    return np.array([grid(place, one).gco2e_per_kwh for one in asked.tolist()])[back]


def fleet_tornado(
    share_tts: float,
    alpha_lo: float,
    alpha_hi: float,
    queries_per_day: float | None = None,
    model: str = BASELINE,
    assumptions: AnySet | None = None,
) -> Table:
    """Return what each uncertain assumption does alone to the energy of a fleet [GWh/day], the widest first."""
    found = tornado(
        FLEET,
        alpha=(alpha_lo, alpha_hi),
        share_tts=share_tts,
        model=model,
        queries_per_day=queries_per_day,
        assumptions=assumptions,
    )
    results = [f"{what}, {UNITS[FLEET]}" for what in ("result at P5", "result at P95", "swing")]
    bars = [[*row, bar.assumption.unit] for row, bar in zip(found.rows(), found.bars, strict=True)]
    return [["assumption", "P5", "P95", *results, "unit of P5, P95"], *bars]


def fleet_breakeven_share(
    budget_gwh: ArrayLike,
    alpha_lo: ArrayLike,
    alpha_hi: ArrayLike,
    **scale: Unpack[Scale],
) -> FloatArray:
    """Return the share of long queries at which the expected energy of a fleet meets a budget."""
    # `breakeven_share` for energy alone: a budget out of reach is found here, and a column may hold thousands.
    ends = fleet([[0.0], [1.0]], (alpha_lo, alpha_hi), **scale)
    none, every = ends.gwh_per_day
    return share_between(budget_gwh, none, every, MEASURES[GWH])


def fleet_alpha_needed(
    budget_gwh: ArrayLike,
    share_tts: ArrayLike,
    **scale: Unpack[Scale],
) -> FloatArray:
    """Return the constant efficiency factor at which the expected energy of a fleet meets a budget."""
    return alpha_needed(budget_gwh, share_tts, **scale).constant


def _query_wh(
    model: str, regime: ArrayLike, alpha_lo: ArrayLike, alpha_hi: ArrayLike, assumptions: AnySet | None
) -> FloatArray:
    """Return what a query adds to the energy of its fleet [Wh]."""
    a = any_set(assumptions)
    if isinstance(a, ServingSet):
        return query_of_fleet(model, regime, a.factor((alpha_lo, alpha_hi)), a)
    return np.asarray(energy(counted(model), regime, a, alpha=(alpha_lo, alpha_hi)).mean() * a.beta)


def _emission_rates(
    place: str | ArrayLike, basis: str | None, contractual_g: ArrayLike | None, certified_share: ArrayLike
) -> Rates:
    """Return the factors on both bases."""
    check_basis(basis, contractual_g, certified_share)
    contract: dict[str, Any] = {"contractual_g_per_kwh": contractual_g, "certified_share": certified_share}
    if isinstance(place, str):
        return rates(place, **contract)
    return rates(location_g_per_kwh=place, **contract)


def check_basis(basis: str | None, contractual_g: ArrayLike | None, certified_share: ArrayLike) -> None:
    """Refuse a contract without a basis rather than leave it out unnoticed."""
    if basis is None and (contractual_g is not None or np.any(np.asarray(certified_share) != 0)):
        raise ValueError("basis must be location or market where contractual_g or certified_share is given: got none")
