"""Names people type: what matches, what is offered on a slip, and who has a name that two things share."""

import pytest

from calc.inputs.names import Names, UnknownNameError, fold

FRUIT = Names("fruit", [("Blood orange", ("Moro", "Sicilian")), "apple", ("pear", ("moro",))])


@pytest.mark.parametrize("typed", ["Blood orange", "BLOOD-ORANGE", " blood _orange", "bloodorange", "sicilian", "Moro"])
def test_case_spaces_and_dashes_do_not_count(typed: str) -> None:
    assert FRUIT.find(typed) == FRUIT.get(typed) == "Blood orange"


def test_the_first_has_a_name_that_two_share() -> None:
    assert FRUIT.find("moro") == "Blood orange"
    assert FRUIT.index["moro"] == "Blood orange"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [("aple", "did you mean 'apple'?"), ("blod-Orange", "did you mean 'Blood orange'?"),
     ("xyz", "choose one of Blood orange, apple, pear"), (3, "choose one of Blood orange, apple, pear")],
)  # fmt: skip
def test_a_slip_is_told_the_nearest_name_or_all(typed: object, hint: str) -> None:
    assert FRUIT.get(typed) is None
    with pytest.raises(UnknownNameError) as caught:
        FRUIT.find(typed)
    assert str(caught.value) == f"fruit is not known: got {str(typed)!r}; {hint}"


def test_messages_offer_what_they_are_told_to() -> None:
    names = Names("length", ["short", "long"], offered=["short", "a number"])
    assert names.find("LONG") == "long"
    assert names.nearest("lomg") is None
    assert str(names.unknown("x")).endswith("choose one of short, a number")


def test_another_way_of_folding_holds_everywhere() -> None:
    names = Names("function", ["A_B", "AB"], key=lambda text: str(text).upper())
    assert (names.find("a_b"), names.find("ab")) == ("A_B", "AB")
    assert names.get("a-b") is None
    assert names.nearest("a_bb") == "A_B"


def test_folding() -> None:
    assert fold("Straße\u2009-_X 1") == "strassex1"
