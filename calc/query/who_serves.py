"""Who serves what is asked for: a model on a node, one model on the nodes that serve today, or a class of models.

A name of a model stands for the nodes that it has throughput tables on, each as likely as data/served_nodes.csv says;
``MODEL on NODE`` for that node alone; a class for its models on their nodes. Which of them answered a given query
nobody outside knows: they are one uncertain input.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.names import Names
from calc.inputs.rows import Gpu, Node, SizedModel
from calc.inputs.tables import class_members, gpus, model_classes, nodes, served_nodes, sized_models
from calc.query.linear_fit import LinearFit
from calc.query.linear_time import LinearTime, linear_node_time
from calc.query.stand_ins import stand_in
from calc.query.table_choice import default_table, tables_of
from calc.query.throughput_tables import ThroughputTable, table_models, table_nodes
from calc.query.weight_reading import seconds_of_step

ON = " on "  # between a model and its node
USUAL_ERROR = 0.05  # of a row left out, mean of the tables of six rows and more: a few rows may flatter a fit
ABS_OF_NORMAL = float(np.sqrt(2 / np.pi))  # mean |x| of a standard normal x


@dataclass(frozen=True)
class Service:
    """A model on GPUs of a node, timed by one throughput table.

    Attributes
    ----------
    model : SizedModel
        The model asked for, or the one of the same architecture whose table serves.
    node : Node
        The node that the GPUs are of.
    gpu : Gpu
        The GPUs.
    table : ThroughputTable
        The table, of some of the node's GPUs.
    weight : float
        How likely it is the one that answers [1].
    """

    model: SizedModel
    node: Node
    gpu: Gpu
    table: ThroughputTable
    weight: float

    def __str__(self) -> str:
        return f"{self.model.model}{ON}{self.node.node}"

    @cached_property
    def fit(self) -> LinearFit:
        """Node time of the table's GPUs, at full load [s]."""
        return self.table.fit()

    @property
    def p_max_kw(self) -> float:
        """Maximum power of the table's GPUs with their share of the node [kW]."""
        assert self.node.p_max_kw is not None  # services are of nodes whose power stands in their row
        return self.node.p_max_kw * self.table.gpus / self.node.gpus

    @property
    def fit_sigma(self) -> float:
        """Standard deviation of ln node time that the fit leaves: of rows it has not seen, where that is known [1]."""
        return sigma_of_fit(self.fit)

    def time(self, l_in: ArrayLike, cached: ArrayLike, batch: ArrayLike) -> LinearTime:
        """Return the node time of a request by its output length, where so many requests are answered at once.

        Parameters
        ----------
        l_in, cached : array_like
            Prompt tokens, and those of them that need not be read again [token].
        batch : array_like
            Requests answered at once, at least 1 [1].

        Returns
        -------
        LinearTime
            Seconds of the table's GPUs, of the shape that the arguments broadcast to.
        """
        step = seconds_of_step(self.model, self.gpu, self.table.gpus, self.table.bits, batch)
        rate = np.asarray(self.fit.b + step / np.asarray(batch))
        return linear_node_time(a=self.fit.a, b=rate, c=self.fit.c, l_in=l_in, cached=cached)


def sigma_of_fit(fit: LinearFit) -> float:
    """Return the standard deviation of ln node time that a fit leaves.

    Parameters
    ----------
    fit : LinearFit
        With the error of rows left out, where that is known.

    Returns
    -------
    float
        [1].
    """
    error = fit.max_abs_ln if fit.leave_one_out is None else fit.leave_one_out
    return max(error, USUAL_ERROR) / ABS_OF_NORMAL


def service_names() -> tuple[str, ...]:
    """Return what can be asked for: the classes, then the models.

    Returns
    -------
    tuple of str
        Each also with a node after it, as in ``"gpt-oss-120b on B200"``.
    """
    return (*model_classes(), *sized_models())


