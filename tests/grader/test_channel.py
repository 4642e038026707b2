"""Frames: whole or not at all, in time or late, and never more memory than a frame may have."""

from __future__ import annotations

import array
import itertools
import json
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prep.grader.channel import Channel, ChannelClosed, LateReply
from prep.grader.codec import MOST_BYTES, NotPlainData, WireError

Ends = tuple[Channel, socket.socket]
REFUSALS = (WireError, ChannelClosed, LateReply)


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A channel, and the bare socket at its other end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with ours, theirs:
        yield Channel(ours), theirs


def frame(body: bytes, payload: bytes = b"") -> bytes:
    return struct.pack(">II", len(body), len(payload)) + body + payload


def received(raw: bytes) -> Any:
    """What a channel makes of these bytes and the end of the stream: a frame, or the refusal."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with ours, theirs:
        sender = threading.Thread(target=_send, args=(theirs, raw))
        sender.start()
        try:
            return Channel(ours).receive(within=5)
        except REFUSALS as refusal:
            return refusal
        finally:
            ours.close()
            sender.join()


def _send(end: socket.socket, raw: bytes) -> None:
    try:
        end.sendall(raw)
        end.shutdown(socket.SHUT_WR)
    except OSError:
        return  # the reader had enough


def test_a_frame_arrives_as_it_was_sent(ends: Ends):
    """Head and bytes arrive together, and the next frame begins where the last one ended."""
    channel, other = ends

    Channel(other).send({"a": [1, "ü\ud800"]}, [b"abc", b"", b"d"])
    Channel(other).send({}, [])

    head, payload = channel.receive(within=5)
    assert (head, bytes(payload)) == ({"a": [1, "ü\ud800"]}, b"abcd")
    assert channel.receive(within=5)[0] == {}


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_bytes_are_refused_in_one_of_three_ways(raw: bytes):
    """Whatever arrives is a frame, a `WireError`, `ChannelClosed` or `LateReply`; nothing else is raised."""
    result = received(raw)

    assert isinstance(result, REFUSALS) or isinstance(result[0], dict)


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_frame_is_refused_in_one_of_three_ways(data: st.DataObject):
    """A frame with a byte changed, cut short or with bytes behind it is no more dangerous."""
    raw = bytearray(frame(json.dumps({"reply": 1, "value": ["l", 1, [2, "x"]]}).encode(), b"12345678"))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))

    for damaged in (bytes(raw), bytes(raw[:cut]), bytes(raw) + b"more"):
        result = received(damaged)
        assert isinstance(result, REFUSALS) or isinstance(result[0], dict)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (struct.pack(">II", MOST_BYTES, 1), "a frame that is too long"),
        (struct.pack(">II", 2**32 - 1, 2**32 - 1), "a frame that is too long"),
        (frame(b"[1]"), "a frame without a head"),
        (frame(b"{'a': 1}"), "a frame that is not JSON"),
        (frame(b"\xff\xfe"), "a frame that is not JSON"),
        (frame('{"a": "é"}'.encode()), "a frame that is not JSON"),
        (frame('{"a": 1}'.encode("utf-16")), "a frame that is not JSON"),
        (frame(b"[" * 100_000), "a frame that is not JSON"),
        (frame(b'{"a": ' + b"1" * 5_000 + b"}"), "a frame that is not JSON"),
        (frame(b"[" + b"[]," * 2_500_000 + b"[]]"), "a frame of too many items"),
    ],
)
def test_what_is_no_frame_says_why(raw: bytes, says: str):
    """Lengths, text and structure are looked at before they are believed."""
    result = received(raw)

    assert isinstance(result, WireError)
    assert str(result) == says


def test_the_end_of_the_stream_is_an_end(ends: Ends):
    """An end that is gone is `ChannelClosed`, in the middle of a frame and while sending too."""
    channel, other = ends
    other.sendall(frame(b"{}")[:-1])
    other.close()

    for use in (lambda: channel.receive(within=5), lambda: channel.send({}, [bytes(2**22)], within=5)):
        with pytest.raises(ChannelClosed):
            use()


@given(st.lists(st.integers(0, 60), max_size=8))
@settings(max_examples=30, deadline=None)
def test_a_frame_may_come_in_pieces(cuts: list[int]):
    """However a stream is cut up, its frames are the same."""
    raw = frame(b'{"first": [1, 2]}', b"12345678") + frame(b'{"second": 2}')
    places = [0, *sorted(cuts), len(raw)]
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with ours, theirs:
        for start, end in itertools.pairwise(places):
            theirs.sendall(raw[start:end])
        heads = [Channel(ours).receive(within=5)[0] for _ in range(2)]

    assert heads == [{"first": [1, 2]}, {"second": 2}]


def test_descriptors_that_come_with_a_frame_are_not_kept(ends: Ends):
    """What is sent along with the bytes never becomes an open file of the reader's."""
    channel, other = ends
    with open(os.devnull, "rb") as file:
        rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [file.fileno()] * 20))
        other.sendmsg([frame(b"{}")], [rights])
    free = os.dup(0)
    os.close(free)

    assert channel.receive(within=5)[0] == {}
    assert os.dup(0) == free
    os.close(free)


def test_a_trickle_is_late(ends: Ends):
    """Bytes that keep coming do not prolong a deadline: it is one for the whole frame."""
    channel, other = ends
    enough = threading.Event()

    def trickle() -> None:
        while not enough.wait(0.01):
            other.send(b"\0")

    other.sendall(struct.pack(">II", 1000, 1000))
    thread = threading.Thread(target=trickle)
    thread.start()
    began = time.monotonic()

    with pytest.raises(LateReply):
        channel.receive(within=0.2)

    enough.set()
    thread.join()
    assert 0.2 <= time.monotonic() - began < 2


@pytest.mark.parametrize("within", [0.0, -1.0])
def test_no_time_left_is_late(within: float, ends: Ends):
    """Without time left, nothing is waited for, even if it is there already."""
    channel, other = ends
    other.sendall(frame(b"{}"))

    with pytest.raises(LateReply):
        channel.receive(within=within)
    with pytest.raises(LateReply):
        channel.send({}, [], within=within)


def test_a_reader_that_does_not_read_makes_the_sender_late(ends: Ends):
    """Sending has a deadline too."""
    channel, _ = ends

    with pytest.raises(LateReply):
        channel.send({}, [bytes(2**25)], within=0.1)


@pytest.mark.parametrize(
    ("head", "buffers", "says"),
    [
        ({}, [bytes(MOST_BYTES)], "more than 64 MiB at once"),
        ({"a": [[]] * 2_500_000}, [], "more than 1,000,000 items"),
    ],
)
def test_what_is_too_large_is_not_sent(head: dict[str, Any], buffers: list[bytes], says: str, ends: Ends):
    """The sender refuses what the receiver would refuse, and the channel stays usable."""
    channel, other = ends

    with pytest.raises(NotPlainData, match=says):
        channel.send(head, buffers)

    channel.send({"small": 1}, [])
    assert Channel(other).receive(within=5)[0] == {"small": 1}


def test_a_claim_alone_costs_little(ends: Ends):
    """A frame that is announced and never comes costs its announced size at the most, and no time beyond the limit."""
    channel, other = ends
    other.sendall(struct.pack(">II", MOST_BYTES, 0))
    began = time.monotonic()

    with pytest.raises(LateReply):
        channel.receive(within=0.1)

    assert time.monotonic() - began < 2
