"""Read text that a user gives, with exact words on what is wrong with it; write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def reading(argument: str, source: Path | str) -> Iterator[None]:
    """Say which argument it was, and why, when text inside cannot be read from `source`."""
    try:
        yield
    except UnicodeDecodeError:
        raise ValueError(f"{argument} must be UTF-8 text: {source} is not") from None
    except OSError as error:
        raise ValueError(f"{argument} must be a readable file: {source} ({error.strerror})") from None


def read_table(argument: str, path: Path, content: str) -> str:
    """Return the text of a table, a byte-order mark left out.

    Raises
    ------
    ValueError
        If the file cannot be read, or is empty; `content` says in the message what it must hold.
    """
    with reading(argument, path):
        text = path.read_text(encoding="utf-8-sig")
    if not text.strip():
        raise ValueError(f"{argument} must hold {content}: {path} is empty")
    return text


def check_target(path: Path, *, force: bool) -> None:
    """Say early, before any work, why a file cannot be written.

    Raises
    ------
    ValueError
        If the path is a folder, its folder is missing or not writable, or a file exists and `force` is off.
    """
    if path.is_dir():
        raise ValueError(f"OUT must be a file: got the folder {path}")
    if not path.parent.is_dir():
        raise ValueError(f"OUT must lie in a folder that exists: got {path}")
    if path.exists() and not force:
        raise ValueError(f"OUT must not exist (give --force to replace it): got {path}")
    if not os.access(path.parent, os.W_OK):
        raise ValueError(f"OUT must be writable: got {path}")


def write_whole(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write `content` beside `path` under another name, then rename it into place.

    Raises
    ------
    ValueError
        If the file cannot be written; nothing is left behind, and an existing file stays as it was.
    """
    with whole(path, force=force) as beside:
        beside.write_bytes(content)


@contextmanager
def whole(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Give a name beside `path` to write to, and rename that file into place when it is whole.

    Raises
    ------
    ValueError
        If the file cannot be written; nothing is left behind, and an existing file stays as it was.
    """
    check_target(path, force=force)
    name: str | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            name = file.name
        yield Path(name)
        # Temporary files are private; the result gets the permissions of any new file.
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except OSError as error:
        raise ValueError(f"OUT must be writable: got {path} ({error.strerror})") from None
    finally:
        if name is not None:
            Path(name).unlink(missing_ok=True)
