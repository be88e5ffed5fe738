"""The commands on emissions, cost, scenarios and sensitivity: calc's numbers in the promised shape, and notes."""

import csv
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from calc.impacts.factors import rates
from calc.impacts.footprint import impact
from calc.impacts.grid_factor import place_names
from calc.impacts.quantities import RESULT_UNITS, results
from calc.impacts.rate_descriptions import rate_facts
from calc.impacts.scenarios import Scenario, compare_scenarios, paper_scenarios, scenario_keys
from calc.inputs import tables
from calc.sensitivity.sobol import fleet_indices
from calc.sensitivity.tornado_bars import tornado
from workbook.cli.scenario_file import read_scenarios, scenario_frame

THIS_YEAR = datetime.now(tz=UTC).year


def test_impact_json_is_calcs(equery):
    answer = equery("impact", "--share-tts", 0.1, "--alpha", 1.5, 3, "--place", "usa", "--year", 2026, "--json").json
    expected = results(impact(0.1, (1.5, 3), rates("United States", 2026)))
    assert answer["results"] == {key: float(value) for key, value in expected.items()}
    assert set(answer["units"]) == set(RESULT_UNITS)
    assert answer["units"]["cost_per_year"] == "USD/year"
    assert answer["scope"].startswith("scope 3, category 1")
    assert answer["factor"]["gco2e_per_kwh"] == 369.473
    assert (answer["factor"]["age"], answer["factor"]["stale"], answer["factor"]["licence"]) == (3, True, "CC BY 4.0")
    assert [d["assumption"] for d in answer["drivers"]] == [
        b.assumption.key for b in tornado(alpha=(1.5, 3), share_tts=0.1).bars
    ]
    assert any("3 years before 2026" in note for note in answer["notes"])


def test_impact_passes_every_option_on(equery):
    words = (
        "--queries-per-day", 3e8, "--location-g-per-kwh", 100, "--contractual-g-per-kwh", 420, "--certified-share", 0.6,
        "--price", 0.18, "--currency", "EUR", "--service", "own", "--wue-site", 0.3, "--wue-generation", 2,
        "--embodied-kg", 4144, "--lifetime", 4, "--model", "405B", "--set", "joule-2026", "--assume", "pue_p95=1.3",
    )  # fmt: skip
    answer = equery("impact", *words, "--json").json
    from calc.inputs.assumptions import assumption_set

    at = rates(
        location_g_per_kwh=100, contractual_g_per_kwh=420, certified_share=0.6, price_per_kwh=0.18, currency="EUR",
        service="own", wue_site=0.3, wue_generation=2, embodied_kgco2e_per_node=4144, node_lifetime_years=4,
    )  # fmt: skip
    a = assumption_set("joule-2026", pue_p95=1.3)
    expected = results(impact(at=at, queries_per_day=3e8, model="405B", assumptions=a))
    assert answer["results"] == {key: float(value) for key, value in expected.items()}
    assert answer["scope"].startswith("scope 2")
    assert answer["embodied_scope"].startswith("scope 3, category 2")
    assert answer["factor"] is None
    assert answer["units"]["query_cost"] == "EUR"


def test_impact_of_own_rows(equery, tmp_path):
    rows = tmp_path / "mine.csv"
    rows.write_text("tps,l_in,l_out\n1300,500,2000\n378,5000,500\n886,1024,1024\n")
    mine = equery("impact", "--model", "mine", "--rows", rows, "--p-max-kw", 14.1, "--json").json
    known = equery("impact", "--model", "R1", "--json").json
    assert mine["results"] == pytest.approx(known["results"], rel=1e-9)  # the rows are R1's own


def test_impact_csv(equery, tmp_path):
    out = tmp_path / "impact.csv"
    shown = equery("impact", "--csv", out, "--json").json["results"]
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["quantity"]: float(row["value"]) for row in rows} == shown
    again = equery("impact", "--csv", out)
    assert again.code == 2
    assert "give --force" in again.err
    assert equery("impact", "--csv", out, "--force").code == 0


def test_the_screen_says_scope_factor_and_what_is_shared(equery):
    answer = equery("impact", "--service", "own", "--embodied-kg", 4144, "--wue-site", 0.3)
    assert all(text in answer.out for text in ("location-based", "market-based", "making the nodes", "Water", "pue"))
    assert all(text in answer.err for text in ("scope 2", "369.473", "CC BY 4.0", "capital goods", "whole fleet"))


