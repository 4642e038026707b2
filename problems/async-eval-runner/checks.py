"""One trap at a time, told from the requests as the service saw them; then random services, against what must hold.

`Service` is the endpoint: each request tells it when it begins and ends, on the simulated clock, which starts at 0.
Checks that catch a mistake look at these requests where they can, so that it does not matter what `run` returned
or raised. Prompts that are ready may be asked in any order, so no check expects one.
"""

import itertools
import math
from dataclasses import dataclass

import pytest
from answer import run

from prep.checking import assert_equal, fetch, place, summary

EXACT = 1e-6
MOST_REQUESTS = 1_000


@dataclass
class Request:
    """One try, as the service saw it."""

    prompt: str
    begin: float
    kind: str
    end: float = math.inf
    abandoned: bool = False


class Service:
    """Answers from a script: for each prompt its tries in turn, the last of them again and again."""

    def __init__(self, script):
        self.script = script
        self.requests = []
        self.most = self._under_way = 0

    def __call__(self, event, what, at):
        if event != "begin":
            request = self.requests[what]
            request.end, request.abandoned = at, event == "abandoned"
            self._under_way -= 1
            return None
        assert len(self.requests) < MOST_REQUESTS, f"expected an end, got {MOST_REQUESTS:,} requests: when to give up?"
        tries = self.script[what]
        seconds, kind, text = tries[min(len(self.of(what)), len(tries) - 1)]
        self.requests.append(Request(what, at, kind))
        self._under_way += 1
        self.most = max(self.most, self._under_way)
        return len(self.requests) - 1, seconds, kind, text

    def of(self, prompt):
        """The requests of one prompt, in order."""
        return [request for request in self.requests if request.prompt == prompt]

    def begins(self):
        """The moments at which requests began."""
        return [request.begin for request in self.requests]


def ok(seconds, text="fine"):
    return (seconds, "text", text)


def busy(seconds, text="try later"):
    return (seconds, "busy", text)


def refused(seconds, text="never"):
    return (seconds, "refused", text)


def results_of(prompts, service, limit, retries, **more):
    """What `run` returned, if it is a list of pairs, one for each prompt."""
    return pairs(run(prompts, service, limit, retries, **more), len(prompts))


def pairs(got, count):
    """These results as tuples."""
    assert isinstance(got, list), f"expected a list of results, got {summary(got)}"
    assert len(got) == count, f"expected {count} results, got {len(got)}"
    for result in got:
        pair = isinstance(result, tuple | list) and len(result) == 2
        assert pair, f"expected (text, None) or (None, error) as a result, got {summary(result)}"
    return [tuple(result) for result in got]


def watched(script, limit, retries, prompts=None):
    """The service after a run, whatever that returned or raised."""
    service = Service(script)
    try:
        run(list(script) if prompts is None else prompts, service, limit, retries)
    except Exception:  # other checks tell of it
        return service
    return service


# ---- results ---------------------------------------------------------------------------------------------------


def test_example():
    """gives the results of the example, at the moments of the example"""
    script = {"a": [ok(3.0, "A")], "b": [busy(0.5), ok(0.5, "B")], "c": [refused(0.2, "C")]}
    service = Service(script)

    got = results_of(["a", "b", "c"], service, 2, 3)

    assert_equal(got, [("A", None), ("B", None), (None, "C")], because="one result for each prompt, in order")
    holds(service, 2, 3, "the example")


@pytest.mark.catches("completion-order")
def test_results_are_not_in_order_of_completion():
    """does not give the results in the order in which they came"""
    script = {f"p{i}": [ok(9.0 - i, f"text {i}")] for i in range(6)}

    got = results_of(list(script), Service(script), 10, 2)

    because = "the first prompt takes longest here: put each result in its prompt's place (hint 2)"
    assert [text for text, _ in got] != [f"text {i}" for i in range(5, -1, -1)], (
        f"expected the results in the order of the prompts, got those of 6 prompts from last to first: {because}"
    )


def test_results_are_in_order_of_prompts():
    """gives each prompt its own result, in the order of the prompts"""
    outcomes = [[ok(3.0)], [ok(1.0)], [refused(2.0)], [busy(0.1)], [busy(1.0), ok(0.1)], [ok(0.0)], [ok(2.0)]]
    script = {f"p{i}": [(s, kind, f"{kind} {i}") for s, kind, _ in tries] for i, tries in enumerate(outcomes)}
    expected = [("text 0", None), ("text 1", None), (None, "refused 2"), (None, "busy 3")]
    expected += [(f"text {i}", None) for i in (4, 5, 6)]
    for limit in (1, 3, 20):
        got = results_of(list(script), Service(script), limit, 2)
        assert_equal(got, expected, because=f"limit={limit}: results are in the order of the prompts (hint 2)")


