"""Which sources the sheet Sources lists."""

from calc.inputs.reader import DATA
from calc.inputs.tables import sources
from workbook.sheets.sources import shown

CURRENT = {
    "trtllm-v020",
    "trtllm-v021",
    "dgx-b200",
    "nvidia-dps",
}  # of current hardware, of which the workbook has none


def test_all_are_listed_but_those_of_current_hardware_alone() -> None:
    assert [s.source_id for s in shown()] == [name for name in sources() if name not in CURRENT]


def test_what_is_left_out_is_named_by_no_table_of_the_workbook() -> None:
    others = [p for p in DATA.glob("*.csv") if p.stem not in {"sources", "throughput", "nodes"}]
    text = "".join(path.read_text(encoding="utf-8") for path in others)
    assert [name for name in CURRENT if name in text] == []
