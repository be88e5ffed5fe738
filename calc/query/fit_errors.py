"""How far a model of throughput is from the rows it was fitted to, and from rows it has not seen.

The same numbers for every model, so that they can stand beside each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.check import FloatArray
from calc.query.throughput import checked_rows, fit_tps

Rows = Mapping[str, FloatArray]
# Fits the first rows and returns TPS [token/s] at the lengths of the second.
Predictor = Callable[[Rows, Rows], FloatArray]


class FitErrors(NamedTuple):
    """Errors of a fit, as ln of predicted over observed throughput: 0.05 is about 5 %.

    Attributes
    ----------
    mean_abs_ln, max_abs_ln : float
        Mean and largest absolute error over the rows fitted.
    leave_one_out : float or None
        Mean absolute error of each row as predicted by a fit to the others; None where the others do not tell the
        coefficients apart.
    residuals : ndarray, shape (n,)
        ln TPS observed minus fitted, in the order of the rows.
    """

    mean_abs_ln: float
    max_abs_ln: float
    leave_one_out: float | None
    residuals: FloatArray


def errors_of(predict: Predictor, rows: Rows) -> FitErrors:
    """Return the errors of a way to predict throughput on checked rows.

    Parameters
    ----------
    predict : callable
        Fits the first rows and returns TPS [token/s] at the lengths of the second.
    rows : mapping of str to ndarray, each of shape (n,)
        tps [token/s], l_in and l_out [token].

    Returns
    -------
    FitErrors
        ln of predicted over observed [1].
    """
    residuals = np.log(rows["tps"] / predict(rows, rows))
    size = np.abs(residuals)
    return FitErrors(float(size.mean()), float(size.max()), _leave_one_out(predict, rows), residuals)


def _leave_one_out(predict: Predictor, rows: Rows) -> float | None:
    errors = []
    for left in range(rows["tps"].size):
        others = {name: np.delete(column, left) for name, column in rows.items()}
        one = {name: column[left : left + 1] for name, column in rows.items()}
        try:
            errors.append(abs(float(np.log(one["tps"] / predict(others, one))[0])))
        except ValueError:  # the others alone cannot be fitted
            return None
    return float(np.mean(errors))


def log_linear_errors(tps: ArrayLike, l_in: ArrayLike, l_out: ArrayLike) -> FitErrors:
    """Return the errors of the capped log-linear fit of `calc.query.throughput`.

    Parameters
    ----------
    tps : array_like, shape (n,)
        Total output tokens per second of the node [token/s].
    l_in, l_out : array_like, shape (n,)
        Input and output lengths of the benchmark [token].

    Returns
    -------
    FitErrors
        ln of predicted over observed [1].

    Raises
    ------
    ValueError
        If the rows cannot be fitted; there must be at least 4, so that one can be left out.

    Notes
    -----
    Source: oviedo-2025, S.II. The cap is the largest row of those that are fitted.
    """

    def predict(rows: Rows, at: Rows) -> FloatArray:
        return fit_tps(rows["tps"], rows["l_in"], rows["l_out"]).predict(at["l_in"], at["l_out"]).tps

    return errors_of(predict, checked_rows(tps, l_in, l_out, at_least=4))
