"""What is assumed of usage: overrides of either kind, places that nobody said, and their parts of emissions."""

import numpy as np
import pytest

from calc.impacts.grid_factor import grid
from calc.impacts.several_places import place_mix, places_of
from calc.inputs.serving_assumptions import serving_set
from calc.usage.ledger_energy import usage_energy
from calc.usage.usage_assumptions import unknown_mix, usage_set


def test_overrides_go_where_they_belong() -> None:
    found = usage_set("equery-2026-own", **{"PUE": 1.1, "cache read": 0.05, "spread_p95": 2.0})
    assert (found.services.name, float(found.services.pue_p5)) == ("equery-2026-own", 1.1)
    assert found.given == {"cache_read": 0.05, "spread_p95": 2.0}
    assert usage_set().services is serving_set()


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("joule-2026", {}, "set must be one of current hardware"),
        ("equery-2027", {}, "did you mean 'equery-2026'"),
        ("equery-2026", {"cache_raed": 1.0}, "did you mean 'cache_read'"),
        ("equery-2026", {"cache_read": 2.0}, "cache_read"),
        ("equery-2026", {"pue": 0.5}, "pue"),
    ],
)
def test_what_is_wrong_is_said(name: str, given: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        usage_set(name, **given)


def test_places_as_a_person_types_them() -> None:
    assert places_of(' "Northern Virginia":0.5 , Ireland = 2,, gcp:us-east4 ') == [
        "Northern Virginia=0.5", "Ireland = 2", "gcp:us-east4",
    ]  # fmt: skip
    mix = place_mix(places_of("Ireland:1, France=3"), 2022)
    by_hand = 0.25 * grid("Ireland", 2022).gco2e_per_kwh + 0.75 * grid("France", 2022).gco2e_per_kwh
    assert mix.gco2e_per_kwh == pytest.approx(by_hand, rel=1e-12)
    assert mix.label == "25 % Ireland, 75 % France"
    assert place_mix(["Ireland"]).label == "Ireland"
    assert sum(unknown_mix(2024).shares) == pytest.approx(1.0)


def test_known_and_unknown_places_vary_on_their_own_and_contracts_do_not() -> None:
    e = usage_energy(["frontier", "mid"], serving_set())
    k, sums, group = np.array([0, 1]), np.eye(6)[:2] * 1e9, np.zeros(2, int)
    g, known = np.array([100.0, 400.0]), np.array([True, False])
    kwh = [e.kwh(k[[i]], sums[[i]]) for i in (0, 1)]
    drawn = e.draws_of_groups(k, sums, group, 1, e.emission_parts(g, known))[0]
    by_hand = (kwh[0] * 100 * e.grid_known.draws + kwh[1] * 400 * e.grid_unknown.draws) / 1e6
    assert np.allclose(drawn, by_hand, rtol=1e-12)
    certain = e.draws_of_groups(k, sums, group, 1, e.emission_parts(g, known, certain=True))[0]
    assert np.allclose(certain, (kwh[0] * 100 + kwh[1] * 400) / 1e6, rtol=1e-12)
    found = e.intervals(k, sums, group, 1, e.emission_parts(g, known))
    means = [e.mean_of_groups(k[[i]], sums[[i]], group[:1], 1)[0] for i in (0, 1)]
    expected = (means[0] * 100 * e.grid_known.mean + means[1] * 400 * e.grid_unknown.mean) / 1e6
    assert found.mean[0] == pytest.approx(expected, rel=1e-12)
    assert found.p95[0] == pytest.approx(np.quantile(by_hand, 0.95), rel=1e-12)
