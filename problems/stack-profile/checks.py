"""One trap at a time, then random stacks over few names: replayed as pushes and pops, and against calls found by hand.

Checks that catch a mistake keep clear of the others. Their samples are followed by a copy of the last one, whose
events are not looked at, so that it does not matter whether an answer ends what still runs; one alone has an empty
stack, and what is compared is no more than shows the mistake.
"""

import pytest
from answer import events, times

from prep.checking import assert_close, assert_equal, assert_shape, fetch, place, summary

ROUNDS = 30


def rows_of(got):
    """The events, each a tuple of kind, time and name."""
    assert isinstance(got, list), f"expected a list of events, got {summary(got)}"
    for event in got:
        fits = isinstance(event, tuple) and len(event) == 3 and event[0] in ("start", "end")
        assert fits, f'expected tuples ("start" or "end", time, name), got {summary(event)}'
    return got


def numbered(*stacks):
    """Samples at the times 1, 2, 3 ... of stacks given as texts of one-letter names."""
    return [(t, list(stack)) for t, stack in enumerate(stacks, start=1)]


def shown(samples):
    return ", ".join(f"{t}: {''.join(stack) or '(empty)'}" for t, stack in samples)


def so_far(samples, *more):
    """The events up to the last sample, with a copy of it behind."""
    t, stack = samples[-1]
    return [event for event in rows_of(events([*samples, (t + 1, list(stack))], *more)) if event[1] <= t]


def calls_of(samples):
    """Every call as [name, depth, first sample, samples seen], found place by place."""
    calls = []
    for i, (_, stack) in enumerate(samples):
        for depth, name in enumerate(stack):
            outside = stack[: depth + 1]
            if not i or samples[i - 1][1][: depth + 1] != outside:
                seen = 1
                while i + seen < len(samples) and samples[i + seen][1][: depth + 1] == outside:
                    seen += 1
                calls.append((name, depth, i, seen))
    return calls


def by_hand(samples, at_least=1):
    """The events of these calls, in order."""
    keyed = []
    for name, depth, first, seen in calls_of(samples):
        if seen >= at_least:
            keyed.append((first, 1, depth, ("start", samples[first][0], name)))
            if first + seen < len(samples):
                keyed.append((first + seen, 0, -depth, ("end", samples[first + seen][0], name)))
    return [event for *_, event in sorted(keyed, key=lambda each: each[:3])]


def random_samples(rng, names="ab", most=4, count=12):
    """Stacks that change a little from sample to sample, over few names; some are empty."""
    samples, stack, t = [], [], int(rng.integers(-5, 5))
    for _ in range(count):
        if rng.random() < 0.7:
            stack = stack[: int(rng.integers(len(stack) + 1))]
            stack = stack + [names[int(i)] for i in rng.integers(len(names), size=int(rng.integers(most)))]
        if rng.random() < 0.1:
            stack = []
        samples.append((t, list(stack)))
        t += int(rng.integers(1, 6))
    return samples


# ---- stage 1 -----------------------------------------------------------------------------------------------------


@pytest.mark.stage(1)
def test_one_call_inside_another():
    """gives start and end of calls that come and go one inside the other"""
    samples = [(0, ["main"]), (10, ["main", "load"]), (15, ["main", "load"]), (40, ["main"])]
    expected = [("start", 0, "main"), ("start", 10, "load"), ("end", 40, "load")]
    assert_equal(so_far(samples), expected, because="main calls load, which is in the samples at 10 and 15")
    samples = [(0, ["main"]), (10, ["main", "load"]), (12, ["main", "fit"])]
    expected = [("start", 0, "main"), ("start", 10, "load"), ("end", 12, "load"), ("start", 12, "fit")]
    assert_equal(so_far(samples), expected, because="fit has taken the place of load at 12")


@pytest.mark.stage(1)
def test_nothing_and_nobody():
    """gives no events for no samples, for empty stacks, and for samples that are all alike beyond the first"""
    assert_equal(events([]), [], because="there are no samples")
    assert_equal(events([(3, [])]), [], because="nothing runs")
    assert_equal(events([(3, []), (4, [])]), [], because="nothing runs")
    expected = [("start", 1, "a"), ("start", 1, "b")]
    assert_equal(so_far(numbered("ab", "ab", "ab")), expected, because="nothing changed, so nothing happened")


@pytest.mark.stage(1)
@pytest.mark.catches("matched-by-name")
def test_recursion():
    """takes each frame of a recursive function for a call of its own"""
    samples = numbered("f", "fff", "ff", "ffff", "f")
    got, before = so_far(samples), 0
    for t, stack in samples:
        kinds = [kind for kind, at, _ in got if at == t]
        more = kinds.count("start") - kinds.count("end")
        wanted, before = len(stack) - before, len(stack)
        kind = "starts than ends" if wanted > 0 else "ends than starts"
        assert more == wanted, (
            f"expected at {t} {abs(wanted)} more {kind}, got {summary(kinds)} for {shown(samples)}: "
            "the same name twice on a stack is two calls (hint 2)"
        )