@lru_cache(maxsize=1)
def _asked() -> Names:
    classes = [(name, row.aliases) for name, row in model_classes().items()]
    held = table_models()
    models = [(m, tuple(text for text, name in held.index.items() if name == m)) for m in sized_models()]
    return Names("model", [*classes, *models], offered=service_names())


def service_name(text: object) -> str:
    """Return the name of what is meant: a class, a model, what stands for a provider's model, or either on a node.

    Parameters
    ----------
    text : object
        As typed.

    Returns
    -------
    str
        Its own name, with the node's where one was given.

    Raises
    ------
    ValueError
        If there is no such model or node; the message names the nearest one.
    """
    model, on, node = str(text).partition(ON)
    name = _asked().get(model)
    if name is None:
        found = stand_in(model)
        name = _asked().find(model) if found is None else found.stands_for
    return f"{name}{ON}{table_nodes().find(node)}" if on else name


def is_service(text: object) -> bool:
    """Say whether a text is a name of a class or of a model with tables, not one that something stands for.

    Parameters
    ----------
    text : object
        As typed.

    Returns
    -------
    bool
        The node after it is not looked at.
    """
    return _asked().get(str(text).partition(ON)[0]) is not None


def knows(text: object) -> bool:
    """Say whether a text names a class or a model that serves, or one that something stands for.

    Parameters
    ----------
    text : object
        As typed.

    Returns
    -------
    bool
        The node after it is not looked at.
    """
    return is_service(text) or stand_in(str(text).partition(ON)[0]) is not None


@lru_cache(maxsize=64)
def services(name: str) -> tuple[Service, ...]:
    """Return every service that may be meant, with weights that sum to 1.

    Parameters
    ----------
    name : str
        As `service_name` gives it.

    Returns
    -------
    tuple of Service
        One or more.

    Raises
    ------
    ValueError
        If a model has no table that can be fitted on the node, or on any node whose power is known.
    """
    what, _, node = name.partition(ON)
    members = {m.model: m.weight for m in class_members() if m.model_class == what} or {what: 1.0}
    found: list[Service] = []
    refusals = []
    for model, weight in members.items():
        try:
            on_nodes = _on_node(model, node) if node else _on_nodes(model)
        except ValueError as error:
            refusals.append(error)
            continue
        total = sum(one.weight for one in on_nodes)
        found += [replace(one, weight=weight * one.weight / total) for one in on_nodes]
    if not found:
        raise refusals[0]
    total = sum(one.weight for one in found)
    return tuple(replace(one, weight=one.weight / total) for one in found)


def only_service(name: str) -> Service:
    """Return the service that a name means, where it must be one.

    Parameters
    ----------
    name : str
        A model on a node, or a model that one node alone has.

    Returns
    -------
    Service
        The one.

    Raises
    ------
    ValueError
        If several may be meant; the message says which.
    """
    found = services(service_name(name))
    if len(found) > 1:
        several = ", ".join(str(one) for one in found)
        raise ValueError(f"model must be one model on one node ({several}): got {name}")
    return found[0]


def _on_nodes(model: str) -> list[Service]:
    found: list[Service] = []
    refusals = []
    for node, row in served_nodes().items():
        try:
            found += [replace(one, weight=row.weight) for one in _on_node(model, node)]
        except ValueError as error:
            refusals.append(error)
    if not found:
        raise refusals[0]
    return found


def _on_node(model: str, node: str) -> list[Service]:
    """Return the service of a model on a node, by its own table or one of a model of the same architecture."""
    known = nodes().get(node)
    if known is None or known.p_max_kw is None:
        raise ValueError(f"node must be one whose power is known ({', '.join(served_nodes())}): got {node}")
    table = _table(model, node)
    return [Service(sized_models()[table.model], known, gpus()[table.gpu], table, 1.0)]


def _table(model: str, node: str) -> ThroughputTable:
    try:
        return default_table(model, node)
    except ValueError:
        twin = sized_models()[model].same_as
        if twin and any(one.node == node and not one.refusal for one in tables_of(twin)):
            return default_table(twin, node)
        raise
