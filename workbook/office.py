"""Find and run LibreOffice, for previews and as an engine for tests; each run has a profile of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

# LibreOffice trusts cached values unless the profile says "always recalculate" (0).
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # noqa: E501
ELSEWHERE = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "/opt/libreoffice/program/soffice",
)
# The largest workbook takes 15 s on two cores; a busy machine may be ten times slower.
TIMEOUT = 180.0


def find_soffice() -> Path | None:
    """Return the LibreOffice program, or None if it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    return next((path for path in map(Path, ELSEWHERE) if path.is_file()), None)


def _run(command: list[str], timeout: float) -> str:
    """Run a program and return what it printed; end it, with its children, if it takes too long."""
    name = Path(command[0]).name
    with subprocess.Popen(  # noqa: S603  # found above, and no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            printed, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            # soffice is a script around the real program, which would outlive it.
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            raise ValueError(f"{name} must finish within {timeout:g} s: ended it") from None
    if process.returncode:
        raise ValueError(f"{name} failed: {printed.strip() or f'code {process.returncode}'}")
    return printed


def _convert(path: Path, out_dir: Path, kind: str, profile: str, timeout: float) -> Path:
    """Convert a file, and move the result to `out_dir` when it is whole."""
    soffice = find_soffice()
    if soffice is None:
        raise ValueError("LibreOffice must be installed (Debian: apt-get install libreoffice-calc): found no soffice")
    target = out_dir / f"{path.stem}.{kind}"
    if not path.is_file():
        raise ValueError(f"the file must exist: got {path}")
    if target.resolve() == path.resolve():
        raise ValueError(f"out_dir must not be the folder of the file: got {out_dir}")
    with tempfile.TemporaryDirectory(prefix="equery-office-", ignore_cleanup_errors=True) as work:
        user = Path(work, "profile", "user")
        user.mkdir(parents=True)
        if profile:
            (user / "registrymodifications.xcu").write_text(profile, encoding="utf-8")
        address = user.parent.resolve().as_uri()
        where = ["--headless", "--norestore", "--convert-to", kind, "--outdir", str(Path(work, "out"))]
        printed = _run([str(soffice), f"-env:UserInstallation={address}", *where, str(path.resolve())], timeout)
        result = Path(work, "out", target.name)
        # LibreOffice reports success even where it could not read the file.
        if not result.is_file():
            raise ValueError(f"LibreOffice could not convert {path} to {kind}: {printed.strip()}")
        out_dir.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(result, target))


def recalculate(path_in: Path, out_dir: Path, timeout: float = TIMEOUT) -> Path:
    """Return an .xlsx in `out_dir` with every value calculated anew by LibreOffice.

    Raises
    ------
    ValueError
        If LibreOffice is missing, fails, or takes longer than `timeout` [s].
    """
    return _convert(path_in, out_dir, "xlsx", ALWAYS_RECALCULATE, timeout)


def to_pdf(path: Path, out_dir: Path, timeout: float = TIMEOUT) -> Path:
    """Return a PDF in `out_dir` of the file as it would be printed, with its cached values.

    Raises
    ------
    ValueError
        If LibreOffice is missing, fails, or takes longer than `timeout` [s].
    """
    return _convert(path, out_dir, "pdf", "", timeout)


def to_pngs(pdf: Path, out_dir: Path, dpi: int = 110, timeout: float = TIMEOUT) -> list[Path]:
    """Return one picture in `out_dir` for every page of a PDF, in order.

    Raises
    ------
    ValueError
        If pdftoppm is missing, fails, or takes longer than `timeout` [s].
    """
    program = shutil.which("pdftoppm")
    if program is None:
        raise ValueError("pdftoppm must be installed (Debian: apt-get install poppler-utils): found none")
    with tempfile.TemporaryDirectory(prefix="equery-office-") as work:
        _run([program, "-r", str(dpi), "-png", str(pdf), str(Path(work, pdf.stem))], timeout)
        out_dir.mkdir(parents=True, exist_ok=True)
        # pdftoppm pads page numbers to one width, so that names sort as pages do.
        pages = sorted(Path(work).glob("*.png"))
        return [Path(shutil.move(page, out_dir / page.name)) for page in pages]
