"""Usage that a person types in place of a file: so many calls to a model, of such a mean length."""

from __future__ import annotations

from typing import Any

import pandas as pd

from calc.inputs.check import not_negative, require
from workbook.ledger.reading import Usage, usage_frame
from workbook.ledger.sums import ALWAYS, BY, SUMS

TYPED = "typed"


def typed_calls(model: str, calls: float, l_in: float, l_out: float, cached: float = 0.0) -> Usage:
    """Return usage of which the mean lengths are known.

    Parameters
    ----------
    model : str
        As a bill or a person calls it.
    calls : float
        How many.
    l_in, l_out : float
        Mean prompt, cached tokens included, and mean answer [token].
    cached : float
        Mean of the prompt's tokens that came from a cache [token].

    Returns
    -------
    Usage
        One row, of no file.

    Raises
    ------
    ValueError
        If a number is below 0, or more is cached than there is.
    """
    n, prompt = not_negative("calls", calls, "1"), not_negative("l_in", l_in, "token")
    answer, kept = not_negative("l_out", l_out, "token"), not_negative("cached", cached, "token")
    require(kept <= prompt, "cached", "must not exceed l_in, token", kept)
    row: dict[str, Any] = dict.fromkeys((*ALWAYS, *BY)) | dict.fromkeys(SUMS, 0.0)
    row |= {
        "source_file": TYPED, "format": TYPED, "kind": "usage", "model": model, "rows": 1, "requests": float(n),
        "uncached": float(n * (prompt - kept)), "cache_read": float(n * kept), "out": float(n * answer),
        "even_context": float(n * answer * (prompt + answer)), "first_row": 1, "last_row": 1, "faults": 0,
        "month": pd.NaT, "start": pd.NaT, "end": pd.NaT,
    }  # fmt: skip
    return Usage((), usage_frame([row]))
