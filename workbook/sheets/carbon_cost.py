"""Carbon and cost: a year of the user's fleet and of the paper's, in GWh, tCO2e on both bases, money and water.

One printed page: the totals with their P5 to P95, what drives them, and where each factor is from. Factors and prices
are taken as known; the intervals are those of the energy, with what the fleet shares shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from calc.fleets import formulas as of_fleets
from calc.fleets.annual_total import YearlyTotal
from calc.impacts import formulas
from calc.impacts.carbon import OWN as OWN_FLEET
from calc.impacts.carbon import scope_label
from calc.impacts.footprint import Impact, impact
from calc.impacts.water import YearlyWater
from calc.inputs.catalogue import BASELINE, REGIMES
from calc.inputs.formulas import lognormal_mean, lognormal_value
from workbook.model import draws
from workbook.model.inputs import BIG
from workbook.model.results import Context
from workbook.sheets import fleet, trials
from workbook.sheets.impact_inputs import of_place
from workbook.sheets.inputs import exponential_mean
from workbook.sheets.query_results import inputs_unchanged
from workbook.writer.names import Names
from workbook.writer.sheet import Cell, Sheet
from workbook.writer.term import Term, average, blank, exp, joined, percentile, where

TITLE: Final = "Carbon and cost"
SUMMARY: Final = "A year in tCO2e on both bases, money and water, with P5 to P95"
HEAD: Final = 5
FIRST: Final = 3
COLUMNS: Final = ("own", "trad", "trad.improved", "mixed", "mixed.improved")
ENDS: Final = ("", *(f"_{p}" for p in fleet.QUANTILES))


@dataclass(frozen=True)
class Quantity:
    """A row: its key, label, unit and number format."""

    key: str
    label: str
    unit: str
    number: str = "#,##0"


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
ROW: Final = {quantity.key: HEAD + i for i, quantity in enumerate(ROWS, 1)}
OF: Final = {quantity.key: quantity for quantity in ROWS}


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "A year of your own fleet and of the paper's: mean and P5 to P95. Rates and place: Inputs."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [46, 14, *[21] * 5, 17, 17], freeze="C6")
    labels = fleet.columns()
    sheet.header(HEAD, ["Quantity", "Unit", *(labels[k] for k in COLUMNS), "Your fleet, by calc", "Difference"])
    for quantity in ROWS:
        sheet.put(ROW[quantity.key], 1, quantity.label)
        sheet.put(ROW[quantity.key], 2, quantity.unit)
    for c, key in enumerate(COLUMNS, FIRST):
        cells = _column(context, sheet, c, key)
        if key == "own":
            _compare(context, sheet, cells)
    _provenance(context, sheet, HEAD + len(ROWS) + 2)


def of_impact(found: Impact) -> dict[str, float]:
    """Return calc's numbers by the keys of the rows."""
    numbers = {
        "embodied": found.embodied_tco2e, "query_wh": found.query_wh, "query_location": found.query_location_g,
        "query_market": found.query_market_g, "query_cost": found.query_cost * 1000, "tokens": found.tokens,
        "tokens_location": found.location_g_per_1000_tokens, "tokens_market": found.market_g_per_1000_tokens,
        "tokens_cost": found.cost_per_million_tokens,
    }  # fmt: skip
    totals: dict[str, YearlyTotal | YearlyWater] = {
        "gwh": found.energy,
        "location": found.location,
        "market": found.market,
        "cost": found.cost,
    }
    for key, total in (totals | {"water": found.water}).items():
        numbers[key] = total.mean()
        numbers |= {f"{key}_{name}": total.quantile(q) for name, q in fleet.QUANTILES.items()}
    return {key: float(value) for key, value in numbers.items()}


def calc_impact(context: Context, key: str) -> Impact:
    """Return what a fleet of the sheet uses and emits, by calc."""
    inputs = context.inputs
    share, lever, _ = fleet.workload(inputs, key)
    return impact(
        share, inputs.lever(lever), inputs.impact.rates(),
        model=BASELINE, assumptions=inputs.assumptions, fits=inputs.known_fits,
    )  # fmt: skip


def embodied_of_query(context: Context, share: Term) -> Term:
    """Return the emissions of making nodes, for a query of a fleet with a share of long ones [gCO2e]."""
    n = context.names
    busy = [average(*(context[f"{m}|{regime}|busy"] for m in BIG)) for regime in REGIMES]
    node: Term = formulas.embodied_g(
        of_fleets.mix(share, *busy), n.embodied_kgco2e_per_node, n.node_lifetime_years, n.days_per_year, n.node_used,
        g_per_kg=n.g_per_kg, seconds_per_day=n.seconds_per_day,
    )  # fmt: skip
    return node


