"""The rest of a made-up past: answers and rehearsals of an evening, one mock on-site, settings and second thoughts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from history_plan import DAYS, MOCK, Sitting, Size, id_at, moment

from prep.catalogue.banks import find_banks
from prep.catalogue.talks import find_talks
from prep.flows.asking import INTERVIEW, SETTING
from prep.flows.today import BUDGET
from prep.model.answer import ANSWERED, Answered, answered_data
from prep.model.correction import AMENDED, NOTED, VOIDED, amended_data
from prep.model.cut import cut
from prep.model.day import lay_out
from prep.model.fact import Fact
from prep.model.moment import Moment
from prep.model.onsite import OnSite, Planned, counts, started_data
from prep.model.opinion import GIVEN, opinion_data
from prep.model.rehearsal import Mark, MarkKind, Rehearsal
from prep.model.rehearsal_record import mark_data
from prep.model.rehearsal_record import started_data as rehearsal_data
from prep.model.rubric import ASKED_OF_SPEAKERS, CODING, JOB_TALK
from prep.model.rubrics import RUBRICS
from prep.places import PACKAGE, own_content

HOUR = 22.2
ANSWERS, REHEARSALS = 25, 100
"""One answer, and one rehearsal, for so many sessions; a few in any case."""
NOTES, OTHERS = 50, 200
"""A note on one of so many sessions; and an amendment, a second opinion and a void, each on one of so many."""


class Evenings:
    """What was kept besides the sessions, by the day; `facts` has all of it that was asked for so far."""

    def __init__(self, size: Size, chance: random.Random, until: datetime) -> None:
        self.facts: list[Fact] = []
        self._chance = chance
        self.until = until
        self._sessions: list[Sitting] = []
        banks = find_banks((PACKAGE / "banks",)).banks
        self._questions = [(bank, question) for bank in banks for question in bank.questions]
        self._talk = find_talks((own_content() / "talks",)).talks[0]
        self._answers = chance.choices(range(DAYS), k=max(size.sessions // ANSWERS, 6))
        self._rehearsals = chance.choices(range(DAYS), k=max(size.sessions // REHEARSALS, 2))

    def had(self, sitting: Sitting) -> None:
        """A session of the day; something may be said of it in the evening."""
        self._sessions.append(sitting)

    def of(self, day: int) -> Sequence[Fact]:
        """What the evening of a day has brought, in order."""
        before = len(self.facts)
        if day == 0:
            self._settings(moment(self.until, day, HOUR - 0.1))
        if day == MOCK:
            self._mock_day(moment(self.until, day, 9))
        at = moment(self.until, day, HOUR)
        for _ in range(self._answers.count(day)):
            at = self._answer(at)
        for _ in range(self._rehearsals.count(day)):
            at = self._rehearse(at)
        for sitting in self._sessions:
            at = self._second_thoughts(sitting, at)
        self._sessions = []
        return self.facts[before:]

    def _tell(self, at: datetime, kind: str, about: str, data: dict[str, Any]) -> None:
        self.facts.append(Fact(id_at(at, self._chance), kind, about, at, data))

    def _settings(self, at: datetime) -> None:
        interview = (self.until + timedelta(days=21)).date().isoformat()
        for seconds, name, value in ((0, BUDGET, "90"), (1, INTERVIEW, interview)):
            self._tell(at + timedelta(seconds=seconds), SETTING, name, {"name": name, "value": value})

    def _answer(self, at: datetime) -> datetime:
        chance = self._chance
        bank, question = chance.choice(self._questions)
        limit = question.seconds or question.asker.seconds
        answered = Answered(
            id="",
            key=question.key,
            question=question.text,
            asker=question.asker.id,
            at=at,
            rubric=bank.rubric,
            marks={each.id: chance.choice((2, 3, 3, 4)) for each in RUBRICS[bank.rubric].criteria},
            seconds=round(limit * chance.uniform(0.6, 1.4), 1),
            limit=limit,
            text="I read the paper twice, and the second time I rebuilt its main table. " * chance.randint(1, 6),
        )
        self._tell(at, ANSWERED, question.key, answered_data(answered))
        return at + timedelta(seconds=answered.seconds + 20)

    def _rehearse(self, at: datetime) -> datetime:
        talk, chance = self._talk, self._chance
        slot = timedelta(minutes=chance.choice((talk.minutes, 20)))
        plan = cut(talk.sections, slot)
        id = id_at(at - timedelta(milliseconds=5), chance)
        start = _moment(at)
        begun = Rehearsal(
            id=id,
            slug=talk.slug,
            uuid=talk.uuid,
            title=talk.title,
            minutes=talk.minutes,
            plan=plan,
            slot=slot,
            started=start,
        )
        self._tell(at, "rehearsal.started", id, rehearsal_data(begun))
        pace, kept = chance.uniform(0.94, 1.08), plan.kept
        for place in kept:
            at += plan.parts[place].time * pace * chance.uniform(0.9, 1.1)
            kind = MarkKind.FINISHED if place == kept[-1] else MarkKind.NEXT
            self._tell(at, "rehearsal.marked", id, mark_data(Mark("", kind, _moment(at))))
        at += timedelta(seconds=40)
        marks = {each.id: chance.choice((2, 3, 3, 4)) for each in ASKED_OF_SPEAKERS}
        self._tell(at, "rehearsal.scored", id, {"rubric": JOB_TALK.id, "marks": marks, "note": "slower at the start"})
        return at + timedelta(seconds=20)

    def _mock_day(self, at: datetime) -> None:
        plan = tuple(Planned(slot) for slot in lay_out(6))
        day = OnSite(id=id_at(at - timedelta(milliseconds=5), self._chance), begins=_moment(at), plan=plan)
        self._tell(at, "day.started", day.id, started_data(day))
        for number, each in enumerate(plan):
            if not counts(each.slot):
                continue
            opened = at + each.slot.start + timedelta(seconds=5)
            closed = at + each.slot.end - timedelta(seconds=5)
            for word, when, data in (
                ("opened", opened, {}),
                ("closed", closed, {"score": self._chance.choice((2.0, 3.0, 4.0)), "words": "went well", "facts": []}),
            ):
                now = _moment(when)
                ticks = {"ticks": now.ticks.total_seconds(), "boot": now.boot}
                self._tell(when, f"day.{word}", day.id, {"slot": number, **data, **ticks})
        self._tell(at + day.length, "day.finished", day.id, {})

    def _second_thoughts(self, sitting: Sitting, at: datetime) -> datetime:
        chance = self._chance
        marks = {each.id: chance.choice((2, 3, 4)) for each in CODING.criteria}
        for one_in, place, kind, data in (
            (NOTES, 5, NOTED, {"text": "the axis again: write the shapes beside each line"}),
            (OTHERS, 6, AMENDED, amended_data(marks={"code": 2}, seconds=float(chance.randint(300, 1500)))),
            (OTHERS, 7, GIVEN, opinion_data("Ada", CODING.id, marks, "")),
            (OTHERS, 8, VOIDED, {"voided": True, "because": "the phone rang all the time"}),
        ):
            if sitting.number % one_in == place:
                self._tell(at, kind, sitting.id, data)
                at += timedelta(seconds=5)
        return at


def _moment(at: datetime) -> Moment:
    ticks = at - at.replace(hour=6, minute=0, second=0, microsecond=0)
    return Moment(at, ticks, f"boot-{at:%Y%m%d}")
