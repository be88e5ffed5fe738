"""Bad input is a ValueError of one line that names the argument, the rule and the value."""

from collections.abc import Callable

import numpy as np
import pytest

from calc.fleets.daily_total import fleet
from calc.inputs.assumptions import assumption_set
from calc.inputs.load_profile import load_profile_factor
from calc.paper.legacy_draws import replay
from calc.query.estimate import energy
from calc.query.levers import lever_alpha
from calc.query.sampling import sample
from calc.query.throughput import fit_tps

NAN, INF = float("nan"), float("inf")
GOOD_ROWS = ([886, 1300, 378], [1024, 500, 5000], [1024, 2000, 500])


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


UNKNOWN = {
    "model": (lambda: energy("Mixtrl"), "model", "not known", "'Mixtrl'", "'Mixtral 8x22B'"),
    "model far off": (lambda: energy("zzz"), "model", "not known", "'zzz'", "Llama 3.1 405B, "),
    "model empty": (lambda: energy(""), "model", "not known", "''"),
    "model None": (lambda: energy(None), "model", "not known", "None"),
    "model of a fleet": (lambda: fleet(model="Basline"), "model", "not known", "'Basline'", "'Baseline'"),
    "regime": (lambda: energy("405B", "tradtional"), "regime", "not known", "'tradtional'", "'traditional'"),
    "set": (lambda: energy("405B", "tts", "arxiv-v3"), "set", "not known", "'arxiv-v3'", "'arxiv-v1'"),
    "set empty": (lambda: assumption_set(""), "set", "not known", "''"),
    "key": (lambda: assumption_set(pue_95=1.4), "assumption", "not known", "'pue_95'", "'pue_p95'"),
    "choice": (lambda: assumption_set(power_model="couple"), "power_model", "'couple'", "'coupled'"),
    "rows": (lambda: assumption_set(benchmark_rows="some"), "benchmark_rows", "'some'", "all"),
    "lever": (lambda: lever_alpha("servin"), "lever", "not known", "'servin'", "'serving'"),
    "lever among others": (lambda: lever_alpha(["model", "hardwear"]), "lever", "'hardwear'", "'hardware'"),
    "method": (lambda: sample(energy("405B"), 9, rng(), "sobl"), "method", "pseudo or sobol", "'sobl'"),
}

