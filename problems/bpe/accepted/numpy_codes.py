"""Pairs as single numbers, counted by np.unique, which sorts them: the first maximum is the smallest pair."""

import numpy as np

WIDE = 1 << 20


def _merge(ids, left, right, new):
    hit = (ids[:-1] == left) & (ids[1:] == right)
    at = np.flatnonzero(hit)
    if left == right and len(at) > 1:
        # in a run of hits keep every other one
        run = np.cumsum(np.diff(at, prepend=at[0] - 2) > 1)
        first = np.searchsorted(run, run)
        at = at[(np.arange(len(at)) - first) % 2 == 0]
    ids = ids.copy()
    ids[at] = new
    return np.delete(ids, at + 1)


def train(corpus, n_merges):
    ids, merges = np.frombuffer(corpus, dtype=np.uint8).astype(np.int64), []
    while len(merges) < n_merges and len(ids) > 1:
        codes, counts = np.unique(ids[:-1] * WIDE + ids[1:], return_counts=True)
        if counts.max() < 2:
            break
        left, right = divmod(int(codes[counts.argmax()]), WIDE)
        ids = _merge(ids, left, right, 256 + len(merges))
        merges.append((left, right))
    return merges


def encode(text, merges):
    ids = np.frombuffer(text.encode(), dtype=np.uint8).astype(np.int64)
    for rank, (left, right) in enumerate(merges):
        ids = _merge(ids, left, right, 256 + rank)
    return ids.tolist()


def decode(ids, merges):
    def spell(id):
        todo, out = [id], bytearray()
        while todo:
            top = todo.pop()
            if top < 256:
                out.append(top)
            else:
                todo.extend(reversed(merges[top - 256]))
        return bytes(out)

    if any(id < 0 or id >= 256 + len(merges) for id in ids):
        raise ValueError("unknown token")
    return b"".join(spell(id) for id in ids).decode("utf-8", "replace")
