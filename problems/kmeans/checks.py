"""Rounds first: one check for each convention, then random data against plain Python; then the seeds, of which some
things are certain, and shares of many draws, compared within six standard errors.

Rows are distinct, no centre goes without rows, few rounds are needed and data lies near the origin, except where
these are looked at: so each of the checks that catch a mistake tells of one thing.
"""

import math
from itertools import permutations

import numpy as np
import pytest
from answer import absorb, kmeans, plus_plus

from prep.checking import assert_close, assert_shape, fetch, peak_memory, place, summary

MOST_MEBIBYTES = 120
DRAWS = 600


def pair(got, names):
    """What the answer returned, if it is two things."""
    two = isinstance(got, tuple | list) and len(got) == 2
    assert two, f"expected a tuple {names}, got {type(got).__name__}: return both"
    return got


def run(X, centres, iters):
    """The answer's centres and labels."""
    got, labels = pair(kmeans(X, centres, iters), "(centres, labels)")
    assert_shape(got, np.shape(centres), because="the centres that are returned are as many as came in")
    assert_shape(labels, np.shape(X)[:1], because="one label for each row")
    assert labels.dtype.kind in "iu", f"expected labels that are integers, got dtype {labels.dtype}: return indices"
    return got, labels


def near(got, expected, size, because):
    """Compare centres as the statement says."""
    assert_close(got, expected, rtol=0, atol=1e-10 * float(np.abs(size).max()), because=because)


def same(got, expected, because):
    """Compare labels."""
    assert_close(got, np.array(expected, dtype=np.int64), rtol=0, because=because)


def squares(row, centre):
    """The squared distance of two lists of numbers."""
    return math.fsum((a - b) ** 2 for a, b in zip(row, centre, strict=True))


def closest(row, centres):
    """The index of the nearest centre, the lowest of several."""
    return min(range(len(centres)), key=lambda k: (squares(row, centres[k]), k))


def plain(X, centres, iters):
    """`kmeans` in plain Python."""
    rows, centres = X.tolist(), centres.tolist()
    for _ in range(iters):
        labels = [closest(row, centres) for row in rows]
        for k in range(len(centres)):
            own = [row for row, label in zip(rows, labels, strict=True) if label == k]
            centres[k] = [math.fsum(column) / len(own) for column in zip(*own, strict=True)] or centres[k]
        if labels == [closest(row, centres) for row in rows]:
            break
    return np.array(centres), [closest(row, centres) for row in rows]


def scattered(rng, N, D, K):
    """Random rows, and K of them as a start."""
    X = rng.normal(size=(N, D)) * 3
    return X, X[rng.choice(N, size=K, replace=False)]


def test_example():
    """gives the centres and labels of the example, after one round and when settled"""
    X, start = np.array([[0.0], [1.0], [2.0], [3.0], [11.0]]), np.array([[0.0], [1.0]])
    for iters, centres, labels in [(1, [0.0, 4.25], [0, 0, 0, 1, 1]), (9, [1.5, 11.0], [0, 0, 0, 0, 1])]:
        got, seen = run(X, start, iters)
        near(got, np.array(centres)[:, None], X, f"iters={iters}: assign, then move to the mean (hint 2)")
        same(seen, labels, f"iters={iters}: the nearest of the centres that are returned (hint 1)")


def test_one_centre(rng):
    """moves a single centre to the mean of all rows"""
    for N, D in [(1, 1), (7, 3)]:
        X = rng.normal(size=(N, D)) + 5
        for iters in (1, 2, 50):
            got, labels = run(X, np.zeros((1, D)), iters)
            because = f"K=1, iters={iters}: every label is 0, but the centre is not yet where it belongs (hint 2)"
            near(got, X.mean(axis=0, keepdims=True), X, because)
            same(labels, [0] * N, "there is only one centre")


def test_no_round(rng):
    """with no rounds gives the start back, and labels that belong to it"""
    X, start = scattered(rng, 9, 2, 3)

    got, labels = run(X, start, 0)

    near(got, start, X, "iters=0: nothing was to move")
    same(labels, plain(X, start, 0)[1], "iters=0: the nearest centre of each row")


def test_tied_centres(rng):
    """gives a row between equally near centres to the one with the lowest index"""
    for _ in range(10):
        X, start = (rng.integers(-3, 4, size=(n, 2)).astype(float) for n in (8, 3))
        X, start = np.concatenate([X, -X]), rng.permutation(np.concatenate([start, -start]))
        _, labels = run(X, start, 0)
        same(labels, plain(X, start, 0)[1], "whole numbers, iters=0: of equally near centres the lowest index")


