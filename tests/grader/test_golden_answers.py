"""The golden answers: whatever an answer does, one outcome and one sentence, in time, and nothing left behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from golden_cases import CASES, Case, solution
from leftovers import files_in

from prep.grader.submission import read_submission
from prep.grader.supervise import grade
from prep.grader.warm import Crews, Warm, cold_crew
from prep.model.problem import Problem
from prep.model.text import printable

# What a start of host and worker may take on a machine that is busy with other tests.
START_SECONDS = 10.0

# A cold start differs in nothing but the age of its fork servers: one answer for each way to end shows that.
KINDS = {(case.outcomes, case.reds): case for case in CASES}
STARTS = [*((case, "warm") for case in CASES), *((case, "cold") for case in KINDS.values())]


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    """Fork servers that are kept from one answer to the next."""
    with Warm(spare=False) as kept:
        yield kept


@pytest.mark.parametrize(("case", "start"), STARTS, ids=str)
def test_golden_answer(case: Case, start: str, golden: Problem, tmp_path: Path, warm: Warm):
    """An answer gets the outcome it deserves, in words, within its limits, and its folder stays as it was.

    However the grader starts, the verdict is the same.
    """
    crews: Crews = {"cold": cold_crew, "warm": warm.crew}[start]
    answer = tmp_path / "answer.py"
    answer.write_text(case.text, encoding="utf-8")
    before = files_in(tmp_path)
    began = time.monotonic()

    verdict = grade(golden, read_submission(answer), seed=7, crews=crews)

    assert verdict.outcome.value in case.outcomes
    red = [check for check in verdict.checks if not check.passed]
    found = ", ".join(check.id for check in red)
    words = {"all": ", ".join(check.id for check in golden.checks), "some": found or "one at least", "none": ""}
    assert found in [words.get(names, names) for names in case.reds]
    assert all(check.message for check in red)
    assert case.says in (red[0].message if red else verdict.message)
    assert [check.message for check in red] == [printable(check.message, most=20_000) for check in red]
    # Loading is tried once; a check that is late costs the limit of one call.
    late = 1 if case.reds == ("all",) else len(red)
    assert time.monotonic() - began < late * golden.limits.call + 1 + START_SECONDS
    assert files_in(tmp_path) == before


def test_every_golden_check_can_pass_and_fail(golden: Problem):
    """The golden problem is itself sound: its reference passes, its starter fails, its mistake is named."""
    mistake = (golden.folder / "mistakes" / "edits-input.py").read_text(encoding="utf-8")

    assert grade(golden, read_submission(golden.folder / "solution.py")).passed
    assert not any(check.passed for check in grade(golden, _submission("")).checks)
    assert grade(golden, _submission(mistake)).mistakes == ("edits-input",)


def _submission(text: str):
    from prep.grader.submission import from_text

    return from_text("answer.py", text or "# nothing\n")


def test_the_reference_is_what_the_golden_answers_change():
    """Every golden answer has an outcome, and most of them begin as a right one."""
    changed = [case for case in CASES if case.text.startswith(solution())]

    assert len(changed) > len(CASES) // 2
    assert all(case.outcomes for case in CASES)
