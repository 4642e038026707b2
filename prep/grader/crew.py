"""The processes of one grading: a host, a worker for each role, and one worker started ahead."""

from __future__ import annotations

import contextlib
import selectors
import shutil
import socket
import tempfile
from pathlib import Path

from prep.grader.process import Capped, Child, start_host, start_worker
from prep.grader.submission import Submission
from prep.model.problem import Problem

# How much of a host's own output is worth a line in a fault.
MOST_NOISE = 300


class Crew:
    """Starts, replaces and ends them; what they print is kept. Each `selector` event calls its `data`."""

    def __init__(self, problem: Problem, submission: Submission, seed: int, selector: selectors.BaseSelector) -> None:
        self.output = Capped()
        self._problem = problem
        self._submission = submission
        self._seed = seed
        self._selector = selector
        self._scratch = Path(tempfile.mkdtemp(prefix="prep-grade-"))
        self._host: Child | None = None
        self._noise = Capped()
        self._workers: dict[str, Child] = {}
        self._ahead: tuple[Child, socket.socket] | None = None
        self._children: list[Child] = []

    def start_host(self, run: list[str], *, transcribe: bool) -> socket.socket:
        """A host for these checks: our end of its account."""
        # Side by side: the worker imports NumPy and the answer while the host imports pytest.
        self._ahead = self._start_worker("answer")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self._host = start_host(
                self._problem, self._submission, run, self._seed, self._scratch, theirs, transcribe=transcribe
            )
        ours.setblocking(False)
        self._noise = Capped()
        self._keep(self._host, self._noise)
        return ours

    @property
    def host_alive(self) -> bool:
        """Whether the host still runs."""
        return self._host is not None and self._host.alive

    @property
    def noise(self) -> str:
        """The last line that the host printed."""
        lines = self._noise.text().strip().splitlines()
        return lines[-1][:MOST_NOISE] if lines else ""

    def new_worker(self, role: str) -> socket.socket:
        """A new worker of this role, the old one killed: the socket for the host."""
        if (old := self._workers.pop(role, None)) is not None:
            old.kill()
        if role == "answer" and self._ahead is not None:
            (child, ours), self._ahead = self._ahead, None
        else:
            child, ours = self._start_worker(role)
        self._workers[role] = child
        return ours

    def fate(self, role: str) -> dict[str, str]:
        """How the worker of this role ended."""
        child = self._workers.get(role)
        return child.fate() if child else {"why": "unknown", "words": "its process ended"}

    def peak_memory(self, role: str, *, reset: bool) -> int:
        """The peak memory of the worker of this role, in bytes (0: there is none)."""
        child = self._workers.get(role)
        return child.peak_memory(reset=reset) if child else 0

    def look_after_workers(self) -> None:
        """End every worker that uses more memory than the problem allows, and what a dead one has left behind."""
        ahead = [self._ahead[0]] if self._ahead else []
        for child in (*self._workers.values(), *ahead):
            if not child.alive:
                child.kill()  # its children hold the channel open: the host would wait for it in vain
            elif child.memory() > self._problem.limits.memory * 2**20:
                child.outgrew = True
                child.kill()

    def stop(self) -> None:
        """End every process, and keep what they had printed."""
        for child in self._children:
            child.kill()
            child.drain_into(self._noise if child is self._host else self.output)
            with contextlib.suppress(KeyError):
                self._selector.unregister(child.output)
            child.close()
        if self._ahead is not None:
            self._ahead[1].close()
        self._host, self._ahead = None, None
        self._children.clear()
        self._workers.clear()

    def clean_up(self) -> None:
        """Leave nothing behind: no process, no file."""
        self.stop()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _start_worker(self, role: str) -> tuple[Child, socket.socket]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            child = start_worker(self._problem, self._submission, role, self._scratch, theirs)
        self._keep(child, self.output)
        return child, ours

    def _keep(self, child: Child, sink: Capped) -> None:
        def drain() -> None:
            if not child.drain_into(sink):
                self._selector.unregister(child.output)

        self._children.append(child)
        self._selector.register(child.output, selectors.EVENT_READ, drain)
