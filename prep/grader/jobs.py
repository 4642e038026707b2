"""What a host or a worker is told: its place when it starts, its job when there is something to do."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any, Literal

from prep.grader.submission import Submission
from prep.model.problem import Problem

Role = Literal["serve", "script"]
Notes = Literal["", "program", "results"]
"""What a host notes of each check: nothing, its calls as a program (`transcript`), what came back (`recording`)."""

PROBLEM = "problem"
"""What the problem's folder is called in a host's folder."""
MOST_HOST_MEMORY = 4096
"""In MiB: what checks may use. They are the problem's, not the candidate's."""


def worker_place(problem: Problem, role: Role = "serve") -> dict[str, Any]:
    """A worker's limits. It serves calls (`serve`), or runs the answer as a script (`script`)."""
    return {"role": role, "memory": problem.limits.memory, "seconds": problem.limits.submission}


def worker_job(problem: Problem, submission: Submission, role: str, seed: int) -> dict[str, Any]:
    """Load the answer, or, in the role `starter`, the given code."""
    text, name = (problem.starter, "starter.py") if role == "starter" else (submission.text, submission.name)
    # From the run's own seed the inputs of every check could be foretold: the worker gets one that tells nothing.
    digest = hashlib.sha256(f"worker:{seed}".encode()).digest()
    return {"source": text, "name": name, "entries": _entries(problem), "seed": int.from_bytes(digest[:4], "big")}


def host_place(problem: Problem) -> dict[str, Any]:
    """A host's limits, and the folder of the problem, which it may read."""
    folder = str(problem.folder.resolve())
    return {"problem": folder, "memory": MOST_HOST_MEMORY, "seconds": problem.limits.submission}


def host_job(problem: Problem, submission: Submission, run: list[str], seed: int, *, notes: Notes) -> dict[str, Any]:
    """Run these checks."""
    return {
        "run": run,
        "seed": seed,
        "name": submission.name,
        "source": submission.text,
        "entries": _entries(problem),
        "limits": asdict(problem.limits),
        "notes": notes,
    }


def _entries(problem: Problem) -> dict[str, str]:
    return {entry.name: entry.form.value for entry in problem.entries}
