"""What this machine can do: whether the grader works here, and what stands between an answer and the machine."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from prep.grader.submission import from_text
from prep.grader.supervise import grade
from prep.model.problem import CheckSpec, Entry, Kind, Level, Problem


@dataclass(frozen=True)
class Works:
    """Whether a right answer passes here, and how long that took."""

    ok: bool
    seconds: float
    words: str


@dataclass(frozen=True)
class Layer:
    """One thing that stands between an answer and the machine."""

    name: str
    active: bool
    words: str


def grader_works() -> Works:
    """Grade a right answer to a problem of one line."""
    with tempfile.TemporaryDirectory(prefix="prep-doctor-") as name:
        folder = Path(name)
        checks = "from answer import double\n\n\ndef test_doubles():\n    assert double(2) == 4\n"
        (folder / "checks.py").write_text(checks, encoding="ascii")
        problem = Problem(
            slug="doctor",
            uuid="",
            title="",
            kind=Kind.IMPLEMENT,
            topic="",
            level=Level.WARM_UP,
            minutes=1,
            entries=(Entry("double"),),
            statement="",
            starter="",
            folder=folder,
            checks=(CheckSpec("test_doubles", "doubles"),),
        )
        verdict = grade(problem, from_text("answer.py", "def double(x):\n    return 2 * x\n"))
    failure = verdict.first_failure
    return Works(verdict.passed, verdict.seconds, verdict.message or (failure.message if failure else ""))


def isolation() -> list[Layer]:
    """Every layer, active or not, in words for a user."""
    return [
        Layer("process", True, "answers run in a process and a session of their own, killed as a group"),
        Layer("environment", True, "they see none of your environment, no terminal, no standard input"),
        Layer("output", True, "what they print is capped"),
        Layer("memory", sys.platform == "linux", "their memory is limited"),
        Layer("files", False, "files and network are NOT closed to them: grade only answers you trust"),
    ]
