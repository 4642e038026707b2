"""After a verdict: whether the answer gives the very results of a mistake that the problem knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from prep.flows.desk import Desk
from prep.grader.submission import from_text
from prep.model.attempt import Attempt
from prep.model.problem import Problem
from prep.model.record import verdict_data
from prep.model.session import Mode, Session


def liken(
    session: Session,
    attempt: Attempt,
    problem: Problem,
    desk: Desk,
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> Attempt | None:
    """The attempt with its likeness, which is remembered; None if there is nothing to say.

    An interview says nothing of mistakes, so nothing is looked for.
    """
    if attempt.verdict is None or desk.liken is None or session.mode is Mode.INTERVIEW:
        return None
    verdict = desk.liken(problem, from_text(attempt.name, attempt.text), attempt.verdict, stopped=stopped)
    if verdict.likeness is None or stopped():
        return None
    desk.history.add("session.judged", session.id, {"submission": attempt.id, "verdict": verdict_data(verdict)})
    return replace(attempt, verdict=verdict)
