"""A class with a linked list and a heap for encoding, incremental counts for training, both fast."""

import heapq


class Chain:
    """A doubly linked sequence of tokens."""

    __slots__ = ("ids", "left", "right")

    def __init__(self, data):
        n = len(data)
        self.ids = list(data)
        self.left = [i - 1 for i in range(n)]
        self.right = [i + 1 if i + 1 < n else None for i in range(n)]

    def pair(self, i):
        if i is None or i < 0 or self.ids[i] is None or self.right[i] is None:
            return None
        return self.ids[i], self.ids[self.right[i]]

    def fuse(self, i, new):
        j = self.right[i]
        self.ids[i], self.ids[j] = new, None
        self.right[i] = self.right[j]
        if self.right[i] is not None:
            self.left[self.right[i]] = i

    def tokens(self):
        return [id for id in self.ids if id is not None]


class Tally:
    """Counts of pairs, and the pairs of each count."""

    def __init__(self):
        self.counts, self.having, self.most = {}, {}, 0

    def add(self, pair, change):
        old = self.counts.get(pair, 0)
        if old:
            self.having[old].discard(pair)
        self.counts[pair] = now = old + change
        if now:
            self.having.setdefault(now, set()).add(pair)
            self.most = max(self.most, now)

    def best(self):
        while self.most and not self.having.get(self.most):
            self.most -= 1
        return (self.most, min(self.having[self.most])) if self.most else (0, None)


def train(corpus, n_merges):
    chain = Chain(corpus)
    tally, where = Tally(), {}
    for i in range(len(corpus) - 1):
        pair = chain.pair(i)
        tally.add(pair, 1)
        where.setdefault(pair, []).append(i)
    merges = []
    while len(merges) < n_merges:
        most, best = tally.best()
        if most < 2:
            break
        new = 256 + len(merges)
        merges.append(best)
        for i in sorted(where.pop(best)):
            if chain.pair(i) != best:
                continue
            around = [chain.left[i], i, chain.right[i]]
            for k in around:
                if (old := chain.pair(k)) is not None:
                    tally.add(old, -1)
            chain.fuse(i, new)
            for k in around[:2]:
                if (pair := chain.pair(k)) is not None:
                    tally.add(pair, 1)
                    where.setdefault(pair, []).append(k)
    return merges


def train_fast(corpus, n_merges):
    return train(corpus, n_merges)


def encode(text, merges):
    ranks = {tuple(pair): rank for rank, pair in enumerate(merges)}
    chain = Chain(text.encode())
    heap = [(ranks[chain.pair(i)], i) for i in range(len(chain.ids)) if chain.pair(i) in ranks]
    heapq.heapify(heap)
    while heap:
        rank, i = heapq.heappop(heap)
        if ranks.get(chain.pair(i)) != rank:
            continue
        chain.fuse(i, 256 + rank)
        for k in (chain.left[i], i):
            if chain.pair(k) in ranks:
                heapq.heappush(heap, (ranks[chain.pair(k)], k))
    return chain.tokens()


def decode(ids, merges):
    table = [bytes([b]) for b in range(256)]
    table += [b""] * len(merges)
    for i, (a, b) in enumerate(merges, 256):
        table[i] = table[a] + table[b]
    out = bytearray()
    for id in ids:
        if id not in range(len(table)):
            raise ValueError(id)
        out += table[id]
    return out.decode(errors="replace")
