"""The answer run as a script: its own `__main__`, under the same limits, and what it printed."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from small_problems import LIMITS, small_problem

from prep.grader.script import Ran, run_script
from prep.grader.submission import from_text
from prep.model.problem import Problem


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    return small_problem(tmp_path / "problem", "", limits=replace(LIMITS, submission=2))


def ran(problem: Problem, text: str) -> Ran:
    return run_script(problem, from_text("answer.py", text))


def test_a_script_is_main(problem: Problem):
    """What stands under `if __name__ == "__main__"` is run, and its output shown."""
    shown = ran(problem, "import sys\nif __name__ == '__main__':\n    print('hello', sys.argv)\n")

    assert shown == Ran("hello ['answer.py']\n", 0, False, "")


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("raise SystemExit", 0, ""),
        ("raise SystemExit(3)", 3, "your code ended its own process (exit status 3)"),
        ("import os; os.abort()", -6, "your code aborted Python"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -9, "your code was ended by SIGKILL"),
        ("1 / 0", 1, "your code ended its own process (exit status 1)"),
    ],
)
def test_how_a_script_ended_is_said(text: str, status: int, words: str, problem: Problem):
    """The status and a sentence, empty where it ended well."""
    shown = ran(problem, text)

    assert (shown.status, shown.words, shown.timed_out) == (status, words, False)


def test_an_error_is_shown_as_python_shows_it(problem: Problem):
    """The traceback is the answer's: it names its lines, and none of ours."""
    shown = ran(problem, "def half(x):\n    return x / 0\n\nhalf(1)\n")

    assert 'File "answer.py", line 2, in half' in shown.output
    assert "    return x / 0" in shown.output
    assert shown.output.rstrip().endswith("ZeroDivisionError: division by zero")
    assert "worker.py" not in shown.output


@pytest.mark.parametrize(
    "loop",
    [
        "while True: pass",
        "while True: print('x' * 1000)",
        "import os\ntry:\n    os.fork()\nexcept PermissionError:\n    pass\nwhile True: pass",
    ],
)
def test_a_script_that_does_not_end_is_ended(loop: str, problem: Problem):
    """After the submission's limit it is stopped, with everything it started, and what it printed is kept."""
    began = time.monotonic()

    shown = ran(problem, f"print('begins')\n{loop}\n")

    assert shown.timed_out
    assert shown.words == "stopped: it ran longer than 2 s"
    assert shown.output.startswith("begins\n")
    assert time.monotonic() - began < 2 + 1 + 10


def test_a_script_may_not_have_all_memory(problem: Problem):
    """The limit on memory holds for scripts too."""
    assert "MemoryError" in ran(problem, "hoard = bytearray(2**32)\n").output
