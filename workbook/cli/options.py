"""Options that several commands share, and what they turn into."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from calc.inputs.assumptions import AssumptionSet, assumption_set, set_names
from calc.inputs.bounds import CHOICES
from calc.inputs.catalogue import model_name
from calc.inputs.names import Names
from calc.query.estimate import OwnModel
from workbook.cli.own_rows import read_rows

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of a table.")]
SetName = Annotated[
    str | None,
    typer.Option("--set", help="Assumption set; arxiv-v1 if omitted. (equery-2026 so far answers equery fit only.)"),
]
FitSetName = Annotated[
    str | None,
    typer.Option("--set", help="Assumption set; arxiv-v1 if omitted. equery-2026: tables of current hardware."),
]
Assume = Annotated[
    list[str] | None,
    typer.Option("--assume", metavar="KEY=VALUE", help="Override an assumption; repeatable."),
]
Alpha = Annotated[tuple[float, float], typer.Option(help="Efficiency factor that divides energy, as its P5 and P95.")]
RowsFile = Annotated[
    Path | None, typer.Option("--rows", help="CSV of your own benchmarks with columns tps, l_in, l_out.")
]
PMax = Annotated[float | None, typer.Option("--p-max-kw", help="Maximum power of your own node [kW].")]


class FitSet(StrEnum):
    """Sets that hold throughput tables and, so far, no assumptions: `equery fit` alone answers from them."""

    EQUERY_2026 = "equery-2026"


def fit_set(name: str | None) -> FitSet | None:
    """Return the set of throughput tables that a name means, or None where it means a set of assumptions.

    Raises
    ------
    ValueError
        If it means neither; the message names the nearest of both.
    """
    if name is None:
        return None
    found = Names("assumption set", [*set_names().offered, *(one.value for one in FitSet)]).find(name)
    return FitSet(found) if found in tuple(FitSet) else None


def active_set(name: str | None, assume: list[str] | None = None) -> AssumptionSet:
    """Return the named set with the KEY=VALUE overrides of --assume."""
    if name is not None and (only := Names("set", FitSet).get(name)):
        raise ValueError(f"--set {only} so far answers equery fit only: choose one of {', '.join(set_names().offered)}")
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
