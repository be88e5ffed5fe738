"""Regions as bills write them: each stands for one place or for none, and no two clouds' are mixed up."""

import pytest

from calc.impacts.cloud_regions import place_of_region
from calc.impacts.grid_factor import grid
from calc.inputs.regions import cloud_region
from calc.inputs.tables import cloud_regions, grid_factors

PLACED = [row for row in cloud_regions().values() if row.place]
PLACELESS = [row for row in cloud_regions().values() if not row.place]


@pytest.mark.parametrize("row", PLACED, ids=lambda row: row.region)
def test_every_spelling_finds_the_place_and_says_what_it_stands_for(row) -> None:
    for text in (row.region, row.region.upper(), f" {row.region} ", *row.also):
        found = place_of_region(text, 2025)
        assert found is not None
        assert (found.factor, found.region) == (grid(row.place, 2025).factor, row)
        assert f"stands for the region {row.region}" in found.notes[0]


@pytest.mark.parametrize("row", PLACELESS, ids=lambda row: row.region)
def test_a_region_without_a_place_says_why(row) -> None:
    assert row.note
    for text in (row.region, row.region.upper(), *row.also):
        assert place_of_region(text) is None
        with pytest.raises(ValueError, match=row.note):
            grid(text)


def test_no_spelling_is_of_two_regions_or_of_a_place() -> None:
    texts = ["".join(t.casefold().split()) for row in cloud_regions().values() for t in (row.region, *row.also)]
    assert len(set(texts)) == len(texts)
    assert not set(texts) & {t.casefold() for f in grid_factors() for t in (f.place, f.code, *f.aliases)}


@pytest.mark.parametrize("f", grid_factors(), ids=lambda f: f"{f.code}-{f.year}")
def test_a_place_of_the_grid_factors_stands_for_itself(f) -> None:
    for text in (f.code, *f.aliases):
        found = place_of_region(text, f.year)
        assert found is not None
        assert (found.factor, found.region) == (f, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("us-east-1", "gcp:us-east4"), ("USE1", "gcp:us-east4"), ("us-east1", "gcp:us-east1"),
        ("us-east-2", "gcp:us-east5"), ("us-east2", "gcp:us-east2"), ("US East 2", "gcp:us-east4"),
        ("East US 2", "gcp:us-east4"), ("us-west-2", "gcp:us-west1"), ("us-west2", "gcp:us-west2"),
        ("me-west-1", "gcp:me-central2"), ("me-west1", "gcp:me-west1"), ("me-central-1", "ARE"),
        ("eu-west-1", "IRL"), ("EUW1", "IRL"), ("EU-", "IRL"), ("EU (Frankfurt)", "gcp:europe-west3"),
        ("APN1", "gcp:asia-northeast1"), ("swedencentral", "gcp:europe-north2"),
        ("Sweden Central", "gcp:europe-north2"), ("us", "USA"), ("US", "USA"), ("jp", "JPN"),
    ],
)  # fmt: skip
def test_regions_of_different_clouds_are_told_apart(text: str, code: str) -> None:
    found = place_of_region(text)
    assert found is not None
    assert found.factor.code == code


@pytest.mark.parametrize("text", ["", " ", "global", "EU", "eu", "apac", "not_available", "moon-1", "eastus9"])
def test_what_names_no_known_place_has_none(text: str) -> None:
    assert place_of_region(text) is None


@pytest.mark.parametrize("text", ["us-east-5", "us-west-3", "us-south-1", "me-central-2"])
def test_an_unlisted_region_of_aws_is_not_taken_for_google_s(text: str) -> None:
    assert cloud_region(text) is None
    assert place_of_region(text) is None


def test_a_bad_year_is_no_unknown_place() -> None:
    with pytest.raises(ValueError, match="year must be"):
        place_of_region("us-east-1", 1800)
