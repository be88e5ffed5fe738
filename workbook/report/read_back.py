"""A report that came back, as what it is built from: its yellow cells, and the rows that were read from files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from calc.impacts.grid_factor import place_names
from workbook.model.release import released
from workbook.report import changes_sheet, front, inputs_sheet, ledger_sheet, left_out_sheet, models_sheet, places_sheet
from workbook.report.content import HOSTS, TYPED, Choices, Content, Line, Money, Region, Slot, listed_models
from workbook.report.pages import Pages
from workbook.report.yellow_cells import KNOWN, choices_from, usual_choices
from workbook.returned import NOT_OURS, Cells, read_cells, sheets_of
from workbook.writer.book import Book
from workbook.writer.sheet import at

READ: Final = (
    front.TITLE, inputs_sheet.TITLE, models_sheet.TITLE, ledger_sheet.TITLE, places_sheet.TITLE, left_out_sheet.TITLE,
)  # fmt: skip
VERSION: Final = re.compile(r"\bequery (\d+\.\d+\.\d+[\w.+-]*)")
LISTS: Final[dict[str, Callable[[], Sequence[str]]]] = {
    "typed_.*_model": listed_models,
    "(typed_.*|mix)_place(_.)?": place_names,
}


def is_report(path: Path) -> bool:
    """Return whether a file is a report, as its sheets say."""
    titles = sheets_of(path)
    return front.TITLE in titles and ledger_sheet.TITLE in titles


def version_of(cells: Cells) -> str:
    """Return the version that built a report."""
    found = [match[1] for (title, _), v in cells.items() if title == front.TITLE and (match := VERSION.search(str(v)))]
    if not found:
        raise ValueError(f"{NOT_OURS}: its sheet {front.TITLE} names no version")
    return found[0]


def content_of_file(path: Path) -> Content:
    """Return what a report is built from.

    Raises
    ------
    ValueError
        If the file cannot be read, is no report, or holds a choice that is none.
    """
    with_changes = [changes_sheet.TITLE] if changes_sheet.TITLE in sheets_of(path) else []
    return content_of_cells(read_cells(path, (*READ, *with_changes), values=True))


def content_of_cells(cells: Cells) -> Content:
    """Return what a report with these values is built from."""
    slots, regions = tuple(_slots(cells)), tuple(_regions(cells))
    year = cells[places_sheet.TITLE, at(places_sheet.HEAD + 1 + len(regions), 2)]
    files, left_out, costs, tokens, money = _in_and_out(cells)
    return Content(
        _choices(cells, slots, regions), slots, tuple(_lines(cells)), regions, int(year), files, left_out, costs, tokens,
        changes_sheet.then_of(cells), money,
    )  # fmt: skip


def _choices(cells: Cells, slots: tuple[Slot, ...], regions: tuple[Region, ...]) -> Choices:
    empty = Pages(Book("", released()), Content(usual_choices(), (), (), (), 0))
    empty.names.add("listed_models", None)
    inputs_sheet.write(empty)  # its rows are the same whatever is typed
    found = {key: cells.get((inputs_sheet.TITLE, cell.text)) for key, cell in empty.inputs.items()}
    for key, value in found.items():
        where = f"{inputs_sheet.TITLE}!{empty.inputs[key]}"
        _check(where, key, value, number=isinstance(empty.usual[key], float) or _is_number(key))
    choices = choices_from({key: _said(key, value) for key, value in found.items()})
    for r, slot in enumerate(slots, models_sheet.HEAD + 1):
        chosen = cells.get((models_sheet.TITLE, at(r, models_sheet.FILL)))
        _one_of(f"{models_sheet.TITLE}!{at(r, models_sheet.FILL)}", chosen, (None, *listed_models()))
        if chosen != slot.stands_for:
            choices.stand_ins[slot.label] = chosen or ""
    for r, region in enumerate(regions, places_sheet.HEAD + 1):
        chosen = cells.get((places_sheet.TITLE, at(r, 3)))
        _one_of(f"{places_sheet.TITLE}!{at(r, 3)}", chosen, (None, *place_names()))
        if (chosen or "") != region.place:
            choices.places[region.region, region.year] = chosen or ""
    return choices


def _is_number(key: str) -> bool:
    return bool(re.fullmatch(r"typed_\d_(calls|l_in|cached|l_out)|mix_share_\d|measured_.*|contractual_g", key))


def _check(where: str, key: str, value: Any, *, number: bool) -> None:
    """Refuse what the cell's own rule refuses."""
    if key == "host":
        _one_of(where, value, HOSTS)
    elif key == "mix_known":
        _one_of(where, value, KNOWN.values())
    elif value is not None:
        for pattern, listed in LISTS.items():
            if re.fullmatch(pattern, key):
                _one_of(where, value, listed())
        if number and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise ValueError(f"{where} must be a number or blank: got {value!r}")


