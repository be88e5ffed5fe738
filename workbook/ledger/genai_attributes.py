"""OpenTelemetry's attributes of generative AI, under the names of today and those that instrumentations still write.

https://github.com/open-telemetry/semantic-conventions-genai; before May 2026 in semantic-conventions, to v1.41.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.columns import NO

if TYPE_CHECKING:
    import ibis.expr.types as ir

OPERATION: Final = "gen_ai.operation.name"
PROVIDER: Final = "gen_ai.provider.name"
ASKED: Final = "gen_ai.request.model"
ANSWERED: Final = "gen_ai.response.model"
INPUT: Final = "gen_ai.usage.input_tokens"
OUTPUT: Final = "gen_ai.usage.output_tokens"
READ: Final = "gen_ai.usage.cache_read.input_tokens"
WRITTEN: Final = "gen_ai.usage.cache_write.input_tokens"
REASONING: Final = "gen_ai.usage.reasoning.output_tokens"
TIER: Final = "openai.response.service_tier"
ERROR: Final = "error.type"

NAMES: Final[dict[str, tuple[str, ...]]] = {
    OPERATION: ("llm.request.type",),
    PROVIDER: ("gen_ai.system",),
    ASKED: (),
    ANSWERED: (),
    INPUT: ("gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens"),
    OUTPUT: ("gen_ai.usage.completion_tokens", "llm.usage.completion_tokens"),
    READ: ("gen_ai.usage.cache_read_input_tokens",),
    WRITTEN: (
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "gen_ai.usage.cache_write_input_tokens",
    ),
    REASONING: ("gen_ai.usage.reasoning_tokens", "llm.usage.reasoning_tokens"),
    TIER: ("gen_ai.openai.response.service_tier", "openai.request.service_tier", "gen_ai.openai.request.service_tier"),
    ERROR: (),
}
"""Every attribute that is read, and what else it is or was called."""

INFERENCE: Final = ("chat", "generate_content", "text_completion", "completion")
AGGREGATES: Final = ("invoke_agent", "invoke_workflow")


def no_inference(operation: ir.StringValue, tokens: ir.BooleanValue) -> ir.StringValue:
    """Return why an operation is none of a language model, null where it is one.

    Parameters
    ----------
    operation : ibis text
        As the attribute has it; null where an old instrumentation has none.
    tokens : ibis boolean
        Whether it has answer tokens, by which an inference without a name is known.

    Returns
    -------
    ibis text
        The reason.
    """
    name = operation.lower()
    return ibis.cases(
        (name.isin(INFERENCE), ibis.null("string")),
        (name.isin(AGGREGATES), "aggregate of other spans"),
        (name.isin(["embeddings", "embedding"]), "embeddings"),
        (name.isnull() & tokens.fill_null(NO), ibis.null("string")),
        else_="no inference",
    )
