"""Named scenarios, side by side: what each uses, emits and costs, now or some years ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import ArrayLike

from calc.fleets.growth import path, row_of_values, share_path
from calc.fleets.published_fleets import PaperFleet, paper_fleets
from calc.impacts.factors import Rates, rate_keys, rates
from calc.impacts.footprint import Impact, impact
from calc.impacts.quantities import results
from calc.inputs.catalogue import BASELINE
from calc.inputs.check import FloatArray, not_negative, numbers, share
from calc.inputs.set_by_name import any_set
from calc.inputs.tables import levers
from calc.query.estimate import named_model
from calc.query.levers import HARDWARE


@dataclass(frozen=True)
class Scenario:
    """A fleet, its place and contract, and how they change by year; None leaves the default.

    Attributes
    ----------
    name : str
        What it is called.
    share_tts : float
        Share of long queries, 0 to 1.
    alpha_lo, alpha_hi : float
        Efficiency factor, P5 and P95.
    queries_per_day : float or None
        Queries a day [query/day].
    model, assumption_set : str
        What serves the queries, and the set behind it.
    place, location_g_per_kwh, contractual_g_per_kwh, certified_share, price_per_kwh, price_growth, currency, \
wue_site, wue_generation, embodied_kgco2e_per_node, node_lifetime_years, node_utilisation, service
        As for `calc.impacts.factors.rates`.
    years : float
        Years from now at which it is evaluated [year].
    queries_growth, share_growth, alpha_growth : float
        Relative change from one year to the next, above -1.

    Raises
    ------
    ValueError
        If a value breaks its rule.
    """

    name: str
    share_tts: float = 0.0
    alpha_lo: float = 1.0
    alpha_hi: float = 1.0
    queries_per_day: float | None = None
    model: str = BASELINE
    assumption_set: str | None = None
    place: str | None = None
    location_g_per_kwh: float | None = None
    contractual_g_per_kwh: float | None = None
    certified_share: float | None = None
    price_per_kwh: float | None = None
    price_growth: float | None = None
    currency: str | None = None
    wue_site: float | None = None
    wue_generation: float | None = None
    embodied_kgco2e_per_node: float | None = None
    node_lifetime_years: float | None = None
    node_utilisation: float | None = None
    service: str | None = None
    years: float = 0.0
    queries_growth: float = 0.0
    share_growth: float = 0.0
    alpha_growth: float = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise ValueError(f"name must be text: got {self.name!r}")
        share("share_tts", self.share_tts)
        a = any_set(self.assumption_set)
        a.alpha(self.alpha_lo, self.alpha_hi)
        if self.queries_per_day is not None:
            not_negative("queries_per_day", self.queries_per_day, "query/day")
        named_model(self.model, a)
        self.rates()
        self._grown(np.asarray(self.years))

    def rates(self, year: int | None = None) -> Rates:
        """Return its rates.

        Parameters
        ----------
        year : int, optional
            The year in which the grid factor is used; the newest factor if omitted.

        Returns
        -------
        Rates
            As `calc.impacts.factors.rates` gives them.
        """
        return rates(self.place, year, **{key: getattr(self, key) for key in rate_keys()})

    def _grown(self, years: FloatArray) -> tuple[FloatArray, FloatArray, tuple[FloatArray, FloatArray]]:
        """Return queries a day, share and alpha in each of `years`."""
        a = any_set(self.assumption_set)
        queries = a.queries_per_day if self.queries_per_day is None else self.queries_per_day
        gain = path("alpha", 1.0, years, self.alpha_growth)
        return (
            path("queries", queries, years, self.queries_growth),
            share_path(self.share_tts, years, self.share_growth),
            (np.asarray(self.alpha_lo * gain), np.asarray(self.alpha_hi * gain)),
        )

    def impact(self, year: int | None = None) -> Impact:
        """Return what it uses and emits, `years` from now.

        Parameters
        ----------
        year : int, optional
            The year in which the grid factor is used; the newest factor if omitted.

        Returns
        -------
        Impact
            Every number single.
        """
        return self.outlook([self.years], year=year).at(0)

    def outlook(
        self,
        years: ArrayLike,
        *,
        queries_per_day: ArrayLike | None = None,
        share_tts: ArrayLike | None = None,
        alpha: tuple[ArrayLike, ArrayLike] | None = None,
        year: int | None = None,
    ) -> Outlook:
        """Return what it uses and emits in each of several years.

        Parameters
        ----------
        years : array_like, shape (n,)
            Years from now [year].
        queries_per_day, share_tts : array_like, shape (n,), optional
            A row of values instead of growth at a constant rate [query/day, 1].
        alpha : (lo, hi), each of shape (n,), optional
            The same for the efficiency factor.
        year : int, optional
            The year in which the grid factor is used; it is held for all years.

        Returns
        -------
        Outlook
            With arrays of shape (n,).

        Raises
        ------
        ValueError
            If a value breaks its rule, or a row has not one value for each year.

        Notes
        -----
        Say `calc.fleets.growth.forecast_caution` where this is shown.
        """
        ahead = np.atleast_1d(numbers("years", years))
        queries, mix, gain = self._grown(ahead)
        if queries_per_day is not None:
            queries = row_of_values("queries_per_day", queries_per_day, ahead)
        if share_tts is not None:
            mix = row_of_values("share_tts", share_tts, ahead)
        if alpha is not None:
            gain = row_of_values("alpha_lo", alpha[0], ahead), row_of_values("alpha_hi", alpha[1], ahead)
        return Outlook(self, ahead, queries, mix, gain[0], gain[1], year)


@dataclass(frozen=True)
class Outlook:
    """A scenario over several years; every array has one element for each of them.

    Attributes
    ----------
    scenario : Scenario
        What it is of.
    years : ndarray, shape (n,)
        Years from now [year].
    queries_per_day : ndarray, shape (n,)
        Queries [query/day].
    share_tts : ndarray, shape (n,)
        Share of long queries, 0 to 1.
    alpha_lo, alpha_hi : ndarray, shape (n,)
        Efficiency factor, P5 and P95.
    year : int or None
        The year in which the grid factor is used.
    """

    scenario: Scenario
    years: FloatArray
    queries_per_day: FloatArray
    share_tts: FloatArray
    alpha_lo: FloatArray
    alpha_hi: FloatArray
    year: int | None

    def _impact(self, which: int | slice) -> Impact:
        s = self.scenario
        return impact(
            self.share_tts[which],
            (self.alpha_lo[which], self.alpha_hi[which]),
            s.rates(self.year),
            queries_per_day=self.queries_per_day[which],
            model=s.model,
            assumptions=s.assumption_set,
            years=self.years[which],
        )

    @property
    def impact(self) -> Impact:
        """What it uses and emits, every number of shape (n,)."""
        return self._impact(slice(None))

    def at(self, i: int) -> Impact:
        """Return what it uses and emits in one of the years.

        Parameters
        ----------
        i : int
            Which of `years`, from 0.

        Returns
        -------
        Impact
            Every number single.
        """
        return self._impact(i)


def scenario_keys() -> tuple[str, ...]:
    """Return the names of a scenario's fields.

    Returns
    -------
    tuple of str
        In order.
    """
    return tuple(f.name for f in fields(Scenario))


def paper_scenarios(place: str | None = None) -> tuple[Scenario, ...]:
    """Return the paper's scenarios: baseline, 10 % tts, improved, hardware next year.

    Parameters
    ----------
    place : str, optional
        Where all of them are, as for `calc.impacts.grid_factor.grid`.

    Returns
    -------
    tuple of Scenario
        In this order.

    Notes
    -----
    Sources: oviedo-2025, section 4 and Figure 3 (share, line of sight) and section 3, item iii (hardware).
    """
    trad, mixed, improved = (paper_fleets()[key] for key in ("trad", "mixed", "mixed.improved"))

    def scenario(name: str, one: PaperFleet, years: float = 0.0) -> Scenario:
        lever = levers().get(one.lever or "")
        alpha = (lever.alpha_p5, lever.alpha_p95) if lever else (1.0, 1.0)
        return Scenario(name, one.share_tts, *alpha, queries_per_day=one.queries_per_day, place=place, years=years)

    return (
        scenario("Baseline", trad),
        scenario(f"{100 * mixed.share_tts:g} % tts", mixed),
        scenario("Improved", improved),
        scenario("Hardware next year", replace(mixed, lever=HARDWARE), years=1.0),
    )


def compare_scenarios(scenarios: Sequence[Scenario], year: int | None = None) -> dict[str, FloatArray]:
    """Return the numbers of several scenarios.

    Parameters
    ----------
    scenarios : sequence of Scenario
        What is compared.
    year : int, optional
        The year in which the grid factor is used; the newest factor if omitted.

    Returns
    -------
    dict of str to ndarray
        By name as in `calc.impacts.quantities.results`, each of shape (len(scenarios),).
    """
    each = [results(s.impact(year)) for s in scenarios]
    return {key: np.array([float(one[key]) for one in each]) for key in (each[0] if each else ())}
