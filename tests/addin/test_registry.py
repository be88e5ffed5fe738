"""The registry, the implementations and what calc knows agree."""

import inspect
from importlib import import_module
from typing import get_args, get_type_hints

import numpy as np
import pytest

from addin.arguments import PLACE
from addin.dispatch import call
from addin.registry import FUNCTIONS
from calc.fleets.daily_total import fleet
from calc.inputs.assumptions import assumption_set, keys
from calc.inputs.catalogue import REGIMES, model_names
from calc.inputs.tables import impact_facts, named_sets, published, rows, serving_sets

ISSUE = """
EQUERY_MEDIAN(model, regime, [alpha_lo], [alpha_hi], [assumptions])
EQUERY_MEAN(model, regime, [alpha_lo], [alpha_hi], [assumptions])
EQUERY_QUANTILE(model, regime, q, [alpha_lo], [alpha_hi], [assumptions])
EQUERY_PROB_ABOVE(model, regime, wh, [alpha_lo], [alpha_hi], [assumptions])
EQUERY_SUMMARY(model, regime, [alpha_lo], [alpha_hi], [assumptions])
EQUERY_COMPARE(regime, [alpha_lo], [alpha_hi], [assumptions])
EQUERY_SAMPLE(model, regime, n, [seed], [alpha_lo], [alpha_hi], [assumptions])
TPS_PREDICT(model, l_in, l_out, [assumptions])
TPS_FIT(model, [assumptions])
TPS_FIT_RANGE(tps, l_in, l_out)
EQUERY_FROM_ROWS(tps, l_in, l_out, p_max_kw, regime, q, [assumptions])
FLEET_GWH(share_tts, alpha_lo, alpha_hi, [queries_per_day], [model], [beta], [assumptions])
FLEET_TWH_YEAR(share_tts, alpha_lo, alpha_hi, [queries_per_day], [model], [beta], [assumptions])
FLEET_BETA([redundancy], [mean_load], [network], [p_max_kw], [p_idle_kw])
FLEET_INTERVAL(share_tts, alpha_lo, alpha_hi, q, [queries_per_day], [model], [beta], [assumptions])
EQUERY_GCO2E(model, regime, [place], [alpha_lo], [alpha_hi], [basis], [contractual_g], [certified_share], [assumptions])
EQUERY_COST(model, regime, [price_per_kwh], [alpha_lo], [alpha_hi], [assumptions])
FLEET_TCO2E(share_tts, alpha_lo, alpha_hi, [place], [basis], [contractual_g], [certified_share], \
[queries_per_day], [model], [beta], [assumptions])
FLEET_COST(share_tts, alpha_lo, alpha_hi, [price_per_kwh], [queries_per_day], [model], [beta], [assumptions])
FLEET_WATER_ML(share_tts, alpha_lo, alpha_hi, wue_site, [wue_generation], \
[queries_per_day], [model], [beta], [assumptions])
GRID_FACTOR(place, [year])
FLEET_TORNADO(share_tts, alpha_lo, alpha_hi, [queries_per_day], [model], [assumptions])
FLEET_BREAKEVEN_SHARE(budget_gwh, alpha_lo, alpha_hi, [queries_per_day], [model], [beta], [assumptions])
FLEET_ALPHA_NEEDED(budget_gwh, share_tts, [queries_per_day], [model], [beta], [assumptions])
USAGE_KWH(model, calls, l_in, l_out, [cached], [which], [assumptions])
USAGE_TCO2E(model, calls, l_in, l_out, [place], [cached], [which], [basis], [contractual_g], [certified_share], \
[year], [assumptions])
USAGE_COST(calls, l_in, l_out, price_in, price_out, [cached], [price_cached])
USAGE_REPORT(model, calls, l_in, l_out, [place], [cached], [year], [assumptions])
EQUERY_PUBLISHED(id)
EQUERY_MODELS()
EQUERY_REGIMES()
EQUERY_ASSUMPTIONS([set])
EQUERY_VERSION()
"""
EXCEL_LONGEST_HELP = 255
UNITLESS = ("model", "place", "basis", "assumptions", "text", "billed model", "level", "usage assumptions")
each = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)


