"""Properties first (sums, shifts, far-apart rows), then a few values that can be worked out by hand."""

import numpy as np
import pytest
from answer import softmax

from prep.checking import assert_close, assert_dtype, assert_shape, fetch, place


def test_small_case_by_hand():
    """gives 1/6, 1/3, 1/2 for the logits 0, log 2, log 3"""
    got = softmax(np.log([1.0, 2.0, 3.0]))

    assert_close(got, np.array([1, 2, 3]) / 6, rtol=1e-12, because="exp of each logit over the sum of them all")


@pytest.mark.axis("shape")
@pytest.mark.catches("keepdims-missing")
def test_rows_sum_to_one(rng):
    """gives rows that sum to one, for arrays of one, two and three dimensions"""
    for shape in [(5,), (4, 7), (2, 3, 5)]:
        x = rng.normal(size=shape)
        got = softmax(x)
        assert_shape(got, shape, because="the result has the shape of the logits")
        assert_close(got.sum(axis=-1), np.ones(shape[:-1]), rtol=1e-12, because=f"rows of shape {shape} must sum to 1")


@pytest.mark.axis("shape")
@pytest.mark.catches("ignores-axis")
def test_other_axes(rng):
    """normalises the axis it is told to, counted from either end"""
    x = rng.normal(size=(3, 4, 5))
    for axis in (0, 1, 2, -2, -3):
        expected = np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True)
        assert_close(softmax(x, axis=axis), expected, rtol=1e-12, because=f"with axis={axis}")


@pytest.mark.axis("stability")
@pytest.mark.catches("no-max-subtraction")
def test_logits_of_a_thousand():
    """stays right for logits of a thousand, and of 1e30"""
    got = softmax(np.array([1000.0, 1001.0, 1002.0]))
    expected = np.exp([-2.0, -1.0, 0.0]) / np.exp([-2.0, -1.0, 0.0]).sum()
    assert_close(got, expected, rtol=1e-12, because="logits near 1000, where exp overflows (hint 1)")

    assert_close(softmax(np.array([0.0, 1e30])), np.array([0.0, 1.0]), because="logits 0 and 1e30 (hint 1)")


@pytest.mark.axis("stability")
@pytest.mark.catches("global-max", "no-max-subtraction")
def test_rows_far_apart(rng):
    """treats each row by itself, when one lies thousands below another"""
    row = rng.normal(size=6)
    x = np.stack([row - 3000.0, row, row + 3000.0])
    expected = np.broadcast_to(np.exp(row) / np.exp(row).sum(), x.shape)

    assert_close(
        softmax(x), expected, rtol=1e-9, because="one row, moved by ±3000: each needs a shift of its own (hint 2)"
    )


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-input")
def test_input_is_left_alone(rng):
    """leaves the caller's array as it was"""
    x = rng.normal(size=(3, 4))
    placed = place(x)

    softmax(placed)

    assert_close(fetch(placed), x, rtol=0, because="the argument was changed in place: work on a new array")


def test_masked_logits_are_exactly_zero():
    """gives exactly 0 for a logit of -inf, and shares the rest"""
    got = softmax(np.array([[0.0, -np.inf, 0.0, -np.inf]]))

    assert_close(got, np.array([[0.5, 0.0, 0.5, 0.0]]), rtol=1e-12, because="no share for -inf: its exp is 0")


@pytest.mark.axis("stability")
@pytest.mark.catches("masked-row-nan")
def test_fully_masked_row_is_zero():
    """gives zeros for a row of nothing but -inf, and leaves its neighbours right"""
    got = softmax(np.array([[-np.inf, -np.inf], [0.0, 0.0], [-np.inf, 5.0]]))

    expected = np.array([[0.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    because = "a row of nothing but -inf gives zeros; beware of -inf - -inf, which is NaN (hint 3)"
    assert_close(got, expected, rtol=1e-12, because=because)


@pytest.mark.catches("always-float64")
def test_dtype_is_kept(rng):
    """keeps float32, and gives float64 for integers"""
    x = rng.uniform(-1, 1, size=(2, 3)).astype(np.float32)
    got, exps = softmax(x), np.exp(x.astype(np.float64))
    assert_dtype(got, np.float32)
    expected = (exps / exps.sum(axis=-1, keepdims=True)).astype(np.float32)
    assert_close(got, expected, rtol=1e-6, because="logits of dtype float32")
    got = softmax(np.array([[1, 2, 3]]))
    assert_dtype(got, np.float64)
    expected = np.exp([[-2.0, -1.0, 0.0]]) / np.exp([-2.0, -1.0, 0.0]).sum()
    assert_close(got, expected, rtol=1e-12, because="logits of dtype int64")
