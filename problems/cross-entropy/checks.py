"""Properties first (equal logits, shifts, batches without their ignored rows), then each row in plain arithmetic.

No row is ignored except where ignoring is looked at, and `ignore` is -100 except where its value is; logits are
small except where size is looked at, so each check tells of one thing.
"""

import cmath
import math

import numpy as np
import pytest
from answer import cross_entropy, smoothed_cross_entropy

from prep.checking import assert_close, assert_shape, fetch, peak_memory, place, summary

REDUCTIONS = ("none", "sum", "mean")


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def by_row(logits, y):
    """The loss of each row, in plain arithmetic and without overflow, to the last digits of small losses too."""
    losses = []
    for row, target in zip(logits.tolist(), y.tolist(), strict=True):
        gaps = [x - row[target] for x in row]
        top = max(gaps)
        losses.append(top + math.log(math.fsum(math.exp(gap - top) for gap in gaps)))
    return np.array(losses)


def reduced(losses, reduction):
    """Losses of kept rows alone, as `reduction` wants them."""
    return {"none": losses, "sum": math.fsum(losses), "mean": math.fsum(losses) / max(1, len(losses))}[reduction]


def batch(rng, N, C, scale=2.0):
    """Logits and targets, none of which is ignored."""
    return scale * rng.normal(size=(N, C)), rng.integers(C, size=N)


def with_ignored(rng, N, C, ignore=-100):
    """Logits, targets of which at least one is kept and one ignored, and the targets with none ignored."""
    logits, full = batch(rng, N, C)
    full = np.where(full == ignore, (full + 1) % C, full)
    y, gone = full.copy(), rng.permutation(N)[: rng.integers(1, N)]
    y[gone] = ignore
    return logits, y, full


def own(logits, y):
    """The answer's own losses of rows none of which is ignored."""
    got = cross_entropy(logits, y, reduction="none")
    assert_shape(got, y.shape, because='with reduction="none" there is one number per row')
    return got


def of_kept(logits, y, ignore, because):
    """The answer's own losses of the kept rows; if it left a place for the others, that must be 0."""
    got, kept = cross_entropy(logits, y, ignore, "none"), y != ignore
    if np.shape(got) != y.shape:
        return got
    close(got, np.where(kept, got, 0.0), because)
    return got[kept]


