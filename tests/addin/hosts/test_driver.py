"""The driver of other programs: one that fails its first answer, or any later one, is ended and leaves nothing open."""

import sys

import pytest

from tests.addin.hosts import processes
from tests.addin.hosts.driver import Driver

SAYS = "import json, sys, time; print(json.dumps({}), flush=True); "
READY = SAYS.format({"answer": "ready"})
STAYS = "time.sleep(60)"


def of(code: str) -> tuple[str, ...]:
    return sys.executable, "-c", code


def ended(marker: str) -> bool:
    return not any(marker.encode() in processes.command(pid) for pid in processes.parents())


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (SAYS.format({"error": "no room"}) + STAYS, "no room"),
        (SAYS.format({"answer": "hello"}) + STAYS, "hello"),
        ("import time; print('a word', flush=True); " + STAYS, "Expecting value"),
        ("pass", "the driver ended"),
    ],
    ids=["error", "another answer", "no JSON", "nothing"],
)
def test_a_bad_first_answer_ends_the_program(code, said, request):
    marker = request.node.name
    with pytest.raises((AssertionError, ValueError), match=said):
        Driver(*of(code), marker)
    assert ended(marker)


def test_a_program_that_is_gone_can_still_be_ended(request):
    marker = request.node.name
    driver = Driver(*of(READY + "sys.stdin.readline(); sys.exit(3)"), marker)
    with pytest.raises(AssertionError, match="the driver ended"):
        driver.open()
    driver.end()
    assert ended(marker)


def test_an_error_leaves_the_program_running_for_the_next_command(request):
    loop = (
        "\nfor line in sys.stdin:\n    if '\"end\"' in line: break\n    print(json.dumps({'error': 'no'}), flush=True)"
    )
    driver = Driver(*of(READY + loop), request.node.name)
    for _ in range(2):
        with pytest.raises(AssertionError, match="no"):
            driver.open()
    driver.end()
    assert ended(request.node.name)
