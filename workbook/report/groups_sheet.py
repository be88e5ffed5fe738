"""Groups of a report: usage by month, team, provider and place, summed from the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from workbook.report.pages import Pages
from workbook.writer.sheet import Cell, Sheet, area
from workbook.writer.term import Term, call, total

TITLE: Final = "Groups"
SUMMARY: Final = "Usage by month, team, provider and place"
HEADS: Final = ("kWh", "kgCO2e, location", "kgCO2e, market", "Answer tokens", "Prompt tokens")
MOST: Final = 30  # of a kind; what is smaller stands together
OTHERS: Final = "others"


def write(pages: Pages) -> None:
    """Add the sheet."""
    lead = "Expected values; each is a sum over the rows of Ledger that have this month, team, provider or place."
    sheet = pages.book.sheet(TITLE, SUMMARY, lead, [34, *[16] * 5], freeze="B4")
    lines, n = pages.content.lines, pages.names
    months = sorted({one.month for one in lines if one.month})
    row = _table(pages, sheet, 5, "month", "Month", months, n.ledger_month)
    kinds = (
        ("team", "Team", [one.team for one in lines], n.ledger_team),
        ("provider", "Provider", [one.provider for one in lines] + ["typed"], n.ledger_provider),
    )
    for key, title, found, column in kinds:
        row = _table(pages, sheet, row + 2, key, title, _most(found), column)


def _most(found: Sequence[str]) -> list[str]:
    """Return the names that most rows have."""
    return [name for name, _ in Counter(name for name in found if name).most_common(MOST)]


def _table(pages: Pages, sheet: Sheet, row: int, key: str, title: str, keys: list[str], column: Term) -> int:
    n = pages.names
    sheet.put(row, 1, f"By {title.lower()}", "heading")
    sheet.header(row + 1, [title, *HEADS])
    sums = {
        "kWh": (n.ledger_kwh,), "kgCO2e, location": (n.ledger_location,), "kgCO2e, market": (n.ledger_market,),
        "Answer tokens": (n.ledger_answers,),
        "Prompt tokens": (n.ledger_read, n.ledger_from_cache, n.ledger_into_cache),
    }  # fmt: skip
    columns: list[list[Cell]] = [[] for _ in range(1 + len(HEADS))]
    for r, name in enumerate(keys, row + 2):
        label = sheet.put(r, 1, name)
        columns[0].append(label)
        for c, head in enumerate(HEADS, 2):
            parts = [_sum_if(column, label, values) for values in sums[head]]
            term = sum(parts[1:], parts[0])
            columns[c - 1].append(sheet.show(r, c, term, number="#,##0" if "tokens" in head else "#,##0.000"))
    r = row + 2 + len(keys)
    columns[0].append(sheet.put(r, 1, OTHERS if key != "month" else "no month"))
    for c, head in enumerate(HEADS, 2):
        whole = [total(values) for values in sums[head]]
        rest = sum(whole[1:], whole[0])
        if columns[c - 1]:
            rest = rest - total(area(columns[c - 1]))
        columns[c - 1].append(sheet.show(r, c, rest, number="#,##0" if "tokens" in head else "#,##0.000"))
    for c, cells in enumerate(columns[1:]):
        pages.columns[f"groups {key} {HEADS[c]}"] = area(cells, there=True)
    sheet.name(area(columns[0]), f"groups_{key}")
    sheet.name(area(columns[1]), f"groups_{key}_kwh")
    for i, (label, cell) in enumerate(zip(columns[0], columns[1], strict=True)):
        pages.columns[f"groups {key} label {i}"] = label.there
        pages.columns[f"groups {key} kwh {i}"] = cell.there
    pages.columns[f"groups {key} count"] = Term(float(len(columns[0])), "")
    return r


def _sum_if(among: Term, label: Cell, values: Term) -> Term:
    """Return SUMIF(range, label, range to sum), as Excel compares texts."""
    wanted = str(label.value).lower()
    found = sum(float(v or 0) for key, v in zip(among.value, values.value, strict=True) if str(key).lower() == wanted)
    return call("SUMIF", found, among, label, values)