@pytest.mark.stage(1)
@pytest.mark.catches("outside-ignored", "matched-by-name")
def test_inside_a_new_call_all_is_new():
    """ends and starts what is inside of a call that has changed, though the names are the same"""
    for stacks in [("ab", "cb"), ("abc", "axc"), ("abcd", "xbcd"), ("ab", "ba"), ("abb", "bab")]:
        samples = numbered(*stacks)
        old, new = stacks
        same = 0
        while old[same] == new[same]:
            same += 1
        got = so_far(samples)
        ended = sorted(name for kind, t, name in got if (kind, t) == ("end", 2))
        started = sorted(name for kind, t, name in got if (kind, t) == ("start", 2))
        because = f"{shown(samples)}: what is inside of a changed frame is another call (hint 1)"
        assert ended == sorted(old[same:]), (
            f"expected the ends of {summary(sorted(old[same:]))}, got {ended} for {because}"
        )
        wanted = sorted(new[same:])
        assert started == wanted, f"expected the starts of {summary(wanted)}, got {started} for {because}"


@pytest.mark.stage(1)
@pytest.mark.catches("outer-ends-first")
def test_inner_calls_end_first():
    """ends calls from the inside to the outside, and starts them from the outside to the inside"""
    samples = numbered("abcd", "wxyz", "m")
    got = so_far(samples)
    because = f"for {shown(samples)}: a call cannot outlive its caller (hint 2)"
    for t, kind, wanted in [(1, "start", "abcd"), (2, "end", "dcba"), (2, "start", "wxyz"), (3, "end", "zyxw")]:
        names = [name for each, at, name in got if (each, at) == (kind, t)]
        assert names == list(wanted), f"expected {kind} of {', '.join(wanted)} in this order, got {names} {because}"


@pytest.mark.stage(1)
@pytest.mark.catches("starts-before-ends")
def test_ends_come_before_starts():
    """gives the ends of a time before its starts"""
    samples = numbered("ab", "ac", "ad", "xy")
    got = so_far(samples)
    for t in (2, 3, 4):
        kinds = [kind for kind, at, _ in got if at == t]
        wanted = sorted(kinds)
        assert {*kinds} == {"end", "start"}, f"expected ends and starts at {t}, got {kinds} for {shown(samples)}"
        assert kinds == wanted, f"expected {wanted} at {t}, got {kinds}: what is over is over before the next starts"
    at = [t for _, t, _ in got]
    assert at == sorted(at), f"expected events in order of time, got the times {summary(at)}"


@pytest.mark.stage(1)
@pytest.mark.catches("all-restarted")
def test_what_goes_on_has_no_events():
    """has one start and no end for a call that goes on while others come and go inside of it"""
    for stacks in [("a", "ab", "ac", "acd", "a"), ("ab", "abc", "abcd", "abx")]:
        samples = numbered(*stacks)
        got = [event for event in so_far(samples) if event[2] == "a"]
        because = f"{shown(samples)}: a is there all the time"
        assert_equal(got, [("start", 1, "a")], because=because)


@pytest.mark.stage(1)
@pytest.mark.catches("closes-the-last")
def test_last_sample_still_runs():
    """gives no end to what is on the stack of the last sample"""
    assert_equal(events([(5, ["a"])]), [("start", 5, "a")], because="one sample: what it shows still runs (hint 2)")
    for stacks in [("a", "ab"), ("abc", "ab"), ("", "ab"), ("ab", "ab")]:
        samples = numbered(*stacks)
        got = rows_of(events(samples))
        kinds = {name: [kind for kind, _, each in got if each == name] for name in stacks[-1]}
        ended = [name for name, seen in kinds.items() if seen.count("end") >= seen.count("start")]
        because = f"no end of what is on the last stack: {shown(samples)} (hint 2)"
        assert not ended, f"expected {stacks[-1]!r} to run at the end, got {ended} started and ended: {because}"


@pytest.mark.stage(1)
@pytest.mark.catches("empty-stack-skipped")
def test_empty_stack_ends_all():
    """ends everything where nothing runs, and starts it anew after that"""
    samples = numbered("ab", "", "", "ab")
    expected = [
        *[("start", 1, "a"), ("start", 1, "b"), ("end", 2, "b"), ("end", 2, "a")],
        *[("start", 4, "a"), ("start", 4, "b")],
    ]
    because = f"{shown(samples)}: an empty stack is a sample like any other (hint 2)"
    assert_equal(so_far(samples), expected, because=because)
    expected = [("start", 2, "a"), ("end", 3, "a")]
    assert_equal(rows_of(events(numbered("", "a", ""))), expected, because="nothing, a, nothing")


