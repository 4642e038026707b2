"""What the page of somebody's history shows, gathered from what was done. Plain values; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from statistics import fmean

from prep.flows.past import Past
from prep.model.agenda import Agenda
from prep.model.answer import Answered, Version
from prep.model.calibration import Bias, Guesses, Pair, biases, first_guesses, guesses, pairs_of
from prep.model.episode import Episode, Kind
from prep.model.moment import ZERO
from prep.model.onsite import OnSite
from prep.model.problem import Problem
from prep.model.question import Question
from prep.model.recurring import Recurring, recurring
from prep.model.rehearsal import Rehearsal
from prep.model.rubric import BAR
from prep.model.session import Session
from prep.model.strength import ENOUGH, RECENT, shrunken
from prep.model.talk_advice import advice
from prep.model.talk_stats import ModeStats, statistics
from prep.model.tally import Tally, by_skill, by_topic, tallies


@dataclass(frozen=True)
class Standing:
    """A topic or a skill: what it comes to, and where it stands by its newest marks."""

    tally: Tally
    word: str

    @property
    def name(self) -> str:
        """The group as the page names it."""
        return self.tally.name

    @property
    def mean_words(self) -> str:
        """The mean to a tenth; what is below the bar is not shown as if it were at it."""
        return f"{floor(self.tally.mean * 10) / 10 if self.tally.mean < BAR else self.tally.mean:.1f}"

    @property
    def weak(self) -> bool:
        """Below the bar, tried at least twice."""
        return self.tally.weak

    @property
    def at_the_bar(self) -> bool:
        """At the bar, tried at least twice."""
        return self.word == AT_THE_BAR


AT_THE_BAR, WEAK, NEAR, ONCE = "at the bar", "weak", "near the bar", "tried once"


@dataclass(frozen=True)
class Mistake:
    """A known mistake that was made; `says` is what its problem says of it, empty where that is gone."""

    made: Recurring
    says: str = ""


@dataclass(frozen=True)
class Talk:
    """The rehearsals of one talk that count, by mode, the newest mode first; and what to do next."""

    slug: str
    title: str
    modes: tuple[ModeStats, ...]
    advice: str

    @property
    def n(self) -> int:
        """How many rehearsals there are."""
        return sum(mode.n for mode in self.modes)


@dataclass(frozen=True)
class Draft:
    """A version of an answer, and the score of the last answer that was given with it."""

    version: Version
    score: int | None


@dataclass(frozen=True)
class Answer:
    """An answer over its versions, the oldest first; `seconds` is the length to aim at, 0 where nobody says."""

    key: str
    question: str
    asker: str
    drafts: tuple[Draft, ...]
    seconds: int = 0


@dataclass(frozen=True)
class History:
    """Everything on the page. `episodes` are in order; `minutes` has the days on which something was practised."""

    agenda: Agenda
    since: date | None
    episodes: tuple[Episode, ...]
    topics: tuple[Standing, ...]
    skills: tuple[Standing, ...]
    minutes: Mapping[date, int]
    timed: tuple[Episode, ...]
    pairs: tuple[Pair, ...]
    biases: tuple[Bias, ...]
    guessed: tuple[tuple[int, bool], ...]
    guesses: Guesses | None
    mistakes: tuple[Mistake, ...]
    talks: tuple[Talk, ...]
    answers: tuple[Answer, ...]
    days: tuple[OnSite, ...]
    amended: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing was done at all."""
        return not self.episodes and not self.answers


def gathered(
    past: Past,
    agenda: Agenda,
    *,
    problems: Iterable[Problem],
    questions: Iterable[Question],
    versions: Iterable[Version],
    since: date | None = None,
) -> History:
    """What the page shows of everything from `since` on."""
    episodes = tuple(each for each in past.in_order if since is None or each.day >= since)
    amended = past.amended_marks & {each.id for each in episodes}
    pairs = pairs_of(episodes, past.opinions, amended)
    guessed = first_guesses(episodes)
    written = [each for each in versions if since is None or each.at.astimezone().date() >= since]
    return History(
        agenda=agenda,
        since=since,
        episodes=episodes,
        topics=_standings(episodes, by_topic),
        skills=_standings(episodes, by_skill),
        minutes=_minutes(episodes),
        timed=tuple(each for each in episodes if each.kind is Kind.CODE and each.counts and each.share is not None),
        pairs=tuple(pairs),
        biases=biases(pairs),
        guessed=tuple(guessed),
        guesses=guesses(guessed),
        mistakes=_mistakes(episodes, problems),
        talks=_talks(episodes),
        answers=_answers(episodes, written, {each.key: each for each in questions}),
        days=tuple(
            each.done
            for each in episodes
            if isinstance(each.done, OnSite) and each.done.finished and each.real and each.done.scores
        ),
        amended=len(amended),
    )


