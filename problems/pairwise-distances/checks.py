"""Properties of a distance first, then the direct form on small inputs, close points, and last memory and speed."""

import numpy as np
import pytest
from answer import nearest, pairwise
from starter import pairwise as loop

from prep.checking import assert_close, assert_dtype, assert_shape, fetch, keep, peak_memory, place, speedup

TIMES_FASTER = 60
MOST_MEBIBYTES = 200
MOST_MEBIBYTES_NEAREST = 24


def _distances(X, Y):
    """The direct form in float64, one dimension at a time."""
    squares = np.zeros((len(X), len(Y)))
    for x, y in zip(X.T.astype(np.float64), Y.T.astype(np.float64), strict=True):
        squares += np.subtract.outer(x, y) ** 2
    return np.sqrt(squares)


def _assert_right(got, X, Y, because):
    assert_close(got, _distances(X, Y), atol=_tolerance(X, Y), rtol=0, because=because)
    assert not (np.asarray(got) < 0).any(), f"expected no negative distance, got {np.min(got):.3g}: {because}"


def _tolerance(X, Y):
    norms = [np.sqrt((A.astype(np.float64) ** 2).sum(axis=1)).max() for A in (X, Y)]
    return 1e-6 * max(norms)


def test_small_case_by_hand():
    """gives 4, 0, 5 and 3 in a rectangle of sides 3 and 4"""
    X, Y = np.array([[0.0, 0.0], [3.0, 0.0]]), np.array([[0.0, 4.0], [0.0, 0.0], [3.0, 4.0]])

    _assert_right(pairwise(X, Y), X, Y, "the root of the sum of squared differences")


@pytest.mark.axis("shape")
def test_shapes(rng):
    """gives shape (N, M) for one row, one column, and more or fewer rows than dimensions"""
    for n, m, d in [(1, 1, 1), (1, 5, 3), (5, 1, 3), (4, 7, 1), (7, 4, 9), (6, 6, 6)]:
        X, Y = rng.normal(size=(n, d)), rng.normal(size=(m, d))
        got = pairwise(X, Y)
        assert_shape(got, (n, m), because=f"X has shape {X.shape}, Y has shape {Y.shape} (hint 2)")
        _assert_right(got, X, Y, f"for X of shape {X.shape}, Y of shape {Y.shape} (hint 2)")


@pytest.mark.catches("norm-axis-swapped")
def test_rows_belong_to_x(rng):
    """exchanges the rows of the result when the rows of X are exchanged, N = M"""
    X, Y = rng.normal(size=(6, 4)) * np.arange(1, 7)[:, None], rng.normal(size=(6, 4))
    at = np.roll(np.arange(6), 1)
    plain, moved = pairwise(X, Y), pairwise(X[at], Y)

    because = "row i of the result must depend on X[i] and on no other row: check the axes of the norms (hint 2)"
    assert_shape(plain, (6, 6), because=because)
    assert_close(moved, plain[at], atol=2 * _tolerance(X, Y), rtol=0, because=because)


@pytest.mark.catches("squared-not-rooted")
def test_scales_with_the_points(rng):
    """gives three times the distances for points three times as far out"""
    X, Y = rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
    plain, scaled = pairwise(X, Y), pairwise(3 * X, 3 * Y)

    assert_shape(plain, (5, 5))
    because = "a distance grows like the coordinates; nine times would be its square"
    assert_close(scaled, 3 * plain, atol=6 * _tolerance(X, Y), rtol=0, because=because)


@pytest.mark.catches("factor-two-missing")
def test_shift_changes_nothing(rng):
    """gives the same for a pair of points that is shifted as a whole"""
    for _ in range(4):
        x, y, shift = rng.normal(size=(3, 1, 5))
        plain, shifted = pairwise(x, y), pairwise(x + 4 * shift, y + 4 * shift)
        assert_shape(plain, (1, 1))
        because = "only the difference of two points counts: compare your expansion term by term (hint 2)"
        assert_close(shifted, plain, atol=2 * _tolerance(x + 4 * shift, y + 4 * shift), rtol=0, because=because)


