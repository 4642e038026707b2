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
