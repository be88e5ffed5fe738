"""The throughput of current hardware as tables, each of which one fit of linear node time holds.

A table has the rows of data/throughput.csv that are of one model, one kind and number of GPUs, one precision and one
published table. None is left out: one that cannot be fitted says why.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from calc.inputs.names import Names
from calc.inputs.rows import Throughput
from calc.inputs.tables import aliases, models, nodes, throughput
from calc.query.linear_fit import LinearFit, fit_linear

# A row left out is predicted to 0.06 of ln TPS by the others of six rows or more, to 0.23 where there are fewer.
ENOUGH_ROWS = 6


@dataclass(frozen=True)
class ThroughputTable:
    """Throughputs of one model on one kind and number of GPUs, in one precision, from one published table.

    Attributes
    ----------
    model : str
        As data/throughput.csv names it.
    node : str
        The row of data/nodes.csv with these GPUs, or the GPUs' name where there is none.
    gpu : str
        The GPUs, as data/throughput.csv names them.
    gpus : int
        How many of them share the model [GPU]; a node may have more.
    precision : str
        Number format of the weights.
    software : str
        Serving software and its version.
    table : str
        The published table.
    rows : tuple of Throughput
        In the order of data/throughput.csv.
    """

    model: str
    node: str
    gpu: str
    gpus: int
    precision: str
    software: str
    table: str
    rows: tuple[Throughput, ...]

    def __str__(self) -> str:
        return f"{self.model}, {self.gpus} {self.gpu}, {self.precision}, {self.table}"

    @cached_property
    def _outcome(self) -> LinearFit | str:
        columns = ([getattr(row, name) for row in self.rows] for name in ("tps", "l_in", "l_out"))
        try:
            return fit_linear(*columns)
        except ValueError as error:
            return str(error)

    @property
    def refusal(self) -> str:
        """Why the table cannot be fitted; empty where it can."""
        return self._outcome if isinstance(self._outcome, str) else ""

    def fit(self) -> LinearFit:
        """Fit linear node time to the rows.

        Returns
        -------
        LinearFit
            Its seconds are of all the table's GPUs together.

        Raises
        ------
        ValueError
            If the rows are fewer than four or make a coefficient meaningless; the message names the table.
        """
        if isinstance(self._outcome, str):
            raise ValueError(f"table {self} cannot be fitted: {self._outcome}")
        return self._outcome

    @property
    def version(self) -> tuple[int, ...]:
        """The numbers in the software's version, by which tables are newer; without one a table counts as oldest."""
        return tuple(int(number) for number in re.findall(r"\d+", self.software))

    @property
    def bits(self) -> float:
        """Bits of a weight [bit]: the number in the name of the precision."""
        return bits_of(self.precision)

    @property
    def lengths(self) -> frozenset[tuple[float, float]]:
        """Input and output lengths of the rows [token]."""
        return frozenset((row.l_in, row.l_out) for row in self.rows)

    def tps_per_gpu(self, lengths: Collection[tuple[float, float]]) -> float:
        """Return the geometric mean of the throughput per GPU over some of the table's lengths.

        Parameters
        ----------
        lengths : collection of (float, float)
            Input and output lengths [token], one or more of the table's.

        Returns
        -------
        float
            Output tokens a second of one GPU [token/s].
        """
        logs = [np.log(row.tps / row.gpus) for row in self.rows if (row.l_in, row.l_out) in lengths]
        return float(np.exp(np.mean(logs)))


def bits_of(precision: str) -> float:
    """Return the bits of a weight.

    Parameters
    ----------
    precision : str
        A number format, as ``"FP8"``, ``"mxfp4"`` or ``"bfloat16"``.

    Returns
    -------
    float
        Its first number [bit].

    Raises
    ------
    ValueError
        If its name has no number.
    """
    found = re.search(r"\d+", precision)
    if found is None:
        raise ValueError(f"precision must name its bits, as FP8 does: got {precision!r}")
    return float(found.group())


@lru_cache(maxsize=1)
def all_tables() -> tuple[ThroughputTable, ...]:
    """Return every table, whether it can be fitted or not.

    Returns
    -------
    tuple of ThroughputTable
        Those of a model together, in the order of data/throughput.csv.
    """
    node_of = {node.gpu: node.node for node in nodes().values()}
    found: dict[tuple[str, str, str, int, str, str, str], list[Throughput]] = {}
    for row in throughput():
        node = node_of.get(row.gpu, row.gpu)
        key = row.model, node, row.gpu, row.gpus, row.precision, row.software, row.table
        found.setdefault(key, []).append(row)
    order = list(dict.fromkeys(row.model for row in throughput()))
    tables = (ThroughputTable(*key, tuple(rows)) for key, rows in found.items())
    return tuple(sorted(tables, key=lambda table: order.index(table.model)))


@lru_cache(maxsize=1)
def table_models() -> Names:
    """Return the names of the models that have tables, with those that the paper's catalogue has for them.

    Returns
    -------
    Names
        A text that stands for several models means the first.
    """
    paper = {model.model: model.aliases for model in models()}
    others = aliases("throughput"), aliases("hub"), paper
    held = dict.fromkeys(table.model for table in all_tables())
    return Names("model", [(name, tuple(text for of in others for text in of.get(name, ()))) for name in held])


@lru_cache(maxsize=1)
def table_nodes() -> Names:
    """Return the names of what tables are of: nodes, and GPUs that are of no node known here.

    Returns
    -------
    Names
        A node is also found by the name of its GPUs.
    """
    held = {table.node: table.gpu for table in all_tables()}
    return Names("node", [(node, (gpu, *aliases("node").get(node, ()))) for node, gpu in held.items()])
