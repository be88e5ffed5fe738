"""Whatever cells hold, a call gives finite cells or the documented error, and nothing else."""

import datetime as dt
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin.dispatch import CellError, CellsError, call
from addin.registry import FUNCTIONS

NAMES = (
    "Baseline",
    "405B",
    " r1",
    "untrimmed",
    "tts",
    "traditional",
    "arxiv-v1",
    "joule-2026",
    "beta",
    "pue_p95",
)
NUMBERS = st.one_of(
    st.floats(),
    st.floats(0.01, 3),
    st.floats(1, 1e4),
    st.integers(-5, 5),
    st.sampled_from([0.0, 1.0, -1.0, 1e-308, 1e308, 5e-324, 10**400, 1e7]),
)
CELLS = st.one_of(
    NUMBERS,
    st.none(),
    st.booleans(),
    st.sampled_from([*NAMES, "", " ", "0,1", "1.000", "#N/A", "#VALUE!", "Err:502", "\x00", "\U0001d7cf", "=1+1"]),
    st.text(max_size=8),
    st.just(dt.datetime(2026, 1, 1)),  # noqa: DTZ001
    st.just(b"bytes"),
)
LIKELY = {
    "model": st.sampled_from(NAMES[:4]),
    "regime": st.one_of(st.sampled_from(NAMES[4:6]), st.floats(1, 1e5)),
    "place": st.one_of(st.sampled_from(["France", "us-east4", "fr", "Frnace"]), st.floats(1, 900)),
    "basis": st.sampled_from(["location", "Market-based"]),
    "number": NUMBERS,
    "whole": st.integers(-1, 50),
    "assumptions": st.one_of(
        st.none(),
        st.sampled_from(NAMES[6:8]),
        st.lists(
            st.tuples(st.sampled_from([*NAMES[8:], "l_in", "power_model", "prefill_weight"]), CELLS),
            max_size=3,
        ),
    ),
    "rows": st.lists(st.tuples(st.floats(1, 1e4)), min_size=1, max_size=4),
    "billed model": st.sampled_from(["GPT-4", "claude-opus-4", "frontier on B200", "Mixtral 8x23B", "whisper-1"]),
    "places": st.one_of(st.sampled_from(["France", "Ireland:0.5, us-east4=0.5", "Frnace", "DE=0"]), st.floats(1, 900)),
    "level": st.one_of(st.sampled_from(["mean", "P5", "p95", "median", "p100"]), st.floats(0, 1)),
    "usage assumptions": st.one_of(
        st.none(),
        st.sampled_from(["equery-2026", "joule-2026"]),
        st.lists(st.tuples(st.sampled_from(["pue", "cache_read", "spread_p5", "beta"]), CELLS), max_size=3),
    ),
    "text": st.sampled_from(["beta", "fleet.trad", "lever.reduction", "x"]),
}


def ranges(cells):
    def block(size):
        rows, columns = size
        return st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=rows, max_size=rows)

    shaped = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(block)
    return st.one_of(shaped, st.lists(st.lists(cells, max_size=2), max_size=2), st.just([[[1.0]]]))


def arguments(function):
    one = [
        st.one_of(LIKELY[a.kind], LIKELY[a.kind], CELLS, ranges(st.one_of(LIKELY[a.kind], CELLS)))
        for a in function.arguments
    ]
    required = sum(a.required for a in function.arguments)
    return st.integers(max(required - 1, 0), len(one)).flatmap(lambda n: st.tuples(*one[:n]))


def answer(name, given):
    try:
        return call(name, given)
    except CellsError as error:
        return error


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_other_error_and_no_nan(name, data):
    given = data.draw(arguments(FUNCTIONS[name]))
    rows = answer(name, given)
    if isinstance(rows, CellsError):
        assert str(rows).isprintable()
        assert str(rows)
        return
    assert rows
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        for cell in row:
            assert isinstance(cell, (float, str, bool, CellError))
            assert not isinstance(cell, float) or math.isfinite(cell)
            assert not isinstance(cell, CellError) or cell.message
