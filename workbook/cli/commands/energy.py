"""Commands that answer the main questions: the energy of a query, and of a fleet."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import typer

from calc.fleets.daily_total import fleet as fleet_energy
from calc.fleets.equivalents import compare
from calc.inputs.assumptions import AssumptionSet, key_names
from calc.inputs.catalogue import BASELINE, counted, is_blend, is_trimmed, median_l_out, node_of
from calc.inputs.check import probability
from calc.inputs.formulas import exponential_mean
from calc.inputs.levels import INTERVAL, LEVELS, level_name
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.tables import nodes
from calc.query.estimate import OwnModel, energy, extrapolates
from calc.query.sampling import sample
from workbook.cli import console
from workbook.cli.inside import inside_of_fleet, inside_of_query, service_notes
from workbook.cli.options import Alpha, Assume, Json, OnNode, PMax, RowsFile, SetName, active_set, served_model
from workbook.cli.workload import CallsPerYear, LIn, LOut, TokensIn, TokensOut, Workload, lengths_note


def estimate(
    model: Annotated[str, typer.Argument(help="Model or alias, Baseline, or Baseline untrimmed.")],
    regime: Annotated[str, typer.Argument(help="traditional, tts, a median number of output tokens, or 'mean 350'.")],
    *,
    set_name: SetName = None,
    alpha: Alpha = (1.0, 1.0),
    assume: Assume = None,
    quantile: Annotated[list[float] | None, typer.Option(help="Probability in (0, 1); repeatable.")] = None,
    method: Annotated[str, typer.Option(help="exact or monte-carlo.")] = "exact",
    n: Annotated[int, typer.Option(help="Draws of a Monte Carlo run.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of a Monte Carlo run.")] = 42,
    node: OnNode = None,
    rows: RowsFile = None,
    p_max_kw: PMax = None,
    as_json: Json = False,
) -> None:
    """Estimate the energy of one query: quantiles and mean, in Wh.

    Examples: equery estimate Baseline traditional; equery estimate 405B tts --alpha 1.5 3;
    equery estimate R1 "mean 350" --assume pue_p95=1.3; equery estimate mine tts --rows mine.csv --p-max-kw 10
    """
    a = active_set(set_name, assume)
    served = served_model(model, rows, p_max_kw, a, node)
    distribution = energy(served, regime, a, alpha=alpha)
    levels = probability("quantile", quantile or LEVELS)
    if method == "exact":
        values, mean = distribution.quantile(levels), float(distribution.mean())
    elif method == "monte-carlo":
        draws = sample(distribution, n, np.random.default_rng(seed))
        values, mean = np.quantile(draws, levels), float(draws.mean())
    else:
        raise ValueError(f"method must be exact or monte-carlo: got {method!r}")
    notes = []
    if isinstance(served, str) and isinstance(a, AssumptionSet) and is_trimmed(served):
        total = float(energy(counted(served), regime, a, alpha=alpha).mean())
        notes.append(
            f"{served} is trimmed as published, its mean too; multiply queries by the untrimmed mean, "
            f"{console.significant(total)} Wh, never by a median"
        )
    if extrapolates(served, regime, a):
        notes.append("the prompt or the median answer lies outside the benchmarked lengths: TPS is extrapolated")
    inside = inside_of_query(served, regime, a, a.factor(alpha))
    notes.append(f"P5-P95 contain: {', '.join(inside)}")
    if isinstance(a, ServingSet):
        notes += service_notes(str(served), model)
    else:
        notes += _other_nodes(served, assume or [])
    median = float(median_l_out(regime, a))
    lengths = {"l_out_median": median, "l_out_mean": float(exponential_mean(median))}
    notes.append("output tokens: median {l_out_median:,.4g}, mean {l_out_mean:,.4g}".format(**lengths))
    name = served if isinstance(served, str) else served.name
    quantiles = {str(float(q)): float(v) for q, v in zip(levels, values, strict=True)}
    if as_json:
        console.print_json({
            "model": name, "regime": regime, "assumption_set": a.name, "assumed": assume or [],
            "alpha": list(alpha), "method": method, "unit": "Wh", "quantiles": quantiles, "mean": mean,
            **lengths,
            "inside": list(inside), "notes": notes,
        })  # fmt: skip
        return
    console.print_table(
        f"{name}, {regime}: energy of one query [Wh], {a.name}, {method}",
        [*(f"{level_name(q)}#" for q in levels), "mean#"],
        [[*(float(v) for v in values), mean]],
    )
    for text in notes:
        console.note(text)


def _other_nodes(served: str | OwnModel, assume: list[str]) -> list[str]:
    """Say which assumed powers are of other nodes than the one that serves the model."""
    if isinstance(served, OwnModel) or is_blend(served):
        return []
    own = node_of(served)
    where = own.p_max_key or f"{own.p_max_kw:g} kW, a row of nodes.csv"
    assumed = {key_names().get(item.partition("=")[0]) for item in assume}
    return [
        f"{node.p_max_key} is the {node.gpus}-GPU node; the power of {served}'s node is {where}"
        for node in nodes().values()
        if node.p_max_key in assumed and node.p_max_key != own.p_max_key
    ]


def fleet(
    *,
    share_tts: Annotated[float, typer.Option(help="Share of test-time scaling queries, 0 to 1.")] = 0.0,
    alpha: Alpha = (1.0, 1.0),
    queries_per_day: Annotated[float | None, typer.Option(help="Queries a day; 1e9 if omitted.")] = None,
    calls_per_year: CallsPerYear = None,
    l_in: LIn = None,
    l_out: LOut = None,
    tokens_in: TokensIn = None,
    tokens_out: TokensOut = None,
    model: Annotated[str, typer.Option(help="What serves the queries.")] = BASELINE,
    set_name: SetName = None,
    assume: Assume = None,
    node: OnNode = None,
    rows: RowsFile = None,
    p_max_kw: PMax = None,
    as_json: Json = False,
) -> None:
    """Scale the mean energy of a query to a fleet: GWh a day and TWh a year, with a P5-P95 interval.

    Examples: equery fleet; equery fleet --share-tts 0.1 --alpha 1.5 3; equery fleet --queries-per-day 2.5e9
    """
    load = Workload(calls_per_year, l_in, l_out, tokens_in, tokens_out)
    a = load.applied(active_set(set_name, assume))
    queries_per_day = load.queries_per_day(queries_per_day, a)
    served = served_model(model, rows, p_max_kw, a, node)
    result = fleet_energy(share_tts, alpha, queries_per_day=queries_per_day, model=served, assumptions=a)
    quantiles = {str(q): float(result.quantile(q)) for q in LEVELS}
    low, _, high = (quantiles[str(q)] for q in INTERVAL)
    queries = a.queries_per_day if queries_per_day is None else np.asarray(queries_per_day)
    beside = compare(result.gwh_per_day, queries)
    inside = inside_of_fleet(served, a, a.factor(alpha))
    if as_json:
        console.print_json({
            "gwh_per_day": float(result.gwh_per_day), "twh_per_year": float(result.twh_per_year),
            "mean_wh": float(result.mean_wh), "beta": float(result.beta),
            "alpha_factor": float(result.alpha_factor), "gwh_per_day_quantiles": quantiles,
            "share_tts": share_tts, "alpha": list(alpha), "queries_per_day": float(queries),
            "assumption_set": a.name, "assumed": assume or [], "inside": list(inside),
            "equivalents": {
                "data_centres_30_mw": float(beside.fleet_per_data_centre),
                "times_web_search": float(beside.fleet_per_web_search),
            },
        })  # fmt: skip
        return
    console.print_table(
        f"{queries:,.0f} queries a day, {100 * share_tts:g} % tts, {model}, {a.name}",
        ["GWh/day#", "P5#", "P95#", "TWh/year#", "mean Wh a query#", "beta#", "E[1/alpha]#"],
        [[
            float(result.gwh_per_day), low, high, float(result.twh_per_year),
            float(result.mean_wh), float(result.beta), float(result.alpha_factor),
        ]],
    )  # fmt: skip
    console.note(lengths_note(a))
    console.note(f"P5-P95 of the total contain, the same for the whole fleet: {', '.join(inside)}")
    console.note(
        f"as much as {console.significant(float(beside.fleet_per_data_centre), 2)} data centres of 30 MW at "
        f"80 %, or {console.significant(float(beside.fleet_per_web_search), 2)} times as many web searches"
    )
