"""Assumption sets: the named ones of data/, any value overridden, all of it checked.

Every value of an `AssumptionSet` is a key of data/assumptions.csv, which holds its unit, source and meaning. Most
are fields, as the model's equations name them; the maximum powers of nodes are not, as data/nodes.csv says which
there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs import formulas
from calc.inputs.assumed import Assumed
from calc.inputs.bounds import CHOICES, checked, power_keys
from calc.inputs.check import FloatArray, require, shapes
from calc.inputs.distributions import Lognormal
from calc.inputs.load_profile import load_profile_factor
from calc.inputs.names import Names
from calc.inputs.rows import Node
from calc.inputs.stated_means import MEDIANS, as_medians
from calc.inputs.tables import assumption_facts, assumption_keys, named_sets, serving_sets

LOAD_PARTS = ("mean_load", "load_p_max_kw", "load_p_idle_kw")


@dataclass(frozen=True, eq=False)
class AssumptionSet(Assumed):
    """Everything the model assumes; numbers may be arrays that broadcast together.

    Attributes
    ----------
    name : str
        The named set it began as.
    node_powers : mapping of str to ndarray
        Maximum power [kW] of each node whose power is an assumption, by the assumption's name, which is an
        attribute too.
    benchmark_rows : {"published_fit", "all"}
        Which benchmark rows the throughput fits use.
    power_fraction_p5, power_fraction_p95 : ndarray
        Share of its maximum power which a busy node draws, 0 to 1.
    pue_p5, pue_p95 : ndarray
        Power usage effectiveness, at least 1.
    l_in : ndarray
        Input tokens of a query [token].
    l_out_median_traditional, l_out_median_tts : ndarray
        Median output tokens of a query, by regime [token].
    prefill_weight : ndarray
        Weight of an input token beside an output token; 0 leaves prompts out.
    power_model : {"independent", "coupled"}
        Whether power varies on its own or follows throughput (S.IV).
    coupled_intercept, coupled_slope : ndarray
        Share of maximum power at no throughput, and what full throughput adds.
    z_p95 : ndarray
        Standard normal value that stands for the 95th percentile.
    trim_first, trim_second : ndarray
        Share cut from each end of the baseline's models, and then of the rest; single numbers.
    queries_per_day : ndarray
        Queries that a fleet answers [query/day].
    days_per_year : ndarray
        Days in a year [day/year].
    redundancy, load_profile, network : ndarray
        Factors of the fleet's overhead beta, each at least 1 (S.V).
    mean_load, load_p_max_kw, load_p_idle_kw : ndarray
        What `load_profile` comes from: mean load in (0, 1], power of a full and of an idle node [kW].

    Raises
    ------
    ValueError
        If a value breaks its rule: the message names key, rule and value.

    Notes
    -----
    data/assumptions.csv has unit, source and meaning of each, by set; `bounds_rule` says what each may be.
    """

    name: str
    node_powers: Mapping[str, FloatArray]
    benchmark_rows: str
    power_fraction_p5: FloatArray
    power_fraction_p95: FloatArray
    pue_p5: FloatArray
    pue_p95: FloatArray
    l_in: FloatArray
    l_out_median_traditional: FloatArray
    l_out_median_tts: FloatArray
    prefill_weight: FloatArray
    power_model: str
    coupled_intercept: FloatArray
    coupled_slope: FloatArray
    z_p95: FloatArray
    trim_first: FloatArray
    trim_second: FloatArray
    queries_per_day: FloatArray
    days_per_year: FloatArray
    redundancy: FloatArray
    load_profile: FloatArray
    network: FloatArray
    mean_load: FloatArray
    load_p_max_kw: FloatArray
    load_p_idle_kw: FloatArray

    def __post_init__(self) -> None:
        given = {**vars(self), **self.node_powers}
        values = {key: checked(key, given[key]) for key in keys()}
        for key, value in values.items():
            object.__setattr__(self, key, value)
        object.__setattr__(self, "node_powers", {key: values[key] for key in power_keys()})
        for key in ("trim_first", "trim_second"):
            if getattr(self, key).ndim:
                raise ValueError(f"{key} must be a single number: got an array")
        shapes(**self._numbers())
        for low, high in (
            ("power_fraction_p5", "power_fraction_p95"),
            ("pue_p5", "pue_p95"),
            ("load_p_idle_kw", "load_p_max_kw"),
        ):
            ok = getattr(self, low) <= getattr(self, high)
            require(ok, low, f"must not exceed {high}", getattr(self, low))

    def override(self, **changes: ArrayLike | str) -> AssumptionSet:
        """Return a copy with some assumptions changed.

        Parameters
        ----------
        **changes : array_like or str
            New values by the name of the assumption.

        Returns
        -------
        AssumptionSet
            With the name of this one.

        Raises
        ------
        ValueError
            If a key is not known (with the nearest one) or a value breaks its rule.

        Notes
        -----
        Changing the mean load or a node power of S.V replaces `load_profile` by the formula of S.V, unless
        `load_profile` is given too.
        """
        named = as_medians({key_names().find(key): value for key, value in changes.items()})
        powers = {key: named.get(key, value) for key, value in self.node_powers.items()}
        others = {key: value for key, value in named.items() if key not in powers}
        changed: AssumptionSet = replace(self, node_powers=powers, **others)  # type: ignore[arg-type]
        if "load_profile" not in named and any(part in named for part in LOAD_PARTS):
            parts = (getattr(changed, part) for part in LOAD_PARTS)
            return replace(changed, load_profile=load_profile_factor(*parts))
        return changed

    def _numbers(self) -> dict[str, FloatArray]:
        return {key: getattr(self, key) for key in keys() if key not in CHOICES}

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The common shape of the assumptions."""
        return np.broadcast_shapes(*map(np.shape, self._numbers().values()))

    def power_of(self, node: Node) -> FloatArray:
        """Return the maximum power of a node: the assumption that its row names, or what its row says.

        Parameters
        ----------
        node : Node
            A row of data/nodes.csv.

        Returns
        -------
        ndarray
            Maximum power [kW], of the shape of the assumption, or ().
        """
        return self.node_powers[node.p_max_key] if node.p_max_key else np.asarray(node.p_max_kw)

    @property
    def coupled(self) -> bool:
        """Whether power follows throughput (S.IV) instead of varying on its own."""
        return self.power_model == "coupled"

    @property
    def pue(self) -> Lognormal:
        """Power usage effectiveness."""
        return Lognormal.from_p5_p95(self.pue_p5, self.pue_p95, "pue", z=self.z_p95)

    @property
    def power_fraction(self) -> Lognormal:
        """Share of P_max that a busy node draws; constant 1 where power is coupled to throughput."""
        if self.coupled:
            return Lognormal.constant()
        return Lognormal.from_p5_p95(self.power_fraction_p5, self.power_fraction_p95, "power_fraction", z=self.z_p95)

    @property
    def trim(self) -> float:
        """Share cut from each end of every model of the baseline: its own quantiles trim to 1 - trim stay."""
        first, second = float(self.trim_first), float(self.trim_second)
        return float(formulas.trim_share(first, second))

    @property
    def beta(self) -> FloatArray:
        """Fleet overhead: redundancy x load profile x network (S.V)."""
        return np.asarray(formulas.fleet_overhead(self.redundancy, self.load_profile, self.network))


