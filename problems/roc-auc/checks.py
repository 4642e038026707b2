"""Properties of ranks first (order, ties, transforms, complement), then all pairs of tiny inputs, then size."""

import numpy as np
import pytest
from answer import roc_auc, weighted_roc_auc

from prep.checking import assert_close, fetch, keep, place

ATOL = 1e-9


def _auc(y, s):
    """Every pair, one by one."""
    y, s = np.asarray(y) == 1, np.asarray(s)
    pos, neg = s[y][:, None], s[~y][None, :]
    return ((pos > neg) + 0.5 * (pos == neg)).mean()


def test_small_case_by_hand():
    """gives 0.75 where 4 of 6 pairs are won, 1 is tied and 1 is lost"""
    got = roc_auc(np.array([0, 1, 0, 1, 1]), np.array([0.2, 0.3, 0.5, 0.5, 0.9]))

    assert_close(got, 0.75, rtol=0, atol=ATOL, because="(4 + 1/2) / 6 (hint 1)")


@pytest.mark.catches("sign-flipped")
def test_perfect_and_reversed():
    """gives 1 for a perfect ranking and 0 for one upside down"""
    y = np.array([True, True, True, False, False])
    s = np.array([0.9, 0.8, 0.5, 0.3, 0.2])

    assert_close(roc_auc(y, s), 1.0, rtol=0, atol=ATOL, because="every positive is above every negative: which way up?")
    assert_close(roc_auc(~y, s), 0.0, rtol=0, atol=ATOL, because="every positive is below every negative")


@pytest.mark.catches("unsorted-trapezoid")
def test_order_of_samples(rng):
    """gives the same whatever order the samples come in"""
    y = np.arange(30) % 3 == 0
    s = rng.permutation(30) / 32
    first = roc_auc(y, s)
    for _ in range(8):
        at = rng.permutation(30)
        because = "the samples were only shuffled: sort by score before anything is summed (hint 1)"
        assert_close(roc_auc(y[at], s[at]), first, rtol=0, atol=ATOL, because=because)


@pytest.mark.catches("ties-by-order")
def test_order_among_tied():
    """gives the same whatever order tied samples come in"""
    s = np.zeros(4)
    first = roc_auc(np.array([True, True, False, False]), s)
    for labels in ([False, False, True, True], [True, False, True, False], [False, True, False, True]):
        because = "equal scores only changed places: a group of ties is one step (hint 2)"
        assert_close(roc_auc(np.array(labels), s), first, rtol=0, atol=ATOL, because=because)


@pytest.mark.catches("ties-as-wins")
def test_tie_is_half_a_win():
    """counts a tie as half a win"""
    y = np.array([True, True, False, False, True, False])
    s = np.array([0.75, 0.5, 0.5, 0.5, 0.5, 0.25])

    got = roc_auc(y, s)

    assert_close(got, 7 / 9, rtol=0, atol=ATOL, because="5 of 9 pairs are won and 4 tied: (5 + 4/2) / 9 (hint 2)")


@pytest.mark.catches("no-origin", "ties-as-wins", "ties-by-order")
def test_all_tied():
    """gives exactly one half when every score is the same"""
    for labels in ([1, 0], [0, 1], [1, 1, 0, 1, 0], [0, 0, 0, 1]):
        y = np.array(labels, dtype=bool)
        because = f"a score that is always 0.7 tells nothing about the labels {labels} (hint 2)"
        assert_close(roc_auc(y, np.full(y.size, 0.7)), 0.5, rtol=0, atol=ATOL, because=because)


@pytest.mark.catches("threshold-grid")
def test_monotone_transforms(rng):
    """does not change when the scores are stretched, squeezed or bent upwards"""
    y = rng.permutation(np.arange(40) < 15)
    s = rng.integers(0, 25, size=40) / 32
    plain = roc_auc(y, s)
    for name, bent in {
        "1000 * s": 1000 * s,
        "s - 5": s - 5,
        "exp(s)": np.exp(s),
        "s ** 3 / 10": s**3 / 10,
        "0.5 + 1e-11 * s": 0.5 + 1e-11 * s,
    }.items():
        because = f"for {name}; only the order of the scores matters, every distinct one is a threshold"
        assert_close(roc_auc(y, bent), plain, rtol=0, atol=ATOL, because=because)


