"""How long LibreOffice takes for 10,000 cells: python -m tests.benchmarks.libreoffice [MODEL] [ROUNDS].

Beside EQUERY_MEDIAN stands a function of the same arguments and the same kind of result that does nothing,
which is what calling any add-in in Python costs. The three documents take turns, so that a busy machine
troubles all alike.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from statistics import median

from addin.hosts.libreoffice.oxt import contents, pack
from tests.addin.hosts.conftest import start

CELLS = 10_000


def with_trivial() -> bytes:
    """Return the extension with EQUERY_TRIVIAL beside EQUERY_MEDIAN."""
    texts = contents(sys.executable)
    texts["XCalc.idl"] = re.sub(
        r"(.*) EQUERY_MEDIAN(\(.*\);)\n", r"\g<0>\1 EQUERY_TRIVIAL\2\n", texts["XCalc.idl"], count=1
    )
    texts["CalcAddIns.xcu"] = re.sub(
        r'<node oor:name="EQUERY_MEDIAN".*?(?=<node oor:name="EQUERY_MEAN")',
        lambda node: node[0] + node[0].replace("EQUERY_MEDIAN", "EQUERY_TRIVIAL"),
        texts["CalcAddIns.xcu"],
        count=1,
        flags=re.DOTALL,
    )
    texts["pythonpath/equery_config.py"] += '\nFUNCTIONS["EQUERY_TRIVIAL"] = FUNCTIONS["EQUERY_MEDIAN"]\n'
    texts["equery_addin.py"] += "\nCalc.EQUERY_TRIVIAL = lambda self, *arguments: ((1.0,),)\n"
    return pack(texts)


def main(model: str = "405B", rounds: int = 7) -> None:
    """Measure and print, in milliseconds: new arguments every round, then the same again."""
    with tempfile.TemporaryDirectory() as folder:
        extension = Path(folder) / "equery.oxt"
        extension.write_bytes(with_trivial())
        office = start(Path(folder) / "profile")
        office.install(str(extension))
        documents = {kind: office.open() for kind in ("trivial", "median", "spilled")}
        for kind, document in documents.items():
            office.manual(document)
            lengths = [[100.0 + i / 7.0] for i in range(CELLS)]
            office.write(document, f"A1:A{CELLS}", lengths)
            if kind == "spilled":
                formula = f'=CALC.EQUERY_MEDIAN("{model}";A1:A{CELLS};$C$1;$C$1)'
                office.array(document, f"B1:B{CELLS}", formula)
            else:
                cell = f'=CALC.EQUERY_{kind.upper()}("{model}";A{{}};$C$1;$C$1)'
                office.formulas(document, f"B1:B{CELLS}", [[cell.format(i + 1)] for i in range(CELLS)])
        times: dict[tuple[str, str], list[float]] = {}
        for number in range(rounds):
            for kind, document in documents.items():
                # One cell that every call looks at, so that writing takes no time of its own.
                for run, alpha in (("new", 1.0 + number / 100.0), ("again", 1.0 + number / 100.0)):
                    seconds = office.write_and_calculate(document, "C1", [[alpha]])
                    times.setdefault((kind, run), []).append(1000.0 * seconds)
        office.end()
    for (kind, run), found in sorted(times.items()):
        ratio = median(found) / median(times["trivial", run])
        print(f"{kind:8} {run:6} best {min(found):7.1f}  median {median(found):7.1f} ms  x{ratio:.2f}")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:2], *(int(word) for word in sys.argv[2:3]))
