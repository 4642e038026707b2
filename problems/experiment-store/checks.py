"""One trap at a time, then random histories against a model that replays every write for every question.

Checks that catch a mistake stay clear of all others: of these, only the one for equal times reads at the time of a
write, only the one for the boundary reads at the end of a life, and so on. What is red then tells what is wrong.
"""

import time

import pytest
from answer import Store

from prep.checking import assert_equal, summary

# ---- stage 1 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(1)
def test_gives_back_what_was_set():
    """gives back what was set, of the type it had, and the last of two values"""
    store = Store()
    for key, value in [("layers", 12), ("lr", 3e-4), ("note", "second try"), ("gain", 2.0)]:
        store.set("base", key, value)
        assert_equal(store.get("base", key), value, because=f"get after set('base', {key!r}, {value!r})")

    store.set("base", "lr", 1e-4)
    assert_equal(store.get("base", "lr"), 1e-4, because="a second set replaces the value")
    assert_equal(store.get("base", "layers"), 12, because="setting one key may not change another")


@pytest.mark.stage(1)
def test_missing_is_no_error():
    """gives None and False for runs and keys that were never set"""
    store = Store()
    store.set("base", "lr", 0.1)

    for run, key in [("base", "loss"), ("wide", "lr"), ("", "")]:
        assert_equal(store.get(run, key), None, because=f"({run!r}, {key!r}) was never set")
        assert_equal(store.delete(run, key), False, because=f"({run!r}, {key!r}) was never set, nothing to delete")
        assert_equal(store.get(run, key), None, because=f"({run!r}, {key!r}) was asked for and deleted, never set")


@pytest.mark.stage(1)
@pytest.mark.catches("stores-share-state")
def test_stores_share_nothing():
    """shares nothing between two stores"""
    one, other = Store(), Store()
    one.set("shared?", "lr", 0.1)

    because = "it was set in another store: is there a dict on the class, or as a default argument?"
    assert_equal(other.get("shared?", "lr"), None, because=because)
    other.delete("shared?", "lr")
    assert_equal(one.get("shared?", "lr"), 0.1, because="deleting in another store may not touch this one")


@pytest.mark.stage(1)
def test_delete_takes_away():
    """deletes one value, says whether it did, and can set it again"""
    store = Store()
    store.set("base", "lr", 0.1)
    store.set("base", "loss", 0.5)
    store.set("wide", "lr", 0.2)

    assert_equal(store.delete("base", "lr"), True, because="there was a value to delete")
    assert_equal(store.get("base", "lr"), None, because="the value was deleted")
    assert_equal(store.get("base", "loss"), 0.5, because="another key of that run was not deleted")
    assert_equal(store.get("wide", "lr"), 0.2, because="that key of another run was not deleted")
    assert_equal(store.delete("base", "lr"), False, because="it was deleted before")
    store.set("base", "lr", 0.3)
    assert_equal(store.get("base", "lr"), 0.3, because="set again after a delete")
    assert_equal(store.delete("base", "lr"), True, because="set again after a delete")
    store.set("base", "step", 0)
    assert_equal(store.delete("base", "step"), True, because="0 is a value to delete: test against None (hint 1)")


@pytest.mark.stage(1)
@pytest.mark.catches("falsy-is-missing")
def test_zero_is_a_value():
    """keeps 0, 0.0 and the empty string as values"""
    store = Store()
    for value in (0, 0.0, ""):
        store.set("base", "step", value)
        got = store.get("base", "step")
        assert got == value, f"expected {value!r}, got {summary(got)}: test against None, not for truth (hint 1)"


@pytest.mark.stage(1)
@pytest.mark.catches("joined-names")
def test_names_of_any_characters():
    """keeps apart runs and keys that would be the same text when joined"""
    for gap in ("/", ":", "::", ".", "-", "_", ",", "|", "#", " ", "\t", "\n", "\0", ""):
        store = Store()
        a_b_c = f"a{gap}b{gap}c"
        pairs = [("a", f"b{gap}c"), (f"a{gap}b", "c"), (a_b_c, ""), ("", a_b_c), ("A", f"B{gap}c")]
        for run, key in pairs:
            store.set(run, key, f"{run!r} {key!r}")
        for run, key in pairs:
            because = f"{run!r} with {key!r} is a pair of its own: do not join run and key (hint 1)"
            assert_equal(store.get(run, key), f"{run!r} {key!r}", because=because)
        store.delete(*pairs[0])
        because = f"{pairs[0]!r} was deleted, not {pairs[1]!r}: do not join run and key (hint 1)"
        assert_equal(store.get(*pairs[1]), "{!r} {!r}".format(*pairs[1]), because=because)


