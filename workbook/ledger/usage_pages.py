"""Pages of a provider's usage or cost API: one page, a list of them or one a line, each of buckets with results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.ledger.nested_records import record, unnested
from workbook.ledger.row_reader import RowReader

if TYPE_CHECKING:
    import ibis.expr.types as ir


def page_columns(bucket: tuple[str, ...], result: str) -> dict[str, str]:
    """Return what is read of pages.

    Parameters
    ----------
    bucket : tuple of str
        The keys of a bucket of time.
    result : str
        The type of a result, as `workbook.ledger.nested_records.record` has it.

    Returns
    -------
    dict
        As `FileFormat.columns` has it.
    """
    return {"data": record(*bucket, results=f"{result}[]") + "[]"}


def page_rows(raw: ir.Table, *needed: str) -> RowReader:
    """Return the reader of the results of pages; a bucket without any is a row of which `is_there` is false.

    Parameters
    ----------
    raw : ibis Table
        As the file has it.
    *needed : str
        Keys that a result, or its bucket, must have.

    Returns
    -------
    RowReader
        With a fault where a list or one of those keys is missing.
    """
    row = RowReader(unnested(raw, "data", "results"))
    row.never(row.raw.lacks.notnull(), "a page must have a list of data, and a bucket a list of results")
    for name in needed:
        row.always(name, row.raw.is_there)
    return row
