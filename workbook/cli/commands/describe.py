"""Commands that show what the model rests on: models and assumptions."""

from __future__ import annotations

from typing import Any

from calc.inputs import tables
from calc.inputs.assumptions import keys
from calc.inputs.catalogue import BASELINE, blends, node_of, parameters
from calc.inputs.levels import INTERVAL
from calc.inputs.rows import ModelClass
from calc.inputs.serving_assumptions import ServingSet, serving_keys
from calc.query.estimate import energy
from calc.query.who_serves import services
from workbook.cli import console
from workbook.cli.options import Json, SetName, active_set


def models(*, set_name: SetName = None, as_json: Json = False) -> None:
    """List the models, what they can be called, and their size and node; of current hardware the classes too.

    Examples: equery models; equery models --set equery-2026
    """
    active = active_set(set_name)
    if isinstance(active, ServingSet):
        _services(active, as_json=as_json)
        return
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


def _services(a: ServingSet, *, as_json: bool) -> None:
    """List the classes with range and reason, and the models with the nodes that they have tables on."""
    classes = [_class_record(row, a) for row in tables.model_classes().values()]
    of_models: list[dict[str, Any]] = [
        {
            "model": row.model, "architecture": row.architecture, "total_parameters": row.total_parameters,
            "active_parameters": row.active_parameters, "nodes": [one.node.node for one in services(row.model)],
        }
        for row in tables.sized_models().values()
    ]  # fmt: skip
    if as_json:
        units = {"total_parameters": "1e9", "active_parameters": "1e9", "p5": "Wh", "p50": "Wh", "p95": "Wh"}
        console.print_json({"assumption_set": a.name, "classes": classes, "models": of_models, "units": units})
        return
    console.print_table(
        "Classes of models whose size nobody states, and the energy of an ordinary query [Wh]",
        ["class", "also called", "P5#", "P50#", "P95#", "quality, 1 best#"],
        [[c["class"], ", ".join(c["aliases"]), c["p5"], c["p50"], c["p95"], str(c["quality"])] for c in classes],
    )
    console.print_table(
        "Models; add a node as in 'gpt-oss-120b on B200'",
        ["model", "", "parameters, 1e9#", "active, 1e9#", "nodes"],
        [
            [
                m["model"], m["architecture"], f"{m['total_parameters']:g}", f"{m['active_parameters']:g}",
                ", ".join(m["nodes"]),
            ]
            for m in of_models
        ],
    )  # fmt: skip
    for c in classes:
        console.note(f"{c['class']}: {c['reason']} Stands for {', '.join(c['models'])}.")


def _class_record(row: ModelClass, a: ServingSet) -> dict[str, Any]:
    p5, p50, p95 = (float(x) for x in energy(row.name, "traditional", a).quantile(INTERVAL))
    return {
        "class": row.name, "aliases": list(row.aliases), "what": row.what, "reason": row.reason, "quality": row.quality,
        "p5": p5, "p50": p50, "p95": p95,
        "models": list(dict.fromkeys(one.model.model for one in services(row.name))),
    }  # fmt: skip


def assumptions(*, set_name: SetName = None, as_json: Json = False) -> None:
    """List every assumption of a set: key, value, unit, source and meaning.

    Example: equery assumptions --set joule-2026
    """
    active = active_set(set_name)
    if isinstance(active, ServingSet):
        facts = [tables.serving_facts(active.name)[key] for key in serving_keys()]
        facts += tables.usage_facts().values()  # of equery usage alone
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
