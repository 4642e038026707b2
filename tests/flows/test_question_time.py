"""Questions after a talk: drawn without repeats, on disk before anything is shown of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from desk_makers import Hand
from hypothesis import given
from hypothesis import strategies as st
from talk_makers import a_talk

from prep.errors import PrepError
from prep.flows import asking
from prep.flows.asking import Chair
from prep.flows.question_time import AUDIENCE, QuestionTime, Stage, card, drawn, questions_of
from prep.history import History
from prep.history.schema import fault
from prep.model.answer import ANSWERED, SPOKEN
from prep.model.problem import QuestionAndAnswer
from prep.model.question import Question
from prep.model.standing import Light
from prep.places import Places

OWN = (QuestionAndAnswer("What is new?", "The one thing."), QuestionAndAnswer("Why ten labels?", "A number."))
TALK = a_talk(questions=OWN)


def question(id: str, text: str = "") -> Question:
    return Question(id, "job-talk", AUDIENCE, text or f"What about {id}?", shows="That it was thought of.", seconds=45)


BANK = tuple(question(id) for id in ("cost", "data", "rivals", "ethics"))


@pytest.fixture
def chair(tmp_path: Path, clock: Hand) -> Chair:
    return Chair(History.open(Places(home=tmp_path / "home", content=()), clock), clock)


def facts(chair: Chair) -> list[tuple[str, str]]:
    return [(fact.kind, fact.about) for fact in chair.history.facts(kinds=[SPOKEN, ANSWERED])]


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


@pytest.mark.parametrize(
    ("took", "up"),
    [
        *((0, None), (29.9, None), (30, Light.GREEN), (44.9, Light.GREEN)),
        *((45, Light.YELLOW), (59.9, Light.YELLOW), (60, Light.RED), (600, Light.RED)),
    ],
)
def test_the_cards(took: float, up: Light | None):
    """Green from 30 seconds on, yellow from 45, red from 60."""
    assert card(seconds(took)) is up


def test_the_talks_own_questions():
    """They have what was written as the strong answer, and keys that no renamed folder changes."""
    first, second = questions_of(TALK)

    assert (first.text, first.shows) == ("What is new?", "The one thing.")
    assert first.key == f"talk:{TALK.uuid}/what-is-new"
    assert questions_of(a_talk(questions=OWN, slug="renamed")) == (first, second)
    assert questions_of(a_talk(questions=())) == ()


def test_questions_that_begin_alike_have_keys_of_their_own():
    """And one in another alphabet has a key at all."""
    texts = ["What is new?", "What is new!", "?", "什么是新的？", "What is new"]  # noqa: RUF001  # as it is written there
    keys = [each.id for each in questions_of(a_talk(questions=tuple(QuestionAndAnswer(text, "") for text in texts)))]

    assert keys == ["what-is-new", "what-is-new--2", "question", "question--2", "what-is-new--3"]


def test_the_talks_own_come_first():
    """Then the bank; each group shuffled by the seed, the same each time."""
    order = drawn(questions_of(TALK), BANK, seed=1)

    assert {each.bank for each in order[:2]} == {f"talk:{TALK.uuid}"}
    assert {each.bank for each in order[2:]} == {"job-talk"}
    assert order == drawn(questions_of(TALK), iter(BANK), seed=1)
    assert len({drawn(BANK, seed=seed) for seed in range(20)}) > 5


def test_without_a_bank_the_talks_own_are_all():
    """And without any there are none."""
    assert len(drawn(questions_of(TALK), (), seed=1)) == 2
    assert drawn((), seed=1) == ()


@given(st.lists(st.integers(0, 9), max_size=20), st.lists(st.integers(0, 9), max_size=20), st.integers())
def test_no_question_comes_twice(own: list[int], bank: list[int], seed: int):
    """Each text once, however often and in whichever spelling it is there; none is lost, the first group is first."""
    first = [question(f"a{n}", f"What about  {number}?") for n, number in enumerate(own)]
    second = [question(f"b{n}", f"what about {number}? ") for n, number in enumerate(bank)]
    texts = [" ".join(each.text.lower().split()) for each in drawn(first, second, seed=seed)]

    assert sorted(texts) == sorted({f"what about {number}?" for number in (*own, *bank)})
    assert {each[-2] for each in texts[: len(set(own))]} == {str(number) for number in own}


def test_a_round(chair: Chair, clock: Hand):
    """Hidden until drawn, the clock runs from then; the answer is kept when it ends, its mark when it is given."""
    time = QuestionTime(BANK[:2], TALK, chair)
    clock.wait(seconds(100))
    hidden = (time.stage, time.place, time.took, facts(chair))
    time.draw()
    clock.wait(seconds(48.25))
    speaking = (time.stage, time.took, time.card, facts(chair))
    time.stop()
    shown = (time.stage, time.took, facts(chair))
    clock.wait(seconds(10))
    time.score(3)
    scored = (time.stage, time.took, facts(chair)[1:], time.replies[0].mark)
    time.go_on()

    assert hidden == (Stage.HIDDEN, "1 of 2", seconds(0), [])
    assert speaking == (Stage.SPEAKING, seconds(48.25), Light.YELLOW, [])
    assert shown == (Stage.SHOWN, seconds(48.25), [(SPOKEN, "job-talk/cost")])
    assert scored == (Stage.SCORED, seconds(48.25), [(ANSWERED, "job-talk/cost")], 3)
    assert (time.stage, time.place, time.took, time.last) == (Stage.HIDDEN, "2 of 2", seconds(0), True)


def test_what_is_kept(chair: Chair, clock: Hand):
    """The talk, the question, the seconds and the mark; whatever reads answers reads these, too."""
    time = QuestionTime(BANK, TALK, chair)
    time.draw()
    clock.wait(seconds(33.3))
    time.stop()
    time.score(2)
    spoken, answered = chair.history.facts(kinds=[SPOKEN, ANSWERED])

    assert spoken.data["seconds"] == 33.3
    assert {name: answered.data[name] for name in ("talk", "slug", "question", "seconds", "mark", "limit")} == {
        "talk": TALK.uuid,
        "slug": "my-talk",
        "question": "What about cost?",
        "seconds": 33.3,
        "mark": 2,
        "limit": 60,
    }
    assert spoken.data["sitting"] == answered.data["sitting"]
    assert fault(ANSWERED, answered.data) == fault(SPOKEN, spoken.data) == ""
    (read,) = asking.all_answered(chair)
    assert (read.key, read.score, read.seconds, read.late) == ("job-talk/cost", 2, 33.3, False)
    assert asking.known(chair)["job-talk/cost"].last_score == 2


def test_what_the_stage_does_not_allow_changes_nothing(chair: Chair, clock: Hand):
    """No mark before the answer, none twice, none out of range; nothing is drawn twice."""
    time = QuestionTime(BANK[:1], TALK, chair)
    for step in (time.stop, time.go_on, lambda: time.score(4), time.leave):
        step()
    assert (time.stage, facts(chair)) == (Stage.HIDDEN, [])
    time.draw()
    clock.wait(seconds(5))
    time.draw()
    time.go_on()
    time.score(4)
    assert (time.stage, time.took) == (Stage.SPEAKING, seconds(5))
    time.stop()
    time.score(5)
    time.score(4)
    time.score(1)
    assert (time.replies[0].mark, len(facts(chair))) == (4, 2)
    time.go_on()
    time.draw()
    assert (time.over, time.stage, time.place) == (True, Stage.HIDDEN, "1 of 1")


def test_leaving_keeps_what_was_said(chair: Chair, clock: Hand):
    """In the middle of an answer, too; it has no mark then."""
    time = QuestionTime(BANK, TALK, chair)
    time.draw()
    clock.wait(seconds(20))
    time.leave()

    assert facts(chair) == [(SPOKEN, "job-talk/cost")]
    assert [(reply.took, reply.mark) for reply in time.replies] == [(seconds(20), None)]


def test_nothing_is_shown_that_could_not_be_kept(chair: Chair, clock: Hand, monkeypatch: pytest.MonkeyPatch):
    """The disk is full: the answer is not taken, and the stage says so; once there is room it is."""
    time = QuestionTime(BANK, TALK, chair)
    time.draw()
    clock.wait(seconds(40))

    def full(*_: object) -> None:
        raise PrepError("could not be written")

    with monkeypatch.context() as patch:
        patch.setattr("prep.history.journal.append", full)
        with pytest.raises(PrepError):
            time.stop()
        assert (time.stage, time.replies, facts(chair)) == (Stage.SPEAKING, [], [])
    clock.wait(seconds(5))
    time.stop()
    assert [reply.took for reply in time.replies] == [seconds(45)]
