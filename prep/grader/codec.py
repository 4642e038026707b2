"""Plain data as it crosses the wall between host and worker: no pickle, nothing that runs when it is read.

A value becomes a JSON tree of tagged nodes and the raw bytes of its arrays. Both ends write and read alike, but
only what the host sends is trusted: whatever a worker sends is decoded (`decoder`) strictly and within the bounds
below, and anything else is a `WireError`. Reading a frame takes time in proportion to its size, and at most 64 times
its size in memory, beside `MOST_BYTES` for the strides of its arrays.
"""

from __future__ import annotations

import math
import re
import struct
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

MOST_BYTES = 64 * 2**20
MOST_DEPTH = 60
MOST_NODES = 1_000_000
MOST_BITS = 200_000
MOST_DIMENSIONS = 64
MOST_ALIKE = 100
"""Keys of one dictionary or items of one set with the same hash: each is compared with all the others."""
NODES_OF_A_GENERATOR = 624
"""A generator counts as the words of the longest state, which it may take to write."""

DTYPE = re.compile(r"[<>|=][biufcmMUS]\d+(\[\w+\])?")
_JSON_INT = 2**53
# Two characters that JSON would join into one.
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_TOO_MANY = f"more than {MOST_NODES:,} items"

Node = Any
"""What `json` can hold: the encoded form of one value."""


class WireError(Exception):
    """What arrived is not what this protocol allows."""


class NotPlainData(Exception):
    """A value that cannot cross: the message names its type."""


class TooLarge(NotPlainData):
    """Plain data, but more of it than may cross."""


class Encoder:
    """Values become nodes.

    `special` may take a value first (handles, callbacks) and return its node; `plain` may give a plain value
    in place of one that is not.
    """

    def __init__(
        self,
        special: Callable[[Any], Node | None] | None = None,
        plain: Callable[[Any], Any] | None = None,
    ) -> None:
        self._special = special
        self._plain = plain
        self._nodes = 0
        self._bytes = 0
        self.buffers: list[bytes] = []

    def node(self, value: Any, depth: int = 0) -> Node:
        """The node of `value`; raises `NotPlainData` for what may not cross."""
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise TooLarge(_TOO_MANY)
        if depth > MOST_DEPTH:
            raise TooLarge(f"something nested more than {MOST_DEPTH} deep")
        if self._special is not None and (node := self._special(value)) is not None:
            return node
        kind = type(value)
        if kind is str:
            self._count_bytes(len(value))
            if not value.isascii() and _PAIR.search(value):
                return ["x", self._buffer(value.encode("utf-8", "surrogatepass"))]
            return value
        if value is None or kind is bool:
            return value
        if kind is int:
            if value.bit_length() > MOST_BITS:
                raise TooLarge(f"a whole number of more than {MOST_BITS:,} bits")
            return value if -_JSON_INT < value < _JSON_INT else ["i", hex(value)]
        if kind is float:
            return value if math.isfinite(value) else ["f", struct.pack(">d", value).hex()]
        if kind is complex:
            return ["c", struct.pack(">2d", value.real, value.imag).hex()]
        if kind is bytes or kind is bytearray:
            self._count_bytes(len(value))
            return ["b", kind is bytearray, self._buffer(bytes(value))]
        if (tag := _SEQUENCES.get(kind)) is not None:
            self._count_items(len(value))
            nodes = [self.node(item, depth + 1) for item in value]
            if tag in "SF":
                _check_keys(value, nodes)
            return [tag, *nodes]
        if kind is dict:
            self._count_items(2 * len(value))
            pairs = [[self.node(k, depth + 1), self.node(v, depth + 1)] for k, v in value.items()]
            _check_keys(value, [key for key, _ in pairs])
            return ["d", *pairs]
        if kind is np.ndarray:
            return self._array(value)
        return self._rarer(value, kind, depth)

    def _rarer(self, value: Any, kind: type, depth: int) -> Node:
        if isinstance(value, np.generic) and kind.__module__ == "numpy":
            self._count_bytes(value.nbytes)
            # Cut, because NumPy gives one character too many for an empty text.
            return ["n", self._dtype(value.dtype), self._buffer(value.tobytes()[: value.itemsize])]
        if kind is np.random.Generator:
            self._nodes += NODES_OF_A_GENERATOR
            return ["g", self.node(value.bit_generator.state, depth + 1)]
        if isinstance(value, np.dtype):
            return ["t", self._dtype(value)]
        if kind is slice:
            return ["s", *[self.node(part, depth + 1) for part in (value.start, value.stop, value.step)]]
        if value is Ellipsis:
            return ["e"]
        if self._plain is not None and (plain := self._plain(value)) is not value:
            return self.node(plain, depth)
        raise NotPlainData(_named(kind))

    def _count_items(self, more: int) -> None:
        if self._nodes + more > MOST_NODES:
            raise TooLarge(_TOO_MANY)

    def _count_bytes(self, more: int) -> None:
        self._bytes += more
        if self._bytes > MOST_BYTES:
            raise TooLarge(f"more than {MOST_BYTES // 2**20} MiB at once")

    def _buffer(self, raw: bytes) -> int:
        self.buffers.append(raw)
        return len(raw)

    def _dtype(self, dtype: np.dtype[Any]) -> str:
        if not DTYPE.fullmatch(dtype.str) or np.dtype(dtype.str) != dtype:
            raise NotPlainData(f"an array of dtype {dtype}")
        return dtype.str

    def _array(self, array: np.ndarray[Any, Any]) -> Node:
        dtype = self._dtype(array.dtype)
        if not array.itemsize:
            raise NotPlainData(f"an array of dtype {dtype}, whose items are empty")
        if array.nbytes > MOST_BYTES:
            raise TooLarge(f"an array of {array.nbytes / 2**20:,.0f} MiB (more than {MOST_BYTES // 2**20})")
        self._count_bytes(array.nbytes)
        if array.flags.c_contiguous:
            layout: Any = "C"
        elif array.flags.f_contiguous:
            layout = "F"
        else:
            layout = list(array.strides)
        raw = array.tobytes("F" if layout == "F" else "C")
        return ["a", dtype, list(array.shape), layout, bool(array.flags.writeable), self._buffer(raw)]


_SEQUENCES: Mapping[type, str] = {list: "l", tuple: "u", set: "S", frozenset: "F"}


def alike(keys: Collection[Any]) -> bool:
    """Whether these keys would take long to tell apart."""
    return len(keys) > MOST_ALIKE and max(Counter(map(hash, keys)).values()) > MOST_ALIKE


def _check_keys(keys: Collection[Any], nodes: list[Node]) -> None:
    if not all(map(_hashable, nodes)):  # a range may be a key, but it crosses as a list
        raise NotPlainData("a set or a dictionary with keys that are not plain data")
    if alike(keys):
        raise NotPlainData(f"a set or a dictionary with more than {MOST_ALIKE} keys of the same hash")


def _hashable(node: Node) -> bool:
    if type(node) is not list or node[0] not in "lSdau":
        return True
    return node[0] == "u" and all(map(_hashable, node[1:]))


def _named(kind: type) -> str:
    module = getattr(kind, "__module__", "")
    name = getattr(kind, "__qualname__", "?").rpartition("<locals>.")[2]
    return f"a value of type {name if module in ('builtins', '__answer__') else f'{module}.{name}'}"
