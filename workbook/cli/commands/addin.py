"""Commands that bring the functions into a spreadsheet program, and take them out again."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from workbook.cli import console
from workbook.cli.options import Json

app = typer.Typer(help="Bring the functions into Excel or LibreOffice.")
Force = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]
ELSEWHERE = (
    "Excel answers through xlwings on Windows only. Here: `equery addin libreoffice` for LibreOffice, "
    "`equery addin lite FOLDER` for Excel on a Mac or the web; nothing was changed"
)


def _on_windows() -> bool:
    if sys.platform != "win32":
        console.note(ELSEWHERE)
        return False
    return True


@app.command()
def install() -> None:
    """Set up Excel for Windows: the xlwings add-in, this Python and the module of functions.

    Example: equery addin install
    """
    if not _on_windows():
        return
    from addin.hosts import excel

    where = excel.places()
    if where.addin.is_file():
        _say([f"the xlwings add-in is there already: {where.addin}"])
    else:
        _say([f"xlwings: {excel.xlwings('addin', 'install')}"])
        if not where.addin.is_file():
            console.note(f"the xlwings add-in is not at {where.addin}: close Excel and try again")
    _say(excel.configure(where))
    _say(["restart Excel, open a macro workbook (.xlsm), and on the xlwings tab click Import Functions"])


@app.command()
def uninstall(
    *,
    remove_xlwings: Annotated[
        bool, typer.Option("--xlwings", help="Remove the xlwings add-in from Excel too.")
    ] = False,
) -> None:
    """Undo what install did: the xlwings configuration gets its old values back.

    Example: equery addin uninstall
    """
    if not _on_windows():
        return
    from addin.hosts import excel

    _say(excel.restore(excel.places()))
    if remove_xlwings:
        _say([f"xlwings: {excel.xlwings('addin', 'remove')}"])
    else:
        _say(["the xlwings add-in stays in Excel; --xlwings removes it"])


@app.command()
def status(*, as_json: Json = False) -> None:
    """Say what is there and what is missing: Python, xlwings, add-in file, configuration.

    Example: equery addin status
    """
    from addin.hosts.diagnosis import findings
    from addin.hosts.excel import places

    found = findings(places())
    if as_json:
        console.print_json({"findings": [asdict(finding) for finding in found]})
        return
    console.print_table(
        "The add-in on this system",
        ["item", "state", ""],
        [[f.item, f.state, "well" if f.well else "missing"] for f in found],
    )
    for finding in found:
        if not finding.well:
            console.note(f"{finding.item}: {finding.advice}")


@app.command()
def lite(
    folder: Annotated[Path, typer.Argument(help="Folder for main.py and requirements.txt; made if missing.")],
    *,
    wheel: Annotated[
        str | None, typer.Option(help="Address of an equery wheel on the web, instead of packing equery in.")
    ] = None,
    force: Force = False,
) -> None:
    """Write what xlwings Lite needs (Excel on Windows, Mac or the web): main.py and requirements.txt.

    Example: equery addin lite excel-lite
    """
    from addin.hosts.lite import main_py, requirements
    from workbook.cli.files import check_target, write_whole

    if wheel is not None and not wheel.startswith("https://"):
        raise ValueError(f"--wheel must be an address that begins with https://: got {wheel!r}")
    texts = {folder / "main.py": main_py(wheel), folder / "requirements.txt": requirements(wheel)}
    if not folder.is_dir():
        check_target(folder, force=False)
        folder.mkdir()
    for path in texts:
        check_target(path, force=force)
    for path, text in texts.items():
        write_whole(path, text.encode("utf-8"), force=force)
        console.out.print(f"{path}: {len(text) / 1000:,.0f} kB", soft_wrap=True)
    console.note("paste both into the tabs of the same names in the task pane of xlwings Lite, then Restart")


@app.command()
def libreoffice(
    out: Annotated[Path, typer.Argument(help="The extension to write.")] = Path("equery.oxt"),
    *,
    force: Force = False,
) -> None:
    """Write the extension for LibreOffice Calc; its functions answer through this Python.

    Example: equery addin libreoffice
    """
    from addin.hosts.libreoffice.oxt import build
    from workbook.cli.files import check_target, write_whole

    check_target(out, force=force)
    content = build()
    write_whole(out, content, force=force)
    console.out.print(f"{out}: {len(content) / 1000:,.0f} kB, for {sys.executable}", soft_wrap=True)
    console.note(f"install it with `unopkg add {out}` or in Tools > Extension Manager, then restart LibreOffice")


def _say(lines: list[str]) -> None:
    for line in lines:
        console.out.print(line, soft_wrap=True, markup=False)
