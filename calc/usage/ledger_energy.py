"""The energy of counted usage, draw by draw: what all of it shares is drawn once, so that sums know how sure they are.

    Wh = PUE x network x P_max x (power fraction + idle (1 - served) / served) x seconds x software x fit / 3.6

as for a fleet of services (`calc.fleets.served_total`), with the node time of sums of tokens in place of that of a
query. Energy is linear in the sums, so that a draw is one number for each token class of each model, and any group of
rows is a product of matrices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from calc.impacts.formulas import water_l
from calc.inputs.check import FloatArray
from calc.inputs.formulas import lognormal_mean
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.units import G_PER_T, KJ_PER_WH
from calc.inputs.variable import Variable
from calc.query.formulas import kept_ready, served_wh
from calc.query.served import USUAL_SIGMA
from calc.query.served_query import normal_nodes
from calc.query.weight_reading import seconds_of_step
from calc.query.who_serves import Service, service_name, services
from calc.usage import formulas
from calc.usage.counted_tokens import SUMS
from calc.usage.shared_draws import own_uniforms, shared_normals
from calc.usage.usage_assumptions import usage_variables

WH_PER_KWH: Final = 1000.0
ROWS_AT_ONCE: Final = 500  # groups whose draws are held at a time: 8 MB


class Interval(NamedTuple):
    """A number that is not known for sure; each part is an array of one shape.

    Attributes
    ----------
    mean : ndarray
        Expected value, integrated without draws.
    p5, p50, p95 : ndarray
        Percentiles of the draws.
    """

    mean: FloatArray
    p5: FloatArray
    p50: FloatArray
    p95: FloatArray


def percentiles(draws: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return P5, P50 and P95 of draws.

    Parameters
    ----------
    draws : ndarray, shape (..., n)
        Of any unit.

    Returns
    -------
    p5, p50, p95 : ndarray
        Of the shape of `draws` without its last axis.
    """
    p5, p50, p95 = np.percentile(draws, (5, 50, 95), axis=-1)
    return p5, p50, p95


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
    fit, found = service.fit, []
    for one in np.eye(len(SUMS)):
        read, cached, out, exact, even, unknown = one
        seconds = formulas.ledger_seconds(
            fit.a,
            fit.b + step / batch,
            fit.c,
            formulas.tokens_read(read, cached, kept),
            out,
            formulas.attended(exact, even, spread, unknown, context),
        )
        found.append(served_wh(service.p_max_kw, ready, pue, seconds * slow, KJ_PER_WH))
    return np.asarray(np.broadcast_arrays(*found))


class Factor(NamedTuple):
    """What an energy is multiplied by, draw by draw and as expected.

    Attributes
    ----------
    draws : ndarray, shape (n,)
        Its values.
    mean : float
        Its expected value, of what is independent of the energy.
    """

    draws: FloatArray
    mean: float


Parts = Sequence[tuple[FloatArray | float, Factor]]
ONE: Final = Factor(np.ones(1), 1.0)
WHOLE: Final[Parts] = ((1.0, ONE),)


