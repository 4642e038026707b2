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
    ids = [ord(character) for character in text]
    while len(ids) > 1:
        pair = min(zip(ids, ids[1:]), key=lambda pair: ranks.get(pair, len(ranks)))
        if pair not in ranks:
            break
        ids = _merge(ids, pair, 256 + ranks[pair])
    return ids


def decode(ids, merges):
    vocabulary = [bytes([b]) for b in range(256)]
    for left, right in merges:
        vocabulary.append(vocabulary[left] + vocabulary[right])
    if any(not 0 <= id < len(vocabulary) for id in ids):
        raise ValueError("unknown token")
    return b"".join(vocabulary[id] for id in ids).decode("utf-8", errors="replace")