@pytest.mark.stage(1)
def test_times_and_names_stay():
    """gives times and names as they came: ints and floats, and any text"""
    odd = ["", "a b", "a", "start", "end", "a;b", "\u00fc\n", "None", "0"]
    samples = [(-2.5, odd[:4]), (0, odd), (0.125, odd[:2]), (10**12, [])]
    expected = by_hand(samples)
    assert_equal(events(samples), expected, because="the same numbers and texts as in the samples")
    for old, new in [
        (["fit_all"], ["fit"]),
        (["fit"], ["fit_all"]),
        (["a;b"], ["a", "b"]),
        (["a/b", "c"], ["a", "b/c"]),
    ]:
        samples = [(1, old), (2, new), (3, old)]
        assert_equal(
            events(samples), by_hand(samples), because=f"{old}, then {new}, then {old}: names are compared whole"
        )


@pytest.mark.stage(1)
def test_deep_stacks():
    """takes stacks that are thousands of frames deep"""
    deep = ["main", *["visit"] * 4000]
    samples = [(0, ["main"]), (1, deep), (2, [*deep[:3500], "leaf"]), (3, ["main"])]
    got = rows_of(events(samples))
    expected = [1, 4000, 501 + 1, 3500]
    counts = [sum(1 for event in got if event[1] == t) for t in range(4)]
    assert_equal(counts, expected, because="events at each of four samples, of up to 4001 frames")
    assert_equal(got[-1], ("end", 3, "visit"), because="the outermost visit ends last")


@pytest.mark.stage(1)
@pytest.mark.axis("side_effects")
def test_samples_stay():
    """leaves the samples as they were"""
    samples = numbered("abc", "ab", "", "xyz", "xy")
    placed = place(samples)
    events(placed)
    assert_equal(fetch(placed), samples, because="the samples or their stacks were changed in place")


@pytest.mark.stage(1)
def test_replay_gives_the_stacks(rng):
    """gives events that, replayed as pushes and pops, make exactly the stack of each sample"""
    for _ in range(ROUNDS):
        samples = random_samples(rng)
        got, at = rows_of(events(samples)), 0
        running = []
        for t, stack in samples:
            while at < len(got) and got[at][1] <= t:
                kind, _, name = got[at]
                if kind == "end":
                    fits = bool(running) and running[-1] == name
                    assert fits, (
                        f"expected the end of {running[-1:] or 'nothing'} at {t}, got {name!r}: {shown(samples)}"
                    )
                    running.pop()
                else:
                    running.append(name)
                at += 1
            assert running == stack, (
                f"expected {stack} to run after the events up to {t}, got {running}: {shown(samples)}"
            )
        assert at == len(got), f"expected no event after the last sample, got {summary(got[at:])}: {shown(samples)}"


@pytest.mark.stage(1)
def test_random_samples(rng):
    """agrees with calls that are found place by place, for random stacks"""
    for _ in range(ROUNDS):
        samples = random_samples(rng, names="aab" if rng.random() < 0.5 else "abc")
        assert_equal(rows_of(events(samples)), by_hand(samples), because=f"the samples are {shown(samples)}")


# ---- stage 2 -----------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
def test_boundary_of_at_least():
    """keeps a call that is seen in just as many samples, and leaves out one that is seen in one less"""
    for n in (1, 2, 3, 5):
        for seen in (n - 1, n, n + 1):
            for step in (1, 5, 0.25):  # it is not about how long a call lasts
                samples = [(step * t, stack) for t, stack in numbered("a", *["ab"] * seen, *["a"] * 6)]
                got = [event for event in so_far(samples, n) if event[2] == "b"]
                kept = [("start", 2 * step, "b"), ("end", (2 + seen) * step, "b")]
                because = f"b is seen in {seen} samples, at_least={n}: {shown(samples)}"
                assert_equal(got, kept if seen >= max(n, 1) else [], because=because)


@pytest.mark.stage(2)
@pytest.mark.catches("counted-by-name")
def test_counts_calls_not_names():
    """counts the samples of one call, not those of all calls with its name"""
    for stacks in [("a", "ab", "a", "ab", "a", "ab", "a"), ("a", "abb", "a", "a"), ("ab", "cb", "ab", "c", "c")]:
        samples = numbered(*stacks)
        got = [event for event in so_far(samples, 2) if event[2] == "b" and event[0] == "start"]
        because = f"no call of b is seen in two samples: {shown(samples)} (hint 2)"
        assert_equal(got, [], because=because)


