"""One trap at a time, then random calls against a plain model; the disk is a fake, cut off wherever a crash may be.

Whether a call was computed shows in its result: every computation gives a text that was never given before. The
model is a dict of labels in order of use; it never sees an argument, so it cannot make the mistakes of a key.
"""

import itertools

import numpy as np
import pytest
from answer import Memo

from prep.checking import assert_close, assert_equal, fetch, place, summary

NUMBERS = itertools.count(1)


class Compute:
    """A function that gives a value, or else a text that was never given before; it counts its calls."""

    def __init__(self, *value):
        self.value = value[0] if value else f"result {next(NUMBERS)}"
        self.calls = 0

    def __call__(self, /, *args, **kwargs):
        self.calls += 1
        return self.value


class Disk:
    """Bytes in memory, and how they grew: a crash leaves any beginning of an append."""

    def __init__(self, data=b"", replaces=False):
        self.data = data
        self.largest = 0
        self.replaced = 0
        self.steps = [data]  # the contents after each write that takes effect as a whole
        self.functions = {"read": self.read, "append": self.append}
        if replaces:
            self.functions["replace"] = self.replace

    def read(self):
        return self.data

    def append(self, data):
        assert isinstance(data, bytes | bytearray), f"expected append to be given bytes, got {type(data).__name__}"
        self.data += bytes(data)
        self.largest = max(self.largest, len(data))
        self.steps.append(self.data)

    def replace(self, data):
        assert isinstance(data, bytes | bytearray), f"expected replace to be given bytes, got {type(data).__name__}"
        self.data = bytes(data)
        self.replaced += 1
        self.steps.append(self.data)


class Model:
    """What is remembered: results by label, the least recently used first."""

    def __init__(self, capacity, kept=()):
        self.capacity = capacity
        self.kept = dict(kept)

    def used(self, label, result):
        self.kept.pop(label, None)
        self.kept[label] = result
        if len(self.kept) > self.capacity:
            del self.kept[next(iter(self.kept))]

    def copy(self):
        return Model(self.capacity, self.kept)


def written(*args, **kwargs):
    """Arguments as one would write them."""
    return ", ".join([*map(summary, args), *(f"{key}={summary(value)}" for key, value in kwargs.items())])


def computed(memo, name, /, *args, because, **kwargs):
    """Call, and fail unless it was computed; returns the result."""
    fn = Compute()
    got = memo.call(name, fn, *args, **kwargs)
    told = f"call({name!r}, fn, {written(*args, **kwargs)})"
    assert fn.calls == 1, f"expected {told} to call fn once, got {fn.calls} calls and {summary(got)}: {because}"
    assert_equal(got, fn.value, because=f"{told} gives what fn gave just now")
    return got


def found(memo, result, name, /, *args, because, **kwargs):
    """Call, and fail unless that result was found."""
    fn = Compute()
    got = memo.call(name, fn, *args, **kwargs)
    told = f"call({name!r}, fn, {written(*args, **kwargs)})"
    assert not fn.calls, f"expected {told} to be remembered, got it computed: {because}"
    assert_equal(got, result, because=f"{told} was remembered: {because}")


# ---- stage 1 -----------------------------------------------------------------------------------------------------


@pytest.mark.stage(1)
def test_computes_once():
    """computes a call once, with the arguments it is given, and then remembers the result"""
    memo = Memo(10)
    shown = []

    def fn(*args, **kwargs):
        shown.append((args, kwargs))
        return [1, {"mean": 0.5}]

    for _ in range(3):
        got = memo.call("score", fn, 3, "abc", [1.5], depth=2, mode=None)
        assert_equal(got, [1, {"mean": 0.5}], because="the result as fn gave it")
    assert len(shown) == 1, f"expected fn to be called once in three equal calls, got {len(shown)} times"
    args, kwargs = shown[0]
    assert_equal(args, (3, "abc", [1.5]), because="the arguments of fn")
    assert_equal(dict(sorted(kwargs.items())), {"depth": 2, "mode": None}, because="the keyword arguments of fn")


