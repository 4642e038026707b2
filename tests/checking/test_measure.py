"""Speed as a ratio and memory as a peak, through real gradings: what pays is being fast and right, nothing else."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from small_problems import LIMITS, small_problem

from prep.grader.submission import from_text
from prep.grader.supervise import grade
from prep.model.outcome import Outcome
from prep.model.problem import Problem
from prep.model.verdict import Verdict

# Limits far from what is measured: the machine that runs the tests may be busy.
PATIENT = replace(LIMITS, call=20, check=60, submission=120)
GIVEN = """
def total(x):
    sum = 0.0
    for value in x.tolist():
        for _ in range(10):
            sum += value
    return sum
"""
CHECKS = """
from answer import total
from starter import total as given
from prep.checking import assert_close, speedup

def test_speed(rng):
    def agrees(result, arguments):
        assert_close(result, 10 * arguments[0].sum(), rtol=1e-9, because="fast, but not the total")
    ratio = speedup(total, given, lambda: (rng.normal(size=20_000),), agrees)
    assert ratio >= 20, f"expected 20 times the speed of the given loop, got {ratio:.3g} times"
"""
ANSWERS = {
    "a hundred times as fast": ("def total(x):\n    return 10 * x.sum()\n", True, ""),
    "as fast as the given one": (GIVEN, False, "expected 20 times the speed of the given loop, got"),
    "stops its clocks": (
        "import time\ntime.perf_counter = time.monotonic = time.time = time.process_time = lambda: 0.0\n" + GIVEN,
        False,
        "expected 20 times the speed",
    ),
    "sets the clocks of the grader's modules": (
        "import sys, time\nfor module in list(sys.modules.values()):\n"
        "    if getattr(module, 'time', None) is time:\n        module.time = None\n" + GIVEN,
        False,
        "expected 20 times the speed",
    ),
    "returns garbage at once": ("def total(x):\n    return 0.0\n", False, "fast, but not the total"),
    "returns nothing at once": ("def total(x):\n    pass\n", False, "got None"),
    "remembers what it was asked": (
        GIVEN.replace("total", "slow")
        + "seen = {}\ndef total(x):\n    key = x.tobytes()\n    if key not in seen:\n        seen[key] = slow(x)\n"
        "    return seen[key]\n",
        False,
        "expected 20 times the speed",
    ),
    "remembers the object it was given": (
        GIVEN.replace("total", "slow")
        + "seen = {}\ndef total(x):\n    if id(x) not in seen:\n        seen[id(x)] = slow(x), x\n"
        "    return seen[id(x)][0]\n",
        False,
        "expected 20 times the speed",
    ),
}


@pytest.mark.parametrize(("text", "passes", "says"), ANSWERS.values(), ids=ANSWERS)
def test_only_being_fast_is_fast(text: str, passes: bool, says: str, tmp_path: Path):
    """The ratio is taken outside the answer's process: patched clocks, memory and garbage gain nothing."""
    problem = small_problem(tmp_path, CHECKS, starter=GIVEN, limits=PATIENT)

    verdict = grade(problem, from_text("answer.py", text), seed=1)

    assert verdict.passed == passes
    assert verdict.outcome in (Outcome.PASSED, Outcome.FAILED)
    assert says in verdict.checks[0].message


def test_a_slow_answer_is_late_not_wrong(tmp_path: Path):
    """An answer so slow that a measured call runs into its limit has timed out."""
    slow = "import time\ndef total(x):\n    time.sleep(60)\n"
    problem = small_problem(tmp_path, CHECKS, starter=GIVEN, limits=replace(PATIENT, call=2))

    verdict = grade(problem, from_text("answer.py", slow), seed=1)

    assert verdict.outcome is Outcome.TIMED_OUT


MEMORY = """
from answer import total
from prep.checking import assert_close, peak_memory

def test_memory(rng):
    x = rng.normal(size=2**20)
    grown = peak_memory(total, x, warm=(x[:8],))
    assert 24 < LOW <= grown <= HIGH, f"{grown:.1f} MiB"
"""


def measured(tmp_path: Path, text: str, low: int, high: int) -> Verdict:
    checks = MEMORY.replace("24 < LOW", str(low)).replace("HIGH", str(high))
    return grade(_memory_problem(tmp_path, checks), from_text("answer.py", text), seed=1)


def _memory_problem(tmp_path: Path, checks: str) -> Problem:
    return small_problem(tmp_path, checks, starter="def total(x):\n    pass\n", limits=PATIENT)


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of another process is read from /proc")
@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("def total(x):\n    return float(x.sum())\n", 0, 8),
        ("def total(x):\n    return [x + 0, x + 1, x + 2]\n", 20, 40),
        ("import numpy as np\ndef total(x):\n    y = np.tile(x, 10)\n    del y\n    return 0.0\n", 70, 110),
        ("import tracemalloc, numpy as np\ndef total(x):\n    tracemalloc.stop()\n    y = np.tile(x, 10)\n", 70, 110),
    ],
    ids=["nothing but a number", "three copies that stay", "ten copies that go", "ten copies, not traced"],
)
def test_the_peak_of_a_call_is_seen_from_outside(text: str, low: int, high: int, tmp_path: Path):
    """What a call needed at its highest counts, whether it kept it or not, and whatever it says itself."""
    verdict = measured(tmp_path, text, low, high)

    assert verdict.checks[0].message == ""
    assert verdict.passed


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of another process is read from /proc")
def test_a_call_without_arguments_can_be_measured(tmp_path: Path):
    """The first call of a check may be the measured one: the worker is there before its memory is read."""
    checks = "from answer import total\nfrom prep.checking import peak_memory\n"
    checks += "def test_memory():\n    grown = peak_memory(total)\n    assert 30 < grown < 60, grown\n"
    answer = "import numpy as np\ndef total():\n    return np.ones(5 * 2**20)\n"

    verdict = grade(_memory_problem(tmp_path, checks), from_text("answer.py", answer), seed=1)

    assert verdict.checks[0].message == ""


def test_outside_of_a_grading_the_checks_say_so():
    """Imported by hand, `prep.checking` explains itself; `except Exception` does not swallow that."""
    from prep.checking import place
    from prep.grader.trouble import GraderFault

    with pytest.raises(GraderFault, match="inside a grading run only"):
        place(1)
