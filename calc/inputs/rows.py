"""A row of each table of data/, as a frozen object; a row keeps its unit, source and locator.

Annotations say how a cell is read (`calc.inputs.reader`); data/columns.csv says what a column means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

UNSTATED: Final = "not stated"
STATISTICS: Final = ("median", "mean", UNSTATED)  # of the energies of queries, in the order in which they are shown
BOUNDARIES: Final = ("GPU", "node/IT", "facility", "life cycle", UNSTATED)  # what is counted, from narrow to wide


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number is from."""

    source_id: str
    citation: str
    url: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node that serves models: `gpus` GPUs, with maximum, idle and highest measured power [kW]; None if unknown.

    The maximum power stands here, or `p_max_key` names the assumption that holds it.

    Raises
    ------
    ValueError
        If the maximum power is in both places or in none, or a power or a count is impossible.
    """

    node: str
    gpu: str
    gpus: int
    p_max_kw: float | None
    p_idle_kw: float | None
    measured_kw: float | None
    p_max_key: str
    source_id: str
    locator: str
    note: str

    def __post_init__(self) -> None:
        if (self.p_max_kw is None) != bool(self.p_max_key):
            raise ValueError(f"p_max_kw of node {self.node} must be given, or else p_max_key: got both or neither")
        for name, value in (("gpus", self.gpus), ("p_max_kw", self.p_max_kw)):
            if value is not None and not value > 0:
                raise ValueError(f"{name} of node {self.node} must be above 0: got {value}")
        top = float("inf") if self.p_max_kw is None else self.p_max_kw
        if self.p_idle_kw is not None and not 0 <= self.p_idle_kw <= top:
            raise ValueError(f"p_idle_kw of node {self.node} must lie between 0 and p_max_kw: got {self.p_idle_kw}")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One measured throughput of a table: `tps` [token/s] of a node serving a model at `l_in`, `l_out` [token].

    `in_published_fit` is None where the row is not of the paper's table.
    """

    row_id: str
    table: str
    model: str
    node: str
    precision: str
    software: str
    tps: float
    l_in: float
    l_out: float
    in_published_fit: bool | None
    source_id: str
    locator: str
    note: str

    @property
    def preset(self) -> bool:
        """Whether a fit uses the row unless all are asked for: all but those that the paper prints and leaves out."""
        return self.in_published_fit is not False


@dataclass(frozen=True, slots=True)
class Throughput:
    """One published throughput of current hardware: `gpus` GPUs that serve a model at full load.

    Attributes
    ----------
    row_id : str
        Name of the row.
    model, gpu : str
        What is served, and on which GPUs, spelled alike for every source.
    gpus : int
        How many GPUs share the model [GPU].
    precision : str
        Number format of the weights.
    tps : float
        Output tokens a second of all these GPUs, prompts included in the time [token/s].
    l_in, l_out : float
        Input and output length [token].
    software : str
        Serving software and its version.
    table : str
        Published table that it is of.
    source_id, locator : str
        Where it is from.

    Raises
    ------
    ValueError
        If a number is not above 0.
    """

    row_id: str
    model: str
    gpu: str
    gpus: int
    precision: str
    tps: float
    l_in: float
    l_out: float
    software: str
    table: str
    source_id: str
    locator: str

    def __post_init__(self) -> None:
        for name in ("gpus", "tps", "l_in", "l_out"):
            value = getattr(self, name)
            if not value > 0:
                raise ValueError(f"{name} of throughput {self.row_id} must be above 0: got {value}")


@dataclass(frozen=True, slots=True)
class Gpu:
    """A GPU as its maker states it: memory rate [TB/s], tensor rate at 16 bits [TFLOP/s], fewest bits it computes in.

    `weight_reading` is the time in which servers were measured to read a model's weights, over that of the memory [1].
    """

    gpu: str
    hbm_tb_per_s: float
    tflops_16bit: float
    least_bits: float
    weight_reading: float
    source_id: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class SizedModel:
    """A model of the throughput tables: dense or a mixture of experts, its parameters in all and for a token [1e9].

    `same_as` names a model of the same architecture, whose tables serve where this one has none.
    """

    model: str
    architecture: str
    total_parameters: float
    active_parameters: float
    same_as: str
    source_id: str
    locator: str
    note: str

    @property
    def mixture(self) -> bool:
        """Whether it is a mixture of experts."""
        return self.architecture == "moe"

    def __post_init__(self) -> None:
        if self.architecture not in ("dense", "moe"):
            raise ValueError(f"architecture of {self.model} must be dense or moe: got {self.architecture!r}")
        if not 0 < self.active_parameters <= self.total_parameters:
            rule = f"active_parameters of {self.model} must be above 0 and at most its total_parameters"
            raise ValueError(f"{rule}: got {self.active_parameters}")


