"""Lengths of answers that are stated as means, as a bill gives them, where an assumption holds the median."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from numpy.typing import ArrayLike

from calc.inputs.check import positive
from calc.inputs.formulas import exponential_median

MEDIANS: Final = {f"l_out_mean_{regime}": f"l_out_median_{regime}" for regime in ("traditional", "tts")}
"""The assumption that each stated mean is of."""


def as_medians(changes: Mapping[str, ArrayLike | str]) -> dict[str, ArrayLike | str]:
    """Return overrides in which a mean has become the median of an exponential length.

    Parameters
    ----------
    changes : mapping of str to array_like or str
        By the name of the assumption, or of the mean that stands for it [token].

    Returns
    -------
    dict of str to array_like or str
        By the name of the assumption.

    Raises
    ------
    ValueError
        If a mean is not above 0, or a length is given as both.
    """
    found: dict[str, ArrayLike | str] = {}
    for key, value in changes.items():
        name = MEDIANS.get(key, key)
        if name in found:
            raise ValueError(f"{name} must be given once, as a median or as a mean: got both")
        found[name] = value if name == key else exponential_median(positive(key, value, "token"))
    return found
