"""Data-parallel training, simulated: the ranks take turns in one process, each with parameters of its own."""

import math
from collections.abc import Callable

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
    return rows[::world]


def normalise(parts: list[np.ndarray]) -> list[np.ndarray]:
    """The inputs of each rank, standardised by mean and variance of the batch."""
    standardised = []
    for x in parts:
        mean, var = x.mean(axis=0), x.var(axis=0)
        standardised.append((x - mean) / np.sqrt(var + EPS))
    return standardised


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
    replicas = [init(seed + rank) for rank in range(world)]
    losses = []
    for epoch in range(epochs):
        order = epoch_order(len(y), seed, epoch)
        for start in range(0, len(y), batch_size):
            batch = order[start : start + batch_size]
            shards = [shard(batch, rank, world) for rank in range(world)]
            inputs = normalise([X[rows] for rows in shards])
            loss, sent = 0.0, []
            for params, x, rows in zip(replicas, inputs, shards, strict=True):
                if len(rows):
                    rank_loss, grads = model(params, x, y[rows])
                else:  # it takes part all the same, or the others would wait for ever
                    rank_loss, grads = 0.0, {name: np.zeros_like(value) for name, value in params.items()}
                loss += rank_loss * len(rows) / len(batch)
                sent.append(clip(grads, max_norm))
            reduced = all_reduce(sent)
            for params in replicas:
                for name in params:
                    params[name] -= lr * reduced[name]
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
    """Stage 2: leave it until stage 1 is green."""
    return [], [], []


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
