"""The command that says what a company's own calls took: from its exports, or from calls and mean lengths."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calc.impacts.several_places import place_mix, places_of
from calc.usage.usage_assumptions import usage_set
from workbook.cli import console
from workbook.cli.impact_options import Force, Year, rate_option, this_year
from workbook.cli.options import Assume, Json, changes_of
from workbook.cli.usage_outputs import Outputs
from workbook.cli.usage_record import record_of
from workbook.cli.usage_screen import show
from workbook.cli.usage_sources import Sources, Typed

if TYPE_CHECKING:
    import pandas as pd

    from workbook.ledger.answer import Answer
    from workbook.ledger.terms import Terms

ALWAYS_BY = ("month", "provider", "host", "model", "region")  # what places, prices and models need

Files = Annotated[list[str] | None, typer.Argument(metavar="FILE...", help="Exports, folders of them, or patterns.")]
Map = Annotated[Path | None, typer.Option("--map", help="Mapping file (.toml) for tables and names that are your own.")]
By = Annotated[str, typer.Option(help="What groups are kept apart by: month, provider, host, model, team, tier, ...")]
WherePlaces = Annotated[
    list[str] | None,
    typer.Option("--place", help="Where usage is served whose region no file says: Ireland:0.5,us-east4:0.5."),
]
Connect = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="Your own engine: bigquery://project/dataset, snowflake://, trino://, pyspark://."
    ),
]
Tables = Annotated[
    list[str] | None, typer.Option("--table", metavar="NAME", help="A table of it, read where it stands; repeatable.")
]
ServingName = Annotated[str, typer.Option("--set", help="Assumption set of current hardware.")]


def usage(
    files: Files = None,
    *,
    mapping: Map = None,
    by: By = "model",
    calls: Annotated[float | None, typer.Option(help="Calls, where there is no file.")] = None,
    model: Annotated[str | None, typer.Option(help="The model of the calls, as you know it.")] = None,
    l_in: Annotated[float | None, typer.Option(help="Mean prompt of the calls [token].")] = None,
    l_out: Annotated[float | None, typer.Option(help="Mean answer of the calls [token].")] = None,
    cached: Annotated[float, typer.Option(help="Of the prompt what came from a cache, on average [token].")] = 0.0,
    connect: Connect = None,
    table: Tables = None,
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL that sums each file or table, and end.")] = False,
    place: WherePlaces = None,
    year: Year = None,
    contractual_g_per_kwh: Annotated[float | None, rate_option("contractual_g_per_kwh")] = None,
    certified_share: Annotated[float, rate_option("certified_share")] = 0.0,
    wue_site: Annotated[float, rate_option("wue_site")] = 0.0,
    wue_generation: Annotated[float, rate_option("wue_generation")] = 0.0,
    set_name: ServingName = "equery-2026",
    assume: Assume = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="OUT", help="Write the groups (.csv).")] = None,
    ledger: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write every row of every file in one shape (.parquet).")
    ] = None,
    parquet: Annotated[Path | None, typer.Option(metavar="OUT", help="Write the groups (.parquet).")] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Say what a company's own calls took: energy, emissions on both bases, water and cost, how sure, and of what.

    Examples: equery usage completions_usage_*.csv --by month,model --place "United States"; equery usage --calls 40e6
    --model GPT-4 --l-in 1200 --l-out 350 --place Ireland:0.5,"Northern Virginia":0.5; equery usage --connect
    bigquery://project/dataset --table completions_usage
    """
    from workbook.ledger.answer import answered

    outputs = Outputs(csv, parquet, ledger, force=force)
    outputs.check(files)
    sources = Sources(files, mapping, connect, table, Typed(calls, model, l_in, l_out, cached))
    keys = _keys(by)
    if sql:
        for text in sources.sql((*ALWAYS_BY, *keys)):
            console.out.print(text, markup=False, highlight=False, soft_wrap=True)
        return
    terms = terms_of(
        set_name, assume, place, year, contractual_g=contractual_g_per_kwh, certified_share=certified_share,
        wue_site=wue_site, wue_generation=wue_generation,
    )  # fmt: skip
    answer = answered(sources.read((*ALWAYS_BY, *keys)), terms)
    groups = _table(answer, keys)
    if as_json:
        console.print_json(record_of(answer, groups))
    else:
        show(answer, groups, keys)
    outputs.write(answer, groups, sources)


def _keys(by: str) -> list[str]:
    from workbook.ledger.sums import BY

    keys = [part.strip() for part in by.split(",") if part.strip()]
    for key in keys:
        if key not in (*BY, "place", "match", "source_file"):
            raise ValueError(f"--by must be of {', '.join(BY)}, place, match, source_file: got {key!r}")
    return keys


def terms_of(
    set_name: str, assume: list[str] | None, place: list[str] | None, year: int | None, **given: float | None
) -> Terms:
    """Return the terms that the options state."""
    from workbook.ledger.terms import Terms

    a = usage_set(set_name, **changes_of(assume))
    now = this_year(year)
    texts = [one for text in place or [] for one in places_of(text)]
    return Terms(a.services, a.given, place_mix(texts, now) if texts else None, now, **given)  # type: ignore[arg-type]


def _table(answer: Answer, keys: list[str]) -> pd.DataFrame:
    """Return the groups with their numbers, one column each."""
    table, found = answer.groups(keys)
    for name, one in found.items():
        if one is not None:
            table = table.assign(**{f"{name}_{part}": value for part, value in one._asdict().items()})
    return table
