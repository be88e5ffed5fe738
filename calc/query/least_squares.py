"""Least squares with coefficients that may not be negative, for a handful of them."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np

from calc.inputs.check import FloatArray
from calc.query.throughput import ols

ROUNDING = 1e-12  # a column that brings x @ b no nearer than this, relative to y, stays at 0


def nonnegative(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the coefficients b >= 0 that bring x @ b nearest to y.

    Parameters
    ----------
    x : ndarray, shape (n, k)
        Columns; every set of them is tried, so k should stay small.
    y : ndarray, shape (n,)
        What they are to add up to, in the unit of x @ b.

    Returns
    -------
    ndarray, shape (k,)
        b, in the unit of y over that of each column.

    Raises
    ------
    ValueError
        If the columns are linearly dependent.

    Notes
    -----
    The squared distance is convex. At its least value the coefficients above 0 solve the ordinary problem of
    their own columns, so the best of the 2^k - 1 ordinary solutions without a negative coefficient is the answer.
    For three columns that is seven small factorisations, exact, without the iterations or the import of
    scipy.optimize.
    """
    count = x.shape[1]
    ols(x, y)  # says whether the columns depend on each other; then no set of them does
    best, least = np.zeros(count), float(y @ y)
    rounding = ROUNDING**2 * least
    for columns in chain.from_iterable(combinations(range(count), size) for size in range(1, count + 1)):
        found = ols(x[:, columns], y)
        gap = x[:, columns] @ found - y
        if np.all(found >= 0) and gap @ gap < least - rounding:
            best, least = np.zeros(count), float(gap @ gap)
            best[list(columns)] = found
    return best
