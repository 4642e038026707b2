"""What to do next, in one line, from what was just seen."""

from __future__ import annotations

from rich.text import Text

from prep.model.outcome import Outcome
from prep.model.problem import Problem
from prep.model.session import Session
from prep.model.verdict import Verdict


def after_verdict(session: Session, problem: Problem, verdict: Verdict) -> Text:
    """The next step after a verdict."""
    return Text(f"next: {_next(session, problem, verdict)}", style="bold")


def _next(session: Session, problem: Problem, verdict: Verdict) -> str:
    if verdict.outcome is Outcome.NOT_GRADABLE:
        return "save your answer there, then submit again; this cost no attempt."
    if not verdict.outcome.counts:
        return "submit again; this cost no attempt. If it stays, `prep doctor` looks for the cause."
    if verdict.passed and session.stage < problem.last_stage:
        return f"`prep code next` opens stage {session.stage + 1} of {problem.last_stage}."
    if verdict.passed:
        if session.follow_ups < len(problem.follow_ups):
            return "`prep code next` asks a follow-up; `prep code finish` when you are done."
        return "`prep code finish` ends the session; then score yourself."
    failure = verdict.first_failure
    if failure is None:
        return "submit again; not everything was run."
    red = [check for check in verdict.checks if check.outcome is failure.outcome and check.message == failure.message]
    if len(red) > 1:
        return f"one thing stops {len(red)} checks: mend that first."
    left = len(problem.hints) - session.hints
    hint = f" `prep code hint` opens hint {session.hints + 1} of {len(problem.hints)}." if left else ""
    return f"begin with the first red check.{hint}"
