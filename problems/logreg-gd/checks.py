"""What the objective implies (doubled data, swapped labels, a bias that is free), then plain arithmetic.

There is no penalty except where it is looked at, labels are flat and scores small except where these are: so
each check tells of one thing.
"""

import math

import numpy as np
import pytest
from answer import fit_logreg, fit_sharded, shard_sums

from prep.checking import assert_close, assert_shape, fetch, place


def sigmoid(z):
    """One probability, without overflow."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def row_loss(z, target):
    """-log p of the target, without overflow."""
    wrong = -z if target else z
    return max(wrong, 0.0) + math.log1p(math.exp(-abs(wrong)))


def by_loops(X, y, lam, lr, steps):
    """w, b and the objective before each step, number by number."""
    rows, targets = X.tolist(), y.ravel().tolist()
    N, D = X.shape
    w, b, losses = [0.0] * D, 0.0, []
    for _ in range(steps):
        scores = [math.fsum(x * v for x, v in zip(row, w, strict=True)) + b for row in rows]
        data = math.fsum(map(row_loss, scores, targets)) / N
        losses.append(data + lam / 2 * math.fsum(v * v for v in w))
        errors = [sigmoid(z) - target for z, target in zip(scores, targets, strict=True)]
        slope = [math.fsum(e * row[k] for e, row in zip(errors, rows, strict=True)) / N + lam * w[k] for k in range(D)]
        w, b = [v - lr * s for v, s in zip(w, slope, strict=True)], b - lr * math.fsum(errors) / N
    return np.array(w), b, losses


def data(rng, N, D):
    """Features, and labels of which at least one is 0 and one is 1."""
    y = rng.integers(2, size=N)
    y[rng.permutation(N)[:2]] = [0, 1] if N > 1 else [1]
    return rng.normal(size=(N, D)), y


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def fit(X, y, lam=0.0, lr=0.5, steps=5):
    """The answer's w and b, if it gave a pair of the right shapes."""
    got = fit_logreg(X, y, lam, lr, steps)
    pair = isinstance(got, tuple | list) and len(got) == 2
    assert pair, f"expected a tuple (w, b), got {type(got).__name__}: return both"
    assert_shape(got[0], X.shape[1:], because=f"w has one weight per feature; X has shape {X.shape}, y {y.shape}")
    assert_shape(got[1], (), because=f"b is a single number; X has shape {X.shape}, y {y.shape}")
    return got


def test_example():
    """gives the values of the example"""
    X, y = np.array([[1.0], [3.0]]), np.array([0, 1])
    p, q = sigmoid(0.5), sigmoid(1.5)
    second = 0.5 - (p + 3 * (q - 1)) / 2 - 0.25, -(p + q - 1) / 2
    for steps, (w, b) in enumerate([(0.0, 0.0), (0.5, 0.0), second]):
        got = fit(X, y, 0.5, 1.0, steps)
        close(got[0], np.array([w]), f"w after {steps} steps (hint 2)")
        close(got[1], b, f"b after {steps} steps (hint 2)")


def test_no_steps(rng):
    """gives zeros for no steps at all"""
    X, y = data(rng, 4, 3)

    w, b = fit(X, y, lam=1.0, steps=0)

    close(w, np.zeros(3), "w starts at zero")
    close(b, 0.0, "b starts at zero")


