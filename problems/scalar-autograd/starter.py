from typing import Any


class Value:
    """A number that remembers what it was computed from."""

    def __init__(self, data: float) -> None:
        self.data = data
        self.grad = 0.0

    def __add__(self, other: "Value | float") -> "Value":
        return Value(0.0)

    def __mul__(self, other: "Value | float") -> "Value":
        return Value(0.0)

    # ... and - / ** (also with a number on the left), unary -, tanh, relu, exp

    def backward(self) -> None:
        """Set `grad` of every Value that this one was computed from."""


class Tensor:
    """For later, if you like: stage 2 says what it does."""

    def __init__(self, data: Any) -> None:
        self.data = data


if __name__ == "__main__":
    a, b = Value(2.0), Value(-3.0)
    c = a * b + a
    c.backward()
    print(c.data, a.grad, b.grad, "should be -4, -2 and 2")
