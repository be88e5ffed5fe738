"""The extension's files: complete, the same every time, and readable by the Python of an old LibreOffice."""

import ast
import io
import re
import subprocess
import sys
import zipfile
from xml.etree import ElementTree as ET

import pytest

from addin.hosts.libreoffice.oxt import build, contents
from addin.registry import FUNCTIONS

NAME = "{http://openoffice.org/2001/registry}name"


@pytest.fixture(scope="module")
def files():
    return contents("/opt/a b/'python'")


def test_the_same_bytes_every_time():
    assert build() == build()
    with zipfile.ZipFile(io.BytesIO(build("/p"))) as archive:
        assert archive.testzip() is None
        assert {i.filename: archive.read(i).decode() for i in archive.infolist()} == contents("/p")


def test_every_function_is_in_the_interface_with_its_arguments(files):
    methods = dict(re.findall(r"sequence< sequence<any> > (\w+)\((.*)\);", files["XCalc.idl"]))
    assert set(methods) == set(FUNCTIONS) | {"EQUERY_WHY"}
    for name, function in FUNCTIONS.items():
        assert methods[name].count("[in] any") == len(function.arguments)
        # UNO takes no underscore in a parameter, and no two of one name
        names = re.findall(r"any (\w+)", methods[name])
        assert len(set(names)) == len(names)
        assert not any("_" in parameter for parameter in names)


def test_every_function_is_described(files):
    nodes = {node.get(NAME): node for node in ET.fromstring(files["CalcAddIns.xcu"]).iter("node")}
    for name, function in FUNCTIONS.items():
        shown = [value.text for value in nodes[name].iter("value")]
        assert name in shown
        assert any(text.startswith(function.help) for text in shown)
        assert all(argument.help in shown for argument in function.arguments)


def test_the_manifest_names_parts_that_exist_the_interface_first(files):
    entries = ET.fromstring(files["META-INF/manifest.xml"])
    paths = [entry.get("{http://openoffice.org/2001/manifest}full-path") for entry in entries]
    assert paths == ["XCalc.idl", "equery_addin.py", "CalcAddIns.xcu"]
    assert set(paths) < set(files)
    assert ET.fromstring(files["description.xml"]) is not None


def test_the_settings_carry_the_path_of_python_whatever_is_in_it(files):
    settings: dict = {}
    exec(files["pythonpath/equery_config.py"], settings)
    assert settings["PYTHON"] == "/opt/a b/'python'"
    assert set(FUNCTIONS) < set(settings["FUNCTIONS"])


def test_an_old_python_can_read_the_component(files):
    code = {path: text for path, text in files.items() if path.endswith(".py")}
    assert len(code) == 4
    for text in code.values():
        ast.parse(text, feature_version=(3, 8))


def test_building_needs_nothing_heavy():
    code = "import sys; from addin.hosts.libreoffice.oxt import build; build(); "
    code += "print(sorted({'numpy', 'scipy', 'pandas', 'openpyxl', 'xlwings'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
