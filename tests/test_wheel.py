"""What a user installs: the tables within calc, nothing beside our packages, all of it away from the checkout."""

import json
import subprocess
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from addin.hosts.lite import main_py
from tests.wheel import ROOMS, ROOT

Run = Callable[..., str]


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Run:
    """Run a program of the installed environment in an empty folder."""

    def run(program: str, *words: str) -> str:
        command = [str(installed / program), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path).stdout

    return run


def listed(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_a_wheel_puts_three_packages_beside_others_and_no_data(wheel: Path) -> None:
    top = {name.partition("/")[0] for name in listed(wheel)}
    assert {name for name in top if not name.endswith(".dist-info")} == set(ROOMS)


def test_a_wheel_holds_every_module_every_table_and_the_mark_of_types(wheel: Path) -> None:
    modules = {str(path.relative_to(ROOT).as_posix()) for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    tables = {f"calc/data/{path.relative_to(ROOT / 'data').as_posix()}" for path in (ROOT / "data").rglob("*.*")}
    assert modules | tables | {"calc/py.typed"} == {name for name in listed(wheel) if ".dist-info/" not in name}


def test_the_listed_packages_are_the_folders_there_are() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {path.parent.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("__init__.py")}
    found = {".".join(folder.parts) for folder in folders}
    assert sorted(found | {"calc.data"}) == project["tool"]["setuptools"]["packages"]


def test_it_answers_away_from_the_checkout(run: Run, installed: Path) -> None:
    answer = json.loads(run("equery", "estimate", "Baseline", "traditional", "--json"))
    assert round(answer["quantiles"]["0.5"], 2) == 0.34  # as printed, oviedo-2025
    told = run("python", "-c", "import calc, calc.inputs.reader as t; print(calc.__file__); print(t.DATA)").split()
    assert all(Path(line).is_relative_to(installed.parent) for line in told)


def test_it_packs_the_same_functions_for_xlwings_lite(run: Run) -> None:
    assert run("python", "-c", "from addin.hosts.lite import main_py; print(main_py(), end='')") == main_py()
