"""Drive a real LibreOffice: commands as lines of JSON on standard input, answers on standard output.

Run with a Python that has the module uno (the system's, not the one under test): office.py PROFILE.
It talks to LibreOffice over a pipe; nothing listens on a port.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment


class Consent(unohelper.Base, XCommandEnvironment, XInteractionHandler):
    """Approve whatever installing an extension asks."""

    def getInteractionHandler(self):  # noqa: N802
        return self

    def getProgressHandler(self):  # noqa: N802
        return None

    def handle(self, request):
        approve = uno.getTypeByName("com.sun.star.task.XInteractionApprove")
        for choice in request.getContinuations():
            if choice.queryInterface(approve):
                choice.select()
                return


class Office:
    """One running LibreOffice with a profile of its own."""

    def __init__(self, profile):
        self.profile = profile
        self.documents = []
        self.start()

    def start(self):
        name = "equery" + uuid.uuid4().hex[:12]
        self.process = subprocess.Popen(
            [
                "soffice", "--headless", "--norestore", "--nologo", "--nodefault",
                f"-env:UserInstallation={Path(self.profile).as_uri()}",
                f"--accept=pipe,name={name};urp;StarOffice.ComponentContext",
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            self.context = self.connect(name)
            manager = self.context.ServiceManager
            self.desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)
        except BaseException:
            self.kill()  # in a session of its own it would outlive this program
            raise

    def connect(self, name):
        """The context of the LibreOffice that listens to a pipe, as soon as it does."""
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(600):
            with contextlib.suppress(Exception):
                return resolver.resolve(f"uno:pipe,name={name};urp;StarOffice.ComponentContext")
            time.sleep(0.1)
        raise TimeoutError("LibreOffice did not listen within a minute")

    def stop(self):
        self.documents = []
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        self.process.wait(60)

    def install(self, path):
        manager = self.context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
        manager.addExtension(Path(path).as_uri(), (), "user", manager.createAbortChannel(), Consent())
        self.stop()
        self.start()

    def open(self, path=None):
        hidden = PropertyValue()
        hidden.Name, hidden.Value = "Hidden", True
        url = Path(path).as_uri() if path else "private:factory/scalc"
        self.documents.append(self.desktop.loadComponentFromURL(url, "_blank", 0, (hidden,)))
        return len(self.documents) - 1

    def close(self, document):
        self.documents[document].close(True)  # noqa: FBT003

    def cells(self, document, area):
        """A range of the first sheet, or of the one named before a "!"."""
        sheet, _, area = area.rpartition("!")
        sheets = self.documents[document].Sheets
        return (sheets.getByName(sheet) if sheet else sheets.getByIndex(0)).getCellRangeByName(area)

    def manual(self, document):
        self.documents[document].enableAutomaticCalculation(False)  # noqa: FBT003

    def write(self, document, area, rows):
        self.cells(document, area).setDataArray(tuple(tuple(row) for row in rows))

    def formulas(self, document, area, rows):
        self.cells(document, area).setFormulaArray(tuple(tuple(row) for row in rows))

    def array(self, document, area, formula):
        self.cells(document, area).setArrayFormula(formula)

    def read(self, document, area):
        """Every cell as [value or text, error number]."""
        found = self.cells(document, area)
        rows = []
        for r in range(found.Rows.Count):
            cells = [found.getCellByPosition(c, r) for c in range(found.Columns.Count)]
            rows.append([[data(cell), cell.getError()] for cell in cells])
        return rows

    def values(self, document, area):
        """The values alone, fast; an error comes as an empty text."""
        return self.cells(document, area).getDataArray()

    def calculate(self, document):
        """Recalculate everything; the seconds it took."""
        began = time.perf_counter()
        self.documents[document].calculateAll()
        return time.perf_counter() - began

    def write_and_calculate(self, document, area, rows):
        """Write, recalculate everything, and return the seconds both took: some formulas do not wait."""
        began = time.perf_counter()
        self.write(document, area, rows)
        self.documents[document].calculateAll()
        return time.perf_counter() - began

    def calculate_and_kill(self, document, after):
        """Recalculate while another process kills the worker after so many seconds."""
        script = f"import sys, time; sys.path[:0] = [{str(Path(__file__).parent)!r}]; import processes\n"
        script += f"time.sleep({after}); processes.kill_workers({self.process.pid})\n"
        killer = subprocess.Popen([sys.executable, "-c", script])
        seconds = self.calculate(document)
        killer.wait()
        return seconds

    def pid(self):
        return self.process.pid

    def kill(self):
        """End LibreOffice without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def data(cell):
    return cell.Value if cell.getError() == 0 and cell.FormulaResultType2 == 1 else cell.String


def say(**answer):
    print(json.dumps(answer), flush=True)  # noqa: T201


def main():
    office = Office(sys.argv[1])
    say(answer="ready")
    try:
        for line in sys.stdin:
            name, arguments = json.loads(line)
            if name == "end":
                break
            try:
                say(answer=getattr(office, name)(*arguments))
            except Exception as error:  # noqa: BLE001
                say(error=f"{type(error).__name__}: {error}"[:2000])
    finally:
        if office.process.poll() is None:
            office.stop()


main()
