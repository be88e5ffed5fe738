"""What counted calls took, as cells ask for it: the numbers of `equery usage`, for calls that are typed.

Rows are totals of what a person calls: a column has a value for each. What nobody knows of the services is drawn once
for all rows of a cell, so that an interval is that of their total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from addin.arguments import USAGE_SET
from addin.functions.impact import MARKET, check_basis
from calc.impacts.carbon import market_factor
from calc.impacts.several_places import place_mix, places_of
from calc.inputs.check import FloatArray
from calc.query.who_serves import services
from calc.usage.counted_tokens import sums_of_calls
from calc.usage.ledger_energy import UsageEnergy, usage_energy
from calc.usage.matching import Match, kept_apart, known_match
from calc.usage.token_prices import cost_of_calls
from calc.usage.uncertain import WHOLE, Parts
from calc.usage.usage_assumptions import UsageSet, unknown_mix, usage_set

Table = list[list[Any]]
Texts = Sequence[str]
Places = Sequence[str | float | None]
Level = str | float | FloatArray
MEAN = "mean"
HEADER = (
    "model", "stands for", "data quality", "place", "kWh, mean", "kWh, P5", "kWh, P95",
    "tCO2e location-based, mean", "tCO2e, P5", "tCO2e, P95",
)  # fmt: skip
NUMBERS = 6
ASSUMED = " (assumed)"


def usage_kwh(
    model: Texts,
    calls: ArrayLike,
    l_in: ArrayLike,
    l_out: ArrayLike,
    cached: ArrayLike = 0.0,
    which: Level = MEAN,
    assumptions: str | UsageSet = USAGE_SET,
) -> FloatArray:
    """Return the energy of calls together [kWh]: mean, or what it stays below with probability `which`."""
    return _counted(model, sums_of_calls(calls, l_in, l_out, cached), assumptions).total(WHOLE, which)


def usage_tco2e(
    model: Texts,
    calls: ArrayLike,
    l_in: ArrayLike,
    l_out: ArrayLike,
    place: Places | None = None,
    cached: ArrayLike = 0.0,
    which: Level = MEAN,
    basis: str | None = None,
    contractual_g: ArrayLike | None = None,
    certified_share: ArrayLike = 0.0,
    year: ArrayLike | None = None,
    assumptions: str | UsageSet = USAGE_SET,
) -> FloatArray:
    """Return the emissions of calls together [tCO2e]; numbers that are no rows may be arrays that broadcast."""
    check_basis(basis, contractual_g, certified_share)
    found = _counted(model, sums_of_calls(calls, l_in, l_out, cached), assumptions)

    def one(which: str | float, contractual: float | None, certified: float, year: float | None) -> float:
        g, known, _ = _grids(place, len(model), year)
        if basis == MARKET:
            g = np.broadcast_to(market_factor(g if contractual is None else contractual, certified), g.shape)
        parts = found.energy.emission_parts(g, known, certain=basis == MARKET and contractual is not None)
        return float(found.total(parts, which))

    return np.asarray(np.vectorize(one, otypes=[float])(which, contractual_g, certified_share, year))


def usage_cost(
    calls: ArrayLike,
    l_in: ArrayLike,
    l_out: ArrayLike,
    price_in: ArrayLike,
    price_out: ArrayLike,
    cached: ArrayLike = 0.0,
    price_cached: Sequence[float | None] | None = None,
) -> float:
    """Return what tokens of calls cost together [currency]."""
    kept = None
    if price_cached is not None:
        kept = [other if own is None else own for own, other in zip(price_cached, np.atleast_1d(price_in), strict=True)]
    return float(np.sum(cost_of_calls(calls, l_in, l_out, price_in, price_out, cached, kept)))


def usage_report(
    model: Texts,
    calls: ArrayLike,
    l_in: ArrayLike,
    l_out: ArrayLike,
    place: Places | None = None,
    cached: ArrayLike = 0.0,
    year: float | None = None,
    assumptions: str | UsageSet = USAGE_SET,
) -> Table:
    """Return energy [kWh] and emissions [tCO2e] of each row of calls and of all; what has no model has no numbers."""
    sums = np.broadcast_to(sums_of_calls(calls, l_in, l_out, cached), (len(model), 6))
    matches = [_match_or_reason(name) for name in model]
    stands = [one for one in matches if isinstance(one, Match)]
    on = np.array([isinstance(one, Match) for one in matches])
    g, known, labels = _grids(place, len(model), year)
    found = _of_matches(stands, sums[on], assumptions)
    parts = found.energy.emission_parts(g[on], known[on])
    each, total = [found.cells(group, parts) for group in (np.arange(len(stands)), np.zeros(len(stands), int))]
    blank = [""] * NUMBERS
    rows, numbers = [], iter(each)
    for name, one, label in zip(model, matches, labels, strict=True):
        if isinstance(one, Match):
            rows.append([name, one.key, float(one.quality), label, *next(numbers)])
        else:
            rows.append([name, one, "", label, *blank])
    left = len(model) - len(stands)
    said = f"without {left} of {len(model)} rows, for whose models nothing stands" if left else ""
    kwh = np.array([row[0] for row in each])
    quality = float(np.average([one.quality for one in stands], weights=kwh)) if kwh.sum() > 0 else ""
    return [list(HEADER), *rows, ["total", said, quality, "", *(total[0] if total else blank)]]


@dataclass(frozen=True)
class _Counted:
    """Rows of calls with the energy of their models: `k` is the place of each row's model."""

    energy: UsageEnergy
    k: NDArray[np.int_]
    sums: FloatArray

    def total(self, parts: Parts, which: Level) -> FloatArray:
        """Return what all rows take or emit: the mean, or quantiles."""
        rows = self.k, self.sums, np.zeros(len(self.k), int), 1, parts
        if isinstance(which, str):
            return np.asarray(self.energy.mean_of_groups(*rows)[0])
        return np.asarray(np.quantile(self.energy.draws_of_groups(*rows)[0], which))

    def cells(self, group: NDArray[np.int_], parts: Parts) -> list[list[float]]:
        """Return mean, P5 and P95 of the energy and of the emissions of groups of rows."""
        count = int(group.max(initial=-1)) + 1
        found = [self.energy.intervals(self.k, self.sums, group, count, what) for what in (WHOLE, parts)]
        columns = [part.tolist() for one in found for part in (one.mean, one.p5, one.p95)]
        return [list(row) for row in zip(*columns, strict=True)]


