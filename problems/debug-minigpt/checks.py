"""One probe per planted bug, each blind to the other four; then what a repair may not break; then the two sentences.

The probes keep apart by the models they bring. Without blocks there is no attention to go wrong; without positions
the table cannot be read wrongly; a text of one token has nothing to mask; and `loss` and `generate` are held to the
logits that the answer's own `forward` gives, right or wrong.
"""

import math
from pathlib import Path

import numpy as np
import pytest
from answer import forward, generate, generate_cached, loss
from starter import generate as given_generate

from prep.checking import assert_close, assert_shape, fetch, place, speedup

CHARS = " ,.abcdefghijklmnopqrstuvwxyz"
SENTENCES = ("the bug was in the mask, and not in the model.", "the fix was in the loss, and not in the labels.")
HEADS = 2


def model(rng, *, V=7, D=8, P=9, blocks=2, positions=1.0, scores=1.0):
    """Random weights; V is at most P, so that no wrong index leaves the table of positions.

    The signs of the last gain are random too, or each token would mostly expect itself.
    """
    shapes = {"wq": (D, D), "wk": (D, D), "wv": (D, D), "wo": (D, D), "w1": (D, 3 * D), "b1": (3 * D,)}
    shapes |= {"w2": (3 * D, D), "b2": (D,), "ln1_bias": (D,), "ln2_bias": (D,)}
    params = {
        "tokens": rng.normal(size=(V, D)),
        "positions": positions * rng.normal(size=(P, D)),
        "blocks": [],
        "ln_gain": rng.uniform(0.5, 1.5, size=D) * rng.choice([-1.0, 1.0], size=D),
        "ln_bias": 0.2 * rng.normal(size=D),
    }
    for _ in range(blocks):
        block = {name: rng.normal(size=shape) / math.sqrt(shape[0]) for name, shape in shapes.items()}
        block |= {name: rng.uniform(0.5, 1.5, size=D) for name in ("ln1_gain", "ln2_gain")}
        block["wq"] *= scores
        params["blocks"].append(block)
    return params


def normed(x, gain, bias):
    x = x - x.mean(axis=-1, keepdims=True)
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + 1e-5) * gain + bias


def without_blocks(params, ids):
    """The logits of a model that has no blocks: a formula."""
    x = params["tokens"][ids] + params["positions"][: np.shape(ids)[1]]
    return normed(x, params["ln_gain"], params["ln_bias"]) @ params["tokens"].T


def by_loops(params, ids):
    """The model as the statement says it, for one text: position by position, head by head, number by number."""
    xs = [params["tokens"][i] + params["positions"][t] for t, i in enumerate(ids)]
    size = len(xs[0]) // HEADS
    for block in params["blocks"]:
        seen = [normed(x, block["ln1_gain"], block["ln1_bias"]) for x in xs]
        after = []
        for t, x in enumerate(xs):
            heads = []
            for h in range(HEADS):
                own = slice(h * size, (h + 1) * size)
                query = seen[t] @ block["wq"][:, own]
                scores = [float(query @ (seen[s] @ block["wk"][:, own])) / math.sqrt(size) for s in range(t + 1)]
                shares = [math.exp(score - max(scores)) for score in scores]
                values = [seen[s] @ block["wv"][:, own] for s in range(t + 1)]
                heads += list(sum(share * value for share, value in zip(shares, values, strict=True)) / sum(shares))
            x = x + np.array(heads) @ block["wo"]
            hidden = normed(x, block["ln2_gain"], block["ln2_bias"]) @ block["w1"] + block["b1"]
            curve = [0.5 * u * (1 + math.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u**3))) for u in hidden]
            after.append(x + np.array(curve) @ block["w2"] + block["b2"])
        xs = after
    return np.array([normed(x, params["ln_gain"], params["ln_bias"]) @ params["tokens"].T for x in xs])


def cross_entropy(logits, targets):
    """Mean over all rows of -log softmax, for logits (N, V)."""
    top = logits.max(axis=1)
    return float(
        (top + np.log(np.exp(logits - top[:, None]).sum(axis=1)) - logits[np.arange(len(targets)), targets]).mean()
    )


