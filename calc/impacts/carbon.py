"""Emissions of energy, on both bases of the GHG Protocol side by side.

    location-based  = energy x emission factor of the grid where it is used
    market-based    = energy x contractual factor x (1 - certified share)

The contractual factor is the supplier's, else the residual mix; where neither is known the grid's own is used.
Certified energy counts as zero emissions. Sources: ghgp-scope2-2015, chapters 6 and 7; sci-ai, section 8.1.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from calc.impacts import formulas
from calc.inputs.check import FloatArray, not_negative, positive, shapes, share
from calc.inputs.names import Names
from calc.inputs.tables import aliases, impact_facts

PURCHASED: Final = "purchased"
OWN: Final = "own"
SERVICES: Final = (PURCHASED, OWN)


@lru_cache(maxsize=1)
def service_names() -> Names:
    """Return the names of the kinds of service.

    Returns
    -------
    Names
        Those of SERVICES, with their aliases of data/aliases.csv.
    """
    return Names("service", [(name, aliases("service").get(name, ())) for name in SERVICES])


def service_name(text: object) -> str:
    """Return the kind of service meant.

    Parameters
    ----------
    text : object
        A name or an alias as typed.

    Returns
    -------
    str
        ``"purchased"`` (an AI service bought from others) or ``"own"`` (a fleet of one's own).

    Raises
    ------
    ValueError
        If it is neither.
    """
    return service_names().find(text)


def scope_label(service: object, *, embodied: bool = False) -> str:
    """Return where the emissions are reported: of electricity, or of making the nodes.

    Parameters
    ----------
    service : str
        ``"purchased"`` or ``"own"``, or an alias.
    embodied : bool
        Whether the emissions of making the nodes are meant.

    Returns
    -------
    str
        Scope and category of the GHG Protocol, in words.

    Raises
    ------
    ValueError
        If the service is not known.

    Notes
    -----
    All emissions of a purchased service, those of its hardware too, are scope 3 category 1 (cradle to gate).
    Sources: ghgp-scope2-2015, ghgp-scope3-2011; rows scope_* of data/impact_assumptions.csv.

    Examples
    --------
    >>> scope_label("own")
    'scope 2 (purchased electricity)'
    """
    name = service_name(service)
    facts = impact_facts()
    return facts["scope_own_embodied" if embodied and name == OWN else f"scope_{name}"].value


def market_factor(contractual_g_per_kwh: ArrayLike, certified_share: ArrayLike = 0.0) -> FloatArray:
    """Return the market-based emission factor.

    Parameters
    ----------
    contractual_g_per_kwh : array_like
        Factor of the energy that no certificate covers: the supplier's or the residual mix [gCO2e/kWh].
    certified_share : array_like
        Share of the energy matched with certificates or contracts at zero emissions, 0 to 1.

    Returns
    -------
    ndarray
        Factor [gCO2e/kWh], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If the factor is negative, the share lies outside [0, 1], or shapes do not broadcast.

    Notes
    -----
    Source: ghgp-scope2-2015, chapter 6 (contractual instruments before the residual mix).
    """
    factor = not_negative("contractual_g_per_kwh", contractual_g_per_kwh, "gCO2e/kWh")
    certified = share("certified_share", certified_share)
    shapes(contractual_g_per_kwh=factor, certified_share=certified)
    return np.asarray(formulas.market_factor(factor, certified))


def query_gco2e(wh: ArrayLike, g_per_kwh: ArrayLike) -> FloatArray:
    """Return the emissions of a query from its energy.

    Parameters
    ----------
    wh : array_like
        Energy of the query, 0 or more [Wh].
    g_per_kwh : array_like
        Emission factor, 0 or more [gCO2e/kWh].

    Returns
    -------
    ndarray
        Emissions [gCO2e], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If a value is negative or shapes do not broadcast.

    Examples
    --------
    >>> float(query_gco2e(0.5, 400))
    0.2
    """
    energy = not_negative("wh", wh, "Wh")
    factor = not_negative("g_per_kwh", g_per_kwh, "gCO2e/kWh")
    shapes(wh=energy, g_per_kwh=factor)
    return np.asarray(formulas.gco2e(energy, factor))


def per_thousand_tokens(per_query: ArrayLike, tokens: ArrayLike) -> FloatArray:
    """Return emissions for 1,000 output tokens, from those of a query and its tokens; both means.

    Parameters
    ----------
    per_query : array_like
        Mean emissions of a query [gCO2e].
    tokens : array_like
        Mean output tokens of a query, above 0 [token].

    Returns
    -------
    ndarray
        Emissions [gCO2e/1000 token], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If a value breaks its rule or shapes do not broadcast.

    Notes
    -----
    SCI = C / R with tokens as the functional unit: total emissions over total tokens, so the ratio of the
    means and not the mean of the ratios. Output tokens are counted, as energy follows them. Source: sci-ai.
    """
    emissions, length = not_negative("per_query", per_query, "gCO2e"), positive("tokens", tokens, "token")
    shapes(per_query=emissions, tokens=length)
    return np.asarray(formulas.per_tokens(emissions, length))


def year_tco2e(gwh: ArrayLike, g_per_kwh: ArrayLike) -> FloatArray:
    """Return the emissions of a year from its energy.

    Parameters
    ----------
    gwh : array_like
        Energy of the year, 0 or more [GWh].
    g_per_kwh : array_like
        Emission factor, 0 or more [gCO2e/kWh].

    Returns
    -------
    ndarray
        Emissions [tCO2e], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If a value is negative or shapes do not broadcast.

    Examples
    --------
    >>> float(year_tco2e(1.0, 400))
    400.0
    """
    energy = not_negative("gwh", gwh, "GWh")
    factor = not_negative("g_per_kwh", g_per_kwh, "gCO2e/kWh")
    shapes(gwh=energy, g_per_kwh=factor)
    return np.asarray(formulas.tco2e(energy, factor))
