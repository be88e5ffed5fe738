"""The static edition, the team's template, the flat export and the printed pages."""

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from calc.fleets.daily_total import fleet
from calc.query.estimate import energy
from tests.workbook.engines import complaints, require_libreoffice
from workbook.cli.export import FORMATS


def test_the_static_edition_is_small_and_has_no_formula(equery, tmp_path):
    path = tmp_path / "mail.xlsx"
    assert equery("build", path, "--values").code == 0
    assert path.stat().st_size < 300_000
    book = openpyxl.load_workbook(path)
    formulas = [c.coordinate for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert not formulas
    assert "Trials" not in book.sheetnames
    assert len(book["Query results"]._charts) == 2
    assert not complaints(path)


def test_the_static_edition_shows_the_live_numbers(equery, tmp_path):
    live, static = tmp_path / "live.xlsx", tmp_path / "mail.xlsx"
    equery("build", live)
    equery("build", static, "--values")
    tables = [pd.read_excel(path, sheet_name="Fleet", header=None) for path in (live, static)]
    pd.testing.assert_frame_equal(*tables)


def test_a_template_keeps_its_sheets_before_ours(equery, tmp_path):
    company = openpyxl.Workbook()
    company.active.title = "Company cover"
    company.active["A1"] = "Confidential"
    company.save(tmp_path / "company.xlsx")
    out = tmp_path / "ours.xlsx"
    assert equery("build", out, "--template", tmp_path / "company.xlsx").code == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[:3] == ["Company cover", "Cover", "Inputs"]
    assert book["Company cover"]["A1"].value == "Confidential"
    assert equery("check", out).code == 0


def test_a_template_that_clashes_is_refused_by_name(equery, tmp_path):
    company = openpyxl.Workbook()
    company.active.title = "Inputs"
    company.save(tmp_path / "company.xlsx")
    answer = equery("build", tmp_path / "ours.xlsx", "--template", tmp_path / "company.xlsx")
    assert answer.code == 2
    assert "Inputs" in answer.err
    assert not (tmp_path / "ours.xlsx").exists()


def test_a_template_that_is_missing_is_refused(equery, tmp_path):
    assert "No such file" in equery("build", tmp_path / "o.xlsx", "--template", tmp_path / "none.xlsx").err


READERS = {
    ".csv": lambda content: pd.read_csv(BytesIO(content)),
    ".json": lambda content: pd.DataFrame(json.loads(content)),
    ".parquet": lambda content: pd.read_parquet(BytesIO(content)),
}


@pytest.mark.parametrize("ending", FORMATS)
def test_the_export_is_tidy_in_every_format(equery, tmp_path, ending):
    path = tmp_path / f"results{ending}"
    assert equery("export", path).code == 0
    frame = READERS[ending](path.read_bytes())
    assert list(frame.columns)[:6] == ["table", "subject", "regime", "statistic", "value", "unit"]
    assert {"Wh", "GWh/day", "TWh/year", "tCO2e/year"} <= set(frame["unit"])
    assert set(frame["table"]) == {"query", "lever", "fleet", "impact"}
    assert frame["value"].notna().all()
    median = frame.query("table == 'query' and subject == 'Baseline' and regime == 'tts' and statistic == 'P50'")
    assert median["value"].item() == pytest.approx(float(energy("Baseline", "tts").quantile(0.5)), rel=1e-12)
    total = frame.query("table == 'fleet' and unit == 'GWh/day' and statistic == 'mean'")["value"].iloc[0]
    assert total == pytest.approx(float(fleet().gwh_per_day), rel=1e-12)


def test_an_unknown_format_is_refused(equery, tmp_path):
    answer = equery("export", tmp_path / "results.txt")
    assert answer.code == 2
    assert f"OUT must end in {', '.join(FORMATS)}: got " in answer.err


def test_the_preview_prints_every_page(equery, tmp_path):
    require_libreoffice()
    equery("build", tmp_path / "mail.xlsx", "--values")
    pages = equery("preview", tmp_path / "mail.xlsx", tmp_path / "pages", "--dpi", 40, "--json").json["pages"]
    assert len(pages) > 10
    assert all(Path(page).read_bytes()[:4] == b"\x89PNG" for page in pages)


def test_a_preview_of_nothing_is_refused(equery, tmp_path):
    assert "FILE must exist" in equery("preview", tmp_path / "none.xlsx", tmp_path).err
