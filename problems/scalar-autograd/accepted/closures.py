"""Each result carries a closure that hands its gradient on; the order comes from depth-first search with a stack."""

import math
from numbers import Real


class Value:
    __slots__ = ("data", "grad", "_prev", "_backward")

    def __init__(self, data, _prev=()):
        self.data = data
        self.grad = 0.0
        self._prev = _prev
        self._backward = lambda: None

    def __add__(self, other):
        if isinstance(other, Real):
            other = Value(other)
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        if isinstance(other, Real):
            other = Value(other)
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def _map(self, y, slope):
        out = Value(y, (self,))

        def _backward():
            self.grad += slope * out.grad

        out._backward = _backward
        return out

    def __pow__(self, k):
        return self._map(self.data**k, 0.0 if k == 0 else k * self.data ** (k - 1))

    def tanh(self):
        t = math.tanh(self.data)
        return self._map(t, 1 - t**2)

    def relu(self):
        return self._map(self.data if self.data > 0 else 0.0, 1.0 if self.data > 0 else 0.0)

    def exp(self):
        return self._map(math.exp(self.data), math.exp(self.data))

    def backward(self):
        topo, visited, stack = [], {id(self)}, [(self, iter(self._prev))]
        while stack:
            node, children = stack[-1]
            for child in children:
                if id(child) not in visited:
                    visited.add(id(child))
                    stack.append((child, iter(child._prev)))
                    break
            else:
                topo.append(node)
                stack.pop()
        for node in topo:
            node.grad = 0.0
        self.grad = 1.0
        while topo:
            topo.pop()._backward()

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1