@pytest.mark.stage(1)
def test_names_count_as_they_are():
    """keeps apart names that differ in case or spaces only"""
    store = Store()
    alike = ["a", " a", "a ", "A", "a\n", "", " "]
    for run in alike:
        for key in alike:
            store.set(run, key, f"{run!r} {key!r}")
    for run in alike:
        for key in alike:
            because = f"({run!r}, {key!r}) was set to it; spaces and case count in names"
            assert_equal(store.get(run, key), f"{run!r} {key!r}", because=because)


@pytest.mark.stage(1)
def test_random_set_get_delete(rng):
    """agrees with a plain model over random sets, gets and deletes"""
    for _ in range(3):
        follow(random_calls(rng, 40, stage=1))


# ---- stage 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
def test_scan_takes_what_starts_with_the_prefix():
    """lists the keys that start with the prefix, and all of them for the empty one"""
    store = Store()
    rows = [
        ("Val", 1),
        ("[x]", 2),
        ("loss", 3),
        ("loss.a", 4),
        ("loss/b", 5),
        ("train/loss", 6),
        ("val*", 7),
        ("val/a", 8),
    ]
    for key, value in rows:
        store.set("base", key, value)
    store.set("wide", "loss", 9)

    assert_equal(store.scan("base"), rows, because="without a prefix every key of the run, as (key, value) tuples")
    for prefix in ("", "loss", "loss.", "loss/b", "loss/b/", "val", "V", "val*", "[x", "los?", "x"):
        wanted = [(key, value) for key, value in rows if key.startswith(prefix)]
        because = f"prefix {prefix!r}: keys that start with it, character for character"
        assert_equal(store.scan("base", prefix), wanted, because=because)


@pytest.mark.stage(2)
@pytest.mark.catches("scan-unsorted")
def test_scan_is_sorted(rng):
    """lists keys in sorted order, whatever the order they came in"""
    keys = ["Zeta", "alpha", "alpha/1", "step-10", "step-2", "step-9", "zeta"]
    orders = [[int(i) for i in rng.permutation(len(keys))] for _ in range(4)]
    for order in [[*range(len(keys))][::-1], *orders]:
        store = Store()
        for i in order:
            store.set("base", keys[i], 0.5)
        because = f"the keys were set in the order {[keys[i] for i in order]}; scan sorts by key, as text"
        assert_equal(names(store.scan("base")), keys, because=because)


@pytest.mark.stage(2)
def test_scan_of_nothing_is_empty():
    """gives an empty list where there is nothing, also after the last key was deleted"""
    store = Store()
    assert_equal(store.scan("base"), [], because="nothing was set")
    assert_equal(store.top("lr", 3), [], because="nothing was set")

    store.set("base", "lr", 0.1)
    store.delete("base", "lr")
    assert_equal(store.scan("base"), [], because="the only key was deleted")
    assert_equal(store.top("lr", 3), [], because="the only value was deleted")
    store.get("wide", "lr")
    assert_equal(store.scan("wide"), [], because="asking for a key does not make it")


@pytest.mark.stage(2)
def test_top_ranks_the_largest_first():
    """ranks the runs that have the key, the largest value first, at most n"""
    store = Store()
    values = {"base": 0.3, "deep": -2, "long": 11, "tiny": -0.5, "wide": 2.5}
    for run, value in values.items():
        store.set(run, "acc", value)
    store.set("other", "acc/top5", 99)
    store.set("deep", "lr", 7)

    ranked = [("long", 11), ("wide", 2.5), ("base", 0.3), ("tiny", -0.5), ("deep", -2)]
    for n in (1, 2, 4, 5, 6, 50):
        because = f"top('acc', {n}): (run, value) tuples of that very key, the largest value first, at most {n}"
        assert_equal(store.top("acc", n), ranked[:n], because=because)
    near = [("a", 2**60), ("b", 2**60 + 1), ("c", 0.3), ("d", 0.1 + 0.2)]
    for run, value in near:
        store.set(run, "near", value)
    because = "these differ, if by little: compare the numbers as they are"
    assert_equal(store.top("near", 9), [near[1], near[0], near[3], near[2]], because=because)


@pytest.mark.stage(2)
@pytest.mark.catches("ties-reversed")
def test_equal_values_rank_by_name(rng):
    """ranks runs with equal values by name, ascending, also where n cuts through them"""
    values = {"Wide": 1, "base": 1.0, "deep": 0.5, "long": 1, "tiny": 2.5}
    for _ in range(4):
        store = Store()
        for i in rng.permutation(len(values)):
            run = list(values)[i]
            store.set(run, "acc", values[run])
        ranked = ["tiny", "Wide", "base", "long", "deep"]
        for n in (2, 3, 5):
            because = f"top('acc', {n}) over {values}: equal values come in ascending order of the run's name"
            assert_equal(names(store.top("acc", n)), ranked[:n], because=because)