@pytest.mark.axis("stability")
@pytest.mark.catches("cancellation-nan")
def test_equal_rows(rng):
    """gives zero, never NaN, for a point and itself"""
    for size in (1.0, 1e-3, 1e6):
        X = size * rng.uniform(-1, 1, size=(60, 24))
        because = f"equal rows, coordinates up to {size:g}: rounding leaves tiny negative squares (hint 3)"
        placed = place(X)
        _assert_zero_on_diagonal(pairwise(placed, placed), X, because)
        _assert_zero_on_diagonal(pairwise(X, X[::-1].copy())[:, ::-1], X, because)


def _assert_zero_on_diagonal(got, X, because):
    assert_shape(got, (len(X), len(X)), because=because)
    bad = int((~np.isfinite(got)).sum())
    assert bad == 0, f"expected finite distances, got {bad} that are not: {because}"
    assert_close(np.diagonal(got), np.zeros(len(X)), atol=_tolerance(X, X), rtol=0, because=because)


@pytest.mark.axis("stability")
def test_far_from_the_origin(rng):
    """stays right for points close together and 10,000 from the origin"""
    X, Y = 1e4 + rng.normal(size=(40, 8)), 1e4 + rng.normal(size=(30, 8))

    _assert_right(pairwise(X, Y), X, Y, "squares near 1e8 must keep the digits of a distance near 4 (hint 3)")


@pytest.mark.axis("stability")
@pytest.mark.catches("stays-float32")
def test_float32_points(rng):
    """gives float64 for float32 points, as accurate as for the same points in float64"""
    because = "coordinates near 10,000: in float32 their squares keep no digit of a distance near 4 (hint 3)"
    for x, y in [(np.float32, np.float32), (np.float32, np.float64), (np.float64, np.float32)]:
        X, Y = (1e4 + rng.normal(size=(40, 8))).astype(x), (1e4 + rng.normal(size=(30, 8))).astype(y)
        got, expected = pairwise(X, Y), pairwise(X.astype(np.float64), Y.astype(np.float64))
        assert_shape(got, (40, 30))
        assert_close(got, expected, atol=2 * _tolerance(X, Y), rtol=0, because=because)
        for result in (got, expected):
            assert_dtype(result, np.float64, because="the result is float64, for float32 input too")


@pytest.mark.axis("shape")
def test_memory_layouts(rng):
    """takes arrays in any layout, and one of each dtype"""
    X, Y = rng.normal(size=(12, 5)), rng.normal(size=(9, 5))
    for name, x, y in [
        ("Fortran order", np.asfortranarray(X), np.asfortranarray(Y)),
        ("every other row", X[::2], Y[::-2]),
        ("float32 and float64", X.astype(np.float32), Y),
    ]:
        _assert_right(pairwise(x, y), x, y, f"for {name}")


def test_many_dimensions(rng):
    """is right at N = M = 400, D = 1024"""
    X, Y = rng.normal(size=(400, 1024)), rng.normal(size=(400, 1024))

    got = pairwise(X, Y)

    assert_shape(got, (400, 400))
    _assert_right(got[::9], X[::9], Y, "right on small inputs only?")
    _assert_right(got[:, ::9], X, Y[::9], "right on small inputs only?")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-input")
def test_inputs_are_left_alone(rng):
    """leaves the caller's arrays as they were"""
    for dtype in (np.float64, np.float32):
        X, Y = rng.normal(size=(6, 3)).astype(dtype), rng.normal(size=(5, 3)).astype(dtype)
        x, y = place(X), place(Y)
        keep(pairwise, x, y)
        assert_close(fetch(x), X, rtol=0, because="X was changed in place: work on a copy")
        assert_close(fetch(y), Y, rtol=0, because="Y was changed in place: work on a copy")


