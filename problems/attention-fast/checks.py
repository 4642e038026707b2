"""Properties of causal attention first, then plain numbers one by one, and last memory and speed.

Scores are small except where stability is looked at, and differ from position to position: so each check tells of
one thing.
"""

import math

import numpy as np
import pytest
from answer import attention, attention_long
from starter import attention as loop

from prep.checking import assert_close, assert_shape, fetch, keep, peak_memory, place, speedup

MANY_TIMES_FASTER = 15
LONG_TIMES_FASTER = 25
MOST_MEBIBYTES = 100


def heads(rng, B, H, T, d):
    """Queries, keys and values."""
    return tuple(rng.normal(size=(B, H, T, d)) for _ in range(3))


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def by_numbers(q, k, v):
    """The definition, number by number."""
    out = np.zeros(q.shape)
    for b, h, t in np.ndindex(q.shape[:3]):
        scores = [math.fsum(q[b, h, t] * k[b, h, s]) / math.sqrt(q.shape[-1]) for s in range(t + 1)]
        weights = [math.exp(score - max(scores)) for score in scores]
        for s, weight in enumerate(weights):
            out[b, h, t] += weight / math.fsum(weights) * v[b, h, s]
    return out


def one_by_one(q, k, v, positions=None):
    """For larger inputs: a position's scores as one product; all positions, or some of them."""
    positions = range(q.shape[2]) if positions is None else positions
    out = np.zeros((*q.shape[:2], len(positions), q.shape[3]))
    for b, h in np.ndindex(q.shape[:2]):
        for at, t in enumerate(positions):
            scores = k[b, h, : t + 1] @ q[b, h, t] / math.sqrt(q.shape[-1])
            weights = np.exp(scores - scores.max())
            out[b, h, at] = weights @ v[b, h, : t + 1] / weights.sum()
    return out


def attend(q, k, v):
    """A result of the right shape, to be compared with another result of the answer's own."""
    got = attention(q, k, v)
    assert_shape(got, q.shape, because="the result has the shape of q")
    return got


def test_example_of_the_statement():
    """gives 8 and 6 for queries of zero and values 8 and 4"""
    zeros = np.zeros((1, 1, 2, 1))

    got = attention(zeros, zeros, np.array([[[[8.0], [4.0]]]]))

    close(got, np.array([[[[8.0], [6.0]]]]), "position 0 sees itself alone, position 1 the mean of both")


def test_one_position(rng):
    """gives the value itself where there is one position"""
    for B, d in [(1, 1), (4, 3)]:
        q, k, v = heads(rng, B, 1, 1, d)
        close(attention(q, k, v), v, f"T=1, B={B}, d={d}: a position that sees only itself has the weight 1")


@pytest.mark.axis("shape")
def test_shapes(rng):
    """gives the shape of q, for four different sizes, one position, one feature, and one head"""
    for B, H, T, d in [(2, 3, 4, 5), (5, 2, 3, 1), (1, 1, 1, 1), (3, 1, 7, 2), (1, 6, 2, 4)]:
        because = f"B={B}, H={H}, T={T}, d={d}: queries meet keys in one head, over the last two axes (hint 1)"
        assert_shape(attention(*heads(rng, B, H, T, d)), (B, H, T, d), because=because)


@pytest.mark.catches("swaps-heads-and-positions")
def test_heads_stand_by_themselves(rng):
    """does not move in one head or batch item when another one changes"""
    for B, n in [(2, 3), (1, 4), (3, 3)]:
        given = heads(rng, B, n, n, n)
        before = attend(*given)
        for b, h in np.ndindex(B, n):
            changed = [a.copy() for a in given]
            for array in changed:
                array[b, h] += rng.normal(size=(n, n))
            after = attend(*changed)
            after[b, h] = before[b, h]
            because = (
                f"only head {h} of batch item {b} has changed, H = T = d = {n}: are the right axes swapped? (hint 1)"
            )
            close(after, before, because)


@pytest.mark.catches("swaps-heads-and-positions")
def test_order_of_heads_is_kept(rng):
    """gives shuffled results for shuffled heads and batch items"""
    q, k, v = heads(rng, 4, 5, 5, 5)
    before = attend(q, k, v)
    item, head = rng.permutation(4), np.roll(np.arange(5), 2)

    got = attend(*(a[item][:, head] for a in (q, k, v)))

    close(got, before[item][:, head], "each head of each batch item must be answered in its own place (hint 1)")


@pytest.mark.axis("shape")
def test_memory_layouts(rng):
    """gives the same for arrays in any memory layout"""
    q, k, v = heads(rng, 2, 3, 6, 4)
    before = attend(q, k, v)
    split = [np.ascontiguousarray(a.transpose(0, 2, 1, 3)).transpose(0, 2, 1, 3) for a in (q, k, v)]
    close(attend(*split), before, "heads split from (B, T, H, d), so not contiguous")
    close(attend(*(np.asfortranarray(a) for a in (q, k, v))), before, "arrays in Fortran order")
    close(attend(*(np.array(a[..., ::-1])[..., ::-1] for a in (q, k, v))), before, "arrays with a negative stride")


