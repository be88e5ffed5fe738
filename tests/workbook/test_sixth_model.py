"""A sixth model on a new node, as rows of data/ alone: the workbook holds it, live and right, in LibreOffice too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.data.copies import equery, run, with_rows
from tests.data.test_sixth_model import ADDED, MODEL, P_MAX_KW
from tests.workbook import built, engines
from workbook.ooxml.package import read_package

PROGRAM = """
import json
from calc.inputs.assumptions import assumption_set
from workbook.build import compose
from workbook.model.inputs import OwnQuery, WorkbookInputs
from workbook.partners import partners_of
from workbook.sheets import trials

found = {}
for asked in ("built", "own"):
    query = {"query": OwnQuery("MODEL", 700.0, 900.0)} if asked == "own" else {}
    context = compose(WorkbookInputs(assumption_set(), **query))
    known = partners_of(context)
    published = [key for key in context.cells if not key.endswith("|worst")]
    found[asked] = {
        "far": [key for key in published if not known[key].holds(context.values[key])],
        "mine": [key for key in published if key.startswith("MODEL")],
        "k": {key: context.values[key] for key in published if key.endswith("|k")},
    }
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_rows(tmp_path_factory.mktemp("six"), ADDED)


@pytest.fixture(scope="module")
def file(copy: Path) -> Path:
    path = copy / "six.xlsx"
    equery(copy, "build", str(path))
    return path


def test_every_result_of_the_workbook_is_near_calcs(copy: Path) -> None:
    found = json.loads(run(copy, "-c", PROGRAM.replace("MODEL", MODEL)))
    assert found["built"]["far"] == found["own"]["far"] == []
    assert len(found["built"]["mine"]) == 20  # two regimes, six shown statistics and the four closed forms
    assert found["built"]["k"][f"{MODEL}|tts|k"] == pytest.approx(P_MAX_KW / 3.6)
    assert found["own"]["k"]["Own model|own|k"] == pytest.approx(P_MAX_KW / 3.6)


def test_libreoffice_calculates_the_same(file: Path) -> None:
    """Every formula anew: none differs by more than the engines' own 1e-9, none is an error, and the checks pass."""
    cached = engines.read_values(file)
    found = engines.libreoffice(file)
    assert built.errors(found) == []
    assert built.differences(found, cached, 1e-9, 1e-12) == []
    assert MODEL in {value for (sheet, _), value in found.items() if sheet == "Query results"}
    assert {value for (sheet, cell), value in found.items() if (sheet, cell) == ("Checks", "C4")} == {"All checks pass"}


def test_the_chart_has_its_colour_and_mark(file: Path) -> None:
    model = ADDED["models"][0]
    charts = [xml.decode() for name, xml in read_package(file.read_bytes()).items() if name.startswith("xl/charts/")]
    mine = [xml for xml in charts if MODEL in xml and "Throughput over output length" in xml]
    assert len(mine) == 1
    series = mine[0][mine[0].index(f">{MODEL}<") :]
    assert f'symbol val="{model["mark"]}"' in series
    assert f'srgbClr val="{model["colour"]}"' in series


def test_it_can_be_chosen_for_the_own_query(file: Path) -> None:
    book = load_workbook(file)
    title, area = book.defined_names["model_names"].attr_text.split("!")
    assert MODEL in [row[0].value for row in book[title.strip("'")][area.replace("$", "")]]
