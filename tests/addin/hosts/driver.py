"""A program of these tests that answers lines of JSON, its commands as methods."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Self


class Driver:
    """The program, running until `end`."""

    def __init__(self, *words: object, folder: Path | None = None) -> None:
        self._process = subprocess.Popen(
            [str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder
        )
        try:
            first = self._answer()
            assert first == "ready", first
        except BaseException:
            self._kill()  # nobody else will: there is no driver to end
            raise

    def _answer(self) -> Any:
        line = self._process.stdout.readline()
        assert line, "the driver ended"
        found = json.loads(line)
        assert "error" not in found, found["error"]
        return found["answer"]

    def __getattr__(self, name: str) -> Any:
        def command(*arguments: object) -> Any:
            self._process.stdin.write(json.dumps([name, arguments]) + "\n")
            self._process.stdin.flush()
            return self._answer()

        return command

    def end(self) -> None:
        """Let the program end by itself, if it has not already; end it where it takes too long."""
        try:
            self._process.communicate('["end", []]\n', timeout=60)
        except BaseException:
            self._kill()
            raise

    def _kill(self) -> None:
        self._process.kill()
        self._process.communicate()  # closes the pipes and waits

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
