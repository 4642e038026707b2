"""What the audit has proved and nothing has touched since: a proof holds for one content, one grader, one Python."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from prep.model.problem import Problem

PACKAGE = Path(__file__).resolve().parent.parent
LIBRARIES = ("numpy", "pytest")
"""What runs inside a grading besides our own code."""


@dataclass(frozen=True)
class Proofs:
    """A folder with one small file per problem: the mark of what was proved last. Losing it costs an audit."""

    folder: Path

    def hold(self, problem: Problem, seeds: Sequence[int]) -> bool:
        """Whether exactly this was proved before, under these seeds."""
        try:
            return self._file(problem).read_text(encoding="ascii") == mark(problem, seeds)
        except (OSError, ValueError):
            return False

    def keep(self, problem: Problem, seeds: Sequence[int], proved: str) -> None:
        """Remember a proof; `proved` is the mark from before the audit, so that a change during it is not covered."""
        if mark(problem, seeds) != proved:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._file(problem).write_text(proved, encoding="ascii")
        except OSError:
            return  # a folder that cannot be written costs time, never the answer

    def _file(self, problem: Problem) -> Path:
        return self.folder / problem.slug


def mark(problem: Problem, seeds: Sequence[int]) -> str:
    """A hash over all that an audit's findings can depend on."""
    digest = hashlib.sha256(repr((sys.version, [version(name) for name in LIBRARIES], tuple(seeds))).encode())
    for folder, files in ((PACKAGE, PACKAGE.rglob("*.py")), (problem.folder, problem.folder.rglob("*"))):
        _add(digest, folder, files)
    return digest.hexdigest()


def _add(digest: hashlib._Hash, folder: Path, files: Iterable[Path]) -> None:
    for file in sorted(files):
        if file.is_file() and "__pycache__" not in file.parts:
            content = file.read_bytes()
            digest.update(f"{file.relative_to(folder)}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
            digest.update(content)
