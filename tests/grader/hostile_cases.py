"""The hostile answers: what each file says in its first lines, and what none of them may have touched.

`# family:` what kind of answer it is (`right` for those that are merely odd, and must pass), `# tries:` what it wants,
`# shape:` the problem it answers, with `# stage:` up to that stage (1 if it says nothing). Then, as in the golden
answers, `# expect:`, `# red:` and `# says:`; where `expect` has an `or`, `# because:` gives the reason. `# needs:` what
must be there for the file to mean anything: layers of the isolation, a machine, a path. `# open:` is a way in that is
known and not yet closed. Below come the lines that are graded after those of the reference, or alone after `# alone`.
What stands between two `@` is a thing outside of the answer's reach, made for it alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import re
import resource
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

HOSTILE = Path(__file__).parent / "hostile"
SHAPES = ("array", "counter", "records")
FAMILIES = ("leaving", "forging", "processes", "time", "memory", "values", "crashes", "reaching")
RIGHT = "right"
_CAPABILITIES = {"CAP_DAC_OVERRIDE": 1, "CAP_SYS_NICE": 23}


@dataclass(frozen=True)
class Case:
    """A hostile answer and what must become of it."""

    name: str
    family: str
    tries: str
    shape: str
    stage: int
    text: str
    outcomes: tuple[str, ...]
    reds: tuple[str, ...]
    says: str
    because: str
    needs: tuple[str, ...]
    open: str

    def __str__(self) -> str:
        return f"{self.family}-{self.name}"


def read_case(file: Path) -> Case:
    head, _, _ = file.read_text(encoding="utf-8").partition("\n\n")
    lines = [line.removeprefix("# ") for line in head.splitlines() if line.startswith("# ")]
    said = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
    return Case(
        name=file.stem,
        family=said["family"],
        tries=said["tries"],
        shape=said["shape"],
        stage=int(said.get("stage", "1")),
        text=file.read_text(encoding="utf-8") if "alone" in said else after_the_reference(said["shape"], file),
        outcomes=tuple(said["expect"].split(" or ")),
        reds=tuple(said.get("red", "none" if said["family"] == RIGHT else "some").split(" or ")),
        says=said.get("says", ""),
        because=said.get("because", ""),
        needs=tuple(filter(None, said.get("needs", "").split(", "))),
        open=said.get("open", ""),
    )


def after_the_reference(shape: str, file: Path) -> str:
    reference = (HOSTILE / "problems" / shape / "solution.py").read_text(encoding="utf-8")
    return f"{reference}\n\n{file.read_text(encoding='utf-8')}"


def is_open_here(case: Case) -> bool:
    """Whether its way in is open to this user: one may begin with `with CAP_X:` or `without CAP_X:`."""
    found = re.match(r"(with|without) (CAP_\w+):", case.open)
    return bool(case.open) and (found is None or has_capability(found[2]) is (found[1] == "with"))


def has_capability(name: str) -> bool:
    with contextlib.suppress(OSError):
        if held := re.search(r"^CapEff:\s*([0-9a-f]+)", Path("/proc/self/status").read_text(encoding="ascii"), re.M):
            return bool(int(held[1], 16) >> _CAPABILITIES[name] & 1)
    return False


def lacking(case: Case, layers: tuple[str, ...]) -> list[str]:
    """What the case needs and this machine does not have."""
    there = {*layers, platform.system(), platform.machine()}
    return [need for need in case.needs if need not in there and not (need.startswith("/") and Path(need).exists())]


def text_with(names: Mapping[str, object], text: str) -> str:
    """The text of an answer with these things in place of their names."""
    return re.sub(r"@([A-Z]+)@", lambda found: str(names[found[1]]), text)


CASES = [read_case(file) for file in sorted((HOSTILE / "answers").glob("*.py"))]


class Canaries:
    """What an answer is told of and must not change: files, a process, a socket, shared memory."""

    def __init__(self, folder: Path) -> None:
        self.secret = secrets.token_hex(16)
        self.folder = folder
        (folder / "folder").mkdir(parents=True)
        (folder / "secret.txt").write_text(self.secret, encoding="ascii")
        (folder / "folder" / "more.txt").write_text("more", encoding="ascii")
        (folder / "secret.txt").chmod(0o640)
        self.process = subprocess.Popen(["sleep", "300"], stdin=subprocess.DEVNULL)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with _directory(folder):  # the path of a socket must be short where it is bound
            self.socket.bind("socket")
        self.socket.setblocking(False)
        self.segment = _Segment()

    @property
    def names(self) -> dict[str, object]:
        """What stands for them in the text of an answer."""
        named = {"CANARY": self.folder, "SOCKET": self.folder / "socket", "SECRET": self.secret}
        return named | {"PROCESS": self.process.pid, "SEGMENT": self.segment.id}

    def state(self) -> dict[str, object]:
        """Everything about them that an answer could change."""
        pid = self.process.pid
        state: dict[str, object] = {"ended": self.process.poll(), "priority": os.getpriority(os.PRIO_PROCESS, pid)}
        with contextlib.suppress(BlockingIOError):
            state["message"] = self.socket.recv(100)
        if sys.platform == "linux":
            state["stopped"] = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2] in "Tt"
            state["traced"] = re.findall(r"TracerPid:\s*(\d+)", Path(f"/proc/{pid}/status").read_text("ascii"))
            state["limits"] = [resource.prlimit(pid, kind) for kind in range(16)]
            state["processors"] = os.sched_getaffinity(pid)
            state["segment"] = self.segment.content()
        return state | tree(self.folder)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.socket.close()
        self.segment.close()


class _Segment:
    """A segment of shared memory, as the older programs of a user share it; none where there is no such thing."""

    def __init__(self) -> None:
        self.id = -1
        if sys.platform != "linux":
            return
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.shmat.restype = ctypes.c_void_p
        self.id = self._libc.shmget(0, 4096, 0o1600)  # IPC_PRIVATE, IPC_CREAT
        self._at = self._libc.shmat(self.id, None, 0)
        ctypes.memmove(self._at, b"ours", 4)

    def content(self) -> tuple[bytes, int]:
        """Its first bytes, and whether it can still be found (0) or has been removed (-1)."""
        return ctypes.string_at(self._at, 4), self._libc.shmctl(self.id, 2, ctypes.create_string_buffer(256))

    def close(self) -> None:
        if self.id >= 0:
            self._libc.shmctl(self.id, 0, None)
            self._libc.shmdt(ctypes.c_void_p(self._at))


def descendants() -> set[int]:
    """Every process that this one, or one of its children, has started (Linux; elsewhere nothing is found)."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text("utf-8", "replace").rpartition(") ")[2].split()[1])
    found, young = set[int](), {os.getpid()}
    while young := {pid for pid, parent in parents.items() if parent in young}:
        found |= young
    return found


def tree(folder: Path) -> dict[str, object]:
    """Every path from `folder` down with its mode, owner, links, time and (of a file) content."""
    found: dict[str, object] = {}
    for path in (folder, *folder.rglob("*")):
        is_ = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        marks = os.listxattr(path) if sys.platform == "linux" else []
        found[str(path)] = (is_.st_mode, is_.st_uid, is_.st_gid, is_.st_nlink, is_.st_mtime_ns, content, marks)
    return found


@contextlib.contextmanager
def _directory(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def parameters(cases: list[Case]) -> list[object]:
    """Each case by its name; a way in that is still open is an expected failure, until the day it is closed."""
    return [
        pytest.param(case, id=str(case), marks=[pytest.mark.xfail(strict=True, reason=case.open)] * is_open_here(case))
        for case in cases
    ]
