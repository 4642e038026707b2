import numpy as np


def plus_plus(X: np.ndarray, K: int, rng: np.random.Generator) -> np.ndarray:
    """Draw K rows of X as seeds, by squared distance to the nearest seed so far."""
    seeds = [int(rng.integers(len(X)))]
    near = _squares(X, X[seeds[0]])
    while len(seeds) < K:
        total = near.sum()
        # No weight is left once every row coincides with a seed.
        i = int(rng.choice(len(X), p=near / total) if total > 0 else rng.integers(len(X)))
        seeds.append(i)
        near = np.minimum(near, _squares(X, X[i]))
    return X[seeds]


def kmeans(X: np.ndarray, centres: np.ndarray, iters: int) -> tuple[np.ndarray, np.ndarray]:
    """Move the centres for at most `iters` rounds."""
    centres = centres.copy()
    labels = _nearest(X, centres)
    for _ in range(iters):
        for k in range(len(centres)):
            rows = X[labels == k]
            if len(rows):  # the mean of no rows would be NaN
                centres[k] = rows.mean(axis=0)
        before, labels = labels, _nearest(X, centres)
        # The same labels give the same means: nothing will change any more, whatever the scale of the data.
        if np.array_equal(before, labels):
            break
    return centres, labels


def absorb(centres: np.ndarray, counts: np.ndarray, batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The means of all rows absorbed so far, with those of this batch."""
    centres, counts = centres.copy(), counts.copy()
    labels = _nearest(batch, centres)
    for k in range(len(centres)):
        rows = batch[labels == k]
        if len(rows):
            counts[k] += len(rows)
            # A step towards the rows, so that no sum of all rows is ever needed.
            centres[k] += (rows - centres[k]).sum(axis=0) / counts[k]
    return centres, counts


def _nearest(X: np.ndarray, centres: np.ndarray) -> np.ndarray:
    # One centre at a time needs no (N, K, D) array; the first minimum is the lowest index.
    return np.stack([_squares(X, centre) for centre in centres], axis=1).argmin(axis=1)


def _squares(X: np.ndarray, point: np.ndarray) -> np.ndarray:
    # Subtract before squaring: far from the origin, expanded squares would lose the digits that count.
    return ((X - point) ** 2).sum(axis=1)


if __name__ == "__main__":
    X = np.array([[0.0], [1.0], [2.0], [3.0], [11.0]])
    print(plus_plus(X, 2, np.random.default_rng(0)), "should often hold 11")
    print(kmeans(X, np.array([[0.0], [1.0]]), 1), "should be [[0], [4.25]], [0, 0, 0, 1, 1]")
    print(kmeans(X, np.array([[0.0], [1.0]]), 9), "should be [[1.5], [11]], [0, 0, 0, 0, 1]")
    print(absorb(np.array([[0.0], [9.0]]), np.array([3, 0]), np.array([[4.0], [7.0]])))
