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
    return rows[rank::world]


def normalise(parts: list[np.ndarray]) -> list[np.ndarray]:
    """The inputs of each rank, standardised by mean and variance of the batch."""
    count = sum(len(x) for x in parts)
    mean = sum(x.sum(axis=0) for x in parts) / count
    var = sum(len(x) * x.var(axis=0) for x in parts if len(x)) / count
    return [(x - mean) / np.sqrt(var + EPS) for x in parts]


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
                sent.append({name: grad * len(rows) / len(batch) for name, grad in grads.items()})
            reduced = clip(all_reduce(sent), max_norm)
            for params in replicas:
                for name in params:
                    params[name] -= lr * reduced[name]
            losses.append(loss)
    return replicas, losses
