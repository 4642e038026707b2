"""What normalising implies, forward and backward, then plain arithmetic; gradients are measured by complex steps.

A complex step x + 1e-30 i has no cancellation, so the gradient it gives is right to the last digits. `tiny` is an
eps that does not matter, the gain is 1 and there are two dimensions, except where these are looked at: so each
check tells of one thing.
"""

import numpy as np
import pytest
from answer import ln_bwd, ln_fwd, rms_bwd, rms_fwd

from prep.checking import assert_close, assert_shape, fetch, place

tiny = 1e-30
STEP = 1e-30


def layer_norm(x, g, b, eps):
    """One row in plain arithmetic, for real numbers or complex ones."""
    mean = sum(x) / len(x)
    var = sum((v - mean) ** 2 for v in x) / len(x)
    return [gain * (v - mean) / (var + eps) ** 0.5 + bias for v, gain, bias in zip(x, g, b, strict=True)]


def rms_norm(x, g, eps):
    """One row in plain arithmetic, for real numbers or complex ones."""
    ms = sum(v * v for v in x) / len(x)
    return [gain * v / (ms + eps) ** 0.5 for v, gain in zip(x, g, strict=True)]


def by_row(norm, x, *more):
    """`norm` of every row."""
    rows = [norm(row, *more) for row in x.reshape(-1, x.shape[-1]).tolist()]
    return np.array(rows).reshape(x.shape)


def slopes(norm, dy, x, *parameters, eps):
    """The gradients of sum(dy * norm(x, ...)) with respect to x and each parameter."""
    rows, upstream = x.reshape(-1, x.shape[-1]).tolist(), dy.reshape(-1, dy.shape[-1]).tolist()
    parameters = [each.tolist() for each in parameters]
    D = x.shape[-1]

    def slope(row, up, which, k):
        arguments = [list(row), *map(list, parameters)]
        arguments[which][k] += STEP * 1j
        return sum(u * out.imag for u, out in zip(up, map(complex, norm(*arguments, eps)), strict=True)) / STEP

    each = [
        [[slope(row, up, which, k) for k in range(D)] for row, up in zip(rows, upstream, strict=True)]
        for which in range(1 + len(parameters))
    ]
    return [np.array(each[0]).reshape(x.shape), *(np.array(one).sum(axis=0) for one in each[1:])]


def close(got, expected, because):
    """Compare forward values as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def near(got, expected, because):
    """Compare gradients as the statement says."""
    assert_close(got, expected, rtol=1e-8, atol=1e-8, because=because)


def parts(got, names):
    """What the answer returned, if it is that many things."""
    many = isinstance(got, tuple | list) and len(got) == len(names)
    seen = f"{type(got).__name__} of {len(got)}" if isinstance(got, tuple | list) else type(got).__name__
    assert many, f"expected a tuple ({', '.join(names)}), got {seen}: return all {len(names)}"
    return got


def forward(x, g, b, eps):
    """The answer's y and cache."""
    return parts(ln_fwd(x, g, b, eps), ("y", "cache"))


def plain(x, eps=tiny):
    """The answer's y, with a gain of 1 and no bias."""
    y, _ = forward(x, np.ones(x.shape[-1]), np.zeros(x.shape[-1]), eps)
    assert_shape(y, x.shape, because="y has the shape of x")
    return y


def backward(dy, x, g=None, b=None, eps=tiny):
    """The answer's dx, dg and db."""
    D = x.shape[-1]
    _, cache = forward(x, np.ones(D) if g is None else g, np.zeros(D) if b is None else b, eps)
    return parts(ln_bwd(dy, cache), ("dx", "dg", "db"))


def test_example():
    """gives the values of the example, forward and backward"""
    y, cache = forward(np.array([[1.0, 2.0, 3.0, 4.0]]), np.ones(4), np.zeros(4), 0.75)
    close(y, np.array([[-1.5, -0.5, 0.5, 1.5]]) / np.sqrt(2), "var is 1.25, and √(1.25 + 0.75) = √2 (hint 3)")

    dx, dg, db = parts(ln_bwd(np.array([[1.0, 0.0, 0.0, 0.0]]), cache), ("dx", "dg", "db"))
    because = "by three ways: directly, through the mean, and through the variance (hint 2)"
    near(dx, np.array([[15.0, -11.0, -5.0, 1.0]]) / 32 / np.sqrt(2), because)
    near(dg, np.array([-1.5, 0.0, 0.0, 0.0]) / np.sqrt(2), "dy times the normalised x (hint 1)")
    near(db, np.array([1.0, 0.0, 0.0, 0.0]), "b is added, so its gradient is dy's")


