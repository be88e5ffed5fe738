"""Every table: its columns described, its units and sources known, its keys unique, its values readable."""

import csv
import math

import pytest

from calc.inputs.reader import DATA, rows

TABLES = sorted(path.stem for path in DATA.glob("*.csv"))
# The column that names a row, where one does.
KEYS = {
    "sources": ("source_id",), "units": ("unit",), "columns": ("table", "column"), "benchmarks": ("row_id",),
    "models": ("model",), "nodes": ("node",), "blends": ("blend", "model"), "aliases": ("of", "name"),
    "workbook_inputs": ("key",), "model_facts": ("model", "key"), "sets": ("set",), "assumptions": ("set", "key"),
    "levers": ("lever",), "published": ("id",), "discrepancies": ("number",), "limits": ("number",),
    "comparators": ("id",), "equivalents": ("key",), "studies": ("key",), "forecasts": ("year",),
    "grid_factors": ("code", "year"), "impact_assumptions": ("key",), "releases": ("version",),
    "throughput": ("row_id",), "gpus": ("gpu",), "throughput_models": ("model",), "served_nodes": ("node",),
    "model_classes": ("name",), "class_members": ("model_class", "model"), "serving": ("set", "key"),
    "served_models": ("pattern",), "not_text_models": ("pattern",), "serving_sets": ("set",),
    "measured": ("id",), "measured_runs": ("run_id",), "measured_tasks": ("task",),
    "samples": ("file",), "usage": ("key",), "cloud_regions": ("region",),
    "list_prices": ("model",),
}  # fmt: skip
# A number that not every row has; columns.csv says what its absence means.
MAY_BE_EMPTY = {
    ("comparators", "value"),
    ("comparators", "year"),
    ("nodes", "p_max_kw"),
    ("nodes", "p_idle_kw"),
    ("nodes", "measured_kw"),
    ("models", "replay_order"),
    *(("list_prices", column) for column in ("cache_read", "cache_write")),
    *(("measured", column) for column in ("gpus", "l_in", "cached", "l_out", "context", "batch")),
}
KINDS = {
    "published", "as-run", "as-worded", "revision", "judgement", "definition",
    "disclosed", "estimated", "measured", "modelled",
}  # fmt: skip


def header(table: str) -> list[str]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def test_every_table_is_known_here() -> None:
    assert set(KEYS) == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_unique_and_as_wide_as_the_header(table: str) -> None:
    found = rows(table)
    assert found
    # DictReader files surplus cells under None and fills missing ones with None.
    assert all(None not in row and None not in row.values() for row in found)
    keys = [tuple(row[k] for k in KEYS[table]) for row in found]
    assert len(set(keys)) == len(keys)
    assert all(all(key) for key in keys)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described_in_order(table: str) -> None:
    described = [r for r in rows("columns") if r["table"] == table]
    assert [r["column"] for r in described] == header(table)
    assert all(r["what"] for r in described)


def test_no_column_of_a_missing_table_is_described() -> None:
    assert {r["table"] for r in rows("columns")} == set(TABLES)


def test_every_unit_is_known() -> None:
    known = {r["unit"] for r in rows("units")}
    used = {r["unit"] for table in TABLES if "unit" in header(table) for r in rows(table)}
    assert used <= known
    assert known <= used | {"id", "text"}  # every unit is of use


def test_every_source_resolves_and_every_source_is_used() -> None:
    known = {r["source_id"] for r in rows("sources")}
    sourced = [t for t in TABLES if "source_id" in header(t) and t != "sources"]
    used = {r["source_id"] for table in sourced for r in rows(table)}
    assert used <= known
    # A source may also stand behind a locator of another, or be the model's own reference.
    text = "\n".join((DATA / f"{table}.csv").read_text(encoding="utf-8") for table in sourced)
    assert {source for source in known if source not in text} == set()


@pytest.mark.parametrize("table", [t for t in TABLES if t not in {"sources", "units", "columns"}])
def test_every_row_of_numbers_has_source_and_locator(table: str) -> None:
    assert all(row["source_id"] and row["locator"] for row in rows(table))


def test_sources_can_be_followed() -> None:
    without = {r["source_id"] for r in rows("sources") if not r["url"]}
    # A report that the paper cites without an address, and this project itself.
    assert without == {"kamiya-coroama", "equery"}
    assert all(r["url"].startswith("https://") for r in rows("sources") if r["url"])
    assert all(r["citation"] and r["version"] and r["licence"] for r in rows("sources"))


@pytest.mark.parametrize("table", [t for t in TABLES if "kind" in header(t)])
def test_every_kind_is_one_the_readme_explains(table: str) -> None:
    assert {r["kind"] for r in rows(table)} <= KINDS
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert all(f"| `{r['kind']}` |" in readme for r in rows(table))


def test_judgements_are_the_projects_own() -> None:
    judged = [r for t in TABLES if "kind" in header(t) for r in rows(t) if r["kind"] == "judgement"]
    assert {r["source_id"] for r in judged} <= {"equery"}


@pytest.mark.parametrize("table", TABLES)
def test_columns_with_a_unit_of_measure_hold_finite_numbers(table: str) -> None:
    measured = [r["column"] for r in rows("columns") if r["table"] == table and r["unit"] not in {"text", "id"}]
    for row in rows(table):
        for column in measured:
            if row.get("unit") != "text" and (row[column] or (table, column) not in MAY_BE_EMPTY):
                assert math.isfinite(float(row[column])), (table, column)


@pytest.mark.parametrize("table", TABLES)
def test_files_are_plain_utf8_with_trimmed_cells(table: str) -> None:
    raw = (DATA / f"{table}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    raw.decode("utf-8")
    assert all(cell == cell.strip() for row in rows(table) for cell in row.values())
