"""A conversation with a worker that says what it likes: it ends in a value or in a named trouble, in time."""

from __future__ import annotations

import contextlib
import functools
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from prep.grader.budget import Budget
from prep.grader.channel import Channel, ChannelClosed
from prep.grader.codec import WireError
from prep.grader.remote import Remote
from prep.grader.standins import Entry, Handle
from prep.grader.trouble import (
    AnswerRaised,
    CallTimedOut,
    HandleUsedAsData,
    OddValue,
    Tampered,
    Trouble,
    WorkerDied,
)
from prep.model.problem import Form, Limits

Reply = Callable[[dict[str, Any]], bytes]
"""What a worker sends when it gets a request, made from the request's head."""

CALL_SECONDS = 0.2


class Scripted:
    """The keeper of workers that start as they should, and then reply by heart; after the last reply they are gone."""

    def __init__(self, replies: list[Reply], *, stay: bool = False) -> None:
        self.heard: list[dict[str, Any]] = []
        self._replies = replies
        self._stay = stay
        self._threads: list[threading.Thread] = []

    def start_worker(self, role: str) -> Channel:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._threads.append(threading.Thread(target=self._work, args=(theirs,)))
        self._threads[-1].start()
        return Channel(ours)

    def tell_started(self, role: str, isolation: list[str]) -> None:
        pass

    def fate(self, role: str) -> dict[str, Any]:
        return {"why": "exit", "words": "your code ended its own process (exit status 0)"}

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _work(self, connection: socket.socket) -> None:
        channel = Channel(connection)
        with connection, contextlib.suppress(OSError, ChannelClosed, WireError):
            connection.sendall(frame({"started": True, "isolation": []}) + frame({"ready": {"f": "callable"}}))
            id = None
            for reply in self._replies:
                self.heard.append(channel.receive()[0])
                id = self.heard[-1].get("id", id)
                connection.sendall(reply(self.heard[-1] | {"id": id}))
            while self._stay:
                self.heard.append(channel.receive()[0])


@contextlib.contextmanager
def conversation(
    *replies: Reply, stay: bool = False, seconds: float = CALL_SECONDS
) -> Iterator[tuple[Remote, Scripted]]:
    """A remote whose workers give these replies, and their keeper."""
    keeper = Scripted(list(replies), stay=stay)
    budget = Budget(Limits(call=seconds, check=4 * seconds))
    budget.begin()
    remote = Remote("answer", "answer.py", keeper, budget)
    try:
        yield remote, keeper
    finally:
        remote._drop(Trouble())
        keeper.join()


def frame(head: Any, payload: bytes = b"") -> bytes:
    body = head if isinstance(head, bytes) else json.dumps(head).encode("ascii")
    return struct.pack(">II", len(body), len(payload)) + body + payload


def reply(value: Any = None, **more: Any) -> Reply:
    return lambda head: frame({"reply": head["id"], "value": value} | more)


def ask(*args: Any, **more: Any) -> Reply:
    return lambda head: frame({"ask": 1, "callback": 1, "args": ["u", *args], "kwargs": ["d"]} | more)


def raw(data: bytes) -> Reply:
    return lambda head: data


def call(remote: Remote, *args: Any) -> Any:
    return remote.call("f", args, {}, form=Form.FUNCTION)


def keep(remote: Remote) -> Any:
    return remote.call("f", (), {}, form=Form.FUNCTION, keep=True)


TAMPERED: dict[str, tuple[list[Reply], str]] = {
    "a reply to another request": ([lambda head: frame({"reply": head["id"] + 1})], "a reply that nobody asked for"),
    "a reply by another type of number": ([lambda head: frame({"reply": str(head["id"])})], "that nobody asked for"),
    "a head that is none": ([raw(frame([1, 2]))], "a frame without a head"),
    "an empty head": ([raw(frame({}))], "a reply that nobody asked for"),
    "no JSON": ([raw(frame(b"{'reply'"))], "a frame that is not JSON"),
    "a length beyond every frame": ([raw(b"\xff" * 8)], "a frame that is too long"),
    "no node": ([reply({"a": 1})], "not a node"),
    "a placed thing for data": ([reply(["p", 1])], "a thing where data was expected"),
    "a thing of a huge number": ([reply(["h", 10**60, "function"])], "not numbered"),
    "a thing of no number": ([reply(["h", True, "function"])], "not numbered"),
    "a thing described by a nest": ([reply(["h", 1, [[[]]]])], "words that are no text"),
    "a thing without words": ([reply(["h", 1])], "malformed 'h'"),
    "a function that nobody gave": ([reply(["k", 7])], "malformed 'k'"),
    "an odd value described by a nest": ([reply(odd=[[[]]])], "words that are no text"),
    "an error without a name": ([reply(raised="ValueError")], "an error without a name"),
    "an error with a line that is none": ([reply(raised=["A", "ValueError", "", 1.5])], "an error without a name"),
    "a call of a function that nobody gave": ([ask(callback=9)], "a callback that nobody gave"),
    "a call of a function by its name": ([ask(callback="f")], "a callback that nobody gave"),
    "a call without arguments": ([ask(args=None)], "a callback with malformed arguments"),
    "a call with names that are none": ([ask(kwargs=["d", [1, 2]])], "a callback with malformed arguments"),
    "a call with a nest for its number": ([ask(ask=[[[]]])], "a callback without a number"),
    "an answer of its own": ([lambda head: frame({"answer": head["id"], "value": 1})], "that nobody asked for"),
}


