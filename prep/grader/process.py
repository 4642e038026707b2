"""One child process: started with an environment made from nothing, killed as a group, its output capped."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from prep.grader.child import CHANNEL_CLOSED
from prep.grader.submission import Submission
from prep.model.problem import Problem
from prep.model.text import counted, printable
from prep.places import PACKAGE

MOST_OUTPUT = 64 * 2**10
MOST_READS = 16
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from prep.grader.{0} import main; main()"
_THREAD_CAPS = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip


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


@dataclass
class Child:
    """A started process and the read end of its output."""

    process: subprocess.Popen[bytes]
    output: IO[bytes]
    outgrew: bool = False
    _killed: bool = False

    @property
    def pid(self) -> int:
        """Its process id, which is its process group's too."""
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs; one that ended is left unreaped, so that its group's id stays its own."""
        if self.process.returncode is not None:
            return False
        if not hasattr(os, "waitid"):  # macOS before Python 3.13
            return self.process.poll() is None
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def kill(self) -> None:
        """End its whole process group at once, and wait until it is gone."""
        # A new session was started for it, so that this reaches its children too; kill() would leave them.
        if not self._killed:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        self._killed = True
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
        except OSError:
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
        status = self.process.returncode
        if self.outgrew:
            return {"why": "memory", "words": "it used too much memory"}
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

    def _status(self, key: str) -> int:
        if sys.platform != "linux":
            return _resident_by_ps(self.pid)
        try:
            text = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii", errors="replace")
        except OSError:
            return 0
        return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith(key)), 0)


_SIGNALS: dict[int, str] = {
    signal.SIGSEGV: "your code crashed Python (segmentation fault)",
    signal.SIGABRT: "your code aborted Python",
}


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _resident_by_ps(pid: int) -> int:
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False, text=True)
    return int(shown.stdout.strip() or 0) * 1024


def start_host(
    problem: Problem,
    submission: Submission,
    run: list[str],
    seed: int,
    scratch: Path,
    connection: socket.socket,
    *,
    transcribe: bool,
) -> Child:
    """Start the process that runs the checks named in `run`."""
    folder = Path(tempfile.mkdtemp(prefix="host-", dir=scratch))
    ini = folder / "pytest.ini"
    ini.write_text("[pytest]\npython_files = *.py\n", encoding="ascii")
    setup = {
        "checks": str((problem.folder / "checks.py").resolve()),
        "run": run,
        "seed": seed,
        "name": submission.name,
        "source": submission.text,
        "entries": {entry.name: entry.form.value for entry in problem.entries},
        "limits": asdict(problem.limits),
        "scratch": str(folder),
        "ini": str(ini),
        "transcribe": transcribe,
        "socket": connection.fileno(),
    }
    return _start("host", setup, folder, [connection.fileno()])


def start_worker(
    problem: Problem,
    submission: Submission,
    role: str,
    scratch: Path,
    connection: socket.socket,
) -> Child:
    """Start a process with the answer (role `answer`) or the given code (role `starter`) loaded."""
    folder = lay_out_given(problem, scratch)
    text, name = (problem.starter, "starter.py") if role == "starter" else (submission.text, submission.name)
    setup = _worker_setup("serve", problem, text, name) | {"socket": connection.fileno()}
    return _start("worker", setup, folder, [connection.fileno()])


def start_script(problem: Problem, submission: Submission, scratch: Path) -> Child:
    """Start the answer as a script (`__name__ == "__main__"`), under the same limits."""
    setup = _worker_setup("script", problem, submission.text, submission.name)
    return _start("worker", setup, lay_out_given(problem, scratch), [])


def _worker_setup(role: str, problem: Problem, text: str, name: str) -> dict[str, Any]:
    entries = {entry.name: entry.form.value for entry in problem.entries}
    return {"role": role, "source": text, "name": name, "entries": entries} | {
        "memory": problem.limits.memory,
        "submission_seconds": problem.limits.submission,
    }


def lay_out_given(problem: Problem, scratch: Path) -> Path:
    """A fresh folder with the problem's own copy of its given files: never the user's."""
    folder = Path(tempfile.mkdtemp(prefix="work-", dir=scratch))
    given = problem.folder / "given"
    if given.is_dir():
        shutil.copytree(given, folder, dirs_exist_ok=True)
    return folder


def _start(module: str, setup: dict[str, Any], folder: Path, descriptors: list[int]) -> Child:
    root = str(PACKAGE.parent)
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps(setup | {"path": root, "parent": os.getpid()}).encode("ascii"))
        file.flush()
        file.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-B", "-c", _BOOT.format(module), root, str(file.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=_environment(folder),
            pass_fds=[file.fileno(), *descriptors],
            start_new_session=True,
        )
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    return Child(process, process.stdout)


def _environment(folder: Path) -> dict[str, str]:
    """Made from nothing: no secret of the user's, one BLAS thread, everything written goes to scratch.

    Strings hash alike in every run, or an answer that goes through a set would get another verdict each time.
    """
    caps = dict.fromkeys(_THREAD_CAPS, "1")
    home = str(folder)
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "TMPDIR": home,
        "LANG": "C.UTF-8",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONHASHSEED": "0",
        **caps,
    }


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
