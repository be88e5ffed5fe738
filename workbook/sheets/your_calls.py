"""Your calls: a year of the user's own calls to current hardware, on one page, with ranges and a sentence to quote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from calc.fleets.served_total import total_of
from calc.inputs.distributions import Lognormal
from calc.inputs.levels import ENDS, level_name
from calc.query.lognormal_mixture import Mixture
from calc.sensitivity.tornado_bars import FLEET, Bar, tornado
from workbook.model.inputs import OwnCalls
from workbook.model.results import Context
from workbook.sheets.normal_inputs import value_at
from workbook.sheets.service_table import at_values
from workbook.sheets.tornado import ranked
from workbook.writer import charts
from workbook.writer.names import Names
from workbook.writer.sheet import Cell, Sheet, area, at
from workbook.writer.term import (
    Term,
    blank,
    greatest,
    index,
    joined,
    least,
    match,
    only,
    percentile,
    spoken,
    sumproduct,
    typed_or,
    where,
)

TITLE: Final = "Your calls"
SUMMARY: Final = "A year of your own calls: energy, emissions, cost, ranges, what drives them, a sentence to quote"
WIDTHS: Final = [38, 13, 13, 13, 13, 14, 12]
PLACES: Final = 3
RANK: Final = 8  # right of the page
EXACT_ROW: Final = 80  # below the page
DIGITS: Final = "#,##0.000000"
STEP: Final = 1000
LINES: Final[dict[str, tuple[str, tuple[str, str, str] | None]]] = {
    "energy": ("Energy", ("kWh", "MWh", "GWh")),
    "location": ("Emissions, location-based", ("kgCO2e", "tCO2e", "ktCO2e")),
    "market": ("Emissions, market-based", ("kgCO2e", "tCO2e", "ktCO2e")),
    "cost": ("Electricity cost", None),
}
STATISTICS: Final = ("mean", *(level_name(q).lower() for q in ENDS))
TOGETHER: Final = {"power_fraction": ("power_fraction", "power_fraction_moe")}
BARS: Final = {
    "service": "Which model and node answer",
    "batch": "Requests answered at once",
    "software": "Server software",
    "power_fraction": "Power of the node",
    "fit": "Fit of the throughput",
    "served": "Share of time that nodes answer",
    "pue": "PUE",
}
MEANING: Final = (
    "The range contains which model and node answer, requests at once, server software, the fit, power, waiting and PUE, as",
    "far as Inputs leaves them open. Lengths and number of your calls, grid factors and prices are taken as known.",
)
OUTSIDE: Final = (
    "Not counted: training, making of the hardware, user devices and the network to them. Electricity and its emissions are",
    "the provider's; for you they are scope 3, category 1, unless the nodes are your own (scope 2).",
)


class Line(NamedTuple):
    """What a year takes of something: expected, P5 and P95, in a unit that follows the size."""

    mean: Cell
    low: Cell
    high: Cell
    unit: Cell


class Bars(NamedTuple):
    """A line of the tornado."""

    name: Cell
    at_p5: Cell
    at_p95: Cell
    swing: Cell


def write(context: Context) -> None:
    """Add the sheet."""
    lead = (
        "Type on Inputs (Your own calls); this page follows. Models and hardware are those of today, not the paper's."
    )
    sheet = context.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze="A5")
    sheet.portrait()
    row = _asked(context, sheet, 5)
    totals = _totals(context, sheet, row + 1)
    row = _sentence(context, sheet, row + 4 + len(LINES), totals)
    row = _places(context, sheet, row + 1)
    _drivers(context, sheet, row + 1)


def _asked(context: Context, sheet: Sheet, row: int) -> int:
    """Say what was asked, and whether there is such a service."""
    n = context.names
    sheet.put(row, 1, "What was asked", "heading")
    served = joined(n.calls_model, where(n.calls_node == "any", " on any node", joined(" on ", n.calls_node)))
    none = Term.of("Nobody has measured this model on this node: choose another node on Inputs")
    for r, (text, term) in enumerate((
        ("Calls a year", n.calls_per_year), ("Served by", where(n.serving_weight > 0, served, none)),
        ("Mean prompt and answer, token", joined(spoken(n.calls_l_in, "#,##0"), " and ", spoken(n.calls_l_out_mean, "#,##0"))),
    ), row + 1):  # fmt: skip
        sheet.put(r, 1, text, "label")
        sheet.show(r, 2, term, number="#,##0" if r == row + 1 else "General")
    return row + 4


def _location(context: Context) -> Term:
    """Return the emission factor of the places, weighted by their shares [gCO2e/kWh]."""
    n = context.names
    shares, parts = _shares(n), []
    for i, share in enumerate(shares, 1):
        factor = index(n.grid_values, match(n[f"calls_place_{i}"], n.grid_places))
        parts.append(where(share > 0, share * factor, 0))
    weighted: Term = added(parts) / added(shares)
    return weighted


def _shares(n: Names) -> list[Term]:
    """Return the share of each place as typed; 0 where there is none."""
    return [where(blank(n[f"calls_place_{i}"]), 0, n[f"calls_share_{i}"]) for i in range(1, PLACES + 1)]


def added(terms: Sequence[Term]) -> Term:
    """Return the sum of some terms."""
    found: Term = sum(terms[1:], terms[0])
    return found


def _exact(context: Context, sheet: Sheet) -> dict[str, list[Cell]]:
    """Write what a year takes in kWh, kg and money, all digits, below the page: mean, P5 and P95."""
    n, table, row = context.names, context.services, EXACT_ROW
    sheet.put(row, 1, "All digits", "heading")
    sheet.header(row + 1, ["", "Expected", "P5", "P95", "Unit"])
    sheet.put(row + 2, 1, "Level", "label")
    levels = [sheet.put(row + 2, c, q) for c, q in enumerate(ENDS, 3)]
    sheet.put(row + 3, 1, "A call, Wh", "label")
    mean = sumproduct(table["Weight"] * table["Mean energy, Wh"]) / n.serving_weight
    wh = [sheet.show(row + 3, 2, mean, number=DIGITS)]
    wh += [sheet.show(row + 3, c, percentile(context.call_energy, q), number=DIGITS) for c, q in enumerate(levels, 3)]
    sheet.put(row + 4, 1, "From one unit to the next", "label")
    sheet.name(sheet.put(row + 4, 2, STEP), "unit_step")
    sheet.put(row + 5, 1, "Factor of the places, and of the contract [gCO2e/kWh]", "label")
    sheet.name(sheet.show(row + 5, 2, _location(context), number="#,##0.0"), "calls_location")
    market = where(blank(n.contractual_g_per_kwh), n.calls_location, n.contractual_g_per_kwh) * (1 - n.certified_share)
    sheet.name(sheet.show(row + 5, 3, market, number="#,##0.0"), "calls_market")
    rates = {
        "energy": Term.of(1), "location": n.calls_location / n.g_per_kg, "market": n.calls_market / n.g_per_kg,
        "cost": n.price_per_kwh,
    }  # fmt: skip
    found: dict[str, list[Cell]] = {}
    for r, (key, (text, units)) in enumerate(LINES.items(), row + 6):
        sheet.put(r, 1, text, "label")
        found[key] = []
        for c, (each, name) in enumerate(zip(wh, STATISTICS, strict=True), 2):
            year = each * n.calls_per_year / n.wh_per_kwh * rates[key]
            found[key].append(context.tell(f"calls|{key}|{name}", sheet.show(r, c, year, number=DIGITS)))
        sheet.show(r, 5, Term.of(units[0]) if units else n.currency, number="General")
    return found


def _totals(context: Context, sheet: Sheet, row: int) -> dict[str, Line]:
    """Write what a year takes: mean, P5 and P95, in units that follow the size."""
    n, exact = context.names, _exact(context, sheet)
    sheet.put(row, 1, "A year of your calls", "heading")
    sheet.header(row + 1, ["", "Expected", "P5", "P95", "Unit", "A call, on average", "Unit"])
    step = n.unit_step
    found: dict[str, Line] = {}
    for r, (key, (text, units)) in enumerate(LINES.items(), row + 2):
        sheet.put(r, 1, text, "label")
        expected = exact[key][0]
        scale, unit = Term.of(1), n.currency
        if units:
            small, middle, large = units
            scale = where(expected < step, 1, where(expected < step**2, step, step**2))
            unit = where(expected < step, small, where(expected < step**2, middle, large))
        cells = [sheet.show(r, c, each / scale, "output", number="#,##0.00") for c, each in enumerate(exact[key], 2)]
        told = sheet.show(r, 5, unit, number="General")
        one = expected / n.calls_per_year * (1 if key == "cost" else n.wh_per_kwh)
        shown = where(n.calls_per_year > 0, one, 0)
        sheet.show(r, 6, shown, number="0.000000" if key == "cost" else "0.0000")
        sheet.show(r, 7, {"energy": Term.of("Wh"), "cost": n.currency}.get(key, Term.of("gCO2e")), number="General")
        found[key] = Line(cells[0], cells[1], cells[2], told)
    return found


def _sentence(context: Context, sheet: Sheet, row: int, totals: dict[str, Line]) -> int:
    """Write the sentence to quote, and what it does and does not contain."""
    n = context.names
    sheet.put(row, 1, "To quote", "heading")
    energy, location, market = (totals[key] for key in ("energy", "location", "market"))
    pattern = "#,##0.0"

    def told(line: Line) -> Term:
        mean, low, high = (spoken(cell, pattern) for cell in line[:3])
        return joined(mean, " ", line.unit, " (90 % range ", low, " to ", high, ")")

    host = index(n.host_sets, match(n.calls_host, n.host_names))
    sentences = (
        joined(spoken(n.calls_per_year, "#,##0"), " calls to ", n.calls_model, " models took about ", told(energy), " in the year,"),
        joined("which is ", told(location), " location-based and ", spoken(market.mean, pattern), " ", market.unit, " market-based."),
        joined("Method: equery, set ", host, ": node time from published throughput, extending Oviedo et al. 2025."),
    )  # fmt: skip
    for r, sentence in enumerate(sentences, row + 1):
        sheet.show(r, 1, sentence, "label", number="General")
    for r, text in enumerate((*MEANING, *OUTSIDE), row + 1 + len(sentences)):
        sheet.put(r, 1, text, "remark")
    return row + 1 + len(sentences) + len(MEANING) + len(OUTSIDE)


def _places(context: Context, sheet: Sheet, row: int) -> int:
    """Write where the calls are answered, each factor with its year and basis."""
    n = context.names
    sheet.put(row, 1, "Where the calls are answered", "heading")
    sheet.header(row + 1, ["Place", "Share", "gCO2e/kWh", "Year", "Basis and source", "", ""])
    shares, other = _shares(n), []
    first = index(n.grid_bases, match(n.calls_place_1, n.grid_places))
    for i, r in enumerate(range(row + 2, row + 2 + PLACES), 1):
        place = n[f"calls_place_{i}"]
        none, found = blank(place), match(place, n.grid_places)
        sheet.show(r, 1, where(none, "-", place), number="General")
        sheet.show(r, 2, shares[i - 1] / added(shares), number="0%")
        for c, name in ((3, "grid_values"), (4, "grid_years")):
            sheet.show(r, c, where(none, "-", index(n[name], found)), number="0.0" if c == 3 else "0")
        told = joined(index(n.grid_bases, found), "; ", index(n.grid_sources, found))
        sheet.show(r, 5, where(none, "-", told), "remark", number="General")
        basis = index(n.grid_bases, match(typed_or(place, n.calls_place_1), n.grid_places))
        other.append(where(basis == first, 0, 1))
    mixed = where(added(other) > 0, "The factors count different things: say so where you report their sum.", "")
    sheet.show(row + 2 + PLACES, 1, mixed, "label", number="General")
    return row + 3 + PLACES


def _drivers(context: Context, sheet: Sheet, row: int) -> None:
    """Write what drives the energy of a call: each input at its P5 and P95, the others at their medians."""
    n, table = context.names, context.services
    title = "What drives it: a call on average [Wh], each input at its P5 and P95, the others at their medians"
    sheet.put(row, 1, title, "heading")
    sheet.header(row + 1, ["Input", "Its P5", "Its P95", "Wh at P5", "Wh at P95", "Swing", ""])
    weights = table["Weight"]

    def mean_at(z: dict[str, float]) -> Term:
        found: Term = sumproduct(weights * at_values(n, table, z)) / n.serving_weight
        return found

    base = context.tell("calls|drivers|base", sheet.show(row + 2, 4, mean_at({}), "output", number="0.00000"))
    sheet.put(row + 2, 1, "All at their medians", "label")
    medians, up_to = table["At medians, Wh"], table["Weight up to it"]
    levels = [Cell(q, sheet, EXACT_ROW + 2, c) for c, q in enumerate(ENDS, 3)]
    lines: list[Bars] = []
    for r, (key, text) in enumerate(BARS.items(), row + 3):
        name = sheet.put(r, 1, text)
        ends = []
        for c, (q, z) in enumerate(zip(levels, (-1.0, 1.0), strict=True), 2):
            if key == "service":
                result = least(only((up_to > q) * (weights > 0) > 0, medians))
            else:
                result = mean_at(dict.fromkeys(TOGETHER.get(key, (key,)), z))
            if key in ("batch", "software", "served", "pue"):
                sheet.show(r, c, value_at(n, key, z * n.serving_z_p95), number="0.00")
            shown = sheet.show(r, c + 2, result, "output", number="0.00000", array=key == "service")
            ends.append(context.tell(f"calls|drivers|{key}|{'p5' if z < 0 else 'p95'}", shown))
        swing = sheet.show(r, 6, abs(ends[1] - ends[0]), number="0.00000")
        lines.append(Bars(name, ends[0], ends[1], swing))
    _chart(sheet, row + 4 + len(BARS), lines, base)


def _chart(sheet: Sheet, row: int, lines: Sequence[Bars], base: Cell) -> None:
    """Draw the bars, the widest on top whatever the inputs are."""
    ranks = ranked(sheet, [line.swing for line in lines], RANK)
    data = row + 21
    sheet.print_only(f"A1:{at(data - 1, RANK - 1)}")
    sheet.header(data, ["Chart data", "Low end", "to the base", "to the high end", "Rank", "Row"])
    held, parts = base.fix("cr"), []
    columns = [area(cells, fix="cr") for cells in zip(*(line[:3] for line in lines), strict=True)]
    for r, number in enumerate(range(len(lines), 0, -1), data + 1):
        rank = sheet.put(r, 5, number)
        place = sheet.show(r, 6, match(rank, area(ranks, fix="cr")), number="0")
        name, p5, p95 = (index(column, place) for column in columns)
        low, high = least(p5, p95, held), greatest(p5, p95, held)
        label, start = sheet.show(r, 1, name, number="General"), sheet.show(r, 2, low)
        parts.append((label, start, sheet.show(r, 3, held - start), sheet.show(r, 4, high - held)))
    ranges = [sheet.absolute(f"{cells[0]}:{cells[-1]}") for cells in zip(*parts, strict=True)]
    drawn = charts.tornado(*ranges, title="What drives the energy of your calls", label="Wh a call")
    sheet.chart(
        drawn, at(row, 1), "Tornado: the energy of a call on average from each input's P5 to its P95, widest on top."
    )


def calc_total(calls: OwnCalls) -> Mixture:
    """Return calc's energy of a call on average [Wh], as a distribution."""
    return total_of(0.0, Lognormal.constant(), calls.name, calls.assumed())


def calc_bars(calls: OwnCalls) -> tuple[float, dict[str, Bar]]:
    """Return calc's energy at medians [Wh], and its bars by key."""
    # a fleet of 1e9 queries a day takes as many GWh a day as one of its queries takes Wh
    drawn = tornado(FLEET, model=calls.name, queries_per_day=1e9, assumptions=calls.assumed())
    return drawn.base, {bar.assumption.key: bar for bar in drawn.bars}