@pytest.mark.parametrize(("replies", "says"), TAMPERED.values(), ids=TAMPERED)
def test_a_reply_that_no_worker_of_ours_writes_is_tampering(replies: list[Reply], says: str):
    """Whatever is wrong with a reply, the call ends as tampered with, in words, and the worker is given up."""
    with conversation(*replies, stay=True) as (remote, _), pytest.raises(Tampered) as trouble:
        call(remote, lambda: 1)

    assert says in str(trouble.value)


def test_a_reply_that_comes_twice_is_tampering():
    """The second one is found by the next call, which takes a worker as it should be."""
    with conversation(lambda head: 2 * reply(1)(head), stay=True) as (remote, _):
        assert call(remote) == 1
        with pytest.raises(Tampered, match="a reply that nobody asked for"):
            call(remote)


@pytest.mark.parametrize("data", [b"", b"\0\0", frame({"reply": 1})[:-1]], ids=["nothing", "a part", "most"])
def test_a_worker_that_leaves_in_the_middle_has_died(data: bytes):
    """A frame that breaks off is the end of a process, whose fate is asked for."""
    with conversation(raw(data)) as (remote, _), pytest.raises(WorkerDied, match="exit status 0"):
        call(remote)


@pytest.mark.parametrize("data", [b"", frame({"reply": 1})[:-1], struct.pack(">II", 2**26, 0)])
def test_a_worker_that_falls_silent_is_late(data: bytes):
    """Nothing, a part of a frame and the announcement of one are waited for as long as a call may take."""
    began = time.monotonic()

    with conversation(raw(data), stay=True) as (remote, _), pytest.raises(CallTimedOut):
        call(remote)

    assert time.monotonic() - began < CALL_SECONDS + 1


def test_a_worker_that_asks_for_ever_is_late():
    """Functions of the check are called until the time of the call is over."""
    calls: list[int] = []

    with conversation(*[ask()] * 10**6) as (remote, _), pytest.raises(CallTimedOut):
        call(remote, lambda: calls.append(1))

    assert calls


def test_functions_that_call_the_answer_do_not_nest_for_ever():
    """A worker that never replies and always asks ends the same way, however deep that goes."""
    with conversation(*[ask()] * 10**4) as (remote, _), pytest.raises(CallTimedOut):
        call(remote, again := lambda: call(remote, again))


def test_a_thing_for_a_placed_value_is_tampering():
    """What was to stay in the worker has a number, and the results of a repetition another one than its inputs."""
    with conversation(reply(5)) as (remote, _), pytest.raises(Tampered, match="no thing where one was to stay"):
        keep(remote)
    with conversation(reply(["p", 1]), reply(["p", 1])) as (remote, _):
        placed = remote.place([()])
        with pytest.raises(Tampered, match="the inputs for the results"):
            remote.repeat("f", placed)


def test_a_function_may_raise_what_cannot_be_shown():
    """The answer is told the name of an error whose text quotes a number of too many digits."""
    with conversation(ask(["i", hex(1 << 100_000)]), reply(1)) as (remote, keeper):
        assert call(remote, {}.__getitem__) == 1

    assert keeper.heard[1]["raised"] == ["KeyError", "(its message raised ValueError)"]


@pytest.mark.parametrize(
    ("function", "args"),
    [(lambda x: x * x, [["i", hex(1 << 150_000)]]), (lambda x: x * 2**26, ["x"]), (lambda x: x * 2**24, ["\udfff"])],
    ids=["a large number", "a long text", "a text that grows on its way"],
)
def test_a_function_whose_result_is_too_large_overflows(function: Callable[..., Any], args: list[Any]):
    """What a function returns grows with what the answer passes: that is the answer's to handle, no grader's fault."""
    with conversation(ask(*args), reply(1), seconds=10) as (remote, keeper):
        assert call(remote, function) == 1

    assert keeper.heard[1]["raised"][0] == "OverflowError"
    assert keeper.heard[1]["raised"][1].startswith("the function returned ")


def test_a_function_called_between_two_checks_fails_none():
    """While things are dropped no check runs: what its function asserts then is nobody's failure."""

    def assert_nothing() -> None:
        raise AssertionError

    with conversation(reply(["h", 1, "function"]), ask(), lambda _: b"", stay=True) as (remote, keeper):
        call(remote, assert_nothing)
        remote.begin_check()

    assert [head.get("op", "answer") for head in keeper.heard] == ["call", "drop", "answer"]


