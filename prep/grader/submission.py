"""An answer file, or a notebook, becomes a submission: its text as it stood, or why it cannot be graded."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import tokenize
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from prep.model.text import counted, printable

MOST_BYTES = 2**20
MOST_NOTEBOOK_BYTES = 16 * 2**20
_MAGIC = re.compile(r"\s*([%!?]|[\w.]+\?\??\s*$)")


@dataclass(frozen=True)
class Submission:
    """`text` is what is graded; `refused` says, in one phrase, why there is nothing to grade."""

    name: str
    text: str = ""
    refused: str = ""
    note: str = ""

    @property
    def sha256(self) -> str:
        """The fingerprint of the text, as the history keeps it."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def read_submission(path: Path) -> Submission:
    """The file at `path` as a submission; nothing here raises for what a user may point at."""
    name = printable(path.name, most=120)
    notebook = path.suffix == ".ipynb"
    raw, refused = _read(path, MOST_NOTEBOOK_BYTES if notebook else MOST_BYTES)
    if refused:
        return Submission(name, refused=refused)
    text, refused = _decode_notebook(raw) if notebook else _decode(raw)
    if refused:
        return Submission(name, refused=refused)
    note = ""
    if notebook:
        text, dropped = _code(text)
        note = f"{counted(dropped, 'notebook command')} left out" if dropped else ""
    if not text.strip():
        return Submission(name, refused="is empty")
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return Submission(name, refused=_too_large(MOST_BYTES))
    return Submission(name, text=text, note=note)


def from_text(name: str, text: str) -> Submission:
    """A submission from text at hand (the history keeps the full text of every one)."""
    return Submission(name, text=text, refused="" if text.strip() else "is empty")


def _read(path: Path, most: int) -> tuple[bytes, str]:
    # O_NONBLOCK: a FIFO without a writer would otherwise hang the open itself.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return b"", _why_not_opened(error)
    except ValueError:
        return b"", "has a name that no file can have"
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            return b"", "is a directory, not a file"
        if not stat.S_ISREG(mode):
            return b"", "is not a regular file"
        try:
            raw = file.read(most + 1)
        except OSError as error:
            return b"", f"could not be read ({error.strerror})"
    if len(raw) > most:
        return b"", _too_large(most)
    return raw, ""


def _why_not_opened(error: OSError) -> str:
    reasons = {
        errno.ENOENT: "does not exist",
        errno.EACCES: "may not be read (check its permissions)",
        errno.EPERM: "may not be read (check its permissions)",
        errno.ELOOP: "is a symbolic link that leads back to itself",
        errno.ENOTDIR: "is not in a directory",
        errno.ENAMETOOLONG: "has a name that is too long",
        errno.ENXIO: "is not a regular file",
    }
    return reasons.get(error.errno or 0, f"could not be opened ({error.strerror})")


def _too_large(most: int) -> str:
    return f"is larger than {most // 2**20} MiB"


def _decode(raw: bytes) -> tuple[str, str]:
    """Python source as text; strict, because `compile` lets bad UTF-8 in a comment pass and Python does not."""
    if b"\0" in raw:
        return "", "is not text (it holds NUL bytes)"
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(raw).readline)
        text = raw.decode(encoding)
    except SyntaxError:
        return "", "names an encoding that Python does not know, or is not UTF-8 where it says so"
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return "", f"is not valid {error.encoding} text (line {line})"
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), ""


def _decode_notebook(raw: bytes) -> tuple[str, str]:
    try:
        cells = json.loads(raw)["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, RecursionError):
        return "", "is not a notebook (its JSON does not parse)"
    except (KeyError, TypeError):
        return "", "is not a notebook of format 4 (it has no list of cells)"
    return "\n\n".join(code) + "\n", ""


def _code(text: str) -> tuple[str, int]:
    """Notebook code without magics, shell lines and help queries; each becomes `pass` so that blocks stay whole."""
    dropped = 0
    kept = []
    for line in text.split("\n"):
        if _MAGIC.match(line):
            dropped += 1
            indent = line[: len(line) - len(line.lstrip())]
            kept.append(f"{indent}pass")
        else:
            kept.append(line)
    return "\n".join(kept), dropped
