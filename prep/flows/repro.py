"""A failing check becomes a program that makes the same calls."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prep.errors import BadUsage, NoSuchThing
from prep.flows.desk import Desk
from prep.flows.practise import snapshot
from prep.grader.supervise import NOT_SHOWN, transcribe
from prep.model.problem import Problem
from prep.model.session import Session
from prep.model.verdict import Check


@dataclass(frozen=True)
class Repro:
    """A check with the program that makes its calls; `file` is None where they cannot be written down."""

    check: Check
    file: Path | None
    why_not: str = ""


def repro(session: Session, problem: Problem, desk: Desk, *, check: str | None = None) -> Repro:
    """Write the calls of one check (the first red one by default) beside the answer, as a program to run."""
    red = session.verdict.first_failure if session.verdict else None
    id = check or (red.id if red else "")
    if not id:
        raise BadUsage("no check has failed yet", hint="Submit first, or name a check: `prep code show SLUG --json`.")
    spec = next((spec for spec in problem.checks_up_to(session.stage) if spec.id == id), None)
    if spec is None:
        names = ", ".join(each.id for each in problem.checks_up_to(session.stage))
        raise NoSuchThing(f"no check is called {id!r}", hint=f"There are {names}.")
    submission = snapshot(session, desk)
    if submission.refused:
        raise BadUsage(f"{submission.name} {submission.refused}", hint="Save your answer there first.")
    seen, text = transcribe(problem, submission, spec, seed=session.seed)
    if text.startswith(NOT_SHOWN):
        return Repro(seen, None, text)
    # Whatever an answer has put into the message, each line of it stays a comment.
    head = "".join(f"# {line}\n" for line in (spec.title, *seen.message.splitlines()))
    return Repro(seen, desk.workspace.put(session.slug, f"repro_{id.removeprefix('test_')}.py", head + text))
