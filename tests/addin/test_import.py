"""What a host loads is light: the heavy libraries come with the first answer."""

import subprocess
import sys

import pytest

# Of calc the names of models and sets may come, which need nothing but the standard library.
HEAVY = ("numpy", "scipy", "pandas", "openpyxl", "xlwings", "calc.inputs.assumptions", "calc.query", "calc.impacts")


@pytest.mark.parametrize("module", ["addin.registry", "addin.dispatch", "addin.cells", "addin.range_arguments"])
def test_importing_brings_nothing_heavy(module):
    code = f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_told_without_anything_heavy():
    code = "import sys; from addin.dispatch import call; call('EQUERY_VERSION')\n"
    code += f"print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_answers_need_no_pandas_and_no_openpyxl():
    code = (
        "import sys; from addin.dispatch import call; from addin.registry import FUNCTIONS\n"
        "for f in FUNCTIONS.values(): call(f.name, f.example)\n"
        "print([m for m in ('pandas', 'openpyxl', 'xlwings', 'scipy.stats') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
