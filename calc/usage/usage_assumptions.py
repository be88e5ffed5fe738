"""What is assumed of usage beyond the service that answered it: data/usage.csv, uncertain ones by their P5 and P95."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from numpy.typing import ArrayLike

from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.tables import usage_facts
from calc.inputs.variable import Kind, Variable

KINDS: Final[dict[str, Kind]] = {
    "cache_read": "share",
    "spread": "lognormal",
    "context": "lognormal",
    "grid_known": "lognormal",
    "grid_unknown": "lognormal",
}
"""The uncertain inputs that sums of tokens bring with them, and within which bounds each stays."""


def usage_variables(a: ServingSet, given: Mapping[str, ArrayLike] = MappingProxyType({})) -> dict[str, Variable]:
    """Return the uncertain inputs that sums of tokens bring with them.

    Parameters
    ----------
    a : ServingSet
        Says which standard normal value a P95 is.
    given : mapping of str to float
        Values in place of those of data/usage.csv, by key; the name of an input alone says that it was measured.

    Returns
    -------
    dict of str to Variable
        By the keys of KINDS.

    Raises
    ------
    ValueError
        If a value breaks the rule of its input.
    """
    facts = usage_facts()

    def end(name: str, which: str) -> ArrayLike:
        return given.get(name, given.get(f"{name}_{which}", facts[f"{name}_{which}"].number))

    return {
        name: Variable.from_p5_p95(kind, name, end(name, "p5"), end(name, "p95"), z=a.z_p95)
        for name, kind in KINDS.items()
    }


def usage_keys() -> tuple[str, ...]:
    """Return the names of the numbers among these assumptions, and of the inputs that can be measured.

    Returns
    -------
    tuple of str
        The keys of data/usage.csv first.
    """
    return (*(key for key, fact in usage_facts().items() if fact.unit != "text"), *KINDS)