@dataclass(frozen=True)
class UsageEnergy:
    """What a unit of each sum of tokens takes, by model and draw.

    Attributes
    ----------
    keys : tuple of str
        The models, in the order of the first axis; a row of usage names one by its place.
    per_unit : ndarray, shape (models, 6, n)
        Wh by the names of `calc.usage.counted_tokens.SUMS`, draw by draw.
    mean_unit : ndarray, shape (models, 6)
        The same, expected.
    pue, grid_known, grid_unknown : Factor
        PUE, and the factors on emission factors of places that are known and that are not [1].
    """

    keys: tuple[str, ...]
    per_unit: FloatArray
    mean_unit: FloatArray
    pue: Factor
    grid_known: Factor
    grid_unknown: Factor

    def kwh(self, model: NDArray[np.int_], sums: FloatArray, weights: FloatArray | float = 1.0) -> FloatArray:
        """Return the energy of rows of usage together, draw by draw.

        Parameters
        ----------
        model : ndarray of int, shape (rows,)
            Places in `keys`.
        sums : ndarray, shape (rows, 6)
            As `calc.usage.counted_tokens.token_sums` has them.
        weights : ndarray or float
            What each row is multiplied by, as its emission factor [1].

        Returns
        -------
        ndarray, shape (n,)
            [kWh] times the unit of the weights.
        """
        return np.asarray(self.kwh_of_groups(model, sums, np.zeros(len(model), int), 1, weights)[0])

    def kwh_of_groups(
        self,
        model: NDArray[np.int_],
        sums: FloatArray,
        group: NDArray[np.int_],
        groups: int,
        weights: FloatArray | float = 1.0,
    ) -> FloatArray:
        """Return the energy of groups of rows, draw by draw.

        Parameters
        ----------
        model : ndarray of int, shape (rows,)
            Places in `keys`.
        sums : ndarray, shape (rows, 6)
            As `calc.usage.counted_tokens.token_sums` has them.
        group : ndarray of int, shape (rows,)
            Which group each row is in, from 0.
        groups : int
            How many there are.
        weights : ndarray or float
            What each row is multiplied by [1].

        Returns
        -------
        ndarray, shape (groups, n)
            [kWh] times the unit of the weights.
        """
        together = np.zeros((groups, *self.per_unit.shape[:2]))
        np.add.at(together, (group, model), sums * np.broadcast_to(weights, len(model))[:, None])
        return np.asarray(np.tensordot(together, self.per_unit, 2) / WH_PER_KWH)

    def draws_of_groups(
        self, model: NDArray[np.int_], sums: FloatArray, group: NDArray[np.int_], groups: int, parts: Parts = WHOLE
    ) -> FloatArray:
        """Return what groups of rows take or emit, draw by draw.

        Parameters
        ----------
        model : ndarray of int, shape (rows,)
            Places in `keys`.
        sums : ndarray, shape (rows, 6)
            As `calc.usage.counted_tokens.token_sums` has them.
        group : ndarray of int, shape (rows,)
            Which group each row is in, from 0.
        groups : int
            How many there are.
        parts : sequence of (ndarray or float, Factor)
            What is summed: a weight of each row, as its emission factor, with what is uncertain about it.

        Returns
        -------
        ndarray, shape (groups, n)
            [kWh] times the unit of the weights.
        """
        return np.asarray(
            sum(self.kwh_of_groups(model, sums, group, groups, weight) * factor.draws for weight, factor in parts)
        )

    def mean_of_groups(
        self, model: NDArray[np.int_], sums: FloatArray, group: NDArray[np.int_], groups: int, parts: Parts = WHOLE
    ) -> FloatArray:
        """Return what groups of rows are expected to take or emit.

        Parameters
        ----------
        model : ndarray of int, shape (rows,)
            Places in `keys`.
        sums : ndarray, shape (rows, 6)
            As `calc.usage.counted_tokens.token_sums` has them.
        group : ndarray of int, shape (rows,)
            Which group each row is in, from 0.
        groups : int
            How many there are.
        parts : sequence of (ndarray or float, Factor)
            What is summed: a weight of each row, as its emission factor, with what is uncertain about it.

        Returns
        -------
        ndarray, shape (groups,)
            [kWh] times the unit of the weights.
        """
        factor = sum(np.asarray(weight) * uncertain.mean for weight, uncertain in parts)
        each = np.vecdot(sums, self.mean_unit[model]) / WH_PER_KWH * factor
        return np.asarray(np.bincount(group, weights=each, minlength=groups), dtype=np.float64)

    def intervals(
        self,
        model: NDArray[np.int_],
        sums: FloatArray,
        group: NDArray[np.int_],
        groups: int,
        parts: Parts = WHOLE,
    ) -> Interval:
        """Return what groups of rows take or emit with its intervals, a few groups at a time.

        Parameters
        ----------
        model : ndarray of int, shape (rows,)
            Places in `keys`.
        sums : ndarray, shape (rows, 6)
            As `calc.usage.counted_tokens.token_sums` has them.
        group : ndarray of int, shape (rows,)
            Which group each row is in, from 0.
        groups : int
            How many there are.
        parts : sequence of (ndarray or float, Factor)
            What is summed: a weight of each row, as its emission factor, with what is uncertain about it.

        Returns
        -------
        Interval
            Of shape (groups,) [kWh] times the unit of the weights.
        """
        order = np.argsort(group, kind="stable")
        at, rows, of = group[order], sums[order], model[order]
        weighted = [(np.broadcast_to(weight, len(model))[order], factor) for weight, factor in parts]
        found = []
        for first in range(0, groups, ROWS_AT_ONCE):
            last = min(first + ROWS_AT_ONCE, groups)
            on = slice(*np.searchsorted(at, (first, last)))
            these = [(weight[on], factor) for weight, factor in weighted]
            found.append(percentiles(self.draws_of_groups(of[on], rows[on], at[on] - first, last - first, these)))
        ends = (np.concatenate(part) for part in zip(*found, strict=True)) if found else (np.zeros(0),) * 3
        return Interval(self.mean_of_groups(model, sums, group, groups, parts), *ends)

    def emission_parts(self, g_per_kwh: FloatArray, known: NDArray[np.bool_], *, certain: bool = False) -> Parts:
        """Return the parts that make emissions of energy.

        Parameters
        ----------
        g_per_kwh : ndarray, shape (rows,)
            Emission factor of each row [gCO2e/kWh].
        known : ndarray of bool, shape (rows,)
            Whether its place is known, or the mix for unknown places stands in.
        certain : bool
            Whether the factors are those of a contract, which vary no more.

        Returns
        -------
        sequence of (ndarray, Factor)
            What `intervals` takes, for tCO2e.
        """
        t = g_per_kwh / G_PER_T
        grids = (ONE, ONE) if certain else (self.grid_known, self.grid_unknown)
        return (t * known, grids[0]), (t * ~known, grids[1])

    def litres_per_kwh(self, wue_site: float, wue_generation: float) -> Factor:
        """Return the water that goes with a kWh of all energy.

        Parameters
        ----------
        wue_site, wue_generation : float
            Intensities of IT energy on site, and of all energy where it is made [L/kWh].

        Returns
        -------
        Factor
            [L/kWh]; as PUE is part of the energy, IT energy is expected as the whole over the mean PUE.
        """
        drawn = water_l(1 / self.pue.draws, np.ones_like(self.pue.draws), wue_site, wue_generation)
        return Factor(np.asarray(drawn), float(water_l(1 / self.pue.mean, 1.0, wue_site, wue_generation)))


