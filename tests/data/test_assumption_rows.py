"""Assumptions: a row for every field and a field for every row, with unit, rule and the paper's values."""

import re

import numpy as np
import pytest

from calc.inputs.assumptions import BOUNDS, CHOICES, assumption_set, bounds_rule, keys
from calc.inputs.catalogue import model_name, model_names
from calc.inputs.tables import assumption_facts, levers, models, named_sets, rows

UNITS = {
    "benchmark_rows": "text", "power_model": "text", "queries_per_day": "query/day",
    "days_per_year": "day/year",
}  # fmt: skip

# What the paper states or its authors ran; the sets differ in these alone.
DIFFERENT = {
    "arxiv-v1": ("published_fit", 11.3, 14.1, 0.4, 0.9, 1.05, 1.6),
    "arxiv-v1-text": ("all", 11.3, 14.1, 0.4, 0.9, 1.05, 1.4),
    "joule-2026": ("published_fit", 10.2, 12.8, 0.4, 0.9, 1.05, 1.6),
}
DIFFERENT_KEYS = (
    "benchmark_rows", "p_max_kw", "p_max_kw_deepseek_r1",
    "power_fraction_p5", "power_fraction_p95", "pue_p5", "pue_p95",
)  # fmt: skip
COMMON = {
    "l_in": 500, "l_out_median_traditional": 300, "l_out_median_tts": 5000, "prefill_weight": 0,
    "coupled_intercept": 0.24, "coupled_slope": 0.56, "z_p95": 1.645, "trim_first": 0.05, "trim_second": 0.1,
    "queries_per_day": 1e9, "days_per_year": 365, "redundancy": 1.1, "load_profile": 1.076, "network": 1.12,
    "mean_load": 0.75, "load_p_max_kw": 11.3, "load_p_idle_kw": 2.7,
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENT)
def test_every_field_has_a_row_and_every_row_a_field(name: str) -> None:
    assert set(assumption_facts(name)) == set(keys())


def test_every_field_has_a_rule_and_every_rule_a_field() -> None:
    assert set(BOUNDS) | set(CHOICES) == set(keys())
    assert all(bounds_rule(key).startswith("must be") for key in keys())


@pytest.mark.parametrize("name", DIFFERENT)
def test_units_follow_from_the_name(name: str) -> None:
    for key, fact in assumption_facts(name).items():
        expected = UNITS.get(key)
        if expected is None:
            power = re.search(r"_kw(_|$)", key)
            expected = "kW" if power else "token" if key.startswith(("l_in", "l_out")) else "1"
        assert fact.unit == expected, key


@pytest.mark.parametrize("name", DIFFERENT)
def test_values_are_the_papers(name: str) -> None:
    a = assumption_set(name)
    assert tuple(getattr(a, key) for key in DIFFERENT_KEYS) == DIFFERENT[name]
    assert {key: float(getattr(a, key)) for key in COMMON} == COMMON
    assert a.power_model == "independent"
    assert set(COMMON) | set(DIFFERENT_KEYS) | {"power_model"} == set(keys())


def test_the_sets_are_these_three() -> None:
    assert list(named_sets()) == list(DIFFERENT)


def test_levers_are_the_papers() -> None:
    printed = {"model": (1.5, 10), "serving": (1.5, 5), "hardware": (1.5, 2.5), "line-of-sight": (1.5, 3)}
    ranges = {name: (lever.alpha_p5, lever.alpha_p95) for name, lever in levers().items()}
    assert ranges == printed | {"line-of-sight-as-run": (1.5, 3.5)}


def test_every_model_names_its_power_assumption() -> None:
    assert {m.p_max_key for m in models()} == {"p_max_kw", "p_max_kw_deepseek_r1"}
    assert {m.p_max_key: m.model for m in models()}["p_max_kw_deepseek_r1"] == "DeepSeek-R1"


def test_aliases_are_unique_and_lead_to_their_model() -> None:
    by_model = {m.model: {re.sub(r"[\s_-]", "", a).casefold() for a in (m.model, *m.aliases)} for m in models()}
    assert sum(map(len, by_model.values())) == len(set().union(*by_model.values()))
    for m in models():
        assert all(model_name(alias) == m.model for alias in m.aliases)
        assert model_name(m.model.upper()) == m.model
    assert all(model_name(name) == name for name in model_names())


def test_parameters_and_gpus_of_every_model() -> None:
    facts = {(r["model"], r["key"]): float(r["value"]) for r in rows("model_facts")}
    wanted = ("total_parameters", "active_parameters", "gpus_per_node")
    assert set(facts) == {(m.model, key) for m in models() for key in wanted}
    totals = np.array([facts[m.model, "total_parameters"] for m in models()])
    active = np.array([facts[m.model, "active_parameters"] for m in models()])
    assert np.all(active <= totals)
    # Membership of the baseline is by size alone.
    assert [m.blend_member for m in models()] == list(totals > 200)
