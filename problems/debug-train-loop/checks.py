"""One probe per planted bug, each blind to the other three; then what a repair may not break; then the whole run.

All data, seeds and settings come from here. Two tricks keep the probes apart: a step with learning rate 0 changes
no parameter, and labels that are all the same can be permuted without harm.
"""

import numpy as np
import pytest
from answer import MLP, batches, train, train_step, train_until

from prep.checking import assert_close, assert_shape, fetch, place, read, take

NAMES = ("W1", "b1", "W2", "b2")


def params_of(model):
    params = read(model, "params")
    missing = [name for name in NAMES if not isinstance(params, dict) or name not in params]
    assert not missing, f"expected model.params to be a dict with W1, b1, W2 and b2, got none of the name {missing[0]}"
    return {name: np.array(params[name], dtype=float) for name in NAMES}


def probabilities_by(params, x):
    scores = np.tanh(x @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
    exps = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)


def loss_by(params, x, y):
    with np.errstate(divide="ignore"):
        return float(-np.log(probabilities_by(params, x)[np.arange(len(y)), y]).mean())


def gradient_by(params, x, y, eps=1e-5):
    """Central differences: slow, and free of anything that backpropagation could get wrong."""
    grads = {}
    for name, value in params.items():
        grads[name] = np.zeros_like(value)
        for at in np.ndindex(value.shape):
            ends = []
            for shift in (eps, -eps):
                moved = value.copy()
                moved[at] += shift
                ends.append(loss_by({**params, name: moved}, x, y))
            grads[name][at] = (ends[0] - ends[1]) / (2 * eps)
    return grads


def same_params(got, expected, because):
    for name in NAMES:
        assert_close(got[name], expected[name], rtol=0, atol=1e-6, because=f"{name}: {because}")


def differ(one, other):
    return any(np.abs(one[name] - other[name]).max() > 1e-9 for name in NAMES)


def epoch_of(x, y, batch_size, seed):
    """All batches of one epoch as a list of pairs of arrays."""
    got = batches(x, y, batch_size, np.random.default_rng(seed))
    pairs = list(got) if isinstance(got, list | tuple) else take(got, len(y) + 2)
    assert all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs), (
        "expected batches() to yield pairs (inputs, labels), got something else"
    )
    assert pairs, f"expected batches of {len(y)} rows, got none at all"
    return pairs


def some_data(rng, n=12, n_in=3, classes=3):
    return rng.normal(size=(n, n_in)), rng.integers(classes, size=n)


def trained(x, y, *, model_seed=3, **settings):
    """The parameters of a fresh model after training."""
    model = MLP(x.shape[1], 5, 3, seed=model_seed)
    train(model, x, y, **settings)
    return params_of(model)


@pytest.mark.catches("labels-permuted-alone")
def test_labels_stay_with_inputs():
    """keeps each label beside its own input when an epoch is shuffled"""
    y = np.arange(20)
    x = np.stack([y, -y], axis=1).astype(float)

    for inputs, labels in epoch_of(x, y, 6, seed=11):
        assert_shape(inputs, (len(labels), 2), because="a batch has as many labels as rows of inputs")
        moved = int((inputs[:, 0] != labels).sum())
        assert not moved, (
            f"expected every label beside its own input, got {moved} of {len(labels)} beside another one in a batch: "
            "are inputs and labels taken in the same order? (hint 2)"
        )


@pytest.mark.catches("softmax-twice")
def test_loss_of_the_parameters(rng):
    """returns from a step, and reports after an epoch, the cross-entropy that the parameters give"""
    x, y = some_data(rng)
    model = MLP(3, 5, 3, seed=4)
    before = loss_by(params_of(model), x, y)
    got = train_step(model, x, y, 0.1)
    assert_close(got, before, rtol=1e-6, because="the loss is -log of the softmax of the scores, taken once (hint 2)")

    history = train(model, x, y, epochs=3, batch_size=5, lr=0.1, decay=0.9, seed=0)
    after = loss_by(params_of(model), x, y)
    reported = history["loss"][-1]
    because = "history is the mean loss over all of X with the parameters at the end of the epoch"
    assert_close(reported, after, rtol=1e-6, because=because)


