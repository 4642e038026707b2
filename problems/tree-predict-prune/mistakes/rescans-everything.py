import copy

import numpy as np


def predict(tree, X):
    classes = np.empty(len(X), dtype=np.int64)

    def descend(node, rows):
        if "left" not in node:
            classes[rows] = np.argmax(node["counts"])
            return
        goes_left = X[rows, node["feature"]] <= node["threshold"]
        descend(node["left"], rows[goes_left])
        descend(node["right"], rows[~goes_left])

    descend(tree, np.arange(len(X)))
    return classes


def prune(tree, Xval, yval):
    tree = copy.deepcopy(tree)

    def visit(node):
        if "left" not in node:
            return
        visit(node["left"])
        visit(node["right"])
        before = (predict(tree, Xval) != yval).sum()
        kept = dict(node)
        node.clear()
        node["counts"] = kept["counts"]
        if (predict(tree, Xval) != yval).sum() > before:
            node.update(kept)

    visit(tree)
    return tree
