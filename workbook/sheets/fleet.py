"""Fleet: a billion queries a day, from the mean of a query to GWh and TWh, with honest intervals (Figure 3, S.V)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri

from calc.fleets.equivalents import compare
from calc.inputs import tables
from calc.inputs.catalogue import REGIMES, UNTRIMMED
from calc.inputs.load_profile import load_profile_factor
from workbook.model.exact import Exact
from workbook.model.results import Context
from workbook.writer import charts
from workbook.writer.sheet import Sheet, at

TITLE: Final = "Fleet"
HEAD: Final = 5
FIRST: Final = 3


@dataclass(frozen=True)
class Scenario:
    """A fleet of the sheet: share of long queries (a number, or a name of Inputs) and its lever (None: no gain)."""

    key: str
    label: str
    share: float | str
    lever: str | None
    queries: float | str = "queries_per_day"


def scenarios() -> tuple[Scenario, ...]:
    """Return the paper's four fleets, the user's own and the year of ten billion queries a day."""
    mixed = tables.studies()["mixed_share_tts"].number
    year = tables.studies()["year_queries_per_day"].number
    sight = "line-of-sight"
    return (
        Scenario("trad", "Baseline, no long queries", 0.0, None),
        Scenario("trad.improved", "Line-of-sight, no long queries", 0.0, sight),
        Scenario("mixed", "Baseline, 10 % long queries", mixed, None),
        Scenario("mixed.improved", "Line-of-sight, 10 % long queries", mixed, sight),
        Scenario("own", "Your own fleet (Inputs)", "fleet_share_tts", "own"),
        Scenario("year10b", "Line-of-sight, ten billion queries a day", 0.0, sight, year),
    )


def scenario_of(key: str) -> Scenario:
    """Return the scenario with a key."""
    return next(s for s in scenarios() if s.key == key)


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Totals follow the mean energy of a query, never the median. Intervals: what the whole fleet shares stays shared."
    sheet = context.book.sheet(TITLE, lead, [40, 13, *[17] * 6], freeze="C6")
    columns = scenarios()
    sheet.header(HEAD, ["Quantity", "Unit", *(s.label for s in columns)])
    for c, scenario in enumerate(columns, FIRST):
        _scenario(context, sheet, c, scenario)
    chart_row = HEAD + len(LABELS) + 2
    sheet.new_page(chart_row)
    _chart(sheet, columns, chart_row)
    _beta(context, sheet, chart_row + 24)


LABELS: Final = (
    ("Queries a day", "query/day"), ("Share of long (tts) queries", "1"), ("Mean, traditional query", "Wh"),
    ("Mean, long query", "Wh"), ("Mean of a query before alpha and beta", "Wh"), ("mu of ln alpha", "1"),
    ("sigma of ln alpha", "1"), ("E[1/alpha]: what efficiency leaves", "1"), ("beta: fleet overhead", "1"),
    ("Traditional queries", "GWh/day"), ("Long queries", "GWh/day"), ("Total", "GWh/day"), ("Total", "TWh/year"),
    ("sigma of what the fleet shares", "1"), ("Total, P5", "GWh/day"), ("Total, P50", "GWh/day"),
    ("Total, P95", "GWh/day"), ("Total by calc at the built inputs", "GWh/day"), ("Largest difference", "1"),
    ("As many 30 MW data centres at 80 %", "1"), ("As many times the same number of web searches", "1"),
)  # fmt: skip


def _scenario(context: Context, sheet: Sheet, c: int, scenario: Scenario) -> None:
    row = {name: HEAD + i for i, name in enumerate(
        ["queries", "share", "trad", "tts", "mean", "mu", "sigma", "left", "beta", "part_trad", "part_tts", "total", "year", "spread", "p5", "p50", "p95", "exact", "worst", "centres", "searches"], 1
    )}  # fmt: skip
    if c == FIRST:
        for r, (label, unit) in enumerate(LABELS, HEAD + 1):
            sheet.put(r, 1, label)
            sheet.put(r, 2, unit)
    inputs = context.inputs
    a = inputs.assumptions
    share = inputs.fleet.share_tts if scenario.share == "fleet_share_tts" else float(scenario.share)
    queries = float(a.queries_per_day) if isinstance(scenario.queries, str) else scenario.queries
    result = Exact(inputs).fleet(share, scenario.lever)
    scale = queries / float(a.queries_per_day)
    means = {r: context.values[f"{UNTRIMMED}|{r}|shown mean"] for r in REGIMES}
    alpha = context.live.lever(scenario.lever)
    mu, sigma = float(alpha.mu), float(alpha.sigma)
    x = {name: at(r, c) for name, r in row.items()}
    named = {None: ("0", "0"), "own": ("fleet_mu", "fleet_sigma")}.get(
        scenario.lever, (f"{(scenario.lever or '').replace('-', '_')}_mu", f"{(scenario.lever or '').replace('-', '_')}_sigma")
    )  # fmt: skip
    left, beta = float(np.exp(-mu + sigma**2 / 2)), float(a.beta)
    parts = [
        queries * (1 - share) * means[REGIMES[0]] * left * beta / 1e9,
        queries * share * means[REGIMES[1]] * left * beta / 1e9,
    ]
    total = sum(parts)
    spread = float(np.hypot(np.hypot(float(a.power_fraction.sigma), float(a.pue.sigma)), sigma))
    interval = [total * float(np.exp(spread * ndtri(p) - spread**2 / 2)) for p in (0.05, 0.5, 0.95)]
    beside = compare(np.asarray(total), np.asarray(queries))
    _input(sheet, row["queries"], c, scenario.queries, queries, "#,##0")
    _input(sheet, row["share"], c, scenario.share, share, "0.0%")
    calculations: list[tuple[str, str, float, str]] = [
        ("trad", f"={context.cells[f'{UNTRIMMED}|{REGIMES[0]}|shown mean']}", means[REGIMES[0]], "calc"),
        ("tts", f"={context.cells[f'{UNTRIMMED}|{REGIMES[1]}|shown mean']}", means[REGIMES[1]], "calc"),
        ("mean", f"=(1-{x['share']})*{x['trad']}+{x['share']}*{x['tts']}", (1 - share) * means[REGIMES[0]] + share * means[REGIMES[1]], "calc"),
        ("mu", f"={named[0]}", mu, "calc"),
        ("sigma", f"={named[1]}", sigma, "calc"),
        ("left", f"=EXP(-{x['mu']}+{x['sigma']}^2/2)", left, "calc"),
        ("beta", "=beta", beta, "calc"),
        ("part_trad", f"={x['queries']}*(1-{x['share']})*{x['trad']}*{x['left']}*{x['beta']}/wh_per_gwh", parts[0], "output"),
        ("part_tts", f"={x['queries']}*{x['share']}*{x['tts']}*{x['left']}*{x['beta']}/wh_per_gwh", parts[1], "output"),
        ("total", f"={x['part_trad']}+{x['part_tts']}", total, "output"),
        ("year", f"={x['total']}*days_per_year/gwh_per_twh", total * float(a.days_per_year) / 1e3, "output"),
        ("spread", f"=SQRT(fraction_sigma^2+pue_sigma^2+{x['sigma']}^2)", spread, "calc"),
        *(
            (name, f"={x['total']}*EXP({x['spread']}*_xlfn.NORM.S.INV({p})-{x['spread']}^2/2)", value, "output")
            for name, p, value in zip(("p5", "p50", "p95"), (0.05, 0.5, 0.95), interval, strict=True)
        ),
        ("centres", f"={x['total']}/data_centre_gwh", float(beside.fleet_per_data_centre), "calc"),
        ("searches", f"=IF({x['queries']}>0,{x['total']}/({x['queries']}*web_search_wh/wh_per_gwh),0)", float(beside.fleet_per_web_search), "calc"),
    ]  # fmt: skip
    for name, formula, value, kind in calculations:
        number = "0.00" if name in ("centres", "searches") else None
        ref = sheet.calc(row[name], c, formula, value, kind, number=number)
        if kind == "output":
            context.publish(f"fleet|{scenario.key}|{name}", sheet.absolute(ref), value)
    known = float(result.gwh_per_day) * scale
    sheet.put(row["exact"], c, known, "built", "0.000000")
    worst = f'=IF(inputs_changed>0,"inputs changed",ABS({x["total"]}/{x["exact"]}-1))'
    ref = sheet.calc(row["worst"], c, worst, abs(total / known - 1), number="0.0E+00")
    context.publish(f"fleet|{scenario.key}|worst", sheet.absolute(ref), abs(total / known - 1))


def _input(sheet: Sheet, row: int, column: int, source: float | str, value: float, number: str) -> None:
    """Write a scenario's own number, or follow an input."""
    if isinstance(source, str):
        sheet.calc(row, column, f"={source}", value, number=number)
    else:
        sheet.put(row, column, value, "data", number)


