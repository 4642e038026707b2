"""The process that runs pytest on a problem's checks; the answer's code never comes here.

`from answer import softmax` in a `checks.py` gives stand-ins, as does `from starter import softmax` for the
given code. What happens is reported as an account: numbered JSON lines to the supervisor, on a socket that
only this process holds. On the same socket it asks for what it may not do itself: start a worker, read a
worker's memory, wait for a quiet machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
import time
import traceback
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prep.grader.budget import Budget
from prep.grader.channel import Channel
from prep.grader.child import receive_job
from prep.grader.confine import confine
from prep.grader.confine.kernel import be_unreadable
from prep.grader.jobs import PROBLEM
from prep.grader.notes import Notes
from prep.grader.recording import Recording
from prep.grader.remote import Remote
from prep.grader.standins import Entry
from prep.grader.transcript import Transcript
from prep.grader.trouble import AnswerRaised, GraderFault, Trouble, text_of
from prep.model.outcome import Outcome
from prep.model.problem import Form, Limits
from prep.model.text import printable

IMPORTED_LATE = (
    *("prep.checking.fixtures", "numpy.random", "numpy.linalg", "numpy.testing", "unittest", "difflib", "decimal"),
    *("_pytest.skipping", "_pytest.tracemalloc"),
    *("_pytest.helpconfig", "_pytest.setuponly", "_pytest.setupplan", "_pytest.unittest", "_pytest._argcomplete"),
)
"""What pytest and checks reach for on first use: a fork server imports it while nobody asks."""

PACKAGES = ("prep", "numpy", "pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments")
"""What checks may read beside the standard library and their own problem's folder."""


NOTES: dict[str, type[Notes]] = {"": Notes, "program": Transcript, "results": Recording}
"""What can be noted of each check, by what the job calls it."""


class Account:
    """The host's one channel to the supervisor: numbered lines out, one line back where it asks something."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._number = 0
        self._rest = b""

    def tell(self, event: str, **facts: Any) -> None:
        """Send one numbered line."""
        self._number += 1
        line = json.dumps({"n": self._number, "event": event, **facts})
        self._socket.sendall(line.encode("ascii") + b"\n")

    def ask(self, event: str, **facts: Any) -> tuple[dict[str, Any], list[int]]:
        """Send one line and wait for its reply: a JSON line, and the descriptors that came with it."""
        self.tell(event, **facts)
        data, descriptors, *_ = socket.recv_fds(self._socket, 65_536, 1)
        if not data:
            raise GraderFault("the supervisor went away")
        return json.loads(data), list(descriptors)

    def start_worker(self, role: str) -> Channel:
        """A new worker; its socket arrives with the reply."""
        reply, descriptors = self.ask("worker", role=role)
        if not descriptors:
            raise GraderFault(reply.get("words", "no worker could be started"))
        return Channel(socket.socket(fileno=descriptors[0]))

    def tell_started(self, role: str, isolation: list[str]) -> None:
        """The worker has started, behind these layers: its answer's time begins."""
        self.tell("started", role=role, isolation=isolation)

    def fate(self, role: str) -> dict[str, Any]:
        """What became of the last worker of this role: `why` and `words`."""
        return self.ask("fate", role=role)[0]

    def memory(self, role: str, *, reset: bool) -> tuple[int, int]:
        """The peak memory of a worker, and what it held before it had the answer, in bytes.

        With `reset`, the peak starts anew at what is used now.
        """
        told = self.ask("memory", role=role, reset=reset)[0]
        return int(told["bytes"]), int(told["at_rest"])

    def quiet(self) -> None:
        """Wait until no other speed check of this machine runs; holds until the check ends."""
        self.ask("quiet")


class Run:
    """Everything a running check may reach, for `prep.checking`: the two remotes, the account, the seed."""

    def __init__(self, job: dict[str, Any], account: Account) -> None:
        self.account = account
        self.seed: int = job["seed"]
        self.source: str = job["source"]
        self.budget = Budget(Limits(**job["limits"]))
        self.answer = Remote("answer", job["name"], account, self.budget)
        self.starter = Remote("starter", "the given code", account, self.budget)
        self.check = ""
        self.notes: str = job["notes"]

    def begin(self, check: str) -> None:
        """A new check: its time starts, the last one's placed values go."""
        self.check = check
        self.budget.begin()
        self.answer.begin_check()
        self.starter.begin_check()
        self.budget.begin()  # forgetting was the last check's
        self.answer.notes = NOTES[self.notes]()

    def rng(self) -> np.random.Generator:
        """Random numbers for this check: the same for the same seed, whatever ran before."""
        digest = hashlib.sha256(f"{self.seed}:{self.check}".encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:8], "big"))

    def wait_for_quiet(self) -> None:
        """Hold the machine for a measurement; the wait is not taken from the check's time."""
        began = time.monotonic()
        self.account.quiet()
        self.budget.give_back(time.monotonic() - began)


_current: list[Run] = []


def current() -> Run:
    """The run in this process, for `prep.checking`."""
    if not _current:
        raise GraderFault("`prep.checking` works inside a grading run only")
    return _current[0]


