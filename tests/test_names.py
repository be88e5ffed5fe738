"""Names of modules: none is named like what it holds, so that a face can offer the function under its own name."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(path for room in ("addin", "calc", "workbook") for path in (ROOT / room).rglob("*.py"))


def held(path: Path) -> set[str]:
    """The functions and classes that a module defines."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, kinds)}


def module_name(path: Path) -> str:
    return path.parent.name if path.name == "__init__.py" else path.stem


def test_a_module_named_like_its_function_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "fleet.py"
    path.write_text("def fleet(): ...\n")
    assert module_name(path) in held(path)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_named_like_what_it_holds(path: Path) -> None:
    assert module_name(path) not in held(path)
