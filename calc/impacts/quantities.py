"""The numbers of an impact that tables, files and sheets show, each under one name and with its unit."""

from __future__ import annotations

from typing import Final

from calc.fleets.annual_total import YearlyTotal
from calc.impacts.footprint import Impact
from calc.impacts.water import YearlyWater
from calc.inputs.check import FloatArray
from calc.inputs.levels import INTERVAL, level_name

ENDS: Final = {level_name(q).lower(): q for q in INTERVAL}
_WITH_ENDS: Final = {
    "gwh_per_day": "GWh/day",
    "tco2e_location": "tCO2e/year",
    "tco2e_market": "tCO2e/year",
    "cost_per_year": "currency/year",
    "water_ml": "ML/year",
}
RESULT_UNITS: Final[dict[str, str]] = {
    **{f"{key}{end}": unit for key, unit in _WITH_ENDS.items() for end in ("", *(f"_{name}" for name in ENDS))},
    "twh_per_year": "TWh/year",
    "embodied_tco2e": "tCO2e/year",
    "query_wh": "Wh",
    "query_gco2e_location": "gCO2e",
    "query_gco2e_market": "gCO2e",
    "gco2e_location_per_1000_tokens": "gCO2e/1000 token",
    "gco2e_market_per_1000_tokens": "gCO2e/1000 token",
    "query_cost": "currency",
    "cost_per_million_tokens": "currency/1e6 token",
    "query_water_l": "L",
}


def results(found: Impact) -> dict[str, FloatArray]:
    """Return the numbers a table shows: means, and P5, P50, P95 of every yearly total.

    Parameters
    ----------
    found : Impact
        As `calc.impacts.footprint.impact` gives it.

    Returns
    -------
    dict of str to ndarray
        The numbers by name, each of the shape of the impact.

    Notes
    -----
    The units are RESULT_UNITS; costs are in the currency of the rates.
    """
    totals: dict[str, YearlyTotal | YearlyWater] = {
        "tco2e_location": found.location, "tco2e_market": found.market, "cost_per_year": found.cost,
        "water_ml": found.water,
    }  # fmt: skip
    shown = {"gwh_per_day": found.fleet.gwh_per_day}
    shown |= {f"gwh_per_day_{name}": found.fleet.quantile(q) for name, q in ENDS.items()}
    shown["twh_per_year"] = found.fleet.twh_per_year
    for key, total in totals.items():
        shown[key] = total.mean()
        shown |= {f"{key}_{name}": total.quantile(q) for name, q in ENDS.items()}
    shown |= {
        "embodied_tco2e": found.embodied_tco2e,
        "query_wh": found.query_wh,
        "query_gco2e_location": found.query_location_g,
        "query_gco2e_market": found.query_market_g,
        "gco2e_location_per_1000_tokens": found.location_g_per_1000_tokens,
        "gco2e_market_per_1000_tokens": found.market_g_per_1000_tokens,
        "query_cost": found.query_cost,
        "cost_per_million_tokens": found.cost_per_million_tokens,
        "query_water_l": found.query_water_l,
    }
    return {key: shown[key] for key in RESULT_UNITS}
