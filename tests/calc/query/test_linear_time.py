"""The arguments of the linear node time; its values are tested through the energy of a query."""

import numpy as np
import pytest

from calc.query.linear_time import linear_node_time

GOOD = {"a": 1e-4, "b": 1.3e-4, "c": 7e-8, "l_in": 500.0, "cached": 100.0}


def test_parts_of_the_quadratic() -> None:
    t = linear_node_time(**GOOD)
    np.testing.assert_allclose((t.prompt, t.rate, t.bend), (0.04, 1.65e-4, 3.5e-8), rtol=1e-14)
    # 0.04 s of prompt, 2000 tokens of 1.65e-4 s and 4e6 of 3.5e-8 s
    np.testing.assert_allclose(np.exp(t.ln_at(np.log(2000.0))), 0.04 + 0.33 + 0.14, rtol=1e-14)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize(("bad", "rule"), [(-1, "at least 0"), (np.nan, "finite"), ("1", "number"), (None, "number")])
def test_numbers_not_below_0(name: str, bad: object, rule: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be .*{rule}"):
        linear_node_time(**(GOOD | {name: bad}))


def test_what_cannot_be() -> None:
    with pytest.raises(ValueError, match=r"^cached must not exceed l_in, token: got 501"):
        linear_node_time(**(GOOD | {"cached": [400, 501]}))
    for nothing in ({"c": 0}, {"l_in": 0, "cached": 0}):
        with pytest.raises(ValueError, match=r"^b must be above 0 where c l_in is 0"):
            linear_node_time(**(GOOD | {"b": 0} | nothing))
    with pytest.raises(ValueError, match=r"broadcast together: got .*l_in \(2,\)"):
        linear_node_time(**(GOOD | {"l_in": [500, 600], "cached": [1, 2, 3]}))
