"""One check for each way in which a check can use an answer."""

import numpy as np
import pytest
from answer import Counter, apply, double, evens, fill, quadruple, settle, triple

from prep.checking import assert_close, assert_equal, fetch, place, read, take


def test_double(rng):
    """gives twice the array"""
    x = rng.normal(size=(2, 3))

    assert_close(double(x), 2 * x, because="every number doubles")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-input")
def test_double_leaves_its_input_alone(rng):
    """leaves the caller's array as it was"""
    x = rng.normal(size=4)
    placed = place(x)

    double(placed)

    assert_close(fetch(placed), x, rtol=0, because="the argument was changed in place")


def test_apply():
    """calls the function once for each item, in order"""
    seen = []

    def square(number):
        seen.append(number)
        return number * number

    assert_equal(apply(square, [3, 1, 2]), [9, 1, 4])
    assert_equal(seen, [3, 1, 2])


def test_apply_lets_an_error_through():
    """leaves the function's own error to the caller"""

    def refuse(number):
        raise ValueError(f"not {number}")

    with pytest.raises(ValueError, match="not 1"):
        apply(refuse, [1])


def test_fill():
    """changes the caller's array, and returns nothing"""
    placed = place(np.zeros(3))

    assert fill(placed, 7.0) is None
    assert_equal(fetch(placed), np.full(3, 7.0))


def test_counter():
    """adds up"""
    counter = Counter()
    counter.add(3).add(4)

    assert_equal(counter.total(), 7)
    assert_equal(read(counter, "count"), 2)


def test_evens():
    """yields even numbers without an end"""
    numbers = evens(3)

    assert_equal(take(numbers, 3), [4, 6, 8])
    assert_equal(take(numbers, 2), [10, 12])


def test_settle():
    """can be awaited"""
    assert_equal(settle([1, 2, 3]), 6)


@pytest.mark.stage(2)
def test_triple(rng):
    """gives three times the array"""
    x = rng.normal(size=5)

    assert_close(triple(x), 3 * x, because="every number triples")


@pytest.mark.stage(3)
def test_quadruple(rng):
    """gives four times the array"""
    x = rng.normal(size=5)

    assert_close(quadruple(x), 4 * x, because="every number doubles twice")
