"""What is there and what is missing for the functions to answer in a cell, one finding a line."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from addin.hosts import beside, excel

LEAST_XLWINGS = (0, 33)
SET_UP = "equery addin install"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what it is, how it is, and what to do where it is not well."""

    item: str
    state: str
    well: bool
    advice: str = ""


def findings(where: excel.Places) -> list[Finding]:
    """Look at everything that this system can run."""
    found = [_python(), _calc(), _xlwings()]
    if sys.platform == "win32":
        found += [_pywin32(), _addin(where), *_configuration(where)]
    else:
        found.append(
            Finding(
                "Excel over COM",
                "on Windows only; here: equery addin lite FOLDER, for xlwings Lite",
                well=True,
            )
        )
    return [*found, *_libreoffice()]


def _python() -> Finding:
    state = f"{sys.version.split()[0]} at {sys.executable}"
    return Finding("Python", state, sys.version_info >= (3, 11), "equery needs Python 3.11 or newer")


def _calc() -> Finding:
    path = beside.found()
    if beside.ours():
        return Finding("calc", f"equery {version('equery')} at {path}", well=True)
    advice = "give that module another name, or take its folder off PYTHONPATH" if path else "install equery again"
    return Finding("calc", f"{path}, which is not equery's" if path else "missing", well=False, advice=advice)


def _xlwings() -> Finding:
    try:
        number = version("xlwings")
    except PackageNotFoundError:
        return Finding("xlwings", "not installed", well=False, advice="pip install xlwings, for Excel on Windows")
    known = tuple(int(part) for part in number.split(".")[:2])
    return Finding("xlwings", number, known >= LEAST_XLWINGS, "pip install --upgrade xlwings")


def _pywin32() -> Finding:
    there = find_spec("win32com") is not None
    return Finding("pywin32", "there" if there else "missing", there, "pip install pywin32")


def _addin(where: excel.Places) -> Finding:
    there = where.addin.is_file()
    return Finding("xlwings add-in", str(where.addin) if there else f"no {where.addin}", there, SET_UP)


def _configuration(where: excel.Places) -> list[Finding]:
    settings = excel.read(where.configuration)
    found = [
        Finding(key, settings.get(key, "not set"), settings.get(key) == value, f"set it to {value}: {SET_UP}")
        for key, value in excel.wanted(settings).items()
    ]
    if settings.get("CONDA PATH"):
        found.append(Finding("CONDA PATH", "set; INTERPRETER_WIN goes before it", well=True))
    return found


def _libreoffice() -> list[Finding]:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return [Finding("LibreOffice", "not on the path", well=True)]
    found = [Finding("LibreOffice", f"{program}; `equery addin libreoffice` writes its extension", well=True)]
    if sys.platform == "linux":
        # Distributions split off the part that runs extensions in Python; elsewhere it always comes along.
        there = (Path(program).resolve().parent / "pythonloader.py").is_file()
        state = "there" if there else "missing"
        found.append(Finding("LibreOffice's Python", state, there, "apt-get install python3-uno"))
    return found
