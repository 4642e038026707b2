"""Properties first, each for one convention, then the rule in whole numbers, pair by pair.

Where scores and labels are not what is looked at, scores differ and there are no labels: so each check tells of
one thing.
"""

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from answer import nms, soft_nms

from prep.checking import assert_close, assert_shape, fetch, place, summary


def kept(boxes, scores, thr, labels=None):
    """The answer's indices, once they are what indices must be, as a list."""
    got = nms(boxes, scores, thr) if labels is None else nms(boxes, scores, thr, labels)
    return checked(got, len(boxes))


def checked(got, n):
    """A one-dimensional array of integers in range, as a list."""
    expected = "expected a 1-D array of integers"
    assert isinstance(got, np.ndarray), f"{expected}, got {summary(got)}: return the indices of the kept boxes"
    flat_integers = got.ndim == 1 and got.dtype.kind in "iu"
    assert flat_integers, f"{expected}, got {summary(got)}: also where nothing is kept (hint 3)"
    bad = [int(i) for i in got if not 0 <= i < n]
    assert not bad, f"expected indices from 0 to {n - 1}, got {bad[:5]}: they are positions in the caller's boxes"
    return [int(i) for i in got]


def same(got, expected, because):
    """The same indices in the same order."""
    assert got == expected, f"expected {brief(expected)}, got {brief(got)}: {because}"


def same_set(got, expected, because):
    """The same indices in any order, where order is not what is looked at."""
    assert sorted(got) == sorted(expected), (
        f"expected the boxes {brief(sorted(expected))} to be kept, got {brief(sorted(got))}: {because}"
    )


def brief(indices):
    return str(indices) if len(indices) <= 12 else f"[{', '.join(map(str, indices[:10]))}, ... {len(indices)} in all]"


def row(n, gap=20.0):
    """Boxes in a row that do not meet, of different sizes."""
    x = gap * np.arange(n)
    return np.stack([x, np.zeros(n), x + 5 + np.arange(n) % 4, np.full(n, 8.0)], axis=1)


def crowd(rng, n, size=24, side=12):
    """Boxes of whole coordinates, of either sign, many of which overlap."""
    low = rng.integers(-size, size, size=(n, 2))
    return np.hstack([low, low + rng.integers(1, side, size=(n, 2))]).astype(float)


def distinct(rng, n):
    """Scores of either sign, all of them different."""
    return rng.permutation(n) / 4.0 - n / 8.0


def exact_areas(a, b):
    """The areas that two boxes of whole coordinates share and cover together, as whole numbers."""
    (ax, ay, au, av), (bx, by, bu, bv) = a, b
    shared = max(0, min(au, bu) - max(ax, bx)) * max(0, min(av, bv) - max(ay, by))
    return shared, (au - ax) * (av - ay) + (bu - bx) * (bv - by) - shared


def by_rule(boxes, scores, thr, labels=None):
    """The rule of the statement, word by word, without rounding."""
    boxes, (above, below) = boxes.astype(int).tolist(), Fraction(thr).as_integer_ratio()
    stay: list[int] = []
    for i in sorted(range(len(boxes)), key=lambda i: (-scores[i], i)):
        rivals = [j for j in stay if labels is None or labels[i] == labels[j]]
        areas = (exact_areas(boxes[i], boxes[j]) for j in rivals)
        if all(shared * below <= covered * above for shared, covered in areas):
            stay.append(i)
    return stay


def clear(boxes, thr):
    """No IoU of two of these boxes lies near the threshold."""
    areas = (exact_areas(a, b) for a, b in combinations(boxes.astype(int).tolist(), 2))
    return all(abs(shared / covered - thr) > 1e-5 for shared, covered in areas if covered)