@pytest.mark.stage(2)
def test_random_scans_and_ranks(rng):
    """agrees with a plain model over random writes, scans and ranks"""
    for _ in range(3):
        follow(random_calls(rng, 50, stage=2))


# ---- stage 3 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(3)
@pytest.mark.catches("as-of-before")
def test_equal_times():
    """sees a write at its own time, and of several at one time the last"""
    store = Store()
    store.set("base", "loss", 0.5, at=10)
    assert_equal(store.get("base", "loss", at=10), 0.5, because="set at 10, read at 10: up to and including (hint 2)")
    assert_equal(store.get("base", "loss", at=9), None, because="set at 10, read at 9: not there yet")

    store.set("base", "loss", 0.4, at=10)
    assert_equal(store.get("base", "loss", at=10), 0.4, because="set twice at 10: the last one counts (hint 2)")
    store.delete("base", "loss", at=10)
    assert_equal(store.get("base", "loss", at=10), None, because="set, then deleted, both at 10")
    store.set("base", "loss", 0.3, at=10)
    assert_equal(store.get("base", "loss", at=10), 0.3, because="set, deleted and set again, all at 10")
    assert_equal(store.get("base", "loss", at=9), None, because="everything was written at 10, read at 9")


@pytest.mark.stage(3)
def test_reads_as_of_any_time():
    """reads, lists and ranks as of earlier and later times"""
    store = Store()
    store.set("base", "loss", 0.9, at=10)
    store.set("wide", "loss", 0.7, at=20)
    store.set("base", "lr", 0.1, at=30)
    store.set("base", "loss", 0.5, at=40)
    assert_equal(store.delete("base", "lr", at=50), True, because="set at 30, deleted at 50")

    for at, value in [(0, None), (5, None), (15, 0.9), (39, 0.9), (45, 0.5), (10**12, 0.5)]:
        because = f"set to 0.9 at 10 and to 0.5 at 40, read at {at}"
        assert_equal(store.get("base", "loss", at=at), value, because=because)
    first, last = [("loss", 0.9), ("lr", 0.1)], [("loss", 0.5), ("lr", 0.1)]
    for at, rows in [(5, []), (25, first[:1]), (35, first), (45, last), (55, last[:1])]:
        because = f"'loss' was 0.9 from 10 and 0.5 from 40, 'lr' 0.1 from 30 until 50; listed as of {at}"
        assert_equal(store.scan("base", at=at), rows, because=because)
    first, last = [("base", 0.9), ("wide", 0.7)], [("wide", 0.7), ("base", 0.5)]
    for at, rows in [(5, []), (15, first[:1]), (35, first), (45, last)]:
        because = f"'base' had 0.9 from 10 and 0.5 from 40, 'wide' 0.7 from 20; ranked as of {at}"
        assert_equal(store.top("loss", 5, at=at), rows, because=because)
    assert_equal(store.scan("base", "lr", at=45), [("lr", 0.1)], because="a prefix and a time together")


@pytest.mark.stage(3)
@pytest.mark.catches("expiry-inclusive")
def test_a_life_is_half_open():
    """lets a value set at 10 with a ttl of 5 be gone at 15"""
    store = Store()
    store.set("base", "five", 0.5, at=10, ttl=5)
    store.set("base", "three", 0.3, at=10, ttl=3)

    assert_equal(store.get("base", "five", at=12), 0.5, because="alive in [10, 15), read at 12")
    assert_equal(store.get("base", "five", at=15), None, because="alive in [10, 15): gone at 15 (hint 2)")
    assert_equal(store.get("base", "three", at=13), None, because="alive in [10, 13): gone at 13 (hint 2)")


@pytest.mark.stage(3)
def test_expired_is_gone():
    """finds nothing after the end of a life, and deletes nothing"""
    store = Store()
    store.set("base", "loss", 0.5, at=10, ttl=10)
    store.set("base", "acc", 0.7, at=10, ttl=10)
    store.set("base", "lr", 0.1, at=12)

    assert_equal(store.get("base", "loss", at=19), 0.5, because="alive in [10, 20): still there at 19")
    assert_equal(store.get("base", "loss", at=29), None, because="alive in [10, 20), read at 29")
    assert_equal(store.get("base", "lr", at=29), 0.1, because="set without ttl: alive until replaced or deleted")
    assert_equal(store.delete("base", "acc", at=19), True, because="alive in [10, 20): still there to delete at 19")
    assert_equal(store.delete("base", "loss", at=20), False, because="alive in [10, 20): nothing to delete at 20")
    assert_equal(store.delete("base", "loss", at=30), False, because="it had expired: nothing to delete")
    assert_equal(store.get("base", "loss", at=17), 0.5, because="deleting it later changes nothing at 17")
    store.set("base", "loss", 0.4, at=40)
    assert_equal(store.get("base", "loss", at=41), 0.4, because="set again after it had expired")
    assert_equal(store.get("base", "loss", at=35), None, because="set again at 40, read at 35 while it was expired")
    store.set("base", "loss", 0.3, at=50, ttl=20)
    store.set("base", "loss", 0.2, at=55, ttl=3)
    assert_equal(
        store.get("base", "loss", at=65), None, because="set again at 55 with ttl 3: alive up to 57, read at 65"
    )