RANGES = {
    "q 0": (lambda: energy("405B").quantile(0), "q ", "between 0 and 1", "0"),
    "q 1": (lambda: energy("Baseline").quantile([0.5, 1]), "q ", "between 0 and 1", "1.0"),
    "q of a fleet": (lambda: fleet().quantile(-0.5), "q ", "between 0 and 1", "-0.5"),
    "q NaN": (lambda: energy("405B").quantile(NAN), "q ", "finite", "nan"),
    "wh 0": (lambda: energy("405B").cdf(0), "wh", "above 0", "0"),
    "wh negative": (lambda: energy("Baseline").prob_above(-2), "wh", "above 0", "-2"),
    "alpha order": (lambda: energy("405B", alpha=(3, 2)), "alpha_lo", "not exceed alpha_hi", "3"),
    "alpha 0": (lambda: energy("Baseline", alpha=(0, 2)), "alpha_lo", "above 0", "0"),
    "alpha of a fleet": (lambda: fleet(alpha=(3, 1.5)), "alpha_lo", "not exceed alpha_hi", "3"),
    "alpha NaN": (lambda: fleet(alpha=(1, NAN)), "alpha_hi", "finite", "nan"),
    "median 0": (lambda: energy("405B", 0), "regime", "above 0", "token", "0"),
    "median in text": (lambda: energy("405B", "-5"), "regime", "above 0", "-5"),
    "share high": (lambda: fleet(1.5), "share_tts", "between 0 and 1", "1.5"),
    "share low": (lambda: fleet([0.5, -0.1]), "share_tts", "between 0 and 1", "-0.1"),
    "queries": (lambda: fleet(queries_per_day=-3), "queries_per_day", "at least 0", "-3"),
    "beta": (lambda: fleet(beta=0.9), "beta", "at least 1", "0.9"),
    "load": (lambda: load_profile_factor(1.2, 11, 3), "mean_load", "not exceed 1", "1.2"),
    "idle": (lambda: load_profile_factor(0.7, 3, 11), "load_p_idle_kw", "between 0 and load_p_max_kw", "11"),
    "fraction order": (
        lambda: assumption_set(power_fraction_p5=0.95), "power_fraction_p5", "not exceed power_fraction_p95", "0.95",
    ),
    "pue order": (lambda: assumption_set(pue_p5=1.7), "pue_p5", "not exceed pue_p95", "1.7"),
    "idle order": (
        lambda: assumption_set(load_p_idle_kw=12), "load_p_idle_kw", "not exceed load_p_max_kw", "12",
    ),
    "trim": (lambda: assumption_set(trim_first=0.5), "trim_first", "at most 0.49", "0.5"),
    "n 0": (lambda: sample(energy("405B"), 0, rng()), "n must", "from 1", "0"),
    "n 0 of a blend": (lambda: sample(energy("Baseline"), 0, rng()), "n must", "from 1", "0"),
    "n huge of a blend": (lambda: sample(energy("Baseline"), 10_000_001, rng()), "n must", "from 1", "10000001"),
    "n a fraction": (lambda: sample(energy("Baseline"), 2.5, rng()), "n must", "whole", "2.5"),
    "n in text": (lambda: sample(energy("Baseline"), "9", rng()), "n must", "whole", "'9'"),
    "replay n": (lambda: replay(n=5), "n must", "from 100", "5"),
    "replay seed": (lambda: replay(seed=-1), "seed", "whole", "-1"),
    "replay seed text": (lambda: replay(seed="42"), "seed", "whole", "'42'"),
}  # fmt: skip

# key -> a value just outside its rule, and words of the rule
OUTSIDE = {
    "p_max_kw": (0, "above 0"), "p_max_kw_deepseek_r1": (-14.1, "above 0"),
    "power_fraction_p5": (0, "above 0"), "power_fraction_p95": (1.01, "at most 1"),
    "pue_p5": (0.99, "at least 1"), "pue_p95": (0.5, "at least 1"), "l_in": (0, "above 0"),
    "l_out_median_traditional": (0, "above 0"), "l_out_median_tts": (-1, "above 0"),
    "prefill_weight": (-0.1, "at least 0"), "coupled_intercept": (0, "above 0"),
    "coupled_slope": (-0.1, "at least 0"), "z_p95": (1.96, "at most 1.7"),
    "trim_first": (-0.1, "at least 0"), "trim_second": (0.5, "at most 0.49"),
    "queries_per_day": (-1, "at least 0"), "days_per_year": (367, "at most 366"),
    "redundancy": (0.9, "at least 1"), "load_profile": (0.9, "at least 1"), "network": (0, "at least 1"),
    "mean_load": (1.1, "at most 1"), "load_p_max_kw": (0, "above 0"), "load_p_idle_kw": (-1, "at least 0"),
}  # fmt: skip

