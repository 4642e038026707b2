"""Questions and answers: what has its turn, what was said, what was written down."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from desk_makers import Hand
from hypothesis import given
from hypothesis import strategies as st

from prep.errors import BadUsage, NoSuchThing
from prep.flows import asking
from prep.flows.asking import Chair
from prep.history import History
from prep.model.answer import STORY_PARTS, Answered, Story, spoken, words
from prep.model.question import Asker, Bank, Question
from prep.model.rubrics import MOTIVATION
from prep.places import Places

ASKERS = tuple(
    Asker(id, id.title(), "Somebody.", "Something.", 60) for id in ("recruiter", "researcher", "manager", "hr")
)
BANK = Bank(
    "motivation",
    "Why here?",
    "motivation",
    ASKERS,
    tuple(
        Question(f"{a.id}-{n}", "motivation", a, f"Why {n}, asks {a.id}?", "x", seconds=60)
        for a in ASKERS
        for n in (1, 2)
    ),
)
TODAY = date(2026, 11, 23)


@pytest.fixture
def chair(tmp_path: Path, clock: Hand) -> Chair:
    home = tmp_path / "home"
    home.mkdir()
    return Chair(History.open(Places(home=home, content=()), clock), clock)


def answered(chair: Chair, question: Question, mark: int = 3, **more: object) -> Answered:
    marks = {each.id: mark for each in MOTIVATION.criteria}
    fields = {"question": question.text, "asker": question.asker.id, "rubric": "motivation", "marks": marks, **more}
    made = Answered("", question.key, at=chair.clock().utc, **fields)  # type: ignore[arg-type] # fields by name
    return asking.answer(made, chair)


def test_three_different_askers(chair: Chair):
    """Each asks one question; the seed chooses, and the same seed the same."""
    picked = asking.three_askers(BANK, chair, seed=4)

    assert len({pick.question.asker for pick in picked}) == 3
    assert picked == asking.three_askers(BANK, chair, seed=4)
    assert len({asking.three_askers(BANK, chair, seed=seed) for seed in range(20)}) > 5


def test_an_asker_asks_what_has_its_turn(chair: Chair, clock: Hand):
    """Below the bar yesterday: it comes before a new one. Answered today: another one is asked."""
    weak, other = BANK.questions[0], BANK.questions[1]
    answered(chair, weak, 2)
    today = {pick.question.asker.id: pick.question for pick in asking.three_askers(BANK, chair, seed=1, number=4)}
    clock.wait(timedelta(days=1))
    tomorrow = {pick.question.asker.id: pick.question for pick in asking.three_askers(BANK, chair, seed=1, number=4)}

    assert today["recruiter"] == other
    assert tomorrow["recruiter"] == weak


def test_an_answer_is_kept_and_comes_back(chair: Chair, clock: Hand):
    """What was said is in the history as it was; the next time is said in words."""
    question = BANK.questions[0]
    first = answered(chair, question, 2, seconds=70.5, limit=60, text="Because of the paper.", company="Acme")
    (read,) = asking.all_answered(chair, key=question.key)

    assert read == first
    assert (read.score, read.late, read.company) == (2, False, "Acme")
    assert asking.next_time(question.key, chair) == "next tomorrow, because it was below the bar"
    assert [version.text for version in asking.versions(question.key, chair)] == ["Because of the paper."]


def test_marks_must_be_those_of_the_rubric(chair: Chair):
    """What is missing or beyond 4 is refused with what is asked, and nothing is kept; giving up needs no marks."""
    question = BANK.questions[0]
    with pytest.raises(BadUsage, match="1 to 4") as refused:
        answered(chair, question, marks={"specific": 5})
    given_up = answered(chair, question, marks={}, gave_up=True)

    assert "specific, record, adds, asker, length" in refused.value.hint
    assert asking.all_answered(chair) == (given_up,)
    assert given_up.score == 1


def test_length_is_not_a_must():
    """Too long is marked, and does not put an answer below the bar by itself."""
    assert MOTIVATION.lowest({"specific": 3, "record": 4, "adds": 3, "asker": 3, "length": 1}) == 3


def test_versions_are_kept_once(chair: Chair):
    """The same text again is no new version; an empty one is refused."""
    for text in ("one", "one", "two", "one"):
        asking.write_down("motivation/recruiter-1", text, chair)

    assert [each.text for each in asking.versions("motivation/recruiter-1", chair)] == ["one", "two", "one"]
    with pytest.raises(BadUsage, match="empty"):
        asking.write_down("motivation/recruiter-1", " \n", chair)


def test_stories_answer_questions(chair: Chair):
    """A story is kept, changed and dropped; which questions have none is known."""
    parts = {part: f"{part} of it" for part in STORY_PARTS}
    kept = asking.keep_story(Story("", "The lost run", {**parts, "lesson": ""}, (BANK.questions[0].key,)), chair)
    changed = asking.keep_story(Story(kept.id, "The lost run", parts, (BANK.questions[1].key,)), chair)

    assert kept.missing == ("lesson",)
    assert asking.stories(chair) == (changed,)
    assert asking.find_story("1", chair) == asking.find_story("the lost", chair) == changed
    assert asking.untold(BANK.questions[:2], chair) == (BANK.questions[0],)
    asking.drop_story(changed, chair)
    assert asking.stories(chair) == ()
    with pytest.raises(NoSuchThing, match="no one story"):
        asking.find_story("1", chair)


@pytest.mark.parametrize("story", [Story("", " ", {}), Story("", "T", {"sitation": "x"})])
def test_a_story_that_is_none_is_refused(chair: Chair, story: Story):
    """Without a title, or with a part that nobody would read."""
    with pytest.raises(BadUsage, match="story"):
        asking.keep_story(story, chair)


def test_the_day_of_the_interview_is_kept_until_it_is_over(chair: Chair, clock: Hand):
    """It can be set, changed and forgotten; a day that is over plans nothing."""
    asking.set_interview(TODAY + timedelta(days=14), chair)
    asking.set_interview(TODAY + timedelta(days=7), chair)
    before = asking.interview_date(chair)
    clock.wait(timedelta(days=8))
    after = asking.interview_date(chair)

    assert (before, after) == (TODAY + timedelta(days=7), None)
    with pytest.raises(BadUsage, match="2026-11-23 is over"):
        asking.set_interview(TODAY, chair)
    asking.set_interview(TODAY + timedelta(days=30), chair)
    asking.set_interview(None, chair)
    assert asking.interview_date(chair) is None


@given(st.lists(st.sampled_from(["I", "don't", "well-known", "naïve", "3"]), max_size=50))
def test_words_are_counted_as_people_count_them(said: list[str]):
    """An apostrophe or a hyphen does not make two; 140 words are a minute."""
    text = ", ".join(said)

    assert words(text) == len(said)
    assert spoken(" ".join(["word"] * 140)) == timedelta(minutes=1)
