"""The one table of the functions: what every host, the documentation and the tests are made from.

A host loads this module when a workbook opens: it imports nothing heavy, of calc the names of models and sets alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from addin.arguments import (
    ALPHA_HI,
    ALPHA_LO,
    ASSUMPTIONS,
    BUDGET,
    CACHED,
    COUNTED,
    COUNTED_MODEL,
    DRAWS,
    FLEET_MIX,
    FLEET_SCALE,
    L_IN,
    L_OUT,
    LENGTHS,
    LEVER,
    MARKET,
    NAMED_PLACE,
    OVERHEAD,
    PLACE,
    PLACES,
    PRICE,
    PRICE_CACHED,
    QUERY,
    REGIME,
    ROWS,
    SINGLE_MODEL,
    TOKEN_PRICES,
    USAGE_ASSUMPTIONS,
    WHICH,
    WUE,
    YEAR,
    Q,
)
from addin.signature import Argument, Cell, Function, Range, Spills

__all__ = ["FUNCTIONS", "Argument", "Cell", "Function", "Range"]

_QUERY, _TPS, _FLEET, _IMPACT, _USAGE, _REFERENCE = (
    f"equery: {c}" for c in ("query", "throughput", "fleet", "impact", "usage", "reference")
)
_OWN_ROWS: Final = tuple(
    tuple((value,) for value in column)
    for column in ((1300.0, 378.0, 886.0), (500.0, 5000.0, 1024.0), (2000.0, 500.0, 1024.0))
)
_USED: Final = tuple(
    tuple((value,) for value in column)
    for column in (("GPT-4", "gpt-4o-mini"), (40e6, 250e6), (1200.0, 600.0), (350.0, 200.0))
)


def _function(
    name: str,
    category: str,
    text: str,
    arguments: tuple[Argument, ...],
    unit: str,
    example: tuple[Cell | Range, ...],
    spills: Spills = "shape of the arguments",
) -> Function:
    implementation = f"addin.functions.{category.rsplit(maxsplit=1)[-1]}:{name.lower()}"
    return Function(name, category, text, arguments, unit, spills, example, implementation)


_ALL = (
    _function(
        "EQUERY_MEDIAN", _QUERY,
        "Median energy of one query. Never multiply it by a number of queries: totals follow the mean.",
        (*QUERY, *LEVER), "Wh", ("Baseline", "traditional"),
    ),
    _function(
        "EQUERY_MEAN", _QUERY,
        "Mean energy of one query. For Baseline the mean of the blend trimmed as published; to multiply by a "
        "number of queries take 'Baseline untrimmed', as FLEET_GWH does.",
        (*QUERY, *LEVER), "Wh", ("Baseline untrimmed", "traditional"),
    ),
    _function(
        "EQUERY_QUANTILE", _QUERY,
        "Energy that a query stays below with probability q; Baseline is trimmed as published.",
        (*QUERY, Q, *LEVER), "Wh", ("Baseline", "tts", 0.75),
    ),
    _function(
        "EQUERY_PROB_ABOVE", _QUERY,
        "Probability that a query takes more than wh; Baseline is trimmed as published.",
        (*QUERY, Argument("wh", "Energy, above 0.", "number", "Wh"), *LEVER), "1",
        ("405B", "traditional", 1.0),
    ),
    _function(
        "EQUERY_SUMMARY", _QUERY,
        "Percentiles and means of the energy of one query, with a header row: statistic, value, unit.",
        (*QUERY, *LEVER), "as stated", ("Baseline", "tts", 1.5, 3.0), "table",
    ),
    _function(
        "EQUERY_COMPARE", _QUERY,
        "Percentiles and mean of the energy of one query for every model, with a header row.",
        (REGIME, *LEVER), "Wh", ("traditional",), "table",
    ),
    _function(
        "EQUERY_SAMPLE", _QUERY,
        "Random energies of a query, a column of n; the same seed gives the same column.",
        (*QUERY, *DRAWS, *LEVER),
        "Wh", ("Baseline", "traditional", 5.0), "table",
    ),
    _function(
        "TPS_PREDICT", _TPS,
        "Throughput of a saturated node, by the fit to its benchmarks, capped at the largest of them.",
        (SINGLE_MODEL, L_IN, L_OUT, ASSUMPTIONS), "token/s", ("405B", 500.0, 300.0),
    ),
    _function(
        "TPS_FIT", _TPS,
        "The throughput fit of a model, with a header row: quantity, value, unit.",
        (SINGLE_MODEL, ASSUMPTIONS), "as stated", ("405B",), "table",
    ),
    _function(
        "TPS_FIT_RANGE", _TPS,
        "The throughput fit of your own benchmarks, with a header row: quantity, value, unit.",
        ROWS, "as stated", _OWN_ROWS, "table",
    ),
    _function(
        "EQUERY_FROM_ROWS", _TPS,
        "Energy that a query to your own node stays below with probability q, from your benchmarks.",
        (
            *ROWS, Argument("p_max_kw", "Maximum power of your node.", "number", "kW"),
            REGIME, Q, ASSUMPTIONS,
        ),
        "Wh", (*_OWN_ROWS, 14.1, "traditional", 0.5),
    ),
    _function(
        "FLEET_GWH", _FLEET,
        "Energy of a fleet a day: queries times mean energy (Baseline untrimmed), over alpha, times beta.",
        (*FLEET_MIX, *FLEET_SCALE), "GWh/day", (0.1, 1.5, 3.0),
    ),
    _function(
        "FLEET_TWH_YEAR", _FLEET, "Energy of a fleet a year; as FLEET_GWH, times the days of a year.",
        (*FLEET_MIX, *FLEET_SCALE), "TWh/year", (0.1, 1.5, 3.0),
    ),
    _function(
        "FLEET_BETA", _FLEET,
        "Fleet overhead: redundancy x load profile x network. The load profile is 1.076 as run, or the "
        "formula of S.V as soon as mean_load, p_max_kw or p_idle_kw is given.",
        OVERHEAD,
        "1", (1.1, 0.75, 1.12),
    ),
    _function(
        "FLEET_INTERVAL", _FLEET,
        "Energy a day that the fleet stays below with probability q, where PUE, power fraction and alpha are "
        "the same for the whole fleet; the randomness of single queries averages out.",
        (*FLEET_MIX, Q, *FLEET_SCALE), "GWh/day", (0.1, 1.5, 3.0, 0.95),
    ),
    _function(
        "EQUERY_GCO2E", _IMPACT,
        "Mean emissions of one query, spare nodes, part load and network (beta) included, so that it may be "
        "multiplied. Location-based unless basis is market.",
        (COUNTED_MODEL, REGIME, PLACE, ALPHA_LO, ALPHA_HI, *MARKET, ASSUMPTIONS),
        "gCO2e", ("Baseline", "traditional", "France"),
    ),
    _function(
        "EQUERY_COST", _IMPACT,
        "Mean cost of the electricity of one query, spare nodes, part load and network (beta) included, so that it "
        "may be multiplied.",
        (COUNTED_MODEL, REGIME, PRICE, *LEVER), "currency", ("Baseline", "traditional", 0.1),
    ),
    _function(
        "FLEET_TCO2E", _IMPACT,
        "Expected emissions of a fleet's electricity a year. Location-based unless basis is market; report both.",
        (*FLEET_MIX, PLACE, *MARKET, *FLEET_SCALE), "tCO2e/year", (0.1, 1.5, 3.0, "France"),
    ),
    _function(
        "FLEET_COST", _IMPACT, "Expected cost of a fleet's electricity a year: FLEET_TWH_YEAR times the price.",
        (*FLEET_MIX, PRICE, *FLEET_SCALE), "currency/year", (0.1, 1.5, 3.0, 0.1),
    ),
    _function(
        "FLEET_WATER_ML", _IMPACT,
        "Expected water of a fleet a year: on site by the IT energy (without PUE), at the power plant by all energy.",
        (*FLEET_MIX, *WUE, *FLEET_SCALE), "ML/year", (0.1, 1.5, 3.0, 0.3),
    ),
    _function(
        "GRID_FACTOR", _IMPACT,
        "Location-based emission factor of a place's electricity; `equery grid PLACE` says its year, basis, source and "
        "licence, and whether it is old.",
        (NAMED_PLACE, YEAR), "gCO2e/kWh", ("France",),
    ),
    _function(
        "FLEET_TORNADO", _IMPACT,
        "What drives a fleet's energy a day: each uncertain assumption at its P5 and P95, the rest at their medians, "
        "the widest first, with a header row. All at medians is FLEET_INTERVAL at q 0.5.",
        (*FLEET_MIX, *FLEET_SCALE[:2], ASSUMPTIONS), "as stated", (0.1, 1.5, 3.0), "table",
    ),
    _function(
        "FLEET_BREAKEVEN_SHARE", _IMPACT,
        "Share of test-time scaling queries at which the expected energy of a fleet meets a budget; an error says "
        "what any share attains.",
        (BUDGET, *FLEET_MIX[1:], *FLEET_SCALE), "1", (1.0, 1.5, 3.0),
    ),
    _function(
        "FLEET_ALPHA_NEEDED", _IMPACT,
        "Efficiency factor, the same for every query, at which the expected energy of a fleet meets a budget; 1 or "
        "less where none is needed.",
        (BUDGET, FLEET_MIX[0], *FLEET_SCALE), "1", (1.0, 0.1),
    ),
    _function(
        "USAGE_KWH", _USAGE,
        "Energy of calls of which the mean lengths are known; rows of columns are added up, with what they share and "
        "nobody knows shared. P5 and P95 are the interval of the total.",
        (*COUNTED, CACHED, WHICH, USAGE_ASSUMPTIONS), "kWh", ("GPT-4", 40e6, 1200.0, 350.0),
    ),
    _function(
        "USAGE_TCO2E", _USAGE,
        "Emissions of the electricity of calls, added up as USAGE_KWH does. Location-based unless basis is market; "
        "report both.",
        (*COUNTED, PLACES, CACHED, WHICH, *MARKET, YEAR, USAGE_ASSUMPTIONS),
        "tCO2e", ("GPT-4", 40e6, 1200.0, 350.0, "Ireland:0.5, Northern Virginia:0.5"),
    ),
    _function(
        "USAGE_COST", _USAGE,
        "What tokens of calls cost at prices of yours, rows added up; no price is looked up or converted.",
        (*LENGTHS, *TOKEN_PRICES, CACHED, PRICE_CACHED), "currency", (40e6, 1200.0, 350.0, 2.5, 10.0),
    ),
    _function(
        "USAGE_REPORT", _USAGE,
        "Energy and location-based emissions of calls, a row each and the total, with a header row: what stands for "
        "the model, data quality (1 best, 5 worst), place, mean, P5, P95. Models that are not known stay, without "
        "numbers.",
        (*COUNTED, PLACES, CACHED, YEAR, USAGE_ASSUMPTIONS),
        "as stated", (*_USED, "Ireland"), "table",
    ),
    _function(
        "EQUERY_PUBLISHED", _REFERENCE,
        "A figure as the paper prints it; lowest and highest in two cells where it prints a range.",
        (Argument("id", "Id of the figure, e.g. fleet.trad, or a column of ids.", "text"),),
        "as stated", ("eq.trad.baseline.p50",), "table",
    ),
    _function(
        "EQUERY_MODELS", _REFERENCE,
        "The models, what else they can be called, and their size, with a header row.",
        (), "as stated", (), "table",
    ),
    _function(
        "EQUERY_REGIMES", _REFERENCE,
        "The regimes, what else they can be called, and their output lengths, with a header row.",
        (), "as stated", (), "table",
    ),
    _function(
        "EQUERY_ASSUMPTIONS", _REFERENCE,
        "Every assumption of a set, with a header row: key, value, unit, source.",
        (replace(ASSUMPTIONS, name="set"),),
        "as stated", ("joule-2026",), "table",
    ),
    replace(
        _function("EQUERY_VERSION", _REFERENCE, "The version of equery.", (), "text", (), "table"),
        implementation="addin.functions.about:equery_version",
    ),
)  # fmt: skip

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType({f.name: f for f in _ALL})
