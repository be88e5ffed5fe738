"""The text files of the extension, written from the registry."""

from __future__ import annotations

from collections.abc import Iterable
from pprint import pformat
from xml.sax.saxutils import escape, quoteattr

from addin.registry import FUNCTIONS
from addin.signature import Argument, Function

IDENTIFIER = "org.equery.addin"
# With any other name LibreOffice does not find the functions of a formula that comes in an .xlsx file.
SERVICE = "CALC"
COMPONENT = (
    ("equery_addin.py", "equery_addin.py"),
    ("equery_client.py", "pythonpath/equery_client.py"),
    ("equery_readahead.py", "pythonpath/equery_readahead.py"),
)
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def why() -> Function:
    """Return the one function that only LibreOffice has: its errors have numbers and no text."""
    most = max(len(function.arguments) for function in FUNCTIONS.values())
    asked = Argument("function", "Name of a function, e.g. EQUERY_MEDIAN.", "text")
    rest = (Argument(f"a{i}", f"Its argument {i}.", "text", required=False) for i in range(1, most + 1))
    return Function(
        "EQUERY_WHY",
        "equery: reference",
        "Why a call gets an error, in words: the function's name, then the arguments of the call.",
        (asked, *rest),
        "text",
        "table",
        ("FLEET_GWH", 1.2, 1.0, 1.0),
        "",
    )


def served() -> Iterable[Function]:
    """Yield every function that the extension serves."""
    yield from FUNCTIONS.values()
    yield why()


def parameter(argument: Argument) -> str:
    """Return an argument's name as UNO takes it: no underscore, and no word of its language.

    >>> parameter(Argument("alpha_lo", "", "number"))
    'alphaLoArg'
    """
    first, *rest = argument.name.split("_")
    return first + "".join(word.capitalize() for word in rest) + "Arg"


def idl() -> str:
    """Return the interface; LibreOffice reads the text where a compiled library is expected.

    Arguments are of any type, and results always arrays, so that one cell and a range need no two functions.
    """
    methods = "\n".join(
        f"  sequence< sequence<any> > {f.name}({', '.join(f'[in] any {parameter(a)}' for a in f.arguments)});"
        for f in served()
    )
    return (
        "module org { module equery { module addin {\n"
        f"interface XCalc : com::sun::star::uno::XInterface {{\n{methods}\n}};\n"
        "}; }; };\n"
    )


def configuration() -> str:
    """Return CalcAddIns.xcu: names, descriptions and arguments, as the function wizard shows them."""

    def node(name: str, content: str) -> str:
        return f'<node oor:name="{name}" oor:op="replace">{content}</node>\n'

    def text(name: str, value: str) -> str:
        return f'<prop oor:name="{name}"><value xml:lang="en">{escape(value)}</value></prop>'

    def function(f: Function) -> str:
        listed = "".join(
            node(parameter(a), text("DisplayName", a.name) + text("Description", a.help)) for a in f.arguments
        )
        return node(
            f.name,
            text("DisplayName", f.name)
            + text("Description", description(f))
            + '<prop oor:name="Category"><value>Add-In</value></prop>'
            + text("CompatibilityName", f.name)
            + f'<node oor:name="Parameters">{listed}</node>',
        )

    functions = "".join(function(f) for f in served())
    return (
        f'{XML}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        'oor:name="CalcAddIns" oor:package="org.openoffice.Office">\n'
        f'<node oor:name="AddInInfo"><node oor:name="{SERVICE}" oor:op="replace">'
        f'<node oor:name="AddInFunctions">\n{functions}</node></node></node>\n</oor:component-data>\n'
    )


def description(function: Function) -> str:
    """Return a function's help with its unit."""
    return function.help if function.unit in ("text", "as stated") else f"{function.help} [{function.unit}]"


def manifest() -> str:
    """Return the list of parts; the interface comes first, for the component needs it to load."""
    parts = (
        ("application/vnd.sun.star.uno-typelibrary;type=RDB", "XCalc.idl"),
        ("application/vnd.sun.star.uno-component;type=Python", "equery_addin.py"),
        ("application/vnd.sun.star.configuration-data", "CalcAddIns.xcu"),
    )
    entries = "".join(
        f"<manifest:file-entry manifest:media-type={quoteattr(kind)} manifest:full-path={quoteattr(path)}/>\n"
        for kind, path in parts
    )
    space = "http://openoffice.org/2001/manifest"
    return f'{XML}<manifest:manifest xmlns:manifest="{space}">\n{entries}</manifest:manifest>\n'


def about(version: str) -> str:
    """Return description.xml: who the extension is, and which LibreOffice it was tried with."""
    return (
        f'{XML}<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:d="http://openoffice.org/extensions/description/2006" '
        'xmlns:l="http://libreoffice.org/extensions/description/2011">\n'
        f"<identifier value={quoteattr(IDENTIFIER)}/>\n<version value={quoteattr(version)}/>\n"
        '<dependencies><l:LibreOffice-minimal-version value="7.4" d:name="LibreOffice 7.4"/></dependencies>\n'
        '<display-name><name lang="en">equery</name></display-name>\n</description>\n'
    )


def settings(python: str) -> str:
    """Return equery_config.py: what the component knows of the registry, and where equery's Python is."""
    functions = {
        f.name: {
            "help": description(f),
            "arguments": [(a.name, a.help) for a in f.arguments],
            # One cell an answer: calls that follow can be answered together.
            "ahead": f.spills != "table",
        }
        for f in served()
    }
    return (
        '"""Written by `equery addin libreoffice`."""\n\n'
        f"PYTHON = {python!r}\nSERVICE = {SERVICE!r}\nIMPLEMENTATION = {IDENTIFIER + '.Calc'!r}\n"
        f"WHY = {why().name!r}\nFUNCTIONS = {pformat(functions, width=110, sort_dicts=False)}\n"
    )
