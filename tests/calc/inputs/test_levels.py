"""The probabilities at which results are told stand in one place."""

from pathlib import Path

from calc.inputs.levels import INTERVAL, LEVELS, level_name

ROOT = Path(__file__).parents[3]


def test_the_levels_are_the_papers_quartiles_and_ends() -> None:
    """Figure 1 shows P5, the quartiles and P95."""
    assert [level_name(q) for q in LEVELS] == ["P5", "P25", "P50", "P75", "P95"]
    assert set(INTERVAL) == {LEVELS[0], LEVELS[2], LEVELS[-1]}


def test_no_other_module_spells_them_out() -> None:
    spelt = [
        path.relative_to(ROOT).as_posix()
        for room in ("calc", "addin", "workbook/cli")
        for path in (ROOT / room).rglob("*.py")
        if any(text in path.read_text("utf-8") for text in ("0.25, 0.5, 0.75", "25, 50, 75", "0.05, 0.5, 0.95"))
    ]
    assert sorted(spelt) == ["calc/inputs/levels.py"]
