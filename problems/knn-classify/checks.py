"""One check for each convention, on rows made for it, then whole numbers (full of ties) and random ones against a
plain search, last time and memory.

Labels are few and small, votes and distances don't tie and k is small, except where these are looked at: so each
of the checks that catch a mistake tells of one thing.
"""

import numpy as np
import pytest
from answer import choose_k, knn_predict, loo_predict

from prep.checking import assert_close, assert_equal, assert_shape, fetch, peak_memory, place

MOST_MEBIBYTES = 150


def vote(labels):
    """The label with the most votes, the smallest of several."""
    return max(sorted(set(labels)), key=labels.count)


def plain(rows, labels, row, k):
    """The label of one row, from a sorted list of (squared distance, index)."""
    gaps = [sum((a - b) ** 2 for a, b in zip(other, row, strict=True)) for other in rows]
    order = sorted(range(len(rows)), key=lambda i: (gaps[i], i))
    return vote([labels[i] for i in order[:k]])


def plain_predict(Xtr, ytr, Xte, k):
    """`knn_predict`, one row after the other."""
    return [plain(Xtr.tolist(), ytr.tolist(), row, k) for row in Xte.tolist()]


def plain_loo(X, y, k):
    """`loo_predict`, from lists without the row."""
    rows, labels = X.tolist(), y.tolist()
    return [plain(rows[:i] + rows[i + 1 :], labels[:i] + labels[i + 1 :], rows[i], k) for i in range(len(rows))]


def apart(rng, N, D, M=0):
    """Random rows whose distances, from any row to those before N, differ by far more than rounding."""
    while True:
        X = rng.normal(size=(N + M, D))
        squares = ((X[:, None] - X[None, :N]) ** 2).sum(axis=2)
        squares = np.sort(squares, axis=1)
        if (np.diff(squares, axis=1) > 1e-5 * squares[:, 1:]).all():
            return X[:N], X[N:]


def same(got, expected, because):
    """Compare labels: an array of integers, one for each row."""
    expected = np.array(expected, dtype=np.int64)
    assert_shape(got, expected.shape, because="one label for each row to predict")
    assert got.dtype.kind in "iu", f"expected an array of integers, got dtype {got.dtype}: labels are whole numbers"
    assert_close(got, expected, rtol=0, because=because)


def test_example():
    """gives the labels of the example"""
    Xtr, ytr, Xte = np.array([[0.0], [1.0], [3.0], [7.0]]), np.array([5, 2, 2, 5]), np.array([[0.2], [2.5]])

    same(knn_predict(Xtr, ytr, Xte, 1), [5, 2], "k=1: the label of the nearest row (hint 1)")
    same(knn_predict(Xtr, ytr, Xte, 3), [2, 2], "k=3: the label that two of the three nearest have (hint 1)")
    same(loo_predict(Xtr, ytr, 1), [2, 5, 2, 2], "each row from the three others (hint 1)")


def test_scattered_rows(rng):
    """agrees with a plain search on rows at random, for many shapes and odd k"""
    for N, M, D in [(1, 1, 1), (5, 1, 3), (7, 4, 1), (30, 9, 2), (20, 20, 20), (12, 5, 40)]:
        Xtr, Xte = apart(rng, N, D, M)
        ytr = rng.integers(2, size=N)
        for k in (k for k in (1, 3, 5) if k <= N):
            because = f"N={N}, M={M}, D={D}, k={k}: the k nearest by Euclidean distance vote (hint 2)"
            same(knn_predict(Xtr, ytr, Xte, k), plain_predict(Xtr, ytr, Xte, k), because)


def test_scattered_rows_left_out(rng):
    """agrees with a plain search among all the other rows"""
    for N, D in [(2, 1), (4, 2), (15, 3), (25, 1)]:
        X, y = apart(rng, N, D)[0], rng.integers(2, size=N)
        for k in (k for k in (1, 3, 5) if k < N):
            because = f"N={N}, D={D}, k={k}: row i is predicted from all rows but row i (hint 1)"
            same(loo_predict(X, y, k), plain_loo(X, y, k), because)


