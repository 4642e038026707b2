"""Questions and answers, step by step: what is asked today, what was said to it, what was written down."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from prep.clock import Clock
from prep.errors import BadUsage, NoSuchThing
from prep.history import History
from prep.history.ids import uuid7
from prep.model.answer import (
    ANSWERED,
    KEPT,
    STORY,
    STORY_DROPPED,
    STORY_PARTS,
    Answered,
    Story,
    Version,
    answered_data,
    answered_from,
    stories_from,
    versions_from,
)
from prep.model.asking import Pick, Turn, comes_back, picks
from prep.model.opinion import GIVEN
from prep.model.question import Bank, Question
from prep.model.rubrics import RUBRICS
from prep.recall import Recall, recalls

SETTING = "setting.changed"
INTERVIEW = "interview"


@dataclass(frozen=True)
class Chair:
    """Where somebody sits who answers questions: the history and the clock."""

    history: History
    clock: Clock

    @property
    def today(self) -> date:
        """The day on the wall."""
        return self.clock().utc.astimezone().date()


def all_answered(chair: Chair, *, key: str | None = None) -> tuple[Answered, ...]:
    """Every scored answer, or those to one question, the oldest first, each with what somebody else marked it."""
    facts = chair.history.facts
    if key is None:
        return answered_from(facts(kinds=[ANSWERED, GIVEN]))
    return answered_from([*facts(kinds=[ANSWERED], about=key), *facts(kinds=[GIVEN])])


def known(chair: Chair) -> dict[str, Recall]:
    """How every question that was answered stands today."""
    reviews = [each.review for each in all_answered(chair) if each.real]
    return recalls(reviews, on=chair.today, interview=interview_date(chair))


def todays(
    questions: Sequence[Question], chair: Chair, *, budget: timedelta | None = None, extra: bool = False
) -> tuple[Pick, ...]:
    """The questions whose turn it is today, in their order."""
    return picks(questions, known(chair), today=chair.today, budget=budget, extra=extra)


def due(bank: Bank, chair: Chair) -> tuple[Pick, ...]:
    """The questions of a bank that are due or weak today; new ones are not."""
    return tuple(pick for pick in todays(bank.questions, chair) if pick.turn in (Turn.DUE, Turn.WEAK))


def three_askers(bank: Bank, chair: Chair, *, seed: int, number: int = 3) -> tuple[Pick, ...]:
    """One question from each of so many different askers, each the one whose turn it is; the seed chooses askers."""
    askers = list(bank.askers)
    random.Random(seed).shuffle(askers)
    state = known(chair)
    chosen = []
    for asker in askers[:number]:
        theirs = [each for each in bank.questions if each.asker == asker]
        # New questions of an asker are drawn, so that every day has another three.
        random.Random(f"{seed} {asker.id}").shuffle(theirs)
        found = picks(theirs, state, today=chair.today, extra=True)
        chosen += [pick for pick in found if pick.turn is not Turn.EXTRA][:1] or list(found[:1])
    return tuple(chosen)


def answer(answered: Answered, chair: Chair) -> Answered:
    """Keep a scored answer; what was written is kept as a version of it, too."""
    rubric = RUBRICS.get(answered.rubric)
    if rubric is None or not (answered.gave_up or rubric.fits(answered.marks)):
        asked = ", ".join(each.id for each in rubric.criteria) if rubric else "none"
        raise BadUsage("marks are 1 to 4, one for each criterion", hint=f"Asked are: {asked}.")
    happened = [(ANSWERED, answered.key, answered_data(answered))]
    # What was written is kept before it is scored; it is one version, not two.
    before = versions(answered.key, chair) if answered.text.strip() else ()
    if answered.text.strip() and (not before or before[-1].text != answered.text):
        happened.append((KEPT, answered.key, {"text": answered.text, "company": answered.company}))
    fact = chair.history.add_all(happened)[0]
    return answered_from([fact])[0]


def next_time(key: str, chair: Chair) -> str:
    """When the question comes back, and why then."""
    state = known(chair).get(key)
    return comes_back(state, chair.today) if state is not None else "shown only: it counts for nothing"


def write_down(key: str, text: str, chair: Chair, *, company: str = "") -> Version:
    """Keep a version of an answer; the same text again is not a new one."""
    before = versions(key, chair)
    if before and before[-1].text == text:
        return before[-1]
    if not text.strip():
        raise BadUsage("there is nothing to keep: the answer is empty", hint="Write it first; nothing was changed.")
    return versions_from([chair.history.add(KEPT, key, {"text": text, "company": company})])[0]


def versions(key: str, chair: Chair) -> tuple[Version, ...]:
    """The versions of an answer, the oldest first."""
    return versions_from(chair.history.facts(kinds=[KEPT], about=key))


def version_before(answered: Answered, chair: Chair) -> Version | None:
    """The version that a written answer was made from; None for the first one, and for one that was spoken."""
    kept = versions(answered.key, chair)
    same = [place for place, each in enumerate(kept) if each.text == answered.text]
    # What was written is mostly kept before it is scored, and else with its score.
    place = next((each for each in reversed(same) if kept[each].at <= answered.at), same[0] if same else 0)
    return kept[place - 1] if place else None


def stories(chair: Chair) -> tuple[Story, ...]:
    """The stories as they stand."""
    return stories_from(chair.history.facts(kinds=[STORY, STORY_DROPPED]))


def keep_story(story: Story, chair: Chair) -> Story:
    """Keep a story, new or changed; an empty id makes a new one."""
    if not story.title.strip():
        raise BadUsage("a story needs a title", hint="A few words by which you will know it again.")
    if strange := [part for part in story.parts if part not in STORY_PARTS]:
        raise BadUsage(f"a story has no part called {strange[0]!r}", hint=f"Its parts: {', '.join(STORY_PARTS)}.")
    id = story.id or uuid7(chair.clock().utc)
    data = {"title": story.title.strip(), "parts": dict(story.parts), "answers": list(story.answers)}
    return stories_from([chair.history.add(STORY, id, data)])[0]


def drop_story(story: Story, chair: Chair) -> None:
    """Take a story out of the bank; the history keeps it."""
    chair.history.add(STORY_DROPPED, story.id, {})


def find_story(word: str, chair: Chair) -> Story:
    """The story of that number (from 1), id or beginning of a title."""
    found = stories(chair)
    if word.isdigit() and 0 < int(word) <= len(found):
        return found[int(word) - 1]
    fitting = [each for each in found if each.id.startswith(word) or each.title.lower().startswith(word.lower())]
    if len(fitting) != 1:
        raise NoSuchThing(f"there is no one story called {word!r}", hint="`prep ask stories` lists them by number.")
    return fitting[0]


def untold(questions: Iterable[Question], chair: Chair) -> tuple[Question, ...]:
    """The questions that no story answers."""
    told = {key for story in stories(chair) for key in story.answers}
    return tuple(each for each in questions if each.key not in told)


def interview_date(chair: Chair) -> date | None:
    """The day of the next interview, if one is set and not over."""
    for fact in reversed(chair.history.facts(kinds=[SETTING])):
        if fact.data["name"] == INTERVIEW:
            day = date.fromisoformat(fact.data["value"]) if fact.data["value"] else None
            return day if day is not None and day >= chair.today else None
    return None


def set_interview(day: date | None, chair: Chair) -> None:
    """Plan for that day; None forgets it."""
    if day is not None and day < chair.today:
        raise BadUsage(f"{day.isoformat()} is over", hint="Give the day of the next interview, such as 2026-12-14.")
    if day != interview_date(chair):
        chair.history.add(SETTING, INTERVIEW, {"name": INTERVIEW, "value": day.isoformat() if day else ""})