@pytest.mark.catches("softmax-over-queries", "mask-after-softmax")
def test_values_of_one(rng):
    """gives ones where every value is one, because a position's weights sum to one"""
    q, k, v = heads(rng, 2, 3, 5, 4)

    got = attend(q, k, np.ones_like(v))

    because = "the weights of each position, over the positions it sees, must sum to 1: mask, then softmax (hint 2)"
    close(got, np.ones_like(v), because)


@pytest.mark.catches("mask-transposed")
def test_later_values_do_not_matter(rng):
    """does not move when values change at later positions"""
    q, k, v = heads(rng, 2, 2, 5, 3)
    before = attend(q, k, v)
    for t in range(4):
        later = v.copy()
        later[:, :, t + 1 :] += 100.0
        got = attend(q, k, later)[:, :, : t + 1]
        close(got, before[:, :, : t + 1], f"values after position {t} leaked: position t sees s = 0 ... t (hint 2)")


@pytest.mark.catches("mask-after-softmax", "mask-transposed")
def test_later_keys_do_not_matter(rng):
    """does not move when keys change at later positions"""
    q, k, v = heads(rng, 2, 2, 5, 3)
    before = attend(q, k, v)
    for t in range(4):
        later = k.copy()
        later[:, :, t + 1 :] += rng.normal(size=3)
        got = attend(q, later, v)[:, :, : t + 1]
        because = f"keys after position {t} took a share of the weights: mask the scores, not the weights (hint 2)"
        close(got, before[:, :, : t + 1], because)


@pytest.mark.catches("mask-transposed", "mask-after-softmax")
def test_first_position_sees_itself(rng):
    """gives the first position its own value, and the second a mixture of two"""
    q, k, v = heads(rng, 2, 2, 6, 3)

    got = attend(q, k, v)

    close(got[:, :, 0], v[:, :, 0], "position 0 sees position 0 alone (hint 2)")
    close(got[:, :, :2], by_numbers(q[:, :, :2], k[:, :, :2], v[:, :, :2]), "position 1 sees 0 and itself (hint 2)")


@pytest.mark.catches("swaps-heads-and-positions", "softmax-over-queries", "mask-after-softmax", "mask-transposed")
def test_plain_numbers_agree(rng):
    """agrees with the definition number by number"""
    for B, H, T, d in [(2, 3, 6, 4), (3, 2, 9, 7), (1, 1, 20, 16), (2, 4, 4, 4), (3, 1, 1, 5)]:
        q, k, v = heads(rng, B, H, T, d)
        where = f"B={B}, H={H}, T={T}, d={d}"
        close(attention(q, k, v), by_numbers(q, k, v), where)


@pytest.mark.axis("stability")
@pytest.mark.catches("no-max-subtraction")
def test_large_scores(rng):
    """gives the same when a thousand is added to all the scores, or a million, or taken off"""
    q, k, v = heads(rng, 2, 2, 5, 4)
    q, k = np.round(8 * q) / 8, np.round(8 * k) / 8
    q[..., 0], k[..., 0] = 0.0, 2.0
    expected = attend(q, k, v)
    for shift in (1024.0, -1024.0, 2.0**19, -(2.0**19)):
        q[..., 0] = shift
        because = f"exp {'overflows' if shift > 0 else 'underflows'} when {shift:+.0f} is added to all scores (hint 2)"
        close(attention(q, k, v), expected, because)


@pytest.mark.axis("stability")
@pytest.mark.catches("global-max", "no-max-subtraction")
def test_scores_far_apart(rng):
    """treats each position by itself, when the scores of one lie thousands below another's"""
    q, k, v = heads(rng, 2, 2, 4, 4)
    q, k = np.round(8 * q) / 8, np.round(8 * k) / 8
    q[..., 0], k[..., 0] = 0.0, 2.0
    expected = attend(q, k, v)
    q[..., 0] = 4096.0 * np.array([[[-1, 0, 1, 2], [3, -2, 0, 1]], [[-30.0] * 4, [0.0] * 4]])

    because = "each position needs the maximum of its own scores, not one over positions, heads or batch (hint 2)"
    close(attention(q, k, v), expected, because)


@pytest.mark.axis("stability")
def test_huge_scores_that_are_not_seen(rng):
    """is not disturbed by scores of later positions, however high or low"""
    q, k, v = heads(rng, 1, 2, 5, 4)
    q = np.abs(q) + 0.5
    expected = attend(q, k, v)
    for size in (1e4, -1e4, 1e5):
        later = k.copy()
        later[:, :, 3:] = size
        close(
            attention(q, later, v)[:, :, :3],
            expected[:, :, :3],
            f"later scores near {size:+.0e} must not set the maximum: mask first, then softmax (hint 2)",
        )


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-input")
def test_inputs_are_left_alone(rng):
    """leaves queries, keys and values as they were"""
    given = heads(rng, 2, 3, 5, 4)
    placed = [place(each) for each in given]

    keep(attention, *placed)

    for name, thing, before in zip("qkv", placed, given, strict=True):
        assert_close(fetch(thing), before, rtol=0, because=f"`{name}` was changed in place: work on a new array")


