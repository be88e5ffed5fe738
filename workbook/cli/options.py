"""Options that several commands share, and what they turn into."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from calc.inputs.assumptions import AssumptionSet, assumption_set
from calc.inputs.bounds import CHOICES
from calc.inputs.catalogue import model_name
from calc.query.estimate import OwnModel
from workbook.cli.own_rows import read_rows

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of a table.")]
SetName = Annotated[str | None, typer.Option("--set", help="Assumption set; arxiv-v1 if omitted.")]
Assume = Annotated[
    list[str] | None,
    typer.Option("--assume", metavar="KEY=VALUE", help="Override an assumption; repeatable."),
]
Alpha = Annotated[tuple[float, float], typer.Option(help="Efficiency factor that divides energy, as its P5 and P95.")]
RowsFile = Annotated[
    Path | None, typer.Option("--rows", help="CSV of your own benchmarks with columns tps, l_in, l_out.")
]
PMax = Annotated[float | None, typer.Option("--p-max-kw", help="Maximum power of your own node [kW].")]


def active_set(name: str | None, assume: list[str] | None = None) -> AssumptionSet:
    """Return the named set with the KEY=VALUE overrides of --assume."""
    changes: dict[str, float | str] = {}
    for item in assume or []:
        key, sign, value = item.partition("=")
        if not sign:
            raise ValueError(f"--assume must be KEY=VALUE: got {item!r}")
        changes[key.strip()] = value if key.strip() in CHOICES else _number(key.strip(), value)
    return assumption_set(name, **changes)


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{name} must be a number: got {text!r}") from None


def served_model(model: str, rows: Path | None, p_max_kw: float | None) -> str | OwnModel:
    """Return a benchmarked model's name, or the user's own model where --rows is given."""
    if rows is None:
        if p_max_kw is not None:
            raise ValueError("--p-max-kw must come with --rows; for a known model use --assume p_max_kw=...")
        return model_name(model)
    if p_max_kw is None:
        raise ValueError("--p-max-kw must be given with --rows: the maximum power of your node in kW")
    return OwnModel(model, read_rows(rows, model).fit(), p_max_kw)