def _standings(episodes: Sequence[Episode], groups: Callable[[Episode], tuple[str, ...]]) -> tuple[Standing, ...]:
    """Every group that was tried, in the order of `tallies`; the word goes by the newest marks, as the choice does."""
    marks: dict[tuple[Kind, str], list[float]] = {}
    of_kind: dict[Kind, list[float]] = {}
    for each in episodes:
        if each.counts and each.mark is not None:
            of_kind.setdefault(each.kind, []).append(each.mark)
            for group in groups(each):
                marks.setdefault((each.kind, group), []).append(each.mark)
    return tuple(
        Standing(each, _word(each, marks[each.kind, each.group][-RECENT:], fmean(of_kind[each.kind])))
        for each in tallies(episodes, groups)
    )


def _word(tally: Tally, newest: Sequence[float], overall: float) -> str:
    if tally.n < ENOUGH:
        return ONCE
    if tally.weak:
        return WEAK
    return AT_THE_BAR if min(shrunken(newest, overall), fmean(newest)) >= BAR else NEAR


def _minutes(episodes: Iterable[Episode]) -> dict[date, int]:
    """The minutes of each day. A mock on-site is not added: what happened in it is there already."""
    spans: dict[date, timedelta] = {}
    for each in episodes:
        if each.kind is not Kind.DAY and each.real and each.took is not None:
            spans[each.day] = spans.get(each.day, ZERO) + each.took
    return {day: max(1, round(span / timedelta(minutes=1))) for day, span in sorted(spans.items())}


def _mistakes(episodes: Iterable[Episode], problems: Iterable[Problem]) -> tuple[Mistake, ...]:
    known = {each.uuid: each for each in problems}
    found = []
    for made in recurring(each.done for each in episodes if isinstance(each.done, Session)):
        problem = known.get(made.uuid)
        mistake = problem.mistake(made.mistake) if problem is not None else None
        found.append(Mistake(made, mistake.says if mistake is not None else ""))
    return tuple(found)


def _talks(episodes: Iterable[Episode]) -> tuple[Talk, ...]:
    """The one rehearsed last comes first."""
    rehearsals = [each.done for each in episodes if isinstance(each.done, Rehearsal)]
    newest = {each.uuid: each for each in rehearsals}
    found = []
    for uuid in dict.fromkeys(each.uuid for each in reversed(rehearsals)):
        if modes := statistics(rehearsals, uuid):
            last = newest[uuid]
            found.append(Talk(last.slug, last.title, modes, advice(modes, last.slug)))
    return tuple(found)


def _answers(
    episodes: Iterable[Episode], versions: Iterable[Version], questions: Mapping[str, Question]
) -> tuple[Answer, ...]:
    """Every answer that was written down, those of most versions first, and of these the newest."""
    of_key: dict[str, list[Version]] = {}
    for version in versions:
        of_key.setdefault(version.key, []).append(version)
    said: dict[str, list[Answered]] = {}
    for each in episodes:
        if isinstance(each.done, Answered) and each.real:
            said.setdefault(each.done.key, []).append(each.done)
    found = []
    for key, written in of_key.items():
        known, spoken = questions.get(key), said.get(key, [])
        found.append(
            Answer(
                key=key,
                question=known.text if known else spoken[-1].question if spoken else key,
                asker=known.asker.title if known else "",
                drafts=_drafts(written, spoken),
                seconds=known.seconds if known else max((each.limit for each in spoken), default=0),
            )
        )
    return tuple(sorted(found, key=lambda each: (len(each.drafts), each.drafts[-1].version.at), reverse=True))


def _drafts(written: Sequence[Version], spoken: Sequence[Answered]) -> tuple[Draft, ...]:
    """Each version with the last score that it was given, or that was given before the next one was written."""
    found = []
    for number, version in enumerate(written):
        until = written[number + 1].at if number + 1 < len(written) else None
        scores = [
            each.score
            for each in spoken
            if each.text == version.text or (each.at >= version.at and (until is None or each.at < until))
        ]
        found.append(Draft(version, scores[-1] if scores else None))
    return tuple(found)
