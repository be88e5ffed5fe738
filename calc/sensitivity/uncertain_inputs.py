"""The uncertain assumptions behind a figure: each with its P5, median and P95, and where its range is from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.assumed import Assumed
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import REGIMES, median_l_out, regime_name
from calc.inputs.check import FloatArray, share
from calc.inputs.distributions import Lognormal
from calc.inputs.tables import assumption_facts, impact_facts, levers
from calc.inputs.variable import Variable

SHARE = "share_tts"
LENGTH = "l_out_median"


@dataclass(frozen=True)
class Uncertain:
    """An assumption with a range.

    Attributes
    ----------
    key : str
        pue, power_fraction, alpha, l_out_median_<regime>, l_out_median or share_tts.
    variable : Lognormal or Variable
        Its distribution; of its odds where `odds`.
    p5, median, p95 : float
        Its percentiles [unit].
    unit, kind, source_id, locator : str
        Provenance of the range; kind ``own`` where it was given with the call.
    odds : bool
        Whether the value is a share, whose odds p / (1 - p) are lognormal.
    """

    key: str
    variable: Lognormal | Variable
    p5: float
    median: float
    p95: float
    unit: str
    kind: str
    source_id: str
    locator: str
    odds: bool = False

    def at(self, z: ArrayLike) -> FloatArray:
        """Return the value at a standard normal value; 0 is the median.

        Parameters
        ----------
        z : array_like
            Standard normal value [1], any shape.

        Returns
        -------
        ndarray
            The assumption [unit], of the same shape.
        """
        if isinstance(self.variable, Variable):
            return self.variable.at(z)
        value = self.variable.from_normal(np.asarray(z, dtype=np.float64))
        return np.asarray(value / (1 + value)) if self.odds else value


def _single(name: str, value: FloatArray) -> float:
    if np.ndim(value):
        raise ValueError(f"{name} must be a single number for a sensitivity: got shape {np.shape(value)}")
    return float(value)


def _given(key: str, variable: Lognormal, p5: float, p95: float) -> Uncertain:
    return Uncertain(key, variable, p5, float(np.exp(variable.mu)), p95, "1", "own", "", "given with the call")


def _from_set(key: str, variable: Lognormal, a: AssumptionSet) -> Uncertain:
    """Describe a range of the assumption set, or the user's where it is changed."""
    facts = [assumption_facts(a.name)[f"{key}_{end}"] for end in ("p5", "p95")]
    p5, p95 = (float(getattr(a, fact.key)) for fact in facts)
    known = _given(key, variable, p5, p95)
    if (p5, p95) != tuple(fact.number for fact in facts):
        return known
    fact = facts[1]
    return replace(known, kind=fact.kind, source_id=fact.source_id, locator=fact.locator)


def alpha_input(variable: Lognormal, a: Assumed) -> Uncertain:
    """Describe the efficiency factor: a lever of the paper where it is one, else the user's.

    Parameters
    ----------
    variable : Lognormal
        The factor, single numbers.
    a : Assumed
        Turns levers' percentiles into factors.

    Returns
    -------
    Uncertain
        With the key ``"alpha"``.
    """
    z = _single("z_p95", a.z_p95)
    for lever in levers().values():
        known = a.alpha(lever.alpha_p5, lever.alpha_p95)
        if np.allclose([known.mu, known.sigma], [variable.mu, variable.sigma], rtol=1e-12, atol=0):
            found = _given("alpha", variable, lever.alpha_p5, lever.alpha_p95)
            return replace(found, kind=lever.kind, source_id=lever.source_id, locator=lever.locator)
    return _given(
        "alpha", variable, float(variable.from_normal(np.array(-z))), float(variable.from_normal(np.array(z)))
    )


def _around(key: str, value: float, row: str, unit: str, z: float) -> Uncertain:
    """Describe a range from `value` divided by a factor to `value` times it (of the odds, for a share)."""
    fact = impact_facts()[row]
    odds = key == SHARE
    centre = value / (1 - value) if odds else value
    ends = [centre / fact.number, centre * fact.number]
    p5, p95 = (end / (1 + end) if odds else end for end in ends)
    spread = Lognormal(np.asarray(np.log(centre)), np.asarray(np.log(fact.number) / z))
    return Uncertain(key, spread, p5, value, p95, unit, fact.kind, fact.source_id, fact.locator, odds)


def uncertain(
    a: AssumptionSet,
    alpha: Lognormal | tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
    *,
    regimes: Iterable[ArrayLike] = REGIMES,
    share_tts: ArrayLike | None = None,
) -> tuple[Uncertain, ...]:
    """Return the assumptions that have a range, PUE first; those without spread are left out.

    Parameters
    ----------
    a : AssumptionSet
        Holds the ranges of PUE and power fraction, and the median output lengths; single numbers.
    alpha : (lo, hi) or Lognormal
        Efficiency factor, as its P5 and P95.
    regimes : iterable
        Regimes (or median lengths [token]) whose output length matters.
    share_tts : float, optional
        Share of long queries of a fleet, 0 to 1; without uncertainty at 0 and 1.

    Returns
    -------
    tuple of Uncertain
        Each with its range, unit and provenance.

    Raises
    ------
    ValueError
        If an assumption is an array, or a value breaks its rule.

    Notes
    -----
    Ranges of PUE and power fraction: oviedo-2025, section 2; alpha: the user's. The paper takes median lengths
    and shares as known: their ranges are this project's, rows l_out_median_range and share_tts_range of
    data/impact_assumptions.csv.
    """
    z = _single("z_p95", a.z_p95)
    for key in ("pue_p5", "pue_p95", "power_fraction_p5", "power_fraction_p95"):
        _single(key, getattr(a, key))
    factor = a.factor(alpha)
    _single("alpha", factor.mu + factor.sigma)
    found = [_from_set("pue", a.pue, a), _from_set("power_fraction", a.power_fraction, a)]
    found.append(alpha_input(factor, a))
    mix = None if share_tts is None else _single("share_tts", share("share_tts", share_tts))
    for regime in regimes:
        name = regime_name(regime)
        if (mix == 0 and name == "tts") or (mix == 1 and name == "traditional"):
            continue  # nobody asks such queries
        key = f"{LENGTH}_{name}" if name else LENGTH
        length = _single(key, median_l_out(regime, a))
        found.append(_around(key, length, "l_out_median_range", "token", z))
    if mix is not None and 0 < mix < 1:
        found.append(_around(SHARE, mix, "share_tts_range", "1", z))
    return tuple(u for u in found if float(u.variable.sigma) > 0)
