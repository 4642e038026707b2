"""A warm process that forks children: each does one thing of prep's, may be ended at a chosen call, and is told of.

Run as a program it is that process, with one thread and everything imported; `Forks` is its client. A child begins
at once with its work, so that a kill falls into the work and not into imports.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WARMED = (["history", "check"], ["code", "start", "adam"], ["code", "hint"], ["history", "list"], ["history", "export"])
COUNTED = ("fsync", "ftruncate", "mkdir", "rename", "replace", "unlink")
_writes = os.write


@dataclass(frozen=True)
class Ended:
    """How a child ended: its exit code (None: killed), what it said, how many calls it made, and how long it took."""

    code: int | None
    out: str
    err: str
    calls: int
    seconds: float


class Forks:
    """The process, from here."""

    def __init__(self, *before: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREP_", "COV_"))}
        root = str(Path(__file__).parent.parent.parent)
        self._process = subprocess.Popen(
            [*before, sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**kept, "PYTHONPATH": root, "COLUMNS": "200", "NO_COLOR": "1"},
            start_new_session=True,
        )

    def __call__(self, home: Path, *words: str, **order: Any) -> Ended:
        """Run one command line, or what else the order says, to its end."""
        (ended,) = self.together(1, home, *words, **order)
        return ended

    def together(self, many: int, home: Path, *words: str, **order: Any) -> list[Ended]:
        """Several children at once, all with the same order."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        whole = {"home": str(home), "words": words, "many": many, **order}
        self._process.stdin.write(json.dumps(whole) + "\n")
        self._process.stdin.flush()
        return [Ended(**each) for each in json.loads(self._process.stdout.readline())]

    def close(self) -> None:
        """End it, and whatever it started."""
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def serve() -> None:
    """Answer orders, a line each, until there are none."""
    for line in sys.stdin:
        order = json.loads(line)
        if "mount" in order:
            mount(*order["mount"])
        runs = [begin(order) for _ in range(order["many"])]
        if order.get("kill_after") is not None:
            time.sleep(order["kill_after"])
            for run in runs:
                os.kill(run[0], signal.SIGKILL)
        print(json.dumps([end(*run) for run in runs]), flush=True)


def begin(order: dict[str, Any]) -> tuple[Any, ...]:
    """Fork a child; what `end` must know of it."""
    said = [tempfile.TemporaryFile() for _ in range(2)]  # noqa: SIM115  they outlive the fork; `end` closes them
    calls = mmap.mmap(-1, 8)
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        code = 97
        try:
            os.setsid()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            for number, file in enumerate(said, start=1):
                os.dup2(file.fileno(), number)
            code = work(order, calls)
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return child, said, calls, start


def end(child: int, said: list[Any], calls: mmap.mmap, start: float) -> dict[str, Any]:
    """Wait for a child, and tell of it."""
    _, status = os.waitpid(child, 0)
    seconds = time.perf_counter() - start
    texts = []
    for file in said:
        file.seek(0)
        texts.append(file.read().decode())
        file.close()
    code = os.waitstatus_to_exitcode(status)
    told = {"code": None if code == -signal.SIGKILL else code, "out": texts[0], "err": texts[1], "seconds": seconds}
    return {**told, "calls": int.from_bytes(calls[:8], "big")}


def work(order: dict[str, Any], calls: mmap.mmap) -> int:
    """In the child: make the world as ordered, then do the thing."""
    from prep.cli.boundary import run
    from prep.history import disk

    os.environ.update({"PREP_HOME": order["home"], **order.get("variables", {})})
    for name in order.get("without", ()):
        os.environ.pop(name, None)
    if "folder" in order:
        os.chdir(order["folder"])
    if "most" in order:
        # Python ignores SIGXFSZ, so that a write past the limit fails (EFBIG) as one on a full disk does.
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["most"], order["most"]))
    if "patience" in order:
        disk.PATIENCE = order["patience"]
    count_calls(calls, order.get("die_at", 0), order.get("patience", 5))
    if order.get("user"):
        os.setgroups([])
        os.setresgid(*[order["user"]] * 3)
        os.setresuid(*[order["user"]] * 3)
    if "write" in order:
        return write(order["home"], order["write"])
    return run(list(order["words"]))


