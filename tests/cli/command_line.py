"""`prep` as it is typed: in a process of its own, or, where no process matters, through its one entry point here."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from prep.cli.boundary import run
from prep.places import own_content

PROBLEMS = own_content() / "problems"
SOFTMAX = PROBLEMS / "stable-softmax"
ESCAPE = "\x1b"
PATIENCE = 30.0
"""A loaded machine's worst; a test that waits that long has failed."""

LOOPING = "def softmax(x, axis=-1):\n    while True:\n        pass\n"
QUICK = "import numpy as np\n\n\ndef softmax(x, axis=-1):\n    raise ValueError('on purpose')\n"
"""An answer whose verdict is there at once, and is a failure."""


@dataclass(frozen=True)
class Ran:
    """What a command line came to."""

    code: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        """Standard output, which is one JSON object on one line and nothing else."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)

    @property
    def data(self) -> Any:
        """What the envelope holds."""
        return self.envelope["data"]


class CommandLine:
    """A shell of somebody with a home of their own."""

    def __init__(self, tmp_path: Path, *, home: Path | None = None) -> None:
        self.home = home or tmp_path / "home"
        self.folder = tmp_path
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREP_", "COV_"))}
        for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE"):
            kept.pop(name, None)
        ours = {"PREP_HOME": str(self.home), "COLUMNS": "80", "TMPDIR": str(tmp_path), "TERM": "xterm-256color"}
        self.environment = {**kept, **ours, "PYTHONPATH": str(own_content())}

    def __call__(self, *arguments: str | Path, input: str = "", **variables: str) -> Ran:
        """Run it to its end."""
        ran = subprocess.run(
            self.words(*arguments),
            check=False,
            input=input,
            env={**self.environment, **variables},
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def here(self, *arguments: str | Path, input: str = "", **variables: str) -> Ran:
        """The same through its one entry point, in this process: quick, and like it in all but the process."""
        written = io.BytesIO(), io.BytesIO()
        out, err = (io.TextIOWrapper(each, encoding="utf-8", write_through=True) for each in written)
        with (
            tempfile.TemporaryFile("w+", encoding="utf-8") as stdin,
            mock.patch.dict(os.environ, {**self.environment, **variables}, clear=True),
            mock.patch.object(sys, "stdin", stdin),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            stdin.write(input)
            stdin.seek(0)
            code = run([str(argument) for argument in arguments])
        return Ran(code, *(each.getvalue().decode() for each in written))

    def start(self, *arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
        """Start it and let it run."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            self.words(*arguments), env=self.environment, cwd=self.folder, text=True, **{**pipes, **options}
        )

    def words(self, *arguments: str | Path) -> list[str]:
        """The words of the command line."""
        return [sys.executable, "-m", "prep", *map(str, arguments)]

    def answer(self, slug: str = "stable-softmax", name: str = "answer.py") -> Path:
        """The file being edited."""
        return self.home / "work" / slug / name

    def save(self, file: str, slug: str = "stable-softmax") -> None:
        """Save a file that comes with the problem as the answer."""
        self.answer(slug).write_text((PROBLEMS / slug / file).read_text())


def until(true: Any, what: str = "it") -> None:
    """Wait for something to become so, and not longer."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"{what} never came"
        time.sleep(0.02)


def processes_of(folder: Path) -> list[int]:
    """Living processes of graders that work inside `folder` (Linux; elsewhere none is found)."""
    mark, found = f'"folder": "{folder}'.encode(), []
    for entry in Path("/proc").iterdir() if sys.platform == "linux" else ():
        try:
            if entry.name.isdigit() and mark in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue  # gone meanwhile
    return found
