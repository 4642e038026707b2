"""What was done, found again and put right: a note, an amendment, a void, a second opinion. All of them new facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prep.errors import BadContent, BadUsage, NoSuchThing
from prep.history import History
from prep.model.answer import ANSWERED, Answered
from prep.model.correction import (
    AMENDED,
    CORRECTIONS,
    NOTED,
    VOIDED,
    Correction,
    Remark,
    amended_data,
    corrections_from,
    remarks_from,
)
from prep.model.cover import Cover
from prep.model.episode import Came, Episode, Kind, episodes_from, episodes_of
from prep.model.fact import Fact
from prep.model.numbers import numbers_from
from prep.model.onsite import DAY_KINDS, OnSite
from prep.model.opinion import GIVEN, Opinion, opinion_data, opinions_from, sheet_faults
from prep.model.problem import Problem
from prep.model.rehearsal import Rehearsal
from prep.model.rehearsal_record import REHEARSAL_KINDS
from prep.model.rubric import ASKED_OF_SPEAKERS, CODING, JOB_TALK, MARKS, Criterion
from prep.model.rubrics import RUBRICS
from prep.model.session import Session
from prep.model.text import counted

_BESIDE_SESSIONS = (*REHEARSAL_KINDS, ANSWERED, *DAY_KINDS, NOTED, GIVEN, *CORRECTIONS)
_BEGINNINGS = ("rehearsal.started", ANSWERED)
LEAST_OF_ID = 6
"""Shorter digits are a number in the list, longer ones the beginning of an id."""


@dataclass(frozen=True)
class Past:
    """Everything that was done, by number: 1 is the newest; with what was said about it later.

    `number` is how many there are, should not all of them be here.
    """

    episodes: Mapping[int, Episode]
    remarks: Mapping[str, tuple[Remark, ...]]
    opinions: Mapping[str, tuple[Opinion, ...]]
    corrections: Mapping[str, Correction]
    number: int

    @property
    def in_order(self) -> tuple[Episode, ...]:
        """The oldest first."""
        return tuple(self.episodes[number] for number in sorted(self.episodes, reverse=True))

    @property
    def amended_marks(self) -> set[str]:
        """What had its marks changed afterwards."""
        return {id for id, each in self.corrections.items() if each.marks}


def past(history: History, problems: Iterable[Cover | Problem] = (), *, newest: int | None = None) -> Past:
    """Everything that was done, or so many from the newest on; sessions that are over without their attempts."""
    facts = history.facts(kinds=_BESIDE_SESSIONS)
    sessions = history.sessions(newest=newest)
    late, before = facts, 0
    if newest is not None and len(sessions) == newest:
        late, before = _since(min(each.started.utc for each in sessions), facts)
    newest_first = episodes_of(sessions, late, problems)[::-1]
    return Past(
        episodes=dict(enumerate(newest_first[:newest], start=1)),
        remarks=remarks_from(facts),
        opinions=opinions_from(facts),
        corrections=corrections_from(fact for fact in facts if fact.kind in CORRECTIONS),
        number=len(newest_first) - len(sessions) + history.number_of_sessions + before,
    )


def numbers(history: History, problems: Iterable[Cover | Problem] = ()) -> tuple[Episode, ...]:
    """Everything that was done, the oldest first, for statistics: of sessions that are over the numbers alone."""
    known = {each.uuid: each for each in problems}
    sessions = history.sessions_as(lambda rows: numbers_from(rows, known))
    return episodes_of(sessions, history.facts(kinds=_BESIDE_SESSIONS), known.values())


def _since(at: datetime, facts: Sequence[Fact]) -> tuple[list[Fact], int]:
    """What tells of days, and of rehearsals and answers from then on; and how many of these were before it."""
    began = [(fact.id if fact.kind == ANSWERED else fact.about, fact.at) for fact in facts if fact.kind in _BEGINNINGS]
    before = {id for id, began_at in began if began_at < at}
    return [fact for fact in facts if before.isdisjoint((fact.id, fact.about))], len(before)


def found(which: str, history: History) -> tuple[int, Episode]:
    """The same as `find` in all there is; by its number, no more is read than what is newer."""
    numbered = which.isdecimal() and len(which) < LEAST_OF_ID and int(which) > 0
    return find(which, past(history, newest=int(which) if numbered else None))


def find(which: str, past: Past) -> tuple[int, Episode]:
    """The one of that number in the list, or with an id that begins so."""
    if not past.episodes:
        raise NoSuchThing("there is no session yet", hint="`prep code SLUG` starts one.")
    numbered = which.isdecimal() and len(which) < LEAST_OF_ID
    hits = [
        (number, each)
        for number, each in past.episodes.items()
        if (number == int(which) if numbered else bool(which) and each.id.startswith(which))
    ]
    if len(hits) != 1:
        if len(hits) > 1:
            raise NoSuchThing(f"{len(hits)} ids begin with {which!r}", hint="Give more of it.")
        held = counted(len(past.episodes), "entry", "entries")
        raise NoSuchThing(f"the history has no {which!r} ({held} so far)", hint="`prep history list` numbers them.")
    return hits[0]


def note(episode: Episode, text: str, history: History) -> None:
    """Add a note to something that was done."""
    if not text.strip():
        raise BadUsage("the note is empty", hint="Nothing was changed.")
    history.add(NOTED, episode.id, {"text": text.strip()})


def amend(
    episode: Episode,
    history: History,
    *,
    marks: Mapping[str, int] | None = None,
    minutes: float | None = None,
    note: str | None = None,
) -> None:
    """Correct the marks, the note that went with them, or the minutes that count."""
    if not marks and minutes is None and note is None:
        raise BadUsage("say what to amend", hint="--score, --minutes or --note; `prep history void` takes it all out.")
    faults = _marks_faults(episode, marks or {})
    if (marks or note is not None) and not episode.marks:
        faults.append("it has no self-score to amend")
    if minutes is not None and isinstance(episode.done, Rehearsal | OnSite):
        faults.append(f"the times of a {episode.kind} are measured part by part; void it if they are wrong")
    if minutes is not None and minutes < 0:
        faults.append("minutes are not negative")
    if isinstance(episode.done, Session) and episode.done.open:
        faults.append("it is not finished yet")
    if faults:
        raise BadUsage(f"this cannot be amended: {'; '.join(faults)}", hint="Nothing was changed.")
    seconds = None if minutes is None else minutes * 60
    history.add(AMENDED, episode.id, amended_data(marks=marks, note=note, seconds=seconds))


def void(episode: Episode, because: str, history: History) -> None:
    """Take something out of every reading, for a reason; the journal keeps it, and it can be taken back."""
    if episode.came is Came.OPEN or (isinstance(episode.done, Session) and episode.done.open):
        ends = {Kind.CODE: "prep code finish", Kind.TALK: "prep talk resume", Kind.DAY: "prep day --abandon"}
        raise BadUsage("it is still open", hint=f"End it first: `{ends.get(episode.kind, 'prep')}`.")
    if not because.strip():
        raise BadUsage("a void needs a reason", hint="--because says it to you in a year. Nothing was changed.")
    history.add(VOIDED, episode.id, {"voided": True, "because": because.strip()})


def voided(history: History) -> list[tuple[Episode, str]]:
    """What was voided, with the reasons, the newest first."""
    standing = corrections_from(history.recorded(kinds=CORRECTIONS))
    ids = [id for id, each in standing.items() if each.voided]
    # A session is what facts are about, an answer is a fact.
    facts = {fact.id: fact for id in ids for fact in history.recorded(about=id)}
    facts |= {fact.id: fact for fact in history.holding(ids)}
    gone = [each for each in episodes_from(facts[id] for id in sorted(facts)) if each.id in ids]
    return [(each, standing[each.id].because) for each in reversed(gone)]


def take_back(which: str, history: History) -> Episode:
    """Undo a void: the thing counts again."""
    found = [each for each, _ in voided(history) if which and each.id.startswith(which)]
    if len(found) != 1:
        raise NoSuchThing(f"nothing voided has the id {which!r}", hint="`prep history list --voided` shows them.")
    history.add(VOIDED, found[0].id, {"voided": False, "because": ""})
    return found[0]


def criteria_of(episode: Episode) -> tuple[str, Sequence[Criterion]]:
    """The rubric that something is marked on, and the criteria that are asked for."""
    done = episode.done
    if isinstance(done, Session):
        return CODING.id, CODING.criteria
    if isinstance(done, Rehearsal):
        return JOB_TALK.id, ASKED_OF_SPEAKERS
    if isinstance(done, Answered) and done.rubric in RUBRICS:
        return done.rubric, RUBRICS[done.rubric].criteria
    raise BadUsage(f"a {episode.kind} has no rubric of its own", hint="Mark what happened in it, one by one.")


def add_opinion(episode: Episode, by: str, sheet: Any, history: History) -> None:
    """Keep a grader's sheet beside one's own marks; every fault of it is named at once."""
    rubric, criteria = criteria_of(episode)
    if not by.strip():
        raise BadUsage("a sheet needs the name of who marked", hint="--by NAME. Nothing was changed.")
    if episode.came is Came.OPEN:
        raise BadUsage("it is still open", hint="A second opinion is about something that is over.")
    if faults := sheet_faults(sheet, episode.id, rubric, criteria):
        raise BadContent(
            f"the sheet is not right: {'; '.join(faults)}", hint="`--template` prints an empty one. Nothing was kept."
        )
    marks = {id: mark for id, mark in sheet["marks"].items() if mark is not None}
    history.add(GIVEN, episode.id, opinion_data(by.strip(), rubric, marks, sheet.get("note", "")))


def _marks_faults(episode: Episode, marks: Mapping[str, int]) -> list[str]:
    if not marks:
        return []
    _, criteria = criteria_of(episode)
    known = [each.id for each in criteria]
    faults = [f"there is no criterion {id!r} (there are {', '.join(known)})" for id in marks if id not in known]
    return faults + [f"{id} is {mark}, and marks are 1 to 4" for id, mark in marks.items() if mark not in MARKS]
