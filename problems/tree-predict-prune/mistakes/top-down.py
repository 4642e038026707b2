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
    leaf = {"counts": tree["counts"]}
    if "left" not in tree:
        return leaf
    as_leaf = (yval != np.argmax(tree["counts"])).sum()
    if as_leaf <= (yval != predict(tree, Xval)).sum():
        return leaf
    goes_left = Xval[:, tree["feature"]] <= tree["threshold"]
    left = prune(tree["left"], Xval[goes_left], yval[goes_left])
    right = prune(tree["right"], Xval[~goes_left], yval[~goes_left])
    return {**tree, "left": left, "right": right}