@dataclass(frozen=True, slots=True)
class ServedNode:
    """A node that serves today, with its share of what is served relative to the others'."""

    node: str
    weight: float
    kind: str
    source_id: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class ServedModel:
    """Names that a model is served under, and the model or class that stands for it; `quality` is from 1 to 5."""

    pattern: str
    provider: str
    stands_for: str
    quality: int
    reason: str
    kind: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class NotTextModel:
    """Names of models that write no text, and `what` they are for: embeddings, images, speech..."""

    pattern: str
    what: str
    kind: str
    source_id: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class ListPrice:
    """What a provider asks for the tokens of a model [currency/Mtoken]; None where it does not price them apart."""

    model: str
    provider: str
    input: float
    cache_read: float | None
    cache_write: float | None
    output: float
    currency: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class ModelClass:
    """A class of models whose size is not known; `quality` is from 1, measured, to 5, a guess."""

    name: str
    aliases: tuple[str, ...]
    what: str
    reason: str
    quality: int
    kind: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class ClassMember:
    """A model of a class, with its share of the class relative to the others'."""

    model_class: str
    model: str
    weight: float
    kind: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Model:
    """A benchmarked model, the node that serves it, and how charts draw it.

    `replay_order` is None for a model that the authors' draws do not hold; `colour` is RRGGBB.
    """

    model: str
    aliases: tuple[str, ...]
    node: str
    replay_order: int | None
    colour: str
    mark: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Member:
    """A model of a blend, with its share of the blend's queries relative to the others'."""

    blend: str
    model: str
    weight: float
    kind: str
    source_id: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class Alias:
    """Other names of something whose own row has none: a blend, a regime, a kind of service, a node."""

    of: str
    name: str
    aliases: tuple[str, ...]
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
    """A figure as printed, its range as numbers, and why it is not reproduced where it is not.

    `model` is the model or blend whose query, or whose sample of output lengths, it is of; empty for others.
    """

    id: str
    regime: str
    subject: str
    model: str
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
    """Energy of a query according to somebody else, or a `result` of ours to stand beside them.

    `statistic` and `boundary` say what may be compared. A result is the workbook's own, or calc's at the `set` named.

    Raises
    ------
    ValueError
        If the statistic or the boundary is none of those known.
    """

    id: str
    what: str
    value: float | None
    unit: str
    statistic: str
    boundary: str
    kind: str
    year: str
    source_id: str
    locator: str
    note: str
    set: str
    result: str

    def __post_init__(self) -> None:
        for name, known in (("statistic", STATISTICS), ("boundary", BOUNDARIES)):
            if getattr(self, name) not in known:
                rule = f"{name} of comparator {self.id} must be one of {', '.join(known)}"
                raise ValueError(f"{rule}: got {getattr(self, name)!r}")


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """A run of a server whose GPUs were measured; the columns are those of the source."""

    run_id: str
    task: str
    model_id: str
    nickname: str
    architecture: str
    total_params_billions: float
    activated_params_billions: float
    weight_precision: str
    gpu_model: str
    num_gpus: int
    tensor_parallel: int
    expert_parallel: int
    data_parallel: int
    max_num_seqs: int
    avg_batch_size: float
    avg_output_len: float
    output_throughput_tokens_per_sec: float
    avg_power_watts: float
    energy_per_token_joules: float
    energy_per_request_joules: float
    median_itl_ms: float
    p95_itl_ms: float
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class MeasuredTask:
    """What runs were asked, with the mean length of its prompts [token]."""

    task: str
    l_in: float
    kind: str
    source_id: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """A figure of a whole node, a fleet or a service, with what the model needs to be held against it.

    Lengths are means [token], or of a sum the tokens in all; None is unknown. `reason` says why there is no
    model of it.
    """

    id: str
    what: str
    model: str
    node: str
    gpus: int | None
    precision: str
    statistic: str
    measured: float
    unit: str
    boundary: str
    l_in: float | None
    cached: float | None
    l_out: float | None
    context: float | None
    batch: float | None
    reason: str
    kind: str
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
class CloudRegion:
    """A region as bills and exports write it, and the place of a grid factor that stands for it; empty for none."""

    region: str
    cloud: str
    place: str
    also: tuple[str, ...]
    kind: str
    source_id: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast that did not come true."""

    year: int
    forecast: str
    predicted: str
    turned_out: str
    source_id: str
    locator: str
