"""What is not known for sure: an expected value with percentiles of draws, and factors that have both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from calc.inputs.check import FloatArray


class Interval(NamedTuple):
    """A number that is not known for sure; each part is an array of one shape.

    Attributes
    ----------
    mean : ndarray
        Expected value, integrated without draws.
    p5, p50, p95 : ndarray
        Percentiles of the draws.
    """

    mean: FloatArray
    p5: FloatArray
    p50: FloatArray
    p95: FloatArray


def percentiles(draws: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return P5, P50 and P95 of draws.

    Parameters
    ----------
    draws : ndarray, shape (..., n)
        Of any unit.

    Returns
    -------
    p5, p50, p95 : ndarray
        Of the shape of `draws` without its last axis.
    """
    p5, p50, p95 = np.percentile(draws, (5, 50, 95), axis=-1)
    return p5, p50, p95


class Factor(NamedTuple):
    """What an energy is multiplied by, draw by draw and as expected.

    Attributes
    ----------
    draws : ndarray, shape (n,)
        Its values.
    mean : float
        Its expected value, of what is independent of the energy.
    """

    draws: FloatArray
    mean: float


Parts = Sequence[tuple[FloatArray | float, Factor]]
ONE: Final = Factor(np.ones(1), 1.0)
WHOLE: Final[Parts] = ((1.0, ONE),)
