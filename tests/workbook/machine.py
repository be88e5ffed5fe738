"""The built workbook in IronCalc, what a user types into it to reach other inputs, and what it then shows."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import astuple, fields
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter

from calc.inputs.assumptions import assumption_set, keys
from tests.workbook import engines
from tests.workbook.built import BUILT, cached, cell, file, named
from tests.workbook.engines import Edits, Value, Values
from workbook.model.inputs import ImpactInputs, OwnCalls, WorkbookInputs
from workbook.ooxml.package import read_package, sheet_parts, write_package
from workbook.sheets import benchmarks, carbon_cost, checks, fleet, inputs, scenarios, tornado, tps_fit

# What follows from the trials without new ones; a calculation of these sheets alone takes a moment.
LIGHT = {checks.TITLE, "Inputs", "Benchmarks", tps_fit.TITLE, fleet.TITLE}
LIGHT |= {carbon_cost.TITLE, scenarios.TITLE, tornado.TITLE}


def edits(at: WorkbookInputs) -> dict[tuple[str, str], Value]:
    """Return what a user types into the built workbook to reach some inputs."""
    a = at.assumptions
    typed: dict[tuple[str, str], Value] = {}
    if a.name != BUILT.assumptions.name:
        typed[named("set_active")] = a.name
    of_set = assumption_set(a.name)
    for key in set(keys()) - {"load_profile"}:  # no case types it; it follows from its three parts
        value = getattr(a, key)
        if value != getattr(of_set, key):
            typed[cell("Inputs", key, inputs.OVERRIDE)] = value if isinstance(value, str) else float(value)
    for name, ends in at.levers.items():
        typed |= dict(zip((cell("Inputs", name, c) for c in (inputs.ACTIVE, inputs.OVERRIDE)), ends, strict=True))
    own = {
        "query_model": at.query.model, "query_l_in": at.query.l_in, "query_l_out_stated": at.query.l_out_median,
        "own_p_max_kw": at.own_p_max_kw, "fleet_share_tts": at.fleet.share_tts,
        "fleet_alpha_lo": at.fleet.alpha_lo, "fleet_alpha_hi": at.fleet.alpha_hi,
    }  # fmt: skip
    typed |= {named(name): value for name, value in own.items()}
    typed |= {cell("Benchmarks", r, benchmarks.SWITCH): float(used) for r, used in at.switches.items()}
    for i, row in enumerate(at.own_rows, 1):
        columns = (benchmarks.TPS, benchmarks.L_IN, benchmarks.L_OUT)
        typed |= {cell("Benchmarks", f"own{i:02d}", c): v for c, v in zip(columns, row, strict=True)}
    blank: dict[tuple[str, str], Value | None] = {
        named(f.name): getattr(at.impact, f.name) for f in fields(ImpactInputs)
    }
    blank |= {named(f.name): getattr(at.calls, f.name) for f in fields(OwnCalls)}
    blank |= {named(inputs.STATED_MEAN): at.query.l_out_mean}
    for row, scenario in enumerate(at.scenarios, scenarios.HEAD + 1):
        places = ((scenarios.TITLE, f"{get_column_letter(c)}{row}") for c in range(scenarios.NAME, scenarios.PRICE + 1))
        blank |= dict(zip(places, astuple(scenario), strict=True))
    gone = [key for key, value in blank.items() if value is None and key in cached()]
    gone += [(scenarios.TITLE, str(row)) for row in range(len(at.scenarios), len(BUILT.scenarios))]
    if gone:
        raise ValueError(f"a case only adds to what is blank as built: it would empty {gone[0]}")
    typed |= {key: value for key, value in blank.items() if value is not None}
    return {key: value for key, value in typed.items() if cached().get(key) != value}


def still(data: bytes, titles: Collection[str]) -> bytes:
    """Return the file with the formulas of some sheets turned into the values they hold, so that engines are fast."""
    parts = read_package(data)
    for title, part in sheet_parts(parts).items():
        if title in titles:
            parts[part] = re.sub(rb"<f[^>]*?(?:/>|>[^<]*</f>)", b"", parts[part])
    return write_package(parts, level=1)


class Machine:
    """A workbook in IronCalc, loaded once; every edit is undone when it has been looked at."""

    def __init__(self, path: Path) -> None:
        self.model = _ironcalc().load_from_xlsx(str(path))
        self.titles = [sheet["name"] for sheet in self.model.get_worksheets_properties()]

    def calculate(self, typed: Edits, sheets: Collection[str] | None = None) -> Values:
        """Return all values, or those of some sheets, with some cells edited: constants, and formulas with "="."""
        before = {key: self._content(key) for key in typed}
        for key, value in typed.items():
            self._write(key, value)
        self.model.evaluate()
        found: Values = {}
        for sheet, row, column in self.model.get_all_cells():
            if sheets is None or self.titles[sheet] in sheets:
                value = self.model.get_cell_value(sheet, row, column)
                if value is not None:
                    found[self.titles[sheet], f"{get_column_letter(column)}{row}"] = value
        for key, value in before.items():
            self._write(key, value)
        return found

    def _place(self, key: tuple[str, str]) -> tuple[int, int, int]:
        letters = key[1].rstrip("0123456789")
        return self.titles.index(key[0]), int(key[1][len(letters) :]), column_index_from_string(letters)

    def _content(self, key: tuple[str, str]) -> Value | None:
        place = self._place(key)
        return self.model.get_cell_formula(*place) or self.model.get_cell_value(*place)

    def _write(self, key: tuple[str, str], value: Value | None) -> None:
        place = self._place(key)
        if value is None:
            self.model.clear_cell_contents(*place)
        elif isinstance(value, str) and value.startswith("="):
            self.model.update_cell_with_formula(*place, value)
        elif isinstance(value, str):
            self.model.update_cell_with_text(*place, value)
        else:
            self.model.update_cell_with_number(*place, float(value))


def _ironcalc() -> Any:
    try:
        import ironcalc
    except ImportError:
        engines._absent("ironcalc")
    return ironcalc


@cache
def machine() -> Machine:
    """Return the whole workbook in IronCalc."""
    return Machine(file())


@cache
def light() -> Machine:
    """Return the workbook in IronCalc with values in place of the formulas of all but the `LIGHT` sheets."""
    path = Path(file().parent, "light.xlsx")
    path.write_bytes(still(file().read_bytes(), {title for title, _ in cached()} - LIGHT))
    return Machine(path)
