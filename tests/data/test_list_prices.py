"""List prices: each of a text model under its plain name, and in the order that providers price tokens."""

import pytest

from calc.inputs.rows import ListPrice
from calc.inputs.tables import list_prices
from calc.query.stand_ins import stand_in


@pytest.mark.parametrize("row", list_prices().values(), ids=lambda row: row.model)
def test_a_price_is_of_a_text_model_of_its_provider(row: ListPrice) -> None:
    found = stand_in(row.model)
    assert found is not None
    assert found.provider == row.provider
    assert row.currency == "USD"


@pytest.mark.parametrize("row", list_prices().values(), ids=lambda row: row.model)
def test_reading_a_cache_costs_less_than_a_prompt_and_writing_it_or_an_answer_no_less(row: ListPrice) -> None:
    assert row.cache_read is None or 0 < row.cache_read < row.input
    assert row.cache_write is None or row.cache_write >= row.input
    assert 0 < row.input <= row.output