@pytest.mark.axis("gradient")
@pytest.mark.catches("squared-error-gradient")
def test_first_step_of_one_row(rng):
    """moves w by lr × x / 2 in the first step, for a single row labelled 1"""
    x = rng.normal(size=(1, 4))

    w, _ = fit(x, np.array([1]), lr=0.25, steps=1)

    close(w, 0.125 * x[0], "the first p is 1/2, and a row's slope in z is p - y = -1/2 (hint 2)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("bias-after-weights", "squared-error-gradient")
def test_first_step_of_the_bias(rng):
    """moves b by lr / 2 in the first step, for a single row labelled 1, whatever its features are"""
    for scale in (0.5, 1.0, 3.0):
        _, b = fit(scale * rng.normal(size=(1, 4)), np.array([1]), lr=0.25, steps=1)
        close(b, 0.125, "both gradients belong to the point before the step, where p is 1/2 (hint 2)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("sum-instead-of-mean")
def test_doubled_data(rng):
    """gives the same when every row is there twice, without a penalty"""
    X, y = data(rng, 5, 3)
    expected, _ = fit(X, y)

    w, _ = fit(np.concatenate([X, X]), np.concatenate([y, y]))

    close(w, expected, "J has the mean over the rows, so its gradient is divided by N (hint 1)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("penalty-doubled")
def test_size_of_the_penalty(rng):
    """pulls w back by lr × lam × w in the second step, more than without a penalty, for a single row"""
    x, y = rng.normal(size=(1, 3)), np.array([1])
    first, _ = fit(x, y, lam=2.0, lr=0.2, steps=1)
    without, _ = fit(x, y, lam=0.0, lr=0.2, steps=2)

    w, _ = fit(x, y, lam=2.0, lr=0.2, steps=2)

    close(without - w, 0.2 * 2.0 * first, "the gradient of lam / 2 × w · w is lam × w (hint 2)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("penalty-divided-by-n", "penalty-doubled")
def test_penalty_does_not_know_of_the_rows(rng):
    """pulls w back by lr × lam × w in the second step, however many rows there are"""
    for N in (4, 9):
        X, y = data(rng, N, 3)
        first, _ = fit(X, y, lam=2.0, lr=0.2, steps=1)
        without, _ = fit(X, y, lam=0.0, lr=0.2, steps=2)
        w, _ = fit(X, y, lam=2.0, lr=0.2, steps=2)
        close(without - w, 0.2 * 2.0 * first, f"N={N}: the penalty stands outside the mean (hint 1)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("bias-regularised")
def test_bias_is_free(rng):
    """gives the same b with a penalty as without, where the features say nothing"""
    X, y = np.zeros((5, 2)), np.array([1, 1, 1, 0, 1])
    _, expected = fit(X, y, steps=8)
    for lam in (0.1, 1.5):
        _, b = fit(X, y, lam=lam, steps=8)
        close(b, expected, f"lam={lam}: w is 0, and the penalty is on w alone (hint 2)")


@pytest.mark.catches("assumes-plus-minus-one")
def test_swapped_labels(rng):
    """turns the signs of w and b when all labels are swapped"""
    X, y = data(rng, 6, 3)
    w, b = fit(X, y)

    other_w, other_b = fit(X, 1 - y)

    because = "labels 0 and 1 play the same part, mirrored: a row's slope is p - y for both (hint 2)"
    close(other_w, -w, because)
    close(other_b, -b, because)


@pytest.mark.axis("shape")
@pytest.mark.catches("column-labels")
def test_column_of_labels(rng):
    """gives the same for labels in a column, and for labels as floats"""
    X, y = data(rng, 6, 3)
    w, b = fit(X, y)
    for other in (y[:, None], y[:, None].astype(float), y.astype(float)):
        got_w, got_b = fit(X, other)
        because = f"y of shape {other.shape}, {other.dtype}: (N,) minus (N, 1) would be N × N (hint 3)"
        close(got_w, w, because)
        close(got_b, b, because)


@pytest.mark.axis("stability")
@pytest.mark.catches("sigmoid-overflow")
def test_huge_scores_stay_finite():
    """stays finite when scores reach hundreds of thousands, of either sign"""
    for y in ([1, 0, 1], [0, 1, 0]):
        w, b = fit(np.array([[1000.0], [2000.0], [-500.0]]), np.array(y), lr=1.0, steps=6)
        because = "exp of a large positive number is inf: only ask for exp(-|z|) (hint 2)"
        assert np.isfinite([*w, b]).all(), f"expected finite numbers, got w = {w}, b = {b}: {because}"


@pytest.mark.axis("stability")
def test_huge_scores_agree_with_plain_arithmetic():
    """stays right when scores reach hundreds of thousands, of either sign"""
    for y in ([1, 0, 1, 0], [0, 1, 1, 0]):
        X, y = np.array([[1024.0, 0.0], [2048.0, 512.0], [-512.0, 64.0], [0.0, -4096.0]]), np.array(y)
        w, b = fit(X, y, lr=1.0, steps=5)
        expected_w, expected_b, _ = by_loops(X, y, 0.0, 1.0, 5)
        close(w, expected_w, "scores far from 0, where p is 0 or 1")
        close(b, expected_b, "scores far from 0, where p is 0 or 1")


def test_agrees_with_plain_arithmetic(rng):
    """agrees with plain arithmetic for many sizes, penalties and step sizes, early and late"""
    for N, D, lam, lr, steps in [
        (1, 1, 0.3, 0.5, 4),
        (2, 3, 0.0, 1.0, 7),
        (7, 2, 0.1, 0.3, 40),
        (12, 4, 1.0, 0.2, 150),
    ]:
        X, y = data(rng, N, D)
        w, b = fit(X, y, lam, lr, steps)
        expected_w, expected_b, _ = by_loops(X, y, lam, lr, steps)
        because = f"N={N}, D={D}, lam={lam}, lr={lr}, after {steps} steps"
        close(w, expected_w, because)
        close(b, expected_b, because)


def test_end_of_the_descent(rng):
    """ends where the gradient is zero: mean p equals mean y, and lam × w balances the data"""
    X, y = rng.normal(size=(15, 2)), rng.permutation([0] * 7 + [1] * 8)

    w, b = fit(X, y, lam=0.5, lr=0.5, steps=500)

    error = np.array([sigmoid(z) for z in X @ w + b]) - y
    assert_close(error.mean(), 0.0, atol=1e-7, because="at the minimum the mean of p - y is 0: nothing pulls b back")
    because = "at the minimum the mean of (p - y) x and lam × w cancel"
    assert_close(X.T @ error / 15 + 0.5 * w, np.zeros(2), atol=1e-7, because=because)


def test_takes_every_step(rng):
    """takes exactly as many steps as it is told, also when they have become small"""
    X, y = data(rng, 8, 2)
    expected, _, _ = by_loops(X, y, 0.2, 0.05, 300)
    short, _ = fit(X, y, 0.2, 0.05, 299)

    w, _ = fit(X, y, 0.2, 0.05, 300)

    close(w, expected, "after 300 steps: neither one more nor one less, and no early end")
    assert not np.array_equal(w, short), (
        "expected step 300 to move w, got the same as after 299: is there an early end?"
    )


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-labels")
def test_arguments_are_left_alone(rng):
    """leaves features and labels as they were"""
    X, y = data(rng, 6, 3)
    for labels in (y, y.astype(float)):
        placed = [place(X), place(labels)]
        fit_logreg(*placed, 0.1, 0.5, 3)
        assert_close(fetch(placed[0]), X, rtol=0, because="`X` was changed in place")
        assert_close(fetch(placed[1]), labels, rtol=0, because="`y` was changed in place: make an array of your own")


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def sums(X, y, w, b):
    """The answer's sums of a shard, if it gave four things of the right shapes."""
    got = shard_sums(X, y, w, b)
    four = isinstance(got, tuple | list) and len(got) == 4
    assert four, f"expected a tuple (loss, dw, db, n), got {type(got).__name__}: return all four"
    for part, shape, name in zip(got, [(), X.shape[1:], (), ()], ("loss", "dw", "db", "n"), strict=True):
        assert_shape(part, shape, because=f"{name}, for a shard of shape {X.shape}")
    return got


def cut(X, y, sizes):
    """The rows in shards of these sizes."""
    ends = np.cumsum(sizes)
    return [(X[end - size : end], y[end - size : end]) for end, size in zip(ends, sizes, strict=True)]


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_sums_of_a_shard(rng):
    """gives the sums of losses, slopes and rows, as plain arithmetic does"""
    for n, D in [(1, 1), (5, 3), (0, 2)]:
        X, y, w, b = rng.normal(size=(n, D)), rng.integers(2, size=n), rng.normal(size=D), 0.3
        loss, dw, db, count = sums(X, y, w, b)
        scores = (X @ w + b).tolist()
        error = np.array([sigmoid(z) - t for z, t in zip(scores, y, strict=True)])
        because = f"a shard of {n} rows: sums, not means, and no penalty"
        close(loss, math.fsum(map(row_loss, scores, y.tolist())), f"loss, {because}")
        close(dw, error @ X, f"dw, {because}")
        close(db, error.sum(), f"db, {because}")
        close(count, n, f"n, {because}")


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_loss_of_hopeless_rows():
    """gives a row that is wrong by thousands a loss of just that, and one that is right a loss of 0"""
    for score in (800.0, 40_000.0, 1e6):
        X, w = np.array([[score]]), np.ones(1)
        for sign, target, expected in [(1, 0, score), (-1, 1, score), (1, 1, 0.0), (-1, 0, 0.0)]:
            loss, _, _, _ = sums(sign * X, np.array([target]), w, 0.0)
            because = f"a score of {sign * score:g} and the label {target}: never take the log of p"
            close(loss, expected, because)


@pytest.mark.stage(2)
def test_shards_do_not_matter(rng):
    """gives the fit of all rows together, however they are cut, empty shards included"""
    X, y = data(rng, 12, 3)
    expected_w, expected_b, expected_losses = by_loops(X, y, 0.3, 0.5, 20)
    for sizes in ([12], [1, 11], [5, 3, 4], [0, 2, 0, 9, 1, 0], [1] * 12):
        w, b, losses = fit_sharded(cut(X, y, sizes), 0.3, 0.5, 20)
        because = f"shards of {sizes} rows: add sums, and divide by all rows once"
        close(w, expected_w, f"w, {because}")
        close(b, expected_b, f"b, {because}")
        close(np.asarray(losses, dtype=float), np.array(expected_losses), f"J before each step, {because}")


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_losses_with_huge_scores():
    """gives a finite J when scores reach hundreds of thousands"""
    X, y = np.array([[1024.0, 0.0], [2048.0, 512.0], [-512.0, 64.0]]), np.array([1, 0, 1])

    w, b, losses = fit_sharded(cut(X, y, [2, 1]), 0.0, 1.0, 4)

    expected_w, expected_b, expected = by_loops(X, y, 0.0, 1.0, 4)
    close(np.asarray(losses, dtype=float), np.array(expected), "J before each step, where log p would be log 0")
    close(w, expected_w, "w")
    close(b, expected_b, "b")


@pytest.mark.stage(2)
def test_no_sharded_steps(rng):
    """gives zeros and no losses for no steps at all"""
    w, b, losses = fit_sharded(cut(*data(rng, 5, 2), [2, 3]), 0.1, 0.5, 0)

    close(w, np.zeros(2), "w starts at zero")
    close(b, 0.0, "b starts at zero")
    assert len(losses) == 0, f"expected no losses, got {len(losses)}: one before each step"


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_shards_are_left_alone(rng):
    """leaves the shards, w and b as they were"""
    X, y = data(rng, 6, 3)
    shards, w = cut(X, y, [2, 4]), rng.normal(size=3)
    placed = [place(shards), place(X), place(y), place(w)]

    fit_sharded(placed[0], 0.1, 0.5, 3)
    shard_sums(*placed[1:], 0.5)

    for (one_x, one_y), (x, labels) in zip(fetch(placed[0]), shards, strict=True):
        assert_close(one_x, x, rtol=0, because="the X of a shard was changed in place")
        assert_close(one_y, labels, rtol=0, because="the y of a shard was changed in place")
    for name, one, before in zip(("X", "y", "w"), placed[1:], (X, y, w), strict=True):
        assert_close(fetch(one), before, rtol=0, because=f"`{name}` was changed in place")
