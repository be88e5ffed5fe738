"""The energy of a fleet of services: the expected energy of a query, and how uncertain a whole fleet's total is.

    Wh = PUE x network x P_max x (power fraction + idle (1 - served) / served) x E[T] x software / 3.6 / alpha

What differs from query to query, the length of each answer, averages out. What is common to the fleet does not: which
service answers, concurrency, the usual length, power, PUE, software and fit. Nodes that wait for load draw idle power,
which is charged to the queries that are answered, in place of the paper's redundancy and load profile.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from calc.fleets import formulas
from calc.fleets.daily_fleet import Fleet
from calc.inputs.catalogue import median_l_out
from calc.inputs.check import FloatArray
from calc.inputs.distributions import Lognormal
from calc.inputs.serving_assumptions import ServingSet
from calc.query.formulas import kept_ready
from calc.query.lognormal_mixture import FINENESS, Lattice, Mixture, lattice, mixture, stacked
from calc.query.served import USUAL_SIGMA, length_of, servings
from calc.query.served_query import Serving, normal_nodes
from calc.query.who_serves import Service

PerIt = Callable[[FloatArray], FloatArray]  # from PUE to what is counted for a kWh of IT energy


def _same(pue: FloatArray) -> FloatArray:
    return pue


def total_of(
    share_tts: ArrayLike,
    alpha: Lognormal,
    model: object,
    a: ServingSet,
    *,
    beta: ArrayLike | None = None,
    per_it: PerIt = _same,
) -> Mixture:
    """Return what the queries of a fleet take on average, as a distribution of what is common to all of them.

    Parameters
    ----------
    share_tts : array_like
        Share of test-time scaling queries, 0 to 1 [1].
    alpha : Lognormal
        Efficiency factor.
    model : str
        A class, a model, or either on a node.
    a : ServingSet
        What is assumed.
    beta : array_like, optional
        Fleet overhead in place of waiting and network, at least 1 [1].
    per_it : callable
        From PUE to what is counted for a unit of IT energy; PUE itself if omitted.

    Returns
    -------
    Mixture
        Wh a query (times what `per_it` counts), of the shape that the arguments broadcast to.

    Raises
    ------
    ValueError
        If a name is not known, or shapes do not broadcast.
    """
    mix = np.asarray(share_tts, dtype=np.float64)
    extra = {} if beta is None else {"beta": np.asarray(beta, dtype=np.float64)}
    ordinary, shape = servings(model, "traditional", a, alpha, share_tts=mix, **extra)
    long, _ = servings(model, "tts", a, alpha, share_tts=mix, **extra)
    shares = np.broadcast_to(mix, shape).ravel()
    overheads = [None] * len(ordinary) if beta is None else np.broadcast_to(extra["beta"], shape).ravel()
    found = [
        mixture([
            (service.weight, _of_service(service, pair, float(part), overhead, per_it), one.sigma(service))
            for service in one.services
        ])
        for one, pair, part, overhead in zip(
            ordinary, zip(ordinary, long, strict=True), shares, overheads, strict=True
        )
    ]  # fmt: skip
    return stacked(found, shape)


def _of_service(
    service: Service, pair: tuple[Serving, Serving], share: float, beta: float | None, per_it: PerIt
) -> Lattice:
    """Return the distribution of ln of a query's mean energy but for what is lognormal."""
    one = pair[0]
    variables, sigma = one.a.variables, one.sigma(service)
    step = sigma / FINENESS
    (zb, wb), (zl, wl) = (normal_nodes(x, sigma) for x in (variables["batch"], one.length))
    batch, length = variables["batch"].at(zb)[:, None], one.length.at(zl)
    seconds = formulas.mix(np.asarray(share), *(each.mean_seconds(service, batch, length) for each in pair))
    busy = lattice(np.log(seconds) + one.ln_scale(service), wb[:, None] * wl, step)
    fraction, served, pue = one.fraction(service), variables["served"], variables["pue"]
    (zf, wf), (zs, ws), (zp, wp) = (normal_nodes(x, sigma) for x in (fraction, served, pue))
    drawn = fraction.at(zf)[:, None]
    if beta is None:
        ready = kept_ready(drawn, one.a.idle_fraction, served.at(zs)) * one.a.network
        power = lattice(np.log(ready), wf[:, None] * ws, step)
    else:
        power = lattice(np.log(drawn * beta), wf[:, None], step)
    return busy.plus(power).plus(lattice(np.log(per_it(pue.at(zp))), wp, step))


def query_of_fleet(model: object, regime: ArrayLike, alpha: Lognormal, a: ServingSet) -> FloatArray:
    """Return what a query adds on average to the energy of its fleet, waiting and network included.

    Parameters
    ----------
    model : str
        A class, a model, or either on a node.
    regime : str or array_like
        As for `calc.query.estimate.energy`.
    alpha : Lognormal
        Efficiency factor.
    a : ServingSet
        What is assumed.

    Returns
    -------
    ndarray
        Mean energy [Wh], of the shape that the arguments broadcast to.

    Raises
    ------
    ValueError
        If a name is not known, or shapes do not broadcast.
    """
    changes: dict[str, ArrayLike] = {"l_out_median_traditional": median_l_out(regime, a)}
    if not length_of(regime, a).varies:
        changes["length"] = 1.0
    return total_of(0.0, alpha, model, a.override(**changes)).mean()


def served_share(a: ServingSet) -> FloatArray:
    """Return the share of its life in which a node answers queries.

    Parameters
    ----------
    a : ServingSet
        What is assumed.

    Returns
    -------
    ndarray
        The share [1] whose inverse is the mean of the inverse, as node time is divided by it.
    """
    z, weights = normal_nodes(a.variables["served"], USUAL_SIGMA)
    return np.asarray(1 / np.vecdot(weights, 1 / a.variables["served"].at(z.reshape(-1, *(1,) * len(a.shape))).T))


def served_fleet(
    share_tts: FloatArray,
    alpha: Lognormal,
    queries: FloatArray,
    model: object,
    beta: FloatArray | None,
    a: ServingSet,
) -> Fleet:
    """Return the energy of a fleet of services.

    Parameters
    ----------
    share_tts : ndarray
        Share of test-time scaling queries, 0 to 1 [1].
    alpha : Lognormal
        Efficiency factor.
    queries : ndarray
        Queries a day [query/day].
    model : str
        A class, a model, or either on a node.
    beta : ndarray or None
        Fleet overhead in place of waiting and network [1].
    a : ServingSet
        What is assumed.

    Returns
    -------
    Fleet
        Whose `beta` is what waiting and network add on average.

    Raises
    ------
    ValueError
        If a name is not known, or shapes do not broadcast.
    """
    shared = total_of(share_tts, alpha, model, a, beta=beta)
    left = np.asarray(formulas.alpha_factor(alpha.mu, alpha.sigma))
    busy = total_of(share_tts, Lognormal.constant(), model, a, beta=1.0).mean()
    whole = shared.mean() / left
    total = formulas.gwh_per_day(queries, whole, left, np.asarray(1.0))
    return Fleet(
        gwh_per_day=np.asarray(total),
        twh_per_year=np.asarray(formulas.twh_per_year(total, a.days_per_year)),
        mean_wh=np.asarray(busy),
        beta=np.asarray(whole / busy),
        alpha_factor=left,
        queries_per_day=queries,
        shared=shared,
    )
