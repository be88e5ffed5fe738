"""What stands for a model as a provider calls it: the open model itself, or a class where its size is not stated.

Names come as providers, clouds and gateways write them (``openai/gpt-4o-2024-08-06``, ``Claude Haiku 4.5``,
``eu.anthropic.claude-sonnet-4-20250514-v1:0``, ``USE1-Nova2.0Lite-input-tokens``): what stands before the model's own
name is left out, and the first row of data/served_models.csv whose pattern fits answers. Models that write no text
(data/not_text_models.csv) have none.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final

from calc.inputs.names import fold
from calc.inputs.rows import ServedModel
from calc.inputs.tables import not_text_models, served_models

# A path, then what a bill, a cloud and a gateway write before the name: what is counted, an area, a maker. DeepSeek is
# none of the makers, since Amazon's deepseek.r1 has no other name.
BEFORE: Final = re.compile(
    r"^(?:.*/)?(?:generate content .*?count )?"
    r"(?-i:(?:US|EU|AP|CA|SA|ME|AF|UG|IL|MX)[A-Z]\d-)?"
    r"(?:(?:us|us-gov|eu|apac|global|jp|au|ca|in)\.)?"
    r"(?:(?:openai|anthropic|google|mistral|meta|qwen|xai|cohere|amazon|ai21|minimax|moonshot(?:ai)?|nvidia|zai)\."
    r"|(?:openai|cohere|amazon|microsoft|meta|databricks)-)?",
    re.IGNORECASE,
)
# A company's own name for a model that it tuned, and a version that a registry writes as a path, say nothing of size.
TUNED: Final = re.compile(r"^(?:.*/)?ft:([^:]+).*|\.ft-.*|/versions/[^/]*$", re.IGNORECASE)
SIZE: Final = re.compile(r"(?<![a-z0-9.])(\d+(?:[.p]\d+)?)([bt])(?![a-z])", re.IGNORECASE)
POINT: Final = re.compile(r"(?<=\d)[.p](?=\d)")  # 3.5, 3p5 and 35 are one
LIMIT: Final = re.compile(r"^(.*?)(?: ([<>])(\d+)B)?$")
# Text models read images and sound too, which bills list apart.
READ: Final = re.compile(r"(?:audio|image|video)input")


def _own_name(text: object) -> str:
    return BEFORE.sub("", TUNED.sub(r"\1", str(text).strip(), count=1), count=1)


def _key(name: str) -> str:
    """Fold a name as `fold` does, and marks of versions with it."""
    return POINT.sub("", fold(name).translate({ord(mark): None for mark in ":@"}))


def _billions(name: str) -> float | None:
    """Return the largest size that a name states [1e9 parameters], which is that of all of them; None if it has none.

    >>> _billions("Qwen3-235B-A22B"), _billions("qwen2p5-0p5b"), _billions("qwen3.8-2.4t-a95b"), _billions("gpt-4o")
    (235.0, 0.5, 2400.0, None)
    """
    stated = [float(n.lower().replace("p", ".")) * (1e3 if unit in "tT" else 1) for n, unit in SIZE.findall(name)]
    return max(stated, default=None)


@lru_cache(maxsize=1)
def _not_text_rows() -> tuple[tuple[str, str], ...]:
    """Return the rows of data/not_text_models.csv: each pattern's key, and what the models are for."""
    return tuple((_key(row.pattern), row.what) for row in not_text_models())


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, str, float, ServedModel], ...]:
    """Return the rows of data/served_models.csv, each after its pattern's key, side and limit [1e9 parameters]."""
    parts = [(LIMIT.fullmatch(row.pattern), row) for row in served_models()]
    return tuple((_key(m[1]), m[2] or "", float(m[3] or 0), row) for m, row in parts if m)


def _within(size: float | None, side: str, limit: float) -> bool:
    if not side:
        return True
    return size is not None and (size < limit if side == "<" else size > limit)


@lru_cache(maxsize=4096)
def not_text(text: object) -> str | None:
    """Return what a model writes or does, where that is not text.

    Parameters
    ----------
    text : str
        The name as an export or a bill has it.

    Returns
    -------
    str or None
        What the first row of data/not_text_models.csv that fits says: ``"embeddings"``, ``"images"``...; None if none
        fits.

    Examples
    --------
    >>> not_text("text-embedding-3-small"), not_text("us.amazon.nova-canvas-v1:0"), not_text("gpt-4o")
    ('embeddings', 'images', None)
    """
    key = READ.sub("", _key(_own_name(text)))
    return next((what for pattern, what in _not_text_rows() if fnmatchcase(key, pattern)), None)


@lru_cache(maxsize=4096)
def stand_in(text: object) -> ServedModel | None:
    """Return what stands for a model as a provider calls it.

    Parameters
    ----------
    text : str
        The name as an export or a bill has it.

    Returns
    -------
    ServedModel or None
        The first row of data/served_models.csv that fits; None if none does, or if the model writes no text.

    Examples
    --------
    >>> stand_in("openai/gpt-4o-mini-2024-07-18").stands_for, stand_in("us.anthropic.claude-sonnet-4-v1:0").stands_for
    ('mid', 'frontier')
    >>> stand_in("ft:gpt-4o-mini-2024-07-18:acme::8abc").stands_for, stand_in("Qwen2.5-7B-Instruct").stands_for
    ('mid', 'small')
    """
    if not_text(text):
        return None
    name = _own_name(text)
    key, size = _key(name), _billions(name)
    return next((row for own, side, n, row in _rows() if fnmatchcase(key, own) and _within(size, side, n)), None)