@pytest.mark.catches("ties-as-wins")
def test_complement(rng):
    """gives 1 - AUC when the scores are negated, or the labels exchanged"""
    y = rng.permutation(np.arange(30) < 12)
    s = rng.integers(-4, 5, size=30).astype(float)
    expected = 1 - roc_auc(y, s)

    because = "wins become losses and ties stay ties (hint 2)"
    assert_close(roc_auc(y, -s), expected, rtol=0, atol=ATOL, because=f"scores negated: {because}")
    assert_close(roc_auc(~y, s), expected, rtol=0, atol=ATOL, because=f"labels exchanged: {because}")


def test_every_pair_counted(rng):
    """agrees with a count of all pairs on 150 tiny inputs full of ties"""
    for _ in range(150):
        n = int(rng.integers(2, 9))
        y = rng.permutation((np.arange(n) < rng.integers(1, n)).astype(np.int64))
        s = rng.integers(-1, 3, size=n) / 2
        because = f"y = {y.tolist()}, s = {s.tolist()}"
        assert_close(roc_auc(y, s), _auc(y, s), rtol=0, atol=ATOL, because=because)


@pytest.mark.catches("labels-as-mask")
def test_label_dtypes(rng):
    """gives the same for labels that are bools, integers or floats"""
    y = rng.permutation(np.arange(20) < 7)
    s = rng.integers(0, 12, size=20) / 16
    plain = roc_auc(y, s)
    for dtype in (np.int64, np.int8, np.uint8, np.float32, np.float64):
        because = f"labels of dtype {np.dtype(dtype)}: make them a boolean mask first (hint 3)"
        assert_close(roc_auc(y.astype(dtype), s), plain, rtol=0, atol=ATOL, because=because)


def test_score_dtypes(rng):
    """takes integer scores and float32 scores, negative ones and large ones too"""
    y = rng.permutation(np.arange(24) < 10)
    ratings = rng.integers(-5, 6, size=24)
    for s in (ratings.astype(np.int64), (ratings / 4).astype(np.float32)):
        because = f"scores of dtype {s.dtype}"
        assert_close(roc_auc(y, s), _auc(y, s), rtol=0, atol=ATOL, because=because)
    large = 2**60 + ratings.astype(np.int64)
    because = "int64 scores near 2**60: float64 makes ties of scores that differ by 1"
    assert_close(roc_auc(y, large), _auc(y, large), rtol=0, atol=ATOL, because=because)


@pytest.mark.axis("stability")
@pytest.mark.catches("one-class-zero-division")
def test_one_class():
    """raises ValueError when a class has no sample, or there are no samples"""
    for y in (np.ones(4, dtype=int), np.zeros(4, dtype=int), np.array([True]), np.zeros(0, dtype=bool)):
        try:
            got = roc_auc(y, np.arange(y.size) / 4)
        except ValueError:
            continue
        raise AssertionError(f"expected ValueError for y = {y.tolist()}, got {got!r}: without a pair there is no AUC")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-input")
def test_inputs_are_left_alone(rng):
    """leaves the caller's labels and scores as they were"""
    y = rng.permutation(np.arange(12) < 5)
    s = rng.normal(size=12)
    labels, scores = place(y), place(s)

    keep(roc_auc, labels, scores)

    assert_close(fetch(scores), s, rtol=0, because="the scores were changed in place: work on a copy")
    assert_close(fetch(labels), y, rtol=0, because="the labels were changed in place: work on a copy")


