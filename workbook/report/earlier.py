"""An earlier report: the company's choices in it, taken over into a new one, and what it showed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from workbook.report import ledger_sheet
from workbook.report.changes_sheet import ENDS, TYPED_CALLS
from workbook.report.composed import compose_report
from workbook.report.content import TYPED, Choices, Content, Then
from workbook.report.front import LINES
from workbook.report.read_back import content_of_file
from workbook.returned import Cells, read_cells
from workbook.writer.sheet import at

COUNTED: Final = ledger_sheet.TOKENS[:4]


def updated(content: Content, path: Path) -> tuple[Content, list[str]]:
    """Return new usage with the choices of an earlier report.

    Parameters
    ----------
    content : Content
        Of the files.
    path : Path
        The earlier report, whose yellow cells win.

    Returns
    -------
    content : Content
        With what the earlier report showed.
    lost : list of str
        Stand-ins and places that were chosen for what no file has any more.
    """
    earlier = content_of_file(path)
    choices, lost = _taken_over(earlier.choices, content)
    results = compose_report(earlier).results
    titles = tuple({ledger_sheet.TITLE, *(cell.sheet.title for cell in results.values())})
    cells = read_cells(path, titles, values=True)
    totals = {
        key: cells.get((results[key].sheet.title, results[key].text))
        for key in (f"total|{line}|{end}" for line in LINES for end in ENDS)
    }
    files = tuple(sorted((file[0], file[5]) for file in earlier.files))
    return replace(content, choices=choices, then=Then(_groups(cells, earlier), totals, files)), lost


def _taken_over(choices: Choices, content: Content) -> tuple[Choices, list[str]]:
    """Return the choices as far as they still concern anything; a region keeps its place in another year."""
    labels = {slot.label for slot in content.slots}
    newest = {region: place for (region, _), place in sorted(choices.places.items())}
    places = {
        (one.region, one.year): choices.places.get((one.region, one.year), newest[one.region])
        for one in content.regions
        if one.region in newest
    }
    lost = [*(set(choices.stand_ins) - labels), *(set(newest) - {one.region for one in content.regions})]
    kept = {label: name for label, name in choices.stand_ins.items() if label in labels}
    return replace(choices, stand_ins=kept, places=places), sorted(lost)


def _groups(cells: Cells, earlier: Content) -> dict[tuple[str, str], tuple[float, float]]:
    """Return tokens and kWh that the ledger showed, by month and model, and of all typed calls."""
    keys = [("", TYPED_CALLS)] * TYPED
    keys += [(line.month, earlier.slots[line.slot - 1].label) for line in earlier.lines]
    found: dict[tuple[str, str], Sequence[float]] = defaultdict(lambda: (0.0, 0.0))
    for r, key in enumerate(keys, ledger_sheet.HEAD + 1):
        tokens, kwh = found[key]
        found[key] = (
            tokens + sum(_number(cells, r, head) for head in COUNTED),
            kwh + _number(cells, r, "kWh"),
        )
    return {key: (tokens, kwh) for key, (tokens, kwh) in found.items()}


def _number(cells: Cells, row: int, head: str) -> float:
    found = cells.get((ledger_sheet.TITLE, at(row, ledger_sheet.HEADS.index(head) + 1)))
    return float(found) if isinstance(found, int | float) else 0.0
