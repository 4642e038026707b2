"""Properties first (sums, shifts, far-apart rows), then a few values that can be worked out by hand.

Gradients are measured by complex steps: x + 1e-30 i has no cancellation, so the slope is right to the last digits.
"""

import cmath
import math

import numpy as np
import pytest
from answer import softmax, softmax_vjp

from prep.checking import assert_close, assert_dtype, assert_shape, fetch, peak_memory, place

STEP = 1e-30


def slopes(x, g, temperature):
    """The gradient of sum(g * softmax(x / temperature)) for one row, in plain arithmetic."""

    def loss(logits):
        top = max(v.real for v in logits)
        exps = [cmath.exp((v - top) / temperature) for v in logits]
        return sum(e / sum(exps) * up for e, up in zip(exps, g, strict=True))

    row = [complex(v) for v in x]
    return [loss([*row[:i], row[i] + STEP * 1j, *row[i + 1 :]]).imag / STEP for i in range(len(row))]


def near(got, expected, because):
    """Compare gradients as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


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

    got = softmax(np.array([-2000.0, 0.0, 1000.0, 1001.0, 1002.0]))
    because = "logits of -2000, 0, and three near 1000: it is the largest that must be taken off (hint 2)"
    assert_close(got, np.concatenate([[0.0, 0.0], expected]), rtol=1e-12, because=because)

    got = softmax(np.array([100.0, 101.0, 102.0], dtype=np.float32))
    assert_close(got, expected, rtol=1e-6, because="float32 logits near 100, where its exp overflows (hint 1)")


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


@pytest.mark.axis("stability")
@pytest.mark.catches("rounded-normaliser", "no-max-subtraction")
def test_large_logits_keep_their_digits(rng):
    """loses no digits when millions or billions are added to all logits of a row"""
    x = rng.integers(-16, 16, size=(2, 5)) / 8
    expected = np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)
    for shift in (2.0**20, -(2.0**30), 2.0**40):
        because = (
            f"{shift:+.3g} was added to all logits, exactly: take the maximum off before anything is summed (hint 2)"
        )
        assert_close(softmax(x + shift), expected, rtol=1e-12, because=because)
    for dtype, rtol in ((np.float64, 1e-12), (np.float32, 1e-6)):
        got = softmax(np.full((1, 4), 1e30, dtype=dtype))
        assert_close(got, np.full((1, 4), 0.25), rtol=rtol, because=f"four {np.dtype(dtype)} logits of 1e30 (hint 2)")


@pytest.mark.axis("stability")
@pytest.mark.catches("finite-stand-in", "no-max-subtraction")
def test_very_low_logits_beside_masked_ones():
    """gives all the share to the largest logit that is not masked, however low it is"""
    for dtype in (np.float64, np.float32):
        for row in ([-1e30, -np.inf, -2e30], [-np.inf, -1e12], [-np.inf, -2e30, -np.inf]):
            got = softmax(np.array(row, dtype=dtype))
            expected = np.where(np.array(row) == max(row), 1.0, 0.0)
            because = f"{np.dtype(dtype)} logits {row}: no finite number lies below all logits but above -inf (hint 3)"
            assert_close(got, expected, rtol=1e-6, because=because)


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-input")
def test_input_is_left_alone(rng):
    """leaves the caller's array as it was"""
    x = rng.normal(size=(3, 4))
    x[0, 1] = x[2] = -np.inf
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


@pytest.mark.axis("stability")
@pytest.mark.catches("masked-row-last-axis")
def test_fully_masked_along_other_axes(rng):
    """gives zeros where every logit is -inf along the axis it is told, whichever that is"""
    x = rng.normal(size=(3, 4, 2))
    x[:, 1, 0] = -np.inf
    x[2, :, 1] = -np.inf
    for axis in (0, 1, -3):
        got = softmax(x, axis=axis)
        assert_shape(got, x.shape, because="the result has the shape of the logits")
        exps = np.exp(x)
        total = exps.sum(axis=axis, keepdims=True)
        expected = exps / np.where(total > 0, total, 1.0)
        assert_close(got, expected, rtol=1e-12, because=f"with axis={axis}: look for full masks along it (hint 3)")
    for dtype in (np.float64, np.float32):
        got = softmax(np.full(3, -np.inf, dtype=dtype), axis=0)
        assert_close(got, np.zeros(3), because=f"one row of {np.dtype(dtype)}, nothing but -inf (hint 3)")


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


