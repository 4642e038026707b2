"""One probe per planted bug, each blind to the other three; then what a repair may not break; then the whole.

What keeps the probes apart: with one head there is nothing to split; with `wq` all zeros every score is 0, whatever
it is divided by; a position's weights over values of 1 do not depend on whom it may look at; and the last position
is one from which no mask hides anything.
"""

import math

import numpy as np
import pytest
from answer import diagnose, mha

from prep.checking import assert_close, assert_shape, fetch, place


def weights_of(rng, D):
    """Three random projections, and an output layer that changes nothing."""
    return (*(rng.normal(size=(3, D, D)) / math.sqrt(D)), np.eye(D))


def close(got, expected, because):
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def attend(x, wq, wk, wv, wo, n_heads):
    got = mha(x, wq, wk, wv, wo, n_heads)
    assert_shape(got, x.shape, because="the result is (B, T, D)")
    return got


def by_loops(x, wq, wk, wv, wo, n_heads):
    """The definition: text by text, head by head, position by position."""
    B, T, D = x.shape
    d = D // n_heads
    out = np.zeros_like(x)
    for b, h, t in np.ndindex(B, n_heads, T):
        own = slice(h * d, (h + 1) * d)
        query = x[b, t] @ wq[:, own]
        scores = [float(query @ (x[b, s] @ wk[:, own])) / math.sqrt(d) for s in range(t + 1)]
        shares = [math.exp(score - max(scores)) for score in scores]
        for s, share in enumerate(shares):
            out[b, t, own] += share / math.fsum(shares) * (x[b, s] @ wv[:, own])
    return out @ wo


def moved(x, wq, wk, wv, wo, change):
    """How far each position's result moves when the tokens at `change` are other ones; one head."""
    before = attend(x, wq, wk, wv, wo, 1)
    other = x.copy()
    other[:, change] += 1.0 + np.abs(other[:, change])
    return np.abs(attend(other, wq, wk, wv, wo, 1) - before).max(axis=(0, 2))


def equal_scores(rng, T=5, D=4):
    """An input of one text, and weights by which all scores are 0."""
    _, wk, wv, wo = weights_of(rng, D)
    return rng.normal(size=(1, T, D)), np.zeros((D, D)), wk, wv, wo


def factor(H, d, score=2.0):
    """What a score is multiplied by: two tokens, of which the second has the scores `score` and 0, and values 1 and 0.

    Head 0 has these two tokens at its two positions; head 1 begins with the second. So it comes out the same when
    heads are cut from the wrong axis, and the second of two positions is one for which neither the mask nor the
    axis of the softmax matters.
    """
    D = H * d
    first, second = np.zeros((3, d)), np.zeros((3, d))  # query, key, value
    second[0, 0], first[1, 0], first[2, 0] = 1.0, score, 1.0
    w = np.zeros((3, D, D))
    w[:, 0, :d], w[:, 1, :d] = first, second
    if H > 1:
        w[:, 0, d : 2 * d] = second
    got = attend(np.eye(2, D)[None], *w, np.eye(D), H)[0, 1, 0]
    return math.log(got / (1 - got)) / score if 0 < got < 1 else math.nan


@pytest.mark.stage(1)
@pytest.mark.catches("mask-sign", "mask-removed")
def test_future_is_hidden(rng):
    """gives later tokens no weight, where all scores are equal"""
    given = equal_scores(rng)
    for t in (1, 2, 3):
        far = moved(*given, slice(t + 1, 5))[1 : t + 1].max()
        assert far <= 1e-9, (
            f"expected positions 1 to {t} to stay when tokens after {t} change, got them moved by {far:.3g}: "
            "what is added to the score of a later position? (hint 2)"
        )


@pytest.mark.stage(1)
@pytest.mark.catches("mask-sign", "mask-removed", "mask-hides-itself")
def test_first_position_sees_no_other(rng):
    """lets the first position look at itself alone"""
    given = equal_scores(rng)
    for s in (1, 4):
        far = moved(*given, [s])[0]
        assert far <= 1e-9, (
            f"expected position 0 to stay when token {s} changes, got it moved by {far:.3g}: "
            "what is added to the score of a later position? (hint 2)"
        )


