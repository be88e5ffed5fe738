"""xlwings' own COM dispatcher and VBA generator on any system: lines of JSON in, lines of JSON out.

pywin32 and the part of xlwings that talks to Excel are replaced by the little that the dispatcher touches;
what reads arguments, converts values and writes VBA is xlwings' own, from the installed package.
"""

import datetime as dt
import io
import json
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import xlwings

MODULE = "addin.hosts.udfs"
OMITTED = -2147352572  # what COM passes for an omitted argument


def module(name, **content):
    made = ModuleType(name)
    made.__dict__.update(content)
    sys.modules[name] = made
    return made


class ExcelRange:
    """A range as COM passes it: rows of values."""

    def __init__(self, rows):
        self.rows = tuple(map(tuple, rows))


class Range:
    """What stands behind xlwings.Range."""

    max_cells_per_read = None

    def __init__(self, xl):
        self.xl = xl
        self.api = xl
        self.address = "$A$1"
        self.shape = len(xl.rows), len(xl.rows[0])
        self.sheet = SimpleNamespace(
            name="S", book=SimpleNamespace(name="B", app=SimpleNamespace(pid=1, engine=windows.engine))
        )

    @property
    def raw_value(self):
        return self.xl.rows[0][0] if self.shape == (1, 1) else self.xl.rows  # COM: one cell is no array


module("pywintypes", com_error=type("com_error", (Exception,), {}))
module("pythoncom", CoInitialize=lambda: None)
module("win32com", client=module("win32com.client", Dispatch=lambda thing: thing), __path__=[])
module("xlwings.com_server", loop=None)

source = (Path(xlwings.__path__[0]) / "_xlwindows.py").read_text(encoding="utf-8")
cleaning = source[source.index("cell_errors = {") : source.index("engine = Engine()")]
known = {"dt": dt, "time_types": (dt.date, dt.datetime), "pd": None, "np": None, "re": re}
exec(compile(cleaning, "xlwings/_xlwindows.py", "exec"), known)

windows = module(
    "xlwings._xlwindows", Range=Range, is_range_instance=lambda x: isinstance(x, ExcelRange),
    BOOK_CALLER=None, Book=None, engine=known["Engine"](),
    _clean_value_data_element=known["_clean_value_data_element"],
)  # fmt: skip
xlwings._xlwindows = windows
engine = xlwings.main.Engine(impl=windows.engine)
xlwings.engines.add(engine)
xlwings.engines.active = engine

import xlwings.udfs as dispatcher  # noqa: E402

xlwings.func, xlwings.arg = dispatcher.xlfunc, dispatcher.xlarg


def argument(value):
    if value == {"omitted": True}:
        return OMITTED
    return ExcelRange(value["range"]) if isinstance(value, dict) else value


def call(name, *arguments):
    caller = ExcelRange([[None]])
    return dispatcher.call_udf(MODULE, name, tuple(map(argument, arguments)), None, caller)


def vba():
    written = io.StringIO()
    loaded = dispatcher.get_udf_module(MODULE, None)
    dispatcher.generate_vba_wrapper(MODULE, loaded, written, SimpleNamespace(Name="equery.xlsm"))
    return written.getvalue()


def help_texts():
    loaded = dispatcher.get_udf_module(MODULE, None)
    found = {name: getattr(loaded, name).__xlfunc__ for name in loaded.__all__}
    return {
        name: {
            "help": f["ret"]["doc"], "category": f["category"], "volatile": f["volatile"],
            "arguments": [a["doc"] for a in f["args"]],
        }
        for name, f in found.items()
    }  # fmt: skip


def say(**answer):
    print(json.dumps(answer), flush=True)  # noqa: T201


say(answer="ready")
for line in sys.stdin:
    name, arguments = json.loads(line)
    if name == "end":
        break
    try:
        say(answer={"call": call, "vba": vba, "help": help_texts}[name](*arguments))
    except Exception as error:  # noqa: BLE001
        say(error=f"{type(error).__name__}: {error}")
