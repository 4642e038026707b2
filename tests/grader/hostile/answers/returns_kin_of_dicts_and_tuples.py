# family: right
# tries: to return a Counter and named pairs
# shape: records
# expect: passed
from collections import Counter, namedtuple

Pair = namedtuple("Pair", "key count")
honest = top


def count_by(items, key):
    return Counter(map(key, items))


def top(counts, n):
    return [Pair(*pair) for pair in honest(counts, n)]
