"""Sensitivity: the paper's S.III (prompt length) and S.IV (power coupled to throughput), live, on trials of their own.

Every variant has three trial columns, one a model above 200B, on the sheet "Study trials"; its median is that of the
trimmed baseline, and its change is against the main analysis on the same trials.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from openpyxl.utils import get_column_letter as letter

from calc.inputs import tables
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import BASELINE, REGIMES
from calc.inputs.check import FloatArray
from calc.paper.studies import prompt_weight_as_run
from calc.query.estimate import energy
from workbook.model.exact import Exact
from workbook.model.results import Context
from workbook.model.trials import BIG, Lattice, Live, percentiles
from workbook.sheets import tps_fit
from workbook.sheets import trials as t
from workbook.writer.sheet import Sheet, at

TITLE: Final = "Sensitivity"
TRIALS_TITLE: Final = "Study trials"
POINTS: Final = Lattice(2003, (1, 1567, 1054))
HEAD: Final = 6
L_COLUMNS: Final = {"traditional": "F", "tts": "G"}
FIRST_ENERGY: Final = 8


@dataclass(frozen=True)
class Variant:
    """A variant of a study; None leaves the active assumption. `coupled` is None, or the slope's source."""

    study: str
    label: str
    l_in: float | None = None
    weight: float | None = None
    end_point: float | None = None
    coupled: bool | None = None

    def applied(self, a: AssumptionSet) -> AssumptionSet:
        """Return the assumptions of this variant."""
        changes: dict[str, float | str] = {}
        if self.l_in is not None and self.weight is not None:
            changes |= {"l_in": self.l_in, "prefill_weight": self.weight}
        if self.coupled is not None:
            changes["power_model"] = "coupled"
        if self.end_point is not None:
            changes["coupled_slope"] = self.end_point - float(a.coupled_intercept)
        return a.override(**changes) if changes else a


def variants() -> tuple[Variant, ...]:
    """Return the main analysis, the six prompts of S.III and the two power models of S.IV."""
    facts = tables.studies()
    lengths = [facts[f"s3_l_in_{i}"].number for i in (1, 2, 3)]
    weights = (
        ("as run, 1/30", prompt_weight_as_run()),
        ("as printed, 1", facts["s3_weight_printed"].number),
    )
    prompts = [
        Variant("S.III", f"L_in {l_in:,.0f}, weight {label}", l_in=l_in, weight=weight)
        for label, weight in weights
        for l_in in lengths
    ]
    end = facts["s4_end_point_printed"].number
    return (
        Variant("main", "Main analysis, same trials"),
        *prompts,
        Variant("S.IV", "Power follows TPS, as run", coupled=True),
        Variant("S.IV", "Power follows TPS, end point as printed", coupled=True, end_point=end),
    )


def _columns(regime: str, index: int) -> tuple[str, str]:
    first = FIRST_ENERGY + (REGIMES.index(regime) * len(variants()) + index) * len(BIG)
    return letter(first), letter(first + len(BIG) - 1)


def _varied(live: Live, variant: Variant) -> Live:
    """Return the live numbers with a variant's assumptions; all other inputs stay."""
    return Live(replace(live.inputs, assumptions=variant.applied(live.a)))