@pytest.mark.axis("stability")
@pytest.mark.catches("negated-scores")
def test_scores_at_the_ends_of_their_range(rng):
    """ranks the lowest and the highest numbers that a dtype can hold, and takes -0.0 and 0.0 for equal"""
    ends, order = np.iinfo(np.int64), np.arange(7)
    cases = [(np.array([ends.min, ends.min + 1, -1, 0, 1, ends.max - 1, ends.max]), order)]
    for dtype in (np.float32, np.float64):
        f = np.finfo(dtype)
        cases.append((np.array([-f.max, -1, -f.tiny, -0.0, 0.0, f.tiny, f.max], dtype=dtype), order - (order > 3)))
    for s, ranks in cases:
        for y in ([1, 0, 0, 1, 0, 1, 0], [0, 0, 1, 0, 1, 1, 1], [0, 1, 1, 0, 1, 0, 1]):
            y, at = np.array(y), rng.permutation(7)
            because = f"{s.dtype} scores {s.tolist()}, compared with their ranks: do differences or negatives overflow?"
            assert_close(roc_auc(y[at], s[at]), roc_auc(y, ranks), rtol=0, atol=ATOL, because=because)


@pytest.mark.axis("stability")
@pytest.mark.catches("counts-in-label-dtype")
def test_many_labels_of_one_byte(rng):
    """counts hundreds of positives whose labels are int8 or uint8"""
    y = rng.permutation(np.arange(1000) < 600)
    s = rng.integers(0, 200, size=1000) / 256
    plain = roc_auc(y, s)
    for dtype in (np.int8, np.uint8):
        because = f"600 positives of dtype {np.dtype(dtype)}, which ends at {np.iinfo(dtype).max} (hint 3)"
        assert_close(roc_auc(y.astype(dtype), s), plain, rtol=0, atol=ATOL, because=because)


@pytest.mark.axis("stability")
def test_no_digits_lost(rng):
    """is exact to nine decimals for two hundred thousand samples, half of them tied"""
    levels, y = _levels(rng, 200_000)
    # Levels are integers from 0 to n, so the pairs can be counted level by level without a sort.
    pos, neg = np.bincount(levels[y], minlength=y.size), np.bincount(levels[~y], minlength=y.size)
    expected = (pos * (np.cumsum(neg) - neg / 2)).sum() / (pos.sum() * neg.sum())

    because = "right on small inputs only? 32-bit sums overflow or lose digits at 1e10 pairs"
    assert_close(roc_auc(y, levels / y.size), expected, rtol=0, atol=ATOL, because=because)


@pytest.mark.axis("speed")
@pytest.mark.catches("quadratic")
def test_a_million_samples(rng):
    """handles a million samples within 10 s and 1 GiB"""
    levels, y = _levels(rng, 1_000_000)

    got = roc_auc(y, levels / y.size)

    # The labels are random: sixteen standard errors. The digits are looked at above, on fewer samples.
    assert_close(got, 0.5, rtol=0, atol=0.01, because="random labels have an AUC near 0.5")