class Reporter:
    """The pytest plugin that turns each check into `began` and `ended` lines."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._worst: tuple[Outcome, str] = (Outcome.PASSED, "")

    def pytest_configure(self, config: pytest.Config) -> None:
        """A failure is told in one sentence of ours: pytest need not draw a traceback, which takes it long."""
        config.option.tbstyle = "value"

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """The manifest: what pytest is about to run."""
        self._run.account.tell("collected", checks=[item.name for item in session.items])

    def pytest_exception_interact(self, call: pytest.CallInfo[Any], report: pytest.TestReport) -> None:
        """A checks.py that cannot be imported is the grader's fault."""
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            error = call.excinfo.value.__cause__ or call.excinfo.value  # what pytest wraps says it in one line
            lines = [at.lineno for at in traceback.extract_tb(error.__traceback__) if at.name == "<module>"]
            where = f" (line {lines[-1]})" if lines else ""
            words = f"checks.py could not be loaded: {type(error).__name__}: {error}{where}"
            self._run.account.tell("broken", message=printable(words))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A check begins."""
        self._run.begin(nodeid.rpartition("::")[2])
        self._worst = (Outcome.PASSED, "")
        self._run.account.tell("began", check=self._run.check)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[Any]) -> Any:
        """The first thing that went wrong in setup, call or teardown is what the check becomes."""
        error = call.excinfo.value if call.excinfo is not None else None
        if error is not None and _unshowable(error):  # pytest would break on it, too
            call.excinfo = pytest.ExceptionInfo.from_exception(
                AssertionError(text_of(error)).with_traceback(error.__traceback__)
            )
        report = yield
        if error is not None and self._worst[0] is Outcome.PASSED:
            self._worst = outcome_of(error, calls=self._run.budget.calls)
        elif error is None and report.outcome != "passed" and self._worst[0] is Outcome.PASSED:
            self._worst = (Outcome.GRADER_BROKEN, "a check may not be skipped or expected to fail")
        return report

    def pytest_runtest_logfinish(self) -> None:
        """A check ended, for good or bad."""
        outcome, message = self._worst
        if noted := self._run.answer.notes.text():
            self._run.account.tell("transcript", check=self._run.check, text=noted)
        self._run.account.tell("ended", check=self._run.check, outcome=outcome.value, message=message)


def outcome_of(error: BaseException, *, calls: int) -> tuple[Outcome, str]:
    """What an exception in a check means for it.

    An error of the check's own code, after the answer was called, comes from what the answer returned (the
    reference passes the same check): the check failed. Before any call, the grader is broken.
    """
    text = printable(text_of(error))
    if isinstance(error, AnswerRaised):
        return error.outcome, f"your code raised {text}"
    if isinstance(error, Trouble):
        return error.outcome, text
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return Outcome.FAILED, text or f"this does not hold: {_failing_line(error)}"
    if isinstance(error, GraderFault):
        return Outcome.GRADER_BROKEN, text
    name = type(error).__name__
    if isinstance(error, Exception) and calls:
        return Outcome.FAILED, f"what you returned could not be checked ({name}: {text})"
    return Outcome.GRADER_BROKEN, f"{name}: {text}"


def _unshowable(error: BaseException) -> bool:
    try:
        str(error)
    except (Exception, Trouble):
        return True
    return False


def _failing_line(error: BaseException) -> str:
    """What a bare `assert` asserted (its first line)."""
    frames = traceback.extract_tb(error.__traceback__)
    return printable((frames[-1].line or "").removeprefix("assert ")) if frames else ""


def _stand_ins(name: str, remote: Remote, entries: dict[str, str]) -> types.ModuleType:
    module = types.ModuleType(name)
    for entry, form in entries.items():
        setattr(module, entry, Entry(remote, entry, Form(form)))
    return module


class Waiter:
    """The pytest plugin that waits for the job when all of pytest is set up, and only then says what to run."""

    def __init__(self, place: dict[str, Any], connection: socket.socket, layers: list[str]) -> None:
        self._place = place
        self._connection = connection
        self._layers = layers

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """When all of pytest is there, and before it collects."""
        job = receive_job(self._connection)
        # A checks.py compiled earlier may be older than the file, within the same second and of the same size.
        sys.pycache_prefix = os.getcwd()
        run = Run(job, Account(self._connection))
        _current.append(run)
        sys.modules["answer"] = _stand_ins("answer", run.answer, job["entries"])
        sys.modules["starter"] = _stand_ins("starter", run.starter, job["entries"])
        checks = f"{PROBLEM}/checks.py"
        config = session.config
        config.args[:] = [f"{checks}::{check}" for check in job["run"]]
        config.pluginmanager.register(Reporter(run))
        run.account.tell("confined", isolation=self._layers)


def serve(place: dict[str, Any], connection: socket.socket) -> None:
    """Run the checks named in the job and tell the account."""
    folder = os.getcwd()
    be_unreadable()
    layers = confine(
        packages=PACKAGES,
        scratch=(Path(folder),),
        read_too=(Path(place["problem"]),),
        list_too=[Path(entry) for entry in sys.path if entry],
        memory_mib=place["memory"],
        seconds=place["seconds"],
    )
    # With the problem's folder as the root, pytest looks at nothing above it.
    options = ["-c", "pytest.ini", "--rootdir", PROBLEM, "--confcutdir", PROBLEM]
    options += ["--noconftest", "--import-mode=importlib", "--assert=plain", "--strict-markers"]
    off = "cacheprovider terminal capture logging doctest junitxml pastebin faulthandler stepwise warnings debugging"
    off += " unraisableexception threadexception"  # they collect garbage five times at the end
    options += [word for plugin in off.split() for word in ("-p", f"no:{plugin}")]
    options += ["-p", "prep.checking.fixtures"]
    code = pytest.main(options, plugins=[Waiter(place, connection, layers)])
    if _current:
        current().account.tell("done", code=int(code))
    os._exit(0)
