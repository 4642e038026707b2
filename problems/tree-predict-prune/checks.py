"""Small trees made by hand, one for each trap, then random ones against every tree that pruning could give.

No value equals a threshold, no errors tie, every split is reached by validation rows whose majority is that of the
training counts, except where these are looked at: so each of the checks that catch a mistake tells of one thing.
"""

from itertools import product

import numpy as np
import pytest
from answer import predict, prune, prune_by_cost

from prep.checking import assert_close, assert_equal, assert_shape, fetch, place, summary


def leaf(*counts):
    """A leaf with these counts."""
    return {"counts": [*counts]}


def split(feature, threshold, left, right):
    """A split, with the counts of both its children."""
    counts = [a + b for a, b in zip(left["counts"], right["counts"], strict=True)]
    return {"feature": feature, "threshold": threshold, "left": left, "right": right, "counts": counts}


def rows(*groups):
    """Validation data of one column, from (value, label, how many)."""
    values = [(value, label) for value, label, many in groups for _ in range(many)]
    return np.array([[value] for value, _ in values]), np.array([label for _, label in values])


def majority(node):
    """The class of a node."""
    return node["counts"].index(max(node["counts"]))


def one(node, row):
    """The class of one row."""
    while "left" in node:
        node = node["left"] if row[node["feature"]] <= node["threshold"] else node["right"]
    return majority(node)


def text(node):
    """A tree on one line."""
    if "left" not in node:
        return str(node["counts"])
    return f"(x{node['feature']} <= {node['threshold']:g}: {text(node['left'])} else {text(node['right'])})"


def form(node):
    """A tree of the answer's, if it is one, with numbers as plain ints and floats."""
    assert isinstance(node, dict), f"expected a node that is a dict, got {summary(node)}: return a tree"
    keys = {*node}
    known = keys in ({"counts"}, {"counts", "feature", "threshold", "left", "right"})
    assert known, (
        f"expected a leaf with the key counts, or a split with feature, threshold, left, right and counts, got "
        f"{sorted(keys, key=str)}: a leaf keeps nothing of the split it replaces"
    )
    plain = {"counts": [int(count) for count in node["counts"]]}
    if "left" in node:
        plain |= {"feature": int(node["feature"]), "threshold": float(node["threshold"])}
        plain |= {side: form(node[side]) for side in ("left", "right")}
    return plain


def tree_is(got, expected, because):
    """Compare trees, whatever the order of their keys."""
    seen, wanted = form(got), form(expected)
    assert seen == wanted, f"expected {text(wanted)}, got {text(seen)}: {because}"


def classes(tree, X):
    """The answer's classes for these rows."""
    got = predict(tree, X)
    assert_shape(got, (len(X),), because="one class for each row")
    assert got.dtype.kind in "iu", f"expected classes that are integers, got dtype {got.dtype}"
    return got


def prunings(node):
    """Every tree that can be made by replacing splits by leaves, with its number of leaves."""
    yield leaf(*node["counts"]), 1
    if "left" in node:
        for (left, n), (right, m) in product(prunings(node["left"]), list(prunings(node["right"]))):
            yield node | {"left": left, "right": right}, n + m


def grown(rng, depth, D, classes, chance=0.8):
    """A random tree with at most this many levels of splits."""
    if depth == 0 or rng.random() > chance:
        return leaf(*(int(n) for n in rng.integers(0, 5, size=classes)))
    sides = [grown(rng, depth - 1, D, classes, chance) for _ in range(2)]
    return split(int(rng.integers(D)), float(np.round(rng.uniform(-1, 1), 3)) + 0.0005, *sides)


def test_example():
    """gives the classes and trees of the example"""
    stump = split(0, 2.0, leaf(5, 1), leaf(0, 3))

    got = classes(stump, np.array([[2.0], [2.5]]))
    assert_close(got, np.array([0, 1]), rtol=0, because="2.0 goes left, 2.5 goes right (hint 3)")
    X = np.array([[1.0], [3.0]])
    tree_is(prune(stump, X, np.array([0, 1])), stump, "the split is right twice, a leaf once (hint 2)")
    tree_is(prune(stump, X, np.array([1, 0])), leaf(5, 4), "the split is wrong twice, a leaf once (hint 2)")


# ---- predicting ------------------------------------------------------------------------------------------------


