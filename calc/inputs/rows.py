"""A row of each table of data/, as a frozen object; a row keeps its unit, source and locator.

Annotations say how a cell is read (`calc.inputs.reader`); data/columns.csv says what a column means.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number is from."""

    source_id: str
    citation: str
    url: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One measured throughput: `tps` [token/s] of a node of `gpus` GPUs at `l_in`, `l_out` [token]."""

    row_id: str
    model: str
    gpus: int
    quantization: str
    tps: float
    l_in: float
    l_out: float
    in_published_fit: bool
    source_id: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class Model:
    """A benchmarked model; `p_max_key` names the assumption that holds its node's maximum power."""

    model: str
    aliases: tuple[str, ...]
    blend_member: bool
    p_max_key: str
    replay_order: int
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A number or word with its provenance; `subject` is the model, set or table it belongs to."""

    subject: str
    key: str
    value: str
    unit: str
    kind: str
    source_id: str
    locator: str
    note: str

    @property
    def number(self) -> float:
        """The value as a float."""
        return float(self.value)


@dataclass(frozen=True, slots=True)
class NamedSet:
    """A named assumption set."""

    set: str
    kind: str
    what: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Lever:
    """An efficiency lever: alpha is lognormal with these percentiles (dimensionless)."""

    lever: str
    alpha_p5: float
    alpha_p95: float
    unit: str
    kind: str
    source_id: str
    locator: str
    what: str


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as printed, its range as numbers, and why it is not reproduced where it is not."""

    id: str
    regime: str
    subject: str
    statistic: str
    printed: str
    lo: float
    hi: float
    unit: str
    source_id: str
    locator: str
    reason: str


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A place where the paper and its own numbers disagree."""

    number: int
    topic: str
    printed: str
    used: str
    explanation: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Limit:
    """Something simplified or left out, and which way it errs."""

    number: int
    topic: str
    what: str
    effect: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Comparator:
    """Energy of a query according to somebody else."""

    id: str
    what: str
    value: float
    unit: str
    kind: str
    year: str
    source_id: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class GridFactor:
    """Emissions of a grid's electricity [gCO2e/kWh] in a year; `basis` says what is counted."""

    place: str
    code: str
    aliases: tuple[str, ...]
    place_kind: str
    gco2e_per_kwh: float
    year: int
    basis: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast that did not come true."""

    year: int
    forecast: str
    predicted: str
    turned_out: str
    source_id: str
    locator: str
