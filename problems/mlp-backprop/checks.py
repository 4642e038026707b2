"""What must hold of any such net (doubled batches, dead units, shifted logits), then slopes by complex steps.

A complex step w + 1e-30 i has no cancellation, so the gradient it gives is right to the last digits. Hidden units
are all alive (their biases are large) except where ReLU is looked at: so each check tells of one thing.
"""

import math

import numpy as np
import pytest
from answer import deep_loss_and_grads, init_params, loss_and_grads

from prep.checking import assert_close, assert_shape, fetch, place

NAMES = ("W1", "b1", "W2", "b2")
STEP = 1e-30


def net_loss(layers, X, y):
    """The mean loss, row by row, for real parameters or complex ones."""
    total = 0.0
    for x, target in zip(X, y, strict=True):
        for W, b in layers[:-1]:
            z = x @ W + b
            x = np.where(z.real > 0, z, 0)
        logits = x @ layers[-1][0] + layers[-1][1]
        shifted = logits - logits.real.max()
        total = total + np.log(np.exp(shifted).sum()) - shifted[target]
    return total / len(y)


def slopes(layers, X, y):
    """The gradient of the loss for every array of every layer, by complex steps."""
    arrays = [array.astype(complex) for layer in layers for array in layer]
    grads = [np.zeros(array.shape) for array in arrays]
    for array, grad in zip(arrays, grads, strict=True):
        for at in np.ndindex(array.shape):
            before = array[at]
            array[at] += STEP * 1j
            grad[at] = net_loss([*zip(arrays[::2], arrays[1::2], strict=True)], X, y).imag / STEP
            array[at] = before
    return grads


def as_layers(params):
    """The dict of the two-layer net as a list of layers."""
    return [(params["W1"], params["b1"]), (params["W2"], params["b2"])]


def random_net(rng, *widths):
    """Parameters of every layer, and none of them zero."""
    return [
        (rng.normal(size=(rows, columns)), rng.normal(size=columns))
        for rows, columns in zip(widths, widths[1:], strict=False)
    ]


def two_layers(rng, D, H, C, alive=False):
    """The parameters of a two-layer net; if `alive`, then inputs of ordinary size make every z positive."""
    (W1, b1), (W2, b2) = random_net(rng, D, H, C)
    return {"W1": W1, "b1": np.abs(b1) + 50 if alive else b1, "W2": W2 / 10 if alive else W2, "b2": b2}


def data(rng, N, D, C):
    """Inputs and targets."""
    return rng.uniform(-2, 2, size=(N, D)), rng.integers(C, size=N)


def close(got, expected, because):
    """Compare a loss as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def near(got, expected, because):
    """Compare gradients as the statement says."""
    assert_close(got, expected, rtol=1e-8, atol=1e-8, because=because)


def both(params, X, y):
    """The answer's loss and gradients, if it gave a pair with the four names."""
    got = loss_and_grads(params, X, y)
    pair = isinstance(got, tuple | list) and len(got) == 2 and isinstance(got[1], dict)
    assert pair, f"expected a tuple (loss, dict of gradients), got {type(got).__name__}: return both"
    names = sorted(map(str, got[1]))
    assert names == sorted(NAMES), f"expected gradients named {sorted(NAMES)}, got {names}: one for each parameter"
    return got


def test_example():
    """gives the loss and the gradients of the example"""
    params = {"W1": np.array([[1.0, -1.0]]), "b1": np.zeros(2), "W2": np.eye(2), "b2": np.zeros(2)}
    one, two = 1 / (1 + math.e) / 2, 1 / (1 + math.e**2) / 2

    loss, grads = both(params, np.array([[1.0], [-2.0]]), np.array([0, 1]))

    close(loss, (math.log1p(math.exp(-1)) + math.log1p(math.exp(-2))) / 2, "the mean of two losses")
    near(grads["b2"], np.array([two - one, one - two]), "(softmax - one-hot) / N, summed over the batch (hint 2)")
    near(grads["W2"], np.array([[-one, one], [2 * two, -2 * two]]), "hᵀ times that (hint 2)")
    near(grads["b1"], np.array([-one, -two]), "back through W2 and ReLU, summed over the batch (hint 2)")
    near(grads["W1"], np.array([[-one, 2 * two]]), "Xᵀ times the gradient of z (hint 2)")


def test_loss_agrees_with_plain_arithmetic(rng):
    """gives the mean loss, for many sizes"""
    for N, D, H, C in [(1, 1, 1, 1), (1, 3, 4, 2), (5, 2, 3, 4), (8, 4, 2, 3)]:
        params, (X, y) = two_layers(rng, D, H, C), data(rng, N, D, C)
        loss, _ = both(params, X, y)
        close(loss, float(net_loss(as_layers(params), X, y)), f"N={N}, D={D}, H={H}, C={C}")


