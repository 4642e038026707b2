"""What somebody said to a question, scored; what they wrote; and the stories they can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from prep.model.card import TOO_LONG
from prep.model.fact import Fact
from prep.model.moment import clock_face
from prep.model.opinion import Opinion, newest, opinions_from
from prep.model.review import Review
from prep.model.rubrics import RUBRICS
from prep.model.text import counted

WORDS_A_MINUTE = 140
"""How fast people speak in an interview."""
SPOKEN, ANSWERED = "question.spoken", "question.answered"
"""An answer to a question after a talk, before anything is shown of what was wanted; and any answer with its marks."""
KEPT, STORY, STORY_DROPPED = "answer.kept", "story.kept", "story.dropped"
DEMONSTRATION = "demonstration/"
"""How the sitting of an answer begins that was given while a day was only shown: it counts for nothing."""
CUT = "---- above is the question; your answer goes below this line ----"
STORY_PARTS = ("situation", "task", "action", "result", "lesson")


@dataclass(frozen=True)
class Answered:
    """One answer with its self-score; `text` is what was written, or empty where it was spoken.

    `limit` is the length to aim at; `true_elsewhere` is the swap test: whether it stays true with a rival's name.
    `second` is the newest sheet of somebody else who marked it.
    """

    id: str
    key: str
    question: str
    asker: str
    at: datetime
    rubric: str
    marks: Mapping[str, int]
    seconds: float = 0.0
    limit: int = 0
    text: str = ""
    note: str = ""
    company: str = ""
    sitting: str = ""
    true_elsewhere: bool | None = None
    helped: bool = False
    peeked: bool = False
    gave_up: bool = False
    no_need_soon: bool = False
    second: Opinion | None = None

    @property
    def real(self) -> bool:
        """Whether it was given in earnest: a demonstration runs faster."""
        return not self.sitting.startswith(DEMONSTRATION)

    @property
    def late(self) -> bool:
        """Whether it was longer than one and a half times what was asked for: nobody minds the first half minute."""
        return bool(self.limit) and self.seconds > self.limit * TOO_LONG

    @property
    def score(self) -> int:
        """The lowest of the marks that must be at the bar; 1 where there are none."""
        rubric = RUBRICS.get(self.rubric)
        return rubric.lowest(self.marks) if rubric and self.marks else 1

    @property
    def counted(self) -> int:
        """The score that decides when it is asked again: somebody else's marks in the place of one's own.

        A criterion that they could not judge keeps one's own mark. It is the lowest mark, as of a self-score: the same
        sheet means the same, whoever filled it.
        """
        rubric = RUBRICS.get(self.rubric)
        if rubric is None or self.second is None or not self.marks:
            return self.score
        return rubric.lowest({**self.marks, **self.second.marks})

    @property
    def review(self) -> Review:
        """The answer as the schedule takes it."""
        return Review(
            question=self.key,
            at=self.at,
            score=self.counted,
            by=self.second.by if self.second is not None else "",
            helped=self.helped,
            late=self.late,
            peeked=self.peeked,
            gave_up=self.gave_up,
            no_need_soon=self.no_need_soon,
            seconds=self.seconds,
        )


@dataclass(frozen=True)
class Version:
    """An answer as it was written down at one time."""

    id: str
    key: str
    text: str
    at: datetime
    company: str = ""


@dataclass(frozen=True)
class Story:
    """Something that happened to the candidate, in the five parts that a listener needs; and what it can answer."""

    id: str
    title: str
    parts: Mapping[str, str]
    answers: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that are still empty."""
        return tuple(part for part in STORY_PARTS if not self.parts.get(part, "").strip())


def answer_page(question: str, start: str = "") -> str:
    """What the editor opens with: the question on top, and what was written before below the line."""
    return f"{question}\n{CUT}\n{start}\n"


def answer_on(page: str) -> str:
    """The answer on such a page."""
    return page.partition(CUT)[2].strip()


def length_words(text: str, seconds: int) -> str:
    """`180 words, 1:17 spoken (60 s are asked for)`."""
    asked = f" ({seconds} s are asked for)" if seconds else ""
    return f"{counted(words(text), 'word')}, {clock_face(spoken(text))} spoken{asked}"


def answered_data(answered: Answered) -> dict[str, Any]:
    """An answer as the journal keeps it; its id and its time are the fact's own."""
    kept = {name: getattr(answered, name) for name in _FIELDS}
    return {**kept, "marks": dict(answered.marks)}


def answered_from(facts: Iterable[Fact]) -> tuple[Answered, ...]:
    """Every scored answer that these facts tell of, with the second opinions that are among them."""
    kept = list(facts)
    opinions = opinions_from(kept)
    return tuple(_answered(fact, opinions.get(fact.id, ())) for fact in kept if fact.kind == ANSWERED)


def versions_from(facts: Iterable[Fact]) -> tuple[Version, ...]:
    """Every version of an answer that was written down, the oldest first."""
    return tuple(
        Version(fact.id, fact.about, fact.data["text"], fact.at, fact.data["company"])
        for fact in facts
        if fact.kind == KEPT
    )


def stories_from(facts: Iterable[Fact]) -> tuple[Story, ...]:
    """The stories as they stand: a later fact of one replaces it."""
    found: dict[str, Story] = {}
    for fact in facts:
        if fact.kind == STORY:
            data = fact.data
            found[fact.about] = Story(fact.about, data["title"], data["parts"], tuple(data["answers"]))
        elif fact.kind == STORY_DROPPED:
            found.pop(fact.about, None)
    return tuple(found.values())


def words(text: str) -> int:
    """How many words a text has."""
    return len(re.findall(r"\w+(?:['\u2019-]\w+)*", text))


def spoken(text: str) -> timedelta:
    """How long a text takes to say."""
    return timedelta(seconds=round(words(text) * 60 / WORDS_A_MINUTE))


def _answered(fact: Fact, opinions: Iterable[Opinion]) -> Answered:
    own = {name: fact.data[name] for name in _FIELDS}
    second = newest(each for each in opinions if each.rubric == own["rubric"])
    return Answered(id=fact.id, key=fact.about, at=fact.at, second=second, **own)


_FIELDS = (
    *("question", "asker", "rubric", "marks", "seconds", "limit", "text", "note", "company", "sitting"),
    *("true_elsewhere", "helped", "peeked", "gave_up", "no_need_soon"),
)