ROWS = {
    "one row": (lambda: fit_tps([886], [1024], [1024]), "rows", "at least 2", "1"),
    "no row": (lambda: fit_tps([], [], []), "rows", "at least 2", "0"),
    "twice the same": (
        lambda: fit_tps([886, 1300, 886], [1024, 500, 1024], [1024, 2000, 1024]), "rows", "must differ", "886",
    ),
    "two equal rows": (lambda: fit_tps([5, 5], [1, 1], [2, 2]), "rows", "must differ", "5"),
    "collinear": (lambda: fit_tps([1, 2, 3], [10, 20, 40], [10, 20, 40]), "rows", "vary in both", "independently"),
    "one prompt length": (lambda: fit_tps([1, 2, 3], [10, 10, 10], [1, 2, 4]), "rows", "vary in both l_in and l_out"),
    "unequal columns": (lambda: fit_tps([1, 2, 3], [1, 2], [1, 2, 3]), "l_in", "as many rows as tps (3)", "2"),
    "negative": (lambda: fit_tps([886, -1300, 378], *GOOD_ROWS[1:]), "tps", "above 0", "-1300"),
    "NaN": (lambda: fit_tps(GOOD_ROWS[0], [1024, NAN, 5000], GOOD_ROWS[2]), "l_in", "finite", "nan"),
    "text": (lambda: fit_tps(*GOOD_ROWS[:2], [1024, "many", 500]), "l_out", "number", "many"),
    "number in text": (lambda: fit_tps(["886", "1300", "378"], *GOOD_ROWS[1:]), "tps", "number", "886"),
    "cap": (lambda: fit_tps(*GOOD_ROWS, tps_max=-1), "tps_max", "above 0", "-1"),
    "length 0": (lambda: fit_tps(*GOOD_ROWS).predict(500, 0), "l_out", "above 0", "0"),
}  # fmt: skip


@pytest.mark.parametrize("case", [*UNKNOWN.values(), *RANGES.values(), *ROWS.values()], ids=[*UNKNOWN, *RANGES, *ROWS])
def test_message_names_argument_rule_and_value(case: tuple[Callable[[], object], *tuple[str, ...]]) -> None:
    call, *words = case
    with pytest.raises(ValueError) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize("key", OUTSIDE)
def test_assumptions_keep_their_bounds(key: str) -> None:
    value, rule = OUTSIDE[key]
    for bad in (value, [value, value]) if not key.startswith("trim") else (value,):
        with pytest.raises(ValueError, match=rf"^{key} must be .*: got {value}") as caught:
            assumption_set(**{key: bad})
        assert rule in str(caught.value)


@pytest.mark.parametrize("key", OUTSIDE)
@pytest.mark.parametrize("bad", [NAN, INF, -INF, None, "", "1.2", "text", True, b"1", [1.0, NAN], [None], ["1.2"], {}])
def test_assumptions_are_finite_numbers(key: str, bad: object) -> None:
    with pytest.raises(ValueError, match=rf"^{key} must be (finite|a number)"):
        assumption_set(**{key: bad})


ARGUMENTS: dict[str, Callable[[object], object]] = {
    "q": lambda x: energy("405B").quantile(x),
    "wh": lambda x: energy("Baseline").cdf(x),
    "alpha_lo": lambda x: energy("405B", alpha=(x, 2)),
    "alpha_hi": lambda x: fleet(alpha=(0.5, x)),
    "share_tts": fleet,
    "queries_per_day": lambda x: fleet(queries_per_day=x),
    "beta": lambda x: fleet(beta=x),
    "tps": lambda x: fit_tps(x, [1, 2, 3], [1, 3, 2]),
    "mean_load": lambda x: load_profile_factor(x, 11, 3),
}


@pytest.mark.parametrize("name", ARGUMENTS)
@pytest.mark.parametrize("bad", [NAN, INF, -INF, "", "1.2", "text", True, [0.5, NAN], [None], ["0.5"], {}])
def test_arguments_are_finite_numbers(name: str, bad: object) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be (finite|a number)"):
        ARGUMENTS[name](bad)


@pytest.mark.parametrize("name", [n for n in ARGUMENTS if n not in {"queries_per_day", "beta"}])
def test_none_is_not_a_number(name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be a number: got None"):
        ARGUMENTS[name](None)


@pytest.mark.parametrize("bad", [None, 2, (2,), (1, 2, 3), (), "12"])
def test_alpha_is_a_pair(bad: object) -> None:
    for call in (lambda: energy("405B", alpha=bad), lambda: fleet(alpha=bad)):
        with pytest.raises(ValueError, match=r"^alpha"):
            call()


@pytest.mark.parametrize("bad", [None, 3])
def test_a_lever_is_a_name(bad: object) -> None:
    with pytest.raises(ValueError, match=r"^lever"):
        lever_alpha(bad)