@pytest.mark.catches("nearest-wins-the-tie")
def test_tied_votes(rng):
    """gives the smallest of the labels with equally many votes, whoever is nearer"""
    Xtr = np.array([[1.0], [2.0], [3.0], [4.0], [5.0], [6.0]])
    because = "2 votes each among 4 neighbours: the smallest label wins (hint 2)"
    for labels in ([3, 1, 3, 1], [1, 3, 3, 1], [3, 3, 1, 1], [1, 3, 1, 3]):
        ytr = np.array([*labels, 0, 0])
        same(knn_predict(Xtr, ytr, np.array([[0.0]]), 4), [1], f"labels {labels} by distance, {because}")
    for _ in range(5):
        labels = [int(label) for label in rng.permutation(6)]
        same(
            knn_predict(Xtr, np.array(labels), np.array([[0.0]]), 6),
            [0],
            f"labels {labels} by distance, a vote each: the smallest label wins (hint 2)",
        )


@pytest.mark.catches("partition-ties")
def test_tied_distances(rng):
    """takes the rows that come first in the training set, of many that are equally far"""
    corners = np.array([[3, 4], [4, 3], [5, 0], [0, 5], [-3, 4], [4, -3], [-5, 0], [-4, -3]], dtype=float)
    for k in (1, 3, 7, 15):
        for _ in range(3):
            Xtr, ytr = rng.permutation(np.tile(corners, (40, 1))), rng.integers(2, size=320)
            near = int(rng.integers(320))
            Xtr[near] = 0.5
            firsts = [i for i in range(k) if i != near][: k - 1]
            expected = vote([int(ytr[i]) for i in [near, *firsts]])
            because = f"k={k}, 319 of 320 rows are equally far: those with the smaller index are nearer (hint 2)"
            same(knn_predict(Xtr, ytr, np.zeros((1, 2)), k), [expected], because)


@pytest.mark.catches("k-beyond-n")
def test_k_beyond_n(rng):
    """lets all rows vote, if there are no more than k"""
    for N in (1, 2, 5):
        Xtr, Xte = apart(rng, N, 2, 3)
        ytr = np.array([4, 4, 1, 4, 1])[:N]
        for k in (N, N + 1, 100):
            same(knn_predict(Xtr, ytr, Xte, k), [4, 4, 4], f"N={N}, k={k}: all rows should vote")


@pytest.mark.catches("labels-as-indices")
def test_labels_of_any_size(rng):
    """takes labels that are negative or huge"""
    for labels in ([-7, -3], [10**15, 2 * 10**15 + 1], [-(2**62), 2**62 + 1]):
        X, Xte = apart(rng, 9, 2, 4)
        y = np.array(labels)[rng.integers(2, size=9)]
        because = f"labels {labels}: a label is a name, not an index (hint 2)"
        same(knn_predict(X, y, Xte, 3), plain_predict(X, y, Xte, 3), because)
        same(loo_predict(X, y, 3), plain_loo(X, y, 3), because)


@pytest.mark.catches("uint8-wraparound")
def test_pixels(rng):
    """takes uint8 rows for the numbers they are, for one argument or for both"""
    for _ in range(4):
        Xtr, Xte = rng.integers(256, size=(12, 3)).astype(np.uint8), rng.integers(256, size=(6, 3)).astype(np.uint8)
        ytr = rng.integers(2, size=12)
        because = "pixels: uint8 arithmetic wraps around, 3 - 5 is 254 there (hint 2)"
        expected = plain_predict(Xtr, ytr, Xte, 1)
        same(knn_predict(Xtr, ytr, Xte, 1), expected, because)
        same(knn_predict(Xtr, ytr, Xte.astype(float), 1), expected, f"float64 test rows, {because}")
        same(loo_predict(Xtr, ytr, 1), plain_loo(Xtr, ytr, 1), because)


def test_integer_rows(rng):
    """takes int64 rows, with values up to 10,000"""
    Xtr, Xte = rng.integers(-10_000, 10_001, size=(30, 8)), rng.integers(-10_000, 10_001, size=(7, 8))
    ytr = rng.integers(3, size=30)

    same(knn_predict(Xtr, ytr, Xte, 5), plain_predict(Xtr, ytr, Xte, 5), "int64 rows, k=5")
    same(loo_predict(Xtr, ytr, 5), plain_loo(Xtr, ytr, 5), "int64 rows, k=5")


