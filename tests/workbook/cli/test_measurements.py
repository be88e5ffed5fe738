"""`equery measured`: what it prints, and what it says of a file that is not as it should be."""

import math
import re

import pytest
from rich.console import Console

from calc.measured.comparison import compare
from calc.measured.one_run import NEEDED
from tests.wheel import ROOT
from workbook.cli import console

KEYS = ("id", "model", "node", "measured", "modelled", "unit", "ratio", "boundary", "fitted")
HEADER = ",".join(NEEDED)
GOOD = "lm-arena-chat,meta-llama/Llama-3.1-8B-Instruct,fp8,H200,1,64,300,0.1"
TABLE = (ROOT / "data" / "measured_runs.csv").read_text(encoding="utf-8")


@pytest.fixture
def narrow(monkeypatch):
    monkeypatch.setattr(console, "out", Console(width=80, highlight=False))


@pytest.fixture
def of_file(equery, tmp_path):
    """Answers about a file with this text."""

    def answer(text, *words):
        path = tmp_path / "mine.csv"
        path.write_text(text, encoding="utf-8")
        return equery("measured", "--rows", path, *words)

    return answer


def test_json_has_every_row_and_summaries_of_them(equery):
    answer = equery("measured", "--json").json
    assert list(answer)[:5] == ["assumption_set", "rows", "mean_abs_ln", "worst", "share_inside"]
    rows = answer["rows"]
    assert all(tuple(row)[: len(KEYS)] == KEYS for row in rows)
    assert all(row["ratio"] == row["modelled"] / row["measured"] for row in rows)
    errors = [abs(math.log(row["ratio"])) for row in rows]
    assert answer["mean_abs_ln"] == pytest.approx(sum(errors) / len(errors))
    assert answer["worst"] == pytest.approx(max(errors))
    assert {type(row["fitted"]) for row in rows} == {bool}
    assert {row["boundary"] for row in rows} == {"GPU", "IT"}
    assert all({"id", "model", "node", "reason"} <= set(one) and one["reason"] for one in answer["not_modelled"])
    assert len(rows) == len(compare().rows)
    assert [group["rows"] for group in answer["groups"] if group["by"] == "table"] == [167, 64]
    assert [aim["met"] for aim in answer["aims"]] == [False, True, True]


def test_the_table_itself_read_as_a_file_says_the_same(equery, of_file):
    """All runs, with the columns of the source, calibrating ones among them."""
    built_in = {row["id"]: row for row in equery("measured", "--json").json["rows"]}
    answer = of_file(TABLE, "--json").json
    assert len(answer["rows"]) == 231
    assert all(row == built_in[row["id"]] for row in answer["rows"])
    assert len(answer["not_modelled"]) == 210


def test_rows_of_hardware_that_was_never_fitted(of_file):
    text = "\n".join(
        (
            HEADER, GOOD,
            GOOD.replace("H200", "B200"),
            GOOD.replace("meta-llama/Llama-3.1-8B-Instruct", "openai/gpt-oss-200b"),
            GOOD.replace("H200", "A100"),
        )
    )  # fmt: skip
    answer = of_file(text, "--json").json
    assert [(row["id"], row["node"], row["fitted"]) for row in answer["rows"]] == [
        ("row 1", "DGX H200", True), ("row 2", "DGX B200", False),
    ]  # fmt: skip
    unknown, no_power = answer["not_modelled"]
    assert unknown["reason"] == "no throughput table is of openai/gpt-oss-200b; nearest by name is gpt-oss-20b"
    assert (no_power["id"], no_power["node"]) == ("row 4", "A100")


def test_a_file_of_unknown_models_has_no_mean(of_file):
    answer = of_file(f"{HEADER}\n{GOOD.replace('Llama-3.1-8B', 'Grok-9')}\n", "--json").json
    assert (answer["rows"], answer["mean_abs_ln"], answer["worst"], answer["groups"]) == ([], None, None, [])


