"""Single taps and box sums first, each for one convention, then sums window by window, and last memory and speed.

Filters are the same turned around and square except where that is looked at; stride is 1 and padding 0 except where
they are: so each check tells of one thing.
"""

import numpy as np
import pytest
from answer import conv2d, conv2d_grad
from starter import conv2d as loop

from prep.checking import assert_close, assert_dtype, assert_shape, fetch, keep, peak_memory, place, speedup

TIMES_FASTER = 12
MOST_MEBIBYTES = 64


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=1e-8, atol=1e-8, because=because)


def by_windows(x, w, stride=1, padding=0):
    """The definition, one window after the other."""
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    padded = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    padded[:, :, padding : padding + H, padding : padding + W] = x
    tops, lefts = range(0, padded.shape[2] - KH + 1, stride), range(0, padded.shape[3] - KW + 1, stride)
    out = np.zeros((N, F, len(tops), len(lefts)))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            window = padded[:, :, top : top + KH, left : left + KW]
            out[:, :, i, j] = window.reshape(N, -1) @ w.reshape(F, -1).T
    return out


def boxes(F, C, KH, KW):
    """Filters that sum their window, each times a number of its own: turning them around changes nothing."""
    return np.broadcast_to(np.arange(1.0, F + 1)[:, None, None, None], (F, C, KH, KW)).copy()


def test_example_of_the_statement():
    """gives the numbers of the statement's examples"""
    x, w = np.arange(9.0).reshape(1, 1, 3, 3), np.array([[[[1.0, 0.0], [0.0, -2.0]]]])

    close(conv2d(x, w), np.array([[[[-8.0, -9.0], [-11.0, -12.0]]]]), "the first is 0 × 1 + 4 × -2")
    because = "stride 2, padding 1: windows at 0 and 2 of a 5 × 5 image"
    close(conv2d(x, w, stride=2, padding=1), np.array([[[[0.0, -4.0], [-12.0, -12.0]]]]), because)


@pytest.mark.catches("flipped-kernel")
def test_single_tap(rng):
    """gives the image, shifted, for a filter with a single 1 in it"""
    x = rng.normal(size=(1, 1, 6, 6))
    for a, b in [(0, 0), (0, 2), (2, 1), (1, 1)]:
        w = np.zeros((1, 1, 3, 3))
        w[0, 0, a, b] = 1.0
        because = f"the 1 stands at [{a}, {b}]: out[i, j] is x[i + {a}, j + {b}], the filter is not turned around"
        close(conv2d(x, w), x[:, :, a : a + 4, b : b + 4], because)


@pytest.mark.axis("shape")
@pytest.mark.catches("square-kernel-assumed")
def test_filters_that_are_not_square(rng):
    """takes filters and images that are not square"""
    for H, W, KH, KW in [(5, 7, 2, 3), (7, 5, 3, 1), (4, 9, 4, 2), (6, 6, 1, 6), (3, 8, 1, 1)]:
        x, w = rng.normal(size=(1, 1, H, W)), boxes(1, 1, KH, KW)
        because = f"images of {H} × {W}, filters of {KH} × {KW}: height and width each have their own size (hint 2)"
        close(conv2d(x, w), by_windows(x, w), because)


@pytest.mark.catches("stride-slice-too-short")
def test_strides(rng):
    """places windows every stride rows and columns, as many as fit"""
    for H, W, stride in [(7, 7, 2), (8, 9, 2), (9, 10, 3), (5, 5, 2), (6, 6, 4), (3, 4, 5)]:
        x, w = rng.normal(size=(1, 1, H, W)), boxes(1, 1, 3, 3)
        because = f"stride {stride} on {H} × {W}: positions 0, {stride}, ... as long as a window fits (hint 2)"
        close(conv2d(x, w, stride), by_windows(x, w, stride), because)


