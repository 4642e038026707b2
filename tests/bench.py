"""Measured ratios, each side taken in turns within one run: `nox -s bench`. No test looks at a clock.

A ratio says more than seconds on a noisy machine: both sides meet the same noise.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from prep.catalogue.problems import find_problem
from prep.grader.submission import from_text, read_submission
from prep.grader.supervise import grade
from prep.model.problem import CheckSpec, Entry, Kind, Level, Limits, Problem
from prep.places import own_content

ROUNDS = 9


def in_turns(*sides: Callable[[], object]) -> list[float]:
    """The median seconds of each side, run in turns."""
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(ROUNDS):
        for times, side in zip(taken, sides, strict=True):
            began = time.perf_counter()
            side()
            times.append(time.perf_counter() - began)
    return [statistics.median(times) for times in taken]


def run(*command: str, cwd: Path | None = None) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # what is installed beside must not tip the scale
    subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=cwd, env=environment)


def bare_pytest(folder: Path) -> Callable[[], None]:
    """The same checks the way other graders run them: the answer imported into pytest's own process."""
    problem = own_content() / "problems" / "stable-softmax"
    checks = (problem / "checks.py").read_text()
    shim = "from prep.checking import assert_close, assert_dtype, assert_shape, fetch, place\n"
    inside = "import copy\nfrom prep.checking.compare import assert_close, assert_dtype, assert_shape\n"
    inside += "place = fetch = lambda value: value\n"
    inside += "@pytest.fixture\ndef rng():\n    return np.random.default_rng(0)\n"
    assert shim in checks
    (folder / "test_softmax.py").write_text(checks.replace(shim, inside))
    (folder / "answer.py").write_text((problem / "solution.py").read_text())
    return lambda: run("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_softmax.py", cwd=folder)


def many_calls(folder: Path, calls: int) -> Callable[[], object]:
    """A grading whose one check calls the answer so many times."""
    folder = folder / f"calls-{calls}"
    folder.mkdir()
    text = f"from answer import double\n\n\ndef test_calls():\n    for _ in range({calls}):\n        double(1.0)\n"
    (folder / "checks.py").write_text(text)
    problem = Problem(
        slug="calls",
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
        checks=(CheckSpec("test_calls", "calls"),),
        limits=Limits(check=60, submission=60),
    )
    return lambda: grade(problem, from_text("answer.py", "def double(x):\n    return 2 * x\n"), seed=1)


def main() -> None:
    """Print the table."""
    softmax = find_problem((own_content(),), "stable-softmax")
    solution = read_submission(softmax.folder / "solution.py")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare, ours = in_turns(bare_pytest(folder), lambda: grade(softmax, solution, seed=1))
        few, many = in_turns(many_calls(folder, 100), many_calls(folder, 2100))
        python, help_ = in_turns(lambda: run("-c", "import click"), lambda: run("-m", "prep", "--help"))
    table = Table("what", "seconds", "against", "seconds", "ratio", box=None)
    table.add_row("grade, cold", f"{ours:.3f}", "bare pytest", f"{bare:.3f}", f"{ours / bare:.2f}")
    table.add_row("prep --help", f"{help_:.3f}", "import click", f"{python:.3f}", f"{help_ / python:.2f}")
    call = (many - few) / 2000
    table.add_row("one call over the wall", f"{call:.6f}", "grade, cold", f"{ours:.3f}", f"{call / ours:.6f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
