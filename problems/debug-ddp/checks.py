"""One probe per planted bug, as blind to the other four as can be; then what a repair may not break; then whole runs.

A run of no epochs shows the beginning alone. A model whose gradient is always the same does not care for rows or
statistics, so it shows factors alone; one whose gradients cancel, with a limit that is not reached, shows clipping.
The oracle of whole runs is one device with the whole batch, written here.
"""

import math

import numpy as np
import pytest
from answer import normalise, shard, train, train_sharded

from prep.checking import assert_close, assert_equal, assert_shape, fetch, place, summary

INF = math.inf
EPS = 1e-5


def fixed(**values):
    """An init that does not look at its seed."""
    return lambda seed: {name: np.array(value, dtype=float) for name, value in values.items()}


def drawn(seed):
    rng = np.random.default_rng(seed)
    return {"matrix": rng.normal(size=(4, 3)), "heat": np.array(rng.uniform(0.5, 1.5))}


class Steady:
    """A model with the same gradient whatever it is shown; `signs` turn it around from call to call."""

    def __init__(self, grads, signs=(1,), drift=None):
        self.grads, self.signs, self.drift = grads, signs, drift or {name: 0.0 for name in grads}
        self.calls = 0

    def __call__(self, params, x, y):
        sign = self.signs[self.calls % len(self.signs)]
        self.calls += 1
        return 1.0, {name: sign * grad + self.drift[name] for name, grad in self.grads.items()}


class Rows:
    """A model that writes down what it is shown; labels are row numbers. Its gradient is the mean of a row's number."""

    def __init__(self):
        self.seen = []

    def __call__(self, params, x, y):
        self.seen.append((np.array(x), np.array(y)))
        return float(np.mean(y)), {"w": np.full(2, np.mean(y))}


def softmax_model(params, x, y):
    """A linear classifier with a temperature: mean cross-entropy and gradients."""
    raw = x @ params["matrix"]
    scores = float(params["heat"]) * raw
    p = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
    d = (p - np.eye(raw.shape[1])[y]) / len(y)
    loss = -float(np.log(p[np.arange(len(y)), y]).mean())
    return loss, {"matrix": float(params["heat"]) * x.T @ d, "heat": np.array((d * raw).sum())}


def norm_of(grads):
    return math.sqrt(sum(float((g**2).sum()) for g in grads.values()))


def one_device(init, model, X, y, *, epochs, batch_size, lr, max_norm, seed, momentum=0.0):
    """The same by one device that is given whole batches: parameters, losses, velocity."""
    params, losses = init(seed), []
    v = {name: np.zeros_like(value) for name, value in params.items()}
    for epoch in range(epochs):
        order = np.random.default_rng([seed, epoch]).permutation(len(y))
        for start in range(0, len(y), batch_size):
            rows = order[start : start + batch_size]
            x = X[rows]
            x = (x - x.mean(axis=0)) / np.sqrt(((x - x.mean(axis=0)) ** 2).mean(axis=0) + EPS)
            loss, grads = model(params, x, y[rows])
            factor = min(1.0, max_norm / max(norm_of(grads), 1e-300))
            v = {name: momentum * v[name] + factor * grads[name] for name in params}
            params = {name: value - lr * v[name] for name, value in params.items()}
            losses.append(loss)
    return params, losses, v


def some_data(rng, n, D=4, classes=3):
    return rng.normal(size=(n, D)) * [0.5, 1.0, 4.0, 2.0][:D] + [0.0, 3.0, -2.0, 1.0][:D], rng.integers(classes, size=n)


def numbered(rng, n, D=2):
    """Rows whose labels are their numbers."""
    return 2.0 * rng.normal(size=(n, D)) + 3.0, np.arange(n)


def result_of(got, world, like):
    """The replicas, one for each rank, and the losses."""
    pair = isinstance(got, list | tuple) and len(got) == 2
    assert pair, f"expected a pair (replicas, losses), got {summary(got)}"
    return replicas_of(got[0], world, like), losses_of(got[1])


