"""A real LibreOffice with the extension installed in a profile of its own, started once for all tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from addin.hosts.libreoffice.oxt import build
from tests.addin.hosts import hostile
from tests.addin.hosts.driver import Driver
from tests.workbook.conftest import equery  # noqa: F401 - the command, for the tests here too

HERE = Path(__file__).parent
# Programs that run in another process, or another Python.
collect_ignore = ["com_host.py", "in_pyodide.py", "office.py"]


@cache
def python_with_uno() -> str | None:
    """Return a Python that can talk to LibreOffice: Debian's, or the one LibreOffice brings."""
    for python in (
        "/usr/bin/python3",
        "/usr/lib/libreoffice/program/python",
        "/opt/libreoffice/program/python",
    ):
        if (
            Path(python).exists()
            and subprocess.run([python, "-c", "import uno"], check=False, capture_output=True).returncode == 0
        ):
            return python
    return None


def missing(reason: str) -> None:
    """Skip here, fail in CI: there a test that cannot run is a defect."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def start(profile: Path, folder: Path | None = None) -> Driver:
    """Start LibreOffice with a profile, in a folder; what it can do is in office.py."""
    return Driver(python_with_uno(), HERE / "office.py", profile, folder=folder)


@pytest.fixture(scope="session")
def profile(tmp_path_factory) -> Path:
    """A profile with the extension installed; installing goes through UNO, for unopkg refuses root."""
    if not shutil.which("soffice"):
        missing("needs LibreOffice: apt-get install libreoffice-calc")
    if python_with_uno() is None:
        missing("needs LibreOffice's Python bridge: apt-get install python3-uno")
    folder = tmp_path_factory.mktemp("office")
    (folder / "equery.oxt").write_bytes(build())
    office = start(folder / "profile")
    office.install(str(folder / "equery.oxt"))
    office.end()
    return folder / "profile"


@pytest.fixture(scope="session")
def office(profile, tmp_path_factory):
    # Where a user has things named like ours, for every test: answers must be ours wherever it was started.
    office = start(profile, hostile.fill(tmp_path_factory.mktemp("started") / "here", "calc/"))
    yield office
    office.end()