@pytest.mark.catches("pads-one-side")
def test_padding(rng):
    """surrounds the images with zeros on all four sides"""
    for H, W, K, padding in [(4, 4, 3, 1), (3, 5, 3, 2), (2, 2, 3, 1), (1, 1, 5, 2), (4, 6, 1, 1)]:
        x, w = 5 + rng.normal(size=(1, 1, H, W)), boxes(1, 1, K, K)
        because = f"padding {padding} on {H} × {W}: {padding} rows and columns of zeros on each side (hint 2)"
        close(conv2d(x, w, 1, padding), by_windows(x, w, 1, padding), because)


@pytest.mark.catches("channels-mixed-with-positions")
def test_filters_stand_by_themselves(rng):
    """gives each filter what it would give if it were the only one"""
    for N, C, F in [(1, 1, 4), (2, 3, 5), (3, 1, 2)]:
        x, w = rng.normal(size=(N, C, 6, 5)), rng.normal(size=(F, C, 3, 3))
        together = conv2d(x, w)
        assert_shape(together, (N, F, 4, 3), because="the axes are N, F, OH, OW")
        for f in range(F):
            because = f"filter {f} of {F}: to bring F to axis 1, transpose; a reshape mixes it with positions (hint 3)"
            close(together[:, f : f + 1], conv2d(x, w[f : f + 1]), because)


def test_images_stand_by_themselves(rng):
    """gives each image what it would give if it were the only one"""
    x, w = rng.normal(size=(4, 2, 6, 5)), rng.normal(size=(3, 2, 3, 3))
    together = conv2d(x, w)
    assert_shape(together, (4, 3, 4, 3), because="the axes are N, F, OH, OW")
    for n in range(4):
        close(together[n : n + 1], conv2d(x[n : n + 1], w), f"image {n} of 4 has taken something from another (hint 3)")


def test_channels_are_summed(rng):
    """gives the sum of what the channels give alone"""
    x, w = rng.normal(size=(2, 5, 6, 6)), rng.normal(size=(3, 5, 3, 3))
    alone = [conv2d(x[:, c : c + 1], w[:, c : c + 1]) for c in range(5)]

    for each in alone:
        assert_shape(each, (2, 3, 4, 4))
    close(conv2d(x, w), sum(alone), "channel c of the image meets channel c of the filter, and all are added")


@pytest.mark.axis("shape")
@pytest.mark.catches("strides-of-a-contiguous-array")
def test_memory_layouts(rng):
    """gives the same for arrays in any memory layout"""
    x, w = rng.normal(size=(2, 3, 8, 7)), rng.normal(size=(4, 3, 3, 3))
    wide = np.repeat(np.repeat(x, 2, axis=3), 2, axis=1)
    for name, image, filters in [
        ("channels last in memory", np.array(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2), w),
        ("Fortran order", np.asfortranarray(x), np.asfortranarray(w)),
        ("every other column and channel of a larger array", wide[:, ::2, :, ::2], w),
        ("negative strides", np.array(x[:, :, ::-1, ::-1])[:, :, ::-1, ::-1], w[::-1].copy()[::-1]),
    ]:
        expected = conv2d(x, w)
        assert_shape(expected, (2, 4, 6, 5))
        because = f"{name}: strides must come from `x.strides`, not from the shape (hint 3)"
        close(conv2d(image, filters), expected, because)


def test_windows_agree(rng):
    """agrees with the definition window by window, for all kinds of sizes"""
    for _ in range(25):
        N, C, F, KH, KW, stride, padding = (int(n) for n in rng.integers(1, [4, 4, 5, 5, 5, 4, 4]))
        H, W = (int(rng.integers(max(1, k - 2 * (padding - 1)), 11)) for k in (KH, KW))
        x, w = rng.normal(size=(N, C, H, W)), rng.normal(size=(F, C, KH, KW))
        because = f"x of shape {x.shape}, w of shape {w.shape}, stride {stride}, padding {padding - 1}"
        got = conv2d(x, w, stride, padding - 1)
        close(got, by_windows(x, w, stride, padding - 1), because)
        assert_dtype(got, np.float64)


