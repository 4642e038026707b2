"""Plain data as it crosses the wall between host and worker: no pickle, nothing that runs when it is read.

A value becomes a JSON tree of tagged nodes and the raw bytes of its arrays. Both ends share this module, but
only what the host sends is trusted: whatever a worker sends is decoded strictly and within the bounds below,
and anything else is a `WireError`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np

MOST_BYTES = 64 * 2**20
MOST_DEPTH = 60
MOST_NODES = 1_000_000
MOST_BITS = 200_000
MOST_DIMENSIONS = 64

_JSON_INT = 2**53
_DTYPE = re.compile(r"[<>|=][biufcmMUS]\d+(\[\w+\])?")
# Where each keeps its place in its own state; out of this range NumPy would read beyond it.
_GENERATORS: Mapping[str, tuple[str, int]] = {
    "PCG64": ("", 0),
    "PCG64DXSM": ("", 0),
    "SFC64": ("", 0),
    "MT19937": ("pos", 624),
    "Philox": ("buffer_pos", 4),
}

Node = Any
"""What `json` can hold: the encoded form of one value."""


class WireError(Exception):
    """What arrived is not what this protocol allows."""


class NotPlainData(Exception):
    """A value that cannot cross: the message names its type."""


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
        if depth > MOST_DEPTH:
            raise NotPlainData(f"something nested more than {MOST_DEPTH} deep")
        if self._special is not None and (node := self._special(value)) is not None:
            return node
        kind = type(value)
        if kind is str:
            self._count_bytes(len(value))
            return value
        if value is None or kind is bool:
            return value
        if kind is int:
            if value.bit_length() > MOST_BITS:
                raise NotPlainData(f"a whole number of more than {MOST_BITS:,} bits")
            return value if -_JSON_INT < value < _JSON_INT else ["i", hex(value)]
        if kind is float:
            return value if math.isfinite(value) else ["f", repr(value)]
        if kind is complex:
            return ["c", value.real.hex(), value.imag.hex()]
        if kind is bytes or kind is bytearray:
            self._count_bytes(len(value))
            return ["b", kind is bytearray, self._buffer(bytes(value))]
        if (tag := _SEQUENCES.get(kind)) is not None:
            self._count_items(len(value))
            return [tag, *[self.node(item, depth + 1) for item in value]]
        if kind is dict:
            self._count_items(2 * len(value))
            return ["d", *[[self.node(k, depth + 1), self.node(v, depth + 1)] for k, v in value.items()]]
        if kind is np.ndarray:
            return self._array(value)
        return self._rarer(value, kind, depth)

    def _rarer(self, value: Any, kind: type, depth: int) -> Node:
        if isinstance(value, np.generic) and kind.__module__ == "numpy":
            self._count_bytes(value.nbytes)
            # Cut, because NumPy gives one character too many for an empty text.
            return ["n", self._dtype(value.dtype), self._buffer(value.tobytes()[: value.itemsize])]
        if kind is np.random.Generator:
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
            raise NotPlainData(f"more than {MOST_NODES:,} items")

    def _count_bytes(self, more: int) -> None:
        self._bytes += more
        if self._bytes > MOST_BYTES:
            raise NotPlainData(f"more than {MOST_BYTES // 2**20} MiB at once")

    def _buffer(self, raw: bytes) -> int:
        self.buffers.append(raw)
        return len(raw)

    def _dtype(self, dtype: np.dtype[Any]) -> str:
        if not _DTYPE.fullmatch(dtype.str) or np.dtype(dtype.str) != dtype:
            raise NotPlainData(f"an array of dtype {dtype}")
        return dtype.str

    def _array(self, array: np.ndarray[Any, Any]) -> Node:
        dtype = self._dtype(array.dtype)
        if not array.itemsize:
            raise NotPlainData(f"an array of dtype {dtype}, whose items are empty")
        if array.nbytes > MOST_BYTES:
            raise NotPlainData(f"an array of {array.nbytes / 2**20:,.0f} MiB (more than {MOST_BYTES // 2**20})")
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
_BUILDERS: Mapping[str, Callable[[list[Any]], Any]] = {"l": list, "u": tuple, "S": set, "F": frozenset}


def _named(kind: type) -> str:
    module = getattr(kind, "__module__", "")
    name = getattr(kind, "__qualname__", "?").rpartition("<locals>.")[2]
    return f"a value of type {name if module in ('builtins', '__answer__') else f'{module}.{name}'}"


class Decoder:
    """Nodes become values, strictly; `special` turns the tags `h`, `p` and `k` into what this end knows."""

    def __init__(self, payload: memoryview, special: Callable[[str, list[Any]], Any] | None = None) -> None:
        self._payload = payload
        self._at = 0
        self._nodes = 0
        self._room = MOST_BYTES
        self._special = special

    def value(self, node: Node, depth: int = 0) -> Any:
        """The value of `node`; raises `WireError` for anything that an `Encoder` does not write."""
        self._nodes += 1
        if depth > MOST_DEPTH or self._nodes > MOST_NODES:
            raise WireError("too deep or too many items")
        if node is None or isinstance(node, bool | str | int | float):
            return node
        if not isinstance(node, list) or not node or not isinstance(node[0], str):
            raise WireError("not a node")
        tag, rest = node[0], node[1:]
        try:
            if (build := _BUILDERS.get(tag)) is not None:
                return build([self.value(item, depth + 1) for item in rest])
            if tag == "d":
                return {self.value(k, depth + 1): self.value(v, depth + 1) for k, v in rest}
            if tag in ("h", "p", "k") and self._special is not None:
                return self._special(tag, rest)
            return self._leaf(tag, rest, depth)
        except WireError:
            raise
        except Exception as error:  # whatever Python and NumPy say of foreign values
            raise WireError(f"malformed {tag[:20]!r}: {error}") from None

    def _leaf(self, tag: str, rest: list[Any], depth: int) -> Any:
        if tag == "i":
            return int(_text(rest[0], MOST_BITS // 4 + 8), 16)
        if tag == "f":
            return {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}[rest[0]]
        if tag == "c":
            return complex(float.fromhex(rest[0]), float.fromhex(rest[1]))
        if tag == "b":
            raw = bytes(self._take(rest[1]))
            return bytearray(raw) if rest[0] else raw
        if tag == "a":
            return self._array(*rest)
        if tag == "n":
            dtype = _dtype(rest[0])
            item = self._exactly(rest[1], dtype.itemsize)
            return _items(item, dtype)[0] if dtype.itemsize else dtype.type()
        if tag == "t":
            return _dtype(rest[0])
        if tag == "g":
            return _generator(self.value(rest[0], depth + 1))
        if tag == "s":
            return slice(*[self.value(part, depth + 1) for part in rest])
        if tag == "e":
            return Ellipsis
        raise WireError(f"unknown tag {tag[:20]!r}")

    def _take(self, size: int) -> memoryview:
        if type(size) is not int or size < 0 or self._at + size > len(self._payload):
            raise WireError("a buffer runs past the end of its frame")
        self._at += size
        return self._payload[self._at - size : self._at]

    def _exactly(self, size: int, expected: int) -> memoryview:
        if size != expected:
            raise WireError("a buffer is not as long as its shape says")
        return self._take(size)

    def _array(self, dtype_text: str, shape: list[int], layout: Any, writeable: bool, size: int) -> Any:
        dtype = _dtype(dtype_text)
        if len(shape) > MOST_DIMENSIONS or any(type(n) is not int or n < 0 for n in shape) or not dtype.itemsize:
            raise WireError("bad shape")
        raw = self._exactly(size, math.prod(shape) * dtype.itemsize)
        order: Literal["C", "F"] = "F" if layout == "F" else "C"
        values = _items(raw, dtype).reshape(tuple(shape), order=order)
        array = self._strided(values, layout) if isinstance(layout, list) else values.copy(order=order)
        array.flags.writeable = writeable is True
        return array

    def _strided(self, values: np.ndarray[Any, Any], strides: list[int]) -> np.ndarray[Any, Any]:
        """A copy of `values` laid out in memory with these strides (in bytes), as the sender had it."""
        if len(strides) != values.ndim or any(type(step) is not int for step in strides):
            raise WireError("bad strides")
        if values.size == 0:
            return values.copy()
        reach = [(n - 1) * step for n, step in zip(values.shape, strides, strict=True)]
        before = -sum(min(0, r) for r in reach)
        extent = before + sum(max(0, r) for r in reach) + values.itemsize
        if extent > self._room:
            # A view of something far larger: its values matter, its far-apart layout cannot be had.
            return values.copy()
        self._room -= extent
        base = np.zeros(extent, dtype=np.uint8)
        array: np.ndarray[Any, Any] = np.ndarray(
            values.shape, values.dtype, buffer=base.data, offset=before, strides=tuple(strides)
        )
        array[...] = values
        return array


def _items(raw: memoryview, dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    if dtype.kind == "b":
        # A byte of 2 is neither True nor False: NumPy would compare it as it pleases.
        return np.frombuffer(raw, dtype=np.uint8).astype(bool)
    return np.frombuffer(raw, dtype=dtype)


def _dtype(text: Any) -> np.dtype[Any]:
    if not isinstance(text, str) or not _DTYPE.fullmatch(text) or len(text) > 30:
        raise WireError("bad dtype")
    return np.dtype(text)


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise WireError("bad text")
    return value


def _generator(state: Any) -> np.random.Generator:
    name = state["bit_generator"]
    place, last = _GENERATORS[name]
    if place:
        at = state[place] if place in state else state["state"][place]
        if type(at) is not int or not 0 <= at <= last:
            raise WireError("bad generator")
    bits = getattr(np.random, name)()
    bits.state = state
    return np.random.Generator(bits)
