"""What a check sees in place of the answer: stand-ins whose calls go over the wall.

One `Remote` is one worker with a role (`answer`, or `starter` for the given code). A stand-in holds no code of
the answer's, only a name or a number; data comes back as plain values, and the instances of declared classes,
functions and iterators as `Handle`s, which refuse to be used as data.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from prep.grader.trouble import (
    AnswerRaised,
    CallTimedOut,
    GraderFault,
    HandleUsedAsData,
    NotLoaded,
    OddValue,
    OutOfMemory,
    Tampered,
    Trouble,
    WorkerDied,
    answer_raised,
)
from prep.grader.wire import (
    Channel,
    ChannelClosed,
    Decoder,
    Encoder,
    LateReply,
    Node,
    NotPlainData,
    WireError,
)
from prep.model.problem import Form, Limits
from prep.model.text import printable

START_SECONDS = 30.0


class Keeper(Protocol):
    """The supervisor as the host sees it: it gives workers, and says what became of them."""

    def start_worker(self, role: str) -> Channel:
        """The socket to a new worker of this role; an old one is killed."""

    def fate(self, role: str) -> dict[str, Any]:
        """What became of the last worker: `why` (exit, signal, memory, closed) and `words`."""


@dataclass
class Budget:
    """The time left to the running check; a speed check's wait for a quiet machine gives its time back."""

    limits: Limits
    ends: float = 0.0
    calls: int = 0

    def begin(self) -> None:
        """Start the time of a check."""
        self.ends = time.monotonic() + self.limits.check
        self.calls = 0

    def for_call(self) -> float:
        """Seconds the next call may take."""
        return min(self.limits.call, self.ends - time.monotonic())


