"""The uncertain inputs of a service, and a result as a function of them: what a tornado and Sobol indices need.

The inputs are those of the interval: which service answers, fit, software, requests at once, usual length, power of
the node, share of time that answers (of a fleet), PUE and alpha. One that was measured has no range and is left out;
so is the share of long queries, which a fleet is asked for with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from calc.fleets import formulas
from calc.inputs.catalogue import REGIMES
from calc.inputs.check import FloatArray
from calc.inputs.distributions import Lognormal
from calc.inputs.rows import Fact
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.tables import serving_facts
from calc.inputs.variable import Variable
from calc.query.formulas import kept_ready
from calc.query.lognormal_mixture import FINENESS, lattice, mixture
from calc.query.served import servings
from calc.query.served_query import Serving, exponential_lattice
from calc.query.who_serves import Service
from calc.sensitivity.uncertain_inputs import Uncertain, alpha_input

SERVICE: Final = "service"
FIT: Final = "fit"
Z_ENDS: Final = (-1.6448536269514722, 1.6448536269514722)  # of P5 and P95
SHARP = 0.01  # stands for no spread at all where a median is asked for: far below what a length spreads
ZERO: Final = np.asarray(0.0)


@dataclass(frozen=True)
class ServedOutcome:
    """A result at values of the uncertain inputs, which are given as standard normal values.

    Attributes
    ----------
    of : {"fleet", "query-median", "query-mean"}
        The result.
    pair : tuple of Serving
        An ordinary and a long query; a query's own twice.
    share_tts : float
        Share of long ones [1].
    scale : float
        What a mean energy is multiplied by: queries a day for a fleet, over 1e9.
    inputs : tuple of Uncertain
        Those with a range.
    beta : float or None
        Fleet overhead in place of waiting and network [1].
    """

    of: str
    pair: tuple[Serving, Serving]
    share_tts: float
    scale: float
    inputs: tuple[Uncertain, ...]
    beta: float | None

    def at(self, z: Mapping[str, FloatArray]) -> FloatArray:
        """Return the result at standard normal values; an input that is not among them stays at its median.

        Parameters
        ----------
        z : mapping of str to ndarray, shape (n,)
            By key.

        Returns
        -------
        ndarray, shape (n,)
            [Wh, or GWh/day for a fleet].
        """
        if self.of == "query-median":
            return self._medians(z)
        each = np.stack([np.atleast_1d(self.mean(service, z)) for service in self.pair[0].services])
        return np.asarray(self.scale * self.of_services(each, z))

    def of_services(self, each: FloatArray, z: Mapping[str, FloatArray]) -> FloatArray:
        """Return the mean over the services, or the one that a value of its own picks, the thriftiest first.

        Parameters
        ----------
        each : ndarray, shape (services, n)
            A number of each service.
        z : mapping of str to ndarray, shape (n,)
            Standard normal values by key.

        Returns
        -------
        ndarray, shape (n,)
            In the unit of `each`.
        """
        weights = np.array([service.weight for service in self.pair[0].services])
        if SERVICE not in z:
            return np.asarray(np.tensordot(weights, each, 1))
        order = np.argsort([float(self.mean(service, {})) for service in self.pair[0].services])
        ends = np.cumsum(weights[order])[:-1]
        picked = order[np.searchsorted(ends, ndtr(z[SERVICE]), side="right")]
        return np.asarray(np.take_along_axis(np.broadcast_to(each, (each.shape[0], picked.size)), picked[None], 0)[0])

    def _values(self, service: Service, z: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        one = self.pair[0]
        values = {key: variable.at(z.get(key, ZERO)) for key, variable in one.a.variables.items()}
        values["length"] = one.length.at(z.get("length", ZERO))
        values["power_fraction"] = one.fraction(service).at(z.get("power_fraction", ZERO))
        values[FIT] = np.exp(service.fit_sigma * z.get(FIT, ZERO))
        values["alpha"] = one.alpha.from_normal(z.get("alpha", ZERO))
        return values

    def mean(self, service: Service, z: Mapping[str, FloatArray]) -> FloatArray:
        """Return the mean energy of a query to a service.

        Parameters
        ----------
        service : Service
            What answers.
        z : mapping of str to ndarray, shape (n,)
            Standard normal values by key.

        Returns
        -------
        ndarray, shape (n,)
            [Wh].
        """
        values, one = self._values(service, z), self.pair[0]
        seconds = [each.mean_seconds(service, values["batch"], values["length"]) for each in self.pair]
        if self.of == "fleet" and self.beta is None:
            idle = kept_ready(values["power_fraction"], one.a.idle_fraction, values["served"])
            values["power_fraction"] = np.asarray(idle * one.a.network)
        elif self.beta is not None:
            values["power_fraction"] = values["power_fraction"] * self.beta
        return one.wh(values, service, np.asarray(formulas.mix(np.asarray(self.share_tts), *seconds)))

    def _medians(self, z: Mapping[str, FloatArray]) -> FloatArray:
        """Return medians over answers and services, everything else at the values."""
        count = max((np.size(value) for value in z.values()), default=1)
        rows = [{key: np.broadcast_to(value, count)[k] for key, value in z.items()} for k in range(count)]
        return np.array([self._median(row) for row in rows])

    def _median(self, z: Mapping[str, FloatArray]) -> float:
        one, parts = self.pair[0], []
        picked = self._picked(z)
        for service in one.services:
            if picked is not None and service is not picked:
                continue
            values = self._values(service, z)
            length = exponential_lattice(SHARP / FINENESS)
            l_out = one.l_mean * values["length"] * np.exp(length.points)
            ln_seconds, weights = np.log(one.seconds(service, values["batch"], l_out)), length.weights
            factor = one.wh(values, service, np.asarray(1.0))
            points = lattice(ln_seconds + np.log(factor), weights, SHARP / FINENESS)
            parts.append((1.0 if picked else service.weight, points, SHARP))
        return float(mixture(parts).quantile(0.5))

    def _picked(self, z: Mapping[str, FloatArray]) -> Service | None:
        if SERVICE not in z:
            return None
        found = np.arange(len(self.pair[0].services))[:, None]
        index = self.of_services(found.astype(float), {SERVICE: np.atleast_1d(z[SERVICE])})
        return self.pair[0].services[int(index[0])]


def _from_set(key: str, variable: Variable, facts: Mapping[str, Fact]) -> Uncertain:
    p5, median, p95 = (float(variable.at(z)) for z in (Z_ENDS[0], 0.0, Z_ENDS[1]))
    fact = facts[f"{key}_p95"]
    own = not np.isclose(p95, fact.number, rtol=1e-3)
    where = ("own", "", "given with the call") if own else (fact.kind, fact.source_id, fact.locator)
    return Uncertain(key, variable, p5, median, p95, fact.unit, *where)


def served_outcome(
    of: str,
    a: ServingSet,
    alpha: Lognormal,
    model: object,
    *,
    regime: ArrayLike = REGIMES[0],
    share_tts: float | None = None,
    queries_per_day: float | None = None,
    beta: float | None = None,
) -> ServedOutcome:
    """Return a result as a function of the uncertain inputs of a service.

    Parameters
    ----------
    of : {"fleet", "query-median", "query-mean"}
        The result.
    a : ServingSet
        Single numbers.
    alpha : Lognormal
        Efficiency factor, single.
    model : str
        A class, a model, or either on a node.
    regime : str or float
        Of a query.
    share_tts : float, optional
        Share of long queries of a fleet, 0 to 1 [1].
    queries_per_day : float, optional
        Of a fleet [query/day]; the assumption if omitted.
    beta : float, optional
        Fleet overhead in place of waiting and network [1].

    Returns
    -------
    ServedOutcome
        With the inputs that have a range.

    Raises
    ------
    ValueError
        If a name is not known, or a value is an array.
    """
    fleet = of == "fleet"
    regimes = REGIMES if fleet else (regime, regime)
    pairs = [servings(model, each, a, alpha) for each in regimes]
    if any(shape for _, shape in pairs):
        raise ValueError(f"assumptions must be single numbers for a sensitivity: got shape {pairs[0][1]}")
    pair = pairs[0][0][0], pairs[1][0][0]
    mix = 0.0 if share_tts is None else share_tts
    queries = float(a.queries_per_day) if queries_per_day is None else queries_per_day
    found = ServedOutcome(of, pair, mix, queries / 1e9 if fleet else 1.0, (), beta)
    return replace(found, inputs=_inputs(found, a, alpha))


def _inputs(found: ServedOutcome, a: ServingSet, alpha: Lognormal) -> tuple[Uncertain, ...]:
    one, facts = found.pair[0], serving_facts(a.name)
    mostly = max(one.services, key=lambda service: service.weight)
    keys = ["pue", "batch", "software", *(["served"] if found.of == "fleet" and found.beta is None else [])]
    variables = {key: a.variables[key] for key in keys}
    listed = [_from_set(key, variable, facts) for key, variable in variables.items()]
    fraction = "power_fraction_moe" if mostly.model.mixture else "power_fraction"
    listed.append(replace(_from_set(fraction, a.variables[fraction], facts), key="power_fraction"))
    listed.append(_from_set("length", one.length, facts))
    error = float(np.sqrt(sum(s.weight * s.fit_sigma**2 for s in one.services)))
    fit = Variable("lognormal", ZERO, np.asarray(error))
    where = ("measured", mostly.table.rows[0].source_id, "rows left out of the fit")
    listed.append(Uncertain(FIT, fit, float(fit.at(Z_ENDS[0])), 1.0, float(fit.at(Z_ENDS[1])), "1", *where))
    listed.append(alpha_input(alpha, a))
    listed = [u for u in listed if float(u.variable.sigma) > 0]
    if len(one.services) > 1:
        listed.append(_service_input(found))
    return tuple(listed)


def _service_input(found: ServedOutcome) -> Uncertain:
    """Describe which service answers by the mean energy of a query to it, all else at medians."""
    ends = found.of_services(
        np.stack([found.mean(service, {}) for service in found.pair[0].services])[:, None],
        {SERVICE: np.array([Z_ENDS[0], 0.0, Z_ENDS[1]])},
    )
    p5, median, p95 = (float(end) for end in ends)
    where = ("judgement", "equery", "weights of model_classes.csv and served_nodes.csv")
    return Uncertain(SERVICE, Variable("lognormal", ZERO, np.asarray(1.0)), p5, median, p95, "Wh", *where)
