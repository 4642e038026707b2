from collections import Counter


def _merge(ids, pair, new):
    merged, i = [], 0
    while i < len(ids):
        if tuple(ids[i : i + 2]) == pair:
            merged.append(new)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


def train(corpus, n_merges):
    ids, merges = list(corpus), []
    while len(merges) < n_merges:
        counts = Counter(zip(ids, ids[1:]))
        best = min(counts, key=lambda pair: (-counts[pair], pair), default=None)
        if best is None or counts[best] < 2:
            break
        ids = _merge(ids, best, 256 + len(merges))
        merges.append(best)
    return merges


def encode(text, merges):
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    ids = list(text.encode("utf-8"))
    i = 0
    while i + 1 < len(ids):
        pair = ids[i], ids[i + 1]
        if pair in ranks:
            ids[i : i + 2] = [256 + ranks[pair]]
            i = max(i - 1, 0)
        else:
            i += 1
    return ids


def decode(ids, merges):
    vocabulary = [bytes([b]) for b in range(256)]
    for left, right in merges:
        vocabulary.append(vocabulary[left] + vocabulary[right])
    if any(not 0 <= id < len(vocabulary) for id in ids):
        raise ValueError("unknown token")
    return b"".join(vocabulary[id] for id in ids).decode("utf-8", errors="replace")
