"""The command that holds the model of current hardware against what was measured."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from calc.inputs.serving_assumptions import serving_set_names
from calc.measured.compared import Compared, Group, Unmodelled
from calc.measured.comparison import BY_MODEL, Aim, Comparison, compare
from workbook.cli import console
from workbook.cli.options import Json
from workbook.cli.run_file import read_runs

RunsFile = Annotated[
    Path | None, typer.Option("--rows", help="CSV of measured runs instead of the built-in ones, with their columns.")
]
SHOWN = 10  # rows, the furthest first; --json has all
FACTOR_TOLD = 2.0
WHY: Final = (
    "mixtures of experts by vLLM on H100 need nearly as much energy in FP8 as in 16 bits; the model expects less",
    "a model spread over more GPUs than it needs costs up to 1.8 times as much; tables are of the best number",
    "long answers in 16 bits come out too high: node time of a table in FP4 is carried over whole, attention with it",
)
"""Where the built-in runs are furthest from the model, as far as they show why."""


def measured(*, rows: RunsFile = None, as_json: Json = False) -> None:
    """Hold the model of current hardware (equery-2026) against every measurement there is; nothing is fitted to them.

    ratio is modelled over measured; mean is the mean of |ln ratio| and worst the largest |ln ratio|: 0.1 is about
    10 %, 0.69 a factor of two. Where a node has no throughput table of the model, that of other GPUs is carried over.

    Examples: equery measured; equery measured --rows mine.csv --json
    """
    found = compare() if rows is None else compare(read_runs(rows))
    notes = _notes(found, built_in=rows is None)
    if as_json:
        console.print_json(_json(found, notes))
        return
    for by, groups in groupby(found.groups, key=lambda group: group.by):
        lines = [[g.name, g.rows, *(f"{x:.3f}" for x in (g.mean_abs_ln, g.worst)), f"{g.mean_ln:+.3f}"] for g in groups]
        console.print_table(f"ln ratio by {by}", [by, "rows#", "mean#", "worst#", "signed#"], lines)
    if found.aims:
        lines = [[a.what, f"{a.limit:.3f}", f"{a.found:.3f}", "met" if a.met else "missed"] for a in found.aims]
        console.print_table("What was aimed at", ["aim", "at most#", "is#", ""], lines)
    _print_furthest(found.rows)
    reasons = Counter(one.reason for one in found.not_modelled)
    if reasons:
        console.print_table("Not modelled", ["rows#", "reason"], [[n, why] for why, n in reasons.most_common()])
    _print_beside(found.not_modelled)
    for text in notes:
        console.note(text)


def _print_furthest(rows: tuple[Compared, ...]) -> None:
    if not rows:
        return
    furthest = sorted(rows, key=lambda row: -abs(row.ln_ratio))[:SHOWN]
    lines = [
        [
            f"{row.id}: {row.model} on {row.node}, {row.precision}", "" if row.batch is None else f"{row.batch:.0f}",
            row.measured, row.modelled, row.unit, f"{row.ratio:.2f}",
        ]
        for row in furthest
    ]  # fmt: skip
    columns = ["row", "batch#", "measured#", "modelled#", "unit", "ratio#"]
    console.print_table(f"Furthest of {len(rows)} rows", columns, lines)


def _print_beside(found: tuple[Unmodelled, ...]) -> None:
    lines = [[one.id, one.measured, one.model, one.beside, one.unit] for one in found if one.beside is not None]
    if lines:
        title = "Closed services, and a class of models at the set's defaults"
        console.print_table(title, ["service", "states#", "class", "class is#", "unit"], lines)


def _notes(found: Comparison, *, built_in: bool) -> list[str]:
    """Say what is missed, where the rows are furthest, and why."""
    missed = [f"missed: {aim.what}, {aim.found:.3f} where at most {aim.limit:.3f}" for aim in found.aims if not aim.met]
    far = [g for g in found.groups if g.by == BY_MODEL and g.mean_abs_ln > np.log(FACTOR_TOLD)]
    beyond = [
        f"beyond a factor of {FACTOR_TOLD:g}: {g.name}, {np.exp(g.mean_abs_ln):.1f} over {g.rows} rows" for g in far
    ]
    share, said = found.share_inside, []
    if share is not None:
        whole = (
            "of the runs by a table of their own node lie within the P5-P95 of the model, their requests at once known"
        )
        said.append(f"{100 * share:.0f} % {whole}")
    return [*missed, *said, *beyond, *(WHY if built_in else ())]


def _json(found: Comparison, notes: list[str]) -> dict[str, Any]:
    return {
        "assumption_set": serving_set_names().offered[0],
        "rows": [_row(row) for row in found.rows],
        "mean_abs_ln": found.mean_abs_ln,
        "worst": found.worst,
        "share_inside": found.share_inside,
        "not_modelled": [_unmodelled(one) for one in found.not_modelled],
        "groups": [_group(group) for group in found.groups],
        "aims": [_aim(aim) for aim in found.aims],
        "notes": notes,
    }


def _row(row: Compared) -> dict[str, Any]:
    return {
        "id": row.id, "model": row.model, "node": row.node, "measured": row.measured, "modelled": row.modelled,
        "unit": row.unit, "ratio": row.ratio, "boundary": row.boundary, "fitted": row.fitted,
        "inside": row.inside, "kind": row.what,
        "class": row.model_class, "gpus": row.gpus, "precision": row.precision, "same_precision": row.same_precision,
        "batch": row.batch, "l_in": row.l_in, "l_out": row.l_out, "table": row.table,
    }  # fmt: skip


def _unmodelled(one: Unmodelled) -> dict[str, Any]:
    beside = {} if one.beside is None else {"class_at_defaults": one.beside}
    told = {"measured": one.measured, "unit": one.unit, "boundary": one.boundary}
    return {"id": one.id, "model": one.model, "node": one.node, "reason": one.reason, **told, **beside}


def _group(group: Group) -> dict[str, Any]:
    numbers = {"mean_abs_ln": group.mean_abs_ln, "worst": group.worst, "mean_ln": group.mean_ln}
    return {"by": group.by, "group": group.name, "rows": group.rows, **numbers}


def _aim(aim: Aim) -> dict[str, Any]:
    return {"aim": aim.what, "limit": aim.limit, "found": aim.found, "met": aim.met}
