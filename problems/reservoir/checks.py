"""What is certain first (how many items, which can be there at all), then shares of many streams, counted.

Checks that catch a mistake look for what it does: an item that never goes, one that always comes in. Where that is
a number, its bound lies far from what is right and from what the mistake gives. The others are exact, or hold shares
to six standard errors.
"""

import itertools
import math
from types import SimpleNamespace

import numpy as np
import pytest
from answer import Reservoir

from prep.checking import assert_close, assert_equal, fetch, peak_memory, place, summary


def generator(rng):
    """A generator that lives with the answer, to be shared by many reservoirs."""
    return place(np.random.default_rng(rng.integers(2**32)))


def after(items, k, source):
    """A reservoir that was given these items."""
    reservoir = Reservoir(k, source)
    for x in items:
        reservoir.add(x)
    return reservoir


def kept(reservoir, count):
    """Its sample, in ascending order, if it has that many items and each only once."""
    got = reservoir.sample()
    assert isinstance(got, list), f"expected a list from sample(), got {summary(got)}"
    assert len(got) == count, f"expected {count} items in the sample, got {len(got)}: {summary(got)}"
    assert all(type(x) is int for x in got), f"expected items of the stream, which are ints, got {summary(got)}"
    assert len(set(got)) == count, f"expected {count} different items of the stream, got {summary(sorted(got))}"
    return sorted(got)


def stays(reservoir):
    """The list that sample() returned, itself: it is left where the reservoir lives (`keep`, but for a method)."""
    return reservoir._remote.call("sample", (), {}, form=Reservoir.form, thing=reservoir._id, keep=True)


def share(seen, of, p, what, because):
    """How often something came, within six standard errors of its probability."""
    room = 6 * math.sqrt(p * (1 - p) / of)
    assert abs(seen / of - p) <= room, (
        f"expected {what} in {p:.3f} of {of:,} streams, give or take {room:.3f}, got {seen / of:.3f}: {because}"
    )


def uniform(samples, n, k, because):
    """Each choice of k of n came equally often."""
    for choice in itertools.combinations(range(n), k):
        share(samples.count(list(choice)), len(samples), 1 / math.comb(n, k), f"the sample {list(choice)}", because)


# ---- what is certain -------------------------------------------------------------------------------------------


@pytest.mark.catches("short-stream-padded")
def test_short_streams(rng):
    """gives all items there are, and nothing else, while there are fewer than k"""
    reservoir, because = Reservoir(5, generator(rng)), "fewer than k have come: give what there is (hint 2)"
    for n in range(5):
        got = reservoir.sample()
        assert isinstance(got, list), f"expected a list from sample(), got {summary(got)}"
        assert len(got) == n, f"expected {n} items after {n}, with k=5, got {len(got)}: {because}"
        reservoir.add(n)


def test_size_of_the_sample(rng):
    """gives min(n, k) of the n items so far, none of them twice, at every n"""
    source = generator(rng)
    for k in (1, 2, 7, 40):
        reservoir = Reservoir(k, source)
        assert_equal(reservoir.sample(), [], because="nothing has come yet")
        for n in range(1, 51):
            reservoir.add(n)
            got = kept(reservoir, min(n, k))
            assert 1 <= got[0] <= got[-1] <= n, f"expected items from 1 to {n}, got {summary(got)}"
            if n <= k:
                assert_equal(got, list(range(1, n + 1)), because=f"all of {n} items fit into k={k}")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("shared-between-reservoirs")
def test_reservoirs_do_not_fill_each_other(rng):
    """keeps the items of two reservoirs apart, though they share a generator"""
    source = generator(rng)
    one, other = Reservoir(8, source), Reservoir(8, source)
    for x in range(4):
        one.add(x)
        other.add(10 + x)

    for reservoir, expected in [(one, [0, 1, 2, 3]), (other, [10, 11, 12, 13])]:
        because = "is there a list on the class, or as a default argument?"
        got = sorted(reservoir.sample())
        assert got == expected, f"expected {expected}, got {summary(got)}: {because}"


