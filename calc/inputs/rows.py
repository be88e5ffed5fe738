"""A row of each table of data/, as a frozen object; a row keeps its unit, source and locator.

Annotations say how a cell is read (`calc.inputs.reader`); data/columns.csv says what a column means.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number is from.

    Attributes
    ----------
    source_id : str
        The name that other tables know it by.
    citation, url, version, licence : str
        Authors (year), title and venue; address; version or date; licence, where stated.
    """

    source_id: str
    citation: str
    url: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node that serves models.

    Attributes
    ----------
    node, gpu : str
        Its name, and its graphics processors.
    gpus : int
        How many of them there are, above 0 [GPU].
    p_max_kw, p_idle_kw : float or None
        Maximum power, None where an assumption holds it, and idle power, None if unknown [kW].
    p_max_key : str
        The assumption that holds the maximum power; empty where `p_max_kw` does.
    source_id, locator, note : str
        Where it is from, and a remark.

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
    """A measured throughput of a node that serves a model.

    Attributes
    ----------
    row_id, table, model, node, precision, software : str
        Its name, the table it is of, what was measured, the number format of the weights and the serving software.
    tps : float
        Output tokens a second of the saturated node [token/s].
    l_in, l_out : float
        Input and output length [token].
    in_published_fit : bool or None
        Whether the published figures need it; None where the row is not of the paper's table.
    source_id, locator, note : str
        Where it is from, and a remark.
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
class Model:
    """A benchmarked model, the node that serves it, and how charts draw it.

    Attributes
    ----------
    model : str
        Its name.
    aliases : tuple of str
        Its other names.
    node : str
        A row of data/nodes.csv.
    replay_order : int or None
        Its place in the authors' draws [1]; None for a model that they do not hold.
    colour, mark : str
        RRGGBB, and the name of a mark.
    source_id, locator : str
        Where it is from.
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
    """A model of a blend.

    Attributes
    ----------
    blend, model : str
        Which model of which blend.
    weight : float
        Share of the blend's queries relative to the others', above 0 [1].
    kind : str
        What sort of statement it is; data/README.md has the kinds.
    source_id, locator, note : str
        Where it is from, and a remark.
    """

    blend: str
    model: str
    weight: float
    kind: str
    source_id: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class Alias:
    """Other names of something that is no row of its own.

    Attributes
    ----------
    of : {"blend", "regime", "service"}
        What is named.
    name : str
        Its own name.
    aliases : tuple of str
        Its other names.
    source_id, locator : str
        Where it is from.
    """

    of: str
    name: str
    aliases: tuple[str, ...]
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A number or word with its provenance.

    Attributes
    ----------
    subject, key : str
        The model, set or table it belongs to, and its name there.
    value, unit : str
        As written, and a row of data/units.csv.
    kind : str
        What sort of statement it is; data/README.md has the kinds.
    source_id, locator, note : str
        Where it is from, and a remark.
    """

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
    """A named assumption set.

    Attributes
    ----------
    set, kind, what : str
        Its name, what sort of statement it is, and what it stands for.
    source_id, locator : str
        Where it is from.
    """

    set: str
    kind: str
    what: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Lever:
    """An efficiency lever, whose alpha is lognormal.

    Attributes
    ----------
    lever : str
        Its name.
    alpha_p5, alpha_p95 : float
        Percentiles of alpha, above 0 [1].
    unit, kind : str
        Unit of both, and what sort of statement they are.
    source_id, locator : str
        Where it is from.
    what : str
        What the lever covers.
    """

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

    Attributes
    ----------
    id, regime, subject : str
        Its name, the kind of query, and what it is about.
    model : str
        The model or blend whose query, or whose sample of output lengths, it is of; empty for others.
    statistic, printed : str
        Which statistic it is, and the figure exactly as printed.
    lo, hi : float
        Ends of the printed range, equal where it is a single figure [`unit`].
    unit : str
        A row of data/units.csv.
    source_id, locator : str
        Where it is from.
    reason : str
        Why it is not reproduced, or under which condition only; empty where it is.
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
    """A place where the paper and its own numbers disagree.

    Attributes
    ----------
    number : int
        Its number [1].
    topic, printed, used, explanation : str
        What it is about, what the paper prints, what is used here, and why.
    source_id, locator : str
        Where it is from.
    """

    number: int
    topic: str
    printed: str
    used: str
    explanation: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Limit:
    """Something simplified or left out.

    Attributes
    ----------
    number : int
        Its number [1].
    topic, what, effect : str
        What it is about, what is left out, and which way that errs.
    source_id, locator : str
        Where it is from.
    """

    number: int
    topic: str
    what: str
    effect: str
    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Comparator:
    """Energy of a query according to somebody else.

    Attributes
    ----------
    id, what : str
        Its name, and what was measured, estimated or disclosed.
    value : float
        Energy of a query [`unit`].
    unit, kind, year : str
        A row of data/units.csv, what sort of statement it is, and the year of the source.
    source_id, locator, note : str
        Where it is from, and a remark.
    """

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
    """Emissions of a grid's electricity in a year.

    Attributes
    ----------
    place, code : str
        Country, or place of a cloud region; ISO 3166-1 alpha-3 code, or provider and region.
    aliases : tuple of str
        Other names.
    place_kind : {"country", "cloud region"}
        Which of the two it is.
    gco2e_per_kwh : float
        Location-based factor [gCO2e/kWh].
    year : int
        The year it is of.
    basis : str
        What is counted: the life cycle, or operation alone.
    source_id, locator : str
        Where it is from.
    """

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
    """A forecast that did not come true.

    Attributes
    ----------
    year : int
        The year it was made.
    forecast, predicted, turned_out : str
        What was forecast, the figure, and what became of it.
    source_id, locator : str
        Where it is from.
    """

    year: int
    forecast: str
    predicted: str
    turned_out: str
    source_id: str
    locator: str