def test_order_of_columns_spaces_case_and_more_columns_do_not_matter(of_file):
    plain = of_file(f"{HEADER}\n{GOOD}\n", "--json").json
    header, cells = HEADER.split(","), GOOD.split(",")
    turned = ", ".join([*reversed(header), "Run_ID"]).upper() + "\n" + ", ".join([*reversed(cells), "mine"]) + "\n"
    other = of_file("\ufeff" + turned, "--json").json
    assert other["rows"][0] | {"id": "row 1"} == plain["rows"][0]
    assert other["rows"][0]["id"] == "mine"


def changed(column: str, value: str) -> str:
    cells = GOOD.split(",")
    cells[NEEDED.index(column)] = value
    return f"{HEADER}\n{GOOD}\n{','.join(cells)}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "rows must hold a header and at least 1 row: .*mine.csv is empty"),
        (HEADER + "\n", "rows must hold a header and at least 1 row: .*mine.csv has no row"),
        (
            TABLE.replace("avg_batch_size", "batch", 1),
            "mine.csv must have the columns task, .*: it lacks avg_batch_size and has run_id, task, ",
        ),
        (
            TABLE.replace("energy_per_token_joules", "energy_per_token_wh", 1),
            r"it lacks energy_per_token_joules \(energy_per_token_wh is in another unit\)",
        ),
        (f"{HEADER};\n{GOOD}\n".replace(",", ";"), "mine.csv must have the columns task, "),
        (changed("avg_batch_size", "0.5"), "mine.csv, row 2: avg_batch_size must be at least 1 .*: got '0.5'"),
        (changed("avg_batch_size", "many"), "mine.csv, row 2: avg_batch_size must be a finite number: got 'many'"),
        (changed("avg_output_len", "0"), "mine.csv, row 2: avg_output_len must be above 0, token: got '0'"),
        (changed("avg_output_len", "nan"), "mine.csv, row 2: avg_output_len must be a finite number: got 'nan'"),
        (changed("num_gpus", "1.5"), "mine.csv, row 2: num_gpus must be a whole number from 1, GPU: got '1.5'"),
        (changed("num_gpus", ""), "mine.csv, row 2: num_gpus must be a finite number: got ''"),
        (changed("energy_per_token_joules", "-1"), "energy_per_token_joules must be above 0, J/token: got '-1'"),
        (changed("energy_per_token_joules", "0.1 J"), "energy_per_token_joules must be a finite number: got '0.1 J'"),
        (changed("weight_precision", "half"), "weight_precision must name its bits, as fp8 does: got 'half'"),
        (changed("model_id", ""), "mine.csv, row 2: model_id must not be empty: got ''"),
        (f"{HEADER}\nlm-arena-chat\n", "mine.csv, row 1: model_id must not be empty: got ''"),
        (f"{HEADER},unit\n{GOOD},Wh/token\n", "mine.csv, row 1: unit must be J/token: got 'Wh/token'"),
        (
            f"{HEADER},energy_per_request_joules\n{GOOD},30000\n",
            "must be in J/token, 100 by energy_per_request_joules over avg_output_len: got '0.1'",
        ),
        (
            f"{HEADER},avg_power_watts,output_throughput_tokens_per_sec\n{GOOD},600,0\n",
            "mine.csv, row 1: output_throughput_tokens_per_sec must be above 0: got '0'",
        ),
    ],
)
def test_a_bad_file_gets_one_line_that_says_where_and_why(of_file, text, said):
    answer = of_file(text)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1
    assert re.search(said, answer.err), answer.err


def test_a_file_that_is_not_there(equery, tmp_path):
    answer = equery("measured", "--rows", tmp_path / "none.csv")
    assert answer.code == 2
    assert "rows must be a readable file" in answer.err


def test_80_columns_hold_it_groups_first(equery, narrow):
    answer = equery("measured")
    lines = answer.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "…" not in answer.out
    titles = [line for line in lines if line.startswith(("ln ratio by", "What was", "Furthest", "Not modelled"))]
    assert [title.split()[0] for title in titles] == [*["ln"] * 5, "What", "Furthest", "Not"]
    for group in compare().groups:
        found = rf"{re.escape(group.name)} +{group.rows} +{group.mean_abs_ln:.3f} +{group.worst:.3f} "
        assert re.search(found, answer.out)
    assert "note: missed: mean |ln ratio|" in answer.err
    assert "note: beyond a factor of 2: Qwen3-235B-A22B on DGX H100" in answer.err
