"""The processes of one grading: a host, a worker for each role, and one of either launched ahead.

The first two are launched when the crew is made, before there is anything to grade: they confine themselves and
wait. A crew grades one submission, and is then cleaned up.
"""

from __future__ import annotations

import contextlib
import selectors
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from prep.grader.jobs import PROBLEM, Notes, host_job, host_place, worker_job, worker_place
from prep.grader.launch import Launcher, send_job
from prep.grader.process import Capped, Child
from prep.grader.scratch import Scratch
from prep.grader.submission import Submission
from prep.model.problem import Problem

INI = "[pytest]\npython_files = *.py\nnorecursedirs =\n"


@dataclass(frozen=True)
class Member:
    """A process, our end of its socket, and the folder it works in."""

    child: Child
    connection: socket.socket
    folder: Path

    @property
    def ready(self) -> bool:
        """Whether it is there to be given a job."""
        return self.child.alive and self.folder.is_dir()


class Crew:
    """Starts, replaces and ends them; what they print is kept. Each event of `selector` calls its `data`."""

    def __init__(self, problem: Problem, launcher: Launcher) -> None:
        self.output = Capped()
        self.selector = selectors.DefaultSelector()
        self._noise = Capped()
        self.problem = problem
        self._launcher = launcher
        self._scratch = Scratch("prep-grade-")
        self._members: list[Member] = []
        self._next_host: Member | None = None
        self._next_worker: Member | None = None
        self._host: Member | None = None
        self._ahead: Member | None = None
        self._workers: dict[str, Member] = {}
        try:
            # Side by side, where they have still to import: the worker NumPy, the host pytest.
            self._next_worker = self._launch_worker()
            self._next_host = self._launch_host()
        except BaseException:
            self.clean_up()
            raise

    @property
    def ready(self) -> bool:
        """Whether those that were launched ahead can still be used."""
        waiting = (self._next_worker, self._next_host)
        return all(member is not None and member.ready for member in waiting)

    def start_host(self, submission: Submission, run: list[str], seed: int, *, notes: Notes) -> socket.socket:
        """A host for these checks, and a worker that loads the answer meanwhile: our end of the host's account."""
        self._submission, self._seed = submission, seed
        self._ahead = self._worker("answer")
        self._host, self._next_host = self._next_host or self._launch_host(), None
        self._noise = Capped()
        self._listen(self._host.child, self._noise)
        send_job(self._host.connection, host_job(self.problem, submission, run, seed, notes=notes))
        self._host.connection.setblocking(False)
        return self._host.connection

    @property
    def host_alive(self) -> bool:
        """Whether the host still runs."""
        return self._host is not None and self._host.child.alive

    @property
    def noise(self) -> str:
        """The last line that the host printed."""
        return self._noise.last_line()

    def new_worker(self, role: str) -> socket.socket:
        """A new worker of this role, the old one killed: the socket for the host."""
        if (old := self._workers.pop(role, None)) is not None:
            old.child.kill()
        if role == "answer" and self._ahead is not None:
            worker, self._ahead = self._ahead, None
        else:
            worker = self._worker(role)
        self._workers[role] = worker
        return worker.connection

    def fate(self, role: str) -> dict[str, str]:
        """How the worker of this role ended."""
        worker = self._workers.get(role)
        return worker.child.fate() if worker else {"why": "unknown", "words": "its process ended"}

    def peak_memory(self, role: str, *, reset: bool) -> tuple[int, int]:
        """The peak memory of the worker of this role, and what it held before its job, in bytes (0: there is none)."""
        worker = self._workers.get(role)
        return (worker.child.peak_memory(reset=reset), worker.child.at_rest) if worker else (0, 0)

    def look_after_workers(self) -> None:
        """End every worker that takes more memory or disk than it may, and what a dead one has left behind."""
        ahead = [self._ahead] if self._ahead else []
        for worker in (*self._workers.values(), *ahead):
            child = worker.child
            if not child.alive:
                child.kill()  # its children hold the channel open: the host would wait for it in vain
            elif child.memory() > self.problem.limits.memory * 2**20:
                child.outgrew = "memory"
                child.kill()
            elif child.fills(worker.folder):
                child.outgrew = "disk"
                child.kill()

    def stop(self) -> None:
        """End every process, and keep what they had printed."""
        for member in self._members:  # all of them first: they take their time side by side
            member.child.end()
        while self._members:
            member = self._members[-1]
            child = member.child
            child.kill()
            child.drain_into(self._noise if member is self._host else self.output)
            with contextlib.suppress(KeyError, ValueError):  # not registered, or closed already
                self.selector.unregister(child.output)
            child.close()
            member.connection.close()
            self._members.pop()
        self._host = self._ahead = self._next_host = self._next_worker = None
        self._workers.clear()

    def clean_up(self) -> None:
        """Leave nothing behind: no process, no file."""
        try:
            self.stop()
        finally:
            self.selector.close()
            self._scratch.remove()

    def _worker(self, role: str) -> Member:
        """A worker that has its job."""
        worker, self._next_worker = self._next_worker or self._launch_worker(), None
        lay_out_given(self.problem, worker.folder)
        self._listen(worker.child, self.output)
        worker.child.at_rest = worker.child.memory()
        send_job(worker.connection, worker_job(self.problem, self._submission, role, self._seed))
        return worker

    def _launch_worker(self) -> Member:
        folder = Path(tempfile.mkdtemp(prefix="work-", dir=self._scratch.folder))
        member = Member(*self._launcher.launch("worker", worker_place(self.problem), folder), folder)
        self._members.append(member)
        return member

    def _launch_host(self) -> Member:
        folder = Path(tempfile.mkdtemp(prefix="host-", dir=self._scratch.folder))
        (folder / "pytest.ini").write_text(INI, encoding="ascii")
        # pytest reads `[`, `::` and `$` in a path as something else; under this name there is none of them.
        (folder / PROBLEM).symlink_to(self.problem.folder.resolve(), target_is_directory=True)
        member = Member(*self._launcher.launch("host", host_place(self.problem), folder), folder)
        self._members.append(member)
        return member

    def _listen(self, child: Child, sink: Capped) -> None:
        def drain() -> None:
            if not child.drain_into(sink):
                self.selector.unregister(child.output)

        self.selector.register(child.output, selectors.EVENT_READ, drain)


def lay_out_given(problem: Problem, folder: Path) -> None:
    """The problem's own copy of its given files: never the user's, and as they are now."""
    given = problem.folder / "given"
    if given.is_dir():
        shutil.copytree(given, folder, dirs_exist_ok=True)
