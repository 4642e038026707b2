from collections import defaultdict


class Level:
    __slots__ = ("n",)

    def __init__(self):
        self.n = [0, 0]


def roc_auc(y, s):
    """Counts per distinct score in a dictionary; only the distinct scores are sorted."""
    levels = defaultdict(Level)
    for label, score in zip(y.tolist(), s.tolist()):
        levels[score].n[int(label)] += 1
    total = [0, 0]
    doubled = 0
    for score in sorted(levels, reverse=True):
        neg, pos = levels[score].n
        doubled += neg * (2 * total[1] + pos)
        total[0] += neg
        total[1] += pos
    try:
        return doubled / (2 * total[0] * total[1])
    except ZeroDivisionError:
        raise ValueError("one class has no samples") from None
