"""`equery fit`: the errors of the paper's fits, and the tables of current hardware with --set equery-2026."""

import re

import pytest
from rich.console import Console

from calc.query.table_choice import default_table, tables_of
from calc.query.throughput_tables import all_tables
from calc.query.tps_errors import model_errors
from workbook.cli import console

SET = ("--set", "equery-2026")
ERRORS = ("mean_abs_ln", "max_abs_ln", "leave_one_out")
IDENTITY = ("model", "node", "gpu", "gpus", "precision", "software", "table", "source_id")
FITTED = ("a", "b", "c", "rows", *ERRORS, "usable", "reason", "l_in_range", "l_out_range")


@pytest.fixture
def narrow(monkeypatch):
    monkeypatch.setattr(console, "out", Console(width=80, highlight=False))


def test_json_of_a_model_on_a_node(equery):
    answer = equery("fit", "405B", *SET, "--node", "H100", "--table", "trtllm-0.19", "--json").json
    assert list(answer) == ["assumption_set", *IDENTITY, *FITTED, "units", "other_tables", "notes"]
    # The printed digits of the same example in tests/calc/query/test_throughput_tables.py.
    assert [f"{answer[key]:.3e}" for key in ("a", "b")] == ["1.178e-04", "1.343e-04"]
    assert (f"{answer['c']:.2e}", answer["rows"]) == ("6.94e-08", 11)
    assert [round(answer[key], 3) for key in ("mean_abs_ln", "leave_one_out")] == [0.043, 0.057]
    assert [answer[key] for key in ("assumption_set", "node", "gpus", "precision", "software", "table")] == [
        "equery-2026", "DGX H100", 8, "FP8", "TensorRT-LLM 0.19", "trtllm-0.19",
    ]  # fmt: skip
    assert {key: answer["units"][key] for key in "abc"} == {"a": "s/token", "b": "s/token", "c": "s/token^2"}
    assert [other["table"] for other in answer["other_tables"]] == ["trtllm-0.20", "trtllm-0.21"]
    assert all(list(other) == [*IDENTITY, "rows", *ERRORS, "usable", "reason"] for other in answer["other_tables"])


def test_the_default_table_answers_unless_one_is_named(equery):
    answer = equery("fit", "R1", *SET, "--node", "B200", "--json").json
    fit = default_table("R1", "B200").fit()
    assert (answer["a"], answer["b"], answer["c"], answer["max_abs_ln"]) == (fit.a, fit.b, fit.c, fit.max_abs_ln)
    assert "the seconds are of 4 of the 8 GPUs of DGX B200" in answer["notes"]
    assert any(note.startswith("5 rows are few") for note in answer["notes"])
    (other,) = answer["other_tables"]
    assert (other["usable"], other["mean_abs_ln"]) == (False, None)
    assert other["reason"] == "rows must be at least 4 to fit throughput: got 1"


def test_gpus_without_a_node_say_that_their_power_is_unknown(equery):
    assert "the power of L40S is not known here" in equery("fit", "8B", *SET, "--node", "L40S", "--json").json["notes"]


def test_json_lists_every_table_with_its_errors(equery):
    tables = equery("fit", *SET, "--json").json["tables"]
    assert [[table[key] for key in ("model", "gpu", "gpus", "table")] for table in tables] == [
        [t.model, t.gpu, t.gpus, t.table] for t in all_tables()
    ]
    usable = [table for table in tables if table["usable"]]
    assert all(list(table) == [*IDENTITY, *FITTED] and not table["reason"] for table in usable)
    assert all(table["reason"] and table["mean_abs_ln"] is None for table in tables if not table["usable"])
    assert len(usable) == 73


def test_a_model_or_a_node_alone_lists_its_tables(equery):
    by_model = equery("fit", "gpt-oss-120b", *SET, "--json").json["tables"]
    assert {table["node"] for table in by_model} == {"DGX B200", "GB200 tray", "DGX H200", "DGX H100"}
    by_node = equery("fit", *SET, "--node", "L40S", "--json").json["tables"]
    assert {table["model"] for table in by_node} == {"Llama 3.1 8B", "Llama 3.1 70B", "Mixtral 8x7B"}


