"""Read a workbook that came back: which inputs were changed, and whether its results follow from them.

The file's inputs are read from its cells, calc recomputes them, and every result is compared with the number that the
file shows. Formulas are compared too, so that a typed-over result is found even where the number looks right.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any, Final

from calc.inputs.assumptions import assumption_set, keys
from workbook.build import compose
from workbook.model.inputs import (
    LEVERS,
    ImpactInputs,
    OwnCalls,
    OwnFleet,
    OwnQuery,
    ScenarioRow,
    WorkbookInputs,
    built_scenarios,
)
from workbook.model.results import Context
from workbook.returned import NOT_OURS, Cells, Change, Difference, Report, is_near, read_cells
from workbook.sheets import benchmarks, inputs, scenarios
from workbook.writer.sheet import at

READ: Final = ("Cover", "Inputs", "Benchmarks", "TPS fit")  # and every sheet that has a result
OPTIONAL: Final = (
    "location_g_per_kwh", "contractual_g_per_kwh", "node_utilisation", inputs.STATED_MEAN,
    *(f.name for f in fields(OwnCalls) if f.default is None),
)  # fmt: skip  # blank as built
HEADINGS: Final = ("Assumption", "Input", "Lever")


def check_file(path: Path) -> Report:
    """Read a workbook back and hold it against calc.

    Raises
    ------
    ValueError
        If the file cannot be read, is damaged, or is not a workbook of this kind with live formulas.
    """
    about = read_cells(path, READ, values=True)
    version = _version(about)
    built_set = _built_set(about)
    as_built = compose(WorkbookInputs(assumption_set(built_set)))
    titles = tuple(dict.fromkeys((*READ, *(_key(reference)[0] for reference in as_built.cells.values()))))
    shown, formulas = read_cells(path, titles, values=True), read_cells(path, titles, values=False)
    typed_over = _typed_over(as_built, formulas, titles)
    if len(typed_over) > len(as_built.book.values) // 2:
        raise ValueError(f"{NOT_OURS}, with its formulas (a static edition has none): got {path}")
    now = _inputs(shown)
    expected = compose(now)
    # cells that compare with calc at the built inputs are checks, not results
    results = {key: ref for key, ref in as_built.cells.items() if not key.endswith("|worst")}
    differences = [
        Difference(_cell(reference), key, shown.get(_key(reference)), expected.values[key])
        for key, reference in results.items()
        if key in expected.values and not is_near(shown.get(_key(reference)), expected.values[key])
    ]
    return Report(version, built_set, _changes(shown), len(results), differences, typed_over)


def _version(shown: Cells) -> str:
    texts = (str(v) for (title, _), v in shown.items() if title == "Cover")
    found = next((t for t in texts if re.fullmatch(r"equery \d+\.\d+\.\d+\S*", t)), None)
    if found is None:
        raise ValueError(f"{NOT_OURS}: its Cover names no version")
    return found.removeprefix("equery ")


def _built_set(shown: Cells) -> str:
    texts = (str(v) for (title, _), v in shown.items() if title == "Cover")
    names = inputs.SETS
    found = next((n for t in texts for n in names if t.startswith(f"{n}: ")), None)
    if found is None:
        raise ValueError(f"{NOT_OURS}: its Cover names no assumption set")
    return found


def _rows(shown: Cells) -> Iterator[tuple[int, str]]:
    """Return the rows of Inputs that have a built value, with their names."""
    for (title, cell), name in shown.items():
        if title == "Inputs" and re.fullmatch(r"A\d+", cell) and isinstance(name, str):
            yield int(cell[1:]), name


def _at(shown: Cells, row: int, column: int) -> Any:
    return shown.get(("Inputs", at(row, column)))


def _changes(shown: Cells) -> list[Change]:
    changes = []
    for row, name in _rows(shown):
        built = _at(shown, row, inputs.BUILT)
        if name in LEVERS:
            columns = (inputs.ACTIVE, inputs.OVERRIDE)
            pairs = [(c, _at(shown, row, inputs.BUILT - 1 + i)) for i, c in enumerate(columns)]
        else:
            is_input = name in OPTIONAL or (built is not None and name not in HEADINGS)
            pairs = [(inputs.ACTIVE, built)] if is_input else []
        for column, was in pairs:
            now = _at(shown, row, column)
            if now != was:
                label = f"{name} alpha" if name in LEVERS else name
                changes.append(Change(f"Inputs!{at(row, column)}", label, was, now))
    return changes + _benchmark_changes(shown) + _scenario_changes(shown)


def _benchmark_changes(shown: Cells) -> list[Change]:
    changes = []
    for row in range(benchmarks.FIRST, benchmarks.LAST + 1):
        name = shown.get(("Benchmarks", f"A{row}"))
        switch = shown.get(("Benchmarks", at(row, benchmarks.SWITCH)))
        if switch is not None:
            changes.append(Change(f"Benchmarks!{at(row, benchmarks.SWITCH)}", f"{name} used", None, switch))
        if str(name).startswith("own"):
            for column in (benchmarks.TPS, benchmarks.L_IN, benchmarks.L_OUT):
                value = shown.get(("Benchmarks", at(row, column)))
                if value is not None:
                    cell = f"Benchmarks!{at(row, column)}"
                    changes.append(Change(cell, f"{name} {benchmarks.COLUMNS[column - 1]}", None, value))
    return changes


def _scenario_cells(shown: Cells, row: int) -> list[Any]:
    columns = range(scenarios.NAME, scenarios.PRICE + 1)
    return [shown.get((scenarios.TITLE, at(row, c))) for c in columns]


def _scenarios(shown: Cells) -> Iterator[ScenarioRow]:
    for row in range(scenarios.HEAD + 1, scenarios.HEAD + scenarios.ROWS + 1):
        name, *numbers = _scenario_cells(shown, row)
        if all(isinstance(n, (int, float)) for n in numbers[:3]):
            yield ScenarioRow(str(name or f"row {row}"), *numbers)


def _scenario_changes(shown: Cells) -> list[Change]:
    built = [list(astuple(row)) for row in built_scenarios()]
    built += [[None] * len(fields(ScenarioRow))] * (scenarios.ROWS - len(built))
    return [
        Change(f"{scenarios.TITLE}!{at(row, c)}", f"scenario {row - scenarios.HEAD}", was, now)
        for row, values in enumerate(built, scenarios.HEAD + 1)
        for c, (was, now) in enumerate(zip(values, _scenario_cells(shown, row), strict=True), scenarios.NAME)
        if now != was
    ]


def _inputs(shown: Cells) -> WorkbookInputs:
    """Return the file's inputs; a value that breaks its rule is named as calc names it."""
    values = {name: row for row, name in _rows(shown)}
    active = {key: _at(shown, values[key], inputs.ACTIVE) for key in keys() if key in values}
    missing = [key for key in keys() if active.get(key) is None]
    if missing:
        raise ValueError(f"{NOT_OURS} and a spreadsheet calculated: {missing[0]} has no value on Inputs")
    chosen = str(_at(shown, inputs.SET_ROW, inputs.ACTIVE))
    levers = {
        name: (float(_at(shown, values[name], inputs.ACTIVE)), float(_at(shown, values[name], inputs.OVERRIDE)))
        for name in LEVERS
    }

    def own(name: str) -> Any:
        return _at(shown, values[name], inputs.ACTIVE)

    switches: dict[str, bool] = {}
    rows: list[tuple[float, float, float]] = []
    for row in range(benchmarks.FIRST, benchmarks.LAST + 1):
        cells = [
            shown.get(("Benchmarks", at(row, c)))
            for c in (benchmarks.ROW, benchmarks.SWITCH, benchmarks.TPS, benchmarks.L_IN, benchmarks.L_OUT)
        ]
        name, switch, *numbers = cells
        own_row = str(name).startswith("own")
        tps, l_in, l_out = (float(n) if isinstance(n, (int, float)) else 0.0 for n in numbers)
        if own_row and min(tps, l_in, l_out) > 0 and switch != 0:
            rows.append((tps, l_in, l_out))
        elif not own_row and switch is not None:
            switches[str(name)] = bool(switch)
    return WorkbookInputs(
        assumptions=assumption_set(chosen, **active),
        levers=levers,
        query=OwnQuery(
            str(own("query_model")), float(own("query_l_in")), float(own("query_l_out_median")), own(inputs.STATED_MEAN)
        ),
        fleet=OwnFleet(*(float(own(f"fleet_{n}")) for n in ("share_tts", "alpha_lo", "alpha_hi"))),
        calls=OwnCalls(**{f.name: own(f.name) for f in fields(OwnCalls)}),
        own_p_max_kw=float(own("own_p_max_kw")),
        impact=ImpactInputs(**{f.name: own(f.name) for f in fields(ImpactInputs)}),
        scenarios=tuple(_scenarios(shown)),
        switches=switches,
        own_rows=tuple(rows),
    )


def _typed_over(as_built: Context, formulas: Cells, titles: Collection[str]) -> list[str]:
    """Return the cells that should hold a formula and do not."""
    return [
        f"{title}!{cell}"
        for title, cell in as_built.book.values
        if title in titles and not str(formulas.get((title, cell), "")).startswith("=")
    ]


def _key(reference: str) -> tuple[str, str]:
    title, cell = reference.replace("$", "").rsplit("!", 1)
    return title.strip("'"), cell


def _cell(reference: str) -> str:
    return "!".join(_key(reference))
