"""The process that loads the answer and serves calls to it; nothing it says is trusted beyond plain data.

It is started by the supervisor with two descriptors: the setup (what to load) and a socket to the host. It
compiles the answer from the bytes of the snapshot, and answers one request at a time. Whatever the answer
raises becomes a name and a text. What the answer may reach is limited before its first line runs.
"""

from __future__ import annotations

import builtins
import collections
import inspect
import itertools
import json
import linecache
import os
import resource
import socket
import sys
import traceback
import types
from collections.abc import Callable
from typing import Any

from prep.grader.wire import Channel, ChannelClosed, Decoder, Encoder, Node, NotPlainData, WireError

MOST_TEXT = 4_000
RECURSION_LIMIT = 1_000
MODULE = "__answer__"

_FLATTENED: dict[type, Callable[[Any], Any]] = {
    range: list,
    collections.deque: list,
    collections.OrderedDict: dict,
    collections.defaultdict: dict,
    collections.Counter: dict,
    type({}.keys()): list,
    type({}.values()): list,
    type({}.items()): list,
    types.MappingProxyType: dict,
    memoryview: bytes,
}
_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType)
_ITERATORS = (types.GeneratorType, itertools.chain, itertools.islice, map, zip, filter, enumerate)


class Callback:
    """A function of the check, seen from the answer: calling it asks the host."""

    def __init__(self, id: int, server: Server) -> None:
        self._id = id
        self._server = server
        self.__name__ = f"callback_{id}"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask the host; raises what the check's function raised, by name."""
        return self._server.ask_host(self._id, args, kwargs)


class Server:
    """The objects that live on this side of the wall, and the requests on them."""

    def __init__(self, channel: Channel, namespace: dict[str, Any], entries: dict[str, str]) -> None:
        self._channel = channel
        self._namespace = namespace
        self._entries = entries
        self._things: dict[int, Any] = {}
        self._ids: dict[int, int] = {}
        self._numbers = itertools.count(1)
        self._callbacks: dict[int, Callback] = {}
        self._classes = {c for name in entries if isinstance(c := namespace.get(name), type)}

    def serve(self) -> None:
        """Answer requests until the host goes away."""
        while True:
            try:
                head, payload = self._channel.receive()
            except ChannelClosed:
                return
            self._respond(head, payload)

    def ask_host(self, callback: int, args: Any, kwargs: Any) -> Any:
        """Have the host call its function; requests that come meanwhile are served."""
        encoder = Encoder(self._special)
        asked = next(self._numbers)
        head: dict[str, Any] = {"ask": asked, "callback": callback}
        head |= {"args": encoder.node(args), "kwargs": encoder.node(kwargs)}
        self._channel.send(head, encoder.buffers)
        while True:
            head, payload = self._channel.receive()
            if head.get("answer") != asked:
                self._respond(head, payload)
            elif "raised" in head:
                name, text = map(str, head["raised"])
                kind = getattr(builtins, name, RuntimeError)
                raise (kind if issubclass(kind, Exception) else RuntimeError)(text)
            else:
                return Decoder(payload, self._known).value(head["value"])

    def _respond(self, head: dict[str, Any], payload: memoryview) -> None:
        reply: dict[str, Any] = {"reply": head["id"]}
        buffers: list[bytes] = []
        value: Any = None
        try:
            value = self._perform(head, payload)
            encoder = Encoder(self._special)
            reply["value"] = encoder.node(_flattened(value, self._special))
            buffers = encoder.buffers
        except NotPlainData as odd:
            if inspect.iscoroutine(value):
                value.close()  # or Python would print a warning that is about us
            reply = {"reply": head["id"], "odd": str(odd)[:MOST_TEXT]}
        except ChannelClosed:
            os._exit(0)
        except BaseException as error:  # whatever an answer raises, SystemExit and KeyboardInterrupt too
            reply = {"reply": head["id"], "raised": told(error)}
        _flush()
        try:
            self._channel.send(reply, buffers)
        except NotPlainData as odd:
            self._channel.send({"reply": head["id"], "odd": str(odd)}, [])

    def _perform(self, head: dict[str, Any], payload: memoryview) -> Any:
        decoder = Decoder(payload, self._known)
        match head["op"]:
            case "call":
                args, kwargs = decoder.value(head["args"]), decoder.value(head["kwargs"])
                result = self._call(self._target(head), args, kwargs, head["form"])
                return self._placed(result) if head["keep"] else result
            case "get":
                return self._attribute(self._things[head["thing"]], head["name"])
            case "place":
                return self._placed(decoder.value(head["args"]))
            case "fetch":
                thing = self._things[head["thing"]]
                return thing[head["index"]] if head["index"] is not None else thing
            case "take":
                return self._take(self._things[head["thing"]], head["count"])
            case "repeat":
                target, inputs = self._target(head), decoder.value(head["args"])
                count = head["count"]
                return self._placed([target(*inputs[i % len(inputs)]) for i in range(count)])
            case "drop":
                for id in head["things"]:
                    self._ids.pop(id_of(self._things.pop(id, None)), None)
                return None
        raise WireError("unknown request")

    def _target(self, head: dict[str, Any]) -> Any:
        if head["thing"] is not None:
            thing = self._things[head["thing"]]
            return getattr(thing, head["name"]) if head["name"] else thing
        return self._namespace[head["name"]]

    def _call(self, target: Any, args: Any, kwargs: Any, form: str) -> Any:
        result = target(*args, **kwargs)
        if form == "coroutine" and inspect.isawaitable(result):
            import asyncio

            async def waited() -> Any:
                return await result

            return asyncio.run(waited())
        if form == "iterator" and not isinstance(result, list | tuple):
            return _Handle(result, "iterator")
        if form == "class":
            self._classes.add(type(result))
        return result

    def _attribute(self, thing: Any, name: str) -> Any:
        value = getattr(thing, name)
        return _Handle(value, "method") if callable(value) else value

    def _take(self, thing: Any, count: int) -> Any:
        pulled = iter(thing)
        return list(itertools.islice(pulled, count))

    def _placed(self, value: Any) -> Any:
        return _Placed(self._number(value))

    def _number(self, thing: Any) -> int:
        known = self._ids.get(id_of(thing))
        if known is not None and self._things.get(known) is thing:
            return known
        number = next(self._numbers)
        self._things[number] = thing
        self._ids[id_of(thing)] = number
        return number

    def _special(self, value: Any) -> Node | None:
        kind = type(value)
        if kind is _Placed:
            return ["p", value.number]
        if kind is _Handle:
            return ["h", self._number(value.thing), value.what]
        if kind is Callback:
            return ["k", value._id]
        if kind in self._classes:
            return ["h", self._number(value), str(kind.__name__)[:100]]
        if kind in _FUNCTIONS:
            return ["h", self._number(value), "function"]
        return None

    def _known(self, tag: str, rest: list[Any]) -> Any:
        if tag == "k":
            return self._callbacks.setdefault(rest[0], Callback(rest[0], self))
        return self._things[rest[0]]


