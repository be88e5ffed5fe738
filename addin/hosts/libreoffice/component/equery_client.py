"""The other end of addin.hosts.worker: one process for all cells, started when first needed.

Runs in LibreOffice's own Python on Linux, macOS and Windows. Pipes only. Reading blocks, for Windows cannot
select on a pipe, and a watching thread ends a worker that takes too long, which ends the reading too.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

LONGEST = 180.0
REST = 5.0
GREETING = ("equery", 1)
# LibreOffice sets these for its own Python and libraries; another Python must not see them.
FOREIGN = (
    "PYTHONPATH",
    "PYTHONHOME",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "URE_BOOTSTRAP",
    "__PYVENV_LAUNCHER__",
)
AGAIN = "write the extension again with `equery addin libreoffice`, install it and restart LibreOffice"


class Unanswered(Exception):  # noqa: N818 - what happened, as a caller reads it
    """The worker cannot answer; the text says why and what to do."""


class Worker:
    """A process that answers requests; replaced once a request where it died."""

    def __init__(self, python: str, longest: float = LONGEST) -> None:
        self.python = python
        self.longest = longest
        self._process: Any = None  # of subprocess; its pipes are there whenever it is
        self._deadline = float("inf")
        self._overdue = False
        self._refusal = ("", 0.0)
        self._lock = threading.Lock()
        self._watcher: threading.Thread | None = None

    def ask(self, request: object) -> Any:
        """Return the answer; one request at a time, whichever document asks."""
        with self._lock:
            for last in (False, True):
                try:
                    if self._process is None:
                        self._start()
                    return self._exchange(request)
                except (OSError, EOFError, ValueError) as error:
                    self.stop()
                    if self._overdue:
                        raise Unanswered(f"stopped after {self.longest:g} s: ask for fewer cells in one call") from None
                    if last:
                        raise Unanswered(f"the worker ended twice on this call ({type(error).__name__})") from None
        return None

    def stop(self) -> int:
        """End the process, if there is one; return how it ended."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        try:
            return int(process.wait(1.0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return 0

    def _start(self) -> None:
        text, until = self._refusal
        # Ten thousand cells must not each wait for a start that fails.
        if time.monotonic() < until:
            raise Unanswered(text)
        self._overdue = False
        self._deadline = time.monotonic() + self.longest
        with tempfile.TemporaryFile() as errors:
            try:
                self._launch(errors)
                if self._receive() != GREETING:
                    raise EOFError
            except (OSError, EOFError, ValueError):
                # Ended by a signal: not a Python that cannot run equery, and worth another try.
                if self.stop() < 0 and not self._overdue:
                    raise EOFError from None
                errors.seek(0)
                self._refuse(errors.read().decode("utf-8", "replace").strip())

    def _launch(self, errors: Any) -> None:
        if not Path(self.python).is_file():
            raise FileNotFoundError
        environment = {key: value for key, value in os.environ.items() if key not in FOREIGN}
        hidden: Any = {"creationflags": 0x08000000} if os.name == "nt" else {}  # CREATE_NO_WINDOW
        self._process = subprocess.Popen(  # noqa: S603 - the path is the extension's own
            # -P: a folder called addin where LibreOffice was started must not be taken for ours.
            [self.python, "-P", "-m", "addin.hosts.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            **hidden,
        )
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._watch, daemon=True)
            self._watcher.start()

    def _refuse(self, errors: str) -> None:
        if not Path(self.python).is_file():
            text = f"the Python of equery is not at {self.python} any more: {AGAIN}"
        else:
            said = errors.splitlines()[-1] if errors else "it said nothing"
            text = f"the Python at {self.python} does not run equery ({said}): {AGAIN}"
        self._refusal = text, time.monotonic() + REST
        raise Unanswered(text)

    def _exchange(self, request: Any) -> Any:
        self._overdue = False
        body = marshal.dumps(request, 2)
        self._deadline = time.monotonic() + self.longest
        try:
            self._process.stdin.write(len(body).to_bytes(4, "little") + body)
            self._process.stdin.flush()
            return self._receive()
        finally:
            self._deadline = float("inf")

    def _receive(self) -> Any:
        head = self._process.stdout.read(4)
        body = self._process.stdout.read(int.from_bytes(head, "little"))
        if len(head) < 4 or len(body) < int.from_bytes(head, "little"):
            raise EOFError
        return marshal.loads(body)  # noqa: S302 - from our own worker, over our pipe

    def _watch(self) -> None:
        while True:
            time.sleep(1.0)
            process = self._process
            if process is not None and time.monotonic() > self._deadline:
                self._overdue = True
                process.kill()
