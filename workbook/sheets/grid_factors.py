"""Grid factors: emissions of a kilowatt-hour by country and cloud region, the newest of each."""

from __future__ import annotations

from typing import Final

from calc.impacts.grid_factor import grid, place_names
from workbook.model.results import Context
from workbook.writer.sheet import at

TITLE: Final = "Grid factors"
HEAD: Final = 5
PLACE, CODE, FACTOR, YEAR, BASIS, LICENCE, SOURCE, LOCATOR = range(1, 9)


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Location-based emission factors to choose from on Inputs. Countries: life cycle; cloud regions: operation only."
    sheet = context.book.sheet(TITLE, lead, [34, 26, 13, 8, 36, 14, 24, 44], freeze="B6")
    sheet.header(HEAD, ["Place", "Code", "gCO2e/kWh", "Year", "Basis", "Licence", "Source", "Where in the source"])
    names = place_names()
    for r, name in enumerate(names, HEAD + 1):
        found = grid(name)
        row = found.factor
        for c, value in ((PLACE, name), (CODE, row.code), (FACTOR, row.gco2e_per_kwh), (YEAR, row.year)):
            sheet.put(r, c, value)
        for c, text in ((BASIS, row.basis), (LICENCE, found.licence), (SOURCE, row.source_id), (LOCATOR, row.locator)):
            sheet.put(r, c, text, "note")
    last = HEAD + len(names)
    for column, name in (
        (PLACE, "grid_places"),
        (FACTOR, "grid_values"),
        (YEAR, "grid_years"),
        (SOURCE, "grid_sources"),
        (BASIS, "grid_bases"),
    ):
        sheet.name(f"{at(HEAD + 1, column)}:{at(last, column)}", name)
    sheet.repeat(HEAD)
