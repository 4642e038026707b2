"""Nouns as data and back: what the journal keeps and what `--json` shows. The only place that knows the keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

from prep.model.attempt import Attempt
from prep.model.fact import Fact
from prep.model.moment import Moment
from prep.model.outcome import Outcome
from prep.model.problem import Axis
from prep.model.rubric import SelfScore
from prep.model.session import Mode, Session
from prep.model.verdict import Check, Likeness, Verdict

SESSION_KINDS = (
    "session.started",
    "session.paused",
    "session.resumed",
    "session.hinted",
    "session.asked",
    "session.followed",
    "session.staged",
    "session.submitted",
    "session.judged",
    "session.gave_up",
    "session.revealed",
    "session.finished",
    "session.scored",
)
"""Every kind of fact that a session is built from."""


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON has it: the keys that `prep code grade --json` shows."""
    likeness = verdict.likeness
    return {
        "outcome": verdict.outcome.value,
        "seconds": verdict.seconds,
        "checks": [
            {
                "id": check.id,
                "title": check.title,
                "outcome": check.outcome.value,
                "axis": check.axis.value,
                "stage": check.stage,
                "message": check.message,
            }
            for check in verdict.checks
        ],
        "mistakes": list(verdict.mistakes),
        "likeness": likeness and {"mistake": likeness.mistake, "equal_on": likeness.equal_on, "of": likeness.of},
        "isolation": list(verdict.isolation),
        "output": verdict.output,
        "seed": verdict.seed,
        "message": verdict.message,
    }


def verdict_from(data: Mapping[str, Any]) -> Verdict:
    """The verdict that `verdict_data` wrote."""
    likeness = data["likeness"]
    return Verdict(
        outcome=Outcome(data["outcome"]),
        checks=tuple(
            Check(c["id"], c["title"], Outcome(c["outcome"]), Axis(c["axis"]), c["stage"], c["message"])
            for c in data["checks"]
        ),
        seconds=data["seconds"],
        mistakes=tuple(data["mistakes"]),
        likeness=likeness and Likeness(likeness["mistake"], likeness["equal_on"], likeness["of"]),
        isolation=tuple(data["isolation"]),
        output=data["output"],
        seed=data["seed"],
        message=data["message"],
    )


def moment_data(moment: Moment) -> dict[str, Any]:
    """The boot clock of a moment; its wall time is the fact's own."""
    return {"ticks": moment.ticks.total_seconds(), "boot": moment.boot}


def moment_of(fact: Fact) -> Moment:
    """The moment that `moment_data` wrote into a fact."""
    ticks = timedelta(seconds=fact.data["ticks"])
    return Moment(utc=fact.at.astimezone(UTC), ticks=ticks, boot=fact.data["boot"])


def sessions_from(facts: Iterable[Fact]) -> tuple[Session, ...]:
    """Every session that these facts (in order) tell of, by their start."""
    sessions: dict[str, Session] = {}
    for fact in facts:
        if fact.kind == "session.started":
            sessions[fact.about] = _started(fact)
        elif fact.about in sessions:
            sessions[fact.about] = _after(sessions[fact.about], fact)
    return tuple(sessions.values())


def _started(fact: Fact) -> Session:
    data = fact.data
    return Session(
        id=fact.about,
        slug=data["slug"],
        uuid=data["uuid"],
        title=data["title"],
        mode=Mode(data["mode"]),
        minutes=data["minutes"],
        seed=data["seed"],
        last_stage=data["last_stage"],
        answer=data["answer"],
        started=moment_of(fact),
    )


def _after(session: Session, fact: Fact) -> Session:
    data = fact.data
    match fact.kind:
        case "session.paused":
            # Parking what is paused already: the clock has stopped since the first of the two.
            return replace(session, paused=session.paused or moment_of(fact), parked=data["why"] == "parked")
        case "session.resumed":
            uncounted = session.uncounted + timedelta(seconds=data["uncounted"])
            return replace(session, paused=None, parked=False, uncounted=uncounted)
        case "session.hinted":
            return replace(session, hints=max(session.hints, data["number"]))
        case "session.asked":
            return replace(session, asks=max(session.asks, data["number"]))
        case "session.followed":
            return replace(session, follow_ups=max(session.follow_ups, data["number"]))
        case "session.staged":
            return replace(session, stage=max(session.stage, data["stage"]))
        case "session.submitted":
            return replace(session, attempts=(*session.attempts, _attempt(fact)))
        case "session.judged":
            return session.with_verdict(data["submission"], verdict_from(data["verdict"]))
        case "session.gave_up":
            return replace(session, gave_up=True)
        case "session.revealed":
            return replace(session, revealed=True)
        case "session.finished":
            return replace(session, finished=moment_of(fact), took=timedelta(seconds=data["elapsed"]), paused=None)
        case "session.scored":
            return replace(session, score=SelfScore(data["rubric"], data["marks"], data["note"]))
    return session


def _attempt(fact: Fact) -> Attempt:
    data = fact.data
    return Attempt(
        id=data["submission"],
        name=data["name"],
        text=data["text"],
        elapsed=timedelta(seconds=data["elapsed"]),
        stage=data["stage"],
        guess=data["guess"],
    )


def session_data(session: Session) -> dict[str, Any]:
    """A session as `prep history show --json` gives it."""
    score = session.score
    took = session.took
    return {
        "id": session.id,
        "slug": session.slug,
        "title": session.title,
        "mode": session.mode.value,
        "phase": session.phase.value,
        "started": session.started.utc.astimezone().isoformat(timespec="seconds"),
        "minutes": session.minutes,
        "seconds": None if took is None else round(took.total_seconds(), 1),
        "passed": session.passed,
        "gave_up": session.gave_up,
        "hints": session.hints,
        "asks": session.asks,
        "follow_ups": session.follow_ups,
        "stage": session.stage,
        "seed": session.seed,
        "measured": session.measured,
        "self_score": score and {"rubric": score.rubric, "marks": dict(score.marks), "note": score.note},
        "attempts": [
            {
                "id": attempt.id,
                "file": attempt.name,
                "seconds_into": round(attempt.elapsed.total_seconds(), 1),
                "stage": attempt.stage,
                "guess": attempt.guess,
                "verdict": attempt.verdict and verdict_data(attempt.verdict),
            }
            for attempt in session.attempts
        ],
    }
