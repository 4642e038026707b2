from collections.abc import Iterator


def double(x):
    """Return twice the array."""


def apply(f, items):
    """Return a list of f(item)."""


def fill(x, value):
    """Fill the array, in place."""


class Counter:
    """Adds up what it is given."""


def evens(start) -> Iterator[int]:
    """Yield the even numbers from `start` on."""


async def settle(numbers):
    """Return the sum."""


def triple(x):
    """Return three times the array."""


def quadruple(x):
    """Return four times the array."""
