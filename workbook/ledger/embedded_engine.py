"""The engine that reads files: DuckDB, in this process, offline, reading only the columns that a format names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbook.ledger.asked_files import FoundFile
from workbook.ledger.file_format import FileFormat

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

MEMORY = "1500MB"  # beyond it the engine works on disk
LONGEST = 1 << 28  # bytes of one JSON document


def connect() -> Backend:
    """Return a new engine that keeps times in UTC and reaches for nothing on the network.

    Returns
    -------
    ibis.backends.duckdb.Backend
        Empty.
    """
    import ibis

    engine = ibis.duckdb.connect(memory_limit=MEMORY, autoinstall_known_extensions=False)
    engine.raw_sql("SET TimeZone='UTC'")
    return engine


def raw_table(engine: Backend, file: FoundFile, of: FileFormat, name: str) -> ir.Table:
    """Return a file's table as it stands: the columns that its format reads, and the number of each row.

    Parameters
    ----------
    engine : ibis.backends.duckdb.Backend
        Where it is read.
    file : FoundFile
        The file.
    of : FileFormat
        What it is.
    name : str
        Of the view that is made.

    Returns
    -------
    ibis Table
        The format's columns, null where the file has none, and `source_row` from 1: for a CSV the line, if no value
        has line breaks.
    """
    path = quoted(str(file.path))
    there = {column.lower(): column for column in file.columns}
    if file.container == "parquet":
        source, number = f"read_parquet({path}, file_row_number=true)", "file_row_number + 1"
    elif file.container == "csv":
        columns = ", ".join(f"{quoted(column)}: 'VARCHAR'" for column in file.columns)
        options = f"header=true, auto_detect=false, columns={{{columns}}}, delim={quoted(file.delimiter)}"
        source = f"""read_csv({path}, {options}, quote='"', escape='"', strict_mode=true, null_padding=false)"""
        number = "row_number() OVER () + 1"
    else:
        columns = ", ".join(f"{quoted(column)}: {quoted(kind)}" for column, kind in of.columns.items())
        # Left alone, the engine takes a list after a byte order mark for a single record.
        shape = "array" if file.head.lstrip().startswith("[") else "auto"
        options = f"format='{shape}', records=true, maximum_object_size={LONGEST}, ignore_errors=false"
        source = f"read_json({path}, columns={{{columns}}}, {options})"
        there, number = {column.lower(): column for column in of.columns}, "row_number() OVER ()"
    picked = ", ".join(
        f"{named(there[column.lower()]) if column.lower() in there else f'NULL::{kind}'} AS {named(column)}"
        for column, kind in of.columns.items()
    )
    selected = f"SELECT {number} AS source_row, {picked} FROM {source}"  # noqa: S608 - names of formats and quoted text
    engine.raw_sql(f'CREATE OR REPLACE VIEW "{name}" AS {selected}')
    return engine.table(name)


def quoted(text: str) -> str:
    """Return a text as SQL has it.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def named(column: str) -> str:
    """Return the name of a column as SQL has it.

    >>> named("a name")
    '"a name"'
    """
    return '"' + column.replace('"', '""') + '"'


def said_by_engine(error: Exception, file: str) -> ValueError:
    """Return what an engine found wrong with a file, as one line that names file and row.

    Parameters
    ----------
    error : Exception
        As the engine raised it.
    file : str
        The file's name.

    Returns
    -------
    ValueError
        To raise in its place.
    """
    lines = str(error).splitlines()
    row = re.search(r"(?:Line|line):? (\d+)", str(error))
    rule = next(
        (line for line in lines if "Expected" in line or "quote" in line.lower() or "alformed" in line), lines[0]
    )
    where = f" row {row[1]}" if row else ""
    # Where the file is and what kind of error it was told already.
    rule = re.sub(r'^[A-Z][A-Za-z ]+ Error: |(?: in|,)? file "[^"]*",?', "", rule).strip()
    return ValueError(f"{file}{where} must be as its header says: {rule[:200]}")
