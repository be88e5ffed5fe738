"""The paper's studies S.III (prompt length) and S.IV (power coupled to throughput), and section 4.

Each change is of the baseline's median, in per cent of the main analysis. Blend membership stays fixed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calc.assumptions import AssumptionSet, assumption_set
from calc.check import FloatArray
from calc.estimate import energy
from calc.names import BASELINE, REGIMES
from calc.tables import equivalents, studies
from calc.units import GWH_PER_TWH, WH_PER_GWH


@dataclass(frozen=True)
class Change:
    """One row of a study: the baseline's median under changed assumptions, and its change in per cent."""

    study: str
    regime: str
    variant: str
    median_wh: float
    change_percent: float


def _median(a: AssumptionSet, regime: str) -> float:
    return float(energy(BASELINE, regime, a).quantile(0.5))


def _change(study: str, regime: str, variant: str, base: AssumptionSet, other: AssumptionSet) -> Change:
    before, after = _median(base, regime), _median(other, regime)
    return Change(study, regime, variant, after, 100 * (after / before - 1))


def prompt_weight_as_run() -> float:
    """Return how much a prompt token counts in the authors' S.III run: 1/30."""
    return 1 / studies()["s3_prompt_tokens_per_output_token"].number


def prompt_length_study(assumptions: str | AssumptionSet | None = None) -> list[Change]:
    """Return S.III: prompts counted in L_eff with the weight as run and as printed, for its three lengths."""
    a = assumption_set(assumptions)
    weights = {
        "as run, weight 1/30": prompt_weight_as_run(),
        "as printed, weight 1": studies()["s3_weight_printed"].number,
    }
    lengths = [studies()[f"s3_l_in_{i}"].number for i in (1, 2, 3)]
    return [
        _change("S.III", regime, f"L_in {l_in:,.0f}, {label}", a, a.override(l_in=l_in, prefill_weight=weight))
        for regime in REGIMES
        for label, weight in weights.items()
        for l_in in lengths
    ]


def coupled_power_study(assumptions: str | AssumptionSet | None = None) -> list[Change]:
    """Return S.IV: power rising with throughput, to the end point as run and as printed."""
    a = assumption_set(assumptions)
    printed = studies()["s4_end_point_printed"].number - a.coupled_intercept
    slopes = {"as run, end point 0.80 P_max": a.coupled_slope, "as printed, end point 0.90 P_max": printed}
    return [
        _change("S.IV", regime, label, a, a.override(power_model="coupled", coupled_slope=slope))
        for regime in REGIMES
        for label, slope in slopes.items()
    ]


@dataclass(frozen=True)
class Equivalents:
    """A fleet's daily energy beside the section 4 comparisons."""

    data_centre_gwh_per_day: float
    fleet_per_data_centre: FloatArray
    web_search_gwh_per_day: FloatArray
    fleet_per_web_search: FloatArray


def compare(gwh_per_day: FloatArray, queries_per_day: FloatArray) -> Equivalents:
    """Compare a fleet with a 30 MW data centre at 80 % and with as many web searches of 0.3 Wh."""
    facts = equivalents()
    centre = facts["dc_power_mw"].number * facts["dc_utilisation"].number * facts["hours_per_day"].number
    centre_gwh = centre / GWH_PER_TWH  # MWh to GWh is the same factor of 1,000
    searches = np.asarray(queries_per_day * facts["web_search_wh"].number / WH_PER_GWH)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(searches > 0, gwh_per_day / searches, 0.0)
    return Equivalents(centre_gwh, np.asarray(gwh_per_day / centre_gwh), searches, relative)
