"""Read a user's own benchmark rows from a CSV file, and say exactly what is wrong with it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from calc.inputs.names import fold
from calc.query.throughput import TpsFit, fit_tps
from workbook.cli.files import read_table

NEEDED = ("tps", "l_in", "l_out")


@dataclass(frozen=True)
class Rows:
    """Benchmark rows: throughput [token/s], lengths [token], and the model of each ("" if unsaid)."""

    model: list[str]
    tps: list[float]
    l_in: list[float]
    l_out: list[float]

    def fit(self) -> TpsFit:
        """Fit the throughput model to the rows."""
        return fit_tps(self.tps, self.l_in, self.l_out)


def read_rows(path: Path, model: str | None = None) -> Rows:
    """Read rows with the columns tps, l_in, l_out and, if the file has several models, model.

    Parameters
    ----------
    path : Path
        UTF-8 text, comma-separated, with a header row; a byte-order mark and further columns are allowed.
    model : str, optional
        Keep the rows of this model; needed where the file has rows of several.

    Raises
    ------
    ValueError
        If the file cannot be read, is empty, lacks a column, or holds something that is not a number above 0.
    """
    text = read_table("rows", path, "a header and at least 2 rows")
    reader = csv.DictReader(text.splitlines(), restkey="more")
    header = {fold(name): name for name in reader.fieldnames or []}
    missing = [name for name in NEEDED if fold(name) not in header]
    if missing:
        found = ", ".join(reader.fieldnames or [])
        raise ValueError(
            f"rows must have the columns {', '.join(NEEDED)}, separated by commas: "
            f"{path} lacks {', '.join(missing)} (it has {found})"
        )
    model_column = header.get("model")
    rows = Rows([], [], [], [])
    for row in reader:
        name = (row.get(model_column) or "").strip() if model_column else ""
        if model and name and fold(name) != fold(model):
            continue
        rows.model.append(name)
        for column in NEEDED:
            value = _number(row[header[fold(column)]], column, path, reader.line_num)
            getattr(rows, column).append(value)
    names = sorted({name for name in rows.model if name})
    if len(names) > 1:
        raise ValueError(f"MODEL must be given, the rows are of several: {', '.join(names)}")
    if not rows.tps:
        raise ValueError(f"rows must hold at least 2 rows{f' of {model}' if model else ''}: {path} has none")
    return rows


def _number(text: str | None, column: str, path: Path, line: int) -> float:
    try:
        value = float((text or "").strip())
    except ValueError:
        raise ValueError(f"{column} must be a number: got {text!r} in {path}, line {line}") from None
    if not 0 < value < float("inf"):
        raise ValueError(f"{column} must be above 0 and finite: got {text!r} in {path}, line {line}")
    return value