@pytest.mark.catches("keyed-by-prompt")
def test_equal_prompts_have_results_of_their_own():
    """gives equal prompts a result each"""
    service = Service({"same": [ok(1.0, "one"), ok(1.0, "two"), ok(1.0, "three")], "other": [ok(1.0, "four")]})

    got = results_of(["same", "other", "same", "same"], service, 2, 2)

    texts = sorted(str(text) for i, (text, _) in enumerate(got) if i != 1)
    because = "asked three times, it had three answers: a dictionary by prompt keeps one (hint 2)"
    assert len(set(texts)) > 1, f"expected the texts one, two and three for three equal prompts, got {texts}: {because}"


def test_equal_prompts_are_asked_each_for_itself():
    """asks equal prompts as often as they stand there, and tries each of them again"""
    service = Service({"same": [ok(1.0, "one"), busy(1.0), busy(2.0), ok(1.0, "two"), ok(1.0, "three")]})

    got = results_of(["same"] * 3, service, 2, 5)

    assert_equal(len(service.requests), 5, because="three equal prompts, of which two were busy once in all")
    assert_equal(sorted(got), [("one", None), ("three", None), ("two", None)], because="three equal prompts")


def test_error_of_the_last_try_counts():
    """gives the text of the last error, and of none that a later try has mended"""
    script = {
        "gives up": [busy(0.1, "first"), busy(0.1, "second"), busy(0.1, "third")],
        "then refused": [busy(0.1, "first"), refused(0.1, "in the end")],
        "mended": [busy(0.1, "first"), busy(0.1, "second"), ok(0.1, "well")],
        "empty error": [refused(0.1, "")],
    }
    expected = [(None, "third"), (None, "in the end"), ("well", None), (None, "")]
    assert_equal(results_of(list(script), Service(script), 2, 2), expected, because=f"for {list(script)}, retries=2")


def test_smallest_runs():
    """takes no prompts, one, and more slots than prompts; an empty text is a text"""
    service = Service({})
    assert_equal(results_of([], service, 3, 2), [], because="there are no prompts")
    for limit in (1, 50):
        service = Service({"p": [ok(0.5, "")]})
        assert_equal(results_of(["p"], service, limit, 3), [("", None)], because="the text is empty, and a text")
        assert_equal(len(service.requests), 1, because="an empty text is no failure")


@pytest.mark.axis("side_effects")
def test_runs_share_nothing():
    """runs again from the beginning, and leaves the list of prompts as it was"""
    script = {"a": [busy(1.0), ok(1.0, "A")], "b": [refused(0.5, "B")], "c": [ok(2.0, "C")]}
    prompts = place(list(script))
    for time in ("first", "second", "third"):
        service = Service(script)
        got = pairs(run(prompts, service, 1, 3), 3)
        assert_equal(got, [("A", None), (None, "B"), ("C", None)], because=f"the {time} of three runs")
        holds(service, 1, 3, f"the {time} of three runs")
        assert_equal(fetch(prompts), list(script), because="the caller's list of prompts was changed")


# ---- slots -----------------------------------------------------------------------------------------------------


@pytest.mark.catches("launches-everything")
def test_never_more_than_limit():
    """never has more than `limit` requests under way"""
    script = {f"p{i}": [ok(1.0 + i % 3)] for i in range(12)}
    for limit in (1, 2, 5, 11):
        service = watched(script, limit, 2)
        because = "hold a slot from the call of `ask` to its end (hint 2)"
        assert service.most <= limit, f"expected at most {limit} requests at a time, got {service.most}: {because}"


@pytest.mark.catches("runs-in-batches")
def test_slot_is_taken_again_at_once():
    """begins a request while others are still under way, as soon as one has ended"""
    service = watched({f"p{i}": [ok(1.0 + i)] for i in range(6)}, 2, 2)

    # Different durations: whatever comes first, some request ends while another goes on, and a third can begin.
    inside = any(
        a.begin < b.begin - EXACT and b.begin < a.end - EXACT for a in service.requests for b in service.requests
    )
    # One after the other, or all at once, is told by other checks.
    batches = service.most == 2 and not inside
    because = "a slot is free as soon as its request has ended: do not wait for a whole batch (hint 2)"
    assert not batches, f"expected a request to begin while another goes on, got pairs that begin together: {because}"


