"""Token throughput (TPS) of a saturated node: a log-linear fit to benchmark rows, capped at the largest row.

    ln TPS = b0 + b_in ln L_in + b_out ln L_out,   TPS = min(exp(...), TPS_max)

Ordinary least squares for three rows or more; two rows give a constant at the larger TPS; fewer are an error.
Source: oviedo-2025, S.II; the rule for two rows is the authors' (aienergy-simulation).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calc.inputs.check import FloatArray, positive, require, shapes
from calc.query import formulas

COEFFICIENTS = 3


class Prediction(NamedTuple):
    """Predicted throughput, and how it came about; three arrays of one shape.

    Attributes
    ----------
    tps : ndarray
        Throughput of the node [token/s].
    capped : ndarray of bool
        Whether it is the cap.
    extrapolated : ndarray of bool
        Whether a length lies outside those fitted on.
    """

    tps: FloatArray
    capped: NDArray[np.bool_]
    extrapolated: NDArray[np.bool_]


FAR_OUTSIDE = 2.0  # times: lengths within twice the benchmarked ones are not worth a warning


def beyond(ends: tuple[float, float], lengths: ArrayLike, times: float = 1.0) -> NDArray[np.bool_]:
    """Say where lengths lie outside a range.

    Parameters
    ----------
    ends : (float, float)
        The least and the greatest length within [token].
    lengths : array_like
        Above 0, any shape [token].
    times : float
        By how much more than this factor [1].

    Returns
    -------
    ndarray of bool
        Of the shape of `lengths`.
    """
    return np.asarray(formulas.times_outside(*ends, np.asarray(lengths, dtype=np.float64)) > times)


@dataclass(frozen=True)
class TpsFit:
    """A fitted throughput model.

    Attributes
    ----------
    b0, b_in, b_out : float
        Coefficients; b_in = b_out = 0 where two rows give a constant.
    tps_max : float
        Largest observed TPS [token/s], the cap.
    n : int
        Rows fitted. With n = 3 the fit passes through every row, so R2 is 1 and says nothing.
    r2 : float
        Coefficient of determination of ln TPS; NaN-free: 0 for a constant.
    residuals : ndarray, shape (n,)
        ln TPS observed minus fitted, in the order of the rows.
    l_in_range, l_out_range : tuple of float
        Smallest and largest lengths fitted on [token].
    """

    b0: float
    b_in: float
    b_out: float
    tps_max: float
    n: int
    r2: float
    residuals: FloatArray
    l_in_range: tuple[float, float]
    l_out_range: tuple[float, float]

    @property
    def constant(self) -> bool:
        """Whether too few rows leave TPS constant."""
        return self.n < COEFFICIENTS

    def outside(self, l_in: ArrayLike, l_out: ArrayLike, times: float = 1.0) -> NDArray[np.bool_]:
        """Say where the lengths lie outside those that the rows cover.

        Parameters
        ----------
        l_in, l_out : array_like
            Input and output lengths [token]; they broadcast.
        times : float
            By how much more than this factor [1].

        Returns
        -------
        ndarray of bool
            Of the shape that they broadcast to.
        """
        return np.asarray(beyond(self.l_in_range, l_in, times) | beyond(self.l_out_range, l_out, times))

    def predict(self, l_in: ArrayLike, l_out: ArrayLike) -> Prediction:
        """Predict throughput for input and output lengths.

        Parameters
        ----------
        l_in, l_out : array_like
            Input and output lengths, above 0 [token]; they broadcast.

        Returns
        -------
        Prediction
            Throughput [token/s], and whether it is capped or extrapolated.

        Raises
        ------
        ValueError
            If a length is not above 0, or the shapes do not broadcast.
        """
        i, o = positive("l_in", l_in, "token"), positive("l_out", l_out, "token")
        shapes(l_in=i, l_out=o)
        raw = formulas.log_linear_tps(self.b0, self.b_in, self.b_out, i, o)
        capped = np.asarray(raw >= self.tps_max)
        return Prediction(np.where(capped, self.tps_max, raw), capped, self.outside(i, o))


def ols(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the coefficients of ordinary least squares, by QR with column scaling.

    Parameters
    ----------
    x : ndarray, shape (n, k)
        What is regressed on, a column each.
    y : ndarray, shape (n,)
        What is fitted.

    Returns
    -------
    ndarray, shape (k,)
        A coefficient for each column [unit of y per unit of the column].

    Raises
    ------
    ValueError
        If the columns are linearly dependent.
    """
    scale = np.linalg.norm(x, axis=0)
    q, r = np.linalg.qr(x / scale)
    pivots = np.abs(np.diag(r))
    if x.shape[0] < x.shape[1] or pivots.min() < 1e-10:
        raise ValueError("the rows must vary in both l_in and l_out, independently of each other")
    return np.asarray(np.linalg.solve(r, q.T @ y) / scale)