def _column(context: Context, sheet: Sheet, c: int, key: str) -> dict[str, Cell]:
    n = context.names
    x = {name: cell.elsewhere for name, cell in context.fleets[key].items()}
    cells: dict[str, Cell] = {}

    def show(name: str, term: Term, *, array: bool = False) -> Cell:
        cells[name] = sheet.show(ROW[name], c, term, "output", number=OF[name].number, array=array)
        return context.tell(f"impact|{key}|{name}", cells[name])

    node = embodied_of_query(context, x["share"])
    for end, total in zip(ENDS, ("total", *fleet.QUANTILES), strict=True):
        show(f"gwh{end}", of_fleets.gwh_per_year(context.fleets[key][total].there, n.days_per_year))
    show("embodied", formulas.embodied_t(x["queries"], n.days_per_year, node, g_per_t=n.g_per_t))
    for basis in ("location", "market"):
        for end in ENDS:
            show(f"{basis}{end}", formulas.tco2e(cells[f"gwh{end}"], n[f"factor_{basis}"]) + cells["embodied"])
    for end in ENDS:
        show(f"cost{end}", formulas.cost(cells[f"gwh{end}"], n.price_per_kwh, kwh_per_gwh=n.kwh_per_gwh))
    gwh = cells["gwh"]
    it = gwh / lognormal_mean(n.pue_mu, n.pue_sigma)  # IT energy: WUE on site is defined on it
    show("water", formulas.water_l(it, gwh, n.wue_site, n.wue_generation))
    sample = _water_sample(context, x, gwh)
    for name, q in fleet.QUANTILES.items():
        show(f"water_{name}", percentile(sample, q), array=True)
    wh = show("query_wh", of_fleets.query_wh(x["mean"], x["left"], x["beta"]))
    for basis in ("location", "market"):
        show(f"query_{basis}", formulas.gco2e(wh, n[f"factor_{basis}"], wh_per_kwh=n.wh_per_kwh) + node)
    show("query_cost", wh * n.price_per_kwh)  # of a thousand queries: kWh for Wh
    lengths = [n[f"l_out_median_{regime}"] for regime in REGIMES]
    tokens = show("tokens", exponential_mean(of_fleets.mix(x["share"], *lengths)))
    for what in ("location", "market", "cost"):
        show(f"tokens_{what}", formulas.per_tokens(cells[f"query_{what}"], tokens))
    return cells


def _compare(context: Context, sheet: Sheet, cells: dict[str, Cell]) -> None:
    last = FIRST + len(COLUMNS)
    exact = of_impact(calc_impact(context, "own"))
    for key, mine in cells.items():
        theirs = sheet.put(mine.row, last, exact[key], "built", OF[key].number)
        worst = inputs_unchanged(context, where(theirs == 0, abs(mine), abs(mine / theirs - 1)))
        group = "water quantiles" if key.startswith("water_") else "closed forms"
        context.tell(f"impact|{group}|{key}|worst", sheet.show(mine.row, last + 1, worst, number="0.0E+00"))


def _water_sample(context: Context, x: dict[str, Term], gwh: Cell) -> Term:
    """Return the array of a year's water by trial: PUE acts on generation alone, and the rest on both."""
    n = context.names
    fraction, pue, z = (context.draws.there(c) for c in (draws.FRACTION, draws.PUE, trials.Z_LEVER))
    both = n.fraction_mu + n.fraction_sigma**2 / 2 + n.pue_mu + n.pue_sigma**2 / 2
    alpha = lognormal_value(x["mu"], x["sigma"], z)
    sample: Term = gwh / (exp(both) * x["left"]) * fraction / alpha * (n.wue_site + n.wue_generation * pue)
    return sample


def _provenance(context: Context, sheet: Sheet, row: int) -> None:
    """Say where the emissions are reported, and where each factor is from."""
    n = context.names
    sheet.put(row, 1, "Where emissions are reported, and where the factors are from", "heading")
    of_year = joined(
        " of ", n.grid_year, " (", of_place(context, "grid_bases"), "; ", of_place(context, "grid_sources"), ")"
    )
    own = blank(n.location_g_per_kwh)
    stale = joined("older than ", n.stale_after_years, " years when used: look for a newer one")
    plain = "no contractual factor: energy without certificates counts at the location factor"
    lines = [
        (
            "Emissions of electricity are",
            where(n.service == OWN_FLEET, scope_label(OWN_FLEET), scope_label("purchased")),
        ),
        ("Place", where(own, joined(n.place, of_year), "your own factor")),
        ("Age of the factor", where(n.factor_is_old == 1, stale, "recent enough")),
        ("Market basis", where(blank(n.contractual_g_per_kwh), plain, "contractual factor of Inputs")),
    ]
    for r, (name, term) in enumerate(lines, row + 1):
        sheet.put(r, 1, name)
        sheet.show(r, 2, term, "remark", number="General")
    numbers = [
        ("Location-based factor", "gCO2e/kWh", n.factor_location),
        ("Market-based factor", "gCO2e/kWh", n.factor_market),
        ("Price of electricity", "currency/kWh", n.price_per_kwh),
    ]
    for r, (name, unit, term) in enumerate(numbers, row + 1 + len(lines)):
        sheet.put(r, 1, name)
        sheet.put(r, 2, unit)
        sheet.show(r, 3, term, number="#,##0.000")
    r = row + 1 + len(lines) + len(numbers)
    sheet.put(r, 1, "Currency")
    sheet.show(r, 3, n.currency, number="General")
    _drivers(context, sheet, r + 2, n)


def _drivers(context: Context, sheet: Sheet, row: int, n: Names) -> None:
    """Say what moves the totals most: your fleet from each assumption's P5 to its P95, all others at their medians."""
    title = "What drives your fleet: GWh/year from an assumption's P5 to its P95, the widest first"
    sheet.put(row, 1, title, "heading")
    sheet.header(row + 1, ["Assumption", "", "Low end", "High end"])
    for r, driver in enumerate(context.drivers, row + 2):
        sheet.show(r, 1, driver.name.there, number="General")
        for c, end in ((3, driver.low), (4, driver.high)):
            sheet.show(r, c, of_fleets.gwh_per_year(end.there, n.days_per_year), "output", number="#,##0.0")
    note = "More on Tornado. All factors with year, basis and licence: Grid factors; citations: Sources."
    sheet.put(row + 3 + len(context.drivers), 1, note, "remark")
