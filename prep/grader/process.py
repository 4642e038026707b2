"""One child process: killed as a group, its output capped, its memory and its folder watched from outside."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal, Protocol

from prep.grader.trouble import CHANNEL_CLOSED
from prep.model.text import counted, printable

MOST_OUTPUT = 64 * 2**10
MOST_READS = 16
MOST_LAST_LINE = 300
MOST_DISK = 64 * 2**20
MOST_FILES = 2_000
MOST_DEPTH = 10
"""Of folders in folders: 10 names of 255 bytes still make a path that the system follows."""


@dataclass
class Capped:
    """What was printed: the first part is kept, the rest is counted."""

    kept: bytearray = field(default_factory=bytearray)
    dropped: int = 0

    def add(self, data: bytes) -> None:
        """Keep what fits."""
        room = MOST_OUTPUT - len(self.kept)
        self.kept += data[:room]
        self.dropped += max(0, len(data) - room)

    def text(self) -> str:
        """The output, printable, with a last line for what was not kept."""
        text = printable(self.kept.decode("utf-8", "replace"), most=MOST_OUTPUT)
        return f"{text}\n({counted(self.dropped, 'more byte')} not kept)" if self.dropped else text

    def last_line(self) -> str:
        """The last line, cut to what fits a sentence."""
        lines = self.text().strip().splitlines()
        return lines[-1][:MOST_LAST_LINE] if lines else ""


class Process(Protocol):
    """A started process: its id stays its own until `wait` has returned."""

    pid: int

    @property
    def returncode(self) -> int | None:
        """Its exit status once `wait` has returned; negative for a signal."""

    def running(self) -> bool:
        """Whether it has not ended yet."""

    def wait(self) -> int:
        """Wait for its end, and let go of it."""


@dataclass
class Child:
    """A started process and the read end of its output."""

    process: Process
    output: IO[bytes]
    outgrew: Literal["", "memory", "disk"] = ""
    at_rest: int = 0
    """The memory it held before it had a job, in bytes."""
    _ended: bool = False

    @property
    def pid(self) -> int:
        """Its process id, which is its process group's too."""
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.running()

    def end(self) -> None:
        """Send its whole process group SIGKILL; it is gone a moment later."""
        if not self._ended:
            for send in (os.killpg, os.kill):  # one just forked may not lead its group yet
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    send(self.pid, signal.SIGKILL)
        self._ended = True

    def kill(self) -> None:
        """End its whole process group, and wait until it is gone."""
        self.end()
        self.process.wait()

    def drain_into(self, sink: Capped) -> bool:
        """Read what has been printed, or as much of a flood as fits a turn; False once there will be no more."""
        try:
            for _ in range(MOST_READS):
                if not (data := os.read(self.output.fileno(), 65_536)):
                    return False
                sink.add(data)
        except BlockingIOError:
            return True
        except (OSError, ValueError):  # ValueError: closed already, by an end that was interrupted
            return False
        return True

    def close(self) -> None:
        """Let go of the pipe; a process that escaped the group may hold the other end, and is not waited for."""
        self.output.close()

    def fate(self) -> dict[str, str]:
        """How it ended, in words; a moment is given to a process that has just closed its socket."""
        patience = time.monotonic() + 0.5
        while self.alive and time.monotonic() < patience:
            time.sleep(0.005)
        closed = self.alive
        self.kill()
        status = self.process.wait()
        if self.outgrew:
            return {"why": self.outgrew, "words": _OUTGREW[self.outgrew]}
        if closed or status == CHANNEL_CLOSED:
            return {"why": "closed", "words": "your code closed or disturbed its channel to the grader"}
        if status >= 0:
            return {"why": "exit", "words": f"your code ended its own process (exit status {status})"}
        return {"why": "signal", "words": _SIGNALS.get(-status) or f"your code was ended by {_signal_name(-status)}"}

    def memory(self) -> int:
        """Resident bytes now (0 where that cannot be read)."""
        return self._status("VmRSS")

    def peak_memory(self, *, reset: bool) -> int:
        """The peak of resident bytes; with `reset` the peak starts anew, at what is resident now."""
        if reset:
            with contextlib.suppress(OSError):
                Path(f"/proc/{self.pid}/clear_refs").write_bytes(b"5")
            return self._status("VmRSS")
        return self._status("VmHWM")

    def fills(self, folder: Path) -> bool:
        """Whether it has written more into its folder than it may."""
        size = 0
        try:
            for count, (entry, depth) in enumerate(_entries(folder)):
                with contextlib.suppress(FileNotFoundError):
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                if size > MOST_DISK or count >= MOST_FILES or depth > MOST_DEPTH:
                    return True
        except OSError:  # what cannot be looked into may hold anything
            return True
        return False

    def _status(self, key: str) -> int:
        if sys.platform != "linux":
            return _resident_by_ps(self.pid)
        process = Path(f"/proc/{self.pid}")
        # Of a process whose first thread has ended, only the other threads still tell.
        return _read_status(process, key) or max(
            (_read_status(thread, key) for thread in process.glob("task/*")), default=0
        )


def _read_status(process: Path, key: str) -> int:
    try:
        text = (process / "status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith(key)), 0)


_OUTGREW = {
    "memory": "it used too much memory",
    "disk": f"your code wrote more than {MOST_DISK // 2**20} MiB or {MOST_FILES:,} files, or nested them too deep",
}
_SIGNALS: dict[int, str] = {
    signal.SIGSEGV: "your code crashed Python (segmentation fault)",
    signal.SIGABRT: "your code aborted Python",
}


def _entries(folder: Path) -> Iterator[tuple[os.DirEntry[str], int]]:
    """Whatever lies in a folder, and how deep; what vanishes meanwhile is left out."""
    waiting = [(str(folder), 0)]
    while waiting:
        path, depth = waiting.pop()
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, depth + 1))
                yield entry, depth


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _resident_by_ps(pid: int) -> int:
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False, text=True)
    return int(shown.stdout.strip() or 0) * 1024


def wait_for(child: Child, sink: Capped, *, within: float) -> bool:
    """Read a child's output until it ends; False if it had to be killed after `within` seconds."""
    deadline = time.monotonic() + within
    while child.alive and time.monotonic() < deadline:
        dropped = sink.dropped
        child.drain_into(sink)
        if sink.dropped == dropped:
            time.sleep(0.01)
    ended = not child.alive
    child.kill()
    child.drain_into(sink)
    child.close()
    return ended
