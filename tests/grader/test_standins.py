"""Stand-ins: functions, objects, iterators and placed values across the wall, all in one grading.

The checks are in golden/standins.py; the docstring of each says its outcome and a part of its message.
"""

from __future__ import annotations

import ast
from pathlib import Path

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


# A class that no entry declares, made known to the process behind its back.
SMUGGLED = """
import sys

class Zero:
    def __sub__(self, other):
        return 0.0

def double(x):
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "_classes"):
        frame = frame.f_back
    frame.f_locals["self"]._classes.add(Zero)
    return Zero()
"""


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


def test_an_object_of_no_declared_class_is_not_computed_with(tmp_path: Path):
    """Where functions alone are asked for, what stays in the worker is no number, whatever it can do there."""
    checks = """
        from answer import double

        def test_double(rng):
            x = rng.normal()
            assert abs(double(x) - 2 * x) < 1e-9
    """
    problem = small_problem(tmp_path / "small", checks, starter="def double(x):\n    pass\n")

    (check,) = grade(problem, from_text("answer.py", SMUGGLED), seed=1).checks

    assert (check.outcome.value, check.message) == ("failed", "it returned a Zero where data was expected")


SELF_MEASURED = """
    from answer import Box, f, g

    def test_a_function():
        assert abs(f(3) - 6) < 1e-9

    def test_a_function_of_a_function():
        assert abs(g()(3) - 6) < 1e-9

    def test_an_object():
        assert Box(1) - Box(1) == 0.0
"""


def test_an_object_in_the_place_of_data_does_not_measure_itself(tmp_path: Path):
    """Operators are for objects that a check has made, not for one that a function returns where data was expected."""
    starter = "class Box:\n    pass\ndef f(x):\n    pass\ndef g():\n    pass\n"
    answer = (
        "class Box:\n    def __init__(self, *_): pass\n    def __sub__(self, other): return 0.0\n"
        "def f(x): return Box()\ndef g(): return f\n"
    )

    verdict = grade(small_problem(tmp_path, SELF_MEASURED, starter=starter), from_text("answer.py", answer))

    assert [check.outcome.value for check in verdict.checks] == ["failed", "failed", "passed"]


def test_a_failure_that_cannot_be_written_out_is_a_failure(tmp_path: Path):
    """A message with a number of too many digits, or a handle, breaks neither pytest nor the account."""
    checks = """
    from answer import answer

    def test_message():
        got = answer()
        assert got == 1, got

    def test_key():
        assert {1: 2}[answer()] == 2
    """
    for body in ("10**5000", "answer"):
        problem = small_problem(tmp_path / body, checks)
        verdict = grade(problem, from_text("answer.py", f"def answer():\n    return {body}\n"))

        assert [check.outcome.value for check in verdict.checks] == ["failed", "failed"]
        assert all(check.message for check in verdict.checks)