@pytest.mark.stage(1)
@pytest.mark.catches("keyword-order")
def test_keywords_in_any_order():
    """takes keyword arguments in any order for the same call"""
    memo = Memo(10)
    first = computed(memo, "score", 1, because="it is new", temperature=0.5, seed=3)
    found(
        memo, first, "score", 1, because="the same keyword arguments in another order (hint 2)", seed=3, temperature=0.5
    )
    computed(memo, "score", 1, because="two values changed places", temperature=3, seed=0.5)
    computed(memo, "score", 1, because="a keyword argument is missing", seed=3)


@pytest.mark.stage(1)
@pytest.mark.catches("unhashable")
def test_lists_and_dicts_are_arguments():
    """takes lists, dicts and what is nested in them as arguments, by their values"""
    memo = Memo(50)
    different = [
        [1, 2], [2, 1], [[1], 2], [[1, 2]], [1.0, 2], [True, 2], (1, 2), ((1,), 2), ([1], 2), "[1, 2]", [], [[]],
        {}, {"a": 1}, {"a": True}, {"a": 2}, {"b": 1}, {"a": [1]}, {"a": {"b": 1}}, {"a": 1, "b": None}, "{}",
        ["a", 1], ["a", "b"], ["a, b"], ["a', 'b"],
    ]  # fmt: skip
    results = [computed(memo, "score", value, because="no call before had an equal argument") for value in different]
    for value, result in zip(different, results, strict=True):
        found(memo, result, "score", value, because="equal lists, tuples and dicts are the same argument (hint 2)")


@pytest.mark.stage(1)
@pytest.mark.catches("name-missing")
def test_name_tells_functions_apart():
    """keeps apart calls of different names, whatever the function and the arguments"""
    memo = Memo(50)
    names = ("score-v1", "score-v2", "score", "")
    results = [computed(memo, name, 3, 4, because="no call before had this name (hint 2)") for name in names]
    for name, result in zip(names, results, strict=True):
        found(memo, result, name, 3, 4, because="another fn of the same name: the name says what it is")
    fn = Compute()
    for name in ("same fn", "the same fn"):
        memo.call(name, fn, 3, 4)
    assert fn.calls == 2, f"expected one fn under 2 names to be called twice, got {fn.calls} times: the name counts"
    for args in [("a", "b", "c"), ("ab", "c"), ("a", "bc"), ("abc",), ("a", ("b", "c")), ("a,b", "c"), ("a", "b,c")]:
        computed(memo, *args, because="name and arguments are not those of a call before")


@pytest.mark.stage(1)
@pytest.mark.catches("none-is-missing")
def test_none_is_a_result():
    """remembers None, 0, False, the empty text and the empty list"""
    memo = Memo(10)
    for number, value in enumerate([None, 0, False, "", [], {}, 0.0]):
        fn = Compute(value)
        for _ in range(2):
            assert_equal(memo.call("score", fn, number), value, because="the result as fn gave it")
        assert fn.calls == 1, f"expected {value!r} to be remembered as any result, got fn called {fn.calls} times"


@pytest.mark.stage(1)
@pytest.mark.catches("equal-numbers")
def test_types_count():
    """keeps apart arguments that are equal to Python and differ in type"""
    memo = Memo(50)
    different = [1, 1.0, True, "1", (1,), (1.0,), (True,), ((1,),), 0, 0.0, False, "", (), None, "None", "True", "1.0"]
    results = [computed(memo, "score", value, because="the type counts: 1, 1.0 and True differ") for value in different]
    for value, result in zip(different, results, strict=True):
        found(memo, result, "score", value, because="the same type and value")
    first = computed(memo, "score", because="it is new", seed=1)
    computed(memo, "score", because="1.0 is not 1, in a keyword argument, too", seed=1.0)
    found(memo, first, "score", because="the same type and value", seed=1)


