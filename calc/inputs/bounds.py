"""What values each assumption may take: one of some words, or a number between bounds."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from calc.inputs.check import FloatArray, numbers, require
from calc.inputs.names import Names
from calc.inputs.tables import assumption_keys, nodes

CHOICES = {"benchmark_rows": ("published_fit", "all"), "power_model": ("independent", "coupled")}
CHOICE_NAMES = {key: Names(key, options) for key, options in CHOICES.items()}

Bounds = tuple[float, bool, float | None]  # the least value, whether it is allowed itself, the greatest or None
NODE_POWER_BOUNDS: Bounds = (0, False, None)
BOUNDS: dict[str, Bounds] = {
    "power_fraction_p5": (0, False, 1),
    "power_fraction_p95": (0, False, 1),
    "pue_p5": (1, True, None),
    "pue_p95": (1, True, None),
    "l_in": (0, False, None),
    "l_out_median_traditional": (0, False, None),
    "l_out_median_tts": (0, False, None),
    "prefill_weight": (0, True, None),
    "coupled_intercept": (0, False, 1),
    "coupled_slope": (0, True, 1),
    "z_p95": (1.6, True, 1.7),
    "trim_first": (0, True, 0.49),
    "trim_second": (0, True, 0.49),
    "queries_per_day": (0, True, None),
    "days_per_year": (0, False, 366),
    "redundancy": (1, True, None),
    "load_profile": (1, True, None),
    "network": (1, True, None),
    "mean_load": (0, False, 1),
    "load_p_max_kw": (0, False, None),
    "load_p_idle_kw": (0, True, None),
}


@lru_cache(maxsize=1)
def power_keys() -> tuple[str, ...]:
    """Return the names of the assumptions that hold the maximum power of a node.

    Returns
    -------
    tuple of str
        Each once, in the order of data/nodes.csv.

    Raises
    ------
    ValueError
        If data/nodes.csv names one that is no assumption.
    """
    named = tuple(dict.fromkeys(node.p_max_key for node in nodes().values() if node.p_max_key))
    for key in named:
        if key not in assumption_keys():
            raise ValueError(f"p_max_key of nodes.csv must be a key of assumptions.csv: got {key!r}")
    return named


def bounds_of(key: str) -> Bounds:
    """Return what values a number among the assumptions may take.

    Parameters
    ----------
    key : str
        Name of the assumption.

    Returns
    -------
    tuple of (float, bool, float or None)
        The least value [unit of the assumption], whether it is allowed itself, and the greatest or None.
    """
    return NODE_POWER_BOUNDS if key in power_keys() else BOUNDS[key]


def bounds_rule(key: str) -> str:
    """Say in words what values an assumption may take.

    Parameters
    ----------
    key : str
        Name of the assumption.

    Returns
    -------
    str
        The rule, as messages give it: ``"must be above 0 and at most 1"``.
    """
    if key in CHOICES:
        return f"must be one of {', '.join(CHOICES[key])}"
    return rule_of(bounds_of(key))


def rule_of(bounds: Bounds) -> str:
    """Say in words what bounds allow.

    Parameters
    ----------
    bounds : tuple of (float, bool, float or None)
        As `bounds_of` gives them.

    Returns
    -------
    str
        The rule, as messages give it: ``"must be above 0 and at most 1"``.
    """
    least, included, greatest = bounds
    rule = f"must be {'at least' if included else 'above'} {least:g}"
    return rule if greatest is None else f"{rule} and at most {greatest:g}"


def checked(key: str, value: Any) -> str | FloatArray:
    """Return an assumption's value, as one of its choices or an array within its bounds.

    Parameters
    ----------
    key : str
        Name of the assumption.
    value : str or array_like
        What was given for it [unit of the assumption].

    Returns
    -------
    str or ndarray
        The choice by its own name, or the numbers [unit of the assumption], of the shape that was given.

    Raises
    ------
    ValueError
        If the value breaks its rule: the message names key, rule and value.
    """
    if key in CHOICES:
        return CHOICE_NAMES[key].find(value)
    array = numbers(key, value)
    least, included, greatest = bounds_of(key)
    above = array >= least if included else array > least
    below = array <= greatest if greatest is not None else True
    require(above & below, key, bounds_rule(key), array)
    return array
