"""Talks to plan: random ones, and one whose plans are known by heart."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from prep.model.talk import VERSIONS, Section

MINUTE = timedelta(minutes=1)


def section(title: str, minutes: float, least: float, tier: int = 5, priority: int = 1, **more: object) -> Section:
    return Section(title, minutes * MINUTE, least * MINUTE, tier, priority, **more)


IDEA = section("idea", 9, 2, 5, 1, slides=(5, 9), bridge="On to what it gave.")
PROBLEM = section("problem", 6, 1.5, 5, 2, slides=(1, 4), bridge="Straight to the idea.")
RESULT = section("result", 6, 3, 10, 1, slides=(10, 14))
SECOND = section("second", 6, 4, 30, 1, slides=(15, 18))
CLOSE = section("close", 2, 1, 5, 3, slides=(19, 20))
KNOWN = (PROBLEM, IDEA, RESULT, SECOND, CLOSE)
"""As spoken; by rank: idea, problem, close, result, second."""


def some_sections() -> st.SearchStrategy[tuple[Section, ...]]:
    """Any sections that a talk may have: budgets in whole seconds, tiers and priorities that often tie."""
    return st.lists(st.integers(0, 2**30 - 1), min_size=1, max_size=14).map(
        lambda numbers: tuple(_section(place, number) for place, number in enumerate(numbers))
    )


def _section(place: int, number: int) -> Section:
    """A section told by one number: drawing each part of it apart takes ten times as long."""
    number, least = divmod(number, 900)
    number, more = divmod(number, 900)
    number, tier = divmod(number, len(VERSIONS))
    number, priority = divmod(number, 4)
    return Section(
        f"section {place}",
        timedelta(seconds=1 + least + more),
        timedelta(seconds=1 + least),
        VERSIONS[tier],
        1 + priority,
        slides=(place * 10 + 1, place * 10 + 5) if number % 2 else None,
        bridge=f"bridge {place}" if number % 3 else "",
    )


slots = st.integers(0, 180 * 60 * 1000).map(lambda ms: timedelta(milliseconds=ms))
"""From nothing to three hours, to the millisecond."""
