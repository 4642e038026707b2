"""Somebody at a mock on-site, from a screen or as lines: what goes on in a slot, when it ends, what it came to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from prep.flows import asking, outcomes, practise, rehearse
from prep.flows import day as story
from prep.flows.asking import Chair
from prep.flows.desk import Desk
from prep.flows.outcomes import Outcome
from prep.flows.question_time import QuestionTime, drawn, questions_of
from prep.flows.rehearse import Lectern
from prep.flows.speaking import Coming, finish
from prep.model.answer import Answered
from prep.model.cut import cut
from prep.model.day import OWN_QUESTIONS, TALK, WHY, Slot, SlotKind
from prep.model.moment import ZERO, Moment
from prep.model.onsite import Held, OnSite, Planned, Stands
from prep.model.problem import Problem
from prep.model.question import Question
from prep.model.rehearsal import Rehearsal
from prep.model.session import Mode, Session
from prep.model.standing import standing
from prep.model.talk import Talk

SPEAKING = timedelta(minutes=45)
"""How much of the slot of a talk is for speaking; the rest is for questions."""
A_QUESTION = timedelta(minutes=2)
"""How long a question from the audience takes, with its answer."""
MINUTE = timedelta(minutes=1)
PRACTICE = (SlotKind.CODING, SlotKind.DEBUGGING)
LEFT_OUT = "left out"


@dataclass(frozen=True)
class House:
    """Where a day is held: a desk for problems, a lectern for the talk, a chair for questions."""

    desk: Desk
    lectern: Lectern
    chair: Chair


class Audience(QuestionTime):
    """The questions after the talk of a day; the answers carry the id of its slot."""

    def __init__(self, questions: Iterable[Question], talk: Talk, chair: Chair, sitting: str) -> None:
        super().__init__(questions, talk, chair)
        self._sitting = sitting


class Attending:
    """The day as it is now, and the steps through its slots. Every step is on disk before it is shown."""

    def __init__(self, day: OnSite, house: House) -> None:
        self.day = day
        self.house = house
        self._history, self._clock = house.chair.history, house.chair.clock

    @property
    def now(self) -> Moment:
        """The real time."""
        return self._clock()

    @property
    def elapsed(self) -> timedelta:
        """The day's clock."""
        return self.day.elapsed(self.now)

    @property
    def over(self) -> bool:
        """Whether the last slot's end has come."""
        return self.elapsed >= self.day.length

    def planned(self, number: int) -> Planned:
        """A slot with what is in it."""
        return self.day.plan[number]

    def slot(self, number: int) -> Slot:
        """A slot."""
        return self.day.plan[number].slot

    def held(self, number: int) -> Held:
        """What became of a slot that was opened."""
        return self.day.held[number]

    def current(self) -> int | None:
        """The slot that the clock is in."""
        return self.day.now_in(self.now)

    def to_enter(self) -> int | None:
        """The slot whose door is open: its time has come, or somebody is in it."""
        here = self.current()
        return here if here is not None and self.stands(here) in (Stands.WAITS, Stands.ENTERED) else None

    def stands(self, number: int) -> Stands:
        """How a slot stands now."""
        return self.day.stands(number, self.now)

    def following(self) -> int | None:
        """The talk or interview that comes next."""
        ahead = (n for n, each in enumerate(self.day.plan) if each.slot.start > self.elapsed)
        return next((n for n in ahead if self.slot(n).interview or self.slot(n).kind is SlotKind.TALK), None)

    def why_ends(self, number: int) -> timedelta:
        """When "why here?" is over, by the day's clock."""
        return min(self.held(number).opened + WHY, self.main_ends(number))

    def main_ends(self, number: int) -> timedelta:
        """When the real thing is over: an interview ends with questions of your own."""
        slot = self.slot(number)
        return slot.end - (OWN_QUESTIONS if slot.interview else ZERO)

    def reached(self, at: timedelta) -> bool:
        """Whether the day's clock shows that time, or a later one."""
        return self.elapsed >= at

    def moment_at(self, at: timedelta) -> Moment:
        """The real moment at which the day's clock shows that time."""
        return self.day.moment_at(at, self.now)

    def sitting(self, number: int) -> str:
        """The id that every answer of a slot carries."""
        return story.sitting_of(self.day, number)

    def open(self, number: int) -> None:
        """Somebody comes in."""
        self.day = story.open_slot(self.day, number, self._history, self._clock)

    def note(self, number: int, text: str) -> None:
        """Keep a line of what was asked and learnt."""
        if text.strip():
            self.day = story.note(self.day, number, text.strip(), self._history, self._clock)

    def close(self, number: int, *, words: str = "") -> None:
        """They leave: what is still open ends with them, and the slot has its score."""
        self._end(number)
        score, said, facts = self._outcome(number)
        # The clock of a demonstration ran faster than anybody thinks: its session is no practice.
        session = None if self.day.real else self.session(number)
        self.day = story.close_slot(
            self.day,
            number,
            self._history,
            self._clock,
            score=score,
            words=words or said,
            facts=facts,
            shown=() if session is None else (session.id,),
        )

    def leave_out(self, number: int) -> None:
        """Nothing of this slot today."""
        self.open(number)
        self.close(number, words=LEFT_OUT)

    def settle(self) -> tuple[int, ...]:
        """Close what is open beyond its end, as after a crash; which slots that were."""
        self.day = story.again(self.day.id, self._history)
        late = tuple(number for number in self.day.entered if self.reached(self.slot(number).end))
        for number in late:
            self.close(number)
        return late

    def finish(self) -> None:
        """The day is over, now."""
        for number in self.day.entered:
            self.close(number)
        self.day = story.finish(self.day, self._history)

    def abandon(self) -> None:
        """Give it up: what was done stays, and counts; what was begun in a demonstration ends with it."""
        for number in () if self.day.real else self.day.entered:
            self.close(number)
        self.day = story.abandon(self.day, self._history)

    def answers(self, number: int) -> tuple[Answered, ...]:
        """What was answered in a slot so far."""
        id = self.sitting(number)
        return tuple(each for each in asking.all_answered(self.house.chair) if each.sitting == id)

    def session(self, number: int) -> Session | None:
        """The session of a slot, if it was begun: on its problem, and since somebody came in."""
        found = (each for each in practise.sessions(self.house.desk) if each.slug in self.planned(number).what)
        return next((each for each in found if self._within(number, each.started)), None)

    def rehearsal(self, number: int) -> Rehearsal | None:
        """The rehearsal of a slot, if it was begun."""
        found = (each for each in rehearse.rehearsals(self.house.lectern) if each.slug in self.planned(number).what)
        return next((each for each in found if self._within(number, each.started)), None)

    def _within(self, number: int, began: Moment) -> bool:
        return self.held(number).opened <= self.day.elapsed(began) < self.slot(number).end

    def begin_session(self, number: int, problem: Problem) -> tuple[Session, str]:
        """A session of the minutes that are left, in interview mode; and what was set aside for it, in words."""
        desk, said = self.house.desk, ""
        other = practise.open_session(desk)
        if other is not None and other.slug != problem.slug:
            practise.pause(other, desk, why="parked")
            said = f"{other.slug} was open: it is parked, and waits for you."
        if (same := practise.unfinished(desk, problem.slug)) is not None:
            practise.finish(same, desk)
            said = "You were at this problem: that session is finished, its answer archived."
        left = (self.main_ends(number) - self.elapsed) / self.day.speed
        session = practise.start(problem, desk, mode=Mode.INTERVIEW, minutes=max(1, round(left / MINUTE)))
        return session, said

    def clear_lectern(self) -> str:
        """Give up a rehearsal that nobody ended and whose time is over; which one, in words."""
        other = rehearse.open_rehearsal(self.house.lectern)
        if other is None or standing(other, self.now).left > ZERO:
            return ""
        rehearse.abandon(other, self.house.lectern)
        return f"Nobody had ended the rehearsal of {other.slug}: it is given up, and kept."

    def coming_talk(self, number: int, talk: Talk) -> Coming:
        """The talk with what lateness has left of it; where the musts do not fit, the time for questions goes, too."""
        slot = self.slot(number)
        speaking = min(SPEAKING, timedelta(minutes=talk.minutes))
        late = (self.elapsed - slot.start) // MINUTE * MINUTE
        coming = Coming(talk, slot=speaking, lost=max(late, ZERO), speed=self.day.speed)
        left = (slot.end - self.elapsed) // MINUTE * MINUTE
        fits = cut(talk.sections, speaking - coming.lost).feasible
        return coming if fits else replace(coming, slot=min(left, speaking), lost=ZERO)

    def audience(self, number: int, talk: Talk, bank: Iterable[Question]) -> Audience:
        """The questions that fit behind a talk, its own first; those that are answered do not come again."""
        answered = {each.key for each in self.answers(number)}
        left = min(self.slot(number).end - self.elapsed, TALK - SPEAKING)
        found = [each for each in drawn(questions_of(talk), bank, seed=self.day.seed) if each.key not in answered]
        most = max(1, left // A_QUESTION)
        talk = talk if self.day.real else replace(talk, title=f"demonstration · {talk.title}")
        return Audience(found[:most], talk, self.house.chair, self.sitting(number))

    def end_talk(self, number: int) -> None:
        """The last word, whichever it was: the host ends it."""
        rehearsal = self.rehearsal(number)
        if rehearsal is not None and rehearsal.open:
            finish(rehearsal, self.house.lectern)

    def end_session(self, number: int) -> None:
        """The interviewer closes the laptop at the end of the time, whenever that is noticed."""
        session = self.session(number)
        if session is not None and session.open:
            at = self.moment_at(min(self.main_ends(number), self.elapsed))
            practise.finish(session, replace(self.house.desk, clock=lambda: at))

    def _end(self, number: int) -> None:
        self.end_session(number)
        rehearsal = self.rehearsal(number)
        if rehearsal is not None and rehearsal.open:
            # Nobody said the last word: its times would be those of an absence.
            rehearse.abandon(rehearsal, self.house.lectern)

    def _outcome(self, number: int) -> Outcome:
        """The score, the facts behind it in a few words, and their ids."""
        answers = self.answers(number)
        ids = tuple(each.id for each in answers)
        kind = self.slot(number).kind
        if kind is SlotKind.TALK:
            rehearsal = self.rehearsal(number)
            return (None, "not given", ids) if rehearsal is None else outcomes.of_talk(rehearsal, ids)
        if kind in PRACTICE:
            session = self.session(number)
            return (None, "nothing begun", ids) if session is None else outcomes.of_practice(session, ids)
        return outcomes.of_questions(answers, self.planned(number), ids)
