"""What calls cost at given prices, by hand."""

import numpy as np
import pytest

from calc.usage.token_prices import cost_of_calls


def test_tokens_times_prices() -> None:
    found = cost_of_calls([1e6, 2e6], 1000, [100, 200], 2.5, 10, [0, 400], 0.25)
    assert np.allclose(found, [1000 * 2.5 + 100 * 10, 2 * (600 * 2.5 + 400 * 0.25 + 200 * 10)], rtol=1e-12)
    assert cost_of_calls(1e6, 1000, 100, 2.5, 10, 400) == cost_of_calls(1e6, 1000, 100, 2.5, 10)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((1.0, 10.0, 1.0, -1.0, 1.0), "price_in must be at least 0 currency/Mtoken"),
        ((1.0, 10.0, 1.0, 1.0, np.nan), "price_out must be"),
        ((1.0, 10.0, 1.0, 1.0, 1.0, 11.0), "cached must not exceed l_in, token: got 11"),
        (([1.0, 2.0], 10.0, 1.0, [1.0, 2.0, 3.0], 1.0), "shape"),
    ],
)
def test_what_is_wrong_is_said(given: tuple[float, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        cost_of_calls(*given)
