"""Properties first, each for one trap of grouping, then exact sums group by group, and last memory and speed.

Where empty groups are not what is looked at, every group has a row; where order is not, ids are sorted; so each
check tells of one thing.
"""

import math

import numpy as np
import pytest
from answer import segment_mean, segment_softmax
from starter import segment_mean as loop

from prep.checking import assert_close, assert_dtype, assert_shape, fetch, keep, peak_memory, place, speedup

TIMES_FASTER = 10
TIMES_FASTER_SOFTMAX = 4
MOST_MEBIBYTES = 100


def by_groups(X, ids, K):
    """Every mean from an exact sum, and what its error may be."""
    means, most = np.zeros((K, X.shape[1])), np.zeros((K, X.shape[1]))
    for k in {int(k) for k in ids}:
        rows = X[ids == k].astype(np.float64)
        means[k] = [math.fsum(column) / len(rows) for column in rows.T.tolist()]
        most[k] = abs(rows).max()
    return means, 1e-9 * most


def right(got, X, ids, K, because):
    """Compare as the statement says."""
    means, error = by_groups(X, ids, K)
    assert_close(got, means, rtol=0, atol=error, because=because)


def every_group(rng, N, K):
    """Sorted ids in which each group occurs."""
    return np.sort(np.concatenate([np.arange(K), rng.integers(0, K, size=N - K)]))


def test_example_of_the_statement():
    """gives the numbers of the statement's example"""
    X, ids = np.array([[1.0, 10.0], [2.0, 20.0], [5.0, 30.0]]), np.array([2, 0, 2])

    got = segment_mean(X, ids, 4)

    assert_close(got, np.array([[2.0, 20], [0, 0], [3, 20], [0, 0]]), rtol=1e-9, because="rows 0 and 2 are group 2")


@pytest.mark.axis("shape")
def test_shapes(rng):
    """gives shape (K, D) for one row, one column, one group, and more groups than rows or fewer"""
    for N, D, K in [(1, 1, 1), (5, 1, 1), (5, 3, 5), (5, 5, 2), (7, 4, 3), (3, 2, 3)]:
        X, ids = rng.normal(size=(N, D)), every_group(rng, N, K)
        got = segment_mean(X, ids, K)
        assert_shape(got, (K, D), because=f"X has shape {X.shape}, K={K}")
        right(got, X, ids, K, f"X has shape {X.shape}, K={K}, ids {ids.tolist()}")


@pytest.mark.axis("shape")
def test_no_rows():
    """gives zeros of shape (K, D) where there are no rows"""
    for D, K in [(1, 1), (3, 4)]:
        got = segment_mean(np.zeros((0, D)), np.zeros(0, dtype=np.int64), K)
        assert_close(got, np.zeros((K, D)), rtol=0, because=f"N=0, K={K}: all groups are empty (hint 3)")


@pytest.mark.catches("repeats-dropped")
def test_all_rows_count(rng):
    """counts each row of a group, also where an id repeats"""
    for N, K in [(2, 1), (12, 3), (60, 4)]:
        X, ids = rng.normal(size=(N, 2)), every_group(rng, N, K)
        because = f"ids {ids.tolist()[:12]}: `a[ids] += b` keeps one addition for each id, not all (hint 1)"
        right(segment_mean(X, ids, K), X, ids, K, because)


@pytest.mark.catches("reduceat-unsorted", "repeats-dropped")
def test_ids_in_any_order(rng):
    """takes ids in any order"""
    for N, K in [(4, 2), (20, 5), (80, 6)]:
        X, ids = rng.normal(size=(N, 3)), rng.permutation(every_group(rng, N, K))
        ids[:3], ids[-1] = [1, 0, 1], 0
        ids[3 : K + 1] = np.arange(2, K)
        because = f"ids {ids.tolist()[:12]}: a group need not lie in one piece (hint 2)"
        right(segment_mean(X, ids, K), X, ids, K, because)


