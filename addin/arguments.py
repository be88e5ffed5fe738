"""The arguments that several functions share, described once."""

from __future__ import annotations

from dataclasses import replace

from addin.signature import Argument
from calc.inputs.catalogue import BASELINE, REGIMES, model_names, single_models
from calc.inputs.tables import named_sets, serving_sets

SETS = (*named_sets(), *serving_sets())
USAGE_SET = next(iter(serving_sets()))

MODEL = Argument(
    "model",
    "Model or alias, e.g. Baseline (models above 200B, trimmed as published) or 405B; see EQUERY_MODELS. With the set "
    "equery-2026 also a class, as frontier, or a node, as gpt-oss-120b on B200.",
    "model",
    choices=model_names(),
)
SINGLE_MODEL = replace(MODEL, help="A single model or alias, e.g. 405B; not a baseline.", choices=single_models())
SERVED_MODEL = replace(
    MODEL,
    help="What serves the queries; Baseline (the default) counts with its untrimmed mean.",
    required=False,
    default=BASELINE,
)
REGIME = Argument(
    "regime",
    "traditional, tts (test-time scaling), the median number of output tokens, or mean 350 for a mean of 350.",
    "regime",
    unit="token",
    choices=REGIMES,
)
ALPHA_LO = Argument(
    "alpha_lo",
    "P5 of the efficiency factor that divides energy; 1 if omitted. Give alpha_hi too.",
    "number",
    unit="1",
    required=False,
    default=1.0,
)
ALPHA_HI = Argument(
    "alpha_hi", "P95 of the efficiency factor; 1 if omitted.", "number", unit="1", required=False, default=1.0
)
ASSUMPTIONS = Argument(
    "assumptions",
    f"Name of a set ({SETS[0]} if omitted), or two columns of key and value that override it; "
    "key set names another set.",
    "assumptions",
    required=False,
    choices=SETS,
)
Q = Argument("q", "Probability, strictly between 0 and 1.", "number", unit="1")
L_IN = Argument("l_in", "Input length.", "number", unit="token")
L_OUT = Argument("l_out", "Output length.", "number", unit="token")
COUNTED_MODEL = replace(MODEL, help="Model or alias, e.g. Baseline, which counts with its untrimmed mean; or 405B.")
NAMED_PLACE = Argument(
    "place", "Country by name or ISO code, or cloud region by its code or place; equery grid lists them.", "place"
)
PLACE = Argument(
    "place",
    "Country or cloud region where the electricity is used, or your own factor; United States if omitted.",
    "place",
    unit="gCO2e/kWh",
    required=False,
    default="United States",
)
YEAR = Argument(
    "year",
    "Year in which the factor is used: the newest up to it is taken; the newest of all if omitted.",
    "whole",
    unit="year",
    required=False,
)
MARKET = (
    Argument(
        "basis",
        "location (if omitted) or market. Must be given where contractual_g or certified_share is; "
        "location does not count those.",
        "basis",
        required=False,
        choices=("location", "market"),
    ),
    Argument(
        "contractual_g",
        "Market basis: factor of energy that no certificate covers; that of the place if omitted.",
        "number",
        unit="gCO2e/kWh",
        required=False,
    ),
    Argument(
        "certified_share",
        "Market basis: share certified at zero emissions, 0 to 1; 0 if omitted.",
        "number",
        unit="1",
        required=False,
        default=0.0,
    ),
)
PRICE = Argument(
    "price_per_kwh",
    "Price of electricity in a currency of yours; 0.1 if omitted. Nothing is converted.",
    "number",
    unit="currency/kWh",
    required=False,
    default=0.1,
)
WUE = (
    Argument("wue_site", "Water used on site per kWh of IT energy.", "number", unit="L/kWh"),
    Argument(
        "wue_generation",
        "Water used to generate the electricity, per kWh of all energy; 0 if omitted.",
        "number",
        unit="L/kWh",
        required=False,
        default=0.0,
    ),
)
PLACES = Argument(
    "place",
    'Where it is served, as "Ireland:0.5, Northern Virginia:0.5", or your own factor; a mix for unknown places if '
    "omitted.",
    "places",
    unit="gCO2e/kWh",
    required=False,
    each=True,
)
CACHED = Argument(
    "cached",
    "Of the prompt what came from a cache, mean of the calls, at most l_in; 0 if omitted.",
    "number",
    unit="token",
    required=False,
    default=0.0,
    each=True,
)
LENGTHS = (
    Argument("calls", "How many calls.", "number", unit="1", each=True),
    Argument("l_in", "Prompt, mean of the calls, cached tokens included.", "number", unit="token", each=True),
    Argument("l_out", "Answer, mean of the calls, tokens of reasoning included.", "number", unit="token", each=True),
)
COUNTED = (
    Argument(
        "model",
        "Model as the bill has it, e.g. GPT-4 or claude-sonnet-4-5, or a class; a cell or a column, as each number.",
        "billed model",
        each=True,
    ),
    *LENGTHS,
)
WHICH = Argument(
    "which", "mean (if omitted), P5, P50, P95 or a probability, 0 to 1.", "level", required=False, default="mean"
)
USAGE_ASSUMPTIONS = Argument(
    "assumptions",
    f"Name of a set of current hardware ({USAGE_SET} if omitted), or two columns of key and value that "
    "override it; key set names another set.",
    "usage assumptions",
    required=False,
    default=USAGE_SET,
    choices=tuple(serving_sets()),
)
TOKEN_PRICES = (
    Argument("price_in", "Price of a million tokens of the prompt.", "number", unit="currency/Mtoken", each=True),
    Argument("price_out", "Price of a million tokens of the answer.", "number", unit="currency/Mtoken", each=True),
)
PRICE_CACHED = Argument(
    "price_cached",
    "Price of a million tokens from a cache; price_in if omitted.",
    "number",
    unit="currency/Mtoken",
    required=False,
    each=True,
)
BUDGET = Argument("budget_gwh", "Energy a day that the fleet may take on average.", "number", unit="GWh/day")
ROWS = (
    Argument("tps", "Your benchmarks: output tokens a second of the saturated node, a column.", "rows", "token/s"),
    Argument("l_in", "Your benchmarks: input length, a column as long as tps.", "rows", "token"),
    Argument("l_out", "Your benchmarks: output length, a column as long as tps.", "rows", "token"),
)

