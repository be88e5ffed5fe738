"""From what is asked for to the energy of a query to a service: the door for sets of current hardware."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.catalogue import median_l_out, regime_name
from calc.inputs.check import FloatArray, shapes
from calc.inputs.distributions import Lognormal, exponential_mean
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.variable import Variable
from calc.query.served_query import ServedEnergy, Serving, normal_nodes
from calc.query.throughput import FAR_OUTSIDE
from calc.query.who_serves import service_name, services

USUAL_SIGMA = 0.2  # of a lognormal part: how finely a mean is integrated
KNOWN = Variable("lognormal", np.asarray(0.0), np.asarray(0.0))  # a length that was given: its factor is 1


def length_of(regime: ArrayLike, a: ServingSet) -> Variable:
    """Return the factor on the mean length of answers.

    Parameters
    ----------
    regime : str or array_like
        A named regime, whose lengths nobody measured, or a length.
    a : ServingSet
        Holds the range of the factor.

    Returns
    -------
    Variable
        The constant 1 where a length was given.
    """
    named = isinstance(regime, str) and regime_name(regime) is not None
    return a.variables["length"] if named else KNOWN


def servings(
    model: object, regime: ArrayLike, a: ServingSet, alpha: Lognormal, **others: FloatArray
) -> tuple[tuple[Serving, ...], tuple[int, ...]]:
    """Return what each element of a call is served by.

    Parameters
    ----------
    model : str
        A class, a model, or either on a node.
    regime : str or array_like
        As for `calc.query.estimate.energy`.
    a : ServingSet
        What is assumed.
    alpha : Lognormal
        Efficiency factor.
    **others : ndarray
        What else the call broadcasts with, by the name of the argument.

    Returns
    -------
    servings : tuple of Serving
        One for each element, in order.
    shape : tuple of int
        The shape.

    Raises
    ------
    ValueError
        If a name is not known or shapes do not broadcast.
    """
    found = services(service_name(model))
    l_median = median_l_out(regime, a)
    parts = {"regime": l_median, "alpha": alpha.mu + alpha.sigma, "assumptions": np.empty(a.shape), **others}
    shapes(**parts)
    shape = np.broadcast_shapes(*(np.shape(part) for part in parts.values()))
    length = length_of(regime, a)
    means, mu, sigma = (np.broadcast_to(x, shape) for x in (exponential_mean(l_median), alpha.mu, alpha.sigma))

    def one(index: tuple[int, ...]) -> Serving:
        own = a.at(index, shape)
        factor = length if length is KNOWN else own.variables["length"]
        return Serving(found, own, float(means[index]), factor, Lognormal(mu[index], sigma[index]))

    return tuple(one(index) for index in np.ndindex(*shape)), shape


def served_energy(model: object, regime: ArrayLike, a: ServingSet, alpha: Lognormal) -> ServedEnergy:
    """Return the distribution of the energy of one query [Wh].

    Parameters
    ----------
    model : str
        A class, a model, or either on a node.
    regime : str or array_like
        As for `calc.query.estimate.energy`.
    a : ServingSet
        What is assumed.
    alpha : Lognormal
        Efficiency factor.

    Returns
    -------
    ServedEnergy
        Of the shape that regime, alpha and assumptions broadcast to.

    Raises
    ------
    ValueError
        If a name is not known, or shapes do not broadcast.
    """
    found, shape = servings(model, regime, a, alpha)
    return ServedEnergy(found, shape)


def served_seconds(model: object, regime: ArrayLike, a: ServingSet) -> FloatArray:
    """Return the mean time that a query keeps a whole node busy, as a share of the node where others are on it too.

    Parameters
    ----------
    model : str
        A class, a model, or either on a node.
    regime : str or array_like
        As for `calc.query.estimate.energy`.
    a : ServingSet
        What is assumed.

    Returns
    -------
    ndarray
        Busy time of a node [s], of the shape that regime and assumptions broadcast to.

    Raises
    ------
    ValueError
        If a name is not known, or shapes do not broadcast.
    """
    found, shape = servings(model, regime, a, Lognormal.constant())

    def one(serving: Serving) -> float:
        variables = serving.a.variables
        (zb, wb), (zl, wl) = (normal_nodes(x, USUAL_SIGMA) for x in (variables["batch"], serving.length))
        batch, length = variables["batch"].at(zb)[:, None], serving.length.at(zl)
        software = float(np.exp(variables["software"].mu + variables["software"].sigma ** 2 / 2))
        each = (
            service.weight
            * float(np.sum(wb[:, None] * wl * serving.mean_seconds(service, batch, length)))
            * float(np.exp(service.fit_sigma**2 / 2))
            * service.table.gpus / service.node.gpus
            for service in serving.services
        )  # fmt: skip
        return software * sum(each)

    return np.reshape([one(serving) for serving in found], shape)


def outside_rows(model: object, regime: ArrayLike, a: ServingSet) -> bool:
    """Say whether the prompt or the median answer lies outside the lengths of a throughput table.

    Parameters
    ----------
    model, regime, a
        As for `served_energy`.

    Returns
    -------
    bool
        True where any length does, of any of the services.
    """
    lengths = a.l_in, median_l_out(regime, a)
    return any(bool(np.any(one.fit.outside(*lengths, FAR_OUTSIDE))) for one in services(service_name(model)))


WORDS: Final = {
    "l_out": "the length of each answer",
    "service": "which model and node serve",
    "fit": "the fit of its throughput",
    "software": "the server's software",
    "batch": "how many requests are answered at once",
    "length": "the usual length of answers",
    "power_fraction": "the power of the node",
    "pue": "PUE",
    "alpha": "alpha",
}
"""What each input is, in a reader's words."""


def what_varies(model: object, regime: ArrayLike, a: ServingSet, alpha: Lognormal) -> dict[str, bool]:
    """Say which inputs the interval of a query contains.

    Parameters
    ----------
    model, regime, a, alpha
        As for `served_energy`.

    Returns
    -------
    dict of str to bool
        By the keys of WORDS.
    """
    found = services(service_name(model))
    fractions = {"power_fraction_moe" if one.model.mixture else "power_fraction" for one in found}
    return {
        "l_out": True,
        "service": len(found) > 1,
        "fit": True,
        "software": a.variables["software"].varies,
        "batch": a.variables["batch"].varies,
        "length": length_of(regime, a).varies,
        "power_fraction": any(a.variables[name].varies for name in fractions),
        "pue": a.variables["pue"].varies,
        "alpha": bool(np.any(alpha.sigma > 0)),
    }
