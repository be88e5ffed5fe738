"""The fleet overhead beta and the load factor of S.V."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.inputs.assumptions import assumption_set
from calc.inputs.load_profile import load_profile_factor


def test_the_formula_of_the_supplement() -> None:
    # (2.7 + 8.6 x 0.75) / (0.75 x 11.3) = 9.15 / 8.475, to the digits that were written down.
    assert f"{load_profile_factor(0.75, 11.3, 2.7):.7f}" == "1.0796460"


def test_beta_is_the_product_that_was_run() -> None:
    assert assumption_set().beta == pytest.approx(1.10 * 1.076 * 1.12, rel=1e-15)
    assert f"{assumption_set().beta:.6f}" == "1.325632"


def test_the_formula_is_the_average_of_a_sinusoidal_day() -> None:
    """Energy of a node whose load swings from 50 % to 100 %, over the energy of its work on full nodes."""
    hours = np.linspace(0, 24, 10_000, endpoint=False)
    load = 0.75 + 0.25 * np.sin(2 * np.pi * hours / 24)
    drawn = 2.7 + (11.3 - 2.7) * load
    # The mean of a sampled sine over its period is 0 to rounding.
    assert load_profile_factor(0.75, 11.3, 2.7) == pytest.approx(drawn.mean() / (11.3 * load.mean()), rel=1e-12)


@given(st.floats(0.01, 1), st.floats(0.1, 100), st.floats(0, 1))
def test_limits(load: float, p_max: float, idle_share: float) -> None:
    assert load_profile_factor(1, p_max, idle_share * p_max) == pytest.approx(1, rel=1e-14)
    assert load_profile_factor(load, p_max, 0) == pytest.approx(1, rel=1e-14)
    assert load_profile_factor(load, p_max, p_max) == pytest.approx(1 / load, rel=1e-14)
    assert load_profile_factor(load, p_max, idle_share * p_max) >= 1 - 1e-14


def test_changing_a_part_brings_the_formula_in() -> None:
    same = assumption_set(mean_load=0.75)
    assert same.load_profile == pytest.approx(1.0796460177, rel=1e-10)
    assert assumption_set(mean_load=1).load_profile == pytest.approx(1, rel=1e-15)
    assert assumption_set(load_p_idle_kw=0).load_profile == pytest.approx(1, rel=1e-15)
    assert assumption_set(mean_load=0.5, load_profile=1.2).load_profile == 1.2
    assert assumption_set(network=1.2).load_profile == 1.076
