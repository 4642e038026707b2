"""Properties first (one token, values of one, a future that changes, one head at a time), then loops over numbers.

Heads, mask, weights and scale are looked at one by one: a single token where attention does not matter, one head
where heads do not, symmetric weights where their transpose does not. So each check tells of one thing.
"""

import math

import numpy as np
import pytest
from answer import mha

from prep.checking import assert_close, assert_shape, fetch, place


def weights(rng, D, width=None):
    """Four weights; keys and values may have fewer columns."""
    shapes = [(D, D), (D, width or D), (D, width or D), (D, D)]
    return [rng.normal(size=shape) / math.sqrt(D) for shape in shapes]


def symmetric(rng, D):
    """Four weights that equal their transposes."""
    return [w + w.T for w in weights(rng, D)]


def by_loops(x, Wq, Wk, Wv, Wo, n_heads, n_kv_heads=None):
    """The definition, head by head and token by token."""
    B, T, D = x.shape
    d, group = D // n_heads, n_heads // (n_kv_heads or n_heads)
    out = np.zeros(x.shape)
    for b, h, t in np.ndindex(B, n_heads, T):
        mine, shared = range(h * d, (h + 1) * d), range(h // group * d, (h // group + 1) * d)
        q = x[b, t] @ Wq[:, mine]
        scores = [math.fsum(q * (x[b, s] @ Wk[:, shared])) / math.sqrt(d) for s in range(t + 1)]
        exps = [math.exp(score - max(scores)) for score in scores]
        for s, each in enumerate(exps):
            out[b, t] += each / math.fsum(exps) * (x[b, s] @ Wv[:, shared]) @ Wo[mine]
    return out


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def attend(x, *rest, **more):
    """A result of the right shape, to be compared with another of the answer's own."""
    got = mha(x, *rest, **more)
    assert_shape(got, x.shape, because="the result is (B, T, D)")
    return got


def test_example_of_the_statement():
    """gives the numbers of the statement's example"""
    eye, e = np.eye(2), math.e

    got = mha(np.array([[[1.0, 0.0], [0.0, 1.0]]]), eye, eye, eye, eye, 2)

    because = "two heads of one feature each; token 1 has the scores 0, 0 in the first and 0, 1 in the second"
    close(got, np.array([[[1.0, 0.0], [0.5, e / (1 + e)]]]), because)


@pytest.mark.axis("stability")
@pytest.mark.catches("hides-diagonal")
def test_first_token_is_finite(rng):
    """gives finite numbers to the first token, which sees nothing but itself"""
    for T in (1, 3):
        got = attend(rng.normal(size=(2, T, 4)), *symmetric(rng, 4), 2)
        because = "a token looks at itself too; with nothing to look at, the softmax is 0 / 0 (hint 3)"
        assert np.isfinite(got[:, 0]).all(), f"expected finite numbers for token 0 of {T}, got NaN or inf: {because}"


@pytest.mark.catches("weights-transposed")
def test_weights_are_not_transposed(rng):
    """does not multiply by the transposes of the weights"""
    x, (wq, wk, wv, wo) = rng.normal(size=(3, 1, 6)), weights(rng, 6)

    got = attend(x, wq, wk, wv, wo, 3)

    for name, other in [("Wv and Wo", x @ wv.T @ wo.T), ("Wv", x @ wv.T @ wo), ("Wo", x @ wv @ wo.T)]:
        same = np.allclose(got, other, rtol=1e-6, atol=1e-9)
        assert not same, f"expected x @ Wv @ Wo for a lone token, got the product with {name} transposed: use x @ W"


@pytest.mark.catches("weights-transposed", "hides-diagonal")
def test_lone_token_sees_itself(rng):
    """gives a lone token what it carries itself"""
    x, (wq, wk, wv, wo) = rng.normal(size=(2, 1, 4)), weights(rng, 4)

    got = mha(x, wq, wk, wv, wo, 2)

    close(got, x @ wv @ wo, "T = 1: the token looks at itself alone, with the weight 1, so x @ Wv @ Wo (hint 3)")


@pytest.mark.catches("softmax-over-queries")
def test_weights_are_not_shared_out_among_those_that_look(rng):
    """does not let the tokens that look share a weight of one"""
    x, (wq, wk, *_) = rng.normal(size=(1, 4, 4)), weights(rng, 4)
    x += 1.0 - x.mean(axis=-1, keepdims=True)

    got = attend(x, wq, wk, np.full((4, 4), 1 / 4), np.eye(4), 1)

    # Values of one: then the outputs are the sums of the weights, row by row.
    all_in_all = np.allclose(got.sum(axis=1), 4.0, rtol=1e-9, atol=1e-9)
    each = np.allclose(got, 1.0, rtol=1e-6, atol=1e-6)
    because = "the softmax runs over the tokens that are looked at, the last axis of the scores (hint 2)"
    assert each or not all_in_all, (
        f"expected weights that sum to 1 for each of 4 tokens, got sums of {got[0, :, 0].round(3).tolist()}: {because}"
    )


@pytest.mark.catches("mask-after-softmax", "softmax-over-queries", "hides-diagonal")
def test_weights_of_every_token_sum_to_one(rng):
    """gives every token ones where every value is one, whatever the mask leaves"""
    for B, T, D, H in [(2, 5, 6, 3), (1, 4, 4, 1)]:
        x = rng.normal(size=(B, T, D))
        x += 1.0 - x.mean(axis=-1, keepdims=True)
        wq, wk, *_ = weights(rng, D)
        got = attend(x, wq, wk, np.full((D, D), 1 / D), np.eye(D), H)
        close(got, np.ones((B, T, D)), f"T={T}, {H} heads: mask the scores before the softmax, not after (hint 2)")


@pytest.mark.catches("sees-the-future")
def test_future_values_do_not_matter(rng):
    """does not move when values of later tokens change"""
    x, (wq, wk, wv, wo) = rng.normal(size=(2, 5, 4)), symmetric(rng, 4)
    for w in (wq, wk):
        w[0] = w[:, 0] = 0.0  # feature 0 changes values alone
    before = attend(x, wq, wk, wv, wo, 1)
    for t in range(4):
        later = x.copy()
        later[:, t + 1 :, 0] += 100.0
        because = (
            f"the values of the tokens after {t} leaked into the outputs up to it: which triangle is kept? (hint 3)"
        )
        close(attend(later, wq, wk, wv, wo, 1)[:, : t + 1], before[:, : t + 1], because)


@pytest.mark.catches("sees-the-future", "mask-after-softmax", "softmax-over-queries")
def test_future_tokens_do_not_matter(rng):
    """does not move when later tokens change altogether, or are not there"""
    x, w = rng.normal(size=(2, 5, 4)), symmetric(rng, 4)
    before = attend(x, *w, 1)
    for t in range(4):
        later = x.copy()
        later[:, t + 1 :] += rng.normal(size=(4 - t, 4)) * 3
        because = f"tokens after {t} still count for the outputs up to it: mask the scores before the softmax (hint 2)"
        close(attend(later, *w, 1)[:, : t + 1], before[:, : t + 1], f"one head, changed: {because}")
        close(attend(x[:, : t + 1], *w, 1), before[:, : t + 1], f"one head, cut off: {because}")


@pytest.mark.catches("no-transpose")
def test_heads_do_not_cut_through_tokens(rng):
    """does not give a head whole rows of some tokens, in place of a part of every token"""
    x, nothing, eye = rng.normal(size=(2, 4, 6)), np.zeros((6, 6)), np.eye(6)

    got = attend(x, nothing, nothing, eye, eye, 2)

    # Queries of zero give running means, here those of the rows that a bare reshape hands to a head.
    means = np.cumsum(x.reshape(2, 2, 4, 3), axis=2) / np.arange(1, 5)[:, None]
    for merged in (means.reshape(2, 4, 6), means.transpose(0, 2, 1, 3).reshape(2, 4, 6)):
        because = "reshape to (B, T, heads, d) first, then move the heads (hint 2)"
        assert not np.allclose(got, merged, rtol=0, atol=1e-7), (
            f"expected heads with 3 of each token's 6 columns, got heads with 2 whole tokens of 4: {because}"
        )


@pytest.mark.catches("merged-out-of-order")
def test_heads_are_merged_in_their_places(rng):
    """does not put the right numbers in the wrong places when the heads are merged"""
    x, nothing, eye = rng.normal(size=(2, 4, 6)), np.zeros((6, 6)), np.eye(6)

    got = attend(x, nothing, nothing, eye, eye, 2)

    expected = np.cumsum(x, axis=1) / np.arange(1, 5)[:, None]
    same = np.allclose(np.sort(got.ravel()), np.sort(expected.ravel()), rtol=0, atol=1e-9)
    in_place = np.allclose(got, expected, rtol=0, atol=1e-7)
    because = "undo the split in reverse order: transpose back, then reshape (hint 3)"
    assert in_place or not same, f"expected the numbers in their places, got the same numbers in others: {because}"


@pytest.mark.catches("merged-out-of-order", "no-transpose")
def test_queries_of_zero_give_running_means(rng):
    """gives the running mean of the tokens where all queries are zero"""
    for B, T, D, H in [(2, 4, 6, 2), (1, 3, 4, 4)]:
        x, nothing, eye = rng.normal(size=(B, T, D)), np.zeros((D, D)), np.eye(D)
        got = mha(x, nothing, nothing, eye, eye, H)
        expected = np.cumsum(x, axis=1) / np.arange(1, T + 1)[:, None]
        close(got, expected, f"T={T}, {H} heads: all scores are 0, so plain means over the tokens up to one (hint 2)")


@pytest.mark.catches("strided-heads", "merged-out-of-order")
def test_heads_own_neighbouring_columns(rng):
    """changes the output in the columns of one head alone, when its queries change"""
    B, T, D, H = 2, 4, 6, 3
    x, wq, wk, eye = rng.normal(size=(B, T, D)), np.eye(D), np.diag(rng.uniform(0.5, 2.0, size=D)), np.eye(D)
    before = np.nan_to_num(attend(x, wq, wk, eye, eye, H))
    for h in range(H):
        other = wq.copy()
        other[:, 2 * h : 2 * h + 2] *= -3.0
        moved = np.abs(np.nan_to_num(attend(x, other, wk, eye, eye, H)) - before).max(axis=(0, 1)) > 1e-7
        columns = {int(i) for i in np.flatnonzero(moved)}
        because = f"head {h} of 3 owns columns {2 * h} and {2 * h + 1} of queries, keys, values and result (hint 2)"
        assert columns <= {2 * h, 2 * h + 1}, (
            f"expected no columns but {[2 * h, 2 * h + 1]} to change with the queries of head {h}, "
            f"got {sorted(columns)}: {because}"
        )


@pytest.mark.catches("scale-by-model-width")
def test_scale_is_not_that_of_the_model(rng):
    """does not scale the scores by the width of the model"""
    B, T, D, H = 1, 2, 12, 3
    x, w = rng.normal(size=(B, T, D)), weights(rng, D)
    w[0] *= 3.0

    got = attend(x, *w, H)

    by_width = by_loops(x, w[0] * math.sqrt(D / H) / math.sqrt(D), *w[1:], H)
    same = np.allclose(got, by_width, rtol=1e-6, atol=1e-9)
    assert not same, "expected scores over √d = 2 for D=12 and 3 heads, got them over √D: d is D / n_heads (hint 2)"


@pytest.mark.catches("scale-by-model-width")
def test_loops_agree(rng):
    """agrees with plain loops over batch, head and tokens"""
    for B, T, D, H in [(2, 5, 6, 2), (3, 4, 4, 4), (1, 7, 9, 3), (2, 2, 8, 1), (1, 1, 1, 1), (2, 3, 12, 6)]:
        x, w = rng.normal(size=(B, T, D)), weights(rng, D)
        w[0] *= 2.0
        close(mha(x, *w, H), by_loops(x, *w, H), f"for B={B}, T={T}, D={D}, {H} heads (hint 2)")


def test_order_of_heads_does_not_matter(rng):
    """gives the same when the heads change places in all four weights"""
    D, H = 12, 4
    x, (wq, wk, wv, wo) = rng.normal(size=(2, 4, D)), weights(rng, D)
    columns = np.arange(D).reshape(H, -1)[rng.permutation(H)].ravel()

    moved = attend(x, wq[:, columns], wk[:, columns], wv[:, columns], wo[columns], H)

    close(moved, attend(x, wq, wk, wv, wo, H), "heads permuted alike in Wq, Wk, Wv and in the rows of Wo")


def test_batch_items_stand_by_themselves(rng):
    """treats every batch item as if it were the only one"""
    x, w = rng.normal(size=(3, 3, 6)), weights(rng, 6)

    together = attend(x, *w, 3)

    for b in range(3):
        close(together[b : b + 1], by_loops(x[b : b + 1], *w, 3), f"batch item {b} has taken something from another")


@pytest.mark.axis("stability")
@pytest.mark.catches("no-max-subtraction")
def test_large_scores(rng):
    """gives the same when ten thousand is added to all scores, or taken off"""
    x = np.zeros((2, 4, 4))
    x[..., 0], x[..., 1] = 1.0, rng.integers(-16, 16, size=(2, 4)) / 8
    wq, wk, eye = np.zeros((4, 4)), np.zeros((4, 4)), np.eye(4)
    wq[0, 1] = wk[0, 0] = wk[1, 1] = 2.0  # a score is twice feature 1 of the key; through wq[0, 0] comes the shift
    expected = attend(x, wq, wk, eye, eye, 1)
    assert np.isfinite(expected[:, 1:]).all(), "expected finite numbers for scores up to 4, got NaN or inf"
    for shift in (9984.0, -9984.0):
        wq[0, 0] = shift
        because = f"exp {'overflows' if shift > 0 else 'underflows'} when {shift:+.0f} is added to all scores (hint 2)"
        close(attend(x, wq, wk, eye, eye, 1), expected, because)


@pytest.mark.axis("stability")
def test_tokens_with_scores_far_apart():
    """treats each token by itself, when its scores lie thousands apart from another's"""
    x = np.array([[[1.0, -90.0], [1.0, 90.0], [1.0, -80.0], [1.0, 100.0]]])
    wq, wk, eye = np.array([[0.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 0.0], [0.0, math.sqrt(2)]]), np.eye(2)

    got = mha(x, wq, wk, eye, eye, 1)

    # Scores are products of the second features: the largest takes all, by thousands.
    close(got, x[:, [0, 1, 0, 3]], "scores from -9,000 to 10,000, where the largest takes all the weight")


@pytest.mark.axis("side_effects")
def test_inputs_are_left_alone(rng):
    """leaves the tokens and the weights as they were"""
    given = [rng.normal(size=(2, 4, 6)), *weights(rng, 6)]
    placed = [place(each) for each in given]

    mha(*placed, 2)

    for name, thing, before in zip(("x", "Wq", "Wk", "Wv", "Wo"), placed, given, strict=True):
        assert_close(fetch(thing), before, rtol=0, because=f"`{name}` was changed in place: work on a new array")


# ---- stage 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
def test_as_many_key_heads_change_nothing(rng):
    """gives the same as before with as many key heads as heads, and with None"""
    x, w = rng.normal(size=(2, 4, 8)), weights(rng, 8)
    for n_kv_heads in (4, None):
        got = mha(x, *w, 4, n_kv_heads=n_kv_heads)
        close(got, by_loops(x, *w, 4), f"4 heads, n_kv_heads={n_kv_heads}")


@pytest.mark.stage(2)
@pytest.mark.axis("shape")
def test_one_key_head_for_all(rng):
    """lets all heads share the only key head"""
    x, w = rng.normal(size=(2, 3, 6)), weights(rng, 6, width=2)

    got = mha(x, *w, 3, n_kv_heads=1)

    close(got, by_loops(x, *w, 3, 1), "3 heads, one key head: Wk and Wv are (6, 2)")


@pytest.mark.stage(2)
def test_neighbours_share_a_key_head(rng):
    """lets neighbouring heads share a key head: the output of both moves when it changes, and no other"""
    B, T, D, H, n_kv = 2, 4, 8, 4, 2
    x, (wq, wk, wv, _) = rng.normal(size=(B, T, D)), weights(rng, D, width=4)
    before = attend(x, wq, wk, wv, np.eye(D), H, n_kv_heads=n_kv)
    for g in range(n_kv):
        other = wv.copy()
        other[:, 2 * g : 2 * g + 2] *= -3.0
        moved = np.abs(attend(x, wq, wk, other, np.eye(D), H, n_kv_heads=n_kv) - before).max(axis=(0, 1)) > 1e-7
        columns = [int(i) for i in np.flatnonzero(moved)]
        because = f"key head {g} of 2 serves the heads {2 * g} and {2 * g + 1} of 4: repeat each one, do not tile them"
        expected = list(range(4 * g, 4 * g + 4))
        assert columns == expected, (
            f"expected columns {expected} to change with value head {g}, got {columns}: {because}"
        )


@pytest.mark.stage(2)
def test_grouped_loops_agree(rng):
    """agrees with plain loops for several groupings"""
    for B, T, D, H, n_kv in [(2, 5, 8, 4, 2), (1, 4, 12, 6, 2), (1, 3, 12, 6, 3), (3, 2, 8, 8, 4), (2, 3, 4, 4, 1)]:
        x, w = rng.normal(size=(B, T, D)), weights(rng, D, width=D // H * n_kv)
        w[0] *= 2.0
        because = f"for B={B}, T={T}, D={D}, {H} heads, {n_kv} key heads"
        close(mha(x, *w, H, n_kv_heads=n_kv), by_loops(x, *w, H, n_kv), because)
