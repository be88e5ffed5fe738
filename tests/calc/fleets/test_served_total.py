"""The total of a fleet of services: against random draws of what it shares, and what drives it."""

import numpy as np
import pytest
from scipy.special import ndtri

from calc.fleets.daily_total import fleet
from calc.fleets.served_total import query_of_fleet, total_of
from calc.impacts.breakeven import alpha_needed, breakeven_share
from calc.impacts.factors import rates
from calc.impacts.footprint import impact
from calc.inputs.distributions import Lognormal
from calc.inputs.serving_assumptions import serving_set
from calc.query.estimate import energy
from calc.query.who_serves import services
from calc.sensitivity.sobol import fleet_indices, query_indices
from calc.sensitivity.tornado_bars import tornado

NAME = "equery-2026"


def drawn(model: str, share: float, n: int = 400_000) -> np.ndarray:
    """Mean energies of a query of a fleet [Wh]: a loop over services, each written out."""
    a, rng = serving_set(NAME), np.random.default_rng(3)
    z = {key: rng.standard_normal(n) for key in (*a.variables, "fit")}
    v = {key: variable.at(z[key]) for key, variable in a.variables.items()}
    found = services(model)
    which = rng.choice(len(found), n, p=[one.weight for one in found])
    wh = np.empty(n)
    for k, one in enumerate(found):
        on = which == k
        fraction = v["power_fraction_moe" if one.model.mixture else "power_fraction"][on]
        seconds = np.zeros(on.sum())
        for part, median in ((1 - share, 300.0), (share, 5000.0)):
            m = median / np.log(2) * v["length"][on]
            t = one.time(a.l_in, 0.0, v["batch"][on])
            seconds += part * (t.prompt + m * t.rate + 2 * t.bend * m * m)
        idle = float(a.idle_fraction) * (1 - v["served"][on]) / v["served"][on]
        slow = v["software"][on] * np.exp(one.fit_sigma * z["fit"][on])
        wh[on] = one.p_max_kw * (fraction + idle) * float(a.network) * v["pue"][on] * seconds * slow / 3.6
    return wh


@pytest.mark.parametrize(("model", "share"), [("frontier", 0.0), ("small", 0.1), ("gpt-oss-120b on DGX B200", 0.3)])
def test_quantiles_and_mean_meet_random_draws(model: str, share: float) -> None:
    draws = drawn(model, share)
    found = fleet(share, queries_per_day=1e9, model=model, assumptions=NAME)
    assert float(found.gwh_per_day) == pytest.approx(draws.mean(), rel=0.01)
    assert found.quantile([0.05, 0.5, 0.95]) == pytest.approx(np.quantile(draws, [0.05, 0.5, 0.95]), rel=0.015)
    parts = found.mean_wh * found.alpha_factor * found.beta
    assert float(parts) == pytest.approx(float(found.gwh_per_day), rel=1e-12)


def test_waiting_and_network_are_what_beta_says() -> None:
    plain = fleet(0.1, model="70B", beta=1.0, assumptions=NAME)
    whole = fleet(0.1, model="70B", assumptions=NAME)
    assert float(whole.gwh_per_day) == pytest.approx(float(plain.gwh_per_day * whole.beta), rel=1e-9)
    assert 1.05 < float(whole.beta) < 1.4
    assert float(fleet(0.1, model="70B", assumptions="equery-2026-own").beta) > 2
    full = serving_set(NAME).override(served=1, network=1)
    assert float(fleet(0.1, model="70B", assumptions=full).beta) == pytest.approx(1, rel=1e-9)


def test_a_query_of_a_fleet_adds_its_part() -> None:
    a = serving_set(NAME)
    part = query_of_fleet("mid", "traditional", a.factor((1.5, 3.0)), a)
    assert float(part) == pytest.approx(float(fleet(0, (1.5, 3), model="mid", assumptions=NAME).gwh_per_day), rel=1e-12)
    known = query_of_fleet("mid", 300.0, a.factor((1.5, 3.0)), a)
    assert float(known) < float(part)  # a length that varies costs more on average


def test_tornado_and_interval_have_the_same_inputs_and_measured_ones_leave_both() -> None:
    every = {"pue", "batch", "software", "served", "power_fraction", "length", "fit", "service"}
    assert {bar.assumption.key for bar in tornado("fleet", model="frontier", assumptions=NAME).bars} == every
    a = serving_set(NAME).override(pue=1.1, batch=100, software=1, length=1, power_fraction=0.7, served=0.8)
    known = tornado("fleet", model="405B on B200", assumptions=a)
    assert [bar.assumption.key for bar in known.bars] == ["fit"]
    narrow = fleet(0, model="405B on B200", assumptions=a).quantile([0.05, 0.95])
    assert narrow[1] / narrow[0] == pytest.approx(known.bars[0].at_p95 / known.bars[0].at_p5, rel=1e-6)


