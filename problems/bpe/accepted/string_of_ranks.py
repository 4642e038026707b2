"""One merge at a time in training order, over lists; vocabulary as a dict; pairs counted by hand."""


def _pairs(ids):
    counts = {}
    for i in range(len(ids) - 1):
        pair = ids[i], ids[i + 1]
        counts[pair] = counts.get(pair, 0) + 1
    return counts


def _replace(ids, left, right, new):
    out = []
    for id in ids:
        # what has just been merged is `new`, and so can't be taken for the left half again
        if out and out[-1] == left and id == right:
            out[-1] = new
        else:
            out.append(id)
    return out


def train(corpus, n_merges):
    ids = list(corpus)
    merges = []
    for new in range(256, 256 + n_merges):
        counts = sorted((-count, pair) for pair, count in _pairs(ids).items())
        if not counts or counts[0][0] == -1:
            return merges
        merges.append(counts[0][1])
        ids = _replace(ids, *counts[0][1], new)
    return merges


def encode(text, merges):
    ids = list(text.encode("utf-8"))
    for rank, (left, right) in enumerate(merges):
        if left in ids and right in ids:
            ids = _replace(ids, left, right, 256 + rank)
    return ids


def decode(ids, merges):
    vocabulary = {b: bytes((b,)) for b in range(256)}
    for rank, (left, right) in enumerate(merges):
        vocabulary[256 + rank] = vocabulary[left] + vocabulary[right]
    try:
        data = b"".join(map(vocabulary.__getitem__, ids))
    except KeyError as error:
        raise ValueError(f"no such token: {error}") from None
    return str(data, "utf-8", "replace")
