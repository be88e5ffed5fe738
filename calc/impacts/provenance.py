"""Where the numbers of an impact are from, beyond the energy that they follow: rules of accounting, factors, prices."""

from __future__ import annotations

from typing import Final

import numpy as np

from calc.impacts.factors import Rates
from calc.impacts.footprint import Impact
from calc.impacts.quantities import RESULT_UNITS
from calc.inputs.provenance import GIVEN, together
from calc.inputs.tables import impact_facts

Basis = tuple[str, tuple[str, ...]]  # source of the definition, if it needs one, and the rates that a result follows
EMBODIED: Final[Basis] = (
    "ecologits",
    ("embodied_kgco2e_per_node", "node_lifetime_years", "node_utilisation"),
)
# by what stands in the name of a result
_BASES: Final[dict[str, Basis]] = {
    "location": ("ghgp-scope2-2015", ("location_g_per_kwh",)),
    "market": ("ghgp-scope2-2015", ("contractual_g_per_kwh", "certified_share")),
    "1000_tokens": ("sci-ai", ()),
    "embodied": EMBODIED,
    "cost": ("", ("price_per_kwh", "price_growth")),
    "water": ("green-grid-2011", ("wue_site", "wue_generation")),
}


def rate_source(r: Rates, key: str) -> str:
    """Return the source of a rate.

    Parameters
    ----------
    r : Rates
        The rates.
    key : str
        One of `calc.impacts.factors.rate_keys`.

    Returns
    -------
    str
        Id of data/sources.csv, of the place's factor or of the default; `GIVEN` where the rate is the user's own; empty
        where it follows from assumptions.
    """
    value = getattr(r, key)
    if key == "contractual_g_per_kwh" and np.array_equal(value, r.location_g_per_kwh):
        return rate_source(r, "location_g_per_kwh")  # the grid's own stands in where no contract is known
    if key == "location_g_per_kwh":
        return r.grid.factor.source_id if r.grid else GIVEN
    if value is None:
        return ""
    fact = impact_facts().get(key)
    return fact.source_id if fact and np.array_equal(value, fact.number) else GIVEN


def result_sources(found: Impact, key: str) -> tuple[str, ...]:
    """Return the sources of one of `calc.impacts.quantities.results`, apart from those of the energy.

    Parameters
    ----------
    found : Impact
        Its rates may be defaults, of a place, or the user's own.
    key : str
        A key of RESULT_UNITS.

    Returns
    -------
    tuple of str
        Ids of data/sources.csv, and `GIVEN` for what is the user's own; none for energy.

    Raises
    ------
    ValueError
        If there is no such result.
    """
    if key not in RESULT_UNITS:
        raise ValueError(f"result must be one of RESULT_UNITS: got {key!r}")
    bases = [basis for part, basis in _BASES.items() if part in key]
    if found.embodied_tco2e.any() and ("location" in key or "market" in key):
        bases.append(EMBODIED)  # emissions then hold those of the nodes
    ids = [one for rule, rates in bases for one in (rule, *(rate_source(found.rates, name) for name in rates))]
    return together(*filter(None, ids))
