"""What a problem's own checks can reach from their host: packs are third-party code."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_problems import small_problem

from prep.grader.confine import landlock
from prep.grader.confine.kernel import MACHINE
from prep.grader.submission import from_text
from prep.grader.supervise import grade
from prep.model.outcome import Outcome

HERE = landlock.abi() > 0 and MACHINE in ("x86_64", "aarch64")
ONE = from_text("answer.py", "def answer():\n    return 1\n")

REFUSED = {
    "secret": "open({secret!r})",
    "users": "open('/etc/passwd')",
    "names": "os.listdir({outside!r})",
    "write": "open({outside!r} + '/new', 'w')",
    "write_its_own_folder": "open({folder!r} + '/new', 'w')",
    "delete": "os.remove({secret!r})",
    "rename": "os.rename({secret!r}, {outside!r} + '/new')",
    "link": "os.link({secret!r}, 'mine')",
    "fork": "os.fork()",
    "program": "subprocess.run(['true'])",
    "spawned": "os.posix_spawn('/bin/true', ['true'], {{}})",
    "program_in_its_place": "os.execv('/bin/true', ['true'])",
    "session": "os.setsid()",
    "socket": "socket.socket()",
    "local_socket": "socket.socket(socket.AF_UNIX)",
    "signal": "os.kill(os.getppid(), 0)",
    "signal_to_its_owner": "os.kill({owner}, 0)",
    "priority": "os.setpriority(os.PRIO_PROCESS, {owner}, 19)",
    "memory_of_its_owner": "open('/proc/{owner}/mem', 'rb')",
    "environment_of_its_owner": "open('/proc/{owner}/environ', 'rb')",
    "limits_of_its_owner": "resource.prlimit({owner}, resource.RLIMIT_NOFILE, (64, 64))",
}
ALLOWED = {
    "given_file": "assert open({folder!r} + '/given/table.txt').read() == 'x'",
    "its_own_file": "open(__file__).read()",
    "scratch": "open('mine', 'w').write('x'); assert open('mine').read() == 'x'",
    "temporary_file": "tempfile.NamedTemporaryFile('w').write('x')",
    "temporary_folder": "tempfile.mkdtemp()",
    "late_import": "import colorsys, sqlite3, zoneinfo, xml.dom.minidom, numpy.polynomial",
    "linear_algebra": "np.linalg.svd(np.ones((30, 30)))",
    "thread": "t = threading.Thread(target=print); t.start(); t.join()",
    "memory_that_is_its_own": "assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0, 'others may read it'",
    "warning": "import warnings; warnings.warn('careful')",
}


def check(name: str, body: str) -> str:
    return f"def test_{name}():\n    answer()\n    {body}\n"


@pytest.mark.skipif(not HERE, reason="this kernel has neither Landlock nor our seccomp filter")
def test_checks_are_held_back_like_an_answer(tmp_path: Path):
    """No file but Python's and the problem's, no process, no network, no signal; what checks do need still works."""
    outside = tmp_path / "outside"
    outside.mkdir()
    secret = outside / "secret"
    secret.write_text("mine")
    folder = tmp_path / "problem"
    names = {"secret": str(secret), "outside": str(outside), "folder": str(folder), "owner": os.getpid()}
    checks = "import ctypes, os, resource, socket, subprocess, tempfile, threading\nfrom answer import answer\n"
    for name, body in REFUSED.items():
        checks += check(name, f"with pytest.raises(OSError):\n        {body.format(**names)}")
    for name, body in ALLOWED.items():
        checks += check(name, body.format(**names))
    problem = small_problem(folder, checks)
    (folder / "given").mkdir()
    (folder / "given" / "table.txt").write_text("x")
    before = sorted(path.name for path in folder.iterdir())

    verdict = grade(problem, ONE, seed=1)

    assert {each.id: each.message for each in verdict.checks if not each.passed} == {}
    assert verdict.isolation[-1] == "checks"
    assert secret.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["checks.py", "secret", "table.txt"]
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_temporary_path_of_pytest_works(tmp_path: Path):
    """`tmp_path` in a check is a folder in scratch, and goes with it."""
    checks = "from answer import answer\ndef test_a(tmp_path):\n    (tmp_path / 'x').write_text(str(answer()))\n"
    problem = small_problem(tmp_path / "problem", checks)

    assert grade(problem, ONE).outcome is Outcome.PASSED
