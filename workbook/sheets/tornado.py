"""Tornado: what drives the user's fleet and the user's own query, one assumption at a time from its P5 to its P95."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from calc.inputs import tables
from calc.inputs.catalogue import REGIMES
from calc.query.estimate import OwnModel
from calc.sensitivity.tornado_bars import tornado
from workbook.model.inputs import OWN
from workbook.model.results import Context, Driver
from workbook.model.trials import BIG
from workbook.sheets.means import length_range
from workbook.writer import charts
from workbook.writer.sheet import Sheet, at

TITLE: Final = "Tornado"
HEAD: Final = 7
KEY, UNIT, P5, P95, AT_P5, AT_P95, SWING, EXACT_P5, EXACT_P95, WORST, RANK, SOURCE = range(1, 13)
HEADS: Final = (
    "Assumption", "Unit", "Its P5", "Its P95", "Result at P5", "Result at P95", "Swing", "By calc, at P5", "By calc, at P95",
    "Difference", "Rank", "Where its range is from",
)  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """A bar: the assumption, formulas and values of its ends, and the factor on the base (or the result) there."""

    key: str
    unit: str
    ends: tuple[str, str]
    values: tuple[float, float]
    results: tuple[str, str]
    found: tuple[float, float]
    source: str


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Each assumption from its P5 to its P95, all others at their medians. Widest bars first in the chart."
    sheet = context.book.sheet(TITLE, lead, [34, 9, *[13] * 8, 7, 54], freeze="B8")
    sheet.put(4, 1, "Factor of the odds of a long query (data: share_tts_range)", "remark")
    odds = tables.impact_facts()["share_tts_range"].number
    sheet.name(sheet.put(4, 6, odds), "share_odds_range")
    row = _table(context, sheet, HEAD, "Your own fleet [GWh/day]", *_fleet(context), chart="fleet")
    _table(context, sheet, row, "Your own query, mean [Wh]", *_query(context), chart="query")


def _lognormal(context: Context, name: str, label: str, base: float, *, inverse: bool = False) -> Bar:
    """Return the bar of a lognormal factor; it multiplies the base, or divides it."""
    a, fleet = context.inputs.assumptions, context.inputs.fleet
    variable = {
        "fraction": a.power_fraction, "pue": a.pue, "fleet": a.alpha(fleet.alpha_lo, fleet.alpha_hi),
    }[name]  # fmt: skip
    mu, sigma, z = float(variable.mu), float(variable.sigma), float(a.z_p95)
    signs = ("-", "+") if not inverse else ("+", "-")
    ends = (f"=EXP({name}_mu-{name}_sigma*z_p95)", f"=EXP({name}_mu+{name}_sigma*z_p95)")
    sources = {
        "fraction": "oviedo-2025, section 2", "pue": "oviedo-2025, section 2; P95 as run", "fleet": "your own: Inputs",
    }  # fmt: skip
    step = [-1, 1] if not inverse else [1, -1]
    return Bar(
        label, "1", ends, (float(np.exp(mu - sigma * z)), float(np.exp(mu + sigma * z))),
        tuple(f"={{base}}*EXP({s}{name}_sigma*z_p95)" for s in signs),  # type: ignore[arg-type]
        tuple(base * float(np.exp(s * sigma * z)) for s in step),  # type: ignore[arg-type]
        sources[name],
    )  # fmt: skip


def _bare(context: Context, regime: str, end: str = "") -> tuple[str, float]:
    """Return the mean energy of the untrimmed baseline with power fraction, PUE and alpha 1: formula and value."""
    keys = [f"{m}|{regime}{end}" for m in BIG]
    formula = "+".join(f"{context.cells[f'{k}|k']}*{context.cells[f'{k}|time']}" for k in keys)
    value = sum(context.values[f"{k}|k"] * context.values[f"{k}|time"] for k in keys) / len(BIG)
    return f"(({formula})/{len(BIG)})", value


def _fleet(context: Context) -> tuple[str, float, list[Bar], dict[str, tuple[float, float]]]:
    """Return base formula and value, bars, and calc's ends by assumption."""
    inputs, a = context.inputs, context.inputs.assumptions
    fleet, share = inputs.fleet, inputs.fleet.share_tts
    alpha = a.alpha(fleet.alpha_lo, fleet.alpha_hi)
    median = float(np.exp(a.power_fraction.mu + a.pue.mu - alpha.mu))
    scale_value = float(a.queries_per_day) * float(a.beta) * median / 1e9
    scale = "queries_per_day*beta*EXP(fraction_mu+pue_mu-fleet_mu)/wh_per_gwh"
    (trad, trad_v), (tts, tts_v) = (_bare(context, r) for r in REGIMES)
    base = scale_value * ((1 - share) * trad_v + share * tts_v)
    base_formula = f"={scale}*((1-fleet_share_tts)*{trad}+fleet_share_tts*{tts})"
    bars = [
        _lognormal(context, "pue", "pue", base),
        _lognormal(context, "fraction", "power_fraction", base),
        _lognormal(context, "fleet", "alpha", base, inverse=True),
    ]
    judged = "judgement: data/impact_assumptions.csv"
    factor = length_range()
    for regime in REGIMES:
        moved = [_bare(context, regime, end) for end in ("|p5", "|p95")]
        name = f"l_out_median_{regime}"
        length = float(getattr(a, name))
        if regime == REGIMES[0]:
            results = tuple(f"={scale}*((1-fleet_share_tts)*{m}+fleet_share_tts*{tts})" for m, _ in moved)
            found = tuple(scale_value * ((1 - share) * v + share * tts_v) for _, v in moved)
        else:
            results = tuple(f"={scale}*((1-fleet_share_tts)*{trad}+fleet_share_tts*{m})" for m, _ in moved)
            found = tuple(scale_value * ((1 - share) * trad_v + share * v) for _, v in moved)
        ends = (f"={name}/l_out_range", f"={name}*l_out_range")
        bars.append(Bar(name, "token", ends, (length / factor, length * factor), results, found, judged))  # type: ignore[arg-type]
    bars.append(_share(share, scale, scale_value, (trad, trad_v), (tts, tts_v), judged))
    known = tornado(
        "fleet", alpha=(fleet.alpha_lo, fleet.alpha_hi), share_tts=share, assumptions=a, fits=context.inputs.known_fits
    )
    return base_formula, base, bars, {b.assumption.key: (b.at_p5, b.at_p95) for b in known.bars}


