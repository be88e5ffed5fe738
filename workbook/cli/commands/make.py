"""Commands around the workbook: build it, export its results, check one that came back, look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import typer

from workbook.cli import console
from workbook.cli.files import check_target, write_whole
from workbook.cli.options import Assume, Json, SetName, active_paper_set

Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]


@contextmanager
def progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Show a bar on standard error while steps are heard of."""
    from rich.progress import Progress

    with Progress(console=console.err, transient=True) as bar:
        task = bar.add_task("Building", total=steps)
        yield lambda text: bar.update(task, advance=1, description=text)


def build(
    out: Annotated[Path, typer.Argument(help="The workbook to write.")] = Path("equery.xlsx"),
    *,
    set_name: SetName = None,
    template: Annotated[
        Path | None, typer.Option(help="Put the sheets after those of this .xlsx, whose look is kept.")
    ] = None,
    values: Annotated[
        bool, typer.Option("--values", help="Values and charts only, small enough to mail anywhere.")
    ] = False,
    edition: Annotated[str | None, typer.Option(help="Add a sheet with live calls of an add-in: libreoffice.")] = None,
    macro: Annotated[
        bool, typer.Option("--macro", help="A macro workbook (.xlsm) for the xlwings add-in, with live calls.")
    ] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write the reference workbook.

    Examples: equery build reference.xlsx; equery build mail.xlsx --values;
    equery build ours.xlsx --template company.xlsx --set joule-2026;
    equery build calc.xlsx --edition libreoffice; equery build reference.xlsm --macro
    """
    from workbook.build import STEPS, build_workbook
    from workbook.ooxml.template import merge

    check_target(out, force=force)
    wanted = _edition(out, edition, macro=macro, values=values, template=template)
    a = active_paper_set(set_name)
    company = _read(template) if template else None
    with progress(STEPS) as step:
        content = build_workbook(a, step, live=not values, edition=wanted, macro=macro)
    if company is not None:
        content = merge(company, content)
    write_whole(out, content, force=force)
    if as_json:
        console.print_json({"file": str(out), "bytes": len(content), "assumption_set": a.name})
    else:
        console.out.print(f"{out}: {len(content) / 1000:,.0f} kB, assumption set {a.name}", soft_wrap=True)


def _edition(
    out: Path, edition: str | None, *, macro: bool, values: bool, template: Path | None
) -> Literal["xlwings", "libreoffice"] | None:
    """Check that the options go together and with the file's ending."""
    if edition not in (None, "libreoffice"):
        raise ValueError(f"--edition must be libreoffice (for xlwings use --macro): got {edition!r}")
    if macro and (values or template or edition):
        raise ValueError("--macro must stand alone: it goes with none of --values, --template and --edition")
    if values and edition:
        raise ValueError("--values must stand without --edition: a static workbook calls nothing")
    if out.suffix.lower() != (".xlsm" if macro else ".xlsx"):
        raise ValueError(f"OUT must end in .xlsm with --macro and in .xlsx without: got {out}")
    return "xlwings" if macro else "libreoffice" if edition else None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ValueError(f"TEMPLATE must be a readable file: {path} ({error.strerror})") from None


def export(
    out: Annotated[Path, typer.Argument(help="results.csv, results.parquet or results.json.")],
    *,
    set_name: SetName = None,
    assume: Assume = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write all results as one flat table, a number a row, with unit, set, version and sources.

    Example: equery export results.csv
    """
    from workbook.cli.export import encode, results_table

    check_target(out, force=force)
    frame = results_table(active_paper_set(set_name, assume))
    write_whole(out, encode(frame, out), force=force)
    if as_json:
        console.print_json({"file": str(out), "rows": len(frame), "columns": list(frame.columns)})
    else:
        console.out.print(f"{out}: {len(frame)} rows", soft_wrap=True)


def check(
    file: Annotated[Path, typer.Argument(help="A workbook that equery built and someone sent back.")],
    *,
    as_json: Json = False,
) -> None:
    """Say what was changed in a workbook, recompute its inputs and compare its results; exit code 1 if they differ.

    Example: equery check returned.xlsx
    """
    from workbook.read_back import check_file
    from workbook.report.read_back import is_report
    from workbook.report.returned_report import check_report

    found = check_report(file) if is_report(file) else check_file(file)
    if found.version != version("equery"):
        console.note(
            f"this is equery {version('equery')}: differences may be changes of the model since {found.version}"
        )
    if as_json:
        console.print_json({**asdict(found), "sound": found.sound})
    else:
        console.out.print(f"Built by equery {found.version}, assumption set {found.built_set}", soft_wrap=True)
        if found.changes:
            rows = [[c.cell, c.name, "" if c.built is None else c.built, c.now] for c in found.changes]
            console.print_table("Inputs changed", ["cell", "input", "from#", "to#"], rows)
        else:
            console.out.print("Inputs: as built")
        if found.differences:
            differing = [[d.cell, d.result, str(d.shown), str(d.expected)] for d in found.differences[:20]]
            console.print_table("Results that do not follow", ["cell", "result", "shown#", "recomputed#"], differing)
        if found.typed_over:
            console.out.print(f"Formulas replaced: {', '.join(found.typed_over[:20])}", soft_wrap=True)
        wrong = len(found.differences)
        verdict = "all follow from the inputs" if found.sound else f"{wrong} do not follow from the inputs"
        console.out.print(f"Results: {found.results} recomputed, {verdict}", soft_wrap=True)
    if not found.sound:
        raise typer.Exit(1)


def _pages(file: Path, folder: Path, dpi: int, wanted: list[int] | None) -> list[Path]:
    """Print a file into a folder: all pages with the PDF, or the wanted ones alone."""
    from workbook.office import to_pdf, to_pngs

    if not wanted:
        return to_pngs(to_pdf(file, folder), folder, dpi)
    with TemporaryDirectory() as work:
        pages = to_pngs(to_pdf(file, Path(work)), Path(work), dpi)
        if not all(1 <= number <= len(pages) for number in wanted):
            raise ValueError(f"--page must lie between 1 and {len(pages)}: got {max(wanted)}")
        folder.mkdir(parents=True, exist_ok=True)
        return [Path(shutil.copy(pages[number - 1], folder)) for number in wanted]


def preview(
    file: Annotated[Path, typer.Argument(help="The workbook to look at.")],
    folder: Annotated[Path, typer.Argument(help="Where the pages go, as PNG pictures and one PDF.")],
    *,
    dpi: Annotated[int, typer.Option(min=30, max=300, help="Resolution of the pictures.")] = 90,
    page: Annotated[list[int] | None, typer.Option(help="Keep this page only; repeatable.")] = None,
    as_json: Json = False,
) -> None:
    """Print a workbook to pictures with LibreOffice, as a reader would see it on paper.

    Examples: equery preview reference.xlsx pages; equery preview reference.xlsx pictures --page 1 --page 20
    """
    if not file.is_file():
        raise ValueError(f"FILE must exist: got {file}")
    with console.err.status("Printing"):
        pages = _pages(file, folder, dpi, page)
    if as_json:
        console.print_json({"pages": [str(page) for page in pages]})
    else:
        console.out.print(f"{folder}: {len(pages)} pages", soft_wrap=True)
