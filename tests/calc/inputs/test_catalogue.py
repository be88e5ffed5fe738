"""Names people type."""

from dataclasses import replace

import numpy as np
import pytest

from calc.inputs import catalogue
from calc.inputs.assumptions import assumption_set
from calc.inputs.catalogue import (
    counted,
    is_blend,
    is_trimmed,
    median_l_out,
    members,
    model_name,
    model_names,
    regime_name,
    single_models,
)
from calc.inputs.tables import blend_members
from calc.query.estimate import energy


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("405b", "Llama 3.1 405B"), ("llama-3.1 405B", "Llama 3.1 405B"), ("r1", "DeepSeek-R1"),
        ("deepseek r1", "DeepSeek-R1"), ("nemotron", "Llama-3.1 Nemotron Ultra 253B"),
        ("8X22B", "Mixtral 8x22B"), ("70b", "Llama 3.1 70B"), ("baseline", "Baseline"), (">200B", "Baseline"),
        ("BASELINE_UNTRIMMED", "Baseline untrimmed"),
    ],
)  # fmt: skip
def test_models(typed: str, meant: str) -> None:
    assert model_name(typed) == meant


def test_the_papers_models_come_first_in_the_order_of_its_figure_and_blends_last() -> None:
    paper = ("DeepSeek-R1", "Llama 3.1 405B", "Llama-3.1 Nemotron Ultra 253B", "Mixtral 8x22B", "Llama 3.1 70B")
    assert model_names()[: len(paper)] == single_models()[: len(paper)] == paper
    assert model_names()[len(single_models()) :][:2] == ("Baseline", "Baseline untrimmed")


def test_regimes() -> None:
    assert (regime_name("TTS"), regime_name("test-time scaling"), regime_name("Traditional")) == (
        "tts", "tts", "traditional",
    )  # fmt: skip
    assert regime_name("300") is None
    a = assumption_set(l_out_median_tts=7000)
    assert [float(median_l_out(r, a)) for r in ("traditional", "tts", "1234", 55)] == [300, 7000, 1234, 55]


def test_a_regime_is_its_median_length() -> None:
    assert energy("405B", "tts").quantile(0.3) == energy("405B", 5000).quantile(0.3)
    assert energy("405B", "300").mean() == energy("405B").mean()


def test_what_a_name_stands_for() -> None:
    big = ["DeepSeek-R1", "Llama 3.1 405B", "Llama-3.1 Nemotron Ultra 253B"]
    assert [m.model for m in members("Baseline")] == [m.model for m in members("Baseline untrimmed")] == big
    assert [m.model for m in members("Llama 3.1 70B")] == ["Llama 3.1 70B"]
    asked = ("Llama 3.1 70B", "Baseline", "Baseline untrimmed")
    kinds = {name: (is_blend(name), is_trimmed(name), counted(name)) for name in asked}
    assert kinds == {
        "Llama 3.1 70B": (False, False, "Llama 3.1 70B"),
        "Baseline": (True, True, "Baseline untrimmed"),
        "Baseline untrimmed": (True, False, "Baseline untrimmed"),
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weight": 2.0}, "weight must be above 0 and the same for all models of a blend: got 2"),
        ({"weight": -1.0}, "weight must be above 0 and the same for all models of a blend: got -1"),
        ({"weight": np.nan}, "weight must be above 0 and the same for all models of a blend: got nan"),
        ({"model": "DeepSeek-R1"}, "model must stand once in blend Baseline: got 'DeepSeek-R1' twice"),
        ({"model": "R1"}, "model of blend Baseline must be a row of models.csv: got 'R1'"),
    ],
)
def test_a_blend_that_cannot_be_computed_is_refused(monkeypatch, changes: dict[str, object], message: str) -> None:
    *others, last = blend_members()
    monkeypatch.setattr(catalogue, "blend_members", lambda: (*others, replace(last, **changes)))
    with pytest.raises(ValueError, match=message):
        catalogue.blends.__wrapped__()


def test_a_regime_may_be_a_mean_as_a_bill_gives_it() -> None:
    lengths = np.random.default_rng(1).exponential(350.0, 200_000)
    a = assumption_set()
    assert float(median_l_out("mean 350", a)) == pytest.approx(np.median(lengths), rel=0.01)
    assert float(median_l_out(" MEAN  350 ", a)) == pytest.approx(350 * np.log(2), rel=1e-15)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mean 0", "regime must be above 0 token"),
        ("mean nan", "regime must be finite"),
        ("mean x", "regime is not known: got 'mean x'.*mean and a number"),
        ("mean", "regime is not known"),
        ("meant 350", "regime is not known"),
    ],
)
def test_a_mean_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        median_l_out(text, assumption_set())
