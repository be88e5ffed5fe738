"""The ledger itself as a file: every row of every file in one shape, with what stands for its model, for an auditor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from calc.usage.matching import Match
from workbook.ledger.columns import COLUMNS
from workbook.ledger.counted_once import TOLD_BY
from workbook.ledger.embedded_engine import connect
from workbook.ledger.mapping import NO_MAPPING, Mapping
from workbook.ledger.reading import Usage, opened

if TYPE_CHECKING:
    import ibis.expr.types as ir

OF_THE_FILE: Final = ("source_file", "source_row", "sha256", "format", "kind")
OF_THE_MATCH: Final = ("stands_for", "match_rule", "data_quality")
KEYS: Final = ("source_file", "provider", "host", "model")


def write_ledger(
    path: Path, usage: Usage, matches: dict[str, Match], files: Sequence[str], mapping: Mapping = NO_MAPPING
) -> None:
    """Write every row of files that were read.

    Parameters
    ----------
    path : Path
        A Parquet file.
    usage : Usage
        What reading the same files gave: which of them counts where several tell of the same usage.
    matches : dict of str to Match
        By model, as the files call it.
    files : sequence of str
        As they were read.
    mapping : Mapping
        As they were read.

    Raises
    ------
    ValueError
        If a file cannot be read any more.
    """
    import ibis
    import pyarrow as pa

    engine = connect()
    parts = []
    for one in opened(engine, files, mapping):
        row = one.ledger.mutate(sha256=ibis.literal(one.file.sha256))
        parts.append(row.select(*OF_THE_FILE, *(name for name in COLUMNS if name != "fault")))
    every = ibis.union(*parts) if len(parts) > 1 else parts[0]
    known = pd.DataFrame(
        [(name, one.name, one.rule, one.quality) for name, one in matches.items()],
        columns=["name", *OF_THE_MATCH],
    )
    if len(known):
        named = engine.create_table("matches", pa.Table.from_pandas(known, preserve_index=False))
        every = every.left_join(named, every.model == named["name"]).drop("name")
    engine.to_parquet(_marked(every, usage, engine.create_table), path)


def _marked(every: ir.Table, usage: Usage, table: object) -> ir.Table:
    """Return the rows with the reason for which sums of theirs are told by another file."""
    import ibis
    import pyarrow as pa

    sums = usage.sums
    told = sums[sums["not_counted"].astype(object).fillna("").str.startswith(TOLD_BY)]
    if not len(told):
        return every
    assert callable(table)
    text = {f"of_{name}": told[name].astype(object).where(told[name].notna(), "") for name in KEYS}
    known = pd.DataFrame({**text, "of_month": told["month"], "told": told["not_counted"]}).drop_duplicates(
        [*text, "of_month"]
    )
    marks = table("told", pa.Table.from_pandas(known, preserve_index=False))
    same = [every[name].fill_null("") == marks[f"of_{name}"] for name in KEYS]
    month = every.period_start.truncate("M").cast("timestamp") == marks.of_month.cast("timestamp")
    joined = every.left_join(marks, [*same, month])
    return joined.mutate(not_counted=ibis.coalesce(joined.not_counted, joined.told)).drop(*marks.columns)
