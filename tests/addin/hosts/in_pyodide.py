"""Run by pyodide.mjs: load main.py as xlwings Lite does, and say what was registered."""

import importlib.metadata
import inspect
import json
import sys
import types


class XlwingsError(Exception):
    pass


def func(**options):
    def registered(function):
        function.__xlfunc__ = options
        return function

    return registered


lite = types.ModuleType("xlwings")
lite.func = func
lite.arg = lambda *_, **__: lambda function: function
lite.XlwingsError = XlwingsError
sys.modules["xlwings"] = lite
sys.path.insert(0, "/lite")
import main  # noqa: E402


def said(name, *arguments):
    try:
        return [getattr(main, name)(*arguments)]
    except XlwingsError as error:
        return str(error)


functions = {n: str(inspect.signature(f)) for n, f in vars(main).items() if hasattr(f, "__xlfunc__")}
loaded = sorted({"numpy", "scipy", "pandas", "calc.inputs.assumptions", "calc.query"} & set(sys.modules))
json.dumps(
    {
        "platform": sys.platform,
        "functions": functions,
        "loaded": loaded,
        "version": importlib.metadata.version("equery"),
        "answered": said("EQUERY_VERSION"),
        "calc": sys.modules["calc"].__file__,
        "failed": said("EQUERY_MEDIAN", [["Baseline"]], [["tts"]]),
    }
)
