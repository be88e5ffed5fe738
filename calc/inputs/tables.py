"""The only reader of data/: every table as frozen rows that keep their unit, source and locator."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

_CALC = Path(__file__).resolve().parents[1]
# Inside the installed package; beside it in a checkout.
DATA = _CALC / "data" if (_CALC / "data").is_dir() else _CALC.parent / "data"


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


Row = dict[str, str]


def rows(table: str) -> list[Row]:
    """Return a table's rows as written, header names as keys."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _facts(table: str, subject: str | None = None) -> tuple[Fact, ...]:
    return tuple(Fact(subject=r.pop(subject) if subject else table, **r) for r in rows(table))


@lru_cache(maxsize=1)
def sources() -> Mapping[str, Source]:
    """Return all sources by id."""
    return MappingProxyType({r["source_id"]: Source(**r) for r in rows("sources")})


@lru_cache(maxsize=1)
def benchmarks() -> tuple[Benchmark, ...]:
    """Return the benchmark rows in the paper's order."""

    def parse(r: Row) -> Benchmark:
        return Benchmark(
            r["row_id"], r["model"], int(r["gpus"]), r["quantization"],
            float(r["tps"]), float(r["l_in"]), float(r["l_out"]), r["in_published_fit"] == "yes",
            r["source_id"], r["locator"], r["note"],
        )  # fmt: skip

    return tuple(parse(r) for r in rows("benchmarks"))


@lru_cache(maxsize=1)
def models() -> tuple[Model, ...]:
    """Return the models in the order of the paper's Figure 1."""

    def parse(r: Row) -> Model:
        return Model(
            r["model"], tuple(r["aliases"].split(";")), r["blend_member"] == "yes", r["p_max_key"],
            int(r["replay_order"]), r["source_id"], r["locator"],
        )  # fmt: skip

    return tuple(parse(r) for r in rows("models"))


@lru_cache(maxsize=1)
def model_facts() -> tuple[Fact, ...]:
    """Return parameters and GPUs of each model."""
    return _facts("model_facts", "model")


@lru_cache(maxsize=1)
def named_sets() -> Mapping[str, NamedSet]:
    """Return the named assumption sets; the first is the default."""
    return MappingProxyType({r["set"]: NamedSet(**r) for r in rows("sets")})


@lru_cache(maxsize=8)
def assumption_facts(name: str) -> Mapping[str, Fact]:
    """Return the assumptions of one set by key: the common rows, and the set's own before them."""
    facts = _facts("assumptions", "set")
    common = {f.key: f for f in facts if f.subject == "*"}
    own = {f.key: f for f in facts if f.subject == name}
    return MappingProxyType(own | {k: f for k, f in common.items() if k not in own})


@lru_cache(maxsize=1)
def levers() -> Mapping[str, Lever]:
    """Return the efficiency levers by name."""

    def parse(r: Row) -> Lever:
        return Lever(
            r["lever"], float(r["alpha_p5"]), float(r["alpha_p95"]),
            r["unit"], r["kind"], r["source_id"], r["locator"], r["what"],
        )  # fmt: skip

    return MappingProxyType({r["lever"]: parse(r) for r in rows("levers")})


@lru_cache(maxsize=1)
def published() -> Mapping[str, Published]:
    """Return the published figures by id, in the paper's order."""

    def parse(r: Row) -> Published:
        return Published(**{**r, "lo": float(r["lo"]), "hi": float(r["hi"])})  # type: ignore[arg-type]

    return MappingProxyType({r["id"]: parse(r) for r in rows("published")})


@lru_cache(maxsize=1)
def discrepancies() -> tuple[Discrepancy, ...]:
    """Return where the paper and its own numbers disagree."""
    return tuple(Discrepancy(int(r.pop("number")), **r) for r in rows("discrepancies"))


@lru_cache(maxsize=1)
def limits() -> tuple[Limit, ...]:
    """Return what is simplified or left out."""
    return tuple(Limit(int(r.pop("number")), **r) for r in rows("limits"))


@lru_cache(maxsize=1)
def comparators() -> tuple[Comparator, ...]:
    """Return other people's figures of the energy of a query."""
    return tuple(
        Comparator(**{**r, "value": float(r["value"])})  # type: ignore[arg-type]
        for r in rows("comparators")
    )


@lru_cache(maxsize=1)
def equivalents() -> Mapping[str, Fact]:
    """Return the quantities of section 4 that a fleet is compared with, by key."""
    return MappingProxyType({f.key: f for f in _facts("equivalents")})


@lru_cache(maxsize=1)
def studies() -> Mapping[str, Fact]:
    """Return the settings of the supplementary studies and of the mixed fleet, by key."""
    return MappingProxyType({f.key: f for f in _facts("studies")})


@lru_cache(maxsize=1)
def grid_factors() -> tuple[GridFactor, ...]:
    """Return the emissions of grid electricity, countries first; a place may have a row for each of several years."""

    def parse(r: Row) -> GridFactor:
        return GridFactor(
            r["place"], r["code"], tuple(r["aliases"].split(";")), r["place_kind"], float(r["gco2e_per_kwh"]),
            int(r["year"]), r["basis"], r["source_id"], r["locator"],
        )  # fmt: skip

    return tuple(parse(r) for r in rows("grid_factors"))


@lru_cache(maxsize=1)
def impact_facts() -> Mapping[str, Fact]:
    """Return the defaults and ranges of carbon, cost, water and sensitivity, by key."""
    return MappingProxyType({f.key: f for f in _facts("impact_assumptions")})


@lru_cache(maxsize=1)
def forecasts() -> tuple[Forecast, ...]:
    """Return the forecasts of section 4 that did not come true."""
    return tuple(Forecast(int(r.pop("year")), **r) for r in rows("forecasts"))
