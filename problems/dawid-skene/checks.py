"""One check for each convention, on labels made for it; then what must stay when things are renamed, and plain
arithmetic in logarithms on labels at random.

No label is missing, every class is named, items have few labels, classes are about equally frequent and annotators
good, except where these are looked at, and checks that catch a mistake look at what it does and at nothing finer:
so each of these tells of one thing.
"""

import math

import numpy as np
import pytest
from answer import dawid_skene, information

from prep.checking import assert_close, assert_shape, fetch, place


def estimate(L, K, iters, smooth):
    """The answer's posteriors and confusion matrices, if it gave two things of the right shape."""
    got = dawid_skene(L, K, iters, smooth)
    pair = isinstance(got, tuple | list) and len(got) == 2
    assert pair, f"expected a tuple (post, conf), got {type(got).__name__}: return both"
    N, A = L.shape
    assert_shape(got[0], (N, K), because="post has a row for each item")
    assert_shape(got[1], (A, K, K), because="conf has a matrix for each annotator: true class, then label")
    return got


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=0, atol=1e-8, because=because)


def finite(got, what, because):
    """Fail where something is not finite."""
    bad = int((~np.isfinite(got)).sum())
    assert bad == 0, f"expected {what} that are finite, got {bad} of {got.size} that are not: {because}"


def labels(rng, truth, A, K, accuracy=0.8, missing=0.0):
    """Labels of annotators who are right this often, and otherwise say any other class."""
    shape = (len(truth), A)
    other = (truth[:, None] + rng.integers(1, max(K, 2), size=shape)) % K
    L = np.where(rng.random(shape) < accuracy, truth[:, None], other)
    return np.where(rng.random(shape) < missing, -1, L)


def plain(L, K, iters, smooth):
    """`dawid_skene`, one label at a time."""
    items = [[(a, label) for a, label in enumerate(row) if label >= 0] for row in L.tolist()]
    A, post, conf = L.shape[1], [], []
    for said in items:
        shares = [sum(label == j for _, label in said) for j in range(K)]
        post.append([share / len(said) for share in shares] if said else [1 / K] * K)
    for _ in range(iters):
        prior = [(math.fsum(p[j] for p in post) + smooth) / (len(post) + K * smooth) for j in range(K)]
        conf = np.full((A, K, K), smooth)
        seen = np.full((A, K), K * smooth)
        for said, p in zip(items, post, strict=True):
            for a, label in said:
                conf[a, :, label] += p
                seen[a] += p
        conf = conf / seen[:, :, None]
        post = []
        for said in items:
            logs = [math.log(prior[j]) + math.fsum(math.log(conf[a, j, label]) for a, label in said) for j in range(K)]
            weights = [math.exp(each - max(logs)) for each in logs]
            post.append([weight / math.fsum(weights) for weight in weights])
    return np.array(post), conf


def test_example():
    """gives the values of the example"""
    L = np.array([[0, 0, 1], [1, 1, 1], [0, 0, 0], [1, 0, -1]])
    expected = plain(L, 2, 2, 0.5)

    post, conf = estimate(L, 2, 2, 0.5)

    close(conf, expected[1], "the example's matrices, as step 1 has them (hint 2)")
    close(post, expected[0], "the example's posteriors, as step 2 has them (hint 2)")


@pytest.mark.axis("stability")
@pytest.mark.catches("no-smoothing")
def test_class_that_nobody_names(rng):
    """keeps everything finite and positive, where a class is never named"""
    L = labels(rng, rng.permutation(np.arange(20) % 2), 3, 2, 0.8)
    for iters in (1, 4):
        post, conf = estimate(L, 3, iters, 0.5)
        because = f"iters={iters}: nobody says class 2, so its counts are 0 and `smooth` is all there is (hint 3)"
        finite(conf, "matrices", because)
        finite(post, "posteriors", because)
        assert conf.min() > 0, f"expected matrices without zeros, got {conf.min():.3g}: {because}"


@pytest.mark.catches("wrong-axis")
def test_rows_are_distributions(rng):
    """gives matrices whose rows, one for each true class, sum to one, and so do the posteriors"""
    for K, A in [(2, 3), (3, 5), (4, 2)]:
        truth = rng.integers(K, size=60)
        post, conf = estimate(labels(rng, truth, A, K, 0.6), K, 2, 0.1)
        close(post.sum(axis=1), np.ones(60), f"K={K}: an item is of exactly one class (hint 3)")
        because = f"K={K}, A={A}: given the class, the labels are what sums to 1, over the last axis (hint 3)"
        close(conf.sum(axis=2), np.ones((A, K)), because)


