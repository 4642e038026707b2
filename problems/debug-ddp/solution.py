"""Data-parallel training, simulated: the ranks take turns in one process, each with parameters of its own."""

import math
from collections.abc import Callable, Iterator

import numpy as np

EPS = 1e-5
Params = dict[str, np.ndarray]


def clip(grads: Params, max_norm: float) -> Params:
    """Gradients scaled down together, if their common norm is above max_norm."""
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads.values()))
    return {name: g * (max_norm / norm) for name, g in grads.items()} if norm > max_norm else grads


def all_reduce(parts: list[Params]) -> Params:
    """The sum over all ranks, as every rank gets it."""
    return {name: sum(part[name] for part in parts) for name in parts[0]}


def epoch_order(n: int, seed: int, epoch: int) -> np.ndarray:
    """The order of the rows in an epoch: the same on every rank."""
    return np.random.default_rng([seed, epoch]).permutation(n)


def shard(rows: np.ndarray, rank: int, world: int) -> np.ndarray:
    """Those rows of a batch that are this rank's."""
    return rows[rank::world]


def normalise(parts: list[np.ndarray]) -> list[np.ndarray]:
    """The inputs of each rank, standardised by mean and variance of the batch."""
    # Each rank would send the sums over its rows; a rank without rows sends zeros.
    count = sum(len(x) for x in parts)
    mean = sum(x.sum(axis=0) for x in parts) / count
    var = sum(((x - mean) ** 2).sum(axis=0) for x in parts) / count  # around the mean of all, not each rank's own
    return [(x - mean) / np.sqrt(var + EPS) for x in parts]


def batches(n: int, epochs: int, batch_size: int, seed: int) -> Iterator[np.ndarray]:
    for epoch in range(epochs):
        order = epoch_order(n, seed, epoch)
        for start in range(0, n, batch_size):
            yield order[start : start + batch_size]


def reduced_gradients(
    model: Callable, replicas: list[Params], X: np.ndarray, y: np.ndarray, batch: np.ndarray, max_norm: float
) -> tuple[float, Params]:
    """Mean loss and clipped gradients of a batch: what one device with all of it would have."""
    shards = [shard(batch, rank, len(replicas)) for rank in range(len(replicas))]
    inputs = normalise([X[rows] for rows in shards])
    loss, sent = 0.0, []
    for params, x, rows in zip(replicas, inputs, shards, strict=True):
        weight = len(rows) / len(batch)  # shards differ in size, so the plain mean over ranks would not do
        if len(rows):
            rank_loss, grads = model(params, x, y[rows])
        else:  # it takes part all the same, or the others would wait for ever
            rank_loss, grads = 0.0, {name: np.zeros_like(value) for name, value in params.items()}
        loss += weight * rank_loss
        sent.append({name: weight * grad for name, grad in grads.items()})
    return loss, clip(all_reduce(sent), max_norm)  # clipping is not linear: after the sum


def train(
    init: Callable,
    model: Callable,
    X: np.ndarray,
    y: np.ndarray,
    *,
    world: int,
    epochs: int,
    batch_size: int,
    lr: float,
    max_norm: float,
    seed: int,
) -> tuple[list[Params], list[float]]:
    """SGD on `world` ranks; the parameters of each rank, and the loss of every batch before its step."""
    replicas = [init(seed) for _ in range(world)]
    losses = []
    for batch in batches(len(y), epochs, batch_size, seed):
        loss, grads = reduced_gradients(model, replicas, X, y, batch, max_norm)
        for params in replicas:
            for name in params:
                params[name] -= lr * grads[name]
        losses.append(loss)
    return replicas, losses


def train_sharded(
    init: Callable,
    model: Callable,
    X: np.ndarray,
    y: np.ndarray,
    *,
    world: int,
    epochs: int,
    batch_size: int,
    lr: float,
    momentum: float,
    max_norm: float,
    seed: int,
) -> tuple[list[Params], list[float], list[np.ndarray]]:
    """The same with momentum, of which each rank keeps its own part of the flat vector."""
    replicas = [init(seed) for _ in range(world)]
    names = sorted(replicas[0])
    parts = np.array_split(np.arange(sum(replicas[0][name].size for name in names)), world)
    velocities = [np.zeros(len(part)) for part in parts]
    losses = []
    for batch in batches(len(y), epochs, batch_size, seed):
        loss, grads = reduced_gradients(model, replicas, X, y, batch, max_norm)
        flat = np.concatenate([grads[name].ravel() for name in names])
        velocities = [momentum * v + flat[part] for v, part in zip(velocities, parts, strict=True)]
        steps = np.concatenate(velocities)  # the all-gather: from each rank its own part of the step
        ends = np.cumsum([grads[name].size for name in names])
        for params in replicas:
            for name, step in zip(names, np.split(steps, ends[:-1]), strict=True):
                params[name] -= lr * step.reshape(params[name].shape)
        losses.append(loss)
    return replicas, losses, velocities


def demo_init(seed: int) -> Params:
    return {"W": np.random.default_rng(seed).normal(size=(6, 3)), "b": np.zeros(3)}


def demo_model(params: Params, x: np.ndarray, y: np.ndarray) -> tuple[float, Params]:
    """A linear classifier: mean cross-entropy over the rows it is given, and its gradients."""
    scores = x @ params["W"] + params["b"]
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    loss = -float(np.log(p[rows, y]).mean())
    p[rows, y] -= 1.0
    return loss, {"W": x.T @ p / len(y), "b": p.mean(axis=0)}


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    y = rng.integers(3, size=220)
    X = 2.0 * rng.normal(size=(3, 6))[y] + rng.normal(size=(220, 6)) * rng.uniform(0.5, 9.0, size=6)
    settings = {"epochs": 8, "batch_size": 50, "lr": 0.4, "max_norm": 0.3, "seed": 7}
    alone, losses = train(demo_init, demo_model, X, y, world=1, **settings)
    print(f"1 rank:  last losses {losses[-2]:.4f} {losses[-1]:.4f}")
    for world in (2, 8):
        replicas, losses = train(demo_init, demo_model, X, y, world=world, **settings)
        away = max(float(np.abs(each[name] - alone[0][name]).max()) for each in replicas for name in each)
        print(f"{world} ranks: last losses {losses[-2]:.4f} {losses[-1]:.4f}; parameters off by {away:.1e}")
