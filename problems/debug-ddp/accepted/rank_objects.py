"""Ranks as objects that only ever exchange lists of arrays; rank 0's parameters are broadcast; E[x²] - E[x]²."""

import math

import numpy as np


def shard(rows, rank, world):
    return np.array_split(rows, world)[rank]


def all_reduce(messages):
    return [sum(each) for each in zip(*messages, strict=True)]


def normalise(parts):
    count, total, squares = all_reduce([(len(x), x.sum(axis=0), (x * x).sum(axis=0)) for x in parts])
    mean = total / count
    deviation = np.sqrt(squares / count - mean * mean + 1e-5)
    return tuple((x - mean) / deviation for x in parts)


class Rank:
    def __init__(self, params):
        self.params = {name: value.copy() for name, value in params.items()}

    def send(self, model, x, y):
        """(rows, summed loss, summed gradients in the order of names)."""
        if not len(y):
            return [0, 0.0, *[0.0 * self.params[name] for name in sorted(self.params)]]
        loss, grads = model(self.params, x, y)
        return [len(y), len(y) * loss, *[len(y) * grads[name] for name in sorted(self.params)]]

    def receive(self, rows, loss, *grads, lr, max_norm):
        grads = [grad / rows for grad in grads]
        norm = math.hypot(*[np.linalg.norm(grad) for grad in grads])
        scale = lr * (max_norm / norm if norm > max_norm else 1.0)
        for name, grad in zip(sorted(self.params), grads, strict=True):
            self.params[name] = self.params[name] - scale * grad
        return loss / rows


def train(init, model, X, y, *, world, epochs, batch_size, lr, max_norm, seed):
    ranks = [Rank(params) for params in [init(seed)] for _ in range(world)]
    losses = []
    for epoch in range(epochs):
        left = np.random.default_rng([seed, epoch]).permutation(len(y))
        while len(left):
            batch, left = left[:batch_size], left[batch_size:]
            shards = [shard(batch, r, world) for r in range(world)]
            inputs = normalise([X[rows] for rows in shards])
            sent = [rank.send(model, x, y[rows]) for rank, x, rows in zip(ranks, inputs, shards, strict=True)]
            losses.append([rank.receive(*all_reduce(sent), lr=lr, max_norm=max_norm) for rank in ranks][0])
    return [rank.params for rank in ranks], np.array(losses)