@pytest.mark.axis("memory")
@pytest.mark.catches("nmd-temporary")
def test_peak_memory(rng):
    """adds at most 200 MiB to the peak memory at N = M = 400, D = 1024"""
    X, Y = rng.normal(size=(400, 1024)), rng.normal(size=(400, 1024))

    grown = peak_memory(pairwise, X, Y, warm=(X[:8], Y[:8]))

    because = "an array of shape (N, M, D) takes 1,250 MiB, the result just over 1 (hint 2)"
    assert grown <= MOST_MEBIBYTES, f"expected at most {MOST_MEBIBYTES} MiB, got {grown:,.0f} MiB: {because}"


@pytest.mark.axis("speed")
@pytest.mark.catches("one-loop")
def test_speed_of_a_long_x(rng):
    """is at least 60 times as fast as the given loop at N = 4000, M = 20, D = 8"""
    _assert_fast(rng, 4000, 20)


@pytest.mark.axis("speed")
@pytest.mark.catches("one-loop-over-y")
def test_speed_of_a_long_y(rng):
    """is at least 60 times as fast as the given loop at N = 20, M = 4000, D = 8"""
    _assert_fast(rng, 20, 4000)


def _assert_fast(rng, n, m):
    """A wrong answer fails before anything is timed; then rounds, until the ratio is clear."""

    def inputs():
        return rng.normal(size=(n, 8)), rng.normal(size=(m, 8))

    def agrees(result, arguments):
        _assert_right(result, *arguments, f"N={n}, M={m}: wrong, so its speed does not count")

    first = inputs()
    agrees(pairwise(*first), first)
    # Noise only lengthens a run, and each side counts at its best round. Far from the gate one round decides, near it
    # two, and two more where those fail.
    ratio = speedup(pairwise, loop, inputs, agrees, repeats=1)
    for _ in range(2):
        if ratio >= 2.5 * TIMES_FASTER or ratio < TIMES_FASTER / 20:
            break
        ratio = speedup(pairwise, loop, inputs, agrees, repeats=2)
        if ratio >= TIMES_FASTER:
            break
    because = "does a loop over rows, or an array larger than the result, remain? (hint 2)"
    assert ratio >= TIMES_FASTER, (
        f"expected {TIMES_FASTER} times the speed of the given loop, got {ratio:.3g} times: {because}"
    )


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def _whole(rng, n, d, most=1000):
    """Points of whole coordinates, as float64."""
    return rng.integers(-most, most + 1, size=(n, d)).astype(np.float64)


def _nearest_by_rule(X, Y, k):
    """Indices and distances from the direct form in whole numbers, ranked by it and then by index."""
    X, Y = X.astype(np.int64), Y.astype(np.int64)
    squares = [((x - Y) ** 2).sum(axis=1) for x in X]
    ranked = [np.lexsort((np.arange(len(Y)), row))[:k] for row in squares]
    return np.array(ranked), np.sqrt([row[at] for row, at in zip(squares, ranked, strict=True)])


def _assert_nearest(got, X, Y, k, because, rows=None):
    """Compare with the rule, for all rows of X or some of them."""
    pair = isinstance(got, tuple) and len(got) == 2
    assert pair, f"expected a tuple (indices, distances), got a {type(got).__name__}"
    indices, distances = got
    assert_shape(indices, (len(X), k), because=f"indices: {because}")
    assert_shape(distances, (len(X), k), because=f"distances: {because}")
    assert indices.dtype.kind in "iu", f"expected indices of an integer dtype, got {indices.dtype}"
    assert_dtype(distances, np.float64)
    rows = range(len(X)) if rows is None else rows
    right, far = _nearest_by_rule(X[rows], Y, k)
    assert_close(distances[rows], far, rtol=1e-9, atol=0, because=f"distances, nearest first: {because}")
    equal = "of equally near rows of Y the one with the smaller index comes first, and is in before the others"
    assert_close(
        indices[rows], right, rtol=0, because=f"the distances are right, the indices are not ({equal}): {because}"
    )