@pytest.mark.catches("unbiased-variance")
def test_variance_is_one(rng):
    """gives a row of mean 0 and mean square 1, from few features as from many"""
    for D in (2, 3, 4, 16):
        y = plain(rng.normal(size=D) * 5 + 3)
        close(y.mean(), 0.0, f"D={D}: the mean of a row should be taken off")
        close((y * y).mean(), 1.0, f"D={D}: the variance is divided by D, not by D - 1 (hint 3)")


@pytest.mark.catches("wrong-axis")
def test_rows_do_not_know_of_each_other(rng):
    """gives a row the same values whichever rows stand beside it"""
    x = rng.normal(size=(4, 5)) * np.array([[1.0], [20.0], [0.1], [3.0]]) + rng.normal(size=(4, 1))

    together = plain(x)

    for i in range(4):
        because = f"row {i} of 4 alone: mean and variance are those of one row, over the last axis (hint 3)"
        close(together[i], plain(x[i]), because)


@pytest.mark.axis("shape")
def test_any_number_of_dimensions(rng):
    """treats all axes but the last as rows, forward and backward"""
    g, b = rng.normal(size=3), rng.normal(size=3)
    for shape in [(3,), (1, 3), (4, 3), (2, 4, 3), (2, 1, 2, 3)]:
        x, dy = rng.normal(size=shape), rng.normal(size=shape)
        y, cache = forward(x, g, b, 0.1)
        close(y, by_row(layer_norm, x, g, b, 0.1), f"x of shape {shape}")
        dx, dg, db = parts(ln_bwd(dy, cache), ("dx", "dg", "db"))
        assert_shape(dx, shape, because="dx has the shape of x")
        assert_shape(dg, (3,), because=f"dg has the shape of g; x has {shape}")
        assert_shape(db, (3,), because=f"db has the shape of b; x has {shape}")
        near(dx, slopes(layer_norm, dy, x, g, b, eps=0.1)[0], f"x of shape {shape}")


@pytest.mark.axis("stability")
@pytest.mark.catches("eps-outside-root")
def test_units_do_not_matter(rng):
    """gives the same for s times x, if eps is s² times as large"""
    x = rng.normal(size=(3, 4))
    expected = plain(x, 0.3)
    for scale in (1e-4, 0.5, 100.0):
        because = f"s={scale:g}: eps is added to the variance, inside the root (hint 3)"
        close(plain(scale * x, scale**2 * 0.3), expected, because)


@pytest.mark.axis("stability")
@pytest.mark.catches("eps-outside-root")
def test_small_variance():
    """gives what √(var + eps) says where eps is far larger than var"""
    got = plain(np.array([[1e-4, -1e-4]]), 1e-5)

    because = "1e-4 / √(1e-8 + 1e-5) = 0.0316: eps is added to the variance, inside the root (hint 3)"
    close(got, np.array([[1.0, -1.0]]) / np.sqrt(1001), because)


@pytest.mark.axis("stability")
@pytest.mark.catches("one-pass-variance")
def test_rows_far_from_zero(rng):
    """loses nothing for rows that lie at 10⁶, above or below 0"""
    for offset in (1e6, -1e6):
        x = offset + rng.uniform(1, 2, size=(5, 1)) * rng.permuted(np.tile([-3.0, -1.0, 0.5, 2.0], (5, 1)), axis=1)
        because = f"rows near {offset:+.0e} with a variance of about 5: take the mean off before squaring (hint 3)"
        assert_close(plain(x), plain(x - offset), rtol=1e-8, atol=1e-8, because=because)


@pytest.mark.axis("stability")
def test_constant_rows(rng):
    """gives b for constant rows, and for rows of one feature"""
    for x in (np.full((2, 4), 3.0), np.zeros((1, 3)), rng.normal(size=(3, 1))):
        b = rng.normal(size=x.shape[-1])
        y, _ = forward(x, rng.normal(size=x.shape[-1]), b, 1e-5)
        close(y, np.broadcast_to(b, x.shape), "x - mean is 0, and 0 / √eps is 0")


def test_gain_and_bias(rng):
    """multiplies each feature by its gain, then adds its bias"""
    x, g, b = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=4)

    y, _ = forward(x, g, b, tiny)

    close(y, plain(x) * g + b, "g and b belong to features, and come after normalising")


def test_forward_agrees_with_plain_arithmetic(rng):
    """agrees with plain arithmetic for many sizes and eps"""
    for shape, eps in [((5, 1), 0.2), ((4, 2), 1e-5), ((3, 3), 0.5), ((2, 9), 1e-12), ((1, 40), 4.0)]:
        x, g, b = rng.normal(size=shape) * 3 + 1, rng.normal(size=shape[-1]), rng.normal(size=shape[-1])
        y, _ = forward(x, g, b, eps)
        close(y, by_row(layer_norm, x, g, b, eps), f"x of shape {shape}, eps={eps:g}")


