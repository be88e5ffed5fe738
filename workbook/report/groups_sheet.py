"""Groups of a report: usage by month, team and provider, summed from the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from workbook.report.content import Content
from workbook.report.ledger_sheet import name_of
from workbook.report.pages import Pages
from workbook.sheets.tornado import ranked
from workbook.writer.sheet import Cell, Sheet, area
from workbook.writer.term import Term, call

TITLE: Final = "Groups"
SUMMARY: Final = "Usage by month, team and provider"
SUMS: Final = {
    "kWh": ("kWh",),
    "kgCO2e, location": ("kgCO2e, location",),
    "kgCO2e, market": ("kgCO2e, market",),
    "Answer tokens": ("Answers",),
    "Prompt tokens": ("Read", "From cache", "Into cache"),
}
MOST: Final = 30  # of a kind; what is smaller stands together
RANK: Final = 8  # right of the page
KINDS: Final = {
    "month": ("Month", "no month"),
    "team": ("Team", "no team, or others"),
    "provider": ("Provider", "others"),
}


def listed(content: Content) -> dict[str, list[str]]:
    """Return the groups of each kind: months in order, teams and providers with most rows first."""
    lines = content.lines
    return {
        "month": sorted({one.month for one in lines if one.month}),
        "team": _most([one.team for one in lines]),
        "provider": [*_most([one.provider for one in lines]), "typed"],
    }


def _most(found: Sequence[str]) -> list[str]:
    return [name for name, _ in Counter(name for name in found if name).most_common(MOST)]


def write(pages: Pages) -> None:
    """Add the sheet."""
    lead = "Expected values; each is a sum over the rows of Ledger of this month, team or provider."
    sheet = pages.book.sheet(TITLE, SUMMARY, lead, [34, *[16] * 5], freeze="B4")
    row = 5
    for key, names in listed(pages.content).items():
        row = _table(pages, sheet, row, key, names) + 2
    sheet.print_only(f"A1:F{row}")


def _table(pages: Pages, sheet: Sheet, row: int, key: str, names: list[str]) -> int:
    n, (title, rest) = pages.names, KINDS[key]
    sheet.put(row, 1, f"By {title.lower()}", "heading")
    sheet.header(row + 1, [title, *SUMS])
    sheet.put(row + 1, RANK, "Rank", "remark")
    columns: list[list[Cell]] = [[] for _ in range(1 + len(SUMS))]
    for r, (number, name) in enumerate([*enumerate(names, 1), (0, rest)], row + 2):
        columns[0].append(sheet.put(r, 1, name))
        for c, (head, parts) in enumerate(SUMS.items(), 2):
            sums = [_sum_if(n[name_of(f"{title} row")], number, n[name_of(part)]) for part in parts]
            digits = "#,##0" if "tokens" in head else "#,##0.000"
            columns[c - 1].append(sheet.show(r, c, sum(sums[1:], sums[0]), number=digits))
    sheet.name(area(columns[0]), f"groups_{key}")
    sheet.name(area(columns[1]), f"groups_{key}_kwh")
    sheet.name(area(ranked(sheet, columns[1], RANK)), f"groups_{key}_rank")
    return row + 2 + len(names)


def _sum_if(among: Term, number: int, values: Term) -> Term:
    """Return SUMIF(range, number, range to sum): names could hold what Excel takes for a pattern."""
    found = sum(float(v or 0) for key, v in zip(among.value, values.value, strict=True) if key == number)
    return call("SUMIF", found, among, number, values)
