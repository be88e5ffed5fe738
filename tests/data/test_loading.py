"""What the loaders return keeps every number's unit, source and locator."""

from dataclasses import asdict

import pytest

from calc.inputs import tables
from calc.inputs.tables import assumption_facts, named_sets, rows

MAPPINGS = {
    "sources": (tables.sources, "source_id"),
    "sets": (tables.named_sets, "set"),
    "levers": (tables.levers, "lever"),
    "published": (tables.published, "id"),
    "equivalents": (tables.equivalents, "key"),
    "studies": (tables.studies, "key"),
}
SEQUENCES = {
    "benchmarks": tables.benchmarks,
    "models": tables.models,
    "model_facts": tables.model_facts,
    "discrepancies": tables.discrepancies,
    "limits": tables.limits,
    "comparators": tables.comparators,
}


def written(value: object) -> str:
    """A loaded value as the file writes it, but for the spelling of numbers."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(value) if isinstance(value, tuple) else str(value)


def same(loaded: object, cell: str) -> bool:
    return float(cell) == loaded if isinstance(loaded, float) else written(loaded) == cell


@pytest.mark.parametrize("table", [*MAPPINGS, *SEQUENCES])
def test_no_cell_is_lost_on_loading(table: str) -> None:
    if table in MAPPINGS:
        load, key = MAPPINGS[table]
        loaded = list(load().values())
        assert list(load()) == [r[key] for r in rows(table)]
    else:
        loaded = list(SEQUENCES[table]())
    assert len(loaded) == len(rows(table))
    for item, row in zip(loaded, rows(table), strict=True):
        values = asdict(item)
        # Facts call the model, set or table they belong to their subject.
        cells = {("subject" if k not in values else k): v for k, v in row.items()}
        assert all(same(values[name], cell) for name, cell in cells.items())


@pytest.mark.parametrize("name", [r["set"] for r in rows("sets")])
def test_a_sets_own_rows_go_before_the_common_ones(name: str) -> None:
    facts = assumption_facts(name)
    assert len(facts) == len({r["key"] for r in rows("assumptions")})
    for row in rows("assumptions"):
        fact = facts[row["key"]]
        if row["set"] == name:
            assert asdict(fact) == {"subject": name, **{k: v for k, v in row.items() if k != "set"}}
        elif row["set"] == "*":
            assert fact.subject == "*"
            assert (fact.value, fact.unit, fact.locator) == (row["value"], row["unit"], row["locator"])


def test_the_default_set_comes_first() -> None:
    assert next(iter(named_sets())) == "arxiv-v1"


def test_loaded_rows_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        tables.benchmarks()[0].tps = 1.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        tables.sources()["x"] = None  # type: ignore[index]
