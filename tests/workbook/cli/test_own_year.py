"""A company's own year on the command line: calls, tokens as means, medians or sums, places, current hardware."""

import numpy as np
import pytest

from calc.fleets.daily_total import fleet
from calc.impacts.grid_factor import grid
from calc.inputs.set_by_name import any_set

SET = ("--set", "equery-2026", "--model", "GPT-4-class")
YEAR = ("--calls-per-year", 40e6)


def known():
    return any_set("equery-2026", l_in=1200, l_out_median_traditional=350 * np.log(2), length=1)


def test_means_medians_and_sums_are_one_year(equery):
    expected = float(fleet(0, model="frontier", queries_per_day=40e6 / 365, assumptions=known()).gwh_per_day)
    for lengths in (
        ("--l-in", 1200, "--l-out", "mean 350"),
        ("--l-in", 1200, "--l-out", float(350 * np.log(2))),
        ("--tokens-in", 48e9, "--tokens-out", 14e9),
    ):
        answer = equery("fleet", *YEAR, *lengths, *SET, "--json").json
        assert answer["gwh_per_day"] == pytest.approx(expected, rel=1e-12)
        assert "the usual length of answers" not in answer["inside"]
    assert "the usual length of answers" in equery("fleet", *YEAR, *SET, "--json").json["inside"]


def test_lengths_are_for_the_sets_of_the_paper_too(equery):
    answer = equery("fleet", *YEAR, "--l-in", 1200, "--l-out", "mean 350", "--model", "405B", "--json").json
    a = any_set(None, l_in=1200, l_out_median_traditional=350 * np.log(2))
    expected = fleet(0, model="405B", queries_per_day=40e6 / 365, assumptions=a).gwh_per_day
    assert answer["gwh_per_day"] == pytest.approx(float(expected), rel=1e-12)
    assert answer["inside"] == ["the power of the node", "PUE"]


def test_places_share_what_is_served(equery):
    places = ("--place", "Ireland=0.5", "--place", "us-east4=0.5")
    answer = equery("impact", *YEAR, *SET, *places, "--json", "--year", 2026).json
    expected = (grid("Ireland", 2026).gco2e_per_kwh + grid("us-east4", 2026).gco2e_per_kwh) / 2
    assert answer["location_g_per_kwh"] == pytest.approx(expected, rel=1e-14)
    assert [place["share"] for place in answer["places"]] == [0.5, 0.5]
    notes = " ".join(answer["notes"])
    assert "50 % Ireland: 290.805 gCO2e/kWh" in notes
    assert "the factors count different things" in notes
    assert "answer 242.6 token" not in notes
    assert "Data quality 4 of 5" in notes


def test_classes_and_models_of_the_set_are_listed(equery):
    listed = equery("models", "--set", "equery-2026", "--json").json
    assert [one["class"] for one in listed["classes"]] == ["Baseline", "frontier", "mid", "small", "reasoning"]
    assert all(one["p5"] < one["p50"] < one["p95"] and 1 <= one["quality"] <= 5 for one in listed["classes"])
    nodes = {one["model"]: one["nodes"] for one in listed["models"]}
    assert nodes["gpt-oss-120b"] == ["DGX H100", "DGX H200", "DGX B200", "GB200 tray"]
    assert "GPT-4-class" in equery("models", "--set", "equery-2026").out


def test_scenarios_of_a_file_may_be_of_current_hardware(equery, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("name,model,assumption_set,share_tts,queries_per_day\nours,GPT-4-class,equery-2026,0,109589\n")
    answer = equery("scenarios", path, "--json").json
    expected = fleet(0, model="frontier", queries_per_day=109589, assumptions="equery-2026").gwh_per_day
    assert answer["scenarios"][0]["gwh_per_day"] == pytest.approx(float(expected), rel=1e-12)
    assert "which model and node serve" in answer["inside"]["ours"]
    assert "ours contain" in equery("scenarios", path).err


def test_a_node_may_be_an_option(equery):
    model = "gpt-oss-120b"
    for command in (("estimate", model, "mean 350"), ("fleet", "--model", model), ("tornado", "--model", model)):
        alone = [*command, "--set", "equery-2026", "--json"]
        named = equery(*(f"{word} on B200" if word == model else word for word in alone)).json
        found = equery(*alone, "--node", "B200").json
        assert found.items() >= {k: v for k, v in named.items() if k != "notes"}.items()
    assert "--node must come with a set of current hardware" in equery("estimate", "405B", "tts", "--node", "B200").err


def test_units_on_the_screen_follow_the_size(equery):
    assert "MWh/year" in equery("impact", *YEAR, *SET).out
    assert "GWh/year" in equery("impact", *SET).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--tokens-out", 14e9), "--tokens-out must be above 0 and come with --calls-per-year"),
        ((*YEAR, "--tokens-in", 1e9, "--l-in", 9), "--tokens-in must come without --l-in"),
        ((*YEAR, "--queries-per-day", 5), "--calls-per-year must come without --queries-per-day"),
        (("--l-out", "mean x"), "regime is not known"),
        (("--l-in", 0), "l_in must be above 0"),
    ],
)
def test_what_contradicts_itself_is_one_line(equery, words, said):
    for command in ("fleet", "impact"):
        answer = equery(command, *words)
        assert answer.code == 2
        assert said in answer.err
        assert answer.err.count("\n") == 1
    both = equery("impact", "--place", "Ireland", "--place", "France", "--location-g-per-kwh", 5)
    assert "--location-g-per-kwh must come without --place" in both.err
