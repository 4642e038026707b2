"""What a rehearsal came to, reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehearsal_makers import SECTIONS, at, minutes, section, spoken

from prep.model.cut import recut
from prep.model.moment import ZERO
from prep.model.rehearsal import Mark, MarkKind, Rehearsal
from prep.model.rehearsed import result, result_lines, signed

TO_THE_SECOND = (6, 9, 12, 11, 5, 2)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def cut_at(minute: float, *, part: int, left: float, surprise: bool, spent: float) -> Mark:
    """Somebody says at that minute, while that part is spoken, that so many minutes are left."""
    plan = spoken(*TO_THE_SECOND).plan
    shorter = recut(plan, at=part, spent=minutes(spent), gone=minutes(minute), slot=minutes(minute + left))
    return Mark("cut", MarkKind.CUT, at(minute), plan=shorter, surprise=surprise)


def test_a_talk_to_the_second():
    """Every section in its time: nothing to say but that."""
    came_to = result(spoken(*TO_THE_SECOND))

    assert (came_to.took, came_to.over, came_to.off, came_to.time_mark) == (minutes(45), ZERO, 0.0, 4)
    assert [each.over for each in came_to.sections] == [ZERO] * 6
    assert came_to.missing == ()
    assert not came_to.close_rushed
    assert result_lines(came_to) == ("45:00 of 45:00: to the second",)


def test_a_talk_that_is_too_long():
    """3:10 over 45 minutes are 7 %: the mark is 2, and the section that did it is named."""
    came_to = result(spoken(6.5, 9, 14.5, 11, 5, 13 / 6))

    assert came_to.over == seconds(190)
    assert came_to.off == pytest.approx(190 / 2700)
    assert came_to.time_mark == 2
    assert result_lines(came_to) == ("48:10 of 45:00: 3:10 over", "longest over its time: Evidence, +2:30")


@pytest.mark.parametrize(
    ("over", "mark"),
    [(0, 4), (54, 4), (55, 3), (135, 3), (136, 2), (270, 2), (271, 1), (-54, 4), (-55, 3), (-136, 2), (-600, 2)],
)
def test_the_mark_for_time(over: float, mark: int):
    """4 within 2 % (54 s of 45 min), 3 within 5 % (135 s), 1 from 10 % over on (270 s); too short is never cut off."""
    came_to = result(spoken(6, 9, 12 + over / 60, 11, 5, 2))

    assert came_to.over == pytest.approx(seconds(over), abs=seconds(0.001))
    assert came_to.time_mark == mark


def test_a_rushed_close():
    """Twenty of the sixty seconds it needs: said with both, and no better than 2, whatever the clock says."""
    came_to = result(spoken(6, 9, 12, 11, 6 + 2 / 3, 1 / 3))

    assert came_to.over == ZERO
    assert (came_to.close_rushed, came_to.missing, came_to.time_mark) == (True, ("Close",), 1)
    came_to = result(spoken(6, 9, 12, 11, 6.25, 0.75))
    assert (came_to.close_rushed, came_to.missing, came_to.time_mark) == (True, (), 2)
    assert "the close was rushed: 0:45 of the 1:00 it needs" in result_lines(came_to)


def test_a_part_of_a_second_rushes_nothing():
    """Nobody hears that the close had 59.2 of its 60 seconds; 58.9 are another thing."""
    assert not result(spoken(6, 9, 12, 11, 5, 59.2 / 60)).close_rushed
    assert result(spoken(6, 9, 12, 11, 5, 58.9 / 60)).close_rushed


def test_a_talk_that_stopped_early():
    """What was not reached is said: a must by its name, a close that is none as such."""
    came_to = result(spoken(6, 9, 12, 11))
    assert came_to.missing == ("Agenda", "Close")
    assert came_to.time_mark == 1
    assert result_lines(came_to) == ("38:00 of 45:00: 7:00 under", "2 of 4 musts not delivered: Agenda, Close")

    last_is_no_must = (*SECTIONS[:4], section("Outlook", 7, 1, 10, 2))
    came_to = result(spoken(6, 9, 12, 11, sections=last_is_no_must))
    assert came_to.missing == ()
    assert result_lines(came_to)[1:] == ("the close was not reached: Outlook",)


def test_a_must_that_was_only_touched_is_not_delivered():
    """Half of its least time is the least: 29 s of a minute are a touch, 31 are not."""
    assert result(spoken(6, 9, 12, 11, 29 / 60, 2)).missing == ("Agenda",)
    assert result(spoken(6, 9, 12, 11, 31 / 60, 2)).missing == ()


def test_a_shortened_talk_says_that_the_musts_were_there():
    """In eight minutes two sections go; of the rest every must was said."""
    rehearsal = spoken(2.5, 1.5, 2, 1, 1, slot=8)
    came_to = result(rehearsal)

    assert [part.section.title for part in rehearsal.plan.parts if part.cut] == ["Second result"]
    assert result_lines(came_to) == (
        "8:00 of 8:00: to the second",
        "every must delivered (4 of 4)",
    )


def test_a_surprise_and_how_long_it_took_to_obey():
    """Cut at 10:00 to 16 minutes in all: they move on after 40 s, drop what goes, and end in time."""
    cut = cut_at(10, part=1, spent=4, left=6, surprise=True)
    assert cut.plan is not None
    ends = (at(10 + 2 / 3), at(13), at(15), at(16))
    steps = [Mark(f"s{n}", MarkKind.NEXT, end) for n, end in enumerate(ends[:-1])]
    marks = (Mark("m1", MarkKind.NEXT, at(6)), cut, *steps, Mark("f", MarkKind.FINISHED, ends[-1]))
    came_to = result(spoken(1, marks=marks))

    assert [part.section.title for part in cut.plan.parts if part.cut] == ["Second result"]
    assert came_to.slot == minutes(16)
    assert came_to.cuts[0].adapted == seconds(40)
    assert [each.spoken.total_seconds() for each in came_to.sections] == pytest.approx([360, 280, 140, 0, 120, 60])
    assert result_lines(came_to)[:3] == (
        "16:00 of 16:00: to the second",
        "every must delivered (4 of 4)",
        "the close was not rushed",
    )
    assert result_lines(came_to)[-1] == "surprise at 10:00: you moved on after 0:40"


def test_cuts_in_words():
    """Asked for or not, before the first word, and where no section came after."""

    def last_line(*marks: Mark) -> str:
        return result_lines(result(spoken(1, marks=(*marks, Mark("f", MarkKind.FINISHED, at(30))))))[-1]

    steps = tuple(Mark(f"n{n}", MarkKind.NEXT, at(n)) for n in range(1, 6))
    early = cut_at(0, part=0, spent=0, left=30, surprise=True)
    assert last_line(early) == "surprise before the first word"
    assert last_line(*steps, cut_at(29, part=5, spent=24, left=2, surprise=False)) == (
        "told to be shorter at 29:00: you ended where you were"
    )


def test_what_else_happened():
    """Questions with their time, pauses and absences, stumbles with their words: each in its own line."""
    marks = (
        Mark("1", MarkKind.ASKED, at(2)),
        Mark("2", MarkKind.ANSWERED, at(3)),
        Mark("3", MarkKind.PAUSED, at(3)),
        Mark("4", MarkKind.WENT_ON, at(4.5)),
        Mark("5", MarkKind.STUMBLED, at(5), word="theorem"),
        Mark("6", MarkKind.STUMBLED, at(5)),
        Mark("7", MarkKind.FINISHED, at(6)),
    )
    came_to = result(spoken(1, marks=marks))

    assert (came_to.asked, came_to.questions, came_to.stopped, came_to.speaking) == (
        1,
        minutes(1),
        minutes(1.5),
        minutes(3.5),
    )
    assert result_lines(came_to)[-3:] == (
        "1 question took 1:00",
        "paused or away for 1:30",
        "2 stumbles marked: theorem",
    )


def test_a_late_start_counts_from_the_slot():
    """Twelve of 45 minutes are lost: 33 minutes of speaking end it at 45:00."""
    rehearsal = spoken(6, 9, 6, 5, 5, 2, lost=minutes(12))
    came_to = result(rehearsal)

    assert (came_to.took, came_to.aim, came_to.lost) == (minutes(45), minutes(45), minutes(12))
    assert came_to.time_mark == 4
    assert result_lines(came_to)[1:3] == ("every must delivered (4 of 4)", "the close was not rushed")


def test_an_unfinished_one_stands_at_its_last_mark():
    """Nobody knows what came after it."""
    rehearsal = spoken(6, 9, 12, 11, 5, 2)
    came_to = result(replace(rehearsal, marks=rehearsal.marks[:2]))

    assert came_to.took == minutes(15)
    assert result(replace(rehearsal, marks=())).took == ZERO


@pytest.mark.parametrize(
    ("span", "face"), [(130, "+2:10"), (-30, "-0:30"), (0, "0:00"), (0.4, "0:00"), (-0.4, "0:00"), (3700, "+1:01:40")]
)
def test_a_difference_has_its_sign(span: float, face: str):
    """Nothing is neither more nor less."""
    assert signed(seconds(span)) == face


@given(st.lists(st.floats(0, 20), min_size=6, max_size=6))
def test_the_parts_make_the_whole(lengths: list[float]):
    """Whatever was spoken: the sections add up to the slot clock, and the mark is a mark with its first line."""
    rehearsal: Rehearsal = spoken(*lengths)
    came_to = result(rehearsal)

    assert came_to.speaking == pytest.approx(came_to.took, abs=timedelta(milliseconds=1))
    assert came_to.time_mark in (1, 2, 3, 4)
    assert (came_to.time_mark == 4) <= (abs(came_to.over) <= minutes(0.9))
    assert result_lines(came_to)[0].endswith(("over", "under", "to the second"))
