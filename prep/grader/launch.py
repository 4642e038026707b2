"""Starting hosts and workers: on Linux by two fork servers, elsewhere each as a program of its own.

A `Launcher` made for one grading costs the two servers' imports, side by side; one that is kept saves them. That
is all there is between a cold and a warm start, so both give the same verdict. Every process gets an environment
made from nothing and one end of a private pair of sockets; it ends when its other end does.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from prep.grader.process import Capped, Child
from prep.places import PACKAGE

Part = Literal["host", "worker"]


def _can_fork() -> bool:
    """Whether fork servers work here: Python may know of a call that this kernel, or its keeper, refuses."""
    if sys.platform != "linux":
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


FORKS = _can_fork()
ANSWER_SECONDS = 30.0
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from prep.grader.child import main; main()"
_THREAD_CAPS = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip


class Launcher:
    """Where hosts and workers come from. Close it, or end, and all it started ends."""

    def __init__(self, *, hosts: bool = True) -> None:
        self._servers: dict[Part, _ForkServer] = {}
        if FORKS:
            parts: tuple[Part, ...] = ("worker", "host") if hosts else ("worker",)
            self._servers = _start_servers(parts)

    def launch(self, part: Part, place: dict[str, Any], folder: Path) -> tuple[Child, socket.socket]:
        """A process that works in `folder` and waits for its job, and our end of its socket.

        Raises `OSError` where no process can be had.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            try:
                if (server := self._servers.get(part)) is not None:
                    return server.fork(place | {"folder": str(folder)}, theirs), ours
                return _execute(part, place, folder, theirs), ours
            except BaseException:
                ours.close()
                raise

    @property
    def working(self) -> bool:
        """Whether it can still start something."""
        return all(server.working for server in self._servers.values())

    def close(self) -> None:
        """End the servers, and with them whatever they have forked."""
        for server in self._servers.values():
            server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def send_job(connection: socket.socket, job: dict[str, Any]) -> None:
    """Tell a launched process what to do; in a file, so that nobody has to wait until it is read."""
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps(job).encode("ascii"))
        file.seek(0)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # that it has ended is seen elsewhere
            socket.send_fds(connection, [b"!"], [file.fileno()])


def _start_servers(parts: tuple[Part, ...]) -> dict[Part, _ForkServer]:
    """A fork server for workers and its twin for hosts, of one program."""
    controls: dict[Part, socket.socket] = {}
    theirs: dict[Part, socket.socket] = {}
    for part in parts:
        controls[part], theirs[part] = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    twin = theirs["host"].fileno() if "host" in theirs else None
    try:
        child = _execute("forkserver", {"twin": twin}, Path(tempfile.gettempdir()), *theirs.values())
    finally:
        for connection in theirs.values():
            connection.close()
    return {part: _ForkServer(child, control) for part, control in controls.items()}


class _ForkServer:
    """One fork server and the socket to it; one request at a time."""

    def __init__(self, child: Child, control: socket.socket) -> None:
        self._lock = threading.Lock()
        self._child = child
        self._control = control
        control.settimeout(ANSWER_SECONDS)

    @property
    def working(self) -> bool:
        return self._control.fileno() >= 0 and self._child.alive

    def fork(self, request: dict[str, Any], connection: socket.socket) -> Child:
        reader, writer = os.pipe()
        try:
            pid = int(self._ask(request, [writer, connection.fileno()])["pid"])
            os.set_blocking(reader, False)
            return Child(_Forked(pid, self), os.fdopen(reader, "rb"))
        except BaseException:
            os.close(reader)
            raise
        finally:
            os.close(writer)

    def reap(self, pid: int) -> int:
        """The exit status of a child that has ended; until it is asked for, its id stays its own."""
        return int(self._ask({"reap": pid}, [])["status"])

    def close(self) -> None:
        self._child.kill()
        with self._lock:
            with contextlib.suppress(OSError):
                while self._control.recv(4096):  # to its end: a twin's is not ours to wait for otherwise
                    pass
            self._control.close()
        self._child.close()

    def _ask(self, request: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        with self._lock:
            try:
                socket.send_fds(self._control, [json.dumps(request).encode("ascii")], descriptors)
                data = self._control.recv(4096)
            except OSError:
                self._control.close()  # what comes late would be taken for the answer to the next request
                raise OSError(self._last_words()) from None
            except BaseException:
                self._control.close()
                raise
            if not data:
                raise OSError(self._last_words())
        answer: dict[str, Any] = json.loads(data)
        return answer

    def _last_words(self) -> str:
        said = Capped()
        self._child.drain_into(said)
        return "no process could be started" + f": {said.last_line()}" * bool(said.kept)


class _Forked:
    """A process forked by a server of ours."""

    def __init__(self, pid: int, server: _ForkServer) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._server = server
        self._descriptor = os.pidfd_open(pid)

    def running(self) -> bool:
        return self.returncode is None and not select.select([self._descriptor], [], [], 0)[0]

    def wait(self) -> int:
        if self.returncode is None:
            select.select([self._descriptor], [], [])
            try:
                self.returncode = self._server.reap(self.pid)
            except OSError:  # the server was ended, and all its children with it
                self.returncode = -signal.SIGKILL
            os.close(self._descriptor)
        return self.returncode


class _Executed:
    """A program started by us."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.pid = process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    def running(self) -> bool:
        if self._process.returncode is not None:
            return False
        if not hasattr(os, "waitid"):  # macOS before Python 3.13
            return self._process.poll() is None
        # Left unreaped, so that the id of its group stays its own.
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def wait(self) -> int:
        return self._process.wait()


def _execute(part: str, place: dict[str, Any], folder: Path, *connections: socket.socket) -> Child:
    root = str(PACKAGE.parent)
    told = json.dumps(place | {"folder": str(folder), "parent": os.getpid()})
    process = subprocess.Popen(
        [sys.executable, "-P", "-s", "-c", _BOOT, root, part, told, str(connections[0].fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=_environment(folder),
        pass_fds=[connection.fileno() for connection in connections],
        start_new_session=True,
    )
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    return Child(_Executed(process), process.stdout)


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
