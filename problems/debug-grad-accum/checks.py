"""One probe per planted bug, each blind to the other three; then what a repair may not break; then a whole run.

The model of most checks is one whose mean is plain to see: each token pulls `w` to its own place, and the gate of its
label to 1. Without a `max_norm` there is no clipping to go wrong, with equal counts no weighting; and what clipping
and `train` do is held to the unclipped gradients and the steps of the answer's own `accumulate`.
"""

import math

import numpy as np
import pytest
from answer import accumulate, combine, train, worker

from prep.checking import assert_close, assert_shape, fetch, place, summary

PAD = -1
INF = math.inf


class Pull:
    """The model: loss of a token is ½|w - x|² + ½(gate of its label - 1)²; keeps what it was shown."""

    def __init__(self):
        self.seen = []

    def __call__(self, params, x, y):
        self.seen.append((np.array(x), np.array(y)))
        return means(params, [(x, y)])

    def rows(self):
        return [len(y) for _, y in self.seen]


def means(params, micro_batches):
    """Mean loss and gradients over all tokens that count, token by token."""
    loss, grads, count = 0.0, {name: np.zeros_like(value) for name, value in params.items()}, 0
    for x, y in micro_batches:
        for row, label in zip(x, y, strict=True):
            if label == PAD:
                continue
            away = params["w"] - row
            off = float(params["gate"][label]) - 1.0
            loss += 0.5 * float(away @ away) + 0.5 * off * off
            grads["w"] += away
            grads["gate"][label] += off
            count += 1
    count = max(1, count)
    return loss / count, {name: grad / count for name, grad in grads.items()}


def some_params(rng, D=3, K=4):
    return {"w": rng.normal(size=D), "gate": rng.normal(size=K)}


def micro_batch(rng, rows, counted=None, D=3, K=4):
    """A micro-batch of which `counted` tokens (all, if not said) have a label."""
    y = rng.integers(K, size=rows)
    y[rng.permutation(rows)[rows if counted is None else counted :]] = PAD
    return 2.0 * rng.normal(size=(rows, D)), y


def norm_of(grads):
    return math.sqrt(sum(float((g**2).sum()) for g in grads.values()))


def result_of(got, params):
    """A loss and a dict of gradients like the parameters."""
    pair = isinstance(got, list | tuple) and len(got) == 2
    assert pair, f"expected a pair (loss, grads), got {summary(got)}"
    loss, grads = got
    assert isinstance(grads, dict), f"expected a dict of gradients, got {type(grads).__name__}"
    assert set(grads) == set(params), f"expected gradients of {sorted(params)}, got {sorted(grads)}"
    assert_shape(loss, (), because="the loss is one number")
    for name, value in params.items():
        assert_shape(grads[name], value.shape, because=f"the gradient of {name!r}")
    return float(loss), grads


def accumulated(params, micro_batches, max_norm=INF):
    return result_of(accumulate(Pull(), params, micro_batches, max_norm), params)


def close(got, expected, because):
    assert_close(got, expected, rtol=1e-10, atol=1e-10, because=because)


def same_grads(got, expected, because):
    for name in expected:
        close(got[name], expected[name], f"{name}: {because}")


@pytest.mark.stage(1)
@pytest.mark.axis("gradient")
@pytest.mark.catches("mean-of-means", "not-divided", "buffer-zeroed-inside")
def test_tokens_weigh_alike(rng):
    """weighs each token alike, in micro-batches of 4 tokens and of 1"""
    params = some_params(rng)
    for sizes in [(4, 1), (1, 7, 2), (5, 1, 1, 1)]:
        data = [micro_batch(rng, n) for n in sizes]
        because = f"micro-batches of {' and '.join(map(str, sizes))} tokens: what is each weighted with? (hint 2)"
        same_grads(accumulated(params, data)[1], means(params, data)[1], because)


@pytest.mark.stage(1)
@pytest.mark.axis("gradient")
@pytest.mark.catches("mean-of-means", "counts-padding", "not-divided", "buffer-zeroed-inside")
def test_padding_has_no_weight(rng):
    """weighs micro-batches by the tokens that count, not by their rows"""
    params = some_params(rng)
    for counted in [(6, 1), (2, 0, 5), (0, 1)]:
        data = [micro_batch(rng, 6, each) for each in counted]
        because = f"of 6 tokens each, {', '.join(map(str, counted))} count; padding has no weight (hint 2)"
        same_grads(accumulated(params, data)[1], means(params, data)[1], because)


