"""Ledger of a report: a row a group of the files' rows, and a row a line of typed calls, with live energy and emissions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from calc.usage import formulas
from workbook.ledger.columns import COUNTS
from workbook.report.content import TYPED
from workbook.report.pages import Pages
from workbook.writer.sheet import Cell, Sheet, area
from workbook.writer.term import Term, blank, index, total, where

TITLE: Final = "Ledger"
SUMMARY: Final = "Every group of usage with its tokens, energy and emissions, traced to rows of a file"
HEAD: Final = 5
HEADS: Final = (
    "Month", "Provider", "Model in the file", "Model row", "Team", "Place row", "Requests",
    "Read", "From cache", "Into cache", "Answers", "Context", "... if even", "... unknown",
    "kWh", "kgCO2e, location", "kgCO2e, market", "... of a known place", "Traced to",
)  # fmt: skip
TOKENS: Final = ("Read", "From cache", "Into cache", "Answers", "Context", "... if even", "... unknown")
assert len(TOKENS) == len(COUNTS) + 3
WIDTHS: Final = [10, 14, 28, 9, 18, 9, *[13] * 12, 50]


def write(pages: Pages) -> None:
    """Add the sheet."""
    lead = "Tokens are those of the files; energy and emissions follow from every input. Model row: a row of Models."
    sheet = pages.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze=f"D{HEAD + 1}", pages_wide=2)
    sheet.repeat(HEAD)
    sheet.header(HEAD, HEADS)
    columns: dict[str, list[Cell]] = {head: [] for head in HEADS}
    for t in range(TYPED):
        _write(pages, sheet, columns, HEAD + 1 + t, _typed(pages, t))
    for r, line in enumerate(pages.content.lines, HEAD + 1 + TYPED):
        values = (line.month, line.provider, line.model, line.slot, line.team, line.place, line.requests, *line.tokens)
        _write(pages, sheet, columns, r, [*values, line.source])
    for head in TOKENS[:4]:
        of_files = columns[head][TYPED:]
        pages.columns[f"files {head}"] = total(area(of_files, there=True)) if of_files else Term.of(0)
    for head, cells in columns.items():
        column = area(cells, there=True)
        pages.columns[f"ledger {head}"] = column
    for key, head in (("kwh", "kWh"), ("location", "kgCO2e, location"), ("market", "kgCO2e, market")):
        sheet.name(area(columns[head]), f"ledger_{key}")
        pages.columns[f"ledger {head}"] = pages.names[f"ledger_{key}"]
    for head in ("Model row", "Month", "Team", "Provider", "Place row", *TOKENS, "Requests", "... of a known place"):
        name = "ledger_" + head.lower().replace("... ", "").replace(" ", "_")
        sheet.name(area(columns[head]), name)
        pages.columns[f"ledger {head}"] = pages.names[name]


def _typed(pages: Pages, t: int) -> list[Any]:
    """Return the row of a line of typed calls."""
    model, calls, l_in, cached, l_out = (
        pages.columns[f"typed {head} {t}"]
        for head in ("Model", "Calls", "Mean prompt", "... of it cached", "Mean answer")
    )
    none = blank(model)

    def of(term: Term) -> Term:
        return where(none, 0, term)

    return [
        "", "typed", where(none, "", model), len(pages.content.slots) + t + 1, "",
        len(pages.content.regions) + t + 1, of(calls), of(calls * (l_in - cached)), of(calls * cached), 0,
        of(calls * l_out), 0, of(calls * l_out * (l_in + l_out)), 0, f"Inputs, typed calls, row {t + 1}",
    ]  # fmt: skip


def _write(pages: Pages, sheet: Sheet, columns: dict[str, list[Cell]], r: int, values: Sequence[Any]) -> None:
    n = pages.names
    *before, traced = values
    for c, (head, value) in enumerate(zip(HEADS, before, strict=False), 1):
        number = "#,##0" if head in TOKENS or head == "Requests" else None
        if isinstance(value, Term):
            columns[head].append(sheet.show(r, c, value, number=number or "General"))
        else:
            columns[head].append(sheet.put(r, c, value, "data", number))
    own = {head: cells[-1] for head, cells in columns.items() if cells}
    slot, place = own["Model row"], own["Place row"]
    read = formulas.tokens_read(own["Read"] + own["Into cache"], own["From cache"], n.cache_read_mean)
    context = formulas.attended(own["Context"], own["... if even"], n.spread_mean, own["... unknown"], n.context_mean)
    a, rate, attending = (index(n[f"models_{unit}"], slot) for unit in ("read", "answer", "context"))
    wh = formulas.ledger_seconds(
        a, rate, attending, read, own["Answers"], context
    )  # the same sum, of Wh in place of seconds
    energy = sheet.show(r, 15, wh / n.wh_per_kwh, number="#,##0.000")
    known = index(n.place_known, place)
    sure = where(known == 1, n.grid_known_mean, n.grid_unknown_mean)
    location = sheet.show(r, 16, energy * index(n.place_location, place) / n.wh_per_kwh * sure, number="#,##0.000")
    contract = where(blank(n.report_contractual_g), sure, 1)
    market = sheet.show(r, 17, energy * index(n.place_market, place) / n.wh_per_kwh * contract, number="#,##0.000")
    of_known = sheet.show(r, 18, where(known == 1, location, 0), number="#,##0.000")
    for head, cell in zip(HEADS[14:18], (energy, location, market, of_known), strict=True):
        columns[head].append(cell)
    columns["Traced to"].append(sheet.put(r, 19, traced, "remark"))
