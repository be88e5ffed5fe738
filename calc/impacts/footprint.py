"""A fleet's energy, emissions, cost and water together, by year with intervals, by query and by tokens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from calc.fleets import formulas as of_fleet
from calc.fleets.annual_total import YearlyTotal
from calc.fleets.arguments import FleetArguments
from calc.fleets.daily_fleet import Fleet
from calc.fleets.daily_total import fleet
from calc.fleets.served_total import total_of
from calc.impacts import formulas
from calc.impacts.carbon import per_thousand_tokens, query_gco2e, scope_label, year_tco2e
from calc.impacts.cost import per_million_tokens, price_in, query_cost, year_cost
from calc.impacts.embodied import default_utilisation, embodied_gco2e
from calc.impacts.factors import Rates, rates
from calc.impacts.water import YearlyWater
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import BASELINE
from calc.inputs.check import FloatArray, shapes, share
from calc.inputs.distributions import Lognormal, exponential_mean
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import any_set
from calc.inputs.units import WH_PER_KWH
from calc.query.busy_time import node_seconds
from calc.query.estimate import not_own


class ImpactArguments(FleetArguments, total=False):
    """The keyword arguments of `impact`.

    Attributes
    ----------
    queries_per_day, model, beta, assumptions, fits
        As for `calc.fleets.arguments.FleetArguments`.
    years : array_like
        Years from now, for the price alone [year].
    """

    years: ArrayLike


@dataclass(frozen=True)
class Impact:
    """What a fleet uses and emits; every number is an array that broadcasts to the shape of the call.

    Attributes
    ----------
    fleet : Fleet
        The energy, a day and a year.
    rates : Rates
        What turned it into the rest.
    energy : YearlyTotal
        [GWh/year].
    location, market : YearlyTotal
        Emissions on both bases [tCO2e/year], the nodes' own included where they are counted.
    embodied_tco2e : ndarray
        The part of either that comes from making the nodes [tCO2e/year].
    cost : YearlyTotal
        Electricity [currency/year].
    water : YearlyWater or YearlyTotal
        [ML/year].
    query_wh, query_location_g, query_market_g, query_cost, query_water_l : ndarray
        Means of a query of this fleet, alpha and overhead included [Wh, gCO2e, gCO2e, currency, L].
    tokens : ndarray
        Mean output tokens of a query [token].
    """

    fleet: Fleet
    rates: Rates
    energy: YearlyTotal
    location: YearlyTotal
    market: YearlyTotal
    embodied_tco2e: FloatArray
    cost: YearlyTotal
    water: YearlyWater | YearlyTotal
    query_wh: FloatArray
    query_location_g: FloatArray
    query_market_g: FloatArray
    query_cost: FloatArray
    query_water_l: FloatArray
    tokens: FloatArray

    @property
    def scope(self) -> str:
        """Where emissions of electricity are reported."""
        return scope_label(self.rates.service)

    @property
    def embodied_scope(self) -> str:
        """Where emissions of making the nodes are reported."""
        return scope_label(self.rates.service, embodied=True)

    @property
    def location_g_per_1000_tokens(self) -> FloatArray:
        """Location-based emissions of 1,000 output tokens [gCO2e]."""
        return per_thousand_tokens(self.query_location_g, self.tokens)

    @property
    def market_g_per_1000_tokens(self) -> FloatArray:
        """Market-based emissions of 1,000 output tokens [gCO2e]."""
        return per_thousand_tokens(self.query_market_g, self.tokens)

    @property
    def cost_per_million_tokens(self) -> FloatArray:
        """Electricity cost of a million output tokens [currency]."""
        return per_million_tokens(self.query_cost, self.tokens)


def impact(
    share_tts: ArrayLike = 0.0,
    alpha: Lognormal | tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
    at: Rates | None = None,
    *,
    years: ArrayLike = 0.0,
    **given: Unpack[FleetArguments],
) -> Impact:
    """Return what a fleet uses and emits; all arguments, rates and assumptions broadcast.

    Parameters
    ----------
    share_tts, alpha
        As for `calc.fleets.daily_total.fleet`.
    at : Rates, optional
        Emission factors, price and intensities; the defaults if omitted.
    years : array_like
        Years from now, for the price alone [year].
    **given
        As for `calc.fleets.daily_total.fleet` (queries_per_day, model, beta, assumptions, fits).

    Returns
    -------
    Impact
        Energy, emissions on both bases, cost and water, by year and by query.

    Raises
    ------
    ValueError
        If a value breaks its rule or shapes do not broadcast.

    Notes
    -----
    tCO2e = GWh x gCO2e/kWh and ML = GWh x L/kWh, exactly. Emission factors, prices and intensities are taken as
    known; the intervals are those of the energy. Beta covers spare nodes, part load and the network between nodes.

    Examples
    --------
    >>> found = impact(0.1, (1.5, 3), rates("United States"))
    >>> round(float(found.location.mean()))
    122528
    """
    a, r = any_set(given.get("assumptions")), at if at is not None else rates()
    factor = a.factor(alpha)
    mix = share("share_tts", share_tts)
    found = fleet(mix, factor, **given)
    gwh = of_fleet.gwh_per_year(found.gwh_per_day, a.days_per_year)
    shapes(fleet=gwh, rates=r.market_g_per_kwh * r.price_per_kwh * r.wue_site * r.wue_generation)
    query_wh = np.asarray(of_fleet.query_wh(found.mean_wh, found.alpha_factor, found.beta))
    embodied_g = _embodied(mix, r, a, given)
    embodied_t = np.asarray(formulas.embodied_t(found.queries_per_day, a.days_per_year, embodied_g))
    price = price_in(years, r.price_per_kwh, r.price_growth)
    water = (
        _served_water(mix, factor, r, a, given, found.shared.mean())
        if isinstance(a, ServingSet)
        else _water(factor, r, a)
    )
    nothing = np.asarray(0.0)
    lengths = [exponential_mean(length) for length in (a.l_out_median_traditional, a.l_out_median_tts)]
    return Impact(
        fleet=found,
        rates=r,
        energy=YearlyTotal(np.asarray(gwh), found.shared, nothing),
        location=YearlyTotal(year_tco2e(gwh, r.location_g_per_kwh), found.shared, embodied_t),
        market=YearlyTotal(year_tco2e(gwh, r.market_g_per_kwh), found.shared, embodied_t),
        embodied_tco2e=embodied_t,
        cost=YearlyTotal(year_cost(gwh, price), found.shared, nothing),
        water=water(gwh),
        query_wh=query_wh,
        query_location_g=query_gco2e(query_wh, r.location_g_per_kwh) + embodied_g,
        query_market_g=query_gco2e(query_wh, r.market_g_per_kwh) + embodied_g,
        query_cost=query_cost(query_wh, price),
        query_water_l=water(query_wh / WH_PER_KWH).mean(),  # kWh x L/kWh
        tokens=np.asarray(of_fleet.mix(mix, *lengths)),
    )


def _water(factor: Lognormal, r: Rates, a: AssumptionSet) -> Callable[[FloatArray], YearlyWater]:
    """Return the function from energy to water under a set of the paper."""
    x = a.power_fraction.times(factor.inverse())
    it_share = 1 / (x.mean() * a.pue.mean())  # of a mean energy: what X = 1 leaves of it before PUE
    return lambda energy: YearlyWater(np.asarray(energy * it_share), x, a.pue, r.wue_site, r.wue_generation)


def _served_water(
    mix: FloatArray, factor: Lognormal, r: Rates, a: ServingSet, given: FleetArguments, wh: FloatArray
) -> Callable[[FloatArray], YearlyTotal]:
    """Return the function from energy to water under a set of current hardware; `wh` is the mean energy of a query."""
    if not (np.any(r.wue_site) or np.any(r.wue_generation)):
        return lambda energies: YearlyTotal(np.zeros_like(energies), factor, np.asarray(0.0))
    for name in ("wue_site", "wue_generation"):
        if np.ndim(getattr(r, name)):
            got = np.shape(getattr(r, name))
            raise ValueError(f"{name} must be a single number in a set of current hardware, L/kWh: got shape {got}")

    def per_it(pue: FloatArray) -> FloatArray:
        return np.asarray(formulas.water_l(np.asarray(1.0), pue, r.wue_site, r.wue_generation))

    model, beta = not_own(given.get("model", BASELINE)), given.get("beta")
    shared = total_of(mix, factor, model, a, beta=beta, per_it=per_it)
    litres_per_kwh = shared.mean() / wh
    return lambda energies: YearlyTotal(np.asarray(energies * litres_per_kwh), shared, np.asarray(0.0))


def _embodied(mix: FloatArray, r: Rates, a: AssumptionSet | ServingSet, given: FleetArguments) -> FloatArray:
    """Return the emissions of making nodes, for a query of the fleet [gCO2e]; 0 without the time it takes to know."""
    if not r.embodied_kgco2e_per_node.any():
        return np.asarray(0.0)
    model, fits = given.get("model", BASELINE), given.get("fits")
    trad, tts = (node_seconds(model, regime, a, fits=fits) for regime in ("traditional", "tts"))
    used = default_utilisation(a) if r.node_utilisation is None else r.node_utilisation
    seconds = of_fleet.mix(mix, trad, tts)
    return embodied_gco2e(seconds, r.embodied_kgco2e_per_node, r.node_lifetime_years, used, a.days_per_year)
