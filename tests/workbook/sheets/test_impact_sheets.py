"""Carbon, cost, water, scenarios and tornado: the cells' arithmetic equals calc's, at built and at other inputs."""

from dataclasses import replace

import pytest

from calc.inputs.assumptions import assumption_set
from workbook.build import compose
from workbook.model.inputs import OwnFleet, OwnQuery, ScenarioRow, WorkbookInputs, built_impact

BASE = WorkbookInputs(assumption_set())
RICH = replace(
    built_impact(), place="Ireland", certified_share=0.4, price_per_kwh=0.2, wue_site=0.3, wue_generation=1.8,
    embodied_kgco2e_per_node=5000.0, node_utilisation=0.5, service="own", contractual_g_per_kwh=400.0,
)  # fmt: skip
CASES = {
    "built": BASE,
    "joule": replace(BASE, assumptions=assumption_set("joule-2026")),
    "every rate": replace(BASE, impact=RICH),
    "default utilisation, own factor": replace(
        BASE, impact=replace(RICH, node_utilisation=None, location_g_per_kwh=250.0)
    ),
    "coupled, prompts count": replace(
        BASE, assumptions=assumption_set(power_model="coupled", prefill_weight=0.5, l_in=900), impact=RICH
    ),
    "own fleet and query": replace(
        BASE, fleet=OwnFleet(0.35, 2.0, 6.0), query=OwnQuery("DeepSeek-R1", 300.0, 4000.0),
        assumptions=assumption_set(pue_p95=1.2, l_out_median_tts=20000, mean_load=0.6),
    ),
    "no long queries, no gain": replace(BASE, fleet=OwnFleet(0.0, 1.0, 1.0)),
    "own scenarios": replace(
        BASE, impact=RICH, scenarios=(
            ScenarioRow("ours", 0.2, 1.5, 4.0, 5e8, 100.0, 0.9, 0.05), ScenarioRow("theirs", 1.0, 1.0, 1.0),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("inputs", CASES.values(), ids=CASES)
def test_cells_equal_calc(inputs):
    context = compose(inputs, live=False)
    worst = {key: value for key, value in context.values.items() if key.endswith("|worst")}
    assert len(worst) > 50
    for key, value in worst.items():
        # closed forms differ by rounding alone; quantiles of water come from the trials: 1 %, P5 2 %
        assert value < (0.02 if "water quantiles" in key else 1e-9), key


def test_growth_compounds():
    impact = replace(built_impact(), queries_growth=0.5, price_growth=0.1, alpha_growth=0.25)
    values = compose(replace(BASE, impact=impact), live=False).values
    # by hand: 1.5 x the queries and 1/1.25 of the energy each, 1.1 x the price
    assert values["outlook|2|Energy, mean"] / values["outlook|0|Energy, mean"] == pytest.approx(1.5**2 / 1.25**2)
    costs = values["outlook|3|Electricity cost"] / values["outlook|0|Electricity cost"]
    assert costs == pytest.approx((1.5 / 1.25 * 1.1) ** 3)


def test_market_basis_by_hand():
    # 1 GWh at g gCO2e/kWh is g tonnes; 40 % certified leaves 60 % of the contract's 400 g
    values = compose(replace(BASE, impact=replace(RICH, embodied_kgco2e_per_node=0.0)), live=False).values
    assert values["impact|own|market"] == pytest.approx(values["impact|own|gwh"] * 400 * 0.6)


def test_the_same_fleet_emits_the_same_on_every_sheet():
    """Making the nodes counts on Scenarios and in the outlook as on Carbon and cost."""
    rates = replace(built_impact(), embodied_kgco2e_per_node=5000.0, node_lifetime_years=4.0)
    values = compose(replace(BASE, impact=rates), live=False).values
    for basis in ("location", "market"):
        third = values[f"scenario|3|tCO2e/year, {basis}"]  # the paper's improved fleet
        assert third == pytest.approx(values[f"impact|mixed.improved|{basis}"], rel=1e-12)
        now = values[f"outlook|0|Emissions, {basis}-based"]
        assert now == pytest.approx(values[f"impact|own|{basis}"], rel=1e-12)
        assert third > values["impact|mixed.improved|gwh"] * 369.473  # the electricity alone, in the United States
