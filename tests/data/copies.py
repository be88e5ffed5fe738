"""Copies of the packages with rows added to data/, and programs that are run there, apart from this process."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = {"source_id": "equery", "locator": "made up for a test", "kind": "judgement"}


def with_rows(folder: Path, added: Mapping[str, Sequence[Mapping[str, str]]]) -> Path:
    """Copy the packages into a folder and add rows, by table; what a row leaves out is empty, its origin apart."""
    for package in ("calc", "addin", "workbook", "data"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for table, new in added.items():
        path = folder / "data" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", extrasaction="raise", lineterminator="\n")
            writer.writerows({**{k: v for k, v in ORIGIN.items() if k in columns}, **row} for row in new)
    return folder


def run(folder: Path, *arguments: str) -> str:
    """Run Python where the copy comes before the installed packages; return what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def equery(folder: Path, *words: str) -> dict[str, object]:
    """Return what the command answers there, as JSON."""
    return json.loads(run(folder, "-c", "from workbook.cli.app import main; main()", *words, "--json"))
