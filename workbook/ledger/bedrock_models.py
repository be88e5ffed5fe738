"""Whose a model on Amazon Bedrock is, by the id that a call has or the name that a bill has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

# By the first part of an id, or by the words that begin a billing name.
_MAKERS: Final = {
    "Anthropic": r"anthropic\.|.*claude",
    "Amazon": r"amazon\.|nova|titan",
    "OpenAI": r"openai\.|gpt",
    "Meta": r"meta\.|.*llama",
    "Mistral AI": r"mistral|mixtral|ministral|magistral|pixtral|voxtral|devstral",
    "DeepSeek": r"deepseek",
    "Alibaba": r"qwen",
    "Cohere": r"cohere|command",
    "AI21 Labs": r"ai21|jamba|jurassic",
    "Google": r"google\.|gemma",
    "Writer": r"writer|palmyra",
    "MiniMax": r"minimax",
    "Moonshot AI": r"moonshot|kimi",
    "NVIDIA": r"nvidia|nemotron",
    "Z.ai": r"zai|glm",
    "Stability AI": r"stability",
    "TwelveLabs": r"twelvelabs",
    "Luma AI": r"luma",
}


def maker(model: ir.StringValue) -> ir.StringValue:
    """Return whose a model is.

    Parameters
    ----------
    model : ibis text
        As ``eu.anthropic.claude-sonnet-4-20250514-v1:0`` or ``Claude4.6Sonnet``.

    Returns
    -------
    ibis text
        Null where the name does not say it.
    """
    name = model.lower().re_replace(r"^(us|us-gov|eu|apac|jp|au|global)\.", "")
    return ibis.cases(*[(name.re_search(f"^(?:{words})"), who) for who, words in _MAKERS.items()], else_=None)