# ---- backward --------------------------------------------------------------------------------------------------


@pytest.mark.axis("gradient")
@pytest.mark.catches("constant-statistics")
def test_gradient_of_a_sum_is_zero(rng):
    """has no gradient for the sum of a row's features, since that is always 0"""
    x = rng.normal(size=(3, 5))

    dx, _, _ = backward(np.ones((3, 5)), x)

    because = "dy is all 1: the gradient also goes through mean and variance (hint 2)"
    near(dx, np.zeros((3, 5)), because)


@pytest.mark.axis("gradient")
@pytest.mark.catches("constant-statistics")
def test_gradient_of_a_row_sums_to_zero(rng):
    """gives rows of dx that sum to 0, since a shift of x changes nothing"""
    x, dy, g = rng.normal(size=(4, 5)), rng.normal(size=(4, 5)), rng.normal(size=5)

    dx, _, _ = backward(dy, x, g, eps=0.2)

    assert_shape(dx, (4, 5), because="dx has the shape of x")
    near(dx.sum(axis=-1), np.zeros(4), "the gradient also goes through the mean (hint 2)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("constant-variance", "constant-statistics")
def test_gradient_along_the_row_is_zero(rng):
    """gives rows of dx at right angles to x, since with a tiny eps a rescaled x changes nothing"""
    x, dy = rng.normal(size=(4, 6)) * 2 + 1, rng.normal(size=(4, 6))

    dx, _, _ = backward(dy, x)

    assert_shape(dx, (4, 6), because="dx has the shape of x")
    near((dx * x).sum(axis=-1), np.zeros(4), "the gradient also goes through the variance (hint 2)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("gain-outside-means")
def test_gain_acts_on_dy(rng):
    """gives the dx that dy times the gain has without a gain"""
    x, dy, g = rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), rng.normal(size=4) + 2
    expected, _, _ = backward(dy * g, x)

    dx, _, _ = backward(dy, x, g)

    near(dx, expected, "y = g × xhat + b, so xhat gets dy × g, before anything is averaged (hint 2)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("eps-missing-in-backward")
def test_gradient_of_constant_rows(rng):
    """gives constant rows the finite gradient dy / √eps, if dy sums to 0"""
    for shape in [(2, 4), (3, 2)]:
        dy = rng.normal(size=shape)
        dy -= dy.mean(axis=-1, keepdims=True)
        dx, _, _ = backward(dy, np.full(shape, 2.0), eps=1.0)
        near(dx, dy, "var is 0 here and eps 1: divide by √(var + eps), as forward (hint 2)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("gain-gradient-from-input")
def test_gain_gradient_ignores_the_origin(rng):
    """gives the same dg when a number is added to all of x"""
    x, dy = np.round(rng.normal(size=(4, 3)) * 16) / 16, rng.normal(size=(4, 3))
    _, expected, _ = backward(dy, x)

    _, dg, _ = backward(dy, x + 8.0)

    near(dg, expected, "y does not change, so dg cannot: it is dy times the normalised x (hint 1)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("parameter-gradients-one-axis")
def test_parameter_gradients_sum_over_all_rows(rng):
    """gives the dg and db of all rows in one batch, however they are arranged"""
    x, dy = rng.normal(size=(12, 3)), rng.normal(size=(12, 3))
    _, *expected = backward(dy, x)
    for shape in [(3, 4, 3), (2, 3, 2, 3), (1, 12, 1, 3)]:
        _, *got = backward(dy.reshape(shape), x.reshape(shape))
        for name, one, other in zip(("dg", "db"), got, expected, strict=True):
            near(one, other, f"{name}, for 12 rows arranged as {shape[:-1]}: sum over all axes but the last (hint 2)")
    for i in range(3):
        _, _, db = backward(dy[i], x[i])
        near(db, dy[i], "a single row of shape (3,): there is nothing to sum over (hint 2)")


@pytest.mark.axis("gradient")
def test_gradients_agree_with_small_steps(rng):
    """agrees with the slopes that small steps measure, in x, g and b"""
    for shape, eps in [((5, 1), 0.3), ((4, 2), 1e-3), ((6, 3), 0.5), ((2, 2, 5), 3.0)]:
        x, dy = rng.normal(size=shape) * 2 + 1, rng.normal(size=shape)
        g, b = rng.normal(size=shape[-1]), rng.normal(size=shape[-1])
        got = backward(dy, x, g, b, eps)
        for name, one, expected in zip(("dx", "dg", "db"), got, slopes(layer_norm, dy, x, g, b, eps=eps), strict=True):
            near(one, expected, f"{name}, with x of shape {shape}, eps={eps:g}")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-in-place")
def test_arguments_are_left_alone(rng):
    """leaves x, g, b and dy as they were, and gives the same gradients from a cache again"""
    given = {"x": rng.normal(size=(3, 4)), "g": rng.normal(size=4), "b": rng.normal(size=4)}
    dy = rng.normal(size=(3, 4))
    placed = {name: place(value) for name, value in given.items()}

    _, cache = forward(*placed.values(), 0.1)
    stays, upstream = place(cache), place(dy)
    first, again = (parts(ln_bwd(upstream, stays), ("dx", "dg", "db")) for _ in range(2))

    because = "was changed in place: work on a new array"
    for name, value in given.items():
        assert_close(fetch(placed[name]), value, rtol=0, because=f"`{name}` {because}")
    assert_close(fetch(upstream), dy, rtol=0, because=f"`dy` {because}")
    for name, one, other in zip(("dx", "dg", "db"), again, first, strict=True):
        assert_close(one, other, rtol=0, because=f"{name}, from one cache for the second time: it {because}")


@pytest.mark.axis("side_effects")
def test_caches_do_not_mix(rng):
    """gives each of two forward passes its own gradients, backward in either order"""
    xs, g, b = rng.normal(size=(2, 3, 4)), rng.normal(size=4), rng.normal(size=4)
    dy = rng.normal(size=(3, 4))
    caches = [forward(x, g, b, 0.1)[1] for x in xs]
    for x, cache in zip(xs, caches, strict=True):
        dx, _, _ = parts(ln_bwd(dy, cache), ("dx", "dg", "db"))
        because = "another forward pass came in between: what is needed belongs in the cache"
        near(dx, slopes(layer_norm, dy, x, g, b, eps=0.1)[0], because)


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def rms(x, g, eps):
    """The answer's y and cache."""
    return parts(rms_fwd(x, g, eps), ("y", "cache"))


@pytest.mark.stage(2)
def test_rms_forward(rng):
    """agrees with plain arithmetic for many shapes and eps"""
    close(rms(np.array([1.0, 7.0]), np.ones(2), 11.0)[0], np.array([1.0, 7.0]) / 6, "√(25 + 11) = 6")
    for shape, eps in [((3,), 0.1), ((5, 1), 0.2), ((4, 2), 1e-5), ((2, 3, 4), 0.5), ((1, 40), 4.0)]:
        x, g = rng.normal(size=shape) * 3 + 1, rng.normal(size=shape[-1])
        because = f"x of shape {shape}, eps={eps:g}: no mean is taken off, eps stands inside the root"
        close(rms(x, g, eps)[0], by_row(rms_norm, x, g, eps), because)


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_rms_backward(rng):
    """agrees with the slopes that small steps measure, in x and g"""
    for shape, eps in [((3,), 0.1), ((5, 1), 0.3), ((4, 2), 1e-3), ((2, 3, 4), 0.5), ((2, 1, 2, 5), 3.0)]:
        x, g, dy = rng.normal(size=shape) * 2 + 1, rng.normal(size=shape[-1]), rng.normal(size=shape)
        got = parts(rms_bwd(dy, rms(x, g, eps)[1]), ("dx", "dg"))
        for name, one, expected in zip(("dx", "dg"), got, slopes(rms_norm, dy, x, g, eps=eps), strict=True):
            near(one, expected, f"{name}, with x of shape {shape}, eps={eps:g}")


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_rms_rows_of_zeros(rng):
    """gives zeros for a row of zeros, and the gradient dy × g / √eps"""
    g, dy = rng.normal(size=4), rng.normal(size=(2, 4))

    y, cache = rms(np.zeros((2, 4)), g, 0.25)
    dx, dg = parts(rms_bwd(dy, cache), ("dx", "dg"))

    close(y, np.zeros((2, 4)), "0 / √eps is 0")
    near(dx, dy * g * 2, "the mean square is 0 here, and its slope too")
    near(dg, np.zeros(4), "the normalised x is 0")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_rms_arguments_are_left_alone(rng):
    """leaves x, g and dy as they were, and gives the same gradients from a cache again"""
    x, g, dy = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=(3, 4))
    placed = [place(x), place(g), place(dy)]

    _, cache = rms(*placed[:2], 0.1)
    stays = place(cache)
    first, again = (parts(rms_bwd(placed[2], stays), ("dx", "dg")) for _ in range(2))

    for name, one, before in zip(("x", "g", "dy"), placed, (x, g, dy), strict=True):
        assert_close(fetch(one), before, rtol=0, because=f"`{name}` was changed in place")
    for name, one, other in zip(("dx", "dg"), again, first, strict=True):
        assert_close(one, other, rtol=0, because=f"{name}, from one cache for the second time: it was changed in place")