@pytest.mark.axis("stability")
def test_large_numbers(rng):
    """is right for numbers of 100, beside images of tiny ones"""
    x, w = 100 * rng.uniform(-1, 1, size=(2, 4, 12, 12)), 100 * rng.uniform(-1, 1, size=(3, 4, 5, 5))
    x[1] *= 1e-3

    close(conv2d(x, w, 1, 2), by_windows(x, w, 1, 2), "numbers up to 100, sums up to 1e6")


@pytest.mark.axis("side_effects")
def test_inputs_are_left_alone(rng):
    """leaves images and filters as they were"""
    for padding in (0, 1):
        x, w = rng.normal(size=(2, 2, 5, 5)), rng.normal(size=(3, 2, 3, 3))
        image, filters = place(x), place(w)
        keep(conv2d, image, filters, 1, padding)
        assert_close(fetch(image), x, rtol=0, because="`x` was changed in place: work on a new array")
        assert_close(fetch(filters), w, rtol=0, because="`w` was changed in place: work on a new array")


@pytest.mark.axis("memory")
@pytest.mark.catches("huge-patch-copy")
def test_peak_memory(rng):
    """adds at most 64 MiB to the peak memory for 16 channels of 128 × 128 and filters of 9 × 9"""
    x, w = rng.normal(size=(1, 16, 128, 128)), rng.normal(size=(8, 16, 9, 9))

    grown = peak_memory(conv2d, x, w, warm=(x[:, :2, :6, :6], w[:2, :2, :3, :3]))

    because = (
        "all windows side by side take 142 MiB: a reshape of overlapping windows copies them, and so does tensordot; "
        "go over the places in the filter instead (hint 2)"
    )
    assert grown <= MOST_MEBIBYTES, f"expected at most {MOST_MEBIBYTES} MiB, got {grown:,.0f} MiB: {because}"


@pytest.mark.axis("speed")
@pytest.mark.catches("spatial-loops")
def test_speed_of_a_large_image(rng):
    """is at least 12 times as fast as the given loops for one image of 50 × 50 and 2 filters"""
    assert_fast(rng, (1, 1, 50, 50), 2)


@pytest.mark.axis("speed")
@pytest.mark.catches("loop-over-images")
def test_speed_of_many_images(rng):
    """is at least 12 times as fast as the given loops for 250 images of 5 × 5 and 1 filter"""
    assert_fast(rng, (250, 1, 5, 5), 1)


@pytest.mark.axis("speed")
@pytest.mark.catches("loop-over-filters")
def test_speed_of_many_filters(rng):
    """is at least 12 times as fast as the given loops for one image of 3 × 4 and 1500 filters"""
    assert_fast(rng, (1, 1, 3, 4), 1500)


def assert_fast(rng, shape, F):
    """A wrong answer fails before anything is timed; then rounds, until the ratio is clear."""

    def inputs():
        return rng.normal(size=shape), rng.normal(size=(F, shape[1], 3, 3))

    def agrees(result, arguments):
        close(result, by_windows(*arguments), f"x of shape {shape}, F={F}: wrong, so its speed does not count")

    first = inputs()
    agrees(conv2d(*first), first)
    # Noise only lengthens a run, and each side counts at its best round. Far from the gate two rounds decide, near it
    # three, and three more where those fail.
    ratio = speedup(conv2d, loop, inputs, agrees, repeats=2)
    for _ in range(2):
        if ratio >= 2.5 * TIMES_FASTER or ratio < TIMES_FASTER / 20:
            break
        ratio = speedup(conv2d, loop, inputs, agrees, repeats=3)
        if ratio >= TIMES_FASTER:
            break
    because = "does Python still go over positions, images or filters? (hint 1)"
    assert ratio >= TIMES_FASTER, (
        f"expected {TIMES_FASTER} times the speed of the given loops, got {ratio:.3g} times: {because}"
    )


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def sizes(rng):
    """Images, filters, a gradient of the right shape, stride and padding, in all kinds of sizes."""
    for N, C, H, W, F, KH, KW, stride, padding in [
        (1, 1, 3, 3, 1, 2, 2, 1, 0),
        (2, 3, 6, 5, 4, 3, 2, 1, 1),
        (2, 2, 8, 7, 3, 3, 3, 2, 1),
        (1, 2, 9, 9, 2, 2, 3, 3, 0),
        (3, 1, 5, 6, 2, 1, 4, 2, 2),
    ]:
        x, w = rng.normal(size=(N, C, H, W)), rng.normal(size=(F, C, KH, KW))
        yield x, w, rng.normal(size=by_windows(x, w, stride, padding).shape), stride, padding