def _share(
    share: float, scale: str, scale_value: float, trad: tuple[str, float], tts: tuple[str, float], source: str
) -> Bar:
    """Return the bar of the share of long queries, whose odds are lognormal, so that it stays a share."""
    factor = tables.impact_facts()["share_tts_range"].number
    ends = tuple(f"=fleet_share_tts/(fleet_share_tts+(1-fleet_share_tts){s}share_odds_range)" for s in ("*", "/"))
    values = tuple(share / (share + (1 - share) * f) for f in (factor, 1 / factor))
    results = tuple(f"={scale}*((1-{{{e}}})*{trad[0]}+{{{e}}}*{tts[0]})" for e in ("p5", "p95"))
    found = tuple(scale_value * ((1 - v) * trad[1] + v * tts[1]) for v in values)
    return Bar("share_tts", "1", ends, values, results, found, source)  # type: ignore[arg-type]


def _query(context: Context) -> tuple[str, float, list[Bar], dict[str, tuple[float, float]]]:
    inputs, a = context.inputs, context.inputs.assumptions
    key = f"{OWN}|own"
    cells = {end: (context.cells[f"{key}{end}|k"], context.cells[f"{key}{end}|time"]) for end in ("", "|p5", "|p95")}
    values = {end: context.values[f"{key}{end}|k"] * context.values[f"{key}{end}|time"] for end in cells}
    median = float(np.exp(a.power_fraction.mu + a.pue.mu))

    def formula(end: str) -> str:
        return f"=EXP(fraction_mu+pue_mu)*{cells[end][0]}*{cells[end][1]}"

    base = median * values[""]
    length = inputs.query.l_out_median
    factor = length_range()
    bars = [
        _lognormal(context, "pue", "pue", base),
        _lognormal(context, "fraction", "power_fraction", base),
        Bar(
            "query_l_out_median", "token", ("=query_l_out_median/l_out_range", "=query_l_out_median*l_out_range"),
            (length / factor, length * factor), (formula("|p5"), formula("|p95")),
            (median * values["|p5"], median * values["|p95"]), "judgement: data/impact_assumptions.csv",
        ),
    ]  # fmt: skip
    fit = inputs.fits[inputs.query.model]
    if fit is None:
        raise ValueError(f"query_model must be a model with rows: got {inputs.query.model!r}")
    own = OwnModel(inputs.query.model, fit, inputs.p_max_kw(inputs.query.model))
    known = tornado("query-mean", regime=length, model=own, assumptions=a.override(l_in=inputs.query.l_in))
    found = {b.assumption.key: (b.at_p5, b.at_p95) for b in known.bars}
    found["query_l_out_median"] = found.pop("l_out_median")
    return formula(""), base, bars, found


