"""Properties of the ratio first, each for one convention, then areas counted cell by cell, and last the speed.

Where a convention is not what is looked at, boxes have sides of 10 or more, overlap, and are float64: so each check
tells of one thing.
"""

from functools import partial

import numpy as np
import pytest
from answer import giou, iou
from starter import iou as loop

from prep.checking import assert_close, assert_dtype, assert_shape, fetch, place, speedup

TIMES_FASTER = 30
TIMES_FASTER_GIOU = 15


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=0, atol=1e-8, because=because)


def around(rng, n, *, sides=(10.0, 40.0), centre=(50.0, 50.0)):
    """Boxes that all hold the same point, so that all of them overlap."""
    low, high = (rng.uniform(sides[0] / 2, sides[1] / 2, size=(n, 2)) for _ in range(2))
    return np.hstack([np.array(centre) - low, np.array(centre) + high])


def anywhere(rng, n, size=100.0):
    """Boxes here and there: some meet, some do not."""
    low = rng.uniform(0, size, size=(n, 2))
    return np.hstack([low, low + rng.uniform(size / 50, size / 2, size=(n, 2))])


def by_pairs(A, B, generalised=False):
    """The definition on Python's own numbers, pair by pair."""
    out = np.zeros((len(A), len(B)))
    for i, (ax, ay, au, av) in enumerate(A.tolist()):
        for j, (bx, by, bu, bv) in enumerate(B.tolist()):
            meet = max(ax, bx) < min(au, bu) and max(ay, by) < min(av, bv)
            shared = (min(au, bu) - max(ax, bx)) * (min(av, bv) - max(ay, by)) if meet else 0.0
            covered = (au - ax) * (av - ay) + (bu - bx) * (bv - by) - shared
            out[i, j] = shared / covered if covered else 0.0
            hull = (max(au, bu) - min(ax, bx)) * (max(av, bv) - min(ay, by))
            if generalised and hull:
                out[i, j] -= (hull - covered) / hull
    return out


def by_cells(A, B):
    """Counts the unit cells of a grid of 12 by 12 that boxes of whole coordinates cover."""

    def cells(boxes):
        covered = np.zeros((len(boxes), 12, 12), dtype=bool)
        for grid, (x1, y1, x2, y2) in zip(covered, boxes, strict=True):
            grid[x1:x2, y1:y2] = True
        return covered

    a, b = cells(A), cells(B)
    shared = [[(p & q).sum() for q in b] for p in a]
    covered = [[(p | q).sum() for q in b] for p in a]
    return np.array(shared) / np.maximum(covered, 1)


def test_example_of_the_statement():
    """gives the numbers of the statement's example"""
    A = np.array([[0.0, 0.0, 4.0, 2.0]])
    B = np.array([[2.0, 0.0, 6.0, 2.0], [0.0, 0.0, 4.0, 2.0], [5.0, 5.0, 6.0, 6.0]])

    close(iou(A, B), np.array([[1 / 3, 1.0, 0.0]]), "the first two share 4 of the 8 + 8 - 4 that they cover (hint 2)")


@pytest.mark.axis("shape")
def test_shapes(rng):
    """gives shape (N, M), rows for A and columns for B, also where one of the sets is empty"""
    for n, m in [(1, 1), (1, 5), (5, 1), (4, 4), (2, 4), (7, 3), (0, 3), (3, 0), (0, 0)]:
        A, B = anywhere(rng, n), anywhere(rng, m)
        got = iou(A, B)
        assert_shape(got, (n, m), because=f"A has shape {A.shape}, B has shape {B.shape} (hint 1)")
        close(got, by_pairs(A, B), f"A has shape {A.shape}, B has shape {B.shape} (hint 1)")


@pytest.mark.catches("overlap-counted-twice")
def test_box_with_itself(rng):
    """gives 1 for a box with itself"""
    A = around(rng, 6)

    got = iou(A, A.copy())

    assert_shape(got, (6, 6))
    because = "what two boxes share is in both areas: it must count once (hint 2)"
    close(np.diagonal(got), np.ones(6), because)


