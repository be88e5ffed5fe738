"""What energy amounts to in emissions, money and water, bare: no checks and no conversions, for arrays and cells.

Arguments broadcast. Sources: ghgp-scope2-2015, chapters 6 and 7 (both bases); sci-ai, section 8.1 (per token);
green-grid-2011 (WUE); ecologits, embodied impacts (making of nodes).
"""

from __future__ import annotations

from calc.fleets.formulas import grown
from calc.inputs.quantity import Quantity
from calc.inputs.units import (
    G_PER_KG,
    G_PER_T,
    KWH_PER_GWH,
    SECONDS_PER_DAY,
    TOKENS_PER_THOUSAND,
    WH_PER_KWH,
)


def tco2e(gwh: Quantity, g_per_kwh: Quantity) -> Quantity:
    """Return emissions [tCO2e] of energy [GWh] at a factor [gCO2e/kWh].

    gwh x g_per_kwh: a gram for each kWh is a tonne for each GWh
    """
    return gwh * g_per_kwh


def gco2e(wh: Quantity, g_per_kwh: Quantity, *, wh_per_kwh: Quantity = WH_PER_KWH) -> Quantity:
    """Return emissions [gCO2e] of energy [Wh] at a factor [gCO2e/kWh].

    wh / wh_per_kwh x g_per_kwh
    """
    return wh / wh_per_kwh * g_per_kwh


def market_factor(contractual_g_per_kwh: Quantity, certified_share: Quantity) -> Quantity:
    """Return the market-based factor [gCO2e/kWh]: certified energy counts as zero.

    contractual_g_per_kwh x (1 - certified_share)
    """
    return contractual_g_per_kwh * (1 - certified_share)


def cost(gwh: Quantity, price_per_kwh: Quantity, *, kwh_per_gwh: Quantity = KWH_PER_GWH) -> Quantity:
    """Return the cost [currency] of energy [GWh] at a price [currency/kWh].

    gwh x kwh_per_gwh x price_per_kwh
    """
    return gwh * kwh_per_gwh * price_per_kwh


def query_cost(wh: Quantity, price_per_kwh: Quantity, *, wh_per_kwh: Quantity = WH_PER_KWH) -> Quantity:
    """Return the cost [currency] of energy [Wh] at a price [currency/kWh].

    wh / wh_per_kwh x price_per_kwh
    """
    return wh / wh_per_kwh * price_per_kwh


def price_in(price_per_kwh: Quantity, growth: Quantity, years: Quantity) -> Quantity:
    """Return the price [currency/kWh] after some years [year] of equal relative change.

    price_per_kwh (1 + growth)^years
    """
    return grown(price_per_kwh, growth, years)


def per_tokens(per_query: Quantity, tokens: Quantity, counted: Quantity = TOKENS_PER_THOUSAND) -> Quantity:
    """Return what so many tokens amount to [unit of `per_query`], from the means of a query and its tokens [token].

    per_query / tokens x counted
    """
    return per_query / tokens * counted


def water_l(it_kwh: Quantity, kwh: Quantity, wue_site: Quantity, wue_generation: Quantity) -> Quantity:
    """Return water [L] of IT energy and of all energy [kWh] at their intensities [L/kWh]; of GWh it is ML.

    it_kwh x wue_site + kwh x wue_generation
    """
    return it_kwh * wue_site + kwh * wue_generation


def node_utilisation(mean_load: Quantity, redundancy: Quantity) -> Quantity:
    """Return the share of its life in which a node of the fleet answers queries, spare nodes counted [1].

    mean_load / redundancy
    """
    return mean_load / redundancy


def embodied_g(
    seconds: Quantity,
    kgco2e_per_node: Quantity,
    lifetime_years: Quantity,
    days_per_year: Quantity,
    utilisation: Quantity,
    *,
    g_per_kg: Quantity = G_PER_KG,
    seconds_per_day: Quantity = SECONDS_PER_DAY,
) -> Quantity:
    """Return a query's share of the emissions of making its node [gCO2e], from its busy time [s].

    seconds x kgco2e_per_node x g_per_kg / (lifetime_years x days_per_year x seconds_per_day x utilisation)
    """
    return seconds * kgco2e_per_node * g_per_kg / (lifetime_years * days_per_year * seconds_per_day * utilisation)


def embodied_t(
    queries_per_day: Quantity, days_per_year: Quantity, g_per_query: Quantity, *, g_per_t: Quantity = G_PER_T
) -> Quantity:
    """Return the emissions of making a fleet's nodes [tCO2e/year] from those of a query [gCO2e].

    queries_per_day x days_per_year x g_per_query / g_per_t
    """
    return queries_per_day * days_per_year * g_per_query / g_per_t
