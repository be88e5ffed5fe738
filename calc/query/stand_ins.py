"""What stands for a model as a provider calls it: the open model itself, or a class where its size is not stated.

Names come as providers, clouds and gateways write them (``openai/gpt-4o-2024-08-06``,
``eu.anthropic.claude-sonnet-4-20250514-v1:0``): what stands before the model's own name is left out, and the first row
of data/served_models.csv whose pattern fits answers.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Final

from calc.inputs.names import fold
from calc.inputs.rows import ServedModel
from calc.inputs.tables import served_models

# A path, then an area and a maker as a cloud writes them before the name.
BEFORE: Final = re.compile(
    r"^(?:.*/)?(?:(?:us|eu|apac|global|jp|au)\.)?"
    r"(?:(?:openai|anthropic|google|mistral|meta|deepseek|qwen|xai|cohere|amazon)\.)?",
    re.IGNORECASE,
)


def stand_in(text: object) -> ServedModel | None:
    """Return what stands for a model as a provider calls it.

    Parameters
    ----------
    text : str
        The name as an export or a bill has it.

    Returns
    -------
    ServedModel or None
        The first row of data/served_models.csv that fits; None if none does.

    Examples
    --------
    >>> stand_in("openai/gpt-4o-mini-2024-07-18").stands_for, stand_in("us.anthropic.claude-sonnet-4-v1:0").stands_for
    ('mid', 'frontier')
    """
    name = fold(BEFORE.sub("", str(text).strip(), count=1))
    return next((row for row in served_models() if fnmatchcase(name, fold(row.pattern))), None)