@pytest.mark.stage(1)
@pytest.mark.axis("gradient")
@pytest.mark.catches("not-divided")
def test_gradients_are_divided(rng):
    """gives half the gradient if a micro-batch of as many tokens, whose gradient is zero, comes first"""
    params = some_params(rng)
    params["gate"][:] = 1.0
    data = micro_batch(rng, 3)
    still = np.repeat(params["w"][None], 3, axis=0), data[1]  # already where it is pulled to
    expected = {name: 0.5 * grad for name, grad in means(params, [data])[1].items()}
    because = "gradients are means over all the tokens, also over those that ask for nothing"
    same_grads(accumulated(params, [still, data])[1], expected, because)


@pytest.mark.stage(1)
@pytest.mark.axis("gradient")
@pytest.mark.catches("buffer-zeroed-inside")
def test_order_does_not_matter(rng):
    """gives the same gradients for the same micro-batches in another order"""
    params = some_params(rng)
    data = [micro_batch(rng, n) for n in (3, 3, 3, 2)]
    before = accumulated(params, data)[1]
    for order in ([3, 2, 1, 0], [1, 0, 3, 2]):
        got = accumulated(params, [data[i] for i in order])[1]
        same_grads(got, before, f"in the order {order}: does every micro-batch of the group stay in the sum?")


@pytest.mark.stage(1)
@pytest.mark.catches("loss-not-divided")
def test_loss_is_a_mean(rng):
    """reports the mean loss, for micro-batches of one size"""
    params = some_params(rng)
    for count in (1, 2, 5):
        data = [micro_batch(rng, 4) for _ in range(count)]
        because = f"{count} micro-batches of 4 tokens each: the loss is the mean over all tokens (hint 2)"
        close(accumulated(params, data)[0], means(params, data)[0], because)


@pytest.mark.stage(1)
@pytest.mark.catches("loss-not-divided", "loss-mean-of-means")
def test_loss_weighs_tokens_alike(rng):
    """reports the mean loss over all tokens, for micro-batches of any size"""
    params = some_params(rng)
    for sizes in [(4, 1), (2, 7, 3)]:
        data = [micro_batch(rng, n) for n in sizes]
        because = (
            f"micro-batches of {' and '.join(map(str, sizes))} tokens, each with the same say in the loss (hint 2)"
        )
        close(accumulated(params, data)[0], means(params, data)[0], because)


@pytest.mark.stage(1)
@pytest.mark.catches("loss-not-divided", "loss-mean-of-means", "counts-padding")
def test_loss_leaves_padding_out(rng):
    """reports the mean loss over the tokens that count"""
    params = some_params(rng)
    for rows, counted in [((5, 5), (5, 1)), ((3, 6, 2), (3, 0, 1))]:
        data = [micro_batch(rng, n, m) for n, m in zip(rows, counted, strict=True)]
        because = f"of {rows} tokens {counted} count, and each of those has the same say in the loss (hint 2)"
        close(accumulated(params, data)[0], means(params, data)[0], because)


@pytest.mark.stage(1)
@pytest.mark.catches("clip-per-micro-batch", "clips-the-sum")
def test_opposite_gradients_are_not_clipped(rng):
    """leaves gradients alone that are large in each micro-batch and small together"""
    params = some_params(rng)
    (x, y) = micro_batch(rng, 3)
    data = [(x + 10.0, y), (params["w"] - (x + 10.0 - params["w"]) + 0.1, y)]
    expected = accumulated(params, data)[1]
    limit = 2.0 * norm_of(expected) + 0.1
    because = (
        f"max_norm is {limit:.3g}, the norm of your own unclipped gradients {norm_of(expected):.3g}, so nothing "
        "is to be clipped: is it done before the sum? (hint 2)"
    )
    same_grads(accumulated(params, data, limit)[1], expected, because)


@pytest.mark.stage(1)
@pytest.mark.catches("clips-the-sum")
def test_clipped_norm_is_max_norm(rng):
    """scales gradients that are too large down to max_norm, and no further"""
    params = some_params(rng)
    x, y = micro_batch(rng, 4)
    data = (x + 20.0, y)
    for count, limit in [(1, 0.5), (2, 0.01), (3, 0.1)]:
        grads = accumulated(params, [data] * count, limit)[1]
        because = f"{count} times the same micro-batch of 4 tokens: clip once, after everything else"
        close(norm_of(grads), limit, because)


@pytest.mark.stage(1)
@pytest.mark.catches("clip-per-micro-batch", "clips-the-sum")
def test_clipping_keeps_the_direction(rng):
    """clips the gradients of the group as a whole: one factor for all of them"""
    params = some_params(rng)
    data = [micro_batch(rng, n) for n in (2, 5, 1)]
    whole = accumulated(params, data)[1]
    for share in (0.3, 0.9, 1.1):
        factor = min(1.0, share)
        got = accumulated(params, data, share * norm_of(whole))[1]
        because = f"with max_norm at {share} of the norm of your own unclipped gradients (hint 2)"
        same_grads(got, {name: factor * grad for name, grad in whole.items()}, because)


