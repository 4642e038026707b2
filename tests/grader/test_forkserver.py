"""The fork server alone: whose orphans end with it, and whom it serves."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from prep.grader import launch

pytestmark = pytest.mark.skipif(not launch.FORKS, reason="there are fork servers on Linux alone")

ESCAPE = """
import os, sys, time
from prep.grader.confine.kernel import adopt_orphans
from prep.grader.forkserver import _end_orphans
adopt_orphans()
known = os.fork()
if known == 0:
    time.sleep(60)
    os._exit(0)
child = os.fork()
if child == 0:
    if os.fork() == 0:
        os.setsid()  # the group that is killed is not its own any more
        if os.fork() == 0:
            time.sleep(60)
        time.sleep(60)
    os._exit(0)
os.waitpid(child, 0)
_end_orphans({known})
print("known", os.waitpid(known, os.WNOHANG)[0], flush=True)
os.kill(known, 9)
os.waitpid(known, 0)
try:
    os.waitpid(-1, os.WNOHANG)
    print("somebody is left")
except ChildProcessError:
    print("nobody is left")
"""


def test_who_left_the_group_is_ended_too():
    """A grandchild in a session of its own, and its child: both end; whom the server forked itself does not."""
    shown = subprocess.run([sys.executable, "-c", ESCAPE], capture_output=True, text=True, check=True, timeout=30)

    assert "known 0" in shown.stdout
    assert "nobody is left" in shown.stdout


def test_it_serves_its_owner_alone():
    """A socket that another process made is not obeyed."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    place = {"twin": None, "parent": os.getpid() + 1}
    code = (
        "import socket, sys; from prep.grader.forkserver import serve; "
        f"serve({place!r}, socket.socket(fileno=int(sys.argv[1])))"
    )
    with theirs:
        served = subprocess.run(
            [sys.executable, "-c", code, str(theirs.fileno())], pass_fds=[theirs.fileno()], check=True
        )

    assert served.returncode == 0
    ours.setblocking(False)
    assert ours.recv(16) == b""
    ours.close()


def test_a_part_that_cannot_be_imported_says_why(monkeypatch: pytest.MonkeyPatch):
    """What keeps every process from starting is in the message."""
    monkeypatch.setattr(launch, "_BOOT", "raise SystemExit('no NumPy here')")
    with launch.Launcher() as launcher, pytest.raises(OSError, match="no NumPy here"):
        launcher.launch("worker", {}, launch.Path("/"))
