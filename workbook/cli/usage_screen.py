"""The answer about usage on a screen, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook.cli import console
from workbook.cli.usage_record import plain
from workbook.ledger.notes import notes_of

if TYPE_CHECKING:
    import pandas as pd

    from workbook.ledger.answer import Answer

DRIVERS = 6
UNITS = {
    "kwh": ("Energy", ("kWh", "MWh", "GWh", "TWh")),
    "tco2e_location": ("Emissions, location-based", ("kgCO2e", "tCO2e", "ktCO2e", "MtCO2e")),
    "tco2e_market": ("Emissions, market-based", ("kgCO2e", "tCO2e", "ktCO2e", "MtCO2e")),
    "water_l": ("Water", ("L", "m3", "ML", "GL")),
}
KG_PER_TONNE = 1000.0


def show(answer: Answer, table: pd.DataFrame, keys: list[str]) -> None:
    """Print files, totals, groups, what is left out, what drives the energy, and notes."""
    if answer.usage.files:
        console.print_table(
            "Files",
            ["file", "format", "rows#", "from", "to"],
            [
                [f.file.name, f.of.name, f"{f.rows:,}", _day(f.start), _day(f.end)]
                for f in answer.usage.files
            ],
        )  # fmt: skip
    sized = {
        name: console.sized(_shown(name, float(one.mean[0])), UNITS[name][1])
        for name, one in answer.totals.items()
        if one is not None
    }
    console.print_table(
        "What the usage took",
        ["", "mean#", "P5#", "P50#", "P95#", "unit"],
        [
            [UNITS[name][0], *(_shown(name, float(part[0])) / sized[name][1] for part in one), sized[name][0]]
            for name, one in answer.totals.items()
            if one is not None
        ],
    )
    for row in answer.costs.to_dict("records"):
        basis = "at list prices: no file says what was charged" if row["basis"] == "list" else row["basis"]
        console.out.print(f"{row['amount']:,.2f} {row['currency']} {basis}", soft_wrap=True)
    if keys:
        energy, carbon = sized["kwh"], sized["tco2e_location"]
        rows = [
            [
                *(_word(row[key]) for key in keys),
                console.compact(row["uncached"] + row["cache_read"] + row["cache_write"]),
                console.compact(row["out"]),
                *(row[f"kwh_{part}"] / energy[1] for part in ("mean", "p5", "p95")),
                _shown("tco2e_location", row["tco2e_location_mean"]) / carbon[1],
            ]
            for row in _ordered(table, keys).to_dict("records")
        ]
        heads = [*keys, "in#", "out#", f"{energy[0]}#", "P5#", "P95#", f"{carbon[0]}#"]
        console.print_table(f"By {', '.join(keys)}", heads, rows)
    _money(answer)
    _left_out(answer)
    console.print_table(
        f"What drives the energy, {sized['kwh'][0]}: each input from its P5 to its P95",
        ["input", "at P5#", "at P95#"],
        [[one.label, one.low / sized["kwh"][1], one.high / sized["kwh"][1]] for one in answer.drivers[:DRIVERS]],
    )
    for text in notes_of(answer):
        console.note(text)


def _ordered(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the groups by month, the greatest energy first."""
    by = ["month", "kwh_mean"] if "month" in keys else ["kwh_mean"]
    return table.sort_values(by, ascending=[*[True] * (len(by) - 1), False])


def _money(answer: Answer) -> None:
    """Print bills beside the tokens at list prices, where there is a bill."""
    billed = answer.reconciliation[answer.reconciliation["charged"].notna()]
    if len(billed):
        console.print_table(
            "What was charged, beside the counted tokens at list prices: a check of both",
            ["paid to", "month", "charged#", "at list prices#", "currency", "tokens without a price#"],
            [
                [
                    _word(row["payee"]), _word(row["month"]), _amount(row["charged"]), _amount(row["listed"]),
                    row["currency"], console.compact(row["unpriced"]),
                ]
                for row in billed.to_dict("records")
            ],
        )  # fmt: skip


def _amount(value: float) -> str:
    return "-" if value != value else f"{value:,.2f}"  # noqa: PLR0124 - NaN


def _left_out(answer: Answer) -> None:
    if len(answer.unmatched):
        console.print_table(
            "Models that nothing stands for: without energy; name them in a mapping",
            ["model", "rows#", "tokens#", "nearest"],
            [
                [_word(row["model"]), f"{row['rows']:,}", console.compact(row["tokens"]), row["offered"]]
                for row in answer.unmatched.to_dict("records")
            ],
        )
    if len(answer.not_counted):
        console.print_table(
            "Rows that are not counted",
            ["why", "file", "rows#", "tokens#"],
            [
                [row["not_counted"], row["source_file"], f"{row['rows']:,}", console.compact(row["tokens"])]
                for row in answer.not_counted.to_dict("records")
            ],
        )


def _shown(name: str, value: float) -> float:
    """Return a value in the first of its units on the screen."""
    return value * KG_PER_TONNE if name.startswith("tco2e") else value


def _word(value: Any) -> str:
    found = plain(value)
    return "-" if found is None else str(found)


def _day(value: pd.Timestamp | None) -> str:
    return "-" if value is None else value.strftime("%Y-%m-%d")