def replicas_of(replicas, world, like):
    fits = isinstance(replicas, list | tuple) and len(replicas) == world
    assert fits, f"expected a list of {world} replicas, got {summary(replicas)}"
    for params in replicas:
        fits = isinstance(params, dict) and set(params) == set(like)
        assert fits, f"expected each replica to be a dict of {sorted(like)}, got {summary(params)}"
        for name, value in like.items():
            assert_shape(params[name], np.shape(value), because=f"the parameters {name!r}")
    return list(replicas)


def losses_of(losses):
    assert isinstance(losses, list | tuple | np.ndarray), f"expected a list of losses, got {summary(losses)}"
    for loss in losses:
        assert_shape(loss, (), because="each loss is one number")
    return np.array(losses, dtype=float)


def trained(init, model, X, y, *, world, batch_size=100, epochs=1, lr=1.0, max_norm=INF, seed=3):
    settings = {"epochs": epochs, "batch_size": batch_size, "lr": lr, "max_norm": max_norm, "seed": seed}
    like = init(0)
    return result_of(train(init, model, X, y, world=world, **settings), world, like)


def close(got, expected, because):
    assert_close(got, expected, rtol=1e-8, atol=1e-8, because=because)


def same_params(replicas, expected, because):
    for rank, params in enumerate(replicas):
        for name, value in expected.items():
            close(params[name], value, f"{name} of rank {rank}: {because}")


def shards_of(rows, world):
    """What each rank gets, as a list of lists."""
    got = []
    for rank in range(world):
        part = shard(rows, rank, world)
        fits = isinstance(part, np.ndarray) and part.ndim == 1 and part.dtype.kind in "iu"
        assert fits, f"expected an int array of row numbers, got {summary(part)}"
        got.append(part.tolist())
    return got


@pytest.mark.stage(1)
@pytest.mark.catches("own-seed")
def test_ranks_begin_alike():
    """begins on every rank with the parameters that one device begins with"""
    X, y = np.zeros((4, 4)), np.zeros(4, dtype=int)
    for world, seed in [(1, 5), (3, 5), (8, 11)]:
        replicas, losses = trained(drawn, softmax_model, X, y, world=world, epochs=0, seed=seed)
        because = f"no step is made, so it is init({seed}) on each of {world} ranks (hint 2)"
        same_params(replicas, drawn(seed), because)
        assert not len(losses), f"expected no losses without an epoch, got {len(losses)}"


@pytest.mark.stage(1)
@pytest.mark.catches("same-shard")
def test_no_row_is_shared():
    """gives no row to two ranks"""
    for count, world in [(8, 2), (6, 3), (7, 4), (3, 8)]:
        rows = np.arange(count) * 7 + 3
        given = [row for part in shards_of(rows, world) for row in part]
        twice = len(given) - len(set(given))
        assert not twice, (
            f"expected each of {count} rows on one of {world} ranks, got {twice} rows on a second one: "
            "which rows does rank 1 get? (hint 2)"
        )


@pytest.mark.stage(1)
@pytest.mark.catches("same-shard", "remainder-left-out")
def test_every_row_is_someones(rng):
    """gives every row of a batch to a rank, shards of like size"""
    for count, world in [(8, 4), (7, 2), (11, 4), (2, 5), (5, 1), (6, 4)]:
        rows = rng.permutation(100)[:count]
        parts = shards_of(rows, world)
        given = sorted(row for part in parts for row in part)
        missing = [row for row in rows.tolist() if row not in given]
        assert not missing, (
            f"expected each of {count} rows on one of {world} ranks, got {len(missing)} of them on none: "
            "a batch need not be a multiple of the ranks (hint 2)"
        )
        assert given == sorted(rows.tolist()), f"expected the {count} rows of the batch, each once, got {given}"
        sizes = [len(part) for part in parts]
        assert max(sizes) - min(sizes) <= 1, f"expected {world} shards that differ by at most one row, got {sizes}"


@pytest.mark.stage(1)
@pytest.mark.catches("per-rank-statistics")
def test_rank_with_small_numbers_stays_small(rng):
    """standardises by the spread of the batch where ranks have the same mean and another spread"""
    half = rng.normal(size=(3, 2)) + 0.5
    parts = [s * np.concatenate([half, -half]) + 1.5 for s in (1.0, 4.0)]
    because = "both ranks have the same mean and as many rows; whose variance is it? (hint 2)"
    standardised(parts, because)


