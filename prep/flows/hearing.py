"""A sitting of questions: each is heard, scored and kept before anything about a strong answer is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from prep.flows import asking
from prep.flows.asking import Chair
from prep.model.answer import Answered, Story, spoken
from prep.model.card import card
from prep.model.moment import ZERO, Moment, between
from prep.model.question import Question
from prep.model.review import Rating, daily, rating
from prep.model.rubric import BAR, Rubric
from prep.model.rubrics import MOTIVATION
from prep.model.standing import Light

GRACE = timedelta(seconds=60)
"""How long a score that is being given may still take once the time is over."""
GOODS = 2
"""So often good before, a 4 may be put off for longer."""


class Stage(StrEnum):
    """How far a question is."""

    ASKED = "asked"
    SPEAKING = "speaking"
    SAID = "said"
    KEPT = "kept"


@dataclass(frozen=True)
class Coming:
    """A question with what it is scored by, and why it is asked today."""

    question: Question
    rubric: Rubric
    why: str = ""


@dataclass
class _Said:
    """What was said to the question so far."""

    began: Moment | None = None
    spoken: timedelta = ZERO
    text: str = ""
    helped: bool = False
    peeked: bool = False
    done: bool = False
    kept: Answered | None = None


class Hearing:
    """One sitting: the question that is asked now, and the answers that are kept.

    It closes by itself at `until`: what is being spoken then is cut off, a score that is being given may be finished.
    """

    def __init__(
        self,
        coming: Sequence[Coming],
        chair: Chair,
        *,
        sitting: str,
        company: str = "",
        until: Moment | None = None,
        first: int = 1,
        of: int = 0,
    ) -> None:
        self.coming = tuple(coming)
        self.chair = chair
        self.sitting = sitting
        self.company = company
        self.until = until
        self.answers: list[Answered] = []
        self._first = first
        self._of = of or len(self.coming)
        self._place = 0
        self._said = _Said()

    @property
    def over(self) -> bool:
        """Whether every question had its turn."""
        return self._place >= len(self.coming)

    @property
    def now(self) -> Coming:
        """What is asked now."""
        return self.coming[min(self._place, len(self.coming) - 1)]

    @property
    def question(self) -> Question:
        """The question that is asked now."""
        return self.now.question

    @property
    def last(self) -> bool:
        """Whether no other question follows."""
        return self._place >= len(self.coming) - 1

    @property
    def place(self) -> str:
        """Which question this is: `2 of 3`."""
        return f"{self._first + self._place} of {self._of}"

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if self._said.kept is not None:
            return Stage.KEPT
        if self._said.began is not None:
            return Stage.SPEAKING
        return Stage.SAID if self._said.done else Stage.ASKED

    @property
    def text(self) -> str:
        """What was written, or nothing."""
        return self._said.text

    @property
    def kept(self) -> Answered | None:
        """The answer to this question, once it is kept."""
        return self._said.kept

    @property
    def helped(self) -> bool:
        """Whether a story or the strong answer was looked at."""
        return self._said.helped or self._said.peeked

    @property
    def swap_test(self) -> bool:
        """Whether it is asked if the answer stays true with a rival's name in it."""
        return self.now.rubric is MOTIVATION

    @property
    def spoken(self) -> timedelta:
        """How long was spoken; of a written answer, how long it takes to say."""
        began = self._said.began
        if began is not None:
            return between(began, self.chair.clock())
        return self._said.spoken or spoken(self._said.text)

    @property
    def card(self) -> Light | None:
        """The card that is up."""
        return card(self.spoken, self.question.seconds)

    def closed(self) -> bool:
        """Whether the time of the whole sitting is over."""
        if self.until is None:
            return False
        now = self.chair.clock()
        late = self.stage is Stage.SAID and not between(self.until, now) > GRACE
        return _reached(self.until, now) and not late

    def left(self) -> timedelta | None:
        """What is left of the sitting, where it has an end."""
        return None if self.until is None else between(self.chair.clock(), self.until)

    def start(self) -> None:
        """The first word; an answer that is not kept yet is begun anew."""
        if self.stage in (Stage.ASKED, Stage.SAID):
            self._said.began, self._said.spoken, self._said.done = self.chair.clock(), ZERO, False

    def stop(self) -> None:
        """The last word."""
        if self.stage is Stage.SPEAKING:
            self._said.spoken, self._said.began, self._said.done = self.spoken, None, True

    def draft(self) -> str:
        """What was written to this question last, to go on from."""
        versions = asking.versions(self.question.key, self.chair)
        return self._said.text or (versions[-1].text if versions else "")

    def write(self, text: str) -> bool:
        """Take a written answer; it is on disk at once. Whether there was one."""
        if self.stage is Stage.KEPT or not text.strip():
            return False
        self.stop()
        asking.write_down(self.question.key, text.strip(), self.chair, company=self.company)
        self._said.text, self._said.done = text.strip(), True
        return True

    def stories(self) -> tuple[Story, ...]:
        """The stories that answer this question."""
        return tuple(each for each in asking.stories(self.chair) if self.question.key in each.answers)

    def help(self) -> None:
        """A look at the stories: it is help, and counts as such."""
        self._said.helped = self._said.helped or self.stage is not Stage.KEPT

    def peek(self) -> None:
        """A look at what a strong answer shows, before the score: it counts as forgotten."""
        self._said.peeked = self._said.peeked or self.stage is not Stage.KEPT

    def give_up(self) -> Answered:
        """No answer comes; that is kept, too."""
        return self._keep(replace(self._answered({}), gave_up=True))

    def may_rest(self, marks: Mapping[str, int]) -> bool:
        """Whether to ask if it need not come back soon: a 4, unaided and in time, and good before."""
        aided = self.helped or self._answered(marks).late
        if aided or self.now.rubric.lowest(marks) <= BAR:
            return False
        goods = 0
        for review in daily(each.review for each in asking.all_answered(self.chair, key=self.question.key)):
            goods += rating(review, goods=goods) >= Rating.GOOD
        return goods >= GOODS

    def score(
        self,
        marks: Mapping[str, int],
        *,
        note: str = "",
        true_elsewhere: bool | None = None,
        no_need_soon: bool = False,
    ) -> Answered:
        """Keep the answer with its marks."""
        answered = self._answered(marks)
        return self._keep(replace(answered, note=note, true_elsewhere=true_elsewhere, no_need_soon=no_need_soon))

    def go_on(self) -> None:
        """The next question; one that was not answered is left out and comes another time."""
        self._place += 1
        self._said = _Said()

    def next_time(self) -> str:
        """When the question comes back, and why then."""
        return asking.next_time(self.question.key, self.chair)

    def _keep(self, answered: Answered) -> Answered:
        kept = asking.answer(answered, self.chair)
        self._said.kept = kept
        self.answers.append(kept)
        return kept

    def _answered(self, marks: Mapping[str, int]) -> Answered:
        self.stop()
        question = self.question
        return Answered(
            id="",
            key=question.key,
            question=question.text,
            asker=question.asker.id,
            at=self.chair.clock().utc,
            rubric=self.now.rubric.id,
            marks=dict(marks),
            seconds=round(self.spoken.total_seconds(), 1),
            limit=question.seconds,
            text=self._said.text,
            company=self.company,
            sitting=self.sitting,
            helped=self._said.helped,
            peeked=self._said.peeked,
        )


def _reached(until: Moment, now: Moment) -> bool:
    return (now.ticks >= until.ticks) if now.boot == until.boot else now.utc >= until.utc
