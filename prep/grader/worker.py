"""The process that loads the answer and serves calls to it; nothing it says is trusted beyond plain data.

It is started by the supervisor with two descriptors: the setup (what to load) and a socket to the host. It
compiles the answer from the text of the snapshot, and answers one request at a time. Whatever the answer
raises becomes a name and a text. What the answer may use up is limited before its first line runs.
"""

from __future__ import annotations

import io
import linecache
import os
import socket
import sys
import traceback
import types
from pathlib import Path
from typing import Any

from prep.grader.channel import Channel, ChannelClosed
from prep.grader.child import CHANNEL_CLOSED, read_setup
from prep.grader.codec import WireError
from prep.grader.confine import confine
from prep.grader.serving import MODULE, Server, flush, told

RECURSION_LIMIT = 1_000


def load(setup: dict[str, Any], name: str) -> dict[str, Any]:
    """Run the answer's module from the snapshot's text; returns its namespace."""
    module = types.ModuleType(name)
    module.__file__ = setup["name"]
    sys.modules[name] = module
    text = setup["source"]
    linecache.cache[setup["name"]] = (len(text), None, text.splitlines(keepends=True), setup["name"])
    exec(compile(text, setup["name"], "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


def main() -> None:
    """Serve until the host goes away (role `serve`), or run the answer as a script (role `script`)."""
    setup = read_setup()
    if setup["path"] in sys.path:
        sys.path.remove(setup["path"])
    sys.argv = [setup["name"]]
    sys.setrecursionlimit(RECURSION_LIMIT)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # what was printed before a crash or an endless loop is shown
    # After our own imports, before the first line of the answer; from here on there is no way back.
    layers = confine(
        packages=("numpy",), scratch=(Path.cwd(),), memory_mib=setup["memory"], seconds=setup["submission_seconds"]
    )
    if setup["role"] == "script":
        _run_script(setup)
        return
    try:
        _serve(setup, Channel(socket.socket(fileno=setup["socket"])), layers)
    except (ChannelClosed, WireError):
        os._exit(CHANNEL_CLOSED)  # no exit handler of the answer's gets a say


def _serve(setup: dict[str, Any], channel: Channel, layers: list[str]) -> None:
    channel.send({"started": True, "isolation": layers}, [])
    try:
        namespace = load(setup, MODULE)
        ready: dict[str, Any] = {"ready": _forms(namespace, setup["entries"])}
    except BaseException as error:  # whatever an answer raises, SystemExit and KeyboardInterrupt too
        namespace, ready = {}, {"unloadable": told(error)}
    flush()
    channel.send(ready, [])
    Server(channel, namespace, setup["entries"]).serve()


def _forms(namespace: dict[str, Any], entries: dict[str, str]) -> dict[str, str]:
    """What each entry turned out to be: `callable`, or the name of a type that cannot be called."""
    found = {name: namespace[name] for name in entries if name in namespace}
    return {name: "callable" if callable(value) else type(value).__name__[:100] for name, value in found.items()}


def _run_script(setup: dict[str, Any]) -> None:
    try:
        load(setup, "__main__")
    except SystemExit as leaving:
        sys.exit(leaving.code)
    except BaseException as error:
        lines = traceback.format_exception(type(error), error, error.__traceback__)
        sys.stderr.write(lines[0] + "".join(line for line in lines[1:] if __file__ not in line))
        sys.exit(1)
