"""Hostile and awkward answers: none passes that should not, none is late, none changes or leaves anything."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sized
from dataclasses import replace
from pathlib import Path

import pytest
from hostile_cases import (
    CASES,
    FAMILIES,
    HOSTILE,
    RIGHT,
    SHAPES,
    Canaries,
    Case,
    descendants,
    lacking,
    parameters,
    text_with,
    tree,
)

import prep
from prep.catalogue.problems import read_problem
from prep.grader.confine import landlock
from prep.grader.submission import read_submission
from prep.grader.supervise import grade
from prep.grader.warm import Warm
from prep.model.outcome import Outcome
from prep.model.problem import Problem
from prep.model.text import MOST_CHARACTERS, printable
from prep.model.verdict import Verdict

# The promise is the limit and one second; the rest is for a machine that is busy with other tests.
MARGIN_SECONDS = 1.0 + 4.0
# Killing is prompt, and clearing away goes on after the verdict.
PATIENCE = 20.0


@pytest.fixture(scope="session")
def problems() -> dict[str, Problem]:
    return {shape: read_problem(HOSTILE / "problems" / shape) for shape in SHAPES}


def solution_of(problem: Problem) -> Path:
    return problem.folder / "solution.py"


@pytest.fixture(scope="module")
def warm(problems: dict[str, Problem]) -> Iterator[Warm]:
    """Fork servers that all these answers get their processes from; when all have had their way, they still work."""
    with Warm(spare=False) as kept:
        yield kept
        verdicts = [grade(each, read_submission(solution_of(each)), crews=kept.crew) for each in problems.values()]
    assert [said(verdict) for verdict in verdicts if not verdict.passed] == []


@pytest.fixture(scope="module")
def layers(problems: dict[str, Problem], warm: Warm) -> tuple[str, ...]:
    """The layers that hold on this machine, as the verdict on a reference tells them."""
    counter = problems["counter"]
    return grade(counter, read_submission(solution_of(counter)), crews=warm.crew).isolation


@pytest.fixture
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canaries]:
    made = Canaries(tmp_path_factory.mktemp("c") / "canaries")
    yield made
    made.close()


@pytest.fixture
def own(scratch: Path) -> Iterator[Path]:
    """Where this test's gradings work; what they leave there is found in the test, then cleared away by force."""
    yield scratch
    for folder in scratch.glob("prep-grade-*"):
        subprocess.run(["chmod", "-R", "u+rwx", str(folder)], check=False)
        subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.mark.parametrize("case", parameters(CASES))
def test_hostile_answer(
    case: Case,
    problems: dict[str, Problem],
    layers: tuple[str, ...],
    warm: Warm,
    canaries: Canaries,
    own: Path,
    tmp_path: Path,
):
    """An answer gets the outcome it deserves, in time, in words that are safe to show, and has changed nothing."""
    if missing := lacking(case, layers):
        pytest.skip(f"needs {', '.join(missing)}")
    problem, answer = problems[case.shape], tmp_path / "answer.py"
    problem = replace(problem, folder=Path(shutil.copytree(problem.folder, tmp_path / "problem")))
    names = {"ANSWER": answer, "PROBLEM": problem.folder, "PREP": Path(prep.__file__).parent, **canaries.names}
    answer.write_text(text_with(names, case.text), encoding="utf-8")
    before, running = canaries.state() | tree(tmp_path), descendants()
    began = time.monotonic()

    verdict = grade(problem, read_submission(answer), seed=7, stage=case.stage, crews=warm.crew)

    took = time.monotonic() - began
    assert verdict.outcome.value in case.outcomes, said(verdict)
    assert took < problem.limits.submission + MARGIN_SECONDS
    assert canaries.state() | tree(tmp_path) == before
    assert in_the_end(lambda: [path.name for path in own.glob("prep-grade-*")]) == []
    assert in_the_end(lambda: descendants() - running) == set()
    assert canaries.secret not in said(verdict)
    assert "REACHED" not in verdict.output, said(verdict)
    assert_told(case, verdict)


