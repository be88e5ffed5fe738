"""What `equery fit --set equery-2026` prints: fits of the throughput tables of current hardware."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.tables import nodes
from calc.query.table_choice import default_table, tables_of
from calc.query.throughput_tables import ENOUGH_ROWS, ThroughputTable
from workbook.cli import console

FORMULA = "T = a L_in + b L_out + c L_out (L_in + L_out / 2), node time of a request"
UNITS = {"gpus": "GPU", "a": "s/token", "b": "s/token", "c": "s/token^2", "l_in_range": "token", "l_out_range": "token"}
MEANING = {
    "a": "of a prompt token that is read",
    "b": "of an answer token",
    "c": "of an answer token, per one before it",
    "rows": "fitted",
    "mean_abs_ln": "error of ln TPS, mean",
    "max_abs_ln": "error of ln TPS, largest",
    "leave_one_out": "error of rows that the rest predict",
    "l_in_range": "prompts fitted on",
    "l_out_range": "answers fitted on",
}
ERRORS = ("mean_abs_ln", "max_abs_ln", "leave_one_out")


def show(
    a: ServingSet, model: str | None, node: str | None, gpus: int | None, table: str | None, *, as_json: bool
) -> None:
    """Print the fit that answers for a model on a node, or every table where one of them is not given."""
    if model is None or node is None:
        _show_list(a, tables_of(model, node, gpus=gpus, table=table), as_json=as_json)
        return
    chosen = default_table(model, node, gpus=gpus, table=table)
    others = [other for other in tables_of(model, node) if other != chosen]
    if as_json:
        head = {"assumption_set": a.name, **_identity(chosen), **_numbers(chosen)}
        rest = [{**_identity(other), **_errors(other)} for other in others]
        console.print_json({**head, "units": UNITS, "other_tables": rest, "notes": _notes(chosen)})
        return
    numbers = _numbers(chosen)
    lines = [[key, _text(key, numbers[key]), UNITS.get(key, ""), what] for key, what in MEANING.items()]
    console.print_table(f"{chosen}\n{FORMULA}", ["", "value#", "unit", "what"], lines)
    if others:
        _print_tables("Other tables, to choose by --gpus and --table: errors of ln TPS", others)
    for text in _notes(chosen):
        console.note(text)


def _show_list(a: ServingSet, tables: Sequence[ThroughputTable], *, as_json: bool) -> None:
    if as_json:
        listed = [{**_identity(table), **(_errors(table) if table.refusal else _numbers(table))} for table in tables]
        console.print_json({"assumption_set": a.name, "tables": listed, "units": UNITS})
        return
    for model, of_model in groupby(tables, key=lambda table: table.model):
        _print_tables(f"{model}: errors of ln TPS", list(of_model))
    for table in tables:
        if table.refusal:
            console.note(f"{table} is not usable: {table.refusal}")


def _print_tables(title: str, tables: Sequence[ThroughputTable]) -> None:
    lines = []
    for table in tables:
        errors = ["-", "-", "no fit"] if table.refusal else [error_text(getattr(table.fit(), key)) for key in ERRORS]
        gpus = f"{table.gpus} {table.gpu}, {table.precision}"
        lines.append([gpus, table.table, len(table.rows), *errors])
    console.print_table(title, ["GPUs, precision", "table", "rows#", "mean#", "max#", "left out#"], lines)


def error_text(error: float | None) -> str:
    """Write an error of ln TPS, or a dash where there is none."""
    return "-" if error is None else f"{error:.3f}"


def _identity(table: ThroughputTable) -> dict[str, Any]:
    return {
        "model": table.model, "node": table.node, "gpu": table.gpu, "gpus": table.gpus, "precision": table.precision,
        "software": table.software, "table": table.table, "source_id": table.rows[0].source_id,
    }  # fmt: skip


def _errors(table: ThroughputTable) -> dict[str, Any]:
    fitted = None if table.refusal else table.fit()
    return {
        "rows": len(table.rows),
        **{key: None if fitted is None else getattr(fitted, key) for key in ERRORS},
        "usable": fitted is not None,
        "reason": table.refusal,
    }


def _numbers(table: ThroughputTable) -> dict[str, Any]:
    fitted = table.fit()
    ranges = {"l_in_range": fitted.l_in_range, "l_out_range": fitted.l_out_range}
    return {"a": fitted.a, "b": fitted.b, "c": fitted.c, **_errors(table), **ranges}


def _text(key: str, value: Any) -> str:
    if key in ("a", "b", "c"):
        return f"{value:.3e}"
    if key in ERRORS:
        return error_text(value)
    return f"{value[0]:,.0f}-{value[1]:,.0f}" if isinstance(value, tuple) else str(value)


def _notes(table: ThroughputTable) -> list[str]:
    found = ["measured at full load by the maker of the GPUs: a service that promises an answer in time takes longer"]
    known = nodes().get(table.node)
    if known is None:
        found.append(f"the power of {table.node} is not known here")
    elif table.gpus < known.gpus:
        found.append(f"the seconds are of {table.gpus} of the {known.gpus} GPUs of {table.node}")
    if len(table.rows) < ENOUGH_ROWS:
        found.append(f"{len(table.rows)} rows are few: lengths unlike theirs may be far off")
    return found
