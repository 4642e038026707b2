"""When a question is due again: our answers against py-fsrs itself."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from fsrs import Card, ReviewLog
from fsrs import Rating as FsrsRating
from hypothesis import given
from hypothesis import strategies as st

from prep.model.review import Rating, Review, daily, rating
from prep.recall import LONGEST, noon, recalls, scheduler_for

FIRST = date(2026, 11, 2)


def review(day: int, score: int = 3, *, hour: float = 9, zone: int = 0, question: str = "motivation/M01", **more: bool):
    at = datetime(2026, 11, 2, tzinfo=timezone(timedelta(hours=zone))) + timedelta(days=day, hours=hour)
    return Review(question, at, score, **more)


@pytest.mark.parametrize(
    ("made", "goods", "expected"),
    [
        (review(0, 1), 0, Rating.AGAIN),
        (review(0, 2), 5, Rating.AGAIN),
        (review(0, 4, gave_up=True), 0, Rating.AGAIN),
        (review(0, 4, peeked=True), 0, Rating.AGAIN),
        (review(0, 3, helped=True), 0, Rating.HARD),
        (review(0, 3, late=True), 0, Rating.HARD),
        (review(0, 3), 0, Rating.GOOD),
        (review(0, 4), 9, Rating.GOOD),
        (review(0, 4, helped=True, no_need_soon=True), 9, Rating.GOOD),
        (review(0, 4, no_need_soon=True), 1, Rating.GOOD),
        (review(0, 4, no_need_soon=True), 2, Rating.EASY),
    ],
)
def test_a_score_stands_for_a_rating(made: Review, goods: int, expected: Rating):
    """Below the bar is Again; with help or late, Hard; Easy only where it was good twice and is not wanted soon."""
    assert rating(made, goods=goods) is expected


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 4), st.floats(0, 23)), min_size=1, max_size=25))
def test_cards_equal_those_of_fsrs(made: list[tuple[int, int, float]]):
    """The same reviews through py-fsrs' own replay give the same due day and the same chance."""
    reviews = [review(day, score, hour=hour) for day, score, hour in made]
    on = FIRST + timedelta(days=61)

    ours = recalls(reviews, on=on)["motivation/M01"]

    kept = daily(reviews)
    goods, logs = 0, []
    for each in kept:
        given_rating = rating(each, goods=goods)
        goods += given_rating >= Rating.GOOD
        logs.append(ReviewLog(7, FsrsRating(given_rating), noon(each.day), None))
    card = scheduler_for(on).reschedule_card(Card(card_id=7, due=noon(kept[0].day)), logs)
    assert ours.due == card.due.date()
    assert ours.chance == scheduler_for(on).get_card_retrievability(card, noon(on))
    assert ours.times == len(kept)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 4)), min_size=1, max_size=12), st.randoms())
def test_the_order_in_which_answers_arrive_does_not_matter(made: list[tuple[int, int]], chance: random.Random):
    """A history merged from another machine gives what it would have given here."""
    reviews = [review(day, score, hour=9 + n / 10) for n, (day, score) in enumerate(made)]
    mixed = list(reviews)
    chance.shuffle(mixed)

    assert recalls(mixed, on=FIRST) == recalls(reviews, on=FIRST)


def test_one_review_a_day_and_the_last_counts():
    """Practising the same question all evening is one review."""
    evening = [review(0, 2, hour=18), review(0, 3, hour=18.5), review(0, 4, hour=19)]

    assert recalls(evening, on=FIRST) == recalls(evening[-1:], on=FIRST)


def test_late_one_day_and_early_the_next_are_a_day_apart():
    """Ten hours lie between them, and FSRS alone would hardly count the second."""
    twice = recalls([review(0, hour=22), review(1, hour=8)], on=FIRST)["motivation/M01"]
    once = recalls([review(0, hour=22)], on=FIRST)["motivation/M01"]

    assert twice.due - FIRST > once.due - FIRST + timedelta(days=1)


def test_the_day_is_the_one_on_the_wall():
    """At 23:30 in New York it is the day it says there, whatever the day in UTC."""
    far = recalls([review(0, hour=23.5, zone=-5)], on=FIRST)["motivation/M01"]

    assert far.last == FIRST
    assert datetime(2026, 11, 3, 4, 30, tzinfo=UTC) == review(0, hour=23.5, zone=-5).at


def test_intervals_have_an_end():
    """However well it goes, a question comes back within two weeks, and before an interview."""
    good = [review(day, 4) for day in (0, 2, 13, 27, 41)]
    at = FIRST + timedelta(days=41)

    assert recalls(good, on=at)["motivation/M01"].due == at + timedelta(days=LONGEST)
    assert recalls(good, on=at, interview=at + timedelta(days=6))["motivation/M01"].due == at + timedelta(days=3)
    assert recalls(good, on=at, interview=at + timedelta(days=1))["motivation/M01"].due == at + timedelta(days=1)


def test_what_is_forgotten_again_and_again_is_a_leech():
    """Three times below the bar: write it anew."""
    assert recalls([review(day, 2) for day in (0, 1, 2)], on=FIRST)["motivation/M01"].leech