def _beta(context: Context, sheet: Sheet, row: int) -> None:
    """Derive beta (S.V) and the quantities of comparison (section 4)."""
    a = context.inputs.assumptions
    sheet.put(row, 1, "beta, from its parts (S.V), and what a fleet is compared with (section 4)", "heading")
    sheet.header(row + 1, ["Quantity", "Unit", "Value", "Source"])
    facts = tables.equivalents()
    formula = float(load_profile_factor(a.mean_load, a.load_p_max_kw, a.load_p_idle_kw))
    own = "=redundancy*load_profile_formula*network"
    centre = compare(a.queries_per_day, a.queries_per_day).data_centre_gwh_per_day
    lines: list[tuple[str, str, str | None, float, str]] = [
        ("Redundancy", "1", "=redundancy", float(a.redundancy), "Inputs"),
        ("Load profile in use", "1", "=load_profile", float(a.load_profile), "Inputs; the authors ran 1.076"),
        ("Load profile by the formula of S.V", "1", "=load_profile_formula", formula, "(P_idle + (P_max - P_idle) f) / (f P_max)"),
        ("Network", "1", "=network", float(a.network), "Inputs"),
        ("beta in use", "1", "=beta", float(a.beta), "product of redundancy, load profile in use and network"),
        ("beta with the formula of S.V", "1", own, float(a.redundancy * a.network) * formula, "printed as 1.33"),
        ("Power of the data centre", "MW", None, facts["dc_power_mw"].number, "oviedo-2025, section 4"),
        ("Utilisation of the data centre", "1", None, facts["dc_utilisation"].number, "oviedo-2025, section 4"),
        ("Hours in a day", "h/day", None, facts["hours_per_day"].number, "definition"),
        ("Energy of the data centre", "GWh/day", "data_centre", centre, "power x utilisation x hours"),
        ("Energy of a web search", "Wh", None, facts["web_search_wh"].number, "holzle-2009; a figure of 2009"),
    ]  # fmt: skip
    for r, (label, unit, text, value, source) in enumerate(lines, row + 2):
        sheet.put(r, 1, label)
        sheet.put(r, 2, unit)
        if text == "data_centre":
            product = f"={at(r - 3, 3)}*{at(r - 2, 3)}*{at(r - 1, 3)}/gwh_per_twh"
            ref = sheet.calc(r, 3, product, value, "output")
            sheet.name(ref, "data_centre_gwh")
        elif text:
            ref = sheet.calc(r, 3, text, value, "calc", number="0.000000")
        else:
            ref = sheet.put(r, 3, value)
        if label == "Energy of a web search":
            sheet.name(ref, "web_search_wh")
        context.publish(f"section4|{label}", sheet.absolute(ref), value)
        sheet.put(r, 4, source, "remark")


def _chart(sheet: Sheet, columns: tuple[Scenario, ...], row: int) -> None:
    last = FIRST + len(columns) - 2  # the ten-billion year is ten times the scale
    parts = {name: HEAD + 10 + i for i, name in enumerate(("Traditional queries", "Long queries"))}

    def across(r: int) -> str:
        return sheet.absolute(f"{at(r, FIRST)}:{at(r, last)}")

    series = [(across(r), name) for name, r in parts.items()]
    chart = charts.stacked(across(HEAD), series, "Figure 3: energy of the fleet", "GWh per day", size=(22, 10))
    sheet.chart(
        chart, at(row, 1),
        "Energy of the fleet in GWh a day for five scenarios, stacked by traditional and long queries: baseline and "
        "line-of-sight efficiency, without and with 10 % long queries, and the user's own fleet.",
    )  # fmt: skip
