"""How a call stands in a workbook file."""

import pytest

from addin.hosts.formulas import Reference, example, formula, literal
from addin.registry import FUNCTIONS

MEDIAN = FUNCTIONS["EQUERY_MEDIAN"]


def test_each_edition_has_its_own_name_and_both_the_same_arguments():
    cells = [Reference("Live!A2"), 'a "b"', None, 0.1, None]
    assert formula(MEDIAN, cells, "xlwings") == '=EQUERY_MEDIAN(Live!A2,"a ""b""",,0.1)'
    assert formula(MEDIAN, cells, "libreoffice") == '=CALC.EQUERY_MEDIAN(Live!A2,"a ""b""",,0.1)'


@pytest.mark.parametrize("value", [0.1, 1e-7, 1e9, 2.5e9, 1 / 3, -4.0])
def test_a_number_is_read_back_as_the_same_double(value):
    assert float(literal(value)) == value


@pytest.mark.parametrize("arguments", [[], ["Baseline"], ["Baseline", "tts", 1.0, 1.0, None, 3.0]])
def test_a_call_that_cannot_work_is_refused(arguments):
    with pytest.raises(ValueError, match="EQUERY_MEDIAN must have 2 to 5 arguments"):
        formula(MEDIAN, arguments, "xlwings")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_example_can_be_written(name):
    assert example(FUNCTIONS[name], "xlwings").startswith(f"={name}(")