def test_a_bar_is_the_result_with_that_input_moved() -> None:
    found = tornado("query-mean", regime=300.0, model="405B on B200", assumptions=NAME)
    medians = {"pue": 0.0, "batch": 0.0, "software": 0.0, "power_fraction": 0.0}
    a = serving_set(NAME)
    at = {key: float(a.variables[key].at(z)) for key, z in medians.items()}
    (bar,) = (b for b in found.bars if b.assumption.key == "batch")
    base = a.override(**at)
    sure = np.exp(energy("405B on B200", 300.0, base).servings[0].services[0].fit_sigma ** 2 / 2)
    for level, result in ((0.05, bar.at_p5), (0.95, bar.at_p95)):
        moved = base.override(batch=float(a.variables["batch"].at(ndtri(level))))
        assert float(energy("405B on B200", 300.0, moved).mean() / sure) == pytest.approx(result, rel=1e-8)


def test_median_bars_stand_on_the_median() -> None:
    a = serving_set(NAME).override(pue=1.1, batch=100, software=1, power_fraction=0.7)
    found = tornado("query-median", regime=300.0, model="405B on B200", assumptions=a)
    wide = float(energy("405B on B200", 300.0, a).quantile(0.5))
    assert found.base == pytest.approx(wide, rel=0.01)  # the fit's error is the only thing between them


def test_indices_are_of_the_same_inputs() -> None:
    rng = np.random.default_rng(0)
    of_fleet = fleet_indices(0.0, model="mid", assumptions=NAME, rng=rng, n=512)
    assert set(of_fleet.keys) == {b.assumption.key for b in tornado("fleet", model="mid", assumptions=NAME).bars}
    a = serving_set(NAME).override(pue=1.1, software=1)
    of_query = query_indices("405B on B200", 300.0, assumptions=a, rng=rng, n=512)
    assert of_query.keys == ("l_out", "fit", "batch", "power_fraction")


def test_impact_follows_the_energy() -> None:
    at = rates("Ireland", wue_site=0.3, wue_generation=1.5, embodied_kgco2e_per_node=7012)
    found = impact(0.0, (1.0, 1.0), at, queries_per_day=54795, model="frontier", assumptions=NAME)
    year = float(found.fleet.gwh_per_day) * 365
    assert float(found.location.varying) == pytest.approx(year * float(at.location_g_per_kwh), rel=1e-12)
    assert float(found.embodied_tco2e) > 0
    low, high = found.water.quantile([0.05, 0.95])
    assert low < float(found.water.mean()) < high
    pue = total_of(0.0, Lognormal.constant(), "frontier", serving_set(NAME)).mean()
    it = total_of(0.0, Lognormal.constant(), "frontier", serving_set(NAME), per_it=np.ones_like).mean()
    litres = year * (0.3 * float(it / pue) + 1.5)
    assert float(found.water.mean()) == pytest.approx(litres, rel=1e-9)


def test_water_is_of_one_intensity() -> None:
    with pytest.raises(ValueError, match=r"wue_site must be a single number in .*shape \(2,\)"):
        impact(0.0, at=rates("Ireland", wue_site=[0.1, 0.3]), model="frontier", assumptions=NAME)


def test_budgets_are_met() -> None:
    given = {"model": "frontier", "assumptions": NAME}
    share = breakeven_share(0.5, **given)
    assert float(fleet(share, **given).gwh_per_day) == pytest.approx(0.5, rel=1e-9)
    needed = alpha_needed(0.1, 0.1, q=0.9, **given)
    kept = fleet(0.1, Lognormal.constant(needed.constant), **given)
    assert float(kept.quantile(0.9)) == pytest.approx(0.1, rel=1e-9)
    certain = breakeven_share(0.5, q=0.75, **given)
    assert float(fleet(certain, **given).quantile(0.75)) == pytest.approx(0.5, rel=1e-9)
    assert breakeven_share([0.4, 0.5], q=0.75, **given)[1] == pytest.approx(float(certain), abs=1e-11)
    with pytest.raises(ValueError, match="budget must lie between"):
        breakeven_share(50, q=0.75, **given)
