"""A sitting of questions: what was said is kept before anything is shown, and it closes when its time is over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from desk_makers import Hand
from hypothesis import given
from hypothesis import strategies as st

from prep.errors import BadUsage
from prep.flows import asking
from prep.flows.asking import Chair
from prep.flows.hearing import GRACE, Coming, Hearing, Stage
from prep.history import History
from prep.model.answer import Story
from prep.model.card import card
from prep.model.moment import Moment
from prep.model.question import Asker, Question
from prep.model.rubrics import BEHAVIOURAL, MOTIVATION
from prep.model.standing import Light
from prep.places import Places

ASKER = Asker("hr", "HR", "Somebody.", "Something.", 60)
WHY = Question("why", "motivation", ASKER, "Why us?", "A trigger.", seconds=60)
WHEN = Question("when", "behavioural", ASKER, "When did you fail?", "A cost.", seconds=120)
MARKS = {each.id: 3 for each in MOTIVATION.criteria}
TOLD = {each.id: 4 for each in BEHAVIOURAL.criteria}


@pytest.fixture
def chair(tmp_path: Path, clock: Hand) -> Chair:
    home = tmp_path / "home"
    home.mkdir()
    return Chair(History.open(Places(home=home, content=()), clock), clock)


def hearing(chair: Chair, *, until: Moment | None = None) -> Hearing:
    coming = (Coming(WHY, MOTIVATION), Coming(WHEN, BEHAVIOURAL))
    return Hearing(coming, chair, sitting="s1", company="Acme", until=until)


def ahead(clock: Hand, span: timedelta) -> Moment:
    now = clock()
    return Moment(now.utc + span, now.ticks + span, now.boot)


def test_an_answer_is_spoken_scored_and_kept(chair: Chair, clock: Hand):
    """The clock runs from the first word to the last; what is kept says whose question it was and in which sitting."""
    h = hearing(chair)
    h.start()
    clock.wait(timedelta(seconds=70))
    h.stop()
    clock.wait(timedelta(minutes=5))
    kept = h.score(MARKS, note="calmer", true_elsewhere=False)

    assert asking.all_answered(chair) == (kept,) == tuple(h.answers)
    assert (kept.seconds, kept.limit, kept.late, kept.asker) == (70, 60, False, "hr")
    assert (kept.sitting, kept.company, kept.note, kept.true_elsewhere) == ("s1", "Acme", "calmer", False)
    assert h.stage is Stage.KEPT
    h.go_on()
    assert (h.question, h.stage, h.place, h.last) == (WHEN, Stage.ASKED, "2 of 2", True)


def test_speaking_again_starts_from_nothing(chair: Chair, clock: Hand):
    """What went wrong the first time does not count."""
    h = hearing(chair)
    for seconds in (100, 40):
        h.start()
        clock.wait(timedelta(seconds=seconds))
        h.stop()

    assert h.score(MARKS).seconds == 40


def test_what_is_written_is_on_disk_before_it_is_scored(chair: Chair):
    """It is one version, with its spoken length as its time; another start goes on from it."""
    h = hearing(chair)
    h.write("word " * 140)
    before = [each.text for each in asking.versions(WHY.key, chair)]
    again = hearing(chair).draft()
    kept = h.score(MARKS, true_elsewhere=True)

    assert before == [again] == [("word " * 140).strip()]
    assert len(asking.versions(WHY.key, chair)) == 1
    assert (kept.seconds, kept.text, kept.true_elsewhere) == (60, again, True)


def test_help_is_recorded(chair: Chair):
    """A look at the stories helps; a look at the strong answer is one at what is asked for."""
    asking.keep_story(Story("", "The lost run", {}, (WHEN.key,)), chair)
    h = hearing(chair)
    h.go_on()
    fitting = [each.title for each in h.stories()]
    h.help()
    h.peek()
    kept = h.score(TOLD)
    h.peek()

    assert fitting == ["The lost run"]
    assert (kept.helped, kept.peeked) == (True, True)
    assert asking.known(chair)[WHEN.key].forgotten == 1


def test_giving_up_is_kept(chair: Chair):
    """It needs no marks, and comes back tomorrow."""
    h = hearing(chair)
    kept = h.give_up()

    assert (kept.gave_up, kept.score) == (True, 1)
    assert h.next_time() == "next tomorrow, because it was below the bar"


def test_marks_that_are_none_change_nothing(chair: Chair):
    """The question stays where it was."""
    h = hearing(chair)
    with pytest.raises(BadUsage):
        h.score({"specific": 4})

    assert (h.stage, h.answers, asking.all_answered(chair)) == (Stage.ASKED, [], ())


def test_resting_is_offered_for_what_is_known(chair: Chair, clock: Hand):
    """After two good days, for a 4, unaided and in time; not before, and not with help."""
    offered = []
    for _ in range(3):
        h = hearing(chair)
        h.go_on()
        offered.append((h.may_rest(TOLD), h.may_rest({**TOLD, "answers": 3})))
        h.score(TOLD)
        clock.wait(timedelta(days=4))
    helped = hearing(chair)
    helped.go_on()
    helped.help()

    assert offered == [(False, False), (False, False), (True, False)]
    assert not helped.may_rest(TOLD)


def test_it_closes_by_itself(chair: Chair, clock: Hand):
    """What is being spoken is cut off; a score that is being given may be finished, for a minute."""
    h = hearing(chair, until=ahead(clock, timedelta(minutes=2)))
    h.start()
    clock.wait(timedelta(seconds=119))
    open_before = h.closed()
    clock.wait(timedelta(seconds=1))
    cut_off = h.closed()
    h.stop()
    scoring = h.closed()
    clock.wait(GRACE + timedelta(seconds=1))

    assert (open_before, cut_off, scoring, h.closed()) == (False, True, False, True)
    assert h.left() == timedelta(0)
    assert not hearing(chair).closed()


def test_the_end_is_the_end_after_a_reboot(chair: Chair, clock: Hand):
    """Another boot counts from nothing; the wall clock decides."""
    h = hearing(chair, until=ahead(clock, timedelta(minutes=2)))
    clock.reboot(timedelta(minutes=3))

    assert h.closed()


@given(st.floats(0, 1000), st.integers(1, 300))
def test_cards_go_up_in_their_order(spoken: float, seconds: int):
    """Nothing before half, green to the length, yellow to half as much again, which is when an answer is late."""
    order = [None, Light.GREEN, Light.YELLOW, Light.RED]
    up = card(timedelta(seconds=spoken), seconds)
    share = timedelta(seconds=spoken).total_seconds() / seconds

    assert order.index(up) == (share >= 0.5) + (share >= 1) + (share > 1.5)
    assert card(timedelta(seconds=spoken), 0) is None
