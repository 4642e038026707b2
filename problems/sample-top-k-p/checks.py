"""What is certain first (which tokens can be drawn at all), then shares of thousands of draws, by hand and at random.

Checks that catch a mistake look for what it does, and for nothing else; the others are exact. Draws are spread over
many calls, so that a generator that is used wrongly shows only where it is looked at. Shares are compared within
six standard errors.
"""

import math

import numpy as np
import pytest
from answer import sample

from prep.checking import assert_close, assert_equal, assert_shape, fetch, place


def draw(rows, temp, top_k, top_p, rng, **more):
    """Tokens for these rows of logits, from a generator of their own or a placed one."""
    logits = np.array(rows, dtype=float)
    source = np.random.default_rng(rng.integers(2**32)) if isinstance(rng, np.random.Generator) else rng
    got = sample(logits, temp, top_k, top_p, source, **more)
    assert_shape(got, logits.shape[:1], because="one token for each row")
    tokens = np.asarray(got)
    assert tokens.dtype.kind in "iu", f"expected integers, got dtype {tokens.dtype}"
    inside = ((tokens >= 0) & (tokens < logits.shape[1])).all()
    assert inside, f"expected tokens from 0 to {logits.shape[1] - 1}, got {tokens.min()} to {tokens.max()}"
    return [int(token) for token in tokens]


def many(row, temp, top_k, top_p, rng, rows=20, **more):
    """Tokens drawn from one row of logits, in 20 calls with one generator."""
    source, logits = place(np.random.default_rng(rng.integers(2**32))), np.tile(row, (rows, 1))
    return [token for _ in range(20) for token in draw(logits, temp, top_k, top_p, source, **more)]


def drawn(probs, temp, top_k, top_p, rng, **more):
    """The different tokens among 400 drawn from these probabilities."""
    return sorted(set(many(np.log(probs), temp, top_k, top_p, rng, **more)))


def shares(tokens, expected, because):
    """How often each token was drawn, within six standard errors of these probabilities."""
    n = len(tokens)
    for token, p in enumerate(expected):
        seen = tokens.count(token) / n
        room = 6 * math.sqrt(p * (1 - p) / n) + 1e-12
        assert abs(seen - p) <= room, (
            f"expected token {token} in {p:.4f} of {n:,} draws, give or take {room:.4f}, got {seen:.4f}: {because}"
        )


def left(logits, temp, top_k, top_p, min_p=0.0):
    """What a row's draw should follow, worked out token by token, and how near top_p a sum came."""
    order = sorted(range(len(logits)), key=lambda token: (-logits[token], token))
    weights = [math.exp((logits[token] - logits[order[0]]) / temp) for token in order][:top_k]
    total, sums, kept = math.fsum(weights), [], []
    for token, weight in zip(order, weights, strict=False):
        if sums and sums[-1] >= top_p and top_p < 1:
            break
        kept.append((token, weight))
        sums.append(math.fsum(w for _, w in kept) / total)
    kept = [(token, weight) for token, weight in kept if weight >= min_p]
    probs = np.zeros(len(logits))
    for token, weight in kept:
        probs[token] = weight / math.fsum(w for _, w in kept)
    return probs, min(abs(s - top_p) for s in sums)


@pytest.mark.axis("stability")
@pytest.mark.catches("temp-zero-divides")
def test_temperature_zero_gives_a_token(rng):
    """gives a token at temperature 0"""
    for top_k, top_p in [(None, 1.0), (3, 0.5), (1, 0.1)]:
        draw(rng.normal(size=(20, 7)), 0, top_k, top_p, rng)


