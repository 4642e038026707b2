import numpy as np


def roc_auc(y: np.ndarray, s: np.ndarray) -> float:
    """The area under the ROC curve from the rank sum of the positives (Mann-Whitney U)."""
    positive = np.asarray(y) == 1  # a mask, whatever the dtype of the labels
    n_pos = int(positive.sum())
    n_neg = positive.size - n_pos
    if n_pos == 0 or n_neg == 0:
        raise ValueError("the AUC needs at least one positive and one negative")
    # Tied scores share the mean of their ranks: each tied pair then counts one half, in any order.
    _, group, sizes = np.unique(s, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(sizes) - (sizes - 1) / 2
    rank_sum = mean_rank[group[positive]].sum()
    # P positives among themselves account for P(P+1)/2; the rest are negatives below a positive.
    return float((rank_sum - n_pos * (n_pos + 1) / 2) / (n_pos * n_neg))


def weighted_roc_auc(y: np.ndarray, s: np.ndarray, w: np.ndarray) -> float:
    """The area under the ROC curve where a pair counts as the product of its weights."""
    positive = np.asarray(y) == 1
    _, group = np.unique(s, return_inverse=True)
    # The weight of each class at every distinct score. Kept apart: in a sum of both, the lighter class would drown.
    pos = np.bincount(group[positive], weights=w[positive])
    neg = np.bincount(group[~positive], weights=w[~positive], minlength=pos.size)
    if not (pos.any() and neg.any()):
        raise ValueError("the AUC needs a positive and a negative of positive weight")
    beaten = np.cumsum(neg) - neg / 2  # all that lies below, and half of what is tied
    return float(pos @ beaten[: pos.size] / (pos.sum() * neg.sum()))


if __name__ == "__main__":
    print(roc_auc(np.array([0, 1, 0, 1, 1]), np.array([0.2, 0.3, 0.5, 0.5, 0.9])))  # 0.75
