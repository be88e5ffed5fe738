"""What was charged, once: a bill before what a provider's usage export says it costs, and that before an estimate."""

from __future__ import annotations

from typing import Final

import pandas as pd

from workbook.ledger.counted_once import AGAIN

RANKS: Final = {"cost": 0, "bill": 1, "usage": 2, "gateway": 3}
KEYS: Final = ["provider", "host", "month"]


def costs_of(sums: pd.DataFrame) -> pd.DataFrame:
    """Return what was charged.

    Parameters
    ----------
    sums : DataFrame
        Every row of every file, counted or not: a bill's money counts where its tokens are told by another file.

    Returns
    -------
    DataFrame
        `currency`, `basis` and `amount`.
    """
    paid = sums[(sums["cost"] != 0) & (sums["not_counted"] != AGAIN)]
    keys = paid[KEYS].assign(**{name: paid[name].fillna("").str.lower() for name in ("provider", "host")})
    ranked = keys.assign(rank=paid["kind"].map(RANKS), of=paid["format"]).sort_values("rank", kind="stable")
    best = ranked.groupby(KEYS, dropna=False)["of"].transform("first").reindex(paid.index)
    once = paid[paid["format"] == best].groupby(["currency", "cost_basis"], dropna=False)["cost"].sum().reset_index()
    return once.rename(columns={"cost_basis": "basis", "cost": "amount"})
