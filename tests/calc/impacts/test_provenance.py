"""Every number of an impact says where it is from: rules, factors, prices, and what the user gave."""

import pytest

from calc.impacts.factors import rates
from calc.impacts.footprint import impact
from calc.impacts.provenance import result_sources
from calc.impacts.quantities import RESULT_UNITS
from calc.inputs.assumptions import assumption_set
from calc.inputs.provenance import GIVEN, set_sources
from calc.inputs.tables import impact_facts, sources


def of(key: str, place: str | None = None, **own: float) -> tuple[str, ...]:
    return result_sources(impact(at=rates(place, **own)), key)


def test_energy_has_none_of_its_own() -> None:
    assert of("gwh_per_day_p95") == of("twh_per_year") == of("query_wh") == ()


@pytest.mark.parametrize(
    ("place", "grid"), [("France", "owid-carbon-intensity"), ("gcp:us-east4", "google-region-carbon")]
)
def test_emissions_name_the_grid_factor(place: str, grid: str) -> None:
    assert of("tco2e_location_p5", place) == ("ghgp-scope2-2015", grid)
    # no contract known, so the grid's; that nothing is certified is this project's default
    assert of("query_gco2e_market", place) == ("ghgp-scope2-2015", grid, "equery")
    assert of("gco2e_location_per_1000_tokens", place) == ("ghgp-scope2-2015", grid, "sci-ai")


def test_cost_names_the_price_and_water_its_definition() -> None:
    price = impact_facts()["price_per_kwh"].source_id
    assert of("cost_per_year") == of("query_cost") == of("cost_per_million_tokens") == (price,)
    assert of("water_ml")[0] == "green-grid-2011"


def test_what_the_user_gave_is_the_users() -> None:
    assert of("tco2e_location", location_g_per_kwh=100) == ("ghgp-scope2-2015", GIVEN)
    assert of("tco2e_location", "France", contractual_g_per_kwh=100)[1] == "owid-carbon-intensity"
    assert GIVEN in of("tco2e_market", "France", contractual_g_per_kwh=100)
    assert GIVEN in of("cost_per_year", price_per_kwh=0.2)
    assert GIVEN in of("water_ml", wue_site=0.3)


def test_nodes_that_are_counted_are_in_the_emissions() -> None:
    without, counted = of("tco2e_location", "France"), of("tco2e_location", "France", embodied_kgco2e_per_node=4144)
    assert set(counted) - set(without) == {"ecologits", GIVEN}
    assert of("embodied_tco2e")[0] == "ecologits"


def test_every_result_has_sources_that_are_known() -> None:
    found = impact()
    for key in RESULT_UNITS:
        assert set(result_sources(found, key)) <= set(sources())
    with pytest.raises(ValueError, match="result must be one of"):
        result_sources(found, "gwh")


def test_a_set_names_the_method_itself_and_what_was_changed() -> None:
    assert set_sources(assumption_set()) == ("oviedo-2025",)
    assert set_sources(assumption_set("joule-2026")) == ("oviedo-2025", "oviedo-2026")
    assert set_sources(assumption_set(pue_p95=[1.3, 1.4])) == ("oviedo-2025", GIVEN)
    assert set_sources(assumption_set(power_model="coupled")) == ("oviedo-2025", GIVEN)
    assert set_sources(assumption_set(pue_p95=1.6)) == ("oviedo-2025",)  # as the set has it
