"""`equery call` and `equery functions`: the add-in without a spreadsheet."""

import pytest

from addin.hosts.formulas import example
from addin.registry import FUNCTIONS
from calc.inputs.assumptions import assumption_set
from calc.query.estimate import energy


def test_call_prints_the_answer(equery):
    assert round(float(equery("call", "FLEET_GWH", 0.1, 1.5, 3).out), 2) == 0.91
    assert round(float(equery("call", "equery_median", "Baseline", "traditional").out), 2) == 0.34


def test_ranges_come_from_files(equery, tmp_path):
    levels, overrides = tmp_path / "levels.csv", tmp_path / "overrides.csv"
    levels.write_text("0.25\n0.5\n", encoding="utf-8")
    overrides.write_text("key,value\npue_p95,1.3\n", encoding="utf-8-sig")
    words = ("call", "EQUERY_QUANTILE", "R1", "tts", f"@{levels}", "", "", f"@{overrides}", "--json")
    answer = equery(*words).json
    expected = energy("R1", "tts", assumption_set(pue_p95=1.3)).quantile([0.25, 0.5])
    assert [row[0] for row in answer["rows"]] == pytest.approx(expected.tolist(), rel=1e-9)
    assert (answer["function"], answer["unit"]) == ("EQUERY_QUANTILE", "Wh")


def test_a_bad_row_is_a_note_beside_the_others(equery, tmp_path):
    shares = tmp_path / "shares.csv"
    shares.write_text('0.1\n1.2\n"0,1"\n', encoding="utf-8")
    answer = equery("call", "FLEET_GWH", f"@{shares}", 1, 1)
    assert answer.code == 0
    assert answer.out.split()[1:] == ["#EQUERY!", "#EQUERY!"]
    assert "note: row 2, column 1: share_tts must lie between 0 and 1: got 1.2" in answer.err
    rows = equery("call", "FLEET_GWH", f"@{shares}", 1, 1, "--json").json["rows"]
    assert rows[2][0] == {"error": "share_tts must be a number: got text '0,1'"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("FLEET_GWH", -5, 1, 1), "share_tts must lie between 0 and 1: got -5"),
        (("FLEET_GWH", "nan", 1, 1), "share_tts must be a number: got text 'nan'"),
        (("FLEET_GWH", "TRUE", 1, 1), "share_tts must be a number: got TRUE"),
        (("FLEET_GHW", 0, 1, 1), "did you mean FLEET_GWH?"),
        (("FLEET_GWH", 0, 1), "alpha_hi must not be blank"),
        (("FLEET_GWH", "@no-such.csv", 1, 1), "a range must be a readable file: no-such.csv"),
        ((), "Missing argument"),
    ],
)
def test_errors_are_one_line_and_exit_code_2(equery, words, said):
    answer = equery("call", *words)
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert not answer.out


def test_a_file_that_is_no_text(equery, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xff\xfe\x00")
    assert "must be UTF-8 text" in equery("call", "FLEET_GWH", f"@{path}", 1, 1).err


def test_functions_lists_every_one_with_its_arguments(equery):
    listed = equery("functions").out
    assert all(name in listed for name in FUNCTIONS)
    assert "[alpha_lo]" in listed
    described = equery("functions", "--json").json["functions"]
    assert [f["name"] for f in described] == list(FUNCTIONS)
    for function in described:
        assert [a["name"] for a in function["arguments"]] == [a.name for a in FUNCTIONS[function["name"]].arguments]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_one_function_is_explained(equery, name):
    function = FUNCTIONS[name]
    told = " ".join(equery("functions", name.lower()).out.split())
    assert example(function, "xlwings") in told
    markdown = equery("functions", name, "--markdown").out
    assert all(f"| `{a.name}` |" in markdown for a in function.arguments)
    assert function.help in markdown


def test_functions_refuses_what_it_cannot_do(equery):
    assert "did you mean EQUERY_MEDIAN" in equery("functions", "EQUERY_MEDIAM").err
    assert "--json must not come with --markdown" in equery("functions", "--json", "--markdown").err


@pytest.mark.parametrize("command", ["call", "functions"])
def test_help_has_an_example(equery, command):
    assert "Example" in equery(command, "--help").out
