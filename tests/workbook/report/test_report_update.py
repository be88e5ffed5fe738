"""A new report from an earlier one: choices and notes are kept, and a page says what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbook import engines
from tests.workbook.built import differences, errors
from tests.workbook.engines import Values, edited
from tests.workbook.report.built import FILES, SAMPLES, typed
from tests.workbook.report.test_report_follows import everything
from workbook.report import changes_sheet, checks_sheet
from workbook.report.changes_sheet import NOTHING
from workbook.report.composed import compose_report
from workbook.report.read_back import content_of_file

LATER = ("openai-usage-2026.csv", "aws-cur-2026.csv")


def rows(found: Values, first: int, last: int, columns: str) -> list[tuple]:
    return [tuple(found.get((changes_sheet.TITLE, f"{c}{r}"), "") for c in columns) for r in range(first, last)]


def changed(found: Values) -> dict[str, str]:
    """Return what the sheet says beside its headings."""
    return {
        str(value): found.get((title, f"B{cell[1:]}"), "")
        for (title, cell), value in found.items()
        if title == changes_sheet.TITLE and value in ("Files", "By month and model", "Totals")
    }


@pytest.fixture(scope="module")
def earlier(tmp_path_factory) -> Path:
    """An earlier report of all samples, with every yellow cell filled, as a spreadsheet saved it."""
    engines.require_libreoffice()
    folder = tmp_path_factory.mktemp("earlier")
    path = folder / "old.xlsx"
    path.write_bytes(edited(FILES.file.read_bytes(), typed(FILES, everything(FILES))))
    from workbook.office import recalculate

    return recalculate(path, folder / "out")


def test_the_same_files_change_nothing(equery, tmp_path, earlier) -> None:
    out = tmp_path / "new.xlsx"
    assert equery("report", SAMPLES, out, "--update", earlier, "--year", "2026").code == 0
    inputs = {key: cell.value for key, cell in compose_report(content_of_file(out)).inputs.items()}
    assert inputs == everything(FILES)
    found = engines.read_values(out)
    assert changed(found) == dict.fromkeys(("Totals", "Files", "By month and model"), NOTHING)
    answer = equery("check", out, "--json")
    assert answer.code == 0, answer.json["differences"]


def test_other_files_are_told(equery, tmp_path, earlier) -> None:
    out = tmp_path / "new.xlsx"
    files = [SAMPLES / name for name in LATER]
    told = equery("report", *files, out, "--update", earlier, "--year", "2026")
    assert told.code == 0
    assert "in no file any more" in told.err
    assert "Mistral mid" in told.err
    found = engines.read_values(out)
    head = changes_sheet.FILES_HEAD + 1
    listed = dict(rows(found, head, head + 40, "AB"))
    assert {name for name, what in listed.items() if what == NOTHING} == set(LATER)
    assert listed["otel-spans.csv"] == "gone"
    shown = compose_report(content_of_file(out))
    assert found[changes_sheet.TITLE, f"D{changes_sheet.HEAD + 1}"] == pytest.approx(
        shown.results["total|kwh|mean"].value
    )
    was = engines.read_values(earlier)[FILES.result("total|kwh|mean")]
    assert found[changes_sheet.TITLE, f"C{changes_sheet.HEAD + 1}"] == pytest.approx(was)
    for engine in (engines.libreoffice, engines.ironcalc):
        values = engine(out)
        assert differences(values, found, 1e-9, 1e-12) == []
        assert errors(values) == []
    status = {v for (t, c), v in found.items() if t == checks_sheet.TITLE and c[0] == "D" and int(c[1:]) > 6}
    assert status == {checks_sheet.GOOD}
    assert equery("check", out, "--json").json["sound"]
    assert engines.complaints(out) == []


def test_sums_by_month_and_model_are_those_of_the_totals(equery, tmp_path, earlier) -> None:
    out = tmp_path / "new.xlsx"
    equery("report", SAMPLES / LATER[0], out, "--update", earlier, "--year", "2026")
    found = engines.read_values(out)
    head = next(int(c[1:]) for (t, c), v in found.items() if t == changes_sheet.TITLE and v == "By month and model") + 2
    then, now = (sum(float(row[0] or 0) for row in rows(found, head, head + 200, column)) for column in ("F", "G"))
    assert then == pytest.approx(found[changes_sheet.TITLE, f"C{changes_sheet.HEAD + 1}"], rel=1e-9)
    assert now == pytest.approx(found[changes_sheet.TITLE, f"D{changes_sheet.HEAD + 1}"], rel=1e-9)


def test_a_report_may_be_updated_in_place_and_twice(equery, tmp_path) -> None:
    out = tmp_path / "usage.xlsx"
    out.write_bytes(FILES.file.read_bytes())
    assert equery("report", SAMPLES / LATER[0], out, "--update", out).code == 2
    for _ in range(2):
        assert equery("report", SAMPLES / LATER[0], out, "--update", out, "--force", "--year", "2026").code == 0
    assert set(changed(engines.read_values(out)).values()) == {NOTHING}
    assert equery("check", out, "--json").json["sound"]


def test_options_that_the_earlier_report_states_are_refused(equery, tmp_path) -> None:
    answer = equery("report", tmp_path / "new.xlsx", "--update", FILES.file, "--wue-site", 0.3)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "--update must come without" in answer.err
