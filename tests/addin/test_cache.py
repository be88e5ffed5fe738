"""Equal arguments are answered from memory, and memory is bounded."""

import numpy as np
import pytest

from addin import dispatch as module
from addin.cache import Bounded
from addin.dispatch import CACHE, call
from tests.addin.ask import column


@pytest.fixture(autouse=True)
def _forget():
    CACHE.clear()


def test_equal_arguments_are_computed_once(monkeypatch):
    first = call("EQUERY_MEDIAN", ["Baseline", "traditional", None])
    monkeypatch.setattr(module, "_answer", lambda *_: pytest.fail("computed again"))
    assert call("equery_median", [[[" baseline"]], "TRADITIONAL", 1, 1.0]) == first


def test_an_answer_cannot_be_changed_from_outside():
    first = call("EQUERY_SAMPLE", ["R1", "tts", 3.0])
    kept = [list(row) for row in first]
    first[0][0] = 0.0
    assert call("EQUERY_SAMPLE", ["R1", "tts", 3.0]) == kept


def test_true_is_not_one():
    call("EQUERY_MEDIAN", ["R1", 1.0])
    with pytest.raises(ValueError, match="TRUE"):
        call("EQUERY_MEDIAN", ["R1", True])


def test_it_is_bounded_in_answers_and_in_cells():
    for i in range(CACHE.most + 50):
        call("FLEET_BETA", [1.0 + i / 1e4])
    assert len(CACHE) <= CACHE.most
    for i in range(30):
        call("FLEET_BETA", [column((1 + np.arange(20_000.0) + i).tolist())])
    assert CACHE.size <= CACHE.cells


def test_the_least_recently_used_goes_first():
    held = Bounded[str](most=2, cells=10)
    held.put("a", "A", 1)
    held.put("b", "B", 1)
    assert held.get("a") == "A"
    held.put("c", "C", 1)
    assert (held.get("a"), held.get("b"), held.get("c")) == ("A", None, "C")
    held.put("d", "D", 9)
    assert (held.get("c"), held.get("a"), held.get("d"), held.size) == ("C", None, "D", 10)
    held.put("e", "E", 11)
    assert held.get("e") is None
    held.put("d", "D", 2)
    assert held.size == 3
