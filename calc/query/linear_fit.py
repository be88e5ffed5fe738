"""Node time that is linear in tokens, fitted to a table of benchmarked throughput.

    T(L_in, L_out) = a L_in + b L_out + c L_out (L_in + L_out / 2)      [s of a saturated node]

a: reading the prompt, b: writing the answer, c: attention of every answer token to the context before it, which
is L_in + L_out / 2 on average. A table gives T = L_out / TPS; the fit minimises the relative error of T with
a, b, c >= 0, for one model on one node in one precision and one version of the software.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calc.inputs.check import FloatArray, not_negative, shapes
from calc.query import formulas
from calc.query.fit_errors import Rows, errors_of
from calc.query.least_squares import nonnegative
from calc.query.linear_time import LinearTime, linear_node_time
from calc.query.throughput import beyond, checked_rows

LEAST_ROWS = 4  # three coefficients, and one row to be wrong about


@dataclass(frozen=True)
class LinearFit:
    """A fitted node time.

    Attributes
    ----------
    a, b : float
        Node time of a prompt token that is read and of an answer token [s/token].
    c : float
        Node time of an answer token for each token of its context [s/token^2].
    rows : int
        Rows fitted.
    mean_abs_ln, max_abs_ln : float
        Mean and largest absolute error of ln TPS over the rows.
    leave_one_out : float or None
        Mean absolute error of ln TPS of each row as predicted by the others; None where the others do not tell the
        coefficients apart.
    residuals : ndarray, shape (n,)
        ln TPS observed minus fitted, in the order of the rows.
    l_in_range, l_out_range : tuple of float
        Smallest and largest lengths fitted on [token].
    """

    a: float
    b: float
    c: float
    rows: int
    mean_abs_ln: float
    max_abs_ln: float
    leave_one_out: float | None
    residuals: FloatArray
    l_in_range: tuple[float, float]
    l_out_range: tuple[float, float]

    def outside(self, l_in: ArrayLike, l_out: ArrayLike, times: float = 1.0) -> NDArray[np.bool_]:
        """Say where lengths lie outside those that the rows cover.

        Parameters
        ----------
        l_in, l_out : array_like
            Prompt and answer tokens [token]; broadcast together.
        times : float
            By how much more than this factor [1].

        Returns
        -------
        ndarray of bool
            Of the shape that they broadcast to.
        """
        return np.asarray(beyond(self.l_in_range, l_in, times) | beyond(self.l_out_range, l_out, times))

    def seconds(self, l_in: ArrayLike, l_out: ArrayLike, cached: ArrayLike = 0.0) -> FloatArray:
        """Return the node time T of requests [s].

        Parameters
        ----------
        l_in, l_out : array_like
            Prompt and answer tokens of a request [token].
        cached : array_like
            Prompt tokens that need not be read again, part of `l_in` [token].

        Returns
        -------
        ndarray
            T [s], of the shape that the lengths broadcast to.

        Raises
        ------
        ValueError
            If a length is below 0, more is cached than there is, or shapes do not broadcast.
        """
        answer = not_negative("l_out", l_out, "token")
        shapes(l_in=l_in, l_out=answer, cached=cached)
        time = self.time(l_in, cached)
        return np.asarray(formulas.linear_seconds(time.prompt, time.rate, time.bend, answer))

    def time(self, l_in: ArrayLike, cached: ArrayLike = 0.0) -> LinearTime:
        """Return the node time as a function of output length.

        Parameters
        ----------
        l_in : array_like
            Prompt tokens [token].
        cached : array_like
            Those of them that need not be read again [token].

        Returns
        -------
        LinearTime
            T [s], of the shape that the lengths broadcast to.
        """
        return linear_node_time(a=self.a, b=self.b, c=self.c, l_in=l_in, cached=cached)


def fit_linear(tps: ArrayLike, l_in: ArrayLike, l_out: ArrayLike) -> LinearFit:
    """Fit the node time to the rows of one table.

    Parameters
    ----------
    tps : array_like, shape (n,)
        Total output tokens per second of the node, prompts included in its time [token/s].
    l_in, l_out : array_like, shape (n,)
        Input and output lengths of the benchmark [token].

    Returns
    -------
    LinearFit
        Coefficients [s/token, s/token, s/token^2] and their errors.

    Raises
    ------
    ValueError
        If a value is not above 0, lengths differ, there are fewer than four rows, two rows are equal, the lengths
        do not vary enough to tell the coefficients apart, or the fit makes longer answers or longer prompts free.

    Notes
    -----
    Least squares of sum((T_fit / T - 1)^2), so that short and long requests count alike.
    """
    rows = checked_rows(tps, l_in, l_out, at_least=LEAST_ROWS)
    a, b, c = (float(x) for x in _coefficients(rows))
    if not (c > 0 or (a > 0 and b > 0)):
        free = "answer" if b == 0 else "prompt"
        raise ValueError(f"rows must show that a longer {free} takes longer: got a {a}, b {b}, c {c}")
    ranges = {name: (float(rows[name].min()), float(rows[name].max())) for name in ("l_in", "l_out")}
    return LinearFit(a, b, c, rows["tps"].size, *errors_of(_predict, rows), ranges["l_in"], ranges["l_out"])


def _design(rows: Rows) -> FloatArray:
    l_in, l_out = rows["l_in"], rows["l_out"]
    return np.column_stack([l_in, l_out, l_out * (l_in + l_out / 2)])


def _coefficients(rows: Rows) -> FloatArray:
    seconds = rows["l_out"] / rows["tps"]
    return nonnegative(_design(rows) / seconds[:, None], np.ones_like(seconds))


def _predict(rows: Rows, at: Rows) -> FloatArray:
    return np.asarray(at["l_out"] / (_design(at) @ _coefficients(rows)))
