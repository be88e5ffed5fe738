"""The other end of addin.hosts.worker: one process for all cells, started when first needed.

Runs in LibreOffice's own Python on Linux, macOS and Windows. Pipes only; reading blocks, which needs no select, and
a watching thread ends a worker that takes too long, which ends the reading too.
"""

import marshal
import os
import subprocess
import tempfile
import threading
import time

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


class Unanswered(Exception):
    """The worker cannot answer; the text says why and what to do."""


class Worker:
    """A process that answers requests; replaced once a request where it died."""

    def __init__(self, python, longest=LONGEST):
        self.python = python
        self.longest = longest
        self._process = None
        self._deadline = float("inf")
        self._overdue = False
        self._refusal = ("", 0.0)
        self._lock = threading.Lock()
        self._watcher = None

    def ask(self, request):
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
                        raise Unanswered(
                            "stopped after %g s: ask for fewer cells in one call" % self.longest
                        ) from None
                    if last:
                        raise Unanswered(
                            "the worker ended twice on this call (%s)" % type(error).__name__
                        ) from None
        return None

    def stop(self):
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                try:
                    pipe.close()
                except OSError:
                    pass

    def _start(self):
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
                self.stop()
                errors.seek(0)
                self._refuse(errors.read().decode("utf-8", "replace").strip())

    def _launch(self, errors):
        if not os.path.isfile(self.python):
            raise FileNotFoundError
        environment = {key: value for key, value in os.environ.items() if key not in FOREIGN}
        hidden = {"creationflags": subprocess.CREATE_NO_WINDOW} if os.name == "nt" else {}
        self._process = subprocess.Popen(
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

    def _refuse(self, errors):
        if not os.path.isfile(self.python):
            text = "the Python of equery is not at %s any more: %s" % (self.python, AGAIN)
        else:
            said = errors.splitlines()[-1] if errors else "it said nothing"
            text = "the Python at %s does not run equery (%s): %s" % (self.python, said, AGAIN)
        self._refusal = text, time.monotonic() + REST
        raise Unanswered(text)

    def _exchange(self, request):
        self._overdue = False
        body = marshal.dumps(request, 2)
        self._deadline = time.monotonic() + self.longest
        try:
            self._process.stdin.write(len(body).to_bytes(4, "little") + body)
            self._process.stdin.flush()
            return self._receive()
        finally:
            self._deadline = float("inf")

    def _receive(self):
        head = self._process.stdout.read(4)
        body = self._process.stdout.read(int.from_bytes(head, "little"))
        if len(head) < 4 or len(body) < int.from_bytes(head, "little"):
            raise EOFError
        return marshal.loads(body)

    def _watch(self):
        while True:
            time.sleep(1.0)
            process = self._process
            if process is not None and time.monotonic() > self._deadline:
                self._overdue = True
                process.kill()