def checked_rows(tps: ArrayLike, l_in: ArrayLike, l_out: ArrayLike, *, at_least: int) -> dict[str, FloatArray]:
    """Return the columns of a benchmark table by name, checked.

    Parameters
    ----------
    tps : array_like, shape (n,)
        Output tokens per second of the node [token/s].
    l_in, l_out : array_like, shape (n,)
        Input and output lengths [token].
    at_least : int
        The fewest rows that will do.

    Returns
    -------
    dict of str to ndarray, each of shape (n,)
        tps [token/s], l_in and l_out [token].

    Raises
    ------
    ValueError
        If a value is not above 0, lengths differ, there are fewer rows than `at_least` or two rows are equal.
    """
    columns = {
        "tps": positive("tps", tps, "token/s"),
        "l_in": positive("l_in", l_in, "token"),
        "l_out": positive("l_out", l_out, "token"),
    }
    rows = {name: np.ravel(column) for name, column in columns.items()}
    n = rows["tps"].size
    for name in ("l_in", "l_out"):
        if rows[name].size != n:
            raise ValueError(f"{name} must have as many rows as tps ({n}): got {rows[name].size}")
    if n < at_least:
        raise ValueError(f"rows must be at least {at_least} to fit throughput: got {n}")
    kept, counts = np.unique(np.column_stack(list(rows.values())), axis=0, return_counts=True)
    require(counts == 1, "rows", "must differ (a row occurs twice), tps", kept[:, 0])
    return rows


def fit_tps(tps: ArrayLike, l_in: ArrayLike, l_out: ArrayLike, *, tps_max: float | None = None) -> TpsFit:
    """Fit the throughput model to benchmark rows.

    Parameters
    ----------
    tps : array_like, shape (n,)
        Total output tokens per second of the node [token/s].
    l_in, l_out : array_like, shape (n,)
        Input and output lengths of the benchmark [token].
    tps_max : float, optional
        Cap [token/s]; the largest `tps` unless given (a model's largest row may be left out of the fit).

    Returns
    -------
    TpsFit
        Coefficients, cap, residuals and the lengths fitted on.

    Raises
    ------
    ValueError
        If a value is not above 0, lengths differ, there are fewer than two rows, two rows are equal, or the
        lengths do not vary enough to tell the coefficients apart.

    Notes
    -----
    ln TPS = b0 + b_in ln L_in + b_out ln L_out. Source: oviedo-2025, S.II.

    Examples
    --------
    >>> fit = fit_tps([3000, 2000, 1000], [100, 100, 1000], [100, 1000, 100])
    >>> round(float(fit.predict(100, 100).tps))
    3000
    """
    rows = checked_rows(tps, l_in, l_out, at_least=2)
    top = np.asarray(rows["tps"].max() if tps_max is None else positive("tps_max", tps_max, "token/s"))
    if top.ndim:
        raise ValueError(f"tps_max must be a single number: got shape {top.shape}")
    cap = float(top)
    ranges = {name: (float(rows[name].min()), float(rows[name].max())) for name in ("l_in", "l_out")}
    y, n = np.log(rows["tps"]), rows["tps"].size
    if n < COEFFICIENTS:
        b = np.array([np.log(cap), 0.0, 0.0])
        residuals, r2 = y - b[0], 0.0
    else:
        x = np.column_stack([np.ones(n), np.log(rows["l_in"]), np.log(rows["l_out"])])
        b = ols(x, y)
        residuals = y - x @ b
        spread = float(np.sum((y - y.mean()) ** 2))
        r2 = 1 - float(residuals @ residuals) / spread if spread > 0 else 0.0
    b0, b_in, b_out = (float(c) for c in b)
    return TpsFit(b0, b_in, b_out, cap, n, r2, residuals, ranges["l_in"], ranges["l_out"])