def logits_of(params, ids):
    got = forward(params, ids)
    assert_shape(got, (*ids.shape, len(params["tokens"])), because="logits are (B, T, V)")
    return got


def said_by(params, prompt, n):
    """What the answer generates, as a list of ints."""
    got = generate(params, prompt, n)
    assert isinstance(got, list | tuple | np.ndarray), f"expected a list of tokens, got {type(got).__name__}"
    assert_shape(np.array(got), (len(prompt) + n,), because=f"a prompt of {len(prompt)} and {n} new tokens")
    return [int(i) for i in got]


def greedy(params, prompt, n):
    """What `generate` has to give, by the logits of the answer's own `forward`."""
    ids = list(prompt)
    longest = len(params["positions"])
    for _ in range(n):
        logits = logits_of(params, np.array([ids[-longest:]]))
        ids.append(int(np.argmax(logits[0, -1])))
    return ids


def symmetric_model():
    """No blocks, no positions, tokens at right angles: each token expects itself, and all others alike."""
    V, D = 6, 8
    return {
        "tokens": 2.0 * np.eye(V, D),
        "positions": np.zeros((9, D)),
        "blocks": [],
        "ln_gain": np.ones(D),
        "ln_bias": np.zeros(D),
    }


def shipped():
    """The weights given to the candidate, from the problem's own copy."""
    with np.load(Path(__file__).parent / "given" / "weights.npz") as arrays:
        flat = dict(arrays)
    params = {name: array for name, array in flat.items() if "." not in name}
    params["blocks"] = [
        {name[2:]: array for name, array in flat.items() if name.startswith(f"{layer}.")} for layer in (0, 1)
    ]
    return params


def close(got, expected, because):
    assert_close(got, expected, rtol=1e-6, atol=1e-6, because=because)


@pytest.mark.stage(1)
@pytest.mark.catches("mask-fills-zero")
def test_future_values_have_no_weight(rng):
    """gives values of later tokens no weight, where all scores are equal"""
    params = model(rng, blocks=1, scores=0.0)
    ids = rng.integers(7, size=(1, 5))
    before = logits_of(params, ids)
    for t in range(4):
        later = ids.copy()
        later[:, t + 1 :] = (later[:, t + 1 :] + 3) % 7
        because = f"tokens after position {t} were changed: what is a masked score before the softmax? (hint 2)"
        close(forward(params, later)[:, : t + 1], before[:, : t + 1], because)


@pytest.mark.stage(1)
@pytest.mark.catches("mask-fills-zero", "mask-after-softmax")
def test_future_has_no_influence(rng):
    """gives logits that do not move when later tokens change, with scores small and large"""
    for scores in (1.0, 3e4):
        params = model(rng, scores=scores)
        ids = rng.integers(7, size=(2, 6))
        before = logits_of(params, ids)
        for t in range(5):
            later = ids.copy()
            later[:, t + 1 :] = (later[:, t + 1 :] + rng.integers(1, 7, size=(2, 5 - t))) % 7
            because = f"tokens after position {t} were changed: what is a masked score before the softmax? (hint 2)"
            close(forward(params, later)[:, : t + 1], before[:, : t + 1], because)


@pytest.mark.stage(1)
@pytest.mark.catches("mask-hides-itself")
def test_first_position_sees_itself(rng):
    """gives finite logits at every position, the first included"""
    params = model(rng, blocks=1)
    got = logits_of(params, rng.integers(7, size=(1, 5)))
    bad = np.flatnonzero(~np.isfinite(got).all(axis=(0, 2)))
    assert not bad.size, (
        f"expected finite logits, got others at position {', '.join(map(str, bad))} of 5: "
        "can each position see at least itself? (hint 2)"
    )


@pytest.mark.stage(1)
@pytest.mark.catches("mask-after-softmax", "mask-hides-itself")
def test_weights_sum_to_one(rng):
    """gives a token repeated the same logits everywhere, if positions are all zeros"""
    params = model(rng, positions=0.0)
    for token in (0, 3):
        alone = logits_of(params, np.array([[token]]))
        got = logits_of(params, np.full((1, 5), token))
        assert np.isfinite(got).all(), "expected finite logits, got others: can each position see itself? (hint 2)"
        because = "equal values, averaged, stay what they are: do the weights of each position sum to one? (hint 2)"
        close(got, np.repeat(alone, 5, axis=1), because)


