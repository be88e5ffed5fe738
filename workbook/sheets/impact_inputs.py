"""The part of Inputs that turns energy into emissions, money and water, and lets the user's fleet grow."""

from __future__ import annotations

from typing import Final

from calc.impacts.carbon import OWN as OWN_FLEET
from calc.impacts.carbon import PURCHASED
from calc.impacts.embodied import default_utilisation
from calc.impacts.grid_factor import grid
from calc.inputs import tables
from workbook.model.results import Context
from workbook.ooxml.finishing import Value
from workbook.writer.sheet import Sheet, at

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


def section(sheet: Sheet, context: Context, row: int, columns: dict[str, int]) -> tuple[int, str]:
    """Write the inputs and what follows from them; return the next row and the block of change marks."""
    sheet.put(row, columns["name"], "Carbon, cost, water and growth", "heading")
    heads = {"name": "Input", "value": "Value", "unit": "Unit", "built": "Built value", "changed": "Changed"}
    heads |= {"source": "Source", "locator": "Where in the source", "note": "Meaning"}
    for key, title in heads.items():
        sheet.put(row + 1, columns[key], title, "header")
    facts = tables.impact_facts()
    inputs = fields(context)
    for r, (name, value, allowed) in enumerate(inputs, row + 2):
        fact = facts.get(name)
        sheet.put(r, columns["name"], name)
        ref = sheet.put(r, columns["value"], value, "input")
        sheet.name(ref, name)
        sheet.put(
            r, columns["unit"], OWN_UNITS.get(name) or (fact.unit if fact else "1" if "growth" in name else "text")
        )
        sheet.put(r, columns["built"], value, "built", "General")
        now, was = at(r, columns["value"]), at(r, columns["built"])
        same = f"AND({now}={was},LEN({now})=LEN({was}))"  # a blank equals 0, but means the default
        sheet.calc(r, columns["changed"], f"=IF({same},0,1)", 0, number="0")
        text = TEXTS.get(name) or (fact.note if fact else "")
        for key, words in (
            ("source", fact.source_id if fact else "equery"),
            ("locator", fact.locator if fact else "your own"),
            ("note", text),
        ):
            sheet.put(r, columns[key], words, "note")
        _allow(sheet, ref, name, allowed, text)
    end = row + 1 + len(inputs)
    after = _derived(sheet, context, end + 1, columns)
    return after, f"{at(row + 2, columns['changed'])}:{at(end, columns['changed'])}"


def _allow(sheet: Sheet, ref: str, name: str, allowed: Bounds | str, text: str) -> None:
    if isinstance(allowed, tuple):
        sheet.allow(ref, title=name, low=allowed[0], high=allowed[1], help_text=text)
    elif allowed:
        sheet.allow(ref, title=name, choices=allowed, help_text=text)
    else:
        sheet.allow_text(ref, title=name, help_text=text)


def _derived(sheet: Sheet, context: Context, row: int, columns: dict[str, int]) -> int:
    x, a = context.inputs.impact, context.inputs.assumptions
    place, rates = grid(x.place), x.rates()
    location = float(rates.location_g_per_kwh)
    contractual = location if x.contractual_g_per_kwh is None else x.contractual_g_per_kwh
    facts = tables.impact_facts()
    stale = int(
        x.reporting_year - place.factor.year > facts["stale_after_years"].number and x.location_g_per_kwh is None
    )
    used = float(default_utilisation(a)) if x.node_utilisation is None else x.node_utilisation
    look = "INDEX({0},MATCH(place,grid_places,0))"
    derived: list[tuple[str, str, Value]] = [
        ("grid_year", f"={look.format('grid_years')}", place.factor.year),
        (
            "factor_location",
            f"=IF(LEN(location_g_per_kwh)=0,{look.format('grid_values')},location_g_per_kwh)",
            location,
        ),
        ("factor_contract", "=IF(LEN(contractual_g_per_kwh)=0,factor_location,contractual_g_per_kwh)", contractual),
        ("factor_market", "=factor_contract*(1-certified_share)", float(rates.market_g_per_kwh)),
        ("factor_is_old", "=IF(AND(LEN(location_g_per_kwh)=0,reporting_year-grid_year>stale_after_years),1,0)", stale),
        ("node_used", "=IF(LEN(node_utilisation)=0,mean_load/redundancy,node_utilisation)", used),
        ("kwh_per_gwh", "=10^6", 1e6),
        ("wh_per_kwh", "=10^3", 1e3),
        ("g_per_t", "=10^6", 1e6),
        ("g_per_kg", "=10^3", 1e3),
        ("seconds_per_day", "=24*60*60", 86400),
    ]
    sheet.put(row, columns["name"], "stale_after_years")
    sheet.name(sheet.put(row, columns["value"], facts["stale_after_years"].number), "stale_after_years")
    for r, (name, formula, value) in enumerate(derived, row + 1):
        sheet.put(r, columns["name"], name)
        sheet.name(sheet.calc(r, columns["value"], formula, value, number="General"), name)
    return row + 1 + len(derived)
