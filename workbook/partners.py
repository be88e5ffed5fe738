"""A partner for every published result: the same quantity by calc, on another way than the cells take.

A cell's formula and its cached value come from one expression, so a mistake in it would be in both. What holds it is
this: quadrature against the trials, QR against the normal equations, calc's own functions against the closed forms.
Every published key has one here, with a tolerance and its reason, but the `worst` figures, which are comparisons
themselves; a test fails where a key has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from calc.fleets.equivalents import compare
from calc.impacts.cost import price_in
from calc.impacts.footprint import Impact
from calc.impacts.grid_factor import grid
from calc.inputs import tables
from calc.inputs.catalogue import BASELINE, REGIMES, UNTRIMMED
from calc.inputs.levels import ENDS, LEVELS, level_name
from calc.inputs.load_profile import load_profile_factor
from calc.inputs.units import KJ_PER_WH
from calc.query.busy_time import node_seconds
from calc.query.estimate import Energy, OwnModel, energy
from calc.query.exact import QueryEnergy
from calc.query.levers import FIGURE2
from workbook.model.exact import Exact, summary
from workbook.model.inputs import BIG, COMBINED, MODELS, OWN, ScenarioRow
from workbook.model.results import Context
from workbook.sheets import carbon_cost, fleet, query_results, scenarios, sensitivity, tornado, your_calls


@dataclass(frozen=True)
class Tolerance:
    """How far a result may lie from its partner, as a share of it, and why."""

    share: float
    reason: str


CLOSED: Final = Tolerance(1e-9, "closed forms on both sides; the throughput fits differ by their rounding")
LOWEST: Final = Tolerance(0.02, "of 10,007 trials few lie below P5: the lattice keeps it within 2 % of the quadrature")
TRIALS: Final = Tolerance(0.01, "quantiles of 10,007 lattice trials stay within 1 % of the quadrature")
RATIO: Final = Tolerance(0.02, "a ratio of two quantiles of trials, each within 1 %")
SUMS: Final = Tolerance(1e-7, "equidistant sums over the same inputs, on nodes of their own on either side")
DRAWS: Final = Tolerance(0.025, "quantiles of 4,001 lattice draws in six dimensions stay within 2.5 % of the mixture")
NORMAL: Final = Tolerance(1e-3, "the sheet's P5 and P95 lie at z_p95 = 1.645 as its ranges do, calc's at 1.64485")
STUDY: Final = Tolerance(0.03, "a ratio of two medians of 2,003 lattice trials, each within 1.5 %")


@dataclass(frozen=True)
class Partner:
    """A result by calc: its value, what it may differ by, and why."""

    value: float
    tolerance: Tolerance
    base: float = 0.0  # added before the share is taken: a change of 3 % is a ratio of 1.03

    def holds(self, found: float) -> bool:
        """Say whether a published value is near enough."""
        return abs(found - self.value) <= self.tolerance.share * abs(self.value + self.base)


def partners_of(context: Context) -> dict[str, Partner]:
    """Return the partner of every published result, by its key."""
    found: dict[str, Partner] = {}
    for part in (
        _means,
        _distributions,
        _fleets,
        _section4,
        _tornados,
        _calls,
        _impacts,
        _scenarios,
        _outlook,
        _studies,
    ):
        for key, partner in part(context):
            if key in found:
                raise ValueError(f"result {key} has two partners")
            found[key] = partner
    return found


Partners = Iterator[tuple[str, Partner]]


def _closed(value: object) -> Partner:
    return Partner(float(np.asarray(value)), CLOSED)


def _served(context: Context, model: str) -> str | OwnModel:
    """Return what calc asks about: the model's name, or the user's own query's node."""
    inputs = context.inputs
    if model != OWN:
        return model
    fit = inputs.known_fits[inputs.query.model]
    return OwnModel(inputs.query.model, fit, inputs.p_max_kw(inputs.query.model))


def _means(context: Context) -> Partners:
    inputs = context.inputs
    a, fits = inputs.assumptions, inputs.known_fits
    factor = tables.impact_facts()["l_out_median_range"].number
    for model, regime in [*((m, r) for r in REGIMES for m in MODELS), (OWN, "own")]:
        used = a if model != OWN else a.override(l_in=inputs.query.l_in)
        median = inputs.query.median if model == OWN else float(getattr(a, f"l_out_median_{regime}"))
        ends = {"": median}
        if model in (*BIG, OWN):
            ends |= {"|p5": median / factor, "|p95": median * factor}
        for end, length in ends.items():
            served = _served(context, model)
            known = energy(served, length, used, fits=fits)
            key = f"{model}|{regime}{end}"
            yield f"{key}|mean", _closed(known.mean())
            yield f"{key}|busy", _closed(node_seconds(served, length, used, fits=fits))
            if isinstance(known, QueryEnergy):
                yield f"{key}|k", _closed(known.p_max_kw / KJ_PER_WH)
                yield f"{key}|time", _closed(known.time.mean(known.l_mean))


