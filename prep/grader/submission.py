"""An answer file, or a notebook, becomes a submission: its text as it stood, or why it cannot be graded."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tokenize
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from prep.grader.notebook import code_of
from prep.model.text import printable

MOST_BYTES = 2**20
MOST_NOTEBOOK_BYTES = 16 * 2**20


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
    name = printable(path.name or str(path), most=120)
    notebook = path.suffix.lower() == ".ipynb"
    raw, refused = _read(path, MOST_NOTEBOOK_BYTES if notebook else MOST_BYTES)
    if refused:
        return Submission(name, refused=refused)
    text, refused, note = code_of(raw) if notebook else (*_decode(raw), "")
    refused = refused or _not_gradable(text)
    return Submission(name, refused=refused) if refused else Submission(name, text=text, note=note)


def from_text(name: str, text: str) -> Submission:
    """A submission from text at hand (the history keeps the full text of every one)."""
    return Submission(name, text=text, refused=_not_gradable(text))


def _not_gradable(text: str) -> str:
    if not text.strip():
        return "is empty"
    if "\0" in text:
        return "is not text (it holds NUL bytes)"
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError:
        return "is not text (it holds half of a surrogate pair)"
    return _too_large(MOST_BYTES) if size > MOST_BYTES else ""


def _read(path: Path, most: int) -> tuple[bytes, str]:
    # O_NONBLOCK: a FIFO without a writer would otherwise hang the open itself.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return b"", _why_not_opened(error)
    except ValueError:
        return b"", "has a name that no file can have"
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        return b"", "is a directory, not a file" if stat.S_ISDIR(mode) else "is not a regular file"
    with os.fdopen(descriptor, "rb") as file:
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
    except (UnicodeError, LookupError):  # `rot13` is an encoding, but not one of text
        return "", f"is not valid {encoding} text"
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), ""
