"""Host and worker kept in hand: what goes wrong in one check costs that check, and the verdict comes in time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from golden_cases import PROBLEM, solution
from leftovers import await_no_process_of, processes_of
from small_problems import LIMITS, small_problem

from prep.grader.process import MOST_OUTPUT
from prep.grader.submission import Submission, from_text
from prep.grader.supervise import grade, new_seed
from prep.grader.warm import Warm
from prep.model.outcome import Outcome
from prep.model.problem import Limits, Problem, Stage
from prep.model.verdict import Check, Verdict

REFERENCE = from_text("answer.py", solution())
ONE = from_text("answer.py", "def answer():\n    return 1\n")
LOOP = from_text("answer.py", "def answer():\n    while True:\n        pass\n")

Grade = Callable[..., Verdict]


@pytest.fixture(scope="module")
def graded() -> Iterator[Grade]:
    """`grade`, its processes forked from servers that are kept from one test to the next."""
    with Warm(spare=False) as warm:
        yield partial(grade, crews=warm.crew)


def changed(code: str) -> Submission:
    """The reference with these lines after it."""
    return from_text("answer.py", solution() + code)


def outcomes(checks: tuple[Check, ...]) -> list[str]:
    return [check.outcome.value for check in checks]


def test_a_crash_and_a_late_call_cost_their_own_checks_alone(golden: Problem):
    """After a crash, a late call and bytes that are no reply, a new worker serves the next check."""
    spoilt = """
import os, time
def double(x): os._exit(0)
def fill(x, value): time.sleep(60)
def evens(start):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"x" * 100)
        except OSError:
            pass
