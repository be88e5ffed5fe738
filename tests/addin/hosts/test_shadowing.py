"""A calc.py, a folder calc or a folder data of the user's changes nothing, through each host's own start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlwings

import addin.hosts.beside
from addin.dispatch import call
from addin.hosts import excel
from addin.hosts.lite import main_py
from tests.addin.hosts import hostile
from tests.addin.hosts.driver import Driver
from tests.addin.hosts.test_worker import MEDIAN, client
from workbook.ooxml.macro import SETTINGS, macro_book

HERE = Path(__file__).parent
OMITTED = {"omitted": True}
EXPECTED = call(*MEDIAN[:1], MEDIAN[1][0])[0][0]
KINDS = ("calc.py", "calc/")


@pytest.fixture(params=KINDS)
def folder(request, tmp_path) -> Path:
    """The folder of the user's workbook."""
    return hostile.fill(tmp_path / "workbook's", request.param)


def of_the_sheet(_: Path) -> dict[str, str]:
    """The settings of the macro workbook, as xlwings.bas reads its sheet."""
    book = macro_book()
    rows = book[SETTINGS].iter_rows(values_only=True)
    book.vba_archive.close()
    return {key.upper(): value for key, value in rows}


def of_the_file(tmp_path: Path) -> dict[str, str]:
    """The settings that `equery addin install` leaves in the user's xlwings.conf."""
    where = excel.Places(tmp_path / "xlwings.conf", tmp_path / "xlwings.xlam")
    excel.configure(where)
    return excel.read(where.configuration)


def started(book: Path, settings: dict[str, str], folder: Path) -> Driver:
    """xlwings' server for functions, started with the words that xlwings' VBA composes, in a current folder."""
    vba = (Path(xlwings.__path__[0]) / "addin" / "Main.bas").read_text(encoding="utf-8")
    assert 'AddExcelDir = GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")' in vba
    assert '" -B -c ""import sys, os;"' in vba
    assert '"import xlwings.utils;xlwings.utils.prepare_sys_path(' in vba
    add = settings.get("ADD_WORKBOOK_TO_PYTHONPATH", "true")
    path = f"{add};{book};{book};;;;{settings.get('PYTHONPATH', '')}"
    start = f"import sys, os;import xlwings.utils;xlwings.utils.prepare_sys_path({path!r});import xlwings; "
    serve = f"import runpy; runpy.run_path({str(HERE / 'com_host.py')!r}, run_name='__main__')"
    return Driver(sys.executable, "-B", "-c", start + serve, folder=folder)


@pytest.mark.parametrize("settings", [of_the_sheet, of_the_file])
@pytest.mark.parametrize("current", ["elsewhere", "there"])
def test_excel_over_com(folder, tmp_path, settings, current):
    # Excel's current folder is the workbook's, once that was opened from the dialogue.
    here = folder if current == "there" else tmp_path
    with started(folder / "book.xlsm", settings(tmp_path), here) as host:
        assert host.call("EQUERY_MEDIAN", "Baseline", "traditional", *[OMITTED] * 3) == [[EXPECTED]]


@pytest.mark.parametrize("settings", [of_the_sheet, of_the_file])
@pytest.mark.parametrize("name", ["addin.py", "scipy.py"])
def test_excel_over_com_does_not_look_into_the_workbooks_folder(tmp_path, settings, name):
    book = tmp_path / "workbook's" / "book.xlsm"
    book.parent.mkdir()
    (book.parent / name).write_text(hostile.SAID)
    with started(book, settings(tmp_path), tmp_path) as host:
        assert host.call("EQUERY_MEDIAN", "Baseline", "traditional", *[OMITTED] * 3) == [[EXPECTED]]


def test_the_worker_of_libreoffice(folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    worker = client.Worker(sys.executable)
    assert worker.ask(MEDIAN) == [("rows", ((EXPECTED,),))]
    worker.stop()


def test_xlwings_lite(folder):
    (folder / "main.py").write_text(main_py())
    program = (
        "import sys, types; lite = types.ModuleType('xlwings'); sys.modules['xlwings'] = lite\n"
        "lite.func = lambda **_: lambda f: f\nlite.arg = lambda *_, **__: lambda f: f\n"
        "import main, calc, calc.inputs.reader as reader\n"
        "print(main.folder, calc.__file__, reader.DATA, main.EQUERY_MEDIAN('Baseline', 'traditional'), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=folder)
    unpacked, *files, answer = done.stdout.splitlines()
    assert [Path(file) for file in files] == [Path(unpacked, "calc", "__init__.py"), Path(unpacked, "calc", "data")]
    assert float(answer) == EXPECTED


def test_the_command(folder, installed):
    def equery(*words: str) -> dict:
        done = subprocess.run(
            [installed / "equery", *words, "--json"], check=True, capture_output=True, text=True, cwd=folder
        )
        return json.loads(done.stdout)

    # five quantiles are solved for at once here, and the solver stops within this of the root
    assert equery("estimate", "Baseline", "traditional")["quantiles"]["0.5"] == pytest.approx(EXPECTED, rel=1e-12)
    [found] = [f for f in equery("addin", "status")["findings"] if f["item"] == "calc"]
    assert found["well"]
    assert str(installed.parent) in found["state"]


def test_status_says_where_another_calc_is_found_first(folder, installed):
    program = "import json; from addin.hosts import diagnosis; f = diagnosis._calc(); print(json.dumps(vars(f)))"
    done = subprocess.run([installed / "python", "-c", program], check=True, capture_output=True, text=True, cwd=folder)
    found = json.loads(done.stdout)
    assert not found["well"]
    assert found["state"].startswith(str(folder / "calc"))
    assert "which is not equery's" in found["state"]
    assert "PYTHONPATH" in found["advice"]


def test_a_calc_that_was_there_before_is_named_and_not_called(monkeypatch, folder):
    foreign = type(sys)("calc")
    foreign.__spec__ = type(sys.__spec__)("calc", None, origin=str(folder / "calc.py"))
    monkeypatch.setitem(sys.modules, "calc", foreign)
    with pytest.raises(ImportError, match=r"calc is .*calc\.py, which is not equery's"):
        addin.hosts.beside.hold_calc()
