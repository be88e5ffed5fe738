"""What a user of xlwings Lite pastes: main.py with equery packed inside it, and requirements.txt.

xlwings Lite installs packages from PyPI or from an address on the web. So that nobody needs to publish
anything, main.py carries the packages as text and unpacks them where it runs.
"""

from __future__ import annotations

import base64
import io
import textwrap
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import addin
from addin.hosts.libreoffice.oxt import LONG_AGO
from calc.inputs.reader import DATA

PACKAGES = ("addin", "calc")
NOT_NEEDED = ("libreoffice",)
# Pyodide brings both in its own versions; naming a version here would fail.
REQUIREMENTS = ("numpy", "scipy")


def main_py(wheel: str | None = None) -> str:
    """Return main.py; with the address of a wheel it only imports."""
    head = f'"""The functions of equery {version("equery")} for Excel, through xlwings Lite."""\n\n'
    tail = "from addin.hosts.udfs import *  # every function of equery, as a function of Excel\n"
    if wheel is not None:
        return head + tail
    lines = "\n".join(textwrap.wrap(base64.b85encode(packed()).decode("ascii"), 100))
    # base85 has neither quotes nor backslashes.
    return (
        f"{head}import base64, io, sys, tempfile, zipfile\n\n"
        f'PACKED = """\n{lines}\n"""\n\n'
        "folder = tempfile.mkdtemp()\n"
        'with zipfile.ZipFile(io.BytesIO(base64.b85decode(PACKED.replace("\\n", "")))) as archive:\n'
        "    archive.extractall(folder)\n"
        f"sys.path.insert(0, folder)\n\n{tail}"
    )


def requirements(wheel: str | None = None) -> str:
    """Return requirements.txt."""
    return "\n".join((*REQUIREMENTS, *([wheel] if wheel else ()))) + "\n"


def packed() -> bytes:
    """Return the packages that a function needs, and the version, as a zip: the same bytes every time."""
    out = io.BytesIO()
    name = version("equery")
    beside = Path(addin.__file__).parents[1]
    # The tables go where an installed package has them, wherever they are here.
    folders = {package: beside / package for package in PACKAGES} | {"calc/data": DATA}
    contents = {path: content for place, folder in folders.items() for path, content in _content(folder, place)}
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(contents):
            archive.writestr(zipfile.ZipInfo(path, LONG_AGO), contents[path], zipfile.ZIP_DEFLATED, 9)
        about = f"Metadata-Version: 2.1\nName: equery\nVersion: {name}\n"
        archive.writestr(zipfile.ZipInfo(f"equery-{name}.dist-info/METADATA", LONG_AGO), about)
    return out.getvalue()


def _content(folder: Path, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name not in ("__pycache__", *NOT_NEEDED):
                yield from _content(entry, f"{path}/{entry.name}")
        elif entry.name.endswith((".py", ".csv")):
            yield f"{path}/{entry.name}", entry.read_bytes()