def signature(function):
    words = [a.name if a.required else f"[{a.name}]" for a in function.arguments]
    return f"{function.name}({', '.join(words)})"


def taken(implementation):
    """The default of every argument by name; those of `**scale` are the fleet's in calc."""
    found = {}
    for name, parameter in inspect.signature(implementation).parameters.items():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            (listed,) = get_args(get_type_hints(implementation)[name])
            found |= {key: inspect.signature(fleet).parameters[key].default for key in get_type_hints(listed)}
        else:
            found[name] = parameter.default
    return found


def test_the_functions_are_those_promised():
    assert [signature(f) for f in FUNCTIONS.values()] == ISSUE.split("\n")[1:-1]


@each
def test_the_implementation_takes_the_same_arguments(function):
    module, name = function.implementation.split(":")
    defaults = taken(getattr(import_module(module), name))
    assert list(defaults) == [a.name for a in function.arguments]
    for argument in function.arguments:
        default = defaults[argument.name]
        assert argument.required == (default is inspect.Parameter.empty)
        if not argument.required:
            assert default == argument.default


@each
def test_everything_is_described(function):
    listed = {r["unit"] for r in rows("units")}
    assert function.help.endswith(".")
    assert len(function.help) <= EXCEL_LONGEST_HELP
    assert function.unit in listed
    optional = [not a.required for a in function.arguments]
    assert optional == sorted(optional)  # none that must be given after one that need not
    for argument in function.arguments:
        assert argument.help.endswith(".")
        assert len(argument.help) <= EXCEL_LONGEST_HELP
        assert argument.unit in listed | {""}
        assert argument.unit or argument.kind in UNITLESS


@each
def test_the_example_works(function):
    required = sum(a.required for a in function.arguments)
    assert required <= len(function.example) <= len(function.arguments)
    answer = call(function.name, function.example)
    assert len({len(row) for row in answer}) == 1
    assert all(isinstance(cell, (float, str, bool)) for row in answer for cell in row)
    if function.spills != "table":
        assert np.isfinite(answer[0][0])


def test_choices_are_those_of_calc():
    for function in FUNCTIONS.values():
        for argument in function.arguments:
            known = {"model": model_names(), "regime": REGIMES, "assumptions": (*named_sets(), *serving_sets())}
            if argument.kind in known:
                assert set(argument.choices) <= set(known[argument.kind])
                assert len(argument.choices) >= len(known[argument.kind]) - 2
    assert FUNCTIONS["EQUERY_MEDIAN"].arguments[0].choices == model_names()


def test_defaults_named_in_help_are_those_of_the_default_set():
    a = assumption_set()
    for function, argument, key in (
        ("FLEET_BETA", "redundancy", "redundancy"),
        ("FLEET_BETA", "mean_load", "mean_load"),
        ("FLEET_BETA", "network", "network"),
        ("FLEET_BETA", "p_max_kw", "load_p_max_kw"),
        ("FLEET_BETA", "p_idle_kw", "load_p_idle_kw"),
    ):
        described = next(x for x in FUNCTIONS[function].arguments if x.name == argument)
        assert key in keys()
        assert f"{float(getattr(a, key)):g} if omitted" in described.help


def test_defaults_of_impact_are_those_of_the_table():
    facts = impact_facts()
    described = {a.name: a for f in FUNCTIONS.values() for a in f.arguments}
    for argument in ("price_per_kwh", "certified_share", "wue_generation"):
        assert described[argument].default == facts[argument].number
        assert f"{facts[argument].number:g} if omitted" in described[argument].help
    assert PLACE.default == facts["place"].value
    assert f"{PLACE.default} if omitted" in PLACE.help


def test_the_published_example_is_a_figure():
    assert FUNCTIONS["EQUERY_PUBLISHED"].example[0] in published()
