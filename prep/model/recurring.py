"""Which known mistakes somebody makes, how often, and which they made again after they had passed the problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from prep.model.session import Session


@dataclass(frozen=True)
class Recurring:
    """One known mistake of one problem: `days` has the day of every session it was made in, the oldest first.

    `sessions` counts all on that problem that were judged, `after_pass` those with the mistake that came after a pass;
    `mended` means that the problem was passed after it was made last.
    """

    slug: str
    uuid: str
    mistake: str
    days: tuple[date, ...]
    sessions: int
    after_pass: int
    mended: bool

    @property
    def times(self) -> int:
        """In how many sessions it was made."""
        return len(self.days)

    @property
    def last(self) -> date:
        """The day it was made last."""
        return self.days[-1]

    @property
    def again(self) -> bool:
        """Whether it came back after a pass."""
        return self.after_pass > 0


def recurring(sessions: Iterable[Session]) -> tuple[Recurring, ...]:
    """Every mistake made so far: those first that came back after a pass, then the most frequent, then the newest.

    Sessions come by their start; a problem keeps its uuid when its folder is renamed.
    """
    by_problem: dict[str, list[Session]] = {}
    for session in sessions:
        if session.upshot.number:
            by_problem.setdefault(session.uuid or session.slug, []).append(session)
    found = [each for theirs in by_problem.values() for each in _of_problem(theirs)]
    return tuple(sorted(found, key=lambda each: (each.again, each.times, each.last), reverse=True))


def _of_problem(sessions: list[Session]) -> list[Recurring]:
    newest = sessions[-1]
    made: dict[str, list[int]] = {}
    for number, session in enumerate(sessions):
        for mistake in session.upshot.mistakes:
            made.setdefault(mistake, []).append(number)
    passes = [number for number, session in enumerate(sessions) if session.passed]
    return [
        Recurring(
            slug=newest.slug,
            uuid=newest.uuid,
            mistake=mistake,
            days=tuple(sessions[number].day for number in numbers),
            sessions=len(sessions),
            after_pass=sum(any(passed < number for passed in passes) for number in numbers),
            mended=bool(passes) and passes[-1] >= numbers[-1],
        )
        for mistake, numbers in made.items()
    ]
