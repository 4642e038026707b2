"""One probe per planted bug, each blind to the other four; then what a repair may not break; then the whole, by hand.

The model of most checks is a table: it knows a row's scores by its first token, and writes down what it was asked.
Where training mode is not looked at it gives the same in both; rows of one length cannot be sorted wrongly; a single
batch has one mean; and where as many questions as grades have a symmetric table, the axis makes no difference.
"""

import math

import numpy as np
import pytest
from answer import batches, canary, evaluate, unseen

from prep.checking import assert_close, assert_equal, assert_shape, fetch, place, summary, take

PAD = 0
NOBODY = np.array([[91, 92, 93]])  # training rows that are in no validation file


class Table:
    """A model that looks up a row's scores by its first token; in training mode it may say something else."""

    def __init__(self, scores, dropped=None):
        self.scores = scores
        self.dropped = scores if dropped is None else dropped
        self.asked = []

    def __call__(self, x, training=True):
        x = np.asarray(x)
        assert x.ndim == 2, f"expected the model to be asked about rows (B, W), got {summary(x)}"
        self.asked.append((x, bool(training)))
        return (self.dropped if training else self.scores)[x[:, 0]]

    def rows(self):
        """The tokens of every row it was shown."""
        return [tokens(row) for x, _ in self.asked for row in x]


def tokens(row):
    return tuple(int(token) for token in row if token != PAD)


def table(rng, count, Q, C, symmetric=False):
    """Random scores for the first tokens 0 to `count`."""
    scores = rng.normal(size=(count + 1, Q, C)) * 2.0
    return scores + scores.transpose(0, 2, 1) if symmetric else scores


def rows_of(*lengths, width=None, dtype=np.int64):
    """Rows of these lengths: the first token is the row's number from 1, the others are 30 and more."""
    width = max(lengths) if width is None else width
    X = np.zeros((len(lengths), width), dtype=dtype)
    for i, length in enumerate(lengths):
        X[i, :length] = 30 + np.arange(length)
        X[i, 0] = i + 1
    return X


def padded(rows, width, dtype=np.int64):
    X = np.zeros((len(rows), width), dtype=dtype)
    for i, row in enumerate(rows):
        X[i, : len(row)] = row
    return X


def by_hand(scores, X, y):
    """Accuracy and loss over all answers, one after the other."""
    right, loss, count = 0, 0.0, 0
    for row, labels in zip(X, y, strict=True):
        for answer, label in zip(scores[row[0]].tolist(), labels.tolist(), strict=True):
            top = max(answer)
            right += answer.index(top) == label
            loss += top + math.log(sum(math.exp(s - top) for s in answer)) - answer[label]
            count += 1
    return right / count, loss / count


def result_of(got):
    """The dict of an evaluation."""
    assert isinstance(got, dict), f"expected a dict, got {summary(got)}"
    missing = [key for key in ("rows", "accuracy", "loss") if key not in got]
    assert not missing, f"expected the keys rows, accuracy and loss, got none called {missing[0]!r}"
    for key in ("rows", "accuracy", "loss"):
        assert_shape(got[key], (), because=f"{key} is one number")
    return got


def evaluated(model, X, y, X_train=NOBODY, batch_size=100):
    return result_of(evaluate(model, X, y, X_train, batch_size=batch_size))


def close(got, expected, because):
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def pair_of(got, what):
    pair = isinstance(got, list | tuple) and len(got) == 2
    assert pair, f"expected {what}, got {summary(got)}"
    x, labels = got
    for name, value in [("rows", x), ("labels", labels)]:
        fits = isinstance(value, np.ndarray) and value.ndim == 2
        assert fits, f"expected {what} as two-dimensional arrays, got {name} {summary(value)}"
    return x, labels


def new_rows(X, y, X_train):
    """What `unseen` gives, as the rows' tokens and their labels."""
    x, labels = pair_of(unseen(X, y, X_train), "a pair (X, y)")
    return [tokens(row) for row in x], labels.tolist(), x


def epoch(X, y, batch_size):
    """All batches as a list of pairs."""
    got = batches(X, y, batch_size)
    pairs = list(got) if isinstance(got, list | tuple) else take(got, len(y) + 2)
    assert pairs, f"expected batches of {len(y)} rows, got none at all"
    return [pair_of(pair, "pairs (x, labels)") for pair in pairs]