def assert_told(case: Case, verdict: Verdict) -> None:
    """The checks that are red, and what is said of the first; nothing in it that a terminal would obey."""
    red = [check for check in verdict.checks if not check.passed]
    found = ", ".join(check.id for check in red)
    names = {"all": ", ".join(check.id for check in verdict.checks), "none": "", "some": found or "one at least"}
    assert found in [names.get(each, each) for each in case.reds], said(verdict)
    assert case.says in (red[0].message if red else verdict.message)
    assert all(0 < len(check.message) < 2 * MOST_CHARACTERS for check in red if check.outcome is not Outcome.NOT_RUN)
    assert printable(said(verdict), most=10**6) == said(verdict)


def in_the_end(remaining: Callable[[], Sized]) -> Sized:
    """What remains when nothing does any more, or when patience is over."""
    deadline = time.monotonic() + PATIENCE
    while (left := remaining()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left


def said(verdict: Verdict) -> str:
    """Everything a user may come to read."""
    checks = (f"{check.id}: {check.outcome.value}: {check.message}" for check in verdict.checks)
    return "\n".join((verdict.outcome.value, verdict.message, *checks, verdict.output))


# What is refused by Landlock today was not known to it a few years ago: there seccomp has to refuse it.
AS_ON_AN_OLDER_KERNEL = """
import contextlib, fcntl, os, pathlib, signal, socket, sys, time
from prep.grader.confine import confine, landlock
abi, file, process = sys.argv[1:]
landlock.abi = lambda: int(abi)
confine(packages=(), scratch=[pathlib.Path.cwd()], memory_mib=512, seconds=20)
ours, theirs = socket.socketpair()
for attempt in (
    lambda: os.truncate(file, 0),
    lambda: fcntl.fcntl(ours, fcntl.F_SETOWN, int(process)),
    lambda: fcntl.fcntl(ours, 10, signal.SIGKILL),  # F_SETSIG
    lambda: fcntl.fcntl(ours, fcntl.F_SETFL, os.O_ASYNC),
    lambda: theirs.send(b"x"),
):
    with contextlib.suppress(OSError):
        attempt()
time.sleep(0.1)
"""


@pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")
@pytest.mark.parametrize("abi", [1, 5])
def test_an_older_kernel_closes_the_same(abi: int, canaries: Canaries, tmp_path: Path):
    """Files and processes are as safe where Landlock is of an early version."""
    before = canaries.state()
    told = [str(abi), str(canaries.folder / "secret.txt"), str(canaries.process.pid)]

    subprocess.run([sys.executable, "-c", AS_ON_AN_OLDER_KERNEL, *told], cwd=tmp_path, check=True)

    assert canaries.state() == before


@pytest.mark.parametrize("shape", SHAPES)
def test_the_reference_alone_passes(shape: str, problems: dict[str, Problem]):
    """What a hostile answer is added to passes: whatever is red afterwards comes from what was added."""
    verdict = grade(problems[shape], read_submission(solution_of(problems[shape])), seed=7)

    assert verdict.passed, said(verdict)
    assert len(verdict.checks) >= 4


@pytest.mark.parametrize("shape", SHAPES)
def test_the_starter_alone_fails(shape: str, problems: dict[str, Problem]):
    """The checks of each problem can fail."""
    assert not grade(problems[shape], read_submission(problems[shape].folder / "starter.py"), seed=7, stage=1).passed


def test_there_are_answers_of_every_kind():
    """A hundred hostile answers and fifteen odd ones that are right: each says what it tries and what comes of it."""
    families = Counter(case.family for case in CASES)

    assert sum(families[family] for family in FAMILIES) >= 100
    assert families[RIGHT] >= 15
    assert families.keys() == {*FAMILIES, RIGHT}
    assert {case.shape for case in CASES} == {*SHAPES}
    assert all(case.tries for case in CASES)


def test_only_a_right_answer_may_pass():
    """`passed` is expected of the right ones alone, and where two outcomes are allowed there is a reason."""
    assert [case.name for case in CASES if ("passed" in case.outcomes) is not (case.family == RIGHT)] == []
    assert [case.name for case in CASES if len(case.outcomes) > 1 and not case.because] == []
