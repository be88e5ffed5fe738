"""Whole nodes, a fleet's day and services: by hand, against what others computed, and rows that lack something."""

from dataclasses import replace

import pytest

from calc.inputs.serving_assumptions import serving_set
from calc.inputs.tables import measured_figures
from calc.measured.compared import Compared, Unmodelled
from calc.measured.figures_compared import compared_figure
from calc.query.estimate import energy
from calc.query.table_choice import default_table

A = serving_set("equery-2026")
FIGURES = {figure.id: figure for figure in measured_figures()}
LENOVO = "mlperf-5.1-0062-405b-offline"


def row(name: str) -> Compared:
    found = compared_figure(FIGURES[name], A)
    assert isinstance(found, Compared)
    return found


def test_the_fleets_day_is_a_sum_of_tokens() -> None:
    found = row("deepseek-day")
    assert round(found.modelled) == 289  # as a study of the same page found with another program
    assert found.measured == 226.75
    assert (found.unit, found.boundary) == ("node-day", "IT")


def test_throughput_and_power_of_full_nodes() -> None:
    fit = default_table("Llama 3.1 405B", "B200").fit()  # of 4 GPUs
    seconds = fit.a * 9400 + 652.5 * (fit.b + fit.c * (9400 + 652.5))
    assert row(LENOVO).modelled == pytest.approx(2 * 652.5 / seconds, rel=1e-12)
    watts = 14_300 * float(A.variables["power_fraction"].at(0))
    assert row(LENOVO + "-power").modelled == pytest.approx(watts / 2 * seconds / 652.5, rel=1e-12)
    assert round(FIGURES[LENOVO + "-power"].measured, 2) == 6.04  # 9,892 W over 1,637 tokens a second


def test_a_full_node_and_one_that_answers_a_day_are_told_apart() -> None:
    assert row(LENOVO).what == "throughput of full nodes"
    assert row(LENOVO.replace("offline", "server")).what == "throughput of full nodes, latency limited"
    assert row("deepseek-day").what == "a fleet's day"


def test_a_closed_service_has_a_class_beside_it_by_its_own_statistic() -> None:
    frontier = energy("frontier", "traditional", A)
    for name, beside in (("gemini-median", frontier.quantile(0.5)), ("chatgpt-mean", frontier.mean())):
        found = compared_figure(FIGURES[name], A)
        assert isinstance(found, Unmodelled)
        assert found.beside == float(beside)
        assert (found.unit, found.boundary) == ("Wh", "facility")
    found = compared_figure(FIGURES["mistral-large-2"], A)
    assert isinstance(found, Unmodelled)
    assert found.beside is None


def test_a_row_that_lacks_something_and_gives_no_reason_is_refused() -> None:
    with pytest.raises(ValueError, match=f"l_in and l_out of {LENOVO} must be given where reason is empty"):
        compared_figure(replace(FIGURES[LENOVO], l_in=None), A)
