"""What this machine can do: whether the grader works here, and what stands between an answer and the machine."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from prep.grader.submission import from_text
from prep.grader.supervise import grade
from prep.model.problem import CheckSpec, Entry, Kind, Level, Problem


@dataclass(frozen=True)
class Works:
    """Whether a right answer passes here, how long that took, and which layers its worker was behind."""

    ok: bool
    seconds: float
    words: str
    isolation: tuple[str, ...]


@dataclass(frozen=True)
class Layer:
    """One thing that stands between an answer and the machine."""

    name: str
    active: bool
    words: str


def grader_works() -> Works:
    """Grade a right answer to a problem of one line."""
    with tempfile.TemporaryDirectory(prefix="prep-doctor-") as name:
        folder = Path(name)
        checks = "from answer import double\n\n\ndef test_doubles():\n    assert double(2) == 4\n"
        (folder / "checks.py").write_text(checks, encoding="ascii")
        problem = Problem(
            slug="doctor",
            uuid="",
            title="",
            kind=Kind.IMPLEMENT,
            topic="",
            level=Level.WARM_UP,
            minutes=1,
            entries=(Entry("double"),),
            statement="",
            starter="",
            folder=folder,
            checks=(CheckSpec("test_doubles", "doubles"),),
        )
        verdict = grade(problem, from_text("answer.py", "def double(x):\n    return 2 * x\n"))
    failure = verdict.first_failure
    words = verdict.message or (failure.message if failure else "")
    return Works(verdict.passed, verdict.seconds, words, verdict.isolation)


LAYERS = {
    "process-group": ("they run in a session of their own, killed as a group", "they may leave processes behind"),
    "resources": ("processor time, file sizes and open files are limited", "nothing limits what they use up"),
    "memory": ("their memory is limited", "their memory is looked at, not limited"),
    "files": (
        "they read Python and NumPy, write in a scratch folder, and see no other file",
        "they can read and change your files: grade only answers you trust",
    ),
    "no-processes": ("they cannot start or signal processes", "they can start programs: grade only answers you trust"),
    "no-network": ("they cannot reach the network", "they can reach the network: grade only answers you trust"),
    "checks": (
        "a problem's own checks are held back in the same way",
        "a problem's own checks can do what you can: use only packs you trust",
    ),
}
"""Each layer of `prep.grader.confine`: in words where it holds, and where it does not."""


CANNOT = {
    "files": "import a package other than NumPy, read a file that did not come with the problem, make links",
    "resources": "write more than 16 MiB into a file or 64 MiB in all, keep 128 files open",
    "no-processes": "use multiprocessing or subprocess (threads and asyncio work); change a file's mode or times, "
    "which is let through and does nothing",
    "no-network": "open a socket",
}
"""What each layer keeps a right answer from, too."""


def kept_from(active: Collection[str]) -> list[str]:
    """What a right answer cannot do here."""
    return [words for name, words in CANNOT.items() if name in active]


def isolation(active: Collection[str]) -> list[Layer]:
    """Every layer, active or not, in words for a user."""
    return [Layer(name, name in active, yes if name in active else no) for name, (yes, no) in LAYERS.items()]
