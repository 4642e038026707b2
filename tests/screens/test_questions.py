"""Questions after a talk on a screen, answered as a speaker does, and the pictures at three sizes."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from desk_makers import Hand
from syrupy.assertion import SnapshotAssertion
from talk_makers import a_talk
from textual.pilot import Pilot
from textual.widgets import Digits, Static

from prep.errors import PrepError
from prep.flows.asking import Chair
from prep.flows.question_time import QuestionTime, Stage, questions_of
from prep.history import History
from prep.model.problem import QuestionAndAnswer
from prep.model.question import Asker, Question
from prep.places import Places
from prep.screens.pages import Page
from prep.screens.questions import LookBack, QuestionsApp

SMALL, USUAL, LARGE = (40, 10), (80, 24), (160, 50)
SIZES = pytest.mark.parametrize("size", [SMALL, USUAL, LARGE], ids=["40x10", "80x24", "160x50"])
SCEPTIC = Asker(
    id="sceptic",
    title="Sceptic",
    who="Somebody by the door, arms folded, who has seen many such curves go flat a year later.",
    wants="What is left of your claim when one pushes?",
    seconds=45,
)
HARD = Question(
    id="failure",
    bank="job-talk",
    asker=SCEPTIC,
    text="Every example on your slides came out well. Show us one that did not.",
    shows="A case of a kind that comes back, ready on a spare slide; the reason, as far as it is known; what to use "
    "there instead. Told as something learnt, with no excuse.",
    red_flags=("There are a few corner cases, and none is shown.", "Leaves it for future work."),
    follow_ups=("Is it worse there than doing nothing?",),
    seconds=45,
)
TALK = a_talk(questions=(QuestionAndAnswer("What is new?", "Names the one thing."),))
QUESTIONS = (HARD, *questions_of(TALK), Question("why", "job-talk", SCEPTIC, "Why not?", "A reason.", seconds=45))


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def chair(tmp_path: Path, clock: Hand) -> Chair:
    return Chair(History.open(Places(home=tmp_path / "home", content=()), clock), clock)


@pytest.fixture
def app(chair: Chair) -> QuestionsApp:
    return QuestionsApp(QuestionTime(QUESTIONS, TALK, chair))


class Hall:
    """A speaker before the screen: presses keys, and time passes when they say so."""

    def __init__(self, app: QuestionsApp, pilot: Pilot[None], clock: Hand) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause(0.02)

    async def answers(self, seconds: float, mark: str = "") -> None:
        """Draw the question, speak for so long, and give it a mark."""
        await self.press("space")
        self.clock.wait(timedelta(seconds=seconds))
        await self.press("space", *mark)

    async def until(self, true: Callable[[], object]) -> None:
        deadline = time.monotonic() + 30
        while not true():
            assert time.monotonic() < deadline, "it never came"
            await self.pilot.pause(0.02)
        await self.pilot.pause(0.05)

    def shown(self, id: str) -> str:
        return str(self.app.screen.query_one(f"#{id}", Static).render())


@SIZES
async def test_picture_of_a_hand(app: QuestionsApp, size: tuple[int, int], drawn: SnapshotAssertion):
    """Who asks is seen, what they ask is not."""
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.1)

        assert app.export_screenshot() == drawn


@SIZES
@pytest.mark.parametrize("seconds", [12, 33, 48, 71], ids=["no_card", "green", "yellow", "red"])
async def test_picture_of_the_cards(
    app: QuestionsApp, clock: Hand, size: tuple[int, int], seconds: float, drawn: SnapshotAssertion
):
    """The question, the clock, and the card in colour and in words."""
    async with app.run_test(size=size) as pilot:
        hall = Hall(app, pilot, clock)
        await hall.press("space")
        clock.wait(timedelta(seconds=seconds))
        app.screen._draw()
        await pilot.pause(0.05)

        assert app.export_screenshot() == drawn


@SIZES
async def test_picture_of_what_was_wanted(
    app: QuestionsApp, clock: Hand, size: tuple[int, int], drawn: SnapshotAssertion
):
    """What a strong answer shows, red flags, follow-ups, and the four levels."""
    async with app.run_test(size=size) as pilot:
        hall = Hall(app, pilot, clock)
        await hall.answers(48)
        await pilot.pause(0.1)

        assert app.export_screenshot() == drawn


@SIZES
async def test_picture_of_the_look_back(
    app: QuestionsApp, clock: Hand, size: tuple[int, int], drawn: SnapshotAssertion
):
    """Every answer with its length, its card and its mark; and one sentence."""
    async with app.run_test(size=size) as pilot:
        hall = Hall(app, pilot, clock)
        await hall.answers(48, "3")
        await hall.press("space")
        await hall.answers(71, "2")
        await hall.press("space")
        await hall.answers(12)
        await hall.press("q")
        await hall.until(lambda: isinstance(app.screen, LookBack))

        assert app.export_screenshot() == drawn


async def test_a_question_is_hidden_until_it_is_drawn(app: QuestionsApp, clock: Hand):
    """Who asks is there from the start; space draws it, and the clock runs from then."""
    async with app.run_test(size=USUAL) as pilot:
        hall = Hall(app, pilot, clock)
        await pilot.pause(0.05)
        clock.wait(timedelta(seconds=300))
        before = hall.shown("asked")
        await hall.press("space")
        await hall.until(lambda: HARD.text in hall.shown("asked"))

        assert "Sceptic" in before
        assert HARD.text not in before
        assert app.time.took == timedelta(0)
        assert app.screen.query_one(Digits).value == "0:00"


async def test_what_was_wanted_stays_hidden_while_one_speaks(app: QuestionsApp, clock: Hand):
    """It is shown once the answer is over, and on disk."""
    async with app.run_test(size=USUAL) as pilot:
        hall = Hall(app, pilot, clock)
        await hall.press("space")
        clock.wait(timedelta(seconds=33))
        app.screen._draw()
        speaking = hall.shown("wanted")
        await hall.press("3")
        unmarked = app.time.stage
        await hall.press("space")
        await hall.until(lambda: app.time.stage is Stage.SHOWN)

        assert speaking == ""
        assert unmarked is Stage.SPEAKING
        assert [reply.took for reply in app.time.replies] == [timedelta(seconds=33)]


async def test_one_key_gives_the_mark(app: QuestionsApp, clock: Hand, chair: Chair):
    """An answer waits for it; then space asks the next question."""
    async with app.run_test(size=USUAL) as pilot:
        hall = Hall(app, pilot, clock)
        await hall.answers(48)
        await hall.press("space")
        waiting = app.time.stage
        await hall.press("3", "1")
        marked = hall.app.time.replies[0].mark
        await hall.press("space")
        await hall.until(lambda: "question 2 of 3" in hall.shown("bar"))

    assert (waiting, marked) == (Stage.SHOWN, 3)
    assert len(chair.history.facts()) == 2


async def test_the_last_question_ends_with_a_look_back(app: QuestionsApp, clock: Hand):
    """And Enter closes that."""
    async with app.run_test(size=USUAL) as pilot:
        hall = Hall(app, pilot, clock)
        for mark in "343":
            await hall.answers(40, mark)
            await hall.press("space")
        await hall.until(lambda: isinstance(app.screen, LookBack))
        await hall.press("enter")
        await hall.until(lambda: not app.is_running)

    assert [reply.mark for reply in app.time.replies] == [3, 4, 3]


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_leaving_at_once_leaves_nothing(app: QuestionsApp, clock: Hand, chair: Chair, key: str):
    """Nothing was answered, so there is nothing to look back on."""
    async with app.run_test(size=USUAL) as pilot:
        hall = Hall(app, pilot, clock)
        await hall.press(key)
        await hall.until(lambda: not app.is_running)

    assert chair.history.facts() == []


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_leaving_in_an_answer_keeps_it(app: QuestionsApp, clock: Hand, chair: Chair, key: str):
    """What was said is on disk, without a mark."""
    async with app.run_test(size=USUAL) as pilot:
        hall = Hall(app, pilot, clock)
        await hall.press("space")
        clock.wait(timedelta(seconds=20))
        await hall.press(key)
        await hall.until(lambda: app.time.replies)

    assert [fact.data["seconds"] for fact in chair.history.facts()] == [20.0]


async def test_what_cannot_be_kept_is_said(app: QuestionsApp, clock: Hand, monkeypatch: pytest.MonkeyPatch):
    """The disk is full: nothing is shown of a strong answer, and the clock goes on."""

    def full(*_: object) -> None:
        raise PrepError("the history could not be written", hint="Make room.")

    async with app.run_test(size=USUAL) as pilot:
        hall = Hall(app, pilot, clock)
        await hall.press("space")
        monkeypatch.setattr("prep.history.journal.append", full)
        await hall.press("space")
        await pilot.pause(0.1)

        assert app.time.stage is Stage.SPEAKING
        assert [note.message for note in app._notifications] == ["the history could not be written. Make room."]


async def test_help_opens_and_closes(app: QuestionsApp, clock: Hand):
    """Over any stage, and space does not draw a question behind it."""
    async with app.run_test(size=USUAL) as pilot:
        hall = Hall(app, pilot, clock)
        await hall.press("question_mark")
        await hall.until(lambda: isinstance(app.screen, Page))
        await hall.press("escape")
        await hall.until(lambda: not isinstance(app.screen, Page))

        assert app.time.stage is Stage.HIDDEN


@pytest.mark.parametrize("size", [(10, 3), (20, 5), SMALL, (200, 60)])
async def test_any_size_is_drawn_in_every_stage(app: QuestionsApp, clock: Hand, size: tuple[int, int]):
    """No terminal is too small, and resizing back and forth changes the layout alone."""
    async with app.run_test(size=USUAL) as pilot:
        hall = Hall(app, pilot, clock)
        for keys in ("", "space", "space", "3", "q"):
            await hall.press(*([keys] if keys else []))
            for each in (size, LARGE, size):
                await pilot.resize_terminal(*each)
                await pilot.pause(0.03)
            clock.wait(timedelta(seconds=50))

        assert app.is_running
        assert [reply.mark for reply in app.time.replies] == [3]
