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
    vocabulary = [bytes([b]) for b in range(256)]
    for left, right in merges:
        vocabulary.append(vocabulary[left] + vocabulary[right])
    known = {}
    for id, token in enumerate(vocabulary):
        known.setdefault(token, id)
    longest = max(map(len, vocabulary))
    data, ids, i = text.encode("utf-8"), [], 0
    while i < len(data):
        size = next(n for n in range(longest, 0, -1) if data[i : i + n] in known)
        ids.append(known[data[i : i + size]])
        i += size
    return ids


def decode(ids, merges):
    vocabulary = [bytes([b]) for b in range(256)]
    for left, right in merges:
        vocabulary.append(vocabulary[left] + vocabulary[right])
    if any(not 0 <= id < len(vocabulary) for id in ids):
        raise ValueError("unknown token")
    return b"".join(vocabulary[id] for id in ids).decode("utf-8", errors="replace")