def test_example_of_the_statement():
    """keeps the boxes 1, 2 and 3 of the statement's example"""
    boxes = np.array([[0, 0, 4, 4], [0, 0, 4, 5], [0, 2, 4, 7], [9, 9, 12, 12]], dtype=float)

    got = kept(boxes, np.array([0.6, 0.9, 0.8, 0.7]), 0.5)

    same(got, [1, 2, 3], "box 1 drops box 0, and overlaps box 2 by 12/28 only (hint 1)")


@pytest.mark.axis("shape")
def test_no_boxes_and_one():
    """gives an empty array of integers for no boxes, and the only box there is, with labels or without"""
    empty, one = np.zeros((0, 4)), np.array([[3.0, 3.0, 5.0, 9.0]])
    for labels in (None, np.zeros(0, dtype=np.int64)):
        same(kept(empty, np.zeros(0), 0.5, labels), [], "there is no box to keep")
    for labels in (None, np.array([-7])):
        same(kept(one, np.array([-2.0]), 0.5, labels), [0], "the only box stays, whatever its score")


@pytest.mark.catches("ascending-sort")
def test_does_not_begin_with_the_worst():
    """does not begin with the box of the lowest score"""
    scores = np.array([0.5, 0.8, 0.9, 0.1, 0.6])

    got = kept(row(5), scores, 0.5)

    assert got[:1] != [3], f"expected box 2 first, its score is 0.9, got {got}: the best score comes first (hint 1)"


@pytest.mark.catches("ascending-sort", "sorted-positions")
def test_better_of_two_stays():
    """keeps the box with the better score of two that overlap, wherever it stands, with scores of either sign"""
    boxes = np.array([[0.0, 0.0, 10.0, 10.0], [1.0, 0.0, 10.0, 10.0]])
    for scores, best in [([0.3, 0.9], 1), ([0.9, 0.3], 0), ([-5.0, -2.0], 1), ([-1.0, 0.0], 1)]:
        got = kept(boxes, np.array(scores), 0.5)
        same(got, [best], f"scores {scores}, IoU 0.9: the better one stays (hint 1)")


@pytest.mark.catches("sorted-positions", "ascending-sort")
def test_far_boxes_come_by_score(rng):
    """keeps all boxes that do not meet, and gives their indices from the best score to the worst"""
    for n in (2, 5, 40):
        scores = distinct(rng, n)
        got = kept(row(n), scores, 0.0)
        expected = sorted(range(n), key=lambda i: -scores[i])
        same(got, expected, "none of these meets another, so all stay, the best score first (hint 2)")


@pytest.mark.catches("sorted-positions")
def test_indices_follow_the_boxes(rng):
    """keeps the same boxes when the caller's arrays are shuffled"""
    for n in (6, 12, 30):
        boxes, scores = crowd(rng, n), distinct(rng, n)
        before = kept(boxes, scores, 0.3141)
        at = rng.permutation(n)
        after = [int(at[i]) for i in kept(boxes[at], scores[at], 0.3141)]
        because = "rows shuffled, indices taken back: an index must point into the caller's boxes, not a sorted or "
        same(after, before, because + "filtered copy of them (hint 2)")


@pytest.mark.catches("skips-next-box")
def test_no_box_twice(rng):
    """gives no index twice"""
    for n in (3, 10, 30):
        got = kept(crowd(rng, n), distinct(rng, n), 0.2718)
        twice = sorted({i for i in got if got.count(i) > 1})
        assert not twice, (
            f"expected each index at most once, got {brief(twice)} repeated: off by one in a slice (hint 3)"
        )


@pytest.mark.catches("drops-at-threshold")
def test_exactly_at_the_threshold():
    """keeps both of two boxes whose IoU is exactly the threshold, and keeps all at thr = 1"""
    whole, half = [0.0, 0.0, 2.0, 2.0], [0.0, 0.0, 2.0, 1.0]
    quarter = [1.0, 1.0, 2.0, 2.0]
    scores = np.array([0.9, 0.8])
    for a, b, thr in [(whole, half, 0.5), (half, whole, 0.5), (whole, quarter, 0.25), (whole, whole, 1.0)]:
        got = kept(np.array([a, b]), scores, thr)
        same_set(got, [0, 1], f"IoU exactly {thr}, thr={thr}: only a greater IoU drops a box")