@pytest.mark.catches("random-start")
def test_classes_keep_their_names(rng):
    """gives class j to the items that good annotators call j, each time"""
    for _ in range(5):
        truth = rng.permutation(np.arange(60) % 4)
        post, conf = estimate(labels(rng, truth, 7, 4, 0.85), 4, 8, 0.1)
        right = int((post.argmax(axis=1) == truth).sum())
        assert right >= 51, (
            f"expected nearly all of 60 items to get the class that most of 7 good annotators say, got {right}: start "
            "from the shares of the votes, and classes keep their names (hint 2)"
        )


@pytest.mark.catches("hard-posteriors", "random-start")
def test_items_count_by_shares():
    """weights items by their posteriors, which start as the shares of the votes"""
    L = np.array([[0, 0, 1], [0, 0, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0], [1, 1, 1], [0, 1, 1], [1, 1, 1]])
    shares = np.stack([3 - L.sum(axis=1), L.sum(axis=1)], axis=1) / 3
    expected = np.array([[shares[L[:, a] == label].sum(axis=0) for label in (0, 1)] for a in range(3)])
    expected = np.swapaxes(expected, 1, 2) / shares.sum(axis=0)[None, :, None]

    _, conf = estimate(L, 2, 1, 1e-6)

    because = "one round: an item with votes 2 : 1 counts 2/3 for one class and 1/3 for the other (hint 2)"
    assert_close(conf, expected, rtol=0, atol=0.01, because=because)


@pytest.mark.catches("conf-one-ahead")
def test_posteriors_and_matrices_belong_together(rng):
    """returns the matrices that the posteriors were computed with"""
    for iters in (1, 2, 3):
        truth = rng.permutation(np.arange(24) % 2)
        L = labels(rng, truth, 4, 2, 0.7)
        post, conf = estimate(L, 2, iters, 0.5)
        finite(post, "posteriors", "no label is missing")
        with np.errstate(all="ignore"):
            odds = np.log(post[:, 0] / post[:, 1])
            evidence = np.log(conf[:, 0, :] / conf[:, 1, :])[np.arange(4), L].sum(axis=1)
            gap = np.ptp(odds - evidence)
        assert gap < 1e-6, (
            f"expected log-odds of each item that are the evidence of its labels under conf, plus the same prior for "
            f"all, got differences up to {gap:.3g} after iters={iters}: conf is that of the last step 1, no later one"
        )


@pytest.mark.catches("missing-as-class", "no-smoothing")
def test_annotator_without_labels(rng):
    """learns nothing from an annotator without labels, and gives it uniform rows"""
    for K in (2, 3):
        L = labels(rng, rng.permutation(np.arange(30) % K), 4, K, 0.75)
        alone = estimate(L, K, 4, 0.5)
        post, conf = estimate(np.insert(L, 2, -1, axis=1), K, 4, 0.5)
        because = f"K={K}: -1 is no label, and no index either: nobody said the last class (hint 2)"
        close(conf[2], np.full((K, K), 1 / K), because)
        close(np.delete(conf, 2, axis=0), alone[1], because)
        close(post, alone[0], because)


@pytest.mark.catches("unlabelled-nan")
def test_item_without_labels(rng):
    """stays finite where an item has no labels"""
    L = labels(rng, rng.permutation(np.arange(30) % 2), 4, 2, 0.75)
    L[7] = -1
    for iters in (1, 5):
        post, conf = estimate(L, 2, iters, 0.5)
        because = f"iters={iters}: the shares of no votes are 0 / 0, so start at 1 / K there (hint 3)"
        finite(conf, "matrices", because)
        finite(post, "posteriors", because)


@pytest.mark.catches("prior-never-updated", "missing-as-class", "unlabelled-nan")
def test_prior_is_learnt():
    """gives an item without labels the shares of the classes as its posterior"""
    L = np.repeat(np.array([0] * 32 + [1] * 8 + [-1])[:, None], 3, axis=1)

    post, _ = estimate(L, 2, 10, 0.01)

    finite(post, "posteriors", "one item has no labels")
    assert abs(post[-1, 0] - 0.8) < 0.1, (
        f"expected some 0.8 for class 0, which 32 of 40 labelled items have, got {post[-1, 0]:.3f} for the item "
        "without labels: estimate the prior in each round (hint 3)"
    )


