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
    "nodes": (tables.nodes, "node"),
    "workbook_inputs": (tables.workbook_facts, "key"),
    "measured_tasks": (tables.measured_tasks, "task"),
    "cloud_regions": (tables.cloud_regions, "region"),
    "impact_assumptions": (tables.impact_facts, "key"),
}
SEQUENCES = {
    "benchmarks": tables.benchmarks,
    "throughput": tables.throughput,
    "models": tables.models,
    "blends": tables.blend_members,
    "model_facts": tables.model_facts,
    "discrepancies": tables.discrepancies,
    "limits": tables.limits,
    "comparators": tables.comparators,
    "measured_runs": tables.measured_runs,
    "measured": tables.measured_figures,
    "grid_factors": tables.grid_factors,
    "forecasts": tables.forecasts,
}
# What is not text, typed in a second time: a number read as text would survive the comparison of spellings.
READ_AS = {
    "benchmarks": {"tps": float, "l_in": float, "l_out": float, "in_published_fit": bool},
    "throughput": {"gpus": int, "tps": float, "l_in": float, "l_out": float},
    "models": {"aliases": tuple, "replay_order": int},
    "nodes": {"gpus": int, "p_max_kw": float, "p_idle_kw": float, "measured_kw": float},
    "blends": {"weight": float},
    "levers": {"alpha_p5": float, "alpha_p95": float},
    "published": {"lo": float, "hi": float},
    "discrepancies": {"number": int},
    "limits": {"number": int},
    "comparators": {"value": float},
    "measured_runs": {
        **dict.fromkeys(("num_gpus", "tensor_parallel", "expert_parallel", "data_parallel", "max_num_seqs"), int),
        **dict.fromkeys(
            ("total_params_billions", "activated_params_billions", "avg_batch_size", "avg_output_len"), float
        ),
        **dict.fromkeys(("output_throughput_tokens_per_sec", "avg_power_watts", "energy_per_token_joules"), float),
        **dict.fromkeys(("energy_per_request_joules", "median_itl_ms", "p95_itl_ms"), float),
    },
    "measured_tasks": {"l_in": float},
    "measured": {"gpus": int, **dict.fromkeys(("measured", "l_in", "cached", "l_out", "context", "batch"), float)},
    "grid_factors": {"aliases": tuple, "gco2e_per_kwh": float, "year": int},
    "cloud_regions": {"also": tuple},
    "forecasts": {"year": int},
}


def written(value: object) -> str:
    """A loaded value as the file writes it, but for the spelling of numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(value) if isinstance(value, tuple) else str(value)


def same(loaded: object, cell: str) -> bool:
    return float(cell) == loaded if type(loaded) is float else written(loaded) == cell


def objects(table: str) -> list[object]:
    return list(MAPPINGS[table][0]().values() if table in MAPPINGS else SEQUENCES[table]())


@pytest.mark.parametrize("table", MAPPINGS)
def test_rows_are_found_by_their_key_in_the_order_of_the_file(table: str) -> None:
    load, key = MAPPINGS[table]
    assert list(load()) == [r[key] for r in rows(table)]


@pytest.mark.parametrize("table", [*MAPPINGS, *SEQUENCES])
def test_every_column_is_read_as_what_it_holds(table: str) -> None:
    special = READ_AS.get(table, {})
    for item in objects(table):
        given = {column: value for column, value in asdict(item).items() if value is not None}
        assert all(type(value) is special.get(column, str) for column, value in given.items())


@pytest.mark.parametrize("table", [*MAPPINGS, *SEQUENCES])
def test_no_cell_is_lost_on_loading(table: str) -> None:
    loaded = objects(table)
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


def test_aliases_are_those_of_what_is_asked_for() -> None:
    for row in rows("aliases"):
        assert tables.aliases(row["of"])[row["name"]] == tuple(row["aliases"].split(";"))
    kinds = ("blend", "regime", "service", "throughput", "hub", "node")
    assert sum(len(tables.aliases(of)) for of in kinds) == len(rows("aliases"))


def test_the_default_set_comes_first() -> None:
    assert next(iter(named_sets())) == "arxiv-v1"


def test_loaded_rows_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        tables.benchmarks()[0].tps = 1.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        tables.sources()["x"] = None  # type: ignore[index]
