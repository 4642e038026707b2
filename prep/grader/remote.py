"""A worker as the host sees it: requests go out, plain data comes back, and a `Trouble` says what went wrong.

One `Remote` is one worker with a role (`answer`, or `starter` for the given code). It is started when first
needed and again after it was lost, so that a call that crashes or is late costs its own check alone.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Iterator
from typing import Any, Protocol

from prep.grader.budget import START_SECONDS, Budget
from prep.grader.callbacks import Callbacks
from prep.grader.channel import Channel, ChannelClosed, LateReply
from prep.grader.codec import Encoder, Node, NotPlainData, WireError
from prep.grader.decoder import Decoder, words
from prep.grader.notes import Notes
from prep.grader.standins import Entry, Handle, Placed
from prep.grader.things import Things
from prep.grader.trouble import (
    AnswerRaised,
    CallTimedOut,
    GraderFault,
    NotLoaded,
    OddValue,
    OutOfMemory,
    Tampered,
    Trouble,
    WorkerDied,
    answer_raised,
)
from prep.model.problem import Form
from prep.model.text import printable


class Keeper(Protocol):
    """The supervisor as the host sees it: it gives workers, and says what became of them."""

    def start_worker(self, role: str) -> Channel:
        """The socket to a new worker of this role; an old one is killed."""

    def tell_started(self, role: str, isolation: list[str]) -> None:
        """The new worker is there, behind these layers: from now on the time is the answer's."""

    def fate(self, role: str) -> dict[str, Any]:
        """What became of the last worker: `why` (exit, signal, memory, closed) and `words`."""


