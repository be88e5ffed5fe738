"""Fleet: a billion queries a day, from the mean of a query to GWh and TWh, with honest intervals (Figure 3, S.V)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from calc.fleets import formulas
from calc.inputs import tables
from calc.inputs.catalogue import REGIMES, UNTRIMMED
from calc.inputs.formulas import fleet_overhead
from workbook.model.exact import Exact
from workbook.model.results import Context
from workbook.sheets.inputs import lever_key
from workbook.sheets.query_results import inputs_unchanged
from workbook.writer import charts
from workbook.writer.sheet import Cell, Sheet, at
from workbook.writer.term import Term, normal_quantile, where

TITLE: Final = "Fleet"
HEAD: Final = 5
FIRST: Final = 3
QUANTILES: Final = {"p5": 0.05, "p50": 0.5, "p95": 0.95}


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


ROWS: Final = (
    ("queries", "Queries a day", "query/day"), ("share", "Share of long (tts) queries", "1"),
    ("trad", "Mean, traditional query", "Wh"), ("tts", "Mean, long query", "Wh"),
    ("mean", "Mean of a query before alpha and beta", "Wh"), ("mu", "mu of ln alpha", "1"),
    ("sigma", "sigma of ln alpha", "1"), ("left", "E[1/alpha]: what efficiency leaves", "1"),
    ("beta", "beta: fleet overhead", "1"), ("part_trad", "Traditional queries", "GWh/day"),
    ("part_tts", "Long queries", "GWh/day"), ("total", "Total", "GWh/day"), ("year", "Total", "TWh/year"),
    ("spread", "sigma of what the fleet shares", "1"), ("p5", "Total, P5", "GWh/day"), ("p50", "Total, P50", "GWh/day"),
    ("p95", "Total, P95", "GWh/day"), ("exact", "Total by calc at the built inputs", "GWh/day"),
    ("worst", "Largest difference", "1"), ("centres", "As many 30 MW data centres at 80 %", "1"),
    ("searches", "As many times the same number of web searches", "1"),
)  # fmt: skip
ROW: Final = {name: HEAD + i for i, (name, _, _) in enumerate(ROWS, 1)}


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Totals follow the mean energy of a query, never the median. Intervals: what the whole fleet shares stays shared."
    sheet = context.book.sheet(TITLE, lead, [40, 13, *[17] * 6], freeze="C6")
    columns = scenarios()
    sheet.header(HEAD, ["Quantity", "Unit", *(s.label for s in columns)])
    for name, label, unit in ROWS:
        sheet.put(ROW[name], 1, label)
        sheet.put(ROW[name], 2, unit)
    chart_row = HEAD + len(ROWS) + 2
    _beta(context, sheet, chart_row + 24)
    for c, scenario in enumerate(columns, FIRST):
        _scenario(context, sheet, c, scenario)
    sheet.new_page(chart_row)
    _chart(sheet, columns, chart_row)


def _scenario(context: Context, sheet: Sheet, c: int, scenario: Scenario) -> None:
    n = context.names
    cells = context.fleets[scenario.key] = {}

    def show(name: str, term: Term, kind: str = "calc", number: str | None = None) -> Cell:
        cells[name] = sheet.show(ROW[name], c, term, kind, number=number)
        if kind == "output":
            context.tell(f"fleet|{scenario.key}|{name}", cells[name])
        return cells[name]

    def given(name: str, source: float | str, number: str) -> Cell:
        """Write a scenario's own number, or follow an input."""
        if isinstance(source, str):
            return show(name, n[source], number=number)
        cells[name] = sheet.put(ROW[name], c, source, "data", number)
        return cells[name]

    queries, share = given("queries", scenario.queries, "#,##0"), given("share", scenario.share, "0.0%")
    trad, tts = (
        show(name, context[f"{UNTRIMMED}|{regime}|shown mean"])
        for name, regime in zip(("trad", "tts"), REGIMES, strict=True)
    )
    show("mean", formulas.mix(share, trad, tts))
    mu, sigma = (show(name, term) for name, term in zip(("mu", "sigma"), _alpha(context, scenario.lever), strict=True))
    left, beta = show("left", formulas.alpha_factor(mu, sigma)), show("beta", n.beta)
    parts = [
        show(name, formulas.gwh_per_day(queries, mean, left, beta, wh_per_gwh=n.wh_per_gwh), "output")
        for name, mean in (("part_trad", (1 - share) * trad), ("part_tts", share * tts))
    ]
    total = show("total", parts[0] + parts[1], "output")
    show("year", formulas.twh_per_year(total, n.days_per_year, gwh_per_twh=n.gwh_per_twh), "output")
    spread = show("spread", formulas.shared_spread(n.fraction_sigma, n.pue_sigma, sigma))
    for name, q in QUANTILES.items():
        show(name, formulas.total_quantile(total, spread, normal_quantile(q)), "output")
    show("centres", total / n.data_centre_gwh, number="0.00")
    searches = total / (queries * n.web_search_wh / n.wh_per_gwh)
    show("searches", where(queries > 0, searches, 0), number="0.00")
    _compare(context, sheet, c, scenario, total)


