"""The pipe between LibreOffice's Python and the worker, both ends without LibreOffice."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import time
from pathlib import Path

import pytest

import addin.hosts.libreoffice
from addin.dispatch import call
from addin.hosts.worker import handle
from tests.addin.hosts import processes

COMPONENT = Path(addin.hosts.libreoffice.__file__).parent / "component"
MEDIAN = ("EQUERY_MEDIAN", [("Baseline", "traditional", None, None, None)])


def component(name):
    spec = importlib.util.spec_from_file_location(name, COMPONENT / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


client = component("equery_client")
readahead = component("equery_readahead")


@pytest.fixture
def worker():
    made = client.Worker(sys.executable)
    yield made
    made.stop()


def script(path: Path, body: str) -> str:
    """A program in the place of Python; it notes each start beside itself."""
    note = f"open({str(path)!r} + '.starts', 'a').write('x')"
    path.write_text(f"#!{sys.executable}\n{note}\nimport sys, time\n{body}")
    path.chmod(0o755)
    return str(path)


HELLO = "from addin.hosts.worker import send, GREETING\nsend(sys.stdout.buffer, GREETING)\n"


def test_answers_are_those_of_call(worker):
    assert worker.ask(MEDIAN) == [("rows", tuple(map(tuple, call("EQUERY_MEDIAN", MEDIAN[1][0]))))]
    assert worker.ask(("NONE", [()]))[0][0] == "error"


def test_a_worker_killed_between_calls_is_replaced(worker):
    first = worker.ask(MEDIAN)
    os.kill(worker._process.pid, signal.SIGKILL)
    assert worker.ask(MEDIAN) == first


def test_the_worker_ends_when_its_host_closes_the_pipe(worker):
    worker.ask(MEDIAN)
    process = worker._process
    assert not processes.sockets(process.pid)
    process.stdin.close()
    assert process.wait(10) == 0


def test_python_gone(tmp_path):
    with pytest.raises(client.Unanswered, match=r"is not at .*none any more.*equery addin libreoffice"):
        client.Worker(str(tmp_path / "none")).ask(MEDIAN)


def test_python_without_equery_is_tried_once_and_says_so(tmp_path):
    python = script(tmp_path / "python", "sys.exit('ModuleNotFoundError: No module named addin')")
    worker = client.Worker(python)
    for _ in range(50):
        with pytest.raises(client.Unanswered, match=r"does not run equery .ModuleNotFoundError"):
            worker.ask(MEDIAN)
    assert Path(f"{python}.starts").read_text() == "x"


def test_a_worker_that_takes_too_long_is_ended_and_not_tried_again(tmp_path):
    python = script(tmp_path / "python", HELLO + "time.sleep(60)")
    began = time.monotonic()
    with pytest.raises(client.Unanswered, match=r"stopped after 0\.1 s: ask for fewer cells"):
        client.Worker(python, longest=0.1).ask(MEDIAN)
    # started once, with what a busy machine takes to start a Python twice
    assert time.monotonic() - began < 20


def test_a_call_that_ends_the_worker_is_tried_twice(tmp_path):
    python = script(tmp_path / "python", HELLO + "sys.stdin.buffer.read(4)")
    with pytest.raises(client.Unanswered, match="ended twice on this call"):
        client.Worker(python).ask(MEDIAN)
    assert Path(f"{python}.starts").read_text() == "xx"


def test_whatever_goes_wrong_is_an_answer():
    odd = [("Baseline", "tts", object(), None, None), ("Baseline", "tts", None, None, None)]
    bad, good = handle(("EQUERY_MEDIAN", odd))
    assert bad[0] == "error"
    assert good[0] == "rows"


def test_calls_answered_together_are_those_answered_alone():
    calls = [("405B", float(length), 1.0, None, None) for length in range(100, 1300, 100)]
    calls += [("405B", "tts", 3.0, 1.5, None), ("40 B", "tts", None, None, None)]
    calls += [("R1", "", None, 2.0, "joule-2026")]
    for answer, arguments in zip(handle(("EQUERY_MEDIAN", calls)), calls, strict=True):
        [alone] = handle(("EQUERY_MEDIAN", [arguments]))
        assert answer[0] == alone[0]
        if answer[0] == "rows":
            # the solver stops within this of the root, whatever is beside it
            assert answer[1][0][0] == pytest.approx(alone[1][0][0], rel=1e-9)
        else:
            assert answer == alone
    # one row each: together they would look like the rows of one benchmark
    rows = [(1000.0 + i, 500.0 + i, 300.0 + i * i, 10.0, "tts", 0.5, None) for i in range(5)]
    assert {kind for kind, _ in handle(("EQUERY_FROM_ROWS", rows))} == {"error"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Baseline";A1;;3.5', ("Baseline", 7.0, None, 3.5, None)),
        ("$B$2;1E-3", ("x", 0.001, None, None, None)),
        ("A2", None),  # blank or a formula: only Calc knows
        ("A1:A3;1", None),
        ('"a;b"', None),
        ("SUM(A1;2)", None),
        ("1;2;3;4;5;6", None),
        ("TRUE", None),
    ],
)
def test_only_plain_arguments_are_read_ahead(text, expected):
    assert readahead.arguments(text, {(0, 0): 7.0, (1, 1): "x"}, 5) == expected