@pytest.mark.axis("shape")
@pytest.mark.catches("bias-not-summed")
def test_gradients_have_the_shapes_of_parameters(rng):
    """gives every gradient the shape of its parameter"""
    for N, D, H, C in [(1, 1, 1, 1), (1, 3, 4, 2), (6, 2, 3, 5)]:
        params = two_layers(rng, D, H, C)
        _, grads = both(params, *data(rng, N, D, C))
        for name in NAMES:
            because = f"{name}, with N={N}, D={D}, H={H}, C={C}: what was broadcast forward is summed back (hint 2)"
            assert_shape(grads[name], params[name].shape, because=because)


@pytest.mark.axis("gradient")
@pytest.mark.catches("summed-gradient")
def test_doubled_batch(rng):
    """gives the weights the same gradients when every example is there twice"""
    params, (X, y) = two_layers(rng, 3, 4, 3, alive=True), data(rng, 5, 3, 3)
    _, once = both(params, X, y)

    _, twice = both(params, np.concatenate([X, X]), np.concatenate([y, y]))

    for name in ("W1", "W2"):
        near(twice[name], once[name], f"{name}: the loss is a mean, so its gradient has a 1/N too (hint 1)")


@pytest.mark.axis("gradient")
@pytest.mark.catches("subtracts-from-every-row", "gradient-of-probabilities")
def test_shifted_logits_change_nothing(rng):
    """gives gradients for b2, and for each row of W2, that sum to 0, as a shift of all logits changes nothing"""
    _, grads = both(two_layers(rng, 3, 4, 5, alive=True), *data(rng, 6, 3, 5))

    because = "softmax sums to 1, and the target of a row takes 1 off, once per row (hint 3)"
    near(np.sum(grads["b2"], axis=-1).sum(), 0.0, f"b2: {because}")
    assert_shape(grads["W2"], (4, 5))
    near(grads["W2"].sum(axis=-1), np.zeros(4), f"W2: {because}")


@pytest.mark.axis("gradient")
@pytest.mark.catches("gradient-of-probabilities")
def test_hopeless_example_has_a_bounded_gradient(rng):
    """gives b2 a gradient of softmax - one-hot where a single target is very unlikely"""
    params = two_layers(rng, 2, 3, 2)
    params["W2"][:], params["b2"][:] = 0.0, [0.0, 25.0]

    _, grads = both(params, np.ones((1, 2)), np.array([0]))

    because = "the target's p is 1e-11, but the slope of log softmax is at most 1 (hint 2)"
    near(np.ravel(grads["b2"]), np.array([-1.0, 1.0]), because)


@pytest.mark.axis("gradient")
@pytest.mark.catches("no-relu-mask", "mask-from-gradient")
def test_silent_unit_learns_nothing(rng):
    """gives W1 and b1 no gradient for a hidden unit that is silent for all examples"""
    params, (X, y) = two_layers(rng, 3, 4, 3, alive=True), data(rng, 6, 3, 3)
    params["b1"][2] = -100.0

    _, grads = both(params, X, y)

    because = "its z is negative everywhere, so ReLU lets nothing back (hint 2)"
    near(grads["W1"][:, 2], np.zeros(3), f"column 2 of W1: {because}")
    near(grads["b1"][..., 2], np.zeros(np.shape(grads["b1"])[:-1]), f"b1[2]: {because}")


@pytest.mark.axis("gradient")
@pytest.mark.catches("mask-from-gradient")
def test_loud_units_are_linear(rng):
    """passes gradients of either sign back to units that are active for all examples"""
    params, (X, y) = two_layers(rng, 3, 4, 3, alive=True), data(rng, 1, 3, 3)

    _, grads = both(params, X, y)

    # With one example, row h of W2's gradient is h times that of the logits.
    h = X @ params["W1"] + params["b1"]
    assert_shape(grads["W2"], (4, 3))
    back = (grads["W2"] / h.T)[0] @ params["W2"].T
    because = "every z is positive, so ReLU passes all of it back, whatever its sign (hint 2)"
    near(grads["W1"], X.T @ back[None], because)


@pytest.mark.axis("gradient")
@pytest.mark.catches("slope-one-at-zero", "no-relu-mask", "mask-from-gradient")
def test_slope_at_zero(rng):
    """passes nothing back to a unit whose pre-activation is exactly 0"""
    params = two_layers(rng, 3, 4, 3)
    params["b1"][:] = 0.0

    _, grads = both(params, np.zeros((2, 3)), np.array([0, 2]))

    near(np.abs(grads["b1"]).sum(), 0.0, "b1: every z is 0, where the slope of ReLU should be 0: z > 0, not z >= 0")


