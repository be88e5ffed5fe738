"""The tornado against each bar computed afresh by the naive route, and the ranges behind it."""

import numpy as np
import pytest

from calc.fleets.daily_total import fleet
from calc.inputs.assumptions import assumption_set
from calc.sensitivity.tornado_bars import TARGETS, tornado
from calc.sensitivity.uncertain_inputs import uncertain
from tests.reference import BLEND, naive

MEDIANS = {"pue": (1.05 * 1.6) ** 0.5, "power_fraction": (0.4 * 0.9) ** 0.5, "alpha": (1.5 * 3) ** 0.5}
ENDS = {
    "pue": (1.05, 1.6), "power_fraction": (0.4, 0.9), "alpha": (1.5, 3.0),
    "l_out_median_traditional": (150, 600), "l_out_median_tts": (2500, 10_000),
    "share_tts": (1 / 19, 2 / 11),  # odds 1/9, halved and doubled
}  # fmt: skip


def afresh(of: str, key: str | None = None, value: float = 0.0) -> float:
    """One result with constants for everything, by the naive route: 405B for a query, the blend for a fleet."""
    v = {**MEDIANS, "l_out_median_traditional": 300, "l_out_median_tts": 5000, "share_tts": 0.1}
    if key:
        v[key] = value
    fixed = {"pue": (v["pue"],) * 2, "fraction": (v["power_fraction"],) * 2, "alpha": (v["alpha"],) * 2}
    if of != "fleet":
        one = naive("Llama 3.1 405B", v["l_out_median_traditional"], **fixed)
        return one.quantile(0.5) if of == "query-median" else one.mean()
    trad, tts = (
        np.mean([naive(m, v[f"l_out_median_{r}"], **fixed).mean() for m in BLEND]) for r in ("traditional", "tts")
    )
    return ((1 - v["share_tts"]) * trad + v["share_tts"] * tts) * 1.325632  # GWh/day of 1e9 queries


@pytest.mark.parametrize("of", TARGETS)
def test_every_bar_against_recomputation(of: str) -> None:
    found = tornado(of, alpha=(1.5, 3), share_tts=0.1, model="Baseline" if of == "fleet" else "405B")
    assert found.base == pytest.approx(afresh(of), rel=1e-9)  # the naive median is bisected to 1e-11 in ln
    expected = set(ENDS) if of == "fleet" else set(ENDS) - {"l_out_median_tts", "share_tts"}
    assert {bar.assumption.key for bar in found.bars} == expected
    for bar in found.bars:
        low, high = ENDS[bar.assumption.key]
        assert (bar.assumption.p5, bar.assumption.p95) == pytest.approx((low, high), rel=1e-14)
        assert bar.at_p5 == pytest.approx(afresh(of, bar.assumption.key, low), rel=1e-9)
        assert bar.at_p95 == pytest.approx(afresh(of, bar.assumption.key, high), rel=1e-9)


@pytest.mark.parametrize("of", TARGETS)
def test_widest_first_and_rows_as_bars(of: str) -> None:
    found = tornado(of, alpha=(1.5, 3), share_tts=0.3, regime="tts")
    swings = [bar.swing for bar in found.bars]
    assert swings == sorted(swings, reverse=True)
    assert [row[0] for row in found.rows()] == [bar.assumption.key for bar in found.bars]
    assert all(row[5] == abs(row[4] - row[3]) for row in found.rows())


def test_base_of_a_fleet_is_its_median_of_what_is_shared() -> None:
    # exp(mu) of the shared lognormal is the product of the medians
    assert tornado("fleet", alpha=(1.5, 3), share_tts=0.1).base == pytest.approx(
        float(fleet(0.1, (1.5, 3)).quantile(0.5)), rel=1e-13
    )


def test_a_power_assumption_moves_energy_in_proportion() -> None:
    bars = {bar.assumption.key: bar for bar in tornado("query-median", alpha=(1.5, 3)).bars}
    assert bars["power_fraction"].at_p95 / bars["power_fraction"].at_p5 == pytest.approx(0.9 / 0.4, rel=1e-13)
    assert bars["alpha"].at_p5 / bars["alpha"].at_p95 == pytest.approx(2.0, rel=1e-13)


@pytest.mark.parametrize(
    ("share", "absent"), [(0, {"l_out_median_tts", "share_tts"}), (1, {"l_out_median_traditional", "share_tts"})]
)
def test_what_nobody_asks_has_no_bar(share: float, absent: set[str]) -> None:
    keys = {bar.assumption.key for bar in tornado("fleet", share_tts=share).bars}
    assert not keys & (absent | {"alpha"})  # alpha is exactly 1
    assert {"pue", "power_fraction"} <= keys


def test_coupled_power_leaves_no_power_fraction() -> None:
    found = tornado("fleet", assumptions=assumption_set(power_model="coupled"))
    assert "power_fraction" not in {bar.assumption.key for bar in found.bars}


def test_a_length_of_ones_own() -> None:
    (bar,) = (b for b in tornado("query-mean", regime=1000).bars if b.assumption.key == "l_out_median")
    assert (bar.assumption.p5, bar.assumption.median, bar.assumption.p95) == (500, 1000, 2000)


def test_certain_everywhere_is_a_base_without_bars() -> None:
    a = assumption_set(pue_p5=1.2, pue_p95=1.2, power_fraction_p5=0.7, power_fraction_p95=0.7)
    bars = tornado("query-mean", assumptions=a).bars
    assert [bar.assumption.key for bar in bars] == ["l_out_median_traditional"]


def test_provenance_of_the_ranges() -> None:
    a = assumption_set()
    kinds = {u.key: (u.kind, u.source_id) for u in uncertain(a, (1.5, 3), share_tts=0.1)}
    assert kinds == {
        "pue": ("as-run", "aienergy-simulation"), "power_fraction": ("published", "oviedo-2025"),
        "alpha": ("published", "oviedo-2025"), "l_out_median_traditional": ("judgement", "equery"),
        "l_out_median_tts": ("judgement", "equery"), "share_tts": ("judgement", "equery"),
    }  # fmt: skip
    own = {u.key: u.kind for u in uncertain(a.override(pue_p95=1.3), (1.2, 4))}
    assert (own["pue"], own["alpha"], own["power_fraction"]) == ("own", "own", "published")


@pytest.mark.parametrize("u", uncertain(assumption_set(), (1.5, 3), share_tts=0.1), ids=lambda u: u.key)
def test_the_distribution_passes_through_its_percentiles(u) -> None:
    np.testing.assert_allclose(u.at([-1.645, 0, 1.645]), [u.p5, u.median, u.p95], rtol=1e-14)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: tornado("flet"), "did you mean 'fleet'"),
        (lambda: tornado("fleet", share_tts=[0.1, 0.2]), "share_tts must be a single number"),
        (lambda: tornado("fleet", alpha=([1, 1.5], 3)), "alpha must be a single number"),
        (lambda: tornado("fleet", assumptions=assumption_set(pue_p95=[1.3, 1.4])), "pue_p95 must be a single number"),
        (lambda: tornado("query-mean", regime="tss"), "did you mean 'tts'"),
        (lambda: tornado("fleet", share_tts=1.2), "share_tts must lie between 0 and 1: got 1.2"),
    ],
)
def test_bad_input(call, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert said in str(caught.value)
