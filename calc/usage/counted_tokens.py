"""Sums of tokens: all that the energy of counted usage needs to know of the calls."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.check import FloatArray, not_negative, require, shapes

SUMS: Final = ("read", "cached", "out", "context", "even_context", "unknown_out")
"""The columns of an array of sums."""


def token_sums(
    *,
    uncached: ArrayLike = 0.0,
    cache_read: ArrayLike = 0.0,
    cache_write: ArrayLike = 0.0,
    out: ArrayLike = 0.0,
    context: ArrayLike = 0.0,
    even_context: ArrayLike = 0.0,
    unknown_out: ArrayLike = 0.0,
) -> FloatArray:
    """Return sums of tokens as one array; all arguments broadcast.

    Parameters
    ----------
    uncached, cache_read, cache_write : array_like
        Prompt tokens that were read, that came from a cache, and that were read and put into one: disjoint [token].
    out : array_like
        Answer tokens, those of reasoning included [token].
    context : array_like
        Sum of L_out (L_in + L_out / 2) of the calls whose lengths are known [token^2].
    even_context : array_like
        Of rows of several calls, output tokens times the mean context [token^2].
    unknown_out : array_like
        Answer tokens of rows that count no calls [token].

    Returns
    -------
    ndarray, shape (..., 6)
        In the order of SUMS.

    Raises
    ------
    ValueError
        If a sum is below 0 or shapes do not broadcast.
    """
    tokens = {
        name: not_negative(name, value, "token")
        for name, value in (
            ("uncached", uncached), ("cache_read", cache_read), ("cache_write", cache_write), ("out", out),
            ("unknown_out", unknown_out),
        )
    }  # fmt: skip
    products = {
        name: not_negative(name, value, "token^2")
        for name, value in (("context", context), ("even_context", even_context))
    }
    shapes(**tokens, **products)
    columns = (
        tokens["uncached"] + tokens["cache_write"],
        tokens["cache_read"],
        tokens["out"],
        products["context"],
        products["even_context"],
        tokens["unknown_out"],
    )
    return np.stack(np.broadcast_arrays(*columns), axis=-1)


def sums_of_calls(calls: ArrayLike, l_in: ArrayLike, l_out: ArrayLike, cached: ArrayLike = 0.0) -> FloatArray:
    """Return the sums of calls of which the mean lengths are known; all arguments broadcast.

    Parameters
    ----------
    calls : array_like
        How many [1].
    l_in, l_out : array_like
        Mean prompt, cached tokens included, and mean answer [token].
    cached : array_like
        Mean of the prompt's tokens that came from a cache, at most l_in [token].

    Returns
    -------
    ndarray, shape (..., 6)
        As `token_sums` has them, with lengths that vary like those of a row of several calls.

    Raises
    ------
    ValueError
        If a number is below 0, more is cached than there is, or shapes do not broadcast.
    """
    n, prompt = not_negative("calls", calls, "calls"), not_negative("l_in", l_in, "token")
    answer, kept = not_negative("l_out", l_out, "token"), not_negative("cached", cached, "token")
    shapes(calls=n, l_in=prompt, l_out=answer, cached=kept)
    require(kept <= prompt, "cached", "must not exceed l_in, token", kept)
    return token_sums(
        uncached=n * (prompt - kept), cache_read=n * kept, out=n * answer, even_context=n * answer * (prompt + answer)
    )
