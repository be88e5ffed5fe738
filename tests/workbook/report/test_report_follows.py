"""What a person types into a report: both engines then show what calc says on the same terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from calc.impacts.grid_factor import grid
from calc.impacts.several_places import place_mix
from calc.inputs.serving_assumptions import serving_set
from calc.usage.ledger_energy import usage_energy
from tests.workbook import engines
from tests.workbook.built import errors
from tests.workbook.report.built import BOTH, FILES, TERMS, TYPED, Built, machine, typed
from tests.workbook.report.partners import INTEGRATED, far, partners
from workbook.cli.commands.own_usage import terms_of
from workbook.ledger.answer import Answer, answered
from workbook.ledger.terms import Terms
from workbook.ledger.typed_usage import typed_calls
from workbook.report.content import listed_models
from workbook.report.yellow_cells import NOTED

HALF = {"model": "frontier", "calls": 20e6, "l_in": 1200.0, "l_out": 350.0}
JOB = {
    **{f"typed_1_{name}": value for name, value in HALF.items()}, "typed_1_place": "Ireland",
    **{f"typed_2_{name}": value for name, value in HALF.items()}, "typed_2_place": "Northern Virginia",
}  # fmt: skip
SAID = {
    "note": "meter of 2026, AB", "place": "Sweden", "model": "mid", "calls": 1e5, "l_in": 900.0, "cached": 100.0,
    "l_out": 250.0,
}  # fmt: skip


def job() -> Answer:
    terms = Terms(year=2026, mix=place_mix(["Ireland=0.5", "Northern Virginia=0.5"], 2026))
    return answered(typed_calls("frontier", 40e6, 1200, 350), terms)


@pytest.mark.parametrize("engine", [engines.libreoffice, engines.ironcalc], ids=lambda engine: engine.__name__)
def test_typed_calls_give_what_the_command_says(engine) -> None:
    found = TYPED.shown(engine(TYPED.file, typed(TYPED, JOB)))
    known = {key: value for key, (value, _) in partners(job()).items() if key.startswith("total")}
    assert far(found, {key: (value, 1e-9) for key, value in known.items()}) == {}  # rows of one name share their draws
    assert found["total|kwh|mean"] == pytest.approx(11_518.44, abs=0.005)


def with_stand_in(answer: Answer, key: str, name: str, quality: int) -> Answer:
    matches = {
        model: replace(one, name=name, quality=quality) if one.key == key else one
        for model, one in answer.matches.items()
    }
    names = {one.key: one.name for one in matches.values()}
    energy = usage_energy([names[one] for one in answer.keys], answer.terms.a, answer.terms.given)
    return Answer(answer.usage, answer.terms, answer.rows, matches, answer.places, energy)


def with_place(answer: Answer, region: str, place: str) -> Answer:
    there, g = answer.rows["region"].eq(region), grid(place).factor.gco2e_per_kwh
    rows = answer.rows.assign(
        location_g=answer.rows["location_g"].mask(there, g),
        market_g=answer.rows["market_g"].mask(there, g),
        known=answer.rows["known"] | there,
    )
    return Answer(answer.usage, answer.terms, rows, answer.matches, answer.places, answer.energy)


def on(**given: Any) -> Callable[[], Answer]:
    return lambda: FILES.answer(replace(TERMS, **given))


CASES: dict[str, tuple[dict[str, Any], Callable[[], Answer]]] = {
    "another stand-in": (
        {"stand_in OpenAI mid": "Llama 3.1 70B"},
        lambda: with_stand_in(FILES.answer(), "OpenAI mid", "Llama 3.1 70B", 2),
    ),
    "a place for a region": (
        {"place example-north-1 2026": "Sweden"}, lambda: with_place(FILES.answer(), "example-north-1", "Sweden")
    ),
    "measured PUE": (
        {"measured_pue": 1.25}, lambda: FILES.answer(terms_of("equery-2026", ["pue=1.25"], None, 2026))
    ),
    "measured batch and cache": (
        {"measured_batch": 90.0, "measured_cache_read": 0.05},
        lambda: FILES.answer(terms_of("equery-2026", ["batch=90", "cache_read=0.05"], None, 2026)),
    ),
    "a contract of 0": ({"contractual_g": 0.0}, on(contractual_g=0.0)),
    "contract and certificates": (
        {"contractual_g": 250.0, "certified_share": 0.4}, on(contractual_g=250.0, certified_share=0.4)
    ),
    "water": ({"wue_site": 0.3, "wue_generation": 1.2}, on(wue_site=0.3, wue_generation=1.2)),
    "own server": ({"host": "Own server"}, on(a=serving_set("equery-2026-own"))),
    "places": (
        {
            "mix_place_1": "Sweden", "mix_share_1": 3.0, "mix_place_2": "France", "mix_share_2": 1.0,
            "mix_share_3": 0.0, "mix_known": "known",
        },
        on(mix=place_mix(["Sweden=3", "France=1"])),
    ),
    "no places": (dict.fromkeys(f"mix_{what}_{i}" for what in ("place", "share") for i in (1, 2, 3)), FILES.answer),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_results_follow_what_is_typed(case: str) -> None:
    inputs, answer = CASES[case]
    found = machine(FILES).calculate(typed(FILES, inputs))
    assert far(FILES.shown(found), partners(answer(), mean=INTEGRATED)) == {}
    assert found[FILES.named("master_check")] == "All checks pass"


def everything(report: Built) -> dict[str, Any]:
    """Return something for every yellow cell."""
    found: dict[str, Any] = {}
    for key, cell in report.pages.inputs.items():
        kind = key.split("_", 2)[-1] if key.startswith("typed") else key.split("_", 1)[0].split(" ")[0]
        if key.startswith("stand_in"):
            found[key] = listed_models()[len(found) % len(listed_models())]
        elif kind in SAID:
            found[key] = SAID[kind]
        elif key.startswith("mix_"):
            found[key] = {"mix_known": "known"}.get(key, "Norway" if "place" in key else 0.3)
        elif key.startswith("measured"):
            found[key] = {"measured_pue": 1.3, "measured_batch": 60.0, "measured_software": 1.1}.get(key, 0.6)
        else:
            found[key] = {"host": "Own server", "contractual_g": 300.0}.get(key, "Example" if not cell.value else 0.5)
    return found | {"certified_share": 0.2, "wue_site": 0.3, "wue_generation": 1.0}


@pytest.mark.parametrize("engine", [engines.libreoffice, engines.ironcalc], ids=lambda engine: engine.__name__)
@pytest.mark.parametrize("report", BOTH, ids=lambda report: report.name)
def test_no_cell_shows_an_error_with_everything_typed(report: Built, engine) -> None:
    inputs = everything(report)
    assert set(inputs) == set(report.pages.inputs)
    assert {f"note_{row}" for row in NOTED} <= set(inputs)
    found = engine(report.file, typed(report, inputs))
    assert errors(found) == []
    assert found[report.named("master_check")] == "All checks pass"


@pytest.mark.parametrize("report", BOTH, ids=lambda report: report.name)
def test_no_cell_shows_an_error_with_all_but_the_host_emptied(report: Built) -> None:
    inputs = dict.fromkeys(key for key in report.pages.inputs if key != "host")
    assert errors(machine(report).calculate(typed(report, inputs))) == []
