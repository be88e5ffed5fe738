"""Arrays in place of numbers: a call on arrays is the loop over their elements."""

import numpy as np
import pytest

from calc.inputs.assumptions import assumption_set
from calc.query.estimate import energy

Q = np.array([1e-3, 0.05, 0.5, 0.95, 0.999])
# The number of quadrature nodes follows the widest spread of an array, and Newton's method goes on until its
# slowest element has settled: elements agree with the loop to the accuracy of a quantile, about 1e-9.
SAME = {"rtol": 1e-8}
MODELS = ("405B", "R1", "Nemotron", "Baseline", "Baseline untrimmed")


@pytest.mark.parametrize("model", MODELS)
def test_over_q(model: str) -> None:
    e = energy(model, "tts", alpha=(1.5, 3))
    np.testing.assert_allclose(e.quantile(Q), [e.quantile(q) for q in Q], **SAME)
    assert e.quantile(Q.reshape(5, 1)).shape == (5, 1)
    assert np.shape(e.quantile(0.5)) == ()


@pytest.mark.parametrize("model", MODELS)
def test_over_median_lengths(model: str) -> None:
    lengths = np.array([1, 100, 1500, 40_000.0])
    e = energy(model, lengths)
    np.testing.assert_allclose(e.quantile(0.3), [energy(model, length).quantile(0.3) for length in lengths], **SAME)
    np.testing.assert_allclose(e.mean(), [energy(model, length).mean() for length in lengths], **SAME)
    np.testing.assert_allclose(
        e.cdf(0.4), [energy(model, length).cdf(0.4) for length in lengths], rtol=1e-7, atol=1e-14
    )


@pytest.mark.parametrize("model", MODELS)
def test_over_q_and_two_assumptions_and_alpha(model: str) -> None:
    pue, l_in, hi = np.array([1.05, 1.4, 1.6]), np.array([[100.0], [2000.0]]), np.array([1, 2.5, 30])
    a = assumption_set(pue_p95=pue, l_in=l_in)
    e = energy(model, 700, a, alpha=(1, hi))
    assert e.shape == (2, 3)
    x = e.quantile(Q[:, None, None])
    assert x.shape == (5, 2, 3)
    for i, j in np.ndindex(2, 3):
        one = energy(model, 700, assumption_set(pue_p95=pue[j], l_in=l_in[i, 0]), alpha=(1, hi[j]))
        np.testing.assert_allclose(x[:, i, j], one.quantile(Q), **SAME)
        np.testing.assert_allclose(e.mean()[i, j], one.mean(), **SAME)


@pytest.mark.parametrize("model", MODELS)
def test_over_prefill_and_coupled_power(model: str) -> None:
    weight, slope = np.array([0, 1 / 30, 1]), np.array([[0.0], [0.56]])
    a = assumption_set(power_model="coupled", prefill_weight=weight, coupled_slope=slope)
    x = energy(model, "traditional", a).quantile(Q[:, None, None])
    for i, j in np.ndindex(2, 3):
        one = assumption_set(power_model="coupled", prefill_weight=weight[j], coupled_slope=slope[i, 0])
        np.testing.assert_allclose(x[:, i, j], energy(model, "traditional", one).quantile(Q), **SAME)


def test_over_node_powers_of_the_blend() -> None:
    power = np.array([5.0, 11.3])
    e = energy("Baseline", "traditional", assumption_set(p_max_kw=power))
    alone = [energy("Baseline", "traditional", assumption_set(p_max_kw=p)).quantile(0.5) for p in power]
    np.testing.assert_allclose(e.quantile(0.5), alone, **SAME)


def test_an_empty_array_gives_an_empty_array() -> None:
    assert energy("405B").quantile([]).shape == (0,)
    assert energy("Baseline").quantile([]).shape == (0,)
    assert energy("405B", []).quantile(0.5).shape == (0,)
