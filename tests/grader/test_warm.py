"""The warm start: the same verdict as a cold one, whatever happened to what was kept ready."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from golden_cases import CASES, PROBLEM, solution
from leftovers import await_no_process_of, processes_of
from small_problems import small_problem

from prep.grader import launch
from prep.grader.submission import from_text
from prep.grader.supervise import grade
from prep.grader.warm import Warm
from prep.model.outcome import Outcome
from prep.model.problem import Problem
from prep.model.verdict import Verdict

pytestmark = pytest.mark.skipif(not launch.FORKS, reason="without fork servers every start is cold")

REFERENCE = from_text("answer.py", solution())
ONE = from_text("answer.py", "def answer():\n    return 1\n")
CHECKS = "from answer import answer\n\n\ndef test_answer():\n    assert answer() == {}, 'not {}'\n"
AWKWARD = [case for case in CASES if case.outcomes != ("passed",)][::6]


def told(verdict: Verdict) -> tuple[object, ...]:
    """What a verdict says, without the time it took."""
    return verdict.outcome, [(check.id, check.outcome, check.message) for check in verdict.checks], verdict.isolation


def spare_crew_of(warm: Warm) -> list[int]:
    """The processes that wait for a job, once they are there."""
    deadline = time.monotonic() + 20
    while warm._spare is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert warm._spare is not None
    return [member.child.pid for member in warm._spare[1]._members]


def test_what_waits_ready_gives_the_same_verdict(golden: Problem):
    """A right answer, and wrong, late, crashing and hostile ones after each other, cold and from a ready crew."""
    cases = [from_text("answer.py", case.text) for case in AWKWARD] + [REFERENCE]
    cold = [told(grade(golden, case, seed=3)) for case in cases]

    with Warm() as warm:
        warm.prepare(golden)
        waiting = spare_crew_of(warm)
        ready = [told(grade(golden, case, seed=3, crews=warm.crew)) for case in cases]

    assert len(waiting) == 2
    assert ready == cold
    assert ready[-1][0] is Outcome.PASSED


def test_a_killed_crew_is_made_anew(golden: Problem):
    """Processes that waited and were killed meanwhile are not used."""
    with Warm() as warm:
        warm.prepare(golden)
        for pid in spare_crew_of(warm):
            os.kill(pid, signal.SIGKILL)
        verdict = grade(golden, REFERENCE, crews=warm.crew)

    assert verdict.passed


def test_a_deleted_scratch_folder_is_made_anew(golden: Problem, scratch: Path):
    """Whoever clears the folder for temporary files costs no verdict."""
    with Warm() as warm:
        warm.prepare(golden)
        spare_crew_of(warm)
        for folder in scratch.glob("prep-grade-*"):
            shutil.rmtree(folder)
        verdict = grade(golden, REFERENCE, crews=warm.crew)

    assert verdict.passed


def test_a_killed_fork_server_means_a_cold_start(golden: Problem):
    """Where nothing can be kept any more, gradings go on without it."""
    with Warm() as warm:
        assert grade(golden, REFERENCE, crews=warm.crew).passed
        for server in warm._launcher._servers.values():
            os.kill(server._child.pid, signal.SIGKILL)

        assert grade(golden, REFERENCE, crews=warm.crew).passed


def test_a_changed_problem_is_graded_as_it_is_now(tmp_path: Path):
    """Checks and given files that change while a crew waits: the new ones count, whatever their time stamps say."""
    problem = small_problem(tmp_path / "problem", CHECKS.format(1, 1))
    given = problem.folder / "given"
    given.mkdir()
    (given / "number.txt").write_text("1")
    reads = from_text("answer.py", "def answer():\n    return int(open('number.txt').read())\n")
    file = problem.folder / "checks.py"
    stamp = file.stat().st_mtime_ns
    with Warm() as warm:
        assert grade(problem, reads, crews=warm.crew).passed
        spare_crew_of(warm)
        file.write_text(file.read_text().replace("1", "2"))
        os.utime(file, ns=(stamp, stamp))

        assert not grade(problem, reads, crews=warm.crew).passed

        (given / "number.txt").write_text("2")
        assert grade(problem, reads, crews=warm.crew).passed


def test_a_compiled_file_is_never_believed(tmp_path: Path):
    """A `__pycache__` beside the checks that claims their time and size is not run in their place."""
    import importlib.util
    import py_compile

    problem = small_problem(tmp_path / "problem", CHECKS.format(1, 1))
    file = problem.folder / "checks.py"
    text = file.read_text()
    file.write_text(text.replace("1", "2"))
    os.utime(file, (1e9, 1e9))
    py_compile.compile(str(file), importlib.util.cache_from_source(str(file)))
    file.write_text(text)
    os.utime(file, (1e9, 1e9))

    assert grade(problem, ONE).passed


def test_two_problems_take_turns(golden: Problem, tmp_path: Path):
    """What waits for one problem is not used for another."""
    other = small_problem(tmp_path / "other", CHECKS.format(1, 1))
    with Warm() as warm:
        for _ in range(2):
            assert grade(golden, REFERENCE, crews=warm.crew).passed
            spare_crew_of(warm)
            assert grade(other, ONE, crews=warm.crew).passed


def test_many_at_a_time(golden: Problem):
    """One `Warm` serves several threads; each gets its own verdict."""
    wrong = from_text("answer.py", solution().replace("2 *", "3 *"))
    with Warm(spare=False) as warm, ThreadPoolExecutor(4) as pool:
        answers = [REFERENCE, wrong] * 6
        verdicts = list(pool.map(lambda answer: grade(golden, answer, crews=warm.crew), answers))

    assert [verdict.passed for verdict in verdicts] == [True, False] * 6


def test_a_seed_means_the_same_draws(golden: Problem, tmp_path: Path):
    """An answer that draws from the global generators gets the same numbers each time, cold or forked."""
    problem = small_problem(tmp_path / "p", "from answer import answer\ndef test_a():\n    assert 0, answer()\n")
    draws = from_text(
        "answer.py", "import random, numpy as np\ndef answer():\n    return [random.random(), np.random.rand()]\n"
    )

    with Warm() as warm:
        said = {grade(problem, draws, seed=5, crews=warm.crew).checks[0].message for _ in range(2)}
        said.add(grade(problem, draws, seed=5).checks[0].message)
        others = grade(problem, draws, seed=6, crews=warm.crew).checks[0].message

    assert len(said) == 1
    assert others not in said


def test_closing_leaves_nothing(golden: Problem, scratch: Path):
    """Fork servers, the crew that waits and its folder are gone (the fixture looks at the folder)."""
    with Warm() as warm:
        warm.prepare(golden)
        spare_crew_of(warm)
        assert len(processes_of(scratch)) == 4

    assert processes_of(scratch) == []


def test_a_killed_owner_takes_all_with_it(scratch: Path):
    """`kill -9` of the process that keeps a crew ready: no process stays, and the folder goes with the next grading."""
    code = (
        "import sys, pathlib, time\n"
        "from prep.catalogue.problems import read_problem\n"
        "from prep.grader.warm import Warm\n"
        "warm = Warm()\n"
        "warm.prepare(read_problem(pathlib.Path(sys.argv[1])))\n"
        "while warm._spare is None: time.sleep(0.01)\n"
        "print(flush=True)\n"
        "time.sleep(60)\n"
    )
    environment = os.environ | {"TMPDIR": str(scratch)}
    with subprocess.Popen([sys.executable, "-c", code, str(PROBLEM)], stdout=subprocess.PIPE, env=environment) as owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        running = processes_of(scratch)
        owner.send_signal(signal.SIGKILL)

    assert len(running) == 5
    assert await_no_process_of(scratch) == []
    (folder,) = scratch.glob("prep-grade-*")
    os.utime(folder, (0, 0))
    small = small_problem(scratch / "small", CHECKS.format(1, 1))
    assert grade(small, ONE).passed
    assert not folder.exists()


def test_without_fork_servers_the_verdict_is_the_same(golden: Problem, monkeypatch: pytest.MonkeyPatch):
    """Where the system cannot fork safely, each process is a program of its own, kept or not."""
    monkeypatch.setattr(launch, "FORKS", False)
    cases = [from_text("answer.py", case.text) for case in AWKWARD[::3]] + [REFERENCE]

    with Warm() as warm:
        executed = [told(grade(golden, case, seed=3, crews=warm.crew)) for case in cases]
    monkeypatch.undo()

    assert executed == [told(grade(golden, case, seed=3)) for case in cases]