@pytest.mark.catches("labels-one-behind")
def test_labels_belong_to_the_centres(rng):
    """labels each row with the nearest of the centres it returns, however many rounds there were"""
    X = np.array([[0.0], [1.0], [2.0], [3.0], [11.0]])
    for rows, start in [(X, X[:2]), *(scattered(rng, 30, 2, 4) for _ in range(4))]:
        for iters in (1, 2, 3, 60):
            centres, labels = run(rows, start, iters)
            wrong = [
                i
                for i, row in enumerate(rows.tolist())
                if not 0 <= labels[i] < len(centres)
                or squares(row, centres[labels[i]]) > (1 + 1e-9) * min(squares(row, centre) for centre in centres)
            ]
            assert not wrong, (
                f"expected every label to be that of the nearest centre returned, got {len(wrong)} of {len(rows)} that "
                f"are not, after iters={iters}: are they from before the last move? (hint 1)"
            )


@pytest.mark.catches("empty-cluster-nan")
def test_centre_without_rows():
    """leaves a centre that gets no rows where it is, and moves the others"""
    X = np.array([[0.0, 0.0], [2.0, 0.0], [10.0, 0.0], [10.0, 2.0]])
    for at, far in [(0, 1000.0), (2, -40.0)]:
        start = np.insert(np.array([[1.0, 1.0], [9.0, 0.0]]), at, far, axis=0)
        got, labels = run(X, start, 20)
        because = f"centre {at} is far from all rows: the mean of no rows is NaN, so leave it (hint 2)"
        near(got, np.insert(np.array([[1.0, 0.0], [10.0, 1.0]]), at, far, axis=0), X, because)
        first, second = [k for k in range(3) if k != at]
        same(labels, [first, first, second, second], because)


@pytest.mark.catches("never-stops")
def test_a_billion_rounds(rng):
    """returns when nothing changes any more, even if a billion rounds are allowed"""
    X, start = scattered(rng, 60, 2, 3)

    got, labels = run(X, start, 10**9)

    expected, belongs = plain(X, start, 1000)
    near(got, expected, X, "iters=10**9: where the centres settle (hint 2)")
    same(labels, belongs, "iters=10**9: the labels there")


@pytest.mark.axis("stability")
@pytest.mark.catches("absolute-tolerance")
def test_scale_does_not_matter(rng):
    """gives the same for data that is 1e-9 times as large, or 1e9 times"""
    for _ in range(3):
        X, start = scattered(rng, 40, 2, 4)
        expected, belongs = run(X, start, 40)
        for scale in (2.0**-30, 2.0**30):
            got, labels = run(scale * X, scale * start, 40)
            because = f"data times {scale:.1e}: how far the centres still move says nothing without a scale (hint 1)"
            near(got, scale * expected, scale * X, because)
            same(labels, belongs, because)


@pytest.mark.axis("stability")
@pytest.mark.catches("cancels-far-out")
def test_far_from_the_origin(rng):
    """gives the same labels when everything is moved by 1e8"""
    for shift in (2.0**27, -(2.0**27)):
        X, start = (np.round(256 * part) / 256 for part in scattered(rng, 40, 2, 4))
        expected, belongs = run(X, start, 30)
        got, labels = run(X + shift, start + shift, 30)
        because = f"moved by {shift:.1e}: expanded squares lose all digits that count, so subtract first (hint 2)"
        same(labels, belongs, because)
        near(got, expected + shift, X + shift, because)


def test_agrees_with_plain_python(rng):
    """agrees with plain Python, for many shapes and numbers of rounds"""
    for N, D, K in [(1, 1, 1), (2, 3, 2), (6, 1, 6), (9, 4, 3), (25, 2, 8), (30, 1, 5)]:
        X = rng.normal(size=(N, D)) * rng.uniform(0.5, 4, size=D)
        for start in (X[rng.choice(N, size=K, replace=False)], 2 * rng.normal(size=(K, D))):
            for iters in (1, 2, 3, 50):
                got, labels = run(X, start, iters)
                expected, belongs = plain(X, start, iters)
                because = f"N={N}, D={D}, K={K}, iters={iters}: assign, move, as often as asked (hint 2)"
                near(got, expected, np.concatenate([X, start]), because)
                same(labels, belongs, because)


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-start")
def test_inputs_are_left_alone(rng):
    """leaves the rows and the start as they were"""
    X, start = scattered(rng, 20, 2, 3)
    placed = [place(X), place(start)]

    kmeans(*placed, 5)
    plus_plus(placed[0], 3, np.random.default_rng(1))

    assert_close(fetch(placed[0]), X, rtol=0, because="`X` was changed in place")
    assert_close(fetch(placed[1]), start, rtol=0, because="the caller's `centres` were moved in place: work on a copy")