@pytest.mark.stage(3)
@pytest.mark.catches("expired-listed")
def test_expired_is_not_listed():
    """leaves what has expired out of scan and top"""
    store = Store()
    store.set("base", "loss", 0.9, at=10, ttl=10)
    store.set("base", "lr", 0.1, at=11)
    store.set("wide", "loss", 0.7, at=12, ttl=100)

    because = "'loss' of 'base' lived in [10, 20): not listed at 30; ask for what is alive in one place (hint 1)"
    assert_equal(names(store.scan("base", at=30)), ["lr"], because=because)
    assert_equal(names(store.scan("base", "lo", at=30)), [], because=because)
    assert_equal(names(store.top("loss", 1, at=30)), ["wide"], because=because)
    assert_equal(names(store.top("loss", 9, at=500)), [], because="all have expired at 500 (hint 1)")


@pytest.mark.stage(3)
@pytest.mark.catches("ttl-kept")
def test_a_set_replaces_the_expiry():
    """forgets the old expiry when a value is set again, with or without a ttl"""
    store = Store()
    for key in ("bare", "longer"):
        store.set("base", key, 0.1, at=10, ttl=20)
    store.set("base", "bare", 0.2, at=15)
    store.set("base", "longer", 0.2, at=15, ttl=40)

    because = "set at 10 with ttl 20, then at 15 without: it stays"
    assert_equal(store.get("base", "bare", at=99), 0.2, because=because)
    because = "set at 10 with ttl 20, then at 15 with ttl 40: alive up to 54"
    assert_equal(store.get("base", "longer", at=50), 0.2, because=because)
    assert_equal(store.get("base", "longer", at=60), None, because=because)


@pytest.mark.stage(3)
@pytest.mark.catches("older-value-returns")
def test_the_value_before_does_not_come_back():
    """finds nothing once a value has expired, though one without ttl was there before it"""
    store = Store()
    store.set("base", "loss", 0.9, at=10)
    store.set("base", "loss", 0.5, at=20, ttl=5)

    because = "0.9 was replaced at 20 and its successor has expired: take the last write, then ask if it lives (hint 2)"
    assert_equal(store.get("base", "loss", at=22), 0.5, because="set at 20 with ttl 5, read at 22")
    assert_equal(store.get("base", "loss", at=30), None, because=because)


@pytest.mark.stage(3)
@pytest.mark.catches("delete-erases-history")
def test_a_delete_leaves_the_past():
    """still finds at earlier times what was deleted since"""
    store = Store()
    store.set("base", "loss", 0.9, at=10)
    store.delete("base", "loss", at=20)

    because = "set at 10 and deleted at 20: at 15 it was there, so a delete is one more write (hint 2)"
    assert_equal(store.get("base", "loss", at=15), 0.9, because=because)
    assert_equal(store.get("base", "loss", at=25), None, because="deleted at 20, read at 25")
    store.set("base", "loss", 0.4, at=30)
    assert_equal(store.get("base", "loss", at=25), None, because="deleted at 20 and set at 30, read at 25")
    assert_equal(store.get("base", "loss", at=15), 0.9, because=because)
    assert_equal(store.get("base", "loss", at=35), 0.4, because="set again at 30, read at 35")


@pytest.mark.stage(3)
def test_long_histories():
    """still knows each of many writes to one key, long after they have expired"""
    store = Store()
    for i in range(40):
        store.set("base", "step", i, at=5 * i, ttl=3)

    for i in range(40):
        because = f"value i was set at 5 * i with ttl 3, for i up to 39: read at {5 * i + 2} and {5 * i + 3}"
        assert_equal(store.get("base", "step", at=5 * i + 2), i, because=because)
        assert_equal(store.get("base", "step", at=5 * i + 3), None, because=because)