@pytest.mark.axis("stability")
@pytest.mark.catches("products-underflow")
def test_thousands_of_labels(rng):
    """stays finite where items have 1,500 labels, beside one that has three"""
    L = labels(rng, np.arange(12) % 4, 1500, 4, 0.55)
    L[5, 3:] = -1
    for iters in (1, 3):
        post, conf = estimate(L, 4, iters, 0.5)
        because = f"iters={iters}: a product of 1,500 probabilities is 0 in a float, so add logarithms (hint 2)"
        finite(post, "posteriors", because)
        finite(conf, "matrices", because)
        assert_close(post.sum(axis=1), np.ones(12), rtol=0, atol=1e-8, because=because)


# ---- exact, and all conventions at once ------------------------------------------------------------------------


def test_agrees_with_plain_arithmetic(rng):
    """agrees with plain arithmetic, for many shapes and with labels missing"""
    for N, A, K, missing in [
        (1, 1, 1, 0),
        (1, 1, 2, 0),
        (9, 3, 2, 0),
        (12, 4, 3, 0.4),
        (25, 6, 4, 0.7),
        (30, 2, 5, 0),
    ] * 2:
        L = labels(rng, rng.integers(K, size=N), A, K, 0.7, missing)
        for iters, smooth in [(1, 0.5), (2, 0.01), (3, 1e-6), (5, 2.0)]:
            post, conf = estimate(L, K, iters, smooth)
            expected = plain(L, K, iters, smooth)
            because = f"N={N}, A={A}, K={K}, iters={iters}, smooth={smooth}, {(L < 0).sum()} labels missing (hint 3)"
            close(conf, expected[1], because)
            close(post, expected[0], because)


def test_agrees_on_frequent_classes_and_many_labels(rng):
    """agrees with plain arithmetic where one class is frequent, and where items have 300 labels"""
    few, many = np.arange(40) % 10 // 8, np.arange(10) % 3
    for truth, A, K, accuracy, smooth in [(few, 5, 2, 0.65, 0.5), (many, 300, 3, 0.4, 0.5), (many, 300, 3, 0.4, 60.0)]:
        L = labels(rng, truth, A, K, accuracy, 0.1)
        post, conf = estimate(L, K, 3, smooth)
        expected = plain(L, K, 3, smooth)
        close(conf, expected[1], f"N={len(truth)}, A={A}, smooth={smooth}: the matrices (hint 3)")
        close(post, expected[0], f"N={len(truth)}, A={A}, smooth={smooth}: the posteriors (hint 3)")


def test_nothing_but_missing_labels():
    """gives uniform values where nobody has labelled anything"""
    post, conf = estimate(np.full((3, 2), -1), 4, 2, 0.5)

    close(post, np.full((3, 4), 0.25), "no labels: every item is as the prior, which stays uniform")
    close(conf, np.full((2, 4, 4), 0.25), "no labels: every matrix is uniform")


def test_renaming(rng):
    """follows when items, annotators or classes are put into another order"""
    L = labels(rng, rng.integers(3, size=20), 5, 3, 0.7, 0.3)
    post, conf = estimate(L, 3, 4, 0.5)
    items, people, classes = (rng.permutation(n) for n in (20, 5, 3))

    moved = estimate(L[items][:, people], 3, 4, 0.5)
    close(moved[0], post[items], "items and annotators in another order: the posteriors follow")
    close(moved[1], conf[people], "items and annotators in another order: the matrices follow")
    renamed = estimate(np.where(L < 0, -1, classes[L]), 3, 4, 0.5)
    close(renamed[0][:, classes], post, "classes renamed: the posteriors follow")
    close(renamed[1][:, classes][:, :, classes], conf, "classes renamed: the matrices follow, truth and label")


