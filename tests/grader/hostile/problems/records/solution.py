def count_by(items, key):
    counts = {}
    for item in items:
        k = key(item)
        counts[k] = counts.get(k, 0) + 1
    return counts


def top(counts, n):
    if n < 0:
        raise ValueError("n must not be negative")
    return sorted(counts.items(), key=lambda pair: -pair[1])[:n]


def describe(words):
    return {
        "words": sorted(words),
        "longest": max(words, key=len),
        "mean": sum(map(len, words)) / len(words),
        "many": len(words) > 3,
    }
