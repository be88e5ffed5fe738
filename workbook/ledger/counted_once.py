"""The same usage told twice: the same rows in two exports, or a gateway and a bill beside the provider's own count.

One source tells what a model at a provider, or at a cloud that hosts it, did in a month. Rows that an earlier file of
the same format has are left out; of a provider's own export, a bill with tokens and a gateway's log the first that
there is counts, and what the others say of the same model and month is shown beside it, not added.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from workbook.ledger.columns import NO

if TYPE_CHECKING:
    import ibis.expr.types as ir

RANKS: Final = {"usage": 0, "bill": 1, "gateway": 2}
"""Which kind of file is the activity where several tell of it."""
KEYS: Final = ["provider", "host", "month", "model"]
AGAIN: Final = "the same row is in another file"
TOLD_BY: Final = "told by "


def without_repeats(ledger: ir.Table, earlier: Sequence[ir.Table]) -> ir.Table:
    """Return a ledger whose rows that earlier ones have are marked as not counted.

    Parameters
    ----------
    ledger : ibis Table
        Rows with `row_id`.
    earlier : sequence of ibis Table
        Ledgers of files of the same format.

    Returns
    -------
    ibis Table
        The same rows.
    """
    import ibis

    known = ibis.union(*[one.select("row_id") for one in earlier]) if len(earlier) > 1 else earlier[0].select("row_id")
    known = known.filter(known.row_id.notnull()).distinct().mutate(again=ibis.literal(value=True))
    joined = ledger.left_join(known, "row_id").drop("row_id_right")
    again = joined.again.fill_null(NO)
    marked = joined.not_counted.coalesce(again.ifelse(ibis.literal(AGAIN), ibis.null("string")))
    return joined.mutate(not_counted=marked).drop("again")


def also_elsewhere(sums: pd.DataFrame) -> pd.DataFrame:
    """Return sums in which each provider, host, month and model is counted from one kind of file.

    Parameters
    ----------
    sums : DataFrame
        With `kind`, `format`, `source_file` and `not_counted`, and what `KEYS` names.

    Returns
    -------
    DataFrame
        The same rows; `not_counted` names the file that counts.
    """
    from workbook.ledger.model_names import plain_name

    rank = sums["kind"].map(RANKS)
    counted = sums["not_counted"].isna() & rank.notna()
    keys = pd.DataFrame({
        "provider": sums["provider"].astype(object).fillna("").str.lower(),
        "host": sums["host"].astype(object).fillna("").str.lower(),
        "month": sums.get("month", pd.NaT),
        "model": sums["model"].map(plain_name, na_action="ignore").astype(object).fillna("") if "model" in sums else "",
    })  # fmt: skip
    there = keys.assign(rank=rank, of=sums["format"], file=sums["source_file"])[counted]
    first = there.sort_values("rank", kind="stable").drop_duplicates(KEYS)
    best = keys.merge(first, how="left", on=KEYS)
    again = counted & (sums["format"].to_numpy() != best["of"].to_numpy())
    told = best["file"].map(lambda name: TOLD_BY + name, na_action="ignore")
    return sums.assign(not_counted=sums["not_counted"].where(~again, told.to_numpy()))
