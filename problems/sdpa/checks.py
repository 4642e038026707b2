"""Properties first (values of one, a future that changes, keys in another order), then loops over plain numbers.

Masks have the full shape (B, H, T, S) except where broadcasting itself is looked at, and every query keeps some
key and is refused some other, except where a fully masked one is looked at: so each check tells of one thing.
Gradients are measured by complex steps: q + 1e-30 i has no cancellation, so the slope is right to the last digits.
"""

import cmath
import math

import numpy as np
import pytest
from answer import sdpa, sdpa_grad

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


@pytest.mark.catches("leaves-a-trace")
def test_masked_values_leave_no_trace(rng):
    """does not move at all when masked values are as huge as 1e200"""
    q, k, v = heads(rng, 2, 2, 3, 5, 4, 2)
    mask = some(rng, 2, 2, 3, 5)
    mask[..., 2], mask[..., 0] = False, True
    before = attend(q, k, v, mask)
    v[:, :, 2] = 1e200

    close(attend(q, k, v, mask), before, "a masked key's weight must be exactly 0, not a tiny number (hint 2)")


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
        close(sdpa(q, k, v), by_loops(q, k, v, everything), f"with three arguments, {where}")
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
    for shape in [(T, 1), (B, 1, 1, 1), (H, 1, 1), (B, 1, 1, S)]:
        mask = np.ones(shape, dtype=bool)
        mask[0] = False
        got = attend(q, k, v, mask)
        expected = attend(q, k, v, np.array(np.broadcast_to(mask, (B, H, T, S))))
        because = f"a mask of shape {shape}, all False at first, must do what it does spelled out to {(B, H, T, S)}"
        close(got, expected, because)


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
    for shift in (2.0**38, -(2.0**38)):
        q[..., 1] = 2.0 * shift
        because = (
            f"{shift:+.3g} is added to all scores, exactly: take the maximum off before anything is summed (hint 2)"
        )
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


@pytest.mark.axis("stability")
@pytest.mark.catches("finite-fill", "masked-row-nan")
def test_fully_masked_by_any_mask(rng):
    """gives zeros to a query that may look at no key, by a mask of any shape, and to one refused the only key"""
    B, H, T, S = 2, 2, 3, 4
    q, k, v = heads(rng, B, H, T, S, 3, 2)
    everything = np.ones((B, H, T, S), dtype=bool)
    padding, causal_from_1 = np.ones((B, 1, 1, S), dtype=bool), np.tri(T, S, -1, dtype=bool)
    padding[1] = False
    for mask in (padding, causal_from_1):
        full = everything & mask
        got = attend(q, k, v, mask)
        because = f"a mask of shape {mask.shape} that leaves some queries no key (hint 3)"
        assert_close(got[~full.any(axis=-1)], np.zeros((int((~full.any(axis=-1)).sum()), 2)), because=because)

    q, k, v = heads(rng, B, H, T, 1, 3, 2)
    mask = np.zeros((B, H, T, 1), dtype=bool)
    mask[:, :, 1] = True
    expected = np.where(mask, v, 0.0)
    close(sdpa(q, k, v, mask), expected, "one key, which only query 1 of 3 may look at (hint 3)")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-input")
def test_inputs_are_left_alone(rng):
    """leaves queries, keys, values and mask as they were"""
    given = (*heads(rng, 2, 2, 4, 5, 3, 3), some(rng, 2, 2, 4, 5))
    placed = [place(each) for each in given]

    sdpa(*placed)

    for name, thing, before in zip(("q", "k", "v", "mask"), placed, given, strict=True):
        assert_close(fetch(thing), before, rtol=0, because=f"`{name}` was changed in place: work on a new array")


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def one_head(q, k, v, mask):
    """The definition for the rows of one head, for real numbers or complex ones."""
    out = []
    for query, keeps in zip(q, mask, strict=True):
        kept = [s for s, keep in enumerate(keeps) if keep]
        scores = [sum(a * b for a, b in zip(query, k[s], strict=True)) / math.sqrt(len(query)) for s in kept]
        top = max((score.real for score in scores), default=0.0)
        exps = [cmath.exp(score - top) for score in scores]
        total = sum(exps) or 1.0
        out.append([sum(e * v[s][c] for e, s in zip(exps, kept, strict=True)) / total for c in range(len(v[0]))])
    return out


def slopes(q, k, v, mask, dout):
    """The gradients of sum(dout * out) in every number of q, k and v, head by head, for a mask of the full shape."""
    every = [np.zeros_like(each) for each in (q, k, v)]
    for b, h in np.ndindex(q.shape[:2]):
        plain = [each[b, h].astype(complex).tolist() for each in (q, k, v)]
        for rows, grads in zip(plain, every, strict=True):
            for i, j in np.ndindex(grads.shape[2:]):
                rows[i][j] += 1e-30j
                out = np.array(one_head(*plain, mask[b, h].tolist()))
                grads[b, h, i, j] = (out.imag * dout[b, h]).sum() / 1e-30
                rows[i][j] -= 1e-30j
    return every


def grads_of(q, k, v, mask, dout):
    """The three gradients, of the right shapes."""
    got = sdpa_grad(q, k, v, mask, dout)
    three = isinstance(got, tuple | list) and len(got) == 3
    assert three, f"expected a tuple (dq, dk, dv), got a {type(got).__name__}: return all three"
    for name, one, like in zip(("dq", "dk", "dv"), got, (q, k, v), strict=True):
        assert_shape(one, like.shape, because=f"{name} has the shape of {name[1:]}")
    return got


