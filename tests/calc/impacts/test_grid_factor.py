"""Places are found however they are written; what is ambiguous, old or unknown is told."""

import pytest

from calc.impacts.grid_factor import gco2e_per_kwh, grid, place_names
from calc.inputs.tables import grid_factors

TWICE = ("Singapore", "Taiwan", "Mexico", "Belgium", "Finland")


@pytest.mark.parametrize("f", grid_factors(), ids=lambda f: f"{f.code}-{f.year}")
def test_every_row_is_found_by_its_code_and_aliases_in_its_year(f) -> None:
    for name in (f.code, f.code.upper(), f" {f.code.lower()} ", *f.aliases):
        assert grid(name, f.year).factor == f


@pytest.mark.parametrize("place", TWICE)
def test_a_country_goes_before_a_region_of_its_name_and_says_so(place: str) -> None:
    found = grid(place.lower())
    assert found.factor.place_kind == "country"
    assert found.also.startswith("gcp:")
    assert any(found.also in note for note in found.notes)
    region = grid(found.also)
    assert (region.factor.place, region.factor.place_kind, region.also) == (place, "cloud region", "")
    assert grid(found.factor.code).also == ""  # a code is not ambiguous


def test_no_other_place_is_ambiguous() -> None:
    places = {f.code: f.place for f in grid_factors()}
    assert {p for p in places.values() if list(places.values()).count(p) > 1} == set(TWICE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UNITED states", "USA"), ("us", "USA"), ("uk", "GBR"), ("czech republic", "CZE"), ("georgia", "gcp:us-east2"),
        ("zurich", "gcp:europe-west6"), ("Sao Paulo", "gcp:southamerica-east1"), ("EUROPE-WEST4", "gcp:europe-west4"),
    ],
)  # fmt: skip
def test_case_accents_and_short_names(text: str, code: str) -> None:
    assert grid(text).factor.code == code


def test_the_newest_factor_up_to_the_year_of_use() -> None:
    assert grid("us-east4").factor.year == 2025
    assert grid("us-east4", 2024).factor.year == 2024
    assert grid("us-east4", 2030).factor.year == 2025
    assert grid("us-east4", 2000).factor.year == 2024  # nothing so old: the oldest
    assert grid("us-east4", 2000).age == 0


@pytest.mark.parametrize(("year", "age"), [(2023, 0), (2025, 2), (2026, 3)])
def test_older_than_two_years_is_flagged(year: int, age: int) -> None:
    found = grid("Germany", year)
    assert (found.age, found.stale) == (age, age > 2)
    assert any("2023" in note for note in found.notes) == (age > 2)


def test_without_a_year_nothing_is_said_about_age() -> None:
    assert grid("Germany").age is None
    assert not grid("Germany").stale


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Swden", "Sweden"),
        ("us-eas", "gcp:us-east1"),
        ("virginia", "Northern Virginia"),
        ("Untied Kingdom", "United Kingdom"),
    ],
)
def test_unknown_places_get_the_nearest(text: str, near: str) -> None:
    with pytest.raises(ValueError, match="place is not known") as caught:
        grid(text)
    assert near in str(caught.value)


def test_several_are_offered_where_several_are_near() -> None:
    with pytest.raises(ValueError, match=r"us-east1.*us-east2.*us-east4"):
        grid("us-eas")


@pytest.mark.parametrize("text", ["", "qqqq", 3.5])
def test_nothing_like_it(text: object) -> None:
    with pytest.raises(ValueError, match="give a country, an ISO code"):
        grid(text)


@pytest.mark.parametrize("year", [1989, 2201, 2024.5, True])
def test_bad_years(year: object) -> None:
    with pytest.raises(ValueError, match="year must be a whole number from 1990 to 2200"):
        grid("France", year)  # type: ignore[arg-type]


def test_several_at_once() -> None:
    assert gco2e_per_kwh(["France", "Sweden"]).tolist() == [56.039, 40.695]
    assert gco2e_per_kwh("France") == 56.039


def test_every_listed_place_finds_itself() -> None:
    assert len({grid(name).factor.code for name in place_names()}) == len(place_names()) == 82
