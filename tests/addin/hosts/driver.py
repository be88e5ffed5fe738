"""A program of these tests that answers lines of JSON, its commands as methods."""

from __future__ import annotations

import json
import subprocess
from typing import Any


class Driver:
    """The program, running until `end`."""

    def __init__(self, *words: object) -> None:
        self._process = subprocess.Popen(
            [str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._answer() == "ready"

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
        """Let the program end by itself."""
        self._process.stdin.write('["end", []]\n')
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()
