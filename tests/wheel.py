"""The package as a user gets it: a wheel of this checkout, and an environment of its own with nothing else of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("addin", "calc", "workbook")
SOURCES = (*ROOMS, "data", "pyproject.toml", "README.md", "LICENSE")


def build(folder: Path) -> Path:
    """Build the wheel from a copy, so that nothing of an earlier build gets in; skip where setuptools cannot be had."""
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    done = pip("wheel", "-q", "--no-deps", "-w", folder / "wheels", source)
    if done.returncode and "No matching distribution found for setuptools" in done.stderr:
        reason = f"needs setuptools from a package index: {done.stderr[-300:]}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    assert done.returncode == 0, done.stderr
    [wheel] = (folder / "wheels").glob("*.whl")
    return wheel


def environment(wheel: Path, folder: Path) -> Path:
    """Install a wheel into a new environment that borrows the libraries of this one; return its folder of programs."""
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    done = pip("--python", programs / "python", "install", "-q", "--no-deps", "--no-index", wheel)
    assert done.returncode == 0, done.stderr
    at = subprocess.run(
        [programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    # A folder that a .pth file names goes last on the path, and .pth files in it, such as our checkout's, do nothing.
    Path(at.stdout.strip(), "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return programs


def pip(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", *map(str, words)]
    return subprocess.run(command, check=False, capture_output=True, text=True)
