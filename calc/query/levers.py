"""Efficiency levers: each divides a query's energy by its own lognormal alpha; together they multiply."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, reduce
from typing import Final

from calc.inputs.assumptions import AssumptionSet, assumption_set
from calc.inputs.distributions import Lognormal
from calc.inputs.names import Names
from calc.inputs.tables import levers

FIGURE2: Final = ("model", "serving", "hardware")  # alone and together
HARDWARE: Final = FIGURE2[2]
LINE_OF_SIGHT: Final = "line-of-sight"
LINE_OF_SIGHT_AS_RUN: Final = "line-of-sight-as-run"


@lru_cache(maxsize=1)
def lever_names() -> Names:
    """Return the names of the levers."""
    return Names("lever", levers())


def lever_alpha(names: str | Iterable[str], assumptions: str | AssumptionSet | None = None) -> Lognormal:
    """Return alpha of one lever, or of several levers that act together and independently.

    Raises
    ------
    ValueError
        If a lever is not known.

    Notes
    -----
    Source: oviedo-2025, section 3; ranges in data/levers.csv.
    """
    a = assumption_set(assumptions)
    factors = []
    for name in names if isinstance(names, Iterable) and not isinstance(names, str) else [names]:
        lever = levers()[lever_names().find(name)]
        factors.append(a.alpha(lever.alpha_p5, lever.alpha_p95))
    return reduce(Lognormal.times, factors, Lognormal.constant())
