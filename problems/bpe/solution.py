import heapq
from collections import Counter, defaultdict


def train(corpus: bytes, n_merges: int) -> list[tuple[int, int]]:
    """Learn at most n_merges merges: each time the most frequent pair, the smallest of several."""
    ids, merges = list(corpus), []
    while len(merges) < n_merges:
        counts = Counter(zip(ids, ids[1:]))  # every position counts, overlapping ones too
        best = min(counts, key=lambda pair: (-counts[pair], pair), default=None)
        if best is None or counts[best] < 2:
            break
        ids = _merge(ids, best, 256 + len(merges))
        merges.append(best)
    return merges


def encode(text: str, merges: list[tuple[int, int]]) -> list[int]:
    """The ids of a text: what was learnt first is merged first."""
    ranks = {tuple(pair): rank for rank, pair in enumerate(merges)}
    ids = list(text.encode("utf-8"))
    while len(ids) > 1:
        rank = min(ranks.get(pair, len(ranks)) for pair in zip(ids, ids[1:]))
        if rank == len(ranks):
            break
        ids = _merge(ids, tuple(merges[rank]), 256 + rank)
    return ids


def decode(ids: list[int], merges: list[tuple[int, int]]) -> str:
    """The text of some ids; bytes that are not UTF-8 become replacement characters."""
    vocabulary = [bytes([b]) for b in range(256)]
    for left, right in merges:
        vocabulary.append(vocabulary[left] + vocabulary[right])
    for id in ids:
        if not 0 <= id < len(vocabulary):  # a negative index would quietly count from the end
            raise ValueError(f"{id} is no token: there are {len(vocabulary)}")
    # Join first: a character may be spread over several tokens.
    return b"".join(vocabulary[id] for id in ids).decode("utf-8", errors="replace")


def train_fast(corpus: bytes, n_merges: int) -> list[tuple[int, int]]:
    """The same merges as `train`: counts are kept up to date around each place that changes."""
    ids = list(corpus)
    before = list(range(-1, len(ids) - 1))
    after = [*range(1, len(ids)), -1]
    counts: Counter = Counter()
    places = defaultdict(list)
    for i, pair in enumerate(zip(ids, ids[1:])):
        counts[pair] += 1
        places[pair].append(i)
    heap = [(-count, pair) for pair, count in counts.items()]
    heapq.heapify(heap)
    merges = []
    while heap and len(merges) < n_merges:
        count, best = heapq.heappop(heap)
        if counts[best] != -count:
            continue  # the count has changed since; the right one was pushed as well
        if -count < 2:
            break
        new, changed = 256 + len(merges), set()
        merges.append(best)
        for i in sorted(places.pop(best)):  # from left to right, for pairs that overlap
            j = after[i]
            if ids[i] != best[0] or j < 0 or ids[j] != best[1]:
                continue
            left, right = before[i], after[j]
            counts[best] -= 1
            ids[i], ids[j], after[i] = new, -1, right
            if left >= 0:
                old, pair = (ids[left], best[0]), (ids[left], new)
                counts[old] -= 1
                counts[pair] += 1
                places[pair].append(left)
                changed |= {old, pair}
            if right >= 0:
                before[right] = i
                old, pair = (best[1], ids[right]), (new, ids[right])
                counts[old] -= 1
                counts[pair] += 1
                places[pair].append(i)
                changed |= {old, pair}
        for pair in changed:
            if counts[pair] > 1:
                heapq.heappush(heap, (-counts[pair], pair))
    return merges


def _merge(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    """Replace the pair from left to right."""
    merged, i = [], 0
    while i < len(ids):
        if i + 1 < len(ids) and (ids[i], ids[i + 1]) == pair:
            merged.append(new)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


if __name__ == "__main__":
    print(train(b"hug hugs pug", 9), "should be [(117, 103), (104, 256)]")
    merges = [(117, 103), (104, 256)]
    print(encode("hugs", merges), "should be [257, 115]")
    print(decode([257, 115], merges), "should be hugs")
