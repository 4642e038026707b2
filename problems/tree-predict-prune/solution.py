import numpy as np


def predict(tree: dict, X: np.ndarray) -> np.ndarray:
    """The class of the leaf that each row ends in."""
    classes = np.empty(len(X), dtype=np.int64)

    def descend(node: dict, rows: np.ndarray) -> None:
        if "left" not in node:
            classes[rows] = np.argmax(node["counts"])
            return
        goes_left = X[rows, node["feature"]] <= node["threshold"]
        descend(node["left"], rows[goes_left])
        descend(node["right"], rows[~goes_left])

    descend(tree, np.arange(len(X)))
    return classes


def prune(tree: dict, Xval: np.ndarray, yval: np.ndarray) -> dict:
    """The tree with splits replaced by leaves, from the bottom up, where that makes no more errors."""
    return _pruned(tree, Xval, yval)[0]


def _pruned(node: dict, X: np.ndarray, y: np.ndarray) -> tuple[dict, int]:
    """The pruned node and its errors on the rows that reach it: all that its parent has to know."""
    leaf = {"counts": list(node["counts"])}
    errors = int((y != np.argmax(node["counts"])).sum())
    if "left" not in node:
        return leaf, errors
    goes_left = X[:, node["feature"]] <= node["threshold"]
    left, errors_left = _pruned(node["left"], X[goes_left], y[goes_left])
    right, errors_right = _pruned(node["right"], X[~goes_left], y[~goes_left])
    if errors <= errors_left + errors_right:  # a tie makes a leaf, and so does a split without rows
        return leaf, errors
    return _split(node, left, right), errors_left + errors_right


def prune_by_cost(tree: dict, alpha: float) -> dict:
    """The tree with the lowest training errors + alpha × leaves, the smallest of several."""
    return _cheapest(tree, alpha)[0]


def _cheapest(node: dict, alpha: float) -> tuple[dict, int, int]:
    """The cheapest form of the node, its errors and its leaves."""
    leaf = {"counts": list(node["counts"])}
    errors = sum(node["counts"]) - max(node["counts"])
    if "left" not in node:
        return leaf, errors, 1
    left, errors_left, leaves_left = _cheapest(node["left"], alpha)
    right, errors_right, leaves_right = _cheapest(node["right"], alpha)
    below, leaves = errors_left + errors_right, leaves_left + leaves_right
    if errors + alpha <= below + alpha * leaves:
        return leaf, errors, 1
    return _split(node, left, right), below, leaves


def _split(node: dict, left: dict, right: dict) -> dict:
    # A new dictionary: the caller's tree stays as it is.
    return {**node, "counts": list(node["counts"]), "left": left, "right": right}


if __name__ == "__main__":
    stump = {
        "feature": 0,
        "threshold": 2.0,
        "counts": [5, 4],
        "left": {"counts": [5, 1]},
        "right": {"counts": [0, 3]},
    }
    print(predict(stump, np.array([[2.0], [2.5]])), "should be [0 1]")
    print(prune(stump, np.array([[1.0], [3.0]]), np.array([1, 0])), "should be {'counts': [5, 4]}")
