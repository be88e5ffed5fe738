"""Energy of counted usage: against calls one by one, against a fleet's closed distribution, and in its limits."""

import numpy as np
import pytest

import calc
from calc.inputs.serving_assumptions import KINDS, ServingSet, serving_set
from calc.inputs.units import KJ_PER_WH
from calc.query.who_serves import only_service, services
from calc.usage.counted_tokens import sums_of_calls, token_sums
from calc.usage.drivers import usage_drivers
from calc.usage.ledger_energy import usage_energy
from calc.usage.shared_draws import DRAWS, SHARED, generator, own_uniforms, uniforms
from calc.usage.uncertain import percentiles
from calc.usage.usage_assumptions import KINDS as OWN_KINDS

ONE = np.zeros(1, int)
MEASURED = {"cache_read": 0.05, "spread": 1.0, "context": 4000.0, "grid_known": 1.0, "grid_unknown": 1.0}


def known(**changes: float) -> ServingSet:
    """A set in which nothing varies."""
    values = {"pue": 1.2, "power_fraction": 0.7, "batch": 100.0, "served": 0.8, "software": 1.1, "length": 1.0}
    assert set(values) | {"power_fraction_moe"} == set(KINDS)
    return serving_set(**{**values, **changes})


def test_sums_of_tokens_take_what_their_calls_take_one_by_one() -> None:
    rng = np.random.default_rng(5)
    l_in, l_out = rng.integers(50, 9000, 40), rng.integers(1, 2000, 40)
    cached = l_in // 3
    a, service = known(), only_service("Llama 3.1 405B on H100")
    p = {"name": "Llama 3.1 405B on H100"}
    sums = token_sums(
        uncached=(l_in - cached).sum(), cache_read=cached.sum(), out=l_out.sum(),
        context=(l_out * (l_in + l_out / 2)).sum(),
    )  # fmt: skip
    drawn = usage_energy([p["name"]], a, MEASURED).kwh(ONE, sums[None])
    # the same from the fit's own numbers, call by call, without a line of the code above
    gpu_share = service.table.gpus / service.node.gpus
    step = service.time(0, 0, 100.0).rate - service.fit.b
    kw = 10.2 * gpu_share * (0.7 + 0.2 * (1 - 0.8) / 0.8) * 1.05 * 1.2
    kwh = 0.0
    for prompt, answer, kept in zip(l_in, l_out, cached, strict=True):
        t = service.fit.a * (prompt - kept + 0.05 * kept) + (service.fit.b + step) * answer
        t += service.fit.c * answer * (prompt + answer / 2)
        kwh += kw * 1.1 * t / KJ_PER_WH / 1e3
    # what is left to vary is the error of the fit alone, lognormal
    sigma = service.fit_sigma
    assert np.median(drawn) == pytest.approx(kwh, rel=1e-9)
    assert np.std(np.log(drawn)) == pytest.approx(sigma, rel=2e-3)


@pytest.mark.parametrize("model", ["frontier", "small", "Llama 3.1 70B", "Mixtral 8x22B on H200", "gpt-oss-120b"])
def test_one_model_agrees_with_the_closed_distribution_of_a_fleet(model: str) -> None:
    a = serving_set(l_in=1200.0, l_out_mean_traditional=350.0, length=1.0)
    fleet = calc.fleet(0.0, (1, 1), queries_per_day=1e6, model=model, assumptions=a)
    e, sums = usage_energy([model], a, {"spread": 1.0}), sums_of_calls([1e6], 1200, 350)
    drawn = e.kwh(ONE, sums)
    expected, days = e.mean_of_groups(ONE, sums, ONE, 1)[0], float(fleet.gwh_per_day) * 1e6
    assert expected == pytest.approx(days, rel=1e-5)  # two integrals, over other nodes
    assert drawn.mean() == pytest.approx(days, rel=0.01)
    # 2,003 draws leave a quantile uncertain by some places of rank: sqrt(q (1 - q) / n) is 0.5 % of rank at 5 %
    for q in (0.05, 0.5, 0.95):
        rank = np.mean(drawn <= float(fleet.quantile(q)) * 1e6)
        assert rank == pytest.approx(q, abs=0.012), q