@pytest.mark.stage(3)
def test_reading_changes_nothing():
    """gives the same answers after a look into the far future"""
    store = Store()
    store.set("base", "loss", 0.5, at=10, ttl=10)
    store.set("base", "lr", 0.1, at=12)
    store.get("base", "loss", at=900)
    store.scan("base", at=900)
    store.top("loss", 3, at=900)

    because = "a read at 900 came between: it does not move *now*, which is 12, the time of the last write"
    assert_equal(store.get("base", "loss"), 0.5, because=because)
    because = "a read at 900 came between: reading may not clear away what has expired by then"
    assert_equal(store.get("base", "loss", at=17), 0.5, because=because)
    assert_equal(store.scan("base", at=17), [("loss", 0.5), ("lr", 0.1)], because=because)
    assert_equal(store.top("loss", 3, at=17), [("base", 0.5)], because=because)


@pytest.mark.stage(3)
def test_calls_without_a_time_are_now():
    """takes a call without a time as one at the largest time a write was given"""
    store = Store()
    store.set("base", "loss", 0.5, ttl=10)
    assert_equal(
        store.get("base", "loss", at=9), 0.5, because="set before any time was given: now is 0, alive in [0, 10)"
    )
    assert_equal(store.get("base", "loss", at=10), None, because="set before any time was given: alive in [0, 10)")

    store.set("base", "lr", 0.1, at=20, ttl=10)
    assert_equal(store.get("base", "lr"), 0.1, because="now is 20, 'lr' is alive in [20, 30)")
    assert_equal(store.scan("base"), [("lr", 0.1)], because="now is 20: 'loss' has expired")
    store.set("wide", "lr", 0.2)
    assert_equal(store.get("wide", "lr", at=19), None, because="set without a time when now was 20, read at 19")
    assert_equal(store.get("wide", "lr", at=21), 0.2, because="set without a time when now was 20, read at 21")
    store.set("tiny", "lr", 0.3, at=40)
    assert_equal(store.top("lr", 5), [("tiny", 0.3), ("wide", 0.2)], because="now is 40: that of 'base' has expired")
    assert_equal(store.delete("base", "lr"), False, because="now is 40: that of 'base' has expired")
    assert_equal(store.delete("wide", "lr"), True, because="now is 40: that of 'wide' is alive")
    assert_equal(store.get("wide", "lr", at=39), 0.2, because="deleted without a time when now was 40, read at 39")
    store.set("deep", "lr", 0.4, at=50, ttl=10)
    store.delete("deep", "loss", at=60)
    because = "a delete at 60 came last; it found nothing, but now is 60, and that of 'deep' lived in [50, 60)"
    assert_equal(store.get("deep", "lr"), None, because=because)


@pytest.mark.stage(3)
def test_random_times(rng):
    """agrees with a plain model over random writes with times and lives, read as of any time"""
    for names_of in (RUNS, RUNS, RUNS, RUNS, RUNS[:1]):
        follow(random_calls(rng, 60, stage=3, runs=names_of))


# ---- stage 4 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(4)
def test_restore_puts_back():
    """counts what a backup holds, and puts back in every run what was changed or deleted since"""
    store = Store()
    assert_equal(store.backup(at=5), 0, because="an empty store: the backup holds no values")
    store.set("base", "lr", 0.1, at=10)
    store.set("base", "loss", 0.5, at=11)
    store.set("wide", "lr", 0.2, at=12)
    store.set("tiny", "lr", 0.3, at=13)
    store.delete("tiny", "lr", at=14)
    assert_equal(store.backup(at=20), 3, because="three values are alive at 20; the one of 'tiny' was deleted")
    store.set("base", "loss", 0.4, at=30)
    store.delete("wide", "lr", at=31)

    assert_equal(store.restore(25, at=40), True, because="there is a backup made at 20, up to 25")
    because = "as it was at the backup of 20"
    assert_equal(store.scan("base", at=45), [("loss", 0.5), ("lr", 0.1)], because=because)
    assert_equal(store.scan("wide", at=45), [("lr", 0.2)], because=because)
    assert_equal(store.scan("tiny", at=45), [], because=because)
    assert_equal(store.restore(5, at=50), True, because="an empty store was backed up at 5: a backup all the same")
    assert_equal(store.scan("base", at=55), [], because="an empty store was restored at 50 (hint 3)")


@pytest.mark.stage(4)
@pytest.mark.catches("ttl-not-rebased")
def test_the_rest_of_a_life_begins_anew():
    """gives a value, from the restore on, what it had left at the backup"""
    store = Store()
    store.set("base", "loss", 0.5, at=10, ttl=30)
    store.set("base", "lr", 0.1, at=11)
    store.backup(at=20)
    restored(store, 25, at=100)

    because = "alive in [10, 40), backed up at 20 with 20 left, restored at 100: alive in [100, 120) (hint 3)"
    assert_equal(store.get("base", "loss", at=110), 0.5, because=because)
    assert_equal(store.get("base", "loss", at=130), None, because=because)
    assert_equal(store.get("base", "lr", at=9999), 0.1, because="set without ttl: restored without ttl")


