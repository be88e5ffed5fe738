"""The part of Inputs that turns energy into emissions, money and water, and lets the user's fleet grow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from calc.impacts.carbon import OWN as OWN_FLEET
from calc.impacts.carbon import PURCHASED
from calc.inputs import tables
from workbook.model.results import Context
from workbook.ooxml.finishing import Value
from workbook.writer.sheet import Cell, Sheet, area
from workbook.writer.term import Term, blank, every, index, match, typed_or, unchanged, where

Bounds = tuple[str, str]
UP: Final[Bounds] = ("0", "1000000")
SHARE: Final[Bounds] = ("0", "1")
GROWTH: Final[Bounds] = ("-0.99", "100")
OWN_UNITS: Final = {
    "location_g_per_kwh": "gCO2e/kWh",
    "contractual_g_per_kwh": "gCO2e/kWh",
    "node_utilisation": "1",
    "reporting_year": "year",
}
TEXTS: Final = {
    "location_g_per_kwh": "Your own location-based factor; blank takes the place's from Grid factors",
    "contractual_g_per_kwh": "Market-based: factor of your supplier's contract; blank takes the location-based one",
    "node_utilisation": "Share of its life in which a node answers queries; blank takes mean_load / redundancy",
    "service": "purchased: scope 3 category 1; own: scope 2. The labels follow",
    "reporting_year": "Year for which the emissions are reported; older grid factors are flagged",
    "queries_growth": "Growth of queries a day from one year to the next (0.4 is 40 %)",
    "share_growth": "Growth of the share of long queries from one year to the next",
    "alpha_growth": "Growth of the efficiency factor from one year to the next",
}  # fmt: skip


def fields(context: Context) -> list[tuple[str, Value | None, Bounds | str]]:
    """Return name, value and what is allowed of every input: bounds of numbers, or a list to choose from."""
    x = context.inputs.impact
    return [
        ("place", x.place, "grid_places"),
        ("location_g_per_kwh", x.location_g_per_kwh, UP),
        ("contractual_g_per_kwh", x.contractual_g_per_kwh, UP),
        ("certified_share", x.certified_share, SHARE),
        ("service", x.service, f'"{PURCHASED},{OWN_FLEET}"'),
        ("reporting_year", x.reporting_year, ("1990", "2200")),
        ("price_per_kwh", x.price_per_kwh, UP),
        ("currency", x.currency, ""),
        ("price_growth", x.price_growth, GROWTH),
        ("wue_site", x.wue_site, UP),
        ("wue_generation", x.wue_generation, UP),
        ("embodied_kgco2e_per_node", x.embodied_kgco2e_per_node, UP),
        ("node_lifetime_years", x.node_lifetime_years, ("0.01", "100")),
        ("node_utilisation", x.node_utilisation, ("0.0001", "1")),
        ("queries_growth", x.queries_growth, GROWTH),
        ("share_growth", x.share_growth, GROWTH),
        ("alpha_growth", x.alpha_growth, GROWTH),
    ]


def section(sheet: Sheet, context: Context, row: int, columns: dict[str, int]) -> tuple[int, Term]:
    """Write the inputs and what follows from them; return the next row and the block of change marks."""
    sheet.put(row, columns["name"], "Carbon, cost, water and growth", "heading")
    heads = {"name": "Input", "value": "Value", "unit": "Unit", "built": "Built value", "changed": "Changed"}
    heads |= {"source": "Source", "locator": "Where in the source", "note": "Meaning"}
    for key, title in heads.items():
        sheet.put(row + 1, columns[key], title, "header")
    facts = tables.impact_facts()
    inputs = fields(context)
    marks: list[Cell] = []
    for r, (name, value, allowed) in enumerate(inputs, row + 2):
        fact = facts.get(name)
        sheet.put(r, columns["name"], name)
        now = sheet.put(r, columns["value"], value, "input")
        sheet.name(now, name)
        unit = OWN_UNITS.get(name) or (fact.unit if fact else "1" if "growth" in name else "text")
        sheet.put(r, columns["unit"], unit)
        was = sheet.put(r, columns["built"], value, "built", "General")
        marks.append(sheet.show(r, columns["changed"], where(unchanged(now, was), 0, 1), number="0"))
        text = TEXTS.get(name) or (fact.note if fact else "")
        for key, words in (
            ("source", fact.source_id if fact else "equery"),
            ("locator", fact.locator if fact else "your own"),
            ("note", text),
        ):
            sheet.put(r, columns[key], words, "note")
        _allow(sheet, now, name, allowed, text)
    return _derived(sheet, context, row + 2 + len(inputs), columns), area(marks)


def _allow(sheet: Sheet, cell: Cell, name: str, allowed: Bounds | str, text: str) -> None:
    if isinstance(allowed, tuple):
        sheet.allow(cell, title=name, low=allowed[0], high=allowed[1], help_text=text)
    elif allowed:
        sheet.allow(cell, title=name, choices=allowed, help_text=text)
    else:
        sheet.allow_text(cell, title=name, help_text=text)


def of_place(context: Context, column: str) -> Term:
    """Return what a column of Grid factors says of the chosen place."""
    n = context.names
    return index(n[column], match(n.place, n.grid_places))


def _derived(sheet: Sheet, context: Context, row: int, columns: dict[str, int]) -> int:
    n, ten = context.names, Term.of(10)
    derived: dict[str, Callable[[], Term]] = {
        "grid_year": lambda: of_place(context, "grid_years"),
        "factor_location": lambda: typed_or(n.location_g_per_kwh, of_place(context, "grid_values")),
        "factor_contract": lambda: typed_or(n.contractual_g_per_kwh, n.factor_location),
        "factor_market": lambda: n.factor_contract * (1 - n.certified_share),
        "factor_is_old": lambda: where(
            every(blank(n.location_g_per_kwh), n.reporting_year - n.grid_year > n.stale_after_years), 1, 0
        ),
        "node_used": lambda: typed_or(n.node_utilisation, n.mean_load / n.redundancy),
        "kwh_per_gwh": lambda: ten**6,
        "wh_per_kwh": lambda: ten**3,
        "g_per_t": lambda: ten**6,
        "g_per_kg": lambda: ten**3,
        "seconds_per_day": lambda: Term.of(24) * 60 * 60,
    }
    sheet.put(row, columns["name"], "stale_after_years")
    stale = tables.impact_facts()["stale_after_years"].number
    sheet.name(sheet.put(row, columns["value"], stale), "stale_after_years")
    for r, (name, formula) in enumerate(derived.items(), row + 1):
        sheet.put(r, columns["name"], name)
        sheet.name(sheet.show(r, columns["value"], formula(), number="General"), name)
    return row + 1 + len(derived)
