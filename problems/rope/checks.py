"""Properties of a rotation first, each seen by itself (one feature, one token), then plain loops over numbers.

Where positions are not what is looked at, they are 0, 1, 2, ... in as many heads as tokens, and tolerances are wide
where precision is not: so each check tells of one thing.
"""

import math

import numpy as np
import pytest
from answer import half_layout, rope

from prep.checking import assert_close, assert_dtype, assert_equal, assert_shape, fetch, place


def close(got, expected, because, tolerance=1e-8):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=tolerance, atol=tolerance, because=because)


def turned(x, pos, **base):
    """A result of the right shape, to be compared with another of the answer's own."""
    got = rope(x, np.array(pos), **base)
    assert_shape(got, x.shape, because="the result has the shape of x")
    return got


def one_token(vector, p, **base):
    """What becomes of a vector at position p: the last token of p + 1, in the last of as many heads."""
    vector = np.array(vector, dtype=float)
    x = np.array(np.broadcast_to(vector, (1, p + 1, p + 1, vector.size)))
    return turned(x, range(p + 1), **base)[0, p, p]


def frequencies(d, base):
    """By how much each pair is turned from position 0 to position 1, the fastest first."""
    kept = [one_token(np.eye(d)[j], 1, base=base)[j] for j in range(d)]
    return np.sort(np.arccos(np.clip(kept, -1.0, 1.0)))[::-1][::2]


