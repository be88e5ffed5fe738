"""Assumptions: a row for every field and a field for every row, with unit, rule and the paper's values."""

import re

import numpy as np
import pytest

from calc.inputs.assumptions import assumption_set, keys
from calc.inputs.bounds import BOUNDS, CHOICES, bounds_rule, power_keys
from calc.inputs.catalogue import BASELINE, blends, model_name, model_names, node_of
from calc.inputs.tables import assumption_facts, levers, models, named_sets, nodes, rows

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
    assert set(BOUNDS) | set(CHOICES) | set(power_keys()) == set(keys())
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
    assert set(keys()) - {*COMMON, *DIFFERENT_KEYS, "power_model"} <= set(power_keys())


def test_the_sets_are_these_three() -> None:
    assert list(named_sets()) == list(DIFFERENT)


def test_levers_are_the_papers() -> None:
    printed = {"model": (1.5, 10), "serving": (1.5, 5), "hardware": (1.5, 2.5), "line-of-sight": (1.5, 3)}
    ranges = {name: (lever.alpha_p5, lever.alpha_p95) for name, lever in levers().items()}
    assert ranges == printed | {"line-of-sight-as-run": (1.5, 3.5)}


def test_a_power_that_differs_between_sets_is_named_by_its_node() -> None:
    assert power_keys()[:2] == ("p_max_kw", "p_max_kw_deepseek_r1")
    assert {m.model: node_of(m.model).p_max_key for m in models() if m.replay_order} == {
        "DeepSeek-R1": "p_max_kw_deepseek_r1",
        **dict.fromkeys(
            ("Llama 3.1 405B", "Llama 3.1 70B", "Mixtral 8x22B", "Llama-3.1 Nemotron Ultra 253B"), "p_max_kw"
        ),
    }
    a = assumption_set("joule-2026", p_max_kw=[9.0, 10.0])
    assert a.power_of(node_of("DeepSeek-R1")) == a.p_max_kw_deepseek_r1 == 12.8
    assert a.power_of(node_of("Mixtral 8x22B")).tolist() == a.p_max_kw.tolist() == [9, 10]
    assert assumption_set(a, p_max_kw_deepseek_r1=1, l_in=2).p_max_kw.tolist() == [9, 10]


def test_the_idle_power_is_the_papers() -> None:
    assert nodes()["8xH100"].p_idle_kw == assumption_set().load_p_idle_kw == 2.7
    assert nodes()["10xH100"].p_idle_kw is None


def test_aliases_are_unique_and_lead_to_their_model() -> None:
    by_model = {m.model: {re.sub(r"[\s_-]", "", a).casefold() for a in (m.model, *m.aliases)} for m in models()}
    assert sum(map(len, by_model.values())) == len(set().union(*by_model.values()))
    for m in models():
        assert all(model_name(alias) == m.model for alias in m.aliases)
        assert model_name(m.model.upper()) == m.model
    assert all(model_name(name) == name for name in model_names())


def test_parameters_of_every_model() -> None:
    facts = {(r["model"], r["key"]): float(r["value"]) for r in rows("model_facts")}
    wanted = ("total_parameters", "active_parameters")
    assert set(facts) == {(m.model, key) for m in models() for key in wanted}
    totals = np.array([facts[m.model, "total_parameters"] for m in models()])
    active = np.array([facts[m.model, "active_parameters"] for m in models()])
    assert np.all(active <= totals)
    # Membership of the baseline is by size alone, among the models of the paper.
    large = [m for m, total in zip(models(), totals, strict=True) if total > 200 and m.replay_order]
    assert list(blends()[BASELINE]) == large