@pytest.mark.stage(1)
@pytest.mark.catches("per-rank-statistics", "variances-averaged")
def test_statistics_are_the_batchs(rng):
    """standardises all parts by mean and variance of the whole batch"""
    for sizes in [(4, 4), (5, 2, 1), (1, 1), (3, 0, 2), (0, 6)]:
        parts = [rng.normal(size=(n, 3)) * [1.0, 3.0, 1e-3] + rng.normal(size=3) * [3.0, 3.0, 1e-3] for n in sizes]
        standardised(parts, f"ranks with {', '.join(map(str, sizes))} rows, as if all were in one place (hint 2)")


def standardised(parts, because):
    """Fail unless `normalise` gives what one array of all rows would have given."""
    got = normalise(parts)
    fits = isinstance(got, list | tuple) and len(got) == len(parts)
    assert fits, f"expected a list of {len(parts)} arrays, got {summary(got)}"
    together = np.concatenate(parts)
    mean = together.sum(axis=0) / len(together)
    var = ((together - mean) ** 2).sum(axis=0) / len(together)
    for part, array in zip(parts, got, strict=True):
        close(array, (part - mean) / np.sqrt(var + EPS), because)


@pytest.mark.stage(1)
@pytest.mark.catches("per-rank-statistics", "variances-averaged")
def test_model_is_shown_the_batchs_scale(rng):
    """shows the model of every rank inputs that are standardised by the batch's statistics"""
    for n, world in [(8, 2), (7, 3)]:
        X, y = numbered(rng, n)
        model = Rows()
        trained(fixed(w=[0.0, 0.0]), model, X, y, world=world)
        expected = (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + EPS)
        for x, labels in model.seen:
            because = f"{n} rows in one batch on {world} ranks; mean and variance are over all {n} (hint 2)"
            close(x, expected[labels], because)


@pytest.mark.stage(1)
@pytest.mark.axis("gradient")
@pytest.mark.catches("summed", "one-copy-for-all")
def test_same_gradient_on_all_ranks():
    """makes the step of one rank where all ranks have the same gradient"""
    grads = {"w": np.array([0.5, -2.0]), "b": np.array(1.0)}
    X, y = np.zeros((8, 2)), np.zeros(8, dtype=int)
    for world in (1, 2, 4, 8):
        replicas, _ = trained(fixed(w=[1.0, 1.0], b=3.0), Steady(grads), X, y, world=world, lr=0.1)
        because = f"{world} ranks with the same gradient: the step is that of one (hint 2)"
        same_params(replicas, {"w": np.array([0.95, 1.2]), "b": np.array(2.9)}, because)


@pytest.mark.stage(1)
@pytest.mark.axis("gradient")
@pytest.mark.catches("one-copy-for-all", "clips-the-sum")
def test_clipped_step_has_the_norm():
    """moves by lr times max_norm where the gradient is clipped"""
    grads = {"w": np.array([3.0, -4.0]), "b": np.array(12.0)}
    start = {"w": np.array([1.0, 1.0]), "b": np.array(3.0)}
    X, y = np.zeros((8, 2)), np.zeros(8, dtype=int)
    for world, limit in [(1, 1.3), (2, 1.3), (4, 6.5)]:
        replicas, _ = trained(fixed(**start), Steady(grads), X, y, world=world, lr=0.5, max_norm=limit)
        expected = {name: value - 0.5 * (limit / 13.0) * grads[name] for name, value in start.items()}
        because = f"{world} ranks, all with a gradient of norm 13, max_norm={limit}: clip once, after all else"
        same_params(replicas, expected, because)


@pytest.mark.stage(1)
@pytest.mark.axis("gradient")
@pytest.mark.catches("clip-before-reduce")
def test_cancelling_gradients_are_not_clipped():
    """leaves gradients alone that are large on each rank and small together"""
    for world in (2, 4):
        X, y = np.zeros((world, 2)), np.zeros(world, dtype=int)
        moved = []
        for limit in (INF, 5.0):
            model = Steady({"w": np.array([90.0, -70.0])}, signs=(1, -1), drift={"w": np.array([0.3, 0.4])})
            moved.append(trained(fixed(w=[0.0, 0.0]), model, X, y, world=world, max_norm=limit)[0])
        because = (
            "ranks with large gradients of opposite signs; with max_norm=5 there is nothing to clip in their mean, "
            f"and without it your own step is {summary(moved[0][0]['w'])}: clip before or after the sum? (hint 2)"
        )
        same_params(moved[1], moved[0][0], because)