def test_just_above_the_threshold():
    """drops the worse of two boxes whose IoU is a little above the threshold"""
    boxes = np.array([[0.0, 0.0, 100.0, 100.0], [0.0, 0.0, 100.0, 51.0]])
    for thr, expected in [(0.5, [0]), (0.509, [0]), (0.511, [0, 1]), (0.0, [0])]:
        same(kept(boxes, np.array([2.0, 1.0]), thr), expected, f"IoU 0.51, thr={thr}")


@pytest.mark.catches("dropped-boxes-suppress")
def test_dropped_box_drops_nobody():
    """keeps a box that overlaps only a box that was dropped itself"""
    for n in (3, 4, 7):
        x = 4.0 * np.arange(n)
        chain = np.stack([x, np.zeros(n), x + 10, np.full(n, 10.0)], axis=1)
        got = kept(chain, np.arange(n, 0.0, -1.0), 0.2)
        expected = list(range(0, n, 2))
        same_set(got, expected, f"a chain of {n} where each meets the next: only kept boxes drop others (hint 1)")


@pytest.mark.catches("ties-reversed")
def test_equal_scores():
    """takes the lower index first where scores are equal"""
    for n in (2, 7, 60):
        got = kept(row(n), np.full(n, 0.5), 0.5)
        same(got, list(range(n)), "all scores are equal: the lower index comes first, so sort stably (hint 2)")
    boxes = np.array([[0.0, 0.0, 10.0, 10.0], [1.0, 0.0, 10.0, 10.0], [50.0, 0.0, 60.0, 10.0]])
    same(kept(boxes, np.array([0.5, 0.5, 0.9]), 0.5), [2, 0], "boxes 0 and 1 overlap with equal scores: 0 stays")


@pytest.mark.catches("labels-ignored")
def test_labels_apart():
    """keeps overlapping boxes of different labels, and drops those of one"""
    boxes = np.array([[0.0, 0.0, 10.0, 10.0], [1.0, 0.0, 10.0, 10.0], [0.0, 1.0, 10.0, 10.0]])
    scores = np.array([0.9, 0.8, 0.7])
    for labels, expected in [([0, 1, 2], [0, 1, 2]), ([4, 5, 4], [0, 1]), ([1, 0, 0], [0, 1])]:
        got = kept(boxes, scores, 0.5, np.array(labels))
        same_set(got, expected, f"labels {labels}: boxes of different labels never affect each other (hint 2)")
    same_set(kept(boxes, scores, 0.5), [0], "without labels all are of one class")


@pytest.mark.catches("label-offset", "labels-ignored")
def test_any_labels_anywhere():
    """keeps labels apart for negative coordinates, and for labels negative or huge"""
    boxes = np.array([[-10.0, -10.0, 0.0, 0.0], [-9.0, -10.0, 0.0, 0.0], [-10.0, -9.0, -1.0, -1.0]]) - 1.0
    scores = np.array([0.9, 0.8, 0.7])
    cases = [([0, 1, 2], [0, 1, 2]), ([3, 3, -3], [0, 2]), ([2**60, 2**60 + 1, 2**60], [0, 1])]
    for labels, expected in cases:
        got = kept(boxes, scores, 0.5, np.array(labels))
        because = "boxes below 0: compare the labels themselves, or be sure that no offset brings two together"
        same_set(got, expected, f"labels {labels}, {because}")


@pytest.mark.catches("class-after-class")
def test_labels_are_mixed_by_score(rng):
    """gives kept boxes of all labels in one order of falling scores"""
    for n in (5, 30):
        scores, labels = distinct(rng, n), rng.integers(0, 3, size=n)
        labels[np.argsort(-scores)[[0, 1, 2]]] = [1, 0, 1]
        got = kept(row(n), scores, 0.5, labels)
        of = [float(scores[i]) for i in got]
        falls = all(a > b for a, b in zip(of, of[1:], strict=False))
        assert falls, f"expected falling scores, got {brief(of)}: order the kept boxes of all labels by score"