class _Handle:
    def __init__(self, thing: Any, what: str) -> None:
        self.thing = thing
        self.what = what


class _Placed:
    def __init__(self, number: int) -> None:
        self.number = number


id_of = id  # the answer may rebind builtins.id; this module keeps its own


def _flattened(value: Any, special: Callable[[Any], Any], depth: int = 0) -> Any:
    """The standard containers that stand for plain ones (range, views, namedtuple, ...) made plain."""
    kind = type(value)
    if depth > 60 or special(value) is not None:
        return value
    if kind in _FLATTENED:
        value = _FLATTENED[kind](value)
        kind = type(value)
    elif kind.__bases__ == (tuple,) and isinstance(getattr(kind, "_fields", None), tuple):
        value, kind = tuple(value), tuple
    if kind in (list, tuple, set, frozenset):
        return kind(_flattened(item, special, depth + 1) for item in value)
    if kind is dict:
        return {k: _flattened(v, special, depth + 1) for k, v in value.items()}
    return value


def told(error: BaseException) -> list[Any]:
    """An exception as name, text and the line of the answer it came from (0 where none)."""
    name = type(error).__name__
    try:
        text = str(error)
    except BaseException as inner:
        text = f"(its message raised {type(inner).__name__})"
    line = 0
    if isinstance(error, SyntaxError) and error.lineno:
        line, text = error.lineno, error.msg
    else:
        frames = traceback.walk_tb(error.__traceback__)
        lines = [number for frame, number in frames if frame.f_globals.get("__name__") == MODULE]
        line = lines[-1] if lines else 0
    return [str(name)[:100], text[:MOST_TEXT], line, len(text)]


def _flush() -> None:
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            continue  # the answer closed it: there is nothing left to show


def limit_memory(mebibytes: int) -> None:
    """Bound the heap; not the address space, because NumPy reserves far more of that than it uses."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (mebibytes * 2**20, mebibytes * 2**20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def load(setup: dict[str, Any], name: str) -> dict[str, Any]:
    """Run the answer's module from the snapshot's text; returns its namespace."""
    module = types.ModuleType(name)
    module.__file__ = setup["name"]
    sys.modules[name] = module
    text = setup["source"]
    linecache.cache[setup["name"]] = (len(text), None, text.splitlines(keepends=True), setup["name"])
    exec(compile(text, setup["name"], "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


def _forms(namespace: dict[str, Any], entries: dict[str, str]) -> dict[str, str]:
    """What each entry turned out to be: `callable`, or the name of a type that cannot be called."""
    found = {name: namespace[name] for name in entries if name in namespace}
    return {name: "callable" if callable(value) else type(value).__name__[:100] for name, value in found.items()}


def main() -> None:
    """Serve until the host goes away (role `serve`), or run the answer as a script (role `script`)."""
    setup_fd = int(sys.argv[2])
    with os.fdopen(setup_fd, "rb") as file:
        setup = json.loads(file.read())
    if setup["path"] in sys.path:
        sys.path.remove(setup["path"])
    sys.argv = [setup["name"]]
    _die_with_parent()
    sys.setrecursionlimit(RECURSION_LIMIT)
    limit_memory(setup["memory"])
    if setup["role"] == "script":
        _run_script(setup)
        return
    channel = Channel(socket.socket(fileno=setup["socket"]))
    channel.send({"started": True}, [])
    try:
        namespace = load(setup, MODULE)
        ready: dict[str, Any] = {"ready": _forms(namespace, setup["entries"])}
    except BaseException as error:  # whatever an answer raises, SystemExit and KeyboardInterrupt too
        namespace, ready = {}, {"unloadable": told(error)}
    _flush()
    channel.send(ready, [])
    Server(channel, namespace, setup["entries"]).serve()
    os._exit(0)  # no exit handler of the answer's gets a say


def _run_script(setup: dict[str, Any]) -> None:
    try:
        load(setup, "__main__")
    except SystemExit as leaving:
        sys.exit(leaving.code)
    except BaseException as error:
        lines = traceback.format_exception(type(error), error, error.__traceback__)
        sys.stderr.write(lines[0] + "".join(line for line in lines[1:] if __file__ not in line))
        sys.exit(1)


def _die_with_parent() -> None:
    if sys.platform != "linux":
        return
    import ctypes
    import signal

    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
