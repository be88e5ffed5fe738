"""The energy of one query, as cells ask for it; names and order of arguments are the registry's."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.catalogue import counted, is_trimmed, model_names
from calc.inputs.check import FloatArray
from calc.inputs.levels import LEVELS, level_name
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import AnySet
from calc.query.estimate import energy
from calc.query.sampling import sample
from calc.query.who_serves import service_names

Table = list[list[Any]]
MOST_DRAWS = 100_000
SEEDS = 2**32


def equery_median(
    model: str,
    regime: ArrayLike,
    alpha_lo: ArrayLike = 1.0,
    alpha_hi: ArrayLike = 1.0,
    assumptions: AnySet | None = None,
) -> FloatArray:
    """Return the median energy of a query [Wh]; numbers may be arrays that broadcast."""
    return energy(model, regime, assumptions, alpha=(alpha_lo, alpha_hi)).quantile(0.5)


def equery_mean(
    model: str,
    regime: ArrayLike,
    alpha_lo: ArrayLike = 1.0,
    alpha_hi: ArrayLike = 1.0,
    assumptions: AnySet | None = None,
) -> FloatArray:
    """Return the mean energy of a query [Wh]; of a blend as trimmed, if its name is that."""
    return energy(model, regime, assumptions, alpha=(alpha_lo, alpha_hi)).mean()


def equery_quantile(
    model: str,
    regime: ArrayLike,
    q: ArrayLike,
    alpha_lo: ArrayLike = 1.0,
    alpha_hi: ArrayLike = 1.0,
    assumptions: AnySet | None = None,
) -> FloatArray:
    """Return the energy [Wh] that a query stays below with probability q."""
    return energy(model, regime, assumptions, alpha=(alpha_lo, alpha_hi)).quantile(q)


def equery_prob_above(
    model: str,
    regime: ArrayLike,
    wh: ArrayLike,
    alpha_lo: ArrayLike = 1.0,
    alpha_hi: ArrayLike = 1.0,
    assumptions: AnySet | None = None,
) -> FloatArray:
    """Return the probability that a query takes more than `wh` [Wh]."""
    return energy(model, regime, assumptions, alpha=(alpha_lo, alpha_hi)).prob_above(wh)


def equery_summary(
    model: str,
    regime: str | float,
    alpha_lo: float = 1.0,
    alpha_hi: float = 1.0,
    assumptions: AnySet | None = None,
) -> Table:
    """Return percentiles and mean; for a trimmed blend the untrimmed mean too, which is the one to multiply."""
    found = energy(model, regime, assumptions, alpha=(alpha_lo, alpha_hi))
    rows = [
        [level_name(q), float(value), "Wh"] for q, value in zip(LEVELS, found.quantile(np.array(LEVELS)), strict=True)
    ]
    rows.append(["mean", float(found.mean()), "Wh"])
    if is_trimmed(model) and not isinstance(assumptions, ServingSet):
        whole = energy(counted(model), regime, assumptions, alpha=(alpha_lo, alpha_hi))
        rows.append(["mean, untrimmed", float(whole.mean()), "Wh"])
    return [["statistic", "value", "unit"], *rows]


def equery_compare(
    regime: str | float,
    alpha_lo: float = 1.0,
    alpha_hi: float = 1.0,
    assumptions: AnySet | None = None,
) -> Table:
    """Return percentiles and mean [Wh] of every model, one a row."""
    rows: Table = []
    names = service_names() if isinstance(assumptions, ServingSet) else model_names()
    for model in names:
        found = energy(model, regime, assumptions, alpha=(alpha_lo, alpha_hi))
        rows.append([model, *found.quantile(np.array(LEVELS)).tolist(), float(found.mean())])
    return [["model", *map(level_name, LEVELS), "mean"], *rows]


def equery_sample(
    model: str,
    regime: str | float,
    n: float,
    seed: float = 42.0,
    alpha_lo: float = 1.0,
    alpha_hi: float = 1.0,
    assumptions: AnySet | None = None,
) -> Table:
    """Return n random energies [Wh] in a column."""
    if not 1 <= n <= MOST_DRAWS:
        raise ValueError(f"n must be a whole number from 1 to {MOST_DRAWS:,}: got {n:,.0f}")
    if not 0 <= seed < SEEDS:
        raise ValueError(f"seed must be a whole number from 0 to {SEEDS - 1}: got {seed:.0f}")
    found = energy(model, regime, assumptions, alpha=(alpha_lo, alpha_hi))
    draws = sample(found, int(n), np.random.default_rng(int(seed)))
    return [[value] for value in draws.tolist()]
