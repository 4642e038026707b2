"""What is wrong with a piece of content, said so that its author can go there and put it right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from prep.errors import BadContent
from prep.model.text import printable

KeyPath = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Fault:
    """One thing to put right. `line` is None where no line is to blame, `key` is empty where no key is.

    The key is a path into a TOML file (`mistake[2].says`, counted from 1 as stages and people count), or the
    name of a check.
    """

    file: Path
    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else f"{self.file}"
        key = f"{self.key}: " if self.key else ""
        text = f"{place}: {key}{self.message}".replace("\n", "\\n")
        return printable(text, most=len(text))


def key_as_written(path: KeyPath) -> str:
    """A path of names and indices as a fault shows it: `("hint", 1, "says")` is `hint[2].says`."""
    parts = (
        f"[{part + 1}]" if isinstance(part, int) else f".{part if _BARE.fullmatch(part) else repr(part)}"
        for part in path
    )
    return "".join(parts).removeprefix(".")


def bad_content(faults: Iterable[Fault], *, hint: str = "") -> BadContent:
    """The error that tells all these faults, one to a line."""
    return BadContent("\n".join(map(str, faults)), hint=hint)