@pytest.mark.catches("strict-split")
def test_value_at_the_threshold():
    """sends a row left whose value equals the threshold"""
    tree = split(0, 1.0, split(1, 0.0, leaf(9, 0, 0), leaf(0, 9, 0)), leaf(0, 0, 9))
    X = np.array([[1.0, 0.0], [1.0, 0.1], [1.1, 0.0], [0.9, -0.1]])

    because = "equal to the threshold: less than *or equal* goes left (hint 3)"
    assert_close(classes(tree, X), np.array([0, 1, 2, 0]), rtol=0, because=because)


def test_tied_counts():
    """gives the lowest of the classes with the largest count"""
    for counts, expected in [([2, 2], 0), ([1, 4, 4], 1), ([3, 1, 3], 0), ([0, 7, 2], 1)]:
        got = classes(leaf(*counts), np.zeros((2, 1)))
        assert_close(got, np.array([expected] * 2), rtol=0, because=f"counts {counts}: the lowest of several")


def test_random_trees(rng):
    """agrees with going down row by row, for trees and rows at random"""
    for depth, D, C in [(1, 1, 2), (3, 2, 2), (5, 3, 4), (8, 6, 3)] * 3:
        tree, X = grown(rng, depth, D, C, 0.9), rng.uniform(-1, 1, size=(60, D))
        expected = np.array([one(tree, row) for row in X.tolist()])
        assert_close(classes(tree, X), expected, rtol=0, because=f"{text(tree)[:80]}, {D} columns")


def test_a_long_chain(rng):
    """goes down 25 levels"""
    tree = leaf(0, 1)
    for level in range(25):
        tree = split(level % 3, -0.9 + 0.01 * level, leaf(1 + level % 2, 1), tree)
    X = rng.uniform(-1, 1, size=(300, 3))
    expected = np.array([one(tree, row) for row in X.tolist()])
    assert_close(classes(tree, X), expected, rtol=0, because="a chain of 25 splits")


def test_no_rows():
    """gives no classes for no rows"""
    tree = split(0, 0.0, leaf(3, 1), split(0, 1.0, leaf(0, 2), leaf(4, 0)))
    for given in (tree, leaf(1, 2)):
        assert_shape(classes(given, np.zeros((0, 2))), (0,), because="no rows, no classes")


# ---- pruning ---------------------------------------------------------------------------------------------------


@pytest.mark.catches("unrouted-rows")
def test_split_that_is_right():
    """keeps a split that is right about all rows, and judges each side by the rows that reach it"""
    X, y = rows((-1.0, 0, 4), (1.0, 1, 5))
    for tree in (
        split(0, 0.0, leaf(6, 0), leaf(1, 4)),
        split(0, 0.0, leaf(2, 1), leaf(0, 7)),
        split(0, 0.0, leaf(2, 1, 0), leaf(0, 7, 3)),
    ):
        because = "the split makes no errors, a leaf several: divide the rows between both sides (hint 2)"
        tree_is(prune(tree, X, y), tree, because)


@pytest.mark.catches("top-down", "unrouted-rows")
def test_good_split_over_a_bad_one():
    """keeps a good split whose child is better pruned"""
    bad = split(0, 5.0, leaf(0, 6), leaf(5, 0))
    tree = split(0, 0.0, leaf(9, 0), bad)
    X, y = rows((-1.0, 0, 6), (3.0, 1, 1), (3.0, 0, 2), (7.0, 1, 4))

    because = "the given tree makes 6 errors, its root as a leaf 5, but with only its right child pruned 2 (hint 1)"
    tree_is(prune(tree, X, y), split(0, 0.0, leaf(9, 0), leaf(5, 6)), because)


@pytest.mark.catches("only-lowest-splits")
def test_leaves_all_the_way_up():
    """goes on upwards, where the children of a split have become leaves"""
    tree = split(0, 0.0, leaf(2, 6), split(0, 5.0, leaf(1, 4), leaf(9, 0)))
    X, y = rows((-1.0, 0, 5), (-1.0, 1, 1), (3.0, 0, 3), (3.0, 1, 1), (7.0, 0, 4))

    because = "the lower split makes 3 errors, as a leaf 1; then the root makes 6, as a leaf 2 (hint 1)"
    tree_is(prune(tree, X, y), leaf(12, 10), because)


