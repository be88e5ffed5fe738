"""Changes of a report: what an earlier one showed and what this one shows, in total, by file, by month and model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from workbook.report.content import Content, Then
from workbook.report.front import LINES
from workbook.report.ledger_sheet import TOKENS, name_of
from workbook.report.pages import Pages
from workbook.writer.sheet import Cell, Sheet, area, at
from workbook.writer.term import Term, call, every, where

TITLE: Final = "Changes"
SUMMARY: Final = "What changed since an earlier report: totals, files, months and models"
WIDTHS: Final = [34, 26, *[16] * 6, 12, *[10] * 2]
ENDS: Final = ("mean", "p5", "p95")
TOTALS: Final = ("Total", "Unit", "Then", "Now", "P5 then", "P5 now", "P95 then", "P95 now", "Changed")
FILES: Final = ("File", "Changed", "SHA-256 then")
GROUPS: Final = (
    "Month", "Model", "Tokens then", "Tokens now", "Change", "kWh then", "kWh now", "Change", "Changed", "Month row", "Model row",
)  # fmt: skip
NOTHING: Final = "nothing"
TYPED_CALLS: Final = "typed calls"
HEAD: Final = 7
FILES_HEAD: Final = HEAD + len(LINES) + 3
APART: Final = 3  # from the last row of a table to the heads of the next
GONE: Final = -1  # no row of Ledger has it


def write(pages: Pages) -> None:
    """Add the sheet where there is an earlier report."""
    then = pages.content.then
    if then is None:
        return
    lead = "Then: as the earlier report showed it. Now: as this one does, live."
    sheet = pages.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze="B4")
    sheet.put(4, 1, "Alike up to this share", "remark")
    sheet.name(sheet.put(4, 3, 1e-9, "remark", "0E+00"), "changes_tolerance")
    _totals(pages, sheet, then)
    files = _files(pages.content, then)
    rows = [(name, changed, sha or None) for name, (changed, sha) in files.items()]
    _heading(sheet, FILES_HEAD - 1, "Files", FILES)
    for r, file in enumerate(rows, FILES_HEAD + 1):
        for c, value in enumerate(file, 1):
            sheet.put(r, c, value, "remark" if c == len(FILES) else "data")
    changed = [what for what, _ in files.values() if what != NOTHING]
    told = ", ".join(f"{changed.count(what)} {what}" for what in dict.fromkeys(changed))
    sheet.put(FILES_HEAD - 1, 2, told or NOTHING, "label")
    _groups(pages, sheet, FILES_HEAD + len(rows) + APART, then)


def then_of(cells: Mapping[tuple[str, str], Any]) -> Then | None:
    """Return what the sheet says of the earlier report; None where there is no such sheet."""
    if (TITLE, "A1") not in cells:
        return None

    def row(r: int, columns: int) -> list[Any]:
        return [cells.get((TITLE, at(r, c))) for c in range(1, columns + 1)]

    totals: dict[str, float | None] = {}
    for r, key in enumerate(LINES, HEAD + 1):
        shown = row(r, len(TOTALS))
        totals |= {f"total|{key}|{end}": shown[2 + 2 * i] for i, end in enumerate(ENDS)}
    files, r = [], FILES_HEAD + 1
    while (file := row(r, len(FILES)))[0] is not None:
        files += [(str(file[0]), str(file[2]))] if file[2] is not None else []
        r += 1
    groups, r = {}, r - 1 + APART + 1
    while (group := row(r, len(GROUPS)))[1] is not None:
        if group[2] is not None:
            groups[str(group[0] or ""), str(group[1])] = float(group[2]), float(group[5])
        r += 1
    return Then(groups, totals, tuple(sorted(files)))


def _heading(sheet: Sheet, row: int, text: str, heads: tuple[str, ...]) -> None:
    sheet.put(row, 1, text, "heading")
    sheet.header(row + 1, heads)


def _totals(pages: Pages, sheet: Sheet, then: Then) -> None:
    _heading(sheet, HEAD - 1, "Totals", TOTALS)
    marks = []
    for r, (key, (text, units)) in enumerate(LINES.items(), HEAD + 1):
        sheet.put(r, 1, text)
        sheet.put(r, 2, units[0])
        pairs = []
        for c, end in enumerate(ENDS):
            was = sheet.put(r, 3 + 2 * c, then.totals[f"total|{key}|{end}"], "data", "#,##0.00")
            now = sheet.show(r, 4 + 2 * c, pages.results[f"total|{key}|{end}"].there, number="#,##0.00")
            pairs.append((was, now))
        marks.append(sheet.show(r, len(TOTALS), _changed(pages, *pairs), number="General"))
    _all_nothing(sheet, HEAD - 1, marks)


def _files(content: Content, then: Then) -> dict[str, tuple[str, str]]:
    """Return by the name of a file what changed, and its earlier hash."""
    was, now = dict(then.files), {file[0]: file[5] for file in content.files}
    found = {}
    for name in (*now, *(name for name in was if name not in now)):
        if name not in was:
            found[name] = "new", ""
        elif name not in now:
            found[name] = "gone", was[name]
        else:
            found[name] = (NOTHING if was[name] == now[name] else "other content"), was[name]
    return found


def _groups(pages: Pages, sheet: Sheet, head: int, then: Then) -> None:
    n, labels = pages.names, [slot.label for slot in pages.content.slots]
    months = {"": 0, **{month: i for i, month in enumerate(pages.groups["month"], 1)}}
    now = {(line.month, labels[line.slot - 1]) for line in pages.content.lines}
    keys = sorted({*now, *then.groups} - {("", TYPED_CALLS)})
    _heading(sheet, head - 1, "By month and model", GROUPS)
    marks = []
    for r, (month, label) in enumerate([*keys, ("", TYPED_CALLS)], head + 1):
        typed = label == TYPED_CALLS
        slot = labels.index(label) + 1 if label in labels else GONE
        sheet.put(r, 1, month)
        sheet.put(r, 2, label)
        of_month = sheet.put(r, len(GROUPS) - 1, months.get(month, GONE), "remark")
        of_model = sheet.put(r, len(GROUPS), len(pages.groups["provider"]) if typed else slot, "remark")
        of_row = ((n.ledger_month_row, of_month), (n.ledger_model_row, of_model))
        which = ((n.ledger_provider_row, of_model),) if typed else of_row
        tokens, kwh = then.groups.get((month, label), (None, None))
        pairs = []
        for c, value, heads, number in ((3, tokens, TOKENS[:4], "#,##0"), (6, kwh, ("kWh",), "#,##0.000")):
            was = sheet.put(r, c, value, "data", number)
            sums = [_sum_ifs(n[name_of(one)], *which) for one in heads]
            shown = sheet.show(r, c + 1, sum(sums[1:], sums[0]), number=number)
            sheet.show(r, c + 2, where(_alike(pages, was, shown), 0, shown - was), number=number)
            pairs.append((was, shown))
        marks.append(sheet.show(r, len(GROUPS) - 2, _changed(pages, *pairs), number="General"))
    _all_nothing(sheet, head - 1, marks)


def _changed(pages: Pages, *pairs: tuple[Cell, Cell]) -> Term:
    """Return what became of some numbers: nothing, or that they are new, gone or changed."""
    same = every(*(_alike(pages, was, now) for was, now in pairs))
    was, now = pairs[0]
    return where(same, NOTHING, where(was == 0, "new", where(now == 0, "gone", "changed")))


def _alike(pages: Pages, was: Cell, now: Cell) -> Term:
    found: Term = abs(now - was) <= pages.names.changes_tolerance * abs(was)
    return found


def _all_nothing(sheet: Sheet, row: int, marks: list[Cell]) -> None:
    """Write beside a heading how many rows changed, or that nothing did."""
    same = call("COUNTIF", float(sum(mark.value == NOTHING for mark in marks)), area(marks), NOTHING)
    differing = call("ROWS", float(len(marks)), area(marks)) - same
    sheet.show(row, 2, where(differing == 0, NOTHING, differing), "label", number="General")


def _sum_ifs(values: Term, *which: tuple[Term, Term]) -> Term:
    """Return SUMIFS(values, range, number, ...)."""
    kept = [all(among.value[i] == what.value for among, what in which) for i in range(len(values.value))]
    found = sum(float(value or 0) for value, on in zip(values.value, kept, strict=True) if on)
    return call("SUMIFS", found, values, *(part for pair in which for part in pair))
