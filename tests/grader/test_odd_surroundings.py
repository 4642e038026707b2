"""Odd paths, odd folders, ends at odd moments: the verdict comes, and nothing of the user's is touched."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from small_problems import small_problem

from prep.grader import crew as crews
from prep.grader import launch
from prep.grader.submission import from_text
from prep.grader.supervise import grade
from prep.grader.warm import Warm

ONE = from_text("answer.py", "def answer():\n    return 1\n")
CHECKS = "from answer import answer\n\n\ndef test_answer():\n    assert answer() == 1\n"


@pytest.mark.parametrize("name", ["a [b]", "x$HOME", "q::r", "größe", "-c", "with\nline"])
def test_a_problem_may_lie_anywhere(name: str, tmp_path: Path):
    """What pytest's command line would read as something else is part of a path here."""
    verdict = grade(small_problem(tmp_path / name / "problem", CHECKS), ONE)

    assert verdict.passed, verdict.message


def test_a_folder_of_the_users_is_left_alone(tmp_path: Path, scratch: Path):
    """Whatever its name and age: only what a grader has made is cleared away."""
    theirs = scratch / "prep-grade-abcdefgh"
    theirs.mkdir(mode=0o700)
    (theirs / "work.txt").write_text("mine")
    os.utime(theirs, (0, 0))

    assert grade(small_problem(tmp_path / "problem", CHECKS), ONE).passed
    assert (theirs / "work.txt").read_text() == "mine"
    (theirs / "work.txt").unlink()
    theirs.rmdir()


def test_an_interrupt_while_it_clears_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Ctrl-C in the middle of ending the processes goes through (the fixture looks at what is left)."""
    problem = small_problem(tmp_path / "problem", CHECKS)
    real, calls = crews.Child.close, []

    def interrupted(child: crews.Child) -> None:
        real(child)
        calls.append(child)
        if len(calls) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(crews.Child, "close", interrupted)

    with pytest.raises(KeyboardInterrupt):
        grade(problem, ONE)


def test_a_changed_starter_is_the_one_that_is_run(tmp_path: Path):
    """What waits ready was made for the problem as it was; it is graded as it is now."""
    checks = "from answer import answer\nfrom starter import answer as given\ndef test_a():\n    assert given() == 2\n"
    problem = small_problem(tmp_path / "problem", checks, starter="def answer():\n    return 1\n")
    with Warm() as warm:
        assert not grade(problem, ONE, crews=warm.crew).passed
        changed = replace(problem, starter="def answer():\n    return 2\n")

        assert grade(changed, ONE, crews=warm.crew).passed


def test_a_kernel_without_descriptors_of_processes_is_served_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where the call is there in Python and the kernel refuses it, processes are started one by one."""

    def refused(*_: object) -> int:
        raise OSError("not implemented")

    monkeypatch.setattr(os, "pidfd_open", refused, raising=False)
    assert not launch._can_fork()
    monkeypatch.setattr(launch, "FORKS", False)

    assert grade(small_problem(tmp_path / "problem", CHECKS), ONE).passed
