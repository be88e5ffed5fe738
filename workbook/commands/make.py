"""The command that writes the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbook import report
from workbook.options import Json, SetName, active_set


def build(
    out: Annotated[Path, typer.Argument(help="The workbook to write.")] = Path("equery.xlsx"),
    *,
    set_name: SetName = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
    as_json: Json = False,
) -> None:
    """Write the reference workbook.

    Example: equery build reference.xlsx
    """
    from rich.progress import Progress

    from workbook.build import STEPS, build_workbook
    from workbook.files import check_target, write_whole

    check_target(out, force=force)
    a = active_set(set_name)
    with Progress(console=report.err, transient=True) as progress:
        task = progress.add_task("Building", total=STEPS)
        content = build_workbook(a, step=lambda text: progress.update(task, advance=1, description=text))
    write_whole(out, content, force=force)
    if as_json:
        report.print_json({"file": str(out), "bytes": len(content), "assumption_set": a.name})
    else:
        report.out.print(f"{out}: {len(content) / 1000:,.0f} kB, assumption set {a.name}", soft_wrap=True)