@pytest.mark.stage(2)
def test_nearest_by_hand():
    """gives the example of the stage"""
    X, Y = np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 2.0], [0.0, -2.0], [9.0, 9.0]])

    for k in (1, 2, 3, 4):
        _assert_nearest(nearest(X, Y, k), X, Y, k, f"k={k}: distances 5, 2, 2 and 12.7")


@pytest.mark.stage(2)
@pytest.mark.axis("shape")
def test_nearest_agrees(rng):
    """agrees with whole numbers, with few ties and many, for one point, one neighbour, and all of them"""
    for n, m, d, k, most in [
        (1, 1, 1, 1, 9),
        (5, 1, 3, 1, 9),
        (1, 40, 2, 40, 2),
        (30, 60, 2, 7, 3),
        (9, 300, 3, 25, 1),
    ]:
        X, Y = _whole(rng, n, d, most), _whole(rng, m, d, most)
        _assert_nearest(nearest(X, Y, k), X, Y, k, f"N={n}, M={m}, D={d}, k={k}, coordinates up to {most}")
    X = _whole(rng, 20, 4, 5)
    _assert_nearest(nearest(X, X, 3), X, X, 3, "X and Y are the same points")
    _assert_nearest(nearest(X[::2], np.asfortranarray(X), 3), X[::2], X, 3, "any memory layout")


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_nearest_far_out(rng):
    """ranks points right whose squared distances are large and differ by little"""
    X = np.full((3, 64), -1000.0) + rng.integers(0, 2, size=(3, 64))
    far = 1000.0 - rng.integers(0, 3, size=(60, 64)) * (np.arange(64) < 3)
    near = -1000.0 + rng.integers(0, 3, size=(60, 64)) * (np.arange(64) < 3)
    middle = np.trunc(rng.uniform(-20, 20, size=(60, 64)))

    for Y, where in [(far, "near 2.5e8"), (near, "near 40, and all norms near 8,000"), (middle, "near 6e7")]:
        _assert_nearest(nearest(X, Y, 20), X, Y, 20, f"squares {where}: whole numbers, exact in float64")


@pytest.mark.stage(2)
@pytest.mark.axis("memory")
def test_nearest_peak_memory(rng):
    """adds at most 24 MiB to the peak memory at (N, M) = (2500, 2500) and (60, 100000), and is right there"""
    for n, m, d in [(2500, 2500, 8), (60, 100_000, 4)]:
        X, Y = _whole(rng, n, d, 200), _whole(rng, m, d, 200)
        grown = peak_memory(nearest, X, Y, 10, warm=(X[:8], Y[:20], 10))
        because = (
            f"all distances at once take {n * m / 2**17:.0f} MiB: never hold more than a block of them, "
            "whatever N and M; and a slice keeps the whole array alive that it was cut from"
        )
        assert grown <= MOST_MEBIBYTES_NEAREST, (
            f"expected at most {MOST_MEBIBYTES_NEAREST} MiB at N={n}, M={m}, got {grown:,.0f} MiB: {because}"
        )
        some = [0, n // 2, n - 1]
        _assert_nearest(nearest(X, Y, 10), X, Y, 10, f"N={n}, M={m}: the last block may be short", rows=some)


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_nearest_leaves_its_inputs_alone(rng):
    """leaves the caller's arrays as they were"""
    X, Y = _whole(rng, 30, 3), _whole(rng, 20, 3)
    x, y = place(X), place(Y)

    keep(nearest, x, y, 5)

    assert_close(fetch(x), X, rtol=0, because="X was changed in place: work on a copy")
    assert_close(fetch(y), Y, rtol=0, because="Y was changed in place: work on a copy")
