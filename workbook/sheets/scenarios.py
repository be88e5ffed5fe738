"""Scenarios: named fleets side by side, the paper's and the user's, and the user's own fleet over the years."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import ndtri

from calc.fleets.growth import forecast_caution
from calc.impacts.footprint import Impact, impact
from calc.impacts.scenarios import Scenario
from calc.inputs.catalogue import REGIMES, UNTRIMMED
from workbook.model.inputs import ScenarioRow
from workbook.model.results import Context
from workbook.ooxml.finishing import Value
from workbook.writer import charts
from workbook.writer.sheet import Sheet, at

TITLE: Final = "Scenarios"
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
    sheet = context.book.sheet(TITLE, lead, [34, *[11] * 9, *[13] * 10], freeze="B7", pages_wide=2)
    sheet.header(HEAD, HEADS)
    filled = [*context.inputs.scenarios, *[None] * (ROWS - len(context.inputs.scenarios))]
    for r, row in enumerate(filled, HEAD + 1):
        _row(context, sheet, r, row)
    sheet.put(4, 1, "Changed here", "note")
    total = f"=SUM({at(HEAD + 1, CHANGED)}:{at(HEAD + ROWS, CHANGED)})"
    sheet.name(sheet.calc(4, 2, total, 0, number="0"), "scenarios_changed")
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
    )  # fmt: skip


def _numbers(context: Context, s: Scenario) -> dict[int, float]:
    """Return the live numbers of a row: the cells' own arithmetic on the closed-form means."""
    a, rates = context.inputs.assumptions, s.rates(context.inputs.impact.reporting_year)
    alpha = a.alpha(s.alpha_lo, s.alpha_hi)
    means = [context.values[f"{UNTRIMMED}|{r}|shown mean"] for r in REGIMES]
    queries = float(a.queries_per_day) if s.queries_per_day is None else s.queries_per_day
    mean = (1 - s.share_tts) * means[0] + s.share_tts * means[1]
    day = queries * mean * float(alpha.inverse().mean()) * float(a.beta) / 1e9
    year = day * float(a.days_per_year)
    spread = float(np.hypot(np.hypot(float(a.power_fraction.sigma), float(a.pue.sigma)), float(alpha.sigma)))
    ends = [year * float(np.exp(spread * ndtri(q) - spread**2 / 2)) for q in (0.05, 0.95)]
    return {
        MU: float(alpha.mu), SIGMA: float(alpha.sigma), GWH_DAY: day, GWH_YEAR: year, P5: ends[0], P95: ends[1],
        LOCATION: year * float(rates.location_g_per_kwh), MARKET: year * float(rates.market_g_per_kwh),
        COST: year * 1e6 * float(rates.price_per_kwh),
    }  # fmt: skip


def _row(context: Context, sheet: Sheet, r: int, row: ScenarioRow | None) -> None:
    given: list[Value | None] = [None] * 8
    if row is not None:
        given = [
            row.name, row.share_tts, row.alpha_lo, row.alpha_hi, row.queries_per_day, row.location_g_per_kwh,
            row.certified_share, row.price_per_kwh,
        ]  # fmt: skip
    for c, value in enumerate(given, NAME):
        sheet.put(r, c, value, "input")
    x = {c: at(r, c, fix="c") for c in range(1, CHANGED + 1)}
    ready = f"COUNT({at(r, SHARE)}:{at(r, HI)})=3"

    def if_given(formula: str) -> str:
        return f'=IF({ready},{formula},"")'

    def own_or(c: int, name: str) -> str:
        return f"IF(LEN({x[c]})=0,{name},{x[c]})"

    means = [context.cells[f"{UNTRIMMED}|{regime}|shown mean"] for regime in REGIMES]
    mean = f"((1-{x[SHARE]})*{means[0]}+{x[SHARE]}*{means[1]})"
    spread = f"SQRT(fraction_sigma^2+pue_sigma^2+{x[SIGMA]}^2)"

    def quantile(q: float) -> str:
        return f"{x[GWH_YEAR]}*EXP({spread}*_xlfn.NORM.S.INV({q})-{spread}^2/2)"

    contract = f"IF(LEN({x[FACTOR]})=0,factor_contract,{x[FACTOR]})"
    formulas = {
        MU: f"(LN({x[LO]})+LN({x[HI]}))/2",
        SIGMA: f"LN({x[HI]}/{x[LO]})/(2*z_p95)",
        GWH_DAY: f"{own_or(QUERIES, 'queries_per_day')}*{mean}*EXP(-{x[MU]}+{x[SIGMA]}^2/2)*beta/wh_per_gwh",
        GWH_YEAR: f"{x[GWH_DAY]}*days_per_year",
        P5: quantile(0.05),
        P95: quantile(0.95),
        LOCATION: f"{x[GWH_YEAR]}*{own_or(FACTOR, 'factor_location')}",
        MARKET: f"{x[GWH_YEAR]}*{contract}*(1-{own_or(CERTIFIED, 'certified_share')})",
        COST: f"{x[GWH_YEAR]}*kwh_per_gwh*{own_or(PRICE, 'price_per_kwh')}",
    }
    scenario = as_scenario(context, row) if row else None
    numbers: dict[int, Value] = dict(_numbers(context, scenario)) if scenario else dict.fromkeys(formulas, "")
    for c, formula in formulas.items():
        number = "#,##0.000000" if c in (MU, SIGMA) else "#,##0.0000" if c == GWH_DAY else "#,##0"
        ref = sheet.calc(r, c, if_given(formula), numbers[c], "calc" if c in (MU, SIGMA) else "output", number=number)
        if row is not None and c >= GWH_DAY:
            context.publish(f"scenario|{r - HEAD}|{HEADS[c - 1]}", sheet.absolute(ref), float(numbers[c]))
    exact: Value = float(_calc(context, scenario).fleet.gwh_per_day) if scenario else ""
    sheet.put(r, CALC, exact, "built", "0.0000")
    difference = f'=IF(scenarios_changed+inputs_changed>0,"inputs changed",IF({ready},ABS({x[GWH_DAY]}/{x[CALC]}-1),0))'
    worst = abs(float(numbers[GWH_DAY]) / float(exact) - 1) if scenario else 0.0
    ref = sheet.calc(r, WORST, difference, worst, number="0.0E+00")
    context.publish(f"scenario|{r - HEAD}|worst", sheet.absolute(ref), worst)
    built = [f"{at(r, c)}={_literal(v)}" if v is not None else f"LEN({at(r, c)})=0" for c, v in enumerate(given, NAME)]
    sheet.calc(r, CHANGED, f"=IF(AND({','.join(built)}),0,1)", 0, number="0")


