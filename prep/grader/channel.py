"""Frames between host and worker: two lengths, a head in JSON, and the bytes of its arrays."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

from prep.grader.codec import MOST_BYTES, MOST_NODES, TooLarge, WireError

_LENGTHS = struct.Struct(">II")
# JSON of a few megabytes can hold a million empty lists: what it would grow to is known before it is read.
_MOST_MARKS = 4 * MOST_NODES


class ChannelClosed(Exception):
    """The other end is gone."""


class LateReply(Exception):
    """Nothing complete arrived before the deadline."""


class Channel:
    """Whole frames over a connected stream socket, with a deadline on each."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def send(self, head: dict[str, Any], buffers: list[bytes], *, within: float | None = None) -> None:
        """Send one frame; raises `TooLarge`, `ChannelClosed`, `LateReply`."""
        body = json.dumps(head, separators=(",", ":")).encode("ascii")
        size = sum(map(len, buffers))
        if len(body) + size > MOST_BYTES:
            raise TooLarge(f"more than {MOST_BYTES // 2**20} MiB at once")
        if _marks(body) > _MOST_MARKS:
            raise TooLarge(f"more than {MOST_NODES:,} items")
        if within is not None and within <= 0:
            raise LateReply
        try:
            self._socket.settimeout(within)
            self._socket.sendall(b"".join((_LENGTHS.pack(len(body), size), body, *buffers)))
        except TimeoutError:
            raise LateReply from None
        except OSError:
            raise ChannelClosed from None

    def receive(self, *, within: float | None = None) -> tuple[dict[str, Any], memoryview]:
        """The next frame; raises `ChannelClosed`, `LateReply` (after `within` seconds) or `WireError`."""
        deadline = None if within is None else time.monotonic() + within
        body_size, payload_size = _LENGTHS.unpack(self._exactly(_LENGTHS.size, deadline))
        if body_size + payload_size > MOST_BYTES:
            raise WireError("a frame that is too long")
        body = bytes(self._exactly(body_size, deadline))
        payload = self._exactly(payload_size, deadline)
        if _marks(body) > _MOST_MARKS:
            raise WireError("a frame of too many items")
        try:
            head = json.loads(str(body, "ascii"))  # as it is sent: other text would grow when it is sent on
        except (ValueError, RecursionError):
            raise WireError("a frame that is not JSON") from None
        if not isinstance(head, dict):
            raise WireError("a frame without a head")
        return head, payload

    def close(self) -> None:
        """Let go of the socket; the other end reads an end of file."""
        self._socket.close()

    def _exactly(self, size: int, deadline: float | None) -> memoryview:
        whole = memoryview(bytearray(size))
        have = 0
        while have < size:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise LateReply
            try:
                self._socket.settimeout(left)
                got = self._socket.recv_into(whole[have:])
            except TimeoutError:
                raise LateReply from None
            except OSError:
                raise ChannelClosed from None
            if not got:
                raise ChannelClosed
            have += got
        return whole


def _marks(body: bytes) -> int:
    return body.count(b",") + body.count(b"[") + body.count(b"{")
