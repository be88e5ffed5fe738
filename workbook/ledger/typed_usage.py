"""Usage that a person types in place of a file: so many calls to a model, of such a mean length."""

from __future__ import annotations

from typing import Any

import pandas as pd

from calc.usage.counted_tokens import sums_of_calls
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
    read, kept, out, _, even_context, _ = sums_of_calls(calls, l_in, l_out, cached).tolist()
    row: dict[str, Any] = dict.fromkeys((*ALWAYS, *BY)) | dict.fromkeys(SUMS, 0.0)
    row |= {
        "source_file": TYPED, "format": TYPED, "kind": "usage", "model": model, "rows": 1, "requests": float(calls),
        "uncached": read, "cache_read": kept, "out": out, "even_context": even_context,
        "first_row": 1, "last_row": 1, "faults": 0, "month": pd.NaT, "start": pd.NaT, "end": pd.NaT,
    }  # fmt: skip
    return Usage((), usage_frame([row]))
