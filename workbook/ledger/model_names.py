"""The same model under the names that exports, clouds and gateways give it."""

from __future__ import annotations

import re

from calc.inputs.names import fold
from calc.query.stand_ins import BEFORE

DATE = re.compile(r"[-@](?:\d{8}|\d{4}-\d{2}-\d{2})(?:-v\d+)?(?::\d+)?$")


def own_name(name: str) -> str:
    """Return a name without path, area and maker.

    >>> own_name("openai/gpt-4o-2024-08-06")
    'gpt4o20240806'
    """
    return fold(BEFORE.sub("", name.strip(), count=1))


def plain_name(name: str) -> str:
    """Return a name without path, area, maker and date, by which two exports mean the same model.

    >>> plain_name("openai/gpt-4o-2024-08-06") == plain_name("GPT-4o")
    True
    """
    return fold(DATE.sub("", BEFORE.sub("", name.strip(), count=1)))
