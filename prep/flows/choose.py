"""Which problem next, and why: by skill and not by file, from what was done so far. A pure function of facts.

Every problem gets a score, in marks below the bar times days of waiting, for the best reason that speaks for it.
A skill that went wrong asks for another problem with that skill; a problem that was not passed comes back by itself
after three days; a new one comes before what is at the bar and was not touched for long, unless that is long ago.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, Protocol, TypeVar

from prep.model.problem import Level
from prep.model.rubric import BAR
from prep.model.session import Session
from prep.model.strength import RECENT, Slip, Strength, strengths
from prep.model.text import counted

REST = 3
"""The days after which a problem may come back; before, another one with the same skill does more."""
RUSTY, LONGEST = 21, 14
"""The days after which a skill at the bar is practised again: without an interview, and at most with one."""
LAST_DAYS = 3
"""So shortly before an interview nothing hard is begun."""
LEAST_LEFT = 15
"""With fewer minutes left of a day's budget, nothing is chosen by them."""


class Choosable(Protocol):
    """What a choice goes by: a `Problem`, or its `Cover`."""

    @property
    def slug(self) -> str:
        """The folder's name."""

    @property
    def uuid(self) -> str:
        """What stays when the folder is renamed."""

    @property
    def minutes(self) -> int:
        """How long it takes."""

    @property
    def level(self) -> Level:
        """How hard it is."""

    @property
    def skills(self) -> tuple[str, ...]:
        """What it practises, the main one first."""


P = TypeVar("P", bound=Choosable)


@dataclass(frozen=True)
class Choice(Generic[P]):
    """A problem, the reason in words, and what it weighs; `skill` is the one that it is chosen for, if any."""

    problem: P
    why: str
    score: float = 0.0
    skill: str = ""


def passed_slugs(sessions: Iterable[Session]) -> set[str]:
    """The problems that were ever passed."""
    return {session.slug for session in sessions if session.passed}


def best_next(
    problems: Sequence[P],
    sessions: Sequence[Session],
    *,
    today: date | None = None,
    interview: date | None = None,
    minutes: int | None = None,
) -> Choice[P] | None:
    """The first of the ranking."""
    ranked = ranking(problems, sessions, today=today, interview=interview, minutes=minutes)
    return ranked[0] if ranked else None


def ranking(
    problems: Sequence[P],
    sessions: Sequence[Session],
    *,
    today: date | None = None,
    interview: date | None = None,
    minutes: int | None = None,
) -> tuple[Choice[P], ...]:
    """Every problem with its reason, the best next one first; equal ones by the day they were sat, then by ease.

    `problems` come easiest first and `sessions` by their start; `today` is the day of the last session where none is
    given. What does not fit into the `minutes` that are left comes after what does, and what is parked last.
    """
    past = _Past(problems, sessions, today or max((each.day for each in sessions), default=date.min), interview)
    least = minutes if minutes is not None and minutes >= LEAST_LEFT else None
    places = {problem.slug: place for place, problem in enumerate(problems)}

    def order(choice: Choice[P]) -> tuple[bool, bool, float, int, int]:
        slug = choice.problem.slug
        late = least is not None and choice.problem.minutes > least
        return slug in past.waiting, late, -round(choice.score, 6), past.place.get(slug, -1), places[slug]

    return tuple(sorted((past.choice(problem) for problem in problems), key=order))


def another_with(skills: Sequence[str], slug: str, ranked: Sequence[Choice[P]]) -> Choice[P] | None:
    """The first of a ranking that practises the first of these skills that any other problem has; else that one."""
    for skill in skills:
        found = next((each for each in ranked if skill in each.problem.skills and each.problem.slug != slug), None)
        if found is not None:
            return replace(found, skill=skill)
    return next((each for each in ranked if each.problem.slug == slug), None)


