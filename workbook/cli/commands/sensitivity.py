"""The command that ranks what matters: a tornado, and Sobol indices."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import typer

from calc.inputs.catalogue import BASELINE
from calc.query.estimate import OwnModel
from calc.sensitivity.sobol import Sobol, fleet_indices, query_indices
from calc.sensitivity.tornado_bars import FLEET, Tornado, target_name
from calc.sensitivity.tornado_bars import tornado as tornado_of
from calc.sensitivity.uncertain_inputs import Uncertain
from workbook.cli import console
from workbook.cli.impact_options import Csv, Force, QueriesPerDay, ServedBy, ShareTts, check_csv, write_csv
from workbook.cli.options import Alpha, Assume, Json, OnNode, PMax, RowsFile, SetName, active_set, served_model


def model_label(served: str | OwnModel) -> str:
    """Return what a model is called in a table."""
    return served if isinstance(served, str) else served.name


def bar_records(drivers: Tornado) -> list[dict[str, Any]]:
    """Return the bars of a tornado as records, with where each range is from."""
    return [
        {
            "assumption": b.assumption.key, "p5": b.assumption.p5, "p95": b.assumption.p95, "unit": b.assumption.unit,
            "at_p5": b.at_p5, "at_p95": b.at_p95, "swing": b.swing, "kind": b.assumption.kind,
            "source_id": b.assumption.source_id, "locator": b.assumption.locator,
        }
        for b in drivers.bars
    ]  # fmt: skip


def origin(assumption: Uncertain) -> str:
    """Say in a few words where a range is from."""
    return f"{assumption.kind}, {assumption.source_id}" if assumption.source_id else assumption.locator


def tornado(
    *,
    of: Annotated[str, typer.Option(help="fleet, query-median or query-mean.")] = FLEET,
    share_tts: ShareTts = 0.0,
    alpha: Alpha = (1.0, 1.0),
    queries_per_day: QueriesPerDay = None,
    model: ServedBy = BASELINE,
    regime: Annotated[
        str, typer.Option(help="Of a query: traditional, tts, a median number of tokens, or 'mean 350'.")
    ] = "traditional",
    sobol: Annotated[
        bool, typer.Option("--sobol", help="Add Sobol indices; those of a query's energy, or the fleet's.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the Sobol indices.")] = 42,
    set_name: SetName = None,
    assume: Assume = None,
    node: OnNode = None,
    rows: RowsFile = None,
    p_max_kw: PMax = None,
    csv: Csv = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Rank what matters: each uncertain assumption from its P5 to its P95, the rest at their medians.

    Examples: equery tornado --share-tts 0.1 --alpha 1.5 3; equery tornado --of query-median --model 405B --regime tts;
    equery tornado --share-tts 0.2 --sobol --json
    """
    check_csv(csv, force=force)
    a = active_set(set_name, assume)
    served = served_model(model, rows, p_max_kw, a, node)
    found = tornado_of(
        of,
        alpha=alpha,
        share_tts=share_tts,
        regime=regime,
        model=served,
        queries_per_day=queries_per_day,
        assumptions=a,
    )
    indices = None
    if sobol:
        rng = np.random.default_rng(seed)
        if target_name(of) == FLEET:
            indices = fleet_indices(share_tts, alpha, rng=rng, model=served, assumptions=a)
        else:
            indices = query_indices(served, regime, alpha, rng=rng, assumptions=a)
    if as_json:
        console.print_json({
            "of": found.of, "unit": found.unit, "base": found.base, "bars": bar_records(found),
            "model": model_label(served), "assumption_set": a.name, "assumed": assume or [], "alpha": list(alpha),
            "share_tts": share_tts if found.of == FLEET else None, "regime": None if found.of == FLEET else regime,
            "sobol": _sobol(indices) if indices else None,
        })  # fmt: skip
    else:
        console.print_table(
            f"{found.of} of {model_label(served)}, {a.name}: {console.significant(found.base)} {found.unit} at medians",
            ["assumption", "P5#", "P95#", f"{found.unit} at P5#", f"{found.unit} at P95#", "swing#", "range from"],
            [
                [b.assumption.key, b.assumption.p5, b.assumption.p95, b.at_p5, b.at_p95, b.swing, origin(b.assumption)]
                for b in found.bars
            ],
        )
        if indices:
            console.print_table(
                f"Sobol indices of the energy of a {indices.of}: share of the variance, +- 95 %",
                ["input", "alone#", "+-#", "with interplay#", "+-#"],
                [
                    [i["input"], *(i[k] for k in ("first", "first_error", "total", "total_error"))]
                    for i in _sobol(indices)
                ],
            )
        console.note("ranges of the median output length and of the share are judgements: data/impact_assumptions.csv")
    write_csv(csv, bar_records(found), force=force)


def _sobol(found: Sobol) -> list[dict[str, Any]]:
    return [
        {
            "input": key, "first": float(found.first[i]), "first_error": float(found.first_error[i]),
            "total": float(found.total[i]), "total_error": float(found.total_error[i]),
        }
        for i, key in enumerate(found.keys)
    ]  # fmt: skip
