"""The command that compares named scenarios side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from calc.fleets.growth import forecast_caution
from calc.impacts.quantities import RESULT_UNITS, results
from calc.impacts.scenarios import Scenario, paper_scenarios, scenario_keys
from calc.inputs.set_by_name import any_set
from workbook.cli import console
from workbook.cli.impact_options import Csv, Force, Place, Year, check_csv, this_year, write_csv
from workbook.cli.inside import inside_of_fleet
from workbook.cli.options import Json
from workbook.cli.scenario_file import read_scenarios, scenario_frame

FILE: Final = (
    "CSV of your own scenarios; the paper's if omitted. "
    f"Its columns are {scenario_keys()[0]} and any of {', '.join(scenario_keys()[1:])}."
)


def scenarios(
    file: Annotated[Path | None, typer.Argument(help=FILE)] = None,
    *,
    place: Place = None,
    ahead: Annotated[int, typer.Option("--years", min=0, max=50, help="Show every year up to so many ahead.")] = 0,
    year: Year = None,
    csv: Csv = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Compare scenarios side by side: energy, emissions on both bases, cost and water, each with P5 and P95.

    What --csv writes, without --years, can be changed and read again as FILE.

    Examples: equery scenarios; equery scenarios --csv mine.csv; equery scenarios mine.csv --years 5
    """
    check_csv(csv, force=force)
    if file is not None and place is not None:
        raise ValueError(f"--place must not be given with FILE, whose column place says it: got {place!r}")
    chosen = tuple(read_scenarios(file)) if file else paper_scenarios(place)
    used_in = this_year(year)
    if ahead:
        listed = _every_year(chosen, ahead, used_in)
    else:
        frame = scenario_frame(chosen, used_in)
        records = frame.astype(object).where(frame.notna(), None).to_dict(orient="records")
        listed = [{str(key): value for key, value in record.items()} for record in records]
    inside = {s.name: _inside(s) for s in chosen}
    notes = _notes(chosen, used_in, looks_ahead=ahead > 0 or any(s.years for s in chosen))
    if as_json:
        console.print_json(
            {"scenarios": listed, "units": RESULT_UNITS, "year": used_in, "inside": inside, "notes": notes}
        )
    else:
        _print(chosen, listed, used_in)
        for text in notes:
            console.note(text)
        for names, what in _alike(inside).items():
            console.note(f"P5-P95 of {names} contain, the same for the whole fleet: {what}")
    write_csv(csv, listed, force=force)


def _inside(scenario: Scenario) -> list[str]:
    a = any_set(scenario.assumption_set)
    return list(inside_of_fleet(scenario.model, a, a.factor((scenario.alpha_lo, scenario.alpha_hi))))


def _alike(inside: dict[str, list[str]]) -> dict[str, str]:
    """Return what intervals contain, scenarios with the same contents together."""
    found: dict[str, list[str]] = {}
    for name, what in inside.items():
        found.setdefault(", ".join(what) or "nothing", []).append(name)
    return {", ".join(names): what for what, names in found.items()}


def _every_year(chosen: tuple[Scenario, ...], ahead: int, used_in: int) -> list[dict[str, Any]]:
    listed = []
    for s in chosen:
        view = s.outlook(np.arange(ahead + 1), year=used_in)
        numbers = results(view.impact)
        for i, years in enumerate(view.years):
            one = {key: float(np.broadcast_to(value, view.years.shape)[i]) for key, value in numbers.items()}
            now = {"share_tts": float(view.share_tts[i]), "queries_per_day": float(view.queries_per_day[i])}
            listed.append({"name": s.name, "years": float(years), **now, **one})
    return listed


def _print(chosen: tuple[Scenario, ...], listed: list[dict[str, Any]], used_in: int) -> None:
    currencies = {s.name: s.rates().currency for s in chosen}
    water = any(row["water_ml"] for row in listed)
    console.print_table(
        "Scenarios: mean and P5-P95",
        ["scenario", "years ahead#", "tts#", "GWh/day#", "cost a year#", "", *(["water, ML/year#"] if water else [])],
        [
            [
                row["name"], f"{row['years']:g}", f"{100 * row['share_tts']:.3g} %", _interval(row, "gwh_per_day"),
                _interval(row, "cost_per_year"), currencies[row["name"]],
                *([_interval(row, "water_ml")] if water else []),
            ]
            for row in listed
        ],
    )  # fmt: skip
    console.print_table(
        f"Emissions, tCO2e/year: mean and P5-P95, grid factors as used in {used_in}",
        ["scenario", "years ahead#", "location-based#", "market-based#"],
        [
            [row["name"], f"{row['years']:g}", _interval(row, "tco2e_location"), _interval(row, "tco2e_market")]
            for row in listed
        ],
    )


def _interval(row: dict[str, Any], key: str) -> str:
    """Write a mean with its interval, or a dash for what is not counted."""
    if not row[key]:
        return "-"
    middle, low, high = (console.significant(float(row[f"{key}{end}"]), 3) for end in ("", "_p5", "_p95"))
    return f"{middle} ({low}-{high})"


def _notes(chosen: tuple[Scenario, ...], used_in: int, *, looks_ahead: bool) -> list[str]:
    said = dict.fromkeys(text for s in chosen for text in s.rates(used_in).notes)
    notes = [
        *said,
        "P5 and P95: PUE, power fraction and alpha are the same for the whole fleet; factors and prices are as given",
    ]
    if any(s.price_per_kwh is None for s in chosen):
        notes.append("the price is a round default where none is given; put in your own")
    return [*notes, forecast_caution()] if looks_ahead else notes
