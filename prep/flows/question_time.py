"""Questions after a talk: drawn one at a time, answered against the clock, shown what was wanted, given one mark."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from prep.flows.asking import Chair
from prep.history.ids import uuid7
from prep.model.answer import ANSWERED, SPOKEN, Answered, answered_data
from prep.model.moment import ZERO, Moment, between
from prep.model.question import Asker, Question
from prep.model.rehearsal import Rehearsal
from prep.model.rubric import MARKS
from prep.model.rubrics import QUESTION_TIME
from prep.model.standing import Light
from prep.model.talk import Talk

GREEN, YELLOW, RED = timedelta(seconds=30), timedelta(seconds=45), timedelta(seconds=60)
"""When the cards go up: an answer in a hall takes 30 to 60 seconds, whoever asks."""
FOLLOWS = timedelta(hours=1)
"""How long after a talk a round of questions is taken to belong to it."""
AUDIENCE = Asker(
    id="audience",
    title="Somebody in the audience",
    who="You saw this one coming: it is from your own list.",
    wants="Do you know your own work where it is weakest?",
    seconds=60,
)


class Stage(StrEnum):
    """How far a question is: somebody raises a hand, you answer, you see what was wanted, you gave your mark."""

    HIDDEN = "hidden"
    SPEAKING = "speaking"
    SHOWN = "shown"
    SCORED = "scored"


@dataclass(frozen=True)
class Reply:
    """An answer that was given: how long it took, and its mark, if it has one."""

    question: Question
    took: timedelta
    mark: int | None = None


def card(took: timedelta) -> Light | None:
    """The card that is up: none before it is long enough."""
    if took < GREEN:
        return None
    if took < YELLOW:
        return Light.GREEN
    return Light.YELLOW if took < RED else Light.RED


def questions_of(talk: Talk) -> tuple[Question, ...]:
    """The talk's own likely questions, with keys that stay when the folder is renamed."""
    found: dict[str, Question] = {}
    for each in talk.questions:
        words = re.findall(r"[a-z0-9]+", each.question.lower())[:8]
        id = "-".join(words) or "question"
        number = 1 + sum(other == id or other.startswith(f"{id}--") for other in found)
        id = id if number == 1 else f"{id}--{number}"
        found[id] = Question(id, f"talk:{talk.uuid}", AUDIENCE, each.question, shows=each.answer, seconds=60)
    return tuple(found.values())


def replies_after(rehearsal: Rehearsal, chair: Chair) -> tuple[Reply, ...]:
    """The answers to questions that followed a rehearsal: of its talk, before its next one, within an hour of its end.

    Nothing ties a round of questions to a rehearsal but the time: a round may be held without one.
    """
    if rehearsal.finished is None:
        return ()
    others = chair.history.facts(kinds=["rehearsal.started"])
    later = (each.at for each in others if each.data["uuid"] == rehearsal.uuid and each.at > rehearsal.finished.utc)
    until = min([*later, rehearsal.finished.utc + FOLLOWS])
    found: dict[tuple[str, str], Reply] = {}
    for fact in chair.history.facts(kinds=[SPOKEN, ANSWERED]):
        data, id = fact.data, (fact.data.get("sitting", ""), fact.about)
        if data.get("talk") != rehearsal.uuid or not rehearsal.finished.utc <= fact.at < until:
            continue
        if fact.kind == ANSWERED:
            found |= {id: replace(found[id], mark=data["mark"])} if id in found else {}
        else:
            bank, _, name = fact.about.rpartition("/")
            question = Question(name, bank, AUDIENCE, data["question"], shows="", seconds=round(RED.total_seconds()))
            found[id] = Reply(question, timedelta(seconds=data["seconds"]))
    return tuple(found.values())


def drawn(*groups: Iterable[Question], seed: int) -> tuple[Question, ...]:
    """All of these questions, each once: shuffled by the seed within their group, the first group first."""
    chance = random.Random(seed)
    found: dict[str, Question] = {}
    for group in groups:
        questions = list(group)
        chance.shuffle(questions)
        for question in questions:
            found.setdefault(" ".join(question.text.lower().split()), question)
    return tuple(found.values())


class QuestionTime:
    """One round of questions. What was said is on disk before what was wanted is shown, and a mark before the next."""

    def __init__(self, questions: Iterable[Question], talk: Talk, chair: Chair) -> None:
        self.questions = tuple(questions)
        self.talk = talk
        self.chair = chair
        self.replies: list[Reply] = []
        self._sitting = uuid7(chair.clock().utc)
        self._place = 0
        self._stage = Stage.HIDDEN
        self._began: Moment | None = None
        self._took = ZERO

    @property
    def over(self) -> bool:
        """Whether nobody has a question left."""
        return self._place >= len(self.questions)

    @property
    def question(self) -> Question:
        """The question whose turn it is."""
        return self.questions[min(self._place, len(self.questions) - 1)]

    @property
    def place(self) -> str:
        """Which one it is: `2 of 12`."""
        return f"{min(self._place, len(self.questions) - 1) + 1} of {len(self.questions)}"

    @property
    def last(self) -> bool:
        """Whether no other question follows."""
        return self._place >= len(self.questions) - 1

    @property
    def stage(self) -> Stage:
        """How far it is."""
        return self._stage

    @property
    def took(self) -> timedelta:
        """How long the answer is, or was."""
        return between(self._began, self.chair.clock()) if self._began is not None else self._took

    @property
    def card(self) -> Light | None:
        """The card that is up."""
        return card(self.took)

    def draw(self) -> None:
        """Hear the question: the clock runs from here."""
        if self._stage is Stage.HIDDEN and not self.over:
            self._stage, self._began = Stage.SPEAKING, self.chair.clock()

    def stop(self) -> None:
        """The answer is given."""
        if self._stage is not Stage.SPEAKING:
            return
        self._took = self.took
        data = {"seconds": _seconds(self._took), "question": self.question.text, **self._about}
        self.chair.history.add(SPOKEN, self.question.key, data)
        self._stage, self._began = Stage.SHOWN, None
        self.replies.append(Reply(self.question, self._took))

    def score(self, mark: int) -> None:
        """Give the answer its mark, once."""
        if self._stage is not Stage.SHOWN or mark not in MARKS:
            return
        question = self.question
        answered = Answered(
            id="",
            key=question.key,
            question=question.text,
            asker=question.asker.id,
            at=self.chair.clock().utc,
            rubric=QUESTION_TIME.id,
            marks={each.id: mark for each in QUESTION_TIME.criteria},
            seconds=_seconds(self._took),
            limit=round(RED.total_seconds()),
            sitting=self._sitting,
        )
        self.chair.history.add(ANSWERED, question.key, {**answered_data(answered), **self._about, "mark": mark})
        self._stage = Stage.SCORED
        self.replies[-1] = replace(self.replies[-1], mark=mark)

    def go_on(self) -> None:
        """The next question; an answer without a mark stays without one."""
        if self._stage in (Stage.SHOWN, Stage.SCORED):
            self._place += 1
            self._stage, self._took = Stage.HIDDEN, ZERO

    def leave(self) -> None:
        """Nobody answers any more; what was being said is kept."""
        self.stop()

    @property
    def _about(self) -> dict[str, str]:
        return {"talk": self.talk.uuid, "slug": self.talk.slug, "sitting": self._sitting}


def _seconds(span: timedelta) -> float:
    return round(span.total_seconds(), 1)
