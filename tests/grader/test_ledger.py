"""The account: only an exact and full one can say that everything passed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prep.grader.account import Ledger
from prep.model.outcome import Outcome
from prep.model.problem import CheckSpec

IDS = ["test_a", "test_b", "test_c"]
SPECS = [CheckSpec(id, id) for id in IDS]


def events(ids: list[str] = IDS, outcome: str = "passed") -> list[dict[str, Any]]:
    """What a host tells of these checks, without the numbers."""
    told: list[dict[str, Any]] = [{"event": "collected", "checks": ids}]
    for id in ids:
        told.append({"event": "began", "check": id})
        told.append({"event": "ended", "check": id, "outcome": outcome, "message": ""})
    return [*told, {"event": "done", "code": 0}]


def lines(told: list[dict[str, Any]]) -> list[bytes]:
    return [json.dumps({"n": number, **event}).encode() for number, event in enumerate(told, start=1)]


def heard(told: list[bytes]) -> Ledger:
    """A ledger after these lines and the end of the host."""
    ledger = Ledger(SPECS)
    for line in told:
        ledger.hear(line)
    ledger.close()
    return ledger


def all_passed(ledger: Ledger) -> bool:
    return not ledger.broken and all(check.passed for check in ledger.checks())


def test_a_full_account_passes():
    """Every check listed, begun and ended once, then the end: that, and nothing else, is a pass."""
    ledger = heard(lines(events()))

    assert all_passed(ledger)
    assert [check.id for check in ledger.checks()] == IDS


def test_checks_may_run_in_any_order_and_ask_for_things_between():
    """Order is pytest's, and requests to the supervisor are part of an account."""
    told = events(["test_c", "test_a", "test_b"])
    told.insert(2, {"event": "worker", "role": "answer"})
    told.insert(3, {"event": "started", "role": "answer", "isolation": ["files"]})
    told.insert(4, {"event": "memory", "role": "starter", "reset": True})
    told.insert(5, {"event": "fate", "role": "answer"})
    told.insert(6, {"event": "quiet"})

    assert all_passed(heard(lines(told)))


EXACT = lines(events())
BEGUN = {"event": "began", "check": "test_a"}
ENDED = {"event": "ended", "check": "test_a", "outcome": "passed", "message": ""}
BROKEN = {
    "nothing": ([], "with 3 checks to go"),
    "no last line": (EXACT[:-1], "without its last line"),
    "an end too early": (lines([*events()[:3], {"event": "done"}]), "with 2 checks to go"),
    "a line left out": ([*EXACT[:2], *EXACT[3:]], "a line of the grader's account is missing, or came twice"),
    "a line twice": ([EXACT[0], EXACT[0]], "is missing, or came twice"),
    "lines exchanged": ([EXACT[1], EXACT[0]], "is missing, or came twice"),
    "a line after the end": ([*EXACT, *lines([*events(), BEGUN])[-1:]], "goes on after its end"),
    "no list of checks": (lines([BEGUN]), "test_a began out of turn"),
    "two lists of checks": (lines([events()[0], events()[0]]), "lists its checks twice"),
    "a check too few": (
        lines([{"event": "collected", "checks": IDS[1:]}]),
        "other checks than the problem declares: test_a",
    ),
    "a check too many": (lines([{"event": "collected", "checks": [*IDS, "test_d"]}]), "declares: test_d"),
    "a check listed twice": (lines([{"event": "collected", "checks": [*IDS, "test_a"]}]), "declares: test_a"),
    "an end without a beginning": (lines([events()[0], ENDED]), "test_a ended without having begun"),
    "an end of nothing": (lines([events()[0], ENDED | {"check": ""}]), "ended without having begun"),
    "an end of nothing by a huge name": (lines([events()[0], ENDED | {"check": "x" * 10**6}]), "more characters)"),
    "a transcript of nothing": (lines([{"event": "transcript", "check": "", "text": "x"}]), "no place in it"),
    "a beginning in another check": (
        lines([events()[0], BEGUN, BEGUN | {"check": "test_b"}]),
        "test_b began out of turn",
    ),
    "a check run twice": (lines([events()[0], BEGUN, ENDED, BEGUN]), "test_a began out of turn"),
    "an unknown check": (lines([events()[0], {"event": "began", "check": "test_x"}]), "test_x began out of turn"),
    "an unknown outcome": (lines([events()[0], BEGUN, ENDED | {"outcome": "splendid"}]), "no place in it"),
    "an outcome of no check": (lines([events()[0], BEGUN, ENDED | {"outcome": "not_run"}]), "no place in it"),
    "an outcome that is no text": (lines([events()[0], BEGUN, ENDED | {"outcome": ["passed"]}]), "no place in it"),
    "an end without a message": (lines([events()[0], BEGUN, {"event": "ended", "check": "test_a"}]), "no place in it"),
    "checks that are numbers": (lines([{"event": "collected", "checks": [1, 2, 3]}]), "no place in it"),
    "checks that are no list": (lines([{"event": "collected", "checks": "test_a"}]), "no place in it"),
    "an end in a check": (lines([events()[0], BEGUN, {"event": "done"}]), "test_a began and never ended"),
    "an unknown event": (lines([{"event": "passed everything"}]), "no place in it"),
    "an event without a name": (lines([{}]), "no place in it"),
    "a worker of an unknown role": (lines([{"event": "worker", "role": "supervisor"}]), "no place in it"),
    "a question without its part": (lines([{"event": "memory", "role": "answer"}]), "no place in it"),
    "a fault": (lines([{"event": "broken", "message": "checks.py: no"}]), "checks.py: no"),
    "no JSON": ([b"passed"], "garbled"),
    "no object": ([b"[1]"], "garbled"),
    "no text": ([b"\xff\xfe"], "garbled"),
    "an empty line": ([b""], "garbled"),
    "no number": ([b'{"event": "done"}'], "garbled"),
    "a truth for a number": ([b'{"n": true, "event": "collected", "checks": []}'], "garbled"),
    "very deep": ([b"[" * 100_000], "garbled"),
    "very long": ([b'{"n": ' + b"1" * 10_000 + b"}"], "garbled"),
}


