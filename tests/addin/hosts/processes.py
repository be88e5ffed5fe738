"""The workers of a host, seen from outside (Linux)."""

import os
import signal
from pathlib import Path


def parents():
    """Parent of every process, zombies left out."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if state != "Z":
            found[int(stat.parent.name)] = int(parent)
    return found


def workers(host):
    """Workers among the descendants of `host`, however deep."""
    up = parents()

    def below(pid):
        while pid in up and pid != host:
            pid = up[pid]
        return pid == host

    return [pid for pid in up if b"addin.hosts.worker" in command(pid) and below(pid)]


def command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def alive(pid):
    return pid in parents()


def sockets(pid):
    """What the process has open that is a socket."""
    return [fd for fd in Path(f"/proc/{pid}/fd").iterdir() if str(fd.readlink()).startswith("socket:")]


def kill_workers(host):
    for pid in workers(host):
        os.kill(pid, signal.SIGKILL)
