"""A report against the standards that the reference workbook keeps, and names that look like formulas or patterns."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.workbook import built, engines
from tests.workbook.built import differences
from tests.workbook.report.built import BOTH, FILES, TYPED, Built
from tests.workbook.sheets import test_book_standards as standards
from workbook.report import groups_sheet, ledger_sheet
from workbook.report.composed import compose_report
from workbook.writer.sheet import LARGE

ALIKE: tuple[Callable[[], None], ...] = (
    standards.test_package_has_no_macro_connection_or_link_to_another_file,
    standards.test_package_is_small_and_of_the_schema,
    standards.test_formulas_are_not_volatile_and_hold_no_array_constants,
    standards.test_sums_of_products_hold_no_if,
    standards.test_every_formula_has_a_value_and_none_is_an_error,
    standards.test_sheets_are_all_visible_and_nothing_is_merged,
    standards.test_names_are_legal_and_lead_somewhere,
    standards.test_every_name_in_a_formula_is_defined,
    standards.test_trials_are_copies_of_one_formula_a_column,
)
STRANGE = ("=1+1", "*", ">5", "@x", "?", "+team", "-", "~*")


@pytest.mark.parametrize("report", BOTH, ids=lambda report: report.name)
@pytest.mark.parametrize("standard", ALIKE, ids=lambda standard: standard.__name__.removeprefix("test_"))
def test_a_report_keeps_the_standards(report: Built, standard: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "file": report.file, "cached": report.cached, "written": report.written, "parts": report.parts,
        "context": report.pages, "short": report.short,
    }.items():  # fmt: skip
        monkeypatch.setattr(built, name, lambda value=value: value)
    standard()


@pytest.mark.parametrize("report", BOTH, ids=lambda report: report.name)
def test_numbers_have_formats_and_inputs_are_unlocked(report: Built) -> None:
    yellow = {report.key(name) for name in report.pages.inputs}
    for sheet in report.short:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.protection.locked != ((sheet.title, cell.coordinate) in yellow), (sheet.title, cell)
                if isinstance(cell.value, float) and not cell.value.is_integer() and abs(cell.value) >= LARGE:
                    assert cell.number_format != "General", (sheet.title, cell.coordinate)


@pytest.mark.parametrize("report", BOTH, ids=lambda report: report.name)
def test_every_chart_has_a_text_for_who_cannot_see_it(report: Built) -> None:
    drawings = [part.decode() for name, part in report.parts.items() if name.startswith("xl/drawings/drawing")]
    frames = [text for drawing in drawings for text in drawing.split("<xdr:graphicFrame")[1:]] or [
        text for drawing in drawings for text in drawing.split("<graphicFrame")[1:]
    ]
    assert len(frames) == len([name for name in report.parts if name.startswith("xl/charts/chart")]) > 0
    assert all('descr="' in frame for frame in frames)


def test_a_fresh_process_elsewhere_builds_the_same_bytes(tmp_path: Path) -> None:
    outs = [tmp_path / f"{i}.xlsx" for i in range(2)]
    for i, out in enumerate(outs):
        words = ["equery", "report", str(out), "--year", "2026"]
        code = f"import sys; from workbook.cli.app import main; sys.argv = {words!r}; main()"
        environment = {**os.environ, "PYTHONHASHSEED": str(i), "TZ": ("UTC", "Asia/Tokyo")[i], "LC_ALL": "C"}
        subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)
    assert outs[0].read_bytes() == outs[1].read_bytes() == TYPED.file.read_bytes()
    assert FILES.file.read_bytes() == compose_report(FILES.content).book.bytes()


def test_names_like_formulas_and_patterns_stay_text_and_count_right(tmp_path: Path) -> None:
    strange = tuple(
        replace(line, team=STRANGE[i % len(STRANGE)], model=STRANGE[-1 - i % len(STRANGE)], provider=STRANGE[i % 3])
        for i, line in enumerate(FILES.content.lines)
    )
    pages = compose_report(replace(FILES.content, lines=strange))
    path = tmp_path / "strange.xlsx"
    path.write_bytes(pages.book.bytes())
    assert ZipFile(path).testzip() is None
    cached = engines.read_values(path)
    for engine in (engines.libreoffice, engines.ironcalc):
        assert differences(engine(path), cached, 1e-9, 1e-12) == []
    answers = pages.names.ledger_answers.value[-len(strange) :]
    sums = {team: sum(a for a, one in zip(answers, strange, strict=True) if one.team == team) for team in STRANGE}
    names = {cached.get((groups_sheet.TITLE, f"A{r}")): r for r in range(60, 0, -1)}
    assert {team: cached[groups_sheet.TITLE, f"E{names[team]}"] for team in STRANGE} == pytest.approx(sums)
    column = ledger_sheet.HEADS.index("Team")
    texts = [v for (title, cell), v in cached.items() if title == ledger_sheet.TITLE and cell[0] == "ABCD"[column]]
    assert set(STRANGE) <= set(texts)
