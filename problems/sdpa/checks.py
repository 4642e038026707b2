"""Properties first (values of one, a future that changes, keys in another order), then loops over plain numbers.

Masks have the full shape (B, H, T, S) except where broadcasting itself is looked at, and every query keeps some
key and is refused some other, except where a fully masked one is looked at: so each check tells of one thing.
"""

import math

import numpy as np
import pytest
from answer import sdpa

from prep.checking import assert_close, assert_shape, fetch, place


def heads(rng, B, H, T, S, d, e):
    """Queries, keys and values."""
    return rng.normal(size=(B, H, T, d)), rng.normal(size=(B, H, S, d)), rng.normal(size=(B, H, S, e))


def some(rng, B, H, T, S):
    """A full mask in which every query keeps at least one key and is refused at least one."""
    order = rng.permuted(np.broadcast_to(np.arange(S), (B, H, T, S)), axis=-1)
    return order < rng.integers(1, S, size=(B, H, T, 1))


def causal(B, H, T, S):
    """A full mask for queries that stand at the last T of S positions."""
    return np.array(np.broadcast_to(np.tril(np.ones((T, S), dtype=bool), k=S - T), (B, H, T, S)))


def by_loops(q, k, v, mask):
    """The definition, number by number, for masks of the full shape."""
    out = np.zeros((*q.shape[:3], v.shape[-1]))
    for b, h, t in np.ndindex(q.shape[:3]):
        kept = [s for s in range(k.shape[2]) if mask[b, h, t, s]]
        scores = [math.fsum(q[b, h, t] * k[b, h, s]) / math.sqrt(q.shape[-1]) for s in kept]
        weights = [math.exp(score - max(scores)) for score in scores]
        for s, weight in zip(kept, weights, strict=True):
            out[b, h, t] += weight / math.fsum(weights) * v[b, h, s]
    return out


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def attend(q, k, v, mask):
    """A result of the right shape, to be compared with another result of the answer's own."""
    got = sdpa(q, k, v, mask)
    assert_shape(got, (*q.shape[:3], v.shape[-1]), because="the result is (B, H, T, e)")
    return got


def shiftable(rng):
    """Queries whose feature 1, times one half, is added to all their scores, exactly so because d is 4."""
    q, k = np.zeros((2, 2, 3, 4)), np.zeros((2, 2, 4, 4))
    q[..., 0], k[..., 0], k[..., 1] = 2.0, rng.integers(-16, 16, size=(2, 2, 4)) / 8, 1.0
    return q, k, rng.normal(size=(2, 2, 4, 3))


def factor(rng, *, T, S, d, B=2, H=2):
    """What the scores were multiplied by: values that are the identity give the weights, and their logarithm tells.

    NaN where that cannot be told, because a weight is not a positive number.
    """
    q, k, _ = heads(rng, B, H, T, S, d, S)
    weights = attend(q, k, np.array(np.broadcast_to(np.eye(S), (B, H, S, S))), None)
    if not (np.isfinite(weights) & (weights > 0)).all():
        return math.nan
    logs, raw = np.log(weights), np.einsum("bhtd,bhsd->bhts", q, k)
    logs, raw = logs - logs.mean(axis=-1, keepdims=True), raw - raw.mean(axis=-1, keepdims=True)
    return float((logs * raw).sum() / (raw * raw).sum())


@pytest.mark.axis("shape")
@pytest.mark.catches("transposes-all-axes")
def test_result_has_the_shape_of_queries_and_values(rng):
    """takes six different sizes and gives (B, H, T, e), with more keys than queries or fewer"""
    for B, H, T, S, d, e in [(2, 3, 4, 5, 6, 7), (3, 2, 7, 4, 5, 1), (1, 1, 1, 6, 2, 3)]:
        got = sdpa(*heads(rng, B, H, T, S, d, e), None)
        because = f"for B={B}, H={H}, T={T}, S={S}, d={d}, e={e} (hint 2)"
        assert_shape(got, (B, H, T, e), because=because)


@pytest.mark.catches("softmax-over-queries")
def test_single_key_gives_its_value():
    """gives every query the value of the only key there is"""
    q = np.array([-1.0, 0.0, 3.0]).reshape(1, 1, 3, 1)
    k, v = np.array([[[[2.0]]]]), np.array([[[[7.0, -5.0]]]])

    close(sdpa(q, k, v, None), np.array([[[[7.0, -5.0]] * 3]]), "the softmax over one key is 1 for each query (hint 1)")


