"""A process that has imported what hosts or workers need, and forks one on each request.

It imports and computes nothing else: a process that has computed has threads, and a fork of it hangs. It reads no
answer and no problem, so it can serve nothing stale. It can be asked by its owner alone: its one socket is half
of a pair that the owner made. When the owner goes, it goes, and its children with it.

An orphan of a child, in a session of its own or not, becomes a child of this process (it is a subreaper), and
is ended here. Linux only; elsewhere hosts and workers are started one by one.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import Any

from prep.grader import child
from prep.grader.confine.kernel import adopt_orphans, be_unreadable, die_with_parent

MOST_REQUEST = 65_536
_STUBBORN = 100


def serve(place: dict[str, Any], control: socket.socket) -> None:
    """Fork and reap on request until the owner goes away; in a forked child, be that part."""
    owner, _, _ = struct.unpack("3i", control.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    if owner != place["parent"]:
        return
    part = importlib.import_module(f"prep.grader.{place['part']}")
    be_unreadable()
    adopt_orphans()
    me = os.getpid()
    children: set[int] = set()
    late = iter(part.IMPORTED_LATE)
    while True:
        if not select.select([control], [], [], 0)[0] and (name := next(late, None)) is not None:
            importlib.import_module(name)
            continue
        data, descriptors, *_ = socket.recv_fds(control, MOST_REQUEST, 2)
        if not data:
            for pid in children:
                _end(pid)
            _end_orphans(set())
            os._exit(0)
        request = json.loads(data)
        if (pid := request.get("reap")) is not None:
            _, status = os.waitpid(pid, 0)
            children.discard(pid)
            _end_orphans(children)
            answer = {"status": os.waitstatus_to_exitcode(status)}
        elif pid := os.fork():
            children.add(pid)
            for descriptor in descriptors:
                os.close(descriptor)
            answer = {"pid": pid}
        else:
            control.close()
            _settle(me, request["folder"], descriptors[0])
            child.serve(place["part"], request, socket.socket(fileno=descriptors[1]))
            sys.exit()
        control.sendall(json.dumps(answer).encode("ascii"))


def _settle(parent: int, folder: str, output: int) -> None:
    """What starting a program would have done: a session, a folder and an output of its own."""
    die_with_parent(parent)
    be_unreadable(False)
    os.setsid()
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    os.chdir(folder)
    os.environ.update(HOME=folder, TMPDIR=folder)


def _end_orphans(children: set[int]) -> None:
    """End whoever became our child without being forked here: it has left the group that was killed."""
    for _ in range(_STUBBORN):  # each may have started another before it fell
        strangers = _children() - children
        if not strangers:
            return
        for pid in strangers:
            _end(pid)


def _children() -> set[int]:
    me = os.getpid()
    try:
        return set(map(int, Path(f"/proc/{me}/task/{me}/children").read_text(encoding="ascii").split()))
    except OSError:
        return set()


def _end(pid: int) -> None:
    for target in (-pid, pid):
        with contextlib.suppress(OSError):
            os.kill(target, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)