@pytest.mark.catches("temp-zero-divides")
def test_temperature_zero_takes_the_most_likely(rng):
    """gives the most likely token of each row at temperature 0, the first of equal ones"""
    rows = rng.normal(size=(20, 7)) - 5.0
    for top_k, top_p in [(None, 1.0), (3, 0.5), (1, 0.1)]:
        because = f"temp=0, top_k={top_k}, top_p={top_p}: there is nothing to draw, and nothing to divide by (hint 2)"
        assert_equal(draw(rows, 0, top_k, top_p, rng), [int(t) for t in rows.argmax(axis=1)], because=because)
    tied = [[0.0, 2.0, 2.0], [1.0, 1.0, 1.0], [-np.inf, -3.0, -3.0]]
    assert_equal(draw(tied, 0.0, None, 1.0, rng), [1, 0, 1], because="of equal logits the lower number is taken")


def test_top_1_takes_the_most_likely(rng):
    """gives the most likely token of each row with top_k 1, and with a tiny top_p"""
    rows = rng.normal(size=(50, 7))
    expected = [int(t) for t in rows.argmax(axis=1)]
    assert_equal(draw(rows, 1.0, 1, 1.0, rng), expected, because="top_k=1 leaves the most likely token alone")
    assert_equal(draw(rows, 5.0, None, 1e-4, rng), expected, because="top_p=0.0001 leaves the most likely token alone")


@pytest.mark.catches("can-keep-nothing")
def test_one_token_always_stays(rng):
    """gives a token where the most likely one alone exceeds top_p"""
    drawn([0.9, 0.1], 1.0, None, 0.5, rng)


@pytest.mark.catches("drops-crossing-token", "can-keep-nothing")
def test_token_that_crosses_stays(rng):
    """keeps the token with which the sum reaches top_p"""
    for probs, top_p, last in [([0.5, 0.3, 0.2], 0.6, 1), ([0.4, 0.3, 0.2, 0.1], 0.8, 2)]:
        seen = drawn(probs, 1.0, None, top_p, rng)
        because = "judge a token by the sum of those before it (hint 2)"
        assert last in seen, f"expected token {last} to be drawn of {probs} with top_p={top_p}, got {seen}: {because}"


def test_top_k_keeps_so_many(rng):
    """draws from the top_k most likely, and from all if there are fewer or there is no limit"""
    for top_k in (1, 2, 3, 4, 5, 100, None):
        seen = drawn([0.4, 0.3, 0.2, 0.1], 1.0, top_k, 1.0, rng)
        assert_equal(seen, [0, 1, 2, 3][:top_k], because=f"tokens drawn of 4 with top_k={top_k} (hint 3)")


def test_top_p_keeps_so_much(rng):
    """draws from the smallest number of most likely tokens that reach top_p"""
    probs = [0.4, 0.3, 0.2, 0.1]
    for top_p, count in [(0.3, 1), (0.5, 2), (0.69, 2), (0.71, 3), (0.89, 3), (0.95, 4), (1.0, 4)]:
        seen = drawn(probs, 1.0, None, top_p, rng)
        assert_equal(seen, [0, 1, 2, 3][:count], because=f"tokens drawn of {probs} with top_p={top_p} (hint 2)")


@pytest.mark.catches("rank-for-token")
def test_ranks_are_not_tokens(rng):
    """does not give places in a sorted row for tokens"""
    probs = [0.1, 0.2, 0.3, 0.4]

    seen = drawn(probs, 1.0, 2, 1.0, rng)

    because = "what is drawn in sorted order is a rank, and order[rank] the token (hint 2)"
    ranks = set(seen) <= {0, 1}
    assert not ranks, f"expected tokens 2 and 3 to be drawn of {probs} with top_k=2, got {seen}: {because}"


def test_unsorted_rows(rng):
    """draws the right tokens of rows that are not sorted"""
    for probs, top_k, top_p, kept in [
        ([0.1, 0.2, 0.3, 0.4], 2, 1.0, [2, 3]),
        ([0.05, 0.5, 0.05, 0.3, 0.1], None, 0.7, [1, 3]),
        ([0.2, 0.1, 0.4, 0.3], 3, 0.7, [2, 3]),
    ]:
        because = f"tokens drawn of {probs} with top_k={top_k}, top_p={top_p} (hint 2)"
        assert_equal(drawn(probs, 1.0, top_k, top_p, rng), kept, because=because)


