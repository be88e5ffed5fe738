"""What a budget allows: the share of long queries that just meets it, and the efficiency factor needed to keep it.

Every total is linear in the share, so that the share is closed:

    share = (budget - total(0)) / (total(1) - total(0))

Energy, and all that follows it, goes as 1/alpha; the emissions of making nodes do not. Budgets are held against the
expected total, or against a quantile of it for those who want to keep them with that probability.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calc.fleets.annual_total import YearlyTotal
from calc.impacts.factors import Rates
from calc.impacts.footprint import Impact, ImpactArguments, impact
from calc.inputs.check import FloatArray, positive, shapes
from calc.inputs.distributions import Lognormal
from calc.inputs.names import Names
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import any_set

GWH: Final = "gwh_per_day"
MEASURES: Final[Mapping[str, str]] = {
    GWH: "GWh/day",
    "tco2e_location": "tCO2e/year",
    "tco2e_market": "tCO2e/year",
    "cost": "currency/year",
}
HALVINGS: Final = 40  # of the interval from 0 to 1: leave 1e-12
MEASURE_NAMES: Final = Names("measure", MEASURES)


@dataclass(frozen=True)
class AlphaNeeded:
    """The efficiency factor that just keeps a budget, in two readings; arrays of the shape of the call.

    Attributes
    ----------
    constant : ndarray
        The factor if it is the same known number for every query; below 1 where none is needed.
    scale : ndarray
        What the range asked about must be multiplied by; below 1 where a weaker range would do.
    lo, hi : ndarray
        That range multiplied: the P5 and P95 that keep the budget.
    """

    constant: FloatArray
    scale: FloatArray
    lo: FloatArray
    hi: FloatArray


def measure_name(text: object) -> str:
    """Return the measure meant.

    Parameters
    ----------
    text : object
        A name as typed.

    Returns
    -------
    str
        A key of MEASURES.

    Raises
    ------
    ValueError
        If it is none of them.
    """
    return MEASURE_NAMES.find(text)


def _measured(found: Impact, measure: str) -> YearlyTotal:
    totals = {"tco2e_location": found.location, "tco2e_market": found.market, "cost": found.cost}
    return totals.get(measure) or YearlyTotal(found.fleet.gwh_per_day, found.fleet.shared, np.asarray(0.0))


def _level(total: YearlyTotal, q: ArrayLike | None) -> FloatArray:
    return total.mean() if q is None else total.quantile(q)


def share_between(budget: ArrayLike, at_none: ArrayLike, at_all: ArrayLike, unit: str = "") -> FloatArray:
    """Return the share at which a linear total meets a budget.

    Parameters
    ----------
    budget, at_none, at_all : array_like
        The budget, and the total at shares 0 and 1, all in `unit`.
    unit : str
        For the message.

    Returns
    -------
    ndarray
        The share, 0 to 1, of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If the budget lies outside what any share attains; the message says the least and the greatest.
    """
    wanted, none, every = positive("budget", budget, unit), np.asarray(at_none), np.asarray(at_all)
    shapes(budget=wanted, scenarios=none)
    wanted, none, every = np.broadcast_arrays(wanted, none, every)
    low, high = np.minimum(none, every), np.maximum(none, every)
    bad = ~((wanted >= low) & (wanted <= high)) | (low == high)
    if bad.any():
        got, least, most = (float(part[bad].flat[0]) for part in (wanted, low, high))
        ends = (
            ("without", "with only")
            if float(none[bad].flat[0]) <= float(every[bad].flat[0])
            else ("with only", "without")
        )
        if least == most:
            raise ValueError(
                f"budget is met by every share or by none, as the total is {least:.6g} {unit} for all of them"
            )
        raise ValueError(
            f"budget must lie between {least:.6g} {unit} ({ends[0]} long queries) and {most:.6g} {unit} "
            f"({ends[1]} long queries), the least and the greatest attainable: got {got:.6g}"
        )
    return np.asarray((wanted - none) / (every - none))


def breakeven_share(
    budget: ArrayLike,
    alpha: Lognormal | tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
    at: Rates | None = None,
    *,
    measure: str = GWH,
    q: ArrayLike | None = None,
    **given: Unpack[ImpactArguments],
) -> FloatArray:
    """Return the share of long queries at which a fleet just meets a budget.

    Parameters
    ----------
    budget : array_like
        In the unit of the measure: GWh/day, tCO2e/year or currency/year.
    alpha, at
        As for `calc.impacts.footprint.impact`.
    measure : {"gwh_per_day", "tco2e_location", "tco2e_market", "cost"}
        What the budget is of.
    q : array_like, optional
        Keep the budget with this probability; on average if omitted.
    **given
        As for `calc.impacts.footprint.impact` (queries_per_day, model, beta, assumptions, fits, years).

    Returns
    -------
    ndarray
        The share, 0 to 1, of the shape that the arguments broadcast to.

    Raises
    ------
    ValueError
        If no share attains the budget (the message says the least and the greatest), or a value breaks its rule.

    Examples
    --------
    >>> round(float(breakeven_share(0.90857, (1.5, 3))), 4)
    0.1
    """
    name = measure_name(measure)

    def level(mix: ArrayLike) -> FloatArray:
        return _level(_measured(impact(mix, alpha, at, **given), name), q)

    none, every = (level(mix) for mix in (0.0, 1.0))
    linear = share_between(budget, none, every, MEASURES[name])
    if q is None or not isinstance(any_set(given.get("assumptions")), ServingSet):
        return linear
    return _bisected(level, np.broadcast_to(positive("budget", budget, MEASURES[name]), linear.shape), every > none)


def _bisected(level: Callable[[ArrayLike], FloatArray], budget: FloatArray, rises: NDArray[np.bool_]) -> FloatArray:
    """Return the share at which a quantile whose spread follows the share meets a budget that lies between its ends."""
    low, high = np.zeros(budget.shape), np.ones(budget.shape)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = (level(middle) < budget) == rises
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)


def alpha_needed(
    budget: ArrayLike,
    share_tts: ArrayLike = 0.0,
    alpha: Lognormal | tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
    at: Rates | None = None,
    *,
    measure: str = GWH,
    q: ArrayLike | None = None,
    **given: Unpack[ImpactArguments],
) -> AlphaNeeded:
    """Return the efficiency factor at which a fleet just keeps a budget.

    Parameters
    ----------
    budget
        As for `breakeven_share`.
    share_tts : array_like
        Share of long queries, 0 to 1.
    alpha : (lo, hi) or Lognormal
        The range to multiply for the second reading; its width stays.
    at, measure, q, **given
        As for `breakeven_share` (queries_per_day, model, beta, assumptions, fits, years).

    Returns
    -------
    AlphaNeeded
        As a constant and as a range [1], of the shape that the arguments broadcast to.

    Raises
    ------
    ValueError
        If the emissions of making nodes alone reach the budget (the message says how much they are), or a value
        breaks its rule.

    Notes
    -----
    A range needs a higher centre than a constant, as E[1/alpha] exceeds 1 / its median.

    Examples
    --------
    >>> needed = alpha_needed(0.90857, 0.1, (1.5, 3))
    >>> round(float(needed.constant), 3), round(float(needed.scale), 3)
    (2.075, 1.0)
    """
    name = measure_name(measure)
    wanted = positive("budget", budget, MEASURES[name])
    a = any_set(given.get("assumptions"))
    gain = a.factor(alpha)
    constant, ranged = (
        _measured(impact(share_tts, factor, at, **given), name) for factor in (Lognormal.constant(), gain)
    )
    shapes(budget=wanted, scenarios=ranged.mean())
    left = np.asarray(wanted - ranged.fixed)
    if not np.all(left > 0):
        least = float(np.broadcast_to(ranged.fixed, left.shape)[left <= 0].flat[0])
        raise ValueError(
            f"budget must be above {least:.6g} {MEASURES[name]}, the emissions of making nodes, which alpha leaves: "
            f"got {float(np.broadcast_to(wanted, left.shape)[left <= 0].flat[0]):.6g}"
        )
    scale = (_level(ranged, q) - ranged.fixed) / left
    lo, hi = (gain.from_normal(np.asarray(side * a.z_p95)) for side in (-1, 1))
    return AlphaNeeded(
        constant=np.asarray((_level(constant, q) - constant.fixed) / left),
        scale=np.asarray(scale),
        lo=np.asarray(scale * lo),
        hi=np.asarray(scale * hi),
    )
