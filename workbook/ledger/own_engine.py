"""A company's own engine: its tables are read where they stand, and nothing but sums of groups comes back."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from workbook.ledger.engine_table import EngineTable
from workbook.ledger.file_format import FileFormat
from workbook.ledger.mapping import NO_MAPPING, Mapping
from workbook.ledger.reading import OpenFile, Usage, opened_as, summed_up
from workbook.ledger.recognition import recognised
from workbook.ledger.sums import BY

if TYPE_CHECKING:
    import ibis.expr.types as ir


def table_usage(
    url: str,
    tables: Sequence[str],
    by: Sequence[str] = BY,
    mapping: Mapping = NO_MAPPING,
    progress: Callable[[str], None] = lambda _: None,
) -> Usage:
    """Read usage from tables of an engine.

    Parameters
    ----------
    url : str
        Of the engine, as ``bigquery://project/dataset``, ``snowflake://...``, ``trino://...`` or ``pyspark://``.
    tables : sequence of str
        Names, with their database before a dot where it is another.
    by : sequence of str
        What the sums are kept apart by, any of `workbook.ledger.sums.BY`.
    mapping : Mapping
        What the company says of its tables and names.
    progress : callable
        Is told the name of each table before it is read.

    Returns
    -------
    Usage
        Tables, in place of files, and sums.

    Raises
    ------
    ValueError
        If the engine cannot be reached or says no, a table is not known, or its rows contradict its format.
    """
    found = opened_tables(url, tables, mapping)
    try:
        with _quiet():
            return summed_up(found, by, progress)
    except (ValueError, LookupError, TypeError, AttributeError):
        raise
    except Exception as error:  # noqa: BLE001 - every driver has its own
        raise ValueError(f"--table must be one that its engine can sum: {_line(error)}") from None


def opened_tables(url: str, tables: Sequence[str], mapping: Mapping = NO_MAPPING) -> list[OpenFile]:
    """Return tables of an engine, recognised but not read.

    Parameters
    ----------
    url : str
        Of the engine.
    tables : sequence of str
        Names, with their database before a dot where it is another.
    mapping : Mapping
        What the company says of its tables and names.

    Returns
    -------
    list of OpenFile
        In order.

    Raises
    ------
    ValueError
        If the engine cannot be reached or a table is not known.
    """
    with _quiet():
        engine = _connected(url)
        return [_opened(engine, name, mapping) for name in tables]


def _opened(engine: Any, text: str, mapping: Mapping) -> OpenFile:
    *database, name = text.split(".")
    try:
        table = engine.table(name, database=tuple(database) or None)
    except Exception as error:  # noqa: BLE001 - every driver has its own
        raise ValueError(f"--table must be a table of the engine: got {text}: {_line(error)}") from None
    header = EngineTable(text, tuple(table.columns))
    of = recognised(header, mapping.formats)
    return opened_as(header, of, mapping.renamed(of.ledger(_raw(table, of))))


def _connected(url: str) -> Any:
    """Return the engine of a URL; nothing is written to it."""
    import ibis

    scheme = url.partition("://")[0]
    given = {"read_only": True} if scheme == "duckdb" else {}
    try:
        engine = ibis.connect(url, **given)
    except ImportError as error:
        raise ValueError(
            f"--connect must be of an engine whose driver is installed: {scheme} needs {error.name}; "
            f"pip install 'ibis-framework[{scheme}]'"
        ) from None
    except Exception as error:  # noqa: BLE001 - every driver has its own
        raise ValueError(
            f"--connect must be the URL of an engine that can be reached, as bigquery://project/dataset: {_line(error)}"
        ) from None
    if scheme == "duckdb":
        engine.raw_sql("SET enable_progress_bar=false")  # it would be on the standard output
    return engine


def _raw(table: ir.Table, of: FileFormat) -> ir.Table:
    """Return the columns that a format reads, null where there is none; a table has no order, so no row a number."""
    import ibis
    from ibis.backends.sql.datatypes import DuckDBType

    there = {name.lower(): name for name in table.columns}
    return table.select(
        source_row=ibis.null("int64"),
        **{
            name: table[there[name.lower()]] if name.lower() in there else ibis.null(DuckDBType.from_string(kind))
            for name, kind in of.columns.items()
        },
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to itself what drivers have to say of the libraries that they build on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
