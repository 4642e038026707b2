import numpy as np


def init_params(rng: np.random.Generator, D: int, H: int, C: int) -> dict[str, np.ndarray]:
    """Random weights of variance 2 / rows, and biases of zero."""
    # With equal weights all hidden units would get equal gradients, and stay equal.
    return {
        "W1": rng.normal(scale=np.sqrt(2 / D), size=(D, H)),
        "b1": np.zeros(H),
        "W2": rng.normal(scale=np.sqrt(2 / H), size=(H, C)),
        "b2": np.zeros(C),
    }


def loss_and_grads(params: dict[str, np.ndarray], X: np.ndarray, y: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
    """Mean cross-entropy of a two-layer net, and its gradient with respect to each parameter."""
    layers = [(params["W1"], params["b1"]), (params["W2"], params["b2"])]
    loss, [(dW1, db1), (dW2, db2)] = deep_loss_and_grads(layers, X, y)
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def deep_loss_and_grads(
    layers: list[tuple[np.ndarray, np.ndarray]], X: np.ndarray, y: np.ndarray
) -> tuple[float, list[tuple[np.ndarray, np.ndarray]]]:
    """The same for any number of layers."""
    inputs = [X]  # what goes into each layer
    for W, b in layers[:-1]:
        inputs.append(np.maximum(inputs[-1] @ W + b, 0))
    W, b = layers[-1]
    logits = inputs[-1] @ W + b

    rows = np.arange(len(y))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -float(log_p[rows, y].mean())

    # The loss is a mean: its 1/N enters here, once, and everything below inherits it.
    d = np.exp(log_p)
    d[rows, y] -= 1
    d /= len(y)
    grads = []
    for (W, _), h in zip(reversed(layers), reversed(inputs), strict=True):
        grads.append((h.T @ d, d.sum(axis=0)))
        # h is max(z, 0), so h > 0 is the slope. (At the first layer h is X, and this d is not used.)
        d = (d @ W.T) * (h > 0)
    return loss, grads[::-1]


if __name__ == "__main__":
    params = {
        "W1": np.array([[1.0, -1.0]]),
        "b1": np.zeros(2),
        "W2": np.array([[1.0, 0.0], [0.0, 1.0]]),
        "b2": np.zeros(2),
    }
    loss, grads = loss_and_grads(params, np.array([[1.0], [-2.0]]), np.array([0, 1]))
    print(loss, "should be 0.2201")
    for name, grad in grads.items():
        print(name, grad)
