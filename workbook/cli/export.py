"""The results as one tidy table: a row a number, with its unit, assumption set and version."""

from __future__ import annotations

from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Final

import pandas as pd

from calc.impacts.footprint import impact
from calc.impacts.quantities import RESULT_UNITS
from calc.impacts.quantities import results as impact_results
from calc.impacts.scenarios import paper_scenarios
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import REGIMES, model_names
from calc.query.estimate import energy
from workbook.model.exact import Exact, summary
from workbook.model.inputs import WorkbookInputs
from workbook.model.release import released
from workbook.model.trials import COMBINED, FIGURE2
from workbook.sheets.fleet import scenarios

STATISTICS: Final = ("P5", "P25", "P50", "P75", "P95", "mean")
FORMATS: Final = (".csv", ".parquet", ".json")


def results_table(a: AssumptionSet) -> pd.DataFrame:
    """Return every result of the workbook, exact.

    Returns
    -------
    DataFrame
        Columns table (query, lever, fleet, impact), subject, regime, statistic, value, unit, assumption_set,
        equery_version, source_id.
    """
    exact = Exact(WorkbookInputs(a))
    rows: list[tuple[str, str, str, str, float, str]] = []
    for regime in REGIMES:
        for model in model_names():
            numbers = summary(energy(model, regime, a))
            rows += [("query", model, regime, s, v, "Wh") for s, v in zip(STATISTICS, numbers, strict=True)]
        for lever in (*FIGURE2, COMBINED):
            numbers = summary(exact.levered(regime, lever))
            rows += [
                ("lever", f"Baseline, {lever}", regime, s, v, "Wh") for s, v in zip(STATISTICS, numbers, strict=True)
            ]
    for scenario in scenarios():
        if scenario.lever == "own":
            continue
        result = exact.fleet(float(scenario.share), scenario.lever)
        queries = float(a.queries_per_day) if isinstance(scenario.queries, str) else scenario.queries
        scale = queries / float(a.queries_per_day)
        name = scenario.label
        rows += [
            ("fleet", name, "", "mean", float(result.gwh_per_day) * scale, "GWh/day"),
            ("fleet", name, "", "mean", float(result.twh_per_year) * scale, "TWh/year"),
            *(
                ("fleet", name, "", f"P{100 * q:g}", float(result.quantile(q)) * scale, "GWh/day")
                for q in (0.05, 0.5, 0.95)
            ),
        ]
    for paper in paper_scenarios():
        total = impact(paper.share_tts, (paper.alpha_lo, paper.alpha_hi), paper.rates(released().year), assumptions=a)
        rows += [
            ("impact", paper.name, "", key, float(value), RESULT_UNITS[key])
            for key, value in impact_results(total).items()
        ]
    frame = pd.DataFrame(rows, columns=["table", "subject", "regime", "statistic", "value", "unit"])
    return frame.assign(assumption_set=a.name, equery_version=version("equery"), source_id="oviedo-2025")


def encode(frame: pd.DataFrame, path: Path) -> bytes:
    """Return the table in the format of the file's ending.

    Raises
    ------
    ValueError
        If the ending is none of FORMATS, or a format's library is not installed.
    """
    if path.suffix == ".csv":
        return frame.to_csv(index=False, lineterminator="\n").encode()
    if path.suffix == ".json":
        return (frame.to_json(orient="records", indent=1, double_precision=15) + "\n").encode()
    if path.suffix == ".parquet":
        buffer = BytesIO()
        try:
            frame.to_parquet(buffer, index=False)
        except ImportError:
            raise ValueError("OUT.parquet needs pyarrow: pip install 'equery[parquet]'") from None
        return buffer.getvalue()
    raise ValueError(f"OUT must end in {', '.join(FORMATS)}: got {path}")
