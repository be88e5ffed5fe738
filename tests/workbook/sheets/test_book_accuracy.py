"""The trials are good enough for any inputs: live quantiles against calc's exact ones over random overrides."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from calc.inputs.assumptions import assumption_set
from calc.inputs.catalogue import REGIMES
from calc.inputs.check import FloatArray
from calc.inputs.levels import LEVELS
from calc.query.levers import FIGURE2
from workbook.build import begin
from workbook.model.exact import Exact, summary
from workbook.model.inputs import COMBINED, LEVERS, MODELS, OWN, OwnQuery, WorkbookInputs
from workbook.model.lattice import TRIALS
from workbook.model.results import Context
from workbook.sheets import benchmarks, grid_factors, inputs, levers, tps_fit, trials
from workbook.sheets import query_results as q
from workbook.writer.term import Term

# What the issue asks: within 1 %, and 2 % at P5, where a trial counts most.
TOLERANCES = (0.02, 0.01, 0.01, 0.01, 0.01)
UNDER_LEVERS, RARELY = 2, 0.03  # tolerances, and the share of rows beyond one
SAMPLES = 25
Ranges = tuple[tuple[float, float], ...]
# Power fraction, PUE and levers of any data centre that exists; levers reach to 10 as published.
USUAL = ((0.2, 1), (1, 2), (1, 10))
# What the Inputs sheet takes without a word.
WIDE = ((0.05, 1), (1, 3), (1, 30))


def between(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def pair(rng: np.random.Generator, low: float, high: float) -> tuple[float, float]:
    first, second = sorted(between(rng, low, high) for _ in range(2))
    return first, second


def overridden(rng: np.random.Generator, weight: float, within: Ranges = WIDE) -> WorkbookInputs:
    """Return inputs that a user may type, from a short answer to 200,000 tokens."""
    fraction, pue = (pair(rng, *ends) for ends in within[:2])
    changes = {
        "power_fraction_p5": fraction[0], "power_fraction_p95": fraction[1], "pue_p5": pue[0], "pue_p95": pue[1],
        "l_out_median_traditional": between(rng, 1, 2e5), "l_out_median_tts": between(rng, 1, 2e5),
        "l_in": between(rng, 1, 1e5), "prefill_weight": weight,
        "power_model": str(rng.choice(["independent", "coupled"])),
    }  # fmt: skip
    ranges = {name: pair(rng, *within[2]) for name in LEVERS}
    query = OwnQuery(str(rng.choice(MODELS)), between(rng, 1, 1e5), between(rng, 1, 2e5))
    return WorkbookInputs(assumption_set(**changes), levers=ranges, query=query)


def written(at: WorkbookInputs) -> Context:
    """Return the sheets up to the trials."""
    context = begin(at)
    for sheet in (grid_factors, inputs, benchmarks, tps_fit, trials):
        sheet.write(context)
    return context


def percentiles(sample: Term) -> list[float]:
    """Return PERCENTILE.INC of a sample."""
    return [float(p) for p in np.quantile(np.ravel(sample.value), LEVELS)]


def baseline(context: Context, regime: str, lever: str | None = None, *, trimmed: bool = True) -> list[float]:
    """Return the quantiles of the models above 200B, trimmed or not, over a lever's alpha."""
    divided_by = levers.every_model(context, lever) if lever else None
    if trimmed:
        return percentiles(q.kept(context, regime, divided_by))
    block = trials.big_block(context, regime)
    return percentiles(block / divided_by if lever else block)


def misses(live: Sequence[float], exact: Sequence[float]) -> FloatArray:
    """Return the relative errors of the quantiles, in tolerances."""
    relative = np.abs(np.asarray(live) / np.asarray(exact)[: len(LEVELS)] - 1)
    return np.asarray(relative / np.asarray(TOLERANCES))


def near(live: Sequence[float], exact: Sequence[float]) -> bool:
    return bool(np.all(misses(live, exact) <= 1))


@pytest.mark.parametrize("weight", [0.0, 1 / 30, 1.0])
def test_quantiles_of_queries(weight: float) -> None:
    rng = np.random.default_rng(20251120)
    for _ in range(SAMPLES if weight == 0 else SAMPLES // 5):  # exact quantiles with prompts take seconds
        at = overridden(rng, weight)
        live, exact = written(at), Exact(at)
        for (model, regime), column in trials.ENERGY.items():
            known = exact.query(model, regime)
            assert known is not None
            assert near(percentiles(live.draws.there(column)), summary(known)), (model, regime, at)
        for regime in REGIMES:
            for trimmed in (True, False):
                found = baseline(live, regime, trimmed=trimmed)
                assert near(found, summary(exact.levered(regime, None, trimmed=trimmed))), (regime, at)


@pytest.mark.parametrize("within", [USUAL, WIDE], ids=["usual", "wide"])
def test_quantiles_under_levers(within: Ranges) -> None:
    """Few rows miss, as `workbook.model.lattice` says, and none by twice the tolerance.

    Its shares are those of 1,100 other random inputs, 17,200 rows. The rows of one set of inputs miss together: five
    of the 200 here, so that the share asserted is wider.
    """
    rng = np.random.default_rng(20251121)
    worst: list[float] = []
    for _ in range(SAMPLES // 2):
        at = overridden(rng, 0, within)
        live, exact = written(at), Exact(at)
        for regime, lever, trimmed in product(REGIMES, (*FIGURE2, COMBINED), (True, False)):
            found = baseline(live, regime, lever, trimmed=trimmed)
            known = summary(exact.levered(regime, lever, trimmed=trimmed))
            worst.append(float(misses(found, known).max()))
            assert worst[-1] < UNDER_LEVERS, (regime, lever, trimmed, found, known, at)
    assert np.mean(np.array(worst) > 1) <= RARELY


def test_the_published_levers_are_within_the_tolerances() -> None:
    """At power fraction and PUE as published, whatever the lengths: what most readers leave as it is."""
    rng = np.random.default_rng(20251122)
    for _ in range(SAMPLES // 5):
        medians = {f"l_out_median_{r}": between(rng, 1, 2e5) for r in REGIMES}
        at = WorkbookInputs(assumption_set(**medians))
        live, exact = written(at), Exact(at)
        for regime, lever, trimmed in product(REGIMES, (*FIGURE2, COMBINED), (True, False)):
            found = baseline(live, regime, lever, trimmed=trimmed)
            assert near(found, summary(exact.levered(regime, lever, trimmed=trimmed))), (regime, lever, at)


def test_every_coordinate_is_even() -> None:
    midpoints = (np.arange(TRIALS.n) + 0.5) / TRIALS.n
    draws = written(WorkbookInputs(assumption_set())).draws
    for coordinate in range(len(TRIALS.generators)):
        assert np.array_equal(np.sort(draws.uniform("AZ", coordinate).value), midpoints)


def test_own_query_without_rows_has_no_energy() -> None:
    at = WorkbookInputs(assumption_set(), query=OwnQuery(OWN))
    assert Exact(at).query(OWN, "own") is None
    assert not written(at).draws.columns[trials.ENERGY[OWN, "own"]].value.any()