def _one_of(where: str, value: Any, listed: Any) -> None:
    if value not in listed:
        raise ValueError(f"{where} must be chosen from its list: got {value!r}")


def _said(key: str, value: Any) -> Any:
    """Return a number as a number and anything that was noted as a text."""
    if isinstance(value, int | float) and not isinstance(value, bool) and not key.startswith("note_"):
        return float(value)
    return None if value is None else str(value)


def _table(cells: Cells, title: str, head: int, columns: int) -> Iterator[list[Any]]:
    """Return the rows below a heading, up to the first that begins with a blank."""
    row = head + 1
    while cells.get((title, at(row, 1))) is not None:
        yield [cells.get((title, at(row, c))) for c in range(1, columns + 1)]
        row += 1


def _slots(cells: Cells) -> Iterator[Slot]:
    heads = models_sheet.HEADS
    row = models_sheet.HEAD + 1
    built, quality, why = (heads.index(head) + 1 for head in ("As built", "... quality", "Why"))
    while (stands_for := cells.get((models_sheet.TITLE, at(row, built)))) is not None:
        label, names, number, reason = (cells.get((models_sheet.TITLE, at(row, c)), "") for c in (1, 2, quality, why))
        yield Slot(str(label), str(names), str(stands_for), int(number), str(reason))
        row += 1


def _regions(cells: Cells) -> Iterator[Region]:
    row = places_sheet.HEAD + 1
    while (factor := cells.get((places_sheet.TITLE, at(row, places_sheet.OF_YEAR)))) is not None:
        region, year, built = (cells.get((places_sheet.TITLE, at(row, c))) for c in (1, 2, places_sheet.BUILT))
        yield Region(str(region), int(year or 0), str(built or ""), float(factor))
        row += 1


def _lines(cells: Cells) -> Iterator[Line]:
    heads, row = ledger_sheet.HEADS, ledger_sheet.HEAD + 1 + TYPED
    while (source := cells.get((ledger_sheet.TITLE, at(row, heads.index("Traced to") + 1)))) is not None:
        own = {head: cells.get((ledger_sheet.TITLE, at(row, c))) for c, head in enumerate(heads, 1)}
        month, provider, model, team = (str(own[h] or "") for h in ("Month", "Provider", "Model in the file", "Team"))
        yield Line(
            month, provider, model, int(own["Model row"] or 0), team, int(own["Place row"] or 0), own["Requests"],
            tuple(float(own[head] or 0) for head in ledger_sheet.TOKENS), str(source),
        )  # fmt: skip
        row += 1


def _in_and_out(cells: Cells) -> tuple[Any, Any, Any, float, tuple[Money, ...]]:
    title, head = left_out_sheet.TITLE, left_out_sheet.HEAD
    files = tuple(
        (str(name), str(of), int(rows), str(start or ""), str(end or ""), str(sha))
        for name, of, rows, start, end, sha in _table(cells, title, head, 6)
    )
    head += len(files) + left_out_sheet.APART
    left_out = tuple(
        (str(why), str(model or ""), str(near or ""), int(rows), float(tokens))
        for why, model, near, rows, tokens in _table(cells, title, head, 5)
    )
    head += len(left_out) + 2
    tokens = float(cells[title, at(head + 1, 2)])
    costs = tuple(
        (str(currency), str(basis), float(amount))
        for basis, currency, amount in _table(cells, title, head + left_out_sheet.BEFORE_COSTS, 3)
    )
    head += left_out_sheet.BEFORE_COSTS - 1 + len(costs) + left_out_sheet.BEFORE_MONEY
    money = tuple(
        Money(str(payee), str(month or ""), charged, float(listed), str(currency or ""), float(unpriced))
        for payee, month, charged, listed, currency, unpriced in _table(cells, title, head, 6)
    )
    return files, left_out, costs, tokens, money
