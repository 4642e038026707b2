"""No recursion: a stack in post-order, results handed up by identity; masks over all rows."""

import numpy as np


def predict(tree, X):
    out = np.full(X.shape[0], -1)
    stack = [(tree, np.ones(X.shape[0], dtype=bool))]
    while stack:
        node, mask = stack.pop()
        if len(node) == 1:
            out[mask] = int(np.asarray(node["counts"]).argmax())
        else:
            below = X[:, node["feature"]] <= node["threshold"]
            stack.append((node["left"], mask & below))
            stack.append((node["right"], mask & ~below))
    return out


def prune(tree, Xval, yval):
    order, stack = [], [(tree, np.arange(len(yval)))]
    while stack:
        node, rows = stack.pop()
        order.append((node, rows))
        if "left" in node:
            left = Xval[rows][:, node["feature"]] <= node["threshold"]
            stack += [(node["left"], rows[left]), (node["right"], rows[np.logical_not(left)])]
    done = {}
    for node, rows in reversed(order):
        wrong = np.sum(yval[rows] != np.argmax(node["counts"]))
        result = {"counts": tuple(node["counts"])}, wrong
        if "left" in node:
            (left, a), (right, b) = done[id(node["left"])], done[id(node["right"])]
            if a + b < wrong:
                new = {key: node[key] for key in ("counts", "feature", "threshold")}
                result = new | {"left": left, "right": right}, a + b
        done[id(node)] = result
    return done[id(tree)][0]