def test_this_year_is_the_commands_and_not_the_models(equery):
    assert equery("grid", "France", "--json").json["used_in"] == THIS_YEAR


def test_scenarios_of_the_paper(equery):
    answer = equery("scenarios", "--year", 2026, "--json").json
    table = compare_scenarios(paper_scenarios(), 2026)
    for i, row in enumerate(answer["scenarios"]):
        assert {key: row[key] for key in table} == {key: float(value[i]) for key, value in table.items()}
    assert any("1999" in note for note in answer["notes"])  # hardware next year looks ahead


def test_scenarios_go_out_and_in_again(equery, tmp_path):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    equery("scenarios", "--csv", first, "--year", 2026)
    assert read_scenarios(first) == list(paper_scenarios())
    equery("scenarios", first, "--csv", second, "--year", 2026)
    assert first.read_bytes() == second.read_bytes()


def test_any_scenario_survives_the_file(tmp_path):
    path = tmp_path / "s.csv"
    chosen = [
        Scenario("ours, 2030", 0.1 + 0.2, 1.1, 7 / 3, 1e9 / 7, "405B", "joule-2026", "gcp:us-east4", None, 420.5, 0.6,
                 0.18, 0.03, "EUR", 0.3, 2.0, 4144.0, 4.0, 0.7, "own", 3.0, 0.4, 0.01, 0.1),
        Scenario('the "other"', location_g_per_kwh=100.25),
    ]  # fmt: skip
    path.write_text(scenario_frame(chosen).to_csv(index=False))
    assert read_scenarios(path) == chosen