@pytest.mark.stage(1)
@pytest.mark.axis("gradient")
@pytest.mark.catches("mean-of-ranks", "summed", "one-copy-for-all")
def test_rows_weigh_alike(rng):
    """weighs each row alike where shards differ in size"""
    for n, world in [(3, 2), (5, 4), (7, 3), (10, 4)]:
        X, _ = numbered(rng, n)
        labels = rng.integers(50, size=n)
        replicas, _ = trained(fixed(w=[0.0, 0.0]), Rows(), X, labels, world=world, lr=0.1)
        because = f"{n} rows on {world} ranks; a gradient is the mean of the labels: each row has the same say (hint 2)"
        same_params(replicas, {"w": np.full(2, -0.1 * labels.mean())}, because)


@pytest.mark.stage(1)
def test_losses_are_the_batchs(rng):
    """reports the mean loss over the rows of each batch, before its step"""
    for n, world, size in [(5, 2, 5), (7, 3, 4), (4, 4, 3)]:
        X, _ = numbered(rng, n)
        labels = rng.integers(50, size=n)
        _, losses = trained(fixed(w=[0.0, 0.0]), Rows(), X, labels, world=world, batch_size=size, seed=9)
        order = np.random.default_rng([9, 0]).permutation(n)
        expected = [labels[order[at : at + size]].mean() for at in range(0, n, size)]
        close(losses, np.array(expected), f"{n} rows in batches of {size} on {world} ranks, each row alike")


@pytest.mark.stage(1)
@pytest.mark.catches("remainder-left-out")
def test_ranks_without_rows(rng):
    """works where there are more ranks than rows"""
    X, y = some_data(rng, 3)
    for world in (4, 7):
        replicas, losses = trained(drawn, softmax_model, X, y, world=world, lr=0.3, seed=2)
        expected, wanted, _ = one_device(
            drawn, softmax_model, X, y, epochs=1, batch_size=100, lr=0.3, max_norm=INF, seed=2
        )
        same_params(replicas, expected, f"3 rows on {world} ranks: some have none, and take part with zeros")
        close(losses, np.array(wanted), f"3 rows on {world} ranks")


@pytest.mark.stage(1)
@pytest.mark.axis("memory")
def test_each_rank_sees_its_own_rows(rng):
    """shows each rank's model its own shard, once for each batch"""
    for n, world, size in [(8, 2, 8), (7, 3, 5), (5, 4, 2)]:
        X, y = numbered(rng, n)
        model = Rows()
        trained(fixed(w=[0.0, 0.0]), model, X, y, world=world, batch_size=size, seed=4)
        order = np.random.default_rng([4, 0]).permutation(n)
        expected = []
        for at in range(0, n, size):
            parts = shards_of(order[at : at + size], world)
            expected.append(sorted(sorted(part) for part in parts if part))
        got = [sorted(labels.tolist()) for _, labels in model.seen]
        for number, wanted in enumerate(expected):
            shown, got = got[: len(wanted)], got[len(wanted) :]
            assert sorted(shown) == wanted, (
                f"expected the model to be shown the shards {wanted} of batch {number + 1}, one rank after the other, "
                f"got {summary(shown)}: each rank calls it with its own rows"
            )
        assert not got, f"expected {len(expected)} batches, got {len(got)} more calls of the model"


@pytest.mark.stage(1)
@pytest.mark.axis("side_effects")
def test_data_stays(rng):
    """leaves the caller's data as they were"""
    X, y = some_data(rng, 7)
    placed_X, placed_y = place(X), place(y)
    train(drawn, softmax_model, placed_X, placed_y, world=3, epochs=2, batch_size=4, lr=0.1, max_norm=1.0, seed=0)
    assert_close(fetch(placed_X), X, rtol=0, because="X was changed in place")
    assert_close(fetch(placed_y), y, rtol=0, because="y was changed in place")