@pytest.mark.catches("slot-held-while-waiting", "runs-in-batches")
def test_waiting_prompt_holds_no_slot():
    """asks others while a prompt waits for its next try"""
    service = watched({f"p{i}": [busy(0.25), ok(0.25)] for i in range(3)}, 1, 3)

    first, second, *_ = [request.prompt for request in service.requests] + ["none"] * 2
    because = "limit=1, and two more are ready: leave the slot before you wait (hint 2)"
    assert first != second, f"expected another prompt after the first was busy, got the same one again: {because}"


@pytest.mark.catches("slot-not-released", "failure-cancels-all")
def test_failed_request_gives_its_slot_back():
    """gives the slot of a failed request back"""
    for limit in (1, 2):
        service = watched({f"p{i}": [refused(0.5)] for i in range(6)}, limit, 2)
        count = len({request.prompt for request in service.requests})
        because = f"limit={limit}, and all are refused: an error must give its slot back, too (hint 2)"
        assert count == 6, f"expected 6 prompts to be asked, got {count}: {because}"


def test_large_run():
    """asks hundreds of prompts with a few slots, none of which is ever idle"""
    script = {f"p{i}": [busy(0.25), ok(1.0 + i % 7, f"text {i}")] if i % 5 == 0 else [ok(i % 11)] for i in range(300)}
    service = Service(script)

    got = results_of(list(script), service, 20, 2)

    assert_equal(got, [expected(script[prompt], 2)[0] for prompt in script], because="300 prompts, limit=20")
    holds(service, 20, 2, "300 prompts, limit=20")


# ---- failures and tries ----------------------------------------------------------------------------------------


@pytest.mark.catches("failure-cancels-all")
def test_failure_is_a_result():
    """gives results where one prompt is refused, instead of raising its error"""
    for tries in ([refused(0.5, "why")], [busy(0.5, "why")]):
        script = {"fine": [ok(1.0, "A")], "bad": tries, "also fine": [ok(2.0, "C")]}
        try:
            run(list(script), Service(script), 10, 1)
        except Exception as raised:
            because = f"one prompt of three ended as {tries[0][1]}: its error is its result (hint 1)"
            raise AssertionError(f"expected no exception from run, got {raised}: {because}") from None


@pytest.mark.catches("failure-cancels-all")
def test_others_go_on():
    """brings all requests to their end when another prompt fails"""
    service = watched({"a": [ok(3.0)], "bad": [refused(0.5)], "b": [ok(1.0)], "c": [ok(2.0)]}, 10, 2)

    ended = sorted(request.prompt for request in service.requests if not request.abandoned)
    because = "'bad' was refused after 0.5 s, which is no matter to the others (hint 1)"
    assert ended == ["a", "b", "bad", "c"], f"expected the requests a, b, bad and c to end, got {ended}: {because}"


@pytest.mark.catches("retries-refused")
def test_refused_is_final():
    """does not ask again after `Refused`"""
    for tries, count in [([refused(0.5)], 1), ([busy(0.5), refused(0.5)], 2)]:
        service = watched({"p": tries}, 5, 4)
        because = "it would be refused again (hint 3)"
        assert len(service.requests) <= count, (
            f"expected no request after 'refused', which came in try {count}, got {len(service.requests)}: {because}"
        )


@pytest.mark.catches("no-back-off")
def test_busy_service_is_left_alone():
    """does not ask a busy service again at once"""
    requests = watched({"p": [busy(0.5), busy(0.5), ok(0.5)]}, 5, 4).requests
    gaps = [later.begin - earlier.end for earlier, later in itertools.pairwise(requests)]

    because = "wait before the next try (hint 2)"
    assert all(gap > 0.25 for gap in gaps), f"expected 1 s before the second try, got {gaps[0]:.3g}: {because}"


