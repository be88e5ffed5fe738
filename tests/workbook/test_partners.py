"""Every published result has a partner that calc computes on another way, and lies within its tolerance."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from calc.inputs.assumptions import assumption_set
from tests.workbook import built
from workbook.build import compose
from workbook.model.inputs import OwnCalls, WorkbookInputs, built_impact
from workbook.model.results import Context
from workbook.partners import Partner, partners_of

# Rates that are off as built: making of nodes, water, certificates, growth; and power that follows throughput.
RICH = replace(
    built_impact(), embodied_kgco2e_per_node=5000.0, wue_site=0.3, wue_generation=1.2, certified_share=0.4,
    contractual_g_per_kwh=420.0, queries_growth=0.4, share_growth=0.1, alpha_growth=0.2, price_growth=0.03,
)  # fmt: skip
OWN_SERVER = OwnCalls(
    "own server", "Llama 3.1 70B", "DGX H100", 4e5, 3000.0, 0.25, 800.0, calls_pue=1.4, calls_place_1="Norway",
)  # fmt: skip
TWO_PLACES = OwnCalls(
    "provider", "mid", "any", 4e7, 1200.0, 0.0, 350.0, calls_batch=150.0, calls_place_1="Ireland",
    calls_share_1=0.5, calls_place_2="Northern Virginia", calls_share_2=0.5,
)  # fmt: skip
CASES = {
    "built": built.BUILT,
    "own server": replace(built.BUILT, calls=OWN_SERVER, impact=RICH),
    "two places": replace(built.BUILT, calls=TWO_PLACES),
    "rich": replace(built.BUILT, impact=RICH),
    "another set": WorkbookInputs(assumption_set("joule-2026", pue_p95=1.4, prefill_weight=0.1), impact=RICH),
}


@cache
def written(case: str) -> tuple[Context, dict[str, Partner]]:
    context = built.context() if case == "built" else compose(CASES[case])
    return context, partners_of(context)


def test_every_published_result_has_a_partner() -> None:
    context, known = written("built")
    assert {key for key in context.cells if not key.endswith("|worst")} == set(known)


@pytest.mark.parametrize("case", CASES)
def test_every_published_result_is_near_its_partner(case: str) -> None:
    context, known = written(case)
    shown = {key: context.values[key] for key in known}
    far = {key: (shown[key], p.value, p.tolerance) for key, p in known.items() if not p.holds(shown[key])}
    assert far == {}


def test_every_tolerance_has_a_reason() -> None:
    _, known = written("built")
    assert all(p.tolerance.reason and 0 < p.tolerance.share < 0.05 for p in known.values())


@pytest.mark.parametrize(
    "key", ["fleet|own|total", "impact|own|location", "Baseline|tts|p50", "study|Power follows TPS, as run|tts"]
)
def test_a_partner_notices_a_wrong_result(key: str) -> None:
    context, known = written("rich")
    assert not known[key].holds(context.values[key] * 1.05 + 0.05)
