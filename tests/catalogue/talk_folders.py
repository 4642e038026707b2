"""A small sound talk on disk, and ways to write it with something changed."""

from __future__ import annotations

from pathlib import Path

SLUG = "my-talk"
UUID = "0190a6ee-6f7a-7cc3-98c4-dc0c0c07398f"

TOML = f'''\
format = 1
uuid = "{UUID}"
title = "Labels that disagree"
minutes = 30
questions = 12

[[section]]
title = "The problem"
minutes = 3
least = 1.5
tier = 5
priority = 1
slides = "1-3"
notes = """
One picture.
"""
bridge = "Straight to the idea."

[[section]]
title = "The map"
minutes = 4.25
least = 2
tier = 20
priority = 1
slides = 2

[[section]]
title = "The idea"
minutes = 9
least = 2.5
tier = 5
priority = 2
slides = "7-12"

[[section]]
title = "A second result"
minutes = 6
least = 4
tier = 30
priority = 1
'''

QUESTIONS = """\
format = 1

[[question]]
question = "And without ids?"
answer = "Concedes it first."
"""


def write_talk(root: Path, slug: str = SLUG, *, talk: str | bytes | None = TOML, questions: str | None = None) -> Path:
    """A talk's folder inside `root`; a file that is None is left out."""
    folder = root / slug
    folder.mkdir(parents=True)
    for name, text in (("talk.toml", talk), ("questions.toml", questions)):
        if text is not None:
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def toml(*changes: tuple[str, str]) -> str:
    """The sound talk.toml with each `(old, new)` replaced, in the first place where it stands."""
    text = TOML
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text