def test_rows_add_up_draw_by_draw_and_so_do_groups() -> None:
    rng = np.random.default_rng(1)
    e = usage_energy(["frontier", "mid", "Mixtral 8x22B"], serving_set())
    model, sums = rng.integers(0, 3, 1300), rng.random((1300, 6)) * 1e6
    group = rng.integers(0, 700, 1300)
    whole = e.kwh(model, sums)
    parts = e.kwh_of_groups(model, sums, group, 700)
    assert np.allclose(parts.sum(axis=0), whole, rtol=1e-12)
    found = e.intervals(model, sums, group, 700)
    assert np.allclose(found.mean, parts.mean(axis=1), rtol=0.07)  # what a cached token takes is spread widely
    assert found.mean.sum() == pytest.approx(e.mean_of_groups(model, sums, 0 * group, 1)[0])
    assert np.allclose(found.p95, np.percentile(parts, 95, axis=1))
    assert np.allclose(e.kwh(model, sums, 2.0), 2 * whole)
    weights = rng.random(1300)
    both = e.intervals(model, sums, group, 700, ((weights, e.grid_known), (1 - weights, e.grid_unknown)))
    drawn = e.kwh_of_groups(model, sums, group, 700, weights) * e.grid_known.draws
    drawn += e.kwh_of_groups(model, sums, group, 700, 1 - weights) * e.grid_unknown.draws
    assert np.allclose(both.p5, np.percentile(drawn, 5, axis=1))


def test_what_is_common_stays_common_in_the_sum() -> None:
    sums = sums_of_calls([1e6, 1e6], 1000, 300)
    two = usage_energy(["frontier", "frontier"], serving_set())
    apart, alike = (percentiles(two.kwh(np.array(which), sums)) for which in ([0, 1], [0, 0]))
    # which model answers is drawn for each, the rest is shared: the sum is narrower, but far from independent
    ratio = (apart[2] - apart[0]) / (alike[2] - alike[0])
    assert 0.75 < ratio < 0.97


def test_a_measured_input_varies_no_more() -> None:
    e = usage_energy(["frontier"], serving_set(pue=1.12), {"cache_read": 0.02})
    assert np.all(e.pue.draws == 1.12)
    assert e.pue.mean == 1.12
    assert np.allclose(e.per_unit[0, 1] / e.per_unit[0, 0], 0.02)


def test_water_follows_it_energy_on_site_and_all_energy_elsewhere() -> None:
    e = usage_energy(["frontier"], known(), MEASURED)
    assert np.allclose(e.litres_per_kwh(0.3, 1.5).draws, 0.3 / 1.2 + 1.5)
    assert e.litres_per_kwh(0.3, 1.5).mean == pytest.approx(0.3 / 1.2 + 1.5)
    assert e.pue.draws.shape == (DRAWS,)


@pytest.mark.parametrize("coordinate", [0, 1, len(SHARED), 40, 79])
def test_a_coordinate_runs_through_every_midpoint(coordinate: int) -> None:
    assert np.allclose(np.sort(uniforms(coordinate)), (np.arange(DRAWS) + 0.5) / DRAWS)


def test_no_two_coordinates_are_alike_or_mirrored() -> None:
    found = {min(generator(j), DRAWS - generator(j)) for j in range(300)}
    assert len(found) == 300
    assert np.array_equal(own_uniforms(0)[0], uniforms(len(SHARED)))


def test_grid_factors_are_uncertain_by_a_factor_of_1_on_average() -> None:
    e = usage_energy(["frontier"], serving_set())
    for one in (e.grid_known, e.grid_unknown):
        assert one.mean == pytest.approx(1, abs=2e-4)
        assert one.draws.mean() == pytest.approx(one.mean, rel=1e-3)


def test_an_array_of_assumptions_is_refused() -> None:
    with pytest.raises(ValueError, match="assumptions must be single numbers"):
        usage_energy(["frontier"], serving_set(pue=[1.1, 1.2]))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"out": -1.0}, "out must be"),
        ({"context": np.nan}, "context must be"),
        ({"out": [1, 2], "uncached": [1, 2, 3]}, "shape"),
    ],
)
def test_bad_sums_are_named(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        token_sums(**given)  # type: ignore[arg-type]


def test_more_cached_than_prompt_is_refused() -> None:
    with pytest.raises(ValueError, match="cached must not exceed l_in"):
        sums_of_calls(1.0, 100, 10, 200)


def test_drivers_meet_the_energy_with_that_input_at_its_ends() -> None:
    a, sums = serving_set(), sums_of_calls([1e6, 2e6], 1000, 300)
    models = ["frontier", "Mixtral 8x22B"]
    bars = {bar.label: bar for bar in usage_drivers(models, models, sums, a)}
    z = a.z_p95 / 1.6448536269514722  # the set's own 95th percentile is rounded
    assert bars["PUE"].high / bars["PUE"].low == pytest.approx(1.3 / 1.08, rel=2e-3 * float(z))
    which = [label for label in bars if label.startswith("which model and node")]
    assert len(which) == 2
    assert bars[which[0]].high > bars[which[0]].low
    widths = [abs(bar.high - bar.low) for bar in usage_drivers(models, models, sums, a)]
    assert widths == sorted(widths, reverse=True)
    # nothing is cached and every call counted: neither moves the energy
    assert not {bar.key for bar in bars.values()} & {"cache_read", "context"}


def test_what_varies_has_a_place_among_the_draws() -> None:
    assert set(OWN_KINDS) | (set(KINDS) - {"length", "power_fraction_moe"}) == set(SHARED)
    assert services("frontier")
