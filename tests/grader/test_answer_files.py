"""What a user may point the grader at: most of it is no answer, and is said so in one phrase, at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from golden_cases import solution
from leftovers import files_in

from prep.grader.submission import MOST_BYTES, from_text, read_submission
from prep.grader.supervise import grade
from prep.model.outcome import Outcome
from prep.model.problem import Problem

Make = Callable[[Path], Path]


def written(raw: bytes, name: str = "answer.py") -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(raw)
        return folder / name

    return make


def directory(folder: Path) -> Path:
    (folder / "answer.py").mkdir()
    return folder / "answer.py"


def link_loop(folder: Path) -> Path:
    (folder / "answer.py").symlink_to(folder / "other.py")
    (folder / "other.py").symlink_to(folder / "answer.py")
    return folder / "answer.py"


def dangling_link(folder: Path) -> Path:
    (folder / "answer.py").symlink_to(folder / "nowhere.py")
    return folder / "answer.py"


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "answer.py")
    return folder / "answer.py"


def inside_a_file(folder: Path) -> Path:
    (folder / "file").write_bytes(b"")
    return folder / "file" / "answer.py"


CODE = b"def double(x):\n    return 2 * x\n"
NOT_GRADABLE: dict[str, tuple[Make, str]] = {
    "missing": (lambda folder: folder / "answer.py", "does not exist"),
    "empty": (written(b""), "is empty"),
    "blank": (written(b" \n\t\n\r\n"), "is empty"),
    "blank after a mark": (written(b"\xef\xbb\xbf\n"), "is empty"),
    "directory": (directory, "is a directory, not a file"),
    "link to itself": (link_loop, "is a symbolic link that leads back to itself"),
    "dangling link": (dangling_link, "does not exist"),
    "fifo": (fifo, "is not a regular file"),
    "device": (lambda folder: Path("/dev/zero"), "is not a regular file"),
    "inside a file": (inside_a_file, "is not in a directory"),
    "name too long": (lambda folder: folder / ("a" * 300 + ".py"), "has a name that is too long"),
    "name with NUL": (lambda folder: folder / "a\0.py", "has a name that no file can have"),
    "huge": (written(b"#" * (MOST_BYTES + 1)), "is larger than 1 MiB"),
    "binary": (written(b"\x7fELF\x02\x01\x01\x00\x00"), "is not text (it holds NUL bytes)"),
    "NUL": (written(b"x = 1\0\n"), "is not text (it holds NUL bytes)"),
    "UTF-16": (written("x = 1\n".encode("utf-16")), "is not text (it holds NUL bytes)"),
    "Latin-1": (written(b"x = 1\n# caf\xe9\n"), "is not valid utf-8 text (line 2)"),
    "ASCII by its own word": (written(b"# coding: ascii\n# caf\xe9\n"), "is not valid ascii text (line 2)"),
    "unknown encoding": (written(b"# coding: klingon\n"), "names an encoding that Python does not know"),
    "mark against cookie": (written(b"\xef\xbb\xbf# coding: latin-1\n"), "names an encoding that Python does not"),
    "encoding not of text": (written(b"# coding: rot13\nk = 1\n"), "is not valid rot13 text"),
    "encoding that never works": (written(b"# coding: undefined\nk = 1\n"), "is not valid undefined text"),
}


@pytest.mark.parametrize(("make", "says"), NOT_GRADABLE.values(), ids=NOT_GRADABLE)
def test_what_is_not_gradable_is_said_at_once(make: Make, says: str, golden: Problem, tmp_path: Path):
    """What cannot be an answer costs no attempt and no process: one phrase, and the folder stays as it was."""
    path = make(tmp_path)
    before = files_in(tmp_path)
    began = time.monotonic()

    verdict = grade(golden, read_submission(path))

    assert verdict.outcome is Outcome.NOT_GRADABLE
    assert not verdict.outcome.counts
    assert says in verdict.message
    assert verdict.message.startswith(path.name[:100].replace("\0", "\\x00"))
    assert time.monotonic() - began < 1
    assert files_in(tmp_path) == before


GRADABLE = {
    "CRLF": CODE.replace(b"\n", b"\r\n"),
    "CR": CODE.replace(b"\n", b"\r"),
    "byte-order mark": b"\xef\xbb\xbf" + CODE,
    "Latin-1 that says so": b"# coding: latin-1\n# caf\xe9\n" + CODE,
    "Latin-1 in the second line": b"#!/usr/bin/python\n# -*- coding: latin-1 -*-\n# caf\xe9\n" + CODE,
    "no last newline": CODE.rstrip(),
    "form feed": b"\x0c\n" + CODE,
}


@pytest.mark.parametrize("raw", GRADABLE.values(), ids=GRADABLE)
def test_text_in_any_dress_is_the_same_program(raw: bytes, tmp_path: Path):
    """Line ends, a byte-order mark and a declared encoding change nothing about what is graded."""
    path = written(raw)(tmp_path)
    namespace: dict[str, Callable[[int], int]] = {}

    submission = read_submission(path)
    exec(compile(submission.text, "answer.py", "exec"), namespace)

    assert submission.refused == ""
    assert namespace["double"](4) == 8


def test_a_windows_file_passes(golden: Problem, tmp_path: Path):
    """A right answer with CRLF and a byte-order mark passes."""
    path = written(b"\xef\xbb\xbf" + solution().encode().replace(b"\n", b"\r\n"))(tmp_path)

    assert grade(golden, read_submission(path)).passed


def test_a_link_to_a_file_is_followed(tmp_path: Path):
    """A link is the user's own choice: what it points to is graded."""
    (tmp_path / "real.py").write_bytes(CODE)
    (tmp_path / "answer.py").symlink_to("real.py")

    assert read_submission(tmp_path / "answer.py") == from_text("answer.py", CODE.decode())