@pytest.mark.axis("gradient")
@pytest.mark.catches("softmax-twice", "softmax-half-fixed")
def test_step_follows_the_gradient(rng):
    """moves a fresh model by -lr times the gradient of the cross-entropy"""
    x, y = some_data(rng)
    for rows in (12, 1):  # one row alone has a large gradient
        model = MLP(3, 5, 3, seed=4)
        before = params_of(model)
        assert_shape(before["W1"], (3, 5), because="the architecture stays")
        assert_shape(before["W2"], (5, 3), because="the architecture stays")
        labels = y[:rows] if rows > 1 else probabilities_by(before, x[:1]).argmin(axis=1)
        train_step(model, x[:rows], labels, 0.5)

        grads = gradient_by(before, x[:rows], labels)
        expected = {name: before[name] - 0.5 * grads[name] for name in NAMES}
        because = "it did not move by -lr * (finite-difference gradient of the loss): what is differentiated? (hint 2)"
        same_params(params_of(model), expected, because)


@pytest.mark.axis("gradient")
@pytest.mark.catches("gradients-never-reset", "reset-outside-the-step")
def test_step_sees_its_own_batch_only(rng):
    """takes the same step whatever other batches the model has seen before"""
    x, y = some_data(rng)
    model, fresh = MLP(3, 5, 3, seed=4), MLP(3, 5, 3, seed=4)
    for rows in (slice(0, 4), slice(4, 8)):
        train_step(model, x[rows], y[rows], 0.0)  # learning rate 0: no parameter moves
    same_params(params_of(model), params_of(fresh), "a step with lr=0 may not move the parameters")

    train_step(model, x[8:], y[8:], 0.2)
    train_step(fresh, x[8:], y[8:], 0.2)
    because = "after two steps with lr=0 the third differs from a first one: what is left of earlier batches? (hint 2)"
    same_params(params_of(model), params_of(fresh), because)


@pytest.mark.catches("decay-every-batch")
def test_rate_is_constant_within_an_epoch(rng):
    """uses one learning rate for all batches of an epoch"""
    x, y = some_data(rng)
    settings = {"epochs": 1, "batch_size": 3, "lr": 0.3, "seed": 5}

    got, expected = trained(x, y, decay=0.5, **settings), trained(x, y, decay=1.0, **settings)
    because = "one epoch with decay 0.5 ends elsewhere than with decay 1: when does the rate fall? (hint 2)"
    same_params(got, expected, because)


@pytest.mark.catches("decay-removed", "hard-wired")
def test_rate_falls_after_every_epoch(rng):
    """multiplies the learning rate by decay after each epoch"""
    x = rng.normal(size=(6, 3))
    y = np.zeros(6, dtype=int)
    settings = {"batch_size": 6, "seed": 5}
    for decay, rates in [(0.5, (0.8, 0.4, 0.2, 0.1)), (0.1, (1.0, 0.1, 0.01, 0.001, 0.0001))]:
        got = trained(x, y, epochs=len(rates), lr=rates[0], decay=decay, **settings)
        by_hand = MLP(3, 5, 3, seed=3)
        for lr in rates:
            train(by_hand, x, y, epochs=1, lr=lr, decay=1.0, **settings)
        because = f"lr={rates[0]} and decay={decay} must run epochs at {', '.join(map(str, rates))}"
        same_params(got, params_of(by_hand), because)


def test_epoch_visits_every_row_once():
    """yields every row exactly once an epoch, the last batch being smaller where it must"""
    y = np.arange(10)
    x = np.stack([y, -y], axis=1).astype(float)
    for batch_size, sizes in [(4, [4, 4, 2]), (5, [5, 5]), (3, [3, 3, 3, 1]), (16, [10])]:
        pairs = epoch_of(x, y, batch_size, seed=1)
        got = [len(labels) for _, labels in pairs]
        assert got == sizes, f"expected batches of {sizes} rows for 10 rows and batch_size={batch_size}, got {got}"
        for what, seen in (("inputs", [pair[0][:, 0] for pair in pairs]), ("labels", [pair[1] for pair in pairs])):
            seen = np.sort(np.concatenate(seen))
            assert np.array_equal(seen, y), f"expected all 10 {what} once each, got rows {seen.tolist()}"


