"""How long things take, in groups that belong together; `python -m tests.benchmarks.ratios` reads them.

Nothing here asserts a time: a run of the tests calls each function once and checks its result.
"""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from calc.fleets.daily_total import fleet
from calc.inputs.assumptions import assumption_set
from calc.inputs.catalogue import REGIMES, model_names
from calc.inputs.set_by_name import any_set
from calc.query.estimate import Energy, energy
from calc.query.levers import FIGURE2, lever_alpha
from calc.query.sampling import sample
from tests.reference import coefficients

MODEL = "Llama 3.1 405B"
DRAWS = 10_000
MILLION = 1_000_000
PERCENTILES = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


def monte_carlo() -> tuple[Callable[[], float], Callable[[], float]]:
    """Median and mean of 10,000 draws of one query, as one would write them in NumPy."""
    b0, b_in, b_out, cap = coefficients(MODEL)
    rng = np.random.default_rng(42)
    z = 1.645
    mu_f, s_f = np.log(0.4 * 0.9) / 2, np.log(0.9 / 0.4) / (2 * z)
    mu_p, s_p = np.log(1.05 * 1.6) / 2, np.log(1.6 / 1.05) / (2 * z)

    def draw() -> np.ndarray:
        l_out = rng.exponential(300 / np.log(2), DRAWS)
        power = 11.3 * rng.lognormal(mu_f, s_f, DRAWS)
        pue = rng.lognormal(mu_p, s_p, DRAWS)
        tps = np.minimum(cap, np.exp(b0 + b_in * np.log(500) + b_out * np.log(l_out)))
        return pue * power * l_out / (tps * 3.6)

    return lambda: float(np.quantile(draw(), 0.5)), lambda: float(np.mean(draw()))


def figures() -> list[np.ndarray]:
    """Figures 1, 2 and 3 whole: models, baseline and levers in both regimes, and the fleets."""
    values = []
    for regime in REGIMES:
        values += [energy(model, regime).quantile(PERCENTILES) for model in model_names()]
        values += [energy("Baseline", regime, alpha=lever_alpha(name)).quantile(PERCENTILES) for name in FIGURE2]
        values.append(energy("Baseline", regime, alpha=lever_alpha(FIGURE2)).quantile(PERCENTILES))
    for share in (0.0, 0.1):
        values += [fleet(share).gwh_per_day, fleet(share, lever_alpha("line-of-sight")).gwh_per_day]
    return values


def query() -> Energy:
    """A query asked for by its names, as a cell asks; `energy` keeps those it has built."""
    return energy(MODEL, "traditional")


@pytest.mark.benchmark(group="quantile")
def test_quantile_exact(benchmark: Callable) -> None:
    # 0.43445 is the exact value to five digits; the draws below scatter by about 1 %.
    assert round(float(benchmark(lambda: query().quantile(0.5))), 5) == 0.43445


@pytest.mark.benchmark(group="quantile")
def test_quantile_of_a_built_query(benchmark: Callable) -> None:
    e = query()
    assert round(float(benchmark(lambda: e.quantile(0.5))), 5) == 0.43445


@pytest.mark.benchmark(group="quantile")
def test_quantile_monte_carlo(benchmark: Callable) -> None:
    assert abs(benchmark(monte_carlo()[0]) / 0.43445 - 1) < 0.1


@pytest.mark.benchmark(group="mean")
def test_mean_exact(benchmark: Callable) -> None:
    assert round(float(benchmark(lambda: query().mean())), 5) == 0.56209


@pytest.mark.benchmark(group="mean")
def test_mean_of_a_built_query(benchmark: Callable) -> None:
    e = query()
    assert round(float(benchmark(e.mean)), 5) == 0.56209


@pytest.mark.benchmark(group="mean")
def test_mean_monte_carlo(benchmark: Callable) -> None:
    assert abs(benchmark(monte_carlo()[1]) / 0.56209 - 1) < 0.1


@pytest.mark.benchmark(group="figures")
def test_figures(benchmark: Callable) -> None:
    found = benchmark(figures)
    assert round(float(found[-2]), 5) == 1.88507


