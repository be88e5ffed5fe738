import pytest

from calc.usage.matching import kept_apart, known_match, match_of, offered_for


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


def test_rows_in_any_order_keep_the_same_models_apart() -> None:
    names = ["gpt-4o", "frontier", "gpt-4o-mini", "GPT-4", "claude-opus-4"]
    matches = [known_match(name) for name in names]
    kept = kept_apart(matches)
    assert kept.keys == ("Anthropic frontier", "OpenAI frontier", "OpenAI mid", "frontier")
    assert kept.names == ("frontier", "frontier", "mid", "frontier")
    assert [kept.keys[k] for k in kept.k] == [one.key for one in matches]
    again = kept_apart(matches[::-1])
    assert (again.keys, again.k.tolist()) == (kept.keys, kept.k.tolist()[::-1])
    assert kept_apart([]).k.dtype == int


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mixtral8x23b", "model is not known: got 'mixtral8x23b'; choose one of Mixtral 8x22B, Baseline, frontier"),
        ("text-embedding-3-small", "model must write text: got 'text-embedding-3-small', which is for embeddings"),
        ("frontier on Foo", "node is not known: got 'Foo'"),
    ],
)
def test_a_model_that_must_be_known_is_or_says_what_is_near(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        known_match(name)
