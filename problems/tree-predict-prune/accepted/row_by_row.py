"""Plain Python: lists of row numbers, errors of leaves, a loop per row."""

import copy

import numpy as np


def _class(node):
    return max(range(len(node["counts"])), key=lambda c: (node["counts"][c], -c))


def _leaf(node, row):
    while "feature" in node:
        node = node["right"] if row[node["feature"]] > node["threshold"] else node["left"]
    return node


def predict(tree, X):
    return np.array([_class(_leaf(tree, row)) for row in X.tolist()], dtype=int)


def prune(tree, Xval, yval):
    tree = copy.deepcopy(tree)
    values, labels = Xval.tolist(), yval.tolist()

    def visit(node, rows):
        wrong = sum(labels[i] != _class(node) for i in rows)
        if "feature" not in node:
            return wrong
        left = [i for i in rows if values[i][node["feature"]] <= node["threshold"]]
        right = [i for i in rows if values[i][node["feature"]] > node["threshold"]]
        below = visit(node["left"], left) + visit(node["right"], right)
        if below >= wrong:
            for key in ("feature", "threshold", "left", "right"):
                del node[key]
            return wrong
        return below

    visit(tree, range(len(labels)))
    return tree
