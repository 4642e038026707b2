"""The answer run as a script: its own `__main__`, under the limits of a submission."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from prep.grader.process import Capped, start_script, wait_for
from prep.grader.submission import Submission
from prep.model.problem import Problem


@dataclass(frozen=True)
class Ran:
    """What a script printed and how it ended; `words` is empty where it ended well."""

    output: str
    status: int
    timed_out: bool
    words: str


def run_script(problem: Problem, submission: Submission) -> Ran:
    """Run `submission` as `__main__` for at most the submission's limit."""
    scratch = Path(tempfile.mkdtemp(prefix="prep-run-"))
    sink = Capped()
    try:
        child = start_script(problem, submission, scratch)
        ended = wait_for(child, sink, within=problem.limits.submission)
        status = child.process.returncode
        words = "" if status == 0 else child.fate()["words"]
        if not ended:
            words = f"stopped: it ran longer than {problem.limits.submission:g} s"
        return Ran(sink.text(), status, not ended, words)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
