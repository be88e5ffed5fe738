"""xlwings Lite: main.py loads and registers in a real Pyodide, and is the same text every time."""

from __future__ import annotations

import inspect
import json
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from addin.hosts import udfs
from addin.hosts.lite import main_py, requirements
from addin.registry import FUNCTIONS
from tests.addin.hosts.conftest import missing

HERE = Path(__file__).parent
PYODIDE = "pyodide@314.0.7"


@pytest.fixture(scope="session")
def pyodide(request) -> Path:
    """The folder of Pyodide, from npm, kept between runs."""
    if not shutil.which("node") or not shutil.which("npm"):
        missing("needs node and npm")
    folder = request.config.cache.mkdir(PYODIDE.replace("@", "-"))
    found = folder / "node_modules" / "pyodide"
    if not (found / "pyodide.mjs").exists():
        done = subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), PYODIDE],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode != 0:
            reason = f"needs {PYODIDE} from npm: {done.stderr[-300:]}"
            missing(reason)
    return found


def test_every_function_is_registered_in_pyodide_before_anything_heavy_is_loaded(pyodide, tmp_path):
    (tmp_path / "main.py").write_text(main_py())
    (tmp_path / "calc.py").write_text("raise ImportError('the calc of the folder ran')")
    done = subprocess.run(
        ["node", str(HERE / "pyodide.mjs"), str(pyodide), str(tmp_path), str(HERE / "in_pyodide.py")],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["platform"] == "emscripten"
    assert found["functions"] == {name: str(inspect.signature(getattr(udfs, name))) for name in FUNCTIONS}
    assert found["loaded"] == []
    assert not found["calc"].startswith("/lite/")  # not beside main.py, but where it has unpacked
    assert found["version"] == version("equery")
    # an error is Excel's own, with our words
    assert found["failed"].startswith("numpy is missing: ")


def test_main_py_is_the_same_every_time_and_short_with_a_wheel():
    assert main_py() == main_py()
    address = "https://example.org/equery.whl"
    assert "PACKED" not in main_py(address)
    assert requirements(address).splitlines()[-1] == address
    compile(main_py(), "main.py", "exec")


def test_the_command_writes_both_files_and_replaces_none(equery, tmp_path):
    assert equery("addin", "lite", tmp_path / "lite").code == 0
    assert (tmp_path / "lite" / "main.py").read_text() == main_py()
    assert (tmp_path / "lite" / "requirements.txt").read_text() == requirements()
    again = equery("addin", "lite", tmp_path / "lite")
    assert again.code == 2
    assert "--force" in again.err
    assert "https://" in equery("addin", "lite", tmp_path / "x", "--wheel", "equery.whl").err
    assert not (tmp_path / "x").exists()


def test_in_office_js_an_error_is_the_hosts_own(monkeypatch):
    monkeypatch.setattr(udfs, "OFFICE_JS", True)
    # xlwings turns this text into Excel's own error
    assert udfs.FLEET_GWH([[0.0], [1.2]], [[1.0]], [[1.0]])[1] == ["#VALUE!"]
    with pytest.raises(udfs.xw.XlwingsError, match=r"^share_tts must lie between 0 and 1: got 1\.2$"):
        udfs.FLEET_GWH([[1.2]], [[1.0]], [[1.0]])


def test_a_defect_is_a_short_text_and_no_traceback(monkeypatch):
    monkeypatch.setattr("addin.dispatch.call", lambda *_: 1 / 0)
    assert udfs.FLEET_GWH(0.0, 1.0, 1.0) == "#EQUERY! internal error: ZeroDivisionError: division by zero"