def _statistics(key: str, known: Energy, mean: Partner | None = None) -> Partners:
    *quantiles, average = summary(known)
    for name, value in zip(query_results.QUANTILE_NAMES, quantiles, strict=True):
        yield f"{key}|{name.lower()}", Partner(value, LOWEST if name == "P5" else TRIALS)
    yield f"{key}|shown mean", mean or _closed(average)


def _distributions(context: Context) -> Partners:
    exact = Exact(context.inputs)
    for regime in REGIMES:
        for model in (*MODELS, UNTRIMMED, BASELINE):
            known = exact.query(model, regime)
            if known is not None:
                of_trials = Partner(float(known.mean()), TRIALS) if model == BASELINE else None
                yield from _statistics(f"{model}|{regime}", known, of_trials)
        for lever in (*FIGURE2, COMBINED):
            for name in (BASELINE, UNTRIMMED):
                known = exact.levered(regime, lever, trimmed=name == BASELINE)
                of_trials = Partner(float(known.mean()), TRIALS) if name == BASELINE else None
                yield from _statistics(f"{name}|{regime}|{lever}", known, of_trials)
            medians = [exact.levered(regime, name).quantile(0.5) for name in (None, lever)]
            yield f"ratio|{regime}|{lever}", Partner(float(medians[0] / medians[1]), RATIO)
    own = exact.query(OWN, "own")
    if own is not None:
        yield from _statistics(f"{OWN}|own", own)


def _fleets(context: Context) -> Partners:
    exact = Exact(context.inputs)
    for column in fleet.columns():
        share, lever, queries = fleet.workload(context.inputs, column)
        whole = exact.fleet(share, lever, queries)
        key = f"fleet|{column}"
        yield f"{key}|total", _closed(whole.gwh_per_day)
        yield f"{key}|year", _closed(whole.twh_per_year)
        yield f"{key}|part_trad", _closed(exact.fleet(0.0, lever, queries).gwh_per_day * (1 - share))
        yield f"{key}|part_tts", _closed(exact.fleet(1.0, lever, queries).gwh_per_day * share)
        for name, q in fleet.QUANTILES.items():
            yield f"{key}|{name}", _closed(whole.quantile(q))


def _section4(context: Context) -> Partners:
    a, facts = context.inputs.assumptions, tables.equivalents()
    profile = load_profile_factor(a.mean_load, a.load_p_max_kw, a.load_p_idle_kw)
    values = {
        "Redundancy": a.redundancy, "Load profile in use": a.load_profile, "Network": a.network,
        "Load profile by the formula of S.V": profile, "beta in use": a.beta,
        "beta with the formula of S.V": a.override(load_profile=profile).beta,
        "Power of the data centre": facts["dc_power_mw"].number,
        "Utilisation of the data centre": facts["dc_utilisation"].number,
        "Hours in a day": facts["hours_per_day"].number,
        "Energy of the data centre": compare(a.queries_per_day, a.queries_per_day).data_centre_gwh_per_day,
        "Energy of a web search": facts["web_search_wh"].number,
    }  # fmt: skip
    for label, value in values.items():
        yield f"section4|{label}", _closed(value)


def _bars(chart: str) -> tuple[str, ...]:
    if chart == "query":
        return "pue", "power_fraction", "query_l_out_median"
    return "pue", "power_fraction", "alpha", *(f"l_out_median_{regime}" for regime in REGIMES), "share_tts"


def _tornados(context: Context) -> Partners:
    for chart, known in (("fleet", tornado.calc_fleet(context)), ("query", tornado.calc_query(context))):
        yield f"tornado|{chart}|base", _closed(known.base)
        ends = {bar.assumption.key: (bar.at_p5, bar.at_p95) for bar in known.bars}
        for key in _bars(chart):
            # calc leaves out what has no spread: both ends are then the base
            both = ends.get(tornado.BY_CALC.get(key, key), (known.base, known.base))
            for name, value in zip(("p5", "p95"), both, strict=True):
                yield f"tornado|{chart}|{key}|{name}", _closed(value)


