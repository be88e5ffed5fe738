// node pyodide.mjs FOLDER_OF_PYODIDE FOLDER_WITH_MAIN_PY CODE.py : what xlwings Lite does, with a stand-in for xlwings.
// Nothing is fetched: numpy cannot be had here, which also shows that loading the functions does not need it.
import { pathToFileURL } from "node:url";
import path from "node:path";
import fs from "node:fs";

const [pyodideFolder, mainFolder, code] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodideFolder, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: pyodideFolder });
python.FS.mkdirTree("/lite");
for (const name of fs.readdirSync(mainFolder)) {
  python.FS.writeFile(`/lite/${name}`, fs.readFileSync(path.join(mainFolder, name)));
}
console.log(python.runPython(fs.readFileSync(code, "utf8")));
