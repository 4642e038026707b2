"""The process that loads the answer and serves calls to it; nothing it says is trusted beyond plain data.

It confines itself before it has anything foreign, compiles the answer from the text of the snapshot, and then
answers one request of the host's at a time. Whatever the answer raises becomes a name and a text.
"""

from __future__ import annotations

import io
import linecache
import os
import random
import socket
import sys
import traceback
import types
from pathlib import Path
from typing import Any

import numpy as np

from prep.grader.channel import Channel, ChannelClosed
from prep.grader.child import receive_job
from prep.grader.codec import WireError
from prep.grader.confine import confine
from prep.grader.serving import MODULE, Server, flush, told
from prep.grader.trouble import CHANNEL_CLOSED

IMPORTED_LATE = (
    *("numpy.linalg", "numpy.fft", "numpy.ma", "numpy.polynomial", "asyncio", "decimal", "fractions", "statistics"),
    *("textwrap", "concurrent.futures.thread", "difflib", "unittest.mock"),
)
"""What answers reach for on first use: a fork server imports it while nobody asks."""

RECURSION_LIMIT = 1_000


def load(job: dict[str, Any], name: str) -> dict[str, Any]:
    """Run the answer's module from the snapshot's text; returns its namespace."""
    module = types.ModuleType(name)
    module.__file__ = job["name"]
    sys.modules[name] = module
    text = job["source"]
    linecache.cache[job["name"]] = (len(text), None, text.splitlines(keepends=True), job["name"])
    exec(compile(text, job["name"], "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


def serve(place: dict[str, Any], connection: socket.socket) -> None:
    """Serve until the host goes away (role `serve`), or run the answer as a script (role `script`)."""
    root = sys.argv[1]
    # What lies beside an answer can be imported, as where it was written.
    sys.path[:] = [str(Path.cwd()), *(entry for entry in sys.path if entry != root)]
    sys.setrecursionlimit(RECURSION_LIMIT)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # what was printed before a crash or an endless loop is shown
    # From here on there is no way back.
    layers = confine(packages=("numpy",), scratch=(Path.cwd(),), memory_mib=place["memory"], seconds=place["seconds"])
    job = receive_job(connection)
    sys.argv = [job["name"]]
    # The same seed gives the same verdict, for an answer that draws from the global generators too.
    random.seed(job["seed"])
    np.random.seed(job["seed"])
    if place["role"] == "script":
        connection.close()
        _run_script(job)
        return
    try:
        _serve(job, Channel(connection), layers)
    except (ChannelClosed, WireError):
        os._exit(CHANNEL_CLOSED)  # no exit handler of the answer's gets a say


def _serve(job: dict[str, Any], channel: Channel, layers: list[str]) -> None:
    channel.send({"started": True, "isolation": layers}, [])
    try:
        namespace = load(job, MODULE)
        ready: dict[str, Any] = {"ready": _forms(namespace, job["entries"])}
    except BaseException as error:  # whatever an answer raises, SystemExit and KeyboardInterrupt too
        namespace, ready = {}, {"unloadable": told(error)}
    flush()
    channel.send(ready, [])
    Server(channel, namespace, job["entries"]).serve()


def _forms(namespace: dict[str, Any], entries: dict[str, str]) -> dict[str, str]:
    """What each entry turned out to be: `callable`, or the name of a type that cannot be called."""
    found = {name: namespace[name] for name in entries if name in namespace}
    return {name: "callable" if callable(value) else type(value).__name__[:100] for name, value in found.items()}


def _run_script(job: dict[str, Any]) -> None:
    try:
        load(job, "__main__")
    except SystemExit as leaving:
        sys.exit(leaving.code)
    except BaseException as error:
        lines = traceback.format_exception(type(error), error, error.__traceback__)
        sys.stderr.write(lines[0] + "".join(line for line in lines[1:] if __file__ not in line))
        sys.exit(1)
