"""What an answer can reach from its worker: what the verdict's layers say, tried from the inside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_problems import small_problem

from prep.grader.confine import landlock
from prep.grader.confine.kernel import MACHINE
from prep.grader.submission import from_text
from prep.grader.supervise import grade
from prep.grader.warm import Warm
from prep.model.verdict import Verdict

HERE = landlock.abi() > 0 and MACHINE in ("x86_64", "aarch64")
CHECKS = """
    from answer import attempt

    def test_attempt():
        assert attempt() == "{expected}", attempt()
"""
TRY = """\
import asyncio, ctypes, os, shutil, signal, socket, subprocess, sys, tempfile, threading
import numpy as np


def attempt():
    try:
        {body}
    except BaseException as error:
        return type(error).__name__
    return "done"
"""


Tried = Callable[[Path, str, str], Verdict]


@pytest.fixture(scope="module")
def tried() -> Iterator[Tried]:
    """The verdict on an answer that does `body`; it passes if that came out as expected."""
    starter = "def attempt() -> str:\n    return ''\n"
    with Warm(spare=False) as warm:

        def verdict(folder: Path, body: str, expected: str) -> Verdict:
            problem = small_problem(folder, CHECKS.format(expected=expected), starter=starter)
            return grade(problem, from_text("answer.py", TRY.replace("{body}", body)), seed=1, crews=warm.crew)

        yield verdict


REFUSED = {
    "the checks": "open({checks!r}).read()",
    "the checks through /proc": "open('/proc/self/root' + {checks!r}).read()",
    "a secret": "open({secret!r}).read()",
    "users": "open('/etc/passwd').read()",
    "pytest's code": "open({pytest!r}).read()",
    "our own code": "open({ours!r}).read()",
    "a folder's names": "os.listdir({folder!r})",
    "its own descriptors": "os.listdir('/proc/self/fd')",
    "the parent's memory": "open(f'/proc/{{os.getppid()}}/mem', 'rb').read(1)",
    "writing outside": "open({outside!r}, 'w').write('x')",
    "deleting outside": "os.remove({secret!r})",
    "renaming outside": "os.rename({secret!r}, {outside!r})",
    "linking a file in": "os.link({secret!r}, 'link')",
    "a symbolic link": "os.symlink({secret!r}, 'link')",
    "a fork": "os._exit(0) if os.fork() == 0 else None",
    "a program": "subprocess.run(['true'])",
    "a spawned program": "os.posix_spawn('/bin/true', ['true'], {{}})",
    "becoming a program": "os.execv('/bin/true', ['true'])",
    "a session of its own": "os.setsid()",
    "a socket": "socket.socket()",
    "a UNIX socket": "socket.socket(socket.AF_UNIX)",
    "a signal to its parent": "os.kill(os.getppid(), 0)",
    "a signal to its group's kin": "os.killpg(os.getpgid(os.getppid()), 0)",
    "a priority outside": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
    "memory without a limit": "os.memfd_create('x')",
    "more memory for itself": "__import__('resource').setrlimit(2, (2**40, 2**40))",
    "a device": "open('/dev/tty', 'w')",
    "shared memory": "open('/dev/shm/prep-test', 'w')",
    "another owner": "open('own', 'w').close() or os.chown('own', 0, 0)",
}
ALLOWED = {
    "a file in its folder": "open('a', 'w').write('x'); assert open('a').read() == 'x'",
    "a temporary file": "tempfile.NamedTemporaryFile('w').write('x')",
    "folders and removal": "os.makedirs('d/e'); open('d/f', 'w').close(); shutil.rmtree('d')",
    "copies": "open('f', 'w').close(); shutil.copy2('f', 'g'); os.rename('g', 'h')",
    "a mode": "open('m', 'w').close(); os.chmod('m', 0o600); os.utime('m')",
    "threads": "t = threading.Thread(target=np.sort, args=([3, 1],)); t.start(); t.join()",
    "asyncio": "asyncio.run(asyncio.sleep(0.01))",
    "a pair of sockets": "a, b = socket.socketpair(); a.send(b'x'); assert b.recv(1) == b'x'",
    "a late import": "import colorsys, sqlite3, xml.dom.minidom, numpy.polynomial, zoneinfo",
    "linear algebra": "np.linalg.svd(np.random.default_rng(0).normal(size=(50, 50)))",
    "random bytes": "os.urandom(8)",
    "a time zone": "import datetime; datetime.datetime.now().astimezone()",
    "its own limits, read": "import resource; resource.getrlimit(resource.RLIMIT_DATA)",
    "a signal to itself": "os.kill(os.getpid(), 0)",
    "the number of processors": "assert os.cpu_count()",
    "nothing": "open(os.devnull, 'w').write('x')",
}


@pytest.mark.skipif(not HERE, reason="this kernel has neither Landlock nor our seccomp filter")
@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_closed_is_refused(body: str, tmp_path: Path, tried: Tried):
    """No file but Python's and NumPy's, no process, no network, no signal: refused, and nothing changed."""
    secret = tmp_path / "secret"
    secret.write_text("mine")
    folder = tmp_path / "problem"
    names = {
        "checks": str(folder / "checks.py"),
        "secret": str(secret),
        "outside": str(tmp_path / "outside"),
        "folder": str(tmp_path),
        "pytest": pytest.__file__,
        "ours": landlock.__file__,
    }
    verdict = tried(folder, body.format(**names), "PermissionError")
    message = verdict.checks[0].message

    assert verdict.passed or "ValueError" in message or "FileNotFoundError" in message or "OSError" in message, message
    assert secret.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["problem", "secret"]


@pytest.mark.parametrize("body", ALLOWED.values(), ids=ALLOWED.keys())
def test_what_right_answers_do_is_let_through(body: str, tmp_path: Path, tried: Tried):
    """Scratch files, threads, asyncio, late imports and the like work as anywhere."""
    verdict = tried(tmp_path / "problem", body, "done")

    assert verdict.passed, verdict.checks[0].message


@pytest.mark.skipif(not HERE, reason="this kernel has neither Landlock nor our seccomp filter")
def test_the_verdict_names_its_layers(tmp_path: Path, tried: Tried):
    """Where the platform has them all, the verdict says so."""
    verdict = tried(tmp_path / "problem", "pass", "done")

    layers = ("process-group", "memory", "resources", "files", "no-processes", "no-network", "checks")
    assert verdict.isolation == layers


def test_a_layer_that_is_missing_is_not_claimed(tmp_path: Path):
    """Confinement started after a thread cannot hold for it: then `files` is not among the layers."""
    code = (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(30,), daemon=True).start()\n"
        "from pathlib import Path\n"
        "from prep.grader.confine import confine\n"
        f"print(*confine(packages=(), scratch=(Path({str(tmp_path)!r}),), memory_mib=512, seconds=20), flush=True)\n"
        "import os; os._exit(0)\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "memory" in shown.stdout.split() or sys.platform != "linux"
    assert "files" not in shown.stdout.split()


def test_processor_time_is_limited(tmp_path: Path):
    """A process that outlives every clock of ours is ended by the kernel."""
    code = (
        "from pathlib import Path\n"
        "from prep.grader.confine import resources\n"
        "resources.restrict(cpu_seconds=1, memory_mib=512)\n"
        "while True: pass\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=False, timeout=60, cwd=tmp_path)

    assert ended.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
    assert os.path.exists(tmp_path)
