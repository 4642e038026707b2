"""Hostile and awkward answers: none passes that should not, none is late, none changes or leaves anything."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
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
    lacking,
    parameters,
    text_with,
    tree,
)
from leftovers import await_no_process_of

import prep
from prep.catalogue.problems import read_problem
from prep.grader.submission import read_submission
from prep.grader.supervise import grade
from prep.model.problem import Problem
from prep.model.text import MOST_CHARACTERS, printable
from prep.model.verdict import Verdict

# The promise is the limit and one second; the rest is for a machine that is busy with other tests.
MARGIN_SECONDS = 1.0 + 4.0


@pytest.fixture(scope="session")
def problems() -> dict[str, Problem]:
    return {shape: read_problem(HOSTILE / "problems" / shape) for shape in SHAPES}


@pytest.fixture(scope="session")
def layers(problems: dict[str, Problem]) -> tuple[str, ...]:
    """The layers that hold on this machine, as the verdict on a reference tells them."""
    return grade(problems["counter"], read_submission(problems["counter"].folder / "solution.py")).isolation


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
    canaries: Canaries,
    own: Path,
    tmp_path: Path,
):
    """An answer gets the outcome it deserves, in time, in words that are safe to show, and has changed nothing."""
    if missing := lacking(case, layers):
        pytest.skip(f"needs {', '.join(missing)}")
    problem, answer = problems[case.shape], tmp_path / "answer.py"
    names = {"ANSWER": answer, "PROBLEM": problem.folder, "PREP": Path(prep.__file__).parent, **canaries.names}
    answer.write_text(text_with(names, case.text), encoding="utf-8")
    before = canaries.state(), tree(problem.folder), tree(tmp_path)
    began = time.monotonic()

    verdict = grade(problem, read_submission(answer), seed=7, stage=case.stage)

    took = time.monotonic() - began
    assert verdict.outcome.value in case.outcomes, said(verdict)
    assert took < problem.limits.submission + MARGIN_SECONDS
    assert (canaries.state(), tree(problem.folder), tree(tmp_path)) == before
    assert await_no_process_of(own) == []
    assert [path.name for path in own.glob("prep-*") if not path.name.startswith("prep-quiet-")] == []
    assert canaries.secret not in said(verdict)
    assert "REACHED" not in verdict.output, said(verdict)
    assert_told(case, verdict)


def assert_told(case: Case, verdict: Verdict) -> None:
    """The checks that are red, and what is said of the first; nothing in it that a terminal would obey."""
    red = [check for check in verdict.checks if not check.passed]
    names = {"all": ", ".join(check.id for check in verdict.checks), "none": ""}
    found = ", ".join(check.id for check in red)
    assert found in [names.get(each, each) for each in case.reds] if case.reds else found
    assert case.says in (red[0].message if red else verdict.message)
    assert all(check.message and len(check.message) < 2 * MOST_CHARACTERS for check in red)
    assert printable(said(verdict), most=10**6) == said(verdict)


def said(verdict: Verdict) -> str:
    """Everything a user may come to read."""
    checks = (f"{check.id}: {check.outcome.value}: {check.message}" for check in verdict.checks)
    return "\n".join((verdict.outcome.value, verdict.message, *checks, verdict.output))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_reference_alone_passes(shape: str, problems: dict[str, Problem]):
    """What a hostile answer is added to passes: whatever is red afterwards comes from what was added."""
    verdict = grade(problems[shape], read_submission(problems[shape].folder / "solution.py"), seed=7)

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


@pytest.mark.parametrize("case", CASES, ids=str)
def test_only_a_right_answer_may_pass(case: Case):
    """`passed` is expected of the right ones alone, and where two outcomes are allowed there is a reason."""
    assert ("passed" in case.outcomes) is (case.family == RIGHT)
    assert (len(case.outcomes) > 1) <= bool(case.because)
