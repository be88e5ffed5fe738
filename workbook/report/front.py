"""Report: the page to hand on, with totals and ranges, what makes them, what is in and out, and a sentence to quote."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final, NamedTuple

import numpy as np

from calc.usage.shared_draws import SHARED
from workbook.model.draws import Draws
from workbook.report.inputs_sheet import said_or
from workbook.report.pages import LEVELS, Pages
from workbook.report.trials_sheet import Trials
from workbook.writer import charts
from workbook.writer.names import Names
from workbook.writer.sheet import Cell, Sheet, area, at
from workbook.writer.term import (
    Term,
    call,
    index,
    joined,
    larger,
    match,
    percentile,
    spoken,
    sumproduct,
    total,
    where,
)

TITLE: Final = "Report"
WIDTHS: Final = (31, 12, 12, 12, 12, 11, 11, 17)
DIGITS: Final = "[>=99.95]#,##0;[>=9.995]#,##0.0;#,##0.00"  # three significant digits
LINES: Final[dict[str, tuple[str, tuple[str, str, str, str]]]] = {
    "kwh": ("Energy", ("kWh", "MWh", "GWh", "TWh")),
    "location": ("Emissions, location-based", ("kgCO2e", "tCO2e", "ktCO2e", "MtCO2e")),
    "market": ("Emissions, market-based", ("kgCO2e", "tCO2e", "ktCO2e", "MtCO2e")),
    "water": ("Water", ("L", "m3", "ML", "GL")),
}
DRIVERS: Final = {
    "batch": "How many requests are answered at once",
    "power_fraction": "Power of the nodes",
    "served": "How much of their time nodes answer",
    "software": "Server software",
    "pue": "PUE",
    "cache_read": "What a cached token takes",
    "spread": "How lengths vary within a row",
    "context": "Context of calls that nobody counted",
}
SERVICE: Final = "Which models and nodes answer, and their fit"
WIDEST: Final = 5  # drivers that are shown
DATA: Final = 76  # below the page: all digits, and the numbers of the charts
CHARTS: Final = DATA + 10
SHARES: Final = CHARTS + 16
MONTHS: Final = 12
BARS: Final = 8
ROOM: Final = 2
INSIDE: Final = (
    "In: electricity of serving, with waiting nodes, cooling and the network between nodes, and its emissions. Out: training,",
    "making of the hardware, user devices and the internet. For who buys a service this is scope 3, category 1: the electricity",
    "is the provider's. The range (90 %) contains which model and node answer, requests at once, power, PUE, waiting, software,",
    "the fit, caches, lengths within a row, and the emission factors, as far as Inputs leaves them open.",
)


class Total(NamedTuple):
    """A total with its range, the size of the unit it is shown in, and that unit."""

    mean: Cell
    p5: Cell
    p50: Cell
    p95: Cell
    size: Cell
    unit: Cell


def write(pages: Pages, draws: Draws, trials: Trials) -> None:
    """Fill the sheet; it was added first."""
    sheet, n = pages.book.cover, pages.names
    sheet.portrait()
    sheet.put(1, 1, "AI usage: energy and emissions", "title")
    who = said_or(n.report_organisation, "Organisation: type it on Inputs")
    sheet.show(2, 1, joined(who, ", ", said_or(n.report_period, _period(pages))), "lead", number="General")
    sheet.state(sheet.show(2, 8, n.master_check, "status"))
    totals = _totals(pages, sheet, draws, trials)
    row = _headline(pages, sheet, 4, totals)
    row = _charts(pages, sheet, row + 1, totals["kwh"])
    row = _drivers(pages, sheet, row, draws, trials)
    _words(pages, sheet, row + 1, totals)
    sheet.print_only(f"A1:{at(DATA - 2, len(WIDTHS))}")


def _period(pages: Pages) -> str:
    months = sorted({line.month for line in pages.content.lines if line.month})
    return f"{months[0]} to {months[-1]} (UTC)" if months else "period: type it on Inputs"


def _totals(pages: Pages, sheet: Sheet, draws: Draws, trials: Trials) -> dict[str, Total]:
    """Write the totals, all digits, below the page."""
    n = pages.names
    sheet.put(DATA, 1, "All digits, and the numbers of the charts", "heading")
    sheet.header(DATA + 1, ["", "Expected", "P5", "P50", "P95", "Unit size", "Unit"])
    sheet.put(DATA + 2, 1, "Level", "label")
    levels = [sheet.put(DATA + 2, c, q) for c, q in enumerate(LEVELS, 3)]
    energy = total(n.ledger_kwh)
    expected = {
        "kwh": energy,
        "location": total(n.ledger_kgco2e_location),
        "market": total(n.ledger_kgco2e_market),
        "water": energy * (n.report_wue_generation + n.report_wue_site / n.pue_mean),
    }
    columns = {"kwh": trials.total, "location": trials.location, "market": trials.market, "water": trials.water}
    found = {}
    for r, (key, (text, units)) in enumerate(LINES.items(), DATA + 3):
        sheet.put(r, 1, text, "label")
        mean = pages.tell(f"total|{key}|mean", sheet.show(r, 2, expected[key], number="#,##0.000000"))
        p5, p50, p95 = (
            pages.tell(
                f"total|{key}|{name}", sheet.show(r, c, percentile(draws.there(columns[key]), q), number="#,##0.000000")
            )
            for c, (q, name) in enumerate(zip(levels, ("p5", "p50", "p95"), strict=True), 3)
        )
        size, unit = _sized(n, mean, units)
        found[key] = Total(
            mean, p5, p50, p95, sheet.show(r, 6, size, number="#,##0"), sheet.show(r, 7, unit, number="General")
        )
    sheet.put(DATA + 7, 1, "Mean of the draws, kWh", "label")
    drawn = call("AVERAGE", float(draws.columns[trials.total].value.mean()), draws.there(trials.total))
    sheet.name(sheet.show(DATA + 7, 2, drawn, number="#,##0.000000"), "mean_of_draws")
    return found


def _sized(n: Names, value: Cell, units: Sequence[str]) -> tuple[Term, Term]:
    """Return what a number is divided by, so that one to three digits stand before the point, and its unit."""
    size, unit = Term.of(1), Term.of(units[0])
    for power, name in enumerate(units[1:], 1):
        step = n.unit_step**power
        size, unit = where(value >= step, step, size), where(value >= step, name, unit)
    return size, unit


def _headline(pages: Pages, sheet: Sheet, row: int, totals: dict[str, Total]) -> int:
    """Write the totals in units that follow their size."""
    n = pages.names
    sheet.header(row, ["", "Expected", "P5", "P95", "Unit"])
    for r, (key, (text, _)) in enumerate(LINES.items(), row + 1):
        one = totals[key]
        sheet.put(r, 1, text, "heading")
        for c, (cell, kind) in enumerate(((one.mean, "output"), (one.p5, "calc"), (one.p95, "calc")), 2):
            term: Term = cell / one.size
            shown = where(one.mean == 0, "not counted", term) if key == "water" else term
            sheet.show(r, c, shown, kind, number=DIGITS)
        sheet.show(r, 5, one.unit, "label", number="General")
    r = row + 1 + len(LINES)
    money = "; ".join(f"{amount:,.2f} {currency} {basis}" for currency, basis, amount in pages.content.costs)
    sheet.put(r, 1, "Cost", "heading")
    sheet.put(r, 2, money or "no file says what was charged", "label")
    used = total(n.models_kwh)
    quality = where(used > 0, sumproduct(n.models_kwh * n.models_quality) / used, 0)
    sheet.put(r + 1, 1, "Data quality, 1 best to 5", "heading")
    pages.tell("total|quality|mean", sheet.show(r + 1, 2, quality, "output", number="0.0"))
    return r + 2


def _charts(pages: Pages, sheet: Sheet, row: int, energy: Total) -> int:
    """Draw energy by month, and by model and team, the greatest on top."""
    sheet.show(row, 1, joined("Where it comes from, expected, ", energy.unit), "heading", number="General")
    sheet.header(CHARTS, ["Month", "energy", "", "Model", "energy", "", "Team", "energy"])
    months = _months(pages, sheet, energy.size)
    month = charts.columns(*months, "By month", number=DIGITS, size=(21.5, 6.0))
    sheet.chart(month, at(row + 1, 1), "Columns: expected energy of each month.")
    n = pages.names
    # as many bars as there are names, and room for some of the calls that may be typed
    bars = min(BARS, len(pages.content.slots) + ROOM), min(BARS, len(pages.groups["team"]) + 1)
    models = _ranked(sheet, 4, (n.models_label, n.models_kwh, n.models_rank), energy.size, bars[0])
    teams = _ranked(sheet, 7, (n.groups_team, n.groups_team_kwh, n.groups_team_rank), energy.size, bars[1])
    for spans, title, place in ((models, "By model", at(row + 15, 1)), (teams, "By team", at(row + 15, 5))):
        drawn = charts.bars(*spans, title, "", number=DIGITS, size=(9.9, 6.6))
        sheet.chart(drawn, place, f"Bars: expected energy {title.lower()}, the greatest on top.")
    return row + 30


def _months(pages: Pages, sheet: Sheet, size: Cell) -> tuple[str, str]:
    """Write the last months with their energy, and what has no month where there is any."""
    n, count = pages.names, len(pages.groups["month"])
    has_none = any(not one.month for one in pages.content.lines) or not count
    shown = range(max(0, count - MONTHS), count + has_none)
    labels, values = [], []
    for r, i in enumerate(shown, CHARTS + 1):
        labels.append(sheet.show(r, 1, joined(index(n.groups_month, i + 1)), number="General"))
        values.append(sheet.show(r, 2, index(n.groups_month_kwh, i + 1) / size, number="#,##0.000"))
    return sheet.absolute(f"{labels[0]}:{labels[-1]}"), sheet.absolute(f"{values[0]}:{values[-1]}")


def _ranked(sheet: Sheet, column: int, of: tuple[Term, Term, Term], size: Cell, bars: int) -> tuple[str, str]:
    """Write the greatest of some values with their names, from the bottom up as a chart of bars lists them."""
    names, values, ranks = of
    labels, shown = [], []
    for r, rank in enumerate(range(bars, 0, -1), CHARTS + 1):
        place = match(Term.of(rank), ranks)
        value = sheet.show(r, column + 1, index(values, place) / size, number="#,##0.000")
        name = index(names, place)
        labels.append(sheet.show(r, column, where(value > 0, joined(name), "-"), number="General"))
        shown.append(value)
    return sheet.absolute(f"{labels[0]}:{labels[-1]}"), sheet.absolute(f"{shown[0]}:{shown[-1]}")


def _drivers(pages: Pages, sheet: Sheet, row: int, draws: Draws, trials: Trials) -> int:
    """Write how much of the range each input brings: the squared correlation of ln energy with its normal variable."""
    assert set(DRIVERS) <= set(SHARED)
    sheet.put(row, 1, "What makes the range wide: share of the variance of ln energy", "heading")
    logs = draws.there(trials.log)
    names, parts = [], []
    for r, (key, text) in enumerate(DRIVERS.items(), SHARES):
        names.append(sheet.put(r, 1, text, "label"))
        z = draws.there(trials.z[key])
        correlation = call("CORREL", _correlation(z.value, logs.value), z, logs)
        varies = (pages.names[f"{key}_sigma"] > 0) * (total(pages.names.ledger_kwh) > 0)
        parts.append(sheet.show(r, 2, where(varies > 0, correlation**2, 0), number="0.000"))
    r = SHARES + len(DRIVERS)
    names.append(sheet.put(r, 1, SERVICE, "label"))
    parts.append(sheet.show(r, 2, larger(1 - total(area(parts)), 0), number="0.000"))
    held = area(parts, fix="cr")
    order = sorted((float(part.value) for part in parts), reverse=True)
    for i in range(1, WIDEST + 1):
        share = sheet.show(row + i, 5, call("LARGE", order[i - 1], held, i), "percent", number="0%")
        name = index(area(names, fix="cr"), match(share, held))
        sheet.show(row + i, 1, joined(name), "label", number="General")
    return row + 1 + WIDEST


def _in_words(number: Term) -> Term:
    """Return a number with three significant digits, as a text."""
    plain, one, two = (spoken(number, pattern) for pattern in ("#,##0", "#,##0.0", "#,##0.00"))
    return where(number >= 99.95, plain, where(number >= 9.995, one, two))


def _correlation(x: Any, y: Any) -> float:
    with np.errstate(all="ignore"):
        return float(np.nan_to_num(np.corrcoef(x, y)[0, 1]))


def _words(pages: Pages, sheet: Sheet, row: int, totals: dict[str, Total]) -> None:
    """Write the sentence to quote, what is in and out, the method, and who signs."""
    n = pages.names

    def told(one: Total) -> Term:
        mean, low, high = (_in_words(cell / one.size) for cell in (one.mean, one.p5, one.p95))
        return joined(mean, " ", one.unit, " (90 % range ", low, " to ", high, ")")

    sheet.put(row, 1, "To quote", "heading")
    period = said_or(n.report_period, _period(pages))
    for r, sentence in enumerate((
        joined("Our use of AI models took ", told(totals["kwh"]), " of electricity (", period, "),"),
        joined("which caused ", told(totals["location"]), " location-based"),
        joined("and ", told(totals["market"]), " market-based."),
    ), row + 1):  # fmt: skip
        sheet.show(r, 1, sentence, "label", number="General")
    sheet.put(
        row + 4,
        1,
        f"Method: equery {version('equery')}, current hardware: tokens times energy a token from published throughput, power and PUE,",
        "remark",
    )
    sheet.put(
        row + 5,
        1,
        "extending Oviedo et al. 2025 (arXiv:2509.20241). Factors and sources: Places, Assumptions, Services, Grid factors.",
        "remark",
    )
    for r, text in enumerate(INSIDE, row + 6):
        sheet.put(r, 1, text, "remark")
    out = joined(
        "Not counted or without a model: ",
        spoken(n.tokens_out_of, "#,##0"),
        " of ",
        spoken(n.tokens_of_files, "#,##0"),
        " tokens in the files; reasons on In and out.",
    )
    sheet.show(row + 10, 1, out, "remark", number="General")
    for c, (text, name) in ((1, ("Prepared by ", n.report_prepared)), (5, ("Reviewed by ", n.report_reviewed))):
        sheet.show(
            row + 12, c, joined(text, said_or(name, "______________"), "  Date __________"), "label", number="General"
        )