def _literal(value: Value) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _calc(context: Context, s: Scenario) -> Impact:
    """Return calc's numbers with the workbook's assumptions, which a scenario by itself does not carry."""
    return impact(
        s.share_tts, (s.alpha_lo, s.alpha_hi), s.rates(context.inputs.impact.reporting_year),
        queries_per_day=s.queries_per_day, assumptions=context.inputs.assumptions, fits=context.inputs.known_fits,
    )  # fmt: skip


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


def _chart(sheet: Sheet, row: int, count: int) -> None:
    sheet.new_page(row)
    names, values = (sheet.absolute(f"{at(HEAD + 1, c)}:{at(HEAD + ROWS, c)}") for c in (NAME, GWH_DAY))
    chart = charts.stacked(
        names, [(values, "GWh a day")], "Scenarios: energy of the fleet", "GWh per day", size=(24, 10)
    )
    text = f"Energy of up to {ROWS} named scenarios in GWh a day, as columns; built with the paper's {count}."
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
    for y in range(YEARS):
        sheet.put(row + 2, 3 + y, y)
    for i, (label, unit, _) in enumerate(OUTLOOK, 3):
        sheet.put(row + i, 1, label)
        sheet.put(row + i, 2, unit)
    for y in range(YEARS):
        _year(context, sheet, row, y)
    sheet.put(row + 4 + len(OUTLOOK), 1, forecast_caution(), "remark")


def _year(context: Context, sheet: Sheet, row: int, y: int) -> None:
    c = 3 + y
    x = [at(row + i, c) for i in range(2, 3 + len(OUTLOOK))]
    inputs, a = context.inputs, context.inputs.assumptions
    own, fleet = inputs.impact, inputs.fleet
    means = [context.cells[f"{UNTRIMMED}|{regime}|shown mean"] for regime in REGIMES]
    spread = "SQRT(fraction_sigma^2+pue_sigma^2+fleet_sigma^2)"
    left = f"EXP(-fleet_mu+fleet_sigma^2/2)/{x[3]}"
    mean = f"((1-{x[2]})*{means[0]}+{x[2]}*{means[1]})"
    formulas = [
        f"=queries_per_day*(1+queries_growth)^{x[0]}",
        f"=MIN(1,fleet_share_tts*(1+share_growth)^{x[0]})",
        f"=(1+alpha_growth)^{x[0]}",
        f"=price_per_kwh*(1+price_growth)^{x[0]}",
        f"={x[1]}*{mean}*{left}*beta/wh_per_gwh*days_per_year",
        f"={x[5]}*EXP({spread}*_xlfn.NORM.S.INV(0.05)-{spread}^2/2)",
        f"={x[5]}*EXP({spread}*_xlfn.NORM.S.INV(0.95)-{spread}^2/2)",
        f"={x[5]}*factor_location",
        f"={x[5]}*factor_market",
        f"={x[5]}*kwh_per_gwh*{x[4]}",
    ]
    share = min(1.0, fleet.share_tts * (1 + own.share_growth) ** y)
    gain = (1 + own.alpha_growth) ** y
    found = _numbers(
        context,
        as_scenario(
            context,
            ScenarioRow(
                "own", share, fleet.alpha_lo * gain, fleet.alpha_hi * gain,
                queries_per_day=float(a.queries_per_day) * (1 + own.queries_growth) ** y,
                price_per_kwh=own.price_per_kwh * (1 + own.price_growth) ** y,
            ),
        ),
    )  # fmt: skip
    values = [
        float(a.queries_per_day) * (1 + own.queries_growth) ** y, share, gain,
        own.price_per_kwh * (1 + own.price_growth) ** y,
        found[GWH_YEAR], found[P5], found[P95], found[LOCATION], found[MARKET], found[COST],
    ]  # fmt: skip
    for i, (formula, value, (label, _, number)) in enumerate(zip(formulas, values, OUTLOOK, strict=True), 3):
        ref = sheet.calc(row + i, c, formula, value, "output" if i > 6 else "calc", number=number)
        context.publish(f"outlook|{y}|{label}", sheet.absolute(ref), value)
