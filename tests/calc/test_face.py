"""`import calc`: every name it offers is there and typed, nothing else is, and nothing is loaded before it is asked."""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import calc
from tests.wheel import ROOT

USER = """
from typing import assert_type

import numpy as np
from numpy.typing import NDArray

import calc

assert_type(calc.energy("Baseline", "tts", alpha=(1.5, 3)).quantile([0.05, 0.95]), NDArray[np.float64])
assert_type(calc.fleet(0.1).gwh_per_day, NDArray[np.float64])
assert_type(calc.Scenario("mine", share_tts=0.2).impact().location.mean(), NDArray[np.float64])
assert_type(calc.assumption_set("joule-2026", pue_p95=1.3), calc.AssumptionSet)
assert_type(calc.serving_set(pue=1.12), calc.ServingSet)
assert_type(calc.model_fit("Mixtral 8x22B").tps_max, float)
assert_type(calc.__version__, str)
"""
MISTAKEN = """
import calc

calc.energy(regime="tts")
calc.enery("Baseline")
calc.fleet(share="0.1")
"""


def homes() -> dict[str, str]:
    """The module behind each name, as type checkers are told."""
    tree = ast.parse(Path(calc.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {a.name: node.module or "" for node in imports for a in node.names if a.name in calc.__all__}


@pytest.mark.parametrize("name", calc.__all__)
def test_every_name_is_what_type_checkers_are_told(name: str) -> None:
    assert getattr(calc, name) is getattr(importlib.import_module(homes()[name]), name)


def test_nothing_else_is_offered() -> None:
    assert set(dir(calc)) == {*calc.__all__, "__version__"}
    assert sorted(calc.__all__) == calc.__all__ == sorted(homes())
    # a room that is loaded becomes an attribute, and would hide a function of its name
    assert {module.name for module in pkgutil.iter_modules(calc.__path__)}.isdisjoint(calc.__all__)
    with pytest.raises(AttributeError, match="module 'calc' has no attribute 'enery'"):
        calc.enery  # noqa: B018 - asking is the test


def test_the_version_is_the_distributions() -> None:
    assert calc.__version__ == version("equery")


def python(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_importing_it_loads_nothing() -> None:
    program = "import sys; before = set(sys.modules); import calc; print(*(set(sys.modules) - before))"
    loaded = python(program).split()
    assert [name for name in loaded if name.startswith("calc")] == ["calc"]
    assert {name.partition(".")[0] for name in loaded} <= {"calc"} | sys.stdlib_module_names


def test_a_name_loads_what_it_needs_and_no_more() -> None:
    loaded = python("import sys, calc; calc.assumption_set; print(*sys.modules)").split()
    assert "calc.inputs.tables" in loaded
    assert not [name for name in loaded if name.startswith(("calc.query", "calc.impacts", "scipy"))]


def test_the_example_of_the_readme_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert "import calc\n" in example
    python(example)


def checked(program: Path, installed: Path) -> list[str]:
    """What mypy finds in a user's program, strict, where the wheel is installed."""
    done = subprocess.run(
        [
            sys.executable, "-m", "mypy", "--strict", "--python-executable", str(installed / "python"),
            "--cache-dir", str(program.parent / "cache"), "--output", "json", program.name,
        ],
        check=False, capture_output=True, text=True, cwd=program.parent,
    )  # fmt: skip
    assert done.stderr == ""
    return [json.loads(line)["message"] for line in done.stdout.splitlines() if line]


def test_a_users_program_is_typed(installed: Path, tmp_path: Path) -> None:
    program, mistaken = tmp_path / "user.py", tmp_path / "mistaken.py"
    program.write_text(USER, encoding="utf-8")
    assert checked(program, installed) == []
    subprocess.run([installed / "python", program], check=True, cwd=tmp_path)
    mistaken.write_text(MISTAKEN, encoding="utf-8")
    missing, unknown, keyword = checked(mistaken, installed)
    assert 'Missing positional argument "model"' in missing
    assert 'has no attribute "enery"' in unknown
    assert 'Unexpected keyword argument "share"' in keyword
