"""Host and worker are started, watched, killed and restarted here; what the host tells is judged.

One thread, one loop. Nothing a child does can hold it up: every wait has an end, deadlines are wall-clock time
taken here, and ending means SIGKILL to a process group.
"""

from __future__ import annotations

import json
import secrets
import selectors
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prep.errors import Interrupted
from prep.grader.account import Ledger
from prep.grader.process import Capped, Child, start_host, start_worker
from prep.grader.quiet import Quiet
from prep.grader.submission import Submission
from prep.model.outcome import Outcome, worst
from prep.model.problem import CheckSpec, Problem
from prep.model.verdict import Check, Verdict, judge, named_mistakes

GRACE = 1.0
TICK = 0.05
HOST_START_SECONDS = 30.0

OnCheck = Callable[[Check], None]
"""Called as each check ends, so that a screen can fill its row."""


def new_seed() -> int:
    """A fresh run seed."""
    return secrets.randbits(31)


def grade(
    problem: Problem,
    submission: Submission,
    *,
    seed: int | None = None,
    stage: int | None = None,
    on_check: OnCheck | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Verdict:
    """Grade `submission` against the checks of the stages up to `stage` (all of them by default).

    Never raises for anything the answer does. `stopped()` is asked some twenty times a second; once true, the
    processes are killed and the verdict is `aborted`.
    """
    seed = new_seed() if seed is None else seed
    if submission.refused:
        return Verdict(Outcome.NOT_GRADABLE, seed=seed, message=f"{submission.name} {submission.refused}")
    specs = problem.checks_up_to(stage or problem.last_stage)
    began = time.monotonic()
    grading = _Grading(problem, submission, specs, seed, on_check, stopped)
    try:
        message = grading.run()
    finally:
        grading.clean_up()
    checks = grading.ledger.checks()
    outcome = worst((judge(problem, checks), *([Outcome.GRADER_BROKEN] if grading.ledger.broken else [])))
    if grading.aborted:
        outcome, message = Outcome.ABORTED, "stopped before the end"
    mistakes = () if outcome is Outcome.PASSED or not outcome.counts else named_mistakes(specs, checks)
    return Verdict(
        outcome,
        checks=checks,
        seconds=round(time.monotonic() - began, 3),
        mistakes=mistakes,
        output=grading.output.text(),
        seed=seed,
        message=message or grading.ledger.broken,
    )


class _Grading:
    """One submission being graded: its processes, its deadlines and its ledger."""

    def __init__(
        self,
        problem: Problem,
        submission: Submission,
        specs: tuple[CheckSpec, ...],
        seed: int,
        on_check: OnCheck | None,
        stopped: Callable[[], bool],
    ) -> None:
        self.ledger = Ledger(specs)
        self.output = Capped()
        self.aborted = False
        self._problem = problem
        self._submission = submission
        self._seed = seed
        self._on_check = on_check
        self._stopped = stopped
        self._scratch = Path(tempfile.mkdtemp(prefix="prep-grade-"))
        self._selector = selectors.DefaultSelector()
        self._host: Child | None = None
        self._host_noise = Capped()
        self._workers: dict[str, Child] = {}
        self._spare: tuple[Child, socket.socket] | None = None
        self._fates: dict[str, dict[str, str]] = {}
        self._quiet = Quiet()
        self._rest = b""
        self._last_look = time.monotonic()
        self._deadline = self._last_look + problem.limits.submission
        self._check_deadline = 0.0

    def run(self) -> str:
        """Run hosts until every check has ended or the time is over; returns what to say if not all ran."""
        while self.ledger.left and not self.ledger.broken and not self.aborted:
            before = len(self.ledger.left)
            self._start_host()
            why = self._watch()
            self._stop_all()
            if why == "submission":
                limit = self._problem.limits.submission
                self.ledger.end_running(Outcome.TIMED_OUT, f"the whole submission took longer than {limit:g} s")
                return f"the time for the whole submission ({limit:g} s) was over"
            if why == "check":
                limit = self._problem.limits.check
                self.ledger.end_running(Outcome.TIMED_OUT, f"it took longer than {limit:g} s a check")
            elif self.ledger.left and not self.aborted and len(self.ledger.left) == before:
                return self._host_failed()
            self.ledger.restart()
        return ""

    def clean_up(self) -> None:
        """Leave nothing behind: no process, no file."""
        self._stop_all()
        self._selector.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _host_failed(self) -> str:
        noise = self._host_noise.text().strip().splitlines()
        self.ledger.broken = self.ledger.broken or "the grader's host ended early" + (f": {noise[-1]}" if noise else "")
        return self.ledger.broken

    def _start_host(self) -> None:
        # Side by side: the worker imports NumPy and the answer while the host imports pytest.
        self._spare = self._start_worker("answer")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            run = [spec.id for spec in self.ledger.left]
            self._host = start_host(self._problem, self._submission, run, self._seed, self._scratch, theirs)
        ours.setblocking(True)
        self._account = ours
        self._rest = b""
        self._check_deadline = time.monotonic() + HOST_START_SECONDS
        self._selector.register(ours, selectors.EVENT_READ, self._hear)
        self._listen(self._host, self._host_noise)

    def _start_worker(self, role: str) -> tuple[Child, socket.socket]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            child = start_worker(self._problem, self._submission, role, self._scratch, theirs)
        self._listen(child, self.output)
        return child, ours

    def _listen(self, child: Child, sink: Capped) -> None:
        def drain() -> None:
            if not child.drain_into(sink):
                self._selector.unregister(child.output)

        self._selector.register(child.output, selectors.EVENT_READ, drain)

    def _watch(self) -> str:
        """Serve the host until it is done or gone, or a deadline passes; returns which (`submission`, `check`)."""
        assert self._host is not None
        while True:
            for key, _ in self._selector.select(TICK):
                key.data()
            self._look_at_the_clock()
            if self.ledger.done or self.ledger.broken:
                return ""
            now = time.monotonic()
            if self._stopped():
                self.aborted = True
                return ""
            if now > self._deadline:
                return "submission"
            if now > self._check_deadline:
                return "check" if self.ledger.running else ""
            if not self._host.alive and not self._account_open:
                return ""
            self._kill_the_greedy()

    @property
    def _account_open(self) -> bool:
        return self._account.fileno() in self._selector.get_map()

    def _look_at_the_clock(self) -> None:
        now = time.monotonic()
        gap = now - self._last_look
        if gap > 1.0:
            # We were stopped (Ctrl-Z, a sleeping laptop), and so were the children: give the time back.
            self._deadline += gap
            self._check_deadline += gap
        self._last_look = now

    def _hear(self) -> None:
        try:
            data = self._account.recv(65_536)
        except OSError:
            data = b""
        if not data:
            self._selector.unregister(self._account)
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._obey(self.ledger.hear(line))

    def _obey(self, said: dict[str, Any]) -> None:
        match said.get("event"):
            case "began":
                self._check_deadline = time.monotonic() + self._problem.limits.check + GRACE
            case "ended":
                self._check_deadline = time.monotonic() + self._problem.limits.check + GRACE
                self._quiet.release()
                self._tell_screen(said["check"])
            case "worker":
                self._give_worker(said["role"])
            case "fate":
                self._reply(self._fate(said["role"]))
            case "memory":
                child = self._workers.get(said["role"])
                self._reply({"bytes": child.peak_memory(reset=said["reset"]) if child else 0})
            case "quiet":
                waited = self._quiet.hold(stopped=self._stopped)
                self._deadline += waited
                self._check_deadline += waited
                self._last_look = time.monotonic()
                self._reply({"waited": waited})

    def _tell_screen(self, check: str) -> None:
        spec = next((spec for spec in self.ledger.specs if spec.id == check), None)
        if spec is not None and self._on_check is not None:
            self._on_check(self.ledger.check(spec))

    def _give_worker(self, role: str) -> None:
        old = self._workers.pop(role, None)
        if old is not None:
            old.kill()
        child, ours = self._spare if role == "answer" and self._spare else self._start_worker(role)
        if role == "answer":
            self._spare = None
        self._workers[role] = child
        self._fates.pop(role, None)
        with ours:
            self._reply({"pid": child.pid}, ours)

    def _reply(self, answer: dict[str, Any], connection: socket.socket | None = None) -> None:
        line = json.dumps(answer).encode("ascii")
        try:
            socket.send_fds(self._account, [line], [connection.fileno()] if connection else [])
        except OSError:
            self.ledger.broken = self.ledger.broken or "the grader's host went away"

    def _fate(self, role: str) -> dict[str, str]:
        child = self._workers.get(role)
        if role not in self._fates and child is not None:
            self._fates[role] = child.fate()
        return self._fates.get(role, {"why": "unknown", "words": "its process ended"})

    def _kill_the_greedy(self) -> None:
        most = self._problem.limits.memory * 2**20
        for role, child in self._workers.items():
            if child.memory() > most:
                child.kill()
                self._fates[role] = {"why": "memory", "words": "it used too much memory"}

    def _stop_all(self) -> None:
        self._quiet.release()
        children = [self._host, *self._workers.values(), self._spare[0] if self._spare else None]
        for child in children:
            if child is None:
                continue
            child.kill()
            if child.output in {key.fileobj for key in self._selector.get_map().values()}:
                self._selector.unregister(child.output)
                child.drain_into(self._host_noise if child is self._host else self.output)
            child.close()
        if self._host is not None:
            if self._account_open:
                self._selector.unregister(self._account)
            self._account.close()
        if self._spare:
            self._spare[1].close()
        self._host, self._spare = None, None
        self._workers.clear()


def grade_or_raise(problem: Problem, submission: Submission, **options: Any) -> Verdict:
    """`grade`, for a command line: an aborted run raises `Interrupted`."""
    verdict = grade(problem, submission, **options)
    if verdict.outcome is Outcome.ABORTED:
        raise Interrupted("stopped before the end; nothing was counted")
    return verdict


assert sys.platform != "win32", "host and worker talk over UNIX sockets and process groups"