@pytest.mark.axis("gradient")
@pytest.mark.catches("pre-activation-for-w2")
def test_silent_unit_has_no_say(rng):
    """gives W2 no gradient in the row of a hidden unit that is silent for all examples"""
    params, (X, y) = two_layers(rng, 3, 4, 3, alive=True), data(rng, 6, 3, 3)
    params["b1"][1] = -100.0

    _, grads = both(params, X, y)

    near(grads["W2"][1], np.zeros(3), "row 1 of W2: its input is h, which is 0, and not z (hint 2)")


@pytest.mark.axis("stability")
@pytest.mark.catches("no-max-subtraction", "gradient-of-probabilities")
def test_huge_logits(rng):
    """stays right for logits of thousands, of either sign, and up to 10,000 apart"""
    for b2 in ([9000.0, 8999.0, 8998.0], [-9000.0, -8998.0, -9001.0], [0.0, -9999.0, 9999.0]):
        params, X, y = two_layers(rng, 2, 3, 3), np.ones((1, 2)), np.array([0])
        params["W2"][:], params["b2"] = 0.0, np.array(b2)
        loss, grads = both(params, X, y)
        because = f"logits {b2}: take each row's maximum off before exp, and the log before any number (hint 3)"
        close(loss, float(net_loss(as_layers(params), X, y)), because)
        p = np.exp(params["b2"] - max(b2))
        near(np.ravel(grads["b2"]), p / p.sum() - np.array([1.0, 0.0, 0.0]), because)


@pytest.mark.axis("gradient")
def test_gradients_agree_with_small_steps(rng):
    """agrees with the slopes that small steps measure, in every parameter"""
    for N, D, H, C in [(1, 2, 3, 2), (5, 3, 4, 3), (7, 2, 5, 4), (3, 1, 1, 1)]:
        params, (X, y) = two_layers(rng, D, H, C), data(rng, N, D, C)
        _, grads = both(params, X, y)
        for name, expected in zip(NAMES, slopes(as_layers(params), X, y), strict=True):
            near(grads[name], expected, f"{name}, with N={N}, D={D}, H={H}, C={C}")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("updates-before-use")
def test_arguments_are_left_alone(rng):
    """leaves parameters and data as they were"""
    params, (X, y) = two_layers(rng, 3, 4, 3), data(rng, 5, 3, 3)
    placed = [place(params), place(X), place(y)]

    both(*placed)

    after = fetch(placed[0])
    assert sorted(after) == sorted(NAMES), f"expected the names {sorted(NAMES)} in params, got {sorted(after)}"
    for name in NAMES:
        because = f"params[{name!r}] was changed: return gradients, updating is the caller's business"
        assert_close(after[name], params[name], rtol=0, because=because)
    assert_close(fetch(placed[1]), X, rtol=0, because="`X` was changed in place")
    assert_close(fetch(placed[2]), y, rtol=0, because="`y` was changed in place")


# ---- initialisation --------------------------------------------------------------------------------------------


def drawn(rng, D, H, C):
    """The answer's initial parameters, if they have the right names and shapes."""
    params = init_params(rng, D, H, C)
    assert isinstance(params, dict), f"expected a dict of arrays, got {type(params).__name__}"
    names = sorted(map(str, params))
    assert names == sorted(NAMES), f"expected parameters named {sorted(NAMES)}, got {names}"
    for name, shape in zip(NAMES, [(D, H), (H,), (H, C), (C,)], strict=True):
        assert_shape(params[name], shape, because=f"{name}, with D={D}, H={H}, C={C}")
    return params


@pytest.mark.catches("zero-initialisation")
def test_hidden_units_start_different(rng):
    """starts with weights that all differ, so that hidden units can become different"""
    params = drawn(rng, 5, 4, 3)

    for name in ("W1", "W2"):
        differ = len(np.unique(params[name]))
        because = "units that start alike get equal gradients and stay alike"
        assert differ == params[name].size, f"{name}: expected {params[name].size} numbers, got {differ}: {because}"


def test_initial_distribution(rng):
    """draws weights from a normal distribution of variance 2 / rows, and starts biases at 0"""
    D, H, C = 90, 60, 80
    params = drawn(rng, D, H, C)
    for name, rows in [("W1", D), ("W2", H)]:
        unit = params[name].ravel() * math.sqrt(rows / 2)
        n = unit.size
        mean, var, tails = unit.mean(), (unit**2).mean(), (np.abs(unit) > 2).mean()
        # All bounds are six standard errors.
        assert abs(mean) < 6 / math.sqrt(n), f"{name}: expected a mean of 0, got {mean * math.sqrt(2 / rows):.4g}"
        words = f"{name}: expected a variance of 2/{rows} = {2 / rows:.4g}, got {var * 2 / rows:.4g}"
        assert abs(var - 1) < 6 * math.sqrt(2 / n), f"{words}: the rows of the matrix count, and scale is √variance"
        bound = 6 * math.sqrt(0.0455 * 0.9545 / n)
        words = f"{name}: expected 4.55 % of numbers beyond two standard deviations, got {100 * tails:.2f} %"
        assert abs(tails - 0.0455) < bound, f"{words}: is it a normal distribution?"
    for name in ("b1", "b2"):
        assert_close(params[name], np.zeros(len(params[name])), because=f"{name} should start at 0")


