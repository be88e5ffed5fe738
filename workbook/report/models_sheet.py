"""Models of a report: what stands for each name, what its tokens take, and how sure that is."""

from __future__ import annotations

from typing import Final

from workbook.model.draws import Draws
from workbook.report.ledger_sheet import TOKENS, name_of
from workbook.report.pages import LEVELS, Pages
from workbook.sheets.tornado import ranked
from workbook.writer.sheet import Cell, Sheet, area, at
from workbook.writer.term import Term, blank, call, index, match, percentile, total, where

TITLE: Final = "Models"
SUMMARY: Final = "What stands for each model you called, its tokens, energy, range and data quality"
HEAD: Final = 5
TEXTS: Final = ("Model", "Names in the files", "Stands for", "Data quality")
UNITS: Final = {"read": "Read, Wh/token", "answer": "Answer, Wh/token", "context": "Context, Wh/token^2"}
RESULTS: Final = ("kWh expected", "kWh P5", "kWh P50", "kWh P95", "kgCO2e, location", "Share of energy")
PRINTED: Final = (*TEXTS, *RESULTS, "Why")
HEADS: Final = (
    *PRINTED, "Requests", *TOKENS, "Number", *UNITS.values(), "kgCO2e/kWh known", "... unknown", "As built", "... quality", "Rank",
)  # fmt: skip
WIDTHS: Final = [24, 44, 24, 9, *[13] * 6, 62, *[14] * 18]
FILL: Final = 3


def write_heads(pages: Pages) -> Sheet:
    """Add the sheet with what stands for what, and the units that the ledger asks for."""
    lead = "Yellow: choose another model or class to stand for a name, and every page follows. 1 is the best data quality, 5 a guess."
    sheet = pages.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze=f"B{HEAD + 1}")
    sheet.header(HEAD, HEADS)
    n = pages.names
    columns: dict[str, list[Cell]] = {head: [] for head in HEADS}
    for s in range(pages.slots):
        r = HEAD + 1 + s
        if s < len(pages.content.slots):
            one = pages.content.slots[s]
            columns["Model"].append(sheet.put(r, 1, one.label))
            sheet.put(r, 2, one.names)
            chosen = pages.content.choices.stand_ins.get(one.label, one.stands_for)
            cell = pages.ask(f"stand_in {one.label}", sheet.put(r, FILL, chosen or None, "input"), one.stands_for)
            sheet.allow(
                str(cell),
                title="Stands for",
                choices="listed_models",
                help_text="A class, a model, or a model on a node.",
            )
            sheet.put(r, len(PRINTED), one.reason, "remark")
            built, quality = (
                sheet.put(r, HEADS.index("As built") + 1, one.stands_for, "remark"),
                sheet.put(r, HEADS.index("... quality") + 1, one.quality, "remark"),
            )
            again = index(n.listed_quality, match(cell, n.listed_models))
            columns["Data quality"].append(
                sheet.show(r, 4, where(blank(cell), 0, where(cell == built, quality, again)), number="0")
            )
        else:
            t = s - len(pages.content.slots)
            typed = pages.columns[f"typed Model {t}"]
            columns["Model"].append(sheet.show(r, 1, where(blank(typed), "", typed), number="General"))
            sheet.put(r, 2, f"Inputs, typed calls, row {t + 1}", "remark")
            cell = sheet.show(r, FILL, where(blank(typed), "", typed), number="General")
            of_typed = where(blank(typed), 0, index(n.listed_quality, match(typed, n.listed_models)))
            columns["Data quality"].append(sheet.show(r, 4, of_typed, number="0"))
        columns["Stands for"].append(cell)
        none = blank(cell)
        number = sheet.show(r, HEADS.index("Number") + 1, where(none, 0, match(cell, n.listed_models)), number="0")
        columns["Number"].append(number)
        for unit, head in UNITS.items():
            term = _sum_if(n.stand_ins_number, number, n[f"stand_ins_weighted_{unit}_wh"])
            columns[head].append(sheet.show(r, HEADS.index(head) + 1, term, number="0.000E+00"))
    for unit, head in UNITS.items():
        sheet.name(area(columns[head]), f"models_{unit}")
    sheet.name(area(columns["Model"]), "models_label")
    sheet.name(area(columns["Number"]), "models_number")
    sheet.name(area(columns["Data quality"]), "models_quality")
    sheet.print_only(f"A1:{at(HEAD + pages.slots, len(PRINTED))}")
    pages.columns["models Number 0"] = columns["Number"][0]
    for s, cell in enumerate(columns["Number"]):
        pages.columns[f"models Number {s}"] = cell.there
    for s, cell in enumerate(columns["Model"]):
        pages.columns[f"models Label {s}"] = cell.there
    return sheet


