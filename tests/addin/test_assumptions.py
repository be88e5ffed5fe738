"""Assumptions as a range of key and value, as the Inputs sheet has them."""

import pytest

from addin.dispatch import call
from addin.errors import CellsError
from addin.range_arguments import assumed, assumptions
from addin.registry import FUNCTIONS
from calc.inputs.assumptions import assumption_set, keys
from calc.inputs.bounds import CHOICES
from calc.query.estimate import energy
from tests.addin.ask import column, one

ARGUMENT = FUNCTIONS["EQUERY_MEDIAN"].arguments[-1]


def median(given):
    return one("EQUERY_MEDIAN", "Baseline", "tts", 1.0, 1.0, given)


@pytest.mark.parametrize(
    "given",
    [
        [["pue_p95", 1.3], ["benchmark_rows", "all"]],
        [["key", "value"], ["pue_p95", 1.3], [None, ""], ["benchmark_rows", "all"], [None, None]],
        [[" PUE P95 ", 1.3], ["Benchmark-Rows", "ALL"]],
        (("pue_p95", 1.3), ("benchmark_rows", "all")),
        [["set", "arxiv-v1-text"], ["pue_p95", 1.3]],
        [["pue_p95", 1.3], ["assumption_set", "ARXIV V1 TEXT"]],
    ],
)
def test_a_range_overrides(given):
    a = assumption_set(pue_p95=1.3, benchmark_rows="all")
    assert median(given) == pytest.approx(float(energy("Baseline", "tts", a).quantile(0.5)), rel=1e-12)


def test_nothing_given_is_the_default():
    assert median(None) == median("arxiv-v1") == median([[None, None]]) == median([["arxiv-v1"]])


def test_every_key_at_once_is_the_set_itself():
    a = assumption_set("joule-2026")
    listed = [[key, getattr(a, key) if key in CHOICES else float(getattr(a, key))] for key in keys()]
    assert median([["set", "joule-2026"], *listed]) == median("joule-2026")
    assert median(call("EQUERY_ASSUMPTIONS", ["joule-2026"])) == median("joule-2026")


def test_a_changed_mean_load_brings_its_load_profile():
    listed = call("EQUERY_ASSUMPTIONS")
    changed = [[key, 0.5 if key == "mean_load" else value, unit, source] for key, value, unit, source in listed]
    expected = one("FLEET_GWH", 0.0, 1.0, 1.0, None, None, float(assumption_set(mean_load=0.5).beta))
    assert one("FLEET_GWH", 0.0, 1.0, 1.0, None, None, None, changed) == pytest.approx(expected, rel=1e-12)


def test_overrides_are_named_as_given():
    table = {row[0]: row[1:] for row in call("EQUERY_ASSUMPTIONS", [[["pue_p95", 1.3]]])}
    assert table["pue_p95"] == [1.3, "1", "given"]
    assert table["pue_p5"][2] == "oviedo-2025"


def test_equal_ranges_are_one_set():
    first, second = (assumptions(ARGUMENT, [["pue_p95", v]]).values[0] for v in (1.3, 1.3))
    assert assumed(first) is assumed(second)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("arxiv-v2", "did you mean 'arxiv-v1'"),
        (1.3, "assumptions must be a set's name or a range: got 1.3"),
        (True, "assumptions must be a set's name or a range: got TRUE"),
        ([["pu_p95", 1.3]], "assumption is not known: got 'pu_p95'; did you mean 'pue_p95'"),
        ([["pue_p95", "1,3"]], "pue_p95 must be a number: got text '1,3'"),
        ([["pue_p95", None]], "pue_p95 must not be blank"),
        ([["pue_p95", "#N/A"]], "assumptions must not be an error: got #N/A"),
        ([["pue_p95", 0.5]], "pue_p95 must be at least 1: got 0.5"),
        ([["pue_p95", 1.3], ["PUE_P95", 1.3]], "must name each key once"),
        ([["power_model", "up"]], "power_model is not known"),
        ([[1.0, 2.0]], "must have a key beside each value: got 1"),
        ([[None, 2.0]], "must have a key beside each value"),
        ([["pue_p95", 1.3, 1.0]], "two columns, key and value: got 3 columns"),
        (column(["arxiv-v1", "arxiv-v2"]), "two columns, key and value: got 1 columns"),
        ([["set", "arxiv-v9"]], "did you mean"),
        ([[f"k{i}", 1.0] for i in range(2000)], "must be at most 1000 rows"),
    ],
)
def test_what_is_wrong_is_said(given, said):
    with pytest.raises(CellsError) as caught:
        median(given)
    assert said in str(caught.value)