@pytest.mark.stage(4)
@pytest.mark.catches("shared-backup")
def test_later_writes_do_not_reach_the_backup():
    """keeps a backup as it was made, whatever is set or deleted in the same run afterwards"""
    store = Store()
    store.set("base", "lr", 0.1, at=10)
    store.set("base", "loss", 0.5, at=11)
    store.backup(at=20)
    store.set("base", "lr", 0.3, at=30)
    store.delete("base", "loss", at=31)

    restored(store, 25, at=40)
    because = "the backup holds what was there at 20: does it share a dict with the store?"
    assert_equal(store.get("base", "lr", at=45), 0.1, because=because)
    assert_equal(store.get("base", "loss", at=45), 0.5, because=because)


@pytest.mark.stage(4)
@pytest.mark.catches("backup-is-a-time", "shared-backup")
def test_a_write_at_the_time_of_the_backup():
    """keeps a write out of the backup that comes after it at the same time"""
    store = Store()
    store.set("base", "lr", 0.1, at=10)
    store.set("base", "loss", 0.5, at=11)
    store.backup(at=20)
    store.set("base", "lr", 0.3, at=20)
    store.delete("base", "loss", at=20)

    restored(store, 25, at=40)
    because = "changed at 20, but after the backup of 20: its time alone does not say what it holds (hint 3)"
    assert_equal(store.get("base", "lr", at=45), 0.1, because=because)
    assert_equal(store.get("base", "loss", at=45), 0.5, because=because)


@pytest.mark.stage(4)
@pytest.mark.catches("restore-merges")
def test_restore_takes_away_the_rest():
    """takes away what the backup does not hold"""
    store = Store()
    store.set("base", "lr", 0.1, at=10)
    store.backup(at=20)
    store.set("wide", "lr", 0.2, at=30)
    store.set("tiny", "lr", 0.3, at=31, ttl=1000)
    restored(store, 25, at=40)

    because = "set after the backup that was restored: gone from 40 on (hint 3)"
    assert_equal(store.get("wide", "lr", at=45), None, because=because)
    assert_equal(store.get("tiny", "lr", at=45), None, because=because)
    assert_equal(store.get("base", "lr", at=45), 0.1, because="the backup holds it")


@pytest.mark.stage(4)
@pytest.mark.catches("restore-rewrites-the-past")
def test_restore_leaves_the_past():
    """reads before the restore as they were, also between backup and restore"""
    store = Store()
    store.set("base", "loss", 0.9, at=10)
    store.backup(at=20)
    store.set("base", "loss", 0.5, at=30)
    store.set("wide", "loss", 0.7, at=31)

    restored(store, 25, at=40)
    because = "written at 30 and 31, restored at 40: reading at 35 gives what it gave before (hint 3)"
    assert_equal(store.get("base", "loss", at=35), 0.5, because=because)
    assert_equal(store.get("wide", "loss", at=39), 0.7, because=because)
    assert_equal(store.get("base", "loss", at=25), 0.9, because="set at 10, read at 25")


@pytest.mark.stage(4)
def test_the_latest_backup_up_to_a_moment():
    """takes the latest backup up to and including the moment, and changes nothing without one"""
    store = Store()
    assert_equal(store.restore(99, at=1), False, because="no backup was ever made")
    for at, value in [(10, 1), (20, 2), (30, 3)]:
        store.set("base", "step", value, at=at)
        store.backup(at=at + 5)
    store.set("base", "step", 4, at=35)
    store.backup(at=35)
    store.set("base", "step", 5, at=40)

    assert_equal(store.restore(14, at=41), False, because="the first backup was made at 15")
    assert_equal(store.get("base", "step", at=42), 5, because="there was no backup to restore: nothing changes")
    store.backup(at=41)
    store.set("base", "step", 6, at=41)
    assert_equal(store.restore(41, at=41), True, because="a backup was made at that very time")
    because = "restore(41, at=41), after a backup and a set at 41: up to and including the moment"
    assert_equal(store.get("base", "step", at=41), 5, because=because)
    tried = [(15, 1), (24, 1), (25, 2), (34, 2), (35, 4), (40, 4), (10**6, 5), (16, 1)]
    for at, (moment, value) in enumerate(tried, start=5):
        assert_equal(
            store.restore(moment, at=10 * at), True, because=f"restore({moment}): there are backups up to then"
        )
        because = f"restore({moment}), with backups at 15, 25, 35, 35 and 41: the latest up to and including it"
        assert_equal(store.get("base", "step", at=10 * at + 1), value, because=because)


