"""Which `calc` answers: ours, beside this package, whatever a user's folder holds under that name.

Python and the hosts look into the current folder and into the workbook's before they come to what is installed.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def found() -> Path | None:
    """Return the file of the `calc` that an import gives here, or None where there is none."""
    spec = find_spec("calc")
    return Path(spec.origin).resolve() if spec and spec.origin else None


def ours() -> bool:
    """Say whether that is the one beside this package."""
    return found() == ROOT / "calc" / "__init__.py"


def hold_calc() -> None:
    """Import our `calc`, past the path; what is imported from it later is then ours too.

    Raises
    ------
    ImportError
        If another module has taken the name before.
    """
    if "calc" in sys.modules:
        if not ours():
            raise ImportError(f"calc is {found()}, which is not equery's: give that module another name")
        return
    spec = PathFinder.find_spec("calc", [str(ROOT)])
    if spec is None or spec.loader is None:
        raise ImportError(f"calc is not beside addin in {ROOT}: install equery again")
    sys.modules["calc"] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