@pytest.mark.stage(1)
@pytest.mark.catches("mask-sign")
def test_past_is_seen(rng):
    """lets every position look at all those before it"""
    given = equal_scores(rng)
    for s in range(4):
        far = moved(*given, [s])[s + 1 :]
        assert (far > 1e-9).all(), (
            f"expected positions {s + 1} to 4 to move when token {s} changes, got position "
            f"{s + 1 + int(np.argmin(far))} unmoved: is it the past that is hidden? (hint 2)"
        )


@pytest.mark.stage(1)
@pytest.mark.catches("mask-sign", "mask-hides-itself")
def test_own_token_is_seen(rng):
    """lets every position look at itself"""
    given = equal_scores(rng)
    for s in range(5):
        far = moved(*given, [s])[s]
        assert far > 1e-9, (
            f"expected position {s} to move when token {s} changes, got it unmoved: it may look at itself"
        )


@pytest.mark.stage(1)
@pytest.mark.catches("softmax-over-queries", "adds-dropout")
def test_last_weights_sum_to_one(rng):
    """gives the last position the value 1 if all values are 1"""
    for B, T, D in [(2, 6, 4), (1, 3, 2)]:
        x = rng.normal(size=(B, T, D))
        x[..., 0] = 1.0
        wq, wk, wv, wo = weights_of(rng, D)
        wv[:] = 0.0
        wv[0] = 1.0  # every value is 1
        got = attend(x, wq, wk, wv, wo, 1)[:, -1]
        because = "all values are 1, and so is their mean: do the weights of a query sum to one? (hint 2)"
        close(got, np.ones((B, D)), because)


@pytest.mark.stage(1)
@pytest.mark.catches("softmax-over-queries", "mask-after-softmax")
def test_all_weights_sum_to_one(rng):
    """gives every position the value 1 if all values are 1"""
    x = rng.normal(size=(2, 5, 4))
    x[..., 0] = 1.0
    wq, wk, wv, wo = weights_of(rng, 4)
    wv[:] = 0.0
    wv[0] = 1.0
    because = "all values are 1, and so is their mean, whoever may be looked at (hint 2)"
    close(attend(x, wq, wk, wv, wo, 1), np.ones((2, 5, 4)), because)


@pytest.mark.stage(1)
@pytest.mark.axis("shape")
@pytest.mark.catches("heads-not-transposed", "adds-dropout")
def test_last_head_stands_alone(rng):
    """keeps the last head's result at the last position, whatever the weights of the other heads"""
    for T, D, H in [(2, 4, 2), (5, 12, 3), (6, 8, 4)]:
        d = D // H
        x = rng.normal(size=(2, T, D))
        wq, wk, wv, wo = weights_of(rng, D)
        before = attend(x, wq, wk, wv, wo, H)[:, -1, -d:]
        for w in (wq, wk, wv):
            w[:, :-d] = rng.normal(size=(D, D - d))
        because = f"the columns of the other heads were changed (T={T}, D={D}, H={H}): how are heads cut? (hint 2)"
        close(attend(x, wq, wk, wv, wo, H)[:, -1, -d:], before, because)


