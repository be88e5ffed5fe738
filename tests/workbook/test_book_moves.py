"""Changing an input moves every result that depends on it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from calc.assumptions import assumption_set
from tests.workbook import built, machine
from workbook.inputs import OwnFleet, OwnQuery, WorkbookInputs, built_levers

# Caches and the engine agree within 1e-13; a change that matters is larger than this.
STILL = 1e-9
WITH_LONG_QUERIES = ("mixed", "mixed.improved", "own")


def moved(inputs: WorkbookInputs) -> set[str]:
    after = machine.machine().calculate(machine.edits(inputs))
    return {key for key in keys() if differs(float(built.cached()[built.at_key(key)]), float(after[built.at_key(key)]))}


def keys(holds: Callable[..., bool] = lambda *_: True) -> set[str]:
    """Return the results, those for which `holds` of the parts of the key; not the comparisons with the build."""
    return {key for key in built.context().cells if not key.endswith("|worst") and holds(*key.split("|"))}


def differs(before: float, after: float) -> bool:
    return abs(after - before) > STILL * abs(before)


def test_longer_answers_of_long_queries_move_these_and_the_fleets_that_have_them() -> None:
    inputs = replace(built.BUILT, assumptions=assumption_set(l_out_median_tts=6000))

    def depends(first: str, second: str, *rest: str) -> bool:
        if first == "fleet":
            return second in WITH_LONG_QUERIES and rest[0] != "part_trad"
        return "tts" in (second, *rest) and not second.startswith("Main")  # its change against itself is 0

    assert moved(inputs) == keys(depends)


def test_own_query_own_fleet_and_a_lever_move_their_own_results() -> None:
    inputs = replace(
        built.BUILT,
        levers=built_levers() | {"serving": (2.0, 5.0)},
        query=OwnQuery("Llama 3.1 70B", 500, 700),
        fleet=OwnFleet(0.2, 1.2, 3),
    )

    def depends(first: str, second: str, *rest: str) -> bool:
        lever = rest[0] if rest else ""
        return first == "Own model" or (first, second) == ("fleet", "own") or lever in ("serving", "combined")

    assert moved(inputs) == keys(depends)


def test_line_of_sight_and_beta_move_fleets_and_no_query() -> None:
    inputs = replace(
        built.BUILT, assumptions=assumption_set(network=1.2), levers=built_levers() | {"line-of-sight": (2.0, 3.0)}
    )
    beta = ("Network", "beta in use", "beta with the formula of S.V")
    empty = keys(lambda *k: k[0] == "fleet" and built.context().values["|".join(k)] == 0)
    assert moved(inputs) == keys(lambda *k: k[0] == "fleet" or (k[0] == "section4" and k[1] in beta)) - empty
