"""Assumption sets: the named ones of data/, any value overridden, all of it checked.

Every field of `AssumptionSet` is a key of data/assumptions.csv, which holds its unit, source and meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs import formulas
from calc.inputs.check import FloatArray, numbers, one_of, require, shapes
from calc.inputs.distributions import Lognormal
from calc.inputs.load_profile import load_profile_factor
from calc.inputs.tables import assumption_facts, named_sets

CHOICES = {"benchmark_rows": ("published_fit", "all"), "power_model": ("independent", "coupled")}
LOAD_PARTS = ("mean_load", "load_p_max_kw", "load_p_idle_kw")

# key -> (the least value, whether it is allowed itself, the greatest value or None)
BOUNDS: dict[str, tuple[float, bool, float | None]] = {
    "p_max_kw": (0, False, None),
    "p_max_kw_deepseek_r1": (0, False, None),
    "power_fraction_p5": (0, False, 1),
    "power_fraction_p95": (0, False, 1),
    "pue_p5": (1, True, None),
    "pue_p95": (1, True, None),
    "l_in": (0, False, None),
    "l_out_median_traditional": (0, False, None),
    "l_out_median_tts": (0, False, None),
    "prefill_weight": (0, True, None),
    "coupled_intercept": (0, False, 1),
    "coupled_slope": (0, True, 1),
    "z_p95": (1.6, True, 1.7),
    "trim_first": (0, True, 0.49),
    "trim_second": (0, True, 0.49),
    "queries_per_day": (0, True, None),
    "days_per_year": (0, False, 366),
    "redundancy": (1, True, None),
    "load_profile": (1, True, None),
    "network": (1, True, None),
    "mean_load": (0, False, 1),
    "load_p_max_kw": (0, False, None),
    "load_p_idle_kw": (0, True, None),
}


def bounds_rule(key: str) -> str:
    """Say in words what values an assumption may take."""
    if key in CHOICES:
        return f"must be one of {', '.join(CHOICES[key])}"
    least, included, greatest = BOUNDS[key]
    rule = f"must be {'at least' if included else 'above'} {least:g}"
    return rule if greatest is None else f"{rule} and at most {greatest:g}"


def _checked(key: str, value: Any) -> str | FloatArray:
    if key in CHOICES:
        return one_of(key, value, CHOICES[key])
    array = numbers(key, value)
    least, included, greatest = BOUNDS[key]
    above = array >= least if included else array > least
    below = array <= greatest if greatest is not None else True
    require(above & below, key, bounds_rule(key), array)
    return array


@dataclass(frozen=True, eq=False)
class AssumptionSet:
    """Everything the model assumes; numbers may be arrays that broadcast together.

    Raises
    ------
    ValueError
        If a value breaks its rule: the message names key, rule and value.
    """

    name: str
    benchmark_rows: str
    p_max_kw: FloatArray
    p_max_kw_deepseek_r1: FloatArray
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
        for key in keys():
            object.__setattr__(self, key, _checked(key, getattr(self, key)))
        for key in ("trim_first", "trim_second"):
            if getattr(self, key).ndim:
                raise ValueError(f"{key} must be a single number: got an array")
        shapes(**{key: getattr(self, key) for key in BOUNDS})
        for low, high in (
            ("power_fraction_p5", "power_fraction_p95"),
            ("pue_p5", "pue_p95"),
            ("load_p_idle_kw", "load_p_max_kw"),
        ):
            ok = getattr(self, low) <= getattr(self, high)
            require(ok, low, f"must not exceed {high}", getattr(self, low))

    def override(self, **changes: ArrayLike | str) -> AssumptionSet:
        """Return a copy with some assumptions changed.

        Changing the mean load or a node power of S.V replaces `load_profile` by the formula of S.V, unless
        `load_profile` is given too.

        Raises
        ------
        ValueError
            If a key is not known (with the nearest one) or a value breaks its rule.
        """
        named = {one_of("assumption", key, keys()): value for key, value in changes.items()}
        changed: AssumptionSet = replace(self, **named)  # type: ignore[arg-type]
        if "load_profile" not in named and any(part in named for part in LOAD_PARTS):
            parts = (getattr(changed, part) for part in LOAD_PARTS)
            return replace(changed, load_profile=load_profile_factor(*parts))
        return changed

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The common shape of the assumptions."""
        return np.broadcast_shapes(*(np.shape(getattr(self, key)) for key in BOUNDS))

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

    def factor(self, alpha: Lognormal | tuple[ArrayLike, ArrayLike]) -> Lognormal:
        """Return the efficiency factor given as itself or as a pair (P5, P95)."""
        if isinstance(alpha, Lognormal):
            return alpha
        try:
            lo, hi = alpha
        except (TypeError, ValueError):
            raise ValueError(f"alpha must be a pair of numbers, its P5 and P95: got {alpha!r}") from None
        return self.alpha(lo, hi)

    def alpha(self, lo: ArrayLike, hi: ArrayLike) -> Lognormal:
        """Return the efficiency factor alpha with P5 = lo and P95 = hi; (1, 1) is exactly 1."""
        return Lognormal.from_p5_p95(lo, hi, "alpha", names=("alpha_lo", "alpha_hi"), z=self.z_p95)

    @property
    def trim(self) -> float:
        """Share cut from each end of every model of the baseline: its own quantiles trim to 1 - trim stay."""
        first, second = float(self.trim_first), float(self.trim_second)
        return float(formulas.trim_share(first, second))

    @property
    def beta(self) -> FloatArray:
        """Fleet overhead: redundancy x load profile x network (S.V)."""
        return np.asarray(formulas.fleet_overhead(self.redundancy, self.load_profile, self.network))


@lru_cache(maxsize=1)
def keys() -> tuple[str, ...]:
    """Return the names of all assumptions."""
    return tuple(f.name for f in fields(AssumptionSet) if f.name != "name")


@lru_cache(maxsize=8)
def _named(name: str) -> AssumptionSet:
    facts = assumption_facts(name)
    values = {k: f.value if k in CHOICES else np.asarray(f.number) for k, f in facts.items()}
    return AssumptionSet(name=name, **values)  # type: ignore[arg-type]


def default_set() -> str:
    """Return the name of the default set."""
    return next(iter(named_sets()))


def set_name(text: str) -> str:
    """Return the name of the set meant by `text`, whatever its case and dashes."""
    return one_of("assumption set", text, named_sets())


def assumption_set(name: str | AssumptionSet | None = None, **changes: ArrayLike | str) -> AssumptionSet:
    """Return a named set (the default one if None), with any assumptions overridden.

    Raises
    ------
    ValueError
        If the set or a key is not known, or a value breaks its rule.
    """
    if not isinstance(name, AssumptionSet):
        name = _named(default_set() if name is None else set_name(name))
    return name.override(**changes) if changes else name
