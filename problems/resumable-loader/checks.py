"""What one epoch is, what the orders depend on, then stops at every batch: the rest must be that of a run without them.

A run that was never stopped is the reference for one that was. Checks that catch a mistake look for what it gives
in its place: the batch before, the batch after, the same place of another epoch. Every state goes through JSON.
"""

import itertools
import json
import math

import pytest
from answer import Loader

from prep.checking import assert_equal, fetch, place, summary, take


def shards(*sizes):
    """Shards of so many items, which are numbers, all of them different; the names are in order."""
    numbers = itertools.count()
    return {f"shard-{i}": list(itertools.islice(numbers, size)) for i, size in enumerate(sizes)}


def pull(loader, count):
    """The next batches, each of them a list."""
    got = take(loader, count)
    assert len(got) == count, f"expected batches without end, got {len(got)} and then no more"
    for batch in got:
        assert isinstance(batch, list), f"expected a list of items as a batch, got {summary(batch)}"
    return got


def some(loader, count):
    """The next batches, also of a loader that ends after an epoch: that is told by another check."""
    got = []
    while len(got) < count and (more := take(loader, count - len(got)) or take(loader, count - len(got))):
        got += more
    assert len(got) == count, f"expected batches without end, got {len(got)} and then no more"
    return [list(batch) for batch in got]


def same(got, expected, because):
    """Equal batches, or the first that differs."""
    for number, (one, other) in enumerate(zip(got, expected, strict=True)):
        assert_equal(one, other, because=f"batch {number} of these {len(got)}: {because}")


def flat(batches):
    """The items of these batches in one list."""
    return [item for batch in batches for item in batch]


def saved(loader):
    """The state of a loader, as it comes out of JSON."""
    state = loader.state_dict()
    assert isinstance(state, dict), f"expected a dict from state_dict(), got {summary(state)}"
    try:
        text = json.dumps(state)
    except (TypeError, ValueError) as odd:
        raise AssertionError(f"expected a state that survives JSON, got {summary(state)}: {odd}") from None
    assert len(text) <= 10_000, (
        f"expected at most 10,000 characters of JSON, got {len(text):,}: save what an order is made from (hint 2)"
    )
    return json.loads(text)


def resumed(state, *args):
    """A new loader that goes on from a state."""
    loader = Loader(*args)
    loader.load_state_dict(state)
    return loader


def stays(loader):
    """What state_dict() returned, itself: it is left where the loader lives (`keep`, but for a method)."""
    return loader._remote.call("state_dict", (), {}, form=Loader.form, thing=loader._id, keep=True)


# ---- epochs ----------------------------------------------------------------------------------------------------


@pytest.mark.catches("short-batch-dropped")
def test_last_batch_has_what_is_left():
    """gives the last batch of an epoch what is left, and no more"""
    for sizes, batch, expected in [
        ((6, 4), 4, [4, 4, 2]),
        ((3, 2), 4, [4, 1]),
        ((2, 1), 8, [3, 3]),
        ((5,), 1, [1] * 6),
    ]:
        got = [len(each) for each in some(Loader(shards(*sizes), batch, 1), len(expected))]
        because = f"{sum(sizes)} items, batch={batch}: no batch has items of two epochs, and none is left out"
        assert got == expected, f"expected batches of {expected} items, got {got}: {because}"


def test_epoch_has_each_item_once():
    """gives each item of each shard exactly once in every epoch"""
    for sizes, batch in [((6, 4), 4), ((8,), 4), ((1,), 3), ((0, 5, 0, 2), 3), ((3, 3, 3), 1), ((2, 3), 50)]:
        given = shards(*sizes)
        loader, n = Loader(given, batch, 5), sum(sizes)
        for epoch in range(4):
            got = pull(loader, math.ceil(n / batch))
            because = f"epoch {epoch} of {n} items in shards of {sizes}, batch={batch}"
            assert_equal(sorted(flat(got)), list(range(n)), because=because)


@pytest.mark.catches("same-order-every-epoch")
def test_epochs_differ():
    """gives every epoch another order"""
    got = some(Loader(shards(25, 15), 40, 3), 3)

    because = "the order depends on the number of the epoch, too (hint 2)"
    assert got[0] != got[1] != got[2] != got[0], f"expected three epochs in different orders, got two alike: {because}"


@pytest.mark.catches("seed-plus-epoch")
def test_seeds_do_not_share_epochs():
    """gives epoch 1 of a seed another order than epoch 0 of the next"""
    for seed in (0, 6):
        second = some(Loader(shards(25, 15), 40, seed), 2)[1]
        first_of_next = some(Loader(shards(25, 15), 40, seed + 1), 1)[0]
        because = "seed and epoch are two numbers, do not add them (hint 2)"
        assert second != first_of_next, f"expected seed {seed} in epoch 1 unlike seed {seed + 1} in epoch 0: {because}"


