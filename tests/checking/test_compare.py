"""Comparisons case by case: each value against what was expected of it, and the sentence that says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from prep.checking import assert_close, assert_dtype, assert_equal, assert_shape, summary

NAN, INF = float("nan"), float("inf")


def says(check: Any, *args: Any, **kwargs: Any) -> str:
    """What a comparison that fails says."""
    with pytest.raises(AssertionError) as failure:
        check(*args, **kwargs)
    return str(failure.value)


def test_the_largest_error_and_its_index_are_told():
    """Of several wrong numbers, the one that is most wrong is shown, with its index and how many there are."""
    got, expected = np.array([[1.0, 2.5, 3.0], [4.0, 5.0, 9.0]]), np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])

    said = says(assert_close, got, expected, because="the last column doubles (hint 2)")

    assert said == "expected 6 at [1, 2], got 9 (2 of 6 are wrong): the last column doubles (hint 2)"


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (3.0, 1.0, "expected 1, got 3"),
        (NAN, 1.0, "expected 1, got nan"),
        (np.array([1.0, NAN, INF]), np.array([1.0, 2.0, 3.0]), "expected 2 at [1], got nan (2 of 3 are wrong)"),
        (np.array([9.0, INF]), np.array([1.0, 2.0]), "expected 2 at [1], got inf (2 of 2 are wrong)"),
        (np.array([1.0, 2.0]), np.array([1.0, NAN]), "expected nan at [1], got 2 (1 of 2 are wrong)"),
        (INF, -INF, "expected -inf, got inf"),
        (np.array([True]), np.array([False]), "expected False at [0], got True"),
        (np.array([2, 3]), np.array([2, 5]), "expected 5 at [1], got 3 (1 of 2 are wrong)"),
        (2**53 + 1, 2**53, "expected 9007199254740992, got 9007199254740993"),
        (1 + 1e-12, 1.0, "expected 1.0, got 1.000000000001"),
        (1 + 2j, 1 + 3j, "expected 1+3j, got 1+2j"),
        (None, 1.0, "expected an array of shape (), got None: is there a `return`?"),
        ([1.0], np.array([1.0]), "expected an array of shape (1,), got a list"),
        ("1", 1.0, "expected an array of shape (), got a str"),
        (np.array(["1"]), np.array([1.0]), "expected numbers, got dtype <U1"),
        (np.array([[1.0]]), np.array([1.0]), "expected shape (1,), got shape (1, 1)"),
        (1.0, np.array([1.0]), "expected shape (1,), got shape ()"),
    ],
)
def test_what_is_not_close_says_how(got: Any, expected: Any, said: str):
    """Shape, kind, NaN, infinities and the smallest differences are told in one sentence."""
    assert says(assert_close, got, expected, rtol=0) == said


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1, 1.0),
        (np.float32(1), 1),
        (np.array([NAN, INF, -INF]), np.array([NAN, INF, -INF])),
        (np.array([], dtype=np.float32), np.zeros(0)),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (np.array(5), 5),
        (1 + 1j, np.complex64(1 + 1j)),
        (True, True),
        (2**63 - 1, 2**63 - 1),
        (np.array([1.0 + 1e-8]), np.array([1.0])),
    ],
)
def test_what_is_close_passes(got: Any, expected: Any):
    """Equal numbers pass whatever their dtype, NaN where NaN is expected, and empty arrays of the right shape."""
    assert_close(got, expected)


@given(hnp.arrays(np.float64, hnp.array_shapes(max_dims=2, max_side=4)), st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_change_beyond_the_tolerance_is_seen(array: np.ndarray, data: st.DataObject):
    """An array with one number changed is not close to what it was, and that number is the one named."""
    changed = array.copy()
    at = tuple(data.draw(st.integers(0, n - 1)) for n in array.shape)
    changed[at] = -np.sign(array[at]) if np.isfinite(array[at]) and array[at] else 0.5

    said = says(assert_close, changed, array)

    assert "[" + ", ".join(map(str, at)) + "]" in said


def test_tolerances_add_up():
    """A number may be off by `atol` and by `rtol` of what was expected, both counted."""
    assert_close(110.9, 100.0, rtol=0.1, atol=1.0)

    assert says(assert_close, 111.5, 100.0, rtol=0.1, atol=1.0) == "expected 100, got 111.5"


def test_a_shape_is_the_whole_shape():
    """Nothing broadcasts: one more axis of length one is another shape."""
    assert_shape(np.zeros((2, 3)), (2, 3))
    assert_shape(1.5, ())

    assert says(assert_shape, np.zeros((2, 3, 1)), (2, 3)) == "expected shape (2, 3), got shape (2, 3, 1)"
    assert says(assert_shape, {}, (2, 3)) == "expected an array of shape (2, 3), got a dict"
    assert says(assert_shape, None, (2,), because="give it back") == (
        "expected an array of shape (2,), got None: give it back"
    )


def test_a_dtype_is_exactly_that_dtype():
    """No dtype stands for another, and a plain number has none."""
    assert_dtype(np.float32(1), np.float32)
    assert_dtype(np.zeros(1, dtype="int64"), int)

    assert says(assert_dtype, np.zeros(1), np.float32) == "expected dtype float32, got float64"
    assert says(assert_dtype, 1.0, np.float64) == "expected dtype float64, got a float"
    assert says(assert_dtype, None, np.float64) == "expected dtype float64, got None"


VALUES = "None 0 'text' b'bytes' (1,[2,{3:4}]) {'a':np.arange(3)} {1,2} nan [np.float32(nan)] np.array([nan,1.0])"
VALUES += " np.array(['a']) np.array(['2020'],dtype='M8[Y]') complex(nan,1) [np.array([complex(nan,0)])]"


@pytest.mark.parametrize("written", VALUES.split())
def test_a_value_equals_its_like(written: str):
    """Every plain value equals another one made alike, NaN among them."""
    assert_equal(*(eval(written, {"np": np, "nan": float("nan")}) for _ in range(2)))


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (True, 1, "expected 1, got True"),
        (1.0, 1, "expected 1, got 1.0"),
        ((1, 2), [1, 2], "expected [1, 2], got (1, 2)"),
        ([1], [1, 2], "expected [1, 2], got [1]"),
        ([1, [2.0]], [1, [2]], "expected [1, [2]], got [1, [2.0]]"),
        ({"b": 1, "a": 2}, {"a": 2, "b": 1}, "expected {'a': 2, 'b': 1}, got {'b': 1, 'a': 2}"),
        (np.array([1, 2]), np.array([1.0, 2.0]), "expected array([1., 2.]), got array([1, 2])"),
        (np.zeros((1, 2)), np.zeros(2), "expected array([0., 0.]), got array([[0., 0.]])"),
        ([0], np.array([0]), "expected array([0]), got [0]"),
        (np.array([0]), 0, "expected 0, got array([0])"),
        ("a\n  b", "a b", "expected 'a b', got 'a\\n b'"),
    ],
)
def test_what_is_not_equal_shows_both(got: Any, expected: Any, said: str):
    """Types, order and dtype count, and both values are shown on one line."""
    assert says(assert_equal, got, expected) == said


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.arange(20), "an array of shape (20,), int64, from 0 to 19"),
        (np.linspace(0, 1, 100).reshape(10, 10), "an array of shape (10, 10), float64, from 0 to 1"),
        (np.array([NAN] * 13 + [INF, 2]), "an array of shape (15,), float64, from 2 to 2, 14 not finite"),
        (np.full(13, NAN), "an array of shape (13,), float64, 13 not finite"),
        (np.zeros(20, dtype=bool), "an array of shape (20,), bool"),
        (np.zeros(20, dtype=complex), "an array of shape (20,), complex128"),
        (np.array(["x"] * 20), "an array of shape (20,), <U1"),
        (list(range(200)), str(list(range(200)))[:157] + "…"),
    ],
)
def test_a_large_value_is_told_in_a_few_words(value: Any, words: str):
    """Arrays are told by shape, dtype and range, long text by its beginning."""
    assert summary(value) == words
