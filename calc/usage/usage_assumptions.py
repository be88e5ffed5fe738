"""What is assumed of usage beyond the service that answered it: data/usage.csv, uncertain ones by their P5 and P95."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from numpy.typing import ArrayLike

from calc.impacts.several_places import PlaceMix, place_mix, places_of
from calc.inputs.names import Names
from calc.inputs.serving_assumptions import ServingSet, serving_key_names, serving_set
from calc.inputs.set_by_name import any_set_names
from calc.inputs.tables import serving_sets, usage_facts
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


@dataclass(frozen=True, eq=False)
class UsageSet:
    """Everything that is assumed of usage.

    Attributes
    ----------
    services : ServingSet
        Of the services that answer.
    given : mapping of str to float
        Values in place of those of data/usage.csv, by key.
    """

    services: ServingSet
    given: Mapping[str, float]


def usage_set(name: str = "equery-2026", **changes: ArrayLike | str) -> UsageSet:
    """Return a named set of current hardware with what is assumed of usage, any of it overridden.

    Parameters
    ----------
    name : str
        One of data/serving_sets.csv.
    **changes : array_like or str
        New values by the name of the assumption, of either kind, or of an input that was measured.

    Returns
    -------
    UsageSet
        As the tables have it, where nothing is changed.

    Raises
    ------
    ValueError
        If the set is not known or not of current hardware, a key is not known, or a value breaks its rule.

    Examples
    --------
    >>> usage_set(pue=1.12, cache_read=0.05).given
    {'cache_read': 0.05}
    """
    if any_set_names().find(name) not in serving_sets():
        raise ValueError(f"set must be one of current hardware ({', '.join(serving_sets())}): got {name}")
    named = {usage_override_names().find(key): value for key, value in changes.items()}
    own = {key: float(named.pop(key)) for key in usage_keys() if key in named}  # type: ignore[arg-type]
    a = serving_set(name, **named)
    usage_variables(a, own)  # says at once what is wrong with a value
    return UsageSet(a, own)


@lru_cache(maxsize=1)
def usage_override_names() -> Names:
    """Return the names that an override of a `UsageSet` may have.

    Returns
    -------
    Names
        Those of the service first.
    """
    return Names("assumption", [*serving_key_names().offered, *usage_keys()])


def unknown_mix(year: int | None = None) -> PlaceMix:
    """Return the places that stand for usage of which nobody knows where it was served.

    Parameters
    ----------
    year : int, optional
        The year in which the factors are used.

    Returns
    -------
    PlaceMix
        As data/usage.csv has them.
    """
    return place_mix(places_of(usage_facts()["unknown_place"].value), year)


def usage_keys() -> tuple[str, ...]:
    """Return the names of the numbers among these assumptions, and of the inputs that can be measured.

    Returns
    -------
    tuple of str
        The keys of data/usage.csv first.
    """
    return (*(key for key, fact in usage_facts().items() if fact.unit != "text"), *KINDS)
