"""What was charged, once: a bill before what a provider's usage export says it costs, and that before an estimate.

Beside it stands what the counted tokens cost at list prices, as a check of both: a bill far from it says that tokens
are missing, counted twice, or bought under other terms.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from calc.inputs.rows import ListPrice
from calc.inputs.tables import list_prices
from workbook.ledger.columns import COUNTS
from workbook.ledger.counted_once import AGAIN
from workbook.ledger.model_names import own_name, plain_name

RANKS: Final = {"cost": 0, "bill": 1, "usage": 2, "gateway": 3}
KEYS: Final = ["provider", "host", "month"]
PER_MILLION: Final = 1e6


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
    found = _once(sums).groupby(["currency", "cost_basis"], dropna=False)["cost"].sum().reset_index()
    return found.rename(columns={"cost_basis": "basis", "cost": "amount"})


def reconciled(sums: pd.DataFrame) -> pd.DataFrame:
    """Return the money beside the tokens, by who was paid and month.

    Parameters
    ----------
    sums : DataFrame
        Every row of every file.

    Returns
    -------
    DataFrame
        `provider` (the host where there is one), `month`, `currency`, `charged` (NaN where no file says), `listed`
        (the counted tokens at list prices), `difference` of the two, and `unpriced`: tokens without a list price.
    """
    counted = sums[sums["not_counted"].isna() & sums["kind"].ne("cost")]
    prices = [_price(model) for model in counted["model"]]
    tokens = counted[list(COUNTS)].to_numpy(float)
    rates = np.array([_rates(price) for price in prices]).reshape(-1, len(COUNTS))
    priced = counted.assign(
        currency=[price.currency if price else next(iter(list_prices().values())).currency for price in prices],
        listed=(tokens * rates).sum(axis=1) / PER_MILLION,
        unpriced=np.where([price is None for price in prices], tokens.sum(axis=1), 0.0),
    )
    paid = _once(sums).rename(columns={"cost": "charged"})
    sides = [_by_payee(paid, ["charged"]), _by_payee(priced, ["listed", "unpriced"])]
    found = sides[0].merge(sides[1], how="outer", on=["payee", "month", "currency"], sort=True)
    found["unpriced"] = found["unpriced"].fillna(0.0)
    return found.assign(difference=found["charged"] - found["listed"])


def at_list_prices(reconciliation: pd.DataFrame) -> pd.DataFrame:
    """Return what counted tokens cost at list prices, where a price is listed for any.

    Parameters
    ----------
    reconciliation : DataFrame
        As `reconciled` returns it.

    Returns
    -------
    DataFrame
        `currency`, `basis` (list) and `amount`.
    """
    found = reconciliation.groupby("currency")["listed"].sum().reset_index()
    return found[found["listed"] > 0].rename(columns={"listed": "amount"}).assign(basis="list")


def _by_payee(rows: pd.DataFrame, sums: list[str]) -> pd.DataFrame:
    payee = rows["host"].astype(object).where(rows["host"].notna(), rows["provider"])
    keyed = rows.assign(payee=payee.astype(object), currency=rows["currency"].astype(object))
    return keyed.groupby(["payee", "month", "currency"], dropna=False)[sums].sum().reset_index()


def _once(sums: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose money counts."""
    paid = sums[(sums["cost"] != 0) & (sums["not_counted"] != AGAIN)]
    keys = paid[KEYS].assign(
        **{name: paid[name].astype(object).fillna("").str.lower() for name in ("provider", "host")}
    )
    ranked = keys.assign(rank=paid["kind"].map(RANKS), of=paid["format"]).sort_values("rank", kind="stable")
    best = ranked.groupby(KEYS, dropna=False)["of"].transform("first").reindex(paid.index)
    return paid[paid["format"] == best]


@lru_cache(maxsize=1)
def _prices() -> dict[str, ListPrice]:
    """Return the prices by name, and by name without a date, for which the one that has none goes first."""
    found = {own_name(name): price for name, price in list_prices().items()}
    return {plain_name(name): price for name, price in list_prices().items()} | found


def _price(model: object) -> ListPrice | None:
    if not isinstance(model, str):
        return None
    return _prices().get(own_name(model)) or _prices().get(plain_name(model))


def _rates(price: ListPrice | None) -> tuple[float, ...]:
    """Return the price of each token class, in the order of COUNTS; one that is not listed apart is an input's."""
    if price is None:
        return (0.0,) * len(COUNTS)
    read = price.input if price.cache_read is None else price.cache_read
    written = price.input if price.cache_write is None else price.cache_write
    return price.input, read, written, price.output