def near(got, expected, because):
    """Compare all three gradients as the statement says."""
    for name, one, other in zip(("dq", "dk", "dv"), got, expected, strict=True):
        assert_close(one, other, rtol=1e-8, atol=1e-8, because=f"{name}, {because}")


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_gradients_by_hand():
    """gives the gradients of the example"""
    q, k, v = np.ones((1, 1, 1, 1)), np.log([[[[1.0], [3.0]]]]), np.array([[[[1.0], [3.0]]]])

    got = grads_of(q, k, v, None, np.ones((1, 1, 1, 1)))

    dk, dv = np.array([-0.375, 0.375]), np.array([0.25, 0.75])
    expected = [each.reshape(1, 1, -1, 1) for each in (np.array([0.375 * math.log(3)]), dk, dv)]
    near(got, expected, "where the weights are 1/4 and 3/4 and the result is 2.5")


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_gradients_agree_with_small_steps(rng):
    """agrees with the slopes that small steps measure in q, k and v, with masks of several shapes and without"""
    B, H = 2, 2
    for T, S, d, e, shape in [(3, 4, 2, 3, None), (2, 3, 4, 1, (B, H)), (3, 2, 3, 2, (1, 1)), (2, 5, 1, 2, (B, 1))]:
        q, k, v = heads(rng, B, H, T, S, d, e)
        dout = rng.normal(size=(B, H, T, e))
        mask = None if shape is None else some(rng, *shape, T, S)
        full = np.ones((B, H, T, S), dtype=bool) & (True if mask is None else mask)
        because = f"with B={B}, H={H}, T={T}, S={S}, d={d}, e={e}, {'no mask' if mask is None else mask.shape}"
        near(grads_of(q, k, v, mask, dout), slopes(q, k, v, full, dout), because)
        if shape == (1, 1):
            near(grads_of(q, k, v, mask[0, 0], dout), slopes(q, k, v, full, dout), "with a mask of shape (T, S)")


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_gradients_add_up(rng):
    """passes all of dout on to the values, and lets no shift of all keys matter"""
    q, k, v = heads(rng, 2, 3, 4, 5, 6, 7)
    dout = rng.normal(size=(2, 3, 4, 7))

    _, dk, dv = grads_of(q, k, v, some(rng, 2, 3, 4, 5), dout)

    because = "a query's weights sum to 1, so its dout is shared out among the values"
    assert_close(dv.sum(axis=2), dout.sum(axis=2), rtol=1e-8, atol=1e-8, because=f"dv, summed over the keys: {because}")
    because = "what is added to all keys moves all scores of a query alike, and changes nothing"
    assert_close(dk.sum(axis=2), np.zeros((2, 3, 6)), atol=1e-8, because=f"dk, summed over the keys: {because}")


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_gradients_of_what_is_masked(rng):
    """gives exactly nothing to a key that nobody sees, nor to and from a query that sees nobody"""
    q, k, v = heads(rng, 2, 2, 3, 4, 3, 2)
    dout, mask = rng.normal(size=(2, 2, 3, 2)), some(rng, 2, 2, 3, 4)
    mask[..., 1], mask[..., 0] = False, True
    mask[0, 1, 2] = False
    k[:, :, 1], v[:, :, 1] = 1e3, 1e150
    plain = k.copy(), v.copy()
    for each in plain:
        each[:, :, 1] = 0.0

    dq, dk, dv = grads_of(q, k, v, mask, dout)

    assert_close(dk[:, :, 1], np.zeros((2, 2, 3)), because="dk of a key that no query may look at")
    assert_close(dv[:, :, 1], np.zeros((2, 2, 2)), because="dv of a value that no query may look at")
    assert_close(dq[0, 1, 2], np.zeros(3), because="dq of a query that may look at no key: -inf - -inf is NaN")
    near((dq, dk, dv), slopes(q, *plain, mask, dout), "one key is masked for all and huge, one query sees no key")
    nothing = grads_of(q, k, v, np.zeros((3, 4), dtype=bool), dout)
    near(nothing, [np.zeros_like(each) for each in (q, k, v)], "where no query may look at any key")


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_gradients_with_large_scores(rng):
    """gives the same dq and dv when thousands are added to all the scores, or taken off"""
    q, k, v = shiftable(rng)
    dout = rng.normal(size=(2, 2, 3, 3))
    expected = slopes(q, k, v, np.ones((2, 2, 3, 4), dtype=bool), dout)
    for shift in (8192.0, -8192.0):
        q[..., 1] = 2.0 * shift
        dq, dk, dv = grads_of(q, k, v, None, dout)
        shifted = expected[0], np.where(np.arange(4) == 1, dk, expected[1]), expected[2]
        near((dq, dk, dv), shifted, f"where {shift:+.0f} is added to all scores, which changes no weight")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_gradients_leave_the_arguments_alone(rng):
    """leaves q, k, v, mask and dout as they were"""
    given = (*heads(rng, 2, 2, 3, 4, 3, 2), some(rng, 2, 2, 3, 4), rng.normal(size=(2, 2, 3, 2)))
    placed = [place(each) for each in given]

    sdpa_grad(*placed)

    for name, thing, before in zip(("q", "k", "v", "mask", "dout"), placed, given, strict=True):
        assert_close(fetch(thing), before, rtol=0, because=f"`{name}` was changed in place: work on a new array")