"""

    verdict = grade(golden, changed(spoilt), seed=1)

    expected = [
        "crashed",
        "crashed",
        "passed",
        "passed",
        "timed_out",
        "passed",
        "tampered",
        "passed",
        "passed",
        "passed",
    ]
    assert outcomes(verdict.checks) == expected
    assert verdict.outcome is Outcome.TAMPERED
    assert verdict.passing == 6


def test_a_worker_is_a_fresh_one_after_it_was_lost(golden: Problem, graded: Grade):
    """What an answer remembered is gone with its worker; handles and placed values are made anew."""
    verdict = graded(golden, changed("def double(x): import os; os.abort()\n"), seed=1)

    assert outcomes(verdict.checks) == ["crashed"] * 2 + ["passed"] * 8


def test_a_check_that_catches_everything_cannot_hide_a_crash(tmp_path: Path, graded: Grade):
    """`pytest.raises(Exception)` means what an answer raised: a crash or a late call is no such thing."""
    checks = """
    from answer import crash, late, refuse
    def test_crash():
        with pytest.raises(Exception):
            crash()
    def test_late():
        try:
            late()
        except Exception:
            pass
    def test_refuse():
        with pytest.raises(Exception, match="no"):
            refuse()
    """
    starter = "def crash(): pass\ndef late(): pass\ndef refuse(): pass\n"
    answer = (
        "import os\ndef crash(): os._exit(0)\ndef late():\n  while True: pass\ndef refuse(): raise ValueError('no')\n"
    )

    verdict = graded(small_problem(tmp_path, checks, starter=starter), from_text("answer.py", answer))

    assert outcomes(verdict.checks) == ["crashed", "timed_out", "passed"]


def test_the_limit_of_a_submission_leaves_the_rest_not_run(tmp_path: Path, graded: Grade):
    """When the time for the whole is over, what was not reached says so, and the verdict is `timed_out`."""
    checks = "from answer import answer\n" + "".join(f"def test_{n}():\n    assert answer() == 1\n" for n in range(9))
    problem = small_problem(tmp_path, checks, limits=Limits(call=0.5, check=1.0, submission=2.5, memory=512))
    began = time.monotonic()

    verdict = graded(problem, LOOP)

    assert verdict.outcome is Outcome.TIMED_OUT
    assert verdict.message == "the time for the whole submission (2.5 s) was over"
    assert outcomes(verdict.checks)[0] == "timed_out"
    assert outcomes(verdict.checks)[-1] == "not_run"
    assert time.monotonic() - began < 2.5 + 1


def test_a_submission_that_is_late_and_wrong_is_late(tmp_path: Path, graded: Grade):
    """The worse of the two is told: a check that failed does not hide that others were never reached."""
    checks = """
    from answer import answer, wait
    def test_wrong():
        assert answer() == 2
    def test_endless():
        while True:
            wait()
    def test_more():
        assert answer() == 1
    """
    starter = "def answer(): pass\ndef wait(): pass\n"
    limits = Limits(call=1, check=60, submission=2, memory=512)
    answer = from_text("answer.py", "def answer(): return 1\ndef wait(): pass\n")

    verdict = graded(small_problem(tmp_path, checks, starter=starter, limits=limits), answer)

    assert outcomes(verdict.checks) == ["failed", "timed_out", "not_run"]
    assert verdict.outcome is Outcome.TIMED_OUT
    assert verdict.checks[1].message == "the whole submission took longer than 2 s"


USES_THE_ACCOUNT = "def test_it():\n    from prep.grader.host import current\n"
BROKEN_CHECKS = {
    "a syntax error": ("def test_it(:\n    pass\n", "SyntaxError"),
    "an import that fails": ("import nowhere\ndef test_it():\n    pass\n", "No module named 'nowhere'"),
    "an entry that is not declared": (
        "from answer import other\ndef test_it():\n    pass\n",
        "cannot import name 'other'",
    ),
    "an error at import": ("1 / 0\ndef test_it():\n    pass\n", "ZeroDivisionError"),
    "an exit at import": ("raise SystemExit\ndef test_it():\n    pass\n", "declares: test_it"),
    "an exit without a word at import": ("import os\nos._exit(0)\ndef test_it():\n    pass\n", "to go"),
    "an error before any call": ("def test_it():\n    1 / 0\n", "ZeroDivisionError"),
    "a skip": ("def test_it():\n    pytest.skip('not today')\n", "Skipped: not today"),
    "a mark that skips": ("@pytest.mark.skip\ndef test_it():\n    pass\n", "Skipped: unconditional skip"),
    "a mark that expects failure": ("@pytest.mark.xfail\ndef test_it():\n    assert 0\n", ""),
    "an unknown mark": ("@pytest.mark.serious\ndef test_it():\n    pass\n", "serious"),
    "an unknown fixture": ("def test_it(nothing):\n    pass\n", "nothing"),
    "an exit in a check": ("def test_it():\n    import os; os._exit(0)\n", "ended early with 1 check to go"),
    "SystemExit in a check": ("def test_it():\n    raise SystemExit(0)\n", "SystemExit"),
    "KeyboardInterrupt in a check": ("def test_it():\n    raise KeyboardInterrupt\n", "test_it began and never ended"),
    "pytest told to leave": ("def test_it():\n    pytest.exit('bye')\n", "test_it began and never ended"),
    "a check that is not there": ("def test_it():\n    pass\ndel test_it\n", "declares: test_it"),
    "a check that appears": ("def test_it():\n    pass\ntest_it_too = test_it\n", None),
    "an object that cannot cross": (
        "from answer import answer\ndef test_it():\n    answer(object())\n",
        "a check passed",
    ),
    "a call outside of a check": (
        "from answer import answer\nanswer()\ndef test_it():\n    pass\n",
        "outside of a check",
    ),
    "an end of its own process": ("def test_it():\n    import os; os.kill(os.getpid(), 9)\n", "ended early"),
    "garbage in the account": (
        f"{USES_THE_ACCOUNT}    current().account._socket.sendall(b'x\\n')\n",
        "garbled",
    ),
    "a line without an end": (
        f"{USES_THE_ACCOUNT}    current().account._socket.sendall(b'x' * 2**22)\n",
        "a line without an end",
    ),
    "an account that is closed": (
        f"{USES_THE_ACCOUNT}    current().account._socket.close()\n",
        "ended early",
    ),
    "an account of one's own": (
        f"{USES_THE_ACCOUNT}    current().account.tell('done')\n",
        "test_it began and never ended",
    ),
    "questions without an end": (
        f"{USES_THE_ACCOUNT}    while True:\n        current().account.tell('memory', role='answer', reset=False)\n",
        "stopped listening",
    ),
}


@pytest.mark.parametrize(("checks", "says"), BROKEN_CHECKS.values(), ids=BROKEN_CHECKS)
def test_a_broken_host_never_passes(checks: str, says: str | None, tmp_path: Path, graded: Grade):
    """Whatever is wrong with a problem's checks is the grader's fault, named, and never a pass."""
    verdict = graded(small_problem(tmp_path, checks, names=["test_it"]), ONE)

    if says is None:  # only the declared check is run: that pytest could run another changes nothing
        assert verdict.passed
    elif says:
        assert verdict.outcome is Outcome.GRADER_BROKEN
        assert not verdict.outcome.counts
        assert says in verdict.message + verdict.checks[0].message
    else:
        assert not verdict.passed


def test_a_check_that_loops_by_itself_is_named(tmp_path: Path, graded: Grade):
    """A host that is stuck in a check is killed, the check timed out, and the next host runs the others."""
    checks = """
    from answer import answer
    def test_before():
        assert answer() == 1
    def test_it():
        while True:
            pass
    def test_after():
        assert answer() == 1
    """
    told: list[str] = []

    verdict = graded(small_problem(tmp_path, checks), ONE, on_check=lambda check: told.append(check.id))

    assert outcomes(verdict.checks) == ["passed", "timed_out", "passed"]
    assert verdict.checks[1].message == "it took longer than 2 s a check"
    assert told == ["test_before", "test_it", "test_after"]


def test_checks_that_never_load_are_the_graders_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, graded: Grade):
    """A checks.py that loops while it is imported is given up, and no answer is blamed."""
    monkeypatch.setattr("prep.grader.grading.HOST_START_SECONDS", 2.0)

    verdict = graded(small_problem(tmp_path, "while True:\n    pass\ndef test_it():\n    pass\n"), ONE)

    assert verdict.outcome is Outcome.GRADER_BROKEN
    assert verdict.message == "the grader's host did nothing for a long time"


def test_the_given_code_is_never_the_users_fault(tmp_path: Path, graded: Grade):
    """A starter that raises, crashes or is late where a check needs it breaks the grader, not the answer."""
    checks = """
    from answer import answer
    from starter import answer as given
    def test_it():
        assert answer() == 1
        given()
    """
    starters = {"def answer():\n    raise ValueError('given')\n": "given"}
    starters["import os\ndef answer():\n    os._exit(3)\n"] = "exit status 3"
    starters["def answer():\n    while True: pass\n"] = "longer than 1 s a call"

    for number, (starter, says) in enumerate(starters.items()):
        verdict = graded(small_problem(tmp_path / str(number), checks, starter=starter), ONE)

        assert verdict.outcome is Outcome.GRADER_BROKEN
        assert verdict.checks[0].message.startswith("the given code: ")
        assert says in verdict.checks[0].message


def test_stopping_is_prompt(golden: Problem, scratch: Path):
    """Once the user stops it, the processes are gone and the verdict is `aborted`, which costs no attempt."""
    looping = changed("def double(x):\n    while True: pass\n")
    asked: list[float] = []

    def stopped() -> bool:
        asked.append(time.monotonic())
        return bool(processes_of(scratch)) and len(asked) > 5

    verdict = grade(golden, looping, stopped=stopped)

    assert verdict.outcome is Outcome.ABORTED
    assert not verdict.outcome.counts
    assert time.monotonic() - asked[-1] < 1
    assert len(asked) < 100


def test_an_interrupt_leaves_nothing_behind(golden: Problem, scratch: Path):
    """Ctrl-C in the middle goes through, after every process was ended (the fixture looks at the folder)."""

    def interrupted() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(golden, REFERENCE, stopped=interrupted)

    assert processes_of(scratch) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a host looks for its parent only when it next speaks")
def test_killing_the_command_line_ends_host_and_worker(scratch: Path):
    """`kill -9` of the process that grades leaves neither host nor worker running."""
    code = (
        "import sys, pathlib; from prep.catalogue.problems import read_problem; "
        "from prep.grader.submission import from_text; from prep.grader.supervise import grade; "
        "grade(read_problem(pathlib.Path(sys.argv[1])), from_text('answer.py', 'while True: pass'), "
        "stopped=lambda: print(flush=True))"
    )
    environment = os.environ | {"TMPDIR": str(scratch)}
    arguments = [sys.executable, "-c", code, str(PROBLEM)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=environment) as grading:
        assert grading.stdout is not None
        grading.stdout.readline()
        running = processes_of(scratch)
        grading.send_signal(signal.SIGKILL)

    assert len(running) >= 5  # it, its host and its worker, and whose forks those are
    assert await_no_process_of(scratch) == []
    for folder in scratch.glob("prep-grade-*"):  # a folder is all that stays after kill -9
        shutil.rmtree(folder)


def test_only_the_stages_asked_for_are_run(golden: Problem, graded: Grade):
    """Practice grades what is open: checks of later stages are not in the verdict."""
    told: list[str] = []

    verdict = graded(golden, changed("del triple, quadruple\n"), stage=1, on_check=lambda check: told.append(check.id))

    assert verdict.passed
    assert {check.stage for check in verdict.checks} == {1}
    assert told == [check.id for check in verdict.checks] == [check.id for check in golden.checks_up_to(1)]


def test_an_optional_stage_does_not_decide(golden: Problem, graded: Grade):
    """A required stage decides; an optional one is told beside it, whatever became of it."""
    without_optional = graded(golden, changed("def quadruple(x): import os; os._exit(0)\n"))
    without_required = graded(golden, changed("def triple(x): return x\n"))

    assert without_optional.passed
    assert without_optional.checks[-1].outcome is Outcome.CRASHED
    assert without_required.outcome is Outcome.FAILED


def test_time_that_runs_out_in_an_optional_stage_does_not_decide(tmp_path: Path, graded: Grade):
    """When only an optional stage was not reached, what is required has passed."""
    stages = (Stage("One", "Do."), Stage("Two", "Do more.", optional=True))
    checks = """
    from answer import answer
    def test_one():
        assert answer() == 1
    def test_two():
        while True:
            answer()
    """
    problem = small_problem(tmp_path, checks, stages=stages, limits=Limits(1, 60, 2, 512))
    problem = replace(problem, checks=(problem.checks[0], replace(problem.checks[1], stage=2)))

    verdict = graded(problem, ONE)

    assert outcomes(verdict.checks) == ["passed", "timed_out"]
    assert verdict.passed


@pytest.mark.parametrize(
    ("spoilt", "outcome"),
    [
        ("def double(x): return x\ndef triple(x): 1 / 0\n", Outcome.ERRORED),
        ("def double(x): 1 / 0\nasync def settle(numbers):\n    while True: pass\n", Outcome.TIMED_OUT),
        ("def triple(x): raise MemoryError\nasync def settle(numbers):\n    while True: pass\n", Outcome.OUT_OF_MEMORY),
        ("def triple(x): raise MemoryError\ndef fill(x, value): import os; os._exit(0)\n", Outcome.CRASHED),
    ],
)
def test_a_verdict_takes_its_worst_check(spoilt: str, outcome: Outcome, golden: Problem, graded: Grade):
    """Of two things that went wrong, the worse one is the verdict's."""
    assert graded(golden, changed(spoilt)).outcome is outcome