@pytest.mark.catches("zero-area-dropped")
def test_boxes_without_area():
    """keeps points and lines in the same place: their IoU is 0"""
    boxes = np.array([[5.0, 5.0, 5.0, 5.0], [5.0, 5.0, 5.0, 5.0], [0.0, 5.0, 9.0, 5.0], [0.0, 5.0, 9.0, 5.0]])
    for thr in (0.0, 0.5, 1.0):
        got = kept(boxes, np.array([0.4, 0.3, 0.2, 0.1]), thr)
        same_set(got, [0, 1, 2, 3], f"0 / 0 counts as an IoU of 0, which is not greater than thr={thr} (hint 3)")


def test_boxes_that_touch():
    """keeps boxes that share an edge or a corner only, at thr = 0"""
    boxes = np.array([[0.0, 0.0, 5.0, 5.0], [5.0, 0.0, 9.0, 5.0], [5.0, 5.0, 9.0, 9.0], [-6.0, -6.0, -1.0, 0.0]])

    same(kept(boxes, np.array([0.4, 0.3, 0.2, 0.1]), 0.0), [0, 1, 2, 3], "they share no area: sides are x2 - x1")


@pytest.mark.catches(
    "sorted-positions",
    "ascending-sort",
    "skips-next-box",
    "dropped-boxes-suppress",
)
def test_rule_agrees(rng):
    """agrees with the rule in whole numbers, for crowds of boxes"""
    for n, thr in [(4, 0.1), (12, 0.3), (12, 0.5), (40, 0.0), (40, 0.2), (60, 0.45), (60, 0.7)]:
        for _ in range(4):
            boxes, scores = crowd(rng, n), distinct(rng, n)
            at = thr + 0.00101 if thr else thr
            if not thr or clear(boxes, at):
                same(kept(boxes, scores, at), by_rule(boxes, scores, at), f"{n} boxes, thr={at}")


def test_rule_agrees_with_labels_and_ties(rng):
    """agrees with the rule where scores are often equal and boxes have labels"""
    for n, classes in [(6, 2), (30, 2), (50, 5), (50, 1)]:
        for _ in range(3):
            boxes, thr = crowd(rng, n), 0.23457
            scores = rng.integers(0, 5, size=n) / 4.0
            labels = rng.integers(-1, classes, size=n)
            if clear(boxes, thr):
                expected = by_rule(boxes, scores, thr, labels)
                same(kept(boxes, scores, thr, labels), expected, f"{n} boxes, labels {sorted({*labels.tolist()})}")


def test_five_hundred_boxes(rng):
    """agrees with the rule for 500 boxes on a large plane"""
    boxes, scores = crowd(rng, 500, size=9_000, side=900), distinct(rng, 500)

    same(kept(boxes, scores, 0.0), by_rule(boxes, scores, 0.0), "500 boxes, thr=0")


@pytest.mark.axis("side_effects")
def test_inputs_are_left_alone(rng):
    """leaves boxes, scores and labels as they were"""
    given = crowd(rng, 9), distinct(rng, 9), rng.integers(0, 3, size=9)
    placed = [place(each) for each in given]

    nms(placed[0], placed[1], 0.3, placed[2])

    for name, thing, before in zip(("boxes", "scores", "labels"), placed, given, strict=True):
        assert_close(fetch(thing), before, rtol=0, because=f"`{name}` was changed in place: work on a copy")


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def soft(boxes, scores, sigma, floor):
    """The answer's indices as a list, and its scores."""
    got = soft_nms(boxes, scores, sigma, floor)
    pair = isinstance(got, tuple) and len(got) == 2
    assert pair, f"expected a tuple (indices, scores), got {summary(got)}"
    indices = checked(got[0], len(boxes))
    assert_shape(got[1], (len(indices),), because="one score for each index")
    return indices, got[1]


