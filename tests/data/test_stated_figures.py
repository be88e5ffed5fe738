"""Figures in the words of limits.csv and discrepancies.csv: each is what the model or another table says today."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

import calc
from calc.inputs.assumptions import assumption_set
from calc.inputs.formulas import load_profile
from calc.inputs.serving_assumptions import serving_set
from calc.inputs.tables import (
    benchmarks,
    class_members,
    discrepancies,
    limits,
    model_classes,
    served_nodes,
    throughput,
)
from calc.query.busy_time import node_seconds
from calc.query.estimate import model_fit
from calc.query.table_choice import default_table
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


def published_r1(gpu: str, l_in: float, l_out: float) -> float:
    """The largest published throughput of R1 on a GPU at these lengths [token/s]."""
    rows = [row for row in throughput() if row.model.startswith("DeepSeek-R1") and row.gpu.startswith(gpu)]
    return max(row.tps for row in rows if (row.l_in, row.l_out) == (l_in, l_out))


def test_what_r1s_rows_are_beside_the_published_node_and_in_the_baseline() -> None:
    ours = float(model_fit("DeepSeek-R1").predict(1_024, 2_048).tps)
    node = published_r1("H200", 1_024, 2_048)
    says("limits", 9, f"{ours:,.0f} token/s", f"{node:,.0f}", f"{node / ours:.0f} times")
    says("discrepancies", 10, f"{node:,.0f} token/s", f"{node / ours:.0f} times")
    for regime in ("traditional", "tts"):
        means = [float(calc.energy(name, regime).mean()) for name in ("R1", "405B", THIRD)]
        for place in (("limits", 9), ("discrepancies", 20)):
            says(*place, f"{100 * means[0] / sum(means):.0f} %")


def test_each_of_r1s_rows_beside_what_is_published() -> None:
    same = published_r1("H200", 1_024, 1_024), published_r1("H200", 1_024, 2_048), published_r1("B200", 8_192, 1_024)
    shapes = {10: (1_024, 1_024), 18: (500, 2_000), 19: (5_000, 500)}
    for (number, (l_in, l_out)), node in zip(shapes.items(), same, strict=True):
        [tps] = [r.tps for r in benchmarks() if r.model == "DeepSeek-R1" and (r.l_in, r.l_out) == (l_in, l_out)]
        times = f"{node / tps:.0f} times"
        says("discrepancies", number, f"{tps:,.0f} token/s at {l_in}/{l_out}", f"{node:,.0f}", times)


def test_what_r1s_rows_do_to_fleets() -> None:
    """Its mean follows its node time; the means of all three make the fleet."""
    fit = default_table("DeepSeek-R1-0528", "H200").fit()
    a = assumption_set()
    now, without = [], []
    for regime in ("traditional", "tts"):
        length = float(getattr(a, f"l_out_median_{regime}")) / np.log(2)
        ratio = float(node_seconds("R1", regime)) / float(fit.time(a.l_in).mean(length))
        says("discrepancies", 20, f"{ratio:.1f} times less")
        means = [float(calc.energy(name, regime).mean()) for name in ("R1", "405B", THIRD)]
        now.append(sum(means))
        without.append(sum(means) - means[0] + means[0] / ratio)
    high = [np.dot((1 - share, share), now) / np.dot((1 - share, share), without) for share in (0, 0.1)]
    says("discrepancies", 20, f"{high[0]:.1f} times too high", f"{high[1]:.1f} times with 10 %")
    says("limits", 9, f"{high[0]:.1f} to {high[1]:.1f} times too high")


def test_what_flat_throughput_would_add_to_long_queries() -> None:
    """The mean over lengths at the midpoints of 100,000 equal shares of the exponential."""
    lengths = -5_000 / np.log(2) * np.log1p(-(np.arange(100_000) + 0.5) / 100_000)
    more = []
    for name in ("405B", "70B", "Mixtral"):
        fit = model_fit(name)
        assert fit.l_out_range[1] == 2_048
        rising, flat = (lengths / fit.predict(500, held).tps for held in (lengths, np.minimum(lengths, 2_048)))
        more.append(flat.mean() / rising.mean())
    says("discrepancies", 14, f"{min(more):.2f} to {max(more):.2f} times")


def test_the_third_models_two_rows() -> None:
    held, other = sorted((row.tps for row in benchmarks() if row.model == THIRD), reverse=True)
    says("limits", 10, f"{held:,.0f} token/s", f"is {other:.0f}")
    says("discrepancies", 15, f"{held:,.0f} token/s", f"{other:.0f} token/s", f"{held / other:.0f} times")


def test_which_model_serves_goes_beyond_the_interval() -> None:
    r1, third, between = (float(calc.fleet(0.1, model=name).gwh_per_day) for name in ("R1", THIRD, "405B"))
    low, high = calc.fleet(0.1).quantile([0.05, 0.95])
    assert third < low < between < high < r1
    says("limits", 18, f"405B alone takes {between:.2f}", f"R1 {r1:.2f}", f"Ultra {third:.2f}", f"{low:.2f}-{high:.2f}")


def test_todays_hardware_beside_the_papers() -> None:
    means = calc.energy("405B").mean(), calc.energy("405B on B200", "traditional", "equery-2026").mean()
    says("limits", 4, f"{float(means[0]):.2f} Wh in the mean", f"{float(means[1]):.2f} Wh on B200")


def test_assumptions_of_todays_sets() -> None:
    a, own = serving_set("equery-2026"), serving_set("equery-2026-own")
    ends = [f"{float(x.batch_p5):.0f} to {float(x.batch_p95):.0f}" for x in (a, own)]
    says("limits", 17, f"{ends[0]} and {ends[1]}")
    says("limits", 19, f"{float(a.software_p5)} to {float(a.software_p95)}")
    weights = {row.node: row.weight for row in served_nodes().values()}
    assert sum(weights.values()) == 10
    of = [f"{weights[node]:.0f}" for node in ("DGX H100", "DGX H200", "DGX B200", "GB200 tray")]
    says("limits", 20, f"{', '.join(of[:3])} and {of[3]} of ten")
    assert all(
        len({member.weight for member in class_members() if member.model_class == name}) == 1
        for name in model_classes()
    )
    percent = [f"{100 * float(x):.0f}" for x in (a.network - 1, a.idle_fraction, a.served_p5, a.served_p95)]
    says("limits", 21, f"{percent[0]} % of IT", f"{percent[1]} % of its", f"{percent[2]} to {percent[3]} %")
    assert (a.length_p5, a.length_p95) == (0.5, 2)
    says("limits", 24, f"{float(a.l_in):.0f} tokens")


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