@pytest.mark.catches("softmax-over-queries", "transposes-all-axes")
def test_values_of_one(rng):
    """gives ones where every value is one, because a query's weights sum to one"""
    q, k, v = heads(rng, 2, 3, 4, 5, 6, 7)

    got = attend(q, k, np.ones_like(v), None)

    close(got, np.ones((2, 3, 4, 7)), "each query's weights over the keys must sum to 1 (hint 1)")


@pytest.mark.catches("mask-after-softmax", "softmax-over-queries")
def test_masked_values_of_one(rng):
    """gives ones where every value is one, whatever the mask leaves of the keys"""
    q, k, v = heads(rng, 2, 3, 4, 5, 6, 7)

    got = attend(q, k, np.ones_like(v), some(rng, 2, 3, 4, 5))

    close(got, np.ones((2, 3, 4, 7)), "the weights of the keys that are kept must sum to 1 (hint 1)")


@pytest.mark.catches("mask-after-softmax", "inverted-mask")
def test_queries_of_zero_give_the_plain_mean(rng):
    """gives a query of zeros the plain mean of the values it may look at"""
    q, k, v = heads(rng, 2, 2, 3, 5, 4, 2)
    mask = some(rng, 2, 2, 3, 5)

    got = attend(np.zeros_like(q), k, v, mask)

    because = "all scores are 0, so the kept keys, where the mask is True, share the weight equally (hint 1)"
    close(got, mask @ v / mask.sum(axis=-1, keepdims=True), because)


@pytest.mark.catches("inverted-mask")
def test_future_values_do_not_matter(rng):
    """does not move when values change that a causal mask hides"""
    B, H, T, S = 2, 2, 4, 6
    q, k, v = heads(rng, B, H, T, S, 3, 5)
    before = attend(q, k, v, causal(B, H, T, S))
    for t in range(T - 1):
        last = S - T + t
        later = v.copy()
        later[:, :, last + 1 :] += 100.0
        close(
            attend(q, k, later, causal(B, H, T, S))[:, :, : t + 1],
            before[:, :, : t + 1],
            f"values after key {last} leaked into queries whose mask is False there: True keeps a key",
        )


@pytest.mark.catches("mask-after-softmax", "inverted-mask")
def test_future_keys_do_not_matter(rng):
    """does not move when keys change that a causal mask hides"""
    B, H, T, S = 2, 2, 4, 6
    q, k, v = heads(rng, B, H, T, S, 3, 5)
    before = attend(q, k, v, causal(B, H, T, S))
    for t in range(T - 1):
        later = k.copy()
        later[:, :, S - T + t + 1 :] += rng.normal(size=3) * 3
        close(
            attend(q, later, v, causal(B, H, T, S))[:, :, : t + 1],
            before[:, :, : t + 1],
            "a masked key still takes a share of the weights: mask the scores before the softmax (hint 1)",
        )


@pytest.mark.catches("no-scale")
def test_scores_are_scaled(rng):
    """scales the scores at all"""
    seen = factor(rng, T=3, S=5, d=16)

    bare = abs(seen - 1) < 1e-6
    assert not bare, "expected scores scaled by 1/√d = 0.25 for d=16, got the bare dot products: scale them (hint 2)"


@pytest.mark.catches("wrong-scale", "no-scale")
def test_scale_is_one_over_root_d(rng):
    """scales the scores by exactly 1/√d, for small heads and large ones"""
    for T, S, d in [(3, 5, 16), (4, 3, 7), (2, 6, 1)]:
        seen = factor(rng, T=T, S=S, d=d)
        wanted = f"expected scores scaled by 1/√d = {1 / math.sqrt(d):.6g} for d={d} (T={T}, S={S}, e={S})"
        assert not math.isnan(seen), f"{wanted}, got weights that are not positive: no key is masked here (hint 1)"
        because = "the scale is one over the square root of q's last axis (hint 2)"
        assert abs(seen * math.sqrt(d) - 1) < 1e-7, f"{wanted}, got a factor of {seen:.6g}: {because}"