@pytest.mark.catches("majority-from-validation", "unrouted-rows")
def test_class_comes_from_training():
    """judges a leaf by the class of the training counts, not by that of the validation rows"""
    tree = split(0, 0.0, leaf(8, 1), leaf(2, 7))
    X, y = rows((-1.0, 0, 1), (-1.0, 1, 3), (1.0, 1, 8))

    because = "as a leaf with counts [10, 8] it says class 0: 11 errors, the split makes 3 (hint 3)"
    tree_is(prune(tree, X, y), tree, because)


@pytest.mark.catches("keeps-on-ties")
def test_equal_errors():
    """makes a leaf of a split with as many errors as the leaf"""
    tree = split(0, 0.0, leaf(3, 0), leaf(1, 2))
    X, y = rows((-1.0, 0, 2), (1.0, 0, 1), (1.0, 1, 1))
    tree_is(prune(tree, X, y), leaf(4, 2), "one error with the split, one without: the smaller tree stays (hint 3)")

    same = split(0, 0.0, leaf(3, 0), leaf(2, 1))
    tree_is(prune(same, X, y), leaf(5, 1), "both sides have the same class, so a leaf is never worse (hint 3)")


@pytest.mark.catches("unreached-kept", "keeps-on-ties", "majority-from-validation", "unrouted-rows")
def test_split_without_rows():
    """makes a leaf of a split that no validation row reaches"""
    tree = split(0, 0.0, leaf(9, 0), split(0, 5.0, leaf(0, 6), split(0, 8.0, leaf(40, 0), leaf(0, 3))))
    X, y = rows((-1.0, 0, 5), (3.0, 1, 4))

    because = "no row is above 5: no errors against none is a tie (hint 3)"
    expected = split(0, 0.0, leaf(9, 0), split(0, 5.0, leaf(0, 6), leaf(40, 3)))
    tree_is(prune(tree, X, y), expected, because)


@pytest.mark.catches("unreached-kept", "keeps-on-ties")
def test_no_rows_at_all():
    """prunes to a single leaf, if there are no validation rows"""
    tree = split(0, 0.0, leaf(3, 1), split(0, 1.0, leaf(0, 2), leaf(4, 0)))
    for given in (tree, leaf(1, 2)):
        pruned = prune(given, np.zeros((0, 2)), np.zeros(0, dtype=np.int64))
        tree_is(pruned, leaf(*given["counts"]), "no validation rows: none against none is a tie, everywhere (hint 3)")


def test_rows_at_the_threshold():
    """passes rows down as predict does, also those that equal the threshold"""
    tree = split(0, 0.0, leaf(6, 0), leaf(0, 4))
    X, y = rows((-1.0, 0, 1), (0.0, 0, 4), (1.0, 1, 2))
    tree_is(prune(tree, X, y), tree, "rows with 0.0 go left, where they are right: less than or equal (hint 3)")


def test_random_prunings(rng):
    """gives, of all prunings of a random tree, the one with the fewest errors, and of several the smallest"""
    for depth, D, C, N in [(1, 1, 2, 6), (2, 2, 2, 10), (3, 2, 2, 25), (3, 3, 4, 40), (4, 2, 3, 30)] * 4:
        tree, X = grown(rng, depth, D, C, 0.85), rng.uniform(-1, 1, size=(N, D))
        right = np.array([one(tree, row) for row in X.tolist()])
        y = np.where(rng.random(N) < rng.choice([0.1, 0.4, 0.9]), rng.integers(C, size=N), right)

        def errors(pruned, X=X, y=y):
            return sum(one(pruned, row) != label for row, label in zip(X.tolist(), y.tolist(), strict=True))

        best, _ = min(prunings(tree), key=lambda each: (errors(each[0]), each[1]))
        because = f"{N} rows, {errors(tree)} errors as given, {errors(best)} at best; given was {text(tree)} (hint 1)"
        tree_is(prune(tree, X, y), best, because)


def test_predicts_with_what_it_pruned(rng):
    """gives a tree that predict can use, with no more errors on the validation rows than before"""
    for _ in range(6):
        tree, X = grown(rng, 5, 3, 3, 0.9), rng.uniform(-1, 1, size=(50, 3))
        y = rng.integers(3, size=50)
        pruned = form(prune(tree, X, y))
        before, after = (int((classes(each, X) != y).sum()) for each in (tree, pruned))
        assert after <= before, f"expected at most {before} errors after pruning, got {after}"


