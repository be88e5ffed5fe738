"""The electricity bill: price of a kilowatt-hour, in whatever currency, by query, by tokens and by year."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from calc.impacts import formulas
from calc.inputs.check import FloatArray, not_negative, numbers, positive, require, shapes
from calc.inputs.units import TOKENS_PER_MILLION


def price_in(years: ArrayLike, price_per_kwh: ArrayLike, growth: ArrayLike = 0.0) -> FloatArray:
    """Return the price after some years of equal relative change.

    Parameters
    ----------
    years : array_like
        Years from now [year].
    price_per_kwh : array_like
        Price now, 0 or more [currency/kWh].
    growth : array_like
        Change from one year to the next, above -1; 0.03 is 3 % dearer each year.

    Returns
    -------
    ndarray
        Price [currency/kWh], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If a value breaks its rule or shapes do not broadcast.

    Examples
    --------
    >>> round(float(price_in(2, 0.10, 0.05)), 5)
    0.11025
    """
    price = not_negative("price_per_kwh", price_per_kwh, "currency/kWh")
    rate, ahead = numbers("price_growth", growth), not_negative("years", years, "year")
    require(rate > -1, "price_growth", "must be above -1", rate)
    shapes(years=ahead, price_per_kwh=price, price_growth=rate)
    return np.asarray(formulas.price_in(price, rate, ahead))


def query_cost(wh: ArrayLike, price_per_kwh: ArrayLike) -> FloatArray:
    """Return the electricity cost of a query from its energy.

    Parameters
    ----------
    wh : array_like
        Energy of the query, 0 or more [Wh].
    price_per_kwh : array_like
        Price, 0 or more [currency/kWh].

    Returns
    -------
    ndarray
        Cost [currency], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If a value is negative or shapes do not broadcast.
    """
    energy, price = not_negative("wh", wh, "Wh"), not_negative("price_per_kwh", price_per_kwh, "currency/kWh")
    shapes(wh=energy, price_per_kwh=price)
    return np.asarray(formulas.query_cost(energy, price))


def per_million_tokens(per_query: ArrayLike, tokens: ArrayLike) -> FloatArray:
    """Return the electricity cost of a million output tokens, from the means of a query's cost and tokens.

    Parameters
    ----------
    per_query : array_like
        Mean cost of a query [currency].
    tokens : array_like
        Mean output tokens of a query, above 0 [token].

    Returns
    -------
    ndarray
        Cost [currency/1e6 token], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If a value breaks its rule or shapes do not broadcast.
    """
    cost, length = not_negative("per_query", per_query, "currency"), positive("tokens", tokens, "token")
    shapes(per_query=cost, tokens=length)
    return np.asarray(formulas.per_tokens(cost, length, TOKENS_PER_MILLION))


def year_cost(gwh: ArrayLike, price_per_kwh: ArrayLike) -> FloatArray:
    """Return the electricity cost of a year from its energy.

    Parameters
    ----------
    gwh : array_like
        Energy of the year, 0 or more [GWh].
    price_per_kwh : array_like
        Price, 0 or more [currency/kWh].

    Returns
    -------
    ndarray
        Cost [currency], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If a value is negative or shapes do not broadcast.

    Examples
    --------
    >>> float(year_cost(1.0, 0.10))
    100000.0
    """
    energy, price = not_negative("gwh", gwh, "GWh"), not_negative("price_per_kwh", price_per_kwh, "currency/kWh")
    shapes(gwh=energy, price_per_kwh=price)
    return np.asarray(formulas.cost(energy, price))
