"""Grid factors: emissions of a kilowatt-hour by country and cloud region, the newest of each."""

from __future__ import annotations

from typing import Final

from calc.impacts.grid_factor import grid, place_names
from workbook.model.results import HasBook
from workbook.ooxml.finishing import Value
from workbook.writer.sheet import Cell, area

TITLE: Final = "Grid factors"
SUMMARY: Final = "Emissions of a kilowatt-hour by country and cloud region"
HEAD: Final = 5
PLACE, CODE, FACTOR, YEAR, BASIS, LICENCE, SOURCE, LOCATOR = range(1, 9)
NAMES: Final = {
    PLACE: "grid_places", FACTOR: "grid_values", YEAR: "grid_years", SOURCE: "grid_sources", BASIS: "grid_bases",
}  # fmt: skip


def write(context: HasBook) -> None:
    """Add the sheet."""
    lead = "Location-based emission factors to choose from on Inputs. Countries: life cycle; cloud regions: operation only."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [34, 26, 13, 8, 36, 14, 24, 44], freeze="B6")
    sheet.header(HEAD, ["Place", "Code", "gCO2e/kWh", "Year", "Basis", "Licence", "Source", "Where in the source"])
    names = place_names()
    columns: dict[int, list[Cell]] = {column: [] for column in NAMES}
    for r, name in enumerate(names, HEAD + 1):
        found = grid(name)
        row = found.factor
        cells: list[tuple[int, Value, str]] = [
            (PLACE, name, "data"),
            (CODE, row.code, "data"),
            (FACTOR, row.gco2e_per_kwh, "data"),
        ]
        cells += [(YEAR, row.year, "data"), (BASIS, row.basis, "note"), (LICENCE, found.licence, "note")]
        cells += [(SOURCE, row.source_id, "note"), (LOCATOR, row.locator, "note")]
        for c, value, kind in cells:
            columns.setdefault(c, []).append(sheet.put(r, c, value, kind))
    for column, title in NAMES.items():
        sheet.name(area(columns[column]), title)
    sheet.repeat(HEAD)
