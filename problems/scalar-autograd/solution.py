import math
from typing import Any

import numpy as np


def in_order(root: Any) -> list[Any]:
    """All nodes that `root` was computed from, each once, and each after its parents (those it was computed from)."""
    order, seen, stack = [], set(), [(root, False)]
    while stack:  # a stack of our own: Python's gives up at a depth of 1,000
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif id(node) not in seen:  # by identity: equal numbers are different nodes
            seen.add(id(node))
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    return order


class Value:
    """A number that remembers what it was computed from."""

    def __init__(self, data: float, parents: tuple = ()) -> None:
        self.data = data
        self.grad = 0.0
        # Pairs (parent, slope): a list, since one parent may be there twice.
        self.parents = parents

    def __add__(self, other: "Value | float") -> "Value":
        other = _value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other: "Value | float") -> "Value":
        other = _value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __pow__(self, k: float) -> "Value":
        return Value(self.data**k, ((self, k * self.data ** (k - 1) if k else 0.0),))

    def tanh(self) -> "Value":
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def relu(self) -> "Value":
        return Value(max(self.data, 0.0), ((self, float(self.data > 0)),))

    def exp(self) -> "Value":
        e = math.exp(self.data)
        return Value(e, ((self, e),))

    def backward(self) -> None:
        """Set `grad` of every node that this one was computed from."""
        order = in_order(self)
        for node in order:  # a fresh start, whatever was computed before
            node.grad = 0.0
        self.grad = 1.0
        # Backwards, all that uses a node comes before it: its gradient is complete when it is passed on.
        for node in reversed(order):
            for parent, slope in node.parents:
                parent.grad += slope * node.grad

    # The rest is made of these.
    def __neg__(self) -> "Value":
        return self * -1

    def __sub__(self, other: "Value | float") -> "Value":
        return self + -_value(other)

    def __truediv__(self, other: "Value | float") -> "Value":
        return self * _value(other) ** -1

    def __rsub__(self, other: float) -> "Value":
        return -self + other

    def __rtruediv__(self, other: float) -> "Value":
        return self**-1 * other

    __radd__ = __add__
    __rmul__ = __mul__


def _value(x: "Value | float") -> Value:
    return x if isinstance(x, Value) else Value(x)


class Tensor:
    """The same for arrays that broadcast."""

    def __init__(self, data: Any, parents: tuple = ()) -> None:
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = np.zeros(self.data.shape)
        # Pairs (parent, function from our gradient to its share).
        self.parents = parents

    def __add__(self, other: "Tensor | float") -> "Tensor":
        other = _tensor(other)
        return Tensor(self.data + other.data, ((self, lambda g: g), (other, lambda g: g)))

    def __mul__(self, other: "Tensor | float") -> "Tensor":
        other = _tensor(other)
        return Tensor(self.data * other.data, ((self, lambda g: g * other.data), (other, lambda g: g * self.data)))

    def sum(self) -> "Tensor":
        return Tensor(self.data.sum(), ((self, lambda g: np.broadcast_to(g, self.data.shape)),))

    def backward(self) -> None:
        order = in_order(self)
        for node in order:
            node.grad = np.zeros(node.data.shape)
        self.grad = np.ones(())
        for node in reversed(order):
            for parent, share in node.parents:
                parent.grad = parent.grad + unbroadcast(share(node.grad), parent.data.shape)

    __radd__ = __add__
    __rmul__ = __mul__


def unbroadcast(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum over the axes along which an array of this shape was repeated."""
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)


def _tensor(x: "Tensor | float") -> Tensor:
    return x if isinstance(x, Tensor) else Tensor(x)


if __name__ == "__main__":
    a, b = Value(2.0), Value(-3.0)
    c = a * b + (a - 1) ** 2
    c.backward()
    print(c.data, a.grad, b.grad, "should be -5, -1 and 2")