@pytest.mark.catches("transposes-all-axes")
def test_loops_agree(rng):
    """agrees with plain loops over batch, head, query and key, with a mask and without"""
    for B, H, T, S, d, e in [(2, 3, 4, 5, 6, 7), (3, 2, 5, 2, 1, 4), (2, 2, 2, 3, 2, 2)]:
        q, k, v = heads(rng, B, H, T, S, d, e)
        q *= 2.0
        everything, mask = np.ones((B, H, T, S), dtype=bool), some(rng, B, H, T, S)
        where = f"B={B}, H={H}, T={T}, S={S}, d={d}, e={e}"
        close(sdpa(q, k, v, None), by_loops(q, k, v, everything), f"without a mask, {where}")
        close(sdpa(q, k, v, everything), by_loops(q, k, v, everything), f"with a mask that keeps all, {where}")
        close(sdpa(q, k, v, mask), by_loops(q, k, v, mask), f"with a mask, {where}")


@pytest.mark.catches("transposes-all-axes")
def test_order_of_keys_does_not_matter(rng):
    """gives the same when keys, values and mask are shuffled alike, and follows shuffled queries"""
    q, k, v = heads(rng, 2, 3, 4, 5, 6, 7)
    mask = some(rng, 2, 3, 4, 5)
    keys, queries = rng.permutation(5), rng.permutation(4)
    before = attend(q, k, v, mask)

    shuffled = sdpa(q, k[:, :, keys], v[:, :, keys], mask[..., keys])
    close(shuffled, before, "attention has no notion of the order of its keys: do values stay with their keys?")
    followed = sdpa(q[:, :, queries], k, v, mask[:, :, queries])
    close(followed, before[:, :, queries], "each query must be answered in its own place, by itself")


@pytest.mark.catches("transposes-all-axes")
def test_heads_stand_by_themselves(rng):
    """treats every head of every batch item as if it were the only one"""
    q, k, v = heads(rng, 3, 3, 3, 3, 3, 3)
    mask = some(rng, 3, 3, 3, 3)
    together = attend(q, k, v, mask)
    for b, h in np.ndindex(3, 3):
        at = np.s_[b : b + 1, h : h + 1]
        alone = by_loops(q[at], k[at], v[at], mask[at])
        close(together[at], alone, f"batch item {b}, head {h} has taken something from another (hint 2)")


@pytest.mark.axis("shape")
@pytest.mark.catches("mask-not-broadcast")
def test_mask_broadcasts(rng):
    """takes masks of every shape that broadcasts to (B, H, T, S)"""
    B, H, T, S = 2, 3, 4, 5
    q, k, v = heads(rng, B, H, T, S, 3, 2)
    for shape in [(T, S), (B, 1, 1, S), (1, H, 1, S), (B, 1, T, S), (H, 1, S), (S,), (1, 1, T, S)]:
        mask = some(rng, 1, 1, math.prod(shape[:-1]), S).reshape(shape)
        got = attend(q, k, v, mask)
        expected = attend(q, k, v, np.array(np.broadcast_to(mask, (B, H, T, S))))
        close(got, expected, f"a mask of shape {shape} must do what it does spelled out to {(B, H, T, S)} (hint 2)")


@pytest.mark.axis("stability")
@pytest.mark.catches("no-max-subtraction")
def test_large_scores(rng):
    """gives the same when thousands are added to all the scores, or taken off"""
    q, k, v = shiftable(rng)
    expected = attend(q, k, v, None)
    for shift in (8192.0, -8192.0):
        q[..., 1] = 2.0 * shift
        because = f"exp {'overflows' if shift > 0 else 'underflows'} when {shift:+.0f} is added to all scores (hint 2)"
        close(sdpa(q, k, v, None), expected, because)