@pytest.mark.catches("reduceat-unsorted", "repeats-dropped")
def test_shuffled_rows(rng):
    """gives the same when the rows are shuffled together with their ids"""
    X, ids = rng.normal(size=(40, 3)), every_group(rng, 40, 5)
    before = segment_mean(X, ids, 5)
    assert_shape(before, (5, 3))
    for _ in range(4):
        at = rng.permutation(40)
        got = segment_mean(X[at], ids[at], 5)
        assert_close(got, before, rtol=0, atol=1e-8, because="rows and ids were shuffled alike (hint 2)")


@pytest.mark.catches("empty-group-nan")
def test_empty_groups_are_finite(rng):
    """gives no NaN where a group has no rows"""
    X, ids = rng.normal(size=(6, 2)), np.array([1, 1, 2, 5, 5, 7])

    got = segment_mean(X, ids, 8)

    assert_shape(got, (8, 2))
    bad = [int(k) for k in np.flatnonzero(~np.isfinite(got).all(axis=1))]
    assert not bad, f"expected finite numbers, got NaN or inf in groups {bad}: they are empty, 0 / 0 (hint 3)"


@pytest.mark.catches("reduceat-empty-group", "empty-group-nan")
def test_empty_groups_are_zeros(rng):
    """gives zeros to groups without rows, at the start and in the middle, and leaves the others right"""
    X, ids = 5 + rng.normal(size=(6, 2)), np.array([1, 1, 2, 5, 5, 7])

    because = "groups 0, 3, 4 and 6 are empty: they are zeros, and borrow nothing from a neighbour (hint 3)"
    right(segment_mean(X, ids, 8), X, ids, 8, because)


@pytest.mark.axis("shape")
@pytest.mark.catches("trailing-groups-lost")
def test_groups_past_the_largest_id(rng):
    """gives K rows, however small the largest id is"""
    X = 5 + rng.normal(size=(5, 2))
    for ids, K in [([0, 0, 1, 1, 2], 6), ([0, 0, 0, 0, 0], 3)]:
        because = f"the largest id is {max(ids)}, K={K}: the last groups are empty, and in the result (hint 3)"
        assert_shape(segment_mean(X, np.array(ids), K), (K, 2), because=because)


@pytest.mark.catches("reduceat-empty-group", "empty-group-nan", "trailing-groups-lost")
def test_last_groups_are_zeros(rng):
    """gives zeros to the groups past the largest id"""
    X, ids = 5 + rng.normal(size=(5, 2)), np.array([0, 0, 1, 1, 2])

    right(segment_mean(X, ids, 6), X, ids, 6, "groups 3, 4 and 5 are empty, at the end (hint 3)")


def test_exact_sums_agree(rng):
    """agrees with exact sums group by group, for both kinds of ids and any memory layout"""
    for N, D, K, kind in [(30, 3, 7, np.int64), (100, 1, 60, np.int32), (50, 8, 2, np.int32), (9, 30, 40, np.int64)]:
        X, ids = rng.normal(size=(2 * N, D)) * 10.0 ** rng.integers(-3, 4), rng.integers(0, K, size=2 * N, dtype=kind)
        for x, i in [(X, ids), (np.asfortranarray(X), ids), (X[::2], ids[::2]), (X[::-1], ids[::-1])]:
            because = f"N={len(x)}, D={D}, K={K}, ids {np.dtype(kind)}"
            right(segment_mean(x, i, K), x, i, K, because)


@pytest.mark.axis("stability")
@pytest.mark.catches("cumsum-difference")
def test_other_groups_do_no_harm(rng):
    """keeps tiny numbers right beside groups of huge ones"""
    X, ids = rng.normal(size=(60, 3)), every_group(rng, 60, 6)
    for big in (0, 3):
        wide = np.where((ids == big)[:, None], 1e12 * X, 1e-3 * X)
        because = f"group {big} holds numbers near 1e12, the others near 1e-3: sum each group by itself (hint 2)"
        right(segment_mean(wide, ids, 6), wide, ids, 6, because)


