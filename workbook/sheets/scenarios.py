"""Scenarios: named fleets side by side, the paper's and the user's, and the user's own fleet over the years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from calc.fleets import formulas as of_fleets
from calc.fleets.growth import forecast_caution
from calc.impacts import formulas
from calc.impacts.footprint import Impact, impact
from calc.impacts.scenarios import Scenario
from calc.inputs.catalogue import REGIMES, UNTRIMMED
from calc.inputs.formulas import lognormal_mu, lognormal_sigma
from calc.inputs.levels import ENDS
from workbook.model.inputs import ScenarioRow
from workbook.model.results import Context
from workbook.ooxml.finishing import Value
from workbook.sheets.carbon_cost import embodied_of_query
from workbook.writer import charts
from workbook.writer.sheet import Cell, Sheet, area, at
from workbook.writer.term import Term, blank, bracketed, count, every, normal_quantile, smaller, total, typed_or, where

TITLE: Final = "Scenarios"
SUMMARY: Final = "Named fleets side by side, yours too, and your own fleet over the years"
HEAD: Final = 6
ROWS: Final = 8
YEARS: Final = 6
NAME, SHARE, LO, HI, QUERIES, FACTOR, CERTIFIED, PRICE = range(1, 9)
MU, SIGMA, GWH_DAY, GWH_YEAR, P5, P95, LOCATION, MARKET, COST = range(9, 18)
CALC, WORST, CHANGED = 18, 19, 20
HEADS: Final = (
    "Scenario", "Share of long queries", "alpha P5", "alpha P95", "Queries a day (blank: Inputs)",
    "gCO2e/kWh (blank: Inputs)", "Certified share (blank: Inputs)", "Price per kWh (blank: Inputs)", "mu of ln alpha",
    "sigma of ln alpha", "GWh/day", "GWh/year", "GWh/year, P5", "GWh/year, P95", "tCO2e/year, location",
    "tCO2e/year, market", "Cost a year [currency]", "GWh/day, by calc", "Difference", "Changed",
)  # fmt: skip


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Name a fleet in a yellow row and read it beside the others. All else follows Inputs."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [34, *[14] * 9, *[13] * 10], freeze="B7", pages_wide=2)
    sheet.header(HEAD, HEADS)
    filled = [*context.inputs.scenarios, *[None] * (ROWS - len(context.inputs.scenarios))]
    marks = [_row(context, sheet, r, row) for r, row in enumerate(filled, HEAD + 1)]
    sheet.put(4, 1, "Changed here", "note")
    sheet.name(sheet.show(4, 2, total(area(marks)), number="0"), "scenarios_changed")
    _rules(sheet)
    chart_row = HEAD + ROWS + 2
    _chart(sheet, chart_row, len(context.inputs.scenarios))
    _outlook(context, sheet, chart_row + 22)
    sheet.repeat(HEAD)


def as_scenario(context: Context, row: ScenarioRow) -> Scenario:
    """Return a row as calc knows it, with what it takes from Inputs."""
    x = context.inputs.impact
    location = x.location_g_per_kwh if row.location_g_per_kwh is None else row.location_g_per_kwh
    contract = x.contractual_g_per_kwh if row.location_g_per_kwh is None else row.location_g_per_kwh
    return Scenario(
        row.name, row.share_tts, row.alpha_lo, row.alpha_hi,
        queries_per_day=row.queries_per_day,
        place=None if location is not None else x.place,
        location_g_per_kwh=location,
        contractual_g_per_kwh=contract,
        certified_share=x.certified_share if row.certified_share is None else row.certified_share,
        price_per_kwh=x.price_per_kwh if row.price_per_kwh is None else row.price_per_kwh,
        embodied_kgco2e_per_node=x.embodied_kgco2e_per_node,
        node_lifetime_years=x.node_lifetime_years,
        node_utilisation=x.node_utilisation,
    )  # fmt: skip


def calc_impact(context: Context, row: ScenarioRow) -> Impact:
    """Return calc's numbers with the workbook's assumptions, which a scenario by itself does not carry."""
    s = as_scenario(context, row)
    return impact(
        s.share_tts, (s.alpha_lo, s.alpha_hi), s.rates(context.inputs.impact.reporting_year),
        queries_per_day=s.queries_per_day, assumptions=context.inputs.assumptions, fits=context.inputs.known_fits,
    )  # fmt: skip


@dataclass(frozen=True)
class Year:
    """A fleet's year: the cells' terms that the scenarios and the outlook share."""

    gwh: Term
    spread: Term

    def quantile(self, q: float) -> Term:
        """Return the energy not exceeded with probability q [GWh/year]."""
        found: Term = of_fleets.total_quantile(self.gwh, self.spread, normal_quantile(q))
        return found


def mean_of_mix(context: Context, share: Term) -> Term:
    """Return the mean energy of a query of a fleet with a share of long ones [Wh]."""
    mean: Term = of_fleets.mix(share, *(context[f"{UNTRIMMED}|{regime}|shown mean"] for regime in REGIMES))
    return mean


def emissions(context: Context, gwh: Term, factor: Term, queries: Term, share: Term) -> Term:
    """Return a year's emissions [tCO2e]: of the electricity, and of making the nodes where that is counted."""
    n = context.names
    node = embodied_of_query(context, share)
    made = formulas.embodied_t(queries, n.days_per_year, node, g_per_t=n.g_per_t)
    found: Term = formulas.tco2e(gwh, factor) + made
    return found