@pytest.mark.axis("stability")
@pytest.mark.catches("global-max", "no-max-subtraction")
def test_queries_with_scores_far_apart(rng):
    """treats each query by itself, when the scores of one lie thousands below another's, and up to 1e12"""
    q, k, v = shiftable(rng)
    expected = attend(q, k, v, None)
    q[..., 1] = 2.0 * np.array([[[-8192.0, 0.0, 8192.0], [4096.0, -4096.0, 0.0]], [[-2048.0] * 3, [0.0] * 3]])
    because = "each query needs a maximum of its own, over its keys (hint 2)"
    close(sdpa(q, k, v, None), expected, because)

    q, k, v = np.ones((2, 1, 2, 4)), np.ones((2, 1, 4, 4)), v[:, :1]
    q[:, :, 1] = -1.0
    k *= np.array([-5e11, -2.5e11, 2.5e11, 5e11])[:, None]
    because = "with scores of -1e12, -5e11, 5e11 and 1e12, the largest takes all the weight"
    close(sdpa(q, k, v, None), v[:, :, [3, 0]], because)


@pytest.mark.axis("stability")
@pytest.mark.catches("masked-max", "mask-after-softmax")
def test_masked_key_with_a_huge_score(rng):
    """gives a masked key no influence, even if its score is by far the highest"""
    q, k, v = heads(rng, 2, 2, 3, 5, 4, 3)
    q = np.abs(q) + 0.5
    mask = some(rng, 2, 2, 3, 5)
    mask[..., 1], mask[..., 2] = False, True
    expected = attend(q, k, v, mask)
    for size in (1e4, 1e11):
        k[:, :, 1] = size
        because = f"a masked score of about {size:.0e} must not set the maximum: mask first, then softmax (hint 2)"
        close(sdpa(q, k, v, mask), expected, because)


@pytest.mark.axis("stability")
@pytest.mark.catches("global-max", "no-max-subtraction")
def test_kept_keys_with_very_low_scores(rng):
    """gives all the weight to the one key that is kept, however low its score"""
    q, k, v = heads(rng, 1, 2, 4, 4, 4, 3)
    q, k = np.abs(q) + 0.5, k - 1e11
    mask = np.array(np.broadcast_to(np.eye(4, dtype=bool), (1, 2, 4, 4)))

    got = attend(q, k, v, mask)

    close(
        got, v, "with scores of about -1e11, each query keeps one key: no finite fill is low enough to be sure (hint 2)"
    )


@pytest.mark.axis("stability")
@pytest.mark.catches("masked-row-nan")
def test_fully_masked_query_harms_nobody(rng):
    """stays finite when a query may look at no key, and leaves the other queries right"""
    q, k, v = heads(rng, 2, 2, 4, 5, 3, 3)
    mask = some(rng, 2, 2, 4, 5)
    before = attend(q, k, v, mask)
    mask[0, 1, 2] = mask[1, 0, 0] = False

    got = attend(q, k, v, mask)

    assert_shape(got, (2, 2, 4, 3))
    others = mask.any(axis=-1)
    assert np.isfinite(got).all(), (
        f"expected finite numbers, got {np.isnan(got).any(axis=-1).sum()} rows with NaN where 2 of 16 queries may look "
        "at no key: -inf - -inf is NaN (hint 3)"
    )
    close(got[others], before[others], "the other queries keep what they had")


@pytest.mark.axis("stability")
@pytest.mark.catches("finite-fill", "masked-row-nan")
def test_fully_masked_query_gives_zeros(rng):
    """gives exactly zeros to a query that may look at no key"""
    q, k, v = heads(rng, 2, 2, 4, 5, 3, 3)
    mask = some(rng, 2, 2, 4, 5)
    mask[0, 1, 2] = mask[1, 0, 0] = False

    got = attend(q, k, v, mask)
    assert_shape(got, (2, 2, 4, 3))
    assert_close(got[~mask.any(axis=-1)], np.zeros((2, 3)), because="nothing was kept, so nothing is averaged (hint 3)")

    nothing = sdpa(q, k, v, np.zeros((2, 2, 4, 5), dtype=bool))
    assert_close(nothing, np.zeros((2, 2, 4, 3)), because="no query may look at any key (hint 3)")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-input")
def test_inputs_are_left_alone(rng):
    """leaves queries, keys, values and mask as they were"""
    given = (*heads(rng, 2, 2, 4, 5, 3, 3), some(rng, 2, 2, 4, 5))
    placed = [place(each) for each in given]

    sdpa(*placed)

    for name, thing, before in zip(("q", "k", "v", "mask"), placed, given, strict=True):
        assert_close(fetch(thing), before, rtol=0, because=f"`{name}` was changed in place: work on a new array")