def _levels(rng, n):
    """Integer scores, the first half in large groups of ties and the rest all different; random labels."""
    levels = rng.permutation(n)
    levels[: n // 2] //= 1000
    return levels, rng.random(n) < 0.4


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def _weighted(y, s, w):
    """Every pair, one by one, by its weight."""
    y = np.asarray(y) == 1
    pos, neg = s[y][:, None], s[~y][None, :]
    weight = w[y][:, None] * w[~y][None, :]
    return (((pos > neg) + 0.5 * (pos == neg)) * weight).sum() / weight.sum()


@pytest.mark.stage(2)
def test_weights_by_hand():
    """gives 0.5 for the example, and the plain AUC where all weights are the same"""
    y, s = np.array([0, 1, 0, 1, 1]), np.array([0.2, 0.3, 0.5, 0.5, 0.9])

    got = weighted_roc_auc(y, s, np.array([1.0, 1.0, 2.0, 1.0, 0.0]))
    assert_close(got, 0.5, rtol=0, atol=ATOL, because="pairs of weight 1 + 1 are won, 2 tied and 2 lost: (2 + 1) / 6")
    for weight in (1.0, 0.1):
        got = weighted_roc_auc(y, s, np.full(5, weight))
        assert_close(got, 0.75, rtol=0, atol=ATOL, because=f"all weights are {weight}: they cancel")


@pytest.mark.stage(2)
def test_whole_weights_are_repetitions(rng):
    """gives for weights 0, 1, 2, 3 what samples give that are left out or repeated"""
    for _ in range(60):
        n = int(rng.integers(2, 9))
        y = rng.permutation((np.arange(n) < rng.integers(1, n)).astype(np.int64))
        s, w = rng.integers(-1, 3, size=n) / 2, rng.integers(0, 4, size=n)
        w[[int(np.argmax(y)), int(np.argmin(y))]] += 1
        because = f"y = {y.tolist()}, s = {s.tolist()}, w = {w.tolist()}: a weight of 2 is the same sample twice"
        expected = _auc(np.repeat(y, w), np.repeat(s, w))
        assert_close(weighted_roc_auc(y, s, w.astype(float)), expected, rtol=0, atol=ATOL, because=because)


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_weights_of_one_class_cancel(rng):
    """does not change when all weights of one class are multiplied, by a millionth or a million"""
    y, s = rng.permutation(np.arange(40) < 15), rng.integers(0, 12, size=40) / 16
    w = rng.uniform(0.5, 1.0, size=40)
    expected = _weighted(y, s, w)
    for positives, negatives in [(1.0, 1.0), (1e6, 2e-6), (2e-6, 1e6), (1e6, 1e6), (2e-6, 2e-6)]:
        got = weighted_roc_auc(y.astype(np.uint8), s, w * np.where(y, positives, negatives))
        because = f"weights of positives times {positives:g}, of negatives times {negatives:g}: keep the classes apart"
        assert_close(got, expected, rtol=0, atol=ATOL, because=because)


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_class_without_weight():
    """raises ValueError when a class has no sample of positive weight"""
    s = np.arange(4) / 4
    for y, w in [([0, 1, 0, 1], [1, 0, 1, 0]), ([0, 1, 0, 1], [0, 1, 0, 1]), ([1, 1, 1, 1], [1, 1, 1, 1]), ([], [])]:
        try:
            got = weighted_roc_auc(np.array(y, dtype=bool), s[: len(y)], np.array(w, dtype=float))
        except ValueError:
            continue
        raise AssertionError(f"expected ValueError for y = {y}, w = {w}, got {got!r}: no pair has any weight")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_weighted_inputs_are_left_alone(rng):
    """leaves labels, scores and weights as they were"""
    given = {"y": rng.permutation(np.arange(12) < 5), "s": rng.normal(size=12), "w": rng.uniform(0.5, 2.0, size=12)}
    placed = {name: place(each) for name, each in given.items()}

    keep(weighted_roc_auc, *placed.values())

    for name, before in given.items():
        assert_close(fetch(placed[name]), before, rtol=0, because=f"`{name}` was changed in place: work on a copy")


@pytest.mark.stage(2)
@pytest.mark.axis("speed")
def test_many_weights(rng):
    """handles two hundred thousand weighted samples within 10 s and 1 GiB, and loses no digits"""
    levels, y = _levels(rng, 200_000)
    w = 10.0 ** rng.uniform(-3, 3, size=y.size) * (rng.random(y.size) < 0.9)

    got = weighted_roc_auc(y, levels / y.size, w)

    pos, neg = np.bincount(levels[y], w[y], minlength=y.size), np.bincount(levels[~y], w[~y], minlength=y.size)
    expected = (pos * (np.cumsum(neg) - neg / 2)).sum() / (pos.sum() * neg.sum())
    assert_close(got, expected, rtol=0, atol=ATOL, because="right on small inputs only?")
