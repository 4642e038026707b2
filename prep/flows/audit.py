"""Content is proved with the grader the user meets: right answers pass, wrong ones fail and are named."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from prep.catalogue.problems import accepted_paths, mistake_path
from prep.flows.desk import Grade
from prep.flows.side_by_side import Stopped, side_by_side
from prep.grader.submission import Submission, from_text, read_submission
from prep.model.problem import Form, Problem
from prep.model.skill import SKILLS
from prep.model.text import counted
from prep.model.verdict import Verdict

SEEDS = (1, 20, 300)
LEAST_MISTAKES = 4
LEAST_ACCEPTED = 2
UNWRITTEN = "✎"
"""What `prep code new` puts where an author has to write."""

DEGENERATE = {
    "identity": "args[0] if args else None",
    "zeros": "np.zeros(np.shape(args[0]) if args else ())",
    "constant": "1.0",
    "None": "None",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it must be, and where."""

    slug: str
    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.slug}/{self.file}: {self.message}"


@dataclass(frozen=True)
class _Trial:
    """One grading of an audit, and what its verdict must be for there to be no finding."""

    file: str
    submission: Submission
    seed: int
    wrong: Callable[[Verdict], str]


def audit(problem: Problem, grade: Grade, *, seeds: Sequence[int] = SEEDS, jobs: int = 2) -> list[Finding]:
    """Everything that is wrong with a problem's content; an empty list is the proof."""
    findings = list(_read_findings(problem))
    if any(UNWRITTEN in finding.message for finding in findings):
        return findings  # an unfinished problem is not worth grading

    def judge(trial: _Trial, stopped: Stopped) -> Finding | None:
        verdict = grade(problem, trial.submission, seed=trial.seed, stopped=stopped)
        wrong = trial.wrong(verdict)
        limit = problem.limits.submission
        if not wrong and verdict.passed and verdict.seconds > limit:
            wrong = f"took {verdict.seconds:.1f} s, more than its {limit:g} s"
        return Finding(problem.slug, trial.file, f"{wrong} (seed {trial.seed})") if wrong else None

    graded = side_by_side(judge, _trials(problem, seeds), jobs=jobs)
    return findings + [finding for finding in graded if finding is not None]


def _read_findings(problem: Problem) -> Iterator[Finding]:
    """What reading alone shows."""
    for file in sorted(problem.folder.rglob("*")):
        if file.suffix in (".toml", ".md", ".py"):
            yield from _unwritten(problem, file)
    whole = problem.statement_up_to(problem.last_stage)
    for entry in problem.entries:
        if not re.search(rf"\b{re.escape(entry.name)}\b", whole):
            yield Finding(problem.slug, "statement.md", f"does not name the entry `{entry.name}`")
    for skill in problem.skills:
        if skill not in SKILLS:
            near = difflib.get_close_matches(skill, SKILLS, n=1, cutoff=0.4)
            meant = f"; is it {near[0]!r}?" if near else ""
            yield Finding(problem.slug, "problem.toml", f"skills: {skill!r} is not one of the {len(SKILLS)}{meant}")
    if len(problem.mistakes) < LEAST_MISTAKES:
        number = counted(len(problem.mistakes), "mistake")
        yield Finding(problem.slug, "mistakes/", f"knows {number} by name; {LEAST_MISTAKES} are the least")
    if len(accepted := accepted_paths(problem)) < LEAST_ACCEPTED:
        number = counted(len(accepted), "other right answer")
        yield Finding(problem.slug, "accepted/", f"has {number}; {LEAST_ACCEPTED} are the least")


def _unwritten(problem: Problem, file: Path) -> Iterator[Finding]:
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        if UNWRITTEN in line:
            name = f"{file.relative_to(problem.folder)}:{number}"
            what = line[line.index(UNWRITTEN) :].strip(' "')
            yield Finding(problem.slug, name, f"still to be written: {what}")


def _trials(problem: Problem, seeds: Sequence[int]) -> Iterator[_Trial]:
    right = [problem.folder / "solution.py", *accepted_paths(problem)]
    for path in right:
        for seed in seeds:
            yield _Trial(_name(problem, path), read_submission(path), seed, _not_passed)
    first = seeds[0]
    yield _Trial("starter.py", from_text("starter.py", problem.starter), first, _passed("the starter"))
    for name, value in DEGENERATE.items():
        text = _degenerate(problem, value)
        yield _Trial("checks.py", from_text("answer.py", text), first, _passed(f"an answer that returns {name}"))
    for mistake in problem.mistakes:
        path = mistake_path(problem, mistake.id)
        yield _Trial(_name(problem, path), read_submission(path), first, _not_named(mistake.id))


def _name(problem: Problem, path: Path) -> str:
    return str(path.relative_to(problem.folder))


def _not_passed(verdict: Verdict) -> str:
    if verdict.passed:
        return ""
    failure = verdict.first_failure
    return f"must pass, and is {verdict.outcome}" + (
        f": {failure.id}: {failure.message}" if failure else f": {verdict.message}"
    )


def _passed(what: str) -> Callable[[Verdict], str]:
    def wrong(verdict: Verdict) -> str:
        if verdict.passed:
            return f"{what} passes"
        return "" if verdict.outcome.counts else f"{what} could not be judged: {verdict.message}"

    return wrong


def _not_named(id: str) -> Callable[[Verdict], str]:
    def wrong(verdict: Verdict) -> str:
        if verdict.passed:
            return "a known mistake passes"
        if verdict.mistakes[:1] != (id,):
            named = ", ".join(verdict.mistakes) or "nothing"
            return f"is not named first: the verdict names {named} ({verdict.outcome}: {verdict.message})"
        return ""

    return wrong


def _degenerate(problem: Problem, value: str) -> str:
    """An answer that defines every entry and returns the same nothing from each."""
    parts = ["import numpy as np"]
    for entry in problem.entries:
        if entry.form is Form.CLASS:
            parts.append(
                f"class {entry.name}:\n"
                f"    def __init__(self, *args, **kwargs):\n        pass\n"
                f"    def __getattr__(self, name):\n        return lambda *args, **kwargs: {value}"
            )
        else:
            start = "async def" if entry.form is Form.COROUTINE else "def"
            parts.append(f"{start} {entry.name}(*args, **kwargs):\n    return {value}")
    return "\n\n\n".join(parts) + "\n"