@pytest.mark.catches("boxes-as-xywh")
def test_shift_changes_nothing(rng):
    """gives the same when all boxes are shifted together"""
    A, B = around(rng, 5), around(rng, 4)
    before = iou(A, B)
    assert_shape(before, (5, 4))
    for shift in ([512.0, 0.0], [0.0, -256.0], [-1024.0, 1024.0]):
        because = f"all boxes shifted by {shift}: a row is x1, y1, x2, y2, two corners, not a corner and a size"
        close(iou(A + shift * 2, B + shift * 2), before, because)


@pytest.mark.catches("plus-one-pixel")
def test_larger_boxes_change_nothing(rng):
    """gives the same when all coordinates are multiplied by 16"""
    A, B = around(rng, 5), around(rng, 4)
    before = iou(A, B)

    assert_shape(before, (5, 4))
    close(iou(16 * A, 16 * B), before, "all boxes 16 times as large: a side is x2 - x1, and nothing is added to it")


@pytest.mark.axis("stability")
@pytest.mark.catches("eps-in-union", "plus-one-pixel")
def test_tiny_boxes(rng):
    """gives boxes with sides of a hundredth what it gives the same boxes a thousand times as large"""
    for n, m in [(5, 4), (1, 7)]:
        A, B = around(rng, n, sides=(10.5, 40.0)), around(rng, m, sides=(10.5, 40.0))
        large, small = iou(A, B), iou(A / 1024, B / 1024)
        assert_shape(large, (n, m))
        because = "areas of 1e-4 are as good as any: add nothing to a union, and treat 0 by itself (hint 3)"
        close(small, large, because)


@pytest.mark.catches("overlap-not-clamped")
def test_boxes_side_by_side():
    """gives 0 for boxes that lie apart in one direction"""
    A = np.array([[0.0, 0.0, 10.0, 10.0]])
    B = np.array(
        [[30.0, 0.0, 40.0, 10.0], [-40.0, 2.0, -20.0, 30.0], [0.0, 35.0, 10.0, 50.0], [5.0, -99.0, 60.0, -50.0]]
    )

    close(iou(A, B), np.zeros((1, 4)), "boxes side by side share nothing: a negative width is no width (hint 2)")


@pytest.mark.catches("overlap-not-clamped", "clamped-after-product")
def test_boxes_apart_both_ways():
    """gives 0 for boxes that lie apart in x and in y"""
    A = np.array([[0.0, 0.0, 10.0, 10.0]])
    B = np.array([[30.0, 30.0, 40.0, 45.0], [-60.0, 25.0, -40.0, 70.0], [-30.0, -40.0, -20.0, -20.0]])

    because = "apart in x and in y: the product of two negative sides is positive, so clamp each of them (hint 2)"
    close(iou(A, B), np.zeros((1, 3)), because)


def test_boxes_that_touch():
    """gives 0 for boxes that share an edge or a corner only"""
    A = np.array([[0.0, 0.0, 10.0, 10.0]])
    B = np.array([[10.0, 0.0, 20.0, 10.0], [0.0, -15.0, 10.0, 0.0], [10.0, 10.0, 25.0, 25.0]])

    close(iou(A, B), np.zeros((1, 3)), "an edge has no area: coordinates are points, not pixels")


@pytest.mark.axis("stability")
@pytest.mark.catches("zero-area-nan")
def test_boxes_without_area(rng):
    """gives 0, never NaN, for points and lines, with themselves and with others"""
    A = np.array([[50.0, 50.0, 50.0, 50.0], [0.0, 50.0, 70.0, 50.0], [50.0, 45.0, 50.0, 90.0]])
    for B in (A.copy(), A[::-1].copy(), A[:1].copy()):
        because = "two boxes without area cover nothing together, and 0 / 0 is NaN: the result is 0 there (hint 3)"
        close(iou(A, B), np.zeros((3, len(B))), because)
    close(iou(A, around(rng, 4)), np.zeros((3, 4)), "points and lines inside boxes that have an area")