@pytest.mark.stage(1)
@pytest.mark.axis("stability")
@pytest.mark.catches("no-tokens")
def test_no_token_counts(rng):
    """gives 0.0 and zeros where no token counts"""
    params = some_params(rng)
    for rows in [(3,), (2, 4)]:
        data = [micro_batch(rng, n, 0) for n in rows]
        for limit in (INF, 1.0):
            loss, grads = accumulated(params, data, limit)
            close(loss, 0.0, "no token counts, so the loss is 0.0")
            same_grads(grads, {name: np.zeros_like(value) for name, value in params.items()}, "no token counts")


@pytest.mark.stage(1)
@pytest.mark.axis("memory")
@pytest.mark.catches("joins-the-group")
def test_one_micro_batch_at_a_time(rng):
    """shows the model one micro-batch at a time, each of them once and as it is"""
    params = some_params(rng)
    data = [micro_batch(rng, n, m) for n, m in [(3, 2), (1, 1), (4, 4), (2, 1), (6, 3)]]
    for call in ("accumulate", "train"):
        model = Pull()
        if call == "accumulate":
            accumulate(model, params, data, INF)
        else:
            train(model, params, data, group=5, lr=0.1, max_norm=INF)
        rows = sorted(model.rows())
        assert rows == [1, 2, 3, 4, 6], (
            f"expected {call} to show the model micro-batches of 3, 1, 4, 2 and 6 tokens once each, got {model.rows()}"
        )
        for x, y in data:
            shown = any(np.array_equal(a, x) and np.array_equal(b, y) for a, b in model.seen)
            assert shown, f"expected {call} to show the micro-batch of {len(y)} tokens as it is, got it changed"


@pytest.mark.stage(1)
@pytest.mark.catches("last-group-dropped")
def test_last_group_makes_a_step(rng):
    """makes a step of the micro-batches that are left, by the answer's own accumulate"""
    start = some_params(rng)
    for count, group in [(3, 2), (7, 3), (1, 4)]:
        data = [micro_batch(rng, 3) for _ in range(count)]
        params, losses = train(Pull(), start, data, group=group, lr=0.2, max_norm=INF)
        wanted = math.ceil(count / group)
        assert len(losses) == wanted, (
            f"expected {wanted} losses for {count} micro-batches in groups of {group}, got {len(losses)}: "
            "what becomes of those that are left at the end? (hint 2)"
        )
        expected = start
        for at in range(0, count, group):
            grads = accumulated(expected, data[at : at + group])[1]
            expected = {name: value - 0.2 * grads[name] for name, value in expected.items()}
        same_grads(params, expected, f"{wanted} steps of lr=0.2 with the gradients of your own accumulate")


@pytest.mark.stage(1)
def test_full_groups_make_the_steps(rng):
    """makes one step for each full group and no other, and reports the loss before it"""
    start = some_params(rng)
    for count, group in [(4, 2), (3, 1), (3, 3)]:
        data = [micro_batch(rng, 3) for _ in range(count)]
        params, losses = train(Pull(), start, data, group=group, lr=0.2, max_norm=0.7)
        assert len(losses) == count // group, (
            f"expected {count // group} losses for {count} micro-batches in groups of {group}, got {len(losses)}"
        )
        expected = start
        for step in range(count // group):
            loss, grads = accumulated(expected, data[step * group : (step + 1) * group], 0.7)
            close(losses[step], loss, f"the loss of group {step + 1}, before its step, by your own accumulate")
            expected = {name: value - 0.2 * grads[name] for name, value in expected.items()}
        same_grads(params, expected, "steps of lr=0.2 with the gradients of your own accumulate")


@pytest.mark.stage(1)
@pytest.mark.axis("side_effects")
@pytest.mark.catches("edits-params")
def test_nothing_given_changes(rng):
    """leaves the caller's parameters and micro-batches as they were"""
    params, data = some_params(rng), [micro_batch(rng, 3, 2), micro_batch(rng, 2), micro_batch(rng, 4)]
    placed, placed_data = place(params), place(data)
    for max_norm in (INF, 0.1):
        accumulate(Pull(), placed, placed_data, max_norm)
        train(Pull(), placed, placed_data, group=2, lr=0.5, max_norm=max_norm)

    for name, value in fetch(placed).items():
        assert_close(value, params[name], rtol=0, because=f"params[{name!r}] was changed in place")
    after = fetch(placed_data)
    assert len(after) == 3, f"expected the list of 3 micro-batches to stay, got {len(after)}"
    for (x, y), (was_x, was_y) in zip(after, data, strict=True):
        assert_close(x, was_x, rtol=0, because="the inputs of a micro-batch were changed in place")
        assert_close(y, was_y, rtol=0, because="the labels of a micro-batch were changed in place")


def softmax_model(params, x, y):
    """Another model: a matrix and a scalar temperature, cross-entropy, gradients by the chain rule."""
    x, y = x[y != PAD], y[y != PAD]
    n = max(1, len(y))
    raw = x @ params["matrix"]
    scores = float(params["heat"]) * raw
    p = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)) if len(y) else scores
    d = p - np.eye(raw.shape[1])[y]
    loss = -float(np.log(p[np.arange(len(y)), y]).sum()) / n
    return loss, {"matrix": float(params["heat"]) * x.T @ d / n, "heat": np.array((d * raw).sum() / n)}


