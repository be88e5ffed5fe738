"""The energy of counted usage, draw by draw: what all of it shares is drawn once, so that sums know how sure they are.

Energy is linear in the sums of tokens, so that a draw is one number for each token class of each model
(`calc.usage.unit_energy`), and any group of rows is a product of matrices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calc.impacts.formulas import water_l
from calc.inputs.check import FloatArray
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.units import G_PER_T
from calc.query.who_serves import service_name, services
from calc.usage.counted_tokens import SUMS
from calc.usage.shared_draws import shared_normals
from calc.usage.uncertain import ONE, WHOLE, Factor, Interval, Parts, percentiles
from calc.usage.unit_energy import drawn_units, expected, expected_units
from calc.usage.usage_assumptions import usage_variables

WH_PER_KWH: Final = 1000.0
ROWS_AT_ONCE: Final = 500  # groups whose draws are held at a time: 8 MB


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
    z, own = shared_normals(), usage_variables(a, given)
    found = [services(service_name(name)) for name in models]
    none = np.zeros((0, len(SUMS)))
    drawn = [drawn_units(one, k, a, given) for k, one in enumerate(found)]
    return UsageEnergy(
        tuple(models),
        np.stack(drawn) if drawn else none[:, :, None] * z["pue"],
        np.stack([expected_units(one, a, own) for one in found]) if found else none,
        *(
            Factor(variable.at(z[name]), expected(variable))
            for name, variable in (("pue", a.variables["pue"]), *((n, own[n]) for n in ("grid_known", "grid_unknown")))
        ),
    )
