"""What calls cost at prices of tokens that were given: nothing is looked up, so that no price is out of date."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.check import FloatArray, not_negative, shapes
from calc.usage.counted_tokens import sums_of_calls
from calc.usage.formulas import priced

UNIT = "currency/Mtoken"


def cost_of_calls(
    calls: ArrayLike,
    l_in: ArrayLike,
    l_out: ArrayLike,
    price_in: ArrayLike,
    price_out: ArrayLike,
    cached: ArrayLike = 0.0,
    price_cached: ArrayLike | None = None,
) -> FloatArray:
    """Return what calls of known mean lengths cost; all arguments broadcast.

    Parameters
    ----------
    calls : array_like
        How many [1].
    l_in, l_out : array_like
        Mean prompt, cached tokens included, and mean answer [token].
    price_in, price_out : array_like
        Price of tokens of the prompt and of the answer [currency/Mtoken].
    cached : array_like
        Mean of the prompt's tokens that came from a cache, at most l_in [token].
    price_cached : array_like, optional
        Their price; that of the prompt if omitted [currency/Mtoken].

    Returns
    -------
    ndarray
        [currency], of the shape that the arguments broadcast to.

    Raises
    ------
    ValueError
        If a number is below 0, more is cached than there is, or shapes do not broadcast.

    Examples
    --------
    >>> float(cost_of_calls(1e6, 1200, 350, 2.5, 10))
    6500.0
    """
    read, kept, out, *_ = np.moveaxis(sums_of_calls(calls, l_in, l_out, cached), -1, 0)
    prices = {
        "price_in": not_negative("price_in", price_in, UNIT),
        "price_cached": not_negative("price_cached", price_in if price_cached is None else price_cached, UNIT),
        "price_out": not_negative("price_out", price_out, UNIT),
    }
    shapes(calls=read, **prices)
    return np.asarray(priced(read, kept, out, **prices))
