"""The engine that reads files: DuckDB, in this process, offline, reading only the columns that a format names."""

from __future__ import annotations

import re
from collections import Counter
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
    engine.raw_sql("SET enable_progress_bar=false")  # it would be on the standard output
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

    Raises
    ------
    ValueError
        If a column that is read is there twice.
    """
    path = quoted(str(file.path))
    there = {column.lower(): column for column in file.columns}
    if file.container != "json":
        _refuse_twice(file, of)
    if file.container == "parquet":
        source, number = f"read_parquet({path}, file_row_number=true)", "file_row_number + 1"
    elif file.container == "csv":
        # A column that is not read needs no name of its own: it may have none, or that of another.
        read = {column.lower() for column in of.columns}
        names = [name if name.lower() in read else f"{number}." for number, name in enumerate(file.columns)]
        columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
        options = f"header=true, skip={file.blank}, auto_detect=false, columns={{{columns}}}"
        options += f""", delim={quoted(file.delimiter)}, quote='"', escape='"', strict_mode=true, null_padding=false"""
        source, number = f"read_csv({path}, {options})", f"row_number() OVER () + {file.blank + 1}"
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
    engine.raw_sql(f"CREATE OR REPLACE VIEW {named(name)} AS {selected}")
    return engine.table(name)


def quoted(text: str) -> str:
    """Return a text as SQL has it.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def named(text: str) -> str:
    """Return the name of a column as SQL has it.

    >>> print(named('the "total" of all'))
    "the ""total"" of all"
    """
    return '"' + text.replace('"', '""') + '"'


SAYS = {
    r"Expected Number of Columns: (\d+) Found: (\d+)": "have the {} columns of its header: it has {}",
    r"unterminated quote": "close its quotes",
    r"nvalid unicode|not utf-8|Invalid string encoding|byte sequence": "be text in UTF-8",
    r"GZIP": "be a whole packed file: its end is missing",
    r"Malformed JSON.*: ([\w ]+)": "be JSON: {}",
    r"(Expected \w+, but got \w+)": "be as its format has it: {}",
}
"""What the engine says of a file, and what must be of it."""


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
    text = str(error)
    row = re.search(r"\b(?:[Ll]ine|record/value):? (\d+)", text)
    ahead = "Malformed JSON" in text  # of that the engine names the row after it
    where = f"{file} row {int(row[1]) - ahead}" if row else file
    for pattern, rule in SAYS.items():
        if found := re.search(pattern, text, re.MULTILINE):
            return ValueError(f"{where} must {rule.format(*found.groups())}")
    return ValueError(f"{where} must be a file that can be read: {text.splitlines()[0][:200]}")


def _refuse_twice(file: FoundFile, of: FileFormat) -> None:
    """Raise for the first column of a format that a table has twice, which cannot be told apart."""
    found = Counter(column.lower() for column in file.columns)
    for column in of.columns:
        if found[column.lower()] > 1:
            raise ValueError(f"{file.name} must have {column} once: its header has it {found[column.lower()]} times")
