"""Commands that show what the model rests on: models, throughput fits, assumptions."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from calc.inputs import tables
from calc.inputs.assumptions import keys
from calc.inputs.catalogue import BASELINE, blends, is_blend, model_name, node_of, parameters
from calc.query.estimate import model_fit
from workbook.cli import console
from workbook.cli.options import Json, RowsFile, SetName, active_set
from workbook.cli.own_rows import read_rows


def models(*, as_json: Json = False) -> None:
    """List the models, what they can be called, and their size and node.

    Example: equery models
    """
    listed: list[dict[str, Any]] = [
        {
            "model": m.model,
            "aliases": list(m.aliases),
            "baseline_member": m in blends()[BASELINE],
            **{which: parameters(m.model, which) for which in ("total_parameters", "active_parameters")},
            "gpus_per_node": float(node_of(m.model).gpus),
        }
        for m in tables.models()
    ]
    if as_json:
        console.print_json(
            {
                "models": listed,
                "units": {"total_parameters": "1e9", "active_parameters": "1e9", "gpus_per_node": "GPU"},
            }
        )
        return
    console.print_table(
        "Models",
        ["model", "also called", "in Baseline", "parameters, 1e9#", "active, 1e9#", "GPUs a node#"],
        [
            [
                m["model"], ", ".join(m["aliases"]), "yes" if m["baseline_member"] else "no",
                *(f"{m[k]:g}" for k in ("total_parameters", "active_parameters", "gpus_per_node")),
            ]
            for m in listed
        ],
    )  # fmt: skip
    console.note("Baseline is the equal-weight blend of the models above 200B, trimmed as published")


def fit(
    model: Annotated[str | None, typer.Argument(help="Model; all of them if omitted.")] = None,
    *,
    rows: RowsFile = None,
    set_name: SetName = None,
    as_json: Json = False,
) -> None:
    """Show the throughput fit: coefficients, cap, rows, R2 and the lengths it was fitted on.

    Examples: equery fit; equery fit 405B; equery fit --rows my_benchmarks.csv
    """
    if rows is not None:
        fits = {model or rows.stem: read_rows(rows, model).fit()}
    else:
        used = active_set(set_name).benchmark_rows
        name = model_name(model) if model else None
        if name and is_blend(name):
            raise ValueError(f"model must be a single model for a fit: got {model!r}")
        names = [name] if name else [m.model for m in tables.models()]
        fits = {n: model_fit(n, used) for n in names}
    if as_json:
        console.print_json({
            "unit": {"tps_max": "token/s", "l_in_range": "token", "l_out_range": "token"},
            "fits": {
                name: {
                    "b0": f.b0, "b_in": f.b_in, "b_out": f.b_out, "tps_max": f.tps_max, "n": f.n,
                    "r2": f.r2, "constant": f.constant, "residuals": f.residuals.tolist(),
                    "l_in_range": f.l_in_range, "l_out_range": f.l_out_range,
                }
                for name, f in fits.items()
            },
        })  # fmt: skip
        return
    console.print_table(
        "ln TPS = b0 + b_in ln L_in + b_out ln L_out, capped at TPS_max",
        ["model", "b0#", "b_in#", "b_out#", "TPS_max, token/s#", "rows#", "R2#", "L_in#", "L_out, token#"],
        [
            [
                name, f"{f.b0:.5f}", f"{f.b_in:.5f}", f"{f.b_out:.5f}", f"{f.tps_max:,.0f}", f.n,
                f"{f.r2:.4f}",
                *(f"{lo:,.0f}-{hi:,.0f}" for lo, hi in (f.l_in_range, f.l_out_range)),
            ]
            for name, f in fits.items()
        ],
    )  # fmt: skip
    for name, f in fits.items():
        if f.constant:
            console.note(f"{name} has {f.n} rows, too few for a fit: TPS is held at the larger one")
        elif f.n == 3:
            console.note(f"{name} has 3 rows for 3 coefficients: the fit meets them all and R2 says nothing")


def assumptions(*, set_name: SetName = None, as_json: Json = False) -> None:
    """List every assumption of a set: key, value, unit, source and meaning.

    Example: equery assumptions --set joule-2026
    """
    active = active_set(set_name)
    facts = [tables.assumption_facts(active.name)[key] for key in keys()]
    if as_json:
        console.print_json({
            "assumption_set": active.name,
            "assumptions": [
                {
                    "key": f.key, "value": f.value if f.unit == "text" else f.number, "unit": f.unit,
                    "kind": f.kind, "source_id": f.source_id, "locator": f.locator, "note": f.note,
                }
                for f in facts
            ],
        })  # fmt: skip
        return
    console.print_table(
        f"Assumptions of {active.name}",
        ["key", "value#", "unit", "kind", "source", "meaning"],
        [[f.key, f.value, f.unit, f.kind, f.source_id, f.note] for f in facts],
    )
