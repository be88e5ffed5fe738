"""Running LibreOffice: its values and pages, and what is said when it is missing, fails or hangs."""

from __future__ import annotations

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from tests.workbook.engines import read_values, require_libreoffice
from workbook import office
from workbook.ooxml.finishing import finalise


@pytest.fixture
def stale(tmp_path: Path) -> Path:
    """A file of two pages whose cached value is wrong, so that recalculating shows."""
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Second")):
        sheet["A1"], sheet["A2"] = 20, "=A1*2+2"
    path = tmp_path / "a file, with ümlaut.xlsx"
    path.write_bytes(finalise(book, {("Sheet", "A2"): 777, ("Second", "A2"): 888}))
    return path


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, for programs that do as a test wants."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}")
    monkeypatch.setattr(office, "ELSEWHERE", ())
    return folder


def _program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
    path.chmod(0o755)


def test_recalculates_what_is_cached_wrongly(stale: Path, tmp_path: Path) -> None:
    require_libreoffice()
    found = read_values(office.recalculate(stale, tmp_path / "out"))
    assert (found["Sheet", "A2"], found["Second", "A2"]) == (42, 42)


def test_runs_side_by_side(stale: Path, tmp_path: Path) -> None:
    require_libreoffice()
    folders = [tmp_path / str(i) for i in range(3)]
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda folder: office.recalculate(stale, folder), folders))
    assert [read_values(path)["Sheet", "A2"] for path in done] == [42] * 3


def test_prints_the_cached_values_and_draws_every_page(stale: Path, tmp_path: Path) -> None:
    require_libreoffice()
    pdf = office.to_pdf(stale, tmp_path)
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert ["777" in page for page in text.split("\f")[:2]] == [True, False]
    pages = office.to_pngs(pdf, tmp_path / "pages", dpi=20)
    assert [path.name for path in pages] == [f"{stale.stem}-1.png", f"{stale.stem}-2.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pages)


def test_missing_programs_are_named(stale: Path, tmp_path: Path, fake: Path) -> None:
    assert office.find_soffice() is None
    with pytest.raises(ValueError, match="LibreOffice must be installed"):
        office.recalculate(stale, tmp_path / "out")
    with pytest.raises(ValueError, match="pdftoppm must be installed"):
        office.to_pngs(stale, tmp_path / "out")


def test_a_failure_is_told_with_its_words(stale: Path, tmp_path: Path, fake: Path) -> None:
    _program(fake, "soffice", "echo no display; exit 3")
    with pytest.raises(ValueError, match="soffice failed: no display"):
        office.to_pdf(stale, tmp_path)


def test_a_success_without_a_file_is_a_failure(stale: Path, tmp_path: Path, fake: Path) -> None:
    _program(fake, "soffice", "echo source file could not be loaded")
    (tmp_path / f"{stale.stem}.pdf").write_text("of an earlier run")
    with pytest.raises(ValueError, match=r"could not convert .*: source file could not be loaded"):
        office.to_pdf(stale, tmp_path)


def test_what_hangs_is_ended_with_its_children(stale: Path, tmp_path: Path, fake: Path) -> None:
    survived = tmp_path / "survived"
    _program(fake, "soffice", f"(sleep 1; touch '{survived}') & wait")
    begin = time.monotonic()
    with pytest.raises(ValueError, match=r"soffice must finish within 0\.2 s"):
        office.to_pdf(stale, tmp_path, timeout=0.2)
    assert time.monotonic() - begin < 0.9
    time.sleep(1.2)
    assert not survived.exists()


def test_input_is_neither_missing_nor_overwritten(stale: Path, tmp_path: Path) -> None:
    require_libreoffice()
    with pytest.raises(ValueError, match="the file must exist"):
        office.to_pdf(tmp_path / "none.xlsx", tmp_path)
    with pytest.raises(ValueError, match="out_dir must not be the folder of the file"):
        office.recalculate(stale, stale.parent)
