"""Every docstring of calc says what its signature, its fields and its checks are."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import pytest

import calc
from calc.inputs import check
from tests.numpydoc import parse
from tests.wheel import ROOMS, ROOT

# Its functions take no arguments and return rows, whose columns data/columns.csv describes.
TABLES = "calc.inputs.tables"
MODULES = [module.name for module in pkgutil.walk_packages(calc.__path__, "calc.") if module.name != TABLES]


def public(space: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, found) for name, found in space.items() if not name.startswith("_"))


def held(kind: Callable[[Any], bool]) -> dict[str, Any]:
    """The public things of a kind that the modules define, by full name."""
    every = ((module, *pair) for module in MODULES for pair in public(vars(importlib.import_module(module))))
    return {f"{m}.{name}": found for m, name, found in every if getattr(found, "__module__", "") == m and kind(found)}


def is_function(found: Any) -> bool:
    return inspect.isfunction(inspect.unwrap(found)) if callable(found) else False


def methods(classes: dict[str, Any]) -> dict[str, Any]:
    """The public methods, classmethods taken out of their wrapping."""
    every = ((name, *pair) for name, found in classes.items() for pair in public(vars(found)))
    plain = ((f"{cls}.{name}", getattr(m, "__func__", m)) for cls, name, m in every)
    return {name: method for name, method in plain if inspect.isfunction(method)}


def properties(classes: dict[str, Any]) -> dict[str, Any]:
    every = ((name, *pair) for name, found in classes.items() for pair in public(vars(found)))
    return {f"{c}.{name}": p for c, name, p in every if isinstance(p, (property, cached_property))}


CLASSES = held(inspect.isclass)
FUNCTIONS = held(is_function) | methods(CLASSES)
PROPERTIES = properties(CLASSES)


def parameters(function: Any) -> list[str]:
    """The names of the parameters as a docstring writes them."""
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    found = inspect.signature(function).parameters.values()
    return [stars.get(p.kind, "") + p.name for p in found if p.name not in ("self", "cls")]


def tree(function: Any) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))


def raises(function: Any) -> bool:
    """Whether a function raises by itself, or calls a check that does."""
    nodes = list(ast.walk(tree(function)))
    called = [node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    space = inspect.unwrap(function).__globals__
    checks = [space[name] for name in called if getattr(space.get(name), "__module__", "") == check.__name__]
    return any(isinstance(node, ast.Raise) for node in nodes) or any(
        "Raises" in parse(c.__doc__).sections for c in checks
    )


def faults(function: Any) -> list[str]:
    """What a docstring does not say of its function, or says wrongly."""
    doc, found = parse(function.__doc__), []
    if not doc.summary.endswith("."):
        found.append("no summary")
    if doc.names("Parameters") != parameters(function):
        found.append(f"{doc.names('Parameters')} are documented, {parameters(function)} are taken")
    found += [f"nothing said of {e.names}" for e in doc.entries("Parameters") if not e.said]
    given = doc.entries("Returns")
    if inspect.signature(function).return_annotation not in ("None", None) and not (
        given and all(e.said for e in given)
    ):
        found.append("what it returns is not said, or without unit and shape")
    if raises(function) and not doc.entries("Raises"):
        found.append("it may raise")
    return found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_docstring_is_that_of_its_function(name: str) -> None:
    assert faults(FUNCTIONS[name]) == []


def wrong(wh: float, *, g: float) -> float:
    """Return something from an energy

    Parameters
    ----------
    g : float
    wh : float
        Energy [Wh].
    """
    check.require(wh > 0, "wh", "must be above 0", wh)
    if g < 0:
        raise ValueError("g")
    return wh


def test_each_fault_is_found() -> None:
    assert faults(wrong) == [
        "no summary",
        "['g', 'wh'] are documented, ['wh', 'g'] are taken",
        "nothing said of ('g',)",
        "what it returns is not said, or without unit and shape",
        "it may raise",
    ]


def referred(text: str, space: dict[str, Any]) -> Any:
    """The function that "As for `name`" means: in full, or of the same module."""
    name = text.split("`")[1]
    if "." not in name:
        return space[name]
    module, _, last = name.rpartition(".")
    return getattr(importlib.import_module(module), last)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_parameter_that_is_as_for_another_function_is_one_of_its(name: str) -> None:
    function = FUNCTIONS[name]
    for entry in parse(function.__doc__).entries("Parameters"):
        if not entry.kind or entry.said.startswith("As for"):
            assert entry.said.startswith("As for `")
            other = referred(entry.said, inspect.unwrap(function).__globals__)
            assert {n for n in entry.names if not n.startswith("*")} <= set(inspect.signature(other).parameters)


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_documents_its_fields(name: str) -> None:
    found = CLASSES[name]
    doc = parse(found.__doc__)
    assert doc.summary.endswith(".")
    fields = [field.name for field in dataclasses.fields(found)] if dataclasses.is_dataclass(found) else []
    assert doc.names("Attributes") == (fields or list(getattr(found, "_fields", ())))
    if "__post_init__" in vars(found) and raises(found.__post_init__):
        assert doc.entries("Raises")


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_says_what_it_is(name: str) -> None:
    assert parse(PROPERTIES[name].__doc__).summary.endswith(".")


REFERENCE = re.compile(r"`((?:addin|calc|workbook)(?:\.\w+)+)`")
REFERENCES = sorted(
    {
        (str(path.relative_to(ROOT)), name)
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for name in REFERENCE.findall(path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize(("path", "name"), REFERENCES)
def test_what_a_docstring_refers_to_is_there(path: str, name: str) -> None:
    assert pkgutil.resolve_name(name) is not None
