"""What a user sees most, word for word: kept as text files, rewritten with `PREP_GOLDEN=write`."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest
from command_line import CommandLine
from rich.console import Console

from prep.cli import show
from prep.model.outcome import Outcome
from prep.model.problem import Axis, Kind, Level, Mistake, Problem, Stage
from prep.model.verdict import Check, Verdict

GOLDEN = Path(__file__).parent / "golden"


def steady(shown: str, prep: CommandLine) -> str:
    """Without what differs between machines and moments: places, clock times, durations, padding."""
    text = shown.replace(str(prep.folder), "HERE")
    text = re.sub(r"\(\d+\.\d s\)", "(0.0 s)", text)
    text = re.sub(r"[ \d]\d [A-Z][a-z]{2} \d\d:\d\d", "23 Nov 14:22", text)
    text = re.sub(r"(?<![\d:])\d+:\d\d(?= left|; | of | {6}| +\d {2})|(?<=at )\d+:\d\d", "0:00", text)
    text = re.sub(r"(?m)^ {3}\d:\d\d(?=  )", "   0:00", text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def same_as_golden(name: str, shown: str) -> bool:
    """Whether this is what is kept under that name."""
    kept = GOLDEN / f"{name}.txt"
    if os.environ.get("PREP_GOLDEN") == "write":
        kept.write_text(shown, encoding="utf-8")
    assert shown == kept.read_text(encoding="utf-8")
    return True


PASSED, FAILED, ERRORED, NOT_RUN = Outcome.PASSED, Outcome.FAILED, Outcome.ERRORED, Outcome.NOT_RUN
PROBLEM = Problem(
    slug="softmax",
    uuid="u",
    title="Softmax",
    kind=Kind.IMPLEMENT,
    topic="numerics",
    level=Level.CORE,
    minutes=10,
    entries=(),
    statement="",
    starter="",
    folder=Path(),
    checks=(),
    mistakes=(
        Mistake("no-max-subtraction", "The logits go into `exp` as they are: above about 709 it overflows to inf."),
        Mistake("global-max", "The maximum is taken over the whole array, not per row: rows far below it underflow."),
    ),
    stages=(Stage("One row", ""), Stage("Many rows", "", optional=True)),
)
ROWS = "gives rows that sum to one, for arrays of one, two and three dimensions"
LONG = "expected 0.23377299 at [0, 3], got 0 (12 of 18 are wrong): each row needs a shift of its own (hint 2)"
VERDICTS = {
    "a_pass": Verdict(PASSED, (Check("a", ROWS, PASSED), Check("b", "keeps float32", PASSED)), seconds=0.44),
    "a_failure": Verdict(
        FAILED,
        (
            Check("a", ROWS, PASSED, Axis.SHAPE),
            Check("b", "stays right for logits of a thousand", FAILED, Axis.STABILITY, message=LONG),
            Check("c", "leaves the caller's array as it was", PASSED, Axis.SIDE_EFFECTS),
        ),
        seconds=1.5,
        mistakes=("global-max", "no-max-subtraction"),
    ),
    "stages": Verdict(
        PASSED,
        (Check("a", "gives rows that sum to one", PASSED), Check("b", "in one pass", FAILED, stage=2, message="no")),
        seconds=2.0,
    ),
    "an_error": Verdict(
        ERRORED,
        (
            Check("a", ROWS, ERRORED, Axis.SHAPE, message="ValueError: on purpose (line 5)"),
            Check("b", "keeps float32", NOT_RUN),
        ),
        seconds=20.0,
        output="a line\\x1b[2J of output\nand another\n",
        message="the time for the whole submission (20 s) was over",
    ),
    "nothing_to_grade": Verdict(Outcome.NOT_GRADABLE, message="answer.py is empty"),
    "a_broken_grader": Verdict(Outcome.GRADER_BROKEN, message="the grader's host ended early"),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_a_verdict(name: str):
    """The count, every check with its axis, failures in words, the mistake it looks like, what was printed."""
    shown = io.StringIO()
    Console(file=shown, width=80).print(show.verdict(VERDICTS[name], PROBLEM))

    assert same_as_golden(f"verdict_{name}", "".join(f"{line.rstrip()}\n" for line in shown.getvalue().splitlines()))


def test_a_session_read_back(prep: CommandLine):
    """The list, one in full, and the marks beside the measured ones."""
    prep.here("code", "start", "stable-softmax", "--seed", "7")
    prep.save("mistakes/global-max.py")
    prep.here("code", "submit", "--guess", "50")
    prep.here("code", "hint")
    prep.save("solution.py")
    prep.here("code", "submit", "--guess", "90")
    prep.here("code", "finish", "--score", "4,3,2,3")
    prep.here("code", "start", "sdpa", "--interview")

    assert same_as_golden("history_list", steady(prep.here("history", "list").out, prep))
    assert same_as_golden("history_show", steady(prep.here("history", "show", "2").out, prep))
    assert same_as_golden("code_list_done", steady(prep.here("code", "list", "--done").out, prep))


def test_a_start(prep: CommandLine):
    """Where to read, where to edit, what to type."""
    assert same_as_golden("start", steady(prep.here("code", "start", "stable-softmax").out, prep))


def test_the_rubric(prep: CommandLine):
    """Every level of every criterion, before any measured fact."""
    prep.here("code", "start", "stable-softmax")

    assert same_as_golden("finish", steady(prep.here("code", "finish").out, prep))
