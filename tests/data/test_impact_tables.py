"""The tables behind emissions, cost and water: described, sourced, licensed, and as at the source."""

import math

import pytest

from calc.inputs.tables import forecasts, grid_factors, impact_facts, limits, rows, sources

NEW = ("grid_factors", "impact_assumptions", "forecasts")
COUNTRY_CODE, SHORT_CODE = 3, 2  # letters of ISO 3166-1 alpha-3 and alpha-2


@pytest.mark.parametrize("table", NEW)
def test_every_column_is_described_in_order(table: str) -> None:
    described = [r["column"] for r in rows("columns") if r["table"] == table]
    assert described == list(rows(table)[0])


@pytest.mark.parametrize("table", NEW)
def test_every_row_has_a_source_with_a_licence_and_a_locator(table: str) -> None:
    for row in rows(table):
        assert sources()[row["source_id"]].licence
        assert row["locator"]
        assert all(cell == cell.strip() for cell in row.values())


def test_every_unit_is_known() -> None:
    known = {r["unit"] for r in rows("units")}
    assert {f.unit for f in impact_facts().values()} <= known
    assert {r["unit"] for r in rows("columns") if r["table"] in NEW} <= known


def test_one_factor_for_a_code_and_a_year() -> None:
    keys = [(f.code, f.year) for f in grid_factors()]
    assert len(set(keys)) == len(keys)
    assert len({f.code for f in grid_factors()}) == 82  # 36 countries and 46 cloud regions


def test_factors_are_plausible_and_their_kind_follows_from_the_source() -> None:
    for f in grid_factors():
        # coal alone is near 1,000 gCO2e/kWh, wind near 10, and nothing here is all coal
        assert 0 < f.gco2e_per_kwh < 1000
        assert math.isfinite(f.gco2e_per_kwh)
        country = f.place_kind == "country"
        assert f.source_id == ("owid-carbon-intensity" if country else "google-region-carbon")
        assert f.basis.startswith("life cycle" if country else "operational")
        assert len(f.code) == COUNTRY_CODE if country else f.code.startswith("gcp:")
        assert not country or len(f.aliases[0]) == SHORT_CODE


@pytest.mark.parametrize(
    ("code", "year", "value"),
    [
        ("USA", 2023, 369.473), ("gcp:us-east4", 2024, 323.05), ("gcp:us-east4", 2025, 343.48),
        ("gcp:europe-north2", 2024, 2.73), ("gcp:asia-southeast3", 2025, 364.68),
    ],
)  # fmt: skip
def test_values_as_at_the_source(code: str, year: int, value: float) -> None:
    assert [f.gco2e_per_kwh for f in grid_factors() if (f.code, f.year) == (code, year)] == [value]


def test_licences_as_the_sources_state_them() -> None:
    assert sources()["owid-carbon-intensity"].licence == "CC BY 4.0"
    assert sources()["google-region-carbon"].licence == "Apache-2.0"


def test_choices_of_the_project_are_marked_and_what_is_optional_is_off() -> None:
    facts = impact_facts()
    assert {f.source_id for f in facts.values() if f.kind == "judgement"} == {"equery"}
    for key in ("wue_site", "wue_generation", "embodied_kgco2e_per_node", "certified_share", "price_growth"):
        assert facts[key].number == 0
    assert facts["embodied_example"].number == 3000 + 8 * 143  # as its locator says


def test_a_limit_names_the_rate_that_lifts_it() -> None:
    """Emissions of making the nodes are an option that is off: no limit may say that they cannot be counted."""
    about = [limit.what for limit in limits() if "making the" in limit.what.casefold()]
    assert about
    assert all("embodied_kgco2e_per_node" in what for what in about)


def test_the_papers_two_forecasts() -> None:
    assert [f.year for f in forecasts()] == [1999, 2015]
    assert "50 %" in forecasts()[0].predicted
    assert "8,000 TWh" in forecasts()[1].predicted
