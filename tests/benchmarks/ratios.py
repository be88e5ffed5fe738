"""Run the benchmarks and print the ratios that are asked of the project: `python -m tests.benchmarks.ratios`.

Given a file of `pytest --benchmark-json`, it reads that instead of running.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

# what is compared: (slower or dividend, faster or divisor, what is asked)
RATIOS = {
    "10,000 draws / exact quantile": ("test_quantile_monte_carlo", "test_quantile_exact", "at least 5"),
    "the same quantile, query built before": (
        "test_quantile_monte_carlo",
        "test_quantile_of_a_built_query",
        "at least 5",
    ),
    "10,000 draws / exact mean": ("test_mean_monte_carlo", "test_mean_exact", "at least 20"),
    "the same mean, query built before": (
        "test_mean_monte_carlo",
        "test_mean_of_a_built_query",
        "at least 20",
    ),
    "figures 1-3 / 10,000 draws": ("test_figures", "test_quantile_monte_carlo", "below 200"),
    "baseline with prefill / without": (
        "test_baseline[prefill-wide]",
        "test_baseline[plain-wide]",
        "at most 30",
    ),
    "narrow alpha, prefill / without": (
        "test_baseline[prefill-narrow]",
        "test_baseline[plain-narrow]",
        "at most 30",
    ),
    "baseline with coupled power / without": (
        "test_baseline[coupled-wide]",
        "test_baseline[plain-wide]",
        "at most 30",
    ),
    "narrow alpha, coupled power / without": (
        "test_baseline[coupled-narrow]",
        "test_baseline[plain-narrow]",
        "at most 30",
    ),
    "200 different rows / 20": ("test_column[200]", "test_column[20]", "about 10"),
    "current hardware, 100,000 draws / exact quantile": ("test_served_draws", "test_served_exact", "at least 1"),
    "current hardware, 200 different rows / 20": ("test_served_column[200]", "test_served_column[20]", "about 10"),
    "a million scenarios / one": ("test_fleet_million", "test_fleet_one", "below 2,000"),
    "20 million rows of usage / a plain sum of them": ("test_ledger[20000000]", "test_ledger_plain_sum", "at most 2.5"),
    "20 million rows of usage / 4 million": ("test_ledger[20000000]", "test_ledger[4000000]", "at most 6"),
    "import calc, every name of it / numpy, scipy.special": (
        "test_import[from calc import *]",
        "test_import[import numpy, scipy.special]",
        "at most 2",
    ),
    "import calc alone / the same": (
        "test_import[import calc]",
        "test_import[import numpy, scipy.special]",
        "below 1",
    ),
}


def measure(report: Path) -> None:
    command = [sys.executable, "-m", "pytest", str(Path(__file__).parent), "--benchmark-enable"]
    subprocess.run([*command, "--benchmark-only", f"--benchmark-json={report}"], check=True)


def medians(report: Path) -> dict[str, float]:
    """Return the median time [s] of each benchmark."""
    found = json.loads(report.read_text(encoding="utf-8"))["benchmarks"]
    return {b["name"]: b["stats"]["median"] for b in found}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "benchmarks.json"
        if len(sys.argv) == 1:
            measure(report)
        times = medians(report)
    for what, (dividend, divisor, asked) in RATIOS.items():
        print(f"{what:45s} {times[dividend] / times[divisor]:10.2f}   {asked}")  # noqa: T201


if __name__ == "__main__":
    main()