@pytest.mark.axis("side_effects")
@pytest.mark.catches("shared-between-reservoirs")
def test_new_reservoir_is_empty(rng):
    """begins empty, whatever other reservoirs have seen"""
    source = generator(rng)
    after(range(6), 3, source)

    got = Reservoir(3, source).sample()

    because = "another reservoir has items: is there a list on the class, or as a default argument?"
    assert len([x for x in got if x is not None]) == 0, f"expected no items yet, got {summary(got)}: {because}"


@pytest.mark.axis("side_effects")
@pytest.mark.catches("hands-out-its-list")
def test_sample_is_the_callers(rng):
    """gives a list that does not change with the items that follow"""
    reservoir = after(range(3), 4, generator(rng))
    handed_out = stays(reservoir)
    before = fetch(handed_out)

    for x in range(3, 40):
        reservoir.add(x)

    because = "it is the reservoir's own list: return a copy"
    now = fetch(handed_out)
    assert now == before, f"expected the sample after 3 items to stay {before}, got {summary(now)} after 40: {because}"


@pytest.mark.axis("side_effects")
@pytest.mark.catches("stores-the-stream")
def test_looking_changes_nothing(rng):
    """gives the same items when asked twice, and goes on as if it had not been asked"""
    seed = int(rng.integers(2**32))
    looked_at, left_alone = (Reservoir(5, np.random.default_rng(seed)) for _ in range(2))
    for x in range(60):
        for reservoir in (looked_at, left_alone):
            reservoir.add(x)
        first, second = sorted(looked_at.sample()), sorted(looked_at.sample())
        because = f"sample() was called twice after {x + 1} items: it shows what is there, and draws nothing"
        assert_equal(second, first, because=because)

    because = "the other one was asked for its sample after every item, this one was not; they have the same seed"
    assert_equal(sorted(left_alone.sample()), sorted(looked_at.sample()), because=because)


@pytest.mark.axis("side_effects")
@pytest.mark.catches("ignores-rng")
def test_state_of_the_generator_decides(rng):
    """gives the same sample for the same state of rng"""
    seed = int(rng.integers(2**32))

    one, two = (sorted(after(range(100), 10, np.random.default_rng(seed)).sample()) for _ in range(2))

    assert one == two, f"expected the same sample from the same state, got {one} and {two}: draw from rng alone"


@pytest.mark.axis("side_effects")
def test_other_states_give_other_samples(rng):
    """gives another sample for another state of rng, and when it goes on with the same one"""
    seed, source = int(rng.integers(2**31)), generator(rng)

    one, two = (sorted(after(range(100), 10, np.random.default_rng(seed + i)).sample()) for i in range(2))
    three, four = (sorted(after(range(100), 10, source).sample()) for _ in range(2))

    assert one != two, f"expected other samples from other states, got {one} twice: draw from rng"
    because = "two reservoirs with one generator, one after the other: draw from rng itself, not a copy"
    assert three != four, f"expected two different samples, got {three} twice: {because}"


def test_items_of_any_kind(rng):
    """takes equal items as many as they come, and None, lists and arrays"""
    source = generator(rng)
    because = "equal items are items of their own: what is sampled are positions"
    assert_equal(after(["a"] * 9, 4, source).sample(), ["a"] * 4, because=because)
    assert_equal(after(["a"] * 3, 4, source).sample(), ["a"] * 3, because=because)
    assert_equal(after([None, 0, None], 3, source).sample().count(None), 2, because="None is an item like any other")
    assert_equal(after([[1], {}, [1]] * 5, 15, source).sample().count([1]), 10, because="items need no hash")

    arrays = after([np.arange(3.0)] * 30, 7, source).sample()
    assert len(arrays) == 7, f"expected 7 arrays, got {len(arrays)} items"
    for array in arrays:
        assert_close(array, np.arange(3.0), rtol=0, because="an item is kept as it is, and never compared")


