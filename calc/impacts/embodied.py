"""Emissions of making the nodes, spread over the queries by the time that each keeps a node busy.

    per query = emissions of a node x busy time of a query / (lifetime x utilisation)

Off unless an emission figure is given. An efficiency factor alpha is not applied: it may come from faster serving,
which saves node time, or from less power, which does not; without it the share is not understated.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from calc.fleets.served_total import served_share
from calc.impacts import formulas
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.check import FloatArray, not_negative, positive, require, shapes
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import any_set


def default_utilisation(assumptions: str | AssumptionSet | ServingSet | None = None) -> FloatArray:
    """Return the share of its life in which a node answers queries: mean load over redundancy (S.V).

    Under a set of current hardware it is that of `served`.

    Parameters
    ----------
    assumptions : str, AssumptionSet or ServingSet, optional
        A named set or a set with overrides.

    Returns
    -------
    ndarray
        The share [1], of the shape of the assumptions.

    Notes
    -----
    Source: oviedo-2025, S.V.
    """
    a = any_set(assumptions)
    if isinstance(a, ServingSet):
        return served_share(a)
    return np.asarray(formulas.node_utilisation(a.mean_load, a.redundancy))


def embodied_gco2e(
    seconds: ArrayLike,
    kgco2e_per_node: ArrayLike,
    lifetime_years: ArrayLike,
    utilisation: ArrayLike,
    days_per_year: ArrayLike = 365.0,
) -> FloatArray:
    """Return a query's share of the emissions of making its node; all arguments broadcast.

    Parameters
    ----------
    seconds : array_like
        Busy time of a query [s], as `calc.query.busy_time.node_seconds` gives it.
    kgco2e_per_node : array_like
        Emissions of making one node [kgCO2e/node]; 0 leaves them out.
    lifetime_years : array_like
        Years of service of a node [year].
    utilisation : array_like
        Share of that time in which it answers queries, spare nodes included; above 0, at most 1.
    days_per_year : array_like
        Days in a year [day/year].

    Returns
    -------
    ndarray
        Emissions [gCO2e], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If a value breaks its rule or shapes do not broadcast.

    Notes
    -----
    The allocation by time is EcoLogits', with idle time charged to the queries. Source: ecologits, embodied impacts.
    """
    time = not_negative("seconds", seconds, "s")
    node = not_negative("embodied_kgco2e_per_node", kgco2e_per_node, "kgCO2e/node")
    years = positive("node_lifetime_years", lifetime_years, "year")
    used = positive("node_utilisation", utilisation)
    require(used <= 1, "node_utilisation", "must not exceed 1", used)
    days = positive("days_per_year", days_per_year, "day/year")
    shapes(seconds=time, embodied_kgco2e_per_node=node, node_lifetime_years=years, node_utilisation=used)
    return np.asarray(formulas.embodied_g(time, node, years, days, used))
