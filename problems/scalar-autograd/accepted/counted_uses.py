"""A table of operations with their derivatives; a node passes on when as many uses have reported as it has."""

import math
from collections import Counter, deque
from dataclasses import dataclass, field

import numpy as np

_D = {
    "add": lambda x, y, out: (1.0, 1.0),
    "sub": lambda x, y, out: (1.0, -1.0),
    "mul": lambda x, y, out: (y, x),
    "div": lambda x, y, out: (1 / y, -out / y),
    "tanh": lambda x, out: (1 - out * out,),
    "relu": lambda x, out: (1.0 if x > 0 else 0.0,),
    "exp": lambda x, out: (out,),
    "neg": lambda x, out: (-1.0,),
}


def _sweep(root, one, zero, share):
    """Count every node's uses, then go from the result down as the counts run out."""
    uses, seen, todo = Counter(), {id(root): root}, [root]
    while todo:
        for parent in todo.pop().args:
            uses[id(parent)] += 1
            if id(parent) not in seen:
                seen[id(parent)] = parent
                todo.append(parent)
    for node in seen.values():
        node.grad = zero(node)
    root.grad = one
    ready = deque([root])
    while ready:
        node = ready.popleft()
        for parent, more in zip(node.args, share(node)):
            parent.grad = parent.grad + more
            uses[id(parent)] -= 1
            if not uses[id(parent)]:
                ready.append(parent)


@dataclass(eq=False)
class Value:
    data: float
    args: tuple = ()
    op: str = ""
    k: float = 0
    grad: float = field(default=0.0, init=False)

    def _with(self, op, other, f, swap=False):
        other = other if isinstance(other, Value) else Value(other)
        one, two = (other, self) if swap else (self, other)
        return Value(f(one.data, two.data), (one, two), op)

    def __add__(self, other):
        return self._with("add", other, lambda x, y: x + y)

    def __radd__(self, other):
        return self._with("add", other, lambda x, y: x + y, swap=True)

    def __sub__(self, other):
        return self._with("sub", other, lambda x, y: x - y)

    def __rsub__(self, other):
        return self._with("sub", other, lambda x, y: x - y, swap=True)

    def __mul__(self, other):
        return self._with("mul", other, lambda x, y: x * y)

    def __rmul__(self, other):
        return self._with("mul", other, lambda x, y: x * y, swap=True)

    def __truediv__(self, other):
        return self._with("div", other, lambda x, y: x / y)

    def __rtruediv__(self, other):
        return self._with("div", other, lambda x, y: x / y, swap=True)

    def __neg__(self):
        return Value(-self.data, (self,), "neg")

    def __pow__(self, k):
        return Value(self.data**k, (self,), "pow", k)

    def tanh(self):
        return Value(math.tanh(self.data), (self,), "tanh")

    def relu(self):
        return Value(max(0, self.data), (self,), "relu")

    def exp(self):
        return Value(math.exp(self.data), (self,), "exp")

    def _slopes(self):
        if self.op == "pow":
            return (self.k * self.args[0].data ** (self.k - 1) if self.k else 0.0,)
        return _D[self.op](*(arg.data for arg in self.args), self.data) if self.op else ()

    def backward(self):
        _sweep(self, 1.0, lambda node: 0.0, lambda node: [s * node.grad for s in node._slopes()])


class Tensor:
    def __init__(self, data, args=(), op=""):
        self.data = np.array(data, dtype=float)
        self.args, self.op = args, op
        self.grad = np.zeros_like(self.data)

    def _with(self, other, op):
        other = other if isinstance(other, Tensor) else Tensor(other)
        f = np.add if op == "add" else np.multiply
        return Tensor(f(self.data, other.data), (self, other), op)

    def __add__(self, other):
        return self._with(other, "add")

    def __mul__(self, other):
        return self._with(other, "mul")

    __radd__, __rmul__ = __add__, __mul__

    def sum(self):
        return Tensor(np.sum(self.data), (self,), "sum")

    def _shares(self):
        if self.op == "sum":
            return [np.ones_like(self.args[0].data) * self.grad]
        if not self.op:
            return []
        x, y = self.args
        fx, fy = (y.data, x.data) if self.op == "mul" else (1.0, 1.0)
        return [self._fold(self.grad * fx, x), self._fold(self.grad * fy, y)]

    @staticmethod
    def _fold(g, to):
        while g.ndim > to.data.ndim:
            g = g.sum(axis=0)
        for axis, size in enumerate(to.data.shape):
            if size == 1:
                g = g.sum(axis=axis, keepdims=True)
        return g

    def backward(self):
        _sweep(self, np.ones(()), lambda node: np.zeros_like(node.data), Tensor._shares)
