"""The command that says what a company's own calls took: from its exports, or from calls and mean lengths."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calc.impacts.several_places import place_mix, places_of
from calc.usage.usage_assumptions import usage_set
from workbook.cli import console
from workbook.cli.files import check_target, whole, write_whole
from workbook.cli.impact_options import Force, Year, rate_option, this_year
from workbook.cli.options import Assume, Json, changes_of
from workbook.cli.usage_record import record_of
from workbook.cli.usage_screen import show

if TYPE_CHECKING:
    import pandas as pd

    from workbook.ledger.answer import Answer
    from workbook.ledger.mapping import Mapping
    from workbook.ledger.reading import Usage
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

    _check_targets(files, csv, parquet, ledger, force=force)
    keys = _keys(by)
    if sql:
        _print_sql(files, connect, table, mapping, (*ALWAYS_BY, *keys))
        return
    terms = terms_of(
        set_name, assume, place, year, contractual_g=contractual_g_per_kwh, certified_share=certified_share,
        wue_site=wue_site, wue_generation=wue_generation,
    )  # fmt: skip
    if connect or table:
        read = _read_tables(files, connect, table, mapping, (*ALWAYS_BY, *keys))
    else:
        read = _read(files, mapping, keys, calls, model, l_in, l_out, cached)
    answer = answered(read, terms)
    groups = _table(answer, keys)
    if as_json:
        console.print_json(record_of(answer, groups))
    else:
        show(answer, groups, keys)
    for target, content in ((csv, _as_csv), (parquet, _as_parquet)):
        if target is not None:
            write_whole(target, content(groups), force=force)
            console.note(f"wrote {target}, {len(groups)} rows")
    if ledger is not None and files:
        _write_ledger(ledger, answer, files, mapping, force=force)


def _check_targets(
    files: list[str] | None, csv: Path | None, parquet: Path | None, ledger: Path | None, *, force: bool
) -> None:
    for target, ending in ((csv, ".csv"), (parquet, ".parquet"), (ledger, ".parquet")):
        if target is not None:
            if target.suffix != ending:
                raise ValueError(f"OUT must end in {ending}: got {target}")
            check_target(target, force=force)
    if ledger is not None and not files:
        raise ValueError(f"--ledger must come with FILE, whose rows it holds: got {ledger}")


def _write_ledger(path: Path, answer: Answer, files: list[str], mapping: Path | None, *, force: bool) -> None:
    """Write every row of the files."""
    from workbook.ledger.ledger_file import write_ledger

    with whole(path, force=force) as beside:
        write_ledger(beside, answer.usage, answer.matches, files, _mapping(mapping))
    console.note(f"wrote {path}, every row of {len(answer.usage.files)} files")


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


def _read(
    files: list[str] | None,
    mapping: Path | None,
    keys: list[str],
    calls: float | None,
    model: str | None,
    l_in: float | None,
    l_out: float | None,
    cached: float,
) -> Usage:
    """Read the files with a word on each, or take the calls that were typed."""
    from workbook.ledger.typed_usage import typed_calls

    typed = {"--calls": calls, "--model": model, "--l-in": l_in, "--l-out": l_out}
    if not files:
        missing = [name for name, value in typed.items() if value is None]
        if missing:
            raise ValueError(f"FILE or else --calls, --model, --l-in and --l-out must be given: {missing[0]} is not")
        assert calls is not None
        assert model is not None
        assert l_in is not None
        assert l_out is not None
        return typed_calls(model, calls, l_in, l_out, cached)
    given = [name for name, value in typed.items() if value is not None]
    if given:
        raise ValueError(f"{given[0]} must come without FILE: a file says its calls itself")
    return read_files(files, (*ALWAYS_BY, *keys), mapping)


def read_files(files: list[str], by: Sequence[str], mapping: Path | None) -> Usage:
    """Read files with a word on each; none is usage of which nothing is known."""
    from workbook.ledger.reading import no_usage, read_usage

    if not files:
        return no_usage()
    with console.err.status("reading") as status:
        return read_usage(files, by, _mapping(mapping), lambda name: status.update(f"reading {name}"))


def _mapping(path: Path | None) -> Mapping:
    from workbook.ledger.mapping import NO_MAPPING, load_mapping

    return load_mapping(path) if path else NO_MAPPING


def _read_tables(
    files: list[str] | None, url: str | None, tables: list[str] | None, mapping: Path | None, by: Sequence[str]
) -> Usage:
    """Read tables of the company's own engine with a word on each."""
    from workbook.ledger.own_engine import table_usage

    if files:
        raise ValueError("FILE must come without --connect and --table")
    at, names = _engine_of(url, tables)
    with console.err.status("reading") as status:
        return table_usage(at, names, by, _mapping(mapping), lambda name: status.update(f"reading {name}"))


def _print_sql(
    files: list[str] | None, url: str | None, tables: list[str] | None, mapping: Path | None, by: Sequence[str]
) -> None:
    """Print how each file or table would be summed."""
    from workbook.ledger.embedded_engine import connect
    from workbook.ledger.grouping_sql import sql_of
    from workbook.ledger.own_engine import opened_tables
    from workbook.ledger.reading import opened

    own = _mapping(mapping)
    found = opened(connect(), files, own) if files else opened_tables(*_engine_of(url, tables), own)
    for one in found:
        console.out.print(sql_of(one, by), markup=False, highlight=False, soft_wrap=True)


def _engine_of(url: str | None, tables: list[str] | None) -> tuple[str, list[str]]:
    if not url or not tables:
        raise ValueError(f"{'--table' if url else '--connect'} must be given: --connect URL --table NAME, or FILE")
    return url, tables


def _table(answer: Answer, keys: list[str]) -> pd.DataFrame:
    """Return the groups with their numbers, one column each."""
    table, found = answer.groups(keys)
    for name, one in found.items():
        if one is not None:
            table = table.assign(**{f"{name}_{part}": value for part, value in one._asdict().items()})
    return table


def _as_csv(table: pd.DataFrame) -> bytes:
    texts = table.select_dtypes(exclude="number").columns
    return (
        table.assign(**{name: table[name].map(_plain_text) for name in texts})
        .to_csv(index=False, lineterminator="\n")
        .encode()
    )


def _plain_text(value: object) -> object:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _as_parquet(table: pd.DataFrame) -> bytes:
    import io

    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()