@pytest.mark.stage(1)
@pytest.mark.catches("positions-by-token", "positions-by-batch-size")
def test_position_is_added(rng):
    """adds row t of the table at position t, in a model that has no blocks"""
    for text in ([4, 4, 4, 4], [5, 0, 3, 5, 1], [2, 6]):
        params = model(rng, blocks=0)
        ids = np.array([text])
        because = f"text {text} in a model without blocks: which row of `positions` is read at each place? (hint 2)"
        close(logits_of(params, ids), without_blocks(params, ids), because)


@pytest.mark.stage(1)
@pytest.mark.catches("positions-by-token")
def test_unused_positions_do_not_matter(rng):
    """reads only as many rows of the table as the text is long"""
    params = model(rng, blocks=0)
    ids = np.array([[6, 4, 5]])
    before = logits_of(params, ids)
    params["positions"][3:] += 1.0 + rng.random(size=(6, 8))
    because = "rows of `positions` from 3 on were changed, and a text of 3 tokens has no such place (hint 2)"
    close(logits_of(params, ids), before, because)


@pytest.mark.stage(1)
@pytest.mark.catches("positions-by-batch-size")
def test_every_position_has_its_own_row(rng):
    """reads another row of the table at each position, for one text and for several"""
    params = model(rng, blocks=0)
    for rows in (1, 3, 6):
        ids = np.repeat(np.arange(6)[None], rows, axis=0)  # token t at position t
        because = f"{rows} texts of 6 tokens: rows 0 to 5 of `positions` belong to the places of each text (hint 2)"
        close(logits_of(params, ids), without_blocks(params, ids), because)


@pytest.mark.stage(1)
@pytest.mark.catches("projection-transposed")
def test_output_of_attention(rng):
    """projects the merged heads by wo as it is stored, (in, out)"""
    params = model(rng, blocks=1, positions=0.0)
    for token in (0, 2, 5):  # alone, a token has nobody else to look at: its weight is one
        because = "for a text of one token, attention is its value, projected by `wo`: which way round? (hint 2)"
        close(logits_of(params, np.array([[token]]))[0], by_loops(params, [token]), because)


@pytest.mark.stage(1)
@pytest.mark.catches("labels-not-shifted")
def test_loss_is_of_other_tokens():
    """rates the tokens that follow, not those that are there"""
    params = symmetric_model()
    logits = without_blocks(params, np.array([[0]]))[0]
    other, same = cross_entropy(logits, [1]), cross_entropy(logits, [0])
    got = loss(params, np.array([[0, 3, 1, 5, 2]]))
    because = (
        f"in this model a token that repeats costs {same:.4f} and any other {other:.4f}, and no token repeats: "
        "which label stands beside which logits? (hint 2)"
    )
    close(got, other, because)


@pytest.mark.stage(1)
@pytest.mark.catches("labels-not-shifted", "shift-wraps")
def test_last_position_predicts_nothing():
    """leaves the last position out: nothing is known to follow it"""
    params = symmetric_model()
    logits = without_blocks(params, np.array([[0]]))[0]
    other = cross_entropy(logits, [1])
    got = loss(params, np.array([[4, 2, 4], [1, 3, 1]]))
    because = "texts that end as they begin: is the first token taken for what follows the last one? (hint 2)"
    close(got, other, because)


@pytest.mark.stage(1)
@pytest.mark.catches("labels-not-shifted", "shift-wraps", "shift-backwards")
def test_loss_agrees_with_forward(rng):
    """is the mean cross-entropy of each next token, by the logits that forward gives"""
    for B, T in [(1, 2), (1, 6), (3, 5)]:
        params = model(rng, blocks=0)
        ids = rng.integers(7, size=(B, T))
        expected = cross_entropy(logits_of(params, ids)[:, :-1].reshape(-1, 7), ids[:, 1:].ravel())
        because = f"for B={B}, T={T}: logits at position t are about token t + 1, and T - 1 of them count (hint 2)"
        close(loss(params, ids), expected, because)


