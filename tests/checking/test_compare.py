"""Comparisons in words: what was expected, what was seen, and where it is worst."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from prep.checking.compare import assert_close, assert_dtype, assert_equal, assert_shape, summary


def words_of(check, *args, **kwargs) -> str:
    with pytest.raises(AssertionError) as failure:
        check(*args, **kwargs)
    return str(failure.value)


def test_the_largest_error_is_told_with_its_index():
    """A wrong array is told by its worst place, not by its first."""
    expected = np.zeros((2, 3))
    got = expected.copy()
    got[0, 1], got[1, 2] = 0.1, 5.0

    words = words_of(assert_close, got, expected, because="add them up")

    assert "[1, 2]" in words
    assert "5" in words
    assert "2 of 6" in words
    assert words.endswith("add them up")


@given(hnp.arrays(np.float64, hnp.array_shapes(max_side=4)))
def test_everything_is_close_to_itself(array: np.ndarray):
    """An array equals itself, NaN and infinities too."""
    assert_close(array.copy(), array, rtol=0)


@given(st.floats(1e-6, 1e6), st.floats(-12, -3))
def test_the_tolerance_is_where_it_is_said_to_be(value: float, exponent: float):
    """Twice the tolerance fails, half of it passes."""
    rtol = 10.0**exponent

    assert_close(value * (1 + rtol / 2), value, rtol=rtol)
    words_of(assert_close, value * (1 + 2 * rtol), value, rtol=rtol)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_not_finite_is_the_worst(bad: float):
    """NaN where a number was expected is never close, and is what the message shows."""
    got = np.array([1.5, bad, 1.0])

    words = words_of(assert_close, got, np.ones(3), atol=1e300)

    assert "[1]" in words


@pytest.mark.parametrize("wrong", [None, "text", [1.0, 2.0], np.ones((2, 1)), np.ones(3)])
def test_another_shape_is_never_broadcast(wrong: object):
    """Only the shape that was asked for passes."""
    words = words_of(assert_close, wrong, np.ones(2))

    assert "shape" in words


def test_text_is_not_compared_as_numbers():
    """An array of another kind is told by its dtype."""
    assert "dtype" in words_of(assert_close, np.array(["a", "b"]), np.ones(2))


def test_dtype_and_shape_are_exact():
    """float32 is not float64, and a list has no dtype."""
    assert "float32" in words_of(assert_dtype, np.ones(1, np.float32), np.float64)
    assert "list" in words_of(assert_dtype, [1.0], np.float64)
    assert_shape(1.0, ())


@pytest.mark.parametrize(
    ("got", "expected"),
    [(1, 1.0), (True, 1), ([1], (1,)), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ([np.ones(2)], [np.ones(3)])],
)
def test_equal_means_the_same_type_and_order(got: object, expected: object):
    """Numbers of another type, other containers and another order of keys are different."""
    words_of(assert_equal, got, expected)


def test_big_arrays_are_summed_up():
    """A message never holds a thousand numbers."""
    words = summary(np.arange(1000.0))

    assert "(1000,)" in words
    assert len(words) < 120
