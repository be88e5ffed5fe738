"""equery addin install, status, uninstall: on Windows in a home of its own, elsewhere an explanation."""

from __future__ import annotations

import sys

import pytest

from addin.hosts import excel
from addin.hosts.diagnosis import findings


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A Windows machine, as far as the commands look; xlwings writes its add-in file as it would."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    monkeypatch.setattr(excel.Path, "home", lambda: tmp_path)

    def xlwings(*words):
        addin = excel.places().addin
        if words[1] == "install":
            addin.parent.mkdir(parents=True)
            addin.write_bytes(b"")
        else:
            addin.unlink()
        return "done"

    monkeypatch.setattr(excel, "xlwings", xlwings)
    return tmp_path


def conf(home):
    return home / ".xlwings" / "xlwings.conf"


BEFORE = '"INTERPRETER_WIN","C:\\Python\\python.exe"\n"UDF MODULES","prices;risk"\n"SHOW CONSOLE","False"\n'


def test_install_sets_python_and_module_and_uninstall_puts_the_old_values_back(equery, home):
    conf(home).parent.mkdir()
    conf(home).write_text(BEFORE)
    first = equery("addin", "install")
    assert first.code == 0
    assert "was C:\\Python\\python.exe" in first.out
    settings = excel.read(conf(home))
    assert settings["INTERPRETER_WIN"] == sys.executable
    assert settings["UDF MODULES"] == "prices;risk;addin.hosts.udfs"
    assert settings["SHOW CONSOLE"] == "False"
    assert "was right already" in equery("addin", "install").out
    assert equery("addin", "uninstall").code == 0
    assert conf(home).read_text() == BEFORE
    assert excel.places().addin.exists()
    assert "changed nothing" in equery("addin", "uninstall", "--xlwings").out
    assert not excel.places().addin.exists()


def test_where_there_was_no_configuration_nothing_of_ours_stays(equery, home):
    equery("addin", "install")
    assert set(excel.read(conf(home))) == {"INTERPRETER_WIN", "UDF MODULES", "ADD_WORKBOOK_TO_PYTHONPATH"}
    equery("addin", "uninstall")
    assert excel.read(conf(home)) == {}


def test_what_the_user_changed_since_stays(equery, home):
    equery("addin", "install")
    excel.write(conf(home), {**excel.read(conf(home)), "INTERPRETER_WIN": "D:\\other.exe"})
    assert "stays: D:\\other.exe" in equery("addin", "uninstall").out
    assert excel.read(conf(home)) == {"INTERPRETER_WIN": "D:\\other.exe"}


def test_status_names_what_is_missing_and_is_content_after_install(equery, home):
    before = {f.item: f for f in findings(excel.places())}
    assert not before["xlwings add-in"].well
    assert not before["UDF MODULES"].well
    assert "equery addin install" in before["UDF MODULES"].advice
    equery("addin", "install")
    missing = [f.item for f in findings(excel.places()) if not f.well]
    assert missing == ["pywin32"]  # which only Windows has


def test_elsewhere_they_explain_and_change_nothing(equery, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(excel.Path, "home", lambda: tmp_path)
    for word in ("install", "uninstall"):
        answer = equery("addin", word)
        assert answer.code == 0
        assert "equery addin libreoffice" in answer.err
    assert list(tmp_path.iterdir()) == []
    assert {"Python", "xlwings", "LibreOffice"} <= {
        f["item"] for f in equery("addin", "status", "--json").json["findings"]
    }


def test_the_extension_is_written_once(equery, tmp_path):
    path = tmp_path / "equery.oxt"
    assert equery("addin", "libreoffice", path).code == 0
    assert path.read_bytes().startswith(b"PK")
    assert equery("addin", "libreoffice", path).code == 2
    assert equery("addin", "libreoffice", path, "--force").code == 0


@pytest.mark.parametrize("word", ["install", "uninstall", "status", "lite", "libreoffice"])
def test_help_has_an_example(equery, word):
    assert "Example: equery addin" in equery("addin", word, "--help").out
