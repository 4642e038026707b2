"""The whole life of a reservoir as one generator; k + 1 candidates, one of which goes, as a swap with the last."""

from types import SimpleNamespace


def _life(k, rng, held):
    n = 0
    while True:
        x = yield
        n += 1
        if n <= k:
            held.append(x)
        elif rng.random() * n < k:
            goes = int(rng.random() * k)
            held[goes], held[-1] = held[-1], x


def Reservoir(k, rng):
    held = []
    life = _life(k, rng, held)
    next(life)
    return SimpleNamespace(add=lambda x: life.send(x), sample=lambda: held[::-1])