def test_a_folder_itself_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """`.` has no name of its own, and is still named in the sentence."""
    monkeypatch.chdir(tmp_path)

    submission = read_submission(Path())

    assert f"{submission.name} {submission.refused}" == ". is a directory, not a file"


def test_a_name_cannot_colour_the_terminal(tmp_path: Path):
    """A file's name is text from elsewhere: control characters in it are spelled out."""
    submission = read_submission(tmp_path / "\x1b[31m\u202egnp.py")

    assert submission.name == "\\x1b[31m\\u202egnp.py"


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path):
    """Without the permission to read, the sentence says which one is missing."""
    path = written(CODE)(tmp_path)
    path.chmod(0)
    tmp_path.chmod(0o755)
    for parent in (tmp_path, *tmp_path.parents[:3]):
        if parent.stat().st_uid == os.getuid() and parent != Path(parent.anchor):
            parent.chmod(parent.stat().st_mode | 0o055)
    # Root reads everything: the question is asked by a process that is somebody else by then.
    code = (
        "import os, sys; from pathlib import Path; from prep.grader.submission import read_submission\n"
        "if os.getuid() == 0: os.setgroups([]); os.setuid(65534)\n"
        "print(read_submission(Path(sys.argv[1])).refused)"
    )

    shown = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)

    assert shown.stdout == "may not be read (check its permissions)\n"


def test_text_at_hand_is_held_to_the_same_rules():
    """What the history or a screen hands over is refused for the same reasons as a file."""
    assert from_text("answer.py", " \n").refused == "is empty"
    assert from_text("answer.py", "x\0").refused == "is not text (it holds NUL bytes)"
    assert from_text("answer.py", "'\ud800'").refused == "is not text (it holds half of a surrogate pair)"
    assert from_text("answer.py", "#" * (MOST_BYTES + 1)).refused == "is larger than 1 MiB"


def test_what_is_graded_is_the_snapshot(golden: Problem, tmp_path: Path):
    """The file as it was read is what is graded, whatever becomes of it afterwards."""
    path = written(solution().encode())(tmp_path)
    submission = read_submission(path)
    path.write_text("raise SystemExit")

    assert grade(golden, submission).passed
