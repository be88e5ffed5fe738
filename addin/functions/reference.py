"""What the other functions rest on: published figures, models, regimes, assumptions, the version."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from addin.errors import CellError
from calc.inputs.assumptions import assumption_set, keys
from calc.inputs.bounds import CHOICES
from calc.inputs.catalogue import BASELINE, REGIMES, blends, node_of, parameters
from calc.inputs.names import Names
from calc.inputs.rows import Published
from calc.inputs.serving_assumptions import ServingSet, serving_keys
from calc.inputs.set_by_name import AnySet, any_set
from calc.inputs.tables import aliases, assumption_facts, models, published, serving_facts

Table = list[list[Any]]
FACTS = ("total_parameters", "active_parameters")


@lru_cache(maxsize=1)
def _ids() -> Names:
    return Names("id", published())


def _figure(text: str | CellError) -> Published | CellError:
    if isinstance(text, CellError):
        return text
    found = _ids().get(text)
    return CellError(str(_ids().unknown(text[:100]))) if found is None else published()[found]


def equery_published(id: Sequence[str | CellError]) -> Table:  # noqa: A002 (the name in the formula)
    """Return printed figures, one a row; two cells where any of them is a range."""
    found = [_figure(text) for text in id]
    if len(found) == 1 and isinstance(found[0], CellError):
        raise ValueError(found[0].message)
    ranges = any(isinstance(figure, Published) and figure.lo != figure.hi for figure in found)
    return [
        [figure] * (1 + ranges) if isinstance(figure, CellError) else [figure.lo, figure.hi][: 1 + ranges]
        for figure in found
    ]


def equery_models() -> Table:
    """Return the models with aliases, membership of the baseline, parameters [1e9] and GPUs of a node."""
    rows = [
        [
            m.model, ", ".join(m.aliases), m in blends()[BASELINE], *(parameters(m.model, which) for which in FACTS),
            float(node_of(m.model).gpus),
        ]
        for m in models()
    ]  # fmt: skip
    return [["model", "also called", "in Baseline", "parameters, 1e9", "active, 1e9", "GPUs a node"], *rows]


def equery_regimes() -> Table:
    """Return the regimes with aliases and their median output length in the default set."""
    a = assumption_set()
    rows = [
        [name, ", ".join(aliases("regime").get(name, ())), float(getattr(a, f"l_out_median_{name}")), "token"]
        for name in REGIMES
    ]
    return [["regime", "also called", "median output", "unit"], *rows]


def equery_assumptions(set: AnySet | None = None) -> Table:  # noqa: A002 (the name in the formula)
    """Return every assumption of a set with its overrides: key, value, unit, source."""
    a = any_set(set)
    named = any_set(a.name)
    serving = isinstance(a, ServingSet)
    facts = serving_facts(a.name) if serving else assumption_facts(a.name)
    rows = []
    for key in serving_keys() if serving else keys():
        value = getattr(a, key) if key in CHOICES else float(getattr(a, key))
        source = facts[key].source_id if value == getattr(named, key) else "given"
        rows.append([key, value, facts[key].unit, source])
    return [["key", "value", "unit", "source"], *rows]
