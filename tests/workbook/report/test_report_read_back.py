"""A report that came back: what it is built from is read, what was changed is named, what does not follow is found."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest

from tests.workbook import engines
from tests.workbook.engines import edited
from tests.workbook.report.built import BOTH, FILES, SAMPLES, Built, typed
from tests.workbook.report.test_report_follows import everything
from workbook.model.draws import FIRST
from workbook.office import recalculate
from workbook.report import ledger_sheet, services_sheet
from workbook.report.composed import compose_report
from workbook.report.content import TYPED
from workbook.report.read_back import content_of_file

CHOSEN = {
    "organisation": "Example", "typed_1_model": "frontier", "typed_1_calls": 2e6, "typed_1_l_in": 1200.0,
    "typed_1_l_out": 350.0, "measured_pue": 1.2, "note_measured_pue": "meter of 2026, AB",
    "stand_in OpenAI mid": "Llama 3.1 70B", "place example-north-1 2026": "Sweden",
}  # fmt: skip


def check(equery, tmp_path, data: bytes):
    path = tmp_path / "returned.xlsx"
    path.write_bytes(data)
    return equery("check", path, "--json")


@pytest.mark.parametrize("report", BOTH, ids=lambda report: report.name)
def test_what_a_report_is_built_from_is_read_back(report: Built) -> None:
    found = content_of_file(report.file)
    assert (found.slots, found.files, found.left_out) == (
        report.content.slots, report.content.files, report.content.left_out,
    )  # fmt: skip
    assert found.choices == report.content.choices
    again = compose_report(found)
    assert again.book.xlsx.sheetnames == report.pages.book.xlsx.sheetnames
    numbers = {key: cell.value for key, cell in report.pages.results.items()}
    assert {key: cell.value for key, cell in again.results.items()} == pytest.approx(numbers, rel=1e-12)


def test_every_choice_is_read_back(tmp_path) -> None:
    inputs = everything(FILES)
    path = tmp_path / "chosen.xlsx"
    path.write_bytes(edited(FILES.file.read_bytes(), typed(FILES, inputs)))
    again = compose_report(content_of_file(path))
    assert {key: cell.value for key, cell in again.inputs.items()} == inputs


@pytest.mark.parametrize("report", BOTH, ids=lambda report: report.name)
def test_a_report_as_built_is_sound(equery, report: Built) -> None:
    answer = equery("check", report.file, "--json")
    assert answer.code == 0, answer.json["differences"]
    assert (answer.json["sound"], answer.json["changes"], answer.json["built_set"]) == (True, [], "equery-2026")
    assert answer.json["results"] > 1000


def test_changes_are_named_and_recalculated_results_follow(equery, tmp_path) -> None:
    engines.require_libreoffice()
    path = tmp_path / "edited.xlsx"
    path.write_bytes(edited(FILES.file.read_bytes(), typed(FILES, CHOSEN)))
    answer = equery("check", recalculate(path, tmp_path / "out"), "--json")
    assert answer.code == 0, answer.json["differences"]
    found = {change["name"]: (change["built"], change["now"]) for change in answer.json["changes"]}
    assert found == {key: (FILES.pages.usual[key], value) for key, value in CHOSEN.items()}


def test_results_that_nobody_recalculated_are_found(equery, tmp_path) -> None:
    answer = check(equery, tmp_path, edited(FILES.file.read_bytes(), typed(FILES, {"wue_site": 0.3})))
    assert answer.code == 1
    wrong = {difference["result"] for difference in answer.json["differences"]}
    assert "total|water|mean" in wrong
    assert "total|kwh|mean" not in wrong
    assert answer.json["typed_over"] == []


CONSTANTS = {
    "tokens of the ledger": (ledger_sheet.TITLE, f"F{ledger_sheet.HEAD + 1 + TYPED}"),
    "a fit": (services_sheet.SERVICES, f"F{services_sheet.HEAD + 1}"),
    "a factor": ("Grid factors", "C6"),
    "an assumption": ("Assumptions", "C6"),
}


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_constant_typed_over_is_found(equery, tmp_path, name: str) -> None:
    key = CONSTANTS[name]
    data = edited(FILES.file.read_bytes(), {key: float(FILES.cached[key]) * 1.01 + 1})
    answer = check(equery, tmp_path, data)
    assert answer.code == 1
    cells = {difference["cell"] for difference in answer.json["differences"]}
    digest = {d["result"] for d in answer.json["differences"] if len(str(d["expected"])) == 64}
    assert digest if name == "tokens of the ledger" else "!".join(key) in cells


def test_formulas_replaced_are_found(equery, tmp_path) -> None:
    book = openpyxl.load_workbook(FILES.file)
    cells = {FILES.result("total|kwh|mean"): "=1+1", ("Trials of usage", f"C{FIRST + 40}"): 7}
    for (title, cell), value in cells.items():
        book[title][cell].value = value
    book.save(tmp_path / "typed.xlsx")
    answer = equery("check", tmp_path / "typed.xlsx", "--json")
    assert answer.code == 1
    assert answer.json["typed_over"] == ["!".join(key) for key in cells]


def test_what_breaks_its_rule_is_refused_in_one_line(equery, tmp_path) -> None:
    for key, value, said in (
        ("typed_1_model", "nothing such", "Inputs!A13 must be chosen from its list: got 'nothing such'"),
        ("measured_pue", "good", "must be a number or blank: got 'good'"),
        ("host", "Mars", "must be chosen from its list: got 'Mars'"),
        ("stand_in OpenAI mid", "x", "Models!C16 must be chosen from its list"),
        ("place us 2026", "Atlantis", "must be chosen from its list: got 'Atlantis'"),
    ):
        answer = check(equery, tmp_path, edited(FILES.file.read_bytes(), typed(FILES, {key: value})))
        assert (answer.code, answer.err.count("\n")) == (2, 1)
        assert said in answer.err


def test_a_static_report_says_why_it_cannot_be_checked(equery, tmp_path) -> None:
    assert equery("report", SAMPLES / "aws-cur-2026.csv", tmp_path / "mail.xlsx", "--values").code == 0
    assert "static edition" in equery("check", tmp_path / "mail.xlsx").err


def test_a_note_stays_as_it_is_said() -> None:
    choices = replace(FILES.content.choices, notes={"measured_pue": "=1+1"})
    pages = compose_report(replace(FILES.content, choices=choices))
    cell = pages.inputs["note_measured_pue"]
    assert (cell.value, cell.sheet.ws[cell.text].data_type) == ("=1+1", "s")
