"""How a cell is read by the annotation of its column, and what is said of one that cannot be."""

from dataclasses import dataclass

import pytest

from calc.inputs.reader import cell, typed


@dataclass(frozen=True)
class Sample:
    name: str
    count: int
    level: float
    on: bool
    words: tuple[str, ...]
    perhaps: float | None


GOOD = {"name": "a", "count": "8", "level": "1e-3", "on": "no", "words": "x;y z", "perhaps": ""}


def test_a_row_becomes_an_object() -> None:
    assert typed("sample", Sample, [GOOD]) == (Sample("a", 8, 0.001, on=False, words=("x", "y z"), perhaps=None),)
    assert typed("sample", Sample, [GOOD | {"perhaps": "2", "words": "", "on": "yes"}]) == (
        Sample("a", 8, 0.001, on=True, words=(), perhaps=2.0),
    )


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("count", "8.5", "a whole number"), ("count", "", "a whole number"), ("level", "1,5", "a finite number"),
        ("level", "nan", "a finite number"), ("level", "inf", "a finite number"), ("level", "", "a finite number"),
        ("on", "true", "yes or no"), ("on", "", "yes or no"), ("perhaps", "none", "a finite number"),
    ],
)  # fmt: skip
def test_a_cell_that_is_not_what_its_column_holds_is_named(column: str, text: str, rule: str) -> None:
    with pytest.raises(ValueError) as caught:
        typed("sample", Sample, [GOOD, GOOD | {column: text}])
    assert str(caught.value) == f"sample.csv, row 2, {column} must be {rule}: got {text!r}"


@pytest.mark.parametrize("row", [GOOD | {"more": "1"}, {"name": "a"}, GOOD | {"perhaps": None}])
def test_columns_are_the_fields(row: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"sample.csv, row 1, must have a cell for each of: name, count, level"):
        typed("sample", Sample, [row])


def test_empty_is_none_only_where_the_annotation_allows_it() -> None:
    assert cell("", bool | None) is None
    assert cell("no", bool | None) is False
    assert cell("", str) == ""