def test_scenarios_of_ones_own_by_year(equery, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(b"\xef\xbb\xbfName, share_tts,queries_growth,note\r\nours,0.1,0.5,seen\r\n")
    listed = equery("scenarios", path, "--years", 2, "--json").json["scenarios"]
    assert [row["years"] for row in listed] == [0, 1, 2]
    np.testing.assert_allclose([row["gwh_per_day"] / listed[0]["gwh_per_day"] for row in listed], [1, 1.5, 2.25])
    assert "1999" in equery("scenarios", path, "--years", 2).err


def test_tornado_json_is_calcs(equery):
    answer = equery(
        "tornado", "--of", "query-median", "--model", "405B", "--regime", "tts", "--alpha", 1.5, 3, "--json"
    ).json
    expected = tornado("query-median", model="405B", regime="tts", alpha=(1.5, 3))
    assert (answer["base"], answer["unit"], answer["sobol"]) == (expected.base, "Wh", None)
    got = [(b["assumption"], b["p5"], b["p95"], b["at_p5"], b["at_p95"], b["swing"]) for b in answer["bars"]]
    assert got == expected.rows()
    assert all(b["source_id"] or b["kind"] == "own" for b in answer["bars"])


def test_a_fleet_is_the_same_for_every_command_that_is_not_told(equery):
    """No long queries unless said, so that the tornado is of the fleet whose energy and emissions are shown."""
    assert equery("tornado", "--json").json["share_tts"] == equery("fleet", "--json").json["share_tts"] == 0
    drivers = equery("impact", "--json").json["drivers"]
    assert equery("tornado", "--json").json["bars"] == drivers


def test_tornado_with_sobol(equery):
    answer = equery("tornado", "--share-tts", 0.2, "--sobol", "--seed", 7, "--json").json
    expected = fleet_indices(0.2, rng=np.random.default_rng(7))
    assert [i["input"] for i in answer["sobol"]] == list(expected.keys)
    assert [i["total"] for i in answer["sobol"]] == expected.total.tolist()
    assert "with interplay" in equery("tornado", "--of", "query-mean", "--sobol").out


def test_grid_lists_all_and_finds_one(equery):
    assert len(equery("grid", "--json").json["factors"]) == len(place_names())
    answer = equery("grid", "singapore", "--year", 2026, "--json").json
    assert [(f["code"], f["stale"]) for f in answer["factors"]] == [("SGP", True)]
    assert any("gcp:asia-southeast1" in note for note in answer["notes"])


def test_the_age_in_the_note_is_the_one_in_the_table(equery, monkeypatch):
    facts = dict(tables.impact_facts())
    facts["stale_after_years"] = replace(facts["stale_after_years"], value="3")
    assert "marked *: older than 2 years in 2026" in equery("grid", "--year", 2026).err
    monkeypatch.setattr("calc.impacts.grid_factor.impact_facts", lambda: facts)
    answer = equery("grid", "--year", 2026, "--json").json
    assert answer["notes"] == ["marked *: older than 3 years in 2026"]
    assert all(f["stale"] == (f["age"] > 3) for f in answer["factors"])


def test_help_says_of_a_rate_what_its_description_says(equery):
    told = "".join(equery("impact", "--help").out.split())  # lines break anywhere, at a hyphen too
    options = ("location_g_per_kwh", "certified_share", "price_per_kwh", "currency", "service", "wue_site",
               "node_lifetime_years")  # fmt: skip
    for key in options:
        assert "".join(rate_facts()[key].meaning.split()) in told
    assert "[currency/kWh,atleast0]" in told
    assert ",".join(scenario_keys()[1:]) in "".join(equery("scenarios", "--help").out.split())


@pytest.mark.parametrize("command", ["impact", "scenarios", "tornado", "grid"])
def test_help_has_an_example_and_a_person_gets_a_table(equery, command, tmp_path):
    assert "Example" in equery(command, "--help").out
    answer = equery(command, "--csv", tmp_path / "out.csv")
    assert answer.code == 0
    assert answer.out.strip()
    assert "out.csv" in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("impact", "--place", "Atlantis"), "place is not known: got 'Atlantis'"),
        (("impact", "--place", "France", "--location-g-per-kwh", "5"), "place must not be given beside"),
        (("impact", "--certified-share", "2"), "certified_share must lie between 0 and 1: got 2"),
        (("impact", "--service", "hired"), "service is not known"),
        (("impact", "--price", "-1"), "price_per_kwh must be at least 0 currency/kWh: got -1"),
        (("impact", "--csv", "out.txt"), "OUT must end in .csv"),
        (("impact", "--year", "1800"), "year must be a whole number from 1990"),
        (("tornado", "--of", "flet"), "did you mean 'fleet'"),
        (("tornado", "--share-tts", "1.2"), "share_tts must lie between 0 and 1"),
        (("grid", "Swden"), "nearest: Sweden"),
        (("scenarios", "none.csv"), "FILE must be a readable file: none.csv (No such file or directory)"),
        (("scenarios", "none.csv", "--place", "France"), "--place must not be given with FILE"),
    ],
)
def test_one_line_and_exit_code_2(equery, words, said):
    answer = equery(*words)
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert not answer.out


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("", "is empty", ""),
        ("name,share_tts\n", "has a header only", ""),
        ("share_tts\n0.1\n", "FILE must have the column name", ""),
        ("name;share_tts\nA;0.1\n", "columns must be separated by commas", ""),
        ("name,shar_tts\nA,0.1\n", "did you mean 'share_tts'", ""),
        ("name,share_tts,Share TTS\nA,0.1,0.2\n", "column share_tts must occur once", ""),
        ("name,share_tts\nA,ten\n", "share_tts must be a number: got 'ten' in", "line 2"),
        ("name,share_tts\nA,0\nB,1.2\n", "share_tts must lie between 0 and 1: got 1.2 in", "line 3"),
        ("name,place\nA,Swden\n", "nearest: Sweden", "line 2"),
        ("name,alpha_lo,alpha_hi\nA,3,2\n", "alpha_lo must not exceed alpha_hi: got 3", "line 2"),
        ("name,share_tts\n,0.1\n", "name must be text: got ''", "line 2"),
        ("name,share_tts\nA,0.1\na,0.2\n", "name must differ from every other scenario's: got 'a' twice", "line 3"),
        ("name,share_tts\nA,0.1,7\n", "row must have at most 2 cells", "line 2"),
        ("name,queries_per_day\nA,inf\n", "queries_per_day must be finite", "line 2"),
    ],
)
def test_a_bad_file_says_what_is_wrong_and_where(equery, tmp_path, text, said, line):
    path = tmp_path / "s.csv"
    path.write_text(text)
    answer = equery("scenarios", path)
    assert answer.code == 2
    assert said in answer.err
    assert line in answer.err
    assert answer.err.count("\n") == 1
