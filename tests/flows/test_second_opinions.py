"""Somebody else's marks on an answer decide when its question is due, in the place of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from desk_makers import Hand

from prep.flows import asking, past
from prep.flows.asking import Chair
from prep.history import History
from prep.model.answer import Answered
from prep.model.calibration import OPINION, pairs_of
from prep.model.rubrics import ANSWERING
from prep.places import Places

KEY = "bank/q"


@pytest.fixture
def chair(tmp_path: Path, clock: Hand) -> Iterator[Chair]:
    home = tmp_path / "home"
    home.mkdir()
    with History.open(Places(home=home, content=()), clock) as history:
        yield Chair(history, clock)


def marks(mark: int) -> dict[str, int]:
    return {each.id: mark for each in ANSWERING.criteria}


def answered(chair: Chair, mark: int, **more: object) -> Answered:
    fields = {"seconds": 50.0, "limit": 60, "marks": marks(mark), **more}
    made = Answered("", KEY, "Why?", "hr", chair.clock().utc, "answering", **fields)  # type: ignore[arg-type] # by name
    return asking.answer(made, chair)


def mark_by(name: str, given: Mapping[str, int | None], chair: Chair) -> None:
    """The newest answer, marked by somebody."""
    past.add_opinion(past.past(chair.history).episodes[1], name, {"marks": dict(given)}, chair.history)


def due(chair: Chair) -> timedelta:
    return asking.known(chair)[KEY].due - chair.today


def test_a_second_opinion_takes_the_place_of_the_self_score(chair: Chair):
    """Due as if the answer had been marked so from the start; one's own marks stay what they were."""
    answered(chair, 4)
    own = (due(chair), asking.next_time(KEY, chair))
    mark_by("Ada", marks(2), chair)
    (read,) = asking.all_answered(chair)

    assert own == (timedelta(days=2), "next on Wednesday, because until then it comes back nine times in ten")
    assert (due(chair), asking.known(chair)[KEY].last_score) == (timedelta(days=1), 2)
    assert asking.next_time(KEY, chair) == "next tomorrow, because it was below the bar by Ada's marks"
    assert (read.score, read.counted, dict(read.marks)) == (4, 2, marks(4))
    assert (read,) == asking.all_answered(chair, key=KEY)


def test_it_lifts_a_self_score_that_was_too_low(chair: Chair):
    """Somebody who is too hard on themselves is not asked again tomorrow."""
    answered(chair, 2)
    mark_by("Ada", marks(3), chair)

    assert due(chair) == timedelta(days=2)
    assert "Ada's marks" in asking.next_time(KEY, chair)


@pytest.mark.parametrize(("given", "counted"), [({"limits": 1}, 1), ({"limits": 4}, 3), ({"limits": None}, 3)])
def test_what_a_grader_could_not_judge_keeps_ones_own_mark(chair: Chair, given: dict[str, int | None], counted: int):
    """The lowest of the two sheets together; one criterion is no whole opinion."""
    answered(chair, 3)
    first = next(iter(ANSWERING.criteria)).id
    mark_by("Ada", {**dict.fromkeys(marks(3), None), first: 4, **given}, chair)

    (read,) = asking.all_answered(chair)
    assert read.counted == counted


def test_the_newest_of_several_opinions_wins(chair: Chair):
    """Also where the one who marked first marks again."""
    answered(chair, 3)
    for name, mark, counted in (("Ada", 1, 1), ("Grace", 4, 4), ("Ada", 2, 2)):
        mark_by(name, marks(mark), chair)
        (read,) = asking.all_answered(chair)
        assert (read.counted, read.second and read.second.by) == (counted, name)


def test_marks_do_not_undo_what_happened(chair: Chair):
    """Who gave up, or read the strong answer first, is asked again tomorrow, whatever the marks."""
    answered(chair, 4, peeked=True)
    mark_by("Ada", marks(4), chair)
    assert due(chair) == timedelta(days=1)

    answered(chair, 4, marks={}, gave_up=True)
    mark_by("Ada", marks(4), chair)
    assert due(chair) == timedelta(days=1)


def test_a_later_answer_is_ones_own_again(chair: Chair, clock: Hand):
    """An opinion is about one answer; the next one is marked by nobody else yet."""
    answered(chair, 4)
    mark_by("Ada", marks(2), chair)
    clock.wait(timedelta(days=1))
    answered(chair, 3)

    assert "Ada" not in asking.next_time(KEY, chair)
    assert asking.known(chair)[KEY].forgotten == 1


def test_calibration_still_holds_ones_own_marks_against_it(chair: Chair):
    """What replaces a mark for the schedule is what it is measured by, not what it becomes."""
    answered(chair, 4)
    mark_by("Ada", marks(2), chair)
    seen = past.past(chair.history)

    pairs = pairs_of(seen.in_order, seen.opinions)
    assert {(pair.against, pair.own, pair.other) for pair in pairs} == {(OPINION, 4, 2)}
