"""Which problem next, and why, from what was done so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prep.model.problem import Problem
from prep.model.session import Session


@dataclass(frozen=True)
class Choice:
    """A problem and the reason in words."""

    problem: Problem
    why: str


def passed_slugs(sessions: Iterable[Session]) -> set[str]:
    """The problems that were ever passed."""
    return {session.slug for session in sessions if session.passed}


def best_next(problems: Sequence[Problem], sessions: Sequence[Session]) -> Choice | None:
    """The easiest problem never tried; then one not passed yet; then the one passed longest ago."""
    if not problems:
        return None
    last_seen = {session.slug: number for number, session in enumerate(sessions)}
    passed = passed_slugs(sessions)
    fresh = [problem for problem in problems if problem.slug not in last_seen]
    if fresh:
        return Choice(fresh[0], "the easiest one you have not tried")
    failed = [problem for problem in problems if problem.slug not in passed]
    if failed:
        return Choice(min(failed, key=lambda p: last_seen[p.slug]), "not passed yet, and longest ago")
    return Choice(min(problems, key=lambda p: last_seen[p.slug]), "everything is passed; this one is longest ago")