def test_cells_agree(rng):
    """agrees with counted cells of a grid, for int32 and float64 boxes of whole coordinates"""
    for n, m in [(40, 30), (7, 60)]:
        A, B = (np.sort(rng.integers(0, 13, size=(k, 2, 2)), axis=1).reshape(k, 4) for k in (n, m))
        expected = by_cells(A, B)
        for a, b in [(np.int32, np.int32), (np.float64, np.int32), (np.float64, np.float64)]:
            because = f"against counted cells, A {np.dtype(a)}, B {np.dtype(b)}"
            close(iou(A.astype(a), B.astype(b)), expected, because)


@pytest.mark.catches("int32-overflow")
def test_large_int32_boxes(rng):
    """gives int32 boxes what it gives the same boxes in float64, with areas beyond 2 to the 31"""
    corners = np.sort(rng.integers(-100_000, 100_001, size=(30, 2, 2), dtype=np.int32), axis=1).reshape(30, 4)
    corners[0] = [-100_000, -100_000, 100_000, 100_000]
    A, B = corners[:18].copy(), corners[18:].copy()
    expected = iou(A.astype(np.float64), B.astype(np.float64))

    assert_shape(expected, (18, 12))
    close(iou(A, B), expected, "an area of 4e10 does not fit into int32: convert before multiplying (hint 3)")


def test_pairs_agree(rng):
    """agrees with the definition pair by pair, for boxes near and far, small and large"""
    families = [
        (anywhere(rng, 30), anywhere(rng, 25)),
        (anywhere(rng, 20, size=9e4) - 9e4, anywhere(rng, 9, size=9e4) - 5e4),
        (around(rng, 12, sides=(0.02, 4e4)), around(rng, 15, sides=(0.02, 100.0))),
        (np.vstack([anywhere(rng, 8)] * 2), np.vstack([anywhere(rng, 3)] * 3)),
        (np.hstack([rng.uniform(size=(9, 2))] * 2), anywhere(rng, 6, size=2.0)),
    ]
    for A, B in families:
        for x, y in [(A, B), (np.asfortranarray(A), B[::-1])]:
            close(iou(x, y), by_pairs(x, y), f"pair by pair, coordinates up to {max(abs(A).max(), abs(B).max()):.3g}")


@pytest.mark.axis("shape")
def test_result_is_float64(rng):
    """gives float64, for int32 boxes too"""
    A, B = around(rng, 3), around(rng, 2)
    for dtype in (np.float64, np.int32):
        assert_dtype(iou(A.astype(dtype), B.astype(dtype)), np.float64, because=f"for {np.dtype(dtype)} boxes")


@pytest.mark.axis("side_effects")
def test_inputs_are_left_alone(rng):
    """leaves the caller's boxes as they were"""
    for dtype in (np.float64, np.int32):
        A, B = around(rng, 5).astype(dtype), around(rng, 4).astype(dtype)
        a, b = place(A), place(B)
        iou(a, b)
        assert_close(fetch(a), A, rtol=0, because="A was changed in place: work on a new array")
        assert_close(fetch(b), B, rtol=0, because="B was changed in place: work on a new array")


@pytest.mark.axis("speed")
@pytest.mark.catches("row-loop")
def test_speed_of_a_long_a(rng):
    """is at least 30 times as fast as the given loop at N = 600, M = 6"""
    assert_fast(iou, by_pairs, rng, 600, 6)


@pytest.mark.axis("speed")
@pytest.mark.catches("loop-over-b")
def test_speed_of_a_long_b(rng):
    """is at least 30 times as fast as the given loop at N = 6, M = 600"""
    assert_fast(iou, by_pairs, rng, 6, 600)