@pytest.mark.axis("memory")
@pytest.mark.catches("stores-the-stream")
def test_holds_no_more_than_k(rng):
    """holds no more than k items: 64 MiB stream past with k=4"""
    reservoir, mebibyte = after([np.zeros(2**17)] * 4, 4, generator(rng)), np.ones(2**17)

    def stream(*_, **__):
        for _ in range(64):
            reservoir.add(mebibyte)

    # `peak_memory` measures a call to an entry; here it is many calls to a method.
    grown = peak_memory(SimpleNamespace(remote=SimpleNamespace(call=stream), name="", form=None))

    because = "what is not in the sample has to go at once (hint 2)"
    assert grown < 32, f"expected a peak at most 32 MiB higher after 64 arrays of 1 MiB, got {grown:.0f}: {because}"


# ---- what a mistake would do -----------------------------------------------------------------------------------


@pytest.mark.catches("off-by-one-bound")
def test_first_item_can_stay(rng):
    """lets the first of two items stay now and then, with k=1"""
    source = generator(rng)

    stayed = sum(after([0, 1], 1, source).sample() == [0] for _ in range(60))

    because = "the second came in every time, and was to in half of them: draw from n numbers, not n - 1 (hint 3)"
    assert stayed > 0, f"expected the first of two items in about 30 of 60 samples with k=1, got 0: {because}"


@pytest.mark.catches("one-over-n")
def test_first_items_do_not_all_stay(rng):
    """lets go of most of the first k in a stream ten times as long"""
    got = kept(after(range(500), 50, generator(rng)), 50)

    first = sum(x < 50 for x in got)
    because = "the n-th item is to come in with probability k/n, not 1/n (hint 2)"
    assert first < 35, f"expected about 5 of the first 50 items among 50 of 500, got {first}: {because}"


@pytest.mark.catches("counts-only-kept")
def test_newcomers_become_rare(rng):
    """takes in few of 1,000 items with k=1: newcomers become rare"""
    reservoir, came_in = Reservoir(1, generator(rng)), 0
    for x in range(1000):
        reservoir.add(x)
        came_in += reservoir.sample() == [x]

    because = "n counts every item, also those that were turned away (hint 2)"
    assert came_in < 27, f"expected about 7 of 1,000 items to be the sample when they came, got {came_in}: {because}"


@pytest.mark.catches("evicts-the-oldest")
def test_any_item_can_go(rng):
    """lets either of the first two items go for the third, with k=2"""
    source = generator(rng)
    seen = {tuple(kept(after(range(3), 2, source), 2)) for _ in range(150)}

    # If all streams end alike, something else is wrong, and other checks tell of it.
    for stayed, gone in [(0, 1), (1, 0)] if len(seen) > 1 else []:
        because = "each of the k that are there goes with the same probability (hint 2)"
        assert (stayed, 2) in seen, (
            f"expected item {gone} to go for item 2 in some of 150 streams, it was always item {stayed}: {because}"
        )


@pytest.mark.catches("reuses-the-draw", "one-over-n")
def test_first_items_go_wherever_they_are(rng):
    """lets go of the later ones of the first k as of any others"""
    got = kept(after(range(1600), 400, generator(rng)), 400)

    late = sum(200 <= x < 400 for x in got)
    because = "a number known to be below k/n cannot pick the slot as well: it never reaches the high ones (hint 3)"
    assert late < 90, f"expected about 50 of the items 200 to 399 among 400 of 1,600, got {late}: {because}"


# ---- shares ----------------------------------------------------------------------------------------------------


def test_sample_of_one(rng):
    """keeps each of two items equally often, with k=1"""
    source = generator(rng)

    samples = [kept(after([0, 1], 1, source), 1) for _ in range(900)]

    uniform(samples, 2, 1, "with k=1 the second comes in with probability 1/2 (hint 1)")


def test_every_choice_is_equally_likely(rng):
    """gives each of the six pairs of four items equally often"""
    source = generator(rng)

    samples = [kept(after(range(4), 2, source), 2) for _ in range(600)]

    uniform(samples, 4, 2, "2 of 4 items, each pair with the same probability (hint 2)")