class Remote:
    """A worker with a role, restarted when it died; raises a `Trouble` for whatever goes wrong in it."""

    def __init__(self, role: str, file: str, keeper: Keeper, budget: Budget) -> None:
        self.role = role
        self._file = file
        self._keeper = keeper
        self._budget = budget
        self._channel: Channel | None = None
        self._forms: dict[str, str] = {}
        self._unloadable: Trouble | None = None
        self._callbacks: dict[int, Callable[..., Any]] = {}
        self._kept: list[int] = []
        self._failure: BaseException | None = None

    def call(
        self, name: str, args: Any, kwargs: Any, *, form: Form, thing: int | None = None, keep: bool = False
    ) -> Any:
        """Call an entry (or, of `thing`, the method `name`); `keep` leaves the result in the worker."""
        head = {"op": "call", "thing": thing, "name": name, "form": form.value, "keep": keep}
        return self._request(head, args=args, kwargs=kwargs, entry=name if thing is None else "")

    def request(self, op: str, *, args: Any = None, entry: str = "", **head: Any) -> Any:
        """One request of the protocol (`get`, `place`, `fetch`, `take`, `repeat`)."""
        return self._request({"op": op, **head}, args=args, entry=entry)

    def begin_check(self) -> None:
        """Forget the last check's placed values and callbacks, here and in the worker."""
        self._callbacks.clear()
        if self._kept and self._channel is not None:
            kept, self._kept = self._kept, []
            with contextlib.suppress(Trouble):  # a worker lost now is noticed, and named, by the next call
                self._request({"op": "drop", "things": kept})
            self._budget.calls = 0

    def _request(self, head: dict[str, Any], *, args: Any = None, kwargs: Any = None, entry: str = "") -> Any:
        self._budget.calls += 1
        channel = self._ready()
        if entry and self._forms.get(entry) != "callable":
            raise NotLoaded(self._no_such_entry(entry))
        encoder = Encoder(self._special)
        try:
            head["args"] = encoder.node(args)
            head["kwargs"] = encoder.node({} if kwargs is None else kwargs)
        except NotPlainData as odd:
            raise GraderFault(f"a check passed {odd}, which cannot cross to the answer") from None
        head["id"] = secrets.randbits(52)
        within = self._budget.for_call()
        deadline = time.monotonic() + within
        with self._troubles(within):
            channel.send(head, encoder.buffers, within=max(0.001, within))
            reply, payload = self._reply(channel, head["id"], deadline)
        return self._result(reply, payload)

    def _reply(self, channel: Channel, id: int, deadline: float) -> tuple[dict[str, Any], memoryview]:
        while True:
            head, payload = channel.receive(within=max(0.001, deadline - time.monotonic()))
            if "ask" in head:
                self._answer_callback(channel, head, payload)
            elif head.get("reply") == id:
                return head, payload
            else:
                raise WireError("a reply that nobody asked for")

    def _answer_callback(self, channel: Channel, head: dict[str, Any], payload: memoryview) -> None:
        function = self._callbacks.get(head.get("callback", -1)) if type(head.get("callback")) is int else None
        if function is None:
            raise WireError("a callback that nobody gave")
        decoder = Decoder(payload, self._known)
        args, kwargs = decoder.value(head.get("args")), decoder.value(head.get("kwargs"))
        if type(args) is not tuple or type(kwargs) is not dict or not all(type(k) is str for k in kwargs):
            raise WireError("a callback with malformed arguments")
        encoder = Encoder(self._special)
        answer: dict[str, Any] = {"answer": head["ask"]}
        try:
            answer["value"] = encoder.node(function(*args, **kwargs))
        except Exception as error:
            if self._channel is not channel:
                raise  # the worker died in a call made from here
            self._failure = self._failure or error  # the answer may swallow it; the check must not
            answer = {"answer": head["ask"], "raised": [type(error).__name__, str(error)[:2000]]}
            encoder.buffers.clear()
        channel.send(answer, encoder.buffers, within=self._budget.for_call())

    def _result(self, reply: dict[str, Any], payload: memoryview) -> Any:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
        if "raised" in reply:
            name, text = _raised(reply["raised"], self._file)
            raise answer_raised(name, text)
        if "odd" in reply:
            odd = printable(str(reply["odd"]), most=300)
            raise OddValue(f"it returned {odd}, which cannot be compared: return plain data")
        try:
            return Decoder(payload, self._known).value(reply.get("value"))
        except WireError as error:
            self._drop()
            raise Tampered(f"it sent a malformed reply ({error})") from None

    @contextlib.contextmanager
    def _troubles(self, within: float) -> Iterator[None]:
        try:
            yield
        except LateReply:
            self._drop()
            limit = (
                f"{self._budget.limits.call:g} s a call"
                if within >= self._budget.limits.call
                else (f"{self._budget.limits.check:g} s a check")
            )
            raise CallTimedOut(f"it took longer than {limit}") from None
        except ChannelClosed:
            self._drop()
            raise self._death() from None
        except WireError as error:
            self._drop()
            raise Tampered(f"it sent a malformed reply ({error})") from None

    def _death(self) -> Trouble:
        fate = self._keeper.fate(self.role)
        if fate["why"] == "memory":
            return OutOfMemory(f"it used more than {self._budget.limits.memory:,} MiB")
        return WorkerDied(fate["words"])

    def _drop(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        self._kept.clear()

    def _ready(self) -> Channel:
        if self._unloadable is not None:
            raise self._unloadable
        if self._channel is None:
            self._channel = self._keeper.start_worker(self.role)
            try:
                self._load(self._channel)
            except Trouble as trouble:
                # Loading is what it is: every check says the same, and none waits for it again.
                self._unloadable = trouble
                self._drop()
                raise
        return self._channel

    def _load(self, channel: Channel) -> None:
        try:
            channel.receive(within=START_SECONDS)
        except (LateReply, ChannelClosed, WireError):
            raise GraderFault("the process for the answer did not start") from None
        limit = self._budget.limits.call
        try:
            head, _ = channel.receive(within=limit)
        except LateReply:
            raise CallTimedOut(f"loading {self._file} took longer than {limit:g} s") from None
        except ChannelClosed:
            death = self._death()
            raise type(death)(f"while {self._file} was being loaded, {death}") from None
        except WireError as error:
            raise Tampered(f"it sent a malformed reply ({error})") from None
        if "unloadable" in head:
            name, text = _raised(head["unloadable"], self._file)
            if name == "MemoryError":
                raise OutOfMemory(f"{self._file} could not be loaded: {text}")
            raise NotLoaded(f"{self._file} could not be loaded: {text}")
        forms = head.get("ready")
        if not isinstance(forms, dict) or not all(isinstance(v, str) for v in forms.values()):
            raise Tampered("it sent a malformed reply (no entries)")
        self._forms = forms

    def _no_such_entry(self, entry: str) -> str:
        if entry in self._forms:
            kind = printable(self._forms[entry], most=60)
            return f"`{entry}` in {self._file} is of type {kind}, not something that can be called"
        return f"{self._file} does not define `{entry}` at its top level"

    def _special(self, value: Any) -> Node | None:
        if isinstance(value, Handle):
            return ["h", value._id]
        if isinstance(value, Placed):
            return ["p", value.id]
        if isinstance(value, Entry):
            raise NotPlainData("the answer's own function")
        if callable(value) and not isinstance(value, type) and not hasattr(value, "dtype"):
            id = next((id for id, known in self._callbacks.items() if known is value), len(self._callbacks) + 1)
            self._callbacks[id] = value
            return ["k", id]
        return None

    def _known(self, tag: str, rest: list[Any]) -> Any:
        if tag == "k":
            return self._callbacks[rest[0]]
        if type(rest[0]) is not int:
            raise WireError("a thing without a number")
        self._kept.append(rest[0])
        if tag == "p":
            return Placed(self, rest[0])
        return Handle(self, rest[0], printable(str(rest[1]), most=100))


def _raised(told: Any, file: str) -> tuple[str, str]:
    if not (isinstance(told, list) and len(told) == 4 and isinstance(told[2], int)):
        raise Tampered("it sent a malformed reply (an error without a name)")
    name, text = printable(str(told[0]), most=100), printable(str(told[1]))
    where = f" ({file}, line {told[2]})" if told[2] else ""
    return name, f"{name}: {text}{where}" if text else f"{name}{where}"


@dataclass(frozen=True)
class Placed:
    """A value that lives in the worker and keeps its identity over calls."""

    remote: Remote
    id: int


class Handle:
    """Something of the answer's that stays in the worker: attributes and calls go there, data comes back."""

    def __init__(self, remote: Remote, id: int, what: str) -> None:
        self._remote = remote
        self._id = id
        self._what = what

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Method(self, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function behind the handle."""
        return self._remote.call("", args, kwargs, form=Form.FUNCTION, thing=self._id)

    def _method(self, name: str, *args: Any) -> Any:
        return self._remote.call(name, args, {}, form=Form.FUNCTION, thing=self._id)

    def __getitem__(self, key: Any) -> Any:
        return self._method("__getitem__", key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._method("__setitem__", key, value)

    def __delitem__(self, key: Any) -> None:
        self._method("__delitem__", key)

    def __contains__(self, key: Any) -> bool:
        return self._method("__contains__", key) is True

    def __len__(self) -> int:
        length = self._method("__len__")
        return length if type(length) is int else -1

    def _refuse(self, *_: Any) -> Any:
        raise HandleUsedAsData(f"it returned a {self._what} where data was expected")

    __bool__ = __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __iter__ = __array__ = _refuse
    __float__ = __int__ = __index__ = __str__ = _refuse
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<a {self._what} of the answer>"


def _operator(name: str) -> Callable[..., Any]:
    def operate(self: Handle, *args: Any) -> Any:
        return self._method(name, *args)

    return operate


for _name in ("add", "sub", "mul", "truediv", "matmul", "pow"):
    for _dunder in (f"__{_name}__", f"__r{_name}__"):
        setattr(Handle, _dunder, _operator(_dunder))
for _dunder in ("__neg__", "__abs__", "__pos__"):
    setattr(Handle, _dunder, _operator(_dunder))


class Method:
    """An attribute of a handle, not yet asked for: call it as a method, or read it with `value`."""

    def __init__(self, owner: Handle, name: str) -> None:
        self._owner = owner
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the method in the worker."""
        owner = self._owner
        return owner._remote.call(self._name, args, kwargs, form=Form.FUNCTION, thing=owner._id)

    def value(self) -> Any:
        """The attribute as data."""
        return self._owner._remote.request("get", thing=self._owner._id, name=self._name)

    def _refuse(self, *_: Any) -> Any:
        raise GraderFault(f"a check used the attribute {self._name!r} as data: read it with `read(handle, name)`")

    __bool__ = __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __iter__ = __array__ = _refuse
    __getitem__ = __len__ = __float__ = __int__ = __add__ = __sub__ = __mul__ = _refuse
    __hash__ = object.__hash__


class Entry:
    """The stand-in for a name that the answer defines."""

    def __init__(self, remote: Remote, name: str, form: Form) -> None:
        self.remote = remote
        self.name = name
        self.form = form
        self.__name__ = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the worker: arguments are copied over, plain data (or a handle) comes back."""
        return self.remote.call(self.name, args, kwargs, form=self.form)

    def __repr__(self) -> str:
        return f"<{self.name} of the {self.remote.role}>"


__all__ = ["AnswerRaised", "Budget", "Entry", "Handle", "Keeper", "Method", "Placed", "Remote"]
