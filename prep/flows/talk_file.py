"""A talk as the files its author edits: written whole, read back, and only then put in its place."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from prep.catalogue.talks import read_talk
from prep.errors import BadUsage, PrepError
from prep.model.talk import Section, Talk

HEAD = """\
# A talk: `prep talk plan {slug} --minutes 20` cuts it to any slot, `prep talk card {slug}` prints it for the lectern.
format = 1
uuid = {uuid}   # stays when the folder is renamed
title = {title}
minutes = {minutes}                     # of speaking, in full
questions = {questions}                   # minutes of questions after that

# Each section: `minutes` in the full talk, `least` that it cannot do without, and `tier`, the shortest version
# (5, 10, 20, 30 or 45 minutes) that it belongs to; `priority` orders the sections of one tier, 1 first. Those of
# the shortest tier are the musts. `slides` is a range such as "1-4", or how many; `bridge` is what you say at its
# end where the next section is cut; `notes` are in sight while you speak.
"""

QUESTIONS_HEAD = "# Likely questions after the talk, with what a strong answer shows.\nformat = 1\n"


def write_talk(talk: Talk, folder: Path) -> Talk:
    """The talk as files in `folder`, which must not exist; what is returned was read from them."""
    if folder.exists():
        raise BadUsage(f"{folder} is there already", hint="Choose another slug; nothing was written.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Beside its place, so that moving it there is one step; hidden, so that nobody reads it half-written.
        with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as beside:
            draft = Path(beside) / folder.name
            draft.mkdir()
            for name, text in texts(talk).items():
                (draft / name).write_text(text, encoding="utf-8")
            read_talk(draft)
            draft.rename(folder)
    except OSError as error:
        raise PrepError(
            f"{error.filename or folder} could not be written: {error.strerror}", hint="Nothing was put in place."
        ) from error
    return read_talk(folder)


def texts(talk: Talk) -> Mapping[str, str]:
    """The files of a talk by their names."""
    files = {"talk.toml": "\n".join((_head(talk), *map(_section, talk.sections)))}
    if talk.questions:
        asked = (
            f"\n[[question]]\nquestion = {_quoted(each.question)}\nanswer = {_quoted(each.answer)}\n"
            for each in talk.questions
        )
        files["questions.toml"] = QUESTIONS_HEAD + "".join(asked)
    return files


def _head(talk: Talk) -> str:
    return HEAD.format(
        slug=talk.slug,
        uuid=_quoted(talk.uuid),
        title=_quoted(talk.title),
        minutes=talk.minutes,
        questions=talk.questions_minutes,
    )


def _section(section: Section) -> str:
    return "".join(f"{line}\n" for line in _section_lines(section))


def _section_lines(section: Section) -> Iterator[str]:
    yield "[[section]]"
    yield f"title = {_quoted(section.title)}"
    yield f"minutes = {_minutes(section.target)}"
    yield f"least = {_minutes(section.least)}"
    yield f"tier = {section.tier}"
    yield f"priority = {section.priority}"
    yield f'slides = "{section.slides[0]}-{section.slides[1]}"' if section.slides else '# slides = "1-4"'
    if section.notes:
        yield f'notes = """\n{_long(section.notes)}\n"""'
    yield f"bridge = {_quoted(section.bridge)}" if section.bridge else '# bridge = "..."'


def _minutes(span: timedelta) -> str:
    """Minutes as they are typed; three decimals tell every second from the next."""
    return f"{span / timedelta(minutes=1):.3f}".rstrip("0").rstrip(".")


def _quoted(text: str) -> str:
    """A basic string of TOML, which is one of JSON but for one character that it must not hold."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _long(text: str) -> str:
    """The inside of a string over several lines: the same, with lines and quotes as they are typed."""
    lines = (_quoted(line)[1:-1].replace('\\"', '"').replace('"""', '""\\"') for line in text.split("\n"))
    inside = "\n".join(lines)
    return f'{inside[:-1]}\\"' if inside.endswith('"') else inside