def by_loops(x, pos, base, neighbours=False):
    """The definition, pair by pair; with `neighbours`, for the other layout."""
    out, d = np.zeros(x.shape), x.shape[-1]
    for b, h, t in np.ndindex(x.shape[:3]):
        for i in range(d // 2):
            first, second = (2 * i, 2 * i + 1) if neighbours else (i, i + d // 2)
            angle = int(pos[t]) * float(base) ** (-2 * i / d)
            cos, sin = math.cos(angle), math.sin(angle)
            out[b, h, t, first] = float(x[b, h, t, first]) * cos - float(x[b, h, t, second]) * sin
            out[b, h, t, second] = float(x[b, h, t, first]) * sin + float(x[b, h, t, second]) * cos
    return out


def scores(q, k):
    """Every query with every key of its own head."""
    return np.einsum("bhtd,bhsd->bhts", q, k)


def test_example_of_the_statement():
    """gives the numbers of the statement's example"""
    got = rope(np.array([[[[1.0, 2.0, 3.0, 4.0]]]]), np.array([1]), base=100.0)

    (c, s), (cos, sin) = (math.cos(1.0), math.sin(1.0)), (math.cos(0.1), math.sin(0.1))
    expected = [c - 3 * s, 2 * cos - 4 * sin, s + 3 * c, 2 * sin + 4 * cos]
    close(got, np.array([[[expected]]]), "1 and 3 are a pair, turned by 1; 2 and 4 are one, turned by 0.1 (hint 2)")


@pytest.mark.catches("positions-ignored")
def test_position_zero_turns_nothing(rng):
    """leaves tokens at position 0 as they are, wherever they stand in the array"""
    x = rng.normal(size=(1, 1, 3, 6))

    got = turned(x, [0, 0, 0])

    close(got, x, "all three tokens are at position 0: the row number is not the position (hint 2)")


@pytest.mark.catches("interleaved-layout")
def test_pairs_are_half_a_vector_apart():
    """turns feature i together with feature i + d/2, and with no other"""
    d = 10
    for j in range(d):
        touched = {int(i) for i in np.flatnonzero(np.abs(one_token(np.eye(d)[j], 3)) > 1e-6)}
        pair = {j, (j + d // 2) % d}
        assert touched <= pair, (
            f"expected feature {j} of {d} to spread over features {sorted(pair)} alone, got {sorted(touched)}: "
            "pair i consists of i and i + d/2, not of neighbours (hint 2)"
        )


@pytest.mark.catches("rotates-backwards")
def test_direction_of_the_rotation():
    """does not turn against the direction of the definition"""
    away = float(one_token(np.eye(6)[0], 1)[1:].sum())

    because = "the second of a pair becomes a sin + b cos (hint 3)"
    assert away > -1e-6, (
        f"expected feature 0, turned by 1 at position 1, to give its partner sin(1) = {math.sin(1.0):.6g}, "
        f"got {away:.6g}: {because}"
    )


@pytest.mark.catches("overwritten-half")
def test_lengths_are_kept(rng):
    """keeps the length of every vector: a rotation neither stretches nor shrinks"""
    x = rng.normal(size=(2, 1, 1, 8))
    for p in (1, 2, 77):
        got = turned(x, [p])
        because = f"at position {p}: was one half overwritten before the other was computed from it? (hint 3)"
        close(np.linalg.norm(got, axis=-1), np.linalg.norm(x, axis=-1), because, tolerance=1e-5)


@pytest.mark.catches("frequency-exponent")
def test_frequencies_do_not_fall_off_twice_as_fast():
    """does not take d/2 for d in the exponent of the frequencies"""
    sizes = [(4, 50.0), (8, 7000.0), (10, 3.0)]
    expected = [base ** (-2.0 * np.arange(d // 2) / d) for d, base in sizes]
    seen = [frequencies(d, base) for d, base in sizes]

    squared = all(np.allclose(s, e**2, rtol=1e-4, atol=1e-6) for s, e in zip(seen, expected, strict=True))
    assert not squared, (
        f"expected pair 1 to turn by {expected[0][1]:.6g} at position 1 for d=4, base=50, got {seen[0][1]:.6g}: "
        "the exponent of pair i is -2i/d with i = 0, 1, ... d/2 - 1 (hint 2)"
    )


@pytest.mark.catches("frequency-exponent")
def test_each_pair_has_its_frequency():
    """turns pair i by base^(-2i/d) at position 1, for several sizes and bases"""
    for d, base in [(2, 10000.0), (4, 100.0), (8, 10000.0), (10, 3.0), (16, 500000.0)]:
        expected = base ** (-2.0 * np.arange(d // 2) / d)
        because = f"angles of the {d // 2} pairs for d={d}, base={base:g}, the fastest first (hint 2)"
        assert_close(frequencies(d, base), expected, rtol=1e-6, atol=1e-6, because=because)


@pytest.mark.catches("interleaved-layout", "rotates-backwards", "overwritten-half")
def test_one_pair_by_hand():
    """gives 3 cos 2 - 5 sin 2 and 3 sin 2 + 5 cos 2 for the pair (3, 5) at position 2"""
    got = one_token([3.0, 0.0, 5.0, 0.0], 2)

    expected = np.array([3 * math.cos(2) - 5 * math.sin(2), 0.0, 3 * math.sin(2) + 5 * math.cos(2), 0.0])
    close(got, expected, "features 0 and 2 are pair 0 of d=4, turned by 2 at position 2 (hint 3)", tolerance=1e-5)


@pytest.mark.catches("positions-ignored", "overwritten-half")
def test_scores_depend_on_the_distance(rng):
    """gives queries and keys the same score wherever they stand, if the distance is the same"""
    q, k = rng.normal(size=(2, 1, 1, 8)), rng.normal(size=(2, 1, 1, 8))
    for m, n in [(0, 5), (5, 0), (3, 3)]:
        before = scores(turned(q, [m]), turned(k, [n]))
        for shift in (1, 40):
            got = scores(turned(q, [m + shift]), turned(k, [n + shift]))
            because = f"query at {m} and key at {n}, both moved by {shift}: angles add up, so only m - n counts"
            close(got, before, because, tolerance=1e-4)
    moved = np.abs(scores(turned(q, [7]), turned(k, [0])) - scores(turned(q, [0]), turned(k, [0]))).max()
    assert moved > 1e-3, f"expected scores that change with the distance, got a change of {moved:.1g}: is pos used?"


@pytest.mark.catches("positions-ignored")
def test_token_by_token_equals_all_at_once(rng):
    """gives a token the same whether it comes alone, as with a cache, or among the others"""
    x = rng.normal(size=(2, 1, 5, 6))
    alone = [turned(x[:, :, t : t + 1], [t]) for t in range(5)]

    because = "a token alone at position t > 0: take the position from pos, not from the row number (hint 2)"
    for t in range(1, 5):
        close(alone[t], by_loops(x[:, :, t : t + 1], [t], 10000.0), because)
    close(turned(x, range(5)), np.concatenate(alone, axis=2), "all at once, positions 0 to 4")


@pytest.mark.catches("positions-ignored")
def test_positions_in_any_order(rng):
    """takes positions with gaps and repeats, in any order"""
    x = rng.normal(size=(1, 1, 6, 4))
    pos = [9, 2, 2, 0, 31, 5]

    got = turned(x, pos)

    for t, p in enumerate(pos):
        because = f"token {t} of pos={pos} stands at {p} (hint 2)"
        close(got[:, :, t : t + 1], by_loops(x[:, :, t : t + 1], [p], 10000.0), because)


@pytest.mark.axis("shape")
@pytest.mark.catches("heads-for-positions")
def test_heads_are_turned_alike(rng):
    """gives every head of every batch item the same angles, with as many tokens as heads or not"""
    for B, H, T in [(2, 3, 3), (3, 4, 2), (1, 2, 5)]:
        vector = rng.normal(size=6)
        x = np.array(np.broadcast_to(vector, (B, H, T, 6)))
        got = rope(x, np.arange(1, T + 1))
        assert_shape(got, x.shape, because=f"for B={B}, H={H}, T={T}: angles go with the tokens, axis 2 (hint 2)")
        same = np.array(np.broadcast_to(got[:1, :1], got.shape))
        close(got, same, f"equal vectors in all {B} × {H} heads: angles go with the tokens, axis 2 (hint 2)")


def test_base_counts(rng):
    """uses the base it is given, and 10000 without one"""
    x = rng.normal(size=(1, 1, 1, 8))
    for base in (2.0, 500.0, 10000.0, 1e6):
        close(turned(x, [11], base=base), by_loops(x, [11], base), f"with base={base:g}")
    close(turned(x, [11]), by_loops(x, [11], 10000.0), "without a base: it is 10000 then")


@pytest.mark.catches(
    "interleaved-layout",
    "positions-ignored",
    "frequency-exponent",
    "rotates-backwards",
    "overwritten-half",
    "heads-for-positions",
)
def test_loops_agree(rng):
    """agrees with plain loops over batch, head, token and pair"""
    for B, H, T, d in [(2, 3, 4, 8), (1, 4, 4, 6), (3, 1, 7, 2), (2, 2, 1, 64)]:
        x, base = rng.normal(size=(B, H, T, d)), float(rng.integers(2, 50_000))
        pos = rng.integers(1, 3000, size=T)
        because = f"for B={B}, H={H}, T={T}, d={d}, base={base:g}, positions {[int(p) for p in pos]}"
        close(rope(x, pos, base), by_loops(x, pos, base), because)


@pytest.mark.catches("odd-size-accepted")
def test_odd_sizes_are_refused(rng):
    """raises ValueError for an odd number of features"""
    for d in (3, 5, 1, 7):
        try:
            got = rope(rng.normal(size=(1, 2, 2, d)), np.array([0, 1]))
        except ValueError:
            continue
        pytest.fail(f"expected ValueError for d={d}, got shape {np.shape(got)}: one feature has no partner (hint 3)")


@pytest.mark.catches("always-float64")
def test_float32_stays_float32(rng):
    """gives float32 for float32 features, and float64 for float64"""
    x, pos = rng.normal(size=(2, 2, 1, 8)), np.array([3])
    assert_dtype(rope(x.astype(np.float32), pos), np.float32, because="cast the cosine and sine to x.dtype (hint 3)")
    assert_dtype(rope(x, pos), np.float64)


@pytest.mark.axis("stability")
@pytest.mark.catches("angles-in-float32")
def test_distance_counts_at_large_positions(rng):
    """gives the same scores near position a million as near 0, for float32 and for float64"""
    q, k = rng.normal(size=(2, 1, 1, 8)), rng.normal(size=(2, 1, 1, 8))
    for dtype, tolerance in [(np.float32, 1e-4), (np.float64, 1e-6)]:
        x, y = q.astype(dtype), k.astype(dtype)
        for far in (100_000, 999_000):
            got = scores(turned(x, [far + 3]), turned(y, [far]))
            before = scores(turned(x, [3]), turned(y, [0]))
            because = f"{np.dtype(dtype)} features at {far + 3:,} and {far:,}: work out the angles in float64 (hint 2)"
            close(got, before, because, tolerance)


@pytest.mark.axis("stability")
def test_right_at_large_positions(rng):
    """agrees with the definition near position a million, in float64 and in float32"""
    x = rng.normal(size=(1, 1, 1, 16))
    for dtype, tolerance in [(np.float64, 1e-8), (np.float32, 1e-5)]:
        for p in (1, 2_049, 999_999, 1_000_000):
            features = x.astype(dtype)
            because = f"{np.dtype(dtype)} features at position {p:,}"
            close(rope(features, np.array([p])), by_loops(features, [p], 10000.0), because, tolerance)


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-input")
def test_inputs_are_left_alone(rng):
    """leaves the features and the positions as they were"""
    before, where = rng.normal(size=(2, 1, 1, 6)), np.array([3])
    x, pos = place(before), place(where)

    rope(x, pos)

    assert_close(fetch(x), before, rtol=0, because="`x` was changed in place: work on a new array")
    assert_equal(fetch(pos), where, because="`pos` was changed in place")


# ---- stage 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
def test_columns_of_one_head():
    """puts the firsts of all pairs of a head before the seconds"""
    w = np.arange(16.0).reshape(2, 8)

    got = half_layout(w, 1)

    because = "columns 0, 2, 4, 6 and then 1, 3, 5, 7: pair i moves from (2i, 2i + 1) to (i, i + d/2)"
    assert_close(got, w[:, [0, 2, 4, 6, 1, 3, 5, 7]], rtol=0, because=because)


@pytest.mark.stage(2)
def test_columns_stay_in_their_head(rng):
    """reorders each head by itself, for several numbers of heads and sizes"""
    for D, n_heads, d in [(3, 2, 6), (5, 4, 2), (1, 3, 10), (6, 1, 4)]:
        w = rng.normal(size=(D, n_heads * d))
        got = half_layout(w, n_heads)
        assert_shape(got, w.shape)
        for h in range(n_heads):
            mine, was = got[:, h * d : (h + 1) * d], w[:, h * d : (h + 1) * d]
            expected = np.stack([was[:, 2 * i + second] for second in (0, 1) for i in range(d // 2)], axis=1)
            assert_close(mine, expected, rtol=0, because=f"head {h} of {n_heads}, d={d}: its own columns, reordered")


@pytest.mark.stage(2)
def test_scores_of_the_other_layout(rng):
    """gives, with rope, the scores of a model that was trained with neighbours as pairs"""
    B, T, D, H, d = 2, 5, 7, 3, 6
    x, pos = rng.normal(size=(B, T, D)), np.array([0, 3, 4, 90, 2000])
    wq, wk = rng.normal(size=(D, H * d)), rng.normal(size=(D, H * d))

    def heads(w):
        return np.ascontiguousarray((x @ w).reshape(B, T, H, d).transpose(0, 2, 1, 3))

    trained = scores(*[by_loops(heads(w), pos, 10000.0, neighbours=True) for w in (wq, wk)])
    loaded = []
    for w in (wq, wk):
        moved = half_layout(w, H)
        assert_shape(moved, w.shape)
        loaded.append(turned(heads(moved), pos))
    close(scores(*loaded), trained, "scores of all queries and keys: every pair keeps its frequency and direction")


@pytest.mark.stage(2)
def test_weights_keep_their_dtype_and_are_left_alone(rng):
    """keeps the dtype of the weights, and leaves the caller's array as it was"""
    before = rng.normal(size=(4, 12)).astype(np.float32)
    w = place(before)

    got = half_layout(w, 2)

    assert_dtype(got, np.float32)
    assert_close(fetch(w), before, rtol=0, because="`w` was changed in place: return a new array")