def _row(context: Context, sheet: Sheet, r: int, row: ScenarioRow | None) -> Cell:
    n = context.names
    given: list[Value | None] = [None] * PRICE
    if row is not None:
        given = [
            row.name, row.share_tts, row.alpha_lo, row.alpha_hi, row.queries_per_day, row.location_g_per_kwh,
            row.certified_share, row.price_per_kwh,
        ]  # fmt: skip
    typed = {c: sheet.put(r, c, value, "input") for c, value in enumerate(given, NAME)}
    x = {c: cell.fix("c") for c, cell in typed.items()}
    ready = count(area([typed[c] for c in (SHARE, LO, HI)])) == 3

    def show(c: int, term: Term) -> Term:
        number = "#,##0.000000" if c in (MU, SIGMA) else "#,##0.0000" if c == GWH_DAY else "#,##0"
        kind = "calc" if c in (MU, SIGMA) else "output"
        cell = sheet.show(r, c, where(ready, term, ""), kind, number=number)
        if row is not None and c >= GWH_DAY:
            context.tell(f"scenario|{r - HEAD}|{HEADS[c - 1]}", cell)
        return Term(term.value, cell.fix("c").text)

    mu, sigma = show(MU, lognormal_mu(x[LO], x[HI])), show(SIGMA, lognormal_sigma(x[LO], x[HI], n.z_p95))
    queries = typed_or(x[QUERIES], n.queries_per_day)
    left = of_fleets.alpha_factor(mu, sigma)
    mean = mean_of_mix(context, x[SHARE])
    day = show(GWH_DAY, of_fleets.gwh_per_day(queries, mean, left, n.beta, wh_per_gwh=n.wh_per_gwh))
    year = Year(
        show(GWH_YEAR, of_fleets.gwh_per_year(day, n.days_per_year)),
        of_fleets.shared_spread(n.fraction_sigma, n.pue_sigma, sigma),
    )
    for column, q in zip((P5, P95), ENDS, strict=True):
        show(column, year.quantile(q))
    contract = typed_or(x[FACTOR], n.factor_contract)
    factors = {
        LOCATION: typed_or(x[FACTOR], n.factor_location),
        MARKET: formulas.market_factor(contract, typed_or(x[CERTIFIED], n.certified_share)),
    }
    for c, factor in factors.items():
        show(c, emissions(context, year.gwh, factor, queries, x[SHARE]))
    show(COST, formulas.cost(year.gwh, typed_or(x[PRICE], n.price_per_kwh), kwh_per_gwh=n.kwh_per_gwh))
    exact: Value = float(calc_impact(context, row).fleet.gwh_per_day) if row else ""
    known = sheet.put(r, CALC, exact, "built", "0.0000").fix("c")
    differ = abs(day / (known if row else Term(1.0, known.text)) - 1)
    changed = n.scenarios_changed + n.inputs_changed > 0
    worst = where(changed, "inputs changed", where(ready, differ, 0))
    context.tell(f"scenario|{r - HEAD}|worst", sheet.show(r, WORST, worst, number="0.0E+00"))
    built = [
        blank(typed[c])
        if value is None
        else typed[c] == (Term(value, repr(value)) if isinstance(value, float) else value)
        for c, value in enumerate(given, NAME)
    ]
    return sheet.show(r, CHANGED, where(every(*built), 0, 1), number="0")