def write(home: str, many: int) -> int:
    """Add facts, and announce each id on a line once it is kept; at the end say how long the slowest took."""
    from prep.errors import PrepError
    from prep.history import History
    from prep.places import Places

    worst = 0.0
    try:
        with History.open(Places(home=Path(home), content=())) as history:
            for n in range(many):
                start = time.perf_counter()
                text = "ä" * (n % 5 * 300)
                if n % 4 == 3:
                    added = history.add_all([("test.one", "a", {"n": n}), ("test.other", "a", {"text": text})])
                else:
                    added = [history.add("test.one", f"s-{n % 9}", {"n": n, "text": text})]
                worst = max(worst, time.perf_counter() - start)
                _writes(1, "".join(f"{fact.id}\n" for fact in added).encode())
    except PrepError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code
    print(f"worst {worst:.3f}", file=sys.stderr)
    return 0


def count_calls(calls: mmap.mmap, die_at: int, patience: float) -> None:
    """Count the calls that change what is on the disk; kill this process just before one of them.

    A write counts twice: before it, and when half of it is done. A database is seen statement by statement; what
    only reads is left out, for the disk is after it as it was before.
    """

    def due() -> bool:
        number = int.from_bytes(calls[:8], "big") + 1
        calls[:8] = number.to_bytes(8, "big")
        return number == die_at

    def die_if_due() -> None:
        if due():
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(function: Any, only_reads: Any = lambda *args: False) -> Any:
        def call(*args: Any, **named: Any) -> Any:
            if not only_reads(*args):
                die_if_due()
            return function(*args, **named)

        return call

    def torn(descriptor: int, content: Any) -> int:
        die_if_due()
        if due():
            _writes(descriptor, content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return _writes(descriptor, content)

    class Connection(sqlite3.Connection):
        execute = counted(sqlite3.Connection.execute, lambda _, said, *rest: said.startswith("SELECT"))
        executemany = counted(sqlite3.Connection.executemany)
        close = counted(sqlite3.Connection.close)

    connect = sqlite3.connect

    def connected(*args: Any, **named: Any) -> sqlite3.Connection:
        return connect(*args, **{**named, "factory": Connection, "timeout": patience})

    sqlite3.connect = connected  # type: ignore[assignment]  # every connection of this child is counted
    os.write = torn  # type: ignore[assignment]  # as above
    os.open = counted(os.open, lambda _, flags, *rest: not flags & (os.O_WRONLY | os.O_RDWR))
    for name in COUNTED:
        setattr(os, name, counted(getattr(os, name)))


def mount(place: str, size: int) -> None:
    """A file system of so many KiB at a place; one that is there gets that size. Needs a mount namespace of its own."""
    how = f"remount,size={size}k" if os.path.ismount(place) and size else f"size={size}k"
    if size:
        subprocess.run(["mount", "-t", "tmpfs", "-o", how, "none", place], check=True)
    else:
        subprocess.run(["umount", place], check=True)


def warm() -> None:
    """Import what a child will need: somebody without rights may not even read Python's own folder."""
    from prep.cli.boundary import run

    said = os.dup(1), os.dup(2)
    with tempfile.TemporaryDirectory() as home, open(os.devnull, "w") as nowhere:
        os.environ["PREP_HOME"] = f"{home}/home"
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        for words in ([], *WARMED):
            run(list(words))
        run(["history", "import", f"{home}/home/journal.jsonl"])
        sys.stdout.flush()
        for number, descriptor in enumerate(said, start=1):
            os.dup2(descriptor, number)
            os.close(descriptor)


if __name__ == "__main__":
    warm()
    serve()
