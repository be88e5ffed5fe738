"""Ledger of a report: a row a group of the files' rows, and a row a line of typed calls, with live energy and emissions."""

from __future__ import annotations

import re
from typing import Any, Final

from calc.usage import formulas
from workbook.report.content import TYPED, Line
from workbook.report.pages import Pages
from workbook.writer.sheet import Cell, Sheet, area, at
from workbook.writer.term import Term, blank, index, total, where

TITLE: Final = "Ledger"
SUMMARY: Final = "Every group of usage with its tokens, energy and emissions, traced to rows of a file"
HEAD: Final = 5
TOKENS: Final = ("Read", "From cache", "Into cache", "Answers", "Context", "... if even", "... unknown")
"""The token classes, then sums of answer tokens times context, as `calc.usage.counted_tokens` has them."""
PRINTED: Final = (
    "Month", "Provider", "Model in the file", "Team", "Requests", *TOKENS[:4], "kWh", "kgCO2e, location", "kgCO2e, market",
    "Traced to",
)  # fmt: skip
ROWS: Final = ("Month", "Team", "Provider")  # of Groups, which a row of the ledger belongs to
BEHIND: Final = ("Model row", "Place row", *(f"{kind} row" for kind in ROWS), *TOKENS[4:], "... of a known place")
HEADS: Final = (*PRINTED, *BEHIND)
WIDTHS: Final = [9, 14, 30, 18, 11, *[15] * 4, 13, 15, 15, 42, *[10] * 5, *[14] * 4]
LARGE: Final = ("Context", "... if even", "... unknown")


def write(pages: Pages) -> None:
    """Add the sheet."""
    lead = "Tokens are those of the files; energy and emissions follow from every input. Right of the page: how rows find theirs."
    sheet = pages.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze=f"D{HEAD + 1}")
    sheet.repeat(HEAD)
    sheet.header(HEAD, HEADS)
    columns: dict[str, list[Cell]] = {head: [] for head in HEADS}
    groups = {kind: {name: i for i, name in enumerate(pages.groups[kind.lower()], 1)} for kind in ROWS}
    rows = [*(_typed(pages, t) for t in range(TYPED)), *(_of_file(line, groups) for line in pages.content.lines)]
    for r, own in enumerate(rows, HEAD + 1):
        for head, value in own.items():
            columns[head].append(_cell(sheet, r, head, value))
        for head, term in _follows(pages, {head: cells[-1] for head, cells in columns.items() if cells}).items():
            columns[head].append(sheet.show(r, HEADS.index(head) + 1, term, number="#,##0.000"))
    for head in TOKENS[:4]:
        of_files = columns[head][TYPED:]
        pages.columns[f"files {head}"] = total(area(of_files, there=True)) if of_files else Term.of(0)
    for head, cells in columns.items():
        if head != "Traced to":
            sheet.name(area(cells), name_of(head))
    sheet.print_only(f"A1:{at(HEAD + len(rows), len(PRINTED))}")


def name_of(head: str) -> str:
    """Return the name of a column, by which other sheets refer to it.

    >>> name_of("kgCO2e, location"), name_of("... if even")
    ('ledger_kgco2e_location', 'ledger_if_even')
    """
    return "ledger_" + re.sub(r"[^a-z0-9]+", "_", head.lower()).strip("_")


def _of_file(line: Line, groups: dict[str, dict[str, int]]) -> dict[str, Any]:
    own = {"Month": line.month, "Team": line.team, "Provider": line.provider}
    return {
        "Month": line.month, "Provider": line.provider, "Model in the file": line.model, "Team": line.team,
        "Requests": line.requests, **dict(zip(TOKENS, line.tokens, strict=True)), "Traced to": line.source,
        "Model row": line.slot, "Place row": line.place,
        **{f"{kind} row": groups[kind].get(name, 0) for kind, name in own.items()},
    }  # fmt: skip


def _typed(pages: Pages, t: int) -> dict[str, Any]:
    """Return the row of a line of typed calls."""
    model, calls, l_in, cached, l_out = (
        pages.columns[f"typed {head} {t}"]
        for head in ("Model", "Calls", "Mean prompt", "... of it cached", "Mean answer")
    )
    none = blank(model)

    def of(term: Term) -> Term:
        return where(none, 0, term)

    tokens = (
        of(calls * (l_in - cached)),
        of(calls * cached),
        0,
        of(calls * l_out),
        0,
        of(calls * l_out * (l_in + l_out)),
        0,
    )
    return {
        "Month": "", "Provider": "typed", "Model in the file": where(none, "", model), "Team": "", "Requests": of(calls),
        **dict(zip(TOKENS, tokens, strict=True)), "Traced to": f"Inputs, typed calls, row {t + 1}",
        "Model row": len(pages.content.slots) + t + 1, "Place row": len(pages.content.regions) + t + 1,
        "Month row": 0, "Team row": 0, "Provider row": len(pages.groups["provider"]),
    }  # fmt: skip


def _cell(sheet: Sheet, row: int, head: str, value: Any) -> Cell:
    number = "0.00E+00" if head in LARGE else "#,##0" if head in TOKENS or head == "Requests" else None
    column = HEADS.index(head) + 1
    if isinstance(value, Term):
        return sheet.show(row, column, value, number=number or "General")
    return sheet.put(row, column, value, "remark" if head == "Traced to" else "data", number)


def _follows(pages: Pages, own: dict[str, Cell]) -> dict[str, Term]:
    """Return energy and emissions of a row."""
    n, slot, place = pages.names, own["Model row"], own["Place row"]
    read = formulas.tokens_read(own["Read"] + own["Into cache"], own["From cache"], n.cache_read_mean)
    context = formulas.attended(own["Context"], own["... if even"], n.spread_mean, own["... unknown"], n.context_mean)
    a, rate, attending = (index(n[f"models_{unit}"], slot) for unit in ("read", "answer", "context"))
    # the same sum as of node time, of what a token takes in place of its seconds
    kwh = formulas.ledger_seconds(a, rate, attending, read, own["Answers"], context) / n.wh_per_kwh
    known = index(n.place_known, place)
    sure = where(known == 1, n.grid_known_mean, n.grid_unknown_mean)
    energy = Term(kwh.value, at(own["Month"].row, HEADS.index("kWh") + 1))
    location = energy * index(n.place_location, place) / n.wh_per_kwh * sure
    contract = where(blank(n.report_contractual_g), sure, 1)
    market = energy * index(n.place_market, place) / n.wh_per_kwh * contract
    shown = Term(location.value, at(own["Month"].row, HEADS.index("kgCO2e, location") + 1))
    return {
        "kWh": kwh, "kgCO2e, location": location, "kgCO2e, market": market,
        "... of a known place": where(known == 1, shown, 0),
    }  # fmt: skip
