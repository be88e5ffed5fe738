"""The Functions sheet tells of every function; the Live sheet's calls answer in LibreOffice with the same values."""

import openpyxl
import pytest

from addin.registry import FUNCTIONS
from calc.inputs.assumptions import assumption_set
from tests.addin.hosts.conftest import office, profile  # noqa: F401 - the real LibreOffice with the extension
from tests.workbook.engines import complaints
from workbook.build import build_workbook
from workbook.sheets.functions import HEAD, LIVE, TITLE


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    path = tmp_path_factory.mktemp("editions") / "calc.xlsx"
    path.write_bytes(build_workbook(assumption_set(), edition="libreoffice"))
    return path


def test_every_function_has_its_row_and_a_result(built):
    sheet = openpyxl.load_workbook(built)[TITLE]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=HEAD + 1)}
    assert list(rows) == list(FUNCTIONS)
    assert all(cell.value not in (None, "") for name, row in rows.items() for cell in (row[3], row[5], row[6]))
    assert all(cell.data_type != "f" for row in rows.values() for cell in row)


def test_calls_answer_in_libreoffice_with_the_values_beside_them(built, office):  # noqa: F811
    document = office.open(str(built))
    office.calculate(document)
    rows = [row for row in office.values(document, f"{LIVE}!A{HEAD + 1}:E40") if row[3] != ""]
    assert len(rows) > 10
    for what, _, live, when_built, _ in rows:  # an error is an empty text here
        # calls give the doubles that the file keeps with 15 digits or more
        assert live == (when_built if isinstance(when_built, str) else pytest.approx(when_built, rel=1e-12)), what
    office.close(document)


def test_calls_follow_the_inputs_sheet(built, office):  # noqa: F811
    document = office.open(str(built))
    before = _named(office, document)
    row = next(i for i, ((key, _),) in enumerate(office.read(document, "Inputs!A1:A40"), 1) if key == "pue_p95")
    office.write(document, f"Inputs!C{row}:C{row}", [[1.2]])
    after = _named(office, document)
    assert after["Baseline, traditional, median [Wh]"] < before["Baseline, traditional, median [Wh]"]
    assert after["Your own fleet [GWh/day]"] < before["Your own fleet [GWh/day]"]
    office.close(document)


def _named(office, document):  # noqa: F811
    office.calculate(document)
    return {what: value for what, _, value in office.values(document, f"{LIVE}!A{HEAD + 1}:C40")}


def test_the_other_editions_call_nothing(equery, tmp_path):
    equery("build", tmp_path / "plain.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plain.xlsx")
    assert LIVE not in book.sheetnames
    formulas = [str(c.value) for s in book for row in s.iter_rows(max_row=60) for c in row if c.data_type == "f"]
    assert not [f for f in formulas if any(name in f for name in FUNCTIONS)]


def test_the_macro_edition_carries_xlwings_vba_unchanged(equery, tmp_path):
    from pathlib import Path
    from zipfile import ZipFile

    import xlwings

    path = tmp_path / "reference.xlsm"
    assert equery("build", path, "--macro").code == 0
    template = Path(xlwings.__file__).parent / "quickstart.xlsm"
    vba = [ZipFile(file).read("xl/vbaProject.bin") for file in (template, path)]
    assert vba[0] == vba[1]
    book = openpyxl.load_workbook(path, keep_vba=True)
    assert book.sheetnames[0] == "Cover"
    assert book.sheetnames[-1] == "xlwings.conf"
    settings = dict(book["xlwings.conf"].iter_rows(values_only=True))
    assert settings["UDF Modules"] == "addin.hosts.udfs"
    assert book[LIVE][f"C{HEAD + 1}"].value == '=EQUERY_MEDIAN("Baseline","traditional")'
    assert not complaints(path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x.xlsx", "--macro"), "OUT must end in .xlsm with --macro"),
        (("x.xlsm",), "OUT must end in .xlsm with --macro"),
        (("x",), "in .xlsx without: got"),
        (("x.xlsm", "--macro", "--values"), "--macro must stand alone"),
        (("x.xlsx", "--edition", "excel"), "--edition must be libreoffice"),
        (("x.xlsx", "--edition", "libreoffice", "--values"), "--values must stand without --edition"),
    ],
)
def test_options_that_do_not_go_together(equery, tmp_path, words, said):
    answer = equery("build", tmp_path / words[0], *words[1:])
    assert answer.code == 2
    assert said in answer.err
    assert not list(tmp_path.iterdir())
