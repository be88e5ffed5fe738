"""Assumption sets for the hardware that answers today: what they hold, their bounds, and what of it is uncertain.

Every value is a key of data/serving.csv, with unit, source and meaning. An uncertain input is two keys, its P5 and its
P95; giving it under its own name (`pue=1.12`) says that it was measured: it then has one value and varies no more.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.assumed import Assumed
from calc.inputs.bounds import Bounds, rule_of
from calc.inputs.check import FloatArray, numbers, require, shapes
from calc.inputs.names import Names
from calc.inputs.stated_means import MEDIANS, as_medians
from calc.inputs.tables import serving_facts, serving_sets
from calc.inputs.variable import Kind, Variable

KINDS: Final[dict[str, Kind]] = {
    "pue": "above 1",
    "power_fraction": "share",
    "power_fraction_moe": "share",
    "batch": "above 1",
    "served": "share",
    "software": "lognormal",
    "length": "lognormal",
}
"""The uncertain inputs, and within which bounds each stays."""

_SHARE, _FACTOR, _ABOVE_ONE = ((0, False, 1), (0, False, None), (1, True, None))
BOUNDS: Final[dict[str, Bounds]] = {
    "l_in": (0, False, None),
    "cached_share": (0, True, 1),
    "l_out_median_traditional": (0, False, None),
    "l_out_median_tts": (0, False, None),
    "gpu_share": _SHARE,
    "precision_exponent": (0, True, 2),
    "idle_fraction": (0, True, 1),
    "network": _ABOVE_ONE,
    "z_p95": (1.6, True, 1.7),
    "queries_per_day": (0, True, None),
    "days_per_year": (0, False, 366),
} | {
    f"{name}_{end}": {"share": _SHARE, "lognormal": _FACTOR, "above 1": _ABOVE_ONE}[kind]
    for name, kind in KINDS.items()
    for end in ("p5", "p95")
}


@dataclass(frozen=True, eq=False)
class ServingSet(Assumed):
    """Everything that is assumed of the service that answers; numbers may be arrays that broadcast together.

    Attributes
    ----------
    name : str
        The named set it began as.
    l_in : ndarray
        Input tokens of a query, cached ones included [token].
    cached_share : ndarray
        Share of them that was cached, 0 to 1 [1].
    l_out_median_traditional, l_out_median_tts : ndarray
        Median output tokens of a query, by regime [token].
    length_p5, length_p95 : ndarray
        Factor on the answer lengths of a named regime [1].
    software_p5, software_p95 : ndarray
        Node time over that of the published table [1].
    power_fraction_p5, power_fraction_p95, power_fraction_moe_p5, power_fraction_moe_p95 : ndarray
        Share of its maximum power that a busy node draws, for dense models and for mixtures of experts [1].
    gpu_share : ndarray
        Share of a busy node that its GPUs draw [1].
    precision_exponent : ndarray
        Node time falls as the tensor rate to this power [1].
    idle_fraction : ndarray
        Share of its maximum power that an idle node draws [1].
    network : ndarray
        Network between nodes, at least 1: factor on IT energy [1].
    z_p95 : ndarray
        Standard normal value that stands for the 95th percentile [1].
    queries_per_day : ndarray
        Queries that a fleet answers [query/day].
    days_per_year : ndarray
        Days in a year [day/year].
    pue_p5, pue_p95 : ndarray
        Power usage effectiveness, at least 1 [1].
    batch_p5, batch_p95 : ndarray
        Requests that a copy of the model answers at once, at least 1 [1].
    served_p5, served_p95 : ndarray
        Share of the time of the nodes kept ready in which they answer [1].

    Raises
    ------
    ValueError
        If a value breaks its rule: the message names key, rule and value.

    Notes
    -----
    data/serving.csv has unit, source and meaning of each, by set.
    """

    name: str
    l_in: FloatArray
    cached_share: FloatArray
    l_out_median_traditional: FloatArray
    l_out_median_tts: FloatArray
    length_p5: FloatArray
    length_p95: FloatArray
    software_p5: FloatArray
    software_p95: FloatArray
    power_fraction_p5: FloatArray
    power_fraction_p95: FloatArray
    power_fraction_moe_p5: FloatArray
    power_fraction_moe_p95: FloatArray
    gpu_share: FloatArray
    precision_exponent: FloatArray
    idle_fraction: FloatArray
    network: FloatArray
    z_p95: FloatArray
    queries_per_day: FloatArray
    days_per_year: FloatArray
    pue_p5: FloatArray
    pue_p95: FloatArray
    batch_p5: FloatArray
    batch_p95: FloatArray
    served_p5: FloatArray
    served_p95: FloatArray

    def __post_init__(self) -> None:
        for key in serving_keys():
            array = numbers(key, getattr(self, key))
            least, included, greatest = BOUNDS[key]
            above = array >= least if included else array > least
            require(above & (array <= (np.inf if greatest is None else greatest)), key, rule_of(BOUNDS[key]), array)
            object.__setattr__(self, key, array)
        shapes(**{key: getattr(self, key) for key in serving_keys()})
        _ = self.variables  # says at once what is wrong with a range

    @cached_property
    def variables(self) -> dict[str, Variable]:
        """The uncertain inputs, by name."""
        return {
            name: Variable.from_p5_p95(
                kind, name, getattr(self, f"{name}_p5"), getattr(self, f"{name}_p95"), z=self.z_p95
            )
            for name, kind in KINDS.items()
        }

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The common shape of the assumptions."""
        return np.broadcast_shapes(*(np.shape(getattr(self, key)) for key in serving_keys()))

    def at(self, index: tuple[int, ...], shape: tuple[int, ...]) -> ServingSet:
        """Return the set of single numbers at a place of a shape that this one broadcasts to.

        Parameters
        ----------
        index : tuple of int
            The place.
        shape : tuple of int
            The shape.

        Returns
        -------
        ServingSet
            This one where it has single numbers only.
        """
        if not self.shape:
            return self
        return replace(self, **{key: np.broadcast_to(getattr(self, key), shape)[index] for key in serving_keys()})

    def override(self, **changes: ArrayLike | str) -> ServingSet:
        """Return a copy with some assumptions changed.

        Parameters
        ----------
        **changes : array_like
            New values by the name of the assumption, or of an uncertain input that was measured.

        Returns
        -------
        ServingSet
            With the name of this one.

        Raises
        ------
        ValueError
            If a key is not known (with the nearest one) or a value breaks its rule.

        Notes
        -----
        `power_fraction` under its own name is that of mixtures of experts too: a meter knows no architecture.
        """
        values: dict[str, ArrayLike | str] = {}
        for key, value in as_medians({serving_key_names().find(text): v for text, v in changes.items()}).items():
            measured = ("power_fraction", "power_fraction_moe") if key == "power_fraction" else (key,)
            ends = [f"{name}_{end}" for name in measured for end in ("p5", "p95")]
            values |= dict.fromkeys(ends if key in KINDS else (key,), value)
        return replace(self, **values)  # type: ignore[arg-type]


