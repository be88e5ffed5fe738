"""How far the paper's throughput fit is from its rows, whatever their number."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.check import positive
from calc.query.estimate import fitted_rows, model_fit
from calc.query.fit_errors import FitErrors, log_linear_errors
from calc.query.throughput import COEFFICIENTS, TpsFit


def errors_of_fit(fit: TpsFit, tps: ArrayLike, l_in: ArrayLike, l_out: ArrayLike) -> FitErrors:
    """Return the errors of a throughput fit on the rows that it was fitted to.

    Parameters
    ----------
    fit : TpsFit
        The fit, with its cap.
    tps : array_like, shape (n,)
        Total output tokens per second of the node [token/s].
    l_in, l_out : array_like, shape (n,)
        Input and output lengths of the benchmark [token].

    Returns
    -------
    FitErrors
        Errors of ln TPS [1]; none for a row left out of three rows or fewer, whose others leave no such fit.

    Raises
    ------
    ValueError
        If a value is not above 0, or shapes do not broadcast.

    Notes
    -----
    Source: oviedo-2025, S.II.
    """
    residuals = np.log(positive("tps", tps, "token/s") / fit.predict(l_in, l_out).tps)
    left_out = log_linear_errors(tps, l_in, l_out).leave_one_out if fit.n > COEFFICIENTS else None
    size = np.abs(residuals)
    return FitErrors(float(size.mean()), float(size.max()), left_out, residuals)


def model_errors(model: str, benchmark_rows: str = "published_fit") -> FitErrors:
    """Return the errors of a benchmarked model's throughput fit on the rows that it uses.

    Parameters
    ----------
    model : str
        Its exact name.
    benchmark_rows : {"published_fit", "all"}
        The rows to fit.

    Returns
    -------
    FitErrors
        Errors of ln TPS [1], rows in the order of data/benchmarks.csv.
    """
    used = fitted_rows(model, benchmark_rows)
    columns = ([getattr(row, name) for row in used] for name in ("tps", "l_in", "l_out"))
    return errors_of_fit(model_fit(model, benchmark_rows), *columns)
