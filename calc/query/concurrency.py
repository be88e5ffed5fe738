"""Energy of an answer token by how many requests a node serves at once.

    e(n) = e_inf + k / n      [J/token]

n is the mean number of requests in a step. Weights are read once a step, whatever n: that energy k is shared among n
tokens. What each token needs for itself, e_inf, is not. A node time taken from a saturated node with n_saturated
requests at once then costs (e_inf + k / n) / (e_inf + k / n_saturated) as much energy at n.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.check import FloatArray, not_negative, numbers, positive, require, shapes
from calc.query.least_squares import nonnegative

LEAST_ROWS = 3  # two coefficients, and one row to be wrong about


@dataclass(frozen=True)
class ConcurrencyFit:
    """Energy per answer token by concurrency, fitted to measurements of one model on one node.

    Attributes
    ----------
    e_inf : float
        Energy of a token that concurrency does not share [J/token].
    k : float
        Energy of a step that its requests share [J].
    rows : int
        Rows fitted.
    mean_abs_ln, max_abs_ln : float
        Mean and largest absolute error of ln e over the rows.
    batch_range : tuple of float
        Smallest and largest mean number of requests at once fitted on.
    """

    e_inf: float
    k: float
    rows: int
    mean_abs_ln: float
    max_abs_ln: float
    batch_range: tuple[float, float]

    def joules_per_token(self, batch: ArrayLike) -> FloatArray:
        """Return the energy of an answer token.

        Parameters
        ----------
        batch : array_like
            Mean number of requests at once, 1 or more.

        Returns
        -------
        ndarray
            e(n) [J/token], of the shape of `batch`.

        Raises
        ------
        ValueError
            If a batch is below 1.
        """
        return np.asarray(self.e_inf + self.k / _batch("batch", batch))

    def factor(self, batch: ArrayLike, saturated: ArrayLike | None = None) -> FloatArray:
        """Return the energy per token at `batch` over that of a saturated node.

        Parameters
        ----------
        batch, saturated : array_like
            Mean number of requests at once, 1 or more; `saturated` is the largest one fitted on if omitted.

        Returns
        -------
        ndarray
            The ratio [1], of the shape that they broadcast to.
        """
        full = self.batch_range[1] if saturated is None else saturated
        return concurrency_factor(batch, e_inf=self.e_inf, k=self.k, saturated=full)


def fit_concurrency(batch: ArrayLike, joules_per_token: ArrayLike) -> ConcurrencyFit:
    """Fit e(n) = e_inf + k / n, both 0 or above, by least squares of relative errors.

    Parameters
    ----------
    batch : array_like, shape (n,)
        Mean number of requests at once, 1 or more.
    joules_per_token : array_like, shape (n,)
        Energy per answer token [J/token].

    Returns
    -------
    ConcurrencyFit
        e_inf [J/token], k [J] and their errors.

    Raises
    ------
    ValueError
        If a batch is below 1, an energy is not above 0, lengths differ, there are fewer than three rows or the
        batches do not differ.
    """
    size = np.ravel(_batch("batch", batch))
    joules = np.ravel(positive("joules_per_token", joules_per_token, "J/token"))
    if joules.size != size.size:
        raise ValueError(f"joules_per_token must have as many rows as batch ({size.size}): got {joules.size}")
    if size.size < LEAST_ROWS:
        raise ValueError(f"rows must be at least {LEAST_ROWS} to fit concurrency: got {size.size}")
    design = np.column_stack([np.ones_like(size), 1 / size])
    try:
        e_inf, k = (float(x) for x in nonnegative(design / joules[:, None], np.ones_like(size)))
    except ValueError:
        raise ValueError(f"batch must differ from row to row: got {size[0]} to {size[-1]}") from None
    error = np.abs(np.log((e_inf + k / size) / joules))
    ends = float(size.min()), float(size.max())
    return ConcurrencyFit(e_inf, k, size.size, float(error.mean()), float(error.max()), ends)


def concurrency_factor(batch: ArrayLike, *, e_inf: ArrayLike, k: ArrayLike, saturated: ArrayLike) -> FloatArray:
    """Return (e_inf + k / batch) / (e_inf + k / saturated): energy per token over that of a saturated node.

    Parameters
    ----------
    batch : array_like
        Mean number of requests at once, 1 or more.
    e_inf, k : array_like
        Energy of a token that is not shared [J/token] and of a step that is [J]; only their ratio matters.
    saturated : array_like
        Mean number of requests at once on the saturated node, 1 or more.

    Returns
    -------
    ndarray
        The ratio [1], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If a batch is below 1, an energy is below 0, both are 0, or shapes do not broadcast.
    """
    here, full = _batch("batch", batch), _batch("saturated", saturated)
    own, shared = not_negative("e_inf", e_inf, "J/token"), not_negative("k", k, "J")
    shapes(batch=here, e_inf=own, k=shared, saturated=full)
    require(own + shared > 0, "e_inf", "must be above 0 where k is 0, J/token", own)
    return np.asarray((own + shared / here) / (own + shared / full))


def _batch(name: str, value: ArrayLike) -> FloatArray:
    array = numbers(name, value)
    require(array >= 1, name, "must be at least 1 request at once", array)
    return array
