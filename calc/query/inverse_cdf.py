"""Quantiles: invert a distribution function given with its density, for arrays at once.

Newton's method runs on cloglog(F) = ln(-ln(1 - F)), which is exactly linear in ln x for a power of an
exponential variable and nearly so for this model's products; a bracket catches every step that leaves it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from calc.inputs.check import FloatArray

# y -> (F, 1 - F, dF/dy) of ln X at y; the two tails are computed apart, so neither loses digits.
Tails = Callable[[FloatArray], tuple[FloatArray, FloatArray, FloatArray]]

STEP_LIMIT = 4.0  # in ln x: a longer step says that the local slope is not to be trusted
CONVERGED = 1e-5  # a Newton step (and gap) this short leaves an error of about its square
NARROW = 1e-14  # a bracket of this relative width is a result too (where the density vanishes)
ROUNDS = 200


def invert(tails: Tails, q: FloatArray, start: FloatArray) -> FloatArray:
    """Return the quantiles of a distribution of ln X.

    Parameters
    ----------
    tails : callable
        The distribution of ln X, as `Tails` says; vectorised.
    q : ndarray
        Probabilities in (0, 1), of the shape of the result.
    start : ndarray
        First guess of y, same shape.

    Returns
    -------
    ndarray
        y with F(y) = q, in ln of the unit of X, same shape.

    Raises
    ------
    ArithmeticError
        If the iteration does not settle.
    """
    target = np.log(-np.log1p(-q))
    y = start
    low, high = np.full(np.shape(y), -np.inf), np.full(np.shape(y), np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(ROUNDS):
            below, above, density = tails(y)
            # -ln(1 - F), from whichever tail is the smaller one
            hazard = np.where(below < 0.5, -np.log1p(-below), -np.log(above))
            gap = np.log(hazard) - target
            step = -gap * hazard * above / density
            near = (np.abs(step) < CONVERGED) & (np.abs(gap) < 10 * CONVERGED)
            if near.all():
                return np.asarray(y + step)
            low, high = np.where(gap <= 0, y, low), np.where(gap >= 0, y, high)
            step = np.where(np.isnan(step), -np.sign(gap) * STEP_LIMIT, step)
            move = y + np.minimum(np.maximum(step, -STEP_LIMIT), STEP_LIMIT)
            middle = (low + high) / 2
            y = np.where(((move > low) & (move < high)) | near | ~np.isfinite(middle), move, middle)
            narrow = high - low <= NARROW * (1 + np.abs(y))
            if narrow.any() and (near | narrow).all():
                return np.asarray(y)
    raise ArithmeticError("the quantile did not settle")
