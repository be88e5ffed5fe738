"""Which files are meant by paths, folders and patterns, and what each holds that a format is recognised by."""

from __future__ import annotations

import csv
import glob
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

Container = Literal["csv", "json", "parquet"]
ENDINGS: Final[dict[str, Container]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".log": "json",
    ".parquet": "parquet",
}
HEAD: Final = 1 << 18  # bytes of a file that are looked at: the header of a table, the first records of a document
LONGEST_HEADER: Final = 1 << 17  # bytes
DELIMITERS: Final = ",;\t|"


@dataclass(frozen=True)
class FoundFile:
    """A file that was asked for.

    Attributes
    ----------
    path : Path
        Where it is.
    container : {"csv", "json", "parquet"}
        How it is read, by its ending.
    """

    path: Path
    container: Container

    @property
    def name(self) -> str:
        """What it is called in answers and messages."""
        return self.path.name

    @cached_property
    def sha256(self) -> str:
        """The hash of its bytes, by which an auditor knows it again."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def same_bytes(self, other: FoundFile) -> bool:
        """Return whether another file has the same bytes: only files of one size are read to know."""
        return self.path.stat().st_size == other.path.stat().st_size and self.sha256 == other.sha256

    @cached_property
    def head(self) -> str:
        """The first characters of a text file, without a byte order mark.

        Raises
        ------
        ValueError
            If it is empty or no text.
        """
        try:
            with gzip.open(self.path) if self.path.suffix == ".gz" else self.path.open("rb") as file:
                found = file.read(HEAD)
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(f"{self.name} must be a file that can be read: {error}") from None
        if b"\0" in found:
            raise ValueError(f"{self.name} must be text in UTF-8: it has zero bytes")
        text = found.decode("utf-8", errors="ignore" if len(found) == HEAD else "replace").removeprefix("\ufeff")
        if "\ufffd" in text:
            raise ValueError(f"{self.name} must be text in UTF-8: got other bytes")
        if not text.strip():
            raise ValueError(f"{self.name} must have a header: it is empty")
        return text

    @cached_property
    def blank(self) -> int:
        """How many empty lines stand before the header of a CSV."""
        return len(self.head[: len(self.head) - len(self._table)].splitlines())

    @cached_property
    def delimiter(self) -> str:
        """What stands between the columns of a CSV: whichever its first line has most of."""
        line = self._table.splitlines()[0]
        if len(line.encode()) > LONGEST_HEADER:
            raise ValueError(f"{self.name} must have a header of at most {LONGEST_HEADER:,} bytes")
        return max(DELIMITERS, key=line.count)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of a table as the file has them; for a JSON file every quoted name of its first records."""
        if self.container == "parquet":
            import pyarrow.lib
            import pyarrow.parquet

            try:
                return tuple(pyarrow.parquet.read_schema(self.path).names)
            except (OSError, pyarrow.lib.ArrowException) as error:
                raise ValueError(f"{self.name} must be a Parquet file: {error}") from None
        if self.container == "json":
            return tuple(dict.fromkeys(re.findall(r'"((?:[^"\\]|\\.){1,100})"', self.head)))
        try:
            header = next(csv.reader(io.StringIO(self._table, newline=""), delimiter=self.delimiter, strict=True))
        except csv.Error:
            raise ValueError(f"{self.name} must close the quotes of its header") from None
        return tuple(name.strip() for name in header)

    @cached_property
    def names(self) -> frozenset[str]:
        """The same in lower case."""
        return frozenset(name.lower() for name in self.columns)

    @property
    def _table(self) -> str:
        """The head of a CSV from its header on."""
        return self.head.lstrip("\r\n")


def found_files(paths: Sequence[str]) -> list[FoundFile]:
    """Return the files that paths, folders and patterns name, each once.

    Parameters
    ----------
    paths : sequence of str
        A folder stands for every file below it with an ending that is known.

    Returns
    -------
    list of FoundFile
        In the order asked for, those of a folder or pattern by name; of files with the same bytes the first.

    Raises
    ------
    ValueError
        If a path names no file, or a file has an ending that is not known.
    """
    found: dict[Path, FoundFile] = {}
    for text in paths:
        path = Path(text).expanduser()
        if path.is_dir():
            inside = [one for one in sorted(path.rglob("*")) if one.is_file() and container_of(one)]
            if not inside:
                raise ValueError(f"FILE must be a folder with files that end in {', '.join(ENDINGS)}: {text} has none")
        elif path.is_file():
            inside = [path]
        else:
            fitting = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
            inside = [Path(one) for one in fitting if Path(one).is_file()]
            if not inside:
                raise ValueError(f"FILE must be a file, a folder or a pattern that fits one: got {text}")
        for one in inside:
            container = container_of(one)
            if container is None:
                raise ValueError(f"FILE must end in {', '.join(ENDINGS)}, or that and .gz: got {one}")
            found.setdefault(one.resolve(), FoundFile(one, container))
    return list(found.values())


def container_of(path: Path) -> Container | None:
    """Return how a file is read, by its ending; None if that is not known.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    str or None
        ``"csv"``, ``"json"`` or ``"parquet"``.
    """
    packed = path.suffix == ".gz"
    found = ENDINGS.get(path.with_suffix("").suffix.lower() if packed else path.suffix.lower())
    return None if packed and found == "parquet" else found
