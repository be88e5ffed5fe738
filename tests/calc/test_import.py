"""Importing the model pulls in nothing heavy and nothing of a spreadsheet."""

import subprocess
import sys

HEAVY = ("pandas", "openpyxl", "xlwings", "typer", "rich", "scipy.stats", "scipy.optimize", "matplotlib")
PROGRAM = """
import pkgutil, importlib, sys, calc
for module in pkgutil.walk_packages(calc.__path__, "calc."):
    importlib.import_module(module.name)
print(*sys.modules)
"""


def test_nothing_heavy_is_imported() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    loaded = run.stdout.split()
    assert {
        "calc.query.estimate",
        "calc.fleets.daily_total",
        "calc.paper.published_figures",
        "numpy",
        "scipy.special",
    } <= set(loaded)
    assert [name for name in HEAVY if name in loaded] == []


def test_a_user_of_every_name_loads_nothing_heavy_either() -> None:
    program = "import sys\nfrom calc import *\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert [name for name in HEAVY if name in run.stdout.split()] == []


def test_importing_reads_no_table_and_draws_nothing() -> None:
    program = (
        "import numpy, sys; before = str(numpy.random.get_state());\n"
        "sys.addaudithook(lambda event, args: print(args[0]) if event == 'open' else None)\n"
        "import calc.query.estimate, calc.fleets.daily_total, calc.paper.legacy_draws, calc.query.sampling\n"
        "assert before == str(numpy.random.get_state())"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "calc" in run.stdout  # the hook sees the modules being read
    assert ".csv" not in run.stdout