def test_spammer_tells_nothing(rng):
    """gives little weight to one who always says the same, and finds it in the matrix"""
    truth = rng.permutation(np.arange(40) % 2)
    L = np.concatenate([labels(rng, truth, 5, 2, 0.8), np.zeros((40, 1), dtype=int)], axis=1)

    post, conf = estimate(L, 2, 6, 0.01)

    assert conf[5, :, 0].min() > 0.99, (
        f"expected conf[a, j, 0] near 1 for both classes j, for one who always says 0, got {conf[5, :, 0]}: conf is "
        "indexed by annotator, true class, label"
    )
    odds = np.log(conf[5, 0, 0] / conf[5, 1, 0])
    assert abs(odds) < 0.01, f"expected no evidence in labels that are always the same, got log-odds of {odds:.3f}"
    close(post, plain(L, 2, 6, 0.01)[0], "with a spammer among six annotators (hint 3)")


@pytest.mark.axis("side_effects")
def test_labels_are_left_alone(rng):
    """leaves the labels as they were"""
    L = labels(rng, rng.integers(3, size=10), 4, 3, 0.7, 0.3)
    placed = place(L)

    dawid_skene(placed, 3, 2, 0.5)

    assert_close(fetch(placed), L, rtol=0, because="`L` was changed in place")


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def told(post, conf):
    """The answer's information."""
    got = information(post, conf)
    assert_shape(got, (len(conf),), because="one number for each annotator")
    return got


def near(got, expected, because):
    """Compare as the second stage says."""
    assert_close(got, expected, rtol=0, atol=1e-9, because=because)


@pytest.mark.stage(2)
def test_perfect_and_mixed_up(rng):
    """gives the entropy of the classes for one who is always right, and for one who renames the classes"""
    for K in (1, 2, 5):
        post = rng.dirichlet(np.ones(K), size=9)
        p = post.mean(axis=0)
        conf = np.stack([np.eye(K), np.eye(K)[rng.permutation(K)]])
        because = f"K={K}: a label that is always right, or always renamed, tells all there is; 0 × log 0 is 0"
        near(told(post, conf), np.full(2, -(p * np.log(p)).sum()), because)


@pytest.mark.stage(2)
def test_spammers_tell_nothing(rng):
    """gives 0 for one whose labels do not depend on the class"""
    post = rng.dirichlet(np.ones(3), size=8)
    conf = np.stack([np.tile(row, (3, 1)) for row in ([1.0, 0.0, 0.0], [0.2, 0.3, 0.5], [1 / 3] * 3)])
    near(told(post, conf), np.zeros(3), "all rows are equal, so the label says nothing of the class")


@pytest.mark.stage(2)
def test_information_agrees_with_entropies(rng):
    """agrees with entropy of the labels less entropy given the class, with zeros too"""
    for K, A, N in [(2, 3, 1), (3, 4, 6), (5, 2, 20)]:
        post, conf = rng.dirichlet(np.full(K, 0.3), size=N), rng.dirichlet(np.full(K, 0.5), size=(A, K))
        post[0] = np.eye(K)[0]
        conf[0, 0] = np.eye(K)[K - 1]
        expected = []
        for matrix in conf:
            p = [math.fsum(post[:, j]) / N for j in range(K)]
            q = [math.fsum(p[j] * matrix[j, label] for j in range(K)) for label in range(K)]
            given = math.fsum(p[j] * _entropy(matrix[j]) for j in range(K))
            expected.append(_entropy(q) - given)
        near(told(post, conf), np.array(expected), f"K={K}, A={A}, N={N}")


def _entropy(row):
    return -math.fsum(x * math.log(x) for x in row if x > 0)


@pytest.mark.stage(2)
def test_classes_that_do_not_occur():
    """leaves out classes of probability 0, and labels that nobody gives"""
    post = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    conf = np.array([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]] * 2 + [[0.0, 0.0, 1.0]]])
    near(told(post, conf), np.array([math.log(2), 0.0]), "class 2 has the probability 0, whatever its row is")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_information_leaves_inputs_alone(rng):
    """leaves post and conf as they were"""
    values = [rng.dirichlet(np.ones(3), size=4), rng.dirichlet(np.ones(3), size=(2, 3))]
    values[1][0, 0] = [1.0, 0.0, 0.0]
    placed = [place(value) for value in values]

    information(*placed)

    for name, argument, before in zip(("post", "conf"), placed, values, strict=True):
        assert_close(fetch(argument), before, rtol=0, because=f"`{name}` was changed in place")
