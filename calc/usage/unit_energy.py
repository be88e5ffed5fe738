"""What one unit of each sum of tokens takes at a service: at given values, in every draw, and expected.

    Wh = PUE x network x P_max x (power fraction + idle (1 - served) / served) x seconds x software x fit / 3.6

as for a fleet of services (`calc.fleets.served_total`), with the node time of sums of tokens in place of that of a
query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from calc.inputs.check import FloatArray
from calc.inputs.formulas import lognormal_mean
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.units import KJ_PER_WH
from calc.inputs.variable import Variable
from calc.query.formulas import kept_ready, served_wh
from calc.query.served import USUAL_SIGMA
from calc.query.served_query import normal_nodes
from calc.query.weight_reading import seconds_of_step
from calc.query.who_serves import Service
from calc.usage import formulas
from calc.usage.counted_tokens import SUMS
from calc.usage.shared_draws import own_uniforms, shared_normals
from calc.usage.usage_assumptions import usage_variables


@dataclass(frozen=True)
class UsageValues:
    """Values of what is not known about the service, all of one shape.

    Attributes
    ----------
    z : mapping of str to ndarray
        Standard normal values by the names of `calc.usage.shared_draws.SHARED`; 0 where one is missing.
    fit : ndarray
        Standard normal value of the error of the fit [1].
    """

    z: Mapping[str, FloatArray]
    fit: FloatArray

    def of(self, name: str) -> FloatArray:
        """Return the standard normal values of an input.

        Parameters
        ----------
        name : str
            One of `calc.usage.shared_draws.SHARED`.

        Returns
        -------
        ndarray
            [1].
        """
        return self.z.get(name, np.zeros(np.shape(self.fit)))


def unit_wh(
    service: Service, values: UsageValues, a: ServingSet, given: Mapping[str, ArrayLike] = MappingProxyType({})
) -> FloatArray:
    """Return the energy of one unit of each sum at a service.

    Parameters
    ----------
    service : Service
        What answers.
    values : UsageValues
        Of shape (n,).
    a : ServingSet
        Single numbers.
    given : mapping of str to float
        As for `calc.usage.usage_assumptions.usage_variables`.

    Returns
    -------
    ndarray, shape (6, n)
        Wh by the names of `calc.usage.counted_tokens.SUMS`.
    """
    own = usage_variables(a, given)
    kept, spread, context = (own[name].at(values.of(name)) for name in ("cache_read", "spread", "context"))
    batch = a.variables["batch"].at(values.of("batch"))
    step = seconds_of_step(service.model, service.gpu, service.table.gpus, service.table.bits, batch)
    fraction = a.variables["power_fraction_moe" if service.model.mixture else "power_fraction"]
    served = a.variables["served"].at(values.of("served"))
    ready = kept_ready(fraction.at(values.of("power_fraction")), a.idle_fraction, served) * a.network
    slow = a.variables["software"].at(values.of("software")) * np.exp(service.fit_sigma * values.fit)
    pue = a.variables["pue"].at(values.of("pue"))
    seconds = _seconds(service, service.fit.b + step / batch, kept, spread, context)
    return np.asarray(served_wh(service.p_max_kw, ready, pue, seconds * slow, KJ_PER_WH))


def _seconds(service: Service, rate: ArrayLike, kept: ArrayLike, spread: ArrayLike, context: ArrayLike) -> FloatArray:
    """Return the node time of one unit of each sum [s], of shape (6, ...)."""
    a, c = service.fit.a, service.fit.c
    found = [
        formulas.ledger_seconds(
            a,
            np.asarray(rate),
            c,
            formulas.tokens_read(read, cached, np.asarray(kept)),
            out,
            formulas.attended(exact, even, np.asarray(spread), unknown, np.asarray(context)),
        )
        for read, cached, out, exact, even, unknown in np.eye(len(SUMS))
    ]
    return np.asarray(np.broadcast_arrays(*found))


def drawn_units(found: Sequence[Service], k: int, a: ServingSet, given: Mapping[str, ArrayLike]) -> FloatArray:
    """Return the energy of one unit of each sum, with the service that each draw picks.

    Parameters
    ----------
    found : sequence of Service
        Who may answer, with weights.
    k : int
        Which model of the usage it is, from 0: its own draws.
    a : ServingSet
        Single numbers.
    given : mapping of str to float
        As for `calc.usage.usage_assumptions.usage_variables`.

    Returns
    -------
    ndarray, shape (6, n)
        Wh by the names of `calc.usage.counted_tokens.SUMS`.
    """
    z = shared_normals()
    picks, fit = own_uniforms(k)
    which = np.searchsorted(np.cumsum([one.weight for one in found])[:-1], picks, side="right")
    drawn = np.empty((len(SUMS), picks.size))
    for place, service in enumerate(found):
        on = which == place
        values = UsageValues({name: value[on] for name, value in z.items()}, ndtri(fit[on]))
        drawn[:, on] = unit_wh(service, values, a, given)
    return drawn


def expected(variable: Variable) -> float:
    """Return the expected value of an uncertain input.

    Parameters
    ----------
    variable : Variable
        Single numbers.

    Returns
    -------
    float
        In the unit of its values, integrated over equidistant nodes.
    """
    z, weights = normal_nodes(variable, USUAL_SIGMA)
    return float(weights @ np.broadcast_to(variable.at(z), z.shape))


def expected_units(found: Sequence[Service], a: ServingSet, own: Mapping[str, Variable]) -> FloatArray:
    """Return the expected energy of one unit of each sum: what multiplies is independent, so that its means do.

    Parameters
    ----------
    found : sequence of Service
        Who may answer, with weights.
    a : ServingSet
        Single numbers.
    own : mapping of str to Variable
        As `calc.usage.usage_assumptions.usage_variables` returns them.

    Returns
    -------
    ndarray, shape (6,)
        Wh by the names of `calc.usage.counted_tokens.SUMS`.
    """
    kept, spread, context = (expected(own[name]) for name in ("cache_read", "spread", "context"))
    batch, served = a.variables["batch"], a.variables["served"]
    z, weights = normal_nodes(batch, USUAL_SIGMA)
    at_once = np.broadcast_to(batch.at(z), z.shape)
    zs, ws = normal_nodes(served, USUAL_SIGMA)
    waiting = float(ws @ np.broadcast_to(kept_ready(np.asarray(0.0), a.idle_fraction, served.at(zs)), zs.shape))
    rest = expected(a.variables["software"]) * expected(a.variables["pue"]) * float(a.network)
    total = np.zeros(len(SUMS))
    for one in found:
        step = seconds_of_step(one.model, one.gpu, one.table.gpus, one.table.bits, at_once)
        rate = one.fit.b + float(weights @ (step / at_once))
        fraction = expected(a.variables["power_fraction_moe" if one.model.mixture else "power_fraction"])
        seconds = _seconds(one, rate, kept, spread, context)
        slow = float(lognormal_mean(0.0, one.fit_sigma))
        wh = served_wh(one.p_max_kw, fraction + waiting, rest, seconds * slow, KJ_PER_WH)
        total += one.weight * np.asarray(wh)
    return total
