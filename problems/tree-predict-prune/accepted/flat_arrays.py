"""The tree as arrays, children after parents; prediction level by level, pruning from the last node to the first."""

from dataclasses import dataclass

import numpy as np


@dataclass(slots=True)
class Flat:
    nodes: list
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    label: np.ndarray

    @classmethod
    def of(cls, tree):
        nodes, left, right = [tree], [], []
        for at, node in enumerate(nodes):  # grows while we go
            if "left" in node:
                left.append(len(nodes))
                right.append(len(nodes) + 1)
                nodes += [node["left"], node["right"]]
            else:
                left.append(at)
                right.append(at)
        feature = np.array([node.get("feature", 0) for node in nodes])
        threshold = np.array([node.get("threshold", 0.0) for node in nodes])
        label = np.array([np.argmax(node["counts"]) for node in nodes])
        return cls(nodes, feature, threshold, np.array(left), np.array(right), label)

    def steps(self, X):
        """The node of each row, level by level, until none moves."""
        at = np.zeros(len(X), dtype=np.int64)
        rows = np.arange(len(X))
        while True:
            yield at
            goes = X[rows, self.feature[at]] <= self.threshold[at] if len(X) else np.zeros(0, bool)
            after = np.where(goes, self.left[at], self.right[at])
            if (after == at).all():
                return
            at = after


def predict(tree, X):
    flat = Flat.of(tree)
    for at in flat.steps(X):
        pass
    return flat.label[at]


def _rebuild(flat, cut, at=0):
    node = flat.nodes[at]
    if flat.left[at] == at or cut[at]:
        return dict(counts=node["counts"])
    return dict(node, left=_rebuild(flat, cut, flat.left[at]), right=_rebuild(flat, cut, flat.right[at]))


def _prune(flat, as_leaf):
    best, cut = as_leaf.copy(), np.zeros(len(as_leaf), dtype=bool)
    for at in range(len(best) - 1, -1, -1):
        if flat.left[at] != at:
            below = best[flat.left[at]] + best[flat.right[at]]
            cut[at] = as_leaf[at] <= below
            best[at] = min(as_leaf[at], below)
    return _rebuild(flat, cut)


def prune(tree, Xval, yval):
    flat = Flat.of(tree)
    errors = np.zeros(len(flat.nodes))
    seen = set()
    for at in flat.steps(Xval):
        for node in np.unique(at):
            if int(node) not in seen:
                seen.add(int(node))
                errors[node] = np.count_nonzero(yval[at == node] != flat.label[node])
    return _prune(flat, errors)


def prune_by_cost(tree, alpha):
    flat = Flat.of(tree)
    return _prune(flat, np.array([sum(n["counts"]) - max(n["counts"]) + alpha for n in flat.nodes]))
