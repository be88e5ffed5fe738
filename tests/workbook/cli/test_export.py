"""The exported table: every row says where its number is from."""

import csv
import io

import pytest

from calc.inputs.tables import sources


@pytest.fixture
def exported(equery, tmp_path):
    def export(*words):
        path = tmp_path / "results.csv"
        assert equery("export", path, "--force", *words).code == 0
        return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))

    return export


def ids(rows, table, start=""):
    """The ids of every row of a table, or of an impact's results whose name begins so."""
    found = [
        row["source_id"].split(";") for row in rows if row["table"] == table and row["statistic"].startswith(start)
    ]
    assert found
    return found


def test_every_source_is_known_and_no_row_is_without(exported):
    rows = exported()
    assert {one for row in rows for one in row["source_id"].split(";")} <= set(sources())
    assert all(row["source_id"].startswith("oviedo-2025") for row in rows)  # the method


def test_emissions_cost_and_water_are_not_the_papers_alone(exported):
    rows = exported()
    assert all("owid-carbon-intensity" in one for one in ids(rows, "impact", "tco2e_"))
    assert all("equery" in one and "owid-carbon-intensity" not in one for one in ids(rows, "impact", "cost_"))
    assert all("green-grid-2011" in one for one in ids(rows, "impact", "water_"))
    assert all(one == ["oviedo-2025"] for one in ids(rows, "impact", "gwh_per_day"))
    assert all(one == ["oviedo-2025"] for table in ("query", "lever", "fleet") for one in ids(rows, table))


def test_a_set_adds_its_own_source_and_an_override_that_it_was_given(exported):
    assert all("oviedo-2026" in row["source_id"].split(";") for row in exported("--set", "joule-2026"))
    assert all("given" in row["source_id"].split(";") for row in exported("--assume", "pue_p95=1.3"))