def _table(
    context: Context, sheet: Sheet, row: int, title: str, base_formula: str, base: float, bars: list[Bar],
    known: dict[str, tuple[float, float]], *, chart: str,
) -> int:  # fmt: skip
    """Write a tornado's table, its chart data sorted by swing, and its chart; return the next free row."""
    sheet.put(row - 2, 1, title, "heading")
    sheet.put(row - 1, 1, "Everything at its median")
    base_ref = sheet.calc(row - 1, AT_P5, base_formula, base, "output")
    context.publish(f"tornado|{chart}|base", sheet.absolute(base_ref), base)
    sheet.header(row, HEADS)
    for r, bar in enumerate(bars, row + 1):
        _bar(context, sheet, r, bar, base_ref, base, known.get(bar.key), chart)
    first, last = row + 1, row + len(bars)
    _ranks(sheet, first, last, bars)
    free, drivers = _chart(sheet, first, last, base_ref, base, bars, title)
    if chart == "fleet":
        context.drivers.extend(reversed(drivers))
    return free


def _bar(
    context: Context, sheet: Sheet, r: int, bar: Bar, base_ref: str, base: float,
    known: tuple[float, float] | None, chart: str,
) -> None:  # fmt: skip
    sheet.put(r, KEY, bar.key)
    sheet.put(r, UNIT, bar.unit)
    absolute = f"${base_ref[0]}${base_ref[1:]}"
    for c, formula, value in ((P5, bar.ends[0], bar.values[0]), (P95, bar.ends[1], bar.values[1])):
        sheet.calc(r, c, formula, value, number="#,##0.0000")
    for c, formula, value in ((AT_P5, bar.results[0], bar.found[0]), (AT_P95, bar.results[1], bar.found[1])):
        text = formula.format(base=absolute, p5=at(r, P5), p95=at(r, P95))
        ref = sheet.calc(r, c, text, value, "output")
        context.publish(f"tornado|{chart}|{bar.key}|{'p5' if c == AT_P5 else 'p95'}", sheet.absolute(ref), value)
    swing = abs(bar.found[1] - bar.found[0])
    sheet.calc(r, SWING, f"=ABS({at(r, AT_P95)}-{at(r, AT_P5)})", swing)
    exact = known or (base, base)  # calc leaves out what has no spread
    for c, value in ((EXACT_P5, exact[0]), (EXACT_P95, exact[1])):
        sheet.put(r, c, value, "built")
    worst = max(abs(f / e - 1) for f, e in zip(bar.found, exact, strict=True))
    live, built = f"{at(r, AT_P5)}:{at(r, AT_P95)}", f"{at(r, EXACT_P5)}:{at(r, EXACT_P95)}"
    formula = f'=IF(inputs_changed>0,"inputs changed",SUMPRODUCT(MAX(ABS({live}/{built}-1))))'
    ref = sheet.calc(r, WORST, formula, worst, number="0.0E+00")
    context.publish(f"tornado|{chart}|{bar.key}|worst", sheet.absolute(ref), worst)
    sheet.put(r, SOURCE, bar.source, "note")


