"""Scenarios in a table: read from a CSV file, with exact words on what is wrong with it, and written with results."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from calc.impacts.quantities import RESULT_UNITS
from calc.impacts.rate_descriptions import rate_facts
from calc.impacts.scenarios import Scenario, compare_scenarios, scenario_keys
from calc.inputs.names import Names, fold
from workbook.cli.files import read_table

if TYPE_CHECKING:
    import pandas as pd

TEXT: Final = ("name", "model", "assumption_set", *(key for key, fact in rate_facts().items() if not fact.check))
IGNORED: Final = (*RESULT_UNITS, "note")  # a file that was written with results can be read again


def read_scenarios(path: Path) -> list[Scenario]:
    """Read scenarios, one a row; the columns are the fields of `Scenario`, of which only name is needed.

    Parameters
    ----------
    path : Path
        UTF-8 text, comma-separated, with a header row; an empty cell leaves the default, results are not read.

    Raises
    ------
    ValueError
        If the file cannot be read, is empty, lacks the column name or has one that is not known, or if a row
        breaks a rule: the message names column, rule, value and line.
    """
    text = read_table("FILE", path, "a header and at least one scenario")
    reader = csv.DictReader(text.splitlines(), restkey="more")
    columns = _columns(reader.fieldnames or [], path)
    found: list[Scenario] = []
    for row in reader:
        where = f"in {path}, line {reader.line_num}"
        if "more" in row:
            raise ValueError(f"row must have at most {len(reader.fieldnames or [])} cells: got more {where}")
        scenario = _scenario({key: (row[column] or "").strip() for column, key in columns.items()}, where)
        if any(fold(scenario.name) == fold(other.name) for other in found):
            raise ValueError(f"name must differ from every other scenario's: got {scenario.name!r} twice, {where}")
        found.append(scenario)
    if not found:
        raise ValueError(f"FILE must hold at least one scenario: {path} has a header only")
    return found


def _columns(header: Sequence[str], path: Path) -> dict[str, str]:
    """Return the field that each column of the file fills."""
    known = Names(f"column of {path}", (*scenario_keys(), *IGNORED), offered=scenario_keys())
    used: dict[str, str] = {}
    for column in header:
        key = known.get(column)
        if key is None and ";" in column:
            raise ValueError(f"columns must be separated by commas: got {column!r} in {path}")
        if key is None:
            raise known.unknown(column)
        if key in used.values():
            raise ValueError(f"column {key} must occur once: {path} has it twice")
        if key not in IGNORED:
            used[column] = key
    if "name" not in used.values():
        raise ValueError(f"FILE must have the column name: {path} has {', '.join(header)}")
    return used


def _scenario(cells: dict[str, str], where: str) -> Scenario:
    values: dict[str, Any] = {
        key: text if key in TEXT else _number(key, text, where) for key, text in cells.items() if text
    }
    try:
        return Scenario(**({"name": ""} | values))
    except ValueError as error:
        raise ValueError(f"{error} {where}") from None


def _number(key: str, text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{key} must be a number: got {text!r} {where}") from None


def scenario_frame(scenarios: Sequence[Scenario], year: int | None = None) -> pd.DataFrame:
    """Return scenarios and their results as one table, a row a scenario; `read_scenarios` reads it back."""
    import pandas as pd  # heavy, and only for files

    given = pd.DataFrame([{key: getattr(s, key) for key in scenario_keys()} for s in scenarios])
    return pd.concat([given, pd.DataFrame(compare_scenarios(scenarios, year))], axis=1)
