"""What to do next, in one line, from what was just seen."""

from __future__ import annotations

from datetime import timedelta

from rich.text import Text

from prep.model.moment import Moment, clock_face
from prep.model.outcome import Outcome
from prep.model.problem import Problem
from prep.model.session import Session
from prep.model.text import counted
from prep.model.verdict import Verdict

SHELL = "prep code "
"""What stands before a step in a shell; where a session is served as lines, nothing does."""


def after_verdict(session: Session, problem: Problem, verdict: Verdict, now: Moment, *, by: str = SHELL) -> Text:
    """The next step after a verdict, and the time there is for it."""
    left = session.remaining(now)
    time = f"{clock_face(left)} left" if left >= timedelta(0) else f"{clock_face(-left)} over"
    so_far = f"\n{counted(len(session.judged), 'attempt')}, {time}"
    return Text.assemble((f"next: {_next(session, problem, verdict, by)}", "bold"), (so_far, "dim"))


def in_lines(advice: str) -> str:
    """An advice for the shell, as it is typed in a session that is served as lines."""
    return advice.replace(f"`{SHELL}solution --give-up`", "`give up`").replace(f"`{SHELL}", "`")


def _next(session: Session, problem: Problem, verdict: Verdict, by: str) -> str:
    if verdict.outcome is Outcome.NOT_GRADABLE:
        return "save your answer there, then submit again; this cost no attempt."
    if not verdict.outcome.counts:
        return "submit again; this cost no attempt. If it stays, `prep doctor` looks for the cause."
    if verdict.passed and session.stage < problem.last_stage:
        return f"`{by}next` opens stage {session.stage + 1} of {problem.last_stage}."
    if verdict.passed:
        if session.follow_ups < len(problem.follow_ups):
            return f"`{by}next` asks a follow-up; `{by}finish` when you are done."
        return f"`{by}finish` ends the session; then score yourself."
    failure = verdict.first_failure
    if failure is None:
        return "submit again; not everything was run."
    red = [check for check in verdict.checks if check.outcome is failure.outcome and check.message == failure.message]
    if len(red) > 1:
        return f"one thing stops {len(red)} checks: mend that first."
    left = len(problem.hints) - session.hints
    hint = f" `{by}hint` opens hint {session.hints + 1} of {len(problem.hints)}." if left else ""
    return f"begin with the first red check.{hint}"
