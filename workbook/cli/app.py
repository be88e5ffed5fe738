"""The `equery` command.

Errors are one line on standard error with exit code 2; `--json` prints one document on standard output.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated, Any

import typer

from workbook.cli import console
from workbook.cli.commands import (
    addin,
    cell_functions,
    describe,
    energy,
    footprint,
    grid_factors,
    make,
    measurements,
    own_usage,
    paper,
    sensitivity,
    side_by_side,
    throughput_fits,
    usage_report,
)

app = typer.Typer(
    name="equery",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Energy of an AI query, from token throughput to a fleet, after Oviedo et al. 2025.",
)
for command in (
    describe.models,
    throughput_fits.fit,
    measurements.measured,
    describe.assumptions,
    energy.estimate,
    energy.fleet,
    footprint.impact,
    own_usage.usage,
    usage_report.report,
    side_by_side.scenarios,
    sensitivity.tornado,
    grid_factors.grid,
    paper.replay,
    paper.published,
    make.build,
    make.export,
    make.check,
    make.preview,
    cell_functions.functions,
):
    app.command()(command)
app.command(context_settings={"ignore_unknown_options": True})(cell_functions.call)  # so that -5 is a number
app.add_typer(addin.app, name="addin")

# Typer brings its own copy of click; its usage errors share this base wherever it lives.
USAGE_ERROR: type[Exception] = typer.BadParameter.mro()[2]


def _version(*, asked: bool) -> None:
    if asked:
        console.out.print(f"equery {version('equery')}")
        raise typer.Exit


@app.callback()
def _root(
    *, show: Annotated[bool, typer.Option("--version", callback=lambda value: _version(asked=value))] = False
) -> None:
    """Options of the command itself."""


def main() -> None:
    """Run the command; every error is one line and exit code 2."""
    run: Callable[..., Any] = typer.main.get_command(app)
    try:
        code = run(args=sys.argv[1:] or ["--help"], prog_name="equery", standalone_mode=False)
    except USAGE_ERROR as error:
        message = getattr(error, "format_message", error.__str__)()
        console.fail(message or "say what to do; see equery --help")
        sys.exit(2)
    except ValueError as error:
        console.fail(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        console.fail("stopped; nothing was written")
        sys.exit(130)
    sys.exit(code or 0)
