"""The requests of the host, served: what lives on the answer's side of the wall, and calls to it."""

from __future__ import annotations

import builtins
import collections
import functools
import inspect
import itertools
import os
import sys
import threading
import traceback
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from prep.grader.channel import Channel, ChannelClosed
from prep.grader.codec import MOST_NODES, Encoder, Node, NotPlainData, WireError
from prep.grader.decoder import Decoder
from prep.grader.trouble import CHANNEL_CLOSED

MOST_TEXT = 4_000
MODULE = "__answer__"

_FLATTENED: dict[type, Callable[[Any], Any]] = {
    range: lambda numbers: list(numbers[: MOST_NODES + 1]),
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
_FUNCTIONS = (
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    functools.partial,
    type(functools.cache(len)),
)
_DATA = (type(None), bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset, np.ndarray)
_STREAMS = (sys.stdout, sys.stderr)


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
        self._things: dict[int, Any] = {}
        self._ids: dict[int, int] = {}
        self._numbers = itertools.count(1)
        self._callbacks: dict[int, Callback] = {}
        self._classes = {c for name in entries if isinstance(c := namespace.get(name), type)}
        self._serving = 0
        self._asking = threading.RLock()

    def serve(self) -> None:
        """Answer requests until the host goes away."""
        while True:
            self._respond(*self._channel.receive())

    def ask_host(self, callback: int, args: Any, kwargs: Any) -> Any:
        """Have the host call its function; requests that come meanwhile are served."""
        with self._asking:  # an answer may call from threads of its own
            if not self._serving:
                raise RuntimeError("a function of the check was called after the call it was given to had returned")
            encoder = self._encoder()
            asked = next(self._numbers)
            head: dict[str, Any] = {"ask": asked, "callback": callback}
            try:
                head |= {"args": encoder.node(args), "kwargs": encoder.node(kwargs)}
                self._channel.send(head, encoder.buffers)
            except NotPlainData as odd:
                raise TypeError(f"the function you were given takes plain data, not {odd}") from None
            except ChannelClosed:
                os._exit(CHANNEL_CLOSED)
            return self._host_answer(asked)

    def _host_answer(self, asked: int) -> Any:
        while True:
            try:
                head, payload = self._channel.receive()
            except (ChannelClosed, WireError):
                os._exit(CHANNEL_CLOSED)
            if head.get("answer") != asked:
                self._respond(head, payload)
            elif "raised" in head:
                name, text = map(str, head["raised"])
                kind = getattr(builtins, name, None)
                if isinstance(kind, type) and issubclass(kind, Exception):
                    raise kind(text)
                raise RuntimeError(f"{name}: {text}" if text else name)
            else:
                return Decoder(payload, self._known).value(head["value"])

    def _respond(self, head: dict[str, Any], payload: memoryview) -> None:
        self._serving += 1
        reply, buffers = self._outcome(head, payload)
        with self._asking:  # a thread that asks now is answered before the call is over
            self._serving -= 1
        flush()
        try:
            self._channel.send({"reply": head["id"], **reply}, buffers)
        except NotPlainData as odd:
            self._channel.send({"reply": head["id"], "odd": str(odd)}, [])

    def _outcome(self, head: dict[str, Any], payload: memoryview) -> tuple[dict[str, Any], list[bytes]]:
        """What came of a request; whatever an answer raises, SystemExit and KeyboardInterrupt too, is told."""
        try:
            value = self._perform(head, payload)
            encoder = self._encoder()
            try:
                return {"value": encoder.node(value)}, encoder.buffers
            except NotPlainData as odd:
                if inspect.iscoroutine(value):
                    value.close()  # or Python would print a warning that is about us
                return {"odd": str(odd)[:MOST_TEXT]}, []
        except BaseException as error:
            return {"raised": told(error)}, []

    def _perform(self, head: dict[str, Any], payload: memoryview) -> Any:
        decoder = Decoder(payload, self._known)
        match head["op"]:
            case "call":
                args, kwargs = decoder.value(head["args"]), decoder.value(head["kwargs"])
                result = self._call(self._target(head), args, kwargs, head["form"])
                return _Placed(self._number(result)) if head["keep"] else result
            case "get":
                value = getattr(self._things[head["thing"]], head["name"])
                return _Handle(value, "method") if callable(value) else value
            case "place":
                return _Placed(self._number(decoder.value(head["args"])))
            case "fetch":
                thing = self._things[head["thing"]]
                return thing[head["index"]] if head["index"] is not None else thing
            case "take":
                return list(itertools.islice(iter(self._things[head["thing"]]), head["count"]))
            case "repeat":
                target, inputs = self._namespace[head["name"]], decoder.value(head["args"])
                return _Placed(self._number([target(*each) for each in inputs]))
            case "drop":
                for id in head["things"]:
                    self._drop(id)
                return None
        raise WireError("unknown request")

    def _target(self, head: dict[str, Any]) -> Any:
        if head["thing"] is not None:
            thing = self._things[head["thing"]]
            return getattr(thing, head["name"]) if head["name"] else thing
        return self._namespace[head["name"]]

    def _call(self, target: Any, args: Any, kwargs: Any, form: str) -> Any:
        result = target(*args, **kwargs)
        kind = type(result)
        if form == "coroutine":
            return _awaited(result)
        if form == "iterator" and kind not in (list, tuple):
            return _Handle(result, "iterator")
        if form == "class" and kind not in _DATA:
            self._classes.add(kind)
        return result

    def _number(self, thing: Any) -> int:
        known = self._ids.get(id_of(thing))
        if known is not None:
            return known
        number = next(self._numbers)
        self._things[number] = thing
        self._ids[id_of(thing)] = number
        return number

    def _drop(self, number: int) -> None:
        if number in self._things:
            self._ids.pop(id_of(self._things.pop(number)), None)

    def _encoder(self) -> Encoder:
        return Encoder(self._special, _plain)

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
        if any(kind is each for each in _FUNCTIONS):  # a metaclass of the answer's may say it equals any
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


def _plain(value: Any) -> Any:
    """The standard containers that stand for plain ones (range, views, namedtuple, ...), made plain."""
    kind = type(value)
    if kind in _FLATTENED:
        return _FLATTENED[kind](value)
    if kind.__bases__ == (tuple,) and isinstance(getattr(kind, "_fields", None), tuple):
        return tuple(value)
    return value


def _awaited(result: Any) -> Any:
    if not inspect.isawaitable(result):
        raise TypeError(
            f"the call gave a value of type {type(result).__name__}, which cannot be awaited: is it `async def`?"
        )
    import asyncio

    async def waited() -> Any:
        return await result

    return asyncio.run(waited())


def told(error: BaseException) -> list[Any]:
    """An exception as its name, the builtin it derives from, its text, and its line in the answer (0: none)."""
    try:
        kinds = (kind for kind in type(error).__mro__ if getattr(builtins, kind.__name__, None) is kind)
        return [type(error).__name__[:100], next(kinds).__name__, _text(error), _line(error)]
    except BaseException:  # it may answer any question about itself with another exception
        return ["an exception that cannot be described", "Exception", "", 0]


def _text(error: BaseException) -> str:
    try:
        syntax = _of_syntax(error)
        text = str(syntax.msg) if syntax else str(error)
    except BaseException as inner:
        return f"(its message raised {type(inner).__name__})"
    return str.__getitem__(text, slice(MOST_TEXT))


def _line(error: BaseException) -> int:
    if syntax := _of_syntax(error):
        return int(syntax.lineno or 0)
    frames = traceback.walk_tb(error.__traceback__)
    lines = [number for frame, number in frames if frame.f_globals.get("__name__") == MODULE]
    return lines[-1] if lines else 0


def _of_syntax(error: BaseException) -> SyntaxError | None:
    """The error again if it is about the syntax of the answer itself, not of something that it compiled."""
    file = getattr(sys.modules.get(MODULE), "__file__", None)
    return error if isinstance(error, SyntaxError) and error.filename == file else None


def flush() -> None:
    """Show what the answer has printed so far."""
    for stream in _STREAMS:
        try:
            stream.flush()
        except (OSError, ValueError):
            continue  # the answer closed it: there is nothing left to show
