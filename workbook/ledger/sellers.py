"""Who made a model and who runs it, from the codes that gateways and instrumentations have for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from calc.inputs.tables import served_models
from calc.query.stand_ins import BEFORE
from workbook.ledger.row_reader import trimmed

if TYPE_CHECKING:
    import ibis.expr.types as ir

MAKERS: Final = {
    "AI21": ("ai21",),
    "Alibaba": ("alibaba", "dashscope", "qwen"),
    "Amazon": ("amazon", "amazon_nova"),
    "Anthropic": ("anthropic", "anthropic_text"),
    "Cohere": ("cohere", "cohere_chat"),
    "DeepSeek": ("deepseek",),
    "Google": ("gcp.gemini", "gcp.gen_ai", "gemini", "google", "google ai studio"),
    "Meta": ("meta", "meta_llama", "meta-llama"),
    "Mistral": ("mistral", "mistral_ai", "mistralai", "codestral", "text-completion-codestral"),
    "Moonshot AI": ("moonshot", "moonshot_ai", "moonshotai"),
    "OpenAI": ("openai", "text-completion-openai"),
    "Perplexity": ("perplexity",),
    "xAI": ("x_ai", "xai", "x-ai"),
}
"""Those who run their own models, and what they are called."""

HOSTS: Final = {
    "AWS": ("amazon bedrock", "aws", "aws.bedrock", "bedrock", "bedrock_converse", "sagemaker", "sagemaker_chat"),
    "Azure": (
        "az.ai.inference", "az.ai.openai", "azure", "azure.ai.inference", "azure.ai.openai", "azure_ai", "azure_text",
    ),
    "Cerebras": ("cerebras",),
    "Databricks": ("databricks",),
    "DeepInfra": ("deepinfra",),
    "Fireworks": ("fireworks", "fireworks_ai"),
    "Google Cloud": ("gcp.vertex_ai", "google vertex", "vertex_ai", "vertex_ai_beta"),
    "Groq": ("groq",),
    "IBM": ("ibm.watsonx.ai", "watsonx", "watsonx_text"),
    "OpenRouter": ("openrouter",),
    "SambaNova": ("sambanova",),
    "Together": ("together", "together_ai"),
    "own": ("hosted_vllm", "llamafile", "lm_studio", "ollama", "ollama_chat", "vllm"),
}  # fmt: skip
"""Those who run models of others, and what they are called; ``own`` is a server of one's own."""

_MADE = {code: name for name, codes in MAKERS.items() for code in codes}
_RUN = {code: name for name, codes in HOSTS.items() for code in codes}


def maker(code: ir.StringValue, model: ir.StringValue) -> ir.StringValue:
    """Return who made a model.

    Parameters
    ----------
    code : ibis text
        Who it was asked of, as the gateway calls it.
    model : ibis text
        The model: where the code is that of a host, its name says who made it (data/served_models.csv).

    Returns
    -------
    ibis text
        The maker; of a model that is not known the host, and of a code that is not known the code.
    """
    known = code.lower()
    host = known.cases(*_RUN.items(), else_=code)
    return known.cases(*_MADE.items(), else_=ibis.null("string")).coalesce(_by_name(model), host)


def host(code: ir.StringValue) -> ir.StringValue:
    """Return who runs a model, null where that is its maker or not known.

    Parameters
    ----------
    code : ibis text
        Who it was asked of, as the gateway calls it.

    Returns
    -------
    ibis text
        The host.
    """
    return code.lower().cases(*_RUN.items(), else_=ibis.null("string"))


def _by_name(model: ir.StringValue) -> ir.StringValue:
    name = trimmed(model).lower().re_replace(BEFORE.pattern, "")
    fits = [(name.like(row.pattern.replace("*", "%")), row.provider) for row in served_models()]
    return ibis.cases(*fits, else_=ibis.null("string"))
