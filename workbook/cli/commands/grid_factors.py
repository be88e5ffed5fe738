"""The command that shows emission factors of grid electricity and where they are from."""

from __future__ import annotations

from typing import Annotated

import typer

from calc.impacts.grid_factor import grid as factor_of
from calc.impacts.grid_factor import place_names, stale_after_years
from workbook.cli import console
from workbook.cli.impact_options import Csv, Force, Year, check_csv, this_year, write_csv
from workbook.cli.options import Json


def grid(
    place: Annotated[str | None, typer.Argument(help="Country, ISO code or cloud region; all if omitted.")] = None,
    *,
    year: Year = None,
    csv: Csv = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Show emission factors of grid electricity: gCO2e/kWh, year, basis, licence and source.

    Examples: equery grid; equery grid Ireland; equery grid gcp:us-east4 --year 2024 --json
    """
    check_csv(csv, force=force)
    used_in = this_year(year)
    found = [factor_of(place, used_in)] if place is not None else [factor_of(name, used_in) for name in place_names()]
    listed = [
        {
            "place": g.factor.place, "code": g.factor.code, "place_kind": g.factor.place_kind,
            "gco2e_per_kwh": g.gco2e_per_kwh, "year": g.factor.year, "age": g.age, "stale": g.stale,
            "basis": g.factor.basis, "licence": g.licence, "source_id": g.factor.source_id, "locator": g.factor.locator,
        }
        for g in found
    ]  # fmt: skip
    notes = list(dict.fromkeys(text for g in found for text in g.notes)) if place is not None else []
    if place is None and any(g.stale for g in found):
        notes = [f"marked *: older than {stale_after_years():g} years in {used_in}"]
    if as_json:
        console.print_json({"factors": listed, "unit": "gCO2e/kWh", "used_in": used_in, "notes": notes})
    else:
        console.print_table(
            f"Grid factors, newest up to {used_in}",
            ["place", "code", "gCO2e/kWh#", "year#", "basis", "licence", "source"],
            [
                [
                    g.factor.place, g.factor.code,
                    f"{g.gco2e_per_kwh:g}", f"{g.factor.year}{'*' if g.stale else ''}", g.factor.basis, g.licence,
                    g.factor.source_id,
                ]
                for g in found
            ],
        )  # fmt: skip
        for text in notes:
            console.note(text)
    write_csv(csv, listed, force=force)