def test_a_seed_decides_the_inputs(golden: Problem, graded: Grade):
    """The same seed gives the same inputs and so the same words; another seed gives others."""
    wrong = changed("def double(x): return x\ndef triple(x): return -x\n")

    first, again, other = (graded(golden, wrong, seed=seed) for seed in (3, 3, 4))

    assert first.checks == again.checks
    assert first.seed == again.seed == 3
    assert [check.message for check in first.checks] != [check.message for check in other.checks]
    assert new_seed() != new_seed()


def test_text_hashes_alike_in_every_run(golden: Problem):
    """An answer that goes through a set of words does the same thing every time."""
    printing = changed("def triple(x):\n    print(*{str(n) for n in range(50)})\n    return 3 * x\n")

    assert grade(golden, printing).output == grade(golden, printing).output


def test_four_submissions_at_once(golden: Problem):
    """Gradings side by side do not mix: each gets its own verdict, its own output, its own processes."""
    answers = [
        changed(f"def triple(x):\n    print('number {number}')\n    return {number} * x\n") for number in range(2, 6)
    ]

    with ThreadPoolExecutor(4) as pool:
        verdicts = list(pool.map(lambda answer: grade(golden, answer, seed=1), answers))

    assert [verdict.output for verdict in verdicts] == [f"number {number}\n" for number in range(2, 6)]
    assert [verdict.passed for verdict in verdicts] == [False, True, False, False]


