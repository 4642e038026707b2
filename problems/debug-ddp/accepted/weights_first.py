"""Strided shards by a mask, statistics merged pair by pair (Chan), one flat vector of parameters for everything."""

import numpy as np


def shard(rows, rank, world):
    return rows[np.arange(len(rows)) % world == rank]


def merge(a, b):
    """(rows, mean, summed squares around it) of two sets of rows together."""
    n = a[0] + b[0]
    if n == 0:
        return a
    away = b[1] - a[1]
    return n, a[1] + away * b[0] / n, a[2] + b[2] + away**2 * (a[0] * b[0] / n)


def normalise(parts):
    state = (0, np.zeros(parts[0].shape[1]), np.zeros(parts[0].shape[1]))
    for x in parts:
        if x.shape[0]:
            state = merge(state, (len(x), x.mean(axis=0), ((x - x.mean(axis=0)) ** 2).sum(axis=0)))
    n, mean, squares = state
    return [(x - mean) * (squares / n + 1e-5) ** -0.5 for x in parts]


def flat(tree, names):
    return np.concatenate([np.ravel(tree[name]) for name in names])


def unflat(vector, like, names):
    tree, at = {}, 0
    for name in names:
        size = np.size(like[name])
        tree[name] = vector[at : at + size].reshape(np.shape(like[name]))
        at += size
    return tree


def gradients(model, params, X, y, batch, world, max_norm, names):
    shards = [shard(batch, rank, world) for rank in range(world)]
    inputs = normalise([X[rows] for rows in shards])
    weights = np.array([len(rows) for rows in shards]) / len(batch)
    loss, total = 0.0, 0.0
    for weight, x, rows in zip(weights, inputs, shards, strict=True):
        if weight:
            rank_loss, grads = model(params, x, y[rows])
            loss, total = loss + weight * rank_loss, total + weight * flat(grads, names)
    return loss, total * min(1.0, max_norm / max(np.sqrt(total @ total), 1e-300))


def train_sharded(init, model, X, y, *, world, epochs, batch_size, lr, momentum, max_norm, seed):
    like = init(seed)
    names = sorted(like)
    vector = flat(like, names)
    states = np.array_split(np.zeros(len(vector)), world)
    losses = []
    for epoch in range(epochs):
        order = np.random.default_rng([seed, epoch]).permutation(len(y))
        for batch in np.split(order, range(batch_size, len(order), batch_size)):
            params = unflat(vector, like, names)
            loss, g = gradients(model, params, X, y, batch, world, max_norm, names)
            states = [momentum * v + part for v, part in zip(states, np.array_split(g, world), strict=True)]
            vector = vector - lr * np.concatenate(states)
            losses.append(loss)
    return [unflat(vector.copy(), like, names) for _ in range(world)], losses, states


def train(init, model, X, y, **settings):
    replicas, losses, _ = train_sharded(init, model, X, y, momentum=0.0, **settings)
    return replicas, losses