def test_the_end_of_an_iteration_ends_none_of_the_checks():
    """A `StopIteration` of the answer's is an error like any other, and makes no `all()` true."""
    raised = reply(raised=["StopIteration", "StopIteration", "", 3])

    with conversation(raised) as (remote, _), pytest.raises(AnswerRaised, match="StopIteration"):
        all(map(functools.partial(call, remote), [1, 2]))


def test_an_object_is_computed_with_where_a_class_made_it():
    """Elsewhere it would say itself how far it is from what is expected, and be told what that is."""
    with conversation(reply(["h", 1, "Zero"]), reply(["h", 2, "Zero"]), reply(0.0), stay=True) as (remote, keeper):
        zero = call(remote)
        for use in (lambda: zero - 42.0, lambda: 42.0 - zero, lambda: abs(zero), lambda: zero[0], lambda: len(zero)):
            with pytest.raises(HandleUsedAsData, match="it returned a Zero where data was expected"):
                use()
        assert Entry(remote, "f", Form.CLASS)() - 42.0 == 0.0

    assert [head.get("name") for head in keeper.heard] == ["f", "f", "__sub__"]


def test_an_odd_value_is_named_within_bounds():
    """The worker's words for what it returned are made printable and short."""
    with conversation(reply(odd="\x1b[2J" + "x" * 10**6)) as (remote, _), pytest.raises(OddValue) as trouble:
        call(remote)

    assert str(trouble.value).startswith("it returned \\x1b[2Jxxx")
    assert len(str(trouble.value)) < 500


NAMES = ["ValueError", "AssertionError", "StopIteration", "KeyboardInterrupt", "UnicodeDecodeError", "MemoryError"]
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.sampled_from(NAMES)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["value", "reply", "ask", "odd"]), inner, max_size=3),
    ),
    max_leaves=6,
)
NODES = st.recursive(
    st.one_of(
        JSON,
        st.tuples(st.just("h"), st.integers(0, 3), st.just("Box")).map(list),
        st.tuples(st.sampled_from("hpk"), st.integers(0, 3)).map(list),
    ),
    lambda inner: st.builds(lambda tag, rest: [tag, *rest], st.sampled_from("luSFdgaibn"), st.lists(inner, max_size=3)),
    max_leaves=6,
)
HEADS = st.one_of(
    st.builds(lambda node: {"value": node}, NODES),
    st.builds(lambda number: {"value": ["p", number]}, st.integers(0, 3)),
    st.builds(lambda name, text: {"raised": [name, name, text, 1]}, st.sampled_from(NAMES), st.text(max_size=3)),
    st.dictionaries(st.sampled_from(["value", "raised", "odd", "reply", "ready"]), JSON, max_size=3),
    st.builds(
        lambda args, more: {"ask": 1, "callback": 1, "args": ["u", *args], "kwargs": ["d"], "reply": None} | more,
        st.lists(NODES, max_size=2),
        st.dictionaries(st.sampled_from(["ask", "callback", "args", "kwargs"]), JSON, max_size=1),
    ),
)


def _reply_of(head: dict[str, Any], payload: bytes, cut: int | None) -> Reply:
    return lambda request: frame({"reply": request["id"], **head}, payload)[:cut]


REPLIES = st.builds(
    _reply_of, HEADS, st.binary(max_size=16), st.one_of(st.none(), st.none(), st.none(), st.integers(0, 60))
)
OPERATIONS: dict[str, Callable[[Remote, list[Any]], Any]] = {
    "call": lambda remote, got: call(remote, lambda *args: args, 1),
    "call again": lambda remote, got: call(remote, lambda *args: call(remote, *args)),
    "keep": lambda remote, got: keep(remote),
    "place": lambda remote, got: remote.place([1]),
    "fetch": lambda remote, got: remote.fetch(remote.things.keep(1)),
    "take": lambda remote, got: remote.take(remote.things.keep(1), 2),
    "read": lambda remote, got: remote.attribute(remote.things.keep(1), "name"),
    "use": lambda remote, got: [each.method(each) for each in got if isinstance(each, Handle)],
    "forget": lambda remote, got: remote.forget(),
    "begin": lambda remote, got: remote.begin_check(),
}


@given(st.lists(REPLIES, max_size=6), st.lists(st.sampled_from(list(OPERATIONS)), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@example([ask(ask="é" * 100)], ["call"])
@example([ask(["l", ["h", 1, "Box"]]), reply(["g", ["h", 1, "Box"]])], ["call again", "use"])
def test_any_conversation_ends_in_a_value_or_a_trouble(replies: list[Reply], operations: list[str]):
    """Whatever a worker replies to whatever a check does, nothing else is raised, and nothing takes longer."""
    got: list[Any] = []
    began = time.monotonic()

    with conversation(*replies, seconds=0.05) as (remote, _):
        for name in operations:
            try:
                got.append(OPERATIONS[name](remote, got))
            except Trouble:
                got.clear()  # what came from a worker that is lost is lost too
            if name in ("forget", "begin"):
                got.clear()

    assert time.monotonic() - began < len(operations) * 1.5
