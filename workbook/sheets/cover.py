"""Cover: what the workbook answers, its headline results, how to use it, and where everything is."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from calc.inputs import tables
from calc.inputs.catalogue import BASELINE
from workbook.model.results import Context
from workbook.writer.sheet import MASTER, Sheet, at

HEADLINES: Final = (
    ("A query to a model above 200B parameters, median", f"{BASELINE}|traditional|p50", "Wh"),
    ("... its quartiles, P25", f"{BASELINE}|traditional|p25", "Wh"),
    ("... and P75", f"{BASELINE}|traditional|p75", "Wh"),
    ("A long query (test-time scaling), median", f"{BASELINE}|tts|p50", "Wh"),
    ("A billion queries a day", "fleet|trad|total", "GWh/day"),
    ("... 10 % of them long", "fleet|mixed|total", "GWh/day"),
    ("... with line-of-sight efficiency", "fleet|mixed.improved|total", "GWh/day"),
    ("Your own fleet (Inputs)", "fleet|own|total", "GWh/day"),
)  # fmt: skip
PURPOSE: Final = (
    "What does an AI query use, and what does a fleet that answers billions of them? The method of Oviedo et al. 2025 as a live",
    "model: token throughput, node power and PUE give the energy of a query as a distribution; then efficiency levers, then a fleet.",
    "For sustainability and finance teams and their auditors. Native formulas only: no macro, no add-in, no links to other files.",
)  # fmt: skip
HOW_TO: Final = (
    "1. Choose an assumption set on Inputs, or type an override in a yellow cell; blank means the value of the set.",
    "2. Read Query results, Levers and Fleet; everything follows at once. Totals use means, never medians.",
    "3. Look at the master check on top of each sheet. Once inputs differ from the built ones, checks against calc wait.",
    "4. Follow a number to its source: each row names a source_id, which Sources spells out.",
)  # fmt: skip
LEGEND: Final = (
    ("input", "Yours to change"), ("data", "Constant from a source"), ("calc", "Calculated"),
    ("output", "Result"), ("built", "Exact value of calc, fixed when the workbook was built"),
)  # fmt: skip


def write(context: Context) -> None:
    """Fill the sheet; it was added first, so that it is the first one."""
    sheet = context.book.cover
    row = _purpose(sheet, 2)
    row = _headlines(context, sheet, row + 1)
    row = _texts(sheet, row + 1, "How to use it", HOW_TO)
    row = _legend(sheet, row + 1)
    row = _contents(sheet, row + 1)
    _about(context, sheet, row + 1)


def _plain(sheet: Sheet, row: int, column: int, text: str, kind: str = "label") -> None:
    sheet.put(row, column, text, kind)


def _purpose(sheet: Sheet, row: int) -> int:
    for offset, text in enumerate(PURPOSE):
        _plain(sheet, row + offset, 1, text)
    return row + len(PURPOSE)


def _headlines(context: Context, sheet: Sheet, row: int) -> int:
    sheet.put(row, 1, "Headline results", "heading")
    sheet.state(sheet.show(row, 2, context.names[MASTER], "status"))
    sheet.header(row + 1, ["Question", "Answer", "Unit"])
    for r, (label, key, unit) in enumerate(HEADLINES, row + 2):
        sheet.put(r, 1, label)
        sheet.show(r, 2, context[key], "output", number="0.00")
        sheet.put(r, 3, unit)
    sheet.put(row + 2 + len(HEADLINES), 1, "Assumption set in use")
    sheet.show(row + 2 + len(HEADLINES), 2, context.names.set_active, "output", number="General")
    return row + 3 + len(HEADLINES)


def _texts(sheet: Sheet, row: int, heading: str, texts: tuple[str, ...]) -> int:
    sheet.put(row, 1, heading, "heading")
    for offset, text in enumerate(texts, 1):
        _plain(sheet, row + offset, 1, text)
    return row + len(texts) + 1


def _legend(sheet: Sheet, row: int) -> int:
    sheet.put(row, 1, "Colours", "heading")
    for offset, (kind, text) in enumerate(LEGEND, 1):
        # the legend shows an input's look; only real inputs are unlocked
        sheet.lock(sheet.put(row + offset, 1, text, kind))
    return row + len(LEGEND) + 1


def _contents(sheet: Sheet, row: int) -> int:
    sheet.put(row, 1, "Contents", "heading")
    summaries = sheet.book.summaries
    there = [(name, summaries[name]) for name in sheet.book.xlsx.sheetnames if name in summaries]
    for offset, (name, text) in enumerate(there, 1):
        sheet.link(row + offset, 1, name, name)
        _plain(sheet, row + offset, 2, text)
    return row + len(there) + 1


def _about(context: Context, sheet: Sheet, row: int) -> None:
    paper = tables.sources()["oviedo-2025"]
    built = context.inputs.assumptions
    facts: tuple[tuple[str, str], ...] = (
        ("Workbook and model version", f"equery {version('equery')}"),
        ("Built with the assumption set", f"{built.name}: {tables.named_sets()[built.name].what}"),
        ("Date of this version", f"{context.book.stamp:%d %B %Y}"),
        ("Licence", "MIT; data under the licences that Sources names"),
        (
            "Cite the method as",
            "Oviedo, F. et al. (2025). Energy Use of AI Inference: Efficiency Pathways and Test-Time Compute. arXiv:2509.20241v1.",
        ),
        ("Address", paper.url),
        ("Protection", "Sheets are protected without a password, so that only yellow cells take typing."),
    )
    if not context.book.live:
        static = "Values only, for reading and mailing; the live edition recalculates."
        facts = (("Edition", static), *facts)
    sheet.put(row, 1, "About", "heading")
    for offset, (label, text) in enumerate(facts, 1):
        sheet.put(row + offset, 1, label)
        _plain(sheet, row + offset, 2, text)
    sheet.name(at(row + 1, 2), "equery_version")