@pytest.mark.axis("memory")
@pytest.mark.catches("product-temporary")
def test_peak_memory(rng):
    """adds at most 100 MiB to the peak memory at (1, 2, 512, 64)"""
    given, small = heads(rng, 1, 2, 512, 64), heads(rng, 1, 1, 3, 4)

    grown = peak_memory(attention, *given, warm=small)

    because = "products of all pairs before the sum, (B, H, T, T, d), take 256 MiB; the scores take 4 (hint 1)"
    assert grown <= MOST_MEBIBYTES, f"expected at most {MOST_MEBIBYTES} MiB, got {grown:,.0f} MiB: {because}"


@pytest.mark.axis("speed")
@pytest.mark.catches("loops-over-heads")
def test_speed_of_many_batch_items(rng):
    """is at least 15 times as fast as the given loops at (200, 1, 4, 8)"""
    assert_fast(rng, 200, 1, 4, 8, times=MANY_TIMES_FASTER)


@pytest.mark.axis("speed")
@pytest.mark.catches("loops-over-heads")
def test_speed_of_many_heads(rng):
    """is at least 15 times as fast as the given loops at (1, 200, 4, 8)"""
    assert_fast(rng, 1, 200, 4, 8, times=MANY_TIMES_FASTER)


@pytest.mark.axis("speed")
@pytest.mark.catches("loop-over-positions")
def test_speed_of_a_long_sequence(rng):
    """is at least 25 times as fast as the given loops at (1, 1, 64, 8)"""
    assert_fast(rng, 1, 1, 64, 8, times=LONG_TIMES_FASTER)


def assert_fast(rng, *shape, times):
    """A wrong answer fails before anything is timed; then rounds, until the ratio is clear."""

    def inputs():
        return heads(rng, *shape)

    def agrees(result, arguments):
        close(result, one_by_one(*arguments), f"at {shape}: wrong, so its speed does not count")

    first = inputs()
    agrees(attention(*first), first)
    # Noise only lengthens a run, and each side counts at its best round. Far from the gate two rounds decide, near it
    # three, and three more where those fail.
    ratio = speedup(attention, loop, inputs, agrees, repeats=2)
    for _ in range(2):
        if ratio >= 2.5 * times or ratio < times / 20:
            break
        ratio = speedup(attention, loop, inputs, agrees, repeats=3)
        if ratio >= times:
            break
    because = "does Python still go over batch items, heads or positions? (hint 1)"
    assert ratio >= times, f"expected {times} times the speed of the given loops, got {ratio:.3g} times: {because}"


# ---- stage 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
def test_long_agrees(rng):
    """agrees with the definition, for lengths that blocks do not divide"""
    for B, H, T, d in [(2, 2, 5, 3), (1, 1, 1, 1), (1, 2, 64, 4), (1, 1, 257, 2), (2, 1, 700, 3)]:
        given = heads(rng, B, H, T, d)
        close(attention_long(*given), one_by_one(*given), f"B={B}, H={H}, T={T}, d={d}: the last block may be short")


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_long_with_rising_scores(rng):
    """stays right when scores rise or fall by thousands along the sequence"""
    q, k, v = heads(rng, 1, 2, 600, 4)
    for slope in (40.0, -40.0):
        q[..., 0], k[..., 0] = 2.0, slope * np.arange(600)
        because = "a running maximum must rescale what was summed before it rose"
        close(attention_long(q, k, v), one_by_one(q, k, v), because)


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_long_leaves_its_inputs_alone(rng):
    """leaves queries, keys and values as they were"""
    given = heads(rng, 1, 2, 300, 4)
    placed = [place(each) for each in given]

    keep(attention_long, *placed)

    for name, thing, before in zip("qkv", placed, given, strict=True):
        assert_close(fetch(thing), before, rtol=0, because=f"`{name}` was changed in place: work on a new array")


@pytest.mark.stage(2)
@pytest.mark.axis("memory")
def test_long_peak_memory(rng):
    """adds at most 64 MiB to the peak memory at (1, 1, 6000, 16), and is right there"""
    given, small = heads(rng, 1, 1, 6000, 16), heads(rng, 1, 1, 300, 16)

    grown = peak_memory(attention_long, *given, warm=small)

    because = "all the scores, or a mask of T x T floats, take 275 MiB: never more than a block at a time"
    assert grown <= 64, f"expected at most 64 MiB, got {grown:,.0f} MiB: {because}"
    some = [0, 1, *range(250, 6000, 250), 5999]
    close(attention_long(*given)[:, :, some], one_by_one(*given, some), "right on short sequences only?")
