"""The answer run as a script: its own `__main__`, under the limits of a submission."""

from __future__ import annotations

from dataclasses import dataclass

from prep.grader.crew import lay_out_given
from prep.grader.jobs import worker_job, worker_place
from prep.grader.launch import Launcher, send_job
from prep.grader.process import Capped, wait_for
from prep.grader.scratch import Scratch
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
    scratch = Scratch("prep-run-")
    sink = Capped()
    try:
        lay_out_given(problem, scratch.folder)
        with Launcher(hosts=False) as launcher:
            child, connection = launcher.launch("worker", worker_place(problem, "script"), scratch.folder)
            with connection:
                send_job(connection, worker_job(problem, submission, "answer", 0))
                ended = wait_for(child, sink, within=problem.limits.submission)
            status = child.process.wait()
            words = "" if status == 0 else child.fate()["words"]
        if not ended:
            words = f"stopped: it ran longer than {problem.limits.submission:g} s"
        return Ran(sink.text(), status, not ended, words)
    finally:
        scratch.remove()
