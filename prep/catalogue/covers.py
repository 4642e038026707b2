"""Every problem at a glance: the keys above the first table of each problem.toml, and nothing else, are read.

Reading all the folders in full takes over half a second; this takes a few milliseconds, so that `prep` can answer at
once. What cannot be told from a cover is left out here: reading the folder in full says what is wrong with it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from prep.model.cover import Cover
from prep.model.problem import Kind, Level

_HEAD = re.compile(rb"^\s*\[", re.MULTILINE)
_LEVELS = list(Level)


def find_covers(content: Sequence[Path]) -> tuple[Cover, ...]:
    """The covers of these content folders in the order to practise them; of two with one slug or uuid, the first."""
    found: dict[str, Cover] = {}
    uuids: set[str] = set()
    for file in _files(content):
        cover = read_cover(file)
        if cover is not None and cover.slug not in found and cover.uuid not in uuids:
            found[cover.slug] = cover
            uuids.add(cover.uuid)
    return tuple(sorted(found.values(), key=lambda each: (_LEVELS.index(each.level), each.minutes, each.slug)))


def read_cover(file: Path) -> Cover | None:
    """The cover of one problem.toml; None where it cannot be told."""
    try:
        text = file.read_bytes()
        # A key of the file itself stands above the first table's header, or TOML takes it for one of that table.
        first = _HEAD.search(text)
        head = tomllib.loads(text[: first.start() if first else None].decode("utf-8-sig"))
        skills = head.get("skills", [])
        return Cover(
            slug=file.parent.name,
            uuid=str(head["uuid"]).lower(),
            title=str(head["title"]),
            kind=Kind(head["kind"]),
            level=Level(head["level"]),
            minutes=int(head["minutes"]),
            topic=str(head["topic"]),
            skills=tuple(str(skill) for skill in skills),
            folder=file.parent,
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _files(content: Sequence[Path]) -> list[Path]:
    """The problem.toml files, in content order and then by name."""
    files: dict[Path, None] = {}
    for root in content:
        for folder in (root / "problems", root):
            try:
                files |= dict.fromkeys(sorted(folder.glob("*/problem.toml")))
            except OSError:
                continue  # reading it in full will say what is wrong
    return list(files)