def _ranks(sheet: Sheet, first: int, last: int, bars: list[Bar]) -> None:
    """Rank the swings, the widest first; of equal ones the upper row comes first."""
    swings = [abs(bar.found[1] - bar.found[0]) for bar in bars]
    area = f"{at(first, SWING, fix='cr')}:{at(last, SWING, fix='cr')}"
    for r, swing in enumerate(swings, first):
        mine = at(r, SWING)
        formula = f"=1+SUMPRODUCT(({area}>{mine})*1)+SUMPRODUCT(({area}={mine})*(ROW({area})<ROW({mine})))"
        rank = 1 + sum(other > swing for other in swings) + swings[: r - first].count(swing)
        sheet.calc(r, RANK, formula, float(rank), number="0")


def _chart(
    sheet: Sheet, first: int, last: int, base_ref: str, base: float, bars: list[Bar], title: str
) -> tuple[int, list[Driver]]:
    """Write the chart's data, narrowest first as horizontal bars need it, and the chart; return the next free row."""
    start = last + 2
    sheet.header(start, ["Chart data", "", "Rank", "Row", "Low end", "to the base", "to the high end", "High end"])
    drivers = []
    ordered = sorted(range(len(bars)), key=lambda i: (abs(bars[i].found[1] - bars[i].found[0]), -i))
    base_at = f"${base_ref[0]}${base_ref[1:]}"
    for k, (r, i) in enumerate(zip(range(start + 1, start + 1 + len(bars)), ordered, strict=True), 1):
        rank = len(bars) + 1 - k
        sheet.put(r, 3, rank)
        ranks = f"{at(first, RANK, fix='cr')}:{at(last, RANK, fix='cr')}"
        order = f"=MATCH({at(r, 3)},{ranks},0)"
        found = bars[i].found
        sheet.calc(r, 4, order, float(i + 1), number="0")
        low, high = min(*found, base), max(*found, base)
        look = [
            f"INDEX({at(first, c, fix='cr')}:{at(last, c, fix='cr')},{at(r, 4, fix='c')})" for c in (KEY, AT_P5, AT_P95)
        ]
        sheet.calc(r, 1, f"={look[0]}", bars[i].key, number="General")
        sheet.calc(r, 5, f"=MIN({look[1]},{look[2]},{base_at})", low)
        sheet.calc(r, 6, f"={base_at}-{at(r, 5)}", base - low)
        sheet.calc(r, 7, f"={at(r, 8)}-{base_at}", high - base)
        sheet.calc(r, 8, f"=MAX({look[1]},{look[2]},{base_at})", high)
        cells = tuple(sheet.absolute(at(r, c)) for c in (1, 5, 8))
        drivers.append(Driver(cells, bars[i].key, low, high))  # type: ignore[arg-type]
    end = start + len(bars)
    parts = [sheet.absolute(f"{at(start + 1, c)}:{at(end, c)}") for c in (1, 5, 6, 7)]
    drawn = charts.tornado(*parts, title=title, label=title[title.index("[") + 1 : -1])
    sheet.chart(
        drawn, at(end + 2, 1),
        f"Tornado, {title}: for each assumption the result from its P5 to its P95 around the base, widest on top.",
    )  # fmt: skip
    return end + 27, drivers
