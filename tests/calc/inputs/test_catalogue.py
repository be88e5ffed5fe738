"""Names people type."""

import pytest

from calc.inputs.assumptions import assumption_set
from calc.inputs.catalogue import median_l_out, model_name, model_names, regime_name
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


def test_models_come_in_the_order_of_the_papers_figure() -> None:
    assert model_names() == (
        "DeepSeek-R1", "Llama 3.1 405B", "Llama-3.1 Nemotron Ultra 253B", "Mixtral 8x22B", "Llama 3.1 70B",
        "Baseline", "Baseline untrimmed",
    )  # fmt: skip


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
