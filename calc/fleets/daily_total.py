"""The energy of a fleet: totals follow the mean energy of a query, never the median.

    GWh/day = queries/day x ((1 - share) mean_traditional + share mean_tts) x E[1/alpha] x beta / 1e9

Per-query randomness averages out over a billion queries. PUE, power fraction and alpha do not, when they are
the same for the whole fleet: the fleet's total is then the expected node time of a query times one lognormal
factor, and its quantiles are closed. Baseline means the untrimmed blend here.
Source: oviedo-2025, section 4 and S.V.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from calc.fleets import formulas
from calc.fleets.daily_fleet import Fleet
from calc.fleets.served_total import served_fleet
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import BASELINE, counted
from calc.inputs.check import numbers, positive, require, shapes, share
from calc.inputs.distributions import Lognormal
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import any_set
from calc.query.estimate import OwnModel, energy, named_model, not_own
from calc.query.throughput import TpsFit


def fleet(
    share_tts: ArrayLike = 0.0,
    alpha: Lognormal | tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
    *,
    queries_per_day: ArrayLike | None = None,
    model: str | OwnModel = BASELINE,
    beta: ArrayLike | None = None,
    assumptions: str | AssumptionSet | ServingSet | None = None,
    fits: Mapping[str, TpsFit] | None = None,
) -> Fleet:
    """Return the energy of a fleet; all arguments, and the assumptions, broadcast.

    Parameters
    ----------
    share_tts : array_like
        Share of test-time scaling queries, 0 to 1.
    alpha : (lo, hi) or Lognormal
        Efficiency factor as its P5 and P95; (1, 1) is exactly 1.
    queries_per_day : array_like, optional
        Queries a day, 0 or more [query/day]; the assumption of that name if omitted.
    model : str or OwnModel
        What serves the queries; the untrimmed baseline if omitted.
    beta : array_like, optional
        Fleet overhead, at least 1; from the assumptions if omitted.
    assumptions : str, AssumptionSet or ServingSet, optional
        A named set or a set with overrides.
    fits : mapping of str to TpsFit, optional
        Throughput fits that replace those of the benchmarked models, by model.

    Returns
    -------
    Fleet
        Expected energy a day and a year, and its quantiles, of the shape that the arguments broadcast to.

    Raises
    ------
    ValueError
        If a share lies outside [0, 1], alpha_lo exceeds alpha_hi, or another rule is broken.

    Notes
    -----
    The equation stands at the head of this module. Source: oviedo-2025, section 4 and S.V.

    Examples
    --------
    >>> round(float(fleet(0.1, (1.5, 3)).gwh_per_day), 2)
    0.91
    """
    a = any_set(assumptions)
    mix = share("share_tts", share_tts)
    queries = a.queries_per_day if queries_per_day is None else numbers("queries_per_day", queries_per_day)
    require(queries >= 0, "queries_per_day", "must be at least 0", queries)
    stated = None if beta is None else positive("beta", beta)
    if stated is not None:
        require(stated >= 1, "beta", "must be at least 1", stated)
    factor = a.factor(alpha)
    if isinstance(a, ServingSet):
        return served_fleet(mix, factor, queries, not_own(model), stated, a)
    overhead = a.beta if stated is None else stated
    served = model if isinstance(model, OwnModel) else counted(named_model(model, a))
    mean_trad, mean_tts = (energy(served, regime, a, fits=fits).mean() for regime in ("traditional", "tts"))
    shapes(share_tts=mix, alpha=factor.mu, queries_per_day=queries, beta=overhead, assumptions=mean_trad)
    mean_wh = formulas.mix(mix, mean_trad, mean_tts)
    left = formulas.alpha_factor(factor.mu, factor.sigma)
    total = formulas.gwh_per_day(queries, mean_wh, left, overhead)
    fraction, pue = a.power_fraction, a.pue
    spread = formulas.shared_spread(fraction.sigma, pue.sigma, factor.sigma)
    return Fleet(
        gwh_per_day=np.asarray(total),
        twh_per_year=np.asarray(formulas.twh_per_year(total, a.days_per_year)),
        mean_wh=np.asarray(mean_wh),
        beta=overhead,
        alpha_factor=np.asarray(left),
        queries_per_day=queries,
        shared=Lognormal(np.asarray(fraction.mu + pue.mu - factor.mu), np.asarray(spread)),
    )