def test_waits_double():
    """waits 1, 2, 4, ... seconds after each failed try, counted from its end"""
    for seconds in (0.0, 0.3, 5.0):
        requests = watched({"p": [busy(seconds)] * 6 + [ok(0.5)]}, 3, 9).requests
        gaps = [later.begin - earlier.end for earlier, later in itertools.pairwise(requests)]
        because = f"busy six times, each after {seconds:g} s: 2**(k-1) seconds after the k-th failed try (hint 3)"
        assert len(gaps) == 6, f"expected 7 tries, got {len(requests)}: {because}"
        right = all(abs(gap - 2**k) <= EXACT for k, gap in enumerate(gaps))
        assert right, f"expected waits of 1, 2, 4, 8, 16 and 32 s, got {[round(gap, 3) for gap in gaps]}: {because}"


@pytest.mark.catches("tries-off-by-one")
def test_retries_come_after_the_first_try():
    """asks `retries` times more after the first try"""
    count = len(watched({"p": [busy(0.5)]}, 8, 3).requests)

    because = "retries=3: these are the tries after the first one (hint 3)"
    assert count != 3, f"expected 4 requests of a prompt that is always busy, got {count}: {because}"


def test_number_of_tries():
    """asks once and `retries` times more, and no more often than it must"""
    for retries in (0, 1, 2, 5):
        for fails in (0, 1, 2, 3, 20):
            service = Service({"p": [busy(0.1)] * fails + [ok(0.1, "well")]})
            got = results_of(["p"], service, 8, retries)
            because = f"retries={retries}, and busy {fails} times before it succeeds (hint 3)"
            assert_equal(len(service.requests), min(fails, retries) + 1, because=because)
            assert_equal(got, [("well", None) if fails <= retries else (None, "try later")], because=because)


def test_random_services(rng):
    """keeps all promises with random services"""
    for _ in range(25):
        script, limit, retries = random_script(rng), int(rng.integers(1, 6)), int(rng.integers(0, 4))
        service = Service(script)
        got = results_of(list(script), service, limit, retries)
        because = f"limit={limit}, retries={retries}, {told(script)}"
        for prompt, result in zip(script, got, strict=True):
            right, count = expected(script[prompt], retries)
            assert_equal(result, right, because=f"the result of {prompt!r}, {because}")
            assert_equal(len(service.of(prompt)), count, because=f"tries of {prompt!r}, {because}")
        holds(service, limit, retries, because)


# ---- stage 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.stage(2)
def test_no_more_than_so_many_a_minute():
    """never begins more than `per_minute` requests within 60 seconds"""
    for per_minute, limit, seconds in [(3, 10, 0.5), (1, 2, 0.0), (5, 2, 7.0), (4, 10, 100.0)]:
        script = {f"p{i}": [ok(seconds)] for i in range(11)}
        service = Service(script)
        got = results_of(list(script), service, limit, 0, per_minute=per_minute)
        because = f"11 requests of {seconds:g} s, limit={limit}, per_minute={per_minute}"
        assert_equal(got, [("fine", None)] * 11, because=because)
        holds(service, limit, 0, because, per_minute)


@pytest.mark.stage(2)
def test_begins_count():
    """counts the moments at which requests begin, not those at which they could have but for a slot"""
    for limit in (1, 2):
        script = {"long": [ok(59.0)], "also long": [ok(59.5)]} | {f"p{i}": [ok(0.5)] for i in range(9)}
        service = Service(script)
        results_of(list(script), service, limit, 0, per_minute=3)
        because = f"limit={limit}, per_minute=3, two prompts that take a minute and nine that take 0.5 s"
        holds(service, limit, 0, because, 3)


@pytest.mark.stage(2)
def test_every_minute_counts():
    """counts any 60 seconds, not those of a clock's minutes"""
    script = {f"p{i}": [ok(25.0)] for i in range(8)}
    service = Service(script)

    results_of(list(script), service, 1, 0, per_minute=2)

    because = "requests of 25 s, limit=1, per_minute=2: the third waits for 60 s after the first, and so on"
    right = [0, 25, 60, 85, 120, 145, 180, 205]
    assert [round(at, 3) for at in service.begins()] == right, (
        f"expected requests to begin at {right}, got {[round(at, 3) for at in service.begins()]}: {because}"
    )


@pytest.mark.stage(2)
def test_second_tries_count():
    """counts second tries, and does not count waiting as a failed one"""
    script = {f"p{i}": [busy(0.5), busy(0.5), ok(0.5, f"text {i}")] for i in range(4)}
    service = Service(script)

    got = results_of(list(script), service, 4, 2, per_minute=5)

    assert_equal(got, [(f"text {i}", None) for i in range(4)], because="busy twice each, retries=2, per_minute=5")
    assert_equal(len(service.requests), 12, because="busy twice each, retries=2, per_minute=5")
    holds(service, 4, 2, "busy twice each, limit=4, retries=2, per_minute=5", 5)


