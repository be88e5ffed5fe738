"""The same usage told twice: the same rows in two exports, or a gateway and a bill beside the provider's own count.

One source tells what a model at a provider, or at a cloud that hosts it, did in a month. Rows that an earlier file of
the same format has are left out; of a provider's own export, a bill with tokens and a gateway's log the first that
there is counts, and what the others say of the same model and month is shown beside it, not added. Bills call models
by names of their own, so that a bill and another file are the same usage where provider, host and month are.
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
COARSE: Final = KEYS[:-1]
HOSTS: Final = {
    "amazon web services": "aws", "amazon": "aws", "microsoft": "azure", "microsoft azure": "azure",
    "google": "google cloud", "google cloud platform": "google cloud", "gcp": "google cloud",
}  # fmt: skip
"""Clouds as bills write them, in the spelling of logs."""
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
    rank = sums["kind"].map(RANKS)
    counted = sums["not_counted"].isna() & rank.notna()
    keys = _keys(sums)
    told = pd.Series(index=sums.index, dtype=object)
    # A bill has names of its own for models: it is held against all that its provider did in the month.
    for kind, before in (("bill", "usage"), ("gateway", "bill")):
        mine = counted & told.isna() & sums["kind"].eq(kind)
        theirs = counted & told.isna() & sums["kind"].eq(before)
        told = told.where(~mine, _file_of(keys, sums, theirs, COARSE))
    rest = counted & told.isna()
    first = keys.assign(rank=rank, of=sums["format"], file=sums["source_file"])[rest]
    first = first.sort_values("rank", kind="stable").drop_duplicates(KEYS)
    best = keys.merge(first, how="left", on=KEYS)
    again = rest & (sums["format"].to_numpy() != best["of"].to_numpy())
    told = told.where(~again, best["file"].to_numpy())
    reason = told.map(lambda name: TOLD_BY + name, na_action="ignore")
    return sums.assign(not_counted=sums["not_counted"].where(reason.isna(), reason))


def _keys(sums: pd.DataFrame) -> pd.DataFrame:
    """Return by what usage of two files is the same; a provider that hosts itself has no host."""
    from workbook.ledger.model_names import plain_name

    provider, host = (sums[name].astype(object).fillna("").str.lower() for name in ("provider", "host"))
    host = host.replace(HOSTS)
    return pd.DataFrame({
        "provider": provider,
        "host": host.where(host != provider, ""),
        "month": sums.get("month", pd.NaT),
        "model": sums["model"].map(plain_name, na_action="ignore").astype(object).fillna("") if "model" in sums else "",
    })  # fmt: skip


def _file_of(keys: pd.DataFrame, sums: pd.DataFrame, among: pd.Series[bool], by: list[str]) -> pd.Series[str]:
    """Return for every row the first file among some rows with the same key; NaN where there is none."""
    there = keys.assign(file=sums["source_file"])[among].drop_duplicates(by)
    found = keys.merge(there[[*by, "file"]], how="left", on=by)["file"]
    return found.set_axis(sums.index)