@pytest.mark.stage(4)
def test_what_has_expired_is_not_backed_up():
    """leaves out of a backup what has expired by then, though it was alive before"""
    store = Store()
    store.set("base", "loss", 0.5, at=10, ttl=5)
    store.set("wide", "loss", 0.7, at=10, ttl=50)
    store.set("tiny", "loss", 0.2, at=10, ttl=11)
    assert_equal(store.backup(at=20), 2, because="'loss' of 'base' lived in [10, 15): two values are alive at 20")

    restored(store, 20, at=30)
    assert_equal(store.scan("base", at=31), [], because="it had expired when the backup was made")
    assert_equal(store.get("wide", "loss", at=69), 0.7, because="40 of its life were left: alive in [30, 70)")
    assert_equal(store.get("tiny", "loss", at=30), 0.2, because="1 of its life was left: alive in [30, 31)")
    assert_equal(store.get("tiny", "loss", at=31), None, because="1 of its life was left: alive in [30, 31)")


@pytest.mark.stage(4)
def test_backups_stay():
    """restores a backup twice, and backs up what a restore put back, each with the life it has left"""
    store = Store()
    store.set("base", "loss", 0.5, at=10, ttl=20)
    store.backup(at=20)
    restored(store, 20, at=100)
    assert_equal(store.backup(at=104), 1, because="restored at 100 with 10 left, alive at 104")
    restored(store, 20, at=200)
    assert_equal(store.get("base", "loss", at=209), 0.5, because="backed up with 10 left, restored again at 200")
    assert_equal(store.get("base", "loss", at=210), None, because="backed up with 10 left, restored again at 200")
    restored(store, 150, at=300)
    because = "restored at 100 with 10 left, backed up at 104 with 6 left, restored at 300: alive in [300, 306)"
    assert_equal(store.get("base", "loss", at=305), 0.5, because=because)
    assert_equal(store.get("base", "loss", at=306), None, because=because)
    assert_equal(store.get("base", "loss", at=109), 0.5, because="restored at 100 with 10 left, read at 109")
    assert_equal(store.get("base", "loss", at=110), None, because="restored at 100 with 10 left, read at 110")


@pytest.mark.stage(4)
def test_backup_and_restore_without_a_time():
    """backs up and restores now when no time is given, and both move now"""
    store = Store()
    store.set("base", "lr", 0.1)
    assert_equal(store.backup(), 1, because="no time was ever given: now is 0")
    store.set("base", "lr", 0.2)
    assert_equal(store.restore(0), True, because="a backup was made at 0")
    assert_equal(store.get("base", "lr"), 0.1, because="restored, all of it at 0: the restore came last")

    store.set("base", "loss", 0.5, at=10, ttl=10)
    store.backup(at=25)
    assert_equal(store.get("base", "loss"), None, because="a backup was made at 25, so now is 25")
    store.set("base", "lr", 0.3, at=30)
    restored(store, 25, at=40)
    assert_equal(store.get("base", "lr"), 0.1, because="0.1 was restored at 40, so now is 40")
    assert_equal(store.restore(25), True, because="a backup was made at 25")
    assert_equal(store.get("base", "lr", at=39), 0.3, because="set at 30, first restored at 40, read at 39")

    store = Store()
    store.set("base", "loss", 0.5, at=10, ttl=10)
    assert_equal(store.restore(99, at=30), False, because="no backup was ever made")
    because = "a restore at 30 came last; it found no backup, but now is 30, and 'loss' lived in [10, 20)"
    assert_equal(store.get("base", "loss"), None, because=because)


@pytest.mark.stage(4)
def test_random_backups(rng):
    """agrees with a plain model over random writes, backups and restores, read as of any time"""
    for names_of in (*[RUNS] * 5, RUNS[:1], RUNS[:1]):
        follow(random_calls(rng, 70, stage=4, runs=names_of))


# ---- the model, and random calls -------------------------------------------------------------------------------
# A call is (method, positional arguments, named arguments): plain data, for the answer and the model alike.

RUNS = ("base", "base-2", "wide")
KEYS = ("loss", "loss/val", "lr", "note")
NUMBERS = (0, 1, 1.0, 2, 0.5, -1.5)
SHRINKING_SECONDS = 1.0


