"""What is ours to measure: a grading from the command line, its parts, a call across the wall, many answers."""

from __future__ import annotations

import itertools
import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from material import Material
from measure import run

from prep.grader.submission import from_text
from prep.grader.supervise import grade
from prep.model.problem import CheckSpec, Entry, Limits, Problem
from prep.model.verdict import Verdict

SMALL_CALLS, LARGE_CALLS = 1_000, 100


class CommandLine:
    """`prep code grade` in a process of its own, as a shell starts it."""

    def __init__(self, folder: Path, slug: str) -> None:
        self._folder = folder
        self._slug = slug
        self.isolation: tuple[str, ...] = ()
        self.inside = 0.0
        """The seconds that the last grading says it took, without the command line around it."""

    def grade(self, *files: Path, jobs: int = 1, expect: int = 0) -> list[dict[str, Any]]:
        """The verdicts, as `--json` has them."""
        words = ["-m", "prep", "code", "grade", self._slug, *map(str, files)]
        words += ["--json", "--seed", "1", "--jobs", str(jobs)]
        home = {"PREP_HOME": str(self._folder / "home")}
        done = run(sys.executable, *words, cwd=self._folder, environment=home, expect=expect)
        verdicts: list[dict[str, Any]] = json.loads(done.stdout)["data"]
        return verdicts

    def grade_right(self, file: Path) -> None:
        """One right answer, confined as ever."""
        (verdict,) = self.grade(file)
        assert verdict["outcome"] == "passed", verdict
        self.isolation = tuple(verdict["isolation"])
        self.inside = verdict["seconds"]


def answers(problem: Problem, folder: Path, count: int) -> dict[Path, bool]:
    """So many different answers, and whether each is right: the shipped ones, each with a comment of its own."""
    right = [problem.folder / "solution.py", *sorted((problem.folder / "accepted").glob("*.py"))]
    wrong = sorted((problem.folder / "mistakes").glob("*.py"))
    files = {}
    for number, source in zip(range(count), itertools.cycle([*right, *wrong]), strict=False):
        file = folder / f"answer_{number}.py"
        file.write_text(f"{source.read_text(encoding='utf-8')}\n# answer {number}\n", encoding="utf-8")
        files[file] = source in right
    return files


def grade_many(line: CommandLine, files: dict[Path, bool], jobs: int) -> float:
    """Seconds for all of them in one command; each verdict is looked at."""
    began = time.perf_counter()
    verdicts = line.grade(*files, jobs=jobs, expect=0 if all(files.values()) else 1)
    seconds = time.perf_counter() - began
    for verdict, right in zip(verdicts, files.values(), strict=True):
        assert verdict["outcome"] in (("passed",) if right else ("failed", "errored")), verdict
    return seconds


class Parts:
    """A grading of checks that note when they are loaded, begun and ended; nothing of `prep` is changed for it.

    The process of the checks may write nowhere, so what it noted comes back as the message of one last check.
    """

    def __init__(self, material: Material, folder: Path) -> None:
        self._submission = from_text("answer.py", material.right)
        first = "import time\n\n_notes = [time.monotonic()]\n\n\n"
        last = (
            "\n\n@pytest.fixture(autouse=True)\n"
            "def _noted():\n"
            "    _notes.append(time.monotonic())\n"
            "    yield\n"
            "    _notes.append(time.monotonic())\n"
            "\n\ndef test_notes():\n"
            "    pytest.fail(str(_notes[:-1]))\n"
        )
        checks = (material.problem.folder / "checks.py").read_text(encoding="utf-8")
        (folder / "checks.py").write_text(first + checks + last, encoding="utf-8")
        specs = (*material.problem.checks, CheckSpec("test_notes", "notes"))
        self._problem = replace(material.problem, folder=folder, checks=specs)

    def grade(self, **options: Any) -> dict[str, float]:
        """The seconds of each part of one grading.

        `fork` is everything until the first line of the checks runs: processes, imports, pytest's own set-up.
        `calls` is the checks themselves, the wait for the worker and the loading of the answer included; `between` is
        what happens between two checks; `report` is what comes after the last one, up to the verdict.
        """
        asked = time.monotonic()
        verdict = grade(self._problem, self._submission, seed=1, **options)
        told = time.monotonic()
        loaded, *times = json.loads(_said(verdict, passed=len(self._problem.checks) - 1))
        began, ended = times[::2], times[1::2]
        calls = sum(end - begin for begin, end in zip(began, ended, strict=True))
        return {
            "fork": loaded - asked,
            "collection": began[0] - loaded,
            "calls": calls,
            "between": ended[-1] - began[0] - calls,
            "report": told - ended[-1],
        }


def calls_across_the_wall(material: Material, folder: Path) -> dict[str, list[float]]:
    """Quartiles of the seconds of a call that hands a value over and gets it back: a number, and 1 MiB of numbers."""
    text = f'''
import statistics
import time

import numpy as np
import pytest
from answer import same


def test_calls():
    """hands values over"""
    said = {{}}
    for name, count, value in (("small", {SMALL_CALLS}, 1.0), ("MiB", {LARGE_CALLS}, np.arange(2.0**17))):
        taken = []
        for _ in range(count):
            began = time.perf_counter()
            same(value)
            taken.append(time.perf_counter() - began)
        said[name] = statistics.quantiles(taken, n=4)
    pytest.fail(str(said).replace("'", '"'))
'''
    (folder / "checks.py").write_text(text, encoding="utf-8")
    problem = replace(
        material.problem,
        folder=folder,
        entries=(Entry("same"),),
        checks=(CheckSpec("test_calls", "calls"),),
        limits=Limits(check=60, submission=60),
    )
    verdict = grade(problem, from_text("answer.py", "def same(x):\n    return x\n"), seed=1)
    quartiles: dict[str, list[float]] = json.loads(_said(verdict, passed=0))
    return quartiles


def _said(verdict: Verdict, *, passed: int) -> str:
    """The message of the last check, after so many that passed."""
    assert sum(check.passed for check in verdict.checks) == passed == len(verdict.checks) - 1, verdict
    return verdict.checks[-1].message


def bare_pytest(material: Material, folder: Path) -> None:
    """Lay out the same checks the way other graders run them: the answer imported into pytest's own process."""
    (folder / "test_softmax.py").write_text(material.for_pytest, encoding="utf-8")
    (folder / "closeness.py").write_text(material.closeness, encoding="utf-8")
    (folder / "answer.py").write_text(material.right, encoding="utf-8")


def run_bare_pytest(folder: Path) -> None:
    """All of them green."""
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_softmax.py")
    # What is installed beside must not tip the scale.
    run(sys.executable, *words, cwd=folder, environment={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
