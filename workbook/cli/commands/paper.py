"""Commands that hold the model against the paper: the replay and the published figures."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from calc.inputs.levels import LEVELS, level_name
from calc.paper.legacy_draws import replay as repeat
from calc.paper.published_figures import reproduction
from workbook.cli import console
from workbook.cli.options import Json, SetName, active_paper_set


def replay(
    *,
    set_name: SetName = None,
    seed: Annotated[int, typer.Option(help="Seed; the authors' is 42.")] = 42,
    n: Annotated[int, typer.Option("--n", help="Draws a model; the authors' is 10,000.")] = 10_000,
    as_json: Json = False,
) -> None:
    """Repeat the authors' random draws, for the published decimals to the last digit.

    Example: equery replay --json
    """
    a = active_paper_set(set_name)
    regimes = repeat(a, seed=seed, n=n)
    if as_json:
        content = {
            name: {
                "models": {m: asdict(s) for m, s in r.models.items()},
                "baseline": asdict(r.baseline),
                "mean_untrimmed": r.mean_untrimmed,
                "gwh_per_day": r.gwh_per_day,
            }
            for name, r in regimes.items()
        }
        console.print_json({"unit": "Wh", "assumption_set": a.name, "seed": seed, "n": n, "regimes": content})
        return
    for name, r in regimes.items():
        rows = [[m, *asdict(s).values()] for m, s in r.models.items()]
        console.print_table(
            f"{name}: energy of one query [Wh], {a.name}, {n:,} draws, seed {seed}",
            ["model", *(f"{level_name(q)}#" for q in LEVELS), "mean#"],
            [*rows, ["Baseline (trimmed)", *asdict(r.baseline).values()]],
        )
        console.note(
            f"{name}: untrimmed mean {console.significant(r.mean_untrimmed)} Wh, "
            f"fleet {console.significant(r.gwh_per_day)} GWh/day"
        )


def published(*, set_name: SetName = None, as_json: Json = False) -> None:
    """Hold every published figure against the replay and the exact value, with the reason where they differ.

    Example: equery published
    """
    a = active_paper_set(set_name)
    results = reproduction(a)
    if as_json:
        console.print_json({
            "assumption_set": a.name,
            "figures": [
                {
                    "id": r.figure.id, "regime": r.figure.regime, "subject": r.figure.subject,
                    "statistic": r.figure.statistic, "printed": r.figure.printed, "unit": r.figure.unit,
                    "locator": r.figure.locator, "exact": r.exact, "replay": r.replayed,
                    "difference": r.difference, "reproduced": r.reproduced, "reason": r.figure.reason,
                }
                for r in results
            ],
        })  # fmt: skip
        return

    def shown(value: tuple[float, float] | None) -> str:
        if value is None:
            return "-"
        low, high = (console.significant(v) for v in value)
        return low if low == high else f"{low}-{high}"

    console.print_table(
        f"Published figures, {a.name}",
        ["figure", "what", "printed#", "exact#", "replay#", "unit", "as printed?", "why not, or how"],
        [
            [
                r.figure.id, f"{r.figure.subject}, {r.figure.statistic}", r.figure.printed, shown(r.exact),
                shown(r.replayed), r.figure.unit, "yes" if r.reproduced else "no", r.figure.reason,
            ]
            for r in results
        ],
    )  # fmt: skip
