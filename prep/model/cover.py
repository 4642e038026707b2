"""What stands on a problem's cover: enough to choose it by, without opening the book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prep.model.problem import Kind, Level


@dataclass(frozen=True)
class Cover:
    """The first lines of a problem.toml; whether the rest of the folder is sound is not known."""

    slug: str
    uuid: str
    title: str
    kind: Kind
    level: Level
    minutes: int
    topic: str
    skills: tuple[str, ...]
    folder: Path
