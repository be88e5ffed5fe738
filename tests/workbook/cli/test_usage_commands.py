"""`equery usage` and `equery report`: what they say of exports and of typed calls, whole and without loss."""

import csv
from pathlib import Path

import pandas as pd
import pytest

import calc
from calc.inputs.reader import DATA

SAMPLES = DATA / "samples"
OPENAI = SAMPLES / "openai-usage-2026.csv"
JOB = ("--calls", "40e6", "--model", "GPT-4", "--l-in", "1200", "--l-out", "350")
PLACES = ("--place", 'Ireland:0.5,"Northern Virginia":0.5')
ANSWERS: dict = {}  # reading every sample takes seconds
COUNTS = ("uncached", "cache_read", "cache_write", "out")


@pytest.fixture
def answer(equery):
    def of(*words):
        if words not in ANSWERS:
            ANSWERS[words] = equery("usage", *words, "--json").json
        return ANSWERS[words]

    return of


def test_every_sample_is_read_as_the_format_it_is_of(answer) -> None:
    found = {one["file"]: one["format"] for one in answer(str(SAMPLES))["files"]}
    with (DATA / "samples.csv").open(encoding="utf-8", newline="") as file:
        assert found == {row["file"]: row["format"] for row in csv.DictReader(file)}


def test_no_token_is_lost(answer) -> None:
    found = answer(str(SAMPLES))
    left = sum(one["tokens"] for one in found["unmatched"]) + sum(one["tokens"] for one in found["not_counted"])
    assert sum(found["tokens"].values()) + left == found["tokens_of_files"]
    assert all(one["reason"] for one in found["not_counted"])
    assert {one["model"] for one in found["unmatched"]} == {"chat-of-support", "summaries"}


def test_groups_add_up_to_the_totals(answer) -> None:
    found = answer(str(OPENAI), "--by", "month,team,model")
    kwh = sum(group["kwh_mean"] for group in found["groups"])
    assert kwh == pytest.approx(found["totals"]["kwh"]["mean"])
    assert {group["month"] for group in found["groups"]} == {"2026-08", "2026-09", "2026-10"}
    assert sum(group["out"] for group in found["groups"]) == found["tokens"]["out"]
    assert found["totals"]["water_l"] is None
    assert found["requests"] == sum(group["requests"] for group in found["groups"])


def test_the_job_has_the_mean_that_impact_has(answer) -> None:
    found = answer(*JOB, *PLACES)["totals"]
    a = calc.serving_set(l_in=1200.0, l_out_mean_traditional=350.0, length=1.0)
    fleet = calc.impact(queries_per_day=40e6 / 365, model="frontier", assumptions=a)
    assert found["kwh"]["mean"] == pytest.approx(float(fleet.energy.mean()) * 1e6, rel=2e-4)  # its days are 365
    factor = (calc.grid("Ireland").gco2e_per_kwh + calc.grid("Northern Virginia").gco2e_per_kwh) / 2
    assert found["tco2e_location"]["mean"] == pytest.approx(found["kwh"]["mean"] * factor / 1e6, rel=2e-4)
    assert found["kwh"]["p5"] < found["kwh"]["p50"] < found["kwh"]["mean"] < found["kwh"]["p95"]


def test_what_is_typed_changes_the_answer_as_it_says(answer) -> None:
    base, own = answer(*JOB), answer(*JOB, "--assume", "pue=1.5", "--certified-share", "0.25", "--wue-generation", "2")
    assert own["totals"]["kwh"]["mean"] > base["totals"]["kwh"]["mean"]
    location, market = (own["totals"][f"tco2e_{name}"]["mean"] for name in ("location", "market"))
    assert market == pytest.approx(0.75 * location)
    assert own["totals"]["water_l"]["mean"] == pytest.approx(2 * own["totals"]["kwh"]["mean"])
    assert "PUE" not in {bar["label"] for bar in own["drivers"]}


def test_a_mapping_names_what_nobody_knew(answer, tmp_path: Path) -> None:
    mapping = tmp_path / "mine.toml"
    mapping.write_text('[models]\n"chat-of-support" = "gpt-4o"\nsummaries = "gpt-4o-mini"\n', encoding="utf-8")
    assert answer(str(SAMPLES), "--map", str(mapping))["unmatched"] == []


def test_the_ledger_holds_every_row_and_adds_up(answer, tmp_path: Path) -> None:
    out = tmp_path / "ledger.parquet"
    found = answer(str(SAMPLES), "--ledger", str(out))
    rows = pd.read_parquet(out)
    assert len(rows) == sum(one["rows"] for one in found["files"])
    assert rows[list(COUNTS)].sum().sum() == found["tokens_of_files"]
    counted = rows[rows["not_counted"].isna() & rows["kind"].ne("cost") & rows["stands_for"].notna()]
    assert {name: counted[name].sum() for name in COUNTS} == found["tokens"]
    assert set(rows["sha256"]) == {one["sha256"] for one in found["files"]}


def test_groups_as_a_table_have_no_formula(equery, tmp_path: Path) -> None:
    text = OPENAI.read_text(encoding="utf-8").replace("proj_support", '"=1+1"')
    export = tmp_path / "u.csv"
    export.write_text(text, encoding="utf-8")
    out = tmp_path / "groups.csv"
    equery("usage", str(export), "--by", "team", "--csv", str(out))
    with out.open(encoding="utf-8", newline="") as file:
        teams = [row["team"] for row in csv.DictReader(file)]
    assert "'=1+1" in teams
    assert not any(team.startswith("=") for team in teams)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("usage",), "FILE or else --calls, --model, --l-in and --l-out must be given: --calls is not"),
        (("usage", *JOB[:-2]), "--l-out is not"),
        (("usage", str(OPENAI), *JOB[:2]), "--calls must come without FILE"),
        (("usage", str(OPENAI), "--by", "colour"), "--by must be of month, provider"),
        (("usage", str(OPENAI), "--set", "arxiv-v1"), "set must be one of current hardware"),
        (("usage", "nowhere.csv"), "FILE must be a file, a folder or a pattern that fits one: got nowhere.csv"),
        (("usage", *JOB, "--place", "Atlantis"), "Atlantis"),
        (("usage", *JOB, "--ledger", "x.parquet"), "--ledger must come with FILE"),
        (("usage", *JOB, "--csv", "x.txt"), "OUT must end in .csv"),
        (("usage", *JOB, "--assume", "cache_read=2"), "cache_read"),
        (("report", str(OPENAI), "x.pdf"), "OUT must come last and end in .xlsx: got x.pdf"),
    ],
)
def test_one_line_and_exit_code_2(equery, words: tuple[str, ...], what: str) -> None:
    found = equery(*words)
    assert found.code == 2
    assert what in found.err
    assert found.err.count("\n") == 1


def test_a_screen_of_80_columns_loses_no_label(equery, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbook.cli import console

    monkeypatch.setattr(console.out, "_width", 80)
    shown = equery("usage", str(SAMPLES), "--by", "month,model,team").out
    assert max(map(len, shown.splitlines())) <= 80
    for label in ("Emissions, location-based", "2026-09", "not counted", "USD billed"):
        assert label in shown


def test_what_may_be_assumed_of_usage_is_listed(equery) -> None:
    found = equery("assumptions", "--set", "equery-2026", "--json").json["assumptions"]
    listed = {one["key"]: one["value"] for one in found}
    assert listed["cache_read_p95"] == 0.1
    assert "unknown_place" in listed
