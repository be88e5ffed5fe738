"""The command that says on one screen what a fleet uses, emits and costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np

from calc.impacts.factors import rates
from calc.impacts.footprint import Impact
from calc.impacts.footprint import impact as fleet_impact
from calc.impacts.grid_factor import Grid
from calc.impacts.quantities import ENDS, RESULT_UNITS, results
from calc.impacts.several_places import PlaceMix, place_mix
from calc.inputs.catalogue import BASELINE, REGIMES
from calc.inputs.check import numbers
from calc.inputs.serving_assumptions import ServingSet
from calc.query.estimate import extrapolates
from calc.sensitivity.tornado_bars import FLEET, Tornado
from calc.sensitivity.tornado_bars import tornado as tornado_of
from workbook.cli import console
from workbook.cli.commands.sensitivity import bar_records, model_label, origin
from workbook.cli.impact_options import (
    Csv,
    Force,
    Places,
    QueriesPerDay,
    ServedBy,
    ShareTts,
    Year,
    check_csv,
    rate_option,
    this_year,
    write_csv,
)
from workbook.cli.inside import inside_of_fleet, service_notes
from workbook.cli.options import Alpha, Assume, Json, OnNode, PMax, RowsFile, SetName, active_set, served_model
from workbook.cli.workload import CallsPerYear, LIn, LOut, TokensIn, TokensOut, Workload, lengths_note

DRIVERS = 6
KWH_PER_GWH = 1e6
ENERGY_UNITS = ("kWh", "MWh", "GWh", "TWh")


def impact(
    *,
    share_tts: ShareTts = 0.0,
    alpha: Alpha = (1.0, 1.0),
    queries_per_day: QueriesPerDay = None,
    calls_per_year: CallsPerYear = None,
    l_in: LIn = None,
    l_out: LOut = None,
    tokens_in: TokensIn = None,
    tokens_out: TokensOut = None,
    place: Places = None,
    location_g_per_kwh: Annotated[float | None, rate_option("location_g_per_kwh")] = None,
    contractual_g_per_kwh: Annotated[float | None, rate_option("contractual_g_per_kwh")] = None,
    certified_share: Annotated[float | None, rate_option("certified_share")] = None,
    price: Annotated[float | None, rate_option("price_per_kwh")] = None,
    currency: Annotated[str | None, rate_option("currency")] = None,
    service: Annotated[str | None, rate_option("service")] = None,
    wue_site: Annotated[float | None, rate_option("wue_site")] = None,
    wue_generation: Annotated[float | None, rate_option("wue_generation")] = None,
    embodied_kg: Annotated[float | None, rate_option("embodied_kgco2e_per_node")] = None,
    lifetime: Annotated[float | None, rate_option("node_lifetime_years")] = None,
    year: Year = None,
    model: ServedBy = BASELINE,
    set_name: SetName = None,
    assume: Assume = None,
    node: OnNode = None,
    rows: RowsFile = None,
    p_max_kw: PMax = None,
    csv: Csv = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Say on one screen what a fleet uses, emits on both bases and costs, how sure that is, and what drives it.

    Examples: equery impact; equery impact --share-tts 0.1 --alpha 1.5 3 --place Ireland --price 0.18 --currency EUR;
    equery impact --service own --certified-share 0.6 --contractual-g-per-kwh 420 --wue-site 0.3
    """
    check_csv(csv, force=force)
    load = Workload(calls_per_year, l_in, l_out, tokens_in, tokens_out)
    a = load.applied(active_set(set_name, assume))
    queries_per_day = load.queries_per_day(queries_per_day, a)
    served = served_model(model, rows, p_max_kw, a, node)
    mix = place_mix(place, this_year(year)) if place and len(place) > 1 else None
    if mix and location_g_per_kwh is not None:
        raise ValueError(f"--location-g-per-kwh must come without --place: got {location_g_per_kwh:g}")
    at = rates(
        None if mix or not place else place[0], this_year(year),
        location_g_per_kwh=mix.gco2e_per_kwh if mix else location_g_per_kwh,
        contractual_g_per_kwh=contractual_g_per_kwh,
        certified_share=certified_share, price_per_kwh=price, currency=currency, service=service, wue_site=wue_site,
        wue_generation=wue_generation, embodied_kgco2e_per_node=embodied_kg, node_lifetime_years=lifetime,
    )  # fmt: skip
    found = fleet_impact(share_tts, alpha, at, queries_per_day=queries_per_day, model=served, assumptions=a)
    drivers = tornado_of(
        FLEET, alpha=alpha, share_tts=share_tts, model=served, queries_per_day=queries_per_day, assumptions=a
    )
    shown = {key: float(value) for key, value in results(found).items()}
    queries = float(a.queries_per_day if queries_per_day is None else numbers("queries_per_day", queries_per_day))
    inside = inside_of_fleet(served, a, a.factor(alpha))
    notes = _notes(found, price, inside)
    notes += [*(_places(mix) if mix else ()), lengths_note(a)]
    if isinstance(a, ServingSet):
        notes += service_notes(str(served), model)
    if any(extrapolates(served, regime, a) for regime in _asked(share_tts)):
        notes.append("the prompt or a median answer lies outside the benchmarked lengths: TPS is extrapolated")
    units = {key: unit.replace("currency", at.currency) for key, unit in RESULT_UNITS.items()}
    if as_json:
        console.print_json({
            "queries_per_day": queries, "share_tts": share_tts, "alpha": list(alpha), "model": model_label(served),
            "assumption_set": a.name, "assumed": assume or [], "results": shown, "units": units,
            "scope": found.scope, "embodied_scope": found.embodied_scope, "factor": _factor(at.grid),
            "places": _place_records(mix),
            "location_g_per_kwh": float(at.location_g_per_kwh), "market_g_per_kwh": float(at.market_g_per_kwh),
            "price_per_kwh": float(at.price_per_kwh), "currency": at.currency,
            "drivers": bar_records(drivers), "inside": list(inside), "notes": notes,
        })  # fmt: skip
    else:
        _screen(
            found,
            shown,
            drivers,
            f"{queries:,.0f} queries a day, {100 * share_tts:g} % tts, {model_label(served)}, {a.name}",
            float(a.days_per_year),
        )
        for text in notes:
            console.note(text)
    write_csv(csv, [{"quantity": k, "value": v, "unit": units[k]} for k, v in shown.items()], force=force)


