"""Any set of assumptions by its name: those of the paper, and those of current hardware."""

from __future__ import annotations

from functools import lru_cache

from numpy.typing import ArrayLike

from calc.inputs.assumptions import AssumptionSet, assumption_set, key_names, set_names
from calc.inputs.names import Names
from calc.inputs.serving_assumptions import ServingSet, serving_key_names, serving_set, serving_set_names
from calc.inputs.tables import named_sets, serving_sets

AnySet = AssumptionSet | ServingSet


@lru_cache(maxsize=1)
def any_set_names() -> Names:
    """Return the names of all sets.

    Returns
    -------
    Names
        Those of the paper first.
    """
    return Names("assumption set", [*named_sets(), *serving_sets()])


def any_set(
    name: str | AssumptionSet | ServingSet | None = None, **changes: ArrayLike | str
) -> AssumptionSet | ServingSet:
    """Return a named set of either kind, with any assumptions overridden.

    Parameters
    ----------
    name : str, AssumptionSet or ServingSet, optional
        The set to begin with; the default one if omitted.
    **changes : array_like or str
        New values by the name of the assumption.

    Returns
    -------
    AssumptionSet or ServingSet
        The set itself where nothing is changed.

    Raises
    ------
    ValueError
        If the set or a key is not known, or a value breaks its rule.

    Examples
    --------
    >>> any_set("equery-2026", pue=1.12).name
    'equery-2026'
    """
    if isinstance(name, str):
        known = any_set_names().find(name)
        if known in serving_set_names().offered:
            name = serving_set(known)
        elif known in set_names().offered:
            name = assumption_set(known)
    if isinstance(name, ServingSet):
        return name.override(**changes) if changes else name
    return assumption_set(name, **changes)


def override_names(name: str) -> Names:
    """Return what may be overridden in a set.

    Parameters
    ----------
    name : str
        One of `any_set_names`.

    Returns
    -------
    Names
        Its assumptions; in a set of current hardware the inputs that can be measured too.
    """
    return serving_key_names() if name in serving_sets() else key_names()


def paper_set(name: str | AssumptionSet | ServingSet | None = None, **changes: ArrayLike | str) -> AssumptionSet:
    """Return a named set of the paper, for what current hardware has no answer to.

    Parameters
    ----------
    name : str, AssumptionSet or ServingSet, optional
        The set to begin with; the default one if omitted.
    **changes : array_like or str
        New values by the name of the assumption.

    Returns
    -------
    AssumptionSet
        The set.

    Raises
    ------
    ValueError
        If it is a set of current hardware, is not known, or a value breaks its rule.
    """
    found = any_set(name, **changes)
    if isinstance(found, ServingSet):
        raise ValueError(f"set must be one of the paper for this ({', '.join(set_names().offered)}): got {found.name}")
    return found
