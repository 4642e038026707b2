"""Lists and dicts go in and come out, with a function of the check's; most of it asserted with a bare `==`."""

import pytest
from answer import count_by, describe, top

from prep.checking import assert_equal


def letters(rng, count):
    return [str(letter) for letter in rng.choice(list("abcde"), size=count)]


def words(rng):
    return ["".join(letters(rng, int(length))) for length in rng.integers(1, 9, size=5)]


def test_count_by(rng):
    """counts the items of each key, in the order in which they came"""
    items = letters(rng, 12)

    assert_equal(count_by(items, lambda item: item), {item: items.count(item) for item in items})


def test_count_by_asks_once(rng):
    """calls the function once for each item, in order"""
    numbers = rng.integers(1, 50, size=6).tolist()
    seen = []

    def square(number):
        seen.append(number)
        return number * number

    assert count_by(numbers, square) == {n * n: numbers.count(n) for n in numbers}
    assert seen == numbers


def test_top(rng):
    """gives the largest counts first"""
    counts = dict(zip("vwxyz", rng.permutation(5).tolist(), strict=True))

    assert top(counts, 2) == [(key, count) for count in (4, 3) for key in counts if counts[key] == count]


def test_top_of_counts(rng):
    """finds the most frequent key of what was counted"""
    items = [*letters(rng, 4), *"zzzzz"]

    assert top(count_by(items, str.lower), 1) == [("z", 5)]


def test_top_refuses():
    """raises ValueError for a negative number"""
    with pytest.raises(ValueError, match="negative"):
        top({"a": 1}, -1)


def test_describe(rng):
    """says which words there are"""
    given = words(rng)
    said = describe(given)

    assert list(said) == ["words", "longest", "mean", "many"]
    assert said["words"] == sorted(given)
    assert said["longest"] == max(given, key=len)
    assert abs(said["mean"] - sum(map(len, given)) / 5) < 1e-9
    assert said["many"] is True
