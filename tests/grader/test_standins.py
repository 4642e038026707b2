"""Stand-ins: functions, objects, iterators and placed values across the wall, all in one grading.

The checks are in golden/standins.py; the docstring of each says its outcome and a part of its message.
"""

from __future__ import annotations

import ast

import pytest
from golden_cases import GOLDEN
from small_problems import LIMITS, small_problem

from prep.grader.submission import from_text
from prep.grader.supervise import grade
from prep.model.verdict import Verdict

CHECKS = (GOLDEN / "standins.py").read_text(encoding="utf-8")
ANSWER = (GOLDEN / "standins_answer.py").read_text(encoding="utf-8")
EXPECTED = {
    node.name: ast.get_docstring(node) or ""
    for node in ast.parse(CHECKS).body
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
}


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    problem = small_problem(tmp_path_factory.mktemp("standins"), CHECKS, starter=ANSWER, limits=LIMITS)
    return grade(problem, from_text("answer.py", ANSWER), seed=1)


@pytest.mark.parametrize("check", EXPECTED)
def test_a_check_that_uses_standins(check: str, verdict: Verdict):
    """Each way of using an answer gives the outcome and the words that its check expects."""
    outcome, _, says = EXPECTED[check].partition(": ")
    told = next(each for each in verdict.checks if each.id == check)

    assert (told.outcome.value, told.message) == (outcome, told.message)
    assert says in told.message