@pytest.mark.stage(2)
@pytest.mark.catches("start-comes-late")
def test_times_stay_as_they_are():
    """gives a call that stays the time of its first sample, whatever at_least"""
    for n in (2, 3, 4):
        samples = numbered("a", "ab", "abc", "abc", "abc", "abc", "a", "a", "a")
        got = sorted(event for event in so_far(samples, n) if event[0] == "start")
        expected = sorted([("start", 1, "a"), ("start", 2, "b"), ("start", 3, "c")])
        because = f"a starts at 1, b at 2 and c at 3, with at_least={n} as without: {shown(samples)}"
        assert_equal(got, expected, because=because)


@pytest.mark.stage(2)
@pytest.mark.catches("orphan-ends")
def test_what_is_left_out_has_no_end():
    """leaves out the ends of the calls it leaves out, not only their starts"""
    for stacks, n in [(("a", "ab", "a", "a"), 2), (("ab", "abc", "abd", "abd", "xy", "x"), 3)]:
        samples = numbered(*stacks)
        got = so_far(samples, n)
        ended = sorted(name for kind, _, name in got if kind == "end")
        wanted = sorted(name for kind, _, name in by_hand(samples, n) if kind == "end")
        assert ended == wanted, f"expected ends of {wanted}, got ends of {ended}: {shown(samples)}, at_least={n}"


@pytest.mark.stage(2)
def test_still_running_counts_as_far():
    """counts for a call that still runs the samples it was seen in"""
    samples = numbered("a", "ab", "abc")
    for n, names in [(1, "abc"), (2, "ab"), (3, "a"), (4, "")]:
        expected = [("start", "abc".index(name) + 1, name) for name in names]
        because = f"a was seen in 3 samples, b in 2 and c in 1, at_least={n}"
        assert_equal(rows_of(events(samples, at_least=n)), expected, because=because)
    assert_equal(events([], at_least=2), [], because="there are no samples")


@pytest.mark.stage(2)
def test_at_least_only_removes(rng):
    """removes more events the larger at_least is, always those of whole calls"""
    for _ in range(ROUNDS):
        samples = random_samples(rng, count=16)
        for n in (1, 2, 3, 4):
            got = rows_of(events(samples, at_least=n))
            because = f"at_least={n}, the samples are {shown(samples)}"
            assert_equal(got, by_hand(samples, n), because=because)


# ---- stage 3 -----------------------------------------------------------------------------------------------------


def table_of(got, samples):
    """The pairs of `times`, which must have every name."""
    assert isinstance(got, dict), f"expected a dict, got {summary(got)}"
    names = sorted({name for _, stack in samples for name in stack})
    assert sorted(got) == names, f"expected the names {names}, got {summary(sorted(got))}: {shown(samples)}"
    for name, pair in got.items():
        fits = isinstance(pair, tuple | list) and len(pair) == 2
        assert fits, f"expected a pair (own, total) for {name!r}, got {summary(pair)}"
        for number in pair:
            assert_shape(number, (), because=f"own and total of {name!r} are numbers")
    return got


@pytest.mark.stage(3)
def test_times_of_an_example():
    """gives own and total time, each interval to the stack before it"""
    samples = [(0, ["main"]), (10, ["main", "fit", "fit"]), (15, []), (35, ["main", "fit"]), (42.5, ["main", "end"])]
    got = table_of(times(samples), samples)
    for name, pair in {"main": (10, 22.5), "fit": (12.5, 12.5), "end": (0, 0)}.items():
        for what, number, wanted in zip(("own", "total"), got[name], pair, strict=True):
            because = f"{what} time of {name} in main from 0, main fit fit from 10, nothing from 15, main fit from 35"
            assert_close(number, wanted, rtol=1e-9, atol=1e-9, because=f"{because}, main end at 42.5")
    assert_equal(times([]), {}, because="there are no samples")


@pytest.mark.stage(3)
def test_random_times(rng):
    """agrees with sums by name over random stacks"""
    for _ in range(ROUNDS):
        samples = [(0.5 * t, stack) for t, stack in random_samples(rng, names="abc")]
        got = table_of(times(samples), samples)
        gaps = [later[0] - t[0] for t, later in zip(samples, samples[1:], strict=False)]
        for name, (own, total) in got.items():
            here = list(zip(gaps, samples, strict=False))
            wanted = sum(gap for gap, (_, stack) in here if stack[-1:] == [name])
            assert_close(own, wanted, rtol=1e-9, atol=1e-9, because=f"own time of {name}: {shown(samples)}")
            wanted = sum(gap for gap, (_, stack) in here if name in stack)
            assert_close(total, wanted, rtol=1e-9, atol=1e-9, because=f"total time of {name}: {shown(samples)}")
