"""Trials: a live quasi-random Monte Carlo, every trial a row; heads hold the parameters of each column.

Which columns there are, and where, is said here; how a column is written, in `workbook.model.draws`.
"""

from __future__ import annotations

from typing import Final

from openpyxl.utils import column_index_from_string as column_index
from openpyxl.utils import get_column_letter as letter

from calc.inputs.catalogue import REGIMES
from calc.query import formulas
from calc.query.levers import FIGURE2
from workbook.model.draws import A_TPS, CAP, EXTRA, FIRST, HEAD, HIGH, LOW, A, B, D, Draws, K
from workbook.model.inputs import BIG, COMBINED, MODELS, OWN, power_name, usual_power
from workbook.model.lattice import TRIALS
from workbook.model.results import Context
from workbook.sheets import tps_fit
from workbook.sheets.inputs import exponential_mean, lever_key
from workbook.writer.names import Names
from workbook.writer.term import Term, every, index, normal_quantile, sqrt, where

TITLE: Final = "Trials"
SUMMARY: Final = "10,007 quasi-random trials for every model and regime"
L_COLUMNS: Final = {"traditional": "F", "tts": "G", "own": "H"}
ENERGY: Final = {
    **{(m, r): letter(9 + i * len(MODELS) + j) for i, r in enumerate(REGIMES) for j, m in enumerate(MODELS)},
    (OWN, "own"): letter(9 + len(REGIMES) * len(MODELS)),
}
Z_LEVER: Final = letter(10 + len(REGIMES) * len(MODELS))
ALPHA: Final = {lever: letter(11 + len(REGIMES) * len(MODELS) + i) for i, lever in enumerate((*FIGURE2, COMBINED))}


def big_block(context: Context, regime: str) -> Term:
    """Return the trials of the models above 200B."""
    return context.draws.there(ENERGY[BIG[0], regime], ENERGY[BIG[-1], regime])


def inside(context: Context, regime: str) -> Term:
    """Return which of these trials lie inside their own model's limits."""
    block = big_block(context, regime)
    low, high = (context.draws.head_there(row, ENERGY[BIG[0], regime], ENERGY[BIG[-1], regime]) for row in (LOW, HIGH))
    both: Term = (block >= low) * (block <= high)
    return both


def write(context: Context) -> None:
    """Add the sheet; a static book keeps its values alone, without the sheet."""
    n = context.names
    lead = "One row a trial; rows 5 to 16 hold what a column's formula reads. Energies in Wh, lengths in tokens."
    widths = [17, *[13] * (column_index(ALPHA[COMBINED]) - 1)]
    sheet = context.book.sheet(TITLE, SUMMARY, lead, widths, freeze=f"B{FIRST}", pages_wide=2, kept=context.book.live)
    draws = context.draws = Draws(sheet, TRIALS, n)
    draws.shared()
    for regime, column in L_COLUMNS.items():
        median = n.query_l_out_median if regime == "own" else n[f"l_out_median_{regime}"]
        draws.lengths(column, exponential_mean(median), f"L_out, {regime}")
    for (model, regime), column in ENERGY.items():
        if model != OWN:
            heads = node_heads(context, model, p_max(context, model), n.l_in, n.prefill_weight)
            draws.energy(column, L_COLUMNS[regime], heads, f"{model}, {regime}")
        else:
            draws.energy(column, L_COLUMNS["own"], _own_heads(context), "Your own query")
    for (model, _), column in ENERGY.items():
        if model in BIG:
            draws.limits(column)
    z = draws.add(Z_LEVER, normal_quantile(draws.uniform(Z_LEVER, 3)), "z of the lever")
    for lever, column in ALPHA.items():
        mu, sigma = lever_spread(n, lever)
        draws.spread(column, mu, sigma, Term(z.value, f"${z.text}"), f"alpha, {lever}")
    draws.finish()
    sheet.repeat(HEAD)
    sheet.print_only(f"A1:{ALPHA[COMBINED]}{FIRST + 59}")  # all trials would be hundreds of pages


def lever_spread(n: Names, lever: str) -> tuple[Term, Term]:
    """Return mu and sigma of ln alpha of a lever; the product of independent lognormals is lognormal."""
    if lever != COMBINED:
        return n[f"{lever_key(lever)}_mu"], n[f"{lever_key(lever)}_sigma"]
    mu, *others = (n[f"{each}_mu"] for each in FIGURE2)
    square, *squares = (n[f"{each}_sigma"] ** 2 for each in FIGURE2)
    for more, squared in zip(others, squares, strict=True):
        mu, square = mu + more, square + squared
    return mu, sqrt(square)


def node_heads(context: Context, model: str, power: Term, l_in: Term, weight: Term) -> dict[int, Term]:
    """Return a column's heads for a named model."""
    n = context.names
    cap, b0, b_in, b_out = (tps_fit.fitted(context, model, what) for what in ("cap", "b0", "b_in", "b_out"))
    return {
        K: power / n.kj_per_wh,
        CAP: cap,
        A_TPS: formulas.scale_of_tps(b0, b_in, l_in),
        B: b_out,
        EXTRA: weight * l_in,
        A: where(n.coupled == 1, n.coupled_intercept, 1),
        D: where(n.coupled == 1, n.coupled_slope / cap, 0),
    }


def p_max(context: Context, model: str) -> Term:
    """Return the cell of Inputs that holds the power of a model's node."""
    return context.names[power_name(model)]


def _own_heads(context: Context) -> dict[int, Term]:
    """Look the chosen model up; a model without rows gets no power, so that nothing divides by zero."""
    n = context.names

    def look(what: str) -> Term:
        return index(tps_fit.looked_up(context, what), n.query_position)

    ready = every(look("cap") > 0, look("n") > 1, look("b_out") < 1)
    power = n[usual_power()]
    for model in (m for m in reversed(MODELS) if power_name(m) != usual_power()):
        power = where(n.query_model == model, p_max(context, model), power)
    power = where(n.query_model == OWN, n.own_p_max_kw, power)
    return {
        K: where(ready, power / n.kj_per_wh, 0),
        CAP: where(ready, look("cap"), 1),
        A_TPS: where(ready, formulas.scale_of_tps(look("b0"), look("b_in"), n.query_l_in), 1),
        B: where(ready, look("b_out"), 0),
        EXTRA: where(ready, n.prefill_weight * n.query_l_in, 0),
        A: where(every(n.coupled == 1, ready), n.coupled_intercept, 1),
        D: where(every(n.coupled == 1, ready), n.coupled_slope / look("cap"), 0),
    }