@pytest.mark.axis("stability")
def test_close_rows_far_from_the_origin(rng):
    """tells close rows apart at coordinates near 10,000, whether int64 or float64"""
    for dtype in (np.int64, np.float64):
        Xtr, Xte = (10_000 - rng.integers(10, size=(n, 6)).astype(dtype) for n in (40, 8))
        ytr = rng.integers(3, size=40)
        because = "coordinates from 9,991 to 10,000: their squares need float64 (hint 2)"
        same(knn_predict(Xtr, ytr, Xte, 1), plain_predict(Xtr, ytr, Xte, 1), because)
        same(loo_predict(Xtr, ytr, 3), plain_loo(Xtr, ytr, 3), because)


@pytest.mark.catches("own-neighbour")
def test_nobody_votes_on_itself(rng):
    """predicts a row from the others alone, so a label that nobody shares is never right"""
    for N in (3, 12):
        X, y = apart(rng, N, 2)[0], rng.permutation(N)
        got = loo_predict(X, y, 1)
        assert_shape(got, (N,), because="one label for each row")
        own = int((np.asarray(got) == y).sum())
        assert own == 0, (
            f"expected no row of {N} to get its own label, which no other row has, got {own}: is a row, at distance 0, "
            "its own nearest neighbour? (hint 2)"
        )


@pytest.mark.catches("drops-the-first", "own-neighbour")
def test_equal_rows_left_out(rng):
    """leaves out the row itself, where others are equal to it"""
    X = np.array([[0.0, 0.0], [5.0, 1.0], [0.0, 0.0], [5.0, 1.0], [0.0, 0.0]])
    because = "rows 0, 2, 4 are equal and so are 1, 3, all with labels of their own: leave out index i itself (hint 1)"
    for _ in range(3):
        y = rng.permutation(5)
        same(loo_predict(X, y, 1), y[[2, 3, 0, 1, 0]], because)


@pytest.mark.catches("masked-self-votes", "k-beyond-n", "own-neighbour")
def test_k_takes_in_all_others(rng):
    """lets all the others vote, and still not the row itself, if k is as large as N"""
    for N in (2, 4, 6):
        X = apart(rng, N, 2)[0]
        y = rng.permutation(N)
        others = [int(np.delete(y, i).min()) for i in range(N)]
        for k in (N - 1, N, N + 5):
            because = f"N={N}, k={k}, labels {y.tolist()}: the smallest label of the N - 1 others (hint 2)"
            same(loo_predict(X, y, k), others, because)


def test_rows_full_of_ties(rng):
    """agrees with a plain search on whole numbers, where distances and votes tie, whatever k is"""
    for _ in range(12):
        N, M, D, size = (int(n) for n in rng.integers([2, 1, 1, 1], [14, 6, 4, 4]))
        Xtr, Xte = rng.integers(size + 1, size=(N, D)), rng.integers(size + 1, size=(M, D)).astype(float)
        ytr = rng.integers(-2, 2, size=N)
        for k in (1, 2, 4, N - 1 or 1, N, N + 2):
            because = f"whole numbers up to {size}, N={N}, k={k}: first the smaller index, then the smaller label"
            same(knn_predict(Xtr, ytr, Xte, k), plain_predict(Xtr, ytr, Xte, k), because)
            same(loo_predict(Xtr, ytr, k), plain_loo(Xtr, ytr, k), f"leaving one out, {because}")


@pytest.mark.axis("side_effects")
def test_inputs_are_left_alone(rng):
    """leaves its arguments as they were"""
    X, Xte = apart(rng, 8, 3, 4)
    y = rng.integers(3, size=8)
    placed = [place(X), place(y), place(Xte)]

    knn_predict(*placed, 3)
    loo_predict(*placed[:2], 3)

    for name, argument, before in zip(("X", "y", "Xte"), placed, (X, y, Xte), strict=True):
        assert_close(fetch(argument), before, rtol=0, because=f"{name} was changed in place: work on a copy")


@pytest.mark.axis("memory")
@pytest.mark.catches("nmd-temporary")
def test_peak_memory(rng):
    """adds at most 150 MiB to the peak memory at N = 1,000, M = 300, D = 128"""
    Xtr, Xte, ytr = rng.normal(size=(1000, 128)), rng.normal(size=(300, 128)), rng.integers(10, size=1000)

    grown = peak_memory(knn_predict, Xtr, ytr, Xte, 5, warm=(Xtr[:8], ytr[:8], Xte[:4], 5))

    because = "an array of shape (M, N, D) takes 293 MiB, the table of distances 2 (hint 2)"
    assert grown <= MOST_MEBIBYTES, f"expected at most {MOST_MEBIBYTES} MiB, got {grown:,.0f} MiB: {because}"