@pytest.mark.axis("side_effects")
@pytest.mark.catches("mutates-input")
def test_inputs_are_left_alone():
    """leaves the given tree and the rows as they were"""
    tree = split(0, 0.0, leaf(9, 0), split(0, 5.0, leaf(0, 6), leaf(5, 0)))
    X, y = rows((-1.0, 0, 6), (3.0, 1, 1), (3.0, 0, 2), (7.0, 1, 4))
    placed = [place(value) for value in (tree, X, y)]

    prune(*placed)
    predict(*placed[:2])

    seen = fetch(placed[0])
    assert seen == tree, (
        f"expected the given tree as it was, {text(tree)}, got {summary(seen)}: build a new one (hint 2)"
    )
    assert_close(fetch(placed[1]), X, rtol=0, because="`Xval` was changed in place")
    assert_close(fetch(placed[2]), y, rtol=0, because="`yval` was changed in place")


@pytest.mark.axis("speed")
@pytest.mark.catches("rescans-everything")
def test_a_thousand_splits(rng):
    """takes at most 2 s for 1,023 splits on 10 levels and 4,096 rows"""
    X, y = [], []

    def complete(low, high, level, at):
        if level == 9:  # the lowest splits: right, or better replaced by a leaf
            counts, wrong = (5, 3) if at % 2 else (3, 5), bool(rng.integers(2))
            node = split(0, (low + high) / 2, leaf(counts[0], 0), leaf(0, counts[1]))
            for side in (0, 1):
                X.extend(low + (high - low) * (side + np.array([0.2, 0.4, 0.6, 0.8])) / 2)
                y.extend([majority(node) if wrong else side] * 4)
            return node, leaf(*counts) if wrong else node
        middle = (low + high) / 2
        sides = [complete(low, middle, level + 1, 2 * at), complete(middle, high, level + 1, 2 * at + 1)]
        return tuple(split(0, middle, left, right) for left, right in zip(*sides, strict=True))

    tree, wanted = complete(0.0, 1.0, 0, 0)
    order = rng.permutation(len(X))
    X, y = np.array(X)[order, None], np.array(y)[order]

    got = form(prune(tree, X, y))

    assert got == wanted, (
        "expected some 256 of the lowest splits replaced by leaves, got another tree: fast, but not right"
    )


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def price(tree, leaves, alpha):
    """The cost that `prune_by_cost` is to make low."""
    if "left" not in tree:
        return sum(tree["counts"]) - max(tree["counts"]) + alpha * leaves
    return price(tree["left"], 0, 0.0) + price(tree["right"], 0, 0.0) + alpha * leaves


@pytest.mark.stage(2)
def test_cost_example():
    """gives the trees of the example, on both sides of a tie"""
    stump = split(0, 2.0, leaf(5, 1), leaf(0, 3))
    for alpha, expected in [(0.0, stump), (2.75, stump), (2.9, stump), (3.0, leaf(5, 4)), (100.0, leaf(5, 4))]:
        because = f"alpha={alpha}: 1 + 2 × {alpha} against 4 + {alpha}"
        tree_is(prune_by_cost(stump, alpha), expected, because)


@pytest.mark.stage(2)
def test_random_costs(rng):
    """gives, of all prunings of a random tree, the cheapest, and of several the smallest"""
    for depth, C in [(1, 2), (2, 2), (3, 2), (3, 4), (4, 3)] * 3:
        tree = grown(rng, depth, 2, C, 0.9)
        for alpha in (0.0, 0.25, 1.0, 2.0, float(rng.uniform(0, 4))):
            best, leaves = min(prunings(tree), key=lambda each: (price(*each, alpha), each[1]))
            because = f"alpha={alpha:.3g}, {leaves} leaves at best; given was {text(tree)}"
            tree_is(prune_by_cost(tree, alpha), best, because)


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_cost_leaves_the_tree_alone():
    """leaves the given tree as it was"""
    tree = split(0, 0.0, leaf(9, 0), split(0, 5.0, leaf(0, 6), leaf(5, 0)))
    placed = place(tree)

    prune_by_cost(placed, 6.0)

    assert_equal(fetch(placed), tree, because="the given tree was changed: build a new one")
