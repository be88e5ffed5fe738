"""Carbon and cost: a year of the user's fleet and of the paper's, in GWh, tCO2e on both bases, money and water.

One printed page: the totals with their P5 to P95, what drives them, and where each factor is from. Factors and prices
are taken as known; the intervals are those of the energy, with what the fleet shares shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from calc.impacts.carbon import OWN as OWN_FLEET
from calc.impacts.carbon import scope_label
from calc.impacts.footprint import Impact, impact
from calc.impacts.grid_factor import grid
from calc.inputs.catalogue import BASELINE, REGIMES
from workbook.model.results import Context
from workbook.model.trials import BIG, TRIALS
from workbook.sheets import fleet, trials
from workbook.writer.sheet import Sheet, at

TITLE: Final = "Carbon and cost"
HEAD: Final = 5
FIRST: Final = 3
COLUMNS: Final = ("own", "trad", "trad.improved", "mixed", "mixed.improved")
Q: Final = {"p5": 0.05, "p50": 0.5, "p95": 0.95}


@dataclass(frozen=True)
class Quantity:
    """A row: its key, label, unit, formula (with {c} for the column's fleet) and number format."""

    key: str
    label: str
    unit: str
    number: str = "#,##0"


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "A year of your own fleet and of the paper's: mean and P5 to P95. Rates and place: Inputs."
    sheet = context.book.sheet(TITLE, lead, [46, 14, *[17] * 5, 17, 17], freeze="C6")
    labels = {s.key: s.label for s in fleet.scenarios()}
    sheet.header(HEAD, ["Quantity", "Unit", *(labels[k] for k in COLUMNS), "Your fleet, by calc", "Difference"])
    for c, key in enumerate(COLUMNS, FIRST):
        _column(context, sheet, c, key)
    _provenance(context, sheet, HEAD + len(ROWS) + 2)


ROWS: Final = (
    Quantity("gwh", "Energy, mean", "GWh/year", "#,##0.0"), Quantity("gwh_p5", "Energy, P5", "GWh/year", "#,##0.0"),
    Quantity("gwh_p50", "Energy, P50", "GWh/year", "#,##0.0"), Quantity("gwh_p95", "Energy, P95", "GWh/year", "#,##0.0"),
    Quantity("embodied", "Emissions of making the nodes (0: left out)", "tCO2e/year"),
    *(
        Quantity(f"{basis}{end}", f"Emissions, {basis}-based, {name}", "tCO2e/year")
        for basis in ("location", "market")
        for end, name in (("", "mean"), ("_p5", "P5"), ("_p50", "P50"), ("_p95", "P95"))
    ),
    *(Quantity(f"cost{end}", f"Electricity cost, {name}", "currency/year") for end, name in (("", "mean"), ("_p5", "P5"), ("_p50", "P50"), ("_p95", "P95"))),
    *(Quantity(f"water{end}", f"Water, {name}", "ML/year", "#,##0.0") for end, name in (("", "mean"), ("_p5", "P5, from the trials"), ("_p50", "P50, from the trials"), ("_p95", "P95, from the trials"))),
    Quantity("query_wh", "A query, mean, overhead and efficiency included", "Wh", "0.0000"),
    Quantity("query_location", "A query, location-based", "gCO2e", "0.0000"),
    Quantity("query_market", "A query, market-based", "gCO2e", "0.0000"),
    Quantity("query_cost", "A thousand queries", "currency", "0.0000"),
    Quantity("tokens", "Output tokens of a query, mean", "token", "#,##0.0"),
    Quantity("tokens_location", "1,000 output tokens, location-based", "gCO2e", "0.0000"),
    Quantity("tokens_market", "1,000 output tokens, market-based", "gCO2e", "0.0000"),
    Quantity("tokens_cost", "A million output tokens", "currency", "0.0000"),
)  # fmt: skip
ROW: Final = {row.key: HEAD + i for i, row in enumerate(ROWS, 1)}


def _impacts(context: Context, key: str) -> Impact:
    inputs = context.inputs
    scenario = fleet.scenario_of(key)
    share = inputs.fleet.share_tts if scenario.key == "own" else float(scenario.share)
    return impact(
        share, context.live.lever(scenario.lever), inputs.impact.rates(),
        model=BASELINE, assumptions=inputs.assumptions, fits=inputs.known_fits,
    )  # fmt: skip


def _numbers(found: Impact) -> dict[str, float]:
    """Return calc's numbers by the keys of the rows."""
    numbers = {
        "gwh": found.energy.mean(), "embodied": found.embodied_tco2e, "location": found.location.mean(),
        "market": found.market.mean(), "cost": found.cost.mean(), "water": found.water.mean(),
        "query_wh": found.query_wh, "query_location": found.query_location_g, "query_market": found.query_market_g,
        "query_cost": found.query_cost * 1000, "tokens": found.tokens,
        "tokens_location": found.location_g_per_1000_tokens, "tokens_market": found.market_g_per_1000_tokens,
        "tokens_cost": found.cost_per_million_tokens,
    }  # fmt: skip
    for key, total in (
        ("gwh", found.energy),
        ("location", found.location),
        ("market", found.market),
        ("cost", found.cost),
        ("water", found.water),
    ):
        numbers |= {f"{key}_{name}": total.quantile(q) for name, q in Q.items()}
    return {key: float(value) for key, value in numbers.items()}


def _column(context: Context, sheet: Sheet, c: int, key: str) -> None:
    x = {name: at(row, c) for name, row in ROW.items()}
    exact = _numbers(_impacts(context, key))
    value = dict(exact)
    cell = {name: context.cells[f"fleet|{key}|{name}"] for name in ("total", "p5", "p50", "p95")}
    letter = at(1, fleet.FIRST + [s.key for s in fleet.scenarios()].index(key))[:-1]
    of_fleet = {
        name: f"Fleet!${letter}${fleet.HEAD + 1 + i}"
        for i, name in enumerate(("queries", "share", "trad", "tts", "mean", "mu", "sigma", "left", "beta"))
    }
    busy = [f"AVERAGE({','.join(context.cells[f'{m}|{r}|busy'] for m in BIG)})" for r in REGIMES]
    seconds = f"((1-{of_fleet['share']})*{busy[0]}+{of_fleet['share']}*{busy[1]})"
    per_year = f"{of_fleet['queries']}*days_per_year"
    life = "(node_lifetime_years*days_per_year*seconds_per_day*node_used)"
    node = f"{seconds}*embodied_kgco2e_per_node*g_per_kg/{life}"  # of making nodes, a query [gCO2e]
    formulas = {
        "gwh": f"={cell['total']}*days_per_year",
        **{f"gwh_{p}": f"={cell[p]}*days_per_year" for p in Q},
        "embodied": f"={per_year}*{node}/g_per_t",
        "query_wh": f"={of_fleet['mean']}*{of_fleet['left']}*{of_fleet['beta']}",
        "query_location": f"={x['query_wh']}/wh_per_kwh*factor_location+{node}",
        "query_market": f"={x['query_wh']}/wh_per_kwh*factor_market+{node}",
        "query_cost": f"={x['query_wh']}*price_per_kwh",
        "tokens": f"=((1-{of_fleet['share']})*l_out_median_traditional+{of_fleet['share']}*l_out_median_tts)/LN(2)",
        "tokens_location": f"={x['query_location']}/{x['tokens']}*1000",
        "tokens_market": f"={x['query_market']}/{x['tokens']}*1000",
        "tokens_cost": f"={x['query_cost']}/{x['tokens']}*1000",
    }  # fmt: skip
    for basis in ("location", "market"):
        for end in ("", *(f"_{p}" for p in Q)):
            formulas[f"{basis}{end}"] = f"={x[f'gwh{end}']}*factor_{basis}+{x['embodied']}"
    for end in ("", *(f"_{p}" for p in Q)):
        formulas[f"cost{end}"] = f"={x[f'gwh{end}']}*kwh_per_gwh*price_per_kwh"
    it = f"{x['gwh']}/EXP(pue_mu+pue_sigma^2/2)"  # IT energy: WUE on site is defined on it
    formulas["water"] = f"={it}*wue_site+{x['gwh']}*wue_generation"
    sample = _water_sample(of_fleet, x["gwh"])
    drawn = _water_values(context, key, value["gwh"])
    for name, q in Q.items():
        formulas[f"water_{name}"] = f"=_xlfn.PERCENTILE.INC({sample},{q})"
        value[f"water_{name}"] = float(np.quantile(drawn, q))
    for quantity in ROWS:
        r = ROW[quantity.key]
        if c == FIRST:
            sheet.put(r, 1, quantity.label)
            sheet.put(r, 2, quantity.unit)
        array = quantity.key.startswith("water_")
        ref = sheet.calc(
            r, c, formulas[quantity.key], value[quantity.key], "output", number=quantity.number, array=array
        )
        context.publish(f"impact|{key}|{quantity.key}", sheet.absolute(ref), value[quantity.key])
        if key == "own":
            _compare(context, sheet, r, quantity, exact[quantity.key], value[quantity.key])


def _compare(context: Context, sheet: Sheet, r: int, quantity: Quantity, exact: float, live: float) -> None:
    last = FIRST + len(COLUMNS)
    sheet.put(r, last, exact, "built", quantity.number)
    mine, theirs = at(r, FIRST), at(r, last)
    formula = f'=IF(inputs_changed>0,"inputs changed",IF({theirs}=0,ABS({mine}),ABS({mine}/{theirs}-1)))'
    worst = abs(live) if exact == 0 else abs(live / exact - 1)
    ref = sheet.calc(r, last + 1, formula, worst, number="0.0E+00")
    group = "water quantiles" if quantity.key.startswith("water_") else "closed forms"
    context.publish(f"impact|{group}|{quantity.key}|worst", sheet.absolute(ref), worst)


def _water_sample(of_fleet: dict[str, str], gwh: str) -> str:
    """Return the array of a year's water by trial: PUE acts on generation alone, and the rest on both."""
    fraction, pue, z = (trials.rows_of(c) for c in (trials.FRACTION, trials.PUE, trials.Z_LEVER))
    mean = "EXP(fraction_mu+fraction_sigma^2/2+pue_mu+pue_sigma^2/2)"
    alpha = f"EXP({of_fleet['mu']}+{of_fleet['sigma']}*{z})"
    return f"{gwh}/({mean}*{of_fleet['left']})*{fraction}/{alpha}*(wue_site+wue_generation*{pue})"


def _water_values(context: Context, key: str, gwh: float) -> Sequence[float]:
    live, x = context.live, context.inputs.impact
    alpha_of_lever = live.lever(fleet.scenario_of(key).lever)
    mu, sigma = float(alpha_of_lever.mu), float(alpha_of_lever.sigma)
    mean = float(live.a.power_fraction.mean() * live.a.pue.mean() * np.exp(-mu + sigma**2 / 2))
    alpha = np.exp(mu + sigma * TRIALS.normal(3))
    drawn = gwh / mean * live.power_fraction / alpha * (x.wue_site + x.wue_generation * live.pue)
    return [float(v) for v in drawn]


def _provenance(context: Context, sheet: Sheet, row: int) -> None:
    """Say where the emissions are reported, and where each factor is from."""
    x = context.inputs.impact
    place = grid(x.place)
    sheet.put(row, 1, "Where emissions are reported, and where the factors are from", "heading")
    bought, own = scope_label("purchased"), scope_label(OWN_FLEET)
    label = own if x.service == OWN_FLEET else bought
    look = "INDEX({0},MATCH(place,grid_places,0))"
    own_factor = x.location_g_per_kwh is not None
    age = f'" of "&grid_year&" ("&{look.format("grid_bases")}&"; "&{look.format("grid_sources")}&")"'
    year = f" of {place.factor.year} ({place.factor.basis}; {place.factor.source_id})"
    old = int(context.inputs.impact.reporting_year - place.factor.year > 2 and not own_factor)
    lines = [
        ("Emissions of electricity are", f'=IF(service="{OWN_FLEET}","{own}","{bought}")', label),
        ("Place", f'=IF(LEN(location_g_per_kwh)=0,place&{age},"your own factor")', "your own factor" if own_factor else x.place + year),
        ("Age of the factor", '=IF(factor_is_old=1,"older than "&stale_after_years&" years when used: look for a newer one","recent enough")', "older than 2 years when used: look for a newer one" if old else "recent enough"),
        ("Market basis", '=IF(LEN(contractual_g_per_kwh)=0,"no contractual factor: energy without certificates counts at the location factor","contractual factor of Inputs")', "no contractual factor: energy without certificates counts at the location factor" if x.contractual_g_per_kwh is None else "contractual factor of Inputs"),
    ]  # fmt: skip
    for r, (name, formula, text) in enumerate(lines, row + 1):
        sheet.put(r, 1, name)
        sheet.calc(r, 2, formula, text, "remark", number="General")
    numbers = [
        ("Location-based factor", "gCO2e/kWh", "=factor_location", float(x.rates().location_g_per_kwh)),
        ("Market-based factor", "gCO2e/kWh", "=factor_market", float(x.rates().market_g_per_kwh)),
        ("Price of electricity", "currency/kWh", "=price_per_kwh", x.price_per_kwh),
    ]
    for r, (name, unit, formula, number) in enumerate(numbers, row + 1 + len(lines)):
        sheet.put(r, 1, name)
        sheet.put(r, 2, unit)
        sheet.calc(r, 3, formula, number, number="#,##0.000")
    r = row + 1 + len(lines) + len(numbers)
    sheet.put(r, 1, "Currency")
    sheet.calc(r, 3, "=currency", x.currency, number="General")
    _drivers(context, sheet, r + 2)


def _drivers(context: Context, sheet: Sheet, row: int) -> None:
    """Say what moves the totals most: your fleet from each assumption's P5 to its P95, all others at their medians."""
    sheet.put(
        row, 1, "What drives your fleet: GWh/year from an assumption's P5 to its P95, the widest first", "heading"
    )
    sheet.header(row + 1, ["Assumption", "", "Low end", "High end"])
    days = float(context.live.a.days_per_year)
    for r, driver in enumerate(context.drivers, row + 2):
        name, low, high = driver.cells
        sheet.calc(r, 1, f"={name}", driver.name, number="General")
        sheet.calc(r, 3, f"={low}*days_per_year", driver.low * days, "output", number="#,##0.0")
        sheet.calc(r, 4, f"={high}*days_per_year", driver.high * days, "output", number="#,##0.0")
    note = "More on Tornado. All factors with year, basis and licence: Grid factors; citations: Sources."
    sheet.put(row + 3 + len(context.drivers), 1, note, "remark")
