"""Sensitivity: the paper's S.III (prompt length) and S.IV (power coupled to throughput), live, on trials of their own.

Every variant has three trial columns, one a model above 200B, on the sheet "Study trials"; its median is that of the
trimmed baseline, and its change is against the main analysis on the same trials.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from openpyxl.utils import column_index_from_string as column_index
from openpyxl.utils import get_column_letter as letter

from calc.inputs import tables
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import BASELINE, REGIMES
from calc.paper.studies import prompt_weight_as_run
from calc.query.estimate import energy
from workbook.model.draws import FIRST, HIGH, LOW, PUE, A, D, Draws
from workbook.model.draws import HEAD as DRAWS_HEAD
from workbook.model.inputs import BIG
from workbook.model.lattice import STUDY
from workbook.model.results import Context
from workbook.sheets import tps_fit
from workbook.sheets import trials as t
from workbook.sheets.inputs import exponential_mean
from workbook.writer.sheet import Cell, Sheet
from workbook.writer.term import Term, only, percentile, where

TITLE: Final = "Sensitivity"
SUMMARY: Final = "Prompt length (S.III) and power coupled to throughput (S.IV)"
TRIALS_TITLE: Final = "Study trials"
TRIALS_SUMMARY: Final = "Trials behind Sensitivity"
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


def _columns(regime: str, variant: int) -> tuple[str, str]:
    first = FIRST_ENERGY + (REGIMES.index(regime) * len(variants()) + variant) * len(BIG)
    return letter(first), letter(first + len(BIG) - 1)


@dataclass(frozen=True)
class Setting:
    """The cells of a variant: prompt tokens, their weight, and the slope of power over throughput."""

    l_in: Cell
    weight: Cell
    slope: Cell


def write(context: Context) -> None:
    """Add both sheets; the trials, behind the results in the book, are written before they are read."""
    lead = "Change of the baseline's median when prompts count (S.III) or power follows throughput (S.IV)."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [8, 38, 9, 9, 9, *[11] * 8], freeze="C7")
    sheet.put(4, 2, "End point of S.IV as printed, share of P_max", "note")
    sheet.name(sheet.put(4, 5, tables.studies()["s4_end_point_printed"].number), "s4_end_point")
    settings = [_setting(context, sheet, r, variant) for r, variant in enumerate(variants(), HEAD + 1)]
    _results(context, sheet, _trials(context, settings))


def _setting(context: Context, sheet: Sheet, r: int, variant: Variant) -> Setting:
    n = context.names
    sheet.put(r, 1, variant.study)
    sheet.put(r, 2, variant.label)

    def own_or(c: int, own: float | None, active: Term) -> Cell:
        if own is None:
            return sheet.show(r, c, active, number="#,##0.000")
        return sheet.put(r, c, own, "data", "#,##0.000")

    slope = n.coupled_slope if variant.coupled else where(n.coupled == 1, n.coupled_slope, 0)
    if variant.end_point is not None:
        slope = n.s4_end_point - n.coupled_intercept
    return Setting(
        own_or(3, variant.l_in, n.l_in),
        own_or(4, variant.weight, n.prefill_weight),
        sheet.show(r, 5, slope, number="0.000"),
    )


def _results(context: Context, sheet: Sheet, draws: Draws) -> None:
    heads = ["Median [Wh]", "Change", "Median, exact [Wh]", "Change, exact"]
    sheet.header(HEAD, ["Study", "Variant", "L_in [token]", "Weight w", "Slope", *heads, *heads])
    for i, regime in enumerate(REGIMES):
        sheet.put(HEAD - 1, 6 + 4 * i, regime, "heading")
    a, fits, main = context.inputs.assumptions, context.inputs.known_fits, variants()[0]
    base: dict[str, Cell] = {}
    for place, variant in enumerate(variants()):
        r = HEAD + 1 + place
        for i, regime in enumerate(REGIMES):
            c = 6 + 4 * i
            median = sheet.show(r, c, percentile(_kept(draws, *_columns(regime, place)), 0.5), "output", array=True)
            change = median / base.setdefault(regime, median).fix("r") - 1
            cell = sheet.show(r, c + 1, change, "percent", number="+0.0%;-0.0%;0.0%")
            context.tell(f"study|{variant.label}|{regime}", cell)
            known, plain = (
                float(energy(BASELINE, regime, v.applied(a), fits=fits).quantile(0.5)) for v in (variant, main)
            )
            sheet.put(r, c + 2, known, "built")
            sheet.put(r, c + 3, known / plain - 1, "percent", "+0.0%;-0.0%;0.0%")
    row = HEAD + 2 + len(variants())
    for text in (
        "Printed: about +10 % and +1 % (S.III, L_in 500); about +3 % and +20 % (S.IV). Reproduction says which settings give them.",
        "With long prompts at full weight the distribution has two humps: short answers cost more per token than their tokens.",
    ):
        sheet.put(row, 2, text, "remark")
        row += 1


def _kept(draws: Draws, first: str, last: str) -> Term:
    """Return a variant's trials inside their own limits."""
    rows = draws.there(first, last)
    low, high = (draws.head_there(row, first, last) for row in (LOW, HIGH))
    return only((rows >= low) * (rows <= high), rows)


def _trials(context: Context, settings: list[Setting]) -> Draws:
    n = context.names
    lead = "Trials of the two studies, one row each, laid out as on Trials; three columns a variant and regime."
    widths = [17, *[13] * (FIRST_ENERGY + 6 * len(variants()))]
    sheet = context.book.sheet(TRIALS_TITLE, TRIALS_SUMMARY, lead, widths, freeze=f"B{FIRST}", kept=context.book.live)
    draws = Draws(sheet, STUDY, n)
    draws.shared()
    for regime, column in L_COLUMNS.items():
        draws.lengths(column, exponential_mean(n[f"l_out_median_{regime}"]), f"L_out, {regime}")
    for regime in REGIMES:
        for place, (variant, setting) in enumerate(zip(variants(), settings, strict=True)):
            start, _ = _columns(regime, place)
            for k, model in enumerate(BIG):
                column = letter(column_index(start) + k)
                l_in, weight = (_on_results(cell) for cell in (setting.l_in, setting.weight))
                heads = t.node_heads(context, model, t.p_max(context, model), l_in, weight)
                if variant.coupled:
                    cap = tps_fit.fitted(context, model, "cap")
                    heads |= {A: n.coupled_intercept, D: _on_results(setting.slope) / cap}
                factor = {"factor": PUE} if variant.coupled else {}
                draws.energy(column, L_COLUMNS[regime], heads, f"{model}, {regime}: {variant.label}", **factor)
                draws.limits(column)
    draws.finish()
    sheet.repeat(DRAWS_HEAD)
    sheet.print_only(f"A1:{_columns(REGIMES[0], 2)[1]}{FIRST + 39}")
    return draws


def _on_results(cell: Cell) -> Term:
    return Term(cell.value, f"{TITLE}!{cell.fix('cr').text}")