@pytest.mark.catches("temperature-last", "can-keep-nothing")
def test_temperature_comes_before_the_filters(rng):
    """does not apply top_p to the distribution before the temperature"""
    seen = drawn([0.5, 0.3, 0.2], 0.25, None, 0.75, rng)

    because = "at temp=0.25 the probabilities are 0.87, 0.11, 0.02, and token 0 alone reaches top_p=0.75"
    assert seen != [0, 1], f"expected token 0 alone, got {seen}, as without a temperature: {because}"


def test_filters_see_the_temperature(rng):
    """applies top_p to the distribution after the temperature"""
    probs = [0.5, 0.3, 0.2]
    because = "at temp=0.5 the probabilities are 0.66, 0.24, 0.11: token 0 alone reaches top_p=0.6"
    assert_equal(drawn(probs, 0.5, None, 0.6, rng), [0], because=because)
    because = "at temp=4 the probabilities are 0.38, 0.33, 0.30: two tokens reach top_p=0.7"
    assert_equal(drawn(probs, 4.0, None, 0.7, rng), [0, 1], because=because)


@pytest.mark.catches("top-p-of-everything")
def test_top_p_is_not_taken_of_everything(rng):
    """does not measure top_p on the tokens that top_k has dropped"""
    probs = [0.4, 0.3, 0.2, 0.1]

    seen = drawn(probs, 1.0, 3, 0.75, rng)

    because = "the 3 tokens that stay are rescaled to 0.44, 0.33, 0.22 first (hint 3)"
    assert seen != [0, 1, 2], f"expected tokens 0 and 1 of {probs} with top_k=3, top_p=0.75, got {seen}: {because}"


def test_top_p_is_taken_of_what_top_k_leaves(rng):
    """measures top_p on what top_k has left, rescaled"""
    probs = [0.4, 0.3, 0.2, 0.1]
    for top_k, top_p, kept in [(2, 0.5, [0]), (3, 0.75, [0, 1]), (3, 0.9, [0, 1, 2]), (2, 0.6, [0, 1])]:
        because = f"tokens drawn of {probs} with top_k={top_k}, top_p={top_p}: rescale in between (hint 3)"
        assert_equal(drawn(probs, 1.0, top_k, top_p, rng), kept, because=because)


@pytest.mark.catches("ties-keep-more")
def test_ties_leave_no_more_than_k(rng):
    """does not keep more than top_k tokens where logits tie"""
    seen = drawn([0.3, 0.3, 0.3, 0.1], 1.0, 2, 1.0, rng)

    because = "a threshold at the k-th logit keeps all that equal it: take the first k of a stable sort (hint 2)"
    assert seen != [0, 1, 2], f"expected tokens 0 and 1 with top_k=2, got {seen}: {because}"


def test_lower_numbers_win_ties(rng):
    """counts the lower of two tokens with equal logits as more likely"""
    for probs, top_k, top_p, kept in [
        ([0.3, 0.3, 0.3, 0.1], 2, 1.0, [0, 1]),
        ([0.1, 0.3, 0.3, 0.3], 1, 1.0, [1]),
        ([0.25, 0.25, 0.25, 0.25], 3, 1.0, [0, 1, 2]),
        ([0.25, 0.25, 0.25, 0.25], None, 0.4, [0, 1]),
    ]:
        because = f"tokens drawn of {probs} with top_k={top_k}, top_p={top_p}: sort the negated logits, stably (hint 2)"
        assert_equal(drawn(probs, 1.0, top_k, top_p, rng), kept, because=because)