@pytest.mark.stage(1)
@pytest.mark.axis("shape")
@pytest.mark.catches("heads-not-transposed", "merge-not-transposed")
def test_heads_may_be_permuted(rng):
    """gives the heads' results in another order when their columns are put into that order"""
    for T, D, H in [(5, 12, 3), (4, 8, 4)]:
        x = rng.normal(size=(2, T, D))
        wq, wk, wv, wo = weights_of(rng, D)
        order = np.roll(np.arange(H), 1)
        columns = np.arange(D).reshape(H, D // H)[order].ravel()
        expected = attend(x, wq, wk, wv, wo, H)[..., columns]
        got = attend(x, wq[:, columns], wk[:, columns], wv[:, columns], wo, H)
        close(got, expected, f"heads were put in the order {order.tolist()} (T={T}, D={D}, H={H}) (hint 2)")


@pytest.mark.stage(1)
@pytest.mark.catches("scale-removed")
def test_scores_are_scaled():
    """divides the scores by something"""
    for H, d in [(2, 4), (4, 2)]:
        seen = factor(H, d)
        bare = abs(seen - 1) < 1e-6
        assert not bare, f"expected scores divided by √d = {math.sqrt(d):.4g} for d={d}, got the bare dot products"


@pytest.mark.stage(1)
@pytest.mark.catches("scale-removed", "scale-by-model-width")
def test_scale_is_the_root_of_a_heads_size():
    """divides the scores by √d, for one head and several, large and small"""
    for H, d in [(2, 2), (2, 9), (4, 4), (3, 1), (1, 6)]:
        seen = factor(H, d)
        where = f"for D={H * d} and {H} heads"
        assert not math.isnan(seen), (
            f"expected a weight between 0 and 1 {where}, got none: the second token has two keys"
        )
        assert abs(seen * math.sqrt(d) - 1) < 1e-6, (
            f"expected scores divided by √d = {math.sqrt(d):.4g} {where}, got divided by {1 / seen:.4g} (hint 2)"
        )


@pytest.mark.stage(1)
@pytest.mark.catches("adds-dropout")
def test_same_input_same_result(rng):
    """gives the same result for the same input"""
    x = rng.normal(size=(3, 8, 8))
    given = weights_of(rng, 8)
    before = attend(x, *given, 2)
    for _ in range(2):
        close(attend(x, *given, 2), before, "the second call differs from the first: nothing random belongs in here")


@pytest.mark.stage(1)
def test_loops_agree(rng):
    """agrees with plain loops over text, head and position"""
    for B, T, D, H in [(2, 5, 6, 2), (1, 4, 6, 3), (3, 1, 4, 2), (2, 3, 4, 4), (1, 6, 3, 1), (2, 4, 1, 1)]:
        x = 2.0 * rng.normal(size=(B, T, D))
        given = (*weights_of(rng, D)[:3], rng.normal(size=(D, D)))
        got = attend(x, *given, H)
        close(got, by_loops(x, *given, H), f"B={B}, T={T}, D={D}, {H} heads: what was right before must stay")


@pytest.mark.stage(1)
@pytest.mark.axis("stability")
def test_large_scores(rng):
    """stays right with scores in the thousands"""
    x = rng.normal(size=(2, 6, 4))
    wq, wk, wv, wo = weights_of(rng, 4)
    size = np.abs((x @ wq) @ (x @ wk).swapaxes(-1, -2)).max()
    for scale in (3e3, -3e3):
        got = attend(x, scale / size * wq, wk, wv, wo, 2)
        close(got, by_loops(x, scale / size * wq, wk, wv, wo, 2), "scores of some thousands may not overflow")


@pytest.mark.stage(1)
@pytest.mark.axis("side_effects")
def test_inputs_are_left_alone(rng):
    """leaves input and weights as they were"""
    given = (rng.normal(size=(2, 4, 6)), *weights_of(rng, 6))
    placed = [place(each) for each in given]
    mha(*placed, 3)
    for name, thing, before in zip(("x", "wq", "wk", "wv", "wo"), placed, given, strict=True):
        assert_close(fetch(thing), before, rtol=0, because=f"`{name}` was changed in place: work on a new array")


# ---- stage 2: implementations of colleagues, right and wrong ----------------------------------------------------


def colleague(*, mask="before", axis=-1, split="right", merge="right", divide=None):
    """An implementation of mha with one thing done otherwise; each with its own count of calls."""

    def attend(x, wq, wk, wv, wo, n_heads):
        attend.calls += 1
        x, wq, wk, wv, wo = (np.asarray(each, dtype=float) for each in (x, wq, wk, wv, wo))
        B, T, D = x.shape
        d = D // n_heads
        cuts = {
            "right": lambda y: y.reshape(B, T, n_heads, d).transpose(0, 2, 1, 3),
            "reshape": lambda y: y.reshape(B, n_heads, T, d),
            "interleaved": lambda y: y.reshape(B, T, d, n_heads).transpose(0, 3, 1, 2),
        }
        q, k, v = (cuts[split](x @ w) for w in (wq, wk, wv))
        by = math.sqrt(d) if divide is None else divide(d, D)
        scores = np.einsum("bhte,bhse->bhts", q, k) / by
        ahead = np.triu(np.ones((T, T), dtype=bool), k=2 if mask == "one late" else 1)
        fill = {"before": -np.inf, "one late": -np.inf, "zero": 0.0, "sign": 1e9}
        if mask in fill:
            scores = np.where(ahead, fill[mask] if mask != "sign" else scores + 1e9, scores)
        weights = np.exp(scores - scores.max(axis=axis, keepdims=True))
        weights /= weights.sum(axis=axis, keepdims=True)
        if mask == "after":
            weights = np.where(ahead, 0.0, weights)
        out = weights @ v
        joined = {
            "right": lambda o: o.transpose(0, 2, 1, 3).reshape(B, T, D),
            "reshape": lambda o: o.reshape(B, T, D),
            "interleaved": lambda o: o.transpose(0, 2, 3, 1).reshape(B, T, D),
            "reversed": lambda o: o[:, ::-1].transpose(0, 2, 1, 3).reshape(B, T, D),
        }
        return joined[merge](out) @ wo

    attend.calls = 0
    return attend


def other_style():
    """A right implementation that loops, and rounds otherwise."""

    def attend(x, wq, wk, wv, wo, n_heads):
        attend.calls += 1
        x, wq, wk, wv, wo = (np.asarray(each, dtype=float) for each in (x, wq, wk, wv, wo))
        out = np.zeros_like(x)
        for h in range(n_heads):
            own = slice(h * x.shape[2] // n_heads, (h + 1) * x.shape[2] // n_heads)
            for t in range(x.shape[1]):
                keys, values = x[:, : t + 1] @ wk[:, own], x[:, : t + 1] @ wv[:, own]
                scores = np.einsum("be,bse->bs", x[:, t] @ wq[:, own] / (own.stop - own.start) ** 0.5, keys)
                shares = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
                out[:, t, own] = np.einsum("bs,bse->be", shares, values)
        return (out @ wo) * (1 + 1e-12)

    attend.calls = 0
    return attend


def verdict_on(attend, expected, what):
    got = diagnose(attend)
    assert got == expected, f"expected {expected!r} for {what}, got {got!r}"
    assert attend.calls <= 100, f"expected at most 100 calls of attend, got {attend.calls}"


@pytest.mark.stage(2)
def test_right_ones_are_acquitted():
    """finds nothing wrong with right implementations, which round each in their own way"""
    verdict_on(colleague(), None, "a right implementation")
    verdict_on(other_style(), None, "a right implementation that loops, and rounds otherwise")


@pytest.mark.stage(2)
def test_weights_are_diagnosed():
    """tells weights that do not sum to one, before it tells a leak"""
    verdict_on(colleague(axis=-2), "weights", "a softmax over the queries, which leaks as well: the first of the list")
    verdict_on(
        colleague(mask="after"), "weights", "a mask after the softmax, which leaks as well: the first of the list"
    )


@pytest.mark.stage(2)
def test_leaks_are_diagnosed():
    """tells a mask that is missing, inverted, filled with zeros, or late by one"""
    for mask in ("none", "sign", "zero", "one late"):
        verdict_on(colleague(mask=mask), "future", f"a wrong mask ({mask})")


@pytest.mark.stage(2)
def test_heads_are_diagnosed():
    """tells heads that are cut or joined along the wrong axis, interleaved or reversed"""
    for split, merge in [
        ("reshape", "right"),
        ("right", "reshape"),
        ("reshape", "reshape"),
        ("interleaved", "interleaved"),
        ("right", "reversed"),
    ]:
        verdict_on(colleague(split=split, merge=merge), "heads", f"heads with the split {split}, the merge {merge}")


@pytest.mark.stage(2)
def test_scales_are_diagnosed():
    """tells scores that are divided by another thing than the root of a head's size"""
    for what, divide in [
        ("√D", lambda d, D: math.sqrt(D)),
        ("1", lambda d, D: 1.0),
        ("d", lambda d, D: d),
        ("√d + 0.1", lambda d, D: math.sqrt(d) + 0.1),
    ]:
        verdict_on(colleague(divide=divide), "scale", f"scores divided by {what}")