class _Study:
    """The numbers of the study trials, as their cells compute them."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.pue = live.a.pue.from_normal(POINTS.normal(2))
        self.fraction = live.a.power_fraction.from_normal(POINTS.normal(1))

    def factor(self, variant: Variant) -> FloatArray:
        return self.pue if variant.applied(self.live.a).coupled else self.pue * self.fraction

    def median(self, variant: Variant, regime: str) -> float:
        other = _varied(self.live, variant)
        l_out = POINTS.exponential(0) * self.live.l_mean(regime)
        block = np.column_stack([other.node(m, regime).energy(self.factor(variant), l_out) for m in BIG])
        trim = self.live.a.trim
        low, high = np.quantile(block, [trim, 1 - trim], axis=0)
        return percentiles(block[(block >= low) & (block <= high)], (0.5,))[0]


def write(context: Context) -> None:
    """Add both sheets."""
    _results(context)
    if context.book.live:
        _trials(context)


def _results(context: Context) -> None:
    lead = "Change of the baseline's median when prompts count (S.III) or power follows throughput (S.IV)."
    sheet = context.book.sheet(TITLE, lead, [8, 38, 9, 9, 9, *[11] * 8], freeze="C7")
    heads = ["Median [Wh]", "Change", "Median, exact [Wh]", "Change, exact"]
    sheet.header(HEAD, ["Study", "Variant", "L_in [token]", "Weight w", "Slope", *heads, *heads])
    sheet.put(4, 2, "End point of S.IV as printed, share of P_max", "note")
    sheet.name(sheet.put(4, 5, tables.studies()["s4_end_point_printed"].number), "s4_end_point")
    for i, regime in enumerate(REGIMES):
        sheet.put(HEAD - 1, 6 + 4 * i, regime, "heading")
    study, exact = _Study(context.live), Exact(context.inputs)
    a = context.inputs.assumptions
    first = HEAD + 1
    for r, variant in enumerate(variants(), first):
        sheet.put(r, 1, variant.study)
        sheet.put(r, 2, variant.label)
        _inputs(sheet, r, variant, a)
        for i, regime in enumerate(REGIMES):
            c = 6 + 4 * i
            low, high = _columns(regime, r - first)
            rows = f"'{TRIALS_TITLE}'!${low}${t.FIRST}:${high}${t.FIRST + POINTS.n - 1}"
            limits = [f"'{TRIALS_TITLE}'!${low}${row}:${high}${row}" for row in (t.LOW, t.HIGH)]
            kept = f"IF(({rows}>={limits[0]})*({rows}<={limits[1]}),{rows})"
            median, base = study.median(variant, regime), study.median(variants()[0], regime)
            sheet.calc(r, c, f"=_xlfn.PERCENTILE.INC({kept},0.5)", median, "output", array=True)
            change = f"={at(r, c)}/{at(first, c, fix='r')}-1"
            ref = sheet.calc(r, c + 1, change, median / base - 1, "percent", number="+0.0%;-0.0%;0.0%")
            context.publish(f"study|{variant.label}|{regime}", sheet.absolute(ref), median / base - 1)
            known, main = (
                float(energy(BASELINE, regime, v.applied(a), fits=exact.fits).quantile(0.5))
                for v in (variant, variants()[0])
            )
            sheet.put(r, c + 2, known, "built")
            sheet.put(r, c + 3, known / main - 1, "percent", "+0.0%;-0.0%;0.0%")
    row = first + len(variants()) + 1
    for text in (
        "Printed: about +10 % and +1 % (S.III, L_in 500); about +3 % and +20 % (S.IV). Reproduction says which settings give them.",
        "With long prompts at full weight the distribution has two humps: short answers cost more per token than their tokens.",
    ):
        sheet.put(row, 2, text, "remark")
        row += 1


def _inputs(sheet: Sheet, r: int, variant: Variant, a: AssumptionSet) -> None:
    applied = variant.applied(a)
    cells: list[tuple[int, float | None, str, float]] = [
        (3, variant.l_in, "=l_in", float(applied.l_in)),
        (4, variant.weight, "=prefill_weight", float(applied.prefill_weight)),
    ]
    for c, own, formula, value in cells:
        if own is None:
            sheet.calc(r, c, formula, value, number="#,##0.000")
        else:
            sheet.put(r, c, own, "data", "#,##0.000")
    if variant.end_point is None:
        coupled = "coupled_slope" if variant.coupled else "IF(coupled=1,coupled_slope,0)"
        slope = float(a.coupled_slope) if applied.coupled else 0.0
        sheet.calc(r, 5, f"={coupled}", slope, number="0.000")
    else:
        sheet.calc(r, 5, "=s4_end_point-coupled_intercept", float(applied.coupled_slope), number="0.000")


def _trials(context: Context) -> None:
    live = context.live
    lead = "Trials of the two studies, one row each, laid out as on Trials; three columns a variant and regime."
    sheet = context.book.sheet(
        TRIALS_TITLE, lead, [17, *[12] * (FIRST_ENERGY + 6 * len(variants()))], freeze=f"B{t.FIRST}"
    )
    draws = t.Draws(sheet, POINTS, {})
    draws.shared(live)
    for regime, column in L_COLUMNS.items():
        draws.lengths(column, f"l_out_median_{regime}/LN(2)", live.l_mean(regime), f"L_out, {regime}")
    first = HEAD + 1
    for regime in REGIMES:
        for i, variant in enumerate(variants()):
            other = _varied(live, variant)
            start, _ = _columns(regime, i)
            for k, model in enumerate(BIG):
                column = letter(t.column_index(start) + k)
                row = first + i
                heads = t.node_heads(model, t.p_max_name(model), f"{TITLE}!$C${row}", f"{TITLE}!$D${row}")
                factor = t.FACTOR
                if variant.coupled:
                    heads |= {
                        t.A: "coupled_intercept",
                        t.D: f"{TITLE}!$E${row}/{tps_fit.cell(model, 'cap')}",
                    }
                    factor = t.PUE
                draws.energy(
                    column, L_COLUMNS[regime], heads, other.node(model, regime), f"{model}, {regime}: {variant.label}",
                    factor=factor,
                )  # fmt: skip
                values = draws.columns[column]
                for limit, q, formula in (
                    (t.LOW, live.a.trim, "trim_share"),
                    (t.HIGH, 1 - live.a.trim, "1-trim_share"),
                ):
                    text = f"=_xlfn.PERCENTILE.INC({column}${t.FIRST}:{column}${t.FIRST + POINTS.n - 1},{formula})"
                    draws.head(column, limit, text, percentiles(values, (q,))[0])
    draws.finish()
    sheet.repeat(t.HEAD)
    sheet.ws.print_area = f"A1:{_columns(REGIMES[0], 2)[1]}{t.FIRST + 39}"
