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
    """Return the names of the levers.

    Returns
    -------
    Names
        Those of data/levers.csv.
    """
    return Names("lever", levers())


def lever_alpha(names: str | Iterable[str], assumptions: str | AssumptionSet | None = None) -> Lognormal:
    """Return alpha of one lever, or of several levers that act together and independently.

    Parameters
    ----------
    names : str or iterable of str
        The levers of data/levers.csv; none gives the constant 1.
    assumptions : str or AssumptionSet, optional
        A named set or a set with overrides, for z_p95.

    Returns
    -------
    Lognormal
        The product of the levers' factors, which divides an energy.

    Raises
    ------
    ValueError
        If a lever is not known.

    Notes
    -----
    Source: oviedo-2025, section 3; ranges in data/levers.csv.

    Examples
    --------
    >>> round(float(lever_alpha("line-of-sight").mu), 3)  # of 1.5 to 3: ln sqrt(1.5 x 3)
    0.752
    """
    a = assumption_set(assumptions)
    factors = []
    for name in names if isinstance(names, Iterable) and not isinstance(names, str) else [names]:
        lever = levers()[lever_names().find(name)]
        factors.append(a.alpha(lever.alpha_p5, lever.alpha_p95))
    return reduce(Lognormal.times, factors, Lognormal.constant())