QUERY = (MODEL, REGIME)
LEVER = (ALPHA_LO, ALPHA_HI, ASSUMPTIONS)

FLEET_MIX = (
    Argument("share_tts", "Share of test-time scaling queries, 0 to 1.", "number", unit="1"),
    Argument("alpha_lo", "P5 of the efficiency factor that divides energy; 1 for none.", "number", unit="1"),
    Argument("alpha_hi", "P95 of the efficiency factor; 1 for none.", "number", unit="1"),
)
FLEET_SCALE = (
    Argument(
        "queries_per_day",
        "Queries a day; from the assumptions (1e9) if omitted.",
        "number",
        unit="query/day",
        required=False,
    ),
    SERVED_MODEL,
    Argument(
        "beta",
        "Fleet overhead, at least 1; from the assumptions (1.33) if omitted.",
        "number",
        unit="1",
        required=False,
    ),
    ASSUMPTIONS,
)


def _omitted(name: str, help: str, unit: str) -> Argument:  # noqa: A002 (the field's name)
    return Argument(name, help, "number", unit, required=False)


OVERHEAD = (
    _omitted("redundancy", "Spare nodes, at least 1; 1.1 if omitted.", "1"),
    _omitted("mean_load", "Mean load over the day, above 0, to 1; 0.75 if omitted.", "1"),
    _omitted("network", "Network between nodes, at least 1; 1.12 if omitted.", "1"),
    _omitted("p_max_kw", "Power of a full node; 11.3 if omitted.", "kW"),
    _omitted("p_idle_kw", "Power of an idle node; 2.7 if omitted.", "kW"),
)
DRAWS = (
    Argument("n", "How many, 1 to 100,000.", "whole", unit="1"),
    Argument("seed", "Whole number from 0; 42 if omitted.", "whole", unit="1", required=False, default=42.0),
)
