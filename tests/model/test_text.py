"""Text from elsewhere, made safe to show: whatever it holds, a terminal is not told what to do."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from prep.model.text import MOST_CHARACTERS, counted, one_line, printable

CHARACTERS = st.characters(exclude_categories=()) | st.sampled_from(
    "\x1b\x07\x9b\x85\r\b\u202e\u2066\u200b\ufeff\u2028"
)


@given(st.text(CHARACTERS))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("\x1b]0;title\x07\x1b[2J\x9b31m")
@example("\u202eright to left\u2069 \u200b\u2028\u2029\ud800\U000e0041\ufff9")
def test_nothing_that_a_terminal_obeys_comes_through(text: str):
    """No control character but newline, none that reorders, hides or is no character at all, in any text."""
    shown = printable(text)

    categories = {unicodedata.category(character) for character in shown if character != "\n"}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(st.text(st.characters(categories=["L", "N", "P", "S"]) | st.sampled_from(" \n"), max_size=200))
def test_plain_text_stays_as_it_is(text: str):
    """Letters of any script, digits, signs, spaces and newlines are shown as they are."""
    assert printable(text) == text


@given(st.text(CHARACTERS, max_size=300))
def test_showing_twice_changes_nothing_more(text: str):
    """What was made printable is printable."""
    shown = printable(text)

    assert printable(shown, most=len(shown)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\tb", "a    b"),
        ("a\r\nb", "a\\r\nb"),
        ("\u202eabc", "\\u202eabc"),
        ("\ud83d", "\\ud83d"),
        ("\U000e0001", "\\U000e0001"),
        ("naïve Δ 日本語 👍", "naïve Δ 日本語 👍"),
        ("[red]markup[/red]", "[red]markup[/red]"),
    ],
)
def test_what_is_not_shown_is_spelled_out(text: str, shown: str):
    """An escape takes the place of a character that acts; markup is only text."""
    assert printable(text) == shown


def test_long_text_is_cut_and_says_so():
    """The beginning is kept, and how much more there was."""
    assert printable("x" * MOST_CHARACTERS) == "x" * MOST_CHARACTERS
    assert printable("x" * 3500, most=10) == "x" * 10 + "… (3,490 more characters)"


@given(st.text(CHARACTERS), st.integers(0, 50))
def test_what_is_cut_is_as_safe(text: str, most: int):
    """Cutting never leaves half of something behind."""
    assert printable(text, most=most).startswith(printable(text[:most], most=most))


@given(st.text(CHARACTERS))
def test_one_line_is_one_line(text: str):
    """For a place that has one line, there is one, without space around it."""
    line = one_line(text)

    assert "\n" not in line
    assert line == line.strip()


def test_the_first_line_with_something_on_it_is_taken():
    """Empty lines say nothing."""
    assert one_line("\n  \n  first\nsecond") == "first"
    assert one_line(" \n") == ""


def test_things_are_counted_in_words():
    """One is singular, everything else plural."""
    assert [counted(n, "check") for n in (0, 1, 2)] == ["0 checks", "1 check", "2 checks"]
    assert counted(2, "query", "queries") == "2 queries"
