"""Slides fall into parts: by the sections the deck itself has, else by a guess that says in words how it was made.

Where a deck has no sections, the first of these that finds a few parts, twelve at most, is taken: slides that hold a
title alone; headings that stay over several slides; headings that most talks have (Motivation, Method, Conclusion);
headings of single slides; and at last up to eight parts of about equal length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from prep.decks.slide import Reading, Slide, part_notes
from prep.model.deck import Deck, DeckPart, joined, with_next

MOST_PARTS = 12
EVEN_PARTS = 8
LEAD = 2
"""So many slides before the first section belong to it: the title, and what is to come."""

_BACKUP = re.compile(
    r"(back[ -]?up|appendi(x|ces))\b.*|references?|bibliography|supplement\w*"
    r"|(extra|spare|reserve|additional|supplement\w*) (slides?|materials?|results?)",
    re.IGNORECASE,
)
_THANKS = re.compile(r"(thanks?\b|thank you\b|(any )?questions\b|q ?(&|and) ?a\b|the end\W*$)", re.IGNORECASE)
_CONTENTS = re.compile(r"((table of )?contents|outline|agenda|overview|road ?map)( of .{0,20})?\W*", re.IGNORECASE)
_UNNAMED = re.compile(r"((default|untitled) section)?\W*", re.IGNORECASE)
_KNOWN = re.compile(
    r"((the|our|my|proposed) )*(introduction|motivation|background|problem|goal|setting|preliminaries|related"
    r"|pr(ior|evious) work|theory|ideas?|methods?|approach|models?|algorithm|framework|systems?|data(sets?)?"
    r"|experiments?|evaluation|(main )?results?|evidence|analysis|ablations?|applications?|case stud(y|ies)"
    r"|discussion|limitations?|future|outlook|next steps|conclusions?|summary|take[- ]?(home|aways?))\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\W*(\(?(cont(inued|'d|\.)?|\d{1,2} ?(/|of) ?\d{1,2}|\d{1,2}|i{1,3}|iv|v)\)?)?\W*$", re.IGNORECASE)


def deck_of(reading: Reading, *, name: str) -> Deck:
    """The deck that a reading comes to; `name` is its title where nothing else is."""
    first = next((slide.title for slide in reading.slides), "")
    title = reading.title or ("" if _KNOWN.match(first) else first) or name
    slides, how, warnings = reading.slides, reading.how, list(reading.warnings)
    shown = sum(not slide.hidden for slide in slides)
    named = sum(slide.section is not None for slide in slides)
    if named > MOST_PARTS and 2 * named > shown:
        slides = tuple(replace(each, title=each.section or each.title, section=None) for each in slides)
        warnings.append("nearly every slide has a section of its own, so sections were taken for headings")
        named = 0
    parts = _parts(slides)
    if not named or (len(parts) == 1 and shown > LEAD):
        how, parts = _guessed([replace(slide, section=None) for slide in slides])
    # A section that somebody named stays, unless it is named like the deck.
    parts = _backed_up(_tidied(parts, reading.title if named else title))
    if len(parts) == 1 and shown > 1:
        warnings.append("nothing tells its sections apart, so it is one part")
    if hidden := len(slides) - shown:
        warnings.append(f"{'one hidden slide is' if hidden == 1 else f'{hidden} hidden slides are'} not counted")
    return Deck(title, parts, shown, how, tuple(warnings))


def _guessed(slides: Sequence[Slide]) -> tuple[str, tuple[DeckPart, ...]]:
    """How the parts of a deck without sections were found, and the parts."""
    in_a_row = _headings(slides)
    long_rows = in_a_row if 2 * len(in_a_row) <= len(slides) else []
    ways = (
        ("slides that hold a title alone begin a section", _dividers(slides), 2),
        ("slides in a row under one heading are a section", long_rows, 2),
        ("headings that most talks have begin a section", _known(slides), 3),
        ("slides in a row under one heading are a section", in_a_row, 2),
    )
    for how, found, fewest in ways:
        starts = {n for n in found if not slides[n].hidden}
        if fewest <= len(starts) <= MOST_PARTS:
            return how, _parts([replace(s, section=s.title) if n in starts else s for n, s in enumerate(slides)])
    each = _parts([replace(slide, section=slide.title) for slide in slides])
    talk = tuple(part for part in each if not part.backup)
    backup = tuple(part for part in each if part.backup)
    return "no sections were found: the slides are shared out evenly", (*joined(talk, EVEN_PARTS), *joined(backup, 1))


def _dividers(slides: Sequence[Slide]) -> list[int]:
    return [n for n, slide in enumerate(slides) if n and slide.bare and slide.title]


def _headings(slides: Sequence[Slide]) -> list[int]:
    """Where a heading does not go on with the one before, as `Results (2/3)` goes on with `Results`."""
    starts: list[int] = []
    before = ""
    for n, slide in enumerate(slides):
        heading = _AGAIN.sub("", slide.title.casefold()) or slide.title.casefold()
        if heading and heading != before:
            starts.append(n)
            before = heading
    return starts


def _known(slides: Sequence[Slide]) -> list[int]:
    starts: list[int] = []
    before = ""
    for n, slide in enumerate(slides):
        if (found := _KNOWN.match(slide.title)) and found[0].casefold() != before:
            starts.append(n)
            before = found[0].casefold()
    return starts


def _parts(slides: Sequence[Slide]) -> tuple[DeckPart, ...]:
    """Slides cut before each that begins a section, and before the first backup; a part has one slide at least."""
    slides = _led(slides)
    backup = next((n for n, slide in enumerate(slides) if slide.backup), len(slides))
    cuts = [n for n, slide in enumerate(slides) if n in (0, backup) or slide.section is not None]
    parts: list[DeckPart] = []
    number, hidden = 0, 0
    for start, end in pairwise([*cuts, len(slides)]):
        shown = [slide for slide in slides[start:end] if not slide.hidden]
        hidden += end - start - len(shown)
        if not shown:
            continue
        section = slides[start].section
        title = "Backup" if section is None and start == backup else section or ""
        if _UNNAMED.fullmatch(title):  # the first heading that says something, the title of the deck left out
            title = next((each.title for n, each in enumerate(shown) if each.title and number + n), "")
        notes = part_notes((number + n, each.notes) for n, each in enumerate(shown, start=1))
        parts.append(DeckPart(title, number + 1, number + len(shown), hidden, notes, backup=start >= backup))
        number, hidden = number + len(shown), 0
    if parts and hidden:
        parts[-1] = replace(parts[-1], hidden=parts[-1].hidden + hidden)
    return tuple(parts)


def _led(slides: Sequence[Slide]) -> Sequence[Slide]:
    """The first section begins with the first slide already, where only so few come before it."""
    first = next((n for n, slide in enumerate(slides) if slide.section is not None), 0)
    if not first or sum(not slide.hidden for slide in slides[:first]) > LEAD:
        return slides
    begin, end = replace(slides[0], section=slides[first].section), replace(slides[first], section=None)
    return [begin, *slides[1:first], end, *slides[first + 1 :]]


def _tidied(parts: Iterable[DeckPart], title: str) -> tuple[DeckPart, ...]:
    """Without what nobody plans time for: title and contents go with what follows, thanks with what is before."""
    left: list[DeckPart] = []
    for part in parts:
        opening = len(left) == 1 and left[0].last <= LEAD and _opens(left[0].title, title)
        if left and not part.backup and _THANKS.match(part.title) and part.slides <= LEAD:
            left[-1] = with_next(left[-1], part)
        elif opening and not part.backup:
            left[-1] = with_next(left[-1], part, title=part.title)
        else:
            left.append(part)
    return tuple(each if each.title else replace(each, title=_numbers(each)) for each in left)


def _opens(words: str, title: str) -> bool:
    """Whether a part of this name, the first one, only opens what follows."""
    return not words or words.casefold() == title.casefold() or bool(_CONTENTS.fullmatch(words))


def _numbers(part: DeckPart) -> str:
    return f"Slides {part.first}-{part.last}" if part.last > part.first else f"Slide {part.first}"


def _backed_up(parts: tuple[DeckPart, ...]) -> tuple[DeckPart, ...]:
    """What is named like an appendix is backup, and so is all after it; no deck is backup alone."""
    start = next((n for n, part in enumerate(parts) if part.backup or _BACKUP.fullmatch(part.title)), len(parts))
    return tuple(replace(part, backup=0 < start <= n) for n, part in enumerate(parts))
