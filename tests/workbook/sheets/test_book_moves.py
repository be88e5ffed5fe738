"""Changing an input moves every result that depends on it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from calc.inputs.assumptions import assumption_set
from tests.workbook import built, machine
from tests.workbook.machine import Machine
from workbook.model.inputs import (
    ImpactInputs,
    OwnFleet,
    OwnQuery,
    ScenarioRow,
    WorkbookInputs,
    built_levers,
    built_scenarios,
)

# Caches and the engine agree within 1e-13; a change that matters is larger than this.
STILL = 1e-9
WITH_LONG_QUERIES = ("mixed", "mixed.improved", "own")
OF_A_YEAR = ("Energy, mean", "Energy, P5", "Energy, P95")
EMISSIONS = ("Emissions, location-based", "Emissions, market-based")
COST = "Electricity cost"
POWER = "k"  # kWh/Wh of a node's maximum power, whatever it answers


def moved(inputs: WorkbookInputs, by: Machine | None = None) -> set[str]:
    after = (by or machine.machine()).calculate(machine.edits(inputs))
    return {key for key in keys() if differs(float(built.cached()[built.at_key(key)]), float(after[built.at_key(key)]))}


def keys(holds: Callable[..., bool] = lambda *_: True) -> set[str]:
    """Return the results, those for which `holds` of the parts of the key; not the comparisons with the build."""
    return {key for key in built.context().cells if not key.endswith("|worst") and holds(*key.split("|"))}


def empty() -> set[str]:
    """Return the results that are 0 and stay so: parts that a fleet lacks; water and making of nodes, left out."""
    return {key for key in keys(lambda first, *_: first in ("fleet", "impact")) if built.context().values[key] == 0}


def impact(**changes: object) -> ImpactInputs:
    return replace(built.BUILT.impact, **changes)  # type: ignore[arg-type]


def differs(before: float, after: float) -> bool:
    return abs(after - before) > STILL * abs(before)


def test_longer_answers_of_long_queries_move_these_and_the_fleets_that_have_them() -> None:
    inputs = replace(built.BUILT, assumptions=assumption_set(l_out_median_tts=6000))

    def depends(first: str, second: str, *rest: str) -> bool:
        if first == "fleet":
            return second in WITH_LONG_QUERIES and rest[0] != "part_trad"
        if first == "outlook":
            return rest[0] in (*OF_A_YEAR, *EMISSIONS, COST)
        if first == "scenario":
            return built_scenarios()[int(second) - 1].share_tts > 0
        if first in ("impact", "tornado"):
            return second in (*WITH_LONG_QUERIES, "fleet")
        # a change of the main analysis against itself is 0
        return "tts" in (second, *rest) and not second.startswith("Main") and rest[-1:] != (POWER,)

    assert moved(inputs) == keys(depends) - empty()


def test_own_query_own_fleet_and_a_lever_move_their_own_results() -> None:
    inputs = replace(
        built.BUILT,
        levers=built_levers() | {"serving": (2.0, 5.0)},
        query=OwnQuery("Llama 3.1 70B", 500, 700),
        fleet=OwnFleet(0.2, 1.2, 3),
    )

    def depends(first: str, second: str, *rest: str) -> bool:
        lever = rest[0] if rest else ""
        if first == "outlook":
            return lever in ("Share of long queries", *OF_A_YEAR, *EMISSIONS, COST)
        if rest[-1:] == (POWER,):  # both models stand on the same node
            return False
        if first in ("Own model", "tornado") or (first in ("fleet", "impact") and second == "own"):
            return True
        return lever in ("serving", "combined")

    assert moved(inputs) == keys(depends) - empty()


def test_line_of_sight_and_beta_move_fleets_and_no_query() -> None:
    inputs = replace(
        built.BUILT, assumptions=assumption_set(network=1.2), levers=built_levers() | {"line-of-sight": (2.0, 3.0)}
    )
    beta = ("Network", "beta in use", "beta with the formula of S.V")

    def depends(first: str, second: str, *rest: str) -> bool:
        if first == "impact":
            return rest[0] != "tokens"
        if first == "outlook":
            return rest[0] in (*OF_A_YEAR, *EMISSIONS, COST)
        if first == "tornado":
            return second == "fleet"
        return first in ("fleet", "scenario") or (first == "section4" and second in beta)

    assert moved(inputs) == keys(depends) - empty()


def test_price_moves_cost_and_growth_the_years_after_this_one() -> None:
    inputs = replace(built.BUILT, impact=impact(price_per_kwh=0.3, queries_growth=0.1))

    def depends(first: str, second: str, *rest: str) -> bool:
        if first == "outlook" and second != "0":
            return rest[0] in ("Price per kWh", COST, "Queries a day", *OF_A_YEAR, *EMISSIONS)
        if first == "outlook":
            return rest[0] in ("Price per kWh", COST)
        return (first == "impact" and "cost" in rest[0]) or (first == "scenario" and rest[0].startswith("Cost"))

    assert moved(inputs, machine.light()) == keys(depends)


def test_contract_and_certificates_move_the_market_basis_alone() -> None:
    inputs = replace(built.BUILT, impact=impact(contractual_g_per_kwh=500.0, certified_share=0.25))

    def depends(first: str, second: str, *rest: str) -> bool:
        return first in ("impact", "outlook", "scenario") and "market" in rest[0]

    assert moved(inputs, machine.light()) == keys(depends)


def test_place_moves_emissions_on_both_bases() -> None:
    inputs = replace(built.BUILT, impact=impact(place="France"))

    def depends(first: str, second: str, *rest: str) -> bool:
        return first in ("impact", "outlook", "scenario") and ("market" in rest[0] or "location" in rest[0])

    assert moved(inputs, machine.light()) == keys(depends)


def test_water_and_the_making_of_nodes_move_what_they_add_to() -> None:
    inputs = replace(built.BUILT, impact=impact(wue_site=0.3, wue_generation=1.8, embodied_kgco2e_per_node=5000.0))
    added = ("water", "embodied", "location", "market", "query_loc", "query_mar", "tokens_loc", "tokens_mar")

    def depends(first: str, second: str, *rest: str) -> bool:
        emitted = first in ("scenario", "outlook") and rest[0].startswith(("tCO2e", "Emissions"))
        return emitted or (first == "impact" and rest[0].startswith(added))

    assert moved(inputs, machine.light()) == keys(depends)


def test_a_scenario_moves_itself() -> None:
    first, *others = built_scenarios()
    changed = ScenarioRow(first.name, 0.5, 2.0, 3.0, price_per_kwh=0.0)
    inputs = replace(built.BUILT, scenarios=(changed, *others))
    assert moved(inputs, machine.light()) == keys(lambda first, second, *_: (first, second) == ("scenario", "1"))
