"""When a question is due again, by FSRS; the only module that imports it.

The answers are the truth and the cards are rebuilt from them. FSRS measures in hours: less than 24 of them and a
review hardly counts. So there is one review a local day, at noon UTC of that day. No learning steps (they would
bring a new question back within minutes), no fuzz, and intervals that a job hunt has room for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from prep.model.review import Rating, Review, daily, rating

if TYPE_CHECKING:
    from fsrs import Scheduler

RETENTION = 0.9
LONGEST = 14
"""The longest interval in days: a hunt is a matter of weeks."""
LEECH = 3
"""So often forgotten, an answer is to be written anew and not to be repeated."""


@dataclass(frozen=True)
class Recall:
    """How a question stands: `chance` is the predicted probability that it comes back on the day asked about.

    `last_by` is who gave the last score, empty where it was oneself.
    """

    question: str
    due: date
    last: date
    chance: float
    times: int
    forgotten: int
    last_score: int
    last_by: str = ""

    @property
    def leech(self) -> bool:
        """Whether repeating it has not helped."""
        return self.forgotten >= LEECH


def recalls(reviews: Iterable[Review], *, on: date, interview: date | None = None) -> dict[str, Recall]:
    """How every question that was ever answered stands on a day; with an interview, intervals end before it."""
    from fsrs import Card
    from fsrs import Rating as FsrsRating

    by_question: dict[str, list[Review]] = {}
    for review in daily(reviews):
        by_question.setdefault(review.question, []).append(review)
    scheduler = scheduler_for(on, interview)
    found = {}
    for number, (question, answers) in enumerate(by_question.items(), start=1):
        card = Card(card_id=number, due=noon(answers[0].day))
        goods = forgotten = 0
        for review in answers:
            given = rating(review, goods=goods)
            goods += given >= Rating.GOOD
            forgotten += given is Rating.AGAIN
            card, _ = scheduler.review_card(card, FsrsRating(given), noon(review.day), round(review.seconds * 1000))
        last = answers[-1]
        found[question] = Recall(
            question=question,
            due=card.due.date(),
            last=last.day,
            chance=float(scheduler.get_card_retrievability(card, noon(max(on, last.day)))),
            times=len(answers),
            forgotten=forgotten,
            last_score=last.score,
            last_by=last.by,
        )
    return found


def scheduler_for(on: date, interview: date | None = None) -> Scheduler:
    """FSRS with our settings; the longest interval is half of the days until the interview, at least one."""
    from fsrs import Scheduler

    longest = LONGEST if interview is None or interview <= on else max(1, min(LONGEST, (interview - on).days // 2))
    return Scheduler(
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=longest,
        enable_fuzzing=False,
    )


def noon(day: date) -> datetime:
    """The one instant of a day: FSRS takes no zone but UTC."""
    return datetime.combine(day, time(12), UTC)