def assert_fast(entry, right, rng, n, m, times=TIMES_FASTER):
    """A wrong answer fails before anything is timed; then rounds, until the ratio is clear."""

    def inputs():
        return anywhere(rng, n), anywhere(rng, m)

    def agrees(result, arguments):
        close(result, right(*arguments), f"N={n}, M={m}: wrong, so its speed does not count")

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
    because = "does a Python loop over boxes remain? (hint 1)"
    assert ratio >= times, f"expected {times} times the speed of the given loop, got {ratio:.3g} times: {because}"


# ---- stage 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
def test_giou_by_hand():
    """gives 1 for equal boxes, -1/3 for two squares with one between them, and 1/7 - 2/9 for an overlap"""
    A = np.array([[0.0, 0.0, 2.0, 2.0]])
    B = np.array([[0.0, 0.0, 2.0, 2.0], [4.0, 0.0, 6.0, 2.0], [1.0, 1.0, 3.0, 3.0]])

    close(giou(A, B), np.array([[1.0, -1 / 3, 1 / 7 - 2 / 9]]), "IoU less (hull - union) / hull, by hand")


@pytest.mark.stage(2)
def test_giou_falls_with_the_distance():
    """falls towards -1 as two boxes move apart"""
    A = np.array([[0.0, 0.0, 2.0, 2.0]])
    far = np.array([2.0, 4.0, 10.0, 100.0, 1000.0])[:, None]

    got = giou(A, A + far)

    assert_shape(got, (1, 5))
    ordered = (np.diff(got[0]) < 0).all() and got[0, -1] > -1
    assert ordered, f"expected numbers that fall and stay above -1, got {got[0]}: the hull grows with the distance"


@pytest.mark.stage(2)
def test_giou_of_boxes_without_area():
    """gives 0 where the hull has no area, and -1 for two points that are not on a line with the axes"""
    A = np.array([[5.0, 5.0, 5.0, 5.0], [0.0, 5.0, 9.0, 5.0]])
    B = np.array([[5.0, 5.0, 5.0, 5.0], [7.0, 5.0, 20.0, 5.0], [8.0, 9.0, 8.0, 9.0]])

    close(giou(A, B), np.array([[0.0, 0.0, -1.0], [0.0, 0.0, -1.0]]), "0 / 0 counts as 0, in both quotients")


@pytest.mark.stage(2)
def test_giou_agrees_pair_by_pair(rng):
    """agrees with the definition pair by pair, for float64 and int32, and for empty sets"""
    for n, m in [(1, 1), (8, 5), (3, 9), (0, 2), (2, 0)]:
        A, B = anywhere(rng, n), anywhere(rng, m)
        close(giou(A, B), by_pairs(A, B, generalised=True), f"N={n}, M={m}")
    A, B = (anywhere(rng, 6, size=6e4).astype(np.int32) for _ in range(2))
    a, b = place(A), place(B)
    close(giou(a, b), by_pairs(A, B, generalised=True), "large int32 boxes")
    assert_close(fetch(a), A, rtol=0, because="A was changed in place: work on a new array")
    assert_close(fetch(b), B, rtol=0, because="B was changed in place: work on a new array")


@pytest.mark.stage(2)
@pytest.mark.axis("speed")
def test_giou_speed_of_a_long_a(rng):
    """is at least 15 times as fast as the given loop of iou at N = 600, M = 6"""
    assert_fast(giou, partial(by_pairs, generalised=True), rng, 600, 6, times=TIMES_FASTER_GIOU)


@pytest.mark.stage(2)
@pytest.mark.axis("speed")
def test_giou_speed_of_a_long_b(rng):
    """is at least 15 times as fast as the given loop of iou at N = 6, M = 600"""
    assert_fast(giou, partial(by_pairs, generalised=True), rng, 6, 600, times=TIMES_FASTER_GIOU)