def serving_keys() -> tuple[str, ...]:
    """Return the names of the assumptions of current hardware.

    Returns
    -------
    tuple of str
        In the order of data/serving.csv.
    """
    return _keys()


@lru_cache(maxsize=1)
def _keys() -> tuple[str, ...]:
    return tuple(field.name for field in fields(ServingSet) if field.name != "name")


@lru_cache(maxsize=1)
def serving_key_names() -> Names:
    """Return the names that an override may have: the assumptions, inputs that can be measured, and means of lengths.

    Returns
    -------
    Names
        The assumptions first.
    """
    return Names("assumption", [*serving_keys(), *KINDS, *MEDIANS])


@lru_cache(maxsize=1)
def serving_set_names() -> Names:
    """Return the names of the sets of current hardware.

    Returns
    -------
    Names
        Those of data/serving_sets.csv, that of a large provider first.
    """
    return Names("assumption set", serving_sets())


@lru_cache(maxsize=4)
def _named(name: str) -> ServingSet:
    facts = serving_facts(name)
    return ServingSet(name=name, **{key: np.asarray(facts[key].number) for key in serving_keys()})


def serving_set(name: str = "equery-2026", **changes: ArrayLike) -> ServingSet:
    """Return a named set of current hardware, with any assumptions overridden.

    Parameters
    ----------
    name : str
        One of data/serving_sets.csv: a large provider, or a server of one's own (``"equery-2026-own"``).
    **changes : array_like
        New values by the name of the assumption, or of an input that was measured.

    Returns
    -------
    ServingSet
        As data/serving.csv has it, where nothing is changed.

    Raises
    ------
    ValueError
        If there is no such set or key (with the nearest one), or a value breaks its rule.

    Examples
    --------
    >>> float(serving_set(pue=1.12).pue_p95)
    1.12
    """
    found = _named(serving_set_names().find(name))
    return found.override(**changes) if changes else found