@pytest.mark.catches("shuffle-removed")
def test_order_comes_from_the_generator():
    """shuffles, in an order that depends on the generator"""
    y = np.arange(30)
    x = np.stack([y, -y], axis=1).astype(float)
    orders = {tuple(np.concatenate([pair[1] for pair in epoch_of(x, y, 8, seed)])) for seed in range(4)}

    assert tuple(y) not in orders, "expected the rows in a random order, got them in the order of the data"
    assert len(orders) == 4, f"expected another order for each of 4 generators, got {len(orders)} different orders"
    neighbours = min(int((np.diff(order) == 1).sum()) for order in orders)
    assert neighbours < 15, (
        f"expected single rows to be shuffled, got {neighbours} of 29 next to the row they follow in X"
    )


@pytest.mark.catches("same-order-every-epoch")
def test_epochs_differ_in_order(rng):
    """shuffles anew for every epoch"""
    x, y = some_data(rng)
    settings = {"batch_size": 2, "lr": 0.3, "decay": 1.0, "seed": 5}
    two = trained(x, y, epochs=2, **settings)

    for second, whose in [(5, "of the first one again"), (6, "of the first epoch of the next seed")]:
        again = MLP(3, 5, 3, seed=3)
        for seed in (5, second):  # two first epochs
            train(again, x, y, epochs=1, **settings | {"seed": seed})
        assert differ(params_of(again), two), (
            f"expected a new order in the second epoch, got the order {whose}: "
            "one generator serves all epochs, made once from the seed"
        )


@pytest.mark.catches("hard-wired")
def test_order_comes_from_the_seed(rng):
    """trains alike from equal seeds, and otherwise from each of several others"""
    x, y = some_data(rng, n=20)
    settings = {"epochs": 1, "batch_size": 2, "lr": 0.3, "decay": 1.0}
    first = trained(x, y, seed=5, **settings)

    same_params(trained(x, y, seed=5, **settings), first, "two runs with seed=5 and everything else equal")
    for seed in (0, 1, 2, 6):
        assert differ(trained(x, y, seed=seed, **settings), first), (
            f"expected another run from seed={seed} than from seed=5, got the same: the order comes from the seed"
        )


