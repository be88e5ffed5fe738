"""A length of answers may be given as its mean, wherever an assumption holds the median."""

import numpy as np
import pytest

from calc.inputs.set_by_name import any_set


@pytest.mark.parametrize("name", ["arxiv-v1", "equery-2026"])
def test_a_mean_is_the_median_of_an_exponential_length(name: str) -> None:
    found = any_set(name, l_out_mean_traditional=350.0)
    assert float(found.l_out_median_traditional) == pytest.approx(350 * np.log(2), rel=1e-15)
    assert float(any_set(name, L_OUT_MEAN_TTS=[1000.0, 2000.0]).l_out_median_tts[1]) == pytest.approx(2000 * np.log(2))


@pytest.mark.parametrize("name", ["arxiv-v1", "equery-2026"])
def test_a_length_is_given_once_and_above_0(name: str) -> None:
    with pytest.raises(ValueError, match="l_out_median_tts must be given once, as a median or as a mean"):
        any_set(name, l_out_mean_tts=100, l_out_median_tts=100)
    with pytest.raises(ValueError, match="l_out_mean_tts must be above 0 token: got 0"):
        any_set(name, l_out_mean_tts=0)
