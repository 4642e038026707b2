"""A history leaves for another machine, and another one comes in: all of it, once, or nothing."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from prep.catalogue.banks import find_banks
from prep.errors import BadUsage
from prep.files import write_whole
from prep.history import History
from prep.history.exchange import Numbered, from_lines, refuse, to_lines
from prep.history.line import decode
from prep.model.anonymous import anonymous
from prep.model.answer import answered_from, stories_from, versions_from
from prep.model.correction import corrections_from, remarks_from
from prep.model.episode import episodes_from
from prep.model.fact import Fact
from prep.model.onsite import days_from
from prep.model.opinion import opinions_from
from prep.model.record import session_data, sessions_from
from prep.model.rehearsal_record import rehearsals_from
from prep.model.rehearsed import result
from prep.model.why import sittings_from
from prep.places import PACKAGE, Places

BEGINS = {
    "session.started": "session",
    "rehearsal.started": "rehearsal",
    "question.answered": "answer",
    "day.started": "day",
}
"""The kinds of fact with which something begins, and what that is."""


@dataclass(frozen=True)
class Imported:
    """What came of an import: the facts that are new here, and how many were held already."""

    new: tuple[Fact, ...]
    held: int

    @property
    def begun(self) -> dict[str, int]:
        """How many sessions, rehearsals, days and answers the new facts begin."""
        kinds = Counter(fact.kind for fact in self.new)
        return {what: kinds[kind] for kind, what in BEGINS.items() if kinds[kind]}


def exported(history: History, *, without_text: bool = False) -> Iterator[Fact]:
    """Every fact as it was written, voided ones too; without anything personal if so wanted."""
    facts = history.all_recorded()
    return anonymous(facts, _public()) if without_text else facts


@functools.cache
def _public() -> frozenset[str]:
    """The keys of the questions that come with prep: everybody has them."""
    banks = find_banks([PACKAGE / "banks"]).banks
    return frozenset(question.key for bank in banks for question in bank.questions)


def export_to(file: Path, facts: Iterable[Fact], places: Places) -> int:
    """Write facts to a file, whole or not at all, and say how many; only an empty file or an export is replaced."""
    ours = {path.resolve() for path in (places.journal, places.index)}
    if file.resolve() in ours or not _may_replace(file):
        raise BadUsage(f"{file} is there already, and is no export", hint="Choose another name; nothing was written.")
    if not file.parent.is_dir():
        raise BadUsage(f"there is no folder {file.parent}", hint="Make it first; nothing was written.")
    numbers = count()
    try:
        write_whole(file, (line for line, _ in zip(to_lines(facts), numbers, strict=False)))
    except OSError as error:
        raise BadUsage(f"{file} could not be written: {error.strerror}", hint="Choose another place.") from error
    return next(numbers)


def take_in(content: bytes, history: History) -> Imported:
    """Add the facts of a file that are not here yet. Everything is looked at before anything is kept."""
    coming = from_lines(content)
    held = {fact.id: fact for fact in history.holding({each.fact.id for each in coming})}
    refuse([(each.line, reason) for each in coming if (reason := _conflict(each.fact, held.get(each.fact.id)))])
    _read_once(coming, history)
    new = history.merge(each.fact for each in coming)
    return Imported(tuple(new), len({each.fact.id for each in coming}) - len(new))


def _conflict(fact: Fact, held: Fact | None) -> str:
    """Why a fact cannot stand beside the one that is held under its id; empty if they say the same."""
    if held is None or held == fact or [*anonymous([held], _public())] == [fact]:
        return ""
    if [*anonymous([fact], _public())] == [held]:
        return "it is here without its text (from an anonymous export); import this file into an empty PREP_HOME"
    return f"here the id {fact.id} stands for something else"


def _read_once(coming: list[Numbered], history: History) -> None:
    """Read what the history would be with them: data may be of the right form and still not fit together."""
    lines = {each.fact.id: each.line for each in coming}
    groups: dict[str, dict[str, Fact]] = {}
    for each in coming:
        groups.setdefault(each.fact.about, {})[each.fact.id] = each.fact
    for about, facts in groups.items():
        group = {**facts, **{fact.id: fact for fact in history.recorded(about=about)}}
        try:
            _read([group[id] for id in sorted(group)])
        except Exception as error:
            last = max(lines[id] for id in facts)
            refuse([(last, f"what it is about ({about}) cannot be read then: {type(error).__name__}: {error}")])


def _read(facts: list[Fact]) -> None:
    for session in sessions_from(facts):
        session_data(session)
    for rehearsal in rehearsals_from(facts):
        result(rehearsal)
    for reader in (days_from, answered_from, versions_from, stories_from, sittings_from):
        reader(facts)
    for about in (corrections_from, remarks_from, opinions_from):
        about(facts)
    episodes_from(facts)


def _may_replace(file: Path) -> bool:
    """Whether nothing is lost if this file is written over."""
    if not file.exists():
        return True
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        first = opened.readline().rstrip(b"\r\n")
    try:
        return not first or bool(decode(first))
    except (ValueError, RecursionError):
        return False
