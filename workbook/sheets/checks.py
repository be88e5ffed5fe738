"""Checks: what must hold whatever the inputs are, and, at the built inputs, agreement with calc; one master check.

A check against calc applies only while the inputs are the built ones; once they differ it says so and never fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from calc.inputs import tables
from calc.inputs.catalogue import REGIMES
from calc.inputs.levels import LEVELS
from workbook.model import draws
from workbook.model.inputs import BIG, LEVERS, MODELS, OWN
from workbook.model.results import Context, Row
from workbook.sheets import benchmarks as b
from workbook.sheets import fleet, means, tps_fit, trials
from workbook.sheets import query_results as q
from workbook.sheets.inputs import lever_key
from workbook.writer.sheet import MASTER, Cell, area, at
from workbook.writer.term import Term, average, bracketed, call, count, greatest, joined, sumproduct, total, where

TITLE: Final = "Checks"
SUMMARY: Final = "Named checks with tolerances, and the master check"
HEAD: Final = 6
NUMBER, NAME, VALUE, EXPECTED, TOLERANCE, KIND, STATUS, WHY = range(1, 9)
QUANTILE, LOWEST, CLOSED = 0.01, 0.02, 1e-9  # tolerances: quantiles, P5, and what has a closed form
MEAN_OF_TRIALS = 0.01
GOOD, BAD, WAITS = "OK", "LOOK", "Inputs changed"


@dataclass(frozen=True)
class Check:
    """A check: |value - expected| <= tolerance; `against_calc` ones apply at the built inputs only."""

    name: str
    term: Term
    expected: float
    tolerance: float
    why: str
    against_calc: bool = False


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "A check passes while value and expectation differ by no more than the tolerance."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [8, 46, 16, 14, 11, 13, 16, 62], freeze="C7")
    changed = context.names.inputs_changed
    sheet.header(HEAD, ["Number", "Check", "Value", "Expected", "Tolerance", "Kind", "Status", "What it guards"])
    statuses = []
    for r, check in enumerate((*_against_calc(context), *_always(context)), HEAD + 1):
        sheet.put(r, NUMBER, r - HEAD)
        sheet.put(r, NAME, check.name, "text")
        value = sheet.show(r, VALUE, check.term, number="0.0000000000")
        expected = sheet.put(r, EXPECTED, check.expected, "data")
        tolerance = sheet.put(r, TOLERANCE, check.tolerance, "data", "0.0E+00")
        sheet.put(r, KIND, "against calc" if check.against_calc else "always")
        holds = where(abs(value - expected) <= tolerance.fix(""), GOOD, BAD)
        status = where(changed > 0, WAITS, holds) if check.against_calc else holds
        statuses.append(sheet.show(r, STATUS, status, "status"))
        sheet.put(r, WHY, check.why, "note")
    sheet.state(f"{statuses[0]}:{statuses[-1]}")
    said = joined("Inputs changed: ", changed, ", checks against calc wait")
    fine = where(changed > 0, said, "All checks pass")
    every = area(statuses)
    well = _countif(every, GOOD) + _countif(every, WAITS) < call("ROWS", float(len(statuses)), every)
    sheet.put(4, NAME, "Master check, repeated on every sheet", "label")
    master = sheet.show(4, VALUE, where(well, "Look at Checks", fine), "status")
    sheet.name(master, MASTER)
    sheet.state(master)
    sheet.repeat(HEAD)


def _countif(cells: Term, text: str) -> Term:
    return call("COUNTIF", float(list(cells.value).count(text)), cells, text)


def _block(rows: Sequence[Row], first: int, last: int, *, exact: bool = False) -> Term:
    """Return some columns of rows that stand together, as this sheet refers to them."""
    cells = [(row.built if exact else row.live)[first - q.FIRST_Q : last - q.FIRST_Q + 1] for row in rows]
    return _there([cell for line in cells for cell in line])


def _there(cells: Sequence[Cell]) -> Term:
    found = area(cells)
    text = f"{at(cells[0].row, cells[0].column, fix='cr')}:{at(cells[-1].row, cells[-1].column, fix='cr')}"
    return Term(found.value, f"'{cells[0].sheet.title}'!{text}")


def _worst(rows: Sequence[Row], first: int, last: int, *, ready: Term | None = None) -> Term:
    """Return the largest relative difference between live and exact columns.

    `ready` is a condition without which there is nothing to compare yet.
    """
    if ready is not None and not ready.value:
        live: Term = Term(0.0, _block(rows, first, last).text)
    else:
        live = _block(rows, first, last)
    worst = sumproduct(greatest(abs(live / _block(rows, first, last, exact=True) - 1)))
    return worst if ready is None else where(ready, worst, 0)


def _against_calc(context: Context) -> list[Check]:
    checks = []
    own = q.own_ready(context)
    for group, rows in context.groups.items():
        for what, first, last, tolerance in (
            ("P5", q.FIRST_Q, q.FIRST_Q, LOWEST),
            ("P25 to P95", q.FIRST_Q + 1, q.FIRST_Q + len(LEVELS) - 1, QUANTILE),
        ):
            term = _worst(rows, first, last, ready=own if group == q.OWN_GROUP else None)
            why = f"Trials are accurate enough: {what} of the table within {tolerance:.0%} of calc's exact values."
            checks.append(Check(f"{group}: {what}", term, 0.0, tolerance, why, against_calc=True))
    for regime, name in q.NAMES.items():
        rows = context.groups[name][: len(MODELS) + 1]  # the trimmed baseline's mean has no closed form
        why = "Closed-form means equal calc's."
        checks.append(Check(f"Means, {regime}", _worst(rows, q.MEAN, q.MEAN), 0.0, CLOSED, why, against_calc=True))
    mean = _worst(context.groups[q.OWN_GROUP], q.MEAN, q.MEAN, ready=own)
    why = "Closed-form mean equals calc's."
    checks.append(Check("Mean, your own query", mean, 0.0, CLOSED, why, against_calc=True))
    for name, prefix, tolerance, why in (
        ("Fleets", "fleet|", CLOSED, "Fleet totals equal calc's."),
        (
            "Carbon, cost and water",
            "impact|closed forms|",
            CLOSED,
            "Emissions, cost, mean water and figures of a query equal calc's.",
        ),
        ("Water, quantiles", "impact|water quantiles|", LOWEST, "Quantiles of water come from the trials."),
        ("Scenarios", "scenario|", CLOSED, "Every scenario's energy equals calc's."),
        ("Tornado", "tornado|", CLOSED, "Every bar ends where calc's does."),
    ):
        worst = [context[k] for k in context.cells if k.startswith(prefix) and k.endswith("|worst")]
        checks.append(Check(name, greatest(*worst), 0.0, tolerance, why, against_calc=True))
    for model in MODELS:
        fit = context.inputs.fits[model]
        if fit is None:
            raise ValueError(f"{model} must have rows to fit")
        b0, b_in, b_out = (tps_fit.fitted(context, model, what) for what in ("b0", "b_in", "b_out"))
        why = "The sum of the live coefficients equals calc's."
        expected = fit.b0 + fit.b_in + fit.b_out
        checks.append(Check(f"TPS fit, {model}", b0 + b_in + b_out, expected, CLOSED, why, against_calc=True))
    return checks


def _always(context: Context) -> list[Check]:
    n = context.names
    rows = [r for group in context.groups.values() for r in group]
    known = [g for name, g in context.groups.items() if name != q.OWN_GROUP]  # that one may ask for rows
    numbers = count(*(_block(g, q.FIRST_Q, q.MEAN) for g in known))
    cells = float(sum(len(g) for g in known) * (q.MEAN - q.FIRST_Q + 1))
    order = [
        n.power_fraction_p5 > n.power_fraction_p95,
        n.pue_p5 > n.pue_p95,
        n.load_p_idle_kw > n.load_p_max_kw,
        n.fleet_alpha_lo > n.fleet_alpha_hi,
        *(n[f"{lever_key(lever)}_sigma"] < 0 for lever in LEVERS),
    ]
    limits = [
        n.pue_p5 < 1, n.power_fraction_p5 <= 0, n.l_in <= 0, n.l_out_median_traditional <= 0, n.l_out_median_tts <= 0,
        n.prefill_weight < 0, n.fleet_share_tts < 0, n.fleet_share_tts > 1, n.trim_share < 0, n.trim_share >= 0.5,
        n.queries_per_day < 0, n.beta < 1, n.certified_share < 0, n.certified_share > 1, n.price_per_kwh < 0,
    ]  # fmt: skip
    n_terms = [tps_fit.fitted(context, m, "n") < 2 for m in MODELS]
    slopes = [tps_fit.fitted(context, m, "b_out") >= 1 for m in (*MODELS, OWN)]
    draw = average(context.draws.there(draws.DRAW))
    table = context.columns[b.TITLE]
    own_rows = table.there(b.MODEL) != OWN
    fits = context.columns[tps_fit.TITLE].there(tps_fit.N)
    return [
        Check("Quantiles rise from P5 to P95", _falling(context), 0.0, 0.0, f"All {len(rows)} rows of quantiles are in order."),
        Check("Every result is a number", numbers, cells, 0.0, "No quantile or mean is an error value or text."),
        Check("Ranges are in order", _how_many(order), 0.0, 0.0, "No P5 exceeds its P95; idle power is below maximum power."),
        Check("Inputs are in bounds", _how_many(limits), 0.0, 0.0, "PUE at least 1, shares between 0 and 1, lengths above 0."),
        Check("Mean of the exponential draws", draw, 1.0, 0.001, "The lattice fills the unit interval evenly."),
        Check("Trials against closed-form means", _means_of_trials(context), 0.0, MEAN_OF_TRIALS, "Convergence: the mean of every trial column is near its closed form."),
        Check("Share kept by trimming", _share_kept(context), 0.0, 0.001, "Trimming keeps 1 - 2 trim of the baseline's trials."),
        Check("Fleet parts add up", _parts(context), 0.0, 1e-12, "Traditional and long queries make up every total."),
        Check("Years and totals agree", _year_0(context), 0.0, CLOSED, "Year 0 of the outlook is your own fleet of Carbon and cost."),
        Check("Benchmark rows", sumproduct(own_rows * 1), float(len(tables.benchmarks())), 0.0, "All rows of the paper are there."),
        Check("Rows in the fits", total(table.there(b.USED)) - total(fits), 0.0, 0.0, "Every row in use belongs to one fit."),
        Check("Rows for every model", _how_many(n_terms), 0.0, 0.0, "A fit needs two rows; with fewer, TPS is held at the largest row."),
        Check("TPS grows slower than output", _how_many(slopes), 0.0, 0.0, "b_out below 1: a longer answer takes longer."),
    ]  # fmt: skip


def _added(terms: Sequence[Term]) -> Term:
    first, *others = terms
    for other in others:
        first = first + other
    return first


def _how_many(conditions: Sequence[Term]) -> Term:
    return _added([where(condition, 1, 0) for condition in conditions])


def _falling(context: Context) -> Term:
    """Return how many quantiles lie below the one before them."""
    found = []
    for rows in context.groups.values():
        asked = [row for row in rows if row.shown] or rows
        low, high = (_block(asked, first, first + len(LEVELS) - 2) for first in (q.FIRST_Q, q.FIRST_Q + 1))
        if asked is rows and not rows[0].shown:
            low, high = Term(0.0, low.text), Term(0.0, high.text)
        found.append(sumproduct((low > high) * 1))
    return _added(found)


def _means_of_trials(context: Context) -> Term:
    ratios = []
    for i, column in enumerate(trials.ENERGY.values()):
        mean = Term(
            context.values[f"{'|'.join(list(trials.ENERGY)[i])}|mean"],
            f"{means.TITLE}!{at(means.HEAD + 1 + i, means.MEAN_ENERGY, fix='cr')}",
        )
        ratios.append(abs(average(context.draws.there(column)) / mean - 1))
    return greatest(*ratios[:-1], where(q.own_ready(context), ratios[-1], 0))


def _share_kept(context: Context) -> Term:
    n_trials = Term(float(context.draws.lattice.n), f"{trials.TITLE}!$B${draws.N_ROW}")
    inside = sumproduct(trials.inside(context, REGIMES[0]))
    share: Term = inside / (n_trials * len(BIG)) - bracketed(1 - 2 * context.names.trim_share)
    return share


def _parts(context: Context) -> Term:
    keys = list(fleet.columns())
    total_of, trad, tts = (
        {k: context[f"fleet|{k}|{name}"] for k in keys} for name in ("total", "part_trad", "part_tts")
    )
    return _added([abs(total_of[k] - trad[k] - tts[k]) for k in keys])


def _year_0(context: Context) -> Term:
    year, whole = context["outlook|0|Energy, mean"], context["impact|own|gwh"]
    return where(whole == 0, 0, year / whole - 1)