@pytest.mark.stage(1)
@pytest.mark.catches("training-rows-stay")
def test_training_rows_go(rng):
    """leaves out the rows whose tokens are a training row's, whatever the padding, the labels and the int type"""
    chats = [(3, 5, 7), (4,), (8, 8), (5, 3, 7), (2, 9, 1), (1, 12)]
    y = np.arange(12).reshape(6, 2)
    for width, dtype in [(3, np.int64), (5, np.int64), (9, np.int64), (3, np.int32), (4, np.int16)]:
        X_train = padded([(5, 3, 7), (11, 2), (4,), (8, 8)], width, dtype)
        rows, labels, x = new_rows(padded(chats, 4), y, X_train)
        because = f"X is 4 wide, X_train {width}, of {np.dtype(dtype)}: which part of a row is compared? (hint 2)"
        assert_equal(rows, [(3, 5, 7), (2, 9, 1), (1, 12)], because=because)
        assert_equal(labels, [[0, 1], [8, 9], [10, 11]], because="each row keeps its own labels")
        assert_shape(x, (3, 4), because="what is left keeps the width of X")


@pytest.mark.stage(1)
@pytest.mark.catches("prefix-is-seen")
def test_longer_rows_stay():
    """keeps rows that only begin, or end, like a training row, or of which a training row is the beginning"""
    chats = [(3, 5), (3, 5, 7), (5, 7), (7, 5, 3), (3,), (4, 4)]
    y = np.zeros((6, 1), dtype=int)
    for X_train, seen in [
        (padded([(3, 5), (4, 4)], 3), {(3, 5), (4, 4)}),
        (padded([(9, 9), (7, 5)], 2), set()),
        (padded([(3, 5, 7, 9), (4, 4, 1, 1)], 4), set()),
        (padded([(3, 5, 7)], 3), {(3, 5, 7)}),
        (np.zeros((0, 5), dtype=np.int64), set()),
    ]:
        rows, _, _ = new_rows(padded(chats, 3), y, X_train)
        because = f"the training rows are {[tokens(row) for row in X_train]}; a row is out if all its tokens are alike"
        assert_equal(rows, [row for row in chats if row not in seen], because=because)


@pytest.mark.stage(1)
@pytest.mark.catches("validation-deduplicated")
def test_twice_stays_twice():
    """keeps a row as often as the validation file has it, in the file's order"""
    chats = [(9, 2), (3, 5), (1, 1), (3, 5), (9, 2), (9, 2), (2, 6)]
    rows, labels, _ = new_rows(padded(chats, 2), np.arange(7)[:, None], padded([(1, 1), (7, 7)], 2))
    expected = [row for row in chats if row != (1, 1)]
    assert_equal(rows, expected, because="of all rows only (1, 1) is a training row; the others stay as they are")
    assert_equal(labels, [[0], [1], [3], [4], [5], [6]], because="each row keeps its own labels")


@pytest.mark.stage(1)
@pytest.mark.catches("labels-stay-behind")
def test_labels_go_with_their_rows(rng):
    """gives each row with its own labels, whatever the rows' lengths"""
    for lengths in [(3, 1, 2), (5, 5, 2, 4, 1, 2), tuple(rng.integers(1, 9, size=20).tolist())]:
        X = rows_of(*lengths)
        y = np.stack([X[:, 0] * 10, X[:, 0] * 10 + 1], axis=1)  # labels that tell the row's number
        for x, labels in epoch(X, y, 4):
            assert len(x) == len(labels), f"expected a label for each row, got {len(x)} rows and {len(labels)} labels"
            own = (labels[:, 0] == 10 * x[:, 0]) & (labels[:, 1] == 10 * x[:, 0] + 1)
            assert own.all(), (
                f"expected each row with its own labels, got {int((~own).sum())} of {len(own)} with another row's, for "
                f"rows of lengths {', '.join(map(str, lengths[:8]))}: what is sorted, and what is not? (hint 2)"
            )


