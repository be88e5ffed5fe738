"""Fleet: a billion queries a day, from the mean of a query to GWh and TWh, with honest intervals (Figure 3, S.V)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from calc.fleets import formulas
from calc.fleets.published_fleets import paper_fleets
from calc.inputs import tables
from calc.inputs.catalogue import REGIMES, UNTRIMMED
from calc.inputs.formulas import fleet_overhead
from calc.inputs.levels import INTERVAL, level_name
from workbook.model.exact import Exact
from workbook.model.inputs import WorkbookInputs
from workbook.model.results import Context
from workbook.sheets.inputs import lever_key
from workbook.sheets.query_results import inputs_unchanged
from workbook.writer import charts
from workbook.writer.sheet import Cell, Sheet, at
from workbook.writer.term import Term, normal_quantile, where

TITLE: Final = "Fleet"
SUMMARY: Final = "A billion queries a day: GWh, TWh, intervals, beta (Figure 3)"
HEAD: Final = 5
FIRST: Final = 3
QUANTILES: Final = {level_name(q).lower(): q for q in INTERVAL}
SCALED: Final = "year10b"
OWN_KEY: Final = "own"
OWN_LABEL: Final = "Your own fleet (Inputs)"


def columns() -> dict[str, str]:
    """Return the fleets of the sheet, the paper's and the user's own, as key and label."""
    labels = {key: one.name for key, one in paper_fleets().items()}
    labels[OWN_KEY] = OWN_LABEL
    labels[SCALED] = labels.pop(SCALED)  # ten times the scale: last, and not in the chart
    return labels


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
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [40, 13, *[17] * 6], freeze="C6")
    sheet.header(HEAD, ["Quantity", "Unit", *columns().values()])
    for name, label, unit in ROWS:
        sheet.put(ROW[name], 1, label)
        sheet.put(ROW[name], 2, unit)
    chart_row = HEAD + len(ROWS) + 2
    _beta(context, sheet, chart_row + 24)
    for c, key in enumerate(columns(), FIRST):
        _column(context, sheet, c, key)
    sheet.new_page(chart_row)
    _chart(sheet, chart_row)


def _column(context: Context, sheet: Sheet, c: int, key: str) -> None:
    n, paper = context.names, paper_fleets().get(key)
    cells = context.fleets[key] = {}

    def show(name: str, term: Term, kind: str = "calc", number: str | None = None) -> Cell:
        cells[name] = sheet.show(ROW[name], c, term, kind, number=number)
        if kind == "output":
            context.tell(f"fleet|{key}|{name}", cells[name])
        return cells[name]

    def given(name: str, own: float | None, follows: Term, number: str) -> Cell:
        """Write a fleet's own number, or follow an input."""
        if own is None:
            return show(name, follows, number=number)
        cells[name] = sheet.put(ROW[name], c, own, "data", number)
        return cells[name]

    queries = given("queries", paper.queries_per_day if paper else None, n.queries_per_day, "#,##0")
    share = given("share", paper.share_tts if paper else None, n.fleet_share_tts, "0.0%")
    trad, tts = (
        show(name, context[f"{UNTRIMMED}|{regime}|shown mean"])
        for name, regime in zip(("trad", "tts"), REGIMES, strict=True)
    )
    show("mean", formulas.mix(share, trad, tts))
    mu, sigma = (show(name, term) for name, term in zip(("mu", "sigma"), alpha_of(context, key), strict=True))
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
    _compare(context, sheet, c, key, total)


def alpha_of(context: Context, key: str) -> tuple[Term, Term]:
    """Return mu and sigma of ln alpha of a fleet."""
    paper = paper_fleets().get(key)
    if paper and paper.lever is None:
        return Term.of(0), Term.of(0)
    name = lever_key(str(paper.lever)) if paper else "fleet"
    return context.names[f"{name}_mu"], context.names[f"{name}_sigma"]


def workload(inputs: WorkbookInputs, key: str) -> tuple[float, str | None, float]:
    """Return share, lever and queries a day of a fleet, as calc is asked about it."""
    paper = paper_fleets().get(key)
    if paper is None:
        return inputs.fleet.share_tts, OWN_KEY, float(inputs.assumptions.queries_per_day)
    return paper.share_tts, paper.lever, paper.queries(inputs.assumptions)


def _compare(context: Context, sheet: Sheet, c: int, key: str, total: Cell) -> None:
    """Write calc's total at the built inputs beside the live one."""
    share, lever, queries = workload(context.inputs, key)
    known = float(Exact(context.inputs).fleet(share, lever, queries).gwh_per_day)
    exact = sheet.put(ROW["exact"], c, known, "built", "0.000000")
    worst = sheet.show(ROW["worst"], c, inputs_unchanged(context, abs(total / exact - 1)), number="0.0E+00")
    context.tell(f"fleet|{key}|worst", worst)


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


def _chart(sheet: Sheet, row: int) -> None:
    last = FIRST + len(columns()) - 2

    def across(r: int) -> str:
        return sheet.absolute(f"{at(r, FIRST)}:{at(r, last)}")

    series = [(across(ROW["part_trad"]), "Traditional queries"), (across(ROW["part_tts"]), "Long queries")]
    chart = charts.stacked(across(HEAD), series, "Figure 3: energy of the fleet", "GWh per day", size=(22, 10))
    sheet.chart(
        chart, at(row, 1),
        "Energy of the fleet in GWh a day for five scenarios, stacked by traditional and long queries: baseline and "
        "line-of-sight efficiency, without and with 10 % long queries, and the user's own fleet.",
    )  # fmt: skip
