"""Every table of data/ as frozen rows that keep their unit, source and locator; read once, when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from calc.inputs.reader import R, rows, typed
from calc.inputs.rows import (
    Alias,
    Benchmark,
    ClassMember,
    CloudRegion,
    Comparator,
    Discrepancy,
    Fact,
    Forecast,
    Gpu,
    GridFactor,
    Lever,
    Limit,
    ListPrice,
    MeasuredFigure,
    MeasuredRun,
    MeasuredTask,
    Member,
    Model,
    ModelClass,
    NamedSet,
    Node,
    NotTextModel,
    Published,
    ServedModel,
    ServedNode,
    SizedModel,
    Source,
    Throughput,
)


def _by(key: str, items: tuple[R, ...]) -> Mapping[str, R]:
    return MappingProxyType({getattr(item, key): item for item in items})


def _facts(table: str, subject: str | None = None) -> tuple[Fact, ...]:
    """Return the rows of a table as facts about what the column `subject` names, or about the table."""
    found = rows(table)
    return typed(table, Fact, [{"subject": row.pop(subject) if subject else table, **row} for row in found])


@lru_cache(maxsize=1)
def sources() -> Mapping[str, Source]:
    """Return all sources by id."""
    return _by("source_id", typed("sources", Source))


@lru_cache(maxsize=1)
def benchmarks() -> tuple[Benchmark, ...]:
    """Return the benchmark rows, the paper's first and in its order."""
    return typed("benchmarks", Benchmark)


@lru_cache(maxsize=1)
def throughput() -> tuple[Throughput, ...]:
    """Return the throughputs of current hardware, of which the paper's results take nothing."""
    return typed("throughput", Throughput)


@lru_cache(maxsize=1)
def gpus() -> Mapping[str, Gpu]:
    """Return the GPUs that the throughputs are of, by name."""
    return _by("gpu", typed("gpus", Gpu))


@lru_cache(maxsize=1)
def sized_models() -> Mapping[str, SizedModel]:
    """Return the models that the throughputs are of, by name."""
    return _by("model", typed("throughput_models", SizedModel))


@lru_cache(maxsize=1)
def served_nodes() -> Mapping[str, ServedNode]:
    """Return the nodes that serve today, by name."""
    return _by("node", typed("served_nodes", ServedNode))


@lru_cache(maxsize=1)
def served_models() -> tuple[ServedModel, ...]:
    """Return what stands for models as providers call them; the first that fits answers."""
    return typed("served_models", ServedModel)


@lru_cache(maxsize=1)
def not_text_models() -> tuple[NotTextModel, ...]:
    """Return the names of models that write no text; the first that fits answers."""
    return typed("not_text_models", NotTextModel)


@lru_cache(maxsize=1)
def list_prices() -> Mapping[str, ListPrice]:
    """Return the list prices of tokens, by the model's plain name."""
    return _by("model", typed("list_prices", ListPrice))


@lru_cache(maxsize=1)
def model_classes() -> Mapping[str, ModelClass]:
    """Return the classes of models, by name."""
    return _by("name", typed("model_classes", ModelClass))


@lru_cache(maxsize=1)
def class_members() -> tuple[ClassMember, ...]:
    """Return the models of every class."""
    return typed("class_members", ClassMember)


@lru_cache(maxsize=1)
def models() -> tuple[Model, ...]:
    """Return the models, those of the paper first and in the order of its Figure 1."""
    return typed("models", Model)


@lru_cache(maxsize=1)
def nodes() -> Mapping[str, Node]:
    """Return the nodes that serve the models, by name."""
    return _by("node", typed("nodes", Node))


@lru_cache(maxsize=1)
def blend_members() -> tuple[Member, ...]:
    """Return the models of every blend."""
    return typed("blends", Member)


@lru_cache(maxsize=8)
def aliases(of: str) -> Mapping[str, tuple[str, ...]]:
    """Return other names, by name; `of` is as data/columns.csv lists it: ``"blend"``, ``"regime"``, ``"node"``..."""
    return MappingProxyType({row.name: row.aliases for row in typed("aliases", Alias) if row.of == of})


@lru_cache(maxsize=1)
def model_facts() -> tuple[Fact, ...]:
    """Return the parameters of each model."""
    return _facts("model_facts", "model")


@lru_cache(maxsize=1)
def named_sets() -> Mapping[str, NamedSet]:
    """Return the named assumption sets; the first is the default."""
    return _by("set", typed("sets", NamedSet))