def soft_by_rule(boxes, scores, sigma, floor):
    """The rule of the stage, word by word."""
    boxes, left, out = boxes.astype(int).tolist(), dict(enumerate(scores.tolist())), []
    while left:
        best = min(left, key=lambda i: (-left[i], i))
        if left[best] < floor:
            break
        out.append((best, left.pop(best)))
        for i in left:
            shared, covered = exact_areas(boxes[i], boxes[best])
            left[i] *= math.exp(-((shared / covered) ** 2) / sigma)
    return [i for i, _ in out], np.array([score for _, score in out])


@pytest.mark.stage(2)
def test_soft_example():
    """gives the numbers of the stage's example"""
    indices, scores = soft(np.array([[0.0, 0.0, 2.0, 2.0], [0.0, 0.0, 2.0, 1.0]]), np.array([0.9, 0.8]), 0.5, 0.1)

    same(indices, [0, 1], "both stay above the floor")
    assert_close(scores, np.array([0.9, 0.8 * math.exp(-0.5)]), rtol=0, atol=1e-9, because="exp(-0.5² / 0.5)")


@pytest.mark.stage(2)
def test_soft_order_changes(rng):
    """takes the highest score after decay, not the order at the start"""
    boxes = np.array([[0.0, 0.0, 10.0, 10.0], [0.0, 0.0, 10.0, 9.0], [50.0, 0.0, 60.0, 10.0]])

    indices, scores = soft(boxes, np.array([0.9, 0.8, 0.5]), 0.5, 0.0)

    same(indices, [0, 2, 1], "box 1 decays below box 2: look for the best again after each box")
    assert_close(scores, np.array([0.9, 0.5, 0.8 * math.exp(-0.81 / 0.5)]), rtol=0, atol=1e-9)


@pytest.mark.stage(2)
def test_soft_floor_and_ties():
    """keeps a score of exactly the floor, drops lower ones, and takes the lower index of equals"""
    indices, scores = soft(row(5), np.array([0.25, 0.5, 0.125, 0.5, 0.25]), 0.5, 0.25)

    same(indices, [1, 3, 0, 4], "0.25 is not below the floor of 0.25, 0.125 is")
    assert_close(scores, np.array([0.5, 0.5, 0.25, 0.25]), rtol=0, atol=1e-9)
    indices, scores = soft(row(3), np.array([0.1, 0.2, 0.1]), 0.5, 0.9)
    same(indices, [], "all scores are below the floor")
    indices, _ = soft(np.zeros((0, 4)), np.zeros(0), 0.5, 0.1)
    same(indices, [], "there are no boxes")


@pytest.mark.stage(2)
def test_soft_rule_agrees(rng):
    """agrees with the rule of the stage for crowds of boxes, and leaves its arguments alone"""
    for n, sigma, floor in [(2, 0.5, 0.01), (10, 0.3, 0.2), (40, 0.5, 0.05), (60, 2.0, 0.1)]:
        boxes, scores = crowd(rng, n), rng.uniform(0.3, 1.0, size=n)
        b, s = place(boxes), place(scores)
        indices, got = soft(boxes, scores, sigma, floor)
        expected, decayed = soft_by_rule(boxes, scores, sigma, floor)
        same(indices, expected, f"{n} boxes, sigma={sigma}, floor={floor}")
        assert_close(got, decayed, rtol=0, atol=1e-9, because=f"{n} boxes, sigma={sigma}, floor={floor}")
        soft_nms(b, s, sigma, floor)
        assert_close(fetch(b), boxes, rtol=0, because="`boxes` was changed in place: work on a copy")
        assert_close(fetch(s), scores, rtol=0, because="`scores` was changed in place: work on a copy")