@pytest.mark.benchmark(group="fleet")
def test_fleet_one(benchmark: Callable) -> None:
    a = assumption_set(pue_p95=1.6)
    found = benchmark(lambda: fleet(0.1, (1.5, 3), queries_per_day=1e9, assumptions=a))
    assert round(float(found.gwh_per_day), 5) == 0.90857


@pytest.mark.benchmark(group="fleet")
def test_fleet_million(benchmark: Callable) -> None:
    rng = np.random.default_rng(1)
    share, hi, pue, queries = (
        rng.random(MILLION),
        1.5 + rng.random(MILLION),
        1.2 + rng.random(MILLION),
        rng.random(MILLION),
    )
    share[0], hi[0], pue[0], queries[0] = 0.1, 3, 1.6, 1
    a = assumption_set(pue_p95=pue)
    found = benchmark(lambda: fleet(share, (1.5, hi), queries_per_day=queries * 1e9, assumptions=a))
    assert round(float(found.gwh_per_day[0]), 5) == 0.90857


@pytest.mark.benchmark(group="import", min_rounds=15)
@pytest.mark.parametrize("what", ["import numpy, scipy.special", "import calc", "from calc import *"])
def test_import(benchmark: Callable, what: str) -> None:
    run = benchmark(lambda: subprocess.run([sys.executable, "-c", what], check=True))
    assert run.returncode == 0


# A prompt of 5,000 tokens and an alpha so narrow that the points of the trimmed models do not serve it: the slowest.
STUDIES = {"plain": {}, "prefill": {"prefill_weight": 1.0}, "coupled": {"power_model": "coupled"}}


@pytest.mark.benchmark(group="baseline")
@pytest.mark.parametrize("alpha", [(1.0, 1.02), (1.5, 3.0)], ids=["narrow", "wide"])
@pytest.mark.parametrize("study", STUDIES)
def test_baseline(benchmark: Callable, study: str, alpha: tuple[float, float]) -> None:
    a = assumption_set(l_in=5000, **STUDIES[study])
    found = benchmark(lambda: energy("Baseline", 300, a, alpha=alpha).quantile(PERCENTILES))
    assert energy("Baseline", 300, a, alpha=alpha).cdf(found) == pytest.approx(PERCENTILES, rel=1e-8)


@pytest.mark.benchmark(group="column", max_time=5)
@pytest.mark.parametrize("rows", [20, 200])
def test_column(benchmark: Callable, rows: int) -> None:
    """Medians of the baseline with prefill, no two rows alike, some of them with a narrow alpha."""
    rng = np.random.default_rng(1)
    lengths, l_in, weight = rng.uniform(1, 5000, rows), rng.uniform(50, 5000, rows), rng.uniform(0.01, 1, rows)
    lo = rng.uniform(1, 2, rows)
    hi = lo * rng.choice([1.0, 1.02, 2.0], rows)

    def medians(at: slice) -> np.ndarray:
        a = assumption_set(l_in=l_in[at], prefill_weight=weight[at])
        return energy("Baseline", lengths[at], a, alpha=(lo[at], hi[at])).quantile(0.5)

    found = benchmark(medians, slice(None))
    assert found[-3:] == pytest.approx(medians(slice(-3, None)), rel=1e-8)


@pytest.mark.benchmark(group="served")
def test_served_exact(benchmark: Callable) -> None:
    a = any_set("equery-2026")
    found = benchmark(lambda: energy("frontier", 300.0, a).quantile(0.5))
    assert 0.05 < float(found) < 0.2


@pytest.mark.benchmark(group="served")
def test_served_draws(benchmark: Callable) -> None:
    # as many draws as leave 1 % of the exact median
    found = energy("frontier", 300.0, any_set("equery-2026"))
    rng = np.random.default_rng(1)
    drawn = benchmark(lambda: float(np.median(sample(found, 100_000, rng))))
    assert drawn == pytest.approx(float(found.quantile(0.5)), rel=0.03)


@pytest.mark.benchmark(group="served")
@pytest.mark.parametrize("rows", [20, 200])
def test_served_column(benchmark: Callable, rows: int) -> None:
    a = any_set("equery-2026")
    found = benchmark.pedantic(lambda: energy("frontier", np.linspace(100, 900, rows), a).quantile(0.5), rounds=2)
    assert np.all(np.diff(found) > 0)