@pytest.mark.axis("memory")
@pytest.mark.catches("nkd-temporary")
def test_peak_memory(rng):
    """adds at most 120 MiB to the peak memory at N = 20,000, K = 64, D = 32"""
    X = rng.normal(size=(20_000, 32))

    grown = peak_memory(kmeans, X, X[:64], 1, warm=(X[:8], X[:2], 1))

    because = "an array of shape (N, K, D) takes 313 MiB: loop over the centres (hint 2)"
    assert grown <= MOST_MEBIBYTES, f"expected at most {MOST_MEBIBYTES} MiB, got {grown:,.0f} MiB: {because}"


# ---- the seeds -------------------------------------------------------------------------------------------------


def seeds(X, K, rng):
    """K seeds of the answer's, from a generator of their own or a placed one."""
    got = plus_plus(X, K, own_generator(rng) if isinstance(rng, np.random.Generator) else rng)
    assert_shape(got, (K, X.shape[1]), because="K seeds, each a row of X")
    return got


def drawn(X, K, rng):
    """Which rows of X the answer drew, in order."""
    found = []
    for seed in seeds(X, K, rng):
        at = np.flatnonzero((X == seed).all(axis=1))
        assert len(at), f"expected seeds that are rows of X, got {summary(seed)}: draw rows, and return them unchanged"
        found.append(int(at[0]))
    return tuple(found)


def own_generator(rng):
    """A generator on the answer's side, which moves on from call to call."""
    return place(np.random.default_rng(rng.integers(2**32)))


def room_around(p, n):
    """Six standard errors of a share p of n draws."""
    return 6 * math.sqrt(p * (1 - p) / n) + 3 / n


@pytest.mark.catches("last-seed-only")
def test_no_row_twice(rng):
    """never draws a row again while there are others, for its weight is 0"""
    for N in (2, 8, 8, 8, 12):
        X = rng.normal(size=(N, 2))
        got = drawn(X, N, rng)
        assert len({*got}) == N, (
            f"expected all {N} rows, as many as there are seeds to draw, got rows {list(got)}: a row's weight is its "
            "squared distance to the nearest of *all* seeds so far (hint 2)"
        )


@pytest.mark.catches("all-weights-zero")
def test_fewer_different_rows_than_seeds(rng):
    """draws as many seeds as asked for, where fewer rows are different"""
    for different, N, K in [(1, 1, 1), (1, 4, 3), (2, 6, 5), (3, 9, 9)]:
        X = rng.permutation(np.resize(rng.normal(size=(different, 2)), (N, 2)))
        got = drawn(X, K, rng)
        assert len({*got}) == different, (
            f"expected all {different} different rows of {N} among {K} seeds, got {len({*got})}: when all weights are "
            "0 any row will do, but not before (hint 3)"
        )


def test_far_rows_as_seeds(rng):
    """finds all groups, far from each other, and from the origin"""
    centres = np.array([[0.0, 0.0], [3e6, 0.0], [0.0, 3e6], [3e6, 3e6], [9e6, 1e6]])
    for shift in (0.0, 1e8):
        group = rng.integers(5, size=60)
        group[:5] = range(5)
        X = centres[group] + rng.normal(size=(60, 2)) + shift
        found = {int(group[i]) for i in drawn(X, 5, rng)}
        assert len(found) == 5, (
            f"expected a seed in each of 5 groups, far from each other, got {len(found)} groups (origin moved by "
            f"{shift:g}): are rows far from all seeds preferred? (hint 2)"
        )


@pytest.mark.catches("samples-by-distance")
def test_squared_weights(rng):
    """seldom draws two neighbours, as only squared distances make it"""
    turns = np.arange(40) * (math.tau / 40)
    X = np.concatenate([np.stack([np.cos(turns), np.sin(turns)], axis=1), [[16.0, 0.0]]])
    apart = np.sqrt(((X[:, None] - X[None]) ** 2).sum(axis=2))
    squared, plain = ((w / w.sum(axis=1, keepdims=True))[:40, :40].sum() / 41 for w in (apart**2, apart))
    source = own_generator(rng)
    seen = sum(40 not in drawn(X, 2, source) for _ in range(240)) / 240
    assert abs(seen - plain) > room_around(plain, 240), (
        f"expected both seeds on a ring of 40 rows, none at the row 16 away from it, in {squared:.2f} of 240 draws, "
        f"got {seen:.2f}: plain distances give {plain:.2f}, so are the weights squared? (hint 2)"
    )


def test_shares_of_each_order(rng):
    """draws the first seed evenly, and each further one by squared distance to the nearest seed"""
    X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 4.0], [9.0, 9.0]])
    source = own_generator(rng)
    seen = [drawn(X, 3, source) for _ in range(DRAWS)]

    for first in range(4):
        share(sum(order[0] == first for order in seen), 1 / 4, f"row {first} first")
    for order in permutations(range(4), 3):
        p = 1 / 4
        for n in (1, 2):
            weights = [min(squares(row, X[seed]) for seed in order[:n]) for row in X]
            p *= weights[order[n]] / sum(weights)
        share(seen.count(order), p, f"rows {order}, in this order")