@pytest.mark.catches("no-renormalisation")
def test_dropped_probability_goes_to_all_that_stay(rng):
    """shares out what the filters drop among all that stay: 4/7 and 3/7 of 0.4 and 0.3"""
    got = many(np.log([0.4, 0.3, 0.2, 0.1]), 1.0, 2, 1.0, rng, rows=150)

    if set(got) <= {0, 1}:
        shares(got, [4 / 7, 3 / 7], "0.4, 0.3, 0.2, 0.1 with top_k=2: rescale to a sum of 1 before you draw (hint 3)")


def test_shares_after_the_filters(rng):
    """draws what the filters leave in proportion to its probabilities"""
    got = many(np.log([0.4, 0.3, 0.2, 0.1]), 1.0, 3, 1.0, rng, rows=150)
    shares(got, [4 / 9, 3 / 9, 2 / 9, 0], "0.4, 0.3, 0.2, 0.1 with top_k=3 (hint 3)")
    got = many(np.log([0.5, 0.3, 0.2]), 1.0, None, 0.6, rng, rows=150)
    shares(got, [5 / 8, 3 / 8, 0], "0.5, 0.3, 0.2 with top_p=0.6 (hint 3)")


def test_shares_follow_the_temperature(rng):
    """draws in proportion to the softmax of logits over temperature"""
    probs = np.array([0.6, 0.3, 0.1])
    for temp in (0.5, 1.0, 2.0):
        expected = probs ** (1 / temp) / (probs ** (1 / temp)).sum()
        because = f"probabilities 0.6, 0.3, 0.1 at temp={temp}: p^(1/temp), rescaled"
        shares(many(np.log(probs), temp, None, 1.0, rng, rows=150), expected, because)


def test_shares_of_random_settings(rng):
    """draws with the right shares for random logits, temperatures, top_k and top_p"""
    for _ in range(4):
        gap = 0.0
        while gap < 1e-3:
            row, temp = rng.normal(size=6) * 1.5, float(rng.uniform(0.7, 2.0))
            top_k, top_p = int(rng.integers(2, 7)), float(rng.uniform(0.5, 0.95))
            expected, gap = left(row, temp, top_k, top_p)
        because = f"logits {row.round(2).tolist()}, temp={temp:.3f}, top_k={top_k}, top_p={top_p:.3f}"
        shares(many(row, temp, top_k, top_p, rng, rows=100), expected, because)


def test_rows_have_their_own_filters(rng):
    """treats every row by its own logits"""
    rows = np.array([[0.9, 0.05, 0.05], [0.05, 0.05, 0.9], [0.5, 0.1, 0.4], [0.31, 0.33, 0.36]])

    got = np.array(draw(np.tile(np.log(rows), (250, 1)), 1.0, None, 0.7, rng)).reshape(250, 4)

    for i, kept in enumerate([[0], [2], [0, 2], [0, 1, 2]]):
        because = f"tokens drawn of the row {rows[i].tolist()} with top_p=0.7, among other rows"
        assert_equal(sorted(set(got[:, i].tolist())), kept, because=because)


@pytest.mark.catches("one-draw-for-all")
def test_equal_rows_do_not_always_agree(rng):
    """does not give all equal rows of a call the same token, call after call"""
    calls = [set(draw(np.zeros((12, 3)), 1.0, None, 1.0, rng)) for _ in range(8)]

    because = "each row needs a random number of its own (hint 3)"
    same = all(len(tokens) == 1 for tokens in calls)
    assert not same, (
        f"expected different tokens among 12 equal rows, got one token for all, in each of 8 calls: {because}"
    )


@pytest.mark.catches("one-draw-for-all")
def test_rows_are_drawn_independently(rng):
    """draws equal rows of one call independently of each other"""
    different = len(set(draw(np.zeros((200, 500)), 1.0, None, 1.0, rng)))

    because = "each row needs a random number of its own, independent of the others' (hint 3)"
    assert 130 < different < 196, (
        f"expected 131 to 195 different tokens in 200 rows of 500 equal logits, got {different}: {because}"
    )