def write_sums(pages: Pages, sheet: Sheet) -> None:
    """Add each slot's sums of tokens and its expected energy, from the ledger."""
    n = pages.names
    columns: dict[str, list[Cell]] = {head: [] for head in HEADS}
    for s in range(pages.slots):
        r = HEAD + 1 + s
        slot = Term(float(s + 1), str(s + 1))
        for head in ("Requests", *TOKENS):
            column = n[name_of(head)]
            cell = sheet.show(r, HEADS.index(head) + 1, _sum_if(n.ledger_model_row, slot, column), number="#,##0")
            columns[head].append(cell)
            pages.columns[f"models {head} {s}"] = cell.there
        kwh = sheet.show(r, 5, _sum_if(n.ledger_model_row, slot, n.ledger_kwh), "output", number="#,##0.00")
        kg = sheet.show(r, 9, _sum_if(n.ledger_model_row, slot, n.ledger_kgco2e_location), number="#,##0.00")
        known = _sum_if(n.ledger_model_row, slot, n.ledger_of_a_known_place)
        columns["kWh expected"].append(kwh)
        columns["kgCO2e, location"].append(kg)
        none = kwh == 0
        at = HEADS.index("kgCO2e/kWh known") + 1
        of_known = sheet.show(r, at, where(none, 0, known / kwh / n.grid_known_mean), number="0.0000")
        of_unknown = sheet.show(r, at + 1, where(none, 0, (kg - known) / kwh / n.grid_unknown_mean), number="0.0000")
        pages.columns[f"models known {s}"], pages.columns[f"models unknown {s}"] = of_known.there, of_unknown.there
    sheet.name(area(ranked(sheet, columns["kWh expected"], HEADS.index("Rank") + 1)), "models_rank")
    for name, head in (
        ("models_kwh", "kWh expected"),
        ("models_kg", "kgCO2e, location"),
        ("models_answers", "Answers"),
    ):
        sheet.name(area(columns[head]), name)
    for s, cell in enumerate(columns["kWh expected"]):
        share = where(total(n.models_kwh) > 0, cell / total(n.models_kwh), 0)
        sheet.show(HEAD + 1 + s, 10, share, "percent", number="0.0%")


def write_ranges(pages: Pages, sheet: Sheet, draws: Draws, letters: list[str]) -> None:
    """Add each slot's percentiles, from its column of draws."""
    levels = [sheet.put(4, c, q, "remark") for c, q in zip((6, 7, 8), LEVELS, strict=True)]
    for s, letter in enumerate(letters):
        for c, (q, head) in enumerate(zip(levels, ("p5", "p50", "p95"), strict=True), 6):
            cell = sheet.show(HEAD + 1 + s, c, percentile(draws.there(letter), q), number="#,##0.00")
            if s < len(pages.content.slots):
                pages.tell(f"{pages.content.slots[s].label}|kwh|{head}", cell)


def _sum_if(among: Term, what: Term, values: Term) -> Term:
    """Return SUMIF(range, value, range to sum)."""
    at = what.value
    found = sum(float(v or 0) for key, v in zip(among.value, values.value, strict=True) if key == at)
    return call("SUMIF", found, among, what, values)