@pytest.mark.stage(1)
def test_any_number_of_ranks_is_one_device(rng):
    """ends on any number of ranks where one device with whole batches ends"""
    X, y = some_data(rng, 23)
    for max_norm in (INF, 0.25):
        settings = {"epochs": 3, "batch_size": 9, "lr": 0.4, "max_norm": max_norm, "seed": int(rng.integers(1000))}
        expected, wanted, _ = one_device(drawn, softmax_model, X, y, **settings)
        for world in (1, 2, 3, 8):
            replicas, losses = trained(drawn, softmax_model, X, y, world=world, **settings)
            because = f"9 steps on {world} ranks, max_norm={max_norm}: the checks above say where to look"
            close(losses, np.array(wanted), f"the losses of {because}")
            same_params(replicas, expected, because)


# ---- stage 2 -----------------------------------------------------------------------------------------------------


def sharded(init, model, X, y, *, world, **settings):
    """The replicas, losses and states of a run."""
    got = train_sharded(init, model, X, y, world=world, **settings)
    triple = isinstance(got, list | tuple) and len(got) == 3
    assert triple, f"expected (replicas, losses, states), got {summary(got)}"
    replicas, losses, states = got
    fits = isinstance(states, list | tuple) and len(states) == world
    assert fits, f"expected a list of {world} states, got {summary(states)}"
    return replicas_of(replicas, world, init(0)), losses_of(losses), list(states)


@pytest.mark.stage(2)
@pytest.mark.axis("memory")
def test_states_are_parts_of_the_velocity(rng):
    """keeps on each rank its part of the velocity, and no more"""
    X, y = some_data(rng, 11)
    settings = {"epochs": 2, "batch_size": 4, "lr": 0.3, "momentum": 0.8, "max_norm": 0.5, "seed": 6}
    _, _, v = one_device(drawn, softmax_model, X, y, **settings)
    flat = np.concatenate([v["heat"].ravel(), v["matrix"].ravel()])  # 13 numbers
    for world in (1, 2, 4, 15):
        _, _, states = sharded(drawn, softmax_model, X, y, world=world, **settings)
        sizes = [np.size(state) for state in states]
        wanted = [len(part) for part in np.array_split(flat, world)]
        assert_equal(sizes, wanted, because=f"13 numbers, cut over {world} ranks")
        for rank, (state, part) in enumerate(zip(states, np.array_split(flat, world), strict=True)):
            close(state, part, f"the state of rank {rank} of {world}: arrays in the order of their names")


@pytest.mark.stage(2)
def test_sharded_momentum_is_one_devices(rng):
    """ends where one device with momentum ends"""
    X, y = some_data(rng, 14)
    for momentum, max_norm in [(0.9, INF), (0.5, 0.2), (0.0, 0.2)]:
        settings = {"epochs": 2, "batch_size": 5, "lr": 0.2, "momentum": momentum, "max_norm": max_norm, "seed": 8}
        expected, wanted, _ = one_device(drawn, softmax_model, X, y, **settings)
        for world in (1, 3, 6):
            replicas, losses, _ = sharded(drawn, softmax_model, X, y, world=world, **settings)
            because = f"momentum={momentum}, max_norm={max_norm}, {world} ranks"
            close(losses, np.array(wanted), f"the losses of {because}")
            same_params(replicas, expected, because)


@pytest.mark.stage(2)
def test_sharding_nothing():
    """gives zeros for states without an epoch, of the right sizes"""
    X, y = np.zeros((3, 4)), np.zeros(3, dtype=int)
    settings = {"epochs": 0, "batch_size": 2, "lr": 0.1, "momentum": 0.9, "max_norm": INF, "seed": 1}
    replicas, losses, states = sharded(drawn, softmax_model, X, y, world=4, **settings)
    same_params(replicas, drawn(1), "no step is made")
    assert not len(losses), f"expected no losses, got {len(losses)}"
    for rank, (state, size) in enumerate(zip(states, (4, 3, 3, 3), strict=True)):
        close(state, np.zeros(size), f"the state of rank {rank} of 4, of 13 numbers")
