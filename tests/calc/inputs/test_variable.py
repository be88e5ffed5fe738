"""Uncertain inputs keep their percentiles and their bounds, however far out they are asked for."""

import numpy as np
import pytest

from calc.inputs.variable import LINKS, Variable

Z = 1.645


@pytest.mark.parametrize(
    ("kind", "p5", "p95"),
    [("lognormal", 0.7, 1.4), ("above 1", 1.08, 1.3), ("above 1", 2.0, 64.0), ("share", 0.58, 0.8)],
)
def test_percentiles_are_met_and_bounds_are_kept(kind: str, p5: float, p95: float) -> None:
    found = Variable.from_p5_p95(kind, "x", p5, p95, z=Z)  # type: ignore[arg-type]
    assert found.at([-Z, Z]) == pytest.approx([p5, p95], rel=1e-13)
    far = found.at(np.linspace(-12, 12, 101))
    assert np.all(np.diff(far) >= 0)
    assert far[0] >= LINKS[found.kind].least
    assert far[-1] <= LINKS[found.kind].greatest
    assert found.varies


@pytest.mark.parametrize(("kind", "value"), [("lognormal", 2.0), ("above 1", 1.0), ("share", 1.0), ("share", 0.4)])
def test_equal_percentiles_are_a_constant_even_on_a_bound(kind: str, value: float) -> None:
    found = Variable.from_p5_p95(kind, "x", value, value, z=Z)  # type: ignore[arg-type]
    assert not found.varies
    assert found.at([-8.0, 0.0, 8.0]) == pytest.approx([value] * 3, rel=1e-15)


@pytest.mark.parametrize(
    ("kind", "p5", "p95", "message"),
    [
        ("above 1", 0.9, 1.2, "x_p5 must be above 1: got 0.9"),
        ("above 1", 1.0, 1.2, "x_p5 must be above 1: got 1.0"),
        ("share", 0.5, 1.0, "x_p95 must be above 0 and below 1: got 1.0"),
        ("lognormal", 2.0, 1.0, "x_p5 must not exceed x_p95: got 2.0"),
    ],
)
def test_what_breaks_a_bound_is_named(kind: str, p5: float, p95: float, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        Variable.from_p5_p95(kind, "x", p5, p95, z=Z)  # type: ignore[arg-type]