# ---- stage 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_gradient_by_hand():
    """gives the values of the examples"""
    got = softmax_vjp(np.log([1.0, 2.0, 3.0]), np.array([6.0, 0.0, 0.0]))
    near(got, np.array([5.0, -2.0, -3.0]) / 6, "p is 1/6, 1/3, 1/2, and the mean of g by these shares is 1")

    got = softmax_vjp(np.zeros(2), np.array([1.0, 0.0]), temperature=0.5)
    near(got, np.array([0.5, -0.5]), "p is 1/2, 1/2; half the temperature doubles the slope")


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_gradient_agrees_with_small_steps(rng):
    """agrees with the slopes that small steps measure, along every axis and at every temperature"""
    for shape, axis in [((5,), -1), ((3, 4), 1), ((3, 4), 0), ((2, 3, 3), 1), ((2, 3, 2), -3), ((4, 1), -1)]:
        for temperature in (1.0, 0.3, 7.0):
            x, g = 2 * rng.normal(size=shape), rng.normal(size=shape)
            got = softmax_vjp(x, g, axis=axis, temperature=temperature)
            rows = np.stack([x, g], axis=-1)
            rows = np.moveaxis(rows, axis if axis >= 0 else axis - 1, -2)
            expected = [slopes(row[:, 0], row[:, 1], temperature) for row in rows.reshape(-1, shape[axis], 2)]
            expected = np.moveaxis(np.reshape(expected, rows.shape[:-1]), -1, axis)
            near(got, expected, f"x of shape {shape}, axis={axis}, temperature={temperature:g}")


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_gradient_does_not_see_a_shift(rng):
    """gives rows that sum to 0, and the same when a number is added to all of g"""
    x, g = rng.normal(size=(4, 6)), rng.normal(size=(4, 6))

    got = softmax_vjp(x, g, temperature=2.0)

    assert_shape(got, (4, 6), because="the gradient has the shape of x")
    near(got.sum(axis=-1), np.zeros(4), "a shift of all logits changes no share, so its slope is 0")
    because = "8 was added to all of g: the shares sum to 1 whatever x is"
    near(softmax_vjp(x, g + 8.0, temperature=2.0), got, because)


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_gradient_at_the_edges():
    """stays right for masked logits, fully masked rows and logits of 1e30"""
    inf = math.inf
    x = np.array([[0.0, -inf, 0.0], [-inf, -inf, -inf], [1000.0, 1000.0, -inf], [1e30, -1e30, 0.0]])
    g = np.array([[1.0, 50.0, 3.0], [1.0, 2.0, 3.0], [4.0, 0.0, -9.0], [7.0, 1.0, 2.0]])

    expected = np.array([[-1.0, 0.0, 1.0], [0.0, 0.0, 0.0], [2.0, -2.0, 0.0], [0.0, 0.0, 0.0]])
    for temperature in (0.5, 1.0):
        because = f"temperature={temperature:g}: shares of 1/2 and 1/2, of none, or of 1 alone"
        got = softmax_vjp(x, g, temperature=temperature)
        near(got, expected / 2 / temperature, because)
        near(softmax_vjp(x.T, g.T, axis=0, temperature=temperature), expected.T / 2 / temperature, because)
    because = "logits of 1e30 over a temperature of 0.001: nothing may overflow"
    near(softmax_vjp(x[3:], g[3:], temperature=1e-3), np.zeros((1, 3)), because)


@pytest.mark.stage(2)
@pytest.mark.axis("memory")
def test_gradient_needs_no_jacobian(rng):
    """takes at most 64 MiB for a row of 6,000 logits"""
    x, g = rng.normal(size=(1, 6000)), rng.normal(size=(1, 6000))

    peak = peak_memory(softmax_vjp, x, g, warm=(x[:, :4], g[:, :4]))

    because = "the Jacobian of such a row has 36 million numbers; its product with g needs none of them"
    assert peak <= 64, f"expected at most 64 MiB more, got {peak:.0f}: {because}"
    p = np.exp(x) / np.exp(x).sum()
    near(softmax_vjp(x, g), p * (g - (p * g).sum()), "a row of 6,000 logits")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_gradient_leaves_its_arguments_alone(rng):
    """leaves x and g as they were"""
    x, g = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    x[1] = -np.inf
    given = {"x": place(x), "g": place(g)}

    softmax_vjp(*given.values(), temperature=2.0)

    for name, before in (("x", x), ("g", g)):
        because = f"`{name}` was changed in place: work on a new array"
        assert_close(fetch(given[name]), before, rtol=0, because=because)