class _Past(Generic[P]):
    """What was done, as far as the choice goes."""

    def __init__(self, problems: Sequence[P], sessions: Sequence[Session], today: date, interview: date | None) -> None:
        self.today = today
        self.left = (interview - today).days if interview is not None and interview >= today else None
        self.by_slug = by_slug = {p.slug: p for p in problems}
        by_uuid = {p.uuid: p for p in problems}

        def found(session: Session) -> P | None:
            return by_slug.get(session.slug) or by_uuid.get(session.uuid)

        sat = [(session, problem) for session in sessions if (problem := found(session)) is not None]
        self.strengths = strengths((s for s, _ in sat), lambda s: p.skills if (p := found(s)) is not None else ())
        self.place = {problem.slug: number for number, (_, problem) in enumerate(sat)}
        self.newest = {problem.slug: session for session, problem in sat}
        self.day = {slug: session.day for slug, session in self.newest.items()}
        self.passed = {problem.slug for session, problem in sat if session.passed}
        self.waiting = {problem.slug for session, problem in sat if session.open and session.parked}
        self.just = frozenset(sat[-1][1].skills if sat and sat[-1][0].day == today else ())
        self.easiest = next((p.slug for p in problems if p.slug not in self.place), None)
        tried = [p.slug for p in problems if p.slug in self.place]
        self.oldest = min((s for s in tried if s not in self.passed), key=self.place.__getitem__, default=None)
        all_passed = self.passed.issuperset(by_slug)
        self.oldest_passed = min(tried, key=self.place.__getitem__, default=None) if all_passed else None

    def choice(self, problem: P) -> Choice[P]:
        """The problem with the best of the reasons that speak for it."""
        reasons = [self._by_skill(problem), self._refresh(problem)]
        if problem.slug not in self.place:
            reasons.append(self._fresh(problem))
        elif problem.slug not in self.passed:
            reasons.append(self._retry(problem))
        else:
            reasons.append(self._once_more(problem))
        return max((reason for reason in reasons if reason is not None), key=lambda each: each.score)

    def _by_skill(self, problem: P) -> Choice[P] | None:
        """For the skill that needs it most; the others add a tenth each. Not what was sat a moment ago."""
        known = [k for s in problem.skills if (k := self.strengths.get(s)) and not _only_itself(k, problem)]
        needs = {k.skill: need for k in known if (need := k.need(self.today)) > 0}
        if not needs or self._rests(problem):
            return None
        skill = max(needs, key=lambda each: (needs[each], self.strengths[each].weak))
        score = (0.9 * needs[skill] + 0.1 * sum(needs.values())) * self._newness(problem)
        score *= 1 + 0.1 * self._kinship(problem, self.strengths[skill].slip)
        return Choice(problem, self._words(self.strengths[skill], problem), score, skill)

    def _words(self, strength: Strength, problem: P) -> str:
        """`mask-after-softmax in sdpa yesterday: another problem with masking`."""
        slip, skill = strength.slip, strength.skill
        if strength.weak and (slip is None or not slip.mistake or slip.slug == problem.slug):
            times = f"over the last {RECENT}" if strength.n == RECENT else f"over {counted(strength.n, 'session')}"
            return f"{skill}: {strength.mean:.1f} of 4 {times}; {_another(problem, slip)} problem with it"
        assert slip is not None  # a need comes from weakness or from a slip
        what = f"{slip.mistake} in {slip.slug}" if slip.mistake else f"{slip.slug} was not passed"
        return f"{what} {ago(self.today, slip.day)}: another problem with {skill}"

    def _kinship(self, problem: P, slip: Slip | None) -> float:
        """How much of what the failed problem practises this one practises, too."""
        failed = self.by_slug.get(slip.slug) if slip is not None else None
        if failed is None or not failed.skills:
            return 0.0
        return len({*failed.skills} & {*problem.skills}) / len({*failed.skills})

    def _fresh(self, problem: P) -> Choice[P]:
        """New ones: what nobody tried of its skills counts, and that it is easy; the last days before, little."""
        untried = [skill for skill in problem.skills if skill not in self.strengths]
        share = len(untried) / len(problem.skills) if problem.skills else 0.0
        ease = {Level.WARM_UP: 1.0, Level.CORE: 0.5, Level.HARD: 0.0}[problem.level]
        score = (0.25 + 0.15 * share + 0.1 * ease) * self._calm(problem)
        why = "the easiest one you have not tried" if problem.slug == self.easiest else "not tried yet"
        if untried and self.strengths and problem.slug != self.easiest:
            why += f", and {untried[0]} is new to you"
        if self.left is not None and self.left <= LAST_DAYS:
            score *= 0.2 if problem.level is Level.HARD else 0.5
        return Choice(problem, why, score)

    def _retry(self, problem: P) -> Choice[P]:
        """Not passed yet: it comes back after some days, the more urgent the longer."""
        waited = (self.today - self.day[problem.slug]).days
        gap = BAR - min(self.newest[problem.slug].measured, BAR - 1)
        score = 0.2 + gap * max(min(waited, LONGEST) - REST + 1, 0)
        if waited >= REST:
            return Choice(problem, f"not passed {ago(self.today, self.day[problem.slug])}; time to try again", score)
        return Choice(problem, f"not passed yet{', and longest ago' * (problem.slug == self.oldest)}", score)

    def _refresh(self, problem: P) -> Choice[P] | None:
        """A skill at the bar that rusts; with an interview sooner, as questions come back sooner."""
        longest = RUSTY if self.left is None else max(1, min(LONGEST, self.left // 2))
        rusty = [k for s in problem.skills if (k := self.strengths.get(s)) and k.at_the_bar and self._waits(k, longest)]
        if not rusty or self._rests(problem):
            return None
        oldest = max(rusty, key=lambda each: each.waited(self.today))
        score = 0.3 * min(oldest.waited(self.today) / longest, 2.0) * self._newness(problem) * self._calm(problem)
        then = "" if self.left is None else f", and the interview is {_in_days(self.left)}"
        why = f"{oldest.skill} is at the bar, practised {ago(self.today, oldest.last)}{then}"
        return Choice(problem, why, score, oldest.skill)

    def _once_more(self, problem: P) -> Choice[P]:
        waited = (self.today - self.day[problem.slug]).days
        score = 0.01 * min(waited, LONGEST) * self._calm(problem)
        if problem.slug == self.oldest_passed:
            return Choice(problem, "everything is passed; this one is longest ago", score)
        return Choice(problem, f"passed, and sat {ago(self.today, self.day[problem.slug])}", score)

    def _waits(self, strength: Strength, longest: int) -> bool:
        return strength.waited(self.today) >= longest

    def _rests(self, problem: P) -> bool:
        return problem.slug in self.day and (self.today - self.day[problem.slug]).days < REST

    def _newness(self, problem: P) -> float:
        """What one has not seen says most about a skill."""
        return 1.0 if problem.slug not in self.place else 0.5 if problem.slug in self.passed else 0.8

    def _calm(self, problem: P) -> float:
        """Half as much where its main skill was practised a moment ago and does not need it."""
        return 0.5 if problem.skills[:1] and problem.skills[0] in self.just else 1.0


def ago(today: date, day: date) -> str:
    """A day that is over as people say it: `today`, `yesterday`, `4 days ago`."""
    days = (today - day).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"


def _in_days(days: int) -> str:
    return "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"


def _only_itself(strength: Strength, problem: Choosable) -> bool:
    """Whether all that speaks for a skill is that this very problem failed: it comes back by itself."""
    return not strength.weak and strength.slip is not None and strength.slip.slug == problem.slug


def _another(problem: Choosable, slip: Slip | None) -> str:
    return "a" if slip is not None and slip.slug == problem.slug else "another"