@pytest.mark.stage(1)
@pytest.mark.catches("first-position-speaks", "hard-wired")
def test_generates_from_the_last_position(rng):
    """appends the token that forward rates highest after the last one, each time anew"""
    for blocks in (0, 2):
        params = model(rng, blocks=blocks)
        for _ in range(3):
            prompt = rng.permutation(7)[:3].tolist()
            got, expected = said_by(params, prompt, 5), greedy(params, prompt, 5)
            assert got == expected, (
                f"expected {expected} after {prompt}, by the logits of your own forward, got {got}: "
                "of which axis is the last one taken? (hint 2)"
            )


@pytest.mark.stage(1)
@pytest.mark.catches("hard-wired")
def test_generates_from_one_token(rng):
    """continues a single token by one, and by none"""
    for token in range(6):
        params = model(rng, blocks=1)
        expected = greedy(params, [token], 1)
        got = said_by(params, [token], 1)
        assert got == expected, (
            f"expected {expected}, by the logits of your own forward, got {got}: the text must come from `params`"
        )
        got = said_by(params, [token, 2], 0)
        assert got == [token, 2], f"expected the prompt {[token, 2]} for n=0, got {got}"


@pytest.mark.stage(1)
@pytest.mark.catches("first-position-speaks", "hard-wired")
def test_long_texts_are_cut(rng):
    """reads the last P tokens of a text that is longer than the table of positions"""
    for length, n in [(5, 9), (7, 3), *[(12, 1)] * 10]:
        params = model(rng, P=7, positions=2.0)
        prompt = rng.integers(7, size=length).tolist()
        got, expected = said_by(params, prompt, n), greedy(params, prompt, n)
        assert got == expected, (
            f"expected {expected} after {length} tokens with P=7, by the logits of your own forward, got {got}"
        )


@pytest.mark.stage(1)
@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-prompt")
def test_prompt_is_left_alone(rng):
    """leaves the prompt as it was"""
    params = model(rng, blocks=1)
    prompt = place([3, 1, 4])
    generate(params, prompt, 4)
    seen = fetch(prompt)
    assert seen == [3, 1, 4], f"expected the prompt to stay [3, 1, 4], got {seen}: append to a list of your own"


@pytest.mark.stage(1)
@pytest.mark.axis("side_effects")
def test_weights_are_left_alone(rng):
    """leaves weights and token ids as they were"""
    params, ids = model(rng), rng.integers(7, size=(2, 5))
    placed, placed_ids = place(params), place(ids)
    forward(placed, placed_ids)
    loss(placed, placed_ids)
    generate(placed, [1, 2], 3)

    assert_close(fetch(placed_ids), ids, rtol=0, because="`ids` was changed in place")
    after = fetch(placed)
    for name in ("tokens", "positions", "ln_gain", "ln_bias"):
        assert_close(after[name], params[name], rtol=0, because=f"params[{name!r}] was changed in place")
    for was, block in zip(params["blocks"], after["blocks"], strict=True):
        for name in was:
            assert_close(block[name], was[name], rtol=0, because=f"{name!r} of a block was changed in place")


@pytest.mark.stage(1)
def test_loops_agree(rng):
    """agrees with the whole model spelled out in loops, for other sizes and several texts"""
    for V, D, blocks, B, T in [(7, 8, 2, 2, 5), (5, 2, 1, 1, 9), (4, 6, 3, 3, 3)]:
        params = model(rng, V=V, D=D, blocks=blocks)
        ids = rng.integers(V, size=(B, T))
        expected = np.array([by_loops(params, text) for text in ids])
        because = f"V={V}, D={D}, {blocks} blocks, B={B}, T={T}: what was right before must stay"
        close(logits_of(params, ids), expected, because)


@pytest.mark.stage(1)
def test_loss_of_the_sentences():
    """gives both sentences a loss below 0.05, with the weights that are given"""
    params = shipped()
    for sentence in SENTENCES:
        got = loss(params, np.array([[CHARS.index(c) for c in sentence]]))
        assert 0 < got < 0.05, (
            f"expected a loss between 0 and 0.05 for {sentence!r}, got {got:.3f}: "
            "something is still wrong; the checks above say where to look, or hint 1 how"
        )


