"""A talk's folder, read whole: the Talk it holds, or everything that keeps it from being one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prep.catalogue.document import read_document
from prep.catalogue.faults import Fault, KeyPath
from prep.catalogue.folder import slug_of
from prep.catalogue.names import RESERVED_TALKS, is_kebab
from prep.catalogue.outline import newer_format, tables
from prep.catalogue.slides import laid_out
from prep.model.moment import ZERO, clock_face
from prep.model.problem import QuestionAndAnswer
from prep.model.talk import VERSIONS, Section, Talk, questions_after

if TYPE_CHECKING:
    from prep.catalogue.talk_schema import TalkTable

SHORTEST, LONGEST = min(VERSIONS), 180
"""Minutes; what is shorter or longer is told by the schema, and not added up here."""


@dataclass(frozen=True)
class TalkReading:
    """What came of a folder: a talk exactly when there are no faults."""

    folder: Path
    talk: Talk | None
    faults: tuple[Fault, ...] = ()


def read_talk_folder(folder: Path) -> TalkReading:
    """Read both files of a talk's folder, and go on past each fault to the next."""
    if not folder.is_dir():
        return TalkReading(folder, None, (Fault(folder, None, "", "there is no such folder"),))
    try:
        return _read(folder, slug_of(folder))
    except OSError as error:
        return TalkReading(folder, None, (Fault(folder, None, "", f"cannot be read: {error.strerror}"),))


def _read(folder: Path, slug: str) -> TalkReading:
    from prep.catalogue.schema import validate
    from prep.catalogue.talk_schema import TalkTable

    document = read_document(folder / "talk.toml")
    table: TalkTable | None = None
    faults = list(_name_faults(folder, slug))
    if isinstance(document, Fault):
        faults.append(document)
    elif newer := newer_format(document):
        return TalkReading(folder, None, (newer,))
    else:
        table, of_talk = validate(TalkTable, document)
        of_talk += [document.fault(path, message) for path, message in _disagreements(document.data)]
        faults += sorted(of_talk, key=lambda fault: fault.line or 0)
    questions, of_questions = _questions(folder / "questions.toml")
    faults += of_questions
    talk = _talk(table, slug, folder, questions) if table and not faults else None
    return TalkReading(folder, talk, tuple(faults))


def _name_faults(folder: Path, slug: str) -> Iterator[Fault]:
    if not is_kebab(slug):
        yield Fault(folder, None, "", "a talk's folder is named by lower-case words joined by hyphens")
    elif slug in RESERVED_TALKS:
        yield Fault(folder, None, "", f"no talk may be called {slug!r}: it is a subcommand of `prep talk`")


def _questions(file: Path) -> tuple[tuple[QuestionAndAnswer, ...], list[Fault]]:
    """The likely questions; a talk need not have any."""
    from prep.catalogue.schema import validate
    from prep.catalogue.talk_schema import QuestionsTable

    if not file.exists():
        return (), []
    document = read_document(file)
    if isinstance(document, Fault):
        return (), [document]
    if newer := newer_format(document):
        return (), [newer]
    table, faults = validate(QuestionsTable, document)
    return tuple(QuestionAndAnswer(each.question, each.answer) for each in table.question) if table else (), faults


def _disagreements(data: dict[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Where parts of talk.toml, each well formed by itself, do not fit together."""
    sections = tables(data.get("section"))
    titles = [each["title"].strip().casefold() if isinstance(each.get("title"), str) else None for each in sections]
    for number, title in enumerate(titles):
        if title and title in titles[:number]:
            yield ("section", number, "title"), f"{sections[number]['title']!r} is the title of two sections"
    for number, message in laid_out(each.get("slides") for each in sections)[1]:
        yield ("section", number, "slides"), message
    for number, each in enumerate(sections):
        target, least = _span(each.get("minutes")), _span(each.get("least"))
        if target is not None and least is not None and least > target:
            message = f"is {clock_face(least)}, and the whole section takes {clock_face(target)}"
            yield ("section", number, "least"), message
    yield from _overfull(data.get("minutes"), sections)


def _overfull(minutes: object, sections: Sequence[dict[str, Any]]) -> Iterator[tuple[KeyPath, str]]:
    """Lengths that do not hold what belongs into them, each with how much that is too much."""
    full = _span(minutes) if isinstance(minutes, int) and minutes >= SHORTEST else None
    targets = [_span(each.get("minutes")) for each in sections]
    if full is None:
        return
    if (need := _sum(targets)) is not None and need > full:
        words = f"the sections take {clock_face(need)}, and the talk is {clock_face(full)}"
        yield ("minutes",), f"{words}: {clock_face(need - full)} too much"
    tiers = [each.get("tier") for each in sections]
    if any(tier not in VERSIONS for tier in tiers):
        return
    for version in sorted(VERSIONS):
        slot = timedelta(minutes=version)
        held = zip(sections, tiers, strict=True)
        need = _sum([_span(each.get("least")) for each, tier in held if isinstance(tier, int) and tier <= version])
        if slot <= full and need is not None and need > slot:
            words = f"the sections of the {version}-minute version need {clock_face(need)} at least"
            yield ("section",), f"{words}: {clock_face(need - slot)} too much"


def _span(minutes: object) -> timedelta | None:
    """Minutes as a length of whole seconds; None where they are none, which the schema tells."""
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes <= LONGEST:
        return None
    return timedelta(seconds=max(1, round(minutes * 60)))


def _sum(spans: Sequence[timedelta | None]) -> timedelta | None:
    known = [span for span in spans if span is not None]
    return sum(known, ZERO) if len(known) == len(spans) else None


def _talk(table: TalkTable, slug: str, folder: Path, questions: tuple[QuestionAndAnswer, ...]) -> Talk:
    slides, _ = laid_out(each.slides for each in table.section)
    return Talk(
        slug=slug,
        uuid=table.uuid,
        title=table.title,
        minutes=table.minutes,
        sections=tuple(
            Section(
                title=each.title,
                target=_span(each.minutes) or ZERO,
                least=_span(each.least) or ZERO,
                tier=each.tier,
                priority=each.priority,
                slides=shown,
                notes=each.notes,
                bridge=each.bridge,
            )
            for each, shown in zip(table.section, slides, strict=True)
        ),
        questions_minutes=questions_after(table.minutes) if table.questions is None else table.questions,
        questions=questions,
        folder=Path(os.path.abspath(folder)),
    )