def model(calls):
    """What each call answers, by replaying all writes so far for every question."""
    writes, backups, answers = [], [], []

    def alive(at):
        last = {cell: (value, dies) for when, cell, value, dies in writes if when <= at}
        return {c: (v, dies) for c, (v, dies) in last.items() if v is not None and (dies is None or at < dies)}

    for method, args, named in calls:
        at = named.get("at", 0)
        there = alive(at)
        answer = None
        if method == "set":
            writes.append((at, args[:2], args[2], at + named["ttl"] if "ttl" in named else None))
        elif method == "get":
            answer = there.get(args, (None, None))[0]
        elif method == "delete":
            answer = args in there
            writes.append((at, args, None, None))
        elif method == "scan":
            answer = sorted(
                (key, v) for (run, key), (v, _) in there.items() if run == args[0] and key.startswith(args[1])
            )
        elif method == "top":
            rows = sorted((-v, run, v) for (run, key), (v, _) in there.items() if key == args[0])
            answer = [(run, v) for _, run, v in rows[: args[1]]]
        elif method == "backup":
            answer = len(there)
            backups.append((at, {cell: (v, dies and dies - at) for cell, (v, dies) in there.items()}))
        elif method == "restore":
            fitting = [kept for when, kept in backups if when <= args[0]]
            answer = bool(fitting)
            if fitting:
                writes += [(at, cell, None, None) for cell in there]
                writes += [(at, cell, v, left and at + left) for cell, (v, left) in fitting[-1].items()]
        answers.append(answer)
    return answers


def random_calls(rng, count, stage, runs=RUNS):
    """Calls on few names at small times, so that they meet often (with one run: on two cells); then a last look."""
    methods, weights = ["set", "get", "delete"], [6, 5, 2]
    if stage >= 2:
        methods, weights = [*methods, "scan", "top"], [*weights, 3, 3]
    if stage >= 4:
        methods, weights = [*methods, "backup", "restore"], [*weights, 1.5, 1.5]
    clock, calls = 0, []

    def pick(options):
        return options[int(rng.integers(len(options)))]

    def reading(named):
        return named | ({"at": int(rng.integers(clock + 8))} if stage >= 3 else {})

    def scan(run):
        return "scan", (run, pick(("", "", "l", "loss", "loss/"))), reading({})

    for _ in range(count):
        method = methods[int(rng.choice(len(methods), p=[w / sum(weights) for w in weights]))]
        run, key = pick(runs), pick(KEYS if len(runs) > 1 else KEYS[2:])
        if method == "get":
            calls.append((method, (run, key), reading({})))
        elif method == "scan":
            calls.append(scan(run))
        elif method == "top":
            calls.append((method, (pick(KEYS[:3]), pick((1, 2, 3, 9))), reading({})))
        else:
            clock += pick((0, 0, 1, 2, 4)) if stage >= 3 else 0
            named = {"at": clock} if stage >= 3 else {}
            if method == "set" and stage >= 3 and rng.random() < 0.5:
                named["ttl"] = pick((1, 2, 5, 12, 30))
            value = (f"v{len(calls)}" if key == "note" else pick(NUMBERS),)
            args = {
                "set": (run, key, *value),
                "delete": (run, key),
                "backup": (),
                "restore": (int(rng.integers(clock + 3)),),
            }
            calls.append((method, args[method], named))
    looks = [scan(run) for _ in range(4) for run in RUNS] if stage >= 2 else []
    return calls + looks


def difference(calls):
    """The first call that a new store answers otherwise than the model: its number, what is wanted, what came."""
    store = Store()
    for number, ((method, args, named), wanted) in enumerate(zip(calls, model(calls), strict=True)):
        got = getattr(store, method)(*args, **named)
        try:
            if method != "set":
                assert_equal(got, wanted)
        except AssertionError:
            return number, wanted, got
    return None


def restored(store, moment, at):
    """Restore where there is a backup, and look at the answer first, so that what follows is about the values."""
    because = f"restore({moment}, at={at}): a backup was made at or before {moment}"
    assert_equal(store.restore(moment, at=at), True, because=because)


def names(rows):
    """The first part of each row of a listing."""
    assert isinstance(rows, list), f"expected a list of tuples, got {summary(rows)}"
    return [row[0] for row in rows]


def follow(calls):
    """Fail where the answer leaves the model, telling a short way to get there."""
    found = difference(calls)
    if found is None:
        return
    until = time.monotonic() + SHRINKING_SECONDS
    calls = calls[: found[0] + 1]
    size = len(calls) // 2
    while size:
        first = 0
        while first < len(calls) - 1 and time.monotonic() < until:
            fewer = calls[:first] + calls[first + size :]
            try:
                still = difference(fewer)
            except Exception:  # another failure of the answer's: not the one to tell
                still = None
            if still is None:
                first += size
            else:
                found, calls = still, fewer[: still[0] + 1]
        size //= 2
    text = "; ".join(told(call) for call in calls)
    raise AssertionError(
        f"expected {summary(found[1])}, got {summary(found[2])}, as the last answer on a new store: {text}"
    )


def told(call):
    """A call as one would write it."""
    method, args, named = call
    return f"{method}({', '.join([*map(repr, args), *(f'{name}={value!r}' for name, value in named.items())])})"
