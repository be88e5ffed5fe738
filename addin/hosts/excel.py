"""xlwings on a Windows machine: its configuration file, its add-in file, and what equery changes in them.

The configuration is lines of ``"KEY","VALUE"``. What stood there before is kept beside it, so that
uninstalling puts it back.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MODULE = "addin.hosts.udfs"
INTERPRETER = "INTERPRETER_WIN"
MODULES = "UDF MODULES"
# Off: xlwings would put the workbook's folder first on Python's path, where its calc.py would be taken for ours.
WORKBOOK_FOLDER = "ADD_WORKBOOK_TO_PYTHONPATH"
OFF = "False"
# VBA reads and writes the file in the encoding of the system.
ENCODING = "locale"
LINE = re.compile(r'^"([^"]*)","([^"]*)"\s*$')


@dataclass(frozen=True)
class Places:
    """Where things are; tests put them elsewhere."""

    configuration: Path
    addin: Path

    @property
    def kept(self) -> Path:
        """What stood in the configuration before equery."""
        return self.configuration.with_name("equery-before.json")


def places() -> Places:
    """Return where xlwings and Excel for Windows keep their files."""
    roaming = Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming"))
    return Places(
        Path.home() / ".xlwings" / "xlwings.conf",
        roaming / "Microsoft" / "Excel" / "XLSTART" / "xlwings.xlam",
    )


def read(path: Path) -> dict[str, str]:
    """Return the configuration, keys in capitals; empty where there is none."""
    if not path.is_file():
        return {}
    lines = path.read_text(encoding=ENCODING).splitlines()
    return {m[1].upper(): m[2] for line in lines if (m := LINE.match(line))}


def write(path: Path, settings: dict[str, str]) -> None:
    """Write the configuration."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f'"{key}","{value}"\n' for key, value in settings.items()), encoding=ENCODING)


def wanted(settings: dict[str, str]) -> dict[str, str]:
    """Return the settings equery needs, beside what else a user has there."""
    others = [m for m in settings.get(MODULES, "").split(";") if m.strip() and m.strip() != MODULE]
    return {INTERPRETER: sys.executable, MODULES: ";".join([*others, MODULE]), WORKBOOK_FOLDER: OFF}


def configure(where: Places) -> list[str]:
    """Set what equery needs, keep what stood there, and return what was done in words."""
    settings = read(where.configuration)
    needed = {key: value for key, value in wanted(settings).items() if settings.get(key) != value}
    if not needed:
        return [f"{where.configuration} was right already"]
    before = json.loads(where.kept.read_text(encoding="utf-8")) if where.kept.is_file() else {}
    # Installing twice must not take our own values for the user's.
    before = {key: settings.get(key) for key in needed} | before
    write(where.configuration, settings | needed)
    where.kept.write_text(json.dumps(before, indent=2), encoding="utf-8")
    return [
        f"{where.configuration}: {key} = {value}"
        + (f" (was {settings[key]}; `equery addin uninstall` puts it back)" if key in settings else "")
        for key, value in needed.items()
    ]


def restore(where: Places) -> list[str]:
    """Put back what stood in the configuration, unless the user has changed it since."""
    settings = read(where.configuration)
    ours = wanted(settings)
    if not where.kept.is_file():
        return ["equery has changed nothing in the configuration"]
    done = []
    for key, value in json.loads(where.kept.read_text(encoding="utf-8")).items():
        as_set = MODULE in settings.get(key, "") if key == MODULES else settings.get(key) == ours[key]
        if not as_set:
            done.append(f"{key} is not as equery set it and stays: {settings.get(key, 'not set')}")
        elif value is None:
            del settings[key]
            done.append(f"{key} removed")
        else:
            settings[key] = value
            done.append(f"{key} = {value} again")
    write(where.configuration, settings)
    where.kept.unlink()
    return done


def xlwings(*words: str) -> str:
    """Run a command of xlwings in this Python and return what it said, errors included."""
    code = "import sys; from xlwings.cli import main; sys.exit(main())"
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code, *words], check=False, capture_output=True, text=True
    )
    return (done.stdout + done.stderr).strip()
