"""One submission being graded: the loop that keeps its deadlines, hears its host and gives it what it asks for.

One thread, one loop. Nothing a child does can hold it up: every wait has an end, deadlines are wall-clock time
taken here, and ending means SIGKILL to a process group.
"""

from __future__ import annotations

import json
import selectors
import socket
import time
from collections.abc import Callable
from typing import Any

from prep.grader.account import Ledger
from prep.grader.crew import Crew
from prep.grader.jobs import Notes
from prep.grader.quiet import Quiet
from prep.grader.submission import Submission
from prep.model.outcome import Outcome
from prep.model.problem import CheckSpec, Problem
from prep.model.verdict import Check

GRACE = 1.0
TICK = 0.05
HOST_START_SECONDS = 30.0
MOST_LINE = 2**20

OnCheck = Callable[[Check], None]
"""Called once for each check, as it ends, so that a screen can fill its row."""


class Grading:
    """The grading of one submission by a crew; `run` it, then read `ledger`, `output`, `aborted` and `over`."""

    def __init__(
        self,
        crew: Crew,
        problem: Problem,
        submission: Submission,
        specs: tuple[CheckSpec, ...],
        seed: int,
        on_check: OnCheck | None,
        stopped: Callable[[], bool],
        *,
        began: float,
        notes: Notes = "",
    ) -> None:
        self.ledger = Ledger(specs)
        self.aborted = False
        self.over = False
        self._limits = problem.limits
        self._notes = notes
        self._on_check = on_check
        self._stopped = stopped
        self._crew = crew
        self._submission = submission
        self._seed = seed
        self._account: socket.socket | None = None
        self._rest = b""
        self._quiet = Quiet()
        self._last_look = self._last_poll = time.monotonic()
        self._deadline = began + self._limits.submission
        self._check_deadline = 0.0
        self._starting: float | None = None

    @property
    def output(self) -> str:
        """What the answer printed."""
        return self._crew.output.text()

    def run(self) -> None:
        """Run hosts until every check has ended, the time is over, or something broke."""
        while self.ledger.left and not self.ledger.broken and not self.aborted and not self.over:
            try:
                self._start_host()
                why = self._watch()
            except OSError as error:  # no process, no descriptor, no disk: the machine's fault, not the answer's
                self.ledger.breaks(f"the grader could not work: {error}")
                self._stop()
                return
            noise = self._stop()
            if why == "submission":
                self.over = True
                self._end_running(f"the whole submission took longer than {self._limits.submission:g} s")
            elif why == "check":
                self._end_running(f"it took longer than {self._limits.check:g} s a check")
                self.ledger.restart()
            elif why == "hung":
                self.ledger.breaks("the grader's host did nothing for a long time")
            elif not self.aborted:
                self.ledger.close(noise)

    def _start_host(self) -> None:
        run = [spec.id for spec in self.ledger.left]
        self._account = self._crew.start_host(self._submission, run, self._seed, notes=self._notes)
        self._rest = b""
        self._starting = None
        self._check_deadline = time.monotonic() + HOST_START_SECONDS
        self._crew.selector.register(self._account, selectors.EVENT_READ, self._hear)

    def _stop(self) -> str:
        """End every process; returns the last line that the host printed."""
        self._quiet.release()
        self._hang_up()
        self._crew.stop()
        return self._crew.noise

    def _hang_up(self) -> None:
        if self._account is not None:
            self._crew.selector.unregister(self._account)
            self._account.close()
            self._account = None

    def _watch(self) -> str:
        """Serve the host until it is done or gone; returns which deadline passed (`submission`, `check`, `hung`)."""
        while True:
            alive = self._crew.host_alive
            events = self._crew.selector.select(TICK if alive else 0)
            for key, _ in events:
                key.data()
            now = self._look_at_the_clock()
            if self.ledger.done or self.ledger.broken or self._account is None:
                return ""
            if self._stopped():
                self.aborted = True
                return ""
            if now > self._deadline:
                return "submission"
            if now > self._check_deadline and self._starting is None:
                return "check" if self.ledger.running else "hung"
            if not alive and not any(key.fileobj is self._account for key, _ in events):
                return ""
            if now - self._last_poll > TICK:
                self._crew.look_after_workers()
                self._last_poll = now

    def _look_at_the_clock(self) -> float:
        now = time.monotonic()
        if (gap := now - self._last_look) > 1.0:
            # We were stopped (Ctrl-Z, a sleeping laptop), and so were the children: give the time back.
            self._deadline += gap
            self._check_deadline += gap
        self._last_look = now
        return now

    def _hear(self) -> None:
        assert self._account is not None
        try:
            data = self._account.recv(65_536)
        except OSError:
            data = b""
        if not data:
            self._hang_up()
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._obey(self.ledger.hear(line))
        if len(self._rest) > MOST_LINE:
            self.ledger.breaks("the grader's account has a line without an end")

    def _obey(self, said: dict[str, Any]) -> None:
        """Do what a line that the ledger took asks for."""
        match said:
            case {"event": "began"}:
                self._check_deadline = time.monotonic() + self._limits.check + GRACE
            case {"event": "ended", "check": check}:
                self._check_deadline = time.monotonic() + self._limits.check + GRACE
                self._quiet.release()
                self._announce(check)
            case {"event": "worker", "role": role}:
                self._starting = time.monotonic()
                with self._crew.new_worker(role) as connection:
                    self._reply({}, connection)
            case {"event": "started"} if self._starting is not None:
                # Starting a process is our time, not the check's.
                self._check_deadline += time.monotonic() - self._starting
                self._starting = None
            case {"event": "fate", "role": role}:
                self._reply(self._crew.fate(role))
            case {"event": "memory", "role": role, "reset": reset}:
                peak, at_rest = self._crew.peak_memory(role, reset=reset)
                self._reply({"bytes": peak, "at_rest": at_rest})
            case {"event": "quiet"}:
                waited = self._quiet.hold(stopped=self._stopped)
                self._deadline += waited
                self._check_deadline += waited
                self._last_look = time.monotonic()
                self._reply({})

    def _end_running(self, message: str) -> None:
        if check := self.ledger.end_running(Outcome.TIMED_OUT, message):
            self._announce(check)

    def _announce(self, check: str) -> None:
        if self._on_check is not None:
            self._on_check(self.ledger.check(check))

    def _reply(self, answer: dict[str, Any], connection: socket.socket | None = None) -> None:
        if self._account is None:
            return
        try:
            line = json.dumps(answer).encode("ascii")
            socket.send_fds(self._account, [line], [connection.fileno()] if connection else [])
        except OSError:  # it went away, or asks without ever reading
            self.ledger.breaks("the grader's host stopped listening")
