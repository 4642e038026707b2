from itertools import groupby


def roc_auc(y, s):
    pairs = sorted(zip(s.tolist(), y.tolist()))
    negatives = positives = wins = ties = 0
    for _, tied in groupby(pairs, key=lambda pair: pair[0]):
        labels = [label for _, label in tied]
        up = int(sum(labels))
        down = len(labels) - up
        wins += up * negatives
        ties += up * down
        positives += up
        negatives += down
    if not positives or not negatives:
        raise ValueError("the AUC of one class is undefined")
    return (2 * wins + ties) / (2 * positives * negatives)


def weighted_roc_auc(y, s, w):
    below = won = seen = 0.0
    for _, tied in groupby(sorted(zip(s.tolist(), y.tolist(), w.tolist())), key=lambda sample: sample[0]):
        up = down = 0.0
        for _, label, weight in tied:
            up, down = (up + weight, down) if label else (up, down + weight)
        won += up * (below + down / 2)
        below += down
        seen += up
    if not below or not seen:
        raise ValueError("a class has no weight")
    return won / (below * seen)
