"""Arrays that do not fit together are a ValueError that names them and their shapes."""

from collections.abc import Callable

import numpy as np
import pytest

from calc.fleets.daily_total import fleet
from calc.inputs.assumptions import assumption_set
from calc.paper.legacy_draws import replay
from calc.paper.published_figures import reproduction
from calc.query.estimate import energy
from calc.query.sampling import sample
from calc.query.throughput import fit_tps

THREE = [100.0, 200.0, 300.0]

CASES: dict[str, tuple[Callable[[], object], str, str]] = {
    "q": (lambda: energy("405B", THREE).quantile([0.1, 0.2]), "q", "(2,)"),
    "q of a blend": (lambda: energy("Baseline", THREE).quantile([0.1, 0.2]), "q", "(2,)"),
    "wh": (lambda: energy("405B", THREE).cdf([0.1, 0.2]), "wh", "(2,)"),
    "wh of a blend": (lambda: energy("Baseline", THREE).prob_above([0.1, 0.2]), "wh", "(2,)"),
    "alpha ends": (lambda: energy("405B", alpha=([1, 2], [3, 4, 5])), "alpha_lo", "(2,)"),
    "pue ends": (lambda: assumption_set(pue_p5=[1, 1.1], pue_p95=[1.4, 1.5, 1.6]), "pue_p5", "(2,)"),
    "lengths": (lambda: fit_tps([1, 2, 3], [1, 2, 3], [1, 3, 2]).predict([1, 2], [1, 2, 3]), "l_in", "(2,)"),
    "share and alpha": (lambda: fleet([0.1, 0.2], (1, [1, 2, 3])), "share_tts", "(2,)"),
    "share and pue": (
        lambda: fleet([0.1, 0.2], assumptions=assumption_set(pue_p95=[1.2, 1.4, 1.6])), "share_tts", "(2,)",
    ),
    "q of a fleet": (lambda: fleet([0.1, 0.2]).quantile([0.1, 0.5, 0.9]), "q", "(3,)"),
    "regime and alpha": (lambda: energy("405B", THREE, alpha=(1, [1, 2])).quantile(0.5), "alpha", "(2,)"),
    "regime and l_in": (lambda: energy("405B", THREE, assumption_set(l_in=[1, 2])).quantile(0.5), "regime", "(3,)"),
    "regime and pue": (lambda: energy("Baseline", THREE, assumption_set(pue_p95=[1.4, 1.5])).mean(), "regime", "(3,)"),
    "two assumptions": (
        lambda: energy("405B", 300, assumption_set(l_in=[1, 2], pue_p95=[1.4, 1.5, 1.6])).mean(), "l_in", "(2,)",
    ),
    "parts of beta": (
        lambda: fleet(assumptions=assumption_set(redundancy=[1.1, 1.2], network=[1, 1.1, 1.2])), "network", "(3,)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_shapes_that_do_not_broadcast(name: str) -> None:
    call, argument, shape = CASES[name]
    with pytest.raises(ValueError, match="shapes must broadcast together: got") as caught:
        call()
    assert argument in str(caught.value)
    assert shape in str(caught.value)


@pytest.mark.parametrize("key", ["trim_first", "trim_second"])
def test_trimming_takes_one_number(key: str) -> None:
    with pytest.raises(ValueError, match=f"^{key} must be a single number"):
        assumption_set(**{key: [0.05, 0.1]})


def test_the_cap_is_one_number() -> None:
    with pytest.raises(ValueError, match=r"^tps_max must be a single number"):
        fit_tps([1, 2, 3], [1, 2, 3], [1, 3, 2], tps_max=[3, 4])


@pytest.mark.parametrize("key", ["pue_p95", "l_in", "queries_per_day", "l_out_median_tts"])
@pytest.mark.parametrize("function", [replay, reproduction])
def test_a_replay_takes_single_numbers(key: str, function: Callable[[object], object]) -> None:
    a = assumption_set(**{key: [1.5, 1.6]})
    with pytest.raises(ValueError, match="single"):
        function(a)


def test_sampling_takes_single_numbers() -> None:
    for model in ("405B", "Baseline"):
        with pytest.raises(ValueError, match=r"single .* got shape \(3,\)"):
            sample(energy(model, THREE), 10, np.random.default_rng(0))