def test_each_check_is_announced_once(golden: Problem, graded: Grade):
    """A screen hears of each check as it ends, with its outcome, whatever happened meanwhile."""
    told: list[Check] = []
    spoilt = changed("def fill(x, value): import os; os._exit(0)\n")

    verdict = graded(golden, spoilt, on_check=told.append)

    assert tuple(told) == verdict.checks


def test_output_is_capped_and_the_rest_counted(golden: Problem, graded: Grade):
    """64 KiB of what an answer prints are kept, in the order it printed, and the rest is a number."""
    text = "".join(f"{number:07}\n" for number in range(50_000))
    printing = changed(
        "def triple(x):\n    import sys\n    for n in range(50_000):\n"
        "        print(f'{n:07}', file=sys.stderr if n % 2 else sys.stdout)\n    return 3 * x\n"
    )

    verdict = graded(golden, printing)

    assert verdict.passed
    assert verdict.output == f"{text[:MOST_OUTPUT]}\n({len(text) - MOST_OUTPUT} more bytes not kept)"


def test_what_was_printed_before_a_crash_is_kept(golden: Problem, graded: Grade):
    """The lines printed before the end are what one debugs with."""
    printing = changed("def triple(x):\n    print('here')\n    import os; os._exit(1)\n")

    assert graded(golden, printing).output == "here\n"