@pytest.mark.parametrize(("told", "says"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_with_an_account_is_named(told: list[bytes], says: str):
    """Missing, repeated, unknown, misplaced and garbled lines are named, and nothing passes."""
    ledger = heard(told)

    assert says in ledger.broken
    assert not all_passed(ledger)


LINES = st.one_of(
    st.sampled_from(EXACT),
    st.sampled_from(lines([*events(outcome="failed"), *events(["test_a"])])),
    st.builds(
        lambda number, event: json.dumps({"n": number, **event}).encode(),
        st.integers(0, 9),
        st.sampled_from([*events(), ENDED, BEGUN, {"event": "quiet"}, {"event": "nonsense"}]),
    ),
    st.binary(max_size=12),
)


def test_a_check_that_began_out_of_turn_does_not_run():
    """What broke an account is not what the supervisor ends."""
    ledger = Ledger(SPECS)
    for line in lines([events()[0], BEGUN | {"check": "test_x"}]):
        ledger.hear(line)

    assert ledger.end_running(Outcome.TIMED_OUT, "too long") == ""


def test_a_layer_is_claimed_where_every_worker_had_it():
    """What one worker went without, or never names, is not claimed; a list of a hundred thousand costs no time."""
    ledger = Ledger(SPECS)
    began = time.monotonic()
    long = [f"{number:x}" for number in range(100_000)]
    for line in lines(
        [
            {"event": "started", "role": "answer", "isolation": isolation}
            for isolation in (["files", 3, "memory", *long], ["memory", "\x1b[2J", "files", *map("-".__add__, long)])
        ]
    ):
        ledger.hear(line)

    assert ledger.isolation == ["files", "memory"]
    assert time.monotonic() - began < 10


def test_an_account_is_told_in_printable_words():
    """Nothing of what a host says reaches a terminal as it is, and none of it is endless."""
    text = "\x1b[2J\ud800\u202e"
    ledger = Ledger(SPECS)
    told: list[dict[str, Any]] = [
        *events()[:2],
        {"event": "transcript", "check": "test_a", "text": text},
        {"event": "started", "role": "answer", "isolation": [text]},
        ENDED | {"outcome": "failed", "message": text + "x" * 10**6},
        {"event": "broken", "message": text},
    ]
    for line in lines(told):
        ledger.hear(line)

    shown = r"\x1b[2J\ud800\u202e"
    assert ledger.transcripts == {"test_a": shown}
    assert ledger.isolation == [shown]
    assert ledger.broken == shown
    assert ledger.check("test_a").message.startswith(f"{shown}xxx")
    assert len(ledger.check("test_a").message) < 10**5


LIES = st.tuples(st.integers(0, 9), st.sampled_from(["drop", "double", "swap", "fail", "noise"]))
HOSTS = st.lists(
    st.tuples(st.permutations(IDS), st.lists(LIES, max_size=2), st.booleans()),
    min_size=1,
    max_size=3,
)


@given(HOSTS)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_check_passes_in_one_place_alone(hosts: list[tuple[list[str], list[tuple[int, str]], bool]]):
    """However hosts lie and are replaced: what passed was begun, then ended as passed, once, by one of them."""
    ledger = Ledger(SPECS)
    passed: list[str] = []
    for order, lies, ends_by_itself in hosts:
        begun = ""
        for line in _with_lies(events([id for id in order if id not in ledger.ended]), lies):
            said = ledger.hear(line)
            if said.get("event") == "began":
                begun = said["check"]
            elif said.get("event") == "ended" and said["check"] == begun and said["outcome"] == "passed":
                passed.append(begun)
                begun = ""
        if ends_by_itself:
            ledger.close()
        else:
            ledger.end_running(Outcome.TIMED_OUT, "too long")
            ledger.restart()

    claimed = [check.id for check in ledger.checks() if check.passed]
    assert sorted(passed) == claimed
    assert not all_passed(ledger) or claimed == IDS


def _with_lies(told: list[dict[str, Any]], lies: list[tuple[int, str]]) -> list[bytes]:
    """An account of these events, with some of them left out, doubled, exchanged, changed or made up."""
    for place, lie in lies:
        at = place % len(told)
        if lie == "drop":
            del told[at]
        elif lie == "double":
            told.insert(at, told[at])
        elif lie == "swap":
            told[at], told[-1] = told[-1], told[at]
        elif lie == "fail":
            told[at] = told[at] | {"outcome": "failed", "event": "ended"}
        else:
            told.insert(at, {"event": "ended", "check": told[at].get("check", ""), "outcome": "passed", "message": ""})
    return lines(told)


@given(st.lists(LINES, max_size=12))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_other_account_passes(told: list[bytes]):
    """Any list of lines that is not an exact and full account leaves something broken or not passed."""
    assert all_passed(heard(told)) == _is_exact(told)


@given(st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_account_with_one_change_does_not_pass(data: st.DataObject):
    """Of a full account, no line can be left out, doubled, moved or have its outcome changed."""
    told = list(EXACT)
    at = data.draw(st.integers(0, len(told) - 1))
    change = data.draw(st.sampled_from(["drop", "double", "move", "fail", "cut"]))
    line = told.pop(at)
    if change == "double":
        told[at:at] = [line, line]
    elif change == "move":
        told.insert(data.draw(st.integers(0, len(told)).filter(lambda to: to != at)), line)
    elif change == "fail":
        told.insert(at, line.replace(b'"passed"', b'"failed"') if b'"passed"' in line else line[1:])
    elif change == "cut":
        told[at:] = []

    assert not all_passed(heard(told))


def _is_exact(told: list[bytes]) -> bool:
    """An independent reading of what a full account is: numbers in a row, one list, each check once, one end."""
    try:
        said = [json.loads(line) for line in told]
        numbered = [each.pop("n") for each in said] == list(range(1, len(said) + 1))
    except (ValueError, AttributeError, KeyError, TypeError):
        return False
    said = [each for each in said if each.get("event") != "quiet"]
    order = [each.get("check") for each in said[1:-1:2]]
    return numbered and sorted(map(str, order)) == IDS and said == _with_list(events(order), said)


def _with_list(told: list[dict[str, Any]], said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    listed = said[0].get("checks")
    return [told[0] | {"checks": listed if isinstance(listed, list) and sorted(listed) == IDS else IDS}, *told[1:]]


def test_a_check_ended_from_outside_is_the_supervisors_word():
    """A check that ran out of time ends by the supervisor's word, and the next host goes on with the others."""
    ledger = Ledger(SPECS)
    for line in lines(events())[:4]:
        ledger.hear(line)

    ended = ledger.end_running(Outcome.TIMED_OUT, "too long")
    ledger.restart()
    for line in lines(events(["test_c"])):
        ledger.hear(line)
    ledger.close()

    assert ended == "test_b"
    assert ledger.broken == ""
    assert [check.outcome.value for check in ledger.checks()] == ["passed", "timed_out", "passed"]


def test_nothing_ends_where_nothing_runs():
    """Between two checks, there is none to blame."""
    ledger = Ledger(SPECS)

    assert ledger.end_running(Outcome.TIMED_OUT, "too long") == ""
    assert [check.outcome for check in ledger.checks()] == [Outcome.NOT_RUN] * 3


def test_the_noise_of_a_broken_host_is_told():
    """The last line that a host printed is part of why it ended."""
    ledger = Ledger(SPECS)

    ledger.close("ImportError: no module")

    assert ledger.broken == "the grader's host ended early with 3 checks to go: ImportError: no module"