def test_80_columns_lose_no_label(equery, narrow):
    answer = equery("fit", *SET)
    assert max(len(line) for line in answer.out.splitlines()) <= 80
    lines = [re.sub(r"\s{2,}", "  ", line.strip()) for line in answer.out.splitlines()]
    for table in all_tables():
        head = f"{table.gpus} {table.gpu}, {table.precision}  {table.table}  {len(table.rows)}  "
        if table.refusal:
            errors = "-  -  no fit"
            assert f"note: {table} is not usable: {table.refusal}" in answer.err
        else:
            errors = "  ".join(f"{getattr(table.fit(), key):.3f}" for key in ERRORS)
        assert head + errors in lines
    assert all(f"{table.model}: errors of ln TPS" in lines for table in all_tables())


@pytest.mark.parametrize(("model", "node"), [("Maverick", "H200"), ("Llama 3.3 70B", "B200")])
def test_80_columns_hold_one_fit(equery, narrow, model, node):
    out = equery("fit", model, *SET, "--node", node).out
    chosen = default_table(model, node)
    assert str(chosen) in out
    assert "…" not in out
    for key in ("a", "b", "c"):
        assert re.search(rf"^ {key} +{getattr(chosen.fit(), key):.3e} ", out, re.MULTILINE)
    assert all(f" {key} " in out for key in (*ERRORS, "rows", "l_in_range", "l_out_range"))
    assert all(other.table in out for other in tables_of(model, node))


def test_the_papers_fits_show_the_same_errors(equery, narrow):
    fits = equery("fit", "--json").json["fits"]
    for model, fit in fits.items():
        assert tuple(fit[key] for key in ERRORS) == model_errors(model)[:3]
    out = equery("fit").out
    assert "…" not in out
    assert re.search(rf"Llama 3.1 405B +{'  +'.join(f'{x:.3f}' for x in model_errors('Llama 3.1 405B')[:3])}", out)
    assert all(out.count(model) == 3 for model in fits)


def test_own_rows_have_errors_too(equery, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("tps,l_in,l_out\n1300,500,2000\n378,5000,500\n886,1024,1024\n")
    fit = equery("fit", "--rows", path, "--json").json["fits"]["mine"]
    assert fit["max_abs_ln"] < 1e-12  # three rows are met, to rounding
    assert fit["leave_one_out"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fit", "405B", *SET, "--node", "H1000"), "node is not known: got 'H1000'; did you mean 'DGX H100'?"),
        (("fit", "Nemotron", *SET), "model is not known: got 'Nemotron'"),
        (("fit", "70B", *SET, "--node", "B200"), "got DGX B200; on DGX B200 there is Llama 3.3 70B"),
        (("fit", "235B", *SET, "--node", "H100"), "rows must be at least 4 to fit throughput: got 3"),
        (("fit", "405B", *SET, "--node", "B200", "--gpus", "2"), "gpus must be one of 4, 8: got 2"),
        (("fit", *SET, "--table", "trtllm-3"), "table is not known: got 'trtllm-3'"),
        (("fit", *SET, "--rows", "mine.csv"), "--rows must come without --set equery-2026"),
        (("fit", "405B", "--node", "B200"), "--node must come with --set equery-2026: got B200"),
        (("fit", "405B", "--gpus", "8"), "--gpus must come with --set equery-2026: got 8"),
        (("fit", "405B", "--set", "joule-2026", "--table", "x"), "--table must come with --set equery-2026: got x"),
        (
            ("fit", "--set", "equery-2025"),
            "assumption set is not known: got 'equery-2025'; did you mean 'equery-2026'?",
        ),
        (("build", "x.xlsx", *SET), "set must be one of the paper for this (arxiv-v1, arxiv-v1-text, joule-2026)"),
    ],
)
def test_one_line_and_exit_code_2(equery, words, said):
    answer = equery(*words)
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert not answer.out


def test_help_names_the_set(equery):
    assert "equery-2026" in equery("fit", "--help").out
    assert "equery-2026: current hardware" in " ".join(equery("fleet", "--help").out.split())