def _impacts(context: Context) -> Partners:
    for key in carbon_cost.COLUMNS:
        for name, value in carbon_cost.of_impact(carbon_cost.calc_impact(context, key)).items():
            drawn = name.startswith("water_")
            yield f"impact|{key}|{name}", Partner(value, LOWEST if drawn else CLOSED)


def _calls(context: Context) -> Partners:
    inputs = context.inputs
    calls, x = inputs.calls, inputs.impact
    known = your_calls.calc_total(calls)
    wh = {"mean": known.mean(), **{level_name(q).lower(): known.quantile(q) for q in ENDS}}
    kwh = {name: value / 1e3 * calls.calls_per_year for name, value in wh.items()}
    shares = {calls.calls_place_1: calls.calls_share_1}
    for place, share in ((calls.calls_place_2, calls.calls_share_2), (calls.calls_place_3, calls.calls_share_3)):
        if place is not None:
            shares[place] = shares.get(place, 0.0) + (share or 0.0)
    location = sum(s * float(grid(p).gco2e_per_kwh) for p, s in shares.items()) / sum(shares.values())
    contract = location if x.contractual_g_per_kwh is None else x.contractual_g_per_kwh
    rates = {
        "energy": 1.0, "location": location / 1e3, "market": contract * (1 - x.certified_share) / 1e3,
        "cost": x.price_per_kwh,
    }  # fmt: skip
    for key, rate in rates.items():
        for name, taken in kwh.items():
            yield f"calls|{key}|{name}", Partner(float(taken) * rate, SUMS if name == "mean" else DRAWS)
    base, bars = your_calls.calc_bars(calls)
    yield "calls|drivers|base", _closed(base)
    for key in your_calls.BARS:
        ends = (bars[key].at_p5, bars[key].at_p95) if key in bars else (base, base)
        for name, value in zip(("p5", "p95"), ends, strict=True):
            yield f"calls|drivers|{key}|{name}", Partner(value, NORMAL)


def _of_scenario(found: Impact) -> dict[int, float]:
    return {
        scenarios.GWH_DAY: float(found.fleet.gwh_per_day), scenarios.GWH_YEAR: float(found.energy.mean()),
        scenarios.P5: float(found.energy.quantile(LEVELS[0])), scenarios.P95: float(found.energy.quantile(LEVELS[-1])),
        scenarios.LOCATION: float(found.location.mean()), scenarios.MARKET: float(found.market.mean()),
        scenarios.COST: float(found.cost.mean()),
    }  # fmt: skip


def _scenarios(context: Context) -> Partners:
    for place, row in enumerate(context.inputs.scenarios, 1):
        for column, value in _of_scenario(scenarios.calc_impact(context, row)).items():
            yield f"scenario|{place}|{scenarios.HEADS[column - 1]}", _closed(value)


def _outlook(context: Context) -> Partners:
    inputs = context.inputs
    x, own, a = inputs.impact, inputs.fleet, inputs.assumptions
    for y in range(scenarios.YEARS):
        queries = float(a.queries_per_day) * (1 + x.queries_growth) ** y
        share = min(1.0, own.share_tts * (1 + x.share_growth) ** y)
        gain = (1 + x.alpha_growth) ** y
        price = float(price_in(y, x.price_per_kwh, x.price_growth))
        row = ScenarioRow("own", share, own.alpha_lo * gain, own.alpha_hi * gain, queries, None, None, price)
        numbers = _of_scenario(scenarios.calc_impact(context, row))
        values = [queries, share, gain, price]
        values += [numbers[c] for c in (scenarios.GWH_YEAR, scenarios.P5, scenarios.P95)]
        values += [numbers[c] for c in (scenarios.LOCATION, scenarios.MARKET, scenarios.COST)]
        for (label, _, _), value in zip(scenarios.OUTLOOK, values, strict=True):
            yield f"outlook|{y}|{label}", _closed(value)


def _studies(context: Context) -> Partners:
    a, fits = context.inputs.assumptions, context.inputs.known_fits
    for regime in REGIMES:
        medians = [
            float(energy(BASELINE, regime, v.applied(a), fits=fits).quantile(0.5)) for v in sensitivity.variants()
        ]
        for variant, median in zip(sensitivity.variants(), medians, strict=True):
            yield f"study|{variant.label}|{regime}", Partner(median / medians[0] - 1, STUDY, base=1.0)
