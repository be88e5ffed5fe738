"""Checks: what must hold whatever the inputs are, and, at the built inputs, agreement with calc; one master check.

A check against calc applies only while the inputs are the built ones; once they differ it says so and never fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from calc.inputs import tables
from workbook.model.inputs import LEVERS, OWN
from workbook.model.results import Context, Row
from workbook.model.trials import LEVELS, MODELS, TRIALS
from workbook.sheets import benchmarks as b
from workbook.sheets import fleet, means, tps_fit, trials
from workbook.sheets import query_results as q
from workbook.writer.sheet import MASTER, at

TITLE: Final = "Checks"
HEAD: Final = 6
NUMBER, NAME, VALUE, EXPECTED, TOLERANCE, KIND, STATUS, WHY = range(1, 9)
QUANTILE, LOWEST, CLOSED = 0.01, 0.02, 1e-9  # tolerances: quantiles, P5, and what has a closed form
MEAN_OF_TRIALS = 0.01
# Without rows of the user's own model there is no own query: its column of trials has no power.
OWN_READY: Final = f"{trials.TITLE}!${trials.ENERGY[OWN, 'own']}${trials.K}>0"


@dataclass(frozen=True)
class Check:
    """A check: |value - expected| <= tolerance; `against_calc` ones apply at the built inputs only."""

    name: str
    formula: str
    value: float
    expected: float
    tolerance: float
    why: str
    against_calc: bool = False
    array: bool = False


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "A check passes while value and expectation differ by no more than the tolerance."
    sheet = context.book.sheet(TITLE, lead, [8, 46, 16, 14, 11, 13, 16, 62], freeze="C7")
    checks = [*_against_calc(context), *_always(context)]
    sheet.header(HEAD, ["Number", "Check", "Value", "Expected", "Tolerance", "Kind", "Status", "What it guards"])
    for r, check in enumerate(checks, HEAD + 1):
        sheet.put(r, NUMBER, r - HEAD)
        sheet.put(r, NAME, check.name, "text")
        sheet.calc(r, VALUE, check.formula, check.value, number="0.0000000000", array=check.array)
        sheet.put(r, EXPECTED, check.expected, "data")
        sheet.put(r, TOLERANCE, check.tolerance, "data", "0.0E+00")
        sheet.put(r, KIND, "against calc" if check.against_calc else "always")
        holds = f'IF(ABS({at(r, VALUE)}-{at(r, EXPECTED)})<={at(r, TOLERANCE)},"OK","LOOK")'
        waits = f'IF(inputs_changed>0,"Inputs changed",{holds})' if check.against_calc else holds
        good = abs(check.value - check.expected) <= check.tolerance
        sheet.calc(r, STATUS, f"={waits}", "OK" if good else "LOOK", "status")
        sheet.put(r, WHY, check.why, "note")
    last = HEAD + len(checks)
    statuses = f"{at(HEAD + 1, STATUS)}:{at(last, STATUS)}"
    sheet.state(statuses)
    master = (
        f'=IF(COUNTIF({statuses},"OK")+COUNTIF({statuses},"Inputs changed")<ROWS({statuses}),"Look at Checks",IF(inputs_changed>0,'
        '"Inputs changed: "&inputs_changed&", checks against calc wait","All checks pass"))'
    )
    failing = [c.name for c in checks if abs(c.value - c.expected) > c.tolerance]
    sheet.put(4, NAME, "Master check, repeated on every sheet", "label")
    verdict = "Look at Checks" if failing else "All checks pass"
    sheet.name(sheet.calc(4, VALUE, master, verdict, "status"), MASTER, verdict)
    sheet.state(at(4, VALUE))
    sheet.repeat(HEAD)


def _span(rows: list[Row], first: int, last: int) -> str:
    top, bottom = rows[0], rows[-1]
    return f"'{top.sheet}'!{at(top.row, first, fix='cr')}:{at(bottom.row, last, fix='cr')}"


def _worst(rows: list[Row], first: int, last: int, *, ready: str = "") -> tuple[str, float]:
    """Return formula and value of the largest relative difference between live and exact columns.

    `ready` is a condition without which there is nothing to compare yet.
    """
    offset = q.FIRST_EXACT - q.FIRST_Q
    live, exact = _span(rows, first, last), _span(rows, first + offset, last + offset)
    columns = slice(first - q.FIRST_Q, last - q.FIRST_Q + 1)
    values = [np.max(np.abs(np.array(r.live[columns]) / np.array(r.exact[columns]) - 1)) for r in rows]
    formula = f"SUMPRODUCT(MAX(ABS({live}/{exact}-1)))"
    return f"=IF({ready},{formula},0)" if ready else f"={formula}", float(max(values))


def _against_calc(context: Context) -> list[Check]:
    checks = []
    for group, rows in context.groups.items():
        for what, first, last, tolerance in (
            ("P5", q.FIRST_Q, q.FIRST_Q, LOWEST),
            ("P25 to P95", q.FIRST_Q + 1, q.FIRST_Q + len(LEVELS) - 1, QUANTILE),
        ):
            formula, value = _worst(rows, first, last, ready=OWN_READY if group == q.OWN_GROUP else "")
            why = f"Trials are accurate enough: {what} of the table within {tolerance:.0%} of calc's exact values."
            checks.append(Check(f"{group}: {what}", formula, value, 0.0, tolerance, why, against_calc=True))
    plain = [r for g in (*q.NAMES.values(), q.OWN_GROUP) for r in context.groups[g]]
    for regime, name in q.NAMES.items():
        rows = context.groups[name][: len(MODELS) + 1]  # the trimmed baseline's mean has no closed form
        formula, value = _worst(rows, q.MEAN, q.MEAN)
        checks.append(
            Check(
                f"Means, {regime}",
                formula,
                value,
                0.0,
                CLOSED,
                "Closed-form means equal calc's.",
                against_calc=True,
            )
        )
    formula, value = _worst([plain[-1]], q.MEAN, q.MEAN, ready=OWN_READY)
    checks.append(
        Check(
            "Mean, your own query",
            formula,
            value,
            0.0,
            CLOSED,
            "Closed-form mean equals calc's.",
            against_calc=True,
        )
    )
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
        keys = [k for k in context.cells if k.startswith(prefix) and k.endswith("|worst")]
        cells, worst = ",".join(context.cells[k] for k in keys), max(context.values[k] for k in keys)
        checks.append(Check(name, f"=MAX({cells})", worst, 0.0, tolerance, why, against_calc=True))
    for model in MODELS:
        fit = context.inputs.fits[model]
        if fit is None:
            raise ValueError(f"{model} must have rows to fit")
        parts = "+".join(tps_fit.cell(model, what) for what in ("b0", "b_in", "b_out"))
        total = fit.b0 + fit.b_in + fit.b_out
        why = "The sum of the live coefficients equals calc's."
        checks.append(Check(f"TPS fit, {model}", f"={parts}", total, total, CLOSED, why, against_calc=True))
    return checks


def _always(context: Context) -> list[Check]:
    live = context.live
    rows = [r for group in context.groups.values() for r in group]
    blocks = [_span(group, q.FIRST_Q, q.MEAN - 1) for group in context.groups.values()]
    rising = "+".join(f"SUMPRODUCT(({_shift(block, 0, -1)}>{_shift(block, 1, 0)})*1)" for block in blocks)
    known = [g for name, g in context.groups.items() if name != q.OWN_GROUP]  # that one may ask for rows
    numbers = ",".join(_span(g, q.FIRST_Q, q.MEAN) for g in known)
    cells = float(sum(len(g) for g in known) * (q.MEAN - q.FIRST_Q + 1))
    order = [
        "power_fraction_p5>power_fraction_p95",
        "pue_p5>pue_p95",
        "load_p_idle_kw>load_p_max_kw",
        "fleet_alpha_lo>fleet_alpha_hi",
    ]
    order += [f"{lever.replace('-', '_')}_sigma<0" for lever in LEVERS]
    limits = [
        "pue_p5<1",
        "power_fraction_p5<=0",
        "l_in<=0",
        "l_out_median_traditional<=0",
        "l_out_median_tts<=0",
        "prefill_weight<0",
    ]
    limits += [
        "fleet_share_tts<0",
        "fleet_share_tts>1",
        "trim_share<0",
        "trim_share>=0.5",
        "queries_per_day<0",
        "beta<1",
        "certified_share<0",
        "certified_share>1",
        "price_per_kwh<0",
    ]
    energies = [(c, k) for k, c in trials.ENERGY.items()]
    ratios, values = [], []
    for i, (column, key) in enumerate(energies):
        mean_cell = f"{means.TITLE}!{at(means.HEAD + 1 + i, 26, fix='cr')}"
        ratios.append(f"ABS(AVERAGE({trials.rows_of(column)})/{mean_cell}-1)")
        values.append(abs(float(live.energies[key].mean()) / context.values[f"{key[0]}|{key[1]}|mean"] - 1))
    own_ratio = f"IF({OWN_READY},{ratios[-1]},0)"
    kept = trials.big_block("traditional")
    inside = (
        f"=SUMPRODUCT(({kept}>={trials.big_block('traditional', trials.LOW)})"
        f"*({kept}<={trials.big_block('traditional', trials.HIGH)}))/({trials.TITLE}!$B${trials.N_ROW}*3)-(1-2*trim_share)"
    )
    share = live.baseline("traditional").size / (3 * TRIALS.n) - (1 - 2 * live.a.trim)
    n_cells = [tps_fit.cell(m, "n") for m in MODELS]
    slope_cells = [tps_fit.cell(m, "b_out") for m in (*MODELS, OWN)]
    scenarios = [s.key for s in fleet.scenarios()]
    parts = "+".join(
        f"ABS({context.cells[f'fleet|{k}|total']}-{context.cells[f'fleet|{k}|part_trad']}-{context.cells[f'fleet|{k}|part_tts']})"
        for k in scenarios
    )
    draw = float(TRIALS.exponential(0).mean())
    now, own = "outlook|0|Energy, mean", "impact|own|gwh"
    years, totals = context.cells[now], context.cells[own]
    used = f"SUM({b.column(b.USED)})"
    total_n = "'TPS fit'!" + f"{at(b.FIT_FIRST, tps_fit.N, fix='cr')}:{at(b.FIT_LAST, tps_fit.N, fix='cr')}"
    return [
        Check("Quantiles rise from P5 to P95", f"={rising}", 0.0, 0.0, 0.0, f"All {len(rows)} rows of quantiles are in order."),
        Check("Every result is a number", f"=COUNT({numbers})", cells, cells, 0.0, "No quantile or mean is an error value or text."),
        Check("Ranges are in order", f"={_count(order)}", 0.0, 0.0, 0.0, "No P5 exceeds its P95; idle power is below maximum power."),
        Check("Inputs are in bounds", f"={_count(limits)}", 0.0, 0.0, 0.0, "PUE at least 1, shares between 0 and 1, lengths above 0."),
        Check("Mean of the exponential draws", f"=AVERAGE({trials.rows_of(trials.DRAW)})", draw, 1.0, 0.001, "The lattice fills the unit interval evenly."),
        Check("Trials against closed-form means", f"=MAX({','.join(ratios[:-1])},{own_ratio})", max(values), 0.0, MEAN_OF_TRIALS, "Convergence: the mean of every trial column is near its closed form."),
        Check("Share kept by trimming", inside, share, 0.0, 0.001, "Trimming keeps 1 - 2 trim of the baseline's trials."),
        Check("Fleet parts add up", f"={parts}", 0.0, 0.0, 1e-12, "Traditional and long queries make up every total."),
        Check("Years and totals agree", f"=IF({totals}=0,0,{years}/{totals}-1)", context.values[now] / context.values[own] - 1, 0.0, CLOSED, "Year 0 of the outlook is your own fleet of Carbon and cost."),
        Check("Benchmark rows", f'=SUMPRODUCT(({b.column(b.MODEL)}<>"{OWN}")*1)', float(len(b.ROWS)), float(len(tables.benchmarks())), 0.0, "All rows of the paper are there."),
        Check("Rows in the fits", f"={used}-SUM({total_n})", 0.0, 0.0, 0.0, "Every row in use belongs to one fit."),
        Check("Rows for every model", f"={_count([f'{c}<2' for c in n_cells])}", 0.0, 0.0, 0.0, "A fit needs two rows; with fewer, TPS is held at the largest row."),
        Check("TPS grows slower than output", f"={_count([f'{c}>=1' for c in slope_cells])}", 0.0, 0.0, 0.0, "b_out below 1: a longer answer takes longer."),
    ]  # fmt: skip


def _count(conditions: list[str]) -> str:
    return "+".join(f"IF({c},1,0)" for c in conditions)


def _shift(block: str, left: int, right: int) -> str:
    """Move the left and right edge of a block of columns."""
    sheet, cells = block.rsplit("!", 1)
    first, last = cells.replace("$", "").split(":")
    (top, c1), (bottom, c2) = _split(first), _split(last)
    return f"{sheet}!{at(top, c1 + left, fix='cr')}:{at(bottom, c2 + right, fix='cr')}"


def _split(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), trials.column_index(letters)
