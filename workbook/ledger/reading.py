"""From files to sums: every file is recognised, read, checked and grouped; rows that an earlier file has are marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Entries
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from workbook.ledger.asked_files import FoundFile, found_files
from workbook.ledger.counted_once import also_elsewhere, without_repeats
from workbook.ledger.embedded_engine import connect, raw_table, said_by_engine
from workbook.ledger.engine_table import EngineTable
from workbook.ledger.file_format import FileFormat
from workbook.ledger.mapping import NO_MAPPING, Mapping
from workbook.ledger.recognition import recognised
from workbook.ledger.sums import ALWAYS, BY, SUMS, grouped

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

TOLD_APART: Final = ("month", "provider", "host", "model")
"""What sums are kept apart by until it is known which of them tell of the same usage."""
MOST_GROUPS: Final = 200_000  # more than that is no table that a person or a workbook can hold


@dataclass(frozen=True)
class ReadFile:
    """A file that was read.

    Attributes
    ----------
    file : FoundFile or EngineTable
        The file, or a table in place of one.
    of : FileFormat
        What it is.
    rows : int
        Its rows.
    start, end : datetime or None
        The time it is of, UTC; None without rows.
    """

    file: FoundFile | EngineTable
    of: FileFormat
    rows: int
    start: pd.Timestamp | None
    end: pd.Timestamp | None


@dataclass(frozen=True)
class Usage:
    """What files say was used.

    Attributes
    ----------
    files : tuple of ReadFile
        In the order asked for.
    sums : DataFrame
        One row a group, as `workbook.ledger.sums` has them; `not_counted` says why where tokens are told a second
        time.
    """

    files: tuple[ReadFile, ...]
    sums: pd.DataFrame


def usage_frame(rows: Sequence[Entries[str, Any]]) -> pd.DataFrame:
    """Return sums that come from no file, in the shape of those that do.

    Parameters
    ----------
    rows : sequence of mapping
        With the columns of `workbook.ledger.sums`, keys and sums; none gives an empty table.

    Returns
    -------
    DataFrame
        Times as times.
    """
    columns = [*ALWAYS, *BY, "rows", "first_row", "last_row", "start", "end", "faults", *SUMS]
    times = dict.fromkeys(("month", "start", "end"), "datetime64[us]")
    return pd.DataFrame(rows, columns=columns).astype(times)


def no_usage() -> Usage:
    """Return usage of which nothing is known: no file."""
    return Usage((), usage_frame([]))


@dataclass(frozen=True)
class OpenFile:
    """A file as a table of the engine.

    Attributes
    ----------
    file : FoundFile or EngineTable
        The file, or a table in place of one.
    of : FileFormat
        What it is.
    ledger : ibis Table
        Its rows in the ledger's shape.
    """

    file: FoundFile | EngineTable
    of: FileFormat
    ledger: ir.Table


def opened(engine: Backend, paths: Sequence[str], mapping: Mapping = NO_MAPPING) -> list[OpenFile]:
    """Return the files that paths name, recognised but not read.

    Parameters
    ----------
    engine : ibis.backends.duckdb.Backend
        Where they will be read.
    paths : sequence of str
        Files, folders and patterns.
    mapping : Mapping
        A company's own tables, and its own names for models, regions and teams.

    Returns
    -------
    list of OpenFile
        In order; of files with the same bytes the first.

    Raises
    ------
    ValueError
        If a path names nothing or a file is of no known format.
    """
    found: list[OpenFile] = []
    for file in found_files(paths):
        of = recognised(file, mapping.formats)
        if any(isinstance(one.file, FoundFile) and file.same_bytes(one.file) for one in found):
            continue
        try:
            ledger = mapping.renamed(of.ledger(raw_table(engine, file, of, f"file_{len(found)}")))
        except _engine_errors() as error:
            raise said_by_engine(error, file.name) from None
        found.append(opened_as(file, of, ledger))
    return found


def opened_as(file: FoundFile | EngineTable, of: FileFormat, ledger: ir.Table) -> OpenFile:
    """Return a file whose ledger says of which file it is."""
    import ibis

    said = {"source_file": file.name, "format": of.name, "kind": of.kind}
    return OpenFile(file, of, ledger.mutate(**{name: ibis.literal(value) for name, value in said.items()}))


def read_usage(
    paths: Sequence[str],
    by: Sequence[str] = BY,
    mapping: Mapping = NO_MAPPING,
    progress: Callable[[str], None] = lambda _: None,
) -> Usage:
    """Read usage from files.

    Parameters
    ----------
    paths : sequence of str
        Files, folders and patterns.
    by : sequence of str
        What the sums are kept apart by, any of `workbook.ledger.sums.BY`.
    mapping : Mapping
        A company's own tables, and its own names for models, regions and teams.
    progress : callable
        Is told the name of each file before it is read.

    Returns
    -------
    Usage
        Files and sums.

    Raises
    ------
    ValueError
        If a file is not known, its rows contradict its format, or there are more groups than anyone can read.
    """
    return summed_up(opened(connect(), paths, mapping), by, progress)


def summed_up(
    opened_files: Sequence[OpenFile], by: Sequence[str], progress: Callable[[str], None] = lambda _: None
) -> Usage:
    """Sum files, each row of which counts once.

    Parameters
    ----------
    opened_files : sequence of OpenFile
        Of one engine.
    by : sequence of str
        What the sums are kept apart by, any of `workbook.ledger.sums.BY`.
    progress : callable
        Is told the name of each file before it is read.

    Returns
    -------
    Usage
        Files and sums.

    Raises
    ------
    ValueError
        If the rows of a file contradict its format, or there are more groups than anyone can read.
    """
    fine = [name for name in BY if name in {*by, *TOLD_APART}]
    files: list[ReadFile] = []
    sums: list[pd.DataFrame] = []
    before: list[tuple[OpenFile, ReadFile]] = []
    for one in opened_files:
        progress(one.file.name)
        found = _sums(one, one.ledger, fine)
        start, end = (found[name].dropna() for name in ("start", "end"))
        read = ReadFile(
            one.file,
            one.of,
            int(found["rows"].sum()),
            start.min() if len(start) else None,
            end.max() if len(end) else None,
        )
        repeats = [earlier for earlier, was in before if earlier.of is one.of and _overlap(was, read)]
        if repeats:
            found = _sums(one, without_repeats(one.ledger, [earlier.ledger for earlier in repeats]), fine)
        files.append(read)
        before.append((one, read))
        sums.append(found)
    every = also_elsewhere(pd.concat(sums, ignore_index=True))
    return Usage(tuple(files), every if len(fine) == len(by) else _coarser(every, by))


def _sums(one: OpenFile, ledger: ir.Table, by: Sequence[str]) -> pd.DataFrame:
    expression = grouped(ledger, by)
    try:
        found: pd.DataFrame = expression.limit(MOST_GROUPS + 1).to_pyarrow().to_pandas()
        if found["faults"].sum():
            _refuse(one)
    except _engine_errors() as error:
        raise said_by_engine(error, one.file.name) from None
    if len(found) > MOST_GROUPS:
        most = {name: int(ledger[name].nunique().to_pyarrow().as_py()) for name in by if name in ledger.columns}
        worst = max(most, key=lambda name: most[name])
        raise ValueError(
            f"--by must leave at most {MOST_GROUPS:,} groups: {one.file.name} has {most[worst]:,} different values of "
            f"{worst}; leave it out"
        )
    return found.sort_values([name for name in BY if name in by], na_position="first", ignore_index=True)


def _coarser(sums: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return sums that are kept apart by less."""
    keys = [*ALWAYS, *[name for name in BY if name in by]]
    how = dict.fromkeys((str(name) for name in sums if name not in {*keys, *TOLD_APART}), "sum")
    how |= {"first_row": "min", "start": "min", "last_row": "max", "end": "max"}
    return sums.groupby(keys, dropna=False, sort=False, as_index=False).agg(how)


def _refuse(one: OpenFile) -> None:
    """Raise for the first row that contradicts its format."""
    wrong = one.ledger.filter(one.ledger.fault.notnull()).select("source_row", "fault")
    rows: list[dict[str, Any]] = wrong.order_by("source_row").limit(1).to_pyarrow().to_pylist()
    row = "" if rows[0]["source_row"] is None else f" row {rows[0]['source_row']}"
    raise ValueError(f"{one.file.name}{row}: {rows[0]['fault']} ({one.of.name})")


def _overlap(a: ReadFile, b: ReadFile) -> bool:
    if a.start is None or b.start is None or a.end is None or b.end is None:
        return False
    return bool(a.start <= b.end and b.start <= a.end)


def _engine_errors() -> tuple[type[Exception], ...]:
    import duckdb

    return (duckdb.Error,)