@pytest.mark.catches("ignores-rng")
def test_state_of_the_generator_decides(rng):
    """gives the same tokens for the same state of rng, and others for another state"""
    rows, seed = np.zeros((40, 100)), int(rng.integers(2**32))

    one, two = (draw(rows, 1.0, 50, 0.9, place(np.random.default_rng(seed))) for _ in range(2))

    assert one == two, f"expected the same tokens from the same state, got {one[:4]}... and {two[:4]}...: draw from rng"
    other = draw(rows, 1.0, 50, 0.9, place(np.random.default_rng(seed + 1)))
    assert one != other, "expected other tokens from another state, got the same 40: draw from rng"


def test_every_call_moves_the_generator(rng):
    """gives other tokens when it is called again with the same generator"""
    source, rows = place(np.random.default_rng(rng.integers(2**32))), np.zeros((40, 100))

    one, two = draw(rows, 1.0, None, 1.0, source), draw(rows, 1.0, None, 1.0, source)

    assert one != two, "expected other tokens from the second call, got the same 40: draw from rng itself, not a copy"


def test_minus_infinity_is_never_drawn(rng):
    """never draws a token whose logit is -inf, however much top_k and top_p allow"""
    row = [-np.inf, 0.0, -np.inf, 0.0, -np.inf]
    for top_k, top_p, temp in [(None, 1.0, 1.0), (4, 1.0, 3.0), (9, 0.99, 1.0), (None, 0.9, 0.01)]:
        because = f"tokens drawn with top_k={top_k}, top_p={top_p}, temp={temp}: -inf has the probability 0"
        assert_equal(sorted(set(many(row, temp, top_k, top_p, rng))), [1, 3], because=because)
    assert_equal(draw([[-np.inf, -np.inf, -7.0]] * 5, 1.0, None, 1.0, rng), [2] * 5, because="one token is finite")


@pytest.mark.axis("stability")
@pytest.mark.catches("no-max-subtraction")
def test_large_logits_give_more_than_one_token(rng):
    """does not break down for logits of a million, nor for small temperatures"""
    for row, temp in [([1e6, 1e6 - 1.0, 0.0], 1.0), ([5.0, 5.0, 3.0], 1e-3), ([-1e6, -1e6, -1e6 - 50.0], 1.0)]:
        seen = sorted(set(many(row, temp, None, 1.0, rng)))
        because = "subtract the row's maximum before exp (hint 2)"
        assert 1 in seen, f"expected token 1 of {row} to be drawn at temp={temp}, got {seen}: {because}"


@pytest.mark.axis("stability")
def test_large_logits_and_small_temperatures(rng):
    """stays right for logits of a million and temperatures of a thousandth"""
    got = many([1e6, 1e6 - 1.0, -1e6], 1.0, None, 1.0, rng, rows=50)
    shares(got, [math.e / (1 + math.e), 1 / (1 + math.e), 0.0], "logits 1e6, 1e6 - 1 and -1e6 (hint 2)")
    got = many([-1e6 - 3.0, -1e6, -1e6], 1.0, 2, 0.9, rng, rows=50)
    shares(got, [0.0, 0.5, 0.5], "logits -1e6 - 3, -1e6 and -1e6 with top_k=2 (hint 2)")
    got = many([5.0, 3.0, 5.0], 1e-3, None, 0.9, rng, rows=50)
    shares(got, [0.5, 0.0, 0.5], "logits 5, 3, 5 at temp=0.001 (hint 2)")
    rows = [[0.0, 1e6, 2.0], [-1e6, -2.0, 1.0]]
    assert_equal(draw(rows, 1e-3, None, 0.9, rng), [1, 2], because="logits up to 1e6 at temp=0.001 (hint 2)")