@lru_cache(maxsize=1)
def assumption_keys() -> tuple[str, ...]:
    """Return the names of all assumptions, in the order of the file."""
    return tuple(dict.fromkeys(row["key"] for row in rows("assumptions")))


@lru_cache(maxsize=8)
def assumption_facts(name: str) -> Mapping[str, Fact]:
    """Return the assumptions of one set by key: the common rows, and the set's own before them."""
    facts = _facts("assumptions", "set")
    common = {f.key: f for f in facts if f.subject == "*"}
    own = {f.key: f for f in facts if f.subject == name}
    return MappingProxyType(own | {k: f for k, f in common.items() if k not in own})


@lru_cache(maxsize=1)
def serving_sets() -> Mapping[str, NamedSet]:
    """Return the sets of current hardware, by name."""
    return _by("set", typed("serving_sets", NamedSet))


@lru_cache(maxsize=4)
def serving_facts(name: str) -> Mapping[str, Fact]:
    """Return the assumptions of a set of current hardware by key: the common rows, and the set's own."""
    facts = _facts("serving", "set")
    return MappingProxyType({f.key: f for f in facts if f.subject in ("*", name)})


@lru_cache(maxsize=1)
def levers() -> Mapping[str, Lever]:
    """Return the efficiency levers by name."""
    return _by("lever", typed("levers", Lever))


@lru_cache(maxsize=1)
def published() -> Mapping[str, Published]:
    """Return the published figures by id, in the paper's order."""
    return _by("id", typed("published", Published))


@lru_cache(maxsize=1)
def discrepancies() -> tuple[Discrepancy, ...]:
    """Return where the paper and its own numbers disagree."""
    return typed("discrepancies", Discrepancy)


@lru_cache(maxsize=1)
def limits() -> tuple[Limit, ...]:
    """Return what is simplified or left out."""
    return typed("limits", Limit)


@lru_cache(maxsize=1)
def comparators() -> tuple[Comparator, ...]:
    """Return other people's figures of the energy of a query."""
    return typed("comparators", Comparator)


@lru_cache(maxsize=1)
def measured_runs() -> tuple[MeasuredRun, ...]:
    """Return the runs whose GPUs were measured."""
    return typed("measured_runs", MeasuredRun)


@lru_cache(maxsize=1)
def measured_tasks() -> Mapping[str, MeasuredTask]:
    """Return what the runs were asked, by name."""
    return _by("task", typed("measured_tasks", MeasuredTask))


@lru_cache(maxsize=1)
def measured_figures() -> tuple[MeasuredFigure, ...]:
    """Return what else was measured or disclosed: whole nodes, fleets, services."""
    return typed("measured", MeasuredFigure)


@lru_cache(maxsize=1)
def equivalents() -> Mapping[str, Fact]:
    """Return the quantities of section 4 that a fleet is compared with, by key."""
    return _by("key", _facts("equivalents"))


@lru_cache(maxsize=1)
def studies() -> Mapping[str, Fact]:
    """Return the settings of the supplementary studies and of the mixed fleet, by key."""
    return _by("key", _facts("studies"))


@lru_cache(maxsize=1)
def grid_factors() -> tuple[GridFactor, ...]:
    """Return the emissions of grid electricity, countries first; a place may have a row for each of several years."""
    return typed("grid_factors", GridFactor)


@lru_cache(maxsize=1)
def cloud_regions() -> Mapping[str, CloudRegion]:
    """Return the regions of clouds that are no rows of `grid_factors` themselves, by name."""
    return _by("region", typed("cloud_regions", CloudRegion))


@lru_cache(maxsize=1)
def impact_facts() -> Mapping[str, Fact]:
    """Return the defaults and ranges of carbon, cost, water and sensitivity, by key."""
    return _by("key", _facts("impact_assumptions"))


@lru_cache(maxsize=1)
def usage_facts() -> Mapping[str, Fact]:
    """Return what is assumed of usage that files tell of, by key."""
    return _by("key", _facts("usage"))


@lru_cache(maxsize=1)
def workbook_facts() -> Mapping[str, Fact]:
    """Return what the workbook's own inputs hold until its user types, by key."""
    return _by("key", _facts("workbook_inputs"))


@lru_cache(maxsize=1)
def forecasts() -> tuple[Forecast, ...]:
    """Return the forecasts of section 4 that did not come true."""
    return typed("forecasts", Forecast)
