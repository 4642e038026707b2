import numpy as np


def _grouped(ids):
    """An order that puts each group in one piece, the groups that occur, where each starts, and how long it is."""
    order = np.argsort(ids, kind="stable")
    groups, starts, counts = np.unique(ids[order], return_index=True, return_counts=True)
    return order, groups, starts, counts


def segment_mean(X, ids, K):
    """Rows of a group side by side, then one sum a group; empty groups are never asked."""
    out = np.zeros((K, X.shape[1]))
    if len(ids):
        order, groups, starts, counts = _grouped(ids)
        out[groups] = np.add.reduceat(X[order].astype(np.float64), starts, axis=0) / counts[:, None]
    return out


def segment_softmax(X, ids, K):
    if not len(ids):
        return np.zeros(X.shape)
    order, _, starts, counts = _grouped(ids)
    rows = X[order].astype(np.float64)
    rows = np.exp(rows - np.repeat(np.maximum.reduceat(rows, starts, axis=0), counts, axis=0))
    rows /= np.repeat(np.add.reduceat(rows, starts, axis=0), counts, axis=0)
    out = np.empty_like(rows)
    out[order] = rows
    return out
