"""Somebody comes to a session, stays and leaves; a beat each second tells, and after a kill says when it was."""

from __future__ import annotations

from dataclasses import replace

from prep.flows import practise
from prep.flows.desk import Desk
from prep.model.moment import Moment, between
from prep.model.problem import Problem
from prep.model.session import Mode, Session


def resume(session: Session, problem: Problem, desk: Desk) -> Session:
    """Go on with an open session: time away is recorded, and in practise mode not counted."""
    session = practise.again(session.id, desk)
    latest = session.attempts[-1].text if session.attempts else problem.starter
    desk.workspace.restore(session.slug, latest, name=session.answer)
    if session.paused is not None:
        return practise.go_on(session, desk)
    return practise.caught_up(session, desk)


def attend(session: Session, last: Moment, desk: Desk) -> Session:
    """Called about once a second while somebody is at it; notices sleep and keeps the beat."""
    now = desk.clock()
    gap = between(last, now)
    if session.paused is None and session.open and gap > practise.LONGEST_BREATH:
        session = practise.resumed(session, gap, "asleep", desk)
    desk.workspace.beat(session.slug, session.id, now)
    return session


def leave(session: Session, desk: Desk) -> Session:
    """The screen closes in order; the session stays open, and in practise mode its clock stops."""
    session = practise.again(session.id, desk)
    if session.open and session.mode is Mode.PRACTISE and session.paused is None:
        session = practise.pause(session, desk, why="left")
    desk.workspace.end_beats(session.slug)
    return session


def newest_text(session: Session, problem: Problem, desk: Desk) -> str:
    """The answer as it stands; once it is archived, or lost, as it was submitted last."""
    standing = practise.snapshot(session, desk).text if session.open else ""
    return standing or (session.attempts[-1].text if session.attempts else problem.starter)


def as_left(session: Session, desk: Desk) -> Session:
    """A session to show: where nobody is at it, its clock stands as it was left."""
    since = practise.absent_since(session, desk)
    return session if since is None or session.mode is Mode.INTERVIEW else replace(session, paused=since)
