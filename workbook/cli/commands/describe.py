"""Commands that show what the model rests on: models and assumptions."""

from __future__ import annotations

from typing import Any

from calc.inputs import tables
from calc.inputs.assumptions import keys
from calc.inputs.catalogue import BASELINE, blends, node_of, parameters
from calc.inputs.serving_assumptions import ServingSet, serving_keys
from workbook.cli import console
from workbook.cli.options import Json, SetName, active_set


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


def assumptions(*, set_name: SetName = None, as_json: Json = False) -> None:
    """List every assumption of a set: key, value, unit, source and meaning.

    Example: equery assumptions --set joule-2026
    """
    active = active_set(set_name)
    if isinstance(active, ServingSet):
        facts = [tables.serving_facts(active.name)[key] for key in serving_keys()]
    else:
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