def _rules(sheet: Sheet) -> None:
    first, last = HEAD + 1, HEAD + ROWS

    def block(c: int) -> str:
        return f"{at(first, c)}:{at(last, c)}"

    sheet.allow_text(block(NAME), title="Scenario", help_text="A name of your own.")
    for c, low, high, text in (
        (SHARE, "0", "1", "Share of long queries, 0 to 1."),
        (LO, "0.1", "100", "Efficiency factor, P5; 1 to 1 is none."),
        (HI, "0.1", "100", "Efficiency factor, P95; not below its P5."),
        (QUERIES, "0", "1000000000000", "Queries a day; blank follows Inputs."),
        (FACTOR, "0", "1000000", "gCO2e/kWh on both bases; blank follows Inputs."),
        (CERTIFIED, "0", "1", "Share certified at zero emissions; blank follows Inputs."),
        (PRICE, "0", "1000000", "Price per kWh; blank follows Inputs."),
    ):
        sheet.allow(block(c), title=HEADS[c - 1][:30], low=low, high=high, help_text=text)


def _chart(sheet: Sheet, row: int, amount: int) -> None:
    sheet.new_page(row)
    names, values = (sheet.absolute(f"{at(HEAD + 1, c)}:{at(HEAD + ROWS, c)}") for c in (NAME, GWH_DAY))
    chart = charts.stacked(
        names, [(values, "GWh a day")], "Scenarios: energy of the fleet", "GWh per day", size=(24, 10)
    )
    text = f"Energy of up to {ROWS} named scenarios in GWh a day, as columns; built with the paper's {amount}."
    sheet.chart(chart, at(row, 1), text)


OUTLOOK: Final = (
    ("Queries a day", "query/day", "#,##0"), ("Share of long queries", "1", "0.0%"), ("Efficiency gain since now", "1", "0.000"),
    ("Price per kWh", "currency/kWh", "0.0000"), ("Energy, mean", "GWh/year", "#,##0.0"), ("Energy, P5", "GWh/year", "#,##0.0"),
    ("Energy, P95", "GWh/year", "#,##0.0"), ("Emissions, location-based", "tCO2e/year", "#,##0"),
    ("Emissions, market-based", "tCO2e/year", "#,##0"), ("Electricity cost", "currency/year", "#,##0"),
)  # fmt: skip


def _outlook(context: Context, sheet: Sheet, row: int) -> None:
    """Write the user's own fleet over the years, at constant growth, and the caution that belongs to it."""
    sheet.put(row, 1, "Your own fleet over the years (growth: Inputs)", "heading")
    sheet.header(row + 1, ["Quantity", "Unit", *(f"Year {y}" for y in range(YEARS))])
    sheet.put(row + 2, 1, "Years from now")
    for i, (label, unit, _) in enumerate(OUTLOOK, 3):
        sheet.put(row + i, 1, label)
        sheet.put(row + i, 2, unit)
    for y in range(YEARS):
        _year(context, sheet, row, y)
    sheet.put(row + 4 + len(OUTLOOK), 1, forecast_caution(), "remark")


def _year(context: Context, sheet: Sheet, row: int, y: int) -> None:
    n = context.names
    ahead = sheet.put(row + 2, 3 + y, y)
    lines = iter(enumerate(OUTLOOK, 3))

    def show(term: Term) -> Cell:
        i, (label, unit, number) = next(lines)
        kind = "output" if unit.endswith("/year") else "calc"
        return context.tell(f"outlook|{y}|{label}", sheet.show(row + i, 3 + y, term, kind, number=number))

    queries = show(of_fleets.grown(n.queries_per_day, n.queries_growth, ahead))
    share = show(smaller(1, of_fleets.grown(n.fleet_share_tts, n.share_growth, ahead)))
    gain = show(of_fleets.growth_factor(n.alpha_growth, ahead))
    price = show(formulas.price_in(n.price_per_kwh, n.price_growth, ahead))
    left = of_fleets.alpha_factor(n.fleet_mu, n.fleet_sigma) / gain
    day = of_fleets.gwh_per_day(queries, bracketed(mean_of_mix(context, share)), left, n.beta, wh_per_gwh=n.wh_per_gwh)
    spread = of_fleets.shared_spread(n.fraction_sigma, n.pue_sigma, n.fleet_sigma)
    year = Year(show(of_fleets.gwh_per_year(day, n.days_per_year)), spread)
    for q in ENDS:
        show(year.quantile(q))
    for factor in (n.factor_location, n.factor_market):
        show(emissions(context, year.gwh, factor, queries, share))
    show(formulas.cost(year.gwh, price, kwh_per_gwh=n.kwh_per_gwh))
