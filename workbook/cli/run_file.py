"""Read somebody's own measured runs from a CSV file, and say exactly what is wrong with it."""

from __future__ import annotations

import csv
from pathlib import Path

from calc.measured.one_run import NEEDED, Run, run_of_cells
from workbook.cli.files import read_table


def read_runs(path: Path) -> list[Run]:
    """Read runs with the columns of data/measured_runs.csv, of which a few are enough.

    Parameters
    ----------
    path : Path
        UTF-8 text, comma-separated, with a header row; a byte-order mark and further columns are allowed.

    Raises
    ------
    ValueError
        If the file cannot be read, is empty, lacks a column, or a cell breaks its rule; the message names file, row
        (the first after the header is row 1), column, rule and value.
    """
    text = read_table("rows", path, "a header and at least 1 row")
    reader = csv.DictReader(text.splitlines(), restkey="more", restval="", skipinitialspace=True)
    header = {name.strip().casefold(): name for name in reader.fieldnames or []}
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise ValueError(f"{path} must have the columns {', '.join(NEEDED)}: {_what_is_there(missing, list(header))}")
    runs = []
    for number, row in enumerate(reader, 1):
        cells = {key: (row[name] or "").strip() for key, name in header.items()}
        try:
            runs.append(run_of_cells(cells, f"row {number}"))
        except ValueError as error:
            raise ValueError(f"{path}, row {number}: {error}") from None
    if not runs:
        raise ValueError(f"rows must hold a header and at least 1 row: {path} has no row")
    return runs


def _what_is_there(missing: list[str], header: list[str]) -> str:
    """Say what is lacking, and which column has it in another unit, as its name tells."""
    other = {name: [h for h in header if h.rpartition("_")[0] == name.rpartition("_")[0] != ""] for name in missing}
    said = [f"{name} ({', '.join(found)} is in another unit)" if (found := other[name]) else name for name in missing]
    return f"it lacks {', '.join(said)} and has {', '.join(header)}"
