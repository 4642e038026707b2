"""Steps against one pass over the whole sequence, worked out here with plain loops and complex numbers.

Outputs that a known mistake would give are worked out in the same way, so that a check can tell one from another.
"""

import math

import numpy as np
import pytest
from answer import KVCache, attn_step

from prep.checking import assert_close, assert_shape, fetch, peak_memory, place, read


def model(rng, D, n_heads):
    """The weights of one layer."""
    return {name: rng.normal(size=(D, D)) / math.sqrt(D) for name in ("wq", "wk", "wv", "wo")} | {"n_heads": n_heads}


def heads(x, w, n_heads, pos=None):
    """The features of every head, (B, T, H, d); with positions, they are turned."""
    B, T, D = x.shape
    features = (x @ w).reshape(B, T, n_heads, D // n_heads)
    if pos is None:
        return features
    half = features.shape[-1] // 2
    turns = np.exp(1j * np.multiply.outer(np.array(pos), 10000.0 ** (-np.arange(half) / half)))[:, None]
    turned = (features[..., :half] + 1j * features[..., half:]) * turns
    return np.concatenate([turned.real, turned.imag], axis=-1)


def whole(x, params, *, q_pos=None, k_pos=None, sees=lambda t, s: s <= t):
    """All outputs of a sequence, token by token; what token t sees, and all positions, may be said otherwise."""
    B, T, D = x.shape
    n_heads = params["n_heads"]
    q = heads(x, params["wq"], n_heads, range(T) if q_pos is None else q_pos)
    k = heads(x, params["wk"], n_heads, range(T) if k_pos is None else k_pos)
    v = heads(x, params["wv"], n_heads)
    out = np.zeros((B, T, n_heads, D // n_heads))
    for b, t, h in np.ndindex(B, T, n_heads):
        seen = [s for s in range(T) if sees(t, s)]
        scores = [math.fsum(q[b, t, h] * k[b, s, h]) / math.sqrt(D // n_heads) for s in seen]
        exps = [math.exp(score - max(scores)) for score in scores]
        for s, each in zip(seen, exps, strict=True):
            out[b, t, h] += each / math.fsum(exps) * v[b, s, h]
    return out.reshape(B, T, D) @ params["wo"]


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def empty(params, D, batch, max_len=12):
    """A new cache for this model."""
    return KVCache(batch, params["n_heads"], D // params["n_heads"], max_len)


def feed(cache, x, params, sizes=None):
    """The outputs for `x`, fed in steps of these sizes (one token each, if nothing is said)."""
    sizes, out, start = sizes or [1] * x.shape[1], [], 0
    for size in sizes:
        out.append(attn_step(x[:, start : start + size], cache, params))
        assert_shape(out[-1], (x.shape[0], size, x.shape[2]), because="a step gives one output for each token")
        start += size
    return np.concatenate(out, axis=1)


def contents(cache, B, H, d, length, because=""):
    """Keys and values of a cache that must hold so many positions."""
    counted = read(cache, "length")
    assert isinstance(counted, int | np.integer), f"expected a whole number in cache.length, got {counted!r}"
    assert counted == length, f"expected cache.length to be {length}, got {counted}: {because or 'count what it holds'}"
    both = cache.read()
    pair = isinstance(both, tuple | list) and len(both) == 2
    assert pair, "expected a pair (keys, values) from read(), got something else"
    for each in both:
        assert_shape(
            each, (B, H, length, d), because=because or "read gives the positions held, and no others (hint 2)"
        )
    return both


def refuses(call, words):
    """Whether a call raises ValueError, as it must."""
    try:
        call()
    except ValueError:
        return
    pytest.fail(f"expected ValueError {words}, got none: is there room? NumPy writes to an empty slice (hint 2)")


def tells(got, wrong, words):
    """Fail if outputs are those of one mistake."""
    assert not np.allclose(got, wrong, rtol=1e-6, atol=1e-8), words


# ---- stage 1 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(1)
@pytest.mark.axis("shape")
@pytest.mark.catches("attends-to-empty-slots")
def test_cache_is_empty_at_first():
    """holds nothing at first"""
    contents(KVCache(2, 3, 4, 5), 2, 3, 4, 0, because="a new cache holds no positions")


@pytest.mark.stage(1)
@pytest.mark.catches("attends-to-empty-slots")
def test_cache_gives_back_what_was_appended(rng):
    """gives back what was appended, in order, one position and several"""
    cache, k, v = KVCache(2, 3, 4, 9), rng.normal(size=(2, 3, 7, 4)), rng.normal(size=(2, 3, 7, 4))
    for start, end in [(0, 1), (1, 4), (4, 5), (5, 7)]:
        cache.append(k[:, :, start:end], v[:, :, start:end])
        keys, values = contents(cache, 2, 3, 4, end, because=f"after positions {start} to {end - 1} were appended")
        assert_close(keys, k[:, :, :end], rtol=0, because="keys, the oldest position first")
        assert_close(values, v[:, :, :end], rtol=0, because="values, the oldest position first")


@pytest.mark.stage(1)
@pytest.mark.catches("overflow-unnoticed")
def test_full_cache_refuses(rng):
    """refuses what exceeds its room with ValueError, and stays as it was"""
    k, v = rng.normal(size=(2, 2, 2, 3, 4))
    for held, more in [(3, 1), (2, 2), (3, 3)]:
        cache = KVCache(2, 2, 4, 3)
        cache.append(k[:, :, :held], v[:, :, :held])
        refuses(
            lambda c=cache, m=more: c.append(k[:, :, :m], v[:, :, :m]), f"for {held} + {more} positions, room for 3"
        )
        keys, values = contents(cache, 2, 2, 4, held, because="a refused append leaves the cache as it was")
        assert_close(keys, k[:, :, :held], rtol=0, because="keys after a refused append")
        assert_close(values, v[:, :, :held], rtol=0, because="values after a refused append")


@pytest.mark.stage(1)
def test_first_token_sees_itself(rng):
    """gives the first token its own value"""
    params, x = model(rng, 8, 2), rng.normal(size=(3, 1, 8))

    got = feed(empty(params, 8, 3), x, params)

    close(got, x @ params["wv"] @ params["wo"], "alone in the cache, it sees itself with the weight 1")


@pytest.mark.stage(1)
@pytest.mark.catches("position-not-offset")
def test_positions_go_on(rng):
    """does not rotate every token as if it were the first"""
    params, x = model(rng, 8, 2), rng.normal(size=(2, 5, 8))

    got = feed(empty(params, 8, 2), x, params)

    because = "the new token stands at position cache.length, not at 0 (hint 2)"
    wrong = whole(x, params, q_pos=[0] * 5, k_pos=[0] * 5)
    tells(got, wrong, f"expected positions 0, 1, 2, ... over the steps, got outputs of position 0 in all: {because}")


@pytest.mark.stage(1)
@pytest.mark.catches("query-position-late")
def test_query_and_key_have_one_position(rng):
    """does not rotate the query for a later position than the key"""
    params, x = model(rng, 8, 2), rng.normal(size=(2, 5, 8))

    got = feed(empty(params, 8, 2), x, params)

    because = "take the position before the append moves cache.length (hint 2)"
    wrong = whole(x, params, q_pos=range(1, 6))
    tells(got, wrong, f"expected query and key of a token at one position, got the query one further: {because}")


@pytest.mark.stage(1)
@pytest.mark.catches("mask-top-left")
def test_new_token_sees_more_than_the_first(rng):
    """does not let a new token see the first position alone"""
    params, x = model(rng, 8, 2), rng.normal(size=(2, 5, 8))

    got = feed(empty(params, 8, 2), x, params)

    because = "a triangle of shape (1, S) keeps its first column: the newest token may see all S positions (hint 3)"
    wrong = whole(x, params, sees=lambda t, s: s == 0)
    tells(got, wrong, f"expected the newest token to see all positions, got outputs of seeing position 0: {because}")


@pytest.mark.stage(1)
@pytest.mark.catches("attends-before-append")
def test_new_token_sees_itself(rng):
    """does not leave the new token itself out"""
    params, x = model(rng, 8, 2), rng.normal(size=(2, 5, 8))

    got = feed(empty(params, 8, 2), x, params)

    because = "its key and value go into the cache before it attends (hint 2)"
    wrong = whole(x, params, sees=lambda t, s: s < t or t == 0)
    tells(
        got[:, 1:], wrong[:, 1:], f"expected each token to see itself, got outputs of seeing those before it: {because}"
    )


@pytest.mark.stage(1)
@pytest.mark.catches("attends-to-empty-slots")
def test_room_does_not_matter(rng):
    """gives the same whether the cache has room for more or not"""
    params, x = model(rng, 8, 2), rng.normal(size=(2, 4, 8))

    tight = feed(empty(params, 8, 2, max_len=4), x, params)

    for room in (5, 64):
        got = feed(empty(params, 8, 2, max_len=room), x, params)
        close(got[:, -1:], tight[:, -1:], f"the last of 4 tokens with room for {room}, against room for 4 (hint 2)")


@pytest.mark.stage(1)
@pytest.mark.catches("shared-between-caches")
def test_caches_share_nothing(rng):
    """keeps two caches apart that take turns, as two layers do"""
    params, other, x = model(rng, 8, 2), model(rng, 8, 2), rng.normal(size=(2, 4, 8))
    one, two = empty(params, 8, 2), empty(params, 8, 2)
    alone = feed(empty(params, 8, 2), x, params)

    turns = []
    for t in range(4):
        turns.append(attn_step(x[:, t : t + 1], one, params))
        attn_step(x[:, 3 - t : 4 - t], two, other)

    because = "another cache was used in between: keep everything in the instance, and nothing on the class"
    close(np.concatenate(turns, axis=1), alone, because)
    new = read(empty(params, 8, 2), "length")
    assert new == 0, f"expected cache.length to be 0 for a third cache, got {new!r}: {because}"


@pytest.mark.stage(1)
@pytest.mark.catches(
    "position-not-offset",
    "query-position-late",
    "mask-top-left",
    "attends-before-append",
    "attends-to-empty-slots",
)
def test_steps_equal_the_full_pass(rng):
    """gives, token by token, what one pass over the whole sequence gives"""
    for B, T, D, H in [(2, 6, 8, 2), (1, 9, 4, 1), (3, 4, 12, 3)]:
        params, x = model(rng, D, H), rng.normal(size=(B, T, D))
        params["wq"] *= 2.0
        expected = whole(x, params)
        got = feed(empty(params, D, B), x, params)
        for t in range(T):
            because = f"token {t} of {T}, for B={B}, D={D}, {H} heads (hint 2)"
            close(got[:, t], expected[:, t], because)


@pytest.mark.stage(1)
@pytest.mark.catches("position-not-offset")
def test_rotated_keys_are_in_the_cache(rng):
    """keeps the keys, rotated for their positions, and the values of every token"""
    params, x = model(rng, 8, 2), rng.normal(size=(2, 3, 8))
    cache = empty(params, 8, 2)
    for t in range(3):
        feed(cache, x[:, t : t + 1], params)
        keys, values = contents(cache, 2, 2, 4, t + 1, because=f"after {t + 1} steps")
        expected = heads(x[:, : t + 1], params["wk"], 2, range(t + 1)).transpose(0, 2, 1, 3)
        close(keys, expected, f"keys after {t + 1} steps: token t's is rotated for position t (hint 2)")
        close(values, heads(x[:, : t + 1], params["wv"], 2).transpose(0, 2, 1, 3), f"values after {t + 1} steps")


@pytest.mark.stage(1)
@pytest.mark.catches("overflow-unnoticed")
def test_step_on_a_full_cache_is_refused(rng):
    """refuses a step on a full cache with ValueError, and leaves it as it was"""
    params, x = model(rng, 4, 1), rng.normal(size=(1, 3, 4))
    cache = empty(params, 4, 1, max_len=2)
    feed(cache, x[:, :2], params)
    before = contents(cache, 1, 1, 4, 2)

    refuses(lambda: attn_step(x[:, 2:], cache, params), "for a third token, room for 2")

    after = contents(cache, 1, 1, 4, 2, because="a refused step leaves the cache as it was")
    for was, now in zip(before, after, strict=True):
        assert_close(now, was, rtol=0, because="a refused step changed what the cache holds")


@pytest.mark.stage(1)
@pytest.mark.axis("stability")
def test_large_scores(rng):
    """stays right where scores are thousands"""
    params, x = model(rng, 8, 2), rng.normal(size=(1, 5, 8))
    params["wq"] *= 1000.0

    got = feed(empty(params, 8, 1), x, params)

    assert_close(got, whole(x, params), rtol=1e-7, atol=1e-7, because="scores of thousands: `softmax` is given")


@pytest.mark.stage(1)
@pytest.mark.axis("side_effects")
def test_inputs_are_left_alone(rng):
    """leaves tokens, weights and appended arrays as they were"""
    params, x = model(rng, 8, 2), rng.normal(size=(2, 2, 8))
    cache, weights = empty(params, 8, 2), place(params)

    for t in range(2):
        token = place(x[:, t : t + 1])
        attn_step(token, cache, weights)
        assert_close(fetch(token), x[:, t : t + 1], rtol=0, because="`x` was changed in place")

    after = fetch(weights)
    assert list(after) == list(params), f"expected the names {list(params)} in params, got {list(after)}"
    for name, before in params.items():
        if name != "n_heads":
            assert_close(after[name], before, rtol=0, because=f"params[{name!r}] was changed in place")
    given = [rng.normal(size=(2, 2, 1, 4)) for _ in "kv"]
    placed = [place(each) for each in given]
    cache.append(*placed)
    attn_step(x[:, :1], cache, weights)
    for thing, before in zip(placed, given, strict=True):
        assert_close(fetch(thing), before, rtol=0, because="an array given to append was changed in place")


@pytest.mark.stage(1)
@pytest.mark.axis("memory")
@pytest.mark.catches("concatenates")
def test_step_does_not_copy_the_cache(rng):
    """takes little memory for one step, however much the cache holds"""
    S, D = 30_000, 64
    params = model(rng, D, 1)
    cache, small = KVCache(1, 1, D, S + 4), KVCache(1, 1, D, 4)
    k = place(rng.normal(size=(1, 1, S, D)))
    cache.append(k, k)
    x = rng.normal(size=(1, 1, D))

    size = 2 * (S + 4) * D * 8 / 2**20
    grown = peak_memory(attn_step, x, cache, params, warm=(x, small, params), held=4 * size)

    because = "is what the cache holds copied, by concatenation or by rotating keys again? (hint 2)"
    assert grown < size / 5, (
        f"expected less than {size / 5:.1f} MiB for a step on {size:.0f}, got {grown:.1f}: {because}"
    )


# ---- stage 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
@pytest.mark.catches("chunk-not-causal")
def test_tokens_of_a_step_do_not_see_later_ones(rng):
    """does not move the outputs of a step when its last token changes"""
    params, x = model(rng, 8, 2), rng.normal(size=(2, 4, 8))
    later = x.copy()
    later[:, 3:] += 3.0

    got = feed(empty(params, 8, 2), later, params, [4])

    before = feed(empty(params, 8, 2), x, params, [4])
    because = "the last of 4 tokens in one step changed: those before it may not see it (hint 3)"
    close(got[:, :3], before[:, :3], because)


@pytest.mark.stage(2)
@pytest.mark.catches("square-mask")
def test_last_token_of_a_later_step(rng):
    """lets the last token of a later step see all that was before"""
    params, x = model(rng, 8, 2), rng.normal(size=(2, 7, 8))
    expected = whole(x, params)

    for first, then in [(3, 4), (5, 2), (1, 6)]:
        got = feed(empty(params, 8, 2), x, params, [first, then])
        because = (
            f"{then} tokens after {first}: the mask is ({then}, {first + then}), and the last token sees all (hint 3)"
        )
        close(got[:, -1], expected[:, -1], because)


@pytest.mark.stage(2)
@pytest.mark.catches("chunk-not-causal")
def test_whole_prompt_in_one_step(rng):
    """gives a whole prompt in one step what the full pass gives"""
    for B, T, D, H in [(2, 6, 8, 2), (1, 12, 4, 1), (3, 2, 12, 3)]:
        params, x = model(rng, D, H), rng.normal(size=(B, T, D))
        got = feed(empty(params, D, B), x, params, [T])
        close(got, whole(x, params), f"T={T} tokens in one step, for B={B}, D={D}, {H} heads (hint 3)")


@pytest.mark.stage(2)
@pytest.mark.catches("chunk-not-causal", "square-mask")
def test_cuts_do_not_matter(rng):
    """gives the same however the sequence is cut into steps"""
    params, x = model(rng, 8, 2), rng.normal(size=(2, 9, 8))
    params["wq"] *= 2.0
    expected = whole(x, params)
    for sizes in [[4, 5], [1, 3, 2, 3], [6, 1, 1, 1], [2, 2, 2, 2, 1], [1, 8]]:
        cache = empty(params, 8, 2)
        close(feed(cache, x, params, sizes), expected, f"9 tokens in steps of {sizes} (hint 3)")
        keys, values = contents(cache, 2, 2, 4, 9, because=f"after steps of {sizes}")
        close(keys, heads(x, params["wk"], 2, range(9)).transpose(0, 2, 1, 3), f"rotated keys after steps of {sizes}")
        close(values, heads(x, params["wv"], 2).transpose(0, 2, 1, 3), f"values after steps of {sizes}")


@pytest.mark.stage(2)
def test_step_that_does_not_fit_is_refused(rng):
    """refuses a step of which only a part fits, and goes on as if it had not been tried"""
    params, x = model(rng, 4, 1), rng.normal(size=(2, 6, 4))
    expected = whole(x[:, :5], params)
    cache = empty(params, 4, 2, max_len=5)
    feed(cache, x[:, :3], params, [3])

    refuses(lambda: attn_step(x[:, 3:], cache, params), "for 3 + 3 tokens, room for 5")

    contents(cache, 2, 1, 4, 3, because="a refused step leaves the cache as it was: nothing of it is appended")
    close(feed(cache, x[:, 3:5], params, [2]), expected[:, 3:], "two tokens that fit, after three that did not")


# ---- stage 3 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(3)
def test_truncated_positions_never_were(rng):
    """goes on after a truncate as if the rest had never been there"""
    params, x, drafts = model(rng, 8, 2), rng.normal(size=(2, 7, 8)), rng.normal(size=(2, 3, 8))
    expected = whole(x, params)
    for kept, sizes in [(4, [1, 2]), (4, [3]), (0, [7]), (1, [1, 5])]:
        cache = empty(params, 8, 2, max_len=7)
        if kept:
            feed(cache, x[:, :kept], params, [kept])
        feed(cache, drafts, params, [3])
        cache.truncate(kept)
        contents(cache, 2, 2, 4, kept, because=f"after {kept} + 3 positions and truncate({kept})")
        got = feed(cache, x[:, kept:], params, sizes)
        close(got, expected[:, kept:], f"steps of {sizes} after truncate({kept}) of {kept + 3} positions")


@pytest.mark.stage(3)
def test_truncate_keeps_what_it_is_told(rng):
    """keeps exactly the first positions, be it all or none of them"""
    k, v = rng.normal(size=(2, 1, 2, 5, 4))
    cache = KVCache(1, 2, 4, 5)
    cache.append(k, v)
    for length in (5, 4, 1, 1, 0):
        cache.truncate(length)
        keys, values = contents(cache, 1, 2, 4, length, because=f"after truncate({length})")
        assert_close(keys, k[:, :, :length], rtol=0, because=f"keys after truncate({length}): the first are kept")
        assert_close(values, v[:, :, :length], rtol=0, because=f"values after truncate({length}): the first are kept")


@pytest.mark.stage(3)
@pytest.mark.catches("select-in-place")
def test_select_takes_rows_as_they_were(rng):
    """gives every row the keys that the row it names had before the call, in any order and with repeats"""
    k, v = rng.normal(size=(2, 3, 2, 4, 2))
    for rows in ([2, 0, 1], [1, 0, 0], [1, 2, 0], [2, 2, 0], [0, 1, 2]):
        cache = KVCache(3, 2, 2, 6)
        cache.append(k, v)
        cache.select(np.array(rows))
        keys, _ = contents(cache, 3, 2, 2, 4, because=f"after select({rows})")
        because = f"keys after select({rows}): was a row overwritten before another took it? (hint 3)"
        assert_close(keys, k[rows], rtol=0, because=because)


@pytest.mark.stage(3)
def test_select_moves_keys_and_values(rng):
    """moves the values with the keys, and changes no length"""
    k, v = rng.normal(size=(2, 3, 2, 4, 2))
    cache = KVCache(3, 2, 2, 6)
    cache.append(k, v)
    for rows, origin in [([1, 1, 2], [1, 1, 2]), ([2, 0, 0], [2, 1, 1])]:
        cache.select(np.array(rows))
        keys, values = contents(cache, 3, 2, 2, 4, because=f"after select({rows})")
        assert_close(values, v[origin], rtol=0, because=f"values after select({rows})")
        assert_close(keys, k[origin], rtol=0, because=f"keys after select({rows})")


@pytest.mark.stage(3)
def test_selected_rows_are_independent(rng):
    """lets rows that come from one go on separately"""
    params, x = model(rng, 8, 2), rng.normal(size=(3, 6, 8))
    cache = empty(params, 8, 3)
    feed(cache, x[:, :3], params, [3])

    cache.select(np.array([1, 1, 1]))

    history = np.concatenate([x[[1, 1, 1], :3], x[:, 3:]], axis=1)
    got = feed(cache, x[:, 3:], params)
    close(got, whole(history, params)[:, 3:], "three rows that share their first three tokens, after select([1, 1, 1])")


@pytest.mark.stage(3)
def test_random_programs(rng):
    """agrees with the full pass over random steps, truncates and selects"""
    for B, D, H in [(3, 8, 2), (4, 4, 1)]:
        params, room = model(rng, D, H), 8
        cache, held = empty(params, D, B, max_len=room), np.zeros((B, 0, D))
        done = []
        for _ in range(14):
            match int(rng.integers(4)):
                case 0:
                    length = int(rng.integers(held.shape[1] + 1))
                    cache.truncate(length)
                    held = held[:, :length]
                    done.append(f"truncate({length})")
                case 1:
                    rows = rng.integers(B, size=B)
                    cache.select(rows)
                    held = held[rows]
                    done.append(f"select({rows.tolist()})")
                case _ if held.shape[1] < room:
                    size = int(rng.integers(1, room - held.shape[1] + 1))
                    x = rng.normal(size=(B, size, D))
                    held = np.concatenate([held, x], axis=1)
                    done.append(f"{size} tokens")
                    got = attn_step(x, cache, params)
                    close(got, whole(held, params)[:, -size:], f"after {', '.join(done)}")
        contents(cache, B, H, D // H, held.shape[1], because=f"after {', '.join(done)}")