def gradients(x, w, dy, stride, padding):
    """The answer's two gradients, once they have the right shapes."""
    got = conv2d_grad(x, w, dy, stride, padding)
    pair = isinstance(got, tuple) and len(got) == 2
    assert pair, f"expected a tuple (dx, dw), got a {type(got).__name__}"
    assert_shape(got[0], x.shape, because="dx has the shape of x")
    assert_shape(got[1], w.shape, because="dw has the shape of w")
    return got


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_dx_by_each_number(rng):
    """gives for x what changing each number of x does to the sum of dy × result"""
    for x, w, dy, stride, padding in sizes(rng):
        dx, _ = gradients(x, w, dy, stride, padding)
        expected = np.zeros(x.shape)
        for at in np.ndindex(x.shape):
            one = np.zeros(x.shape)
            one[at] = 1.0
            expected[at] = (dy * by_windows(one, w, stride, padding)).sum()  # linear in x: no difference quotient
        close(dx, expected, f"dx: x of shape {x.shape}, w of shape {w.shape}, stride {stride}, padding {padding}")


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_dw_by_each_number(rng):
    """gives for w what changing each number of w does to the sum of dy × result"""
    for x, w, dy, stride, padding in sizes(rng):
        _, dw = gradients(x, w, dy, stride, padding)
        expected = np.zeros(w.shape)
        for at in np.ndindex(w.shape):
            one = np.zeros(w.shape)
            one[at] = 1.0
            expected[at] = (dy * by_windows(x, one, stride, padding)).sum()
        close(dw, expected, f"dw: x of shape {x.shape}, w of shape {w.shape}, stride {stride}, padding {padding}")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_gradients_leave_their_inputs_alone(rng):
    """leaves images, filters and gradient as they were"""
    x, w, dy, _, _ = next(sizes(rng))
    placed = [place(each) for each in (x, w, dy)]

    keep(conv2d_grad, *placed, 1, 0)

    for name, thing, before in zip(("x", "w", "dy"), placed, (x, w, dy), strict=True):
        assert_close(fetch(thing), before, rtol=0, because=f"`{name}` was changed in place: work on a new array")


@pytest.mark.stage(2)
@pytest.mark.axis("speed")
def test_gradients_of_a_real_layer(rng):
    """takes at most six seconds for 8 images of 16 × 40 × 40 and 16 filters, and is right there"""
    x, w = rng.normal(size=(8, 16, 40, 40)), rng.normal(size=(16, 16, 3, 3))
    dy = rng.normal(size=(8, 16, 40, 40))

    dx, dw = gradients(x, w, dy, 1, 1)

    u, v = rng.normal(size=x.shape), rng.normal(size=w.shape)
    because = "how the sum of dy × result changes along a random direction"
    for got, expected in [
        ((dx * u).sum(), (dy * by_windows(u, w, 1, 1)).sum()),
        ((dw * v).sum(), (dy * by_windows(x, v, 1, 1)).sum()),
    ]:
        assert_close(got, expected, rtol=1e-8, atol=1e-5, because=because)
