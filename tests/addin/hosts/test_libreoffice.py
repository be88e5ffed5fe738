"""The extension in a real LibreOffice: a workbook is recalculated, and every value is the one of call."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from addin.dispatch import CellError, call
from addin.hosts.formulas import example
from addin.registry import FUNCTIONS
from tests.addin.hosts import processes
from tests.addin.hosts.conftest import start

VALUE, ARGUMENT, NAME = 519, 502, 525


def same(found, expected):
    """One cell is one value; text is equal, numbers but for the way through a file of 15 digits or more."""
    value, error = found
    if isinstance(expected, CellError):
        return error != 0
    if isinstance(expected, str):
        return (value, error) == (expected, 0)
    return error == 0 and value == pytest.approx(float(expected), rel=1e-12)


def put(office, document, formulas):
    """Write formulas below each other into column D and read what they show."""
    office.formulas(document, f"D1:D{len(formulas)}", [[formula] for formula in formulas])
    return [row[0] for row in office.read(document, f"D1:D{len(formulas)}")]


@pytest.fixture
def document(office):
    number = office.open()
    yield number
    office.close(number)


def test_every_example_of_a_workbook_gives_what_call_gives(office, tmp_path):
    book, top, expected = openpyxl.Workbook(), 1, {}
    for function in FUNCTIONS.values():
        rows = call(function.name, function.example)
        area = f"A{top}:{get_column_letter(len(rows[0]))}{top + len(rows) - 1}"
        book.active[f"A{top}"] = ArrayFormula(area, example(function, "libreoffice"))
        expected[function.name] = area, rows
        top += len(rows)
    book.save(tmp_path / "examples.xlsx")
    document = office.open(str(tmp_path / "examples.xlsx"))
    for name, (area, rows) in expected.items():
        found = office.read(document, area)
        for cells, values in zip(found, rows, strict=True):
            assert all(map(same, cells, values)), (name, cells, values)
    office.close(document)


def test_the_headline_figures(office, document):
    calls = ['EQUERY_MEDIAN("Baseline";"traditional")', "FLEET_GWH(0;1;1)", "FLEET_GWH(0.1;1.5;3)"]
    found = put(office, document, [f"=CALC.{text}" for text in calls])
    # the paper's abstract prints 0.34 Wh and, for a billion queries, 0.8 and 0.9 GWh a day
    assert [round(value, 2) for value, _ in found] == [0.34, 0.81, 0.91]


def test_it_and_its_worker_were_started_where_a_user_has_a_calc_of_his_own(office, document):
    put(office, document, ["=CALC.FLEET_GWH(0;1;1)"])
    [worker] = processes.workers(office.pid())
    for process in (office.pid(), worker):
        assert {"calc", "data"} <= {path.name for path in Path(f"/proc/{process}/cwd").iterdir()}


def test_errors_are_errors_and_why_says_which(office, document):
    bad = {
        'EQUERY_MEDIAN("Llama 3.1 40B";"tts")': "did you mean 'Llama 3.1 405B'",
        "FLEET_GWH(1.2;1;1)": "share_tts must lie between 0 and 1: got 1.2",
        'FLEET_GWH("0,1";1;1)': "share_tts must be a number: got text '0,1'",
        'EQUERY_SAMPLE("405B";"tts";10000000)': "n ",
        'EQUERY_MEDIAN("405B")': "regime must not be blank",
    }
    shown = put(office, document, [f"=CALC.{text}" for text in bad])
    assert [error for _, error in shown] == [ARGUMENT] * len(bad)
    asked = [text.replace("(", '";', 1) for text in bad]
    words = put(office, document, [f'=CALC.EQUERY_WHY("{text}' for text in asked])
    for (value, error), said in zip(words, bad.values(), strict=True):
        assert error == 0
        assert said in value
    [fine] = put(office, document, ['=CALC.EQUERY_WHY("calc.fleet_gwh";0.1;1.5;3)'])
    assert fine == ["no error", 0]
    [none, many] = put(office, document, ["=CALC.EQUERY_NONE(1)", "=ISERROR(CALC.FLEET_GWH(2;1;1))"])
    assert none[1] == NAME
    assert many == [1.0, 0]


def test_one_bad_row_is_an_error_in_its_own_cell(office, document):
    office.write(document, "A1:A3", [[0.0], [1.2], [0.1]])
    office.array(document, "B1:B3", "=CALC.FLEET_GWH(A1:A3;1.5;3)")
    found = [row[0] for row in office.read(document, "B1:B3")]
    good = call("FLEET_GWH", [[[0.0], [0.1]], 1.5, 3.0])
    assert same(found[0], good[0][0])
    assert same(found[2], good[1][0])
    assert found[1][1] == VALUE
    [[why, error]] = put(office, document, ['=CALC.EQUERY_WHY("FLEET_GWH";A1:A3;1.5;3)'])
    assert (why, error) == ("row 2, column 1: share_tts must lie between 0 and 1: got 1.2", 0)


def test_an_error_in_a_range_stays_an_error(office, document):
    office.formulas(document, "A1:A2", [["=1/0"], ["=1"]])
    found = put(office, document, ["=CALC.FLEET_GWH(A1:A2;1;1)", "=CALC.FLEET_GWH(A1;1;1)"])
    assert all(error for _, error in found)


def test_a_companys_calls_from_ranges_longer_than_they_are(office, document):
    used = [["GPT-4", 4e7, 1200.0, 350.0, "Ireland:0.5, Northern Virginia:0.5"], ["mixtral8x23b", 1e6, 900.0, 90.0, ""],
            ["gpt-4o-mini", 2.5e8, 600.0, 200.0, ""]]  # fmt: skip
    office.write(document, "A11:E15", [*used, [""] * 5, [""] * 5])
    columns = [[[row[i]] for row in used] for i in range(5)]
    office.array(document, "G1:P5", "=CALC.USAGE_REPORT(A11:A15;B11:B15;C11:C15;D11:D15;E11:E15)")
    for cells, values in zip(office.read(document, "G1:P5"), call("USAGE_REPORT", columns), strict=True):
        assert all(map(same, cells, values)), (cells, values)
    office.array(document, "R1:T1", '=CALC.USAGE_KWH(A13:A15;B13:B15;C13:C15;D13:D15;;{"mean";"P5";"P95"})')
    (expected,) = call("USAGE_KWH", [*used[-1][:4], None, [["mean", "P5", "P95"]]])
    assert all(map(same, office.read(document, "R1:T1")[0], expected))
    ranges = "A11:A15;B11:B15;C11:C15;D11:D15"
    asked = [f"=CALC.USAGE_KWH({ranges})", f'=CALC.EQUERY_WHY("USAGE_KWH";{ranges})']
    refused, offered = put(office, document, asked)
    assert refused[1] == ARGUMENT
    assert "choose one of Mixtral 8x22B, Baseline, frontier" in offered[0]


def test_blanks_of_a_range_and_omitted_arguments_are_defaults(office, document):
    office.write(document, "A1:B2", [["pue_p95", 1.3], ["", ""]])
    found = put(
        office, document,
        ['=CALC.EQUERY_MEDIAN("405B";"tts";;;A1:B2)', '=CALC.EQUERY_MEDIAN(" 405b ";"TTS";1)'],
    )  # fmt: skip
    assert same(found[0], call("EQUERY_MEDIAN", ["405B", "tts", None, None, [["pue_p95", 1.3]]])[0][0])
    assert same(found[1], call("EQUERY_MEDIAN", ["405B", "tts"])[0][0])


def test_thousands_of_cells_are_right_with_formulas_and_slips_among_them(office, document):
    office.manual(document)
    count = 3000
    lengths = [100.0 + i for i in range(count)]
    office.write(document, f"A1:A{count}", [[length] for length in lengths])
    office.formulas(document, "A11:A12", [["=A10*2"], ["=A11*2"]])
    formulas = [[f'=CALC.EQUERY_MEDIAN("405B";A{i})'] for i in range(1, count + 1)]
    office.formulas(document, f"B1:B{count}", formulas)
    office.formulas(document, "B100", [['=CALC.EQUERY_MEDIAN("40 B";A100)']])
    office.calculate(document)
    lengths[10], lengths[11] = 2 * lengths[9], 4 * lengths[9]
    expected = call("EQUERY_MEDIAN", ["405B", [[length] for length in lengths]])
    found = [row[0] for row in office.values(document, f"B1:B{count}")]
    [[[_, error]]] = office.read(document, "B100")
    assert error == ARGUMENT
    del found[99], expected[99]
    assert found == pytest.approx([row[0] for row in expected], rel=1e-9)  # the solver's own tolerance


@pytest.mark.parametrize("first", [3000, 9000])
def test_a_worker_killed_in_the_middle_costs_no_value(office, document, first):
    office.manual(document)
    count = 4000
    # arguments that reading ahead does not understand, so that each cell is a call of its own
    formulas = [[f'=CALC.EQUERY_MEDIAN("405B";{first + i}+0)'] for i in range(count)]
    office.formulas(document, f"A1:A{count}", formulas)
    put(office, document, [f"=CALC.FLEET_GWH(0;1;{first})"])
    before = processes.workers(office.pid())
    office.calculate_and_kill(document, 0.2)
    after = processes.workers(office.pid())
    assert len(before) == len(after) == 1
    assert before != after
    found = [row[0] for row in office.values(document, f"A1:A{count}")]
    expected = call("EQUERY_MEDIAN", ["405B", [[float(first + i)] for i in range(count)]])
    assert found == pytest.approx([row[0] for row in expected], rel=1e-9)  # the solver's own tolerance


def test_two_documents_share_one_worker_that_has_no_socket(office, document):
    other = office.open()
    for number in (document, other):
        assert put(office, number, ["=CALC.FLEET_GWH(0;1;2)"])[0][1] == 0
    [pid] = processes.workers(office.pid())
    assert not processes.sockets(pid)
    office.close(other)


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_the_worker_ends_with_its_host(profile, tmp_path, end):
    office = start(shutil.copytree(profile, tmp_path / "profile"))
    put(office, office.open(), ["=CALC.FLEET_GWH(0;1;3)"])
    [pid] = processes.workers(office.pid())
    getattr(office, end)()
    patience = time.monotonic() + 10
    while processes.alive(pid) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not processes.alive(pid)
    office.end()
