"""What the words of a bill say of tokens: how many of them its unit is, which class its meter counts, of which model.

A bill has one class of tokens a row and names it in words that no two providers share. What the words do not say is
null here, and the format decides whether the row is refused or left uncounted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.columns import COUNTS

if TYPE_CHECKING:
    import ibis.expr.types as ir

TIMES: Final = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}
_UNIT: Final = r"^(\d*)(k|m|thousand|million)?(?:input|output)?tokens?$"

# Each class by what its meters say; the first that fits. A cache that is stored is none: it is paid by the hour.
_WORDS: Final[tuple[tuple[str, str], ...]] = (
    (r"uncached|(?:non|no|not)[ _-]?cached?", "uncached"),
    (r"cache.*(?:write|creat)|(?:write|creat).*cache", "cache_write"),
    (r"cach(?:e|ing).*(?:read|hit)|cached|caching", "cache_read"),
    (r"output|outp\b|completion|response|generated", "out"),
    (r"input|inp\b|prompt", "uncached"),
    (r"reasoning|thinking", "out"),  # last, since models are named so too
)
_OTHERS: Final = {
    r"image|audio|video|speech|realtime|\blive\b": "no text tokens",
    r"embed": "embeddings",
    r"train|fine[ _-]?tun|customi[sz]ation": "training",
    r"rerank": "reranking",
}
# Words of a meter that are no part of a model's name; what is left between them is.
_NO_NAME: Final = (
    r"(?i)\b(?:un|non-?)?(?:cached?|caching|read|write|creation|hits?|input|output|inp|outp|prompts?|completions?|"
    r"generated|tokens?|count|batch|flex|priority|text|regional|regnl|global|glbl|standard|on[ -]demand|for|of|per|"
    r"\d+[km])\b"
)
_FAMILIES: Final = (
    r"(?i)((?:[a-z]+\.)?(?:claude|gpt|chatgpt|o[134]\b|gemini|gemma|llama|mistral|mixtral|ministral|magistral|codestral|"
    r"devstral|pixtral|deepseek|qwen|grok|command|nova|titan|jamba|kimi|glm|phi|minimax|nemotron)[^|,;()]*)"
)


def tokens_of_unit(unit: ir.StringValue) -> ir.FloatingValue:
    """Return how many tokens a unit is: 1 of "Tokens", 1,000 of "1K tokens", 1,000,000 of "1000000 Tokens".

    Parameters
    ----------
    unit : ibis text
        As the bill has it.

    Returns
    -------
    ibis number
        Null where the unit is none of tokens, or not known.
    """
    plain = unit.lower().re_replace(r"[ ,_-]|^per", "")
    said = plain.re_search(_UNIT)
    number = plain.re_extract(_UNIT, 1).nullif("").try_cast("float64").fill_null(1.0)
    times = plain.re_extract(_UNIT, 2).cases(*TIMES.items(), else_=1.0)
    return said.ifelse(number * times, ibis.null("float64"))


def unknown_unit(unit: ir.StringValue) -> ir.BooleanValue:
    """Return whether a unit speaks of tokens without saying how many; tokens kept for a time are no such unit.

    Parameters
    ----------
    unit : ibis text
        As the bill has it.

    Returns
    -------
    ibis yes or no
        Null where there is none.
    """
    text = unit.lower()
    return text.contains("token") & ~text.re_search("hour|hrs?\\b|day|month") & tokens_of_unit(unit).isnull()


def class_of_meter(meter: ir.StringValue) -> ir.StringValue:
    """Return which class of tokens a meter counts, by its words.

    Parameters
    ----------
    meter : ibis text
        A meter, a usage type or a description.

    Returns
    -------
    ibis text
        One of `COUNTS`; null where the words name none, or answers and prompts alike.
    """
    text = meter.lower()
    both = text.re_search("output") & text.re_search("input")
    found = ibis.cases(*[(text.re_search(words), kind) for words, kind in _WORDS], else_=None)
    return both.ifelse(ibis.null("string"), found)


def other_tokens(meter: ir.StringValue) -> ir.StringValue:
    """Return why what a meter counts is no usage of text tokens.

    Parameters
    ----------
    meter : ibis text
        A meter, a usage type or a description.

    Returns
    -------
    ibis text
        The reason; null where there is none.
    """
    text = meter.lower()
    return ibis.cases(*[(text.re_search(words), reason) for words, reason in _OTHERS.items()], else_=None)


def model_in(text: ir.StringValue) -> ir.StringValue:
    """Return the model that a text names beside what it says of tokens.

    Parameters
    ----------
    text : ibis text
        A meter, a resource or a description.

    Returns
    -------
    ibis text
        From the word that begins a known family of models; null where there is none.
    """
    name = text.re_replace(_NO_NAME, "|").re_extract(_FAMILIES, 1)
    return name.re_replace(r"[\s|/_:-]+$", "").nullif("")


def by_class(kind: ir.StringValue, tokens: ir.FloatingValue) -> dict[str, ir.FloatingValue]:
    """Return the token columns of a ledger from rows of one class each.

    Parameters
    ----------
    kind : ibis text
        The class, one of `COUNTS`.
    tokens : ibis number
        How many.

    Returns
    -------
    dict of ibis number
        By class; null where the row is of another.
    """
    return {name: (kind == name).ifelse(tokens, ibis.null("float64")) for name in COUNTS}
