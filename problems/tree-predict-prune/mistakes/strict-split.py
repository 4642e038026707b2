import numpy as np


def predict(tree, X):
    classes = np.empty(len(X), dtype=np.int64)

    def descend(node, rows):
        if "left" not in node:
            classes[rows] = np.argmax(node["counts"])
            return
        goes_left = X[rows, node["feature"]] < node["threshold"]
        descend(node["left"], rows[goes_left])
        descend(node["right"], rows[~goes_left])

    descend(tree, np.arange(len(X)))
    return classes


def _pruned(node, X, y):
    leaf = {"counts": node["counts"]}
    errors = int((y != np.argmax(node["counts"])).sum())
    if "left" not in node:
        return leaf, errors
    goes_left = X[:, node["feature"]] < node["threshold"]
    left, a = _pruned(node["left"], X[goes_left], y[goes_left])
    right, b = _pruned(node["right"], X[~goes_left], y[~goes_left])
    if errors <= a + b:
        return leaf, errors
    return {**node, "left": left, "right": right}, a + b


def prune(tree, Xval, yval):
    return _pruned(tree, Xval, yval)[0]
