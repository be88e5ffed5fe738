"""Places of a report: which grid stands for each region of the files, with factor, year and basis."""

from __future__ import annotations

from typing import Final

from calc.impacts.grid_factor import grid
from workbook.report.content import PLACES, TYPED, unknown_mix
from workbook.report.pages import Pages
from workbook.writer.sheet import Cell, area
from workbook.writer.term import Term, blank, index, joined, match, unchanged, where

TITLE: Final = "Places"
SUMMARY: Final = "Where usage was served: regions of the files, their grid factors, year and basis"
HEAD: Final = 6
BUILT, OF_YEAR = 8, 9  # right of the page: the place as built, and its factor in that year
HEADS: Final = (
    "Region in the files",
    "Year",
    "Place",
    "gCO2e/kWh",
    "Known",
    "Market, gCO2e/kWh",
    "Basis, year, source",
)


def write(pages: Pages) -> None:
    """Add the sheet: the regions of the files, then the places of typed calls."""
    n = pages.names
    lead = "Yellow: the place that stands for a region. Blank: nobody knows, and the places on Inputs stand for it."
    sheet = pages.book.sheet(TITLE, SUMMARY, lead, [26, 8, 30, 12, 9, 14, 60], freeze=f"A{HEAD + 1}")
    sheet.put(4, 1, "Places on Inputs, by share", "label")
    shares = [where(blank(n[f"mix_place_{i}"]), 0, n[f"mix_share_{i}"]) for i in range(1, PLACES + 1)]
    factors = [
        where(blank(n[f"mix_place_{i}"]), 0, index(n.grid_values, match(n[f"mix_place_{i}"], n.grid_places)))
        for i in range(1, PLACES + 1)
    ]
    weighted = sum((s * f for s, f in zip(shares[1:], factors[1:], strict=True)), shares[0] * factors[0])
    whole = sum(shares[1:], shares[0])
    sheet.put(5, 1, "Places assumed where Inputs names none", "label")
    usual = sheet.put(
        5, 4, sum(part * grid(place).factor.gco2e_per_kwh for place, part in unknown_mix()), "data", "#,##0.0"
    )
    mix = sheet.show(4, 4, where(whole > 0, weighted / whole, usual), number="#,##0.0")
    sheet.name(mix, "mix_factor")
    known = sheet.show(4, 5, where((whole > 0) * (n.mix_known == "known") > 0, 1, 0), number="0")
    sheet.name(known, "mix_is_known")
    sheet.header(HEAD, HEADS)
    columns: dict[str, list[Cell]] = {head: [] for head in HEADS}
    for r, region in enumerate(pages.content.regions, HEAD + 1):
        sheet.put(r, 1, region.region)
        sheet.put(r, 2, region.year)
        chosen = pages.content.choices.places.get((region.region, region.year), region.place)
        place = sheet.put(r, 3, chosen or None, "input")
        pages.ask(f"place {region.region} {region.year}", place, region.place or None)
        sheet.allow(
            place, title="Place", choices="grid_places", help_text="A row of Grid factors; blank if nobody knows."
        )
        built = sheet.put(r, BUILT, region.place or None, "remark")
        of_year = sheet.put(r, OF_YEAR, region.factor, "remark")
        own = where(unchanged(place, built), of_year, index(n.grid_values, match(place, n.grid_places)))
        _row(pages, columns, r, blank(place), place, own)
    sheet.put(HEAD, BUILT, "As built", "remark")
    sheet.put(HEAD, OF_YEAR, "Factor of its year", "remark")
    for t, r in enumerate(range(HEAD + 1 + len(pages.content.regions), HEAD + 1 + len(pages.content.regions) + TYPED)):
        sheet.put(r, 1, f"Typed calls, row {t + 1}")
        sheet.put(r, 2, pages.content.year)
        typed = pages.columns[f"typed Place {t}"]
        place = sheet.show(r, 3, where(blank(typed), "", joined(typed)), number="General")
        own = index(n.grid_values, match(place, n.grid_places))
        _row(pages, columns, r, blank(typed), place, own)
    for head, name in (
        ("gCO2e/kWh", "place_location"),
        ("Market, gCO2e/kWh", "place_market"),
        ("Known", "place_known"),
        ("Place", "place_names"),
    ):
        sheet.name(area(columns[head]), name)
    bases = columns["Basis, year, source"]
    sheet.name(area(bases), "place_told")


def _row(pages: Pages, columns: dict[str, list[Cell]], r: int, unknown: Term, place: Cell, factor: Term) -> None:
    n, sheet = pages.names, place.sheet
    columns["Place"].append(place)
    location = sheet.show(r, 4, where(unknown, n.mix_factor, factor), number="#,##0.0")
    columns["gCO2e/kWh"].append(location)
    columns["Known"].append(sheet.show(r, 5, where(unknown, n.mix_is_known, 1), number="0"))
    own = where(blank(n.report_contractual_g), location, n.report_contractual_g)
    columns["Market, gCO2e/kWh"].append(sheet.show(r, 6, own * (1 - n.report_certified_share), number="#,##0.0"))
    at = match(place, n.grid_places)
    told = joined(index(n.grid_bases, at), ", ", index(n.grid_years, at), ", ", index(n.grid_sources, at))
    columns["Basis, year, source"].append(
        sheet.show(r, 7, where(unknown, "places on Inputs", told), "remark", number="General")
    )
