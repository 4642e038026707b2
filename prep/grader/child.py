"""What every process of the grader does first, and how it is told what to do.

A process is told twice. When it starts it learns its *place*: the folders it works in and the limits it is
under, which is enough to confine itself. Then, on its socket, it gets its *job*: an answer to load or checks to
run. Between the two it is ready and waits, so that a grading which is still to come costs no start.
"""

from __future__ import annotations

import importlib
import json
import os
import socket
import sys
from typing import Any

from prep.grader.confine.kernel import die_with_parent


def main() -> None:
    """Be the part named on the command line: `python -c BOOT root part place descriptor`."""
    _, _, part, place, descriptor = sys.argv
    told: dict[str, Any] = json.loads(place)
    if part != "forkserver":  # that one sees its owner's end on its socket, and then clears up
        die_with_parent(told["parent"])
    serve(part, told, socket.socket(fileno=int(descriptor)))


def serve(part: str, place: dict[str, Any], connection: socket.socket) -> None:
    """Be a `host`, a `worker` or a `forkserver`, until that is over."""
    module = importlib.import_module(f"prep.grader.{part}")
    sys.dont_write_bytecode = True  # for our own modules yes, for what a problem or an answer brings no
    module.serve(place, connection)


def receive_job(connection: socket.socket) -> dict[str, Any]:
    """The job: a file that comes as a descriptor, so that one of any length can be sent before we are there."""
    _, descriptors, *_ = socket.recv_fds(connection, 1, 1)
    if not descriptors:  # whoever started us has gone, or needs us no more
        os._exit(0)
    with os.fdopen(descriptors[0], "rb") as file:
        job: dict[str, Any] = json.loads(file.read())
    return job
