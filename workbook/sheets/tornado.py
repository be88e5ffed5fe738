"""Tornado: what drives the user's fleet and the user's own query, one assumption at a time from its P5 to its P95."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from calc.fleets import formulas
from calc.inputs import tables
from calc.inputs.catalogue import REGIMES
from calc.inputs.formulas import lognormal_value
from calc.query.estimate import OwnModel
from calc.sensitivity.tornado_bars import Tornado, tornado
from workbook.model.inputs import BIG, OWN
from workbook.model.results import Context, Driver
from workbook.sheets.means import ENDS
from workbook.sheets.query_results import inputs_unchanged
from workbook.writer import charts
from workbook.writer.sheet import Cell, Sheet, area, at
from workbook.writer.term import Term, bracketed, call, exp, greatest, index, least, match, sumproduct

TITLE: Final = "Tornado"
SUMMARY: Final = "What drives the results, one assumption at a time"
HEAD: Final = 7
KEY, UNIT, P5, P95, AT_P5, AT_P95, SWING, EXACT_P5, EXACT_P95, WORST, RANK, SOURCE = range(1, 13)
HEADS: Final = (
    "Assumption", "Unit", "Its P5", "Its P95", "Result at P5", "Result at P95", "Swing", "By calc, at P5", "By calc, at P95",
    "Difference", "Rank", "Where its range is from",
)  # fmt: skip
BY_CALC: Final = {"query_l_out_median": "l_out_median"}  # calc's name where it is another
JUDGED: Final = "judgement: data/impact_assumptions.csv"
SOURCES: Final = {
    "pue": "oviedo-2025, section 2; P95 as run", "power_fraction": "oviedo-2025, section 2", "alpha": "your own: Inputs",
}  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """A bar: the assumption, its P5 and P95, and the result there, given the base and the cells of both ends."""

    key: str
    unit: str
    ends: tuple[Term, Term]
    source: str
    factors: tuple[Term, Term] | None = None  # on the base
    results: tuple[Term, Term] | None = None


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Each assumption from its P5 to its P95, all others at their medians. Widest bars first in the chart."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [34, 9, *[13] * 8, 7, 54], freeze="B8")
    sheet.put(4, 1, "Factor of the odds of a long query (data: share_tts_range)", "remark")
    sheet.name(sheet.put(4, 6, tables.impact_facts()["share_tts_range"].number), "share_odds_range")
    row = _table(context, sheet, HEAD, "Your own fleet [GWh/day]", *_fleet(context), chart="fleet")
    _table(context, sheet, row, "Your own query, mean [Wh]", *_query(context), chart="query")


def _lognormal(context: Context, name: str, key: str, *, divides: bool = False) -> Bar:
    """Return the bar of a lognormal factor; it multiplies the base, or divides it."""
    n = context.names
    mu, sigma, z = n[f"{name}_mu"], n[f"{name}_sigma"], n.z_p95
    ends = exp(mu - sigma * z), lognormal_value(mu, sigma, z)
    down, up = exp(-sigma * z), exp(Term((sigma * z).value, f"+{sigma.text}*{z.text}"))
    return Bar(key, "1", ends, SOURCES[key], factors=(up, down) if divides else (down, up))


def _bare(context: Context, regime: str, end: str = "") -> Term:
    """Return the mean energy of the untrimmed baseline with power fraction, PUE and alpha 1."""
    first, *others = (context[f"{m}|{regime}{end}|k"] * context[f"{m}|{regime}{end}|time"] for m in BIG)
    for other in others:
        first = first + other
    return bracketed(first / len(BIG))


def _fleet(context: Context) -> tuple[Term, list[Bar], Tornado]:
    """Return the base, the bars, and calc's tornado."""
    n = context.names
    medians = exp(n.fraction_mu + n.pue_mu - n.fleet_mu)
    scale = n.queries_per_day * n.beta * medians / n.wh_per_gwh
    share = n.fleet_share_tts
    means = {regime: _bare(context, regime) for regime in REGIMES}

    def mixed(share: Term, trad: Term, tts: Term) -> Term:
        result: Term = scale * formulas.mix(share, trad, tts)
        return result

    bars = [
        _lognormal(context, "pue", "pue"),
        _lognormal(context, "fraction", "power_fraction"),
        _lognormal(context, "fleet", "alpha", divides=True),
    ]
    for regime in REGIMES:
        moved = [means | {regime: _bare(context, regime, f"|{end}")} for end in ENDS]
        length = n[f"l_out_median_{regime}"]
        ends = length / n.l_out_range, length * n.l_out_range
        low, high = (mixed(share, *at.values()) for at in moved)
        bars.append(Bar(length.text, "token", ends, JUDGED, results=(low, high)))
    odds = n.share_odds_range
    ends = share / (share + (1 - share) * odds), share / (share + (1 - share) / odds)
    at_ends = [mixed(Term(end.value, f"{{{name}}}"), *means.values()) for end, name in zip(ends, ENDS, strict=True)]
    bars.append(Bar("share_tts", "1", ends, JUDGED, results=(at_ends[0], at_ends[1])))
    return mixed(share, *means.values()), bars, calc_fleet(context)


