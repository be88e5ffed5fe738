"""Models as providers call them: what stands for each, and that every row can answer."""

import pytest

from calc.inputs.tables import served_models
from calc.query.estimate import energy
from calc.query.stand_ins import stand_in
from calc.query.who_serves import knows, service_name, services

NAME = "equery-2026"


@pytest.mark.parametrize(
    ("served", "expected"),
    [
        ("gpt-4o-2024-08-06", "frontier"), ("openai/gpt-4o-mini-2024-07-18", "mid"), ("gpt-5-nano", "small"),
        ("gpt-4.1-mini-2025-04-14", "mid"), ("o3-mini", "reasoning"), ("chatgpt-4o-latest", "frontier"),
        ("openai.gpt-oss-120b-1:0", "gpt-oss-120b"), ("claude-sonnet-4-20250514", "frontier"),
        ("eu.anthropic.claude-3-haiku-20240307-v1:0", "mid"), ("gemini-2.5-flash-lite", "small"),
        ("google/gemini-2.5-pro", "frontier"), ("mistral-large-2411", "mid"), ("open-mixtral-8x22b", "Mixtral 8x22B"),
        ("us.meta.llama3-1-405b-instruct-v1:0", "Llama 3.1 405B"), ("Meta-Llama-3.3-70B-Instruct", "Llama 3.3 70B"),
        ("llama-3.3-70b-versatile", "Llama 3.3 70B"), ("deepseek-chat", "DeepSeek-R1-0528"),
        ("deepseek-r1-distill-llama-70b", "Llama 3.3 70B"), ("qwen3-235b-a22b-2507", "Qwen3-235B-A22B"),
        ("grok-3-mini", "mid"), ("command-r-plus-08-2024", "mid"), ("amazon.nova-lite-v1:0", "small"),
        ("text-embedding-3-small", None), ("dall-e-3", None), ("whisper-1", None), ("", None),
    ],
)  # fmt: skip
def test_a_name_as_it_is_billed_finds_what_stands_for_it(served: str, expected: str | None) -> None:
    found = stand_in(served)
    assert (found.stands_for if found else None) == expected
    assert knows(served) >= (expected is not None)


@pytest.mark.parametrize("row", served_models(), ids=lambda row: row.pattern)
def test_every_row_stands_for_something_that_answers(row: object) -> None:
    assert services(service_name(row.stands_for))  # type: ignore[attr-defined]
    assert 1 <= row.quality <= 5  # type: ignore[attr-defined]


def test_no_row_is_hidden_by_one_before_it() -> None:
    for row in served_models():
        example = row.pattern.replace("*", "")
        if row.pattern.startswith("*") or "*" not in row.pattern.rstrip("*"):
            assert stand_in(example) is row or stand_in(example).stands_for == row.stands_for, row.pattern


def test_the_energy_is_that_of_the_stand_in() -> None:
    named, own = (energy(model, "mean 350", NAME).quantile(0.5) for model in ("openai/gpt-4o-mini", "mid"))
    assert float(named) == float(own)
    assert service_name("gpt-oss-120b-1:0 on B200") == "gpt-oss-120b on DGX B200"