@pytest.mark.axis("stability")
@pytest.mark.catches("stays-float32")
def test_float32_rows(rng):
    """gives float64 for float32 rows, as accurate as for the same rows in float64"""
    X, ids = (1e4 + rng.normal(size=(400, 3))).astype(np.float32), every_group(rng, 400, 4)

    got = segment_mean(X, ids, 4)

    right(got, X, ids, 4, "100 float32 numbers near 10,000 a group: add them up in float64 (hint 3)")
    assert_dtype(got, np.float64, because="the result is float64, for float32 input too")


@pytest.mark.axis("side_effects")
def test_inputs_are_left_alone(rng):
    """leaves the caller's rows and ids as they were"""
    for dtype in (np.float64, np.float32):
        X, ids = rng.normal(size=(9, 2)).astype(dtype), rng.integers(0, 3, size=9)
        x, i = place(X), place(ids)
        keep(segment_mean, x, i, 3)
        assert_close(fetch(x), X, rtol=0, because="X was changed in place: work on a new array")
        assert_close(fetch(i), ids, rtol=0, because="ids was changed in place: work on a new array")


@pytest.mark.axis("memory")
@pytest.mark.catches("one-hot-matrix")
def test_peak_memory(rng):
    """adds at most 100 MiB to the peak memory at N = 20000, D = 16, K = 2000"""
    X, ids = rng.normal(size=(20_000, 16)), rng.integers(0, 2000, size=20_000)

    grown = peak_memory(segment_mean, X, ids, 2000, warm=(X[:8], ids[:8] % 3, 3))

    because = "a matrix of shape (K, N) takes 305 MiB in float64, and nearly all of it is zero (hint 2)"
    assert grown <= MOST_MEBIBYTES, f"expected at most {MOST_MEBIBYTES} MiB, got {grown:,.0f} MiB: {because}"


@pytest.mark.axis("speed")
@pytest.mark.catches("loop-over-groups", "one-hot-matrix")
def test_speed_of_many_groups(rng):
    """is at least 10 times as fast as the given loops at N = 5000, D = 16, K = 2500"""

    def inputs():
        return rng.normal(size=(5000, 16)), rng.permutation(every_group(rng, 5000, 2500)), 2500

    assert_fast(segment_mean, inputs, means_agree, TIMES_FASTER)


@pytest.mark.axis("speed")
@pytest.mark.catches("column-loop")
def test_speed_of_many_columns(rng):
    """is at least 10 times as fast as the given loops at N = 8, D = 8000, K = 3"""

    def inputs():
        return rng.normal(size=(8, 8000)), every_group(rng, 8, 3), 3

    assert_fast(segment_mean, inputs, means_agree, TIMES_FASTER)