def usage_energy(
    models: Sequence[str], a: ServingSet, given: Mapping[str, ArrayLike] = MappingProxyType({})
) -> UsageEnergy:
    """Return what tokens of models take, draw by draw.

    Parameters
    ----------
    models : sequence of str
        Models or classes, or either on a node; each draws who answers on its own, whatever its name.
    a : ServingSet
        What is assumed: single numbers.
    given : mapping of str to float
        As for `calc.usage.usage_assumptions.usage_variables`.

    Returns
    -------
    UsageEnergy
        In the order of the models.

    Raises
    ------
    ValueError
        If a name is not known, or an assumption is no single number.
    """
    if a.shape:
        raise ValueError(f"assumptions must be single numbers for counted usage: got shape {a.shape}")
    z, own = _normals(), usage_variables(a, given)
    found = [services(service_name(name)) for name in models]
    none = np.zeros((0, len(SUMS)))
    drawn = [_drawn(one, k, a, given) for k, one in enumerate(found)]
    return UsageEnergy(
        tuple(models),
        np.stack(drawn) if drawn else none[:, :, None] * z["pue"],
        np.stack([_expected(one, a, own) for one in found]) if found else none,
        *(
            Factor(variable.at(z[name]), expected(variable))
            for name, variable in (("pue", a.variables["pue"]), *((n, own[n]) for n in ("grid_known", "grid_unknown")))
        ),
    )


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


def _expected(found: tuple[Service, ...], a: ServingSet, own: Mapping[str, Variable]) -> FloatArray:
    """Return the expected energy of one unit of each sum: what multiplies is independent, so that its means do."""
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
        seconds = [
            float(
                formulas.ledger_seconds(
                    one.fit.a,
                    rate,
                    one.fit.c,
                    formulas.tokens_read(read, cached, kept),
                    out,
                    formulas.attended(exact, even, spread, unknown, context),
                )
            )
            for read, cached, out, exact, even, unknown in np.eye(len(SUMS))
        ]
        slow = float(lognormal_mean(0.0, one.fit_sigma))
        wh = served_wh(one.p_max_kw, fraction + waiting, rest, np.array(seconds) * slow, KJ_PER_WH)
        total += one.weight * np.asarray(wh)
    return total


def _drawn(found: tuple[Service, ...], k: int, a: ServingSet, given: Mapping[str, ArrayLike]) -> FloatArray:
    """Return the energy of one unit of each sum, with the service that each draw picks."""
    z = _normals()
    picks, fit = own_uniforms(k)
    which = np.searchsorted(np.cumsum([one.weight for one in found])[:-1], picks, side="right")
    drawn = np.empty((len(SUMS), picks.size))
    for place, service in enumerate(found):
        on = which == place
        values = UsageValues({name: value[on] for name, value in z.items()}, ndtri(fit[on]))
        drawn[:, on] = unit_wh(service, values, a, given)
    return drawn


@lru_cache(maxsize=1)
def _normals() -> dict[str, FloatArray]:
    return shared_normals()