@pytest.mark.stage(1)
def test_prints_the_sentences():
    """recites both sentences from their first seven characters, with the weights that are given"""
    params = place(shipped())
    for sentence in SENTENCES:
        prompt = [CHARS.index(c) for c in sentence[:7]]
        got = generate(params, prompt, len(sentence) - 7)
        text = "".join(CHARS[i] if 0 <= i < len(CHARS) else "?" for i in got)
        assert text == sentence, (
            f"expected {sentence!r}, got {text!r}: "
            "something is still wrong; the checks above say where to look, or hint 1 how"
        )


@pytest.mark.stage(2)
def test_cache_changes_nothing(rng):
    """generates with a cache exactly what generate gives, whatever the sizes"""
    for blocks, positions, length, n in [
        (1, 1.0, 1, 8),
        (2, 0.0, 3, 6),
        (2, 1.0, 1, 11),
        (3, 1.0, 9, 3),
        (0, 1.0, 2, 4),
    ]:
        for _ in range(2):
            params = model(rng, P=12, blocks=blocks, positions=positions)
            prompt = rng.integers(7, size=length).tolist()
            got, expected = generate_cached(params, prompt, n), greedy(params, prompt, n)
            assert list(got) == expected, (
                f"expected {expected} after {prompt} ({blocks} blocks, n={n}), got {list(got)}: does the new token "
                "have its own position, each block its own keys and values, and does the token see itself?"
            )


@pytest.mark.stage(2)
def test_cached_runs_are_apart(rng):
    """keeps nothing from one call to the next, and leaves the prompt alone; n may be 0"""
    params, other = model(rng, P=12), model(rng, P=12)
    prompt = place([1, 5, 2])
    for each in (params, other, params):
        expected = greedy(each, [1, 5, 2], 5)
        got = list(generate_cached(each, prompt, 5))
        assert got == expected, f"expected {expected}, got {got}: is something left of an earlier call?"
        assert fetch(prompt) == [1, 5, 2], f"expected the prompt to stay [1, 5, 2], got {fetch(prompt)}"
    got = list(generate_cached(params, prompt, 0))
    assert got == [1, 5, 2], f"expected the prompt for n=0, got {got}"


@pytest.mark.stage(2)
@pytest.mark.axis("speed")
def test_cache_is_fast(rng):
    """writes 79 tokens at least 3 times as fast as generate does"""

    def inputs():
        return model(rng, V=20, D=96, P=80, blocks=1), [int(rng.integers(20))], 79

    def agrees(got, arguments):
        params, prompt, n = arguments
        assert len(got) == len(prompt) + n, f"expected {len(prompt) + n} tokens, got {len(got)}"
        expected = by_rows(params, np.array(got[:-1])).argmax(axis=1).tolist()
        assert list(got) == [*prompt, *expected], "expected what generate gives, got other tokens in the timed run"

    ratio = speedup(generate_cached, given_generate, inputs, agrees)
    assert ratio >= 3, (
        f"expected at least 3 times the speed of generate, got {ratio:.1f} times: "
        "is only the newest token sent through the blocks?"
    )


def by_rows(params, ids):
    """The logits of one text, all positions at once, for texts too long for loops."""
    T, D = len(ids), params["tokens"].shape[1]
    x = params["tokens"][ids] + params["positions"][:T]
    ahead = np.triu(np.ones((T, T), dtype=bool), k=1)
    for block in params["blocks"]:
        seen = normed(x, block["ln1_gain"], block["ln1_bias"])
        heads = []
        for own in (slice(0, D // 2), slice(D // 2, D)):
            scores = (seen @ block["wq"][:, own]) @ (seen @ block["wk"][:, own]).T / math.sqrt(D // 2)
            scores[ahead] = -np.inf
            shares = np.exp(scores - scores.max(axis=1, keepdims=True))
            heads.append(shares @ (seen @ block["wv"][:, own]) / shares.sum(axis=1, keepdims=True))
        x = x + np.concatenate(heads, axis=1) @ block["wo"]
        u = normed(x, block["ln2_gain"], block["ln2_bias"]) @ block["w1"] + block["b1"]
        x = x + 0.5 * u * (1 + np.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u**3))) @ block["w2"] + block["b2"]
    return normed(x, params["ln_gain"], params["ln_bias"]) @ params["tokens"].T