def _counted(model: Texts, sums: FloatArray, assumptions: str | UsageSet) -> _Counted:
    return _of_matches([known_match(name) for name in model], sums, assumptions)


def _of_matches(matches: Sequence[Match], sums: FloatArray, assumptions: str | UsageSet) -> _Counted:
    kept = kept_apart(matches)
    a = usage_set(assumptions) if isinstance(assumptions, str) else assumptions
    return _Counted(_energy(kept.names, a), kept.k, sums)


@lru_cache(maxsize=16)
def _energy(names: tuple[str, ...], a: UsageSet) -> UsageEnergy:
    return usage_energy(names, a.services, a.given)


def _match_or_reason(name: str) -> Match | str:
    """Return what stands for a model, or why nothing does."""
    try:
        found = known_match(name)
        services(found.name)  # a node may have no table of the model
    except ValueError as error:
        return str(error)
    return found


def _grids(place: Places | None, rows: int, year: float | None) -> tuple[FloatArray, NDArray[np.bool_], list[str]]:
    """Return the factor of each row [gCO2e/kWh], whether somebody said where, and the places in words."""
    used = None if year is None else int(year)
    g, known, words = zip(*(_grid(one, used) for one in place or [None] * rows), strict=True)
    return np.array(g), np.array(known), list(words)


@lru_cache(maxsize=1024)
def _grid(place: str | float | None, year: int | None) -> tuple[float, bool, str]:
    if isinstance(place, float):
        return place, True, f"{place:g} gCO2e/kWh"
    mix = unknown_mix(year) if place is None else place_mix(places_of(place), year)
    return mix.gco2e_per_kwh, place is not None, mix.label + ("" if place else ASSUMED)