def test_equal_logits_cost_log_c():
    """gives log C for every row whose C logits are equal, whatever they are"""
    for C in (1, 2, 7):
        logits = np.array([[0.0] * C, [3.5] * C, [-2.25] * C])
        got = cross_entropy(logits, np.array([0, C - 1, C // 2]), reduction="none")
        close(got, np.full(3, math.log(C)), f"each of {C} classes has the probability 1/{C} (hint 1)")


def test_example():
    """gives log 2 for a probability of 1/2 and log 3 for 1/3, and their sum and mean"""
    logits, y = np.log([[1.0, 1.0, 2.0], [5.0, 5.0, 5.0]]), np.array([2, 0])

    for reduction in REDUCTIONS:
        expected = reduced(np.log([2.0, 3.0]), reduction)
        close(cross_entropy(logits, y, reduction=reduction), expected, f"with reduction={reduction!r} (hint 2)")
    close(cross_entropy(logits, y), math.log(6) / 2, "the mean is what comes back if no reduction is named")


def test_rows_agree_with_plain_arithmetic(rng):
    """agrees with plain arithmetic, row by row, for many shapes and every reduction"""
    for N, C in [(1, 1), (1, 4), (6, 2), (5, 5), (9, 3), (4, 130)]:
        logits, y = batch(rng, N, C)
        for reduction in REDUCTIONS:
            got = cross_entropy(logits, y, reduction=reduction)
            expected = reduced(by_row(logits, y), reduction)
            close(got, expected, f"N={N}, C={C}, reduction={reduction!r}: row i goes with target i (hint 3)")


def test_each_row_by_itself(rng):
    """gives rows the same loss in another order, or alone"""
    logits, y = batch(rng, 6, 4)
    together = cross_entropy(logits, y, reduction="none")
    assert_shape(together, (6,), because="one loss for each row")

    order = rng.permutation(6)
    close(cross_entropy(logits[order], y[order], reduction="none"), together[order], "the rows were shuffled")
    for i in range(6):
        alone = cross_entropy(logits[i : i + 1], y[i : i + 1], reduction="none")
        close(alone, together[i : i + 1], f"row {i} alone: is a loss taken over more than its own row? (hint 2)")


@pytest.mark.axis("stability")
@pytest.mark.catches("no-max-subtraction")
def test_shifted_logits(rng):
    """gives the same when thousands are added to all the logits, or taken off"""
    logits, y = np.round(batch(rng, 4, 5)[0] * 16) / 16, np.array([0, 3, 4, 2])
    for shift in (1024.0, -1024.0, 8192.0, -8192.0):
        got = cross_entropy(logits + shift, y, reduction="none")
        words = "overflows" if shift > 0 else "underflows, and log 0 is -inf"
        close(got, by_row(logits, y), f"exp {words} when {shift:+.0f} is added to every logit (hint 2)")


@pytest.mark.axis("stability")
@pytest.mark.catches("global-max", "no-max-subtraction")
def test_rows_far_apart(rng):
    """treats each row by itself, when one lies thousands below another"""
    logits = np.tile(np.round(rng.normal(size=5) * 16) / 16, (3, 1))
    y = np.full(3, rng.integers(5))
    expected = by_row(logits, y)

    got = cross_entropy(logits + np.array([[-4096.0], [0.0], [4096.0]]), y, reduction="none")

    close(got, expected, "one row, moved by ±4096: each needs a shift of its own (hint 2)")


@pytest.mark.axis("stability")
@pytest.mark.catches("log-of-softmax", "clipped-log", "no-max-subtraction")
def test_hopeless_rows():
    """gives the gap itself where the target's logit lies thousands below the largest"""
    because = "the log of a probability that has become 0: take the log before putting numbers in (hint 1)"
    for row, target, gap in [
        ([0.0, 2000.0, -5.0], 0, 2000.0),
        ([-9999.0, 0.0, 9999.0], 0, 19998.0),
        ([800.0, 0.0], 1, 800.0),
    ]:
        got = cross_entropy(np.array([row]), np.array([target]), reduction="sum")
        close(got, gap, because)


@pytest.mark.axis("stability")
@pytest.mark.catches("clipped-log")
def test_unlikely_targets():
    """gives the loss in full for probabilities of 1e-8 down to 1e-280"""
    for exponent in (8, 15, 40, 280):
        gap = exponent * math.log(10)
        got = cross_entropy(np.array([[0.0, gap]]), np.array([0]), reduction="sum")
        because = f"a probability of 1e-{exponent} is small, not zero: nothing is to be clipped or added (hint 1)"
        close(got, gap + math.log1p(math.exp(-gap)), because)


@pytest.mark.catches("indexes-before-masking")
def test_ignored_label_is_no_index(rng):
    """takes ignored targets that are no index of a class"""
    for ignore in (-100, 255):
        logits, y, full = with_ignored(rng, 5, 3)
        y[y == -100] = ignore
        because = f"{ignore} is no class: choose the kept rows first (hint 2)"
        close(of_kept(logits, y, ignore, because), own(logits, full)[y != ignore], because)


@pytest.mark.catches("mean-over-all", "indexes-before-masking")
def test_mean_of_the_kept_rows(rng):
    """gives the mean that the same batch has without its ignored rows"""
    for N in (2, 3, 8):
        logits, y, full = with_ignored(rng, N, 4)
        kept = y != -100
        because = f"{kept.sum()} of {N} rows are kept: divide by their number (hint 3)"
        close(cross_entropy(logits, y), cross_entropy(logits[kept], full[kept]), because)


@pytest.mark.axis("shape")
@pytest.mark.catches("ignored-rows-dropped", "indexes-before-masking")
def test_ignored_rows_keep_their_place(rng):
    """gives a loss for every row with reduction "none", 0 for those that are ignored"""
    logits, y, full = with_ignored(rng, 7, 3)

    got = cross_entropy(logits, y, reduction="none")

    assert_shape(got, (7,), because='with reduction="none" there is one number per row, ignored or not')
    close(got, np.where(y != -100, own(logits, full), 0.0), "0 for an ignored row, in its place (hint 3)")
    nothing = cross_entropy(logits, np.full(7, -100), reduction="none")
    close(nothing, np.zeros(7), "every row is ignored, and keeps its place")


def test_sum_and_mean_agree_with_plain_arithmetic(rng):
    """agrees with plain arithmetic on the sum and the mean of the kept rows, whatever `ignore` is"""
    for ignore in (1, -1, -100, 300):
        logits, y, full = with_ignored(rng, 7, 3, ignore)
        losses = by_row(logits[y != ignore], full[y != ignore])
        for reduction in ("sum", "mean"):
            because = f"{len(losses)} of 7 rows are kept, with ignore={ignore} and reduction={reduction!r}"
            close(cross_entropy(logits, y, ignore, reduction), reduced(losses, reduction), because)


@pytest.mark.catches("assumes-negative-ignore")
def test_ignore_can_be_a_class(rng):
    """ignores the rows of a class, if that is what `ignore` says, and no other row"""
    for ignore in (0, 2):
        logits, y, full = with_ignored(rng, 8, 4, ignore)
        kept = y != ignore
        because = f"ignore={ignore}: the rows to leave out are those where y equals it (hint 2)"
        close(of_kept(logits, y, ignore, because), own(logits, full)[kept], because)


@pytest.mark.axis("stability")
@pytest.mark.catches("multiplies-by-mask", "indexes-before-masking")
def test_nan_in_ignored_rows(rng):
    """is not touched by NaN, inf or -inf in the logits of ignored rows"""
    logits, y, _ = with_ignored(rng, 6, 3)
    expected = cross_entropy(logits, y)
    for junk in (math.nan, math.inf, -math.inf):
        logits[y == -100] = junk
        because = f"ignored rows of {junk}: 0 × {junk} is NaN, so leave them out of it all (hint 2)"
        close(cross_entropy(logits, y), expected, because)


@pytest.mark.axis("stability")
@pytest.mark.catches("all-ignored-nan", "indexes-before-masking")
def test_nothing_kept(rng):
    """gives zeros when every row is ignored"""
    for N in (1, 4):
        logits, y = rng.normal(size=(N, 3)), np.full(N, -100)
        close(cross_entropy(logits, y, reduction="mean"), 0.0, "the mean of no rows should be 0.0, not 0 / 0 (hint 3)")
        close(cross_entropy(logits, y, reduction="sum"), 0.0, "the sum of no rows")


def test_unknown_reduction():
    """raises ValueError for a reduction that it does not know"""
    for reduction in ("average", "Mean", ""):
        try:
            got = cross_entropy(np.zeros((2, 3)), np.array([0, 1]), reduction=reduction)
        except ValueError:
            continue
        words = f"expected ValueError for reduction={reduction!r}, got {summary(got)}"
        raise AssertionError(f"{words}: a misspelt name must not pass for another")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-targets", "indexes-before-masking")
def test_inputs_are_left_alone(rng):
    """leaves logits and targets as they were"""
    logits, y, _ = with_ignored(rng, 6, 3)
    placed = [place(logits), place(y)]

    for reduction in REDUCTIONS:
        cross_entropy(*placed, reduction=reduction)

    because = "the caller's array was changed in place: work on a new one"
    assert_close(fetch(placed[0]), logits, rtol=0, because=f"logits: {because}")
    assert_close(fetch(placed[1]), y, rtol=0, because=f"y: {because}")


@pytest.mark.axis("memory")
@pytest.mark.catches("all-pairs-gather")
def test_memory_grows_with_the_rows(rng):
    """takes less than 64 MiB for 6,000 rows of 8 logits"""
    seen = peak_memory(cross_entropy, *batch(rng, 6000, 8), warm=batch(rng, 4, 8))

    assert seen < 64, (
        f"expected less than 64 MiB for N=6000, C=8, got {seen:.0f} MiB: an N × N array takes 275 MiB, "
        "so pair row i with target i alone (hint 3)"
    )


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def smoothed(logits, y, smoothing):
    """The mean smoothed loss of rows that are all kept, for real logits or complex ones."""
    total = 0.0
    for row, target in zip(logits.tolist(), y.tolist(), strict=True):
        top = max(x.real for x in row)
        log_z = top + cmath.log(sum(cmath.exp(x - top) for x in row))
        for k, x in enumerate(row):
            total += (smoothing / len(row) + (1 - smoothing) * (k == target)) * (log_z - x)
    return total / len(y)


def slopes(logits, y, smoothing):
    """The gradient by complex steps, which have no rounding to speak of."""
    grad = np.zeros(logits.shape)
    for at in np.ndindex(logits.shape):
        moved = logits.astype(complex)
        moved[at] += 1e-30j
        grad[at] = smoothed(moved, y, smoothing).imag / 1e-30
    return grad


def both(logits, y, smoothing, **settings):
    """The answer's loss and gradient, if it gave two things."""
    got = smoothed_cross_entropy(logits, y, smoothing, **settings)
    pair = isinstance(got, tuple | list) and len(got) == 2
    assert pair, f"expected a tuple (loss, grad), got {type(got).__name__}: return both"
    return got


@pytest.mark.stage(2)
def test_smoothed_loss(rng):
    """gives the mean of - sum q log softmax, also without smoothing"""
    for N, C in [(1, 1), (3, 4), (6, 2)]:
        logits, y = batch(rng, N, C)
        for smoothing in (0.0, 0.1, 0.75):
            loss, _ = both(logits, y, smoothing)
            because = f"N={N}, C={C}, smoothing={smoothing}: the target, too, gets its smoothing / C"
            close(loss, smoothed(logits, y, smoothing).real, because)


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_smoothed_gradient(rng):
    """gives the gradient of the mean, as small steps in each logit measure it"""
    for N, C in [(1, 1), (3, 4), (5, 2)]:
        logits, y = batch(rng, N, C)
        for smoothing in (0.0, 0.1, 0.75):
            _, grad = both(logits, y, smoothing)
            because = f"N={N}, C={C}, smoothing={smoothing}: (softmax - q) / rows"
            close(grad, slopes(logits, y, smoothing), because)


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_minimum_is_the_entropy(rng):
    """has no gradient where softmax equals q, and there a loss equal to the entropy of q"""
    C, smoothing, y = 5, 0.2, rng.integers(5, size=4)
    q = np.full((4, C), smoothing / C)
    q[range(4), y] += 1 - smoothing

    loss, grad = both(np.log(q) + rng.normal(size=(4, 1)), y, smoothing)

    close(loss, float(-(q * np.log(q)).sum(axis=1).mean()), "the loss at the minimum is the entropy of q")
    close(grad, np.zeros((4, C)), "the gradient is softmax - q, and they are equal")


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_smoothed_extremes():
    """stays right for logits of ±10,000"""
    logits = np.array([[10_000.0, -10_000.0], [-10_000.0, -9_000.0]])

    loss, grad = both(logits, np.array([0, 1]), 0.5)

    close(loss, (0.25 * 20_000 + 0.25 * 1_000) / 2, "each row needs its own shift, and the log before any number")
    close(grad, np.array([[0.125, -0.125], [-0.125, 0.125]]), "the gradient stays between -1 and 1")


@pytest.mark.stage(2)
def test_smoothed_ignored_rows(rng):
    """counts kept rows only, with zero gradients elsewhere, whatever `ignore` is and ignored logits are"""
    for ignore, junk in [(-100, math.nan), (1, math.inf), (255, -math.inf), (-1, 3.0)]:
        logits, y, full = with_ignored(rng, 6, 4, ignore)
        kept = y != ignore
        expected = np.zeros(logits.shape)
        expected[kept] = slopes(logits[kept], full[kept], 0.3)
        logits[~kept] = junk
        loss, grad = both(logits, y, 0.3, ignore=ignore)
        because = f"ignore={ignore}, ignored rows of {junk}"
        close(loss, smoothed(logits[kept], full[kept], 0.3).real, because)
        close(grad, expected, because)


@pytest.mark.stage(2)
def test_smoothed_nothing_kept(rng):
    """gives 0.0 and zeros when every row is ignored"""
    loss, grad = both(rng.normal(size=(3, 4)), np.full(3, -100), 0.1)

    close(loss, 0.0, "the mean of no rows should be 0.0")
    close(grad, np.zeros((3, 4)), "no row counts, so none has a gradient")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_smoothed_inputs_are_left_alone(rng):
    """leaves logits and targets as they were"""
    logits, y, _ = with_ignored(rng, 6, 3)
    placed = [place(logits), place(y)]

    smoothed_cross_entropy(*placed, 0.1)

    assert_close(fetch(placed[0]), logits, rtol=0, because="`logits` was changed in place")
    assert_close(fetch(placed[1]), y, rtol=0, because="`y` was changed in place")
