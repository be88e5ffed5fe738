"""Several places: one factor by share, told apart where the factors do not count the same."""

import pytest

from calc.impacts.grid_factor import grid
from calc.impacts.several_places import place_mix


def test_shares_are_relative_and_alike_where_none_is_given() -> None:
    ireland, france = (grid(place).gco2e_per_kwh for place in ("Ireland", "France"))
    found = place_mix(["Ireland=3", "France = 1"])
    assert found.shares == (0.75, 0.25)
    assert found.gco2e_per_kwh == pytest.approx(0.75 * ireland + 0.25 * france, rel=1e-15)
    assert place_mix(["Ireland", "France"]).gco2e_per_kwh == pytest.approx((ireland + france) / 2, rel=1e-15)
    assert len(found.bases) == 1


def test_factors_of_different_bases_are_told_apart() -> None:
    assert len(place_mix(["Ireland", "us-east4"]).bases) == 2


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ((), "place must be given at least once"),
        (("Ireland=0.5", "France"), "place must have a share for each or for none"),
        (("Ireland=x", "France=1"), "place must have a number of 0 or more after =: got 'Ireland=x'"),
        (("Ireland=-1", "France=1"), "place must have a number of 0 or more"),
        (("Ireland=0", "France=0"), "place must have a share above 0"),
        (("Irland", "France"), "Ireland"),
    ],
)
def test_bad_places_are_refused(texts: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        place_mix(texts)