@pytest.mark.catches("hard-wired", "reset-outside-the-step")
def test_runs_the_steps_it_is_told(rng):
    """takes exactly the steps that epochs, batch_size and lr ask for"""
    # Rows and labels that are all the same make every batch the same one, a smaller last one too: its mean counts.
    x = np.repeat(rng.normal(size=(1, 3)), 8, axis=0)
    y = np.ones(8, dtype=int)
    for epochs, batch_size, lr in [(1, 4, 0.05), (3, 4, 0.01), (1, 3, 0.2)]:
        got = trained(x, y, epochs=epochs, batch_size=batch_size, lr=lr, decay=1.0, seed=0)
        by_hand, steps = MLP(3, 5, 3, seed=3), -(-8 // batch_size)
        for _ in range(steps * epochs):
            train_step(by_hand, x[:4], y[:4], lr)
        because = (
            f"epochs={epochs}, lr={lr} and {steps} batches an epoch must be {steps * epochs} calls of train_step "
            "with that lr, whatever the size of a batch"
        )
        same_params(got, params_of(by_hand), because)


@pytest.mark.axis("shape")
@pytest.mark.catches("probabilities-are-scores")
def test_probabilities(rng):
    """gives class probabilities: one softmax of the scores, rows that sum to one"""
    x, _ = some_data(rng)
    model = MLP(3, 5, 4, seed=6)
    got = model.probabilities(x)

    expected = probabilities_by(params_of(model), x)
    assert_shape(got, (12, 4))
    assert_close(got.sum(axis=1), np.ones(12), rtol=1e-6, because="probabilities of a row sum to 1: are these scores?")
    assert_close(got, expected, rtol=1e-6, because="probabilities() is one softmax of the scores")


def test_history_has_every_epoch(rng):
    """reports loss and accuracy once an epoch, the accuracy that the parameters give"""
    x, y = some_data(rng, n=40)
    settings = {"batch_size": 16, "lr": 0.5, "decay": 0.9, "seed": 0}
    history = train(MLP(3, 5, 3, seed=6), x, y, epochs=4, **settings)

    for key in ("loss", "accuracy"):
        length = len(history[key])
        assert length == 4, f"expected history[{key!r}] with one value for each of 4 epochs, got {length}"
    for epochs in (1, 2, 3, 4):
        params = trained(x, y, model_seed=6, epochs=epochs, **settings)
        accuracy = float((probabilities_by(params, x).argmax(axis=1) == y).mean())
        because = f"over all of X, with the parameters after {epochs} of 4 epochs"
        assert_close(history["accuracy"][epochs - 1], accuracy, atol=1e-9, because=f"accuracy {because}")
        assert_close(history["loss"][epochs - 1], loss_by(params, x, y), rtol=1e-6, because=f"loss {because}")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("shuffles-in-place")
def test_data_is_left_alone(rng):
    """leaves the caller's inputs and labels as they were"""
    x, y = some_data(rng)
    placed_x, placed_y = place(x), place(y)
    train(MLP(3, 5, 3, seed=3), placed_x, placed_y, epochs=2, batch_size=4, lr=0.1, decay=0.9, seed=0)

    because = "train() changed the caller's array: shuffle indices, not the data"
    assert_close(fetch(placed_x), x, rtol=0, because=because)
    assert_close(fetch(placed_y), y, rtol=0, because=because)


def test_final_loss(rng):
    """ends below 0.05 on 64 points after 300 epochs, for two sets of points and seeds"""
    for round_number in range(2):
        y = np.arange(64) % 2
        t = np.repeat(np.linspace(0.0, np.pi, 32), 2)
        x = np.stack([np.where(y, 1 - np.cos(t), np.cos(t)), np.where(y, 0.5 - np.sin(t), np.sin(t))], axis=1)
        x += 0.05 * rng.normal(size=x.shape)
        seeds = rng.integers(10_000, size=2).tolist()
        model = MLP(2, 24, 2, seed=seeds[0])
        train(model, x, y, epochs=300, batch_size=8, lr=0.6, decay=0.99, seed=seeds[1])

        # From the parameters, not from what the script reports of itself.
        loss = loss_by(params_of(model), x, y)
        assert loss < 0.05, (
            f"expected a final loss below 0.05 (data and seeds {round_number + 1} of 2), got {loss:.3f}: "
            "something is still wrong; the checks above say where to look, or hint 1 how"
        )


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def after_each_epoch(x, y, x_val, y_val, *, model_seed, epochs, **settings):
    """The parameters after 1, 2, ... epochs of `train`, each from a fresh model, and their validation losses."""
    params = [trained(x, y, model_seed=model_seed, epochs=count, **settings) for count in range(1, epochs + 1)]
    return params, [loss_by(each, x_val, y_val) for each in params]


def stops(losses, patience):
    """How many epochs are run, and which is the best, by the words of the stage."""
    best = 0
    for epoch, loss in enumerate(losses):
        if epoch and loss < min(losses[:epoch]):
            best = epoch
        if epoch - best == patience:
            return epoch + 1, best
    return len(losses), best


def two_sets(rng, n=12):
    """Few rows with random labels to learn, others to validate: the validation loss falls, rises and jumps."""
    return (*some_data(rng, n=n), *some_data(rng, n=10))


def until(x, y, x_val, y_val, *, model_seed, **settings):
    """What train_until returns, once it has the right keys, and the parameters it leaves."""
    model = MLP(x.shape[1], 5, 3, seed=model_seed)
    got = train_until(model, x, y, x_val, y_val, **settings)
    keys = set(got) if isinstance(got, dict) else type(got).__name__
    assert keys == {"val_loss", "best_epoch"}, f"expected a dict with val_loss and best_epoch, got {keys}"
    return got, params_of(model)


def random_runs(rng):
    """Runs with each patience, and what must come of them; in most, a better epoch follows one that was not."""
    wanted = {True: 3, False: 2}
    for _ in range(60):
        data = two_sets(rng)
        settings = {
            "epochs": 7,
            "batch_size": 5,
            "lr": float(rng.choice([0.2, 1.5, 3.0])),
            "decay": 0.9,
            "seed": int(rng.integers(100)),
            "model_seed": int(rng.integers(100)),
        }
        params, losses = after_each_epoch(*data, **settings)
        better = [loss < min(losses[:epoch]) for epoch, loss in enumerate(losses) if epoch]
        recovers = any(now and not before for before, now in zip(better[:4], better[1:5], strict=True))
        if wanted[recovers] and np.diff(np.sort(losses)).min() > 1e-6:  # no two losses nearly equal
            wanted[recovers] -= 1
            yield from ((data, settings | {"patience": patience}, params, losses) for patience in (1, 2, 3))
        if not any(wanted.values()):
            return


@pytest.mark.stage(2)
def test_until_stops_when_patience_is_out(rng):
    """runs epochs until `patience` of them in a row were not better, or all of them"""
    for data, settings, _, losses in random_runs(rng):
        count, best = stops(losses, settings["patience"])
        got, _ = until(*data, **settings)
        words = ", ".join(f"{loss:.3f}" for loss in losses)
        because = (
            f"the validation losses after each of 7 epochs of train() are {words}, patience={settings['patience']}"
        )
        assert len(got["val_loss"]) == count, f"expected {count} epochs, got {len(got['val_loss'])}: {because}"
        assert got["best_epoch"] == best, f"expected best_epoch {best}, got {got['best_epoch']}: {because}"
        assert_close(np.array(got["val_loss"], dtype=float), np.array(losses[:count]), rtol=1e-6, because=because)


@pytest.mark.stage(2)
def test_until_keeps_the_best(rng):
    """leaves the model with the parameters of its best epoch, not of its last"""
    for data, settings, params, losses in random_runs(rng):
        _, best = stops(losses, settings["patience"])
        _, left = until(*data, **settings)
        because = (
            f"not the parameters after epoch {best}, the best: later steps change arrays in place, so keep copies, "
            "and put them back"
        )
        same_params(left, params[best], because)


@pytest.mark.stage(2)
def test_until_equal_losses_are_not_better(rng):
    """counts an epoch with an equal loss as one that is not better"""
    for lr, decay in [(0.0, 1.0), (0.4, 0.0)]:  # a rate of 0, from the start or after the first epoch
        for patience, count in [(1, 2), (3, 4), (9, 6)]:
            settings = {"epochs": 6, "batch_size": 4, "lr": lr, "decay": decay, "seed": 1, "patience": patience}
            got, _ = until(*two_sets(rng), model_seed=2, **settings)
            because = f"lr={lr}, decay={decay}: all losses are equal, so epoch 0 stays the best; patience={patience}"
            assert len(got["val_loss"]) == count, f"expected {count} epochs, got {len(got['val_loss'])}: {because}"
            assert got["best_epoch"] == 0, f"expected best_epoch 0, got {got['best_epoch']}: {because}"


@pytest.mark.stage(2)
def test_until_small_gains_count(rng):
    """counts an epoch as better however little lower its loss is"""
    x, y = some_data(rng)
    settings = {"epochs": 5, "batch_size": 12, "lr": 1e-4, "decay": 1.0, "seed": 1, "model_seed": 2}
    params, losses = after_each_epoch(x, y, x, y, **settings)

    got, left = until(x, y, x, y, patience=1, **settings)
    because = f"the loss falls by {losses[0] - losses[1]:.1e} an epoch: lower is better, by any amount"
    assert len(got["val_loss"]) == 5, f"expected all 5 epochs, got {len(got['val_loss'])}: {because}"
    assert got["best_epoch"] == 4, f"expected best_epoch 4, got {got['best_epoch']}: {because}"
    for name in NAMES:
        assert_close(left[name], params[-1][name], rtol=0, atol=1e-9, because=f"{name}: {because}")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_until_leaves_the_data_alone(rng):
    """leaves all four arrays as they were, and a model that can be trained on"""
    data = two_sets(rng)
    placed = [place(each) for each in data]
    settings = {"epochs": 3, "batch_size": 4, "lr": 0.3, "decay": 0.9, "seed": 1}
    model = MLP(3, 5, 3, seed=3)
    train_until(model, *placed, patience=2, **settings)

    for name, thing, before in zip(("X", "y", "X_val", "y_val"), placed, data, strict=True):
        assert_close(fetch(thing), before, rtol=0, because=f"train_until() changed `{name}`")
    before = params_of(model)
    train_step(model, *data[:2], 0.1)
    grads = gradient_by(before, *data[:2])
    expected = {name: before[name] - 0.1 * grads[name] for name in NAMES}
    same_params(params_of(model), expected, "a step of train_step on the model that train_until left")
