"""A session step by step: each graded save with what changed, hints, pauses, and which checks were red when."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prep.model.attempt import Attempt
from prep.model.fact import Fact
from prep.model.moment import ZERO, clock_face
from prep.model.outcome import Outcome
from prep.model.record import sessions_from
from prep.model.rubric import CODING
from prep.model.session import Session
from prep.model.verdict import Check

_SAYS = {
    "session.hinted": "hint {number}",
    "session.asked": "clarified convention {number}",
    "session.followed": "follow-up {number}",
    "session.staged": "stage {stage} opened",
    "session.gave_up": "gave up",
    "session.revealed": "saw the solution",
    "session.finished": "finished",
}


@dataclass(frozen=True)
class Step:
    """One thing that happened, at that time of the session's clock.

    Of an attempt: its number, the lines that changed since the one before, and which checks turned.
    """

    at: timedelta
    words: str
    number: int = 0
    attempt: Attempt | None = None
    changed: tuple[str, ...] = ()
    turned_green: tuple[str, ...] = ()
    turned_red: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckOverTime:
    """A check that was red at least once, and how it came out in each attempt (None: it was not in it)."""

    title: str
    outcomes: tuple[Outcome | None, ...]


def steps(facts: Sequence[Fact]) -> tuple[Step, ...]:
    """The steps of one session, from its facts in order."""
    found: list[Step] = []
    (session,) = sessions_from(facts) or (None,)
    if session is None:
        return ()
    attempts = {attempt.id: (n, attempt) for n, attempt in enumerate(session.attempts, start=1)}
    uncounted, last = ZERO, ZERO
    begun = facts[0].at
    for fact in facts:
        data = fact.data
        if fact.kind == "session.resumed":
            uncounted += timedelta(seconds=data["uncounted"])
        # Some facts carry the session's clock; for the others the wall says when, without what is not counted.
        exact = timedelta(seconds=data["elapsed"]) if "elapsed" in data else None
        last = exact if exact is not None else max(fact.at - begun - uncounted, last)
        if fact.kind == "session.submitted":
            number, attempt = attempts[data["submission"]]
            before = session.attempts[number - 2] if number > 1 else None
            found.append(_attempted(last, number, attempt, before))
        elif words := _words(fact.kind, data, session):
            found.append(Step(last, words))
    return tuple(found)


def red_over_time(attempts: Iterable[Attempt]) -> tuple[CheckOverTime, ...]:
    """Every check that was ever red, in the order of the checks, over the attempts that were judged."""
    judged = [attempt for attempt in attempts if attempt.counts]
    columns = [{c.id: c for c in attempt.verdict.checks} if attempt.verdict else {} for attempt in judged]
    checks: dict[str, Check] = {}
    for column in columns:
        checks |= {id: check for id, check in column.items() if id not in checks}
    return tuple(
        CheckOverTime(check.title, tuple(column[id].outcome if id in column else None for column in columns))
        for id, check in checks.items()
        if any(id in column and not column[id].passed for column in columns)
    )


def changed_lines(before: str, after: str, *, context: int = 1) -> tuple[str, ...]:
    """From one text to the next as a unified diff, without its head."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=context)
    return tuple(lines)[2:]


def step_data(step: Step) -> dict[str, Any]:
    """A step as JSON has it."""
    return {
        "seconds_into": round(step.at.total_seconds(), 1),
        "words": step.words,
        "attempt": step.number or None,
        "changed": list(step.changed),
        "turned_green": list(step.turned_green),
        "turned_red": list(step.turned_red),
    }


def _attempted(at: timedelta, number: int, attempt: Attempt, before: Attempt | None) -> Step:
    verdict = attempt.verdict
    guess = f", guessed {attempt.guess} %" if attempt.guess is not None else ""
    words = f"{verdict.outcome.words}, {verdict.passing} of {len(verdict.checks)}" if verdict else "not graded"
    was, now = _green(before), _green(attempt)
    return Step(
        at=at,
        words=f"attempt {number}{guess}: {words}",
        number=number,
        attempt=attempt,
        changed=changed_lines(before.text, attempt.text) if before else (),
        turned_green=tuple(title for id, (title, green) in now.items() if green and id in was and not was[id][1]),
        turned_red=tuple(title for id, (title, green) in now.items() if not green and id in was and was[id][1]),
    )


def _green(attempt: Attempt | None) -> Mapping[str, tuple[str, bool]]:
    """Each check by its id: its title, and whether it is green."""
    verdict = attempt.verdict if attempt is not None else None
    return {check.id: (check.title, check.passed) for check in verdict.checks} if verdict else {}


def _words(kind: str, data: Mapping[str, Any], session: Session) -> str:
    match kind:
        case "session.started":
            return f"started: {session.minutes} min, {session.mode}"
        case "session.paused":
            return {"left": "left", "parked": "parked"}.get(data["why"], "paused")
        case "session.resumed":
            away = timedelta(seconds=data.get("away", data["uncounted"]))
            why = "asleep" if data.get("why") == "asleep" else "away"
            counts = "not counted" if data["uncounted"] else "counted"
            return f"went on after {clock_face(away)} {why}, {counts}"
        case "session.scored":
            return f"self-score {' '.join(str(data['marks'][each.id]) for each in CODING.criteria)}"
    return _SAYS[kind].format(**data) if kind in _SAYS else ""
