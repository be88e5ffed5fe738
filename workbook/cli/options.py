"""Options that several commands share, and what they turn into."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from calc.inputs.assumptions import AssumptionSet
from calc.inputs.bounds import CHOICES
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import AnySet, any_set, paper_set
from calc.query.estimate import OwnModel, named_model
from calc.query.who_serves import ON
from workbook.cli.own_rows import read_rows

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of a table.")]
SetName = Annotated[
    str | None,
    typer.Option("--set", help="Assumption set; arxiv-v1, the paper's, if omitted. equery-2026: current hardware."),
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
OnNode = Annotated[
    str | None, typer.Option("--node", help="Node that answers, as B200; with a set of current hardware.")
]
RowsFile = Annotated[
    Path | None, typer.Option("--rows", help="CSV of your own benchmarks with columns tps, l_in, l_out.")
]
PMax = Annotated[float | None, typer.Option("--p-max-kw", help="Maximum power of your own node [kW].")]


def serving_set_of(name: str | None) -> ServingSet | None:
    """Return the set of current hardware that a name means, or None where it means a set of the paper.

    Raises
    ------
    ValueError
        If it means neither; the message names the nearest of both.
    """
    found = any_set(name)
    return found if isinstance(found, ServingSet) else None


def changes_of(assume: list[str] | None) -> dict[str, float | str]:
    """Return the KEY=VALUE overrides of --assume."""
    changes: dict[str, float | str] = {}
    for item in assume or []:
        key, sign, value = item.partition("=")
        if not sign:
            raise ValueError(f"--assume must be KEY=VALUE: got {item!r}")
        changes[key.strip()] = value if key.strip() in CHOICES else _number(key.strip(), value)
    return changes


def active_set(name: str | None, assume: list[str] | None = None) -> AnySet:
    """Return the named set with the KEY=VALUE overrides of --assume."""
    return any_set(name, **changes_of(assume))


def active_paper_set(name: str | None, assume: list[str] | None = None) -> AssumptionSet:
    """Return the named set with the overrides of --assume, for what only the sets of the paper answer."""
    return paper_set(name, **changes_of(assume))


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{name} must be a number: got {text!r}") from None


def served_model(
    model: str, rows: Path | None, p_max_kw: float | None, a: AnySet, node: str | None = None
) -> str | OwnModel:
    """Return the name of a model of the set, or the user's own model where --rows is given."""
    if node is not None:
        if not isinstance(a, ServingSet) or rows is not None:
            raise ValueError(f"--node must come with a set of current hardware and without --rows: got {node}")
        model = f"{model}{ON}{node}"
    if rows is None:
        if p_max_kw is not None:
            raise ValueError("--p-max-kw must come with --rows; for a known model use --assume p_max_kw=...")
        return named_model(model, a)
    if p_max_kw is None:
        raise ValueError("--p-max-kw must be given with --rows: the maximum power of your node in kW")
    return OwnModel(model, read_rows(rows, model).fit(), p_max_kw)
