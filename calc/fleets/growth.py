"""Years ahead: queries, share and efficiency that grow at a constant rate or follow a row of values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from calc.fleets import formulas
from calc.inputs.check import FloatArray, numbers, require
from calc.inputs.tables import forecasts


def path(name: str, start: ArrayLike, years: ArrayLike, growth: ArrayLike = 0.0) -> FloatArray:
    """Return a quantity in each of several years from its value now and its relative change a year (CAGR).

    Parameters
    ----------
    name : str
        Of the quantity, for messages.
    start : array_like
        Value now [unit].
    years : array_like
        Years from now, 0 or more [year].
    growth : array_like
        Change from one year to the next, above -1; 0.4 is 40 % more each year.

    Returns
    -------
    ndarray
        start (1 + growth)^years [unit], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If a growth is -1 or less, a year is negative, or the values leave the range of numbers.

    Examples
    --------
    >>> path("queries_per_day", 100.0, [0, 1, 2], 0.5).tolist()
    [100.0, 150.0, 225.0]
    """
    ahead, rate = numbers("years", years), numbers(f"{name}_growth", growth)
    require(ahead >= 0, "years", "must be at least 0", ahead)
    require(rate > -1, f"{name}_growth", "must be above -1", rate)
    with np.errstate(over="ignore"):
        values = np.asarray(formulas.grown(numbers(name, start), rate, ahead))
    require(np.isfinite(values), name, "must stay finite over the years", values)
    return values


def share_path(start: ArrayLike, years: ArrayLike, growth: ArrayLike = 0.0) -> FloatArray:
    """Return the share of long queries in each of several years.

    Parameters
    ----------
    start : array_like
        Share now, 0 to 1.
    years : array_like
        Years from now, 0 or more [year].
    growth : array_like
        Change from one year to the next, above -1.

    Returns
    -------
    ndarray
        The share, 0 to 1, of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If it grows beyond 1; the message says in which year.
    """
    values = path("share_tts", start, years, growth)
    beyond = values > 1
    if beyond.any():
        year = float(np.broadcast_to(numbers("years", years), values.shape)[beyond].flat[0])
        raise ValueError(
            f"share_tts must not exceed 1: it grows to {float(values[beyond].flat[0]):.4g} in year {year:g}"
        )
    return values


def row_of_values(name: str, values: ArrayLike, years: ArrayLike) -> FloatArray:
    """Return the user's own row of values, one for each year.

    Parameters
    ----------
    name : str
        Of the quantity, for the message.
    values : array_like
        The row [unit], shape (n,).
    years : array_like
        The years, shape (n,) [year].

    Returns
    -------
    ndarray, shape (n,)
        The row [unit].

    Raises
    ------
    ValueError
        If there are more or fewer values than years.
    """
    row, count = np.atleast_1d(numbers(name, values)), np.size(numbers("years", years))
    if row.shape != (count,):
        raise ValueError(f"{name} must have one value for each of the {count} years: got {row.size}")
    return row


def forecast_caution() -> str:
    """Return the caution for whoever looks years ahead: forecasts of digital energy that did not come true.

    Returns
    -------
    str
        One sentence.

    Notes
    -----
    Source: oviedo-2025, section 4; data/forecasts.csv.
    """
    told = "; ".join(f"{f.year}: {f.predicted}, but {f.turned_out}" for f in forecasts())
    return f"forecasts of digital energy have been far too high before ({told}): read years ahead as what-if"
