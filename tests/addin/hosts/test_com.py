"""Excel for Windows: xlwings' real dispatcher and VBA generator, with Excel itself replaced."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from addin.dispatch import call
from addin.hosts.udfs import VBA_WORDS, parameter
from addin.registry import FUNCTIONS
from tests.addin.hosts.driver import Driver

HERE = Path(__file__).parent
OMITTED = {"omitted": True}


@pytest.fixture(scope="module")
def excel():
    driver = Driver(sys.executable, HERE / "com_host.py")
    yield driver
    driver.end()


def as_excel(value):
    return {"range": value} if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_example_gives_what_call_gives(excel, name):
    example = FUNCTIONS[name].example
    omitted = [OMITTED] * (len(FUNCTIONS[name].arguments) - len(example))
    assert excel.call(name, *map(as_excel, example), *omitted) == call(name, example)


def test_a_blank_cell_is_the_default(excel):
    blank = {"range": [[None]]}
    found = excel.call("EQUERY_MEDIAN", "Baseline", "traditional", blank, OMITTED, "")
    assert found == call("EQUERY_MEDIAN", ["Baseline", "traditional"])
    missing = excel.call("EQUERY_MEDIAN", blank, "tts", OMITTED, OMITTED, OMITTED)
    assert missing == [["#EQUERY! model must not be blank"]]


def test_a_range_spills_and_one_bad_row_stays_in_its_cell(excel):
    found = excel.call("FLEET_GWH", {"range": [[0.0], [1.2], [0.1]]}, 1.5, 3.0, *[OMITTED] * 4)
    good = call("FLEET_GWH", [[[0.0], [0.1]], 1.5, 3.0])
    assert [found[0], found[2]] == good
    assert found[1] == ["#EQUERY! share_tts must lie between 0 and 1: got 1.2"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Llama 3.1 40B", "tts"), "did you mean 'Llama 3.1 405B'"),
        (("Baseline", "tts", "0,1"), "alpha_lo must be a number: got text '0,1'"),
        (({"range": [[-2146826273]]}, "tts"), "model must not be an error: got #VALUE!"),
        ((-2146826246, "tts"), "model must not be an error: got #N/A"),
        (
            ("Baseline", "tts", {"range": [[1.0, 2.0]]}, {"range": [[1.0], [2.0], [3.0]] * 40_000}),
            "at most 100,000",
        ),
        (("Baseline", "tts", {"range": [[1.0, 2.0]]}, {"range": [[3.0, 3.0, 3.0]]}), "alpha_hi"),
    ],
)
def test_an_error_is_a_short_text_that_says_what_is_wrong(excel, arguments, said):
    [[found]] = excel.call("EQUERY_MEDIAN", *arguments, *[OMITTED] * (5 - len(arguments)))
    assert found.startswith("#EQUERY! ")
    assert said in found
    assert len(found) < 300


def test_assumptions_follow_a_range(excel):
    found = excel.call("EQUERY_MEDIAN", "405B", "tts", OMITTED, OMITTED, {"range": [["pue_p95", 1.3], [None, None]]})
    assert found == call("EQUERY_MEDIAN", ["405B", "tts", None, None, [["pue_p95", 1.3]]])


def test_the_vba_is_what_it_was(excel):
    # After a change of the registry, write `excel.vba()` there and read the difference before committing it.
    written = excel.vba()
    golden = HERE / "golden" / "udfs.bas"
    assert written.split("\n") == golden.read_text(encoding="utf-8").split("\n")
    assert written.count("\nFunction ") + written.startswith("Function ") == len(FUNCTIONS)
    assert "Application.Volatile" not in written


def test_help_fits_what_excel_shows(excel):
    texts = excel.help()
    assert set(texts) == set(FUNCTIONS)
    for name, text in texts.items():
        assert not text["volatile"]
        assert text["category"].startswith("equery: ")
        assert 0 < len(text["help"]) <= 255, name  # Excel cuts at 255 characters
        assert all(0 < len(shown) <= 255 for shown in text["arguments"]), name


def test_no_argument_is_a_word_of_vba():
    names = [parameter(argument) for f in FUNCTIONS.values() for argument in f.arguments]
    assert not VBA_WORDS & {name.lower() for name in names}
    assert all(name.isidentifier() and not name.startswith("_") for name in names)


def test_loading_is_light():
    stub = "import sys, types; x = types.ModuleType('xlwings'); x.func = lambda **k: lambda f: f; "
    stub += "x.arg = lambda *a, **k: lambda f: f; sys.modules['xlwings'] = x; import addin.hosts.udfs; "
    heavy = {"numpy", "scipy", "pandas", "openpyxl", "calc.inputs.assumptions", "calc.query"}
    stub += f"print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", stub], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