def means_agree(result, arguments):
    """The right shape, and all the columns of some groups."""
    X, ids, K = arguments
    assert_shape(result, (K, X.shape[1]))
    for k in range(0, K, max(1, K // 40)):
        rows = X[ids == k]
        because = f"N={len(X)}, K={K}: group {k} does not hold the mean of its rows"
        assert_close(result[k], rows.sum(axis=0) / max(1, len(rows)), rtol=0, atol=1e-8, because=because)


def assert_fast(entry, inputs, agrees, times):
    """A wrong answer fails before anything is timed; then rounds, until the ratio is clear."""
    first = inputs()
    agrees(entry(*first), first)
    # Noise only lengthens a run, and each side counts at its best round. Far from the gate two rounds decide, near it
    # three, and three more where those fail.
    ratio = speedup(entry, loop, inputs, agrees, repeats=2)
    for _ in range(2):
        if ratio >= 2.5 * times or ratio < times / 20:
            break
        ratio = speedup(entry, loop, inputs, agrees, repeats=3)
        if ratio >= times:
            break
    because = "does a Python loop over rows, groups or columns remain? (hint 1)"
    assert ratio >= times, f"expected {times} times the speed of the given loops, got {ratio:.3g} times: {because}"


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def softmax_by_groups(X, ids):
    """The definition, number by number."""
    out = np.zeros(X.shape)
    for i, d in np.ndindex(X.shape):
        group = [float(x) for x in X[ids == ids[i], d]]
        out[i, d] = math.exp(float(X[i, d]) - max(group)) / math.fsum(math.exp(x - max(group)) for x in group)
    return out


@pytest.mark.stage(2)
def test_weights_sum_to_one_in_each_group(rng):
    """gives positive weights that sum to one in each group and column"""
    X, ids = rng.normal(size=(30, 4)), rng.integers(0, 9, size=30)

    got = segment_softmax(X, ids, 12)

    assert_shape(got, (30, 4))
    assert (got > 0).all(), f"expected positive weights, got {got.min():.3g}: no score is masked"
    for k in {int(k) for k in ids}:
        assert_close(got[ids == k].sum(axis=0), np.ones(4), rtol=0, atol=1e-9, because=f"the weights of group {k}")


@pytest.mark.stage(2)
def test_softmax_agrees_number_by_number(rng):
    """agrees with the definition number by number, for no rows, one row and many"""
    for N, D, K, dtype in [
        (0, 3, 2, np.float64),
        (1, 1, 3, np.float64),
        (25, 3, 6, np.float64),
        (25, 2, 40, np.float32),
    ]:
        X, ids = (2 * rng.normal(size=(N, D))).astype(dtype), rng.integers(0, K, size=N)
        x, i = place(X), place(ids)
        got = segment_softmax(x, i, K)
        because = f"N={N}, D={D}, K={K}, {np.dtype(dtype)}"
        assert_close(got, softmax_by_groups(X, ids), rtol=0, atol=1e-9, because=because)
        assert_dtype(got, np.float64, because="the result is float64, for float32 input too")
        assert_close(fetch(x), X, rtol=0, because="X was changed in place: work on a new array")
        assert_close(fetch(i), ids, rtol=0, because="ids was changed in place: work on a new array")


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_softmax_of_groups_far_apart(rng):
    """treats each group and column by itself when their scores lie a million apart"""
    X, ids = rng.normal(size=(24, 3)), rng.permutation(every_group(rng, 24, 4))
    shift = 1e6 * np.array([[-1.0, 0, 1], [1, -1, 0], [0, 1, 1], [-1, -1, -1]])
    moved = X + shift[ids]

    got = segment_softmax(moved, ids, 4)

    because = "each group needs a maximum of its own, in each column"
    assert_close(got, softmax_by_groups(moved, ids), rtol=0, atol=1e-9, because=because)


@pytest.mark.stage(2)
@pytest.mark.axis("speed")
def test_softmax_speed_of_many_groups(rng):
    """is at least 4 times as fast as the given loops of segment_mean at N = 5000, D = 16, K = 2500"""

    def inputs():
        return rng.normal(size=(5000, 16)), rng.permutation(every_group(rng, 5000, 2500)), 2500

    assert_fast(segment_softmax, inputs, weights_agree, TIMES_FASTER_SOFTMAX)


@pytest.mark.stage(2)
@pytest.mark.axis("speed")
def test_softmax_speed_of_many_columns(rng):
    """is at least 4 times as fast as the given loops of segment_mean at N = 8, D = 8000, K = 3"""

    def inputs():
        return rng.normal(size=(8, 8000)), every_group(rng, 8, 3), 3

    assert_fast(segment_softmax, inputs, weights_agree, TIMES_FASTER_SOFTMAX)


def weights_agree(result, arguments):
    """The right shape, and all the columns of some groups."""
    X, ids, K = arguments
    assert_shape(result, X.shape)
    for k in range(0, K, max(1, K // 40)):
        powers = np.exp(X[ids == k])
        because = f"N={len(X)}, K={K}: group {k} does not hold the softmax of its rows"
        assert_close(result[ids == k], powers / powers.sum(axis=0), rtol=0, atol=1e-9, because=because)
