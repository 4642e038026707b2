"""The strict end of the codec: whatever a worker sends becomes plain data within the bounds, or a `WireError`."""

from __future__ import annotations

import functools
import math
import operator
import struct
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np

from prep.grader.codec import (
    DTYPE,
    MOST_BITS,
    MOST_BYTES,
    MOST_DEPTH,
    MOST_DIMENSIONS,
    MOST_NODES,
    NODES_OF_A_GENERATOR,
    Node,
    WireError,
    alike,
)
from prep.model.text import printable

_BUILDERS: Mapping[str, Callable[[list[Any]], Any]] = {"l": list, "u": tuple, "S": set, "F": frozenset}
# Where in its state each keeps its place; out of this range NumPy would read beyond it.
_GENERATORS: Mapping[str, tuple[tuple[str, ...], int]] = {
    "PCG64": ((), 0),
    "PCG64DXSM": ((), 0),
    "SFC64": ((), 0),
    "MT19937": (("state", "pos"), 624),
    "Philox": (("buffer_pos",), 4),
}


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
                items = [self.value(item, depth + 1) for item in rest]
                return _distinct(build, items, items) if tag in "SF" else build(items)
            if tag == "d":
                pairs = [(self.value(k, depth + 1), self.value(v, depth + 1)) for k, v in rest]
                return _distinct(dict, pairs, [key for key, _ in pairs])
            if tag in ("h", "p", "k") and self._special is not None:
                return self._special(tag, rest)
            return self._leaf(tag, rest, depth)
        except WireError:
            raise
        except Exception as error:  # whatever Python and NumPy say of foreign values, which they may quote at length
            raise WireError(f"malformed {tag[:20]!r}: {type(error).__name__}") from None

    def _leaf(self, tag: str, rest: list[Any], depth: int) -> Any:
        if tag == "i":
            return int(_text(rest[0], MOST_BITS // 4 + 8), 16)
        if tag == "f":
            return struct.unpack(">d", bytes.fromhex(rest[0]))[0]
        if tag == "c":
            return complex(*struct.unpack(">2d", bytes.fromhex(rest[0])))
        if tag == "x":
            return str(self._take(rest[0]), "utf-8", "surrogatepass")
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
            self._nodes += NODES_OF_A_GENERATOR
            self._special, special = None, self._special  # a handle would answer NumPy otherwise than it answers us
            state = self.value(rest[0], depth + 1)
            self._special = special
            return _generator(state)
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


def words(text: Any, *, most: int) -> str:
    """A worker's words, made printable; raises `WireError` for what is no text."""
    if type(text) is not str:
        raise WireError("words that are no text")
    return printable(text, most=most)


def _distinct(build: Callable[[list[Any]], Any], items: list[Any], keys: list[Any]) -> Any:
    """A set or dictionary of these items; keys that take long to tell apart, and equal ones, are refused."""
    if alike(keys):
        raise WireError("too many keys of the same hash")
    built = build(items)
    if len(built) != len(keys):
        raise WireError("a key that comes twice")
    return built


def _items(raw: memoryview, dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    if dtype.kind == "b":
        # A byte of 2 is neither True nor False: NumPy would compare it as it pleases.
        return np.frombuffer(raw, dtype=np.uint8).astype(bool)
    return np.frombuffer(raw, dtype=dtype)


def _dtype(text: Any) -> np.dtype[Any]:
    if not isinstance(text, str) or not DTYPE.fullmatch(text) or len(text) > 30:
        raise WireError("bad dtype")
    return np.dtype(text)


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise WireError("bad text")
    return value


def _generator(state: Any) -> np.random.Generator:
    name = state["bit_generator"]
    path, last = _GENERATORS[name]
    if path:
        at = functools.reduce(operator.getitem, path, state)
        if type(at) is not int or not 0 <= at <= last:
            raise WireError("bad generator")
    bits = getattr(np.random, name)()
    bits.state = state
    return np.random.Generator(bits)