@pytest.mark.stage(1)
@pytest.mark.axis("memory")
@pytest.mark.catches("sorting-removed")
def test_short_rows_come_first(rng):
    """yields short rows first, those of one length in their order, each batch as wide as its longest row"""
    for lengths in [(3, 1, 2, 3, 1), (6, 2, 2, 5, 2, 6, 1), tuple(rng.integers(1, 7, size=60).tolist())]:
        X = rows_of(*lengths, width=max(lengths) + 2)
        y = np.zeros((len(lengths), 2), dtype=int)
        expected = sorted(range(1, len(lengths) + 1), key=lambda number: lengths[number - 1])
        pairs = epoch(X, y, 2)
        got = [int(number) for x, _ in pairs for number in x[:, 0]]
        assert got == expected, (
            f"expected rows of lengths {summary(lengths)} in the order {summary(expected)}, got {summary(got)}: "
            "short rows first, those of one length in the order of X"
        )
        for x, _ in pairs:
            longest = max(lengths[number - 1] for number in x[:, 0])
            assert_shape(x, (len(x), longest), because=f"the longest row of this batch has {longest} tokens")
            for row in x:
                assert_equal(tokens(row), tokens(X[row[0] - 1]), because="the tokens of a row stay")


@pytest.mark.stage(1)
@pytest.mark.catches("last-batch-dropped")
def test_every_row_is_in_a_batch():
    """cuts all rows into batches of batch_size, the last one smaller"""
    for count, size in [(7, 3), (6, 3), (2, 5), (4, 1)]:
        X = rows_of(*[2] * count)
        pairs = epoch(X, np.zeros((count, 1), dtype=int), size)
        got = [len(x) for x, _ in pairs]
        expected = [size] * (count // size) + [count % size] * (count % size > 0)
        assert got == expected, f"expected batches of {expected} rows for {count} rows and batch_size={size}, got {got}"
        numbers = sorted(int(number) for x, _ in pairs for number in x[:, 0])
        assert numbers == list(range(1, count + 1)), "expected every row once, got some twice and some never"


@pytest.mark.stage(1)
@pytest.mark.catches("mean-of-batch-means", "last-batch-dropped")
def test_every_answer_weighs_alike_in_accuracy(rng):
    """weighs each answer alike in the accuracy, in a last batch of one row, too"""
    for count, size in [(5, 4), (7, 3), (3, 2)]:
        X, scores = rows_of(*[2] * count), table(rng, count, 3, 3, symmetric=True)
        y = scores[X[:, 0]].argmax(axis=2)
        y[-1] = (y[-1] + 1) % 3  # all are right but the last row
        got = evaluated(Table(scores), X, y, batch_size=size)["accuracy"]
        because = (
            f"{count - 1} of {count} rows are right, in batches of {size}: what does a small batch weigh? (hint 2)"
        )
        close(got, (count - 1) / count, because)


@pytest.mark.stage(1)
@pytest.mark.catches("mean-of-batch-means", "loss-mean-of-means", "last-batch-dropped")
def test_every_answer_weighs_alike_in_the_loss(rng):
    """weighs each answer alike in the loss, in a last batch of one row, too"""
    for count, size in [(5, 4), (7, 3), (3, 2)]:
        X, scores = rows_of(*[2] * count), table(rng, count, 4, 4, symmetric=True)
        scores[count] *= 5.0
        y = rng.integers(4, size=(count, 4))
        y[-1] = scores[count].argmin(axis=1)  # very wrong, and alone in its batch
        got = evaluated(Table(scores), X, y, batch_size=size)["loss"]
        because = (
            f"the mean over {count * 4} answers, in batches of {size} rows: what does a small batch weigh? (hint 2)"
        )
        close(got, by_hand(scores, X, y)[1], because)


@pytest.mark.stage(1)
@pytest.mark.catches("training-mode")
def test_asks_as_in_use(rng):
    """asks the model as it is in use, so that nothing is dropped at random"""
    X, scores = rows_of(*[3] * 4), table(rng, 4, 3, 3, symmetric=True)
    model = Table(scores, dropped=table(rng, 4, 3, 3, symmetric=True))
    y = scores[X[:, 0]].argmax(axis=2)
    got = evaluated(model, X, y)
    in_training = sum(training for _, training in model.asked)
    assert not in_training, (
        f"expected no call in training mode, got {in_training} of {len(model.asked)}: "
        "what is the model told about why it is asked? (hint 2)"
    )
    close(got["accuracy"], 1.0, "every answer is right by what the model says outside of training")
    close(got["loss"], by_hand(scores, X, y)[1], "the loss by what the model says outside of training")


@pytest.mark.stage(1)
@pytest.mark.catches("argmax-over-questions")
def test_takes_the_best_grade(rng):
    """takes the grade with the largest score for each question, the first of equal ones"""
    X, scores = rows_of(2, 2), np.zeros((3, 3, 3))
    scores[1] = [
        [0.0, 5.0, 1.0],
        [0.0, 6.0, 2.0],
        [0.0, 7.0, 3.0],
    ]  # grade 1 for all; the last question beats the others
    scores[2] = [[4.0, 4.0, 0.0], [0.0, 5.0, 5.0], [2.0, 2.0, 2.0]]
    y = np.array([[1, 1, 1], [0, 1, 0]])
    because = "three questions with three grades: over which axis is the largest score taken? (hint 2)"
    close(evaluated(Table(scores), X, y)["accuracy"], 1.0, because)
    for Q, C in [(3, 3), (2, 5), (5, 2), (1, 4), (4, 1)]:
        X, scores = rows_of(*[2] * 6), table(rng, 6, Q, C)
        y = rng.integers(C, size=(6, Q))
        got = evaluated(Table(scores), X, y)["accuracy"]
        close(got, by_hand(scores, X, y)[0], f"{Q} questions with {C} grades; the largest over which axis? (hint 2)")


@pytest.mark.stage(1)
@pytest.mark.axis("memory")
def test_each_row_is_asked_about_once(rng):
    """asks the model about each unseen row once, as it is, at most batch_size at a time"""
    chats = [(1, 31, 32), (2, 31), (3,), (4, 31, 32, 33), (5, 31), (6, 31, 33)]
    model = Table(table(rng, 6, 2, 2, symmetric=True))
    evaluated(model, padded(chats, 5), np.zeros((6, 2), dtype=int), padded([(2, 31), (8, 8)], 5), batch_size=2)
    got, expected = sorted(model.rows()), sorted(row for row in chats if row != (2, 31))
    assert got == expected, f"expected the model to be asked about {expected}, got {got}: each unseen row once"
    most = max(len(x) for x, _ in model.asked)
    assert most <= 2, f"expected at most batch_size=2 rows at a time, got {most}"


@pytest.mark.stage(1)
def test_counts_unseen_rows(rng):
    """counts unseen rows alone, in all three numbers"""
    scores = table(rng, 6, 2, 2, symmetric=True)
    X = rows_of(*[2] * 6)
    y = scores[X[:, 0]].argmax(axis=2)
    y[3:] = 1 - y[3:]
    for X_train, left in [(X[3:], X[:3]), (X[[1, 5]], X[[0, 2, 3, 4]]), (X[:0], X)]:
        got = evaluated(Table(scores), X, y, X_train)
        because = f"{len(X_train)} of 6 rows are training rows"
        assert_close(got["rows"], len(left), rtol=0, because=because)
        accuracy, loss = by_hand(scores, left, y[left[:, 0] - 1])
        close(got["accuracy"], accuracy, because)
        close(got["loss"], loss, because)


@pytest.mark.stage(1)
def test_nothing_left_is_an_error(rng):
    """raises ValueError where no row is unseen"""
    X = rows_of(2, 2)
    y = np.zeros((2, 2), dtype=int)
    try:
        got = evaluate(Table(table(rng, 2, 2, 2, symmetric=True)), X, y, X[::-1], batch_size=3)
    except ValueError:
        return
    raise AssertionError(f"expected ValueError, as both rows are training rows, got {summary(got)}")


@pytest.mark.stage(1)
@pytest.mark.axis("side_effects")
def test_nothing_given_changes(rng):
    """leaves the arrays as they were"""
    X = rows_of(3, 1, 2, 3, 1, width=4)
    y, X_train = rng.integers(2, size=(5, 2)), rows_of(3, 1, width=6)[::-1]
    given = [place(X), place(y), place(X_train)]
    unseen(*given)
    pulled = batches(given[0], given[1], 2)
    if not isinstance(pulled, list | tuple):
        take(pulled, 7)
    evaluate(Table(table(rng, 5, 2, 2)), *given, batch_size=2)
    for name, placed, was in zip(("X", "y", "X_train"), given, (X, y, X_train), strict=True):
        assert_close(fetch(placed), was, rtol=0, because=f"{name} was changed in place")


@pytest.mark.stage(1)
def test_all_of_it_by_hand(rng):
    """evaluates ragged, padded, partly seen rows as one would by hand, the same for every batch size"""
    for Q, C in [(4, 4), (3, 5)]:
        X = rows_of(*rng.integers(1, 9, size=23).tolist(), width=10)
        seen = rng.permutation(23)[:8]
        X_train = np.concatenate([X[seen], padded([(40, 41), (1, 77)], 10)])
        X_train = np.concatenate([X_train, np.zeros((10, 3), dtype=int)], axis=1).astype(np.int32)
        scores = table(rng, 23, Q, C)
        y = np.where(rng.random((23, Q)) < 0.6, scores[X[:, 0]].argmax(axis=2), rng.integers(C, size=(23, Q)))
        left = np.setdiff1d(np.arange(23), seen)
        accuracy, loss = by_hand(scores, X[left], y[left])
        for size in (1, 4, 15, 50):
            got = evaluated(Table(scores, dropped=np.zeros_like(scores)), X, y, X_train, batch_size=size)
            because = f"{Q} questions, {C} grades, batch_size={size}: the checks above say where to look"
            assert_close(got["rows"], 15, rtol=0, because=f"8 of 23 rows are training rows; {because}")
            close(got["accuracy"], accuracy, because)
            close(got["loss"], loss, because)


# ---- stage 2: somebody's evaluate, with any of the bugs -----------------------------------------------------------

BUGS = ("axis", "means", "mode", "order", "overlap")


def somebodys(bugs, sort=True):
    """An evaluate with these bugs."""

    def evaluator(model, X, y, X_train, *, batch_size):
        X, y, X_train = np.asarray(X), np.asarray(y), np.asarray(X_train)
        key = (lambda row: row.tobytes()) if "overlap" in bugs else tokens
        known = {key(row) for row in X_train}
        new = [i for i, row in enumerate(X) if key(row) not in known]
        X, y = X[new], y[new]
        if not new:
            raise ValueError("there is no row left to evaluate")
        order = np.argsort((X != PAD).sum(axis=1), kind="stable") if sort else np.arange(len(X))
        X, y = X[order], y if "order" in bugs else y[order]
        right, losses = [], []
        for start in range(0, len(X), batch_size):
            x, labels = X[start : start + batch_size], y[start : start + batch_size]
            x = x[:, : (x != PAD).sum(axis=1).max()]
            scores = np.asarray(model(x) if "mode" in bugs else model(x, training=False), dtype=float)
            predicted = scores.argmax(axis=1 if "axis" in bugs else 2)
            if predicted.shape != labels.shape:
                raise ValueError("shapes of answers and labels differ")
            p = scores - np.logaddexp.reduce(scores, axis=2, keepdims=True)
            right.append((predicted == labels).ravel())
            losses.append(-np.take_along_axis(p, labels[:, :, None], axis=2).ravel())
        if "means" in bugs:
            right, losses = [[each.mean()] for each in right], [[each.mean()] for each in losses]
        accuracy, loss = np.concatenate(right).mean(), np.concatenate(losses).mean()
        return {"rows": len(y), "accuracy": float(accuracy), "loss": float(loss)}

    return evaluator


def names_of(got):
    assert isinstance(got, list), f"expected a list of names, got {summary(got)}"
    return got


@pytest.mark.stage(2)
def test_canary_is_silent_where_all_is_right():
    """names nothing for an evaluate that is right, sorted or not"""
    for sort in (True, False):
        got = names_of(canary(somebodys((), sort=sort)))
        how = "sorts its rows" if sort else "takes rows as they come"
        assert not got, f"expected [] for an evaluate that is right and {how}, got {summary(got)}"


@pytest.mark.stage(2)
def test_canary_names_each_bug():
    """names each bug where it is the only one"""
    for bug in BUGS:
        got = names_of(canary(somebodys((bug,))))
        assert got == [bug], f"expected [{bug!r}] for an evaluate with that bug alone, got {summary(got)}"


@pytest.mark.stage(2)
def test_canary_tells_bugs_apart(rng):
    """names exactly the bugs there are, for any set of them"""
    sets = [BUGS, *([each for each in BUGS if each != bug] for bug in BUGS)]
    sets += [[bug for bug in BUGS if rng.random() < 0.5] for _ in range(8)]
    for bugs in sets:
        got = names_of(canary(somebodys(tuple(bugs))))
        assert got == list(bugs), f"expected {list(bugs)} for an evaluate with these bugs, got {summary(got)}"
