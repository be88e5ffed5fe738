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
from typing import Any, TypedDict, Unpack, get_args, get_origin, get_type_hints, is_typeddict

import pytest

import calc
from calc.inputs import check
from tests.numpydoc import Entry, parse
from tests.wheel import ROOMS, ROOT

# Rows of data/ and what reads them: data/columns.csv says what every column holds, and a test holds that.
TABLES = ("calc.inputs.tables", "calc.inputs.rows")
MODULES = [module.name for module in pkgutil.walk_packages(calc.__path__, "calc.") if module.name not in TABLES]


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


def swallowed(function: Any) -> list[str]:
    """The keys of the TypedDict whose unpacking a function takes as its keyword arguments."""
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            hint = get_type_hints(inspect.unwrap(function))[parameter.name]
            return list(get_args(hint)[0].__annotations__) if get_origin(hint) is Unpack else []
    return []


def taken(found: Any) -> set[str]:
    """Every name that a function, or a TypedDict, can be given."""
    if is_typeddict(found):
        return set(found.__annotations__)
    return {*parameters(found), *swallowed(found)}


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


# In a module `formulas` a function is one line, and sections about each of its quantities would drown it. Its docstring
# says the same in short: the summary has the unit of the result in square brackets, [1] of a ratio; every parameter
# stands by its name in the equation below, or in backticks in the text or at the head of the module, which defines it.
# It checks nothing, so that it never raises.
BARE = "formulas"


def is_bare(function: Any) -> bool:
    return str(inspect.unwrap(function).__module__).rpartition(".")[2] == BARE


def faults_of_a_formula(function: Any, head: str) -> list[str]:
    """What the docstring of a bare formula, with that of its module, does not say."""
    doc = inspect.cleandoc(function.__doc__ or "")
    summary, _, equation = doc.partition("\n\n")
    found = [] if re.match(r"Return .+\.$", summary) else ["no summary"]
    if not re.search(r" \[[^\[\]]+\]", summary):  # after a space: that of E[X] is no unit
        found.append("no unit of the result")
    named = {*re.findall(r"\w+", equation), *re.findall(r"`(\w+)`", doc + head)}
    return found + [f"{name} is not told" for name in parameters(function) if name not in named]


def faults(function: Any) -> list[str]:
    """What a docstring does not say of its function, or says wrongly."""
    if is_bare(function):
        assert not raises(function)
        return faults_of_a_formula(function, inspect.getmodule(inspect.unwrap(function)).__doc__)
    doc, found = parse(function.__doc__), []
    if not doc.summary.endswith("."):
        found.append("no summary")
    if doc.names("Parameters") != parameters(function):
        found.append(f"{doc.names('Parameters')} are documented, {parameters(function)} are taken")
    found += [f"nothing said of {e.names}" for e in doc.entries("Parameters") if not e.said]
    keys = ", ".join(swallowed(function))
    if keys and not any(f"({keys})" in e.said for e in doc.entries("Parameters") if e.names[-1].startswith("**")):
        found.append(f"its keywords are ({keys})")
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


class Lengths(TypedDict, total=False):
    l_in: float
    l_out: float


def unlike(**given: Unpack[Lengths]) -> float:
    """Return a length.

    Parameters
    ----------
    **given
        As for `alike` (l_out).

    Returns
    -------
    float
        Length [token].
    """
    return given["l_in"]


def alike(**given: Unpack[Lengths]) -> float:
    """Return a length.

    Parameters
    ----------
    **given
        As for `unlike` (l_in, l_out).

    Returns
    -------
    float
        Length [token].
    """
    return given["l_in"]


def test_keywords_are_those_of_their_typed_dict() -> None:
    assert faults(unlike) == ["its keywords are (l_in, l_out)"]
    assert faults(alike) == []
    assert taken(alike) == taken(Lengths) | {"**given"} == {"**given", "l_in", "l_out"}


def untold(p_max_kw: float, hours: float, a: float) -> float:
    """Return the energy E[X] of a day of work

    P x hours
    """
    return p_max_kw * hours * a


def told(p_max_kw: float, hours: float, a: float) -> float:
    """Return the energy of a day of work [kWh] at `p_max_kw` [kW].

    p_max_kw x hours x a
    """
    return p_max_kw * hours * a


def test_each_fault_of_a_formula_is_found() -> None:
    assert faults_of_a_formula(untold, "What it is by, `a`.") == [
        "no summary",
        "no unit of the result",
        "p_max_kw is not told",
    ]
    assert faults_of_a_formula(untold, "What a share is.")[-1] == "a is not told"
    assert faults_of_a_formula(told, "") == []


def referred(text: str, space: dict[str, Any]) -> Any:
    """The function or class that "As for `name`" means: in full, or of the same module."""
    name = text.split("`")[1]
    return pkgutil.resolve_name(name) if "." in name else space[name]


def strangers(entries: list[Entry], space: dict[str, Any]) -> set[str]:
    """The names that are said to be as for something else and are not among its own."""
    found = set()
    for entry in entries:
        if not entry.kind or entry.said.startswith("As for"):
            assert entry.said.startswith("As for `")
            listed = re.match(r"As for `[^`]+` \(([^)]+)\)", entry.said) if entry.names[-1].startswith("**") else None
            names = {*entry.names, *(listed[1].split(", ") if listed else ())}
            found |= {n for n in names if not n.startswith("*")} - taken(referred(entry.said, space))
    return found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_parameter_that_is_as_for_another_function_is_one_of_its(name: str) -> None:
    function = FUNCTIONS[name]
    assert strangers(parse(function.__doc__).entries("Parameters"), inspect.unwrap(function).__globals__) == set()


def test_a_stranger_is_found() -> None:
    entries = [
        Entry(("**given",), "", "As for `alike` (l_in, tps)."),
        Entry(("g",), "", "As for `wrong`, which is one."),
    ]
    assert strangers(entries, globals()) == {"tps"}
    assert strangers([Entry(("wh", "l_in"), "", "As for `wrong`.")], globals()) == {"l_in"}


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_documents_its_fields(name: str) -> None:
    found = CLASSES[name]
    doc = parse(found.__doc__)
    assert doc.summary.endswith(".")
    assert doc.names("Attributes") == fields(found)
    assert [entry.names for entry in doc.entries("Attributes") if not entry.said] == []
    if is_typeddict(found):
        assert strangers(doc.entries("Attributes"), vars(importlib.import_module(found.__module__))) == set()
    if "__post_init__" in vars(found) and raises(found.__post_init__):
        assert doc.entries("Raises")


def fields(found: Any) -> list[str]:
    """The names of a dataclass's fields, a TypedDict's keys or a named tuple's fields."""
    if is_typeddict(found):
        return list(found.__annotations__)
    return (
        [f.name for f in dataclasses.fields(found)]
        if dataclasses.is_dataclass(found)
        else [*getattr(found, "_fields", ())]
    )


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
