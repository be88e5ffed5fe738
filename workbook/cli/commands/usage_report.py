"""The command that writes a company's usage as a workbook to hand on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbook.cli import console
from workbook.cli.commands.make import progress
from workbook.cli.commands.own_usage import ALWAYS_BY, Map, ServingName, WherePlaces, terms_of
from workbook.cli.files import check_target, write_whole
from workbook.cli.impact_options import Force, Year, rate_option
from workbook.cli.options import Assume, Json
from workbook.cli.usage_sources import read_files

if TYPE_CHECKING:
    from workbook.ledger.terms import Terms

BY = (*ALWAYS_BY, "team")


def report(
    files: Annotated[list[str], typer.Argument(metavar="[FILE...] OUT.xlsx", help="Exports, then the workbook.")],
    *,
    mapping: Map = None,
    place: WherePlaces = None,
    year: Year = None,
    contractual_g_per_kwh: Annotated[float | None, rate_option("contractual_g_per_kwh")] = None,
    certified_share: Annotated[float, rate_option("certified_share")] = 0.0,
    wue_site: Annotated[float, rate_option("wue_site")] = 0.0,
    wue_generation: Annotated[float, rate_option("wue_generation")] = 0.0,
    set_name: ServingName = "equery-2026",
    assume: Assume = None,
    update: Annotated[
        Path | None, typer.Option(metavar="OLD", help="Take the choices of an earlier report, and say what changed.")
    ] = None,
    values: Annotated[bool, typer.Option("--values", help="Values and charts only, to mail anywhere.")] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write a company's usage as a workbook to hand on: totals with ranges, charts, sources, ledger, all of it live.

    Without a file the workbook has room to type calls and mean lengths. Examples: equery report exports 2026.xlsx;
    equery report calls.xlsx; equery report exports 2026.xlsx --update 2026.xlsx --force
    """
    *sources, last = files
    out = Path(last)
    if out.suffix.lower() != ".xlsx":
        raise ValueError(f"OUT must come last and end in .xlsx: got {out}")
    check_target(out, force=force)
    terms = terms_of(
        set_name, assume, place, year, contractual_g=contractual_g_per_kwh, certified_share=certified_share,
        wue_site=wue_site, wue_generation=wue_generation,
    )  # fmt: skip
    from workbook.ledger.answer import answered
    from workbook.report.composed import STEPS, build_report
    from workbook.report.content import choices_of, content_of
    from workbook.report.earlier import updated

    answer = answered(read_files(sources, BY, mapping), terms)
    content = content_of(answer, choices_of(terms))
    if update is not None:
        _refuse_choices(terms)
        content, lost = updated(content, update)
        if lost:
            console.note(f"chosen in {update}, and in no file any more: {', '.join(lost)}")
    with progress(STEPS) as step:
        data = build_report(content, step, live=not values)
    write_whole(out, data, force=force)
    if as_json:
        console.print_json({"file": str(out), "bytes": len(data), "groups": len(content.lines)})
    else:
        console.out.print(f"{out}: {len(data) / 1000:,.0f} kB, {len(content.lines):,} groups of usage", soft_wrap=True)


def _refuse_choices(terms: Terms) -> None:
    """Refuse options beside an earlier report, whose yellow cells say the same."""
    from workbook.ledger.terms import Terms

    if replace(terms, year=None) != Terms():
        raise ValueError(
            "--update must come without options of places, contracts, water, set and assumptions: OLD says them"
        )
