"""Nodes are numbered as they are made, which is a topological order: a heap gives the youngest first."""

import heapq
import itertools
import math

_numbers = itertools.count()


class Value:
    def __init__(self, data, uses=()):
        self.number = next(_numbers)
        self.data, self.grad, self.uses = float(data), 0, list(uses)

    def _binary(self, other, f, d_self, d_other):
        other = other if isinstance(other, Value) else Value(other)
        x, y = self.data, other.data
        return Value(f(x, y), [(self, d_self(x, y)), (other, d_other(x, y))])

    def __add__(self, other):
        return self._binary(other, lambda x, y: x + y, lambda x, y: 1, lambda x, y: 1)

    def __sub__(self, other):
        return self._binary(other, lambda x, y: x - y, lambda x, y: 1, lambda x, y: -1)

    def __mul__(self, other):
        return self._binary(other, lambda x, y: x * y, lambda x, y: y, lambda x, y: x)

    def __truediv__(self, other):
        return self._binary(other, lambda x, y: x / y, lambda x, y: 1 / y, lambda x, y: -x / y / y)

    def __pow__(self, k):
        x = self.data
        return Value(x**k, [(self, k * x ** (k - 1) if k != 0 else 0)])

    def __radd__(self, other):
        return Value(other) + self

    def __rsub__(self, other):
        return Value(other) - self

    def __rmul__(self, other):
        return Value(other) * self

    def __rtruediv__(self, other):
        return Value(other) / self

    def __neg__(self):
        return Value(-self.data, [(self, -1)])

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, [(self, (1 - t) * (1 + t))])

    def relu(self):
        return Value((self.data + abs(self.data)) / 2, [(self, int(self.data > 0))])

    def exp(self):
        return Value(math.exp(self.data), [(self, math.exp(self.data))])

    def backward(self):
        grads = {self.number: 1}
        waiting = [(-self.number, self)]
        while waiting:
            _, node = heapq.heappop(waiting)
            node.grad = grads.pop(node.number)
            for parent, slope in node.uses:
                if parent.number not in grads:
                    grads[parent.number] = 0
                    heapq.heappush(waiting, (-parent.number, parent))
                grads[parent.number] += slope * node.grad
