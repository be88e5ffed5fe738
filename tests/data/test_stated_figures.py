"""Figures in the words of limits.csv and discrepancies.csv: each is what the model or another table says today."""

from __future__ import annotations

import pytest
from scipy.special import ndtr

import calc
from calc.inputs.assumptions import assumption_set
from calc.inputs.formulas import load_profile
from calc.inputs.tables import benchmarks, discrepancies, limits, throughput
from calc.query.estimate import model_fit
from calc.query.tps_errors import model_errors

THIRD = "Llama-3.1 Nemotron Ultra 253B"
SAID = {("limits", row.number): row.what for row in limits()}
SAID |= {("discrepancies", row.number): f"{row.printed}; {row.used}; {row.explanation}" for row in discrepancies()}


def says(table: str, number: int, *figures: str) -> None:
    for figure in figures:
        assert figure in SAID[table, number]


def cap_met_at() -> float:
    """The shortest answer, after a prompt of 500 tokens, at which the fit of the 405B model meets its cap."""
    fit = model_fit("Llama 3.1 405B")
    lengths = range(2_048, 40_000)
    return next(n for n, tps in zip(lengths, fit.predict(500, lengths).tps, strict=True) if tps >= fit.tps_max)


def test_throughput_goes_on_rising_beyond_the_benchmarks() -> None:
    fit = model_fit("Llama 3.1 405B")
    assert fit.l_out_range[1] == 2_048
    says("limits", 1, f"{float(fit.predict(500, 2_048).tps):,.0f} token/s", f"{fit.tps_max:,.0f} at {cap_met_at():,}")
    says("discrepancies", 14, f"{cap_met_at():,} output tokens")


def test_benchmarked_throughput_holds_the_reading_of_prompts() -> None:
    short, long = (
        float(calc.energy("405B", "traditional", assumptions=assumption_set(l_in=l_in)).mean()) for l_in in (500, 5_000)
    )
    says("limits", 2, f"rises {long / short:.1f} times")


def test_what_r1s_rows_are_beside_the_published_node_and_in_the_baseline() -> None:
    ours = float(model_fit("DeepSeek-R1").predict(1_024, 2_048).tps)
    [node] = [row.tps for row in throughput() if row.table == "trtllm-r1-max" and row.gpu.startswith("H200")]
    says("limits", 9, f"{ours:,.0f} token/s", f"{node:,.0f}", f"{node / ours:.0f} times")
    says("discrepancies", 10, f"{node:,.0f} token/s", f"{node / ours:.0f} times")
    for regime in ("traditional", "tts"):
        means = [float(calc.energy(name, regime).mean()) for name in ("R1", "405B", THIRD)]
        says("limits", 9, f"{100 * means[0] / sum(means):.0f} %")


def test_the_third_models_two_rows() -> None:
    held, other = sorted((row.tps for row in benchmarks() if row.model == THIRD), reverse=True)
    says("limits", 10, f"{held:,.0f} token/s", f"is {other:.0f}")
    says("discrepancies", 15, f"{held:,.0f} token/s", f"{other:.0f} token/s", f"{held / other:.0f} times")


def test_which_model_serves_goes_beyond_the_interval() -> None:
    alone = sorted(float(calc.fleet(0.1, model=name).gwh_per_day) for name in ("R1", "405B", THIRD))
    low, high = calc.fleet(0.1).quantile([0.05, 0.95])
    assert alone[0] < low < high < alone[-1]
    says("limits", 13, f"{alone[0]:.2f} to {alone[-1]:.2f}", f"{low:.2f}-{high:.2f}")


def test_errors_of_the_fit() -> None:
    errors = model_errors("Llama 3.1 405B")
    says("limits", 15, f"{errors.mean_abs_ln:.2f} of ln TPS", f"{errors.leave_one_out:.2f}")


@pytest.mark.parametrize("place", [("limits", 16), ("discrepancies", 17)])
def test_tails_beyond_what_can_be(place: tuple[str, int]) -> None:
    a = assumption_set()
    says(*place, f"{100 * float(ndtr(-a.pue.mu / a.pue.sigma)):.1f} % of the PUE")
    says(*place, f"{100 * float(ndtr(a.power_fraction.mu / a.power_fraction.sigma)):.1f} % of the power")


def test_load_profile_at_the_power_that_the_model_has() -> None:
    a = assumption_set()
    busy = a.load_p_max_kw * a.power_fraction.mean()
    profile = load_profile(a.mean_load, busy, a.load_p_idle_kw)
    higher = f"{100 * float(profile / a.load_profile - 1):.1f} % higher"
    says("discrepancies", 16, f"{float(busy):.2f} kW", f"{float(profile):.3f} for {a.load_profile:.3f}", higher)