def calc_fleet(context: Context) -> Tornado:
    """Return calc's tornado of the user's fleet."""
    inputs, fleet = context.inputs, context.inputs.fleet
    return tornado(
        "fleet", alpha=(fleet.alpha_lo, fleet.alpha_hi), share_tts=fleet.share_tts, assumptions=inputs.assumptions,
        fits=inputs.known_fits,
    )  # fmt: skip


def _query(context: Context) -> tuple[Term, list[Bar], Tornado]:
    n = context.names

    def mean(end: str = "") -> Term:
        result: Term = exp(n.fraction_mu + n.pue_mu) * context[f"{OWN}|own{end}|k"] * context[f"{OWN}|own{end}|time"]
        return result

    length = n.query_l_out_median
    bars = [
        _lognormal(context, "pue", "pue"),
        _lognormal(context, "fraction", "power_fraction"),
        Bar(
            length.text, "token", (length / n.l_out_range, length * n.l_out_range), JUDGED,
            results=(mean("|p5"), mean("|p95")),
        ),
    ]  # fmt: skip
    return mean(), bars, calc_query(context)


def calc_query(context: Context) -> Tornado:
    """Return calc's tornado of the user's query.

    Raises
    ------
    ValueError
        If the chosen model has no rows to fit.
    """
    inputs = context.inputs
    fit = inputs.fits[inputs.query.model]
    if fit is None:
        raise ValueError(f"query_model must be a model with rows: got {inputs.query.model!r}")
    own = OwnModel(inputs.query.model, fit, inputs.p_max_kw(inputs.query.model))
    assumed = inputs.assumptions.override(l_in=inputs.query.l_in)
    return tornado("query-mean", regime=inputs.query.median, model=own, assumptions=assumed)


def _table(
    context: Context,
    sheet: Sheet,
    row: int,
    title: str,
    base_term: Term,
    bars: list[Bar],
    known: Tornado,
    *,
    chart: str,
) -> int:
    """Write a tornado's table, its chart data sorted by swing, and its chart; return the next free row."""
    sheet.put(row - 2, 1, title, "heading")
    sheet.put(row - 1, 1, "Everything at its median")
    base = context.tell(f"tornado|{chart}|base", sheet.show(row - 1, AT_P5, base_term, "output"))
    sheet.header(row, HEADS)
    ends = {b.assumption.key: (b.at_p5, b.at_p95) for b in known.bars}
    written = [
        _bar(context, sheet, r, bar, base, ends.get(BY_CALC.get(bar.key, bar.key)), f"tornado|{chart}|{bar.key}")
        for r, bar in enumerate(bars, row + 1)
    ]
    ranks = ranked(sheet, [cells[SWING] for cells in written], RANK)
    drivers, last = _chart_data(sheet, written, ranks, base)
    if chart == "fleet":
        context.drivers.extend(reversed(drivers))
    parts = [sheet.absolute(f"{cells[0]}:{cells[-1]}") for cells in zip(*(d.parts for d in drivers), strict=True)]
    drawn = charts.tornado(*parts, title=title, label=title[title.index("[") + 1 : -1])
    sheet.chart(
        drawn, at(last + 2, 1),
        f"Tornado, {title}: for each assumption the result from its P5 to its P95 around the base, widest on top.",
    )  # fmt: skip
    return last + 27


