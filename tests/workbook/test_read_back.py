"""A workbook that came back: its changes are named, its results recomputed, and what is not ours is refused."""

import openpyxl
import pytest

from calc.inputs.assumptions import assumption_set
from tests.workbook.engines import edited, require_libreoffice
from workbook.build import build_workbook
from workbook.office import recalculate
from workbook.sheets import benchmarks


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    path = tmp_path_factory.mktemp("returned") / "reference.xlsx"
    path.write_bytes(build_workbook(assumption_set()))
    return path


def _rows(path):
    book = openpyxl.load_workbook(path, read_only=True)
    return {row[0].value: row[0].row for row in book["Inputs"].iter_rows(max_row=80) if row[0].value}


def _edit(built, target, edits):
    target.write_bytes(edited(built.read_bytes(), edits))
    return target


def test_a_workbook_as_built_is_sound(equery, built):
    answer = equery("check", built, "--json")
    assert answer.code == 0
    assert answer.json["sound"]
    assert answer.json["changes"] == []
    assert answer.json["built_set"] == "arxiv-v1"
    assert answer.json["results"] > 200


def test_changes_are_named_and_recalculated_results_follow(equery, built, tmp_path):
    require_libreoffice()
    rows = _rows(built)
    first_of_405b, _ = benchmarks.span("Llama 3.1 405B")
    edits = {
        ("Inputs", "B6"): "joule-2026",
        ("Inputs", f"C{rows['pue_p95']}"): 1.25,
        ("Inputs", f"C{rows['serving']}"): 8,
        ("Inputs", f"B{rows['query_model']}"): "Mixtral 8x22B",
        ("Inputs", f"B{rows['fleet_share_tts']}"): 0.25,
        ("Benchmarks", f"J{first_of_405b}"): 0,
    }
    changed = recalculate(_edit(built, tmp_path / "edited.xlsx", edits), tmp_path / "out")
    answer = equery("check", changed, "--json")
    assert answer.code == 0, answer.json["differences"]
    names = {change["name"]: (change["built"], change["now"]) for change in answer.json["changes"]}
    assert names["pue_p95"] == (1.6, 1.25)
    assert names["p_max_kw"] == (11.3, 10.2)
    assert names["serving alpha"] == (5, 8)
    assert names["query_model"] == ("Llama 3.1 405B", "Mixtral 8x22B")
    assert names["b01 used"] == (None, 0)


def test_results_that_nobody_recalculated_are_found(equery, built, tmp_path):
    rows = _rows(built)
    stale = _edit(built, tmp_path / "stale.xlsx", {("Inputs", f"B{rows['fleet_share_tts']}"): 0.5})
    answer = equery("check", stale, "--json")
    assert answer.code == 1
    wrong = {difference["result"] for difference in answer.json["differences"]}
    assert "fleet|own|total" in wrong
    assert "fleet|mixed|total" not in wrong


def test_a_result_typed_over_is_found(equery, built, tmp_path):
    book = openpyxl.load_workbook(built)
    cell = next(c for row in book["Fleet"].iter_rows() for c in row if c.data_type == "f")
    cell.value = 0.5
    book.save(tmp_path / "typed.xlsx")
    answer = equery("check", tmp_path / "typed.xlsx", "--json")
    assert answer.code != 0


def test_what_is_not_ours_is_refused(equery, tmp_path, built):
    (tmp_path / "text.xlsx").write_text("not a workbook")
    (tmp_path / "cut.xlsx").write_bytes(built.read_bytes()[:100_000])
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    for name, said in (
        ("text.xlsx", "readable workbook"),
        ("cut.xlsx", "readable workbook"),
        ("other.xlsx", "has no sheet Cover"),
        ("none.xlsx", "No such file"),
    ):
        answer = equery("check", tmp_path / name)
        assert answer.code == 2
        assert said in answer.err
        assert answer.err.count("\n") == 1


def test_a_static_edition_says_why_it_cannot_be_checked(equery, tmp_path):
    equery("build", tmp_path / "mail.xlsx", "--values")
    assert "static edition" in equery("check", tmp_path / "mail.xlsx").err
