"""A measurement with the model beside it, or with the reason why there is no model of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

Z_P95 = 1.645  # standard normal value of the 95th percentile
ENOUGH_AT_ONCE = 8  # requests: below, a server is far from any that answers many users


@dataclass(frozen=True)
class Compared:
    """A measurement and what the model says of the same.

    Attributes
    ----------
    id : str
        Name of the measurement.
    what : str
        What kind of measurement it is: a run of a server, MLPerf, a fleet's day.
    model, node : str
        What was served, and on which node of data/nodes.csv.
    model_class : str
        ``"dense"`` or ``"mixture of experts"``.
    measured, modelled : float
        Both [unit].
    unit, boundary : str
        The unit; and what drew the energy: ``"GPU"``, ``"IT"`` or ``"facility"``.
    fitted : bool
        Whether the model has a throughput table on this node; otherwise it is carried over from other GPUs.
    table : str
        The throughput table.
    same_precision : bool
        Whether GPUs compute in the precision of the table.
    gpus : int
        How many GPUs [GPU].
    precision : str
        Number format of the weights.
    batch : float or None
        Mean of the requests at once [1]; None for a full node.
    l_in, l_out : float
        Mean lengths of prompts and answers [token]; of a day, all tokens.
    sigma : float
        Standard deviation of ln of what the model says, requests at once being known: software, fit and power [1].
    """

    id: str
    what: str
    model: str
    node: str
    model_class: str
    measured: float
    modelled: float
    unit: str
    boundary: str
    fitted: bool
    table: str
    same_precision: bool
    gpus: int
    precision: str
    batch: float | None
    l_in: float
    l_out: float
    sigma: float

    @property
    def ratio(self) -> float:
        """Modelled over measured [1]."""
        return self.modelled / self.measured

    @property
    def ln_ratio(self) -> float:
        """The ratio's natural logarithm: above 0 where the model is too high [1]."""
        return float(np.log(self.ratio))

    @property
    def inside(self) -> bool:
        """Whether the measurement lies within the P5 and P95 of the model."""
        return abs(self.ln_ratio) <= Z_P95 * self.sigma

    @property
    def many_at_once(self) -> bool:
        """Whether so many requests were answered at once as a service would."""
        return self.batch is None or round(self.batch) >= ENOUGH_AT_ONCE


@dataclass(frozen=True)
class Unmodelled:
    """A measurement that nothing is held against.

    Attributes
    ----------
    id : str
        Name of the measurement.
    model, node : str
        As it states them.
    reason : str
        Why, in one line.
    measured : float
        The measurement [unit].
    unit, boundary : str
        Its unit, and what drew the energy.
    beside : float or None
        What a class of models costs at the set's own defaults [unit], where a service is not known.
    """

    id: str
    model: str
    node: str
    reason: str
    measured: float
    unit: str
    boundary: str
    beside: float | None = None


@dataclass(frozen=True)
class Group:
    """How far some measurements are off together.

    Attributes
    ----------
    by, name : str
        What they are grouped by, and which group.
    rows : int
        How many.
    mean_abs_ln, worst, mean_ln : float
        Mean and largest |ln ratio|, and the mean of ln ratio with its sign [1].
    """

    by: str
    name: str
    rows: int
    mean_abs_ln: float
    worst: float
    mean_ln: float


def group_of(by: str, name: str, rows: Iterable[Compared]) -> Group:
    """Return how far some measurements are off together.

    Parameters
    ----------
    by, name : str
        What they are grouped by, and which group.
    rows : iterable of Compared
        One or more.

    Returns
    -------
    Group
        Errors as ln of modelled over measured [1].
    """
    ln = np.array([row.ln_ratio for row in rows])
    return Group(by, name, ln.size, float(np.abs(ln).mean()), float(np.abs(ln).max()), float(ln.mean()))


def grouped(by: str, rows: Iterable[Compared], key: Callable[[Compared], str]) -> list[Group]:
    """Return the groups that a key makes.

    Parameters
    ----------
    by : str
        What they are grouped by.
    rows : iterable of Compared
        Any number.
    key : callable
        From a row to the name of its group.

    Returns
    -------
    list of Group
        In the order in which their first rows come.
    """
    found: dict[str, list[Compared]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return [group_of(by, name, members) for name, members in found.items()]
