"""Practice, step by step: every step is a fact that is kept before anything is said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prep.catalogue.problems import given_files, read_solution
from prep.errors import BadUsage, NoSuchThing
from prep.flows.desk import Desk
from prep.grader.submission import Submission, read_submission
from prep.grader.supervise import new_seed
from prep.history.ids import uuid7
from prep.model.attempt import Attempt
from prep.model.moment import ZERO, Moment, between
from prep.model.problem import Problem, QuestionAndAnswer, Stage
from prep.model.record import SESSION_KINDS, moment_data, sessions_from, verdict_data
from prep.model.rubric import CODING, SelfScore
from prep.model.session import GUESSES, Mode, Session
from prep.model.verdict import Check
from prep.workspace import SCRIPT

LONGEST_BREATH = timedelta(seconds=10)
"""Beats come each second: a longer gap means sleep, Ctrl-Z or a kill, and is not time at work."""


def sessions(desk: Desk) -> tuple[Session, ...]:
    """Every session there was, by its start; those that are over without their attempts (`Session.told`)."""
    return desk.history.sessions()


def open_session(desk: Desk) -> Session | None:
    """The session that is open and not parked: there is at most one."""
    return next((s for s in reversed(sessions(desk)) if s.open and not s.parked), None)


def unfinished(desk: Desk, slug: str) -> Session | None:
    """The open session on this problem, parked or not."""
    return next((s for s in reversed(sessions(desk)) if s.open and s.slug == slug), None)


def unscored(desk: Desk) -> Session | None:
    """The last session, if it is finished and waits for its self-score."""
    last = next(reversed(sessions(desk)), None)
    return last if last is not None and not last.open and last.score is None else None


def start(
    problem: Problem,
    desk: Desk,
    *,
    mode: Mode = Mode.PRACTISE,
    minutes: int | None = None,
    answer: str = SCRIPT,
    keep: bool = False,
    seed: int | None = None,
) -> Session:
    """Lay out the answer and start the clock."""
    if (other := open_session(desk)) is not None:
        park = f"; `prep code start {problem.slug} --park` sets it aside" if other.slug != problem.slug else ""
        raise BadUsage(
            f"a session on {other.slug!r} is open",
            hint=f"`prep code` goes on with it; `prep code finish` ends it{park}.",
        )
    if unfinished(desk, problem.slug) is not None:
        raise BadUsage(
            f"a parked session on {problem.slug!r} waits", hint=f"`prep code {problem.slug}` goes on with it."
        )
    now = desk.clock()
    desk.workspace.lay_out(problem, given_files(problem), now.utc, name=answer, keep=keep)
    id = uuid7(now.utc)
    data = {
        "slug": problem.slug,
        "uuid": problem.uuid,
        "title": problem.title,
        "mode": mode.value,
        "minutes": minutes or problem.minutes,
        "seed": new_seed() if seed is None else seed,
        "last_stage": problem.last_required_stage,
        "answer": answer,
        **moment_data(now),
    }
    desk.history.add("session.started", id, data)
    return again(id, desk)


def pause(session: Session, desk: Desk, *, why: str = "paused") -> Session:
    """Stop the clock (practise mode); `why` is `paused`, `left` or `parked`."""
    session = _still_open(session, desk)
    if session.mode is Mode.INTERVIEW and why == "paused":
        raise BadUsage("an interview does not pause", hint="Finish it, or leave: its clock goes on.")
    if session.paused is None or why == "parked":
        session = caught_up(session, desk)
        return _tell(session, "paused", desk, why=why, **moment_data(desk.clock()))
    return session


def go_on(session: Session, desk: Desk) -> Session:
    """Start the clock again after a pause."""
    session = _still_open(session, desk)
    if session.paused is None:
        return session
    return resumed(session, between(session.paused, desk.clock()), "parked" if session.parked else "paused", desk)


def resumed(session: Session, away: timedelta, why: str, desk: Desk) -> Session:
    """Record a time away (`paused`, `parked`, `away` or `asleep`); an interview counts it, practice does not."""
    uncounted = ZERO if session.mode is Mode.INTERVIEW else away
    return _tell(session, "resumed", desk, why=why, away=away.total_seconds(), uncounted=uncounted.total_seconds())


def absent_since(session: Session, desk: Desk) -> Moment | None:
    """The last sign of somebody at this session, if that is too long ago for them to be there still."""
    if not session.open or session.paused is not None:
        return None
    beat = desk.workspace.last_beat(session.slug, session.id)
    return beat if beat is not None and between(beat, desk.clock()) > LONGEST_BREATH else None


def caught_up(session: Session, desk: Desk) -> Session:
    """Record the time that nobody was at it, after a kill or a reboot."""
    since = absent_since(session, desk)
    if since is None:
        return session
    session = resumed(session, between(since, desk.clock()), "away", desk)
    desk.workspace.end_beats(session.slug)  # or the same absence would be taken off again
    return session


@dataclass(frozen=True)
class Submitted:
    """What came of a submission: the session as it is now, and its newest attempt."""

    session: Session
    attempt: Attempt


def snapshot(session: Session, desk: Desk) -> Submission:
    """The answer as it stands."""
    return read_submission(desk.workspace.answer(session.slug, session.answer))


def submit(
    session: Session,
    problem: Problem,
    desk: Desk,
    *,
    guess: int | None = None,
    submission: Submission | None = None,
    on_check: Callable[[Check], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Submitted:
    """Grade the answer as it stands, and remember what came of it.

    The text is kept before it is graded, so that a kill in between loses nothing.
    """
    session = _still_open(session, desk)
    if session.mode is Mode.INTERVIEW and guess not in GUESSES:
        raise BadUsage("an interview asks for your guess first", hint="`--guess` 10, 30, 50, 70 or 90 per cent.")
    submission = submission or snapshot(session, desk)
    if submission.refused:
        # Nothing to grade costs no attempt, and leaves no trace but on the screen.
        verdict = desk.grade(problem, submission, seed=session.seed)
        attempt = Attempt("", submission.name, "", session.elapsed(desk.clock()), session.stage, guess, verdict)
        return Submitted(session, attempt)
    id = uuid7(desk.clock().utc)
    kept = {
        "submission": id,
        "name": submission.name,
        "text": submission.text,
        "sha256": submission.sha256,
        "elapsed": session.elapsed(desk.clock()).total_seconds(),
        "stage": session.stage,
        "guess": guess,
    }
    desk.history.add("session.submitted", session.id, kept)
    verdict = desk.grade(
        problem, submission, seed=session.seed, stage=session.stage, on_check=on_check, stopped=stopped
    )
    desk.history.add("session.judged", session.id, {"submission": id, "verdict": verdict_data(verdict)})
    session = again(session.id, desk)
    return Submitted(session, next(a for a in session.attempts if a.id == id))


def hint(session: Session, problem: Problem, desk: Desk) -> tuple[Session, str]:
    """The next hint; they rise, and cost the fourth mark."""
    session = _still_open(session, desk)
    if session.hints >= len(problem.hints):
        raise NoSuchThing("there are no more hints", hint="`prep code solution --give-up` shows the solution.")
    session = _tell(session, "hinted", desk, number=session.hints + 1)
    return session, problem.hints[session.hints - 1]


def ask(session: Session, problem: Problem, desk: Desk) -> tuple[Session, QuestionAndAnswer]:
    """Clarify one more convention, as one would ask an interviewer."""
    session = _still_open(session, desk)
    if session.asks >= len(problem.asks):
        raise NoSuchThing("there is nothing more to clarify", hint="The statement has the rest.")
    session = _tell(session, "asked", desk, number=session.asks + 1)
    return session, problem.asks[session.asks - 1]


def next_step(session: Session, problem: Problem, desk: Desk) -> tuple[Session, Stage | QuestionAndAnswer]:
    """The next stage when this one is green, and follow-ups after a pass. A pass does not advance by itself."""
    session = _still_open(session, desk)
    if session.stage < problem.last_stage:
        if not session.green:
            raise BadUsage(
                f"stage {session.stage} is not green yet", hint="The next stage opens when all its checks pass."
            )
        session = _tell(session, "staged", desk, stage=session.stage + 1)
        desk.workspace.show_statement(problem, session.stage)
        return session, problem.stages[session.stage - 1]
    if not session.may_see_solution:
        raise BadUsage("follow-ups come after a pass", hint="Get the checks green first, or finish.")
    if session.follow_ups >= len(problem.follow_ups):
        raise NoSuchThing("there are no more follow-ups", hint="`prep code finish` ends the session.")
    session = _tell(session, "followed", desk, number=session.follow_ups + 1)
    return session, problem.follow_ups[session.follow_ups - 1]


def give_up(session: Session, desk: Desk) -> Session:
    """Say that one will not get it today; recorded, and it opens the solution."""
    session = again(session.id, desk)
    if session.gave_up or session.passed:
        return session
    return _tell(session, "gave_up", desk, elapsed=session.elapsed(desk.clock()).total_seconds())


def solution(session: Session, problem: Problem, desk: Desk) -> tuple[Session, str]:
    """The reference, after a pass or a give-up."""
    session = again(session.id, desk)
    if not session.may_see_solution:
        raise BadUsage(
            "the solution opens after a pass, or after giving up",
            hint="`prep code solution --give-up` gives up (it is recorded); `prep code hint` costs less.",
        )
    if not session.revealed:
        session = _tell(session, "revealed", desk)
    return session, read_solution(problem)


def finish(session: Session, desk: Desk) -> Session:
    """Stop the clock for good and archive the answer; the self-score comes next."""
    session = again(session.id, desk)
    if not session.open:
        return session
    session = caught_up(session, desk)
    now = desk.clock()
    session = _tell(session, "finished", desk, elapsed=session.elapsed(now).total_seconds(), **moment_data(now))
    desk.workspace.archive(session.slug, now.utc, name=session.answer)
    desk.workspace.end_beats(session.slug)
    return session


def score(session: Session, marks: dict[str, int], desk: Desk, *, note: str = "") -> Session:
    """The candidate's own marks, before the measured facts are shown."""
    session = again(session.id, desk)
    if session.score is not None:
        raise BadUsage("this session is scored already", hint="`prep history show` has its marks.")
    if session.open:
        raise BadUsage("a session is scored once it is finished", hint="`prep code finish` first.")
    if not CODING.fits(marks):
        raise BadUsage(
            "a self-score gives each criterion a mark from 1 to 4",
            hint=f"The criteria are {', '.join(c.id for c in CODING.criteria)}.",
        )
    own = SelfScore(CODING.id, marks, note)
    return _tell(session, "scored", desk, rubric=own.rubric, marks=dict(own.marks), note=own.note)


def reset(session: Session, problem: Problem, desk: Desk) -> Session:
    """Back to the starter; the answer so far is archived, never deleted."""
    session = _still_open(session, desk)
    desk.workspace.lay_out(problem, given_files(problem), desk.clock().utc, name=session.answer)
    desk.workspace.show_statement(problem, session.stage)
    return session


def _still_open(session: Session, desk: Desk) -> Session:
    session = again(session.id, desk)
    if not session.open:
        raise BadUsage("this session is finished", hint="`prep code` starts the next one.")
    return session


def _tell(session: Session, word: str, desk: Desk, **data: Any) -> Session:
    desk.history.add(f"session.{word}", session.id, data)
    return again(session.id, desk)


def again(id: str, desk: Desk) -> Session:
    """The session as the history has it now: another terminal may have moved it on."""
    found = sessions_from(desk.history.facts(kinds=SESSION_KINDS, about=id))
    if not found:
        raise NoSuchThing("this session was voided", hint=f"`prep history void {id} --undo` takes that back.")
    return found[0]
