"""Which throughput tables there are for a model on a node, and which of them answers unless one is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from calc.inputs.names import Names
from calc.query.throughput_tables import ENOUGH_ROWS, ThroughputTable, all_tables, table_models, table_nodes


def tables_of(
    model: str | None = None, node: str | None = None, *, gpus: int | None = None, table: str | None = None
) -> tuple[ThroughputTable, ...]:
    """Return the throughput tables that fit what is asked for.

    Parameters
    ----------
    model, node : str, optional
        Of which model, on which node (or kind of GPU), by any of their names; all if omitted.
    gpus : int, optional
        Of how many GPUs that share the model [GPU]; any number if omitted.
    table : str, optional
        Of which published table; any if omitted.

    Returns
    -------
    tuple of ThroughputTable
        One or more, those that cannot be fitted among them.

    Raises
    ------
    ValueError
        If a name is not known, or there is no such table; the message says what there is.
    """
    found = all_tables()
    if model is not None:
        found = _with(found, "model", table_models().find(model))
    if node is not None:
        found = _on(found, table_nodes().find(node))
    if table is not None:
        found = _with(found, "table", Names("table", sorted({t.table for t in found})).find(table))
    return found if gpus is None else _with(found, "gpus", gpus)


def default_table(model: str, node: str, *, gpus: int | None = None, table: str | None = None) -> ThroughputTable:
    """Return the table that answers for a model on a node.

    Parameters
    ----------
    model, node : str
        The model and the node (or kind of GPU), by any of their names.
    gpus : int, optional
        Choose among tables of so many GPUs [GPU].
    table : str, optional
        Choose among the tables of one published table.

    Returns
    -------
    ThroughputTable
        One that can be fitted.

    Raises
    ------
    ValueError
        If a name is not known, or there is no such table that can be fitted; the message says why.

    Notes
    -----
    Of the tables that can be fitted, those with at least six rows go first, as smaller ones predict a row that was
    left out three to four times worse; of those the newest software, as a provider would run it. Where one
    version has tables of several numbers of GPUs, the one with the largest throughput per GPU, as a
    geometric mean over the lengths that they share, answers: sharing a model among more GPUs than it needs buys
    latency, not tokens. The precision is that of the table; nothing is scaled from one to another.
    """
    found = tables_of(model, node, gpus=gpus, table=table)
    usable = [one for one in found if not one.refusal]
    if not usable:
        raise ValueError(_why_not(found))
    usable = [one for one in usable if len(one.rows) >= ENOUGH_ROWS] or usable
    newest = max(one.version for one in usable)
    usable = [one for one in usable if one.version == newest]
    shared = frozenset.intersection(*(one.lengths for one in usable))
    if not shared:
        return min(usable, key=lambda one: one.gpus)
    return max(usable, key=lambda one: one.tps_per_gpu(shared))


def _why_not(tables: Sequence[ThroughputTable]) -> str:
    first = tables[0]
    fitted = (table for table in all_tables() if table.node == first.node and not table.refusal)
    near = Names("model", dict.fromkeys(table.model for table in fitted)).nearest(first.model)
    hint = f"; on {first.node} there is {near}" if near else ""
    return f"table {first} cannot be fitted: {first.refusal}{hint}"


def _with(tables: Sequence[ThroughputTable], name: str, value: Any) -> tuple[ThroughputTable, ...]:
    held = tuple(table for table in tables if getattr(table, name) == value)
    if not held:
        there = ", ".join(str(x) for x in sorted({getattr(table, name) for table in tables}))
        raise ValueError(f"{name} must be one of {there}: got {value}")
    return held


def _on(tables: Sequence[ThroughputTable], node: str) -> tuple[ThroughputTable, ...]:
    held = tuple(table for table in tables if table.node == node)
    if not held:
        there = ", ".join(dict.fromkeys(table.node for table in tables))
        others = Names("model", dict.fromkeys(table.model for table in all_tables() if table.node == node))
        near = others.nearest(tables[0].model)
        hint = f"; on {node} there is {near}" if near else ""
        raise ValueError(f"node must be one that {tables[0].model} was measured on ({there}): got {node}{hint}")
    return held
