"""The paper's studies S.III (prompt length) and S.IV (power coupled to throughput), and section 4.

Each change is of the baseline's median, in per cent of the main analysis. Blend membership stays fixed.
"""

from __future__ import annotations

from dataclasses import dataclass

from calc.inputs.assumptions import AssumptionSet, assumption_set
from calc.inputs.catalogue import BASELINE, REGIMES
from calc.inputs.tables import studies
from calc.query.estimate import energy


@dataclass(frozen=True)
class Change:
    """One row of a study: the baseline's median under changed assumptions.

    Attributes
    ----------
    study : {"S.III", "S.IV"}
        The study.
    regime : {"traditional", "tts"}
        The regime.
    variant : str
        What was changed, in words.
    median_wh : float
        Median energy of a query [Wh].
    change_percent : float
        Its change from the main analysis [%].
    """

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
    """Return how much a prompt token counts in the authors' S.III run, beside an output token.

    Returns
    -------
    float
        1/30 [1].

    Notes
    -----
    Source: aienergy-simulation; data/studies.csv.
    """
    return 1 / studies()["s3_prompt_tokens_per_output_token"].number


def prompt_length_study(assumptions: str | AssumptionSet | None = None) -> list[Change]:
    """Return S.III: prompts counted in L_eff with the weight as run and as printed, for its three lengths.

    Parameters
    ----------
    assumptions : str or AssumptionSet, optional
        A named set or a set with overrides.

    Returns
    -------
    list of Change
        By regime, weight and length.

    Notes
    -----
    Source: oviedo-2025, S.III; data/studies.csv.
    """
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
    """Return S.IV: power rising with throughput, to the end point as run and as printed.

    Parameters
    ----------
    assumptions : str or AssumptionSet, optional
        A named set or a set with overrides.

    Returns
    -------
    list of Change
        By regime and end point.

    Notes
    -----
    Source: oviedo-2025, S.IV; data/studies.csv.
    """
    a = assumption_set(assumptions)
    printed = studies()["s4_end_point_printed"].number - a.coupled_intercept
    slopes = {"as run, end point 0.80 P_max": a.coupled_slope, "as printed, end point 0.90 P_max": printed}
    return [
        _change("S.IV", regime, label, a, a.override(power_model="coupled", coupled_slope=slope))
        for regime in REGIMES
        for label, slope in slopes.items()
    ]
