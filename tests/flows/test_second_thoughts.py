"""Notes, amendments and voids are facts; lists, choice, due dates and statistics all obey them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desk_makers import MARKS, MINUTE, Hand, desk_at, grading, problem_in

from prep.errors import BadContent, BadUsage, NoSuchThing
from prep.flows import past, practise
from prep.flows.asking import Chair, all_answered, answer, known
from prep.flows.choose import passed_slugs
from prep.model.answer import Answered
from prep.model.opinion import blank_sheet
from prep.model.outcome import Outcome

ANSWERING = {"answers": 3, "substance": 3, "limits": 3, "length": 3}


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def desk(tmp_path, clock):
    desk = desk_at(tmp_path / "home", clock, grading(Outcome.PASSED))
    yield desk
    desk.history.close()


@pytest.fixture
def done(desk, clock, tmp_path):
    """A session passed at five minutes and finished at eight, scored."""
    problem = problem_in(tmp_path / "double")
    session = practise.start(problem, desk)
    clock.wait(5 * MINUTE)
    (desk.workspace.answer("double", "answer.py")).write_text("def double(x):\n    return 2 * x\n")
    practise.submit(session, problem, desk)
    clock.wait(3 * MINUTE)
    practise.finish(session, desk)
    clock.wait(MINUTE)
    return practise.score(session, MARKS, desk)


def newest(desk):
    return past.past(desk.history).episodes[1]


def an_answer(desk, clock):
    chair = Chair(desk.history, clock)
    return chair, answer(
        Answered("", "bank/q", "Why?", "hr", clock().utc, "answering", ANSWERING, seconds=60, limit=60), chair
    )


def test_a_voided_session_is_nowhere(desk, done):
    """Not among the sessions, not among what was passed, not in the list; and back again when taken back."""
    past.void(newest(desk), "the cat wrote it", desk.history)

    assert practise.sessions(desk) == ()
    assert passed_slugs(practise.sessions(desk)) == set()
    assert past.past(desk.history).episodes == {}
    assert [(each.id, because) for each, because in past.voided(desk.history)] == [(done.id, "the cat wrote it")]

    past.take_back(done.id, desk.history)

    assert [each.id for each in practise.sessions(desk)] == [done.id]
    assert past.voided(desk.history) == []


def test_whoever_still_sits_at_a_voided_session_is_told(desk, done):
    """Another terminal, or an import, may have voided it: that is a sentence, not a defect."""
    past.void(newest(desk), "twice", desk.history)

    with pytest.raises(NoSuchThing, match="this session was voided"):
        practise.again(done.id, desk)


def test_a_voided_answer_makes_a_question_new_again(desk, clock):
    """Due dates follow: the schedule has never seen it."""
    chair, _ = an_answer(desk, clock)
    assert set(known(chair)) == {"bank/q"}

    past.void(newest(desk), "read aloud from the page", desk.history)

    assert all_answered(chair) == ()
    assert known(chair) == {}


def test_an_amended_answer_is_rated_anew(desk, clock):
    """A mark below the bar brings the question back at once, as if it had been given so."""
    chair, _ = an_answer(desk, clock)
    before = known(chair)["bank/q"]
    past.amend(newest(desk), desk.history, marks={"substance": 1}, minutes=2)

    (answered,) = all_answered(chair)
    assert (answered.score, answered.seconds) == (1, 120.0)
    assert known(chair)["bank/q"] != before


def test_the_minutes_that_count(desk, done):
    """A phone call in the middle: the session is shorter, and nothing was handed in after its end."""
    past.amend(newest(desk), desk.history, minutes=4)

    (session,) = practise.sessions(desk)
    assert session.took == session.upshot.passing == timedelta(minutes=4)


def test_marks_and_their_note(desk, done):
    """Only what is said changes, and that the marks were amended is known."""
    past.amend(newest(desk), desk.history, marks={"code": 1}, note="was tired")

    (session,) = practise.sessions(desk)
    assert session.score.marks == {**MARKS, "code": 1}
    assert session.score.note == "was tired"
    assert past.past(desk.history).amended_marks == {done.id}


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({}, "say what to amend"),
        ({"marks": {"beauty": 3}}, "there is no criterion 'beauty'"),
        ({"marks": {"code": 5, "testing": 0}}, "code is 5, and marks are 1 to 4; testing is 0"),
        ({"minutes": -1}, "not negative"),
    ],
)
def test_what_cannot_be_amended(desk, done, wish, says):
    """Everything that is wrong is said at once, and nothing is kept."""
    facts = len(desk.history.recorded())
    with pytest.raises(BadUsage) as refused:
        past.amend(newest(desk), desk.history, **wish)

    assert says in refused.value.message
    assert len(desk.history.recorded()) == facts


def test_what_is_open_is_neither_voided_nor_amended(desk, tmp_path):
    """It is ended first: a screen may be sitting at it."""
    practise.start(problem_in(tmp_path / "double"), desk)

    for attempt in (
        lambda: past.void(newest(desk), "no", desk.history),
        lambda: past.amend(newest(desk), desk.history, minutes=1),
    ):
        with pytest.raises(BadUsage):
            attempt()


def test_notes_are_added_and_kept_in_order(desk, done):
    """An empty one is refused."""
    past.note(newest(desk), " first ", desk.history)
    past.note(newest(desk), "second", desk.history)
    with pytest.raises(BadUsage):
        past.note(newest(desk), "  ", desk.history)

    assert [each.text for each in past.past(desk.history).remarks[done.id]] == ["first", "second"]


@pytest.mark.parametrize("which", ["0", "2", "nope", "", "7" * 20])
def test_nothing_of_that_name(desk, done, which):
    """The number of entries is said."""
    with pytest.raises(NoSuchThing, match="1 entry so far"):
        past.find(which, past.past(desk.history))


def test_found_by_number_and_by_id(desk, done):
    """1 is the newest; an id may be shortened."""
    seen = past.past(desk.history)

    assert past.find("1", seen) == past.find(done.id, seen) == past.find(done.id[:30], seen) == (1, newest(desk))


def sheet(desk, **marks):
    rubric, criteria = past.criteria_of(newest(desk))
    made = blank_sheet(newest(desk).id, "double", rubric, criteria)
    return {**made, "marks": {**made["marks"], **marks}}


def test_a_second_opinion_is_kept_beside_the_own_marks(desk, done):
    """A later sheet of the same grader replaces the earlier; null is "could not judge"."""
    past.add_opinion(newest(desk), "Ada", sheet(desk, code=2), desk.history)
    past.add_opinion(newest(desk), "Ada", sheet(desk, code=3, testing=1), desk.history)
    past.add_opinion(newest(desk), "Ben", sheet(desk, communication=4), desk.history)

    opinions = past.past(desk.history).opinions[done.id]
    assert [(each.by, each.marks) for each in opinions] == [
        ("Ada", {"code": 3, "testing": 1}),
        ("Ben", {"communication": 4}),
    ]
    assert practise.sessions(desk)[0].score.marks == MARKS


def test_every_fault_of_a_sheet_is_named(desk, done):
    """At once, and nothing is kept."""
    wrong = {"rubric": "job-talk", "marks": {"code": 7, "beauty": 3, "testing": True}, "colour": "red", "note": 3}
    with pytest.raises(BadContent) as refused:
        past.add_opinion(newest(desk), "Ada", wrong, desk.history)

    for fault in (
        "'colour' is no part",
        "rubric is 'job-talk'",
        "note is not text",
        "marks.communication is missing",
        "marks.beauty: there is no such criterion",
        "marks.code is 7",
        "marks.testing is True",
    ):
        assert fault in refused.value.message
    assert past.past(desk.history).opinions == {}


@pytest.mark.parametrize("empty", [[], "3", {}, {"marks": 3}])
def test_what_is_no_sheet(desk, done, empty):
    """Some other JSON."""
    with pytest.raises(BadContent):
        past.add_opinion(newest(desk), "Ada", empty, desk.history)
    with pytest.raises(BadContent, match="nothing is marked"):
        past.add_opinion(newest(desk), "Ada", sheet(desk), desk.history)
