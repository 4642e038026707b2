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
    _prune(tree, Xval, yval)
    return tree


def _prune(node, X, y):
    errors = int((y != np.argmax(node["counts"])).sum())
    if "left" not in node:
        return errors
    goes_left = X[:, node["feature"]] <= node["threshold"]
    below = _prune(node["left"], X[goes_left], y[goes_left])
    below += _prune(node["right"], X[~goes_left], y[~goes_left])
    if errors <= below:
        for key in ("feature", "threshold", "left", "right"):
            del node[key]
        return errors
    return below
