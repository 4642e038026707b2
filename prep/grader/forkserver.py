"""A process that has imported what workers need, and forks one on each request; its twin does so for hosts.

They import and compute nothing else: a process that has computed has threads, and a fork of it hangs. They read no
answer and no problem, so they can serve nothing stale. Their owner alone can ask: the one socket of each is half of
a pair that the owner made. When the owner goes, they go, and their children with them.

An orphan of a child, in a session of its own or not, becomes a child of its fork server (which is a subreaper),
and is ended there. Linux only; elsewhere hosts and workers are started one by one.
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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prep.grader import child
from prep.grader.confine.kernel import adopt_orphans, be_unreadable, die_with_parent

MOST_REQUEST = 65_536
_STUBBORN = 100


def serve(place: dict[str, Any], control: socket.socket) -> None:
    """Fork workers, and in a twin hosts, until the owner goes away; in what is forked, be that part.

    The twin comes into being when what both need is imported, NumPy above all.
    """
    owner, _, _ = struct.unpack("3i", control.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    if owner != place["parent"]:
        return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # where it is ignored, the kernel reaps what we have to
    sys.dont_write_bytecode = False
    be_unreadable()
    adopt_orphans()
    me = os.getpid()
    twin, part = place["twin"], "worker"
    module = importlib.import_module("prep.grader.worker")
    children = set()
    if twin is not None and (pid := os.fork()):
        children.add(pid)
        os.close(twin)
    elif twin is not None:
        die_with_parent(me)
        control.close()
        control, part = socket.socket(fileno=twin), "host"
        module = importlib.import_module("prep.grader.host")
    _serve(part, control, iter(module.IMPORTED_LATE), children)


def _serve(part: str, control: socket.socket, late: Iterator[str], children: set[int]) -> None:
    me = os.getpid()
    while True:
        if not select.select([control], [], [], 0)[0] and (name := next(late, None)) is not None:
            with contextlib.suppress(Exception):  # another pytest or NumPy may not have it
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
            child.serve(part, request, socket.socket(fileno=descriptors[1]))
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