def test_randomness_comes_from_rng(rng):
    """draws the same from equal generators, and something else from others"""
    seeds = rng.integers(2**31, size=2).tolist()

    one, same, other = (drawn(np.random.default_rng(seed), 4, 3, 2) for seed in (seeds[0], seeds[0], seeds[1]))

    for name in ("W1", "W2"):
        assert_close(same[name], one[name], because=f"{name}: all randomness should come from `rng`")
        assert not np.array_equal(other[name], one[name]), f"{name}: expected other numbers from another rng, got equal"


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def deep(layers, X, y):
    """The answer's loss, and its gradients as one flat list of arrays of the right shapes."""
    got = deep_loss_and_grads(layers, X, y)
    pair = isinstance(got, tuple | list) and len(got) == 2 and isinstance(got[1], tuple | list)
    assert pair, f"expected a tuple (loss, list of gradients), got {type(got).__name__}: return both"
    loss, grads = got
    fits = len(grads) == len(layers) and all(isinstance(each, tuple | list) and len(each) == 2 for each in grads)
    assert fits, f"expected {len(layers)} pairs (dW, db), got {len(grads)} items: one pair for each layer, in order"
    for number, (layer, grad) in enumerate(zip(layers, grads, strict=True)):
        for name, array, d in zip(("dW", "db"), layer, grad, strict=True):
            assert_shape(d, array.shape, because=f"{name} of layer {number} of {len(layers)}")
    return loss, [array for grad in grads for array in grad]


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_deep_nets_agree_with_small_steps(rng):
    """agrees with plain arithmetic and small steps for one layer, two, three and five"""
    for N, *widths in [(4, 3, 2), (1, 1, 1), (5, 3, 4, 2), (6, 2, 5, 3, 4), (3, 3, 2, 4, 3, 2, 3)]:
        layers, (X, y) = random_net(rng, *widths), data(rng, N, widths[0], widths[-1])
        loss, grads = deep(layers, X, y)
        close(loss, float(net_loss(layers, X, y)), f"N={N}, widths {widths}: no ReLU after the last layer")
        for i, (got, expected) in enumerate(zip(grads, slopes(layers, X, y), strict=True)):
            near(got, expected, f"{('dW', 'db')[i % 2]} of layer {i // 2}, with N={N}, widths {widths}")


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_inputs_are_no_activations(rng):
    """reads negative inputs as they are, also with a single layer"""
    layers, (X, y) = random_net(rng, 3, 4), data(rng, 5, 3, 4)

    loss, grads = deep(layers, -np.abs(X), y)

    close(loss, float(net_loss(layers, -np.abs(X), y)), "X goes into the first layer as it is, without a ReLU")
    near(grads[0], slopes(layers, -np.abs(X), y)[0], "X goes into the first layer as it is, without a ReLU")


@pytest.mark.stage(2)
@pytest.mark.axis("gradient")
def test_deep_slope_at_zero(rng):
    """passes nothing back through pre-activations of 0"""
    layers = [(W, b * 0) for W, b in random_net(rng, 2, 3, 3, 2)]

    _, grads = deep(layers, np.zeros((2, 2)), np.array([0, 0]))

    for i in (0, 1, 2, 3):
        near(grads[i], np.zeros(grads[i].shape), f"{('dW', 'db')[i % 2]} of layer {i // 2}: every z before it is 0")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_deep_arguments_are_left_alone(rng):
    """leaves layers and data as they were"""
    layers, (X, y) = random_net(rng, 3, 4, 4, 2), data(rng, 5, 3, 2)
    placed = [place(layers), place(X), place(y)]

    deep_loss_and_grads(*placed)

    after = fetch(placed[0])
    assert len(after) == len(layers), f"expected {len(layers)} layers in the list, got {len(after)}: it is the caller's"
    for number, (one, other) in enumerate(zip(after, layers, strict=True)):
        for name, array, before in zip(("W", "b"), one, other, strict=True):
            assert_close(array, before, rtol=0, because=f"{name} of layer {number} was changed in place")
    assert_close(fetch(placed[1]), X, rtol=0, because="`X` was changed in place")
    assert_close(fetch(placed[2]), y, rtol=0, because="`y` was changed in place")