def share(count, p, what):
    """How often something was drawn, within six standard errors of its probability."""
    room = room_around(p, DRAWS)
    assert abs(count / DRAWS - p) <= room, (
        f"expected {what}, in {p:.3f} of {DRAWS} draws, give or take {room:.3f}, got {count / DRAWS:.3f}: the first "
        "seed evenly, then by squared distance to the nearest seed (hint 2)"
    )


def test_randomness_comes_from_rng(rng):
    """draws the same seeds from the same state of the generator, and others as it moves on"""
    X, seed = rng.normal(size=(60, 2)), int(rng.integers(2**32))

    first, again = (drawn(X, 6, place(np.random.default_rng(seed))) for _ in range(2))
    assert first == again, (
        f"expected the same seeds from generators in the same state, got rows {list(first)} and {list(again)}: take "
        "every draw from `rng`"
    )
    source = place(np.random.default_rng(seed))
    runs = {drawn(X, 6, source) for _ in range(8)}
    assert len(runs) > 4, f"expected other seeds each time one generator is used, got {len(runs)} different of 8 runs"


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def absorbed(centres, counts, batch):
    """The answer's new centres and counts."""
    got, seen = pair(absorb(centres, counts, batch), "(centres, counts)")
    assert_shape(got, centres.shape, because="as many centres as came in")
    assert_shape(seen, counts.shape, because="one count for each centre")
    return got, seen


def plain_absorb(centres, counts, batch):
    """`absorb` in plain Python."""
    new, many = centres.tolist(), counts.tolist()
    labels = [closest(row, centres.tolist()) for row in batch.tolist()]
    for k in range(len(new)):
        own = [row for row, label in zip(batch.tolist(), labels, strict=True) if label == k]
        many[k] += len(own)
        for d in range(len(new[k]) if own else 0):
            new[k][d] += math.fsum(row[d] - centres[k, d] for row in own) / many[k]
    return np.array(new), np.array(many)


@pytest.mark.stage(2)
def test_absorb_agrees_with_plain_python(rng):
    """agrees with plain Python, also for empty batches and centres without rows"""
    for K, D, B in [(2, 1, 0), (1, 2, 5), (3, 2, 1), (4, 3, 12), (6, 1, 9)]:
        centres, counts, batch = rng.normal(size=(K, D)), rng.integers(6, size=K), 2 * rng.normal(size=(B, D))
        got, seen = absorbed(centres, counts, batch)
        expected, many = plain_absorb(centres, counts, batch)
        because = f"K={K}, D={D}, {B} rows, counts {counts.tolist()}"
        near(got, expected, np.concatenate([centres, batch]), because)
        same(seen, many, because)


@pytest.mark.stage(2)
def test_batches_add_up(rng):
    """gives the mean of all rows of each group, however they are cut into batches"""
    group = np.arange(40) % 4
    X = 100.0 * np.array([[0, 0], [1, 0], [0, 1], [1, 1]])[group] + rng.normal(size=(40, 2))
    expected = np.stack([X[group == k].mean(axis=0) for k in range(4)])
    for cuts in ([], [1, 2, 3], [20], [5, 5, 17, 39]):
        centres, counts = X[:4] + rng.normal(size=(4, 2)), np.zeros(4, dtype=np.int64)
        for batch in np.split(X, cuts):
            centres, counts = absorbed(centres, counts, batch)
        near(centres, expected, X, f"40 rows cut at {cuts}: a centre of count 0 has absorbed nothing yet")
        same(counts, [10, 10, 10, 10], f"40 rows cut at {cuts}")


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_a_long_stream():
    """still moves, by as little as it should, after 1e12 rows 1e8 from the origin"""
    centres, counts = np.array([[0.0], [1e8]]), np.array([10**12, 10**6])
    got, seen = absorbed(centres, counts, np.array([[1e6], [1e8 + 4096.0]]))
    assert_close(got[0], np.array([1e6 / (10**12 + 1)]), rtol=1e-3, because="one row among 1e12 still counts")
    assert_close(got[1] - 1e8, np.array([4096 / (10**6 + 1)]), rtol=1e-3, because="one row among 1e6, far out")
    same(seen, [10**12 + 1, 10**6 + 1], "each got one row")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_absorb_leaves_inputs_alone(rng):
    """leaves centres, counts and batch as they were"""
    values = [rng.normal(size=(3, 2)), np.array([1, 0, 2]), rng.normal(size=(8, 2))]
    placed = [place(value) for value in values]

    absorb(*placed)

    for name, argument, before in zip(("centres", "counts", "batch"), placed, values, strict=True):
        assert_close(fetch(argument), before, rtol=0, because=f"`{name}` was changed in place")