@pytest.mark.stage(1)
@pytest.mark.catches("array-as-text", "unhashable")
def test_arrays_are_arguments(rng):
    """takes arrays as arguments: every item, the dtype and the shape count"""
    memo = Memo(50)
    large = rng.normal(size=(60, 50))
    middle, tiny = large.copy(), large.copy()
    middle[30, 25] += 1.0
    tiny[0, 0] += 1e-12
    small = np.arange(6)
    different = [
        large, middle, tiny, small, small.reshape(2, 3), small.reshape(3, 2), small.reshape(6, 1),
        small.astype(np.int32), small.astype(float), small.tolist(), np.zeros(0), np.zeros((0, 3)), np.array(1.0),
        np.array([1.0]), np.array([True, False]), np.array([1, 0], dtype=np.int8), [small, small], [small],
    ]  # fmt: skip
    results = []
    for value in different:
        because = "dtype, shape or an item differs from every array before (hint 2)"
        results.append(computed(memo, "score", value, because=because))
    for value, result in zip(different, results, strict=True):
        found(memo, result, "score", value, because="an array with the same dtype, shape and items")
    found(memo, results[0], "score", np.asfortranarray(large), because="the same items, in another layout")
    found(memo, results[3], "score", np.arange(12)[::2] // 2, because="the same items, not contiguous")


@pytest.mark.stage(1)
def test_order_in_dicts_means_nothing():
    """takes dicts with the same items in another order for the same argument, nested ones too"""
    memo = Memo(10)
    first = computed(memo, "score", {"a": 1, "b": {"x": 2, "c": [3]}}, because="it is new")
    found(memo, first, "score", {"b": {"c": [3], "x": 2}, "a": 1}, because="the same items in another order")
    computed(memo, "score", {"b": 1, "a": {"x": 2, "c": [3]}}, because="the values changed places")


@pytest.mark.stage(1)
def test_by_position_and_by_keyword():
    """keeps apart arguments by position and by keyword, which may have any name"""
    memo = Memo(50)
    because = "no call before had the same arguments in the same places"
    first = computed(memo, "score", 1, because=because)
    computed(memo, "score", because=because)
    computed(memo, "score", because=because, x=1)
    computed(memo, "score", {"x": 1}, because=because)
    computed(memo, "score", ("x", 1), because=because)
    computed(memo, "score", 1, 1, because=because)
    computed(memo, "score", (1, 1), because=because)
    computed(memo, "score", "x", 1, because=because)
    second = computed(memo, "score", because=because, args=1, key=2, result=3, kwargs=4, capacity=5)
    found(memo, first, "score", 1, because="it was computed before")
    found(memo, second, "score", because="it was computed before", args=1, key=2, result=3, kwargs=4, capacity=5)
    fn, seen = Compute(7), {}
    got = memo.call("score", lambda **named: seen.update(named) or fn(), **{"fn": 1, "name": "other"})
    assert_equal(got, 7, because="keyword arguments called fn and name are fn's own")
    assert_equal(dict(sorted(seen.items())), {"fn": 1, "name": "other"}, because="they go to fn like any other")


@pytest.mark.stage(1)
@pytest.mark.catches("use-does-not-refresh")
def test_being_found_is_a_use():
    """forgets the call whose last use is longest ago, and counts being found as a use"""
    memo = Memo(3)
    a, b, c = (computed(memo, "score", label, because="it is new") for label in "abc")
    found(memo, a, "score", "a", because="3 of 3 are remembered")
    computed(memo, "score", "d", because="it is new")
    because = "of a, b, c, a, d the use of b is longest ago: b goes, and a, found after it, stays (hint 2)"
    found(memo, a, "score", "a", because=because)
    found(memo, c, "score", "c", because=because)


@pytest.mark.stage(1)
def test_holds_exactly_capacity():
    """remembers as many calls as the capacity says, and forgets one at a time"""
    for capacity in (1, 2, 5):
        memo = Memo(capacity)
        results = [computed(memo, "score", i, because="it is new") for i in range(capacity)]
        for i, result in enumerate(results):
            found(memo, result, "score", i, because=f"{capacity} calls, and a capacity of {capacity}")
        computed(memo, "score", "one more", because="it is new")
        for i, result in list(enumerate(results))[1:]:
            found(memo, result, "score", i, because=f"one more than {capacity}: only the least recently used one goes")
        computed(memo, "score", 0, because=f"one more than {capacity}: this was the least recently used one")


@pytest.mark.stage(1)
def test_an_error_changes_nothing():
    """passes errors on, remembers none, and forgets nothing for them"""
    memo = Memo(2)
    a, b = (computed(memo, "score", label, because="it is new") for label in "ab")

    def fails(*args):
        raise KeyError("no such prompt")

    for label in ("c", "c", "d"):
        try:
            got = memo.call("score", fails, label)
        except KeyError:
            continue
        raise AssertionError(f"expected the KeyError that fn raised, got {summary(got)}")
    because = "calls that raised in between have forgotten or used nothing"
    found(memo, a, "score", "a", because=because)
    found(memo, b, "score", "b", because=because)
    computed(memo, "score", "c", because="it raised before, so there is no result")


@pytest.mark.stage(1)
def test_functions_may_call_the_memo():
    """lets a function call the memo, and counts its own result as used after that"""
    memo = Memo(50)
    calls = []

    def fib(n):
        calls.append(n)
        return n if n < 2 else memo.call("fib", fib, n - 1) + memo.call("fib", fib, n - 2)

    assert_equal(memo.call("fib", fib, 15), 610, because="fib(15), by way of the memo")
    assert sorted(calls) == list(range(16)), (
        f"expected fib to be computed once for each of 0 to 15, got {len(calls)} times"
    )

    memo = Memo(2)
    old = computed(memo, "score", "old", because="it is new")
    inner = []

    def outer(label):
        inner.append(memo.call("score", Compute(), "inner"))
        found(memo, old, "score", "old", because="2 of 2 are remembered while the outer fn still runs")
        return "outer"

    memo.call("score", outer, "outer")
    because = "used in the order inner, old, outer, with a capacity of 2: inner is forgotten"
    found(memo, old, "score", "old", because=because)
    found(memo, "outer", "score", "outer", because=because)
    computed(memo, "score", "inner", because=because)


@pytest.mark.stage(1)
def test_memos_share_nothing():
    """keeps what two memos remember apart"""
    one, two = Memo(5), Memo(1)
    first = computed(one, "score", 1, because="it is new")
    computed(two, "score", 1, because="another memo has computed it, not this one")
    computed(two, "score", 2, because="it is new")
    found(one, first, "score", 1, because="the other memo was full, not this one")


@pytest.mark.stage(1)
@pytest.mark.axis("side_effects")
def test_arguments_stay():
    """leaves the arguments as they were"""
    memo = Memo(5)
    array, nested = np.arange(6.0).reshape(2, 3), {"b": [2, 1], "a": (3,)}
    placed, placed_nested = place(array), place(nested)
    for _ in range(2):
        memo.call("score", Compute(), placed, x=placed_nested)
    assert_close(fetch(placed), array, rtol=0, because="an array was changed in place")
    assert_equal(fetch(placed_nested), nested, because="a dict was changed in place")


ARGUMENTS = [((i,), {}) for i in range(4)] + [(([i], "p\n\u00e9"), {"b": i, "a": {"x": (i, 0.5)}}) for i in range(4)]
NAMES = ("score-v1", "score-v2")
RESULTS = (
    None,
    "line\nbreak",
    "\u00fc\u4e16\U0001f600",
    [1, [2.5, None]],
    {"mean": 0.5, "ok": True},
    10**20,
    "",
    '\\n"',
)


def random_label(rng):
    return int(rng.integers(len(NAMES))), int(rng.integers(len(ARGUMENTS)))


def ask(memo, label, fn, flip=False):
    """Make the call of this label, with its keyword arguments turned around or not."""
    name, (args, kwargs) = NAMES[label[0]], ARGUMENTS[label[1]]
    return memo.call(name, fn, *args, **dict(list(kwargs.items())[:: -1 if flip else 1]))


def follow(memo, model, labels, rng, story):
    """Make the calls of these labels, and fail where the memo leaves the model."""
    for label in labels:
        fn = Compute(*([RESULTS[int(rng.integers(len(RESULTS)))]] if rng.random() < 0.3 else []))
        got = ask(memo, label, fn, flip=rng.random() < 0.5)
        known = label in model.kept
        wanted = model.kept[label] if known else fn.value
        args, kwargs = ARGUMENTS[label[1]]
        told = f"call({NAMES[label[0]]!r}, fn, {written(*args, **kwargs)})"
        assert fn.calls == (not known), (
            f"expected {told} to be {'found' if known else 'computed'}, got fn called {fn.calls} times: {story}"
        )
        assert_equal(got, wanted, because=f"{told}: {story}")
        model.used(label, wanted)


@pytest.mark.stage(1)
def test_random_calls(rng):
    """agrees with a plain model over random calls"""
    for capacity in (1, 3, 8):
        labels = [random_label(rng) for _ in range(60)]
        follow(Memo(capacity), Model(capacity), labels, rng, f"random calls, capacity {capacity}")


# ---- stage 2 -----------------------------------------------------------------------------------------------------


def reopened(disk, capacity, replaces=False):
    """A new memo, and its disk: a copy of what was on this one."""
    copy = Disk(disk.data if isinstance(disk, Disk) else disk, replaces=replaces)
    return Memo(capacity, copy.functions), copy


@pytest.mark.stage(2)
def test_goes_on_where_the_last_one_stopped():
    """remembers after a restart all that was remembered before, of every kind"""
    disk = Disk()
    memo = Memo(30, disk.functions)
    for number, value in enumerate(RESULTS):
        memo.call("score\n", Compute(value), number)
    arguments = [((np.arange(3),), {}), (("a\nb", None), {"y": 1.5, "x": [True]})]
    kept = [memo.call("tokens", Compute(), *args, **kwargs) for args, kwargs in arguments]

    memo, _ = reopened(disk, 30)
    for number, value in enumerate(RESULTS):
        found(memo, value, "score\n", number, because="computed before the restart")
    for (args, kwargs), result in zip(arguments, kept, strict=True):
        kwargs = dict(reversed(kwargs.items()))
        found(memo, result, "tokens", *args, because="computed before the restart", **kwargs)
    computed(memo, "score\n", 1.0, because="1.0 is not 1, after a restart either")


@pytest.mark.stage(2)
def test_every_call_is_safe_when_it_returns(rng):
    """has on the disk whatever a call changed when it returns"""
    disk = Disk()
    memo, model = Memo(3, disk.functions), Model(3)
    for number in range(12):
        follow(memo, model, [random_label(rng)], rng, "random calls")
        story = f"all that is remembered, after {number + 1} calls and a restart"
        follow(reopened(disk, 3)[0], model.copy(), list(model.kept)[::-1], rng, story)


@pytest.mark.stage(2)
@pytest.mark.catches("uses-not-logged")
def test_order_of_use_survives():
    """knows the order of use after a restart, also of what was only found"""
    disk = Disk()
    memo = Memo(3, disk.functions)
    a, b, c = (computed(memo, "score", label, because="it is new") for label in "abc")
    found(memo, a, "score", "a", because="3 of 3 are remembered")
    memo, _ = reopened(disk, 3)
    computed(memo, "score", "d", because="it is new")
    because = "used in the order a, b, c, a, then a restart, then d: b goes, and a, found after it, stays (hint 2)"
    found(memo, a, "score", "a", because=because)
    found(memo, c, "score", "c", because=because)


@pytest.mark.stage(2)
def test_the_forgotten_stay_forgotten():
    """does not remember after a restart what was forgotten before it, nor what raised"""
    disk = Disk()
    memo = Memo(2, disk.functions)
    results = [computed(memo, "score", label, because="it is new") for label in "abcd"]

    def fails(*args):
        raise KeyError("no such prompt")

    try:
        memo.call("score", fails, "x")
    except KeyError:
        pass
    memo, _ = reopened(disk, 2)
    because = "a, b, c, d, then a call that raised, then a restart, with a capacity of 2: c and d are remembered"
    found(memo, results[2], "score", "c", because=because)
    found(memo, results[3], "score", "d", because=because)
    computed(memo, "score", "x", because=because)
    memo, _ = reopened(disk, 2)
    computed(memo, "score", "a", because=because)


@pytest.mark.stage(2)
@pytest.mark.catches("torn-line-raises")
def test_torn_ends():
    """goes on after a crash in the middle of an append, wherever it is cut off"""
    for value in ("\u00fc\u4e16 line\nbreak", 1234567890, [None, 0.125, 77]):
        disk = Disk()
        memo = Memo(5, disk.functions)
        safe = memo.call("score", Compute(), 1)
        before = len(disk.data)
        memo.call("score", Compute(value), 2)
        size = len(disk.data) - before
        for kept in range(1, size, max(1, size // 60)):
            try:
                memo, _ = reopened(disk.data[: before + kept], 5)
            except Exception as error:
                raise AssertionError(
                    f"expected a memo from a disk with {kept} of the {size} bytes of the last append, got "
                    f"{summary(str(error))}: an end may be torn (hint 3)"
                ) from None
            story = f"of the append of its result, {summary(value)}, {kept} of {size} bytes are on the disk"
            found(memo, safe, "score", 1, because=f"this was safe before the crash; {story}")
            fn = Compute("computed again")
            got = memo.call("score", fn, 2)
            because = f"{story}: it counts wholly, or is computed again"
            assert_equal(got, "computed again" if fn.calls else value, because=because)


@pytest.mark.stage(2)
@pytest.mark.catches("torn-line-raises", "glued-to-the-torn-line")
def test_crash_after_crash():
    """keeps what is computed after a crash over the next one, and over a third"""
    first = Disk()
    memo = Memo(9, first.functions)
    a = memo.call("score", Compute(), 1)
    before = len(first.data)
    memo.call("score", Compute(), 2)
    size = len(first.data) - before
    for lost in (1, 2, size // 2, size - 1):
        memo, disk = reopened(first.data[:-lost], 9)
        c = memo.call("score", Compute(), 3)
        safe = len(disk.data)
        memo.call("score", Compute(), 4)
        memo, disk = reopened(disk.data[: safe + size // 3], 9)
        e = memo.call("score", Compute(), 5)
        because = f"a crash that lost {lost} of {size} bytes, then calls, then another one: what is behind a torn end?"
        memo, _ = reopened(disk, 9)
        found(memo, a, "score", 1, because=f"{because} (hint 3)")
        found(memo, c, "score", 3, because=f"{because} (hint 3)")
        found(memo, e, "score", 5, because=f"{because} (hint 3)")


@pytest.mark.stage(2)
@pytest.mark.axis("memory")
def test_appends_stay_small():
    """appends as much for a call whether few or many are remembered"""
    sizes = []
    for count in (3, 150):
        disk = Disk()
        memo = Memo(400, disk.functions)
        for i in range(count):
            memo.call("score", Compute("the same result"), 1000 + i)
        before = len(disk.data)
        memo.call("score", Compute("the same result"), 2000)
        memo.call("score", Compute("the same result"), 1001)
        sizes.append(len(disk.data) - before)
    because = "what a call appends must not grow with what is remembered"
    assert sizes[1] <= 2 * sizes[0] + 64, (
        f"expected about {sizes[0]} bytes for two calls with 150 remembered as with 3, got {sizes[1]}: {because}"
    )


def crashes(rng, capacity, rounds, calls, replaces=False):
    """Random calls and crashes on one disk: after each, the memo is in the state of the last call or of the next."""
    data, states = b"", [Model(capacity)]
    for number in range(rounds):
        story = f"random calls on a disk that has survived {number} crashes, capacity {capacity}"
        labels = {label for model in states for label in model.kept}
        model = next((model for model in states if is_in(model, data, labels, replaces)), None)
        assert model is not None, (
            "expected what was remembered after the last call that had returned, or after the one that was cut off, "
            f"in that order of use; got neither: {story} (hint 3)"
        )
        model = model.copy()
        memo, disk = reopened(data, capacity, replaces)
        history = [(len(disk.steps), model.copy())]  # how many writes are done when the memo is in this state
        for _ in range(calls):
            follow(memo, model, [random_label(rng)], rng, story)
            history.append((len(disk.steps), model.copy()))
        data, states = cut_off(rng, disk, history)


def cut_off(rng, disk, history):
    """What a crash at a random moment leaves, and the states that the memo may then be in."""
    assert len(disk.steps) > 1, "expected calls to be written to the disk, got no append"
    step = int(rng.integers(1, len(disk.steps)))
    old, new = disk.steps[step - 1], disk.steps[step]
    torn = int(rng.integers(len(old), len(new) + 1)) if new.startswith(old) else len(new)
    done = max((i for i, (writes, _) in enumerate(history) if writes <= step), default=-1)
    return new[:torn], [model for _, model in history[max(0, done) : done + 2]]


def is_in(model, data, labels, replaces):
    """Whether a memo with these bytes remembers what the model does, in its order of use."""
    for label in labels:
        fn = Compute()
        got = ask(reopened(data, model.capacity, replaces)[0], label, fn)
        if (not fn.calls) != (label in model.kept) or got != model.kept.get(label, fn.value):
            return False
    for forgotten in range(1, len(model.kept)):
        memo, _ = reopened(data, model.capacity, replaces)
        for number in range(model.capacity - len(model.kept) + forgotten):
            memo.call("filler", Compute(), number)
        for label in list(model.kept)[forgotten:]:
            fn = Compute()
            ask(memo, label, fn)
            if fn.calls:
                return False
    return True


@pytest.mark.stage(2)
def test_random_crashes(rng):
    """agrees with a plain model over random calls and crashes"""
    for capacity in (1, 4):
        crashes(rng, capacity, rounds=6, calls=7)


# ---- stage 3 -----------------------------------------------------------------------------------------------------


@pytest.mark.stage(3)
@pytest.mark.axis("memory")
def test_disk_stays_small(rng):
    """holds at most 4 * capacity + 20 times the largest append, with few replacements"""
    for capacity in (1, 4, 20):
        disk = Disk(replaces=True)
        memo = Memo(capacity, disk.functions)
        replaced = []
        for number in range(60 + 12 * capacity):
            memo.call("score", Compute(), int(rng.integers(2 * capacity)))
            most = (4 * capacity + 20) * disk.largest
            assert len(disk.data) <= most, (
                f"expected at most {most} bytes after {number + 1} calls with capacity {capacity} "
                f"(the largest append had {disk.largest}), got {len(disk.data)}"
            )
            replaced.append(disk.replaced)
            if number % 50 == 49:  # and over restarts
                memo, again = reopened(disk, capacity, replaces=True)
                again.largest, again.replaced = disk.largest, disk.replaced + again.replaced
                disk = again
        for n in (1, capacity, 3 * capacity + 1):
            worst = max(late - early for early, late in zip([0, *replaced], replaced[n - 1 :], strict=False))
            allowed = n // capacity + 1
            assert worst <= allowed, (
                f"expected at most {allowed} replacements in {n} calls with capacity {capacity}, got {worst}"
            )


@pytest.mark.stage(3)
def test_random_crashes_with_replacements(rng):
    """agrees with a plain model over random calls, crashes and replacements"""
    for capacity in (1, 4):
        crashes(rng, capacity, rounds=5, calls=25, replaces=True)


@pytest.mark.stage(3)
def test_disks_without_replace_still_work(rng):
    """goes on with a disk that cannot replace, and with one that could once"""
    disk = Disk(replaces=True)
    model, memo = Model(3), Memo(3, disk.functions)
    for can in (True, False, True):
        memo, disk = reopened(disk, 3, replaces=can)
        follow(
            memo, model, [random_label(rng) for _ in range(40)], rng, "the same bytes, disks that can replace or cannot"
        )
