"""Where results are from: the method, the assumption set, and what was given with the call."""

from __future__ import annotations

from typing import Final

import numpy as np

from calc.inputs.assumptions import AssumptionSet, assumption_set, keys
from calc.inputs.tables import named_sets

METHOD: Final = "oviedo-2025"
GIVEN: Final = "given"  # stands for a source where a number is the user's own


def set_sources(a: AssumptionSet) -> tuple[str, ...]:
    """Return the sources of whatever follows from a set of assumptions.

    Parameters
    ----------
    a : AssumptionSet
        A named set, or one with overrides.

    Returns
    -------
    tuple of str
        Ids of data/sources.csv: the method's, the set's own, and `GIVEN` where the set is changed.

    Notes
    -----
    The sources of the single assumptions are rows of data/assumptions.csv.

    Examples
    --------
    >>> set_sources(assumption_set("joule-2026", pue_p95=1.3))
    ('oviedo-2025', 'oviedo-2026', 'given')
    """
    named = assumption_set(a.name)
    as_named = all(np.array_equal(getattr(a, key), getattr(named, key)) for key in keys())
    return together(METHOD, named_sets()[a.name].source_id, *(() if as_named else (GIVEN,)))


def together(*sources: str) -> tuple[str, ...]:
    """Return sources without repeating any.

    Parameters
    ----------
    *sources : str
        Ids of data/sources.csv, or `GIVEN`.

    Returns
    -------
    tuple of str
        Each once, in order.
    """
    return tuple(dict.fromkeys(sources))
