"""A day is typed alike everywhere, and what is no day is told in one sentence everywhere."""

from __future__ import annotations

import pytest
from command_line import CommandLine

TAKES_A_DAY = [
    ("today", "--interview"),
    ("ask", "--interview"),
    ("history", "list", "--since"),
    ("history", "list", "--until"),
    ("history", "stats", "--since"),
]


@pytest.mark.parametrize("words", TAKES_A_DAY, ids=" ".join)
@pytest.mark.parametrize("typed", ["soon", "20261214", "2026-W50-1", "2026-02-30", "14.12.2026", ""])
def test_what_is_no_day_is_told_in_the_same_words(prep: CommandLine, words: tuple[str, ...], typed: str):
    """The exit code of a wrong word, one sentence, and the form that is taken."""
    ran = prep.here(*words, typed)

    assert ran.code == 2
    assert f"error: {typed!r} is no day\n  Write it as 2026-12-14" in ran.err


@pytest.mark.parametrize("words", TAKES_A_DAY, ids=" ".join)
@pytest.mark.parametrize("typed", ["2999-01-04", "2999-1-4"])
def test_a_day_with_and_without_its_noughts_is_taken(prep: CommandLine, words: tuple[str, ...], typed: str):
    """Both are what people write."""
    assert prep.here(*words, typed).code == 0
