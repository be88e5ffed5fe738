"""Pack the extension: a zip of text files, the same bytes for the same registry and Python."""

from __future__ import annotations

import io
import sys
import zipfile
from importlib.metadata import version
from importlib.resources import files

from addin.hosts.libreoffice import parts

LONG_AGO = (1980, 1, 1, 0, 0, 0)


def contents(python: str) -> dict[str, str]:
    """Return every file of the extension by its path; `python` is where the worker runs."""
    folder = files("addin.hosts.libreoffice") / "component"
    return {
        "META-INF/manifest.xml": parts.manifest(),
        "description.xml": parts.about(version("equery")),
        "XCalc.idl": parts.idl(),
        "CalcAddIns.xcu": parts.configuration(),
        **{path: (folder / name).read_text(encoding="utf-8") for name, path in parts.COMPONENT},
        "pythonpath/equery_config.py": parts.settings(python),
    }


def build(python: str | None = None) -> bytes:
    """Return the extension for the Python that equery runs in now, or another."""
    return pack(contents(python or sys.executable))


def pack(texts: dict[str, str]) -> bytes:
    """Return the zip of the files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in texts.items():
            archive.writestr(zipfile.ZipInfo(path, LONG_AGO), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