def _place_records(mix: PlaceMix | None) -> list[dict[str, Any]]:
    if mix is None:
        return []
    return [{**(_factor(one) or {}), "share": share} for one, share in zip(mix.grids, mix.shares, strict=True)]


def _told(one: Grid) -> str:
    """Say a factor with its year, basis, source and licence."""
    f = one.factor
    return f"{f.place}: {f.gco2e_per_kwh:g} gCO2e/kWh, {f.year}, {f.basis}; {f.source_id}, {one.licence}"


def _places(mix: PlaceMix) -> list[str]:
    """Say what a factor of several places is made of, and whether they count the same."""
    said = []
    for share, one in zip(mix.shares, mix.grids, strict=True):
        said.append(f"{100 * share:.3g} % {_told(one)}")
        said += one.notes
    if len(mix.bases) > 1:
        said.append(
            f"the factors count different things ({'; '.join(mix.bases)}): do not report their sum without saying so"
        )
    return said


def _factor(found: Grid | None) -> dict[str, Any] | None:
    if found is None:
        return None
    f = found.factor
    return {
        "place": f.place, "code": f.code, "gco2e_per_kwh": f.gco2e_per_kwh, "year": f.year, "age": found.age,
        "stale": found.stale, "basis": f.basis, "licence": found.licence, "source_id": f.source_id,
        "locator": f.locator,
    }  # fmt: skip


def _screen(found: Impact, shown: dict[str, float], drivers: Tornado, title: str, days: float) -> None:
    at = found.rates
    kwh = {key: value * KWH_PER_GWH * days for key, value in shown.items() if key.startswith("gwh_per_day")}
    energy, size = console.sized(kwh["gwh_per_day"], ENERGY_UNITS)
    numbers = {**shown, **{key: value / size for key, value in kwh.items()}}
    lines = [
        ("Energy", "gwh_per_day", f"{energy}/year", "query_wh", "Wh"),
        ("Emissions, location-based", "tco2e_location", "tCO2e/year", "query_gco2e_location", "gCO2e"),
        ("Emissions, market-based", "tco2e_market", "tCO2e/year", "query_gco2e_market", "gCO2e"),
        ("Electricity cost", "cost_per_year", f"{at.currency}/year", "query_cost", at.currency),
        ("Water", "water_ml", "ML/year", "query_water_l", "L"),
    ]
    table: list[list[object]] = [
        [label, *(numbers[f"{key}{end}"] for end in ("", *(f"_{name}" for name in ENDS))), unit, shown[one], one_unit]
        for label, key, unit, one, one_unit in lines
        if key != "water_ml" or shown[key]
    ]
    if shown["embodied_tco2e"]:
        table.insert(3, ["of either, making the nodes", shown["embodied_tco2e"], "", "", "", "tCO2e/year", "", ""])
    console.print_table(
        title, ["a year", "mean#", "P5#", "P50#", "P95#", "unit", "a query, on average#", "unit"], table
    )
    scale = KWH_PER_GWH * days / size
    console.print_table(
        "What drives the energy: each assumption from its P5 to its P95, the rest at their medians",
        ["assumption", "P5#", "P95#", f"{energy}/year at P5#", "at P95#", "range from"],
        [
            [
                b.assumption.key,
                b.assumption.p5,
                b.assumption.p95,
                b.at_p5 * scale,
                b.at_p95 * scale,
                origin(b.assumption),
            ]
            for b in drivers.bars[:DRIVERS]
        ],
    )
    digits = console.significant
    console.out.print(
        f"{digits(float(found.location_g_per_1000_tokens))} gCO2e location-based and "
        f"{digits(float(found.market_g_per_1000_tokens))} market-based per 1,000 output tokens; "
        f"{digits(float(found.cost_per_million_tokens))} {at.currency} per million.",
        soft_wrap=True,
    )


def _asked(share_tts: float) -> tuple[str, ...]:
    """Return the regimes that a fleet is asked in."""
    return tuple(name for name, share in zip(REGIMES, (1 - share_tts, share_tts), strict=True) if share)


def _notes(found: Impact, price: float | None, inside: Sequence[str]) -> list[str]:
    at = found.rates
    notes = [f"emissions of electricity are {found.scope}"]
    if at.grid:
        notes.append(_told(at.grid))
    notes += at.notes
    if np.any(found.embodied_tco2e):
        made = console.significant(float(found.embodied_tco2e))
        notes.append(f"of the emissions {made} tCO2e/year are for making the nodes, {found.embodied_scope}")
    if price is None:
        notes.append(f"{float(at.price_per_kwh):g} {at.currency}/kWh is a round default; give --price")
    notes.append(f"means, never medians, make totals; P5-P95 contain, for the whole fleet: {', '.join(inside)}")
    return notes
