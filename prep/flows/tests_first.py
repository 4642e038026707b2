"""Tests first: the candidate writes tests, and they are judged by what they catch without rejecting what is right.

The tests take the place of the problem's checks: they run in the same host, against the solution, the accepted
answers and every known mistake. Nothing that these contain is shown, only their names.
"""

from __future__ import annotations

import ast
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from prep.catalogue.problems import accepted_paths, mistake_path
from prep.errors import BadUsage
from prep.flows.desk import Desk
from prep.flows.side_by_side import Stopped, side_by_side
from prep.grader.submission import Submission, read_submission
from prep.model.outcome import Outcome
from prep.model.problem import CheckSpec, Problem
from prep.model.verdict import Verdict

FILE = "tests.py"
SEED = 1
TEMPLATE = '''\
"""Tests of {slug}: plain pytest functions. `prep code tests {slug}` shows which mistakes they catch."""

import numpy as np
import pytest
from answer import {entries}


def test_an_example():
    """Replace this: call {first} on an input whose result you know, and assert what must hold."""
    assert callable({first})
'''


@dataclass(frozen=True)
class Judged:
    """One answer that the tests were run on: whether they let it pass, and if not, the first that did not."""

    name: str
    passed: bool
    test: str = ""
    message: str = ""


@dataclass(frozen=True)
class Score:
    """What the tests are worth: right answers that they reject, and mistakes that they catch or miss."""

    tests: int
    right: tuple[Judged, ...]
    mistakes: tuple[Judged, ...]

    @property
    def rejected(self) -> tuple[Judged, ...]:
        """Right answers that do not pass."""
        return tuple(each for each in self.right if not each.passed)

    @property
    def caught(self) -> tuple[Judged, ...]:
        """Mistakes that do not pass."""
        return tuple(each for each in self.mistakes if not each.passed)

    @property
    def missed(self) -> tuple[Judged, ...]:
        """Mistakes that pass."""
        return tuple(each for each in self.mistakes if each.passed)

    @property
    def perfect(self) -> bool:
        """Every mistake caught, no right answer rejected."""
        return not self.rejected and not self.missed


def lay_out_tests(problem: Problem, desk: Desk) -> tuple[Path, bool]:
    """The file to write the tests in, and whether it is new."""
    file = desk.workspace.folder(problem.slug) / FILE
    if file.exists():
        return file, False
    names = [entry.name for entry in problem.entries]
    text = TEMPLATE.format(slug=problem.slug, entries=", ".join(names), first=names[0])
    return desk.workspace.put(problem.slug, FILE, text), True


def score_tests(problem: Problem, file: Path, desk: Desk, *, jobs: int = 2) -> Score:
    """Run the tests in `file` on every answer that the problem knows, and remember the score."""
    tests = read_submission(file)
    if tests.refused:
        raise BadUsage(f"{tests.name} {tests.refused}", hint="Write your tests there first.")
    names = _names(tests)
    right = [("solution", problem.folder / "solution.py"), *((path.stem, path) for path in accepted_paths(problem))]
    wrong = [(mistake.id, mistake_path(problem, mistake.id)) for mistake in problem.mistakes]
    with _with_tests(problem, tests, names) as tested:

        def judge(each: tuple[str, Path], stopped: Stopped) -> Judged:
            verdict = desk.grade(tested, read_submission(each[1]), seed=SEED, stopped=stopped)
            return _judged(each[0], verdict)

        judged = side_by_side(judge, [*right, *wrong], jobs=jobs)
    score = Score(len(names), tuple(judged[: len(right)]), tuple(judged[len(right) :]))
    desk.history.add(
        "tests.scored",
        problem.uuid,
        {
            "slug": problem.slug,
            "text": tests.text,
            "caught": [each.name for each in score.caught],
            "missed": [each.name for each in score.missed],
            "rejected": [each.name for each in score.rejected],
        },
    )
    return score


@contextmanager
def _with_tests(problem: Problem, tests: Submission, names: list[str]) -> Iterator[Problem]:
    """The problem with these tests for its checks."""
    with tempfile.TemporaryDirectory(prefix="prep-tests-") as name:
        folder = Path(name)
        (folder / "checks.py").write_text(tests.text, encoding="utf-8")
        if (problem.folder / "given").is_dir():
            shutil.copytree(problem.folder / "given", folder / "given")
        specs = tuple(CheckSpec(test, test) for test in names)
        yield replace(problem, folder=folder, checks=specs, stages=(), mistakes=())


def _judged(name: str, verdict: Verdict) -> Judged:
    if verdict.outcome in (Outcome.GRADER_BROKEN, Outcome.NOT_GRADABLE):
        raise BadUsage(f"your tests could not be run: {_why(verdict)}", hint="Mend that first; nothing was scored.")
    failure = verdict.first_failure
    return Judged(name, verdict.passed, failure.id if failure else "", failure.message if failure else "")


def _why(verdict: Verdict) -> str:
    failure = verdict.first_failure
    return verdict.message or (f"{failure.id}: {failure.message}" if failure else "")


def _names(tests: Submission) -> list[str]:
    """The tests in the file; raises `BadUsage` on what is no plain test."""
    try:
        body = ast.parse(tests.text).body
    except SyntaxError as error:
        raise BadUsage(
            f"{tests.name}, line {error.lineno}: {error.msg}", hint="Mend that first; nothing was scored."
        ) from None
    found = [node for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test")]
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            raise _not_plain(tests, node.lineno, f"the class {node.name}")
    for node in found:
        if any("parametrize" in ast.unparse(decorator) for decorator in node.decorator_list):
            raise _not_plain(tests, node.lineno, f"parametrize on {node.name}")
    if not found:
        raise BadUsage(f"there is no test in {tests.name}", hint="A test is a function whose name begins with `test_`.")
    names = [node.name for node in found]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise BadUsage(f"{tests.name} has two tests called {twice}", hint="The second would hide the first.")
    return names


def _not_plain(tests: Submission, line: int, what: str) -> BadUsage:
    return BadUsage(
        f"{tests.name}, line {line}: {what} is not for here", hint="Tests are plain functions; loop inside of one."
    )
