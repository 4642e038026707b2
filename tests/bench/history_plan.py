"""A made-up past, decided before a line of it is written: which sessions there were, and how each attempt came out.

The journal and the plain tables that it is measured against are both written from this, so they tell of the same past.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from prep.model.outcome import Outcome
from prep.model.problem import Problem
from prep.model.rubric import CODING
from prep.model.verdict import Check, Verdict

DAYS = 730
"""Two years, of which one day holds nothing but a mock on-site."""
MOCK = DAYS - 40
FIRST_HOUR, HOURS = 8, 14.0
PASSED, SHORT, GAVE_UP, INTERVIEW, SCORED = 0.6, 0.3, 0.1, 0.2, 0.95
NAMED = 3
"""One red verdict in so many names a known mistake."""
GRADED, CLOSEST = 0.2, 0.6
"""Seconds from a submission to its verdict, and on average at least from one submission to the next."""


@dataclass(frozen=True)
class Size:
    """How many sessions, and how many attempts in all of them."""

    sessions: int
    attempts: int

    def __post_init__(self) -> None:
        if not 1 <= self.sessions <= self.attempts:
            raise ValueError("a history has a session at least, and an attempt at least for each")


class Turn(NamedTuple):
    """One attempt: seconds into its session, the stage that was open, which verdict of its problem, and the guess.

    `liked` is whether it was judged again, when it was found to behave like the mistake that it names.
    """

    seconds: float
    stage: int
    verdict: int
    guess: int | None
    liked: bool


@dataclass(frozen=True)
class Sitting:
    """One session as it went. `at` has the offset of its place and season; the spans are seconds."""

    number: int
    id: str
    problem: int
    at: datetime
    interview: bool
    seed: int
    turns: tuple[Turn, ...]
    hints: tuple[float, ...]
    took: float
    gave_up: bool
    marks: dict[str, int] | None


@dataclass(frozen=True)
class Kind:
    """A problem as far as its sessions go: a few verdicts, the right one first, and what it asks for."""

    problem: Problem
    verdicts: tuple[Verdict, ...]

    @classmethod
    def of(cls, problem: Problem) -> Kind:
        """Verdicts of three real checks: right, wrong in every way it has a name for, wrong without one, and worse."""
        specs = [problem.checks[0], *[spec for spec in problem.checks[1:] if spec.catches][:2]]

        def verdict(outcome: Outcome, red: int, *mistakes: str, passing: int = 2) -> Verdict:
            checks = tuple(
                Check(
                    spec.id,
                    spec.title,
                    outcome if place == red else Outcome.PASSED if place < red or passing else Outcome.NOT_RUN,
                    spec.axis,
                    spec.stage,
                    _SAYS.get(outcome, "") if place == red else "",
                )
                for place, spec in enumerate(specs)
            )
            return Verdict(outcome, checks, mistakes=mistakes, isolation=("landlock", "seccomp", "rlimits"))

        named = [verdict(Outcome.FAILED, 1 + n % 2, each.id) for n, each in enumerate(problem.mistakes)]
        worse = [
            verdict(Outcome.FAILED, 1),
            verdict(Outcome.FAILED, 2),
            verdict(Outcome.ERRORED, 0, passing=0),
            verdict(Outcome.TIMED_OUT, 0, passing=0),
        ]
        aborted = verdict(Outcome.ABORTED, 0, passing=0)
        return cls(problem, (verdict(Outcome.PASSED, len(specs)), *named, *worse, aborted))

    @property
    def named(self) -> range:
        """The verdicts that name a mistake."""
        return range(1, 1 + len(self.problem.mistakes))

    @property
    def unnamed(self) -> range:
        """The red ones that name none."""
        return range(1 + len(self.problem.mistakes), len(self.verdicts) - 1)

    @property
    def aborted(self) -> int:
        """The one that costs no attempt."""
        return len(self.verdicts) - 1


_SAYS = {
    Outcome.FAILED: "the values differ from the expected ones by up to 0.31 at (2, 5); see the statement",
    Outcome.ERRORED: "ValueError: operands could not be broadcast together",
    Outcome.TIMED_OUT: "no answer within 2 s",
}


def sittings(size: Size, kinds: Sequence[Kind], *, seed: int, until: datetime) -> Iterator[Sitting]:
    """The sessions in order, none while another is open; they end before the day of `until` (aware)."""
    chance = random.Random(f"{seed} sessions")
    counts = _counts(size, chance)
    a_day = -(-size.sessions // (DAYS - 1))
    room = HOURS * 3600 / a_day
    for number, count in enumerate(counts):
        day = number * (DAYS - 1) // size.sessions
        place = number - -(-day * size.sessions // (DAYS - 1))
        at = moment(
            until, day + (day >= MOCK), FIRST_HOUR + place * HOURS / a_day + chance.random() * 0.15 * room / 3600
        )
        yield _sitting(number, count, at, room * 0.8, kinds, chance)


def moment(until: datetime, day: int, hour: float) -> datetime:
    """A time of day, on the day of that number; clocks are put forward for the summer."""
    midnight = datetime(until.year, until.month, until.day, tzinfo=UTC) - timedelta(days=DAYS - day)
    summer = 4 <= midnight.month <= 10
    return (midnight + timedelta(hours=hour)).replace(tzinfo=timezone(timedelta(hours=2 if summer else 1)))


def day_of(at: datetime, until: datetime) -> int:
    """The number of the day of a moment."""
    return DAYS - (until.date() - at.date()).days


def id_at(at: datetime, chance: random.Random) -> str:
    """A UUIDv7 of that moment; facts are a millisecond apart at least, so these sort as they happened."""
    return id_of(int(at.timestamp() * 1000), chance.getrandbits(74))


def id_of(milliseconds: int, random_bits: int) -> str:
    """The UUIDv7 of a millisecond and 74 bits of chance."""
    time, low = f"{milliseconds:012x}", f"{1 << 63 | random_bits & (1 << 62) - 1:016x}"
    return f"{time[:8]}-{time[8:]}-7{random_bits >> 62:03x}-{low[:4]}-{low[4:]}"


def _counts(size: Size, chance: random.Random) -> list[int]:
    """How many attempts each session has: some one to three, the others as they come, so many in all."""
    counts = [1] * size.sessions
    left, long = size.attempts - size.sessions, []
    for place in range(size.sessions):
        if place and chance.random() < SHORT:
            more = min(chance.randint(0, 2), left)
            counts[place] += more
            left -= more
        else:
            long.append(place)
    weights = [chance.lognormvariate(0, 0.5) for _ in long]
    total, so_far, given = sum(weights), 0.0, 0
    for place, weight in zip(long, weights, strict=True):
        so_far += weight
        counts[place] += round(left * so_far / total) - given
        given = round(left * so_far / total)
    return counts


def _sitting(
    number: int, count: int, at: datetime, longest: float, kinds: Sequence[Kind], chance: random.Random
) -> Sitting:
    # Some problems are practised more often than others.
    problem = int(len(kinds) * chance.random() ** 1.5)
    kind = kinds[problem]
    interview = chance.random() < INTERVIEW
    passed = chance.random() < PASSED
    took = round(max(min(kind.problem.minutes * 60 * chance.uniform(0.4, 1.3), longest), count * CLOSEST), 3)
    hints = tuple(round(took * share, 3) for share in (0.003, 0.006)[: chance.choice((0, 0, 0, 1, 2))])
    last = kind.problem.last_required_stage
    # One pass in five is followed by more saves, which may be red again.
    first_pass = count if not passed else count - 1 if chance.random() < 0.8 else chance.randrange(count)
    turns = []
    for place in range(count):
        seconds = round(took * (0.01 + 0.95 * (place + 0.5 * chance.random()) / count), 3)
        if place == first_pass:
            verdict, stage = 0, last
        else:
            verdict = _red(kind, chance) if place < first_pass or chance.random() < 0.3 else 0
            stage = last if place > first_pass else 1 + place * last // count
        guess = chance.choice((10, 30, 50, 70, 90)) if interview else None
        liked = verdict in kind.named and not interview and chance.random() < 0.02
        turns.append(Turn(seconds, stage, verdict, guess, liked))
    scored = chance.random() < SCORED
    return Sitting(
        number=number,
        id=id_at(at - timedelta(milliseconds=5), chance),
        problem=problem,
        at=at,
        interview=interview,
        seed=chance.randrange(2**31),
        turns=tuple(turns),
        hints=hints,
        took=took,
        gave_up=not passed and chance.random() < GAVE_UP / (1 - PASSED),
        marks={each.id: chance.choice((2, 3, 3, 3, 4)) for each in CODING.criteria} if scored else None,
    )


def _red(kind: Kind, chance: random.Random) -> int:
    if chance.random() < 0.005:
        return kind.aborted
    which = kind.named if chance.randrange(NAMED) == 0 else kind.unnamed
    return which[int(len(which) * chance.random())]
