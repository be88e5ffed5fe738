"""The add-in as LibreOffice sees it: every function of the registry as a method of one UNO object.

Runs in the Python that LibreOffice brings (3.8 or newer, no numpy); the answers come from the worker.
"""

# The modules of UNO exist only inside the host, and its names are camel case.
# mypy: ignore-errors
# ruff: noqa: ANN001, ANN002, ANN201, ANN202, ANN204, ARG001, ARG002, D102, N802, B905

import struct
import threading

import unohelper
from com.sun.star.lang import IllegalArgumentException, XServiceInfo, XServiceName
from com.sun.star.sheet import XAddIn
from equery_client import Unanswered, Worker
from equery_config import FUNCTIONS, IMPLEMENTATION, PYTHON, SERVICE, WHY
from equery_readahead import Readahead
from org.equery.addin import XCalc

# A double with this payload shows as #VALUE! in one cell of an array.
VALUE_ERROR = struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000 | 519))[0]
HELD = 65536
WORTH_HOLDING = 256

worker = Worker(PYTHON)
readahead = Readahead(SERVICE)
held = {}
holding = threading.Lock()


def size(value):
    """Return how many cells a value takes."""
    return len(value) * len(value[0]) if isinstance(value, tuple) and value else 1


def hold(key, answer):
    """Keep an answer for the same arguments; the oldest quarter goes when it is full."""
    if sum(map(size, key[1])) + size(answer[1]) > WORTH_HOLDING:
        return
    with holding:
        if len(held) >= HELD:
            for old in list(held)[: HELD // 4]:
                del held[old]
        held[key] = answer


def ask(name, arguments):
    """Return ("rows", rows) or ("error", text)."""
    key = name, arguments
    answer = held.get(key)
    if answer is not None:
        return answer
    calls = [arguments]
    if FUNCTIONS[name]["ahead"] and not any(isinstance(value, tuple) for value in arguments):
        calls += readahead.after(name, arguments, lambda other: (name, other) not in held)
    answers = worker.ask((name, calls))
    for call, found in zip(calls, answers):
        hold((name, call), found)
    return answers[0]


def shown(rows):
    """Return rows as Calc takes them; a cell in error is a tuple of its text."""
    if not any(isinstance(cell, tuple) for row in rows for cell in row):
        return rows
    return tuple(tuple(VALUE_ERROR if isinstance(cell, tuple) else cell for cell in row) for row in rows)


class Calc(unohelper.Base, XCalc, XAddIn, XServiceName, XServiceInfo):
    """The add-in; the methods named like functions are added below."""

    def __init__(self, context):
        self.locale = None
        readahead.context = context

    def setLocale(self, locale):
        self.locale = locale

    def getLocale(self):
        return self.locale

    def getServiceName(self):
        return SERVICE

    def getImplementationName(self):
        return IMPLEMENTATION

    def getSupportedServiceNames(self):
        return SERVICE, "com.sun.star.sheet.AddIn"

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getProgrammaticFuntionName(self, display):  # the misspelling is UNO's
        return display

    def getDisplayFunctionName(self, name):
        return name

    def getFunctionDescription(self, name):
        return FUNCTIONS[name]["help"]

    def getDisplayArgumentName(self, name, index):
        return FUNCTIONS[name]["arguments"][index][0]

    def getArgumentDescription(self, name, index):
        return FUNCTIONS[name]["arguments"][index][1]

    def getProgrammaticCategoryName(self, name):
        return "Add-In"

    def getDisplayCategoryName(self, name):
        return "Add-In"


def method(name):
    """Return the method that answers for a function of the registry."""

    def answer(self, *arguments):
        try:
            kind, found = ask(name, arguments)
        except Unanswered as error:
            raise IllegalArgumentException(str(error), self, 0) from None
        if kind == "error":
            raise IllegalArgumentException(found, self, 0)
        return shown(found)

    answer.__name__ = name
    return answer


def why(self, function, *arguments):
    """Say in words why a call gets an error, for Calc shows no more than an error's number."""
    name = str(function).strip().upper()
    name = name[len(SERVICE) + 1 :] if name.startswith(SERVICE + ".") else name
    if name not in FUNCTIONS or name == WHY:
        return ((f"no such function: {function!r}",),)
    count = len(FUNCTIONS[name]["arguments"])
    if any(value is not None for value in arguments[count:]):
        return ((f"{name} takes {count} arguments",),)
    try:
        kind, found = ask(name, tuple(arguments[:count]))
    except Unanswered as error:
        return ((str(error),),)
    if kind == "error":
        return ((found,),)
    bad = [
        f"row {r}, column {c}: {cell[0]}"
        for r, row in enumerate(found, 1)
        for c, cell in enumerate(row, 1)
        if isinstance(cell, tuple)
    ]
    return ((bad[0] if bad else "no error",),)


for function in FUNCTIONS:
    setattr(Calc, function, why if function == WHY else method(function))

g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - the name the loader looks for
g_ImplementationHelper.addImplementation(Calc, IMPLEMENTATION, (SERVICE, "com.sun.star.sheet.AddIn"))