def keys() -> tuple[str, ...]:
    """Return the names of all assumptions.

    Returns
    -------
    tuple of str
        In the order of data/assumptions.csv.
    """
    return assumption_keys()


@lru_cache(maxsize=1)
def key_names() -> Names:
    """Return the names of all assumptions, as people type them.

    Returns
    -------
    Names
        Those of `keys`, and of the means that lengths may be stated as.
    """
    return Names("assumption", [*keys(), *MEDIANS])


@lru_cache(maxsize=8)
def _named(name: str) -> AssumptionSet:
    facts = assumption_facts(name)
    values = {k: f.value if k in CHOICES else np.asarray(f.number) for k, f in facts.items()}
    powers = {key: values.pop(key) for key in power_keys()}
    return AssumptionSet(name=name, node_powers=powers, **values)  # type: ignore[arg-type]


def default_set() -> str:
    """Return the name of the default set.

    Returns
    -------
    str
        The first of data/sets.csv.
    """
    return next(iter(named_sets()))


@lru_cache(maxsize=1)
def set_names() -> Names:
    """Return the names of the sets.

    Returns
    -------
    Names
        Those of data/sets.csv, the default first.
    """
    return Names("assumption set", named_sets())


def set_name(text: str) -> str:
    """Return the name of the set meant, whatever its case and dashes.

    Parameters
    ----------
    text : str
        A name as typed.

    Returns
    -------
    str
        One of data/sets.csv.

    Raises
    ------
    ValueError
        If there is no such set; the message names the nearest one.
    """
    return set_names().find(text)


def assumption_set(name: str | AssumptionSet | None = None, **changes: ArrayLike | str) -> AssumptionSet:
    """Return a named set, with any assumptions overridden.

    Parameters
    ----------
    name : str or AssumptionSet, optional
        The set to begin with; the default one if omitted.
    **changes : array_like or str
        New values by the name of the assumption; numbers may be arrays that broadcast together.

    Returns
    -------
    AssumptionSet
        The set itself where nothing is changed.

    Raises
    ------
    ValueError
        If the set or a key is not known, or a value breaks its rule.

    Notes
    -----
    Sources: data/assumptions.csv, a source_id and locator for each value.

    Examples
    --------
    >>> float(assumption_set("arxiv-v1", pue_p95=1.3).pue_p95)
    1.3
    """
    if isinstance(name, str) and name in serving_sets():
        raise ValueError(f"assumption set must be one of {', '.join(named_sets())} here: serving_set has {name}")
    if not isinstance(name, AssumptionSet):
        name = _named(default_set() if name is None else set_name(name))
    return name.override(**changes) if changes else name
