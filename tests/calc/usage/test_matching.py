import pytest

from calc.usage.matching import match_of, offered_for


@pytest.mark.parametrize(
    ("text", "key", "name"),
    [
        ("gpt-4o-2024-08-06", "OpenAI frontier", "frontier"),
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", "Anthropic frontier", "frontier"),
        ("GPT-4", "OpenAI frontier", "frontier"),
        ("GPT-4-class", "frontier", "frontier"),
        ("mixtral 8x22b", "Mixtral 8x22B", "Mixtral 8x22B"),
        ("Llama 3.1 405B on B200", "Llama 3.1 405B on DGX B200", "Llama 3.1 405B on DGX B200"),
        ("gpt-oss-120b", "gpt-oss-120b", "gpt-oss-120b"),
    ],
)
def test_a_name_finds_what_stands_for_it(text: str, key: str, name: str) -> None:
    found = match_of(text)
    assert found is not None
    assert (found.key, found.name) == (key, name)
    assert 1 <= found.quality <= 5
    assert found.reason
    assert found.rule


def test_a_name_that_is_not_known_gets_the_nearest_and_the_classes() -> None:
    assert match_of("our-own-model") is None
    assert offered_for("mixtral 8x2b")[0] in {"Mixtral 8x22B", "Mixtral 8x7B"}
    assert {"frontier", "mid", "small", "reasoning"} <= set(offered_for("our-own-model"))