@pytest.mark.axis("shape")
def test_smallest_sizes(rng):
    """takes one row and one token"""
    assert_equal(draw([[0.3]], 1.0, None, 1.0, rng), [0], because="B=1, V=1")
    assert_equal(draw([[0.3]], 0, 1, 0.5, rng), [0], because="B=1, V=1, temp=0")
    assert_equal(draw([[1.0, 3.0, 2.0]], 1.0, 1, 1.0, rng), [1], because="B=1, V=3, top_k=1")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-input")
def test_logits_are_left_alone(rng):
    """leaves the caller's logits as they were"""
    before = rng.normal(size=(3, 5))
    logits = place(before)

    sample(logits, 0.7, 3, 0.999, np.random.default_rng(1))

    assert_close(fetch(logits), before, rtol=0, because="`logits` was changed in place: work on a new array")


# ---- stage 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
def test_floor_follows_the_most_likely(rng):
    """drops tokens below min_p times the most likely one, and no others"""
    for probs, min_p, kept in [
        ([0.5, 0.3, 0.2], 0.5, [0, 1]),
        ([0.2, 0.3, 0.5], 0.5, [1, 2]),
        ([0.3, 0.25, 0.25, 0.2], 0.5, [0, 1, 2, 3]),
        ([0.9, 0.06, 0.04], 0.05, [0, 1]),
        ([0.4, 0.2, 0.4], 1.0, [0, 2]),
    ]:
        because = f"tokens drawn of {probs} with min_p={min_p}: the floor is {min_p * max(probs):.3g}"
        assert_equal(drawn(probs, 1.0, None, 1.0, rng, min_p=min_p), kept, because=because)


@pytest.mark.stage(2)
def test_floor_sees_the_temperature(rng):
    """compares with the floor after the temperature"""
    for temp, kept, ratios in [(0.5, [0], "1, 0.36 and 0.16"), (2.0, [0, 1, 2], "1, 0.77 and 0.63")]:
        because = f"tokens drawn of 0.5, 0.3, 0.2 with min_p=0.5: at temp={temp} the ratios are {ratios}"
        assert_equal(drawn([0.5, 0.3, 0.2], temp, None, 1.0, rng, min_p=0.5), kept, because=because)


@pytest.mark.stage(2)
def test_floor_comes_last(rng):
    """takes top_k and top_p first, on all tokens, and min_p of what they leave"""
    for probs, top_k, top_p, min_p, kept in [
        ([0.4, 0.25, 0.2, 0.1, 0.05], None, 0.7, 0.3, [0, 1, 2]),
        ([0.4, 0.25, 0.2, 0.1, 0.05], 3, 1.0, 0.6, [0, 1]),
        ([0.4, 0.25, 0.2, 0.1, 0.05], 4, 0.9, 0.01, [0, 1, 2, 3]),
        ([0.4, 0.3, 0.2, 0.1], None, 0.75, 0.4, [0, 1, 2]),
    ]:
        because = f"tokens drawn of {probs} with top_k={top_k}, top_p={top_p}, min_p={min_p}"
        assert_equal(drawn(probs, 1.0, top_k, top_p, rng, min_p=min_p), kept, because=because)


@pytest.mark.stage(2)
def test_shares_above_the_floor(rng):
    """rescales what is above the floor, and takes temperature 0 and no floor as before"""
    row = np.log([0.5, 0.3, 0.2])
    got = many(row, 1.0, None, 1.0, rng, rows=150, min_p=0.5)
    shares(got, [5 / 8, 3 / 8, 0], "with min_p=0.5 two tokens are left, in proportion to their probabilities")
    shares(many(row, 1.0, None, 1.0, rng, rows=150, min_p=0.0), [0.5, 0.3, 0.2], "min_p=0 drops nothing")
    assert_equal(draw([[1.0, 2.0, 2.0]], 0, None, 1.0, rng, min_p=0.9), [1], because="temp=0 with min_p")