def test_all_parts_of_a_long_stream(rng):
    """keeps as many items from every third of a long stream"""
    n, k = 1500, 150
    got = kept(after(range(n), k, generator(rng)), k)
    room = 6 * math.sqrt(k * 2 / 9 * (n - k) / (n - 1))
    for part in range(3):
        count = sum(x // 500 == part for x in got)
        because = f"items {part * 500} to {part * 500 + 499} of {n:,}, with k={k} (hint 2)"
        assert abs(count - k / 3) <= room, f"expected {k // 3} items, give or take {room:.0f}, got {count}: {because}"


# ---- stage 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
def test_merge_of_short_streams(rng):
    """merges two short streams into all that they hold, empty ones too"""
    source = generator(rng)
    for n, m in [(0, 0), (0, 3), (2, 0), (2, 3), (5, 1)]:
        merged = after(range(n), 6, source).merge(after(range(n, n + m), 6, source))
        assert_equal(kept(merged, n + m), list(range(n + m)), because=f"{n} and {m} items fit into k=6")
    merged = after(range(50), 6, source).merge(Reservoir(6, source))
    assert len(kept(merged, 6)) == 6, "expected the 6 items of a reservoir merged with an empty one"


@pytest.mark.stage(2)
def test_merge_is_uniform(rng):
    """gives each choice of 3 of 5 items equally often, and draws again in every merge"""
    source = generator(rng)
    for n in (3, 2):
        one, other = after(range(n), 3, source), after(range(n, 5), 3, source)
        samples = [kept(one.merge(other), 3) for _ in range(400)]
        uniform(samples, 5, 3, f"{n} and {5 - n} items merged, k=3: each side by the number of items it was given")


@pytest.mark.stage(2)
def test_merge_goes_by_what_was_seen(rng):
    """takes from each side in proportion to the items it was given, not to those it holds"""
    source = generator(rng)
    for n, m in [(450, 50), (30, 270), (200, 200)]:
        one, other = after(range(n), 50, source), after(range(n, n + m), 50, source)
        firsts = [sum(x < n for x in kept(one.merge(other), 50)) for _ in range(20)]
        p = n / (n + m)
        room = 6 * math.sqrt(50 * p * (1 - p) * (n + m - 50) / (n + m - 1) / 20)
        got = sum(firsts) / 20
        because = f"{n} and {m} items, k=50, over 20 merges of one pair"
        assert abs(got - 50 * p) <= room, (
            f"expected {50 * p:.1f} of the first stream, give or take {room:.1f}, got {got:.1f}: {because}"
        )


@pytest.mark.stage(2)
def test_merged_goes_on(rng):
    """goes on after a merge with the number of all items, in `add` and in another merge"""
    source = generator(rng)
    one, other, third = (after(range(300 * i, 300 * i + 300), 50, source) for i in range(3))
    late = thirds = 0
    for _ in range(10):
        merged = one.merge(other)
        for x in range(1000, 1060):
            merged.add(x)
        late += sum(x >= 1000 for x in kept(merged, 50))
        thirds += sum(600 <= x < 900 for x in kept(merged.merge(third), 50))
    for name, got, p, n in [
        ("the 60 after a merge of 300 and 300", late, 60 / 660, 660),
        ("the third stream of 300, merged with those 660", thirds, 300 / 960, 960),
    ]:
        expected, room = 50 * p, 6 * math.sqrt(50 * p * (1 - p) * (n - 50) / (n - 1) / 10)
        because = "a merged reservoir has been given the items of both streams"
        assert abs(got / 10 - expected) <= room, (
            f"expected {expected:.1f} items of {name}, give or take {room:.1f}, got {got / 10:.1f}: {because}"
        )


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_merge_leaves_both_alone(rng):
    """leaves both reservoirs as they were, and apart from the new one"""
    source = generator(rng)
    one, other = after(range(30), 5, source), after(range(30, 90), 5, source)
    before = [kept(one, 5), kept(other, 5)]

    merged = one.merge(other)
    for x in range(90, 200):
        merged.add(x)

    because = "it was merged, and the merged one went on: neither may change it"
    assert_equal([kept(one, 5), kept(other, 5)], before, because=because)
    now = kept(merged, 5)
    for x in range(500, 600):
        one.add(x)
    assert_equal(
        kept(merged, 5), now, because="one of the two that were merged went on: that may not change the new one"
    )
