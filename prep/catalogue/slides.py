"""Which slides each section of a talk has: written as a range, or as how many there are."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 9_999
_RANGE = re.compile(r"([0-9]{1,5}) ?[-–] ?([0-9]{1,5})")  # noqa: RUF001  # an en dash is what word processors make of it

Slides = tuple[int, int]


def read_slides(written: object) -> Slides | int:
    """A range as its first and last slide, or a number of slides; ValueError says what is wrong with it."""
    if isinstance(written, int) and not isinstance(written, bool):
        if not 1 <= written <= MOST:
            raise ValueError(f"must be from 1 to {MOST} slides")
        return written
    if not isinstance(written, str):
        raise ValueError('must be a range of slides, such as "1-4", or how many there are')  # noqa: TRY004  # for the validator
    found = _RANGE.fullmatch(written.strip())
    if found is None:
        number = written.strip()
        meant = f': write "{number}-{number}" for slide {number} alone' if number.isdecimal() else ""
        raise ValueError(f'must be a range of slides, such as "1-4", or how many there are{meant}')
    first, last = int(found[1]), int(found[2])
    if not 1 <= first <= MOST or last > MOST:
        raise ValueError(f"must be slides from 1 to {MOST}")
    if last < first:
        raise ValueError(f"goes back from {first} to {last}")
    return first, last


def laid_out(written: Iterable[object]) -> tuple[list[Slides | None], list[tuple[int, str]]]:
    """The slides of sections in their order, and each that goes back, by its place.

    A number begins after the last slide so far. What is none, or cannot be read, has no slides and is passed over.
    """
    slides: list[Slides | None] = []
    faults: list[tuple[int, str]] = []
    so_far = 0
    for place, each in enumerate(written):
        try:
            found = read_slides(each) if each is not None else None
        except ValueError:
            found = None
        if isinstance(found, int):
            found = (so_far + 1, so_far + found)
        if found is not None:
            if found[0] <= so_far:
                faults.append((place, f"begins with slide {found[0]}, and the sections before it end with {so_far}"))
            so_far = max(so_far, found[1])
        slides.append(found)
    return slides, faults