@pytest.mark.stage(1)
def test_run_equals_big_batches(rng):
    """trains as one big batch per group does, for another model, with ragged and padded micro-batches"""
    for max_norm in (INF, 0.2):
        params = {"matrix": rng.normal(size=(5, 3)), "heat": np.array(1.5)}
        rows = rng.integers(1, 9, size=11)
        data = [micro_batch(rng, n, rng.integers(0, n + 1), D=5, K=3) for n in rows]
        got, losses = train(softmax_model, params, data, group=3, lr=0.3, max_norm=max_norm)

        expected, wanted = params, []
        for at in range(0, 11, 3):
            part = data[at : at + 3]
            joined = np.concatenate([x for x, _ in part]), np.concatenate([y for _, y in part])
            loss, grads = softmax_model(expected, *joined)
            factor = min(1.0, max_norm / max(norm_of(grads), 1e-300))
            expected = {name: value - 0.3 * factor * grads[name] for name, value in expected.items()}
            wanted.append(loss)
        because = f"big batches of all tokens of a group, max_norm={max_norm}: the checks above say where to look"
        close(np.array(losses, dtype=float), np.array(wanted), because)
        same_grads(got, expected, because)


def numbers_in(part):
    """How many numbers and characters a part holds."""
    if isinstance(part, dict):
        return sum(numbers_in(key) + numbers_in(value) for key, value in part.items())
    if isinstance(part, list | tuple | set):
        return sum(map(numbers_in, part))
    if isinstance(part, str | bytes):
        return len(part)
    return int(np.size(part))


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_machines_agree_with_one(rng):
    """gives for several machines what one machine with everything would have given"""
    for machines in [((4, 4), (4, 1)), ((1,), (9, 3, 2), (2, 2)), ((5, 2),), ((3,), (), (6, 1))]:
        params = some_params(rng)
        shares = [[micro_batch(rng, n, rng.integers(0, n + 1)) for n in sizes] for sizes in machines]
        together = [each for share in shares for each in share]
        parts = [worker(Pull(), params, share) for share in shares]
        loss, whole = means(params, together)
        for max_norm in (INF, 0.5 * norm_of(whole) + 0.01):
            factor = min(1.0, max_norm / max(norm_of(whole), 1e-300))
            for order in (1, -1):
                got_loss, got = result_of(combine(parts[::order], max_norm), params)
                because = f"machines with {machines} tokens, max_norm={max_norm:.3g}"
                close(got_loss, loss, because)
                same_grads(got, {name: factor * grad for name, grad in whole.items()}, because)


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_machines_without_tokens(rng):
    """gives 0.0 and zeros where no machine has a token that counts"""
    params = some_params(rng)
    for shares in ([[]], [[micro_batch(rng, 3, 0)], []]):
        parts = [worker(Pull(), params, share) for share in shares]
        loss, grads = result_of(combine(parts, 1.0), params)
        close(loss, 0.0, "no token counts on any machine")
        same_grads(grads, {name: np.zeros_like(value) for name, value in params.items()}, "no token counts")


@pytest.mark.stage(2)
@pytest.mark.axis("memory")
def test_parts_are_small(rng):
    """sends a part whose size does not grow with the micro-batches, and shows the model one at a time"""
    params = some_params(rng)
    model = Pull()
    data = [micro_batch(rng, n) for n in (3, 4, 5, 6, 7, 8)]
    few, many = numbers_in(worker(Pull(), params, data[:1])), numbers_in(worker(model, params, data))
    assert many <= few + 8, f"expected a part of one size, got {few} numbers for 1 micro-batch and {many} for 6"
    rows = sorted(model.rows())
    assert rows == [3, 4, 5, 6, 7, 8], f"expected each micro-batch shown once, got {rows}"


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_parts_stay(rng):
    """leaves parameters and parts as they were"""
    params = some_params(rng)
    placed = place(params)
    parts = [worker(Pull(), placed, [micro_batch(rng, 3)]) for _ in range(2)]
    for name, value in fetch(placed).items():
        assert_close(value, params[name], rtol=0, because=f"params[{name!r}] was changed in place")
    kept = place(parts)
    first, second = (result_of(combine(kept, 0.1), params) for _ in range(2))
    close(second[0], first[0], "the same parts, combined once more")
    same_grads(second[1], first[1], "the same parts, combined once more")
