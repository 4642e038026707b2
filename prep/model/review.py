"""An answer to a question, scored: how well it came back, and which rating for the schedule that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from prep.model.rubric import BAR


class Rating(IntEnum):
    """FSRS' words for how well something came back."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True)
class Review:
    """One scored answer; `at` is aware and local, `score` the lowest of the marks that must be at the bar.

    `by` is who marked it, empty where it was oneself; `helped` means a hint, or a look at the answer's outline;
    `peeked` the strong answer itself before the score.
    """

    question: str
    at: datetime
    score: int
    helped: bool = False
    late: bool = False
    peeked: bool = False
    gave_up: bool = False
    no_need_soon: bool = False
    seconds: float = 0.0
    by: str = ""

    @property
    def day(self) -> date:
        """The day on the wall where it was answered."""
        return self.at.date()


def rating(review: Review, *, goods: int) -> Rating:
    """The rating that a score stands for; `goods` counts the times it was good before.

    Below the bar is Again, whatever it felt like: a Hard is a pass, and would put the question off.
    """
    if review.score < BAR or review.gave_up or review.peeked:
        return Rating.AGAIN
    if review.score == BAR and (review.helped or review.late):
        return Rating.HARD
    if review.score > BAR and review.no_need_soon and goods >= 2 and not (review.helped or review.late):
        return Rating.EASY
    return Rating.GOOD


def daily(reviews: Iterable[Review]) -> list[Review]:
    """One review a question and local day, the last of it, in the order of the days."""
    last: dict[tuple[str, date], Review] = {}
    for review in sorted(reviews, key=lambda each: each.at):
        last[review.question, review.day] = review
    return sorted(last.values(), key=lambda each: (each.day, each.at))