def _bar(
    context: Context, sheet: Sheet, r: int, bar: Bar, base: Cell, known: tuple[float, float] | None, key: str
) -> Mapping[int, Cell]:
    cells = {KEY: sheet.put(r, KEY, bar.key)}
    sheet.put(r, UNIT, bar.unit)
    held = base.fix("cr")
    for c, end in ((P5, bar.ends[0]), (P95, bar.ends[1])):
        cells[c] = sheet.show(r, c, end, number="#,##0.0000")
    results = bar.results or tuple(held * factor for factor in bar.factors or ())
    for c, result, name in zip((AT_P5, AT_P95), results, ENDS, strict=True):
        text = result.text.format(p5=cells[P5].text, p95=cells[P95].text)
        cells[c] = context.tell(f"{key}|{name}", sheet.show(r, c, Term(result.value, text), "output"))
    cells[SWING] = sheet.show(r, SWING, abs(cells[AT_P95] - cells[AT_P5]))
    exact = known or (float(base.value), float(base.value))  # calc leaves out what has no spread
    built = [sheet.put(r, c, value, "built") for c, value in zip((EXACT_P5, EXACT_P95), exact, strict=True)]
    worst = sumproduct(greatest(abs(area([cells[AT_P5], cells[AT_P95]]) / area(built) - 1)))
    context.tell(f"{key}|worst", sheet.show(r, WORST, inputs_unchanged(context, worst), number="0.0E+00"))
    sheet.put(r, SOURCE, bar.source, "note")
    return cells


def ranked(sheet: Sheet, swings: Sequence[Cell], column: int) -> list[Cell]:
    """Rank the swings in a column of their rows, the widest first; of equal ones the upper row comes first."""
    all_swings = area(swings, fix="cr")
    rows = Term(np.array([float(s.row) for s in swings]), f"ROW({all_swings.text})")
    ranks = []
    for mine in swings:
        swing, row = mine.fix(""), call("ROW", float(mine.row), mine)
        wider = sumproduct((all_swings > swing) * 1)
        above = sumproduct((all_swings == swing) * (rows < row))
        ranks.append(sheet.show(mine.row, column, 1 + wider + above, number="0"))
    return ranks


def _chart_data(
    sheet: Sheet, written: Sequence[Mapping[int, Cell]], ranks: Sequence[Cell], base: Cell
) -> tuple[list[Driver], int]:
    """Write the chart's data, narrowest first as horizontal bars need it; return the bars and the last row."""
    start = ranks[-1].row + 2
    sheet.header(start, ["Chart data", "", "Rank", "Row", "Low end", "to the base", "to the high end", "High end"])
    drivers, held = [], base.fix("cr")
    columns = {c: area([cells[c] for cells in written], fix="cr") for c in (KEY, AT_P5, AT_P95)}
    for r, rank_number in enumerate(range(len(written), 0, -1), start + 1):
        rank = sheet.put(r, 3, rank_number)
        place = sheet.show(r, 4, match(rank, area(ranks, fix="cr")), number="0")
        key, p5, p95 = (index(columns[c], place.fix("c")) for c in (KEY, AT_P5, AT_P95))
        name = sheet.show(r, 1, key, number="General")
        low = sheet.show(r, 5, least(p5, p95, held))
        below = sheet.show(r, 6, held - low)
        high = Cell(greatest(p5, p95, held).value, sheet, r, 8)
        above = sheet.show(r, 7, high - held)
        sheet.show(r, 8, greatest(p5, p95, held))
        drivers.append(Driver(name, low, high, (name, low, below, above)))
    return drivers, start + len(written)
