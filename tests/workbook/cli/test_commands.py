"""Each command answers with calc's numbers, in the promised JSON shape and as a table."""

import numpy as np
import pytest

from calc.fleets.daily_total import fleet
from calc.inputs.tables import published
from calc.query.estimate import energy


def test_estimate_json_has_the_promised_shape(equery):
    answer = equery("estimate", "Baseline", "traditional", "--json").json
    assert (answer["model"], answer["regime"], answer["assumption_set"], answer["unit"]) == (
        "Baseline", "traditional", "arxiv-v1", "Wh",
    )  # fmt: skip
    assert list(answer["quantiles"]) == ["0.05", "0.25", "0.5", "0.75", "0.95"]
    assert round(answer["quantiles"]["0.5"], 2) == 0.34  # the paper's abstract
    assert answer["mean"] == pytest.approx(float(energy("Baseline").mean()), rel=1e-12)


def test_estimate_takes_the_mean_of_a_bill_and_shows_the_median(equery):
    answer = equery("estimate", "405B", "mean 350", "--json").json
    median = 350 * float(np.log(2))
    assert (answer["l_out_mean"], answer["l_out_median"]) == pytest.approx((350, median), rel=1e-12)
    assert answer["mean"] == pytest.approx(float(energy("405B", median).mean()), rel=1e-12)
    assert "output tokens: median 242.6, mean 350" in answer["notes"]


def test_estimate_passes_every_option_on(equery):
    answer = equery(
        "estimate", "R1", "700", "--set", "joule-2026", "--alpha", "1.5", "3", "--assume", "pue_p95=1.3",
        "--assume", "power_model=coupled", "--quantile", "0.123456789", "--json",
    ).json  # fmt: skip
    from calc.inputs.assumptions import assumption_set

    a = assumption_set("joule-2026", pue_p95=1.3, power_model="coupled")
    expected = energy("DeepSeek-R1", 700, a, alpha=(1.5, 3)).quantile(0.123456789)
    assert answer["quantiles"] == {"0.123456789": float(expected)}


def test_monte_carlo_is_near_exact_and_repeatable(equery):
    words = ("estimate", "405B", "tts", "--method", "monte-carlo", "--n", 100_000, "--json")
    first, again = equery(*words).json, equery(*words).json
    assert first == again
    # 100,000 draws put the median's standard error near 0.5 %; five of those
    assert first["quantiles"]["0.5"] == pytest.approx(3.82788, rel=0.025)


def test_baseline_says_which_mean_to_multiply(equery):
    assert "0.6091 Wh" in equery("estimate", "Baseline", "traditional").err


def test_own_rows_make_a_model_on_the_same_footing(equery, tmp_path):
    rows = tmp_path / "mine.csv"
    rows.write_text("tps,l_in,l_out\n1300,500,2000\n378,5000,500\n886,1024,1024\n")
    mine = equery("estimate", "mine", "tts", "--rows", rows, "--p-max-kw", 14.1, "--json").json
    known = equery("estimate", "R1", "tts", "--json").json
    assert mine["quantiles"] == pytest.approx(known["quantiles"], rel=1e-9)  # the rows are R1's own
    assert equery("fit", "--rows", rows, "--json").json["fits"]["mine"]["n"] == 3
    both = equery("fleet", "--model", "mine", "--rows", rows, "--p-max-kw", 14.1, "--json").json
    assert both["gwh_per_day"] == pytest.approx(float(fleet(model="R1").gwh_per_day), rel=1e-9)


def test_fleet_json(equery):
    answer = equery("fleet", "--share-tts", 0.1, "--alpha", 1.5, 3, "--json").json
    assert {"gwh_per_day", "twh_per_year", "mean_wh", "beta", "alpha_factor"} <= set(answer)
    assert answer["gwh_per_day"] == pytest.approx(0.90857, abs=5e-6)
    assert answer["gwh_per_day_quantiles"]["0.05"] < answer["gwh_per_day"]


def test_replay_json(equery):
    regimes = equery("replay", "--json").json["regimes"]
    assert round(regimes["traditional"]["baseline"]["p50"], 3) == 0.341
    assert round(regimes["tts"]["baseline"]["p75"], 3) == 7.782
    assert set(regimes["tts"]["models"]["Llama 3.1 405B"]) == {"p5", "p25", "p50", "p75", "p95", "mean"}
    assert round(regimes["traditional"]["gwh_per_day"], 3) == 0.807


def test_published_lists_every_figure(equery):
    figures = equery("published", "--json").json["figures"]
    assert [f["id"] for f in figures] == list(published())
    assert all(f["reproduced"] or f["reason"] for f in figures)


def test_assumptions_lists_keys_with_sources(equery):
    listed = equery("assumptions", "--set", "arxiv-v1-text", "--json").json["assumptions"]
    values = {item["key"]: item["value"] for item in listed}
    assert values["pue_p95"] == 1.40
    assert values["benchmark_rows"] == "all"
    assert all(item["source_id"] and item["unit"] for item in listed)


@pytest.mark.parametrize(
    "words",
    [
        ("models",), ("fit",), ("assumptions",), ("estimate", "R1", "tts"), ("fleet",),
        ("replay", "--n", "500"), ("published",), ("--help",), ("estimate", "--help"), (), ("--version",),
    ],
)  # fmt: skip
def test_every_command_prints_for_a_person(equery, words):
    answer = equery(*words)
    assert answer.code == 0
    assert answer.out.strip()


@pytest.mark.parametrize(
    "command", ["models", "fit", "assumptions", "estimate", "fleet", "replay", "published", "build"]
)
def test_help_has_an_example(equery, command):
    assert "Example" in equery(command, "--help").out


def test_fit_shows_the_published_coefficients(equery):
    fits = equery("fit", "405B", "--json").json["fits"]["Llama 3.1 405B"]
    assert np.round([fits["b0"], fits["b_in"], fits["b_out"]], 8).tolist() == [
        9.76196321,
        -0.58543888,
        0.22656443,
    ]
