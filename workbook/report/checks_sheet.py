"""Checks of a report: what must hold whatever is typed, and one master check that every sheet repeats."""

from __future__ import annotations

from typing import Final

from workbook.report.pages import Pages
from workbook.writer.sheet import MASTER, Cell, area
from workbook.writer.term import Term, call, total, where

TITLE: Final = "Checks"
SUMMARY: Final = "What must hold, and the master check"
HEAD: Final = 6
GOOD, BAD = "OK", "LOOK"


def write(pages: Pages) -> None:
    """Add the sheet."""
    sheet = pages.book.sheet(
        TITLE, SUMMARY, "A check passes while its value is at most its tolerance.", [52, 16, 14, 12, 70], freeze="A7"
    )
    sheet.header(HEAD, ["Check", "Value", "Tolerance", "Status", "What it guards"])
    statuses: list[Cell] = []
    for r, (name, term, tolerance, why) in enumerate(_checks(pages), HEAD + 1):
        sheet.put(r, 1, name, "text")
        value = sheet.show(r, 2, term, number="0.0000000000")
        most = sheet.put(r, 3, tolerance, "data", "0.0E+00")
        held = call("ISNUMBER", value.value == value.value, value)
        statuses.append(sheet.show(r, 4, where(held, where(abs(value) <= most.fix(""), GOOD, BAD), BAD), "status"))
        sheet.put(r, 5, why, "note")
    sheet.state(f"{statuses[0]}:{statuses[-1]}")
    every = area(statuses)
    well = call("COUNTIF", float(sum(one.value == GOOD for one in statuses)), every, GOOD)
    sheet.put(4, 1, "Master check, repeated on every sheet", "label")
    master = sheet.show(
        4, 2, where(well == call("ROWS", float(len(statuses)), every), "All checks pass", "Look at Checks"), "status"
    )
    sheet.name(master, MASTER)
    sheet.state(master)


def _checks(pages: Pages) -> list[tuple[str, Term, float, str]]:
    n = pages.names
    months = n.groups_month_kwh
    return [
        ("Tokens of the files less those counted and not counted", n.tokens_lost, 0.5, "No token is lost or counted twice."),
        ("Energy of Models less that of Ledger, relative", _relative(total(n.models_kwh), total(n.ledger_kwh)), 1e-9, "Every row of the ledger belongs to a model."),
        ("Energy by month less that of Ledger, relative", _relative(total(months), total(n.ledger_kwh)), 1e-9, "No month is missing."),
        ("Expected energy less the mean of the draws, relative", _relative(n.mean_of_draws, total(n.ledger_kwh)), 0.03, "Closed expectation against 2,003 draws, which are within 1.2 % for one model."),
        ("Weights of each name less 1, greatest", _weights(pages), 1e-9, "A name means one service or another, in all."),
        ("Slots with usage and no model", _orphans(pages), 0.5, "Every typed or matched name has a service."),
        ("Typed rows with more cached than there is", _cached(pages), 0.5, "Inputs, typed calls."),
        ("Places without a factor", _no_factor(pages), 0.5, "Every place stands in Grid factors."),
    ]  # fmt: skip


def _relative(a: Term, b: Term) -> Term:
    return where(b > 0, (a - b) / b, 0)


def _weights(pages: Pages) -> Term:
    n = pages.names
    whole: Term = total(n.stand_ins_weight) - call("MAX", float(max(n.stand_ins_number.value)), n.stand_ins_number)
    found: Term = abs(whole)
    return found


def _orphans(pages: Pages) -> Term:
    n = pages.names
    lone = (n.models_kwh == 0) * (n.models_answers > 0)
    return call("SUMPRODUCT", float(lone.value.sum()), lone)


def _cached(pages: Pages) -> Term:
    found = pages.columns["typed ... of it cached"], pages.columns["typed Mean prompt"]
    values = [[0.0 if v is None else float(v) for v in one.value] for one in found]
    return Term(sum(c > p for c, p in zip(*values, strict=True)), f"SUMPRODUCT(--({found[0].text}>{found[1].text}))")


def _no_factor(pages: Pages) -> Term:
    n = pages.names
    count = call("COUNT", float(len(n.place_location.value)), n.place_location)
    rows = call("ROWS", float(len(n.place_location.value)), n.place_location)
    missing: Term = rows - count
    return missing
