"""The golden calls: what one call returns or raises, and what that makes of its check, all in one grading."""

from __future__ import annotations

import tomllib
from textwrap import indent

import pytest
from golden_cases import GOLDEN
from small_problems import small_problem

from prep.grader.submission import from_text
from prep.grader.supervise import grade
from prep.model.problem import Limits
from prep.model.verdict import Verdict

CALLS = tomllib.loads((GOLDEN / "calls.toml").read_text(encoding="utf-8"))["call"]
LIMITS = Limits(call=5.0, check=10.0, submission=60.0, memory=512)


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    """All calls graded at once: each is a function of the answer and a check of the problem."""
    starter, answer, checks = "", "", "from prep.checking import assert_close, assert_equal\nimport answer\n"
    for number, call in enumerate(CALLS):
        starter += f"def call_{number}():\n    pass\n"
        answer += f"def call_{number}():\n{indent(call['code'].strip(), '    ')}\n"
        compares = f"assert_equal(answer.call_{number}(), {call['equals']})" if "equals" in call else ""
        checks += f"def test_{number}():\n    {compares or f'assert_close(answer.call_{number}(), 1.0)'}\n"
    problem = small_problem(tmp_path_factory.mktemp("calls"), checks, starter=starter, limits=LIMITS)
    return grade(problem, from_text("answer.py", answer), seed=1)


@pytest.mark.parametrize("number", range(len(CALLS)), ids=[call["name"] for call in CALLS])
def test_golden_call(number: int, verdict: Verdict):
    """A value or an error from the answer gives its check one outcome, with a sentence unless it passed."""
    check = verdict.checks[number]

    assert (check.outcome.value, check.message) == (CALLS[number]["outcome"], check.message)
    assert bool(check.message) == (not check.passed)
    assert CALLS[number].get("says", "") in check.message


def test_no_call_costs_another_one(verdict: Verdict):
    """Whatever one call returned or raised, every check was run."""
    assert verdict.message == ""
    assert len(verdict.checks) == len(CALLS)