class Remote:
    """A worker with a role, restarted when it was lost; raises a `Trouble` for whatever goes wrong in it."""

    def __init__(self, role: str, file: str, keeper: Keeper, budget: Budget) -> None:
        self.role = role
        self._file = file
        self._keeper = keeper
        self._budget = budget
        self._channel: Channel | None = None
        self._forms: dict[str, str] = {}
        self._unloadable: Trouble | None = None
        self._lost: Trouble | None = None
        self.things = Things()
        self._callbacks = Callbacks(self._special, self._known)
        self.notes = Notes()

    def call(
        self, name: str, args: Any, kwargs: Any, *, form: Form, thing: int | None = None, keep: bool = False
    ) -> Any:
        """Call an entry (or, of `thing`, the method `name`); `keep` leaves the result in the worker."""
        head = {"op": "call", "thing": thing, "name": name, "form": form.value, "keep": keep}
        self.notes.call(name, args, kwargs, thing, form)
        result = self._request(head, args, kwargs, entry="" if thing is not None else name, placed=keep)
        self.notes.came_back(result)
        return result

    def repeat(self, name: str, inputs: Placed) -> Placed:
        """Call an entry once with each tuple of arguments in a placed list; the results stay in the worker."""
        result: Placed = self._request({"op": "repeat", "name": name}, inputs, entry=name, placed=True)
        if result == inputs:
            raise self._drop(Tampered("it sent a malformed reply (the inputs for the results)"))
        return result

    def place(self, value: Any) -> Placed:
        """Put a copy of `value` in the worker."""
        result: Placed = self._request({"op": "place"}, value, placed=True)
        self.notes.place(value, result)
        return result

    def fetch(self, thing: int, index: int | None = None) -> Any:
        """A thing as plain data; with `index`, that item of it."""
        result = self._request({"op": "fetch", "thing": thing, "index": index})
        self.notes.fetched(thing, result)
        return result

    def take(self, thing: int, count: int) -> Any:
        """A list of at most `count` items pulled from an iterable thing."""
        return self._request({"op": "take", "thing": thing, "count": count})

    def attribute(self, thing: int, name: str) -> Any:
        """An attribute of a thing, as plain data."""
        return self._request({"op": "get", "thing": thing, "name": name})

    def forget(self, *things: int) -> None:
        """Let the worker drop these things, or all of them."""
        dropped = self.things.drop(*things)
        if dropped and self._channel is not None:
            with contextlib.suppress(Trouble):  # a worker lost now is noticed, and named, by the next call
                self._exchange({"op": "drop", "things": dropped}, None, None, "")

    def begin_check(self) -> None:
        """Nothing of the last check's is kept, here or in the worker."""
        self._lost = None
        self.forget()
        self._callbacks.failure = None  # of a function that the worker called meanwhile: there is no check to fail

    def _request(
        self, head: dict[str, Any], args: Any = None, kwargs: Any = None, *, entry: str = "", placed: bool = False
    ) -> Any:
        objects = self.things.come_as_objects = self.things.are_made_by(head)
        try:
            reply, payload = self._exchange(head, args, kwargs, entry)
            self.things.come_as_objects = objects  # a function of the check's may have asked for others meanwhile
            return self._result(reply, payload, placed)
        except Trouble as trouble:
            if self.role == "answer":
                raise
            raise GraderFault(f"the given code: {trouble}") from None

    def _exchange(self, head: dict[str, Any], args: Any, kwargs: Any, entry: str) -> tuple[dict[str, Any], memoryview]:
        self._budget.calls += 1
        if (thing := head.get("thing")) is not None:
            self._alive(self, thing)
        channel = self._ready()
        if entry and self._forms.get(entry) != "callable":
            raise NotLoaded(self._no_such_entry(entry))
        encoder = Encoder(self._special)
        try:
            head["args"] = encoder.node(args)
            head["kwargs"] = encoder.node({} if kwargs is None else kwargs)
            head["id"] = secrets.randbits(52)
            within = self._budget.for_call()
            deadline = time.monotonic() + within
            with self._troubles(within):
                channel.send(head, encoder.buffers, within=within)
                return self._reply(channel, head["id"], deadline)
        except NotPlainData as odd:
            fault = OddValue if self._budget.calls > 1 else GraderFault  # what a solution returns can be passed on
            raise fault(f"a check passed {odd}, which cannot cross to the answer") from None

    def _reply(self, channel: Channel, id: int, deadline: float) -> tuple[dict[str, Any], memoryview]:
        def send(answer: dict[str, Any], buffers: list[bytes]) -> None:
            channel.send(answer, buffers, within=deadline - time.monotonic())

        while True:
            head, payload = channel.receive(within=deadline - time.monotonic())
            if "ask" in head:
                self._callbacks.answer(head, payload, send, lost=lambda: self._channel is not channel)
            elif head.get("reply") == id:
                return head, payload
            else:
                raise WireError("a reply that nobody asked for")

    def _result(self, reply: dict[str, Any], payload: memoryview, placed: bool) -> Any:
        self._callbacks.raise_failure()
        if "raised" in reply:
            raise self._raised(reply["raised"])
        with self._troubles(self._budget.limits.call):
            if "odd" in reply:
                odd = words(reply["odd"], most=300)
                raise OddValue(f"it returned {odd}, which cannot be compared: return plain data")
            if placed:
                return self._placed(reply.get("value"))
            return Decoder(payload, self._known).value(reply.get("value"))

    @contextlib.contextmanager
    def _troubles(self, within: float) -> Iterator[None]:
        try:
            yield
        except LateReply:
            limits = self._budget.limits
            whole = f"{limits.call:g} s a call" if within >= limits.call else f"{limits.check:g} s a check"
            raise self._drop(CallTimedOut(f"it took longer than {whole}")) from None
        except ChannelClosed:
            raise self._drop(self._death()) from None
        except WireError as error:
            raise self._drop(Tampered(f"it sent a malformed reply ({error})")) from None

    def _death(self) -> Trouble:
        fate = self._keeper.fate(self.role)
        if fate["why"] == "memory":
            return OutOfMemory(f"it used more than {self._budget.limits.memory:,} MiB")
        return WorkerDied(fate["words"])

    def _drop(self, trouble: Trouble) -> Trouble:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        self.things.drop()
        self._callbacks.failure = None
        self._lost = trouble
        return trouble

    def _alive(self, remote: Remote, thing: int) -> int:
        if remote is not self:
            raise GraderFault("a check passed something that lives in the other worker")
        if thing not in self.things:
            raise self._lost or GraderFault("a check used something of the answer's from an earlier check")
        return thing

    def _ready(self) -> Channel:
        if self._unloadable is not None:
            raise self._unloadable
        if self._channel is None:
            self._channel = self._start()
            try:
                self._load(self._channel)
            except Trouble as trouble:
                # Loading is what it is: every check says the same, and none waits for it again.
                self._unloadable = self._drop(trouble)
                raise
        return self._channel

    def _start(self) -> Channel:
        began = time.monotonic()
        channel = self._keeper.start_worker(self.role)
        try:
            started, _ = channel.receive(within=START_SECONDS)  # sent before the answer's first line
        except (LateReply, ChannelClosed, WireError):
            raise GraderFault("the process for the answer did not start") from None
        self._keeper.tell_started(self.role, started["isolation"])
        self._budget.give_back(time.monotonic() - began)
        return channel

    def _load(self, channel: Channel) -> None:
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
            trouble = self._raised(head["unloadable"])
            kind = OutOfMemory if isinstance(trouble, OutOfMemory) else NotLoaded
            raise kind(f"{self._file} could not be loaded: {trouble}")
        forms = head.get("ready")
        if not isinstance(forms, dict) or not all(isinstance(v, str) for v in forms.values()):
            raise Tampered("it sent a malformed reply (no entries)")
        self._forms = forms

    def _no_such_entry(self, entry: str) -> str:
        if entry in self._forms:
            kind = printable(self._forms[entry], most=60)
            return f"`{entry}` in {self._file} is of type {kind}, not something that can be called"
        return f"{self._file} does not define `{entry}` at its top level"

    def _raised(self, told: Any) -> AnswerRaised | OutOfMemory:
        """What the answer raised, from its name, the builtin it derives from, its text and its line."""
        if not (isinstance(told, list) and [type(part) for part in told] == [str, str, str, int]):
            raise self._drop(Tampered("it sent a malformed reply (an error without a name)"))
        name, text, line = printable(told[0], most=100), printable(told[2]), told[3]
        where = f" ({self._file}, line {line})" if line > 0 else ""
        words = f"{name}: {text}{where}" if text else f"{name}{where}"
        if told[1] == "MemoryError":
            return OutOfMemory(f"it asked for more than the {self._budget.limits.memory:,} MiB there are: {words}")
        return answer_raised(told[1], words)

    def _special(self, value: Any) -> Node | None:
        if isinstance(value, Handle):
            return ["h", self._alive(value._remote, value._id)]
        if isinstance(value, Placed):
            return ["p", self._alive(value.remote, value.id)]
        if isinstance(value, Entry):
            raise NotPlainData("the answer's own function")
        if callable(value) and not isinstance(value, type) and not hasattr(value, "dtype"):
            return ["k", self._callbacks.number(value)]
        return None

    def _known(self, tag: str, rest: list[Any]) -> Any:
        if tag == "k":
            return self._callbacks.function(rest[0])
        if tag != "h":
            raise WireError("a thing where data was expected")
        return Handle(self, self.things.keep(rest[0]), words(rest[1], most=100))

    def _placed(self, node: Node) -> Placed:
        if not (isinstance(node, list) and len(node) == 2 and node[0] == "p"):
            raise WireError("no thing where one was to stay")
        return Placed(self, self.things.keep(node[1]))
