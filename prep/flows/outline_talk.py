"""A deck becomes a talk to be edited: minutes by slides, and guesses, each with its reason, of what a cut must keep.

The rules are simple, so that they can be said: the first section, the main result and the conclusion are the musts.
The others follow in the order of their length, each in the shortest version that still has two thirds of the full
time for it and all before it. A section cannot do without a third of its time.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from prep.catalogue.names import RESERVED_TALKS, is_kebab
from prep.catalogue.talks import talk_slugs
from prep.errors import BadContent, BadUsage
from prep.model.deck import Deck, DeckPart, joined
from prep.model.moment import ZERO
from prep.model.talk import VERSIONS, Section, Talk, questions_after
from prep.places import Places

HALF = timedelta(minutes=0.5)
QUARTER = timedelta(minutes=0.25)
MOST_SECTIONS = 20
ROOM = 2 / 3
"""Of its full time, what a section gets in a shorter version, for guessing which sections that has room for."""

_RESULT = re.compile(r"\b((main )?results?|experiments?|evaluation|evidence|findings?|ablations?)\b", re.IGNORECASE)
_CLOSE = re.compile(r"\b(conclusions?|summary|take[- ]?(home|aways?)|what to take home|close|closing)\b", re.IGNORECASE)
_GENERIC = re.compile(
    r".{0,2}|(main|talk|job-?talk|slides?|deck|presentation|index|untitled|final|beamer|draft)?[-\d]*"
)


@dataclass(frozen=True)
class Outline:
    """A talk as guessed from a deck; `reasons` has one for each section, `backup` what is kept for questions."""

    talk: Talk
    reasons: tuple[str, ...]
    backup: tuple[DeckPart, ...]
    how: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Rank:
    """The shortest version a section is in, its place among those of that version, and why."""

    tier: int
    priority: int
    reason: str


def outline(deck: Deck, minutes: int, slug: str) -> Outline:
    """The talk that this deck seems to be, in so many minutes."""
    versions = [each for each in sorted(VERSIONS) if each <= minutes]
    most = min(MOST_SECTIONS, 2 * versions[-1])
    parts = joined(deck.spoken, most)
    if not parts:
        raise BadContent("the deck has no slides to speak about", hint="`prep talk new` makes a talk without a deck.")
    warnings = list(deck.warnings)
    if left := len(deck.spoken) - len(parts):
        warnings.append(
            f"{len(deck.spoken)} sections are too many for {minutes} minutes: {left} joined their neighbours"
        )
    times = shared(minutes, [part.slides for part in parts])
    ranks = _ranks(parts, times, versions)
    leasts = _leasts(times, ranks, versions)
    sections = tuple(
        Section(title, time, least, rank.tier, rank.priority, slides=(part.first, part.last), notes=part.notes)
        for title, part, time, least, rank in zip(_titles(parts), parts, times, leasts, ranks, strict=True)
    )
    talk = Talk(slug, str(uuid.uuid4()), deck.title, minutes, sections, questions_after(minutes))
    return Outline(talk, tuple(rank.reason for rank in ranks), deck.backup, deck.how, tuple(warnings))


def shared(minutes: int, slides: Sequence[int]) -> list[timedelta]:
    """The minutes by the number of slides, in halves, half a minute at least: their sum is the minutes, exactly."""
    exact = [2 * minutes * count / sum(slides) for count in slides]
    given = [max(1, int(each)) for each in exact]
    while (left := 2 * minutes - sum(given)) != 0:
        # The one furthest from its share gets a half more, or gives one back that it can spare.
        may = [n for n in range(len(given)) if left > 0 or given[n] > 1]
        furthest = max(may, key=lambda n: ((exact[n] - given[n]) * (1 if left > 0 else -1), -n))
        given[furthest] += 1 if left > 0 else -1
    return [each * HALF for each in given]


def _ranks(parts: Sequence[DeckPart], times: Sequence[timedelta], versions: Sequence[int]) -> list[Rank]:
    musts = _musts(parts)
    ranks = {n: Rank(versions[0], place, f"must: {why}") for place, (n, why) in enumerate(musts.items(), start=1)}
    so_far = sum((times[n] for n in musts), ZERO)
    placed = dict.fromkeys(versions, 0)
    placed[versions[0]] = len(musts)
    for n in sorted((n for n in range(len(parts)) if n not in musts), key=lambda n: (-parts[n].slides, n)):
        so_far += times[n]
        fitting = [each for each in versions[1:] if ROOM * so_far <= timedelta(minutes=each)]
        tier = fitting[0] if fitting else versions[-1]
        placed[tier] += 1
        ranks[n] = Rank(tier, placed[tier], "by its length")
    return [ranks[n] for n in range(len(parts))]


def _musts(parts: Sequence[DeckPart]) -> dict[int, str]:
    """The first section, the main result and the conclusion, by their places, each with how it was recognised."""
    places = range(len(parts))
    musts = {0: "the first section"}
    closing = [n for n in places if n and _CLOSE.search(parts[n].title)]
    last = closing[-1] if closing else places[-1]
    between = [n for n in places if n not in (0, last)]
    named = [n for n in between if _RESULT.search(parts[n].title)]
    if between:
        main = max(named or between, key=lambda n: (parts[n].slides, -n))
        musts[main] = "named like the main result" if named else "the longest section"
    if last:
        musts[last] = "named like a conclusion" if closing else "the last section"
    return musts


def _leasts(times: Sequence[timedelta], ranks: Sequence[Rank], versions: Sequence[int]) -> list[timedelta]:
    """A third of each time, in quarters of a minute; less where a version would not hold what belongs to it."""
    leasts = [min(max(time / 3 // QUARTER * QUARTER, HALF), time) for time in times]
    for version in versions:
        held = [n for n, rank in enumerate(ranks) if rank.tier <= version]
        while sum((leasts[n] for n in held), ZERO) > timedelta(minutes=version):
            leasts[max(held, key=lambda n: leasts[n])] -= QUARTER
    return leasts


def _titles(parts: Sequence[DeckPart]) -> list[str]:
    """The titles, each one only once: the second `Results` is `Results (2)`."""
    titles: list[str] = []
    taken: set[str] = set()
    for part in parts:
        names = itertools.chain([part.title], (f"{part.title} ({n})" for n in itertools.count(2)))
        title = next(name for name in names if name.casefold() not in taken)
        taken.add(title.casefold())
        titles.append(title)
    return titles


def slug_for(asked: str | None, *, file: Path, title: str, taken: Collection[str]) -> str:
    """The talk's name: as asked for, else the file's or, where that says nothing, the title's. It must be free."""
    if asked is not None and (not is_kebab(asked) or asked in RESERVED_TALKS):
        raise BadUsage(
            f"{asked!r} cannot be the name of a talk",
            hint="Lower-case words joined by hyphens, and not the name of a command: `--slug my-talk`.",
        )
    slug = asked or _kebab(file.stem, title)
    if slug in taken:
        free = next(name for n in itertools.count(2) if (name := f"{slug}-{n}") not in taken)
        raise BadUsage(
            f"there is a talk called {slug!r} already", hint=f"Nothing was written; `--slug {free}` is free."
        )
    return slug


def taken(places: Places) -> set[str]:
    """The names that no new talk may have: those of talks, and whatever else is in the folder of the user's own."""
    try:
        there = {each.name for each in places.talks.iterdir()} if places.talks.is_dir() else set()
    except OSError:
        there = set()  # writing there will say what is wrong
    return there | set(talk_slugs(places.talk_roots))


def _kebab(*names: str) -> str:
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = "-".join(re.findall(r"[a-z0-9]+", plain)[:6])[:60].strip("-")
        if not _GENERIC.fullmatch(slug) and slug not in RESERVED_TALKS:
            return slug
    return "my-talk"
