"""Integration over a standard normal: Gauss-Legendre nodes on panels that end where the integrand bends."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from calc.inputs.check import FloatArray

Z_END: Final = 8.5  # beyond it the standard normal holds 2e-17


@lru_cache(maxsize=8)
def gauss(n: int) -> tuple[FloatArray, FloatArray]:
    """Return the Gauss-Legendre nodes and weights on (0, 1).

    Parameters
    ----------
    n : int
        How many.

    Returns
    -------
    nodes, weights : ndarray, shape (n,)
        Exact for polynomials up to degree 2 n - 1; the weights sum to 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss(n)
    return (nodes + 1) / 2, weights / 2
