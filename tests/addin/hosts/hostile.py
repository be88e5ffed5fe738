"""A user's folder with things named like ours."""

from pathlib import Path

SAID = "raise ImportError('the module of the user was taken for ours')"


def fill(folder: Path, kind: str) -> Path:
    """Put a module or a package called calc, and tables, into a folder, which is made; return the folder."""
    folder.mkdir(parents=True)
    if kind == "calc.py":
        (folder / "calc.py").write_text(SAID)
    else:
        for name in ("calc", "calc/inputs", "calc/data", "data"):
            (folder / name).mkdir()
            (folder / name / "__init__.py").write_text(SAID)
        for name in ("calc/data", "data"):
            (folder / name / "sources.csv").write_text("source_id\nnobody\n")
    return folder