@pytest.mark.stage(2)
def test_random_services_with_a_rate(rng):
    """keeps all promises with random services and rates, and without a rate"""
    for _ in range(25):
        script, limit, retries = random_script(rng), int(rng.integers(1, 6)), int(rng.integers(0, 4))
        per_minute = [1, 2, 3, 6, 12, None][int(rng.integers(6))]
        service = Service(script)
        got = results_of(list(script), service, limit, retries, per_minute=per_minute)
        because = f"limit={limit}, retries={retries}, per_minute={per_minute}, {told(script)}"
        for prompt, result in zip(script, got, strict=True):
            right, count = expected(script[prompt], retries)
            assert_equal(result, right, because=f"the result of {prompt!r}, {because}")
            assert_equal(len(service.of(prompt)), count, because=f"tries of {prompt!r}, {because}")
        holds(service, limit, retries, because, per_minute)


# ---- what must hold --------------------------------------------------------------------------------------------


def random_script(rng):
    """Tries of some prompts that differ from each other: durations with many ties, failures of both kinds."""
    script = {}
    for i in range(int(rng.integers(1, 9))):
        tries = []
        for number in range(int(rng.integers(0, 5))):
            tries.append(busy(float(rng.choice([0.0, 0.25, 0.5, 1.0, 2.0])), f"busy {i}.{number}"))
        last = refused if rng.random() < 0.25 else ok
        tries.append(last(float(rng.choice([0.0, 0.25, 1.0, 1.75, 5.0])), f"last {i}"))
        script[f"p{i}"] = tries
    return script


def told(script):
    """A script in a line: each prompt with its tries."""
    return "; ".join(
        f"{prompt}: {', '.join(f'{seconds:g} s {kind}' for seconds, kind, _ in tries)}"
        for prompt, tries in script.items()
    )


def expected(tries, retries):
    """The result of a prompt with these tries, and how often it is asked."""
    for count, (_, kind, text) in enumerate(itertools.chain(tries, itertools.repeat(tries[-1])), start=1):
        if kind == "text":
            return (text, None), count
        if kind == "refused" or count > retries:
            return (None, text), count
    raise AssertionError("unreachable")


def holds(service, limit, retries, because, per_minute=None):
    """What must hold of all requests of a run, if every prompt is another one."""
    assert service.most <= limit, f"expected at most {limit} requests at a time, got {service.most}: {because}"
    lost = [request.prompt for request in service.requests if request.abandoned]
    assert not lost, f"expected all requests to come to their end, got {lost} abandoned: {because}"
    begins = sorted(service.begins())
    if per_minute is not None:
        for first, over in zip(begins, begins[per_minute:], strict=False):
            assert over - first >= 60 - EXACT, (
                f"expected at most {per_minute} to begin in 60 s, got {per_minute + 1} at {first:.3f} to {over:.3f} s, "
                f"{because}"
            )
    ready = []  # from when to when a prompt could have been asked, and was not
    for prompt in service.script:
        last, wait = 0.0, 0.0
        for number, request in enumerate(service.of(prompt), start=1):
            early = last + wait - request.begin
            assert early <= EXACT, (
                f"expected try {number} of {prompt!r} {wait:g} s after the last, got it {early:.3g} s sooner: {because}"
            )
            ready.append((last + wait, request.begin, prompt))
            last, wait = request.end, 2.0 ** (number - 1)
    moments = sorted({0.0, *begins, *(r.end for r in service.requests), *(since for since, _, _ in ready)})
    for since, until in itertools.pairwise(moments):
        if until - since <= EXACT:
            continue
        middle = (since + until) / 2
        under_way = sum(request.begin < middle < request.end for request in service.requests)
        waiting = [prompt for start, stop, prompt in ready if start < middle < stop]
        if not waiting or under_way >= limit:
            continue
        begun = [at for at in begins if at < middle]
        if per_minute is not None and len(begun) >= per_minute and begun[-per_minute] + 60 >= until - EXACT:
            continue
        raise AssertionError(
            f"expected no idle slots, got {under_way} of {limit} in use from {since:.3f} to {until:.3f} s, while "
            f"{waiting[0]!r} was ready: {because}"
        )