def test_no_two_orders_are_alike():
    """gives different orders to six epochs of each of six seeds"""
    seeds = (0, 1, 2, 3, 2**16, 2**32 - 1)
    seen = {}
    for seed in seeds:
        for epoch, order in enumerate(pull(Loader(shards(30), 30, seed), 6)):
            other = seen.setdefault(tuple(order), (seed, epoch))
            assert other == (seed, epoch), (
                f"expected an order of its own for seed {seed}, epoch {epoch}, got that of seed {other[0]}, "
                f"epoch {other[1]} (hint 2)"
            )


@pytest.mark.catches("shuffles-shard-by-shard")
def test_shards_are_mixed():
    """mixes the items of all shards"""
    for seed in (1, 2):
        got = some(Loader(shards(20, 20, 20), 20, seed), 3)
        because = "20 items of each of 3 shards: shuffle all items together, not shard by shard"
        alone = [batch for batch in got if len({item // 20 for item in batch}) == 1]
        assert not alone, f"expected every 20 items to come from all shards, got 20 of one in a row: {because}"


def test_every_order_is_equally_likely(rng):
    """gives each order of three items equally often, over many seeds"""
    first = int(rng.integers(2**31))
    runs = [pull(Loader(shards(1, 2), 3, seed), 2) for seed in range(first, first + 450)]
    room = 6 * math.sqrt(1 / 6 * 5 / 6 / len(runs))
    for order in itertools.permutations(range(3)):
        for epoch in range(2):
            seen = sum(run[epoch] == list(order) for run in runs) / len(runs)
            because = f"the order {list(order)} in epoch {epoch}, over {len(runs)} seeds"
            assert abs(seen - 1 / 6) <= room, f"expected 0.167, give or take {room:.3f}, got {seen:.3f}: {because}"


@pytest.mark.catches("dict-order")
def test_order_of_names_does_not_matter():
    """gives the same batches whichever name comes first in the dictionary"""
    given = shards(5, 7, 4)

    one = some(Loader(given, 4, 2), 10)
    other = some(Loader(dict(reversed(given.items())), 4, 2), 10)

    because = "equal dictionaries, with the names in another order: go by sorted name (hint 2)"
    assert one == other, f"expected equal batches, the first ones are {one[0]} and {other[0]}: {because}"


def test_same_seed_gives_the_same_run():
    """gives equal batches to equal loaders, also when they take turns with others"""
    alone = pull(Loader(shards(6, 5), 4, 9), 12)
    pair = [Loader(shards(6, 5), 4, 9), Loader(shards(4, 9), 3, 8), Loader(shards(6, 5), 4, 9)]

    got = [[pull(loader, 1)[0] for loader in pair] for _ in range(12)]

    for i in (0, 2):
        because = "other loaders took turns with it: share nothing, and draw from a generator of your own"
        same([each[i] for each in got], alone, because)


def test_items_of_any_kind():
    """takes equal items, lists and None as they are"""
    given = {"a": [[1], None, [1]], "b": ["x", "x"], "": [{}]}
    got = flat(pull(Loader(given, 4, 0), 2))
    assert_equal(sorted(map(str, got)), ["None", "[1]", "[1]", "x", "x", "{}"], because="six items, each as it was")


# ---- stopping --------------------------------------------------------------------------------------------------


def test_iterating_goes_on():
    """goes on where the loader stands when it is iterated anew"""
    whole = pull(Loader(shards(7, 6), 4, 4), 14)
    for step in (1, 2, 5):
        loader = Loader(shards(7, 6), 4, 4)
        got = [batch for _ in range(14 // step) for batch in pull(loader, step)]
        because = f"iterated anew after every {step}: where it stands is the loader's, not the iterator's"
        same(got, whole[: len(got)], because)


def test_state_survives_json():
    """gives a state of plain data, from which a loader goes on after a turn through JSON"""
    args = (shards(5, 2), 3, 12)
    for count in (0, 1, 3, 5):
        loader = Loader(*args)
        pull(loader, count)
        state = saved(loader)
        same(pull(resumed(state, *args), 4), pull(loader, 4), f"after {count} batches, through JSON")


@pytest.mark.catches("resume-repeats-a-batch")
def test_resuming_does_not_repeat():
    """does not give the last batch again after resuming"""
    args = (shards(25, 15), 8, 11)
    whole = some(Loader(*args), 5)
    loader = Loader(*args)
    some(loader, 2)

    got = some(resumed(loader.state_dict(), *args), 1)[0]

    because = "it was handed out before the state was taken: move on first (hint 1)"
    assert got != whole[1], f"expected the third batch after resuming, got the second again: {because}"


@pytest.mark.catches("resume-skips-a-batch")
def test_resuming_does_not_skip():
    """does not leave a batch out after resuming"""
    args = (shards(25, 15), 8, 11)
    whole = some(Loader(*args), 5)
    loader = Loader(*args)
    some(loader, 2)

    got = some(resumed(loader.state_dict(), *args), 1)[0]

    because = "what was read ahead, but not handed out, is not used yet (hint 1)"
    assert got != whole[3], f"expected the third batch after resuming, got the fourth: {because}"


@pytest.mark.catches("shuffle-redrawn", "resume-repeats-a-batch", "resume-skips-a-batch")
def test_epoch_is_whole_across_a_stop():
    """gives each item once in an epoch that was stopped in the middle"""
    args = (shards(25, 15), 8, 11)
    loader = Loader(*args)
    before = some(loader, 2)

    after = some(resumed(loader.state_dict(), *args), 3)

    twice = sorted(set(flat(before)) & set(flat(after)))
    because = "40 items, 2 batches before the stop and 3 after it: the epoch keeps its order (hint 2)"
    assert not twice, f"expected each item once, got {len(twice)} of them twice, {twice[0]} for one: {because}"


@pytest.mark.catches("epoch-not-in-state")
def test_epoch_is_remembered():
    """does not go back to the order of the first epoch"""
    args = (shards(25, 15), 8, 11)
    whole = some(Loader(*args), 15)
    loader = Loader(*args)
    some(loader, 12)

    got = some(resumed(loader.state_dict(), *args), 2)

    # An answer that has but one order is told so by another check.
    first = whole[2:4] != whole[12:14] and got == whole[2:4]
    because = "it was stopped in epoch 2, and came back at the same place of epoch 0 (hint 1)"
    assert not first, f"expected batches 12 and 13 of the run after resuming, got its batches 2 and 3: {because}"


def test_a_stop_at_every_batch():
    """goes on as if it had not been stopped, wherever that was"""
    for sizes, batch in [((6, 4), 4), ((4, 4), 4), ((2, 1), 9), ((3, 0, 2), 1)]:
        args = (shards(*sizes), batch, 21)
        whole = pull(Loader(*args), 20)
        per_epoch = math.ceil(sum(sizes) / batch)
        for stop in range(3 * per_epoch + 1):
            loader = Loader(*args)
            pull(loader, stop)
            got = pull(resumed(saved(loader), *args), 20 - stop)
            because = (
                f"stopped after {stop} batches, {per_epoch} to an epoch: compare with a run without stops (hint 1)"
            )
            same(got, whole[stop:], because)


def test_many_stops():
    """goes on through a chain of loaders, each of which gives one batch, or none"""
    args = (shards(6, 5), 4, 30)
    whole, loader, got = pull(Loader(*args), 12), Loader(*args), []
    for _ in range(12):
        for _ in range(2):
            loader = resumed(saved(loader), *args)
        got += pull(loader, 1)
    same(got, whole, "saved and loaded twice before every batch")


def test_seed_comes_from_the_state():
    """goes on with the seed of the state, whatever seed it was made with and whatever it gave before"""
    given = shards(9, 6)
    whole = pull(Loader(given, 4, 70), 20)
    for stop in (0, 2, 4, 7):
        loader = Loader(given, 4, 70)
        pull(loader, stop)
        state = saved(loader)
        for before in (0, 3, 4, 9):
            other = Loader(given, 4, 71)
            pull(other, before)
            other.load_state_dict(state)
            because = f"saved after {stop} batches with seed 70, loaded by a loader with seed 71 after {before}"
            same(pull(other, 12), whole[stop : stop + 12], because)


def test_going_back():
    """goes back when it loads a state of its own"""
    loader = Loader(shards(6, 5), 4, 13)
    pull(loader, 2)
    state = saved(loader)
    first = pull(loader, 9)
    for _ in range(2):
        loader.load_state_dict(state)
        same(pull(loader, 9), first, "it loaded its own state of 9 batches ago")


@pytest.mark.axis("side_effects")
@pytest.mark.catches("state-is-live")
def test_state_is_a_picture_of_the_moment():
    """leaves a state alone, once it was taken or loaded, when a loader goes on with it"""
    args = (shards(6, 5), 4, 17)
    loader = Loader(*args)
    some(loader, 2)
    taken = stays(loader)
    before = fetch(taken)

    some(loader, 3)

    now = fetch(taken)
    because = "the loader went on with the dictionary that it had handed out: make a new one each time"
    assert now == before, f"expected the state to stay {summary(before)}, got {summary(now)}: {because}"

    given, other = place(before), Loader(*args)
    other.load_state_dict(given)
    some(other, 3)
    now = fetch(given)
    because = "the loader went on with the dictionary that it had loaded: take the values out of it"
    assert now == before, f"expected the state to stay {summary(before)}, got {summary(now)}: {because}"


@pytest.mark.axis("side_effects")
def test_one_state_serves_many():
    """lets two loaders go on from one state, neither of which disturbs the other"""
    args = (shards(6, 5), 4, 18)
    loader = Loader(*args)
    pull(loader, 4)
    state = place(saved(loader))
    expected = pull(loader, 6)

    pair = [Loader(*args), Loader(*args)]
    for each in pair:
        each.load_state_dict(state)
    got = [[pull(each, 1)[0] for each in pair] for _ in range(6)]

    for i in range(2):
        same([each[i] for each in got], expected, "two loaders went on from one state, in turns")


@pytest.mark.axis("side_effects")
def test_asking_changes_nothing():
    """gives the same batches whether or not it is asked for its state"""
    args = (shards(6, 5), 4, 19)
    loader, got = Loader(*args), []
    for _ in range(10):
        first, second = saved(loader), saved(loader)
        assert_equal(second, first, because="the state was taken twice in a row")
        got += pull(loader, 1)
    same(got, pull(Loader(*args), 10), "one was asked for its state before every batch, one never")


@pytest.mark.axis("memory")
def test_state_is_small():
    """saves no more for 20,000 items than 10,000 characters"""
    loader = Loader({"a": list(range(15_000)), "b": list(range(5_000))}, 64, 23)
    pull(loader, 3)

    state = saved(loader)

    other = resumed(state, {"a": list(range(15_000)), "b": list(range(5_000))}, 64, 23)
    same(pull(other, 2), pull(loader, 2), "20,000 items, stopped after 3 batches")


@pytest.mark.axis("side_effects")
def test_shards_are_left_alone():
    """leaves the shards and their lists as they were"""
    before = shards(9, 8)
    given = place(before)

    pull(Loader(given, 4, 1), 11)

    after = fetch(given)
    assert_equal(after, before, because="the caller's shards were changed: shuffle indices, or a list of your own")


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def team(world, given, batch, seed):
    """A loader for each rank."""
    return [Loader(given, batch, seed, rank=rank, world=world) for rank in range(world)]


@pytest.mark.stage(2)
def test_ranks_share_each_batch():
    """gives rank r the places r, r + world, r + 2 world, ... of each whole batch"""
    for sizes, batch in [((7, 6), 4), ((5,), 4), ((3, 4), 8), ((6, 6), 1)]:
        whole = pull(Loader(shards(*sizes), batch, 40), 9)
        for world in (1, 2, 3, 5):
            for rank, loader in enumerate(team(world, shards(*sizes), batch, 40)):
                because = f"{sum(sizes)} items, batch={batch}, rank {rank} of {world}: its share of the whole batches"
                same(pull(loader, 9), [each[rank::world] for each in whole], because)


@pytest.mark.stage(2)
def test_ranks_have_equal_states():
    """gives all ranks the same state after equally many batches"""
    loaders = team(3, shards(7, 6), 4, 41)
    for count in (0, 1, 3, 1):
        states = []
        for loader in loaders:
            pull(loader, count)
            states.append(saved(loader))
        for rank in (1, 2):
            assert_equal(states[rank], states[0], because=f"rank {rank} of 3, and rank 0, after equally many batches")


@pytest.mark.stage(2)
def test_another_number_of_workers():
    """goes on with any number of workers from a state of any rank"""
    given = shards(7, 6)
    whole = pull(Loader(given, 4, 42), 16)
    for stop, old, new in [(0, 2, 3), (3, 2, 3), (4, 3, 1), (5, 1, 4), (9, 4, 2)]:
        for source in team(old, given, 4, 42):
            pull(source, stop)
            state = saved(source)
            for rank, loader in enumerate(team(new, given, 4, 5)):
                loader.load_state_dict(state)
                expected = [each[rank::new] for each in whole[stop : stop + 6]]
                because = f"stopped after {stop} batches with {old} workers, resumed as rank {rank} of {new}"
                same(pull(loader, 6), expected, because)