@pytest.mark.axis("speed")
@pytest.mark.catches("pair-loops")
def test_three_million_pairs(rng):
    """takes at most 2 s for 3,000 training rows and 1,000 test rows, and is right there"""
    Xtr, Xte = rng.integers(-1000, 1001, size=(3000, 4)), rng.integers(-1000, 1001, size=(1000, 4))
    ytr = rng.integers(2, size=3000)

    got = knn_predict(Xtr.astype(float), ytr, Xte.astype(float), 5)

    assert_shape(got, (1000,), because="one label for each test row")
    for i in rng.choice(1000, size=20, replace=False):
        near = np.argsort(((Xtr - Xte[i]) ** 2).sum(axis=1), kind="stable")[:5]
        same(got[i : i + 1], [vote(ytr[near].tolist())], f"test row {i} of 1,000, k=5: fast, but not right")


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def choice(X, y, ks):
    """The answer's k and errors, if it gave two things."""
    got = choose_k(X, y, ks)
    pair = isinstance(got, tuple | list) and len(got) == 2
    assert pair, f"expected a tuple (best, errors), got {type(got).__name__}: return both"
    assert_shape(got[1], (len(ks),), because="one number of errors for each k of ks")
    return got


def mistaken(X, y, k):
    """How many rows a plain search gets wrong."""
    return sum(a != b for a, b in zip(plain_loo(X, y, k), y.tolist(), strict=True))


@pytest.mark.stage(2)
def test_errors_of_each_k(rng):
    """counts the rows that leaving one out gets wrong, for each k in the order of ks"""
    for N in (2, 9, 14):
        X, y = rng.integers(4, size=(N, 2)).astype(float), rng.integers(-1, 2, size=N)
        ks = [int(k) for k in rng.permutation([1, 2, 3, 3, 5, N - 1, N, N + 4])]
        _, errors = choice(X, y, ks)
        same(errors, [mistaken(X, y, k) for k in ks], f"N={N}, ks={ks}")


@pytest.mark.stage(2)
def test_best_k(rng):
    """chooses the k with the fewest errors, the largest of several"""
    X, y = np.array([[0.0], [1.0], [3.0], [7.0]]), np.array([5, 2, 2, 5])
    best, errors = choice(X, y, [1, 2, 3])
    same(errors, [3, 2, 4], "the example")
    assert_equal(int(best), 2, because="the example: k=2 gets two wrong, the others more")
    for _ in range(10):
        N = int(rng.integers(4, 10))
        X, y = apart(rng, N, 1)[0], rng.integers(2, size=N)
        ks = [int(k) for k in rng.permutation(N + 2) + 1]
        errors = {k: mistaken(X, y, k) for k in ks}
        least = min(errors.values())
        because = f"ks={ks}, errors by k {errors}: the largest of those with {least}"
        assert_equal(int(choice(X, y, ks)[0]), max(k for k in ks if errors[k] == least), because=because)


@pytest.mark.stage(2)
def test_choice_agrees_with_leaving_one_out(rng):
    """agrees with your own loo_predict, for pixels and labels of any size"""
    X, y = rng.integers(256, size=(20, 2)).astype(np.uint8), np.array([-9, 4, 10**16])[rng.integers(3, size=20)]
    ks = [7, 1, 30, 2]
    _, errors = choice(X, y, ks)
    same(errors, [int((loo_predict(X, y, k) != y).sum()) for k in ks], f"ks={ks}, as loo_predict has it")


@pytest.mark.stage(2)
@pytest.mark.axis("speed")
def test_one_sort_for_every_k(rng):
    """takes at most 2 s for 1,000 rows and every k from 1 to 300"""
    X, y = rng.integers(-500, 501, size=(1000, 8)).astype(float), rng.integers(3, size=1000)

    _, errors = choice(X, y, list(range(1, 301)))

    assert_equal(int(errors[6]), int((loo_predict(X, y, 7) != y).sum()), because="k=7, as loo_predict has it")