def _alpha(context: Context, lever: str | None) -> tuple[Term, Term]:
    """Return mu and sigma of ln alpha of a fleet's lever."""
    if lever is None:
        return Term.of(0), Term.of(0)
    key = "fleet" if lever == "own" else lever_key(lever)
    return context.names[f"{key}_mu"], context.names[f"{key}_sigma"]


def _compare(context: Context, sheet: Sheet, c: int, scenario: Scenario, total: Cell) -> None:
    """Write calc's total at the built inputs beside the live one."""
    inputs = context.inputs
    queries = float(inputs.assumptions.queries_per_day)
    share = inputs.fleet.share_tts if isinstance(scenario.share, str) else scenario.share
    scale = 1.0 if isinstance(scenario.queries, str) else scenario.queries / queries
    known = float(Exact(inputs).fleet(share, scenario.lever).gwh_per_day) * scale
    exact = sheet.put(ROW["exact"], c, known, "built", "0.000000")
    worst = sheet.show(ROW["worst"], c, inputs_unchanged(context, abs(total / exact - 1)), number="0.0E+00")
    context.tell(f"fleet|{scenario.key}|worst", worst)


def _beta(context: Context, sheet: Sheet, row: int) -> None:
    """Derive beta (S.V) and the quantities of comparison (section 4)."""
    n, facts = context.names, tables.equivalents()
    sheet.put(row, 1, "beta, from its parts (S.V), and what a fleet is compared with (section 4)", "heading")
    sheet.header(row + 1, ["Quantity", "Unit", "Value", "Source"])
    centre: dict[str, Cell] = {}
    lines: list[tuple[str, str, float | Callable[[], Term], str]] = [
        ("Redundancy", "1", lambda: n.redundancy, "Inputs"),
        ("Load profile in use", "1", lambda: n.load_profile, "Inputs; the authors ran 1.076"),
        ("Load profile by the formula of S.V", "1", lambda: n.load_profile_formula, "(P_idle + (P_max - P_idle) f) / (f P_max)"),
        ("Network", "1", lambda: n.network, "Inputs"),
        ("beta in use", "1", lambda: n.beta, "product of redundancy, load profile in use and network"),
        ("beta with the formula of S.V", "1", lambda: fleet_overhead(n.redundancy, n.load_profile_formula, n.network), "printed as 1.33"),
        ("Power of the data centre", "MW", facts["dc_power_mw"].number, "oviedo-2025, section 4"),
        ("Utilisation of the data centre", "1", facts["dc_utilisation"].number, "oviedo-2025, section 4"),
        ("Hours in a day", "h/day", facts["hours_per_day"].number, "definition"),
        ("Energy of the data centre", "GWh/day", lambda: _data_centre(n.gwh_per_twh, centre), "power x utilisation x hours"),
        ("Energy of a web search", "Wh", facts["web_search_wh"].number, "holzle-2009; a figure of 2009"),
    ]  # fmt: skip
    for r, (label, unit, value, source) in enumerate(lines, row + 2):
        sheet.put(r, 1, label)
        sheet.put(r, 2, unit)
        if isinstance(value, float):
            centre[label] = sheet.put(r, 3, value)
        else:
            output = label == "Energy of the data centre"
            centre[label] = sheet.show(
                r, 3, value(), "output" if output else "calc", number=None if output else "0.000000"
            )
        context.tell(f"section4|{label}", centre[label])
        sheet.put(r, 4, source, "remark")
    sheet.name(centre["Energy of the data centre"], "data_centre_gwh")
    sheet.name(centre["Energy of a web search"], "web_search_wh")


def _data_centre(mwh_per_gwh: Term, cells: dict[str, Cell]) -> Term:
    power, used, hours = (
        cells[k] for k in ("Power of the data centre", "Utilisation of the data centre", "Hours in a day")
    )
    energy: Term = power * used * hours / mwh_per_gwh
    return energy


def _chart(sheet: Sheet, columns: tuple[Scenario, ...], row: int) -> None:
    last = FIRST + len(columns) - 2  # the ten-billion year is ten times the scale

    def across(r: int) -> str:
        return sheet.absolute(f"{at(r, FIRST)}:{at(r, last)}")

    series = [(across(ROW["part_trad"]), "Traditional queries"), (across(ROW["part_tts"]), "Long queries")]
    chart = charts.stacked(across(HEAD), series, "Figure 3: energy of the fleet", "GWh per day", size=(22, 10))
    sheet.chart(
        chart, at(row, 1),
        "Energy of the fleet in GWh a day for five scenarios, stacked by traditional and long queries: baseline and "
        "line-of-sight efficiency, without and with 10 % long queries, and the user's own fleet.",
    )  # fmt: skip