def test_an_answer_sees_nothing_of_the_users(monkeypatch: pytest.MonkeyPatch, golden: Problem):
    """The environment is made from nothing, the home is scratch, and nothing can be read from the terminal."""
    monkeypatch.setenv("SECRET_TOKEN", "do not tell")
    looking = changed(
        "import os, sys\ndef triple(x):\n    print(dict(os.environ), sys.argv, sys.stdin.read())\n    return 3 * x\n"
    )

    verdict = grade(golden, looking)

    assert verdict.passed
    assert "SECRET" not in verdict.output
    assert str(Path.home()) not in verdict.output.replace(tempfile.gettempdir(), "")
    assert verdict.output.endswith("['answer.py'] \n")


def test_given_files_are_the_problems_own_copy(tmp_path: Path, graded: Grade):
    """What an answer does to a given file is gone with its worker: the problem keeps its own."""
    checks = """
    from answer import answer
    def test_reads():
        assert answer() == "data"
    def test_again_after_a_crash():
        assert answer() == "data"
    """
    problem = small_problem(tmp_path / "problem", checks)
    (problem.folder / "given").mkdir()
    (problem.folder / "given" / "data.txt").write_text("data")
    answer = (
        "from pathlib import Path\ntext = Path('data.txt').read_text()\n"
        "def answer():\n    Path('data.txt').write_text('spoilt')\n    Path('new').mkdir()\n    return text\n"
    )

    verdict = graded(problem, from_text("answer.py", answer))

    assert outcomes(verdict.checks) == ["passed", "errored"]
    assert [path.name for path in problem.folder.rglob("*.txt")] == ["data.txt"]
    assert (problem.folder / "given" / "data.txt").read_text() == "data"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is looked at from outside on Linux; elsewhere later")
def test_memory_outside_the_heap_is_counted(tmp_path: Path, graded: Grade):
    """Shared memory escapes the limit on the heap, and is seen from outside all the same."""
    answer = (
        "import mmap, time\ndef answer():\n    shared = mmap.mmap(-1, 2**28)\n"
        "    for at in range(0, len(shared), 4096):\n        shared[at] = 1\n    time.sleep(60)\n"
    )
    limits = replace(LIMITS, call=20, check=25, memory=96)

    verdict = graded(
        small_problem(tmp_path, "from answer import answer\ndef test_it():\n    answer()\n", limits=limits),
        from_text("answer.py", answer),
    )

    assert verdict.outcome is Outcome.OUT_OF_MEMORY
    assert verdict.checks[0].message == "it used more than 96 MiB"


@pytest.mark.skipif(sys.platform != "linux", reason="reads the worker's memory in /proc")
def test_a_worker_does_not_grow_with_its_calls(tmp_path: Path, graded: Grade):
    """Call after call, arrays, callbacks, objects and errors leave nothing behind in the worker."""
    checks = """
    from answer import Thing, answer, refuse
    from prep.checking import fetch, place
    from prep.grader.host import current

    def calls(count):
        for number in range(count):
            answer(np.zeros(2**15), lambda x: x)
            fetch(place(np.zeros(2**10)))
            Thing().name()
            with pytest.raises(ValueError):
                refuse()

    def test_first():
        calls(50)

    def test_second():
        before = current().account.memory("answer", reset=True)[0]
        calls(350)
        grown = current().account.memory("answer", reset=True)[0] - before
        assert grown < 8 * 2**20, f"{grown / 2**20:.1f} MiB"
    """
    starter = "class Thing: pass\ndef answer(x, f): pass\ndef refuse(): pass\n"
    answer = (
        "class Thing:\n    def name(self): return 'thing'\n"
        "def answer(x, f): return f(x + 1)\ndef refuse(): raise ValueError('no')\n"
    )
    limits = replace(LIMITS, check=25, submission=60)

    verdict = graded(small_problem(tmp_path, checks, starter=starter, limits=limits), from_text("answer.py", answer))

    assert [check.message for check in verdict.checks] == ["", ""]
    assert verdict.passed


def test_a_machine_without_room_is_not_the_answers_fault(
    monkeypatch: pytest.MonkeyPatch, golden: Problem, tmp_path: Path
):
    """Where no scratch folder can be made, nothing is raised and no attempt is counted."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))

    verdict = grade(golden, REFERENCE)

    assert verdict.outcome is Outcome.GRADER_BROKEN
    assert verdict.message.startswith("the grader could not work: ")
